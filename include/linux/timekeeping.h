/* SPDX-License-Identifier: MIT */
/*
 * linux/timekeeping.h: what time is it. Monotonic time counts from the kernel's first line and comes from
 * the TSC; wall-clock time is monotonic time plus an offset that the clock chip's driver sets.
 */
#ifndef _LINUX_TIMEKEEPING_H
#define _LINUX_TIMEKEEPING_H

#include <linux/ktime.h>

/* Nanoseconds since boot; never goes back. Context: any. */
u64 ktime_get_ns(void);

static inline ktime_t ktime_get(void)
{
	return (ktime_t)ktime_get_ns();
}

u64 ktime_get_real_ns(void);
static inline ktime_t ktime_get_real(void)
{
	return (ktime_t)ktime_get_real_ns();
}

time64_t ktime_get_seconds(void);
time64_t ktime_get_real_seconds(void);
void ktime_get_ts64(struct timespec64 *ts);
void ktime_get_real_ts64(struct timespec64 *ts);
/* Set the wall clock. Return: 0 or -EINVAL. */
int do_settimeofday64(const struct timespec64 *ts);

#define ktime_get_boottime()	  ktime_get()
#define ktime_get_boottime_ns()	  ktime_get_ns()
#define ktime_get_raw()		  ktime_get()
#define ktime_get_raw_ns()	  ktime_get_ns()
#define ktime_get_mono_fast_ns()  ktime_get_ns()
#define ktime_get_coarse()	  ktime_get()
#define ktime_get_coarse_ts64(ts) ktime_get_ts64(ts)
#define ktime_get_coarse_real_ts64(ts) ktime_get_real_ts64(ts)
#define ktime_get_boottime_ts64(ts) ktime_get_ts64(ts)

/* Calibrate the TSC and start the tick. Interrupt lines exist already. */
void time_init(void);
/* From the tick's interrupt handler: advance jiffies, timers, scheduler. */
void tick_handler(void);

#endif
