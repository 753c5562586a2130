/* SPDX-License-Identifier: MIT */
/*
 * linux/workqueue.h: run a function later, in a thread that may sleep.
 *
 * Source: Linux Documentation/core-api/workqueue.rst; LDD 3 ch. 7 "Workqueues".
 */
#ifndef _LINUX_WORKQUEUE_H
#define _LINUX_WORKQUEUE_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/timer.h>
#include <linux/types.h>

struct task_struct;
struct workqueue_struct;
struct work_struct;
typedef void (*work_func_t)(struct work_struct *work);

/* All but func under the pool's lock. */
struct work_struct {
	unsigned long data;	  /* WORK_ flags */
	unsigned long seq;	  /* which queueing this is */
	struct workqueue_struct *wq; /* where it is or was queued */
	struct list_head entry;
	work_func_t func;
};

#define WORK_PENDING   1UL /* queued, not yet started */
#define WORK_CANCELING 2UL /* cancel_work_sync() keeps it from coming back */
#define WORK_COLOR     4UL /* which side of a flush it belongs to */
#define WORK_INACTIVE  8UL /* waits for its queue's max_active */

struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq; /* where it goes when the timer ends */
};

struct rcu_work {
	struct work_struct work;
};

#define __WORK_INITIALIZER(n, f) { .entry = LIST_HEAD_INIT((n).entry), .func = (f) }
void delayed_work_timer_fn(struct timer_list *t);
#define DECLARE_WORK(n, f) struct work_struct n = __WORK_INITIALIZER(n, f)
#define DECLARE_DELAYED_WORK(n, f)                               \
	struct delayed_work n = { .work = __WORK_INITIALIZER((n).work, f), \
				  .timer = __TIMER_INITIALIZER(delayed_work_timer_fn, TIMER_IRQSAFE) }
#define INIT_WORK(_work, _func)                      \
	do {                                         \
		(_work)->data = 0;                   \
		(_work)->seq = 0;                    \
		(_work)->wq = NULL;                  \
		INIT_LIST_HEAD(&(_work)->entry);     \
		(_work)->func = (_func);             \
	} while (0)
#define INIT_WORK_ONSTACK(w, f) INIT_WORK(w, f)
#define destroy_work_on_stack(w) ((void)(w))
#define INIT_DELAYED_WORK(_work, _func)                                             \
	do {                                                                        \
		INIT_WORK(&(_work)->work, _func);                                   \
		(_work)->wq = NULL;                                                 \
		timer_setup(&(_work)->timer, delayed_work_timer_fn, TIMER_IRQSAFE); \
	} while (0)
#define INIT_DELAYED_WORK_ONSTACK(w, f)	 INIT_DELAYED_WORK(w, f)
#define INIT_DEFERRABLE_WORK(w, f)	 INIT_DELAYED_WORK(w, f)
#define destroy_delayed_work_on_stack(w) ((void)(w))
#define work_pending(w)			 (READ_ONCE((w)->data) & WORK_PENDING)
#define delayed_work_pending(w)		 (timer_pending(&(w)->timer) || work_pending(&(w)->work))

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

#define WQ_UNBOUND	  (1 << 1)
#define WQ_FREEZABLE	  (1 << 2)
#define WQ_MEM_RECLAIM	  (1 << 3)
#define WQ_HIGHPRI	  (1 << 4)
#define WQ_CPU_INTENSIVE  (1 << 5)
#define WQ_SYSFS	  (1 << 6)
#define WQ_POWER_EFFICIENT (1 << 7)
#define __WQ_ORDERED	  (1 << 17)
#define WQ_MAX_ACTIVE	  512
#define WQ_DFL_ACTIVE	  (WQ_MAX_ACTIVE / 2)

extern struct workqueue_struct *system_wq, *system_highpri_wq, *system_long_wq, *system_unbound_wq,
	*system_freezable_wq, *system_power_efficient_wq;

/*
 * @max_active: how many of its works may run at once; 0 = as many as sensible.
 * Return: the queue, or NULL when there is no room for another.
 */
__printf(1, 4) struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...);
#define alloc_ordered_workqueue(fmt, flags, args...) \
	alloc_workqueue(fmt, WQ_UNBOUND | __WQ_ORDERED | (flags), 1, ##args)
#define create_workqueue(name)		    alloc_workqueue("%s", WQ_MEM_RECLAIM, 1, (name))
#define create_singlethread_workqueue(name) alloc_ordered_workqueue("%s", WQ_MEM_RECLAIM, name)
#define create_freezable_workqueue(name)    alloc_workqueue("%s", WQ_MEM_RECLAIM, 1, (name))
/* Waits for all its works first. */
void destroy_workqueue(struct workqueue_struct *wq);

/* Context: any. Return: false when it was queued already. */
bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work);
bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay);
bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay);
#define WORK_CPU_UNBOUND CONFIG_NR_CPUS
#define queue_work(wq, work)		    queue_work_on(WORK_CPU_UNBOUND, wq, work)
#define queue_delayed_work(wq, dwork, delay) queue_delayed_work_on(WORK_CPU_UNBOUND, wq, dwork, delay)
#define mod_delayed_work(wq, dwork, delay)  mod_delayed_work_on(WORK_CPU_UNBOUND, wq, dwork, delay)
#define schedule_work(work)		    queue_work(system_wq, work)
#define schedule_work_on(cpu, work)	    queue_work_on(cpu, system_wq, work)
#define schedule_delayed_work(dwork, delay) queue_delayed_work(system_wq, dwork, delay)
#define schedule_delayed_work_on(cpu, dwork, delay) queue_delayed_work_on(cpu, system_wq, dwork, delay)

/* Wait until everything queued before has run. Context: may sleep. */
void flush_workqueue(struct workqueue_struct *wq);
void drain_workqueue(struct workqueue_struct *wq);
#define flush_scheduled_work() flush_workqueue(system_wq)
bool flush_work(struct work_struct *work);
bool flush_delayed_work(struct delayed_work *dwork);
/* Take it back if it has not started (any context); _sync also waits if it has (may sleep). */
bool cancel_work(struct work_struct *work);
bool cancel_work_sync(struct work_struct *work);
bool cancel_delayed_work(struct delayed_work *dwork);
bool cancel_delayed_work_sync(struct delayed_work *dwork);

#define WORK_BUSY_PENDING (1 << 0)
#define WORK_BUSY_RUNNING (1 << 1)
unsigned int work_busy(struct work_struct *work);
struct work_struct *current_work(void);

void workqueue_init(void);
/* A worker goes to sleep, or came back: keep somebody else running. From schedule(). */
void wq_worker_sleeping(struct task_struct *task);
void wq_worker_running(struct task_struct *task);
int workqueue_check(void);

#endif
