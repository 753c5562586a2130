// SPDX-License-Identifier: MIT
/*
 * kernel/core/worker_pool.c: the threads behind all workqueues.
 *
 * Problem.  A thread for each queue would waste stacks; one thread for all would deadlock as soon as one work
 *           waits for another.
 * Idea.     Normally one worker runs and takes work after work. When it goes to sleep inside a work, the
 *           scheduler tells (wq_worker_sleeping) and an idle worker takes over, so the CPU is busy as long as
 *           there is work, with as few threads as that needs. Before a worker begins, it makes sure that one
 *           more is idle; who goes idle as the third ends.
 *
 *     worklist [w][w][w] -> worker A: w runs ... sleeps
 *                           worker B: woken, takes the next w, makes worker C first
 *
 * Invariants (workqueue_check): nr_running counts workers that are neither idle nor asleep; nr_idle those on
 *           the idle list; no queue runs more than its max_active.
 * Locks.    wq_pool.lock, irqs off; not held while a work's function runs, nor while a thread is made.
 *           A work's memory is not touched after its function was called: the function may free it.
 * Paths.    worker_main -> run_one -> func;  schedule -> wq_worker_sleeping -> wake_idle_worker
 * Left out. A pool per CPU and per priority; rescuers (workers are never freed below two).
 * Sources.  Linux Documentation/core-api/workqueue.rst, "The Design".
 */
#include "worker_pool.h"
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <slate/selfcheck.h>

struct worker_pool wq_pool = {
	.lock = { { .word = 0 } },
	.worklist = LIST_HEAD_INIT(wq_pool.worklist),
	.idle = LIST_HEAD_INIT(wq_pool.idle),
	.done = __WAIT_QUEUE_HEAD_INITIALIZER(wq_pool.done),
};

static int worker_main(void *data);

/* ---- who runs, who is idle; wq_pool.lock held ---- */

static void count_running(struct worker *worker, bool running)
{
	if (worker->counted == running)
		return;
	worker->counted = running;
	wq_pool.nr_running += running ? 1 : -1;
}

void wake_idle_worker(void)
{
	struct worker *worker = list_first_entry_or_null(&wq_pool.idle, struct worker, idle);

	if (!worker || wq_pool.nr_running || list_empty(&wq_pool.worklist))
		return;
	list_del_init(&worker->idle);
	wq_pool.nr_idle--;
	count_running(worker, true);
	wake_up_process(worker->task);
}

void wq_worker_sleeping(struct task_struct *task)
{
	struct worker *worker = task->worker;
	unsigned long flags;

	raw_spin_lock_irqsave(&wq_pool.lock, flags);
	if (worker->work) {
		count_running(worker, false);
		wake_idle_worker();
	}
	raw_spin_unlock_irqrestore(&wq_pool.lock, flags);
}
EXPORT_SYMBOL(wq_worker_sleeping);

void wq_worker_running(struct task_struct *task)
{
	struct worker *worker = task->worker;
	unsigned long flags;

	raw_spin_lock_irqsave(&wq_pool.lock, flags);
	if (worker->work)
		count_running(worker, true);
	raw_spin_unlock_irqrestore(&wq_pool.lock, flags);
}
EXPORT_SYMBOL(wq_worker_running);

static struct worker *claim_worker(void)
{
	for (int i = 0; i < MAX_WORKERS; i++) {
		struct worker *worker = &wq_pool.workers[i];

		if (!worker->task) {
			worker->task = current; /* taken; the thread's own pointer follows */
			worker->work = NULL;
			worker->counted = false;
			INIT_LIST_HEAD(&worker->idle);
			wq_pool.nr_workers++;
			return worker;
		}
	}
	return NULL;
}

/* Unlocked; may sleep. No thread to be had: those there are carry on. */
static void create_worker(void)
{
	struct worker *worker;
	struct task_struct *task;

	raw_spin_lock_irq(&wq_pool.lock);
	worker = claim_worker();
	raw_spin_unlock_irq(&wq_pool.lock);
	if (!worker)
		return;
	task = kthread_create(worker_main, worker, "kworker/%u", (unsigned int)(worker - wq_pool.workers));
	raw_spin_lock_irq(&wq_pool.lock);
	worker->task = IS_ERR(task) ? NULL : task;
	if (!worker->task)
		wq_pool.nr_workers--;
	raw_spin_unlock_irq(&wq_pool.lock);
	if (!IS_ERR(task))
		wake_up_process(task);
}

/* ---- a worker's life ---- */

/* Locked on entry and exit, not while the function runs. */
static void run_one(struct worker *worker, struct work_struct *work)
{
	struct workqueue_struct *wq = work->wq;
	work_func_t func = work->func;
	unsigned int color = color_of(work);

	list_del_init(&work->entry);
	work->data &= ~WORK_PENDING;
	worker->work = work;
	worker->seq = work->seq;
	raw_spin_unlock_irq(&wq_pool.lock);
	func(work);
	if (in_atomic() || irqs_disabled()) {
		pr_err("BUG: workqueue leaked atomic state: %pS, preempt_count %x\n", (void *)func,
		       (unsigned int)preempt_count());
		preempt_count_set(0);
	}
	cond_resched();
	raw_spin_lock_irq(&wq_pool.lock);
	worker->work = NULL;
	wq->in_flight[color]--;
	one_less_active(wq);
	wake_up_all(&wq_pool.done);
}

/* The workers made at boot stay for ever: memory is as it was when a rush is over, stack by stack. */
static bool is_senior(const struct worker *worker)
{
	return worker - wq_pool.workers < IDLE_WORKERS;
}

/* Locked. Wake an idle worker that is no senior: it will find enough idle ones and end. False: there is none. */
static bool dismiss_junior(void)
{
	struct worker *worker;

	list_for_each_entry(worker, &wq_pool.idle, idle) {
		if (is_senior(worker))
			continue;
		list_del_init(&worker->idle);
		wq_pool.nr_idle--;
		wake_up_process(worker->task);
		return true;
	}
	return false;
}

/* Locked. Sleep until somebody hands work on. Return: false when there are enough idle ones without us. */
static bool go_idle(struct worker *worker)
{
	count_running(worker, false);
	if (wq_pool.nr_idle >= IDLE_WORKERS && !(is_senior(worker) && dismiss_junior()))
		return false;
	list_add(&worker->idle, &wq_pool.idle);
	wq_pool.nr_idle++;
	while (!list_empty(&worker->idle)) {
		set_current_state(TASK_IDLE);
		raw_spin_unlock_irq(&wq_pool.lock);
		schedule();
		raw_spin_lock_irq(&wq_pool.lock);
	}
	return true;
}

static int worker_main(void *data)
{
	struct worker *worker = data;

	current->worker = worker;
	current->flags |= PF_WQ_WORKER;
	raw_spin_lock_irq(&wq_pool.lock);
	for (;;) {
		if (list_empty(&wq_pool.worklist) || (wq_pool.nr_running && !worker->counted)) {
			if (!go_idle(worker))
				break;
			continue;
		}
		count_running(worker, true);
		if (list_empty(&wq_pool.idle) && wq_pool.nr_workers < MAX_WORKERS) {
			raw_spin_unlock_irq(&wq_pool.lock);
			create_worker();
			raw_spin_lock_irq(&wq_pool.lock);
		}
		if (!list_empty(&wq_pool.worklist))
			run_one(worker, list_first_entry(&wq_pool.worklist, struct work_struct, entry));
	}
	current->flags &= ~PF_WQ_WORKER;
	worker->task = NULL;
	wq_pool.nr_workers--;
	raw_spin_unlock_irq(&wq_pool.lock);
	return 0;
}

int workqueue_check(void)
{
	unsigned long flags;
	unsigned int running = 0, idle = 0;
	int ret = 0;

	raw_spin_lock_irqsave(&wq_pool.lock, flags);
	for (int i = 0; i < MAX_WORKERS; i++) {
		running += wq_pool.workers[i].task && wq_pool.workers[i].counted;
		idle += wq_pool.workers[i].task && !list_empty_careful(&wq_pool.workers[i].idle);
	}
	if (running != wq_pool.nr_running || idle != wq_pool.nr_idle)
		ret = -EINVAL;
	for (int i = 0; i < MAX_WORKQUEUES; i++)
		if (wq_pool.queues[i].used && wq_pool.queues[i].nr_active > wq_pool.queues[i].max_active)
			ret = -EINVAL;
	raw_spin_unlock_irqrestore(&wq_pool.lock, flags);
	if (ret)
		pr_err("workqueue: %u running, %u idle; counted %u and %u; or a queue above its limit\n", running,
		       idle, wq_pool.nr_running, wq_pool.nr_idle);
	return ret;
}
EXPORT_SYMBOL(workqueue_check);
SELFCHECK(workqueue, workqueue_check, NULL);

static int __init start_workers(void)
{
	for (int i = 0; i < IDLE_WORKERS; i++)
		create_worker();
	return 0;
}
postcore_initcall(start_workers);
