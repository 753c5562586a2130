/* SPDX-License-Identifier: MIT */
/* linux/sched/rt.h: Linux's name for a part of linux/sched.h. */
#ifndef _LINUX_SCHED_RT_H
#define _LINUX_SCHED_RT_H

#include <linux/sched.h>

#endif
