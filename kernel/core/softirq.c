// SPDX-License-Identifier: MIT
/*
 * kernel/core/softirq.c: work that an interrupt handler leaves for the moment after it.
 *
 * Problem.  A hardirq handler keeps other interrupts out, so it must be short; what it starts may be long.
 * Idea.     The handler sets a bit. When the outermost interrupt is left, the functions of all set bits run,
 *           interrupts on but still in front of every thread. Bits set meanwhile are taken in another
 *           round; after MAX_ROUNDS the rest goes to a thread, ksoftirqd, so that a flood of interrupts
 *           cannot keep threads out for ever. A bit set in a thread is run by ksoftirqd as well, or by the
 *           next interrupt, whichever comes first.
 *
 *     hardirq:  raise_softirq(TIMER)            irq_exit(): pending? -> run_pending()
 *     thread:   local_bh_disable() ... local_bh_enable(): pending? -> run_pending()
 *
 * Tasklets are a list of functions under two of the bits: one tasklet never runs on two CPUs at once.
 * Invariants: softirqs never nest on a CPU: the count's SOFTIRQ bits say that one runs.
 * Locks.    None; the pending word and the tasklet lists belong to the CPU, changed with irqs off.
 * Paths.    do_irq -> irq_exit -> run_pending -> action;  raise_softirq -> (thread) wake ksoftirqd
 * Sources.  LDD 3 ch. 7 "Tasklets", ch. 10 "Top and Bottom Halves".
 */
#include <linux/export.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/wait.h>

#define MAX_ROUNDS 10

const char *const softirq_to_name[NR_SOFTIRQS] = { "HI",      "TIMER",	 "NET_TX", "NET_RX",  "BLOCK",
						   "IRQ_POLL", "TASKLET", "SCHED",  "HRTIMER", "RCU" };

struct tasklet_list {
	struct tasklet_struct *head;
	struct tasklet_struct **tail;
};

static DEFINE_PER_CPU(u32, softirq_pending);
static DEFINE_PER_CPU(unsigned int, softirq_runs[NR_SOFTIRQS]);
static DEFINE_PER_CPU(struct task_struct *, ksoftirqd);
static DEFINE_PER_CPU(struct tasklet_list, tasklets);
static DEFINE_PER_CPU(struct tasklet_list, tasklets_hi);
static struct softirq_action softirq_vec[NR_SOFTIRQS];

u32 local_softirq_pending(void)
{
	return this_cpu_read(softirq_pending);
}
EXPORT_SYMBOL(local_softirq_pending);

unsigned int softirq_count_of(unsigned int nr)
{
	return *this_cpu_ptr(&softirq_runs[nr]);
}
EXPORT_SYMBOL(softirq_count_of);

void open_softirq(int nr, void (*action)(struct softirq_action *))
{
	softirq_vec[nr].action = action;
}
EXPORT_SYMBOL(open_softirq);

static void wake_ksoftirqd(void)
{
	struct task_struct *thread = this_cpu_read(ksoftirqd);

	if (thread)
		wake_up_process(thread);
}

/* Irqs off on entry and exit, on while the actions run. */
static void run_pending(void)
{
	u32 pending;
	int rounds = MAX_ROUNDS;

	preempt_count_add(SOFTIRQ_OFFSET);
	while ((pending = this_cpu_read(softirq_pending)) != 0 && rounds--) {
		this_cpu_write(softirq_pending, 0);
		local_irq_enable();
		for (unsigned int nr = 0; pending; nr++, pending >>= 1) {
			if (pending & 1 && softirq_vec[nr].action) {
				(*this_cpu_ptr(&softirq_runs[nr]))++;
				softirq_vec[nr].action(&softirq_vec[nr]);
			}
		}
		local_irq_disable();
	}
	preempt_count_sub(SOFTIRQ_OFFSET);
	if (pending)
		wake_ksoftirqd();
}

void do_softirq(void)
{
	unsigned long flags;

	if (in_interrupt())
		return;
	local_irq_save(flags);
	if (this_cpu_read(softirq_pending))
		run_pending();
	local_irq_restore(flags);
}
EXPORT_SYMBOL(do_softirq);

void local_bh_enable(void)
{
	barrier();
	preempt_count_sub(SOFTIRQ_DISABLE_OFFSET);
	if (unlikely(this_cpu_read(softirq_pending)) && !irqs_disabled())
		do_softirq();
}
EXPORT_SYMBOL(local_bh_enable);

void irq_enter(void)
{
	preempt_count_add(HARDIRQ_OFFSET);
}
EXPORT_SYMBOL(irq_enter);

void irq_exit(void)
{
	preempt_count_sub(HARDIRQ_OFFSET);
	if (this_cpu_read(softirq_pending) && !in_interrupt())
		run_pending();
}
EXPORT_SYMBOL(irq_exit);

void __raise_softirq_irqoff(unsigned int nr)
{
	this_cpu_or(softirq_pending, 1U << nr);
}
EXPORT_SYMBOL(__raise_softirq_irqoff);

void raise_softirq_irqoff(unsigned int nr)
{
	__raise_softirq_irqoff(nr);
	if (!in_interrupt())
		wake_ksoftirqd();
}
EXPORT_SYMBOL(raise_softirq_irqoff);

void raise_softirq(unsigned int nr)
{
	unsigned long flags;

	local_irq_save(flags);
	raise_softirq_irqoff(nr);
	local_irq_restore(flags);
}
EXPORT_SYMBOL(raise_softirq);

/* ---- tasklets ---- */

static void schedule_on(struct tasklet_struct *t, struct tasklet_list *list, unsigned int nr)
{
	unsigned long flags;

	local_irq_save(flags);
	t->next = NULL;
	*list->tail = t;
	list->tail = &t->next;
	raise_softirq_irqoff(nr);
	local_irq_restore(flags);
}

void tasklet_schedule(struct tasklet_struct *t)
{
	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		schedule_on(t, this_cpu_ptr(&tasklets), TASKLET_SOFTIRQ);
}
EXPORT_SYMBOL(tasklet_schedule);

void tasklet_hi_schedule(struct tasklet_struct *t)
{
	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		schedule_on(t, this_cpu_ptr(&tasklets_hi), HI_SOFTIRQ);
}
EXPORT_SYMBOL(tasklet_hi_schedule);

/* Disabled, or running on another CPU: it stays on the list for another round. */
static bool run_tasklet(struct tasklet_struct *t)
{
	bool ran = false;

	if (test_and_set_bit(TASKLET_STATE_RUN, &t->state))
		return false;
	if (!atomic_read(&t->count)) {
		clear_bit(TASKLET_STATE_SCHED, &t->state);
		if (t->use_callback)
			t->callback(t);
		else
			t->func(t->data);
		ran = true;
	}
	clear_bit(TASKLET_STATE_RUN, &t->state);
	return ran;
}

static void run_list(struct tasklet_list *list, unsigned int nr)
{
	struct tasklet_struct *t;

	local_irq_disable();
	t = list->head;
	list->head = NULL;
	list->tail = &list->head;
	local_irq_enable();
	while (t) {
		struct tasklet_struct *next = t->next;

		if (!run_tasklet(t))
			schedule_on(t, list, nr);
		t = next;
	}
}

static void tasklet_action(struct softirq_action *unused)
{
	run_list(this_cpu_ptr(&tasklets), TASKLET_SOFTIRQ);
}

static void tasklet_hi_action(struct softirq_action *unused)
{
	run_list(this_cpu_ptr(&tasklets_hi), HI_SOFTIRQ);
}

void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *))
{
	*t = (struct tasklet_struct){ .callback = callback, .use_callback = true };
}
EXPORT_SYMBOL(tasklet_setup);

void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long), unsigned long data)
{
	*t = (struct tasklet_struct){ .func = func, .data = data };
}
EXPORT_SYMBOL(tasklet_init);

void tasklet_disable(struct tasklet_struct *t)
{
	tasklet_disable_nosync(t);
	while (test_bit(TASKLET_STATE_RUN, &t->state))
		cpu_relax();
}
EXPORT_SYMBOL(tasklet_disable);

void tasklet_kill(struct tasklet_struct *t)
{
	might_sleep();
	while (test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		schedule_timeout_uninterruptible(1);
	while (test_bit(TASKLET_STATE_RUN, &t->state))
		cpu_relax();
	clear_bit(TASKLET_STATE_SCHED, &t->state);
}
EXPORT_SYMBOL(tasklet_kill);

/* ---- the thread and the set-up ---- */

static int ksoftirqd_main(void *unused)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!local_softirq_pending())
			schedule();
		__set_current_state(TASK_RUNNING);
		do_softirq();
		cond_resched();
	}
	return 0;
}

static int __init start_ksoftirqd(void)
{
	struct task_struct *thread = kthread_run(ksoftirqd_main, NULL, "ksoftirqd/%u", smp_processor_id());

	if (IS_ERR(thread))
		return (int)PTR_ERR(thread);
	this_cpu_write(ksoftirqd, thread);
	return 0;
}
postcore_initcall(start_ksoftirqd);

void __init softirq_init(void)
{
	this_cpu_ptr(&tasklets)->tail = &this_cpu_ptr(&tasklets)->head;
	this_cpu_ptr(&tasklets_hi)->tail = &this_cpu_ptr(&tasklets_hi)->head;
	open_softirq(TASKLET_SOFTIRQ, tasklet_action);
	open_softirq(HI_SOFTIRQ, tasklet_hi_action);
}
