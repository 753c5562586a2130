// SPDX-License-Identifier: MIT
/*
 * kernel/core/workqueue.c: run functions later, in threads that may sleep.
 *
 * Problem.  Interrupt handlers and timers start work that must sleep, and must not wait for it.
 * Idea.     A work is a function with a list node. Queueing it puts it on the list that the workers of
 *           worker_pool.c take from; it is pending until its function is called, and can be queued once.
 *
 *     queue_work -> worklist [w][w][w] -> a worker -> func(w)
 *
 *           A queue may limit how many of its works run at once (max_active); the rest waits in the queue's
 *           own list. An ordered queue is one whose limit is 1.
 * Flush.    Each work carries the colour its queue had when it was queued; flush_workqueue() changes the colour
 *           and waits until none of the old one is left. flush_work() waits for one queueing of one work
 *           (its sequence number), so that a work which queues itself again does not hold it up.
 * Invariants. A queue's nr_active is at most max_active; works beyond it are on its `inactive` list.
 * Locks.    1. wq->flush_lock (mutex)  2. wq_pool.lock, irqs off  3. timer wheel, run queue.
 *           A work's memory is not touched after its function was called: the function may free it.
 * Paths.    queue_work -> enqueue -> activate;  flush_work -> instance_done
 * Sources.  Linux Documentation/core-api/workqueue.rst.
 */
#include "worker_pool.h"
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>

struct workqueue_struct *system_wq, *system_highpri_wq, *system_long_wq, *system_unbound_wq,
	*system_freezable_wq, *system_power_efficient_wq;
EXPORT_SYMBOL(system_wq);
EXPORT_SYMBOL(system_highpri_wq);
EXPORT_SYMBOL(system_long_wq);
EXPORT_SYMBOL(system_unbound_wq);

/* ---- works; wq_pool.lock held ---- */

static void activate(struct workqueue_struct *wq, struct work_struct *work)
{
	wq->nr_active++;
	work->data &= ~WORK_INACTIVE;
	list_move_tail(&work->entry, &wq_pool.worklist);
}

void one_less_active(struct workqueue_struct *wq)
{
	wq->nr_active--;
	if (!list_empty(&wq->inactive) && wq->nr_active < wq->max_active)
		activate(wq, list_first_entry(&wq->inactive, struct work_struct, entry));
}

static bool enqueue(struct workqueue_struct *wq, struct work_struct *work)
{
	if (work->data & (WORK_PENDING | WORK_CANCELING))
		return false;
	work->data = WORK_PENDING | (wq->color ? WORK_COLOR : 0);
	work->seq = ++wq_pool.next_seq;
	work->wq = wq;
	wq->in_flight[wq->color]++;
	INIT_LIST_HEAD(&work->entry);
	if (wq->nr_active < wq->max_active) {
		activate(wq, work);
	} else {
		work->data |= WORK_INACTIVE;
		list_add_tail(&work->entry, &wq->inactive);
	}
	wake_idle_worker();
	return true;
}

/* Take back a work that has not started. */
static bool dequeue(struct work_struct *work)
{
	struct workqueue_struct *wq = work->wq;

	if (!(work->data & WORK_PENDING))
		return false;
	list_del_init(&work->entry);
	wq->in_flight[color_of(work)]--;
	if (!(work->data & WORK_INACTIVE))
		one_less_active(wq);
	work->data &= WORK_CANCELING;
	return true;
}

/* Is the queueing numbered @seq, or an earlier one, still queued or running? */
static bool instance_active(struct work_struct *work, unsigned long seq)
{
	if (work->data & WORK_PENDING && work->seq <= seq)
		return true;
	for (int i = 0; i < MAX_WORKERS; i++)
		if (wq_pool.workers[i].work == work && wq_pool.workers[i].seq <= seq)
			return true;
	return false;
}

static bool instance_done(struct work_struct *work, unsigned long seq)
{
	unsigned long flags;
	bool active;

	raw_spin_lock_irqsave(&wq_pool.lock, flags);
	active = instance_active(work, seq);
	raw_spin_unlock_irqrestore(&wq_pool.lock, flags);
	return !active;
}

/* ---- for everybody ---- */

bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work)
{
	unsigned long flags;
	bool queued;

	raw_spin_lock_irqsave(&wq_pool.lock, flags);
	queued = enqueue(wq, work);
	raw_spin_unlock_irqrestore(&wq_pool.lock, flags);
	return queued;
}
EXPORT_SYMBOL(queue_work_on);

bool flush_work(struct work_struct *work)
{
	unsigned long seq, flags;
	bool active;

	might_sleep();
	raw_spin_lock_irqsave(&wq_pool.lock, flags);
	seq = work->data & WORK_PENDING ? work->seq : wq_pool.next_seq;
	active = instance_active(work, seq);
	raw_spin_unlock_irqrestore(&wq_pool.lock, flags);
	if (active)
		wait_event(wq_pool.done, instance_done(work, seq));
	return active;
}
EXPORT_SYMBOL(flush_work);

bool cancel_work(struct work_struct *work)
{
	unsigned long flags;
	bool was_pending;

	raw_spin_lock_irqsave(&wq_pool.lock, flags);
	was_pending = dequeue(work);
	raw_spin_unlock_irqrestore(&wq_pool.lock, flags);
	return was_pending;
}
EXPORT_SYMBOL(cancel_work);

static void set_canceling(struct work_struct *work, bool on)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&wq_pool.lock, flags);
	if (on)
		work->data |= WORK_CANCELING;
	else
		work->data &= ~WORK_CANCELING;
	raw_spin_unlock_irqrestore(&wq_pool.lock, flags);
	if (!on)
		wake_up_all(&wq_pool.done);
}

/* With @work kept from coming back: take it back, or wait for the running one. */
static bool cancel_and_wait(struct work_struct *work)
{
	bool was_pending = cancel_work(work);

	if (current_work() != work)
		flush_work(work);
	return was_pending;
}

bool cancel_work_sync(struct work_struct *work)
{
	bool was_pending;

	might_sleep();
	wait_event(wq_pool.done, !(READ_ONCE(work->data) & WORK_CANCELING));
	set_canceling(work, true);
	was_pending = cancel_and_wait(work);
	set_canceling(work, false);
	return was_pending;
}
EXPORT_SYMBOL(cancel_work_sync);

unsigned int work_busy(struct work_struct *work)
{
	unsigned int busy = work_pending(work) ? WORK_BUSY_PENDING : 0;

	for (int i = 0; i < MAX_WORKERS; i++)
		if (READ_ONCE(wq_pool.workers[i].work) == work)
			busy |= WORK_BUSY_RUNNING;
	return busy;
}
EXPORT_SYMBOL(work_busy);

struct work_struct *current_work(void)
{
	struct worker *worker = current->flags & PF_WQ_WORKER ? current->worker : NULL;

	return worker ? worker->work : NULL;
}
EXPORT_SYMBOL(current_work);

/* ---- queues ---- */

static struct workqueue_struct *claim_queue(int max_active)
{
	struct workqueue_struct *wq = NULL;
	unsigned long flags;

	raw_spin_lock_irqsave(&wq_pool.lock, flags);
	for (int i = 0; i < MAX_WORKQUEUES && !wq; i++)
		if (!wq_pool.queues[i].used)
			wq = &wq_pool.queues[i];
	if (wq) {
		*wq = (struct workqueue_struct){ .used = true };
		wq->max_active = max_active > 0 && max_active < WQ_MAX_ACTIVE ? max_active : WQ_DFL_ACTIVE;
		INIT_LIST_HEAD(&wq->inactive);
		mutex_init(&wq->flush_lock);
	}
	raw_spin_unlock_irqrestore(&wq_pool.lock, flags);
	return wq;
}

struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...)
{
	struct workqueue_struct *wq = claim_queue(max_active);
	va_list args;

	if (!wq)
		return NULL;
	va_start(args, max_active);
	vsnprintf(wq->name, sizeof(wq->name), fmt, args);
	va_end(args);
	return wq;
}
EXPORT_SYMBOL(alloc_workqueue);

void flush_workqueue(struct workqueue_struct *wq)
{
	unsigned long flags;
	unsigned int old;

	mutex_lock(&wq->flush_lock);
	raw_spin_lock_irqsave(&wq_pool.lock, flags);
	old = wq->color;
	wq->color = !old;
	raw_spin_unlock_irqrestore(&wq_pool.lock, flags);
	wait_event(wq_pool.done, !READ_ONCE(wq->in_flight[old]));
	mutex_unlock(&wq->flush_lock);
}
EXPORT_SYMBOL(flush_workqueue);

void drain_workqueue(struct workqueue_struct *wq)
{
	while (READ_ONCE(wq->in_flight[0]) + READ_ONCE(wq->in_flight[1]))
		flush_workqueue(wq);
}
EXPORT_SYMBOL(drain_workqueue);

void destroy_workqueue(struct workqueue_struct *wq)
{
	drain_workqueue(wq);
	wq->used = false;
}
EXPORT_SYMBOL(destroy_workqueue);

void __init workqueue_init(void)
{
	system_wq = alloc_workqueue("events", 0, 0);
	system_highpri_wq = alloc_workqueue("events_highpri", WQ_HIGHPRI, 0);
	system_long_wq = alloc_workqueue("events_long", 0, 0);
	system_unbound_wq = alloc_workqueue("events_unbound", WQ_UNBOUND, 0);
	system_freezable_wq = alloc_workqueue("events_freezable", WQ_FREEZABLE, 0);
	system_power_efficient_wq = alloc_workqueue("events_power_efficient", WQ_POWER_EFFICIENT, 0);
}
