/* SPDX-License-Identifier: MIT */
/* linux/jiffies.h: time in ticks, 1/HZ second each. Source: LDD 3 ch. 7 "Measuring Time Lapses". */
#ifndef _LINUX_JIFFIES_H
#define _LINUX_JIFFIES_H

#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/time.h>
#include <linux/timex.h>
#include <linux/typecheck.h>
#include <linux/types.h>

#define HZ	  CONFIG_HZ
#define USER_HZ	  100
#define TICK_NSEC (NSEC_PER_SEC / HZ)
#define TICK_USEC (USEC_PER_SEC / HZ)

/* Ticks start five minutes before they wrap, so that a comparison that cannot bear it fails early. */
#define INITIAL_JIFFIES ((unsigned long)(unsigned int)(-300 * HZ))
#define MAX_JIFFY_OFFSET ((LONG_MAX >> 1) - 1)

extern u64 jiffies_64;
extern unsigned long volatile jiffies; /* the low word of jiffies_64 */

u64 get_jiffies_64(void);

/* Comparisons that a wrap does not disturb. */
#define time_after(a, b)     (typecheck(unsigned long, a) && typecheck(unsigned long, b) && ((long)((b) - (a)) < 0))
#define time_before(a, b)    time_after(b, a)
#define time_after_eq(a, b)  (typecheck(unsigned long, a) && typecheck(unsigned long, b) && ((long)((a) - (b)) >= 0))
#define time_before_eq(a, b) time_after_eq(b, a)
#define time_in_range(a, b, c)	    (time_after_eq(a, b) && time_before_eq(a, c))
#define time_in_range_open(a, b, c) (time_after_eq(a, b) && time_before(a, c))
#define time_after64(a, b)     ((s64)((b) - (a)) < 0)
#define time_before64(a, b)    time_after64(b, a)
#define time_is_before_jiffies(a)    time_after(jiffies, a)
#define time_is_after_jiffies(a)     time_before(jiffies, a)
#define time_is_before_eq_jiffies(a) time_after_eq(jiffies, a)
#define time_is_after_eq_jiffies(a)  time_before_eq(jiffies, a)

static inline unsigned int jiffies_to_msecs(unsigned long j)
{
	return (unsigned int)(j * (MSEC_PER_SEC / HZ));
}

static inline unsigned int jiffies_to_usecs(unsigned long j)
{
	return (unsigned int)(j * (USEC_PER_SEC / HZ));
}

static inline u64 jiffies_to_nsecs(unsigned long j)
{
	return (u64)j * TICK_NSEC;
}

static inline u64 jiffies64_to_nsecs(u64 j)
{
	return j * TICK_NSEC;
}

/* Rounded up, so that a wait is never too short; negative means for ever. */
static inline unsigned long msecs_to_jiffies(unsigned int m)
{
	if ((int)m < 0)
		return MAX_JIFFY_OFFSET;
	return m / (MSEC_PER_SEC / HZ) + (m % (MSEC_PER_SEC / HZ) != 0);
}

static inline unsigned long usecs_to_jiffies(unsigned int u)
{
	return u / (USEC_PER_SEC / HZ) + (u % (USEC_PER_SEC / HZ) != 0);
}

static inline unsigned long nsecs_to_jiffies(u64 n)
{
	return (unsigned long)div_u64(n, TICK_NSEC);
}

#endif
