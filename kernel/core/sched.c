// SPDX-License-Identifier: MIT
/*
 * kernel/core/sched.c: which thread runs next.
 *
 * Problem.  One CPU, many threads; each must get its turn, and a thread that waits must cost nothing.
 * Idea.     Runnable threads stand in one queue per CPU; the first runs, and goes to the end when its turn
 *           is over (round robin). A thread that waits is in no queue: whoever makes its wish come true puts
 *           it back. When the queue is empty the idle thread halts the CPU until an interrupt.
 *
 *                        schedule(), turn over
 *               +---------------------------------+
 *               v                                 |
 *     queue  [ B ][ C ][ D ] --- first --->  running: A
 *               ^                                 |  state != RUNNING, schedule()
 *               +------- wake_up_process ------ asleep
 *
 *           Threads give up the CPU only by calling schedule(), as in a PREEMPT_NONE Linux: the tick sets
 *           need_resched, and cond_resched() in long loops obeys it.
 * Invariants (sched_check walks them): a thread stands in the queue exactly if it is RUNNING and not on the
 *           CPU; nr_running is the queue's length; each stack ends in STACK_END_MAGIC; the idle thread never
 *           stands in the queue.
 * Locks.    rq->lock, irqs off, held across the switch: the thread that comes out releases what the one that
 *           went in took. Inside it nothing is taken.
 * Paths.    Sleep   schedule -> switch_threads -> switch_stacks -> finish_switch
 *           Wake    wake_up_process -> try_to_wake_up
 *           Misuse  might_sleep | schedule -> report_atomic
 * Cost.     A switch is about 150 instructions.
 * Left out. Priorities and preemption.
 * Sources.  LDD 3 ch. 6 "Blocking I/O", ch. 7.
 */
#include <asm/sections.h>
#include <asm/switch_to.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <slate/selfcheck.h>
#include "sched.h"

#define SLICE_TICKS	    3	 /* ticks of one turn, 12 ms at HZ 250 */
#define REFUSED_SLEEPS_MAX 100000 /* after so many sleeps refused in interrupts: it will never end */

struct task_struct init_task = {
	.stack = boot_stack,
	.flags = PF_KTHREAD | PF_IDLE,
	.usage = ATOMIC_INIT(1),
	.run_list = LIST_HEAD_INIT(init_task.run_list),
	.tasks = LIST_HEAD_INIT(init_task.tasks),
	.comm = "swapper/0",
};

DEFINE_PER_CPU(int, __preempt_count);
DEFINE_PER_CPU(bool, need_resched_flag);
DEFINE_PER_CPU(struct task_struct *, current_task) = &init_task;
EXPORT_SYMBOL(__preempt_count);
EXPORT_SYMBOL(need_resched_flag);
EXPORT_SYMBOL(current_task);
DEFINE_PER_CPU(struct rq, runqueues) = { .curr = &init_task, .idle = &init_task };

enum system_states system_state = SYSTEM_BOOTING;
EXPORT_SYMBOL(system_state);

static unsigned int atomic_sleeps; /* reports of sleeping where it is forbidden */
static void (*kmap_switch_out)(struct task_struct *);
static void (*kmap_switch_in)(struct task_struct *);

static inline struct rq *this_rq(void)
{
	return this_cpu_ptr(&runqueues);
}

/* ---- sleeping where it is forbidden ---- */

unsigned int sleep_in_atomic_count(void)
{
	return atomic_sleeps;
}
EXPORT_SYMBOL(sleep_in_atomic_count);

static void report_atomic(const char *what, const char *file, int line)
{
	atomic_sleeps++;
	if (file)
		pr_err("BUG: %s at %s:%d\n", what, file, line);
	else
		pr_err("BUG: %s: %s/%d/0x%08x\n", what, current->comm, current->pid,
		       (unsigned int)preempt_count());
	pr_err("in_atomic(): %d, irqs_disabled(): %d, preempt_count: %x, pid: %d, name: %s\n", in_atomic(),
	       irqs_disabled(), (unsigned int)preempt_count(), current->pid, current->comm);
	dump_stack();
}

/* Out of line, and only called when sleeping is forbidden; before there are threads nobody can sleep. */
void __might_sleep(const char *file, int line)
{
	if (system_state >= SYSTEM_SCHEDULING && !oops_in_progress)
		report_atomic("sleeping function called from invalid context", file, line);
}
EXPORT_SYMBOL(__might_sleep);

/*
 * schedule() was called with a lock held or in an interrupt. In an interrupt there is no thread that could
 * be put to sleep, so the call comes back at once. Return: whether to go on.
 */
static bool check_atomic_schedule(struct task_struct *prev)
{
	static unsigned int refused;

	report_atomic("scheduling while atomic", NULL, 0);
	if (in_interrupt()) {
		__set_current_state(TASK_RUNNING);
		if (++refused > REFUSED_SLEEPS_MAX)
			panic("interrupt handler waits for what only a thread can do");
		return false;
	}
	prev->saved_preempt_count = preempt_count();
	preempt_count_set(0);
	return true;
}

/* ---- the queue ---- */

static void enqueue(struct rq *rq, struct task_struct *task)
{
	list_add_tail(&task->run_list, &rq->queue);
	rq->nr_running++;
}

static struct task_struct *pick_next(struct rq *rq)
{
	struct task_struct *next;

	if (list_empty(&rq->queue))
		return rq->idle;
	next = list_first_entry(&rq->queue, struct task_struct, run_list);
	list_del_init(&next->run_list);
	rq->nr_running--;
	return next;
}

/* On the stack of the thread that comes back (or starts): release the lock, deal with a dead predecessor. */
static void finish_switch(struct task_struct *prev)
{
	struct rq *rq = this_rq();
	bool dead = prev->__state == TASK_DEAD;

	if (unlikely(current->kmap_ctrl.idx) && kmap_switch_in)
		kmap_switch_in(current);
	raw_spin_unlock(&rq->lock);
	if (unlikely(dead))
		put_task_struct(prev);
}

static void check_stack_end(struct task_struct *task)
{
	if (unlikely(task_stack_end_corrupted(task)))
		panic("corrupted stack end detected inside scheduler: %s/%d", task->comm, task->pid);
}

static void switch_threads(struct rq *rq, struct task_struct *prev, struct task_struct *next)
{
	u64 now = sched_clock();

	check_stack_end(prev);
	prev->sum_exec_ns += now - prev->exec_start_ns;
	next->exec_start_ns = now;
	if (unlikely(prev->kmap_ctrl.idx) && kmap_switch_out)
		kmap_switch_out(prev);
	rq->curr = next;
	rq->nr_switches++;
	rq->slice_left = SLICE_TICKS;
	this_cpu_write(current_task, next);
	finish_switch(switch_stacks(prev, &prev->sp, next->sp));
}

asmlinkage void schedule_tail(struct task_struct *prev)
{
	finish_switch(prev);
	local_irq_enable();
}
EXPORT_SYMBOL(schedule_tail);

/* Irqs off. Takes prev off the CPU if it sleeps or somebody else waits; returns when it is its turn again. */
static void __schedule(struct task_struct *prev)
{
	struct rq *rq = this_rq();
	struct task_struct *next;
	unsigned int state;

	raw_spin_lock(&rq->lock);
	this_cpu_write(need_resched_flag, false);
	state = READ_ONCE(prev->__state);
	if (state != TASK_RUNNING && signal_pending_state(state, prev))
		state = prev->__state = TASK_RUNNING;
	if (state == TASK_RUNNING) {
		prev->nivcsw++;
		if (prev != rq->idle)
			enqueue(rq, prev);
	} else if (prev == rq->idle) {
		prev->__state = TASK_RUNNING; /* the boot thread polls: there is nobody to run instead */
	} else {
		prev->nvcsw++;
	}
	next = pick_next(rq);
	if (next == prev)
		raw_spin_unlock(&rq->lock);
	else
		switch_threads(rq, prev, next);
}

void schedule(void)
{
	struct task_struct *prev = current;
	unsigned long flags;
	bool atomic = unlikely(preempt_count() != 0) && prev->__state != TASK_DEAD;
	bool worker = prev->flags & PF_WQ_WORKER && prev->__state != TASK_RUNNING;

	if (atomic && !check_atomic_schedule(prev))
		return;
	if (worker)
		wq_worker_sleeping(prev);
	local_irq_save(flags);
	rcu_note_context_switch();
	__schedule(prev);
	local_irq_restore(flags);
	if (worker)
		wq_worker_running(prev);
	if (unlikely(atomic))
		preempt_count_set(prev->saved_preempt_count);
}
EXPORT_SYMBOL(schedule);

void schedule_preempt_disabled(void)
{
	preempt_enable();
	schedule();
	preempt_disable();
}
EXPORT_SYMBOL(schedule_preempt_disabled);

void yield(void)
{
	__set_current_state(TASK_RUNNING);
	schedule();
}
EXPORT_SYMBOL(yield);

int __cond_resched(void)
{
	if (in_atomic() || irqs_disabled())
		return 0;
	__set_current_state(TASK_RUNNING);
	schedule();
	return 1;
}
EXPORT_SYMBOL(__cond_resched);

/* ---- waking ---- */

static int try_to_wake_up(struct task_struct *p, unsigned int mask)
{
	struct rq *rq = this_rq();
	unsigned long flags;
	int woken = 0;

	raw_spin_lock_irqsave(&rq->lock, flags);
	if (p->__state & mask) {
		p->__state = TASK_RUNNING;
		woken = 1;
		/* On the CPU still: it was about to sleep, and now will not. */
		if (p != rq->curr) {
			enqueue(rq, p);
			if (rq->curr == rq->idle)
				this_cpu_write(need_resched_flag, true);
		}
	}
	raw_spin_unlock_irqrestore(&rq->lock, flags);
	return woken;
}

int wake_up_process(struct task_struct *p)
{
	return try_to_wake_up(p, TASK_NORMAL);
}
EXPORT_SYMBOL(wake_up_process);

int wake_up_state(struct task_struct *p, unsigned int state)
{
	return try_to_wake_up(p, state);
}
EXPORT_SYMBOL(wake_up_state);

int send_sig(int sig, struct task_struct *p, int priv)
{
	WRITE_ONCE(p->sigpending, true);
	try_to_wake_up(p, TASK_INTERRUPTIBLE | TASK_WAKEKILL);
	return 0;
}
EXPORT_SYMBOL(send_sig);

/* ---- tick, idle, set-up ---- */

void scheduler_tick(void)
{
	struct rq *rq = this_rq();

	if (rq->nr_running && (rq->curr == rq->idle || rq->slice_left-- == 0))
		this_cpu_write(need_resched_flag, true);
}
EXPORT_SYMBOL(scheduler_tick);

void cpu_idle_loop(void)
{
	for (;;) {
		local_irq_disable();
		while (!need_resched()) {
			rcu_note_context_switch();
			safe_halt();
			local_irq_disable();
		}
		local_irq_enable();
		schedule();
	}
}
EXPORT_SYMBOL(cpu_idle_loop);

void sched_set_kmap_hooks(void (*out)(struct task_struct *), void (*in)(struct task_struct *))
{
	kmap_switch_out = out;
	kmap_switch_in = in;
}
EXPORT_SYMBOL(sched_set_kmap_hooks);

void __init sched_init(void)
{
	INIT_LIST_HEAD(&this_rq()->queue);
	*end_of_stack(&init_task) = STACK_END_MAGIC;
	tasks_init();
}

/* ---- views ---- */

unsigned int nr_running_threads(void)
{
	return this_rq()->nr_running + (current != this_rq()->idle);
}
EXPORT_SYMBOL(nr_running_threads);

unsigned long long nr_context_switches(void)
{
	return this_rq()->nr_switches;
}
EXPORT_SYMBOL(nr_context_switches);

static int check_queue(struct rq *rq)
{
	struct task_struct *task;
	unsigned int n = 0;

	list_for_each_entry(task, &rq->queue, run_list) {
		if (task->__state != TASK_RUNNING || task == rq->curr || task == rq->idle)
			return -EINVAL;
		n++;
	}
	return n == rq->nr_running ? 0 : -EINVAL;
}

int sched_check(void)
{
	struct rq *rq = this_rq();
	unsigned long flags;
	int ret;

	raw_spin_lock_irqsave(&rq->lock, flags);
	ret = check_queue(rq);
	raw_spin_unlock_irqrestore(&rq->lock, flags);
	if (ret)
		pr_err("sched: the run queue is damaged: %u threads counted\n", rq->nr_running);
	return ret ? ret : tasks_check();
}
EXPORT_SYMBOL(sched_check);
SELFCHECK(sched, sched_check, sched_report);
