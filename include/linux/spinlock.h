/* SPDX-License-Identifier: MIT */
/*
 * linux/spinlock.h: mutual exclusion for code that must not sleep.
 *
 * Problem.  Two CPUs, or a thread and an interrupt handler on one CPU, must not be inside the same
 *           data at once, and neither can sleep to wait.
 * Idea.     A bit that is set by one indivisible instruction (lock bts) which also says whether it was
 *           set before. Who finds it set waits until the holder stores zero. A holder cannot be
 *           moved off its CPU meanwhile (preempt_count is raised), and where an interrupt handler takes
 *           the same lock, interrupts are off too: that is what _irqsave is for.
 *
 *             irqs off? | handler takes the lock | use
 *             no        | no                     | spin_lock
 *             no        | softirq or timer       | spin_lock_bh
 *             unknown   | hardirq                | spin_lock_irqsave
 *
 * Checks.   A CPU that waits for a lock which it holds itself would wait for ever. The slow path sees
 *           that (the word names the holding CPU), reports lock and caller once per place, counts it
 *           (spinlock_recursions()) and goes on as if the lock had been taken.
 * Paths.    Lock  spin_lock -> bts | spin_lock_slow (kernel/core/spinlock.c)
 * Cost.     spin_lock_irqsave 6 instructions, spin_unlock_irqrestore 5.
 * Left out. Fairness between CPUs (tickets): with one CPU nobody ever waits.
 * Sources.  LDD 3 ch. 5 "Spinlocks"; Intel SDM vol. 3, "Locked Atomic Operations".
 */
#ifndef _LINUX_SPINLOCK_H
#define _LINUX_SPINLOCK_H

#include <asm/barrier.h>
#include <asm/processor.h>
#include <linux/bottom_half.h>
#include <linux/compiler.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/spinlock_types.h>

/* Wait for the lock, or report that its holder is us. Return address names the place. */
void spin_lock_slow(raw_spinlock_t *lock);
void read_lock_slow(rwlock_t *lock);
void write_lock_slow(rwlock_t *lock);
/* Locks that were taken by their own holder, since boot. */
unsigned int spinlock_recursions(void);
unsigned int spinlock_not_held_reports(void);
/* Report that @lock should be held here and is not. */
void spin_bug_not_held(raw_spinlock_t *lock);

static __always_inline bool __spin_try(raw_spinlock_t *lock)
{
	bool was_held;

	asm volatile("lock; btsl $0, %0" : "+m"(lock->word), "=@ccc"(was_held) : : "memory");
	if (CONFIG_NR_CPUS > 1 && !was_held)
		lock->owner_cpu = (u16)raw_smp_processor_id();
	return !was_held;
}

static __always_inline void raw_spin_lock(raw_spinlock_t *lock)
{
	preempt_disable();
	if (unlikely(!__spin_try(lock)))
		spin_lock_slow(lock);
}

static __always_inline void raw_spin_unlock(raw_spinlock_t *lock)
{
	smp_store_release(&lock->word, 0);
	preempt_enable();
}

static __always_inline int raw_spin_trylock(raw_spinlock_t *lock)
{
	preempt_disable();
	if (likely(__spin_try(lock)))
		return 1;
	preempt_enable();
	return 0;
}

static __always_inline unsigned long __raw_spin_lock_irqsave(raw_spinlock_t *lock)
{
	unsigned long flags;

	local_irq_save(flags);
	raw_spin_lock(lock);
	return flags;
}

static __always_inline void raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags)
{
	raw_spin_unlock(lock);
	local_irq_restore(flags);
}

static __always_inline void raw_spin_lock_irq(raw_spinlock_t *lock)
{
	local_irq_disable();
	raw_spin_lock(lock);
}

static __always_inline void raw_spin_unlock_irq(raw_spinlock_t *lock)
{
	raw_spin_unlock(lock);
	local_irq_enable();
}

static __always_inline void raw_spin_lock_bh(raw_spinlock_t *lock)
{
	local_bh_disable();
	raw_spin_lock(lock);
}

static __always_inline void raw_spin_unlock_bh(raw_spinlock_t *lock)
{
	raw_spin_unlock(lock);
	local_bh_enable();
}

static __always_inline int raw_spin_trylock_bh(raw_spinlock_t *lock)
{
	local_bh_disable();
	if (raw_spin_trylock(lock))
		return 1;
	local_bh_enable();
	return 0;
}

static __always_inline int raw_spin_trylock_irq(raw_spinlock_t *lock)
{
	local_irq_disable();
	if (raw_spin_trylock(lock))
		return 1;
	local_irq_enable();
	return 0;
}

static __always_inline int raw_spin_is_locked(const raw_spinlock_t *lock)
{
	return READ_ONCE(lock->word) != 0;
}

static __always_inline void raw_spin_lock_init(raw_spinlock_t *lock)
{
	lock->word = 0;
}

#define raw_spin_lock_irqsave(lock, flags) ((flags) = __raw_spin_lock_irqsave(lock))
#define raw_spin_lock_nested(lock, sub)	   raw_spin_lock(lock)
#define raw_spin_trylock_irqsave(lock, flags)   \
	({                                      \
		local_irq_save(flags);          \
		int __got = raw_spin_trylock(lock); \
		if (!__got)                     \
			local_irq_restore(flags); \
		__got;                          \
	})

#define spin_lock_init(lock)		    raw_spin_lock_init(lock)
#define spin_lock(lock)			    raw_spin_lock(lock)
#define spin_lock_nested(lock, sub)	    raw_spin_lock(lock)
#define spin_unlock(lock)		    raw_spin_unlock(lock)
#define spin_trylock(lock)		    raw_spin_trylock(lock)
#define spin_lock_bh(lock)		    raw_spin_lock_bh(lock)
#define spin_unlock_bh(lock)		    raw_spin_unlock_bh(lock)
#define spin_trylock_bh(lock)		    raw_spin_trylock_bh(lock)
#define spin_lock_irq(lock)		    raw_spin_lock_irq(lock)
#define spin_unlock_irq(lock)		    raw_spin_unlock_irq(lock)
#define spin_trylock_irq(lock)		    raw_spin_trylock_irq(lock)
#define spin_lock_irqsave(lock, flags)	    raw_spin_lock_irqsave(lock, flags)
#define spin_lock_irqsave_nested(lock, flags, sub) raw_spin_lock_irqsave(lock, flags)
#define spin_unlock_irqrestore(lock, flags) raw_spin_unlock_irqrestore(lock, flags)
#define spin_trylock_irqsave(lock, flags)   raw_spin_trylock_irqsave(lock, flags)
#define spin_is_locked(lock)		    raw_spin_is_locked(lock)
#define spin_is_contended(lock)		    ((void)(lock), 0)

#define assert_raw_spin_locked(lock)                    \
	do {                                            \
		if (unlikely(!raw_spin_is_locked(lock))) \
			spin_bug_not_held(lock);        \
	} while (0)
#define assert_spin_locked(lock) assert_raw_spin_locked(lock)

#include <linux/rwlock.h>

#endif
