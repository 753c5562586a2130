// SPDX-License-Identifier: MIT
/*
 * kernel/core/time.c: ticks, clocks and delays.
 *
 * Problem.  Three needs: a cheap coarse time that code may compare (jiffies), an exact one (ktime), and waiting.
 * Idea.     The exact time is read from the TSC whenever asked. jiffies follows it: each tick sets jiffies to
 *           the number of whole ticks that have really passed, so ticks that were lost while
 *           interrupts were off (a long console line, a stopped virtual machine) are made up for.
 * Invariants: jiffies and ktime never go back; jiffies * TICK_NSEC trails ktime by less than a tick after each
 *           tick.
 * Locks.    jiffies_64 is written by the tick only, irqs off; 32-bit readers read its low word.
 * Paths.    do_irq -> tick_handler -> run_local_timers, rcu_sched_clock_irq, scheduler_tick
 * Sources.  LDD 3 ch. 7 "Time, Delays, and Deferred Work".
 */
#include <asm/io.h>
#include <asm/tsc.h>
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/sched/task.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>

#define DELAY_PORT	 0x80 /* writing there takes about a microsecond on every PC */
#define SPIN_US_MAX	 (2 * USEC_PER_SEC / HZ) /* usleep_range spins for less than this, sleeps for more */

u64 jiffies_64 = INITIAL_JIFFIES;
EXPORT_SYMBOL(jiffies);
EXPORT_SYMBOL(jiffies_64);
extern unsigned long volatile jiffies __attribute__((alias("jiffies_64")));

static struct {
	u64 next_tick_ns; /* when jiffies grows next */
	u64 wall_offset_ns; /* wall clock minus monotonic clock */
} timekeeper;

u64 get_jiffies_64(void)
{
	unsigned long flags;
	u64 value;

	local_irq_save(flags);
	value = jiffies_64;
	local_irq_restore(flags);
	return value;
}
EXPORT_SYMBOL(get_jiffies_64);

/* ---- the exact clocks ---- */

u64 ktime_get_ns(void)
{
	return sched_clock();
}
EXPORT_SYMBOL(ktime_get_ns);

u64 ktime_get_real_ns(void)
{
	return sched_clock() + timekeeper.wall_offset_ns;
}
EXPORT_SYMBOL(ktime_get_real_ns);

time64_t ktime_get_seconds(void)
{
	return (time64_t)div_u64(ktime_get_ns(), NSEC_PER_SEC);
}
EXPORT_SYMBOL(ktime_get_seconds);

time64_t ktime_get_real_seconds(void)
{
	return (time64_t)div_u64(ktime_get_real_ns(), NSEC_PER_SEC);
}
EXPORT_SYMBOL(ktime_get_real_seconds);

void ktime_get_ts64(struct timespec64 *ts)
{
	*ts = ktime_to_timespec64(ktime_get());
}
EXPORT_SYMBOL(ktime_get_ts64);

void ktime_get_real_ts64(struct timespec64 *ts)
{
	*ts = ktime_to_timespec64(ktime_get_real());
}
EXPORT_SYMBOL(ktime_get_real_ts64);

int do_settimeofday64(const struct timespec64 *ts)
{
	if (ts->tv_sec < 0 || (unsigned long)ts->tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	timekeeper.wall_offset_ns = (u64)ktime_set(ts->tv_sec, (unsigned long)ts->tv_nsec) - ktime_get_ns();
	return 0;
}
EXPORT_SYMBOL(do_settimeofday64);

/* ---- the tick ---- */

static void advance_jiffies(u64 now)
{
	while (now >= timekeeper.next_tick_ns) {
		timekeeper.next_tick_ns += TICK_NSEC;
		jiffies_64++;
	}
}

void tick_handler(void)
{
	advance_jiffies(ktime_get_ns());
	run_local_timers();
	rcu_sched_clock_irq(is_idle_task(current) && hardirq_count() == HARDIRQ_OFFSET);
	scheduler_tick();
}
EXPORT_SYMBOL(tick_handler);

void __init time_init(void)
{
	tsc_init();
	timekeeper.next_tick_ns = ktime_get_ns() + TICK_NSEC;
	pit_start_tick();
}

/* ---- delays ---- */

static void spin_cycles(u64 cycles)
{
	u64 start = rdtsc();

	while (rdtsc() - start < cycles)
		cpu_relax();
}

void ndelay(unsigned long nsecs)
{
	if (tsc_khz)
		spin_cycles(div_u64((u64)nsecs * tsc_khz, 1000000) + 1);
	else
		udelay(nsecs / 1000 + 1);
}
EXPORT_SYMBOL(ndelay);

void udelay(unsigned long usecs)
{
	if (tsc_khz) {
		spin_cycles(div_u64((u64)usecs * tsc_khz, 1000) + 1);
		return;
	}
	while (usecs--)
		outb(0, DELAY_PORT);
}
EXPORT_SYMBOL(udelay);

void mdelay(unsigned long msecs)
{
	while (msecs--)
		udelay(1000);
}
EXPORT_SYMBOL(mdelay);

void msleep(unsigned int msecs)
{
	long timeout = (long)msecs_to_jiffies(msecs) + 1;

	while (timeout)
		timeout = schedule_timeout_uninterruptible(timeout);
}
EXPORT_SYMBOL(msleep);

unsigned long msleep_interruptible(unsigned int msecs)
{
	long timeout = (long)msecs_to_jiffies(msecs) + 1;

	while (timeout && !signal_pending(current))
		timeout = schedule_timeout_interruptible(timeout);
	return jiffies_to_msecs((unsigned long)timeout);
}
EXPORT_SYMBOL(msleep_interruptible);

/* A tick is the shortest sleep: below, look at the clock and let others run in between. */
void usleep_range(unsigned long min, unsigned long max)
{
	u64 end = ktime_get_ns() + (u64)min * NSEC_PER_USEC;

	might_sleep();
	if (max >= SPIN_US_MAX)
		schedule_timeout_uninterruptible((long)(max / (USEC_PER_SEC / HZ)) - 1);
	while (ktime_get_ns() < end) {
		cond_resched();
		cpu_relax();
	}
}
EXPORT_SYMBOL(usleep_range);
