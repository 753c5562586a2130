/* SPDX-License-Identifier: MIT */
/*
 * asm/percpu.h: per-CPU variables through the %fs segment.
 *
 * The base of %fs on each CPU is the distance from the linked per-CPU section to that CPU's copy of
 * it, so `%fs:symbol` is this CPU's variable in one instruction, without knowing which CPU this is
 * and without a window in which the thread could be moved. The boot CPU uses the linked section
 * itself: distance 0, which is also the base the boot loader leaves in %fs, so per-CPU variables
 * work from the first line of C.
 *
 * Source: Intel SDM vol. 3, "Segment Registers"; Linux Documentation/core-api/this_cpu_ops.rst.
 */
#ifndef _ASM_X86_PERCPU_H
#define _ASM_X86_PERCPU_H

#include <linux/types.h>

#ifndef __percpu_seg /* a host program may want them flat */
#define __percpu_seg "%%fs:"
#endif

extern unsigned long this_cpu_off; /* per-CPU: base of %fs as a number */
extern unsigned long __per_cpu_offset[CONFIG_NR_CPUS];

#define per_cpu_offset(cpu) (__per_cpu_offset[cpu])

/* One instruction each for 1, 2 and 4 bytes; the size picks the operand suffix. */
#define __percpu_from(var)                                                               \
	({                                                                               \
		typeof(var) __pfo;                                                       \
		if (sizeof(var) == 1)                                                    \
			asm volatile("movb " __percpu_seg "%1, %0" : "=q"(__pfo) : "m"(var)); \
		else if (sizeof(var) == 2)                                               \
			asm volatile("movw " __percpu_seg "%1, %0" : "=r"(__pfo) : "m"(var)); \
		else                                                                     \
			asm volatile("movl " __percpu_seg "%1, %0" : "=r"(__pfo) : "m"(var)); \
		__pfo;                                                                   \
	})

#define __percpu_to(op, var, val)                                                        \
	do {                                                                             \
		typeof(var) __pto = (val);                                               \
		if (sizeof(var) == 1)                                                    \
			asm volatile(op "b %1, " __percpu_seg "%0" : "+m"(var) : "qi"(__pto) : "cc"); \
		else if (sizeof(var) == 2)                                               \
			asm volatile(op "w %1, " __percpu_seg "%0" : "+m"(var) : "ri"(__pto) : "cc"); \
		else                                                                     \
			asm volatile(op "l %1, " __percpu_seg "%0" : "+m"(var) : "ri"(__pto) : "cc"); \
	} while (0)

#define arch_this_cpu_read_4(var)	__percpu_from(var)
#define arch_this_cpu_write_4(var, val) __percpu_to("mov", var, val)
#define arch_this_cpu_add_4(var, val)	__percpu_to("add", var, val)
#define arch_this_cpu_sub_4(var, val)	__percpu_to("sub", var, val)
#define arch_this_cpu_and_4(var, val)	__percpu_to("and", var, val)
#define arch_this_cpu_or_4(var, val)	__percpu_to("or", var, val)

/* Are any of the bits in @mask, a constant, set? One instruction and a flag. */
#define arch_this_cpu_test_4(var, mask)                                 \
	({                                                              \
		bool __pts;                                             \
		asm volatile("testl %2, " __percpu_seg "%1"             \
			     : "=@ccnz"(__pts)                          \
			     : "m"(var), "i"(mask)                      \
			     : "cc");                                   \
		__pts;                                                  \
	})

/* Old value; xadd without lock is atomic against this CPU's interrupts, which is all it has to be. */
#define arch_this_cpu_add_return_4(var, val)                                                       \
	({                                                                                         \
		typeof(var) __par = (val);                                                         \
		asm volatile("xaddl %0, " __percpu_seg "%1" : "+r"(__par), "+m"(var) : : "memory", "cc"); \
		__par + (val);                                                                     \
	})

#define arch_this_cpu_xchg_4(var, nval)                                                      \
	({                                                                                   \
		typeof(var) __pxn = (nval);                                                  \
		asm volatile("xchgl %0, " __percpu_seg "%1" : "+r"(__pxn), "+m"(var) : : "memory"); \
		__pxn;                                                                       \
	})

#define arch_this_cpu_cmpxchg_4(var, oval, nval)                                  \
	({                                                                        \
		typeof(var) __pco = (oval);                                       \
		typeof(var) __pcn = (nval);                                       \
		asm volatile("cmpxchgl %2, " __percpu_seg "%1"                    \
			     : "+a"(__pco), "+m"(var)                             \
			     : "r"(__pcn)                                         \
			     : "memory", "cc");                                   \
		__pco;                                                            \
	})

/* Address of this CPU's copy: the linked address plus the segment's base. */
#define arch_raw_cpu_ptr(ptr)                                                                 \
	({                                                                                    \
		unsigned long __tcp;                                                          \
		asm volatile("addl " __percpu_seg "%1, %0"                                    \
			     : "=r"(__tcp)                                                    \
			     : "m"(this_cpu_off), "0"((unsigned long)(ptr))                   \
			     : "cc");                                                         \
		(typeof(*(ptr)) *)__tcp;                                                      \
	})

#endif
