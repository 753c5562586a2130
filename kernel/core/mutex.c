// SPDX-License-Identifier: MIT
/*
 * kernel/core/mutex.c: one thread at a time, and the others sleep.
 *
 * Problem.  Exclusion for code that sleeps itself; waiting must cost no CPU, and nobody may starve.
 * Idea.     The owner's task pointer is the lock: a compare-exchange from 0 takes it, one to 0 gives it back.
 *           If somebody waits, bit 0 of the word is set, so that both fast paths fail; the unlocker
 *           then hands the mutex straight to the longest waiting thread, which finds itself the owner
 *           when it wakes. Nobody can overtake.
 *
 *     owner:  0 --lock--> T1 --T2 waits--> T1|1 --unlock hands over--> T2 (|1 while others wait)
 *
 * Checks.   Locking twice would sleep for ever: it is reported, counted (mutex_misuse_count) and let pass, as if
 *           taken. Unlocking what another holds is reported and ignored. In an interrupt: might_sleep().
 * Invariants: bit 0 is set exactly while wait_list is not empty; an owner is never on the list.
 * Locks.    lock->wait_lock, irqs off, for the list and for changes of a word that has bit 0.
 * Paths.    Lock    mutex_lock -> cmpxchg | lock_slow -> schedule
 *           Unlock  mutex_unlock -> cmpxchg | unlock_slow -> hand_over
 * Left out. Spinning while the owner runs on another CPU; priority inheritance.
 * Sources.  Linux Documentation/locking/mutex-design.rst; LDD 3 ch. 5.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#define WAITERS 1L /* bit 0 of the word; task_struct is 16-aligned */

struct mutex_waiter {
	struct list_head list;
	struct task_struct *task;
};

static unsigned int misuses;

unsigned int mutex_misuse_count(void)
{
	return misuses;
}
EXPORT_SYMBOL(mutex_misuse_count);

void __mutex_init(struct mutex *lock)
{
	atomic_long_set(&lock->owner, 0);
	raw_spin_lock_init(&lock->wait_lock);
	INIT_LIST_HEAD(&lock->wait_list);
}
EXPORT_SYMBOL(__mutex_init);

static struct task_struct *owner_of(struct mutex *lock)
{
	return (struct task_struct *)(atomic_long_read(&lock->owner) & ~WAITERS);
}

static void report_misuse(struct mutex *lock, const char *what)
{
	struct task_struct *owner = owner_of(lock);

	misuses++;
	pr_err("BUG: mutex %pS: %s by %s/%d (owner %s)\n", lock, what, current->comm, current->pid,
	       owner ? owner->comm : "nobody");
	dump_stack();
}

static bool take_if_free(struct mutex *lock)
{
	return atomic_long_cmpxchg(&lock->owner, 0, (long)current) == 0;
}

/* wait_lock held: become the owner, or set the bit that makes the owner come this way when it unlocks. */
static bool take_or_mark(struct mutex *lock)
{
	long seen = atomic_long_read(&lock->owner);

	for (;;) {
		long want = seen ? seen | WAITERS : (long)current;

		if (atomic_long_try_cmpxchg(&lock->owner, &seen, want))
			return want == (long)current;
	}
}

/* A waiter that gives up: if it was the last, the fast path works again. */
static void leave_list(struct mutex *lock, struct mutex_waiter *waiter)
{
	list_del(&waiter->list);
	if (list_empty(&lock->wait_list))
		atomic_long_andnot(WAITERS, &lock->owner);
}

/* The lock is somebody's. Return: 0 when it is ours, -EINTR on a signal. */
static noinline int lock_slow(struct mutex *lock, unsigned int state)
{
	struct mutex_waiter waiter = { .task = current };
	unsigned long flags;
	int ret = 0;

	if (owner_of(lock) == current) {
		report_misuse(lock, "recursive lock");
		return 0;
	}
	raw_spin_lock_irqsave(&lock->wait_lock, flags);
	if (take_or_mark(lock)) {
		raw_spin_unlock_irqrestore(&lock->wait_lock, flags);
		return 0;
	}
	list_add_tail(&waiter.list, &lock->wait_list);
	while (owner_of(lock) != current) {
		if (signal_pending_state(state, current)) {
			leave_list(lock, &waiter);
			ret = -EINTR;
			break;
		}
		set_current_state(state);
		raw_spin_unlock_irqrestore(&lock->wait_lock, flags);
		schedule();
		raw_spin_lock_irqsave(&lock->wait_lock, flags);
	}
	__set_current_state(TASK_RUNNING);
	raw_spin_unlock_irqrestore(&lock->wait_lock, flags);
	return ret;
}

void mutex_lock(struct mutex *lock)
{
	might_sleep();
	if (unlikely(!take_if_free(lock)))
		lock_slow(lock, TASK_UNINTERRUPTIBLE);
}
EXPORT_SYMBOL(mutex_lock);

int mutex_lock_interruptible(struct mutex *lock)
{
	might_sleep();
	return likely(take_if_free(lock)) ? 0 : lock_slow(lock, TASK_INTERRUPTIBLE);
}
EXPORT_SYMBOL(mutex_lock_interruptible);

int mutex_lock_killable(struct mutex *lock)
{
	might_sleep();
	return likely(take_if_free(lock)) ? 0 : lock_slow(lock, TASK_KILLABLE);
}
EXPORT_SYMBOL(mutex_lock_killable);

int mutex_trylock(struct mutex *lock)
{
	return take_if_free(lock);
}
EXPORT_SYMBOL(mutex_trylock);

/* The longest waiting thread becomes the owner before it wakes. */
static void hand_over(struct mutex *lock)
{
	struct mutex_waiter *first = list_first_entry(&lock->wait_list, struct mutex_waiter, list);
	struct task_struct *next = first->task;

	list_del(&first->list);
	atomic_long_set(&lock->owner, (long)next | (list_empty(&lock->wait_list) ? 0 : WAITERS));
	wake_up_process(next);
}

static noinline void unlock_slow(struct mutex *lock)
{
	unsigned long flags;

	if (owner_of(lock) != current) {
		report_misuse(lock, "unlock");
		return;
	}
	raw_spin_lock_irqsave(&lock->wait_lock, flags);
	if (list_empty(&lock->wait_list))
		atomic_long_set(&lock->owner, 0);
	else
		hand_over(lock);
	raw_spin_unlock_irqrestore(&lock->wait_lock, flags);
}

void mutex_unlock(struct mutex *lock)
{
	if (unlikely(atomic_long_cmpxchg(&lock->owner, (long)current, 0) != (long)current))
		unlock_slow(lock);
}
EXPORT_SYMBOL(mutex_unlock);

bool mutex_is_locked(struct mutex *lock)
{
	return owner_of(lock) != NULL;
}
EXPORT_SYMBOL(mutex_is_locked);

void mutex_destroy(struct mutex *lock)
{
	if (mutex_is_locked(lock))
		report_misuse(lock, "destruction while held");
}
EXPORT_SYMBOL(mutex_destroy);

int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock)
{
	if (atomic_add_unless(cnt, -1, 1))
		return 0;
	mutex_lock(lock);
	if (!atomic_dec_and_test(cnt)) {
		mutex_unlock(lock);
		return 0;
	}
	return 1;
}
EXPORT_SYMBOL(atomic_dec_and_mutex_lock);
