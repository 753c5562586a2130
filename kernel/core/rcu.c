// SPDX-License-Identifier: MIT
/*
 * kernel/core/rcu.c: when can no reader still be looking?
 *
 * Problem.  Readers mark nothing that others could see (rcu_read_lock only forbids sleeping), yet the writer must
 *           know when all readers that were there have gone.
 * Idea.     A reader may not sleep, so a CPU that switches threads or idles has no reader: a quiescent state.
 *           When each CPU has been through one since the writer asked, a grace period has passed. Grace periods are
 *           numbered; a callback handed in while number n runs (or none does) waits for the end of n + 1,
 *           since n may have begun after some reader that saw the object.
 *
 *     call_rcu --> next[n+1] --> (grace period n+1 ends) --> done --> RCU_SOFTIRQ calls it
 *
 *           Per CPU three lists: `next` (no grace period yet), `wait` (for the number in wait_gp), `done`.
 * Invariants (rcu_check): completed <= started <= completed + 1; a CPU in `holdouts` only while one runs.
 * Locks.    rcu.lock, irqs off, for the numbers; the lists belong to their CPU, irqs off.
 * Paths.    call_rcu -> next;  schedule, idle, tick -> rcu_note_context_switch -> end_grace_period
 *           -> RCU_SOFTIRQ -> advance, invoke;  synchronize_rcu -> call_rcu, completion
 * Cost.     A quiescent state that nobody waits for is one test.
 * Left out. Preemptible readers; expedited grace periods by interrupting CPUs.
 * Sources.  Linux Documentation/RCU/whatisRCU.rst; McKenney, Slingwine, "Read-Copy Update".
 */
#include <linux/bits.h>
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <slate/selfcheck.h>

struct callback_list {
	struct rcu_head *head;
	struct rcu_head **tail;
};

struct rcu_cpu {
	struct callback_list next, wait, done;
	unsigned long wait_gp; /* the grace period that `wait` waits for */
	unsigned int waiting;  /* callbacks on the three lists */
};

static struct {
	raw_spinlock_t lock;
	unsigned long started, completed; /* grace periods */
	unsigned long holdouts;		  /* CPUs without a quiescent state in the running one */
	bool wanted;			  /* another is to follow */
} rcu = { .lock = { { .word = 0 } } };

static DEFINE_PER_CPU(struct rcu_cpu, rcu_cpus);

/* ---- lists; irqs off ---- */

static void init_list(struct callback_list *list)
{
	list->head = NULL;
	list->tail = &list->head;
}

static void append_all(struct callback_list *to, struct callback_list *from)
{
	if (!from->head)
		return;
	*to->tail = from->head;
	to->tail = from->tail;
	init_list(from);
}

/* ---- grace periods; rcu.lock held ---- */

static void start_if_wanted(void)
{
	if (!rcu.wanted || rcu.started != rcu.completed)
		return;
	rcu.wanted = false;
	rcu.started++;
	rcu.holdouts = GENMASK(CONFIG_NR_CPUS - 1, 0);
}

static void end_grace_period(void)
{
	rcu.completed = rcu.started;
	start_if_wanted();
}

/* Irqs off. No reader can be active on this CPU. */
void rcu_note_context_switch(void)
{
	unsigned long mask = BIT(smp_processor_id());

	if (likely(!(READ_ONCE(rcu.holdouts) & mask)))
		return;
	raw_spin_lock(&rcu.lock);
	rcu.holdouts &= ~mask;
	if (!rcu.holdouts)
		end_grace_period();
	raw_spin_unlock(&rcu.lock);
	raise_softirq_irqoff(RCU_SOFTIRQ);
}
EXPORT_SYMBOL(rcu_note_context_switch);

void rcu_sched_clock_irq(bool idle)
{
	if (idle)
		rcu_note_context_switch();
	if (this_cpu_ptr(&rcu_cpus)->waiting)
		__raise_softirq_irqoff(RCU_SOFTIRQ);
}
EXPORT_SYMBOL(rcu_sched_clock_irq);

/* ---- callbacks ---- */

/* The number of the grace period after whose end an object unlinked now can have no reader. */
static unsigned long grace_period_for_new(void)
{
	return rcu.started + 1;
}

static void want_grace_period(void)
{
	rcu.wanted = true;
	start_if_wanted();
}

/* Move callbacks whose time has come, and give those without a number one. Irqs off. */
static void advance(struct rcu_cpu *cpu)
{
	raw_spin_lock(&rcu.lock);
	if (cpu->wait.head && (long)(rcu.completed - cpu->wait_gp) >= 0)
		append_all(&cpu->done, &cpu->wait);
	if (!cpu->wait.head && cpu->next.head) {
		cpu->wait_gp = grace_period_for_new();
		append_all(&cpu->wait, &cpu->next);
		want_grace_period();
	}
	raw_spin_unlock(&rcu.lock);
}

void (*rcu_free_fn)(const void *ptr);

void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	struct rcu_cpu *cpu;
	unsigned long flags;

	head->func = func;
	head->next = NULL;
	local_irq_save(flags);
	cpu = this_cpu_ptr(&rcu_cpus);
	*cpu->next.tail = head;
	cpu->next.tail = &head->next;
	cpu->waiting++;
	if (!cpu->wait.head)
		advance(cpu);
	local_irq_restore(flags);
}
EXPORT_SYMBOL(call_rcu);

static void rcu_softirq(struct softirq_action *unused)
{
	struct rcu_cpu *cpu = this_cpu_ptr(&rcu_cpus);
	struct rcu_head *head;

	local_irq_disable();
	advance(cpu);
	head = cpu->done.head;
	init_list(&cpu->done);
	local_irq_enable();
	while (head) {
		struct rcu_head *next = head->next;

		if ((unsigned long)head->func < RCU_FREE_OFFSETS)
			rcu_free_fn((char *)head - (unsigned long)head->func);
		else
			head->func(head);
		local_irq_disable();
		cpu->waiting--;
		local_irq_enable();
		head = next;
	}
}

/* ---- waiting ---- */

struct rcu_waiter {
	struct rcu_head head;
	struct completion done;
};

static void wake_waiter(struct rcu_head *head)
{
	complete(&container_of(head, struct rcu_waiter, head)->done);
}

void synchronize_rcu(void)
{
	struct rcu_waiter waiter;

	if (system_state < SYSTEM_SCHEDULING || is_idle_task(current))
		return; /* the boot thread is alone: there are no readers */
	might_sleep();
	init_completion(&waiter.done);
	call_rcu(&waiter.head, wake_waiter);
	wait_for_completion(&waiter.done);
}
EXPORT_SYMBOL(synchronize_rcu);

void synchronize_rcu_expedited(void)
{
	synchronize_rcu();
}
EXPORT_SYMBOL(synchronize_rcu_expedited);

/* Callbacks of a CPU run in order, so one more at the end runs last. */
void rcu_barrier(void)
{
	synchronize_rcu();
}
EXPORT_SYMBOL(rcu_barrier);

unsigned long get_state_synchronize_rcu(void)
{
	unsigned long flags, number;

	raw_spin_lock_irqsave(&rcu.lock, flags);
	number = grace_period_for_new();
	want_grace_period();
	raw_spin_unlock_irqrestore(&rcu.lock, flags);
	return number;
}
EXPORT_SYMBOL(get_state_synchronize_rcu);

bool poll_state_synchronize_rcu(unsigned long oldstate)
{
	return (long)(READ_ONCE(rcu.completed) - oldstate) >= 0;
}
EXPORT_SYMBOL(poll_state_synchronize_rcu);

void cond_synchronize_rcu(unsigned long oldstate)
{
	if (!poll_state_synchronize_rcu(oldstate))
		synchronize_rcu();
}
EXPORT_SYMBOL(cond_synchronize_rcu);

/* ---- views ---- */

unsigned long rcu_completed_grace_periods(void)
{
	return READ_ONCE(rcu.completed);
}
EXPORT_SYMBOL(rcu_completed_grace_periods);

unsigned int rcu_callbacks_waiting(void)
{
	return this_cpu_ptr(&rcu_cpus)->waiting;
}
EXPORT_SYMBOL(rcu_callbacks_waiting);

int rcu_check(void)
{
	unsigned long flags;
	bool ok;

	raw_spin_lock_irqsave(&rcu.lock, flags);
	ok = rcu.started - rcu.completed <= 1 && (rcu.started != rcu.completed || !rcu.holdouts);
	raw_spin_unlock_irqrestore(&rcu.lock, flags);
	if (!ok)
		pr_err("rcu: started %lu, completed %lu, holdouts %lx\n", rcu.started, rcu.completed, rcu.holdouts);
	return ok ? 0 : -EINVAL;
}
EXPORT_SYMBOL(rcu_check);
SELFCHECK(rcu, rcu_check, NULL);

void __init rcu_init(void)
{
	struct rcu_cpu *cpu = this_cpu_ptr(&rcu_cpus);

	init_list(&cpu->next);
	init_list(&cpu->wait);
	init_list(&cpu->done);
	open_softirq(RCU_SOFTIRQ, rcu_softirq);
}
