// SPDX-License-Identifier: MIT
/*
 * kernel/core/timer.c: call a function at a tick.
 *
 * Problem.  Thousands of timers are set and nearly all are deleted before they fire (time-outs), so setting and
 *           deleting must cost next to nothing, and each tick must find what is due without looking at the rest.
 * Idea.     A wheel of WHEEL_SLOTS lists; a timer hangs in slot expires % WHEEL_SLOTS. A tick looks at one slot
 *           and runs the timers in it whose time has come; those of later turns of the wheel stay. The
 *           functions run in softirq context.
 *
 *      jiffies % 256 --> [ ] [t due now, t due in 256 ticks] [ ] [t] ...
 *
 *           The wheel's clock follows jiffies slot by slot, so ticks that were lost are caught up with.
 * Invariants (timers_check walks them): a pending timer hangs in the slot of its expiry; its time is not before
 *           the wheel's clock, but for timers set for the past, which hang in the next slot to be looked at.
 * Locks.    wheel.lock, irqs off; not held while a function runs: `running` stands for it.
 * Paths.    Set   mod_timer -> hang_timer
 *           Fire  tick -> run_local_timers -> TIMER_SOFTIRQ -> run_slot -> function
 * Cost.     Set and delete are constant; a tick costs one test, plus the timers in its slot.
 * Sources.  G. Varghese, T. Lauck, "Hashed and Hierarchical Timing Wheels", scheme 6; LDD 3 ch. 7.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <slate/selfcheck.h>

#define WHEEL_SLOTS 256

static struct {
	raw_spinlock_t lock;
	unsigned long clock; /* next slot to look at, in jiffies */
	unsigned int pending;
	struct timer_list *running; /* whose function runs now */
	struct hlist_head slots[WHEEL_SLOTS];
} wheel = { .lock = { { .word = 0 } } };

void init_timer_key(struct timer_list *timer, void (*func)(struct timer_list *), unsigned int flags)
{
	INIT_HLIST_NODE(&timer->entry);
	timer->function = func;
	timer->flags = flags;
	timer->expires = 0;
}
EXPORT_SYMBOL(init_timer_key);

/* ---- the wheel; locked ---- */

static void hang_timer(struct timer_list *timer)
{
	unsigned long when = time_before(timer->expires, wheel.clock) ? wheel.clock : timer->expires;

	hlist_add_head(&timer->entry, &wheel.slots[when % WHEEL_SLOTS]);
	wheel.pending++;
}

static int unhang_timer(struct timer_list *timer)
{
	if (!timer_pending(timer))
		return 0;
	hlist_del_init(&timer->entry);
	wheel.pending--;
	return 1;
}

/* ---- for everybody ---- */

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	unsigned long flags;
	int was_pending;

	raw_spin_lock_irqsave(&wheel.lock, flags);
	was_pending = unhang_timer(timer);
	timer->expires = expires;
	hang_timer(timer);
	raw_spin_unlock_irqrestore(&wheel.lock, flags);
	return was_pending;
}
EXPORT_SYMBOL(mod_timer);

int mod_timer_pending(struct timer_list *timer, unsigned long expires)
{
	unsigned long flags;
	int was_pending;

	raw_spin_lock_irqsave(&wheel.lock, flags);
	was_pending = unhang_timer(timer);
	if (was_pending) {
		timer->expires = expires;
		hang_timer(timer);
	}
	raw_spin_unlock_irqrestore(&wheel.lock, flags);
	return was_pending;
}
EXPORT_SYMBOL(mod_timer_pending);

int timer_reduce(struct timer_list *timer, unsigned long expires)
{
	if (timer_pending(timer) && time_before_eq(timer->expires, expires))
		return 1;
	return mod_timer(timer, expires);
}
EXPORT_SYMBOL(timer_reduce);

void add_timer(struct timer_list *timer)
{
	BUG_ON(timer_pending(timer));
	mod_timer(timer, timer->expires);
}
EXPORT_SYMBOL(add_timer);

int del_timer(struct timer_list *timer)
{
	unsigned long flags;
	int was_pending;

	raw_spin_lock_irqsave(&wheel.lock, flags);
	was_pending = unhang_timer(timer);
	raw_spin_unlock_irqrestore(&wheel.lock, flags);
	return was_pending;
}
EXPORT_SYMBOL(del_timer);

int try_to_del_timer_sync(struct timer_list *timer)
{
	unsigned long flags;
	int ret = -1;

	raw_spin_lock_irqsave(&wheel.lock, flags);
	if (wheel.running != timer)
		ret = unhang_timer(timer);
	raw_spin_unlock_irqrestore(&wheel.lock, flags);
	return ret;
}
EXPORT_SYMBOL(try_to_del_timer_sync);

int del_timer_sync(struct timer_list *timer)
{
	int ret;

	while ((ret = try_to_del_timer_sync(timer)) < 0)
		cpu_relax();
	return ret;
}
EXPORT_SYMBOL(del_timer_sync);

/* ---- the tick ---- */

/* The wheel's clock is one slot ahead already: a timer that sets itself again waits for the next tick. */
static struct timer_list *first_due(struct hlist_head *slot)
{
	struct timer_list *timer;

	hlist_for_each_entry(timer, slot, entry)
		if (time_before(timer->expires, wheel.clock))
			return timer;
	return NULL;
}

/* Locked; the lock is dropped while a function runs, so the search begins again after each. */
static void run_slot(struct hlist_head *slot)
{
	struct timer_list *timer;

	while ((timer = first_due(slot)) != NULL) {
		void (*function)(struct timer_list *) = timer->function;
		int count = preempt_count();

		unhang_timer(timer);
		wheel.running = timer;
		raw_spin_unlock_irq(&wheel.lock);
		function(timer);
		raw_spin_lock_irq(&wheel.lock);
		wheel.running = NULL;
		if (unlikely(preempt_count() != count)) {
			WARN(1, "timer: %pS leaked preempt count: %x before, %x after\n", (void *)function,
			     (unsigned int)count, (unsigned int)preempt_count());
			preempt_count_set(count);
		}
	}
}

static void run_timers(struct softirq_action *unused)
{
	raw_spin_lock_irq(&wheel.lock);
	while (time_after_eq(jiffies, wheel.clock)) {
		run_slot(&wheel.slots[wheel.clock++ % WHEEL_SLOTS]);
	}
	raw_spin_unlock_irq(&wheel.lock);
}

/* Skip empty slots here, irqs off, so that a tick without timers raises nothing. */
void run_local_timers(void)
{
	raw_spin_lock(&wheel.lock);
	while (time_after_eq(jiffies, wheel.clock) && hlist_empty(&wheel.slots[wheel.clock % WHEEL_SLOTS]) &&
	       !wheel.running)
		wheel.clock++;
	if (time_after_eq(jiffies, wheel.clock))
		__raise_softirq_irqoff(TIMER_SOFTIRQ);
	raw_spin_unlock(&wheel.lock);
}
EXPORT_SYMBOL(run_local_timers);

/* ---- sleeping for a time ---- */

struct sleeper {
	struct timer_list timer;
	struct task_struct *task;
};

static void wake_sleeper(struct timer_list *t)
{
	wake_up_process(container_of(t, struct sleeper, timer)->task);
}

long schedule_timeout(long timeout)
{
	struct sleeper sleeper = { .task = current };
	unsigned long expires;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		schedule();
		return timeout;
	}
	if (timeout < 0) {
		WARN(1, "schedule_timeout: negative timeout %ld\n", timeout);
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	expires = jiffies + (unsigned long)timeout;
	timer_setup_on_stack(&sleeper.timer, wake_sleeper, 0);
	mod_timer(&sleeper.timer, expires);
	schedule();
	del_timer_sync(&sleeper.timer);
	timeout = (long)(expires - jiffies);
	return timeout < 0 ? 0 : timeout;
}
EXPORT_SYMBOL(schedule_timeout);

static long sleep_in_state(long timeout, unsigned int state)
{
	might_sleep();
	__set_current_state(state);
	return schedule_timeout(timeout);
}

long schedule_timeout_interruptible(long timeout)
{
	return sleep_in_state(timeout, TASK_INTERRUPTIBLE);
}
EXPORT_SYMBOL(schedule_timeout_interruptible);

long schedule_timeout_killable(long timeout)
{
	return sleep_in_state(timeout, TASK_KILLABLE);
}
EXPORT_SYMBOL(schedule_timeout_killable);

long schedule_timeout_uninterruptible(long timeout)
{
	return sleep_in_state(timeout, TASK_UNINTERRUPTIBLE);
}
EXPORT_SYMBOL(schedule_timeout_uninterruptible);

long schedule_timeout_idle(long timeout)
{
	return sleep_in_state(timeout, TASK_IDLE);
}
EXPORT_SYMBOL(schedule_timeout_idle);

long io_schedule_timeout(long timeout)
{
	return schedule_timeout(timeout);
}
EXPORT_SYMBOL(io_schedule_timeout);

void io_schedule(void)
{
	schedule();
}
EXPORT_SYMBOL(io_schedule);

/* ---- views ---- */

unsigned int timers_pending_count(void)
{
	return wheel.pending;
}
EXPORT_SYMBOL(timers_pending_count);

int timers_check(void)
{
	unsigned long flags;
	unsigned int n = 0;
	int ret = 0;

	raw_spin_lock_irqsave(&wheel.lock, flags);
	for (unsigned int slot = 0; slot < WHEEL_SLOTS; slot++) {
		struct timer_list *timer;

		hlist_for_each_entry(timer, &wheel.slots[slot], entry) {
			n++;
			if (time_after(timer->expires, wheel.clock) && timer->expires % WHEEL_SLOTS != slot)
				ret = -EINVAL;
		}
	}
	if (n != wheel.pending)
		ret = -EINVAL;
	raw_spin_unlock_irqrestore(&wheel.lock, flags);
	if (ret)
		pr_err("timer: %u timers hang in the wheel, %u counted, or one in the wrong slot\n", n,
		       wheel.pending);
	return ret;
}
EXPORT_SYMBOL(timers_check);
SELFCHECK(timer, timers_check, NULL);

void __init timers_init(void)
{
	wheel.clock = jiffies;
	open_softirq(TIMER_SOFTIRQ, run_timers);
}
