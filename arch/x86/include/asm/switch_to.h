/* SPDX-License-Identifier: MIT */
/*
 * asm/switch_to.h: from one thread's stack to another's.
 *
 * Only the registers that a C function must preserve are saved: the switch is a call, and the compiler
 * has saved the rest around it.
 */
#ifndef _ASM_X86_SWITCH_TO_H
#define _ASM_X86_SWITCH_TO_H

#include <asm/linkage.h>

struct task_struct;

/*
 * Save this thread's stack pointer in *@save_sp and go on on @load_sp. Returns on the new stack, so
 * possibly much later; returns the @prev that was given by the thread that switched to us.
 * Context: interrupts off.
 */
asmlinkage struct task_struct *switch_stacks(struct task_struct *prev, unsigned long *save_sp,
					     unsigned long load_sp);
/* Where a new thread's first switch returns to: calls schedule_tail(prev), then thread_start(). */
asmlinkage void thread_entry(void);

#endif
