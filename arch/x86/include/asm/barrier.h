/* SPDX-License-Identifier: MIT */
/*
 * asm/barrier.h: memory ordering on x86.
 *
 * x86 reorders one thing: a load may pass an earlier store to another address. So only mb() and
 * smp_mb() need an instruction; a locked add is used instead of mfence because the latter needs
 * SSE2. Devices see stores in program order (uncached, or snooped memory), so the dma_ forms are
 * compiler barriers. wmb() also drains write-combining buffers, hence the locked instruction.
 *
 * Source: Intel SDM vol. 3, "Memory Ordering"; Linux Documentation/memory-barriers.txt.
 */
#ifndef _ASM_X86_BARRIER_H
#define _ASM_X86_BARRIER_H

#include <linux/compiler.h>

#define __locked_fence() asm volatile("lock; addl $0,-4(%%esp)" : : : "memory", "cc")

#define mb()  __locked_fence()
#define rmb() __locked_fence()
#define wmb() __locked_fence()

#define dma_mb()  mb()
#define dma_rmb() barrier()
#define dma_wmb() barrier()

#define smp_mb()  __locked_fence()
#define smp_rmb() barrier()
#define smp_wmb() barrier()

#define smp_mb__before_atomic() barrier()
#define smp_mb__after_atomic()	barrier()
#define smp_mb__after_spinlock() barrier()

#define smp_store_mb(var, value)     \
	do {                         \
		WRITE_ONCE(var, value); \
		smp_mb();            \
	} while (0)

#define smp_store_release(p, v)      \
	do {                         \
		barrier();           \
		WRITE_ONCE(*(p), v); \
	} while (0)

#define smp_load_acquire(p)                     \
	({                                      \
		typeof(*(p)) ___v = READ_ONCE(*(p)); \
		barrier();                      \
		___v;                           \
	})

#endif
