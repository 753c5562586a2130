/* SPDX-License-Identifier: MIT */
/* linux/random.h: see linux/prandom.h, which declares everything. */
#ifndef _LINUX_RANDOM_H
#define _LINUX_RANDOM_H

#include <linux/prandom.h>

#endif
