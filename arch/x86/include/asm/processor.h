/* SPDX-License-Identifier: MIT */
/* asm/processor.h: control registers and the small instructions. Source: Intel SDM vol. 3, "Control Registers". */
#ifndef _ASM_X86_PROCESSOR_H
#define _ASM_X86_PROCESSOR_H

#include <linux/types.h>

#define X86_CR0_MP  (1UL << 1)
#define X86_CR0_EM  (1UL << 2) /* floating point and SSE instructions fault */
#define X86_CR0_TS  (1UL << 3) /* the next of them faults: a task switch has been */
#define X86_CR0_WP  (1UL << 16) /* ring 0 respects read-only pages */
#define X86_CR0_NW  (1UL << 29)
#define X86_CR0_CD  (1UL << 30)
#define X86_CR0_PG  (1UL << 31)
#define X86_CR4_PSE (1UL << 4)
#define X86_CR4_PAE (1UL << 5)
#define X86_CR4_PGE (1UL << 7)
#define X86_CR4_OSFXSR (1UL << 9) /* SSE instructions do not fault */
#define X86_CR4_OSXSAVE (1UL << 18) /* XCR0 is there */

/* Extended control register 0: which registers may be used. */
#define XCR0_X87 (1u << 0)
#define XCR0_SSE (1u << 1)
#define XCR0_AVX (1u << 2)

#define __DEFINE_CR(n)                                                       \
	static inline unsigned long read_cr##n(void)                         \
	{                                                                    \
		unsigned long value;                                         \
		asm volatile("mov %%cr" #n ", %0" : "=r"(value) : : "memory"); \
		return value;                                                \
	}                                                                    \
	static inline void write_cr##n(unsigned long value)                  \
	{                                                                    \
		asm volatile("mov %0, %%cr" #n : : "r"(value) : "memory");   \
	}
__DEFINE_CR(0)
__DEFINE_CR(2)
__DEFINE_CR(3)
__DEFINE_CR(4)
#undef __DEFINE_CR

static inline void write_xcr0(u32 value)
{
	asm volatile("xsetbv" : : "a"(value), "c"(0), "d"(0) : "memory");
}

/* A spin-wait hint: `rep; nop`, which older CPUs take for a nop. */
static __always_inline void cpu_relax(void)
{
	asm volatile("rep; nop" : : : "memory");
}

#endif
