/* SPDX-License-Identifier: MIT */
/*
 * asm/ptrace.h: the registers of interrupted code, as the entry stubs push them.
 *
 * The order is fixed by hardware and by entry code: arch/x86/vectors.asm and pt_regs change together.
 * The kernel interrupts only itself so far, and then the CPU pushes no stack pointer: read it with
 * kernel_stack_pointer().
 */
#ifndef _ASM_X86_PTRACE_H
#define _ASM_X86_PTRACE_H

#include <linux/types.h>

struct pt_regs {
	unsigned long di, si, bp, pusha_sp, bx, dx, cx, ax; /* pusha */
	unsigned long vector;				    /* the stub's number */
	unsigned long orig_ax;				    /* error code, or 0 */
	unsigned long ip, cs, flags;			    /* the CPU */
};

static inline unsigned long kernel_stack_pointer(const struct pt_regs *regs)
{
	return (unsigned long)(regs + 1);
}

static inline unsigned long instruction_pointer(const struct pt_regs *regs)
{
	return regs->ip;
}

#endif
