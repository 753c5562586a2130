// SPDX-License-Identifier: MIT
/*
 * kernel/core/ratelimit.c: an event at most so many times in so many ticks, at each place of its own.
 *
 * Problem. A fault that repeats a thousand times a second would drown the log, and the cause with it.
 * Idea.    The state counts events since the interval began; beyond the burst they are held back. The first
 *          event after the interval says how many were.
 * Locks.   rs->lock, tried only: who finds it taken is held back, since someone else is printing the same.
 * Cost.    One trylock and a comparison.
 */
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/spinlock.h>

int ___ratelimit(struct ratelimit_state *rs, const char *func)
{
	unsigned long flags;
	int missed = 0, ret = 0;

	if (!rs->interval)
		return 1;
	if (!raw_spin_trylock_irqsave(&rs->lock, flags))
		return 0;
	if (!rs->begin || time_is_before_jiffies(rs->begin + (unsigned long)rs->interval)) {
		missed = rs->missed;
		rs->begin = jiffies ? jiffies : 1;
		rs->printed = 0;
		rs->missed = 0;
	}
	if (rs->printed < rs->burst) {
		rs->printed++;
		ret = 1;
	} else {
		rs->missed++;
	}
	raw_spin_unlock_irqrestore(&rs->lock, flags);
	if (missed)
		pr_warn("%s: %d callbacks suppressed\n", func, missed);
	return ret;
}
