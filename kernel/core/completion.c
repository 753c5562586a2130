// SPDX-License-Identifier: MIT
/*
 * kernel/core/completion.c: wait until somebody says done.
 *
 * Everything happens under the wait queue's lock, also the last look at `done`: when a waiter returns, the
 * completer no longer touches the completion, so it may live on the waiter's stack.
 *
 * Paths.   wait_for_completion -> wait_common -> wait_locked;  complete -> wake one
 * Sources. LDD 3 ch. 5 "Completions"; Linux Documentation/scheduler/completion.rst.
 */
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sched.h>

#define DONE_FOR_ALL UINT_MAX

/* x->wait.lock held, dropped while asleep. Return: ticks left, 0 at time-out, -ERESTARTSYS on a signal. */
static long wait_locked(struct completion *x, long timeout, unsigned int state)
{
	DECLARE_WAITQUEUE(wait, current);

	__add_wait_queue_entry_tail(&x->wait, &wait);
	wait.flags = WQ_FLAG_EXCLUSIVE;
	do {
		if (signal_pending_state(state, current)) {
			timeout = -ERESTARTSYS;
			break;
		}
		__set_current_state(state);
		spin_unlock_irq(&x->wait.lock);
		timeout = schedule_timeout(timeout);
		spin_lock_irq(&x->wait.lock);
	} while (!x->done && timeout);
	__remove_wait_queue(&x->wait, &wait);
	return timeout;
}

static long wait_common(struct completion *x, long timeout, unsigned int state)
{
	might_sleep();
	spin_lock_irq(&x->wait.lock);
	if (!x->done) {
		timeout = wait_locked(x, timeout, state);
		if (!x->done) {
			spin_unlock_irq(&x->wait.lock);
			return timeout;
		}
	}
	if (x->done != DONE_FOR_ALL)
		x->done--;
	spin_unlock_irq(&x->wait.lock);
	return timeout > 0 ? timeout : 1;
}

void wait_for_completion(struct completion *x)
{
	wait_common(x, MAX_SCHEDULE_TIMEOUT, TASK_UNINTERRUPTIBLE);
}
EXPORT_SYMBOL(wait_for_completion);

void wait_for_completion_io(struct completion *x)
{
	wait_for_completion(x);
}
EXPORT_SYMBOL(wait_for_completion_io);

int wait_for_completion_interruptible(struct completion *x)
{
	return wait_common(x, MAX_SCHEDULE_TIMEOUT, TASK_INTERRUPTIBLE) < 0 ? -ERESTARTSYS : 0;
}
EXPORT_SYMBOL(wait_for_completion_interruptible);

int wait_for_completion_killable(struct completion *x)
{
	return wait_common(x, MAX_SCHEDULE_TIMEOUT, TASK_KILLABLE) < 0 ? -ERESTARTSYS : 0;
}
EXPORT_SYMBOL(wait_for_completion_killable);

unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout)
{
	return (unsigned long)wait_common(x, (long)timeout, TASK_UNINTERRUPTIBLE);
}
EXPORT_SYMBOL(wait_for_completion_timeout);

unsigned long wait_for_completion_io_timeout(struct completion *x, unsigned long timeout)
{
	return wait_for_completion_timeout(x, timeout);
}
EXPORT_SYMBOL(wait_for_completion_io_timeout);

long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout)
{
	return wait_common(x, (long)timeout, TASK_INTERRUPTIBLE);
}
EXPORT_SYMBOL(wait_for_completion_interruptible_timeout);

long wait_for_completion_killable_timeout(struct completion *x, unsigned long timeout)
{
	return wait_common(x, (long)timeout, TASK_KILLABLE);
}
EXPORT_SYMBOL(wait_for_completion_killable_timeout);

bool try_wait_for_completion(struct completion *x)
{
	unsigned long flags;
	bool done;

	spin_lock_irqsave(&x->wait.lock, flags);
	done = x->done != 0;
	if (done && x->done != DONE_FOR_ALL)
		x->done--;
	spin_unlock_irqrestore(&x->wait.lock, flags);
	return done;
}
EXPORT_SYMBOL(try_wait_for_completion);

bool completion_done(struct completion *x)
{
	unsigned long flags;
	bool done;

	spin_lock_irqsave(&x->wait.lock, flags);
	done = x->done != 0;
	spin_unlock_irqrestore(&x->wait.lock, flags);
	return done;
}
EXPORT_SYMBOL(completion_done);

void complete(struct completion *x)
{
	unsigned long flags;

	spin_lock_irqsave(&x->wait.lock, flags);
	if (x->done != DONE_FOR_ALL)
		x->done++;
	__wake_up_locked(&x->wait, TASK_NORMAL | TASK_WAKEKILL, 1);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}
EXPORT_SYMBOL(complete);

void complete_all(struct completion *x)
{
	unsigned long flags;

	spin_lock_irqsave(&x->wait.lock, flags);
	x->done = DONE_FOR_ALL;
	__wake_up_locked(&x->wait, TASK_NORMAL | TASK_WAKEKILL, 0);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}
EXPORT_SYMBOL(complete_all);
