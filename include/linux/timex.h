/* SPDX-License-Identifier: MIT */
/* linux/timex.h: the cycle counter. */
#ifndef _LINUX_TIMEX_H
#define _LINUX_TIMEX_H

#include <asm/tsc.h>

#endif
