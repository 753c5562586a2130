/* SPDX-License-Identifier: MIT */
/*
 * linux/mutex.h: mutual exclusion for code that may sleep. The thread that locks unlocks.
 *
 * Source: Linux Documentation/locking/mutex-design.rst; LDD 3 ch. 5.
 */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/spinlock_types.h>
#include <linux/types.h>

struct task_struct;

struct mutex {
	atomic_long_t owner;	     /* the task that holds it, | 1 if others wait; 0 = free */
	raw_spinlock_t wait_lock;    /* protects wait_list */
	struct list_head wait_list;  /* who waits, oldest first */
};

#define __MUTEX_INITIALIZER(lockname)                             \
	{ .owner = ATOMIC_LONG_INIT(0), .wait_lock = { { .word = 0 } }, \
	  .wait_list = LIST_HEAD_INIT(lockname.wait_list) }
#define DEFINE_MUTEX(mutexname) struct mutex mutexname = __MUTEX_INITIALIZER(mutexname)

void __mutex_init(struct mutex *lock);
#define mutex_init(lock) __mutex_init(lock)

/* Context: may sleep, thread only. A lock that the caller holds already is reported and refused to hang. */
void mutex_lock(struct mutex *lock);
int mutex_lock_interruptible(struct mutex *lock); /* 0, or -EINTR: not taken */
int mutex_lock_killable(struct mutex *lock);
int mutex_trylock(struct mutex *lock); /* 1 = taken */
void mutex_unlock(struct mutex *lock);
bool mutex_is_locked(struct mutex *lock);
void mutex_destroy(struct mutex *lock);
/* Misuses reported since boot: recursion, unlock by a stranger. */
unsigned int mutex_misuse_count(void);

#define mutex_lock_nested(lock, sub)		   mutex_lock(lock)
#define mutex_lock_interruptible_nested(lock, sub) mutex_lock_interruptible(lock)
#define mutex_lock_killable_nested(lock, sub)	   mutex_lock_killable(lock)
#define mutex_lock_io(lock)			   mutex_lock(lock)

static inline struct task_struct *mutex_owner(struct mutex *lock)
{
	return (struct task_struct *)(atomic_long_read(&lock->owner) & ~1L);
}

/* Drop a count; return 1 with the lock held if it fell to zero. */
int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock);

#endif
