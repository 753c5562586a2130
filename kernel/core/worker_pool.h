/* SPDX-License-Identifier: MIT */
/*
 * kernel/core/worker_pool.h: what workqueue.c (works and queues) and worker_pool.c (threads) share.
 *
 * Everything here is under wq_pool.lock, a raw spinlock with interrupts off, unless it says otherwise.
 */
#ifndef _KERNEL_CORE_WORKER_POOL_H
#define _KERNEL_CORE_WORKER_POOL_H

#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#define MAX_WORKERS    32 /* threads at most; more works than that asleep at once wait */
#define IDLE_WORKERS   2  /* that many stay when there is nothing to do */
#define MAX_WORKQUEUES 48 /* floor 2 cannot allocate */
#define NAME_LEN       24

struct workqueue_struct {
	char name[NAME_LEN];
	bool used;
	int max_active, nr_active;
	unsigned int color;		/* 0 or 1: what is queued now gets this one */
	unsigned int in_flight[2];	/* queued or running, by colour */
	struct list_head inactive;	/* works beyond max_active */
	struct mutex flush_lock;	/* one flush at a time: there are two colours */
};

struct worker {
	struct list_head idle;		/* on wq_pool.idle, or empty */
	struct task_struct *task;	/* NULL: free entry */
	struct work_struct *work;	/* what it runs; an address to compare, no longer to follow */
	unsigned long seq;
	bool counted;			/* in wq_pool.nr_running */
};

struct worker_pool {
	raw_spinlock_t lock;
	struct list_head worklist;	/* works that may run now */
	struct list_head idle;
	unsigned int nr_idle, nr_running, nr_workers;
	unsigned long next_seq;
	struct wait_queue_head done;	/* somebody waits for works to end */
	struct worker workers[MAX_WORKERS];
	struct workqueue_struct queues[MAX_WORKQUEUES];
};

extern struct worker_pool wq_pool;

/* If nobody runs and there is work: an idle worker takes over. */
void wake_idle_worker(void);
/* One work of @wq is over or taken back: another may have been waiting for its turn. */
void one_less_active(struct workqueue_struct *wq);

/* Which of its queue's two colours @work has. */
static inline unsigned int color_of(const struct work_struct *work)
{
	return work->data & WORK_COLOR ? 1 : 0;
}

#endif
