/* SPDX-License-Identifier: MIT */
/* kernel/core/sched.h: between the scheduler (sched.c) and the life of threads (task.c). */
#ifndef _CORE_SCHED_H
#define _CORE_SCHED_H

#include <linux/sched.h>

/* One per CPU; all under the lock. */
struct rq {
	raw_spinlock_t lock;
	unsigned int nr_running; /* length of the queue */
	unsigned int slice_left; /* ticks that the current thread may still run */
	struct task_struct *curr, *idle;
	struct list_head queue; /* runnable threads, the longest waiting first */
	u64 nr_switches;
};

void tasks_init(void);
/* Every stack still ends where it should. Return: 0 or -EINVAL. */
int tasks_check(void);

#endif
