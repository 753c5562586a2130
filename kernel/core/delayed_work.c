// SPDX-License-Identifier: MIT
/*
 * kernel/core/delayed_work.c: a work that a timer queues.
 *
 * A delayed work is in one of three places: in the timer wheel, in its queue, or running. The timer's function
 * moves it from the first to the second. Setting and taking back look at both, irqs off, so that it is never in
 * two at once. A cancel keeps it from coming back (WORK_CANCELING) while it waits for the running one.
 *
 * Paths. queue_delayed_work -> mod_timer -> delayed_work_timer_fn -> queue_work
 */
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/workqueue.h>

void delayed_work_timer_fn(struct timer_list *t)
{
	struct delayed_work *dwork = from_timer(dwork, t, timer);

	queue_work(dwork->wq, &dwork->work);
}
EXPORT_SYMBOL(delayed_work_timer_fn);

bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	unsigned long flags;
	bool queued = false;

	local_irq_save(flags);
	if (!delayed_work_pending(dwork) && !(dwork->work.data & WORK_CANCELING)) {
		dwork->wq = wq;
		queued = true;
		if (delay)
			mod_timer(&dwork->timer, jiffies + delay);
		else
			queued = queue_work(wq, &dwork->work);
	}
	local_irq_restore(flags);
	return queued;
}
EXPORT_SYMBOL(queue_delayed_work_on);

bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	unsigned long flags;
	bool was_pending;

	local_irq_save(flags);
	was_pending = del_timer(&dwork->timer) | cancel_work(&dwork->work);
	queue_delayed_work_on(cpu, wq, dwork, delay);
	local_irq_restore(flags);
	return was_pending;
}
EXPORT_SYMBOL(mod_delayed_work_on);

bool flush_delayed_work(struct delayed_work *dwork)
{
	if (del_timer_sync(&dwork->timer))
		queue_work(dwork->wq, &dwork->work);
	return flush_work(&dwork->work);
}
EXPORT_SYMBOL(flush_delayed_work);

bool cancel_delayed_work(struct delayed_work *dwork)
{
	bool was_pending = del_timer(&dwork->timer);

	return cancel_work(&dwork->work) || was_pending;
}
EXPORT_SYMBOL(cancel_delayed_work);

/* The function may set the timer again while it runs: take it out once more after it has ended. */
bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	bool was_pending = del_timer_sync(&dwork->timer);

	was_pending |= cancel_work_sync(&dwork->work);
	while (del_timer_sync(&dwork->timer))
		cancel_work_sync(&dwork->work);
	return was_pending;
}
EXPORT_SYMBOL(cancel_delayed_work_sync);
