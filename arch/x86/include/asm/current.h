/* SPDX-License-Identifier: MIT */
/* asm/current.h: the thread that runs on this CPU, in one load. */
#ifndef _ASM_X86_CURRENT_H
#define _ASM_X86_CURRENT_H

#include <linux/percpu-defs.h>

struct task_struct;
DECLARE_PER_CPU(struct task_struct *, current_task);

/* Not volatile: for a thread the answer never changes, so the compiler may keep it. */
static __always_inline __attribute__((const)) struct task_struct *get_current(void)
{
	struct task_struct *task;

	asm(/* no volatile */ "movl " __percpu_seg "%1, %0" : "=r"(task) : "m"(current_task));
	return task;
}

#define current get_current()

#endif
