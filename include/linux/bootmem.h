/* SPDX-License-Identifier: MIT */
/*
 * linux/bootmem.h: the boot allocator's names as Gorman's book knows them, on top of memblock.
 *
 * The plain forms panic when memory is short, the _nopanic forms return NULL; all memory is zeroed.
 * `low` means below 4 GiB, which every lowmem allocation is anyway.
 *
 * Source: Gorman ch. 5 "Boot Memory Allocator", table 5.1.
 */
#ifndef _LINUX_BOOTMEM_H
#define _LINUX_BOOTMEM_H

#include <asm/page.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/memblock.h>
#include <linux/panic.h>

#define BOOTMEM_DEFAULT		   0
#define BOOTMEM_EXCLUSIVE	   (1 << 0) /* reserving what is reserved is -EBUSY */
#define BOOTMEM_ALLOC_ACCESSIBLE   MEMBLOCK_ALLOC_ACCESSIBLE
#define BOOTMEM_ALLOC_ANYWHERE	   MEMBLOCK_ALLOC_ANYWHERE

static inline void *__alloc_bootmem_nopanic(unsigned long size, unsigned long align,
					    unsigned long goal)
{
	return memblock_alloc_try_nid(size, align, goal, MEMBLOCK_ALLOC_ACCESSIBLE, NUMA_NO_NODE);
}

static inline void *__alloc_bootmem(unsigned long size, unsigned long align, unsigned long goal)
{
	void *memory = __alloc_bootmem_nopanic(size, align, goal);

	if (!memory)
		panic("bootmem: no room for %lu bytes aligned to %lu", size, align);
	return memory;
}

static inline void *__alloc_bootmem_node(int nid, unsigned long size, unsigned long align,
					 unsigned long goal)
{
	void *memory = memblock_alloc_try_nid(size, align, goal, MEMBLOCK_ALLOC_ACCESSIBLE, nid);

	if (!memory)
		panic("bootmem: no room for %lu bytes aligned to %lu", size, align);
	return memory;
}

#define alloc_bootmem(x)	       __alloc_bootmem(x, SMP_CACHE_BYTES, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_align(x, align)  __alloc_bootmem(x, align, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_nopanic(x)       __alloc_bootmem_nopanic(x, SMP_CACHE_BYTES, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_pages(x)	       __alloc_bootmem(x, PAGE_SIZE, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_pages_nopanic(x) __alloc_bootmem_nopanic(x, PAGE_SIZE, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_low(x)	       __alloc_bootmem(x, SMP_CACHE_BYTES, 0)
#define alloc_bootmem_low_pages(x)     __alloc_bootmem(x, PAGE_SIZE, 0)
#define alloc_bootmem_node(pgdat, x)                                                            \
	__alloc_bootmem_node((pgdat)->node_id, x, SMP_CACHE_BYTES, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_pages_node(pgdat, x)                                                      \
	__alloc_bootmem_node((pgdat)->node_id, x, PAGE_SIZE, BOOTMEM_LOW_LIMIT)
/* Preferred lowest address of the plain forms: leave the first 16 MiB to ISA devices if possible. */
#define BOOTMEM_LOW_LIMIT (16UL << 20)

static inline void free_bootmem(unsigned long physaddr, unsigned long size)
{
	memblock_phys_free(physaddr, size);
}

static inline void free_bootmem_late(unsigned long physaddr, unsigned long size)
{
	memblock_free_late(physaddr, size);
}

static inline int reserve_bootmem(unsigned long addr, unsigned long size, int flags)
{
	if ((flags & BOOTMEM_EXCLUSIVE) && memblock_is_region_reserved(addr, size))
		return -EBUSY;
	return memblock_reserve(addr, size);
}

#endif
