// SPDX-License-Identifier: MIT
/*
 * kernel/core/rwsem.c: many readers or one writer, in order of arrival.
 *
 * Problem.  If readers may always join readers, a writer starves; if a writer always goes first, readers do.
 * Idea.     Whoever finds the semaphore taken, or others waiting, queues up. Who leaves lets in the first of the
 *           queue: a writer alone, or all readers up to the next writer. The place is given before the
 *           thread wakes (`granted`), so nobody slips in between.
 *
 *     count  > 0 readers inside, -1 writer inside, 0 free
 *     queue  R R W R    leave -> both R go in; then W; then R
 *
 * Invariants: while someone waits, no newcomer gets in; count is -1, 0 or the number of readers.
 * Locks.    sem->wait_lock, irqs off.
 * Paths.    down_read, down_write -> down_common -> wait_for_grant;  up_* -> let_in_first
 * Left out. Optimistic spinning and lockless fast paths.
 * Sources.  Courtois, Heymans, Parnas, "Concurrent Control with Readers and Writers".
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/rwsem.h>
#include <linux/sched.h>

#define WRITER_INSIDE (-1)

struct rwsem_waiter {
	struct list_head list;
	struct task_struct *task;
	bool is_writer;
	bool granted;
};

static bool can_enter(const struct rw_semaphore *sem, bool writer)
{
	return writer ? sem->count == 0 : sem->count >= 0;
}

static void enter(struct rw_semaphore *sem, bool writer)
{
	sem->count = writer ? WRITER_INSIDE : sem->count + 1;
}

/* wait_lock held: the first in the queue, and after a reader the readers behind it. */
static void let_in_first(struct rw_semaphore *sem)
{
	struct rwsem_waiter *waiter, *next;

	list_for_each_entry_safe(waiter, next, &sem->wait_list, list) {
		bool writer = waiter->is_writer;

		if (!can_enter(sem, writer))
			break;
		enter(sem, writer);
		list_del(&waiter->list);
		waiter->granted = true;
		wake_up_process(waiter->task);
		if (writer)
			break;
	}
}

/* wait_lock held, dropped while asleep. Return: 0 or -EINTR. */
static int wait_for_grant(struct rw_semaphore *sem, bool writer, unsigned int state)
{
	struct rwsem_waiter waiter = { .task = current, .is_writer = writer };

	list_add_tail(&waiter.list, &sem->wait_list);
	while (!waiter.granted) {
		if (signal_pending_state(state, current)) {
			list_del(&waiter.list);
			let_in_first(sem); /* we may have been all that kept readers out */
			return -EINTR;
		}
		__set_current_state(state);
		raw_spin_unlock_irq(&sem->wait_lock);
		schedule();
		raw_spin_lock_irq(&sem->wait_lock);
	}
	return 0;
}

static int down_common(struct rw_semaphore *sem, bool writer, unsigned int state)
{
	unsigned long flags;
	int ret = 0;

	might_sleep();
	raw_spin_lock_irqsave(&sem->wait_lock, flags);
	if (list_empty(&sem->wait_list) && can_enter(sem, writer))
		enter(sem, writer);
	else
		ret = wait_for_grant(sem, writer, state);
	raw_spin_unlock_irqrestore(&sem->wait_lock, flags);
	return ret;
}

static int try_common(struct rw_semaphore *sem, bool writer)
{
	unsigned long flags;
	bool ok;

	raw_spin_lock_irqsave(&sem->wait_lock, flags);
	ok = list_empty(&sem->wait_list) && can_enter(sem, writer);
	if (ok)
		enter(sem, writer);
	raw_spin_unlock_irqrestore(&sem->wait_lock, flags);
	return ok;
}

void down_read(struct rw_semaphore *sem)
{
	down_common(sem, false, TASK_UNINTERRUPTIBLE);
}
EXPORT_SYMBOL(down_read);

int down_read_interruptible(struct rw_semaphore *sem)
{
	return down_common(sem, false, TASK_INTERRUPTIBLE);
}
EXPORT_SYMBOL(down_read_interruptible);

int down_read_killable(struct rw_semaphore *sem)
{
	return down_common(sem, false, TASK_KILLABLE);
}
EXPORT_SYMBOL(down_read_killable);

int down_read_trylock(struct rw_semaphore *sem)
{
	return try_common(sem, false);
}
EXPORT_SYMBOL(down_read_trylock);

void down_write(struct rw_semaphore *sem)
{
	down_common(sem, true, TASK_UNINTERRUPTIBLE);
}
EXPORT_SYMBOL(down_write);

int down_write_killable(struct rw_semaphore *sem)
{
	return down_common(sem, true, TASK_KILLABLE);
}
EXPORT_SYMBOL(down_write_killable);

int down_write_trylock(struct rw_semaphore *sem)
{
	return try_common(sem, true);
}
EXPORT_SYMBOL(down_write_trylock);

void up_read(struct rw_semaphore *sem)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&sem->wait_lock, flags);
	sem->count--;
	let_in_first(sem);
	raw_spin_unlock_irqrestore(&sem->wait_lock, flags);
}
EXPORT_SYMBOL(up_read);

static void set_count(struct rw_semaphore *sem, int count)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&sem->wait_lock, flags);
	sem->count = count;
	let_in_first(sem);
	raw_spin_unlock_irqrestore(&sem->wait_lock, flags);
}

void up_write(struct rw_semaphore *sem)
{
	set_count(sem, 0);
}
EXPORT_SYMBOL(up_write);

void downgrade_write(struct rw_semaphore *sem)
{
	set_count(sem, 1);
}
EXPORT_SYMBOL(downgrade_write);
