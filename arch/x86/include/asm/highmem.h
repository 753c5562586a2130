/* SPDX-License-Identifier: MIT */
/* asm/highmem.h: where the windows on highmem are; linux/highmem.h is the interface. */
#ifndef _ASM_X86_HIGHMEM_H
#define _ASM_X86_HIGHMEM_H

#include <asm/fixmap.h>
#include <asm/pgtable.h>

#define LAST_PKMAP_MASK (LAST_PKMAP - 1)
#define PKMAP_NR(vaddr) (((vaddr) - PKMAP_BASE) >> PAGE_SHIFT)
#define PKMAP_ADDR(nr)	(PKMAP_BASE + ((unsigned long)(nr) << PAGE_SHIFT))

/* x86 caches by physical address: two mappings of a frame never disagree. */
#define flush_cache_kmaps() do { } while (0)

#endif
