/* SPDX-License-Identifier: MIT */
/* linux/sched/debug.h: Linux's name for a part of linux/sched.h. */
#ifndef _LINUX_SCHED_DEBUG_H
#define _LINUX_SCHED_DEBUG_H

#include <linux/sched.h>

#endif
