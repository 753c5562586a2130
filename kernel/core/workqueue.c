// SPDX-License-Identifier: MIT
/*
 * kernel/core/workqueue.c: run functions later, in threads that may sleep.
 *
 * Problem.  Interrupt handlers and timers start work that must sleep. A thread for each user would waste
 *           stacks; one thread for all would deadlock as soon as one work waits for another.
 * Idea.     All queues share one pool of workers. Normally one worker runs and takes work after work. When it
 *           goes to sleep inside a work, the scheduler tells (wq_worker_sleeping) and an idle worker takes
 *           over, so the CPU is busy as long as there is work, with as few threads as that needs. Before a
 *           worker begins, it makes sure that one more is idle; who goes idle as the third ends.
 *
 *     queue_work -> worklist [w][w][w] -> worker A: w runs ... sleeps
 *                                         worker B: woken, takes the next w, makes worker C first
 *
 *           A queue may limit how many of its works run at once (max_active); the rest waits in the queue's
 *           own list. An ordered queue is one whose limit is 1.
 * Flush.    Each work carries the colour its queue had when it was queued; flush_workqueue() changes the colour
 *           and waits until none of the old one is left. flush_work() waits for one queueing of one work
 *           (its sequence number), so that a work which queues itself again does not hold it up.
 * Invariants (workqueue_check): nr_running counts workers that are neither idle nor asleep; a queue's nr_active
 *           is at most max_active; works beyond it are on its `inactive` list.
 * Locks.    1. wq->flush_lock (mutex)  2. pool.lock, irqs off  3. timer wheel, run queue.
 *           A work's memory is not touched after its function was called: the function may free it.
 * Paths.    queue_work -> enqueue -> wake_idle_worker;  worker_main -> run_one -> func
 * Left out. A pool per CPU and per priority; rescuers (workers are never freed below two).
 * Sources.  Linux Documentation/core-api/workqueue.rst.
 */
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <slate/selfcheck.h>

#define MAX_WORKERS    32 /* threads at most; more works than that asleep at once wait */
#define IDLE_WORKERS   2  /* that many stay when there is nothing to do */
#define MAX_WORKQUEUES 48 /* floor 2 cannot allocate */
#define NAME_LEN       24

struct workqueue_struct {
	char name[NAME_LEN];
	bool used;
	int max_active, nr_active;
	unsigned int color;		/* 0 or 1: what is queued now gets this one */
	unsigned int in_flight[2];	/* queued or running, by colour */
	struct list_head inactive;	/* works beyond max_active */
	struct mutex flush_lock;	/* one flush at a time: there are two colours */
};

struct worker {
	struct list_head idle;		/* on pool.idle, or empty */
	struct task_struct *task;	/* NULL: free entry */
	struct work_struct *work;	/* what it runs; an address to compare, no longer to follow */
	unsigned long seq;
	bool counted;			/* in pool.nr_running */
};

static struct {
	raw_spinlock_t lock;
	struct list_head worklist;	/* works that may run now */
	struct list_head idle;
	unsigned int nr_idle, nr_running, nr_workers;
	unsigned long next_seq;
	struct wait_queue_head done;	/* somebody waits for works to end */
	struct worker workers[MAX_WORKERS];
	struct workqueue_struct queues[MAX_WORKQUEUES];
} pool = {
	.lock = { { .word = 0 } },
	.worklist = LIST_HEAD_INIT(pool.worklist),
	.idle = LIST_HEAD_INIT(pool.idle),
	.done = __WAIT_QUEUE_HEAD_INITIALIZER(pool.done),
};

struct workqueue_struct *system_wq, *system_highpri_wq, *system_long_wq, *system_unbound_wq,
	*system_freezable_wq, *system_power_efficient_wq;
EXPORT_SYMBOL(system_wq);
EXPORT_SYMBOL(system_highpri_wq);
EXPORT_SYMBOL(system_long_wq);
EXPORT_SYMBOL(system_unbound_wq);

static int worker_main(void *data);

/* ---- workers; pool.lock held ---- */

static void count_running(struct worker *worker, bool running)
{
	if (worker->counted == running)
		return;
	worker->counted = running;
	pool.nr_running += running ? 1 : -1;
}

static void wake_idle_worker(void)
{
	struct worker *worker = list_first_entry_or_null(&pool.idle, struct worker, idle);

	if (!worker || pool.nr_running || list_empty(&pool.worklist))
		return;
	list_del_init(&worker->idle);
	pool.nr_idle--;
	count_running(worker, true);
	wake_up_process(worker->task);
}

void wq_worker_sleeping(struct task_struct *task)
{
	struct worker *worker = task->worker;
	unsigned long flags;

	raw_spin_lock_irqsave(&pool.lock, flags);
	if (worker->work) {
		count_running(worker, false);
		wake_idle_worker();
	}
	raw_spin_unlock_irqrestore(&pool.lock, flags);
}
EXPORT_SYMBOL(wq_worker_sleeping);

void wq_worker_running(struct task_struct *task)
{
	struct worker *worker = task->worker;
	unsigned long flags;

	raw_spin_lock_irqsave(&pool.lock, flags);
	if (worker->work)
		count_running(worker, true);
	raw_spin_unlock_irqrestore(&pool.lock, flags);
}
EXPORT_SYMBOL(wq_worker_running);

static struct worker *claim_worker(void)
{
	for (int i = 0; i < MAX_WORKERS; i++) {
		struct worker *worker = &pool.workers[i];

		if (!worker->task) {
			worker->task = current; /* taken; the thread's own pointer follows */
			worker->work = NULL;
			worker->counted = false;
			INIT_LIST_HEAD(&worker->idle);
			pool.nr_workers++;
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

	raw_spin_lock_irq(&pool.lock);
	worker = claim_worker();
	raw_spin_unlock_irq(&pool.lock);
	if (!worker)
		return;
	task = kthread_create(worker_main, worker, "kworker/%u", (unsigned int)(worker - pool.workers));
	raw_spin_lock_irq(&pool.lock);
	worker->task = IS_ERR(task) ? NULL : task;
	if (!worker->task)
		pool.nr_workers--;
	raw_spin_unlock_irq(&pool.lock);
	if (!IS_ERR(task))
		wake_up_process(task);
}

/* ---- works; pool.lock held ---- */

static void activate(struct workqueue_struct *wq, struct work_struct *work)
{
	wq->nr_active++;
	work->data &= ~WORK_INACTIVE;
	list_move_tail(&work->entry, &pool.worklist);
}

static void one_less_active(struct workqueue_struct *wq)
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
	work->seq = ++pool.next_seq;
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

static unsigned int color_of(const struct work_struct *work)
{
	return work->data & WORK_COLOR ? 1 : 0;
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
		if (pool.workers[i].work == work && pool.workers[i].seq <= seq)
			return true;
	return false;
}

static bool instance_done(struct work_struct *work, unsigned long seq)
{
	unsigned long flags;
	bool active;

	raw_spin_lock_irqsave(&pool.lock, flags);
	active = instance_active(work, seq);
	raw_spin_unlock_irqrestore(&pool.lock, flags);
	return !active;
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
	raw_spin_unlock_irq(&pool.lock);
	func(work);
	if (in_atomic() || irqs_disabled()) {
		pr_err("BUG: workqueue leaked atomic state: %pS, preempt_count %x\n", (void *)func,
		       (unsigned int)preempt_count());
		preempt_count_set(0);
	}
	cond_resched();
	raw_spin_lock_irq(&pool.lock);
	worker->work = NULL;
	wq->in_flight[color]--;
	one_less_active(wq);
	wake_up_all(&pool.done);
}

/* The workers made at boot stay for ever: memory is as it was when a rush is over, stack by stack. */
static bool is_senior(const struct worker *worker)
{
	return worker - pool.workers < IDLE_WORKERS;
}

/* Locked. Wake an idle worker that is no senior: it will find enough idle ones and end. False: there is none. */
static bool dismiss_junior(void)
{
	struct worker *worker;

	list_for_each_entry(worker, &pool.idle, idle) {
		if (is_senior(worker))
			continue;
		list_del_init(&worker->idle);
		pool.nr_idle--;
		wake_up_process(worker->task);
		return true;
	}
	return false;
}

/* Locked. Sleep until somebody hands work on. Return: false when there are enough idle ones without us. */
static bool go_idle(struct worker *worker)
{
	count_running(worker, false);
	if (pool.nr_idle >= IDLE_WORKERS && !(is_senior(worker) && dismiss_junior()))
		return false;
	list_add(&worker->idle, &pool.idle);
	pool.nr_idle++;
	while (!list_empty(&worker->idle)) {
		set_current_state(TASK_IDLE);
		raw_spin_unlock_irq(&pool.lock);
		schedule();
		raw_spin_lock_irq(&pool.lock);
	}
	return true;
}

static int worker_main(void *data)
{
	struct worker *worker = data;

	current->worker = worker;
	current->flags |= PF_WQ_WORKER;
	raw_spin_lock_irq(&pool.lock);
	for (;;) {
		if (list_empty(&pool.worklist) || (pool.nr_running && !worker->counted)) {
			if (!go_idle(worker))
				break;
			continue;
		}
		count_running(worker, true);
		if (list_empty(&pool.idle) && pool.nr_workers < MAX_WORKERS) {
			raw_spin_unlock_irq(&pool.lock);
			create_worker();
			raw_spin_lock_irq(&pool.lock);
		}
		if (!list_empty(&pool.worklist))
			run_one(worker, list_first_entry(&pool.worklist, struct work_struct, entry));
	}
	current->flags &= ~PF_WQ_WORKER;
	worker->task = NULL;
	pool.nr_workers--;
	raw_spin_unlock_irq(&pool.lock);
	return 0;
}

/* ---- for everybody ---- */

bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work)
{
	unsigned long flags;
	bool queued;

	raw_spin_lock_irqsave(&pool.lock, flags);
	queued = enqueue(wq, work);
	raw_spin_unlock_irqrestore(&pool.lock, flags);
	return queued;
}
EXPORT_SYMBOL(queue_work_on);

bool flush_work(struct work_struct *work)
{
	unsigned long seq, flags;
	bool active;

	might_sleep();
	raw_spin_lock_irqsave(&pool.lock, flags);
	seq = work->data & WORK_PENDING ? work->seq : pool.next_seq;
	active = instance_active(work, seq);
	raw_spin_unlock_irqrestore(&pool.lock, flags);
	if (active)
		wait_event(pool.done, instance_done(work, seq));
	return active;
}
EXPORT_SYMBOL(flush_work);

bool cancel_work(struct work_struct *work)
{
	unsigned long flags;
	bool was_pending;

	raw_spin_lock_irqsave(&pool.lock, flags);
	was_pending = dequeue(work);
	raw_spin_unlock_irqrestore(&pool.lock, flags);
	return was_pending;
}
EXPORT_SYMBOL(cancel_work);

static void set_canceling(struct work_struct *work, bool on)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&pool.lock, flags);
	if (on)
		work->data |= WORK_CANCELING;
	else
		work->data &= ~WORK_CANCELING;
	raw_spin_unlock_irqrestore(&pool.lock, flags);
	if (!on)
		wake_up_all(&pool.done);
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
	wait_event(pool.done, !(READ_ONCE(work->data) & WORK_CANCELING));
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
		if (READ_ONCE(pool.workers[i].work) == work)
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

	raw_spin_lock_irqsave(&pool.lock, flags);
	for (int i = 0; i < MAX_WORKQUEUES && !wq; i++)
		if (!pool.queues[i].used)
			wq = &pool.queues[i];
	if (wq) {
		*wq = (struct workqueue_struct){ .used = true };
		wq->max_active = max_active > 0 && max_active < WQ_MAX_ACTIVE ? max_active : WQ_DFL_ACTIVE;
		INIT_LIST_HEAD(&wq->inactive);
		mutex_init(&wq->flush_lock);
	}
	raw_spin_unlock_irqrestore(&pool.lock, flags);
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
	raw_spin_lock_irqsave(&pool.lock, flags);
	old = wq->color;
	wq->color = !old;
	raw_spin_unlock_irqrestore(&pool.lock, flags);
	wait_event(pool.done, !READ_ONCE(wq->in_flight[old]));
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

int workqueue_check(void)
{
	unsigned long flags;
	unsigned int running = 0, idle = 0;
	int ret = 0;

	raw_spin_lock_irqsave(&pool.lock, flags);
	for (int i = 0; i < MAX_WORKERS; i++) {
		running += pool.workers[i].task && pool.workers[i].counted;
		idle += pool.workers[i].task && !list_empty_careful(&pool.workers[i].idle);
	}
	if (running != pool.nr_running || idle != pool.nr_idle)
		ret = -EINVAL;
	for (int i = 0; i < MAX_WORKQUEUES; i++)
		if (pool.queues[i].used && pool.queues[i].nr_active > pool.queues[i].max_active)
			ret = -EINVAL;
	raw_spin_unlock_irqrestore(&pool.lock, flags);
	if (ret)
		pr_err("workqueue: %u running, %u idle; counted %u and %u; or a queue above its limit\n", running,
		       idle, pool.nr_running, pool.nr_idle);
	return ret;
}
EXPORT_SYMBOL(workqueue_check);
SELFCHECK(workqueue, workqueue_check, NULL);

void __init workqueue_init(void)
{
	system_wq = alloc_workqueue("events", 0, 0);
	system_highpri_wq = alloc_workqueue("events_highpri", WQ_HIGHPRI, 0);
	system_long_wq = alloc_workqueue("events_long", 0, 0);
	system_unbound_wq = alloc_workqueue("events_unbound", WQ_UNBOUND, 0);
	system_freezable_wq = alloc_workqueue("events_freezable", WQ_FREEZABLE, 0);
	system_power_efficient_wq = alloc_workqueue("events_power_efficient", WQ_POWER_EFFICIENT, 0);
}

static int __init start_workers(void)
{
	for (int i = 0; i < IDLE_WORKERS; i++)
		create_worker();
	return 0;
}
postcore_initcall(start_workers);
