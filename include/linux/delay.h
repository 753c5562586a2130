/* SPDX-License-Identifier: MIT */
/* linux/delay.h: wait for hardware: spinning for microseconds, sleeping for milliseconds. Source: LDD 3 ch. 7. */
#ifndef _LINUX_DELAY_H
#define _LINUX_DELAY_H

#include <linux/sched.h>
#include <linux/types.h>

/* Spin. Context: any. Works before the TSC is calibrated (then coarsely, never too short on a PC). */
void udelay(unsigned long usecs);
void ndelay(unsigned long nsecs);
void mdelay(unsigned long msecs);

/* Sleep at least that long. Context: may sleep. */
void msleep(unsigned int msecs);
unsigned long msleep_interruptible(unsigned int msecs); /* ms left if a signal came */
/* Sleep between @min and @max microseconds: spins only when a tick would be too long. */
void usleep_range(unsigned long min, unsigned long max);
#define usleep_range_state(min, max, state) usleep_range(min, max)

static inline void ssleep(unsigned int seconds)
{
	msleep(seconds * 1000);
}

static inline void fsleep(unsigned long usecs)
{
	if (usecs <= 10)
		udelay(usecs);
	else if (usecs <= 20000)
		usleep_range(usecs, 2 * usecs);
	else
		msleep((unsigned int)((usecs + 999) / 1000));
}

#endif
