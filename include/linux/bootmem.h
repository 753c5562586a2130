/* SPDX-License-Identifier: MIT */
/*
 * linux/bootmem.h: the boot allocator's names as Gorman's book knows them, on top of memblock.
 *
 * The plain forms panic when memory is short, the _nopanic forms return NULL; all memory is zeroed. What
 * says `low` may lie in ZONE_DMA from the start, the others leave the first 16 MiB to ISA devices where they
 * can. There is one node, so what names one gets memory all the same; memory is lowmem in any case.
 *
 * What only bootmem's bitmap needed has no meaning here: init_bootmem(), bootmem_bootmap_pages(), bdata.
 *
 * Context: boot, before memblock_free_all(); free_bootmem_late() after it, init code still there.
 * Source: Gorman ch. 5 "Boot Memory Allocator", table 5.1; the last names of it, Linux 4.19's.
 */
#ifndef _LINUX_BOOTMEM_H
#define _LINUX_BOOTMEM_H

#include <asm/dma.h>
#include <asm/page.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/memblock.h>
#include <linux/mmzone.h>
#include <linux/panic.h>

#define BOOTMEM_DEFAULT		   0
#define BOOTMEM_EXCLUSIVE	   (1 << 0) /* reserving what is reserved is -EBUSY */
#define BOOTMEM_ALLOC_ACCESSIBLE   MEMBLOCK_ALLOC_ACCESSIBLE
#define BOOTMEM_ALLOC_ANYWHERE	   MEMBLOCK_ALLOC_ANYWHERE
#define BOOTMEM_LOW_LIMIT	   __pa(MAX_DMA_ADDRESS) /* preferred lowest address; given up before failing */
#define ARCH_LOW_ADDRESS_LIMIT	   0xffffffffUL

/* The one underneath. @align: 0 means a cache line. @goal: lowest address, if it can be had. */
static inline void *___alloc_bootmem_nopanic(int nid, unsigned long size, unsigned long align,
					     unsigned long goal, unsigned long limit)
{
	return memblock_alloc_try_nid(size, align, goal, limit, nid);
}

static inline void *___alloc_bootmem(int nid, unsigned long size, unsigned long align, unsigned long goal,
				     unsigned long limit)
{
	void *memory = ___alloc_bootmem_nopanic(nid, size, align, goal, limit);

	if (!memory)
		panic("bootmem: no room for %lu bytes aligned to %lu", size, align);
	return memory;
}

static inline void *__alloc_bootmem_nopanic(unsigned long size, unsigned long align, unsigned long goal)
{
	return ___alloc_bootmem_nopanic(NUMA_NO_NODE, size, align, goal, BOOTMEM_ALLOC_ACCESSIBLE);
}

static inline void *__alloc_bootmem(unsigned long size, unsigned long align, unsigned long goal)
{
	return ___alloc_bootmem(NUMA_NO_NODE, size, align, goal, BOOTMEM_ALLOC_ACCESSIBLE);
}

static inline void *__alloc_bootmem_low_nopanic(unsigned long size, unsigned long align, unsigned long goal)
{
	return ___alloc_bootmem_nopanic(NUMA_NO_NODE, size, align, goal, ARCH_LOW_ADDRESS_LIMIT);
}

static inline void *__alloc_bootmem_low(unsigned long size, unsigned long align, unsigned long goal)
{
	return ___alloc_bootmem(NUMA_NO_NODE, size, align, goal, ARCH_LOW_ADDRESS_LIMIT);
}

static inline void *__alloc_bootmem_node_nopanic(pg_data_t *pgdat, unsigned long size, unsigned long align,
						 unsigned long goal)
{
	return ___alloc_bootmem_nopanic(pgdat->node_id, size, align, goal, BOOTMEM_ALLOC_ACCESSIBLE);
}

static inline void *__alloc_bootmem_node(pg_data_t *pgdat, unsigned long size, unsigned long align,
					 unsigned long goal)
{
	return ___alloc_bootmem(pgdat->node_id, size, align, goal, BOOTMEM_ALLOC_ACCESSIBLE);
}

static inline void *__alloc_bootmem_low_node(pg_data_t *pgdat, unsigned long size, unsigned long align,
					     unsigned long goal)
{
	return ___alloc_bootmem(pgdat->node_id, size, align, goal, ARCH_LOW_ADDRESS_LIMIT);
}

#define alloc_bootmem(x)	       __alloc_bootmem(x, SMP_CACHE_BYTES, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_align(x, align)  __alloc_bootmem(x, align, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_nopanic(x)       __alloc_bootmem_nopanic(x, SMP_CACHE_BYTES, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_pages(x)	       __alloc_bootmem(x, PAGE_SIZE, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_pages_nopanic(x) __alloc_bootmem_nopanic(x, PAGE_SIZE, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_low(x)	       __alloc_bootmem_low(x, SMP_CACHE_BYTES, 0)
#define alloc_bootmem_low_pages(x)     __alloc_bootmem_low(x, PAGE_SIZE, 0)
#define alloc_bootmem_low_pages_nopanic(x) __alloc_bootmem_low_nopanic(x, PAGE_SIZE, 0)

#define alloc_bootmem_node(pgdat, x)	   __alloc_bootmem_node(pgdat, x, SMP_CACHE_BYTES, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_node_nopanic(pgdat, x) \
	__alloc_bootmem_node_nopanic(pgdat, x, SMP_CACHE_BYTES, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_pages_node(pgdat, x) __alloc_bootmem_node(pgdat, x, PAGE_SIZE, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_pages_node_nopanic(pgdat, x) \
	__alloc_bootmem_node_nopanic(pgdat, x, PAGE_SIZE, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_low_pages_node(pgdat, x) __alloc_bootmem_low_node(pgdat, x, PAGE_SIZE, 0)

static inline void free_bootmem(unsigned long physaddr, unsigned long size)
{
	memblock_phys_free(physaddr, size);
}

static inline void free_bootmem_node(pg_data_t *pgdat, unsigned long physaddr, unsigned long size)
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

static inline int reserve_bootmem_node(pg_data_t *pgdat, unsigned long addr, unsigned long size, int flags)
{
	return reserve_bootmem(addr, size, flags);
}

static inline void free_all_bootmem(void)
{
	memblock_free_all();
}

#endif
