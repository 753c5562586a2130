// SPDX-License-Identifier: MIT
/*
 * kernel/core/spinlock.c: the slow half of spinlocks: waiting, and noticing that waiting is vain.
 *
 * Problem.  A CPU that waits for a lock which it holds itself waits for ever, with interrupts off, and says
 *           nothing: the hardest kind of hang to explain.
 * Idea.     The holder's CPU number is part of the lock word. If it is our own, nobody will ever release
 *           the lock while we spin: report the lock and the caller, count it, and go on as if it had been
 *           taken. The data is then as safe as without the inner lock, which is what was meant anyway.
 * Paths.    spin_lock -> (taken) spin_lock_slow -> report_recursion | spin
 * Left out. rwlocks name no holder: with one CPU whoever waits waits for itself.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

static unsigned int recursions;
static unsigned int not_held;

unsigned int spinlock_recursions(void)
{
	return recursions;
}
EXPORT_SYMBOL(spinlock_recursions);

static bool held_by_us(const raw_spinlock_t *lock)
{
	return CONFIG_NR_CPUS == 1 || READ_ONCE(lock->owner_cpu) == raw_smp_processor_id();
}

static void report_recursion(const void *lock, const char *kind, unsigned long caller)
{
	recursions++;
	pr_err("BUG: %s recursion on CPU#%u, %s/%d\n", kind, raw_smp_processor_id(), current->comm,
	       current->pid);
	pr_err(" lock: %pS, taken again by %pS; going on without it\n", lock, (void *)caller);
	dump_stack();
}

void spin_lock_slow(raw_spinlock_t *lock)
{
	while (!__spin_try(lock)) {
		if (held_by_us(lock)) {
			report_recursion(lock, "spinlock", _RET_IP_);
			return;
		}
		cpu_relax();
	}
}
EXPORT_SYMBOL(spin_lock_slow);

void read_lock_slow(rwlock_t *lock)
{
	while (!read_trylock(lock)) {
		if (CONFIG_NR_CPUS == 1) {
			report_recursion(lock, "rwlock (read inside write)", _RET_IP_);
			preempt_disable();
			lock->count += RWLOCK_READER;
			return;
		}
		cpu_relax();
	}
}
EXPORT_SYMBOL(read_lock_slow);

void write_lock_slow(rwlock_t *lock)
{
	while (!write_trylock(lock)) {
		if (CONFIG_NR_CPUS == 1) {
			report_recursion(lock, "rwlock (write inside read or write)", _RET_IP_);
			preempt_disable();
			lock->count += RWLOCK_WRITER;
			return;
		}
		cpu_relax();
	}
}
EXPORT_SYMBOL(write_lock_slow);

void spin_bug_not_held(raw_spinlock_t *lock)
{
	not_held++;
	pr_err("BUG: spinlock %pS should be held in %pS and is not\n", lock, (void *)_RET_IP_);
	dump_stack();
}
EXPORT_SYMBOL(spin_bug_not_held);

unsigned int spinlock_not_held_reports(void)
{
	return not_held;
}
EXPORT_SYMBOL(spinlock_not_held_reports);
