/* SPDX-License-Identifier: MIT */
/* linux/sched/clock.h: nanoseconds since the kernel's first line; 0 until the TSC is calibrated. Any context. */
#ifndef _LINUX_SCHED_CLOCK_H
#define _LINUX_SCHED_CLOCK_H

#include <linux/types.h>

u64 sched_clock(void);

static inline u64 local_clock(void)
{
	return sched_clock();
}

#endif
