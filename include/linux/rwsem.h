/* SPDX-License-Identifier: MIT */
/* linux/rwsem.h: many readers or one writer, all may sleep; in order of arrival. */
#ifndef _LINUX_RWSEM_H
#define _LINUX_RWSEM_H

#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/spinlock.h>

struct rw_semaphore {
	raw_spinlock_t wait_lock;
	int count;		    /* readers inside, or -1: a writer */
	struct list_head wait_list; /* who waits, oldest first */
};

#define __RWSEM_INITIALIZER(name) \
	{ .wait_lock = { { .word = 0 } }, .count = 0, .wait_list = LIST_HEAD_INIT((name).wait_list) }
#define DECLARE_RWSEM(name) struct rw_semaphore name = __RWSEM_INITIALIZER(name)

static inline void init_rwsem(struct rw_semaphore *sem)
{
	raw_spin_lock_init(&sem->wait_lock);
	sem->count = 0;
	INIT_LIST_HEAD(&sem->wait_list);
}

static inline int rwsem_is_locked(struct rw_semaphore *sem)
{
	return READ_ONCE(sem->count) != 0;
}

static inline int rwsem_is_contended(struct rw_semaphore *sem)
{
	return !list_empty(&sem->wait_list);
}

/* Context: may sleep. The _interruptible and _killable forms return 0 or -EINTR; trylock 1 = taken. */
void down_read(struct rw_semaphore *sem);
int __must_check down_read_interruptible(struct rw_semaphore *sem);
int __must_check down_read_killable(struct rw_semaphore *sem);
int down_read_trylock(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
int __must_check down_write_killable(struct rw_semaphore *sem);
int down_write_trylock(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);
void downgrade_write(struct rw_semaphore *sem); /* writer becomes reader, lets other readers in */
#define down_read_nested(sem, sub)  down_read(sem)
#define down_write_nested(sem, sub) down_write(sem)

#endif
