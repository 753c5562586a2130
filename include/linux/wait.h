/* SPDX-License-Identifier: MIT */
/*
 * linux/wait.h: sleep until a condition holds.
 *
 * Problem.  A thread tests a condition, finds it false and goes to sleep; the wake-up may come between the
 *           test and the sleep and would be lost.
 * Idea.     First enter the queue and say "I sleep" (prepare_to_wait), then test, then schedule(). A
 *           waker changes the condition first and walks the queue after: whichever way the two
 *           interleave, either the test sees the change or the waker sees the sleeper and makes it
 *           runnable again, so that schedule() comes back at once.
 * Rule.     wait_event*() tests the condition often: it must be cheap and have no side effects.
 * Sources.  LDD 3 ch. 6 "Blocking I/O"; Linux Documentation/memory-barriers.txt "Sleep and wake-up".
 */
#ifndef _LINUX_WAIT_H
#define _LINUX_WAIT_H

#include <asm/current.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>

typedef struct wait_queue_entry wait_queue_entry_t;
typedef int (*wait_queue_func_t)(struct wait_queue_entry *wq_entry, unsigned int mode, int flags, void *key);

#define WQ_FLAG_EXCLUSIVE 0x01 /* one such is enough for one wake-up */
#define WQ_FLAG_WOKEN	  0x02
#define WQ_FLAG_BOOKMARK  0x04
#define WQ_FLAG_CUSTOM	  0x08
#define WQ_FLAG_DONE	  0x10
#define WQ_FLAG_PRIORITY  0x20

struct wait_queue_entry {
	unsigned int flags;
	void *private; /* the thread */
	wait_queue_func_t func;
	struct list_head entry;
};

struct wait_queue_head {
	spinlock_t lock;
	struct list_head head;
};
typedef struct wait_queue_head wait_queue_head_t;

#define __WAITQUEUE_INITIALIZER(name, tsk) \
	{ .private = tsk, .func = default_wake_function, .entry = { NULL, NULL } }
#define DECLARE_WAITQUEUE(name, tsk) struct wait_queue_entry name = __WAITQUEUE_INITIALIZER(name, tsk)
#define __WAIT_QUEUE_HEAD_INITIALIZER(name) \
	{ .lock = __SPIN_LOCK_UNLOCKED(name.lock), .head = LIST_HEAD_INIT((name).head) }
#define DECLARE_WAIT_QUEUE_HEAD(name) struct wait_queue_head name = __WAIT_QUEUE_HEAD_INITIALIZER(name)
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name) DECLARE_WAIT_QUEUE_HEAD(name)
#define DEFINE_WAIT_FUNC(name, function) \
	struct wait_queue_entry name = { .private = current, .func = function, .entry = LIST_HEAD_INIT((name).entry) }
#define DEFINE_WAIT(name) DEFINE_WAIT_FUNC(name, autoremove_wake_function)

#define init_waitqueue_head(wq_head)                    \
	do {                                            \
		spin_lock_init(&(wq_head)->lock);       \
		INIT_LIST_HEAD(&(wq_head)->head);       \
	} while (0)
#define init_wait(wait)                                      \
	do {                                                 \
		(wait)->private = current;                   \
		(wait)->func = autoremove_wake_function;     \
		INIT_LIST_HEAD(&(wait)->entry);              \
		(wait)->flags = 0;                           \
	} while (0)

static inline void init_waitqueue_entry(struct wait_queue_entry *wq_entry, struct task_struct *p);
int default_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int flags, void *key);
int autoremove_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int flags, void *key);
int woken_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int flags, void *key);

static inline void init_waitqueue_entry(struct wait_queue_entry *wq_entry, struct task_struct *p)
{
	wq_entry->flags = 0;
	wq_entry->private = p;
	wq_entry->func = default_wake_function;
}

static inline void init_waitqueue_func_entry(struct wait_queue_entry *wq_entry, wait_queue_func_t func)
{
	wq_entry->flags = 0;
	wq_entry->private = NULL;
	wq_entry->func = func;
}

/* Is anybody there? Without the lock; order it against the condition with smp_mb() where that matters. */
static inline int waitqueue_active(struct wait_queue_head *wq_head)
{
	return !list_empty(&wq_head->head);
}

static inline bool wq_has_sleeper(struct wait_queue_head *wq_head)
{
	smp_mb();
	return waitqueue_active(wq_head);
}

static inline void __add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry)
{
	list_add(&wq_entry->entry, &wq_head->head);
}

static inline void __add_wait_queue_entry_tail(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry)
{
	list_add_tail(&wq_entry->entry, &wq_head->head);
}

static inline void __remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry)
{
	(void)wq_head;
	list_del(&wq_entry->entry);
}

void add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
void add_wait_queue_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
void remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
void prepare_to_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry, int state);
bool prepare_to_wait_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry, int state);
/* As prepare_to_wait, exclusive by the entry's flag; -ERESTARTSYS instead if a signal is pending. */
long prepare_to_wait_event(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry, int state);
void finish_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
long wait_woken(struct wait_queue_entry *wq_entry, unsigned int mode, long timeout);
void init_wait_entry(struct wait_queue_entry *wq_entry, int flags);

/* Wake all that are not exclusive and @nr (0 = all) that are. Context: any. Return: how many exclusive ones. */
int __wake_up(struct wait_queue_head *wq_head, unsigned int mode, int nr, void *key);
void __wake_up_locked(struct wait_queue_head *wq_head, unsigned int mode, int nr);
void __wake_up_locked_key(struct wait_queue_head *wq_head, unsigned int mode, void *key);

#define wake_up(x)			 __wake_up(x, TASK_NORMAL, 1, NULL)
#define wake_up_nr(x, nr)		 __wake_up(x, TASK_NORMAL, nr, NULL)
#define wake_up_all(x)			 __wake_up(x, TASK_NORMAL, 0, NULL)
#define wake_up_locked(x)		 __wake_up_locked((x), TASK_NORMAL, 1)
#define wake_up_all_locked(x)		 __wake_up_locked((x), TASK_NORMAL, 0)
#define wake_up_interruptible(x)	 __wake_up(x, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_nr(x, nr)	 __wake_up(x, TASK_INTERRUPTIBLE, nr, NULL)
#define wake_up_interruptible_all(x)	 __wake_up(x, TASK_INTERRUPTIBLE, 0, NULL)
#define wake_up_interruptible_sync(x)	 __wake_up(x, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_poll(x, m)		 __wake_up(x, TASK_NORMAL, 1, (void *)(unsigned long)(m))
#define wake_up_interruptible_poll(x, m) __wake_up(x, TASK_INTERRUPTIBLE, 1, (void *)(unsigned long)(m))

/* The loop of all wait_event forms. @cmd is how to sleep; __ret is what a signal or the time-out left. */
#define ___wait_event(wq_head, condition, state, exclusive, ret, cmd)                        \
	({                                                                                   \
		__label__ __wait_out;                                                        \
		struct wait_queue_entry __wq_entry;                                          \
		long __ret = ret; /* explicit shadow */                                      \
		init_wait_entry(&__wq_entry, exclusive ? WQ_FLAG_EXCLUSIVE : 0);             \
		for (;;) {                                                                   \
			long __int = prepare_to_wait_event(&wq_head, &__wq_entry, state);    \
			if (condition)                                                       \
				break;                                                       \
			if ((state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)) && __int) {       \
				__ret = __int;                                               \
				goto __wait_out;                                             \
			}                                                                    \
			cmd;                                                                 \
		}                                                                            \
		finish_wait(&wq_head, &__wq_entry);                                          \
	__wait_out:                                                                          \
		__ret;                                                                       \
	})

/* True also when time is up; a condition that came true with the last tick leaves 1. */
#define ___wait_cond_timeout(condition)        \
	({                                     \
		bool __cond = (condition);     \
		if (__cond && !__ret)          \
			__ret = 1;             \
		__cond || !__ret;              \
	})

#define wait_event(wq_head, condition)                                                        \
	do {                                                                                  \
		might_sleep();                                                                \
		if (condition)                                                                \
			break;                                                                \
		(void)___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, 0, schedule()); \
	} while (0)
#define io_wait_event(wq_head, condition) wait_event(wq_head, condition)
#define wait_event_idle(wq_head, condition)                                              \
	do {                                                                             \
		might_sleep();                                                           \
		if (!(condition))                                                        \
			(void)___wait_event(wq_head, condition, TASK_IDLE, 0, 0, schedule()); \
	} while (0)

#define __wait_event_state(wq_head, condition, state, exclusive)                              \
	({                                                                                    \
		int __retval = 0;                                                             \
		might_sleep();                                                                \
		if (!(condition))                                                             \
			__retval = ___wait_event(wq_head, condition, state, exclusive, 0, schedule()); \
		__retval;                                                                     \
	})
/* Return: 0, or -ERESTARTSYS when a signal came first. */
#define wait_event_interruptible(wq, cond) __wait_event_state(wq, cond, TASK_INTERRUPTIBLE, 0)
#define wait_event_interruptible_exclusive(wq, cond) __wait_event_state(wq, cond, TASK_INTERRUPTIBLE, 1)
#define wait_event_killable(wq, cond) __wait_event_state(wq, cond, TASK_KILLABLE, 0)
#define wait_event_killable_exclusive(wq, cond) __wait_event_state(wq, cond, TASK_KILLABLE, 1)
#define wait_event_freezable(wq, cond) wait_event_interruptible(wq, cond)

#define __wait_event_state_timeout(wq_head, condition, state, exclusive, timeout)               \
	({                                                                                      \
		long __ret = timeout;                                                           \
		might_sleep();                                                                  \
		if (!___wait_cond_timeout(condition))                                           \
			__ret = ___wait_event(wq_head, ___wait_cond_timeout(condition), state, exclusive, \
					      timeout, __ret = schedule_timeout(__ret));        \
		__ret;                                                                          \
	})
/* Return: 0 when time ran out and it is still false, else the ticks left (at least 1). */
#define wait_event_timeout(wq, cond, timeout) \
	__wait_event_state_timeout(wq, cond, TASK_UNINTERRUPTIBLE, 0, timeout)
#define wait_event_interruptible_timeout(wq, cond, timeout) \
	__wait_event_state_timeout(wq, cond, TASK_INTERRUPTIBLE, 0, timeout)
#define wait_event_killable_timeout(wq, cond, timeout) \
	__wait_event_state_timeout(wq, cond, TASK_KILLABLE, 0, timeout)
#define wait_event_idle_timeout(wq, cond, timeout) \
	__wait_event_state_timeout(wq, cond, TASK_IDLE, 0, timeout)

/* @lock is held on entry and exit and while the condition is tested; dropped while asleep. */
#define __wait_event_lock(wq_head, condition, state, unlock, relock)                         \
	({                                                                                   \
		int __retval = 0;                                                            \
		if (!(condition))                                                            \
			__retval = ___wait_event(wq_head, condition, state, 0, 0, unlock; schedule(); relock); \
		__retval;                                                                    \
	})
#define wait_event_lock_irq(wq, cond, lock) \
	((void)__wait_event_lock(wq, cond, TASK_UNINTERRUPTIBLE, spin_unlock_irq(&lock), spin_lock_irq(&lock)))
#define wait_event_interruptible_lock_irq(wq, cond, lock) \
	__wait_event_lock(wq, cond, TASK_INTERRUPTIBLE, spin_unlock_irq(&lock), spin_lock_irq(&lock))
#define wait_event_lock_irq_cmd(wq, cond, lock, cmd)                                                \
	((void)__wait_event_lock(wq, cond, TASK_UNINTERRUPTIBLE, ({ spin_unlock_irq(&lock); cmd; }), \
				 spin_lock_irq(&lock)))
#define wait_event_cmd(wq, cond, cmd1, cmd2) \
	((void)__wait_event_lock(wq, cond, TASK_UNINTERRUPTIBLE, cmd1, cmd2))

#endif
