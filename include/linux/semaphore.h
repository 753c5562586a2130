/* SPDX-License-Identifier: MIT */
/* linux/semaphore.h: let @n threads in at once. down() may sleep; up() may come from anywhere. Source: LDD 3 ch. 5. */
#ifndef _LINUX_SEMAPHORE_H
#define _LINUX_SEMAPHORE_H

#include <linux/list.h>
#include <linux/spinlock.h>

struct semaphore {
	raw_spinlock_t lock;
	unsigned int count;	    /* places left */
	struct list_head wait_list; /* who waits, oldest first */
};

#define __SEMAPHORE_INITIALIZER(name, n) \
	{ .lock = { { .word = 0 } }, .count = n, .wait_list = LIST_HEAD_INIT((name).wait_list) }
#define DEFINE_SEMAPHORE(name) struct semaphore name = __SEMAPHORE_INITIALIZER(name, 1)

static inline void sema_init(struct semaphore *sem, int val)
{
	raw_spin_lock_init(&sem->lock);
	sem->count = (unsigned int)val;
	INIT_LIST_HEAD(&sem->wait_list);
}

void down(struct semaphore *sem);
int __must_check down_interruptible(struct semaphore *sem); /* 0 or -EINTR */
int __must_check down_killable(struct semaphore *sem);
int __must_check down_trylock(struct semaphore *sem); /* 0 = got it, 1 = not (the reverse of mutex_trylock) */
int __must_check down_timeout(struct semaphore *sem, long jiffies); /* 0 or -ETIME */
void up(struct semaphore *sem);

#endif
