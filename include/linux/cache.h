/* SPDX-License-Identifier: MIT */
/* linux/cache.h: cache lines: what is written often should not share one with what is read often. */
#ifndef _LINUX_CACHE_H
#define _LINUX_CACHE_H

#include <linux/align.h>
#include <linux/compiler_types.h>

#define L1_CACHE_SHIFT	6 /* log2 bytes: 64 on every x86 since the Pentium 4; 32 before, where 64 only costs space */
#define L1_CACHE_BYTES	(1 << L1_CACHE_SHIFT)
#define SMP_CACHE_BYTES L1_CACHE_BYTES
#define L1_CACHE_ALIGN(x) ALIGN(x, L1_CACHE_BYTES)

#define __read_mostly  __section(".data..read_mostly")
#define __ro_after_init __read_mostly
#define ____cacheline_aligned		 __aligned(SMP_CACHE_BYTES)
#define ____cacheline_aligned_in_smp	 ____cacheline_aligned
#define __cacheline_aligned		 __aligned(SMP_CACHE_BYTES) __section(".data..cacheline_aligned")
#define __cacheline_aligned_in_smp	 __cacheline_aligned
#define ____cacheline_internodealigned_in_smp ____cacheline_aligned

static inline int cache_line_size(void)
{
	return L1_CACHE_BYTES;
}

#endif
