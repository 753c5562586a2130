/* SPDX-License-Identifier: MIT */
/*
 * linux/rwlock.h: a spinlock that several readers may hold at once.
 *
 * The count is 2 per reader, plus 1 while a writer is in. Readers come in whenever no writer is in, so
 * an interrupt handler may read-lock what the interrupted code has read-locked.
 */
#ifndef _LINUX_RWLOCK_H
#define _LINUX_RWLOCK_H

#include <asm/cmpxchg.h>
#include <linux/spinlock.h>

static __always_inline void rwlock_init(rwlock_t *lock)
{
	lock->count = 0;
}

static __always_inline int read_trylock(rwlock_t *lock)
{
	s32 old = READ_ONCE(lock->count);

	preempt_disable();
	while (!(old & RWLOCK_WRITER)) {
		if (try_cmpxchg(&lock->count, &old, old + RWLOCK_READER))
			return 1;
	}
	preempt_enable();
	return 0;
}

static __always_inline int write_trylock(rwlock_t *lock)
{
	preempt_disable();
	if (likely(cmpxchg(&lock->count, 0, RWLOCK_WRITER) == 0))
		return 1;
	preempt_enable();
	return 0;
}

static __always_inline void read_lock(rwlock_t *lock)
{
	if (unlikely(!read_trylock(lock)))
		read_lock_slow(lock);
}

static __always_inline void read_unlock(rwlock_t *lock)
{
	asm volatile("lock; subl %1, %0" : "+m"(lock->count) : "i"(RWLOCK_READER) : "memory", "cc");
	preempt_enable();
}

static __always_inline void write_lock(rwlock_t *lock)
{
	if (unlikely(!write_trylock(lock)))
		write_lock_slow(lock);
}

static __always_inline void write_unlock(rwlock_t *lock)
{
	asm volatile("lock; subl %1, %0" : "+m"(lock->count) : "i"(RWLOCK_WRITER) : "memory", "cc");
	preempt_enable();
}

#define read_lock_irqsave(lock, flags)	 do { local_irq_save(flags); read_lock(lock); } while (0)
#define read_unlock_irqrestore(lock, flags) do { read_unlock(lock); local_irq_restore(flags); } while (0)
#define write_lock_irqsave(lock, flags)	 do { local_irq_save(flags); write_lock(lock); } while (0)
#define write_unlock_irqrestore(lock, flags) do { write_unlock(lock); local_irq_restore(flags); } while (0)
#define read_lock_irq(lock)		 do { local_irq_disable(); read_lock(lock); } while (0)
#define read_unlock_irq(lock)		 do { read_unlock(lock); local_irq_enable(); } while (0)
#define write_lock_irq(lock)		 do { local_irq_disable(); write_lock(lock); } while (0)
#define write_unlock_irq(lock)		 do { write_unlock(lock); local_irq_enable(); } while (0)
#define read_lock_bh(lock)		 do { local_bh_disable(); read_lock(lock); } while (0)
#define read_unlock_bh(lock)		 do { read_unlock(lock); local_bh_enable(); } while (0)
#define write_lock_bh(lock)		 do { local_bh_disable(); write_lock(lock); } while (0)
#define write_unlock_bh(lock)		 do { write_unlock(lock); local_bh_enable(); } while (0)

#endif
