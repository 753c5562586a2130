/* SPDX-License-Identifier: MIT */
/* linux/sched/task_stack.h: where a thread's stack begins and whether it still fits. */
#ifndef _LINUX_SCHED_TASK_STACK_H
#define _LINUX_SCHED_TASK_STACK_H

#include <linux/sched.h>

static inline void *task_stack_page(const struct task_struct *task)
{
	return task->stack;
}

static inline unsigned long *end_of_stack(const struct task_struct *task)
{
	return task->stack;
}

static inline int object_is_on_stack(const void *obj)
{
	const char *stack = task_stack_page(current);

	return (const char *)obj >= stack && (const char *)obj < stack + THREAD_SIZE;
}

#define task_stack_end_corrupted(task) (*end_of_stack(task) != STACK_END_MAGIC)

#endif
