/* SPDX-License-Identifier: MIT */
/*
 * linux/memblock.h: physical memory before there is a page allocator.
 *
 * Two sorted arrays of disjoint ranges: `memory` (the RAM there is) and `reserved` (what of it, or of
 * anything else, is taken). Free memory is memory minus reserved; nothing else is stored. The whole
 * state is the public variable `memblock`: setting its fields back resets it.
 *
 *   memory    [=======================]        [==========]
 *   reserved      [##]   [####]     [####]
 *   free      [===]  [===]    [=====]          [==========]     for_each_free_mem_range
 *
 * Context of every function here: boot, one CPU, before memblock_free_all() unless said otherwise.
 *
 * Source: Gorman ch. 5 "Boot Memory Allocator" (its bootmem is what this replaced);
 *         Linux Documentation/core-api/boot-time-mm.rst.
 */
#ifndef _LINUX_MEMBLOCK_H
#define _LINUX_MEMBLOCK_H

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/numa.h>
#include <linux/pfn.h>
#include <linux/string.h>
#include <linux/types.h>

extern unsigned long max_low_pfn;	    /* first frame without a permanent kernel address */
extern unsigned long min_low_pfn;	    /* first frame of RAM */
extern unsigned long max_pfn;		    /* last frame of RAM + 1 */
extern unsigned long long max_possible_pfn; /* max_pfn, or more where memory could be added */

enum memblock_flags {
	MEMBLOCK_NONE		= 0x0,
	MEMBLOCK_HOTPLUG	= 0x1, /* may be unplugged: skipped when movable_node_is_enabled() */
	MEMBLOCK_MIRROR		= 0x2, /* mirrored: preferred while any region has this flag */
	MEMBLOCK_NOMAP		= 0x4, /* RAM that the kernel must not touch: never allocated */
	MEMBLOCK_DRIVER_MANAGED = 0x8, /* a driver looks after it: skipped unless asked for */
};

struct memblock_region {
	phys_addr_t base;
	phys_addr_t size; /* bytes */
	enum memblock_flags flags;
	int nid; /* node, MAX_NUMNODES where nobody said */
};

struct memblock_type {
	unsigned long cnt; /* regions in use, at least 1: an empty type has one of size 0 */
	unsigned long max; /* regions that fit */
	phys_addr_t total_size;
	struct memblock_region *regions; /* by base, disjoint, no two mergeable neighbours */
	char *name;
};

struct memblock {
	bool bottom_up;		   /* allocate from the lowest address up */
	phys_addr_t current_limit; /* allocations end below this */
	struct memblock_type memory;
	struct memblock_type reserved;
};

extern struct memblock memblock;
extern bool mirrored_kernelcore; /* memblock_mark_mirror() takes effect */

#ifdef CONFIG_ARCH_KEEP_MEMBLOCK
#define __init_memblock
#define __initdata_memblock
#else
#define __init_memblock	    __meminit
#define __initdata_memblock __meminitdata
#endif

/* Values with a meaning for the upper bound of an allocation, and the usual lower one. */
#define MEMBLOCK_ALLOC_ANYWHERE	   (~(phys_addr_t)0)
#define MEMBLOCK_ALLOC_ACCESSIBLE  0 /* memblock.current_limit */
#define MEMBLOCK_ALLOC_NOLEAKTRACE 1 /* the same; a leak checker would not follow it */
#define MEMBLOCK_LOW_LIMIT	   0
#ifndef ARCH_LOW_ADDRESS_LIMIT
#define ARCH_LOW_ADDRESS_LIMIT 0xffffffffUL
#endif

/* Describing memory. All return 0 or -ENOMEM (the array is full and cannot be doubled). */
int memblock_add(phys_addr_t base, phys_addr_t size);
int memblock_add_node(phys_addr_t base, phys_addr_t size, int nid, enum memblock_flags flags);
int memblock_remove(phys_addr_t base, phys_addr_t size);
int memblock_reserve(phys_addr_t base, phys_addr_t size);
int memblock_phys_free(phys_addr_t base, phys_addr_t size);
void memblock_free(void *ptr, size_t size);
int memblock_mark_hotplug(phys_addr_t base, phys_addr_t size);
int memblock_clear_hotplug(phys_addr_t base, phys_addr_t size);
int memblock_mark_mirror(phys_addr_t base, phys_addr_t size);
int memblock_mark_nomap(phys_addr_t base, phys_addr_t size);
int memblock_clear_nomap(phys_addr_t base, phys_addr_t size);
int memblock_set_node(phys_addr_t base, phys_addr_t size, struct memblock_type *type, int nid);
void memblock_trim_memory(phys_addr_t align);
void memblock_enforce_memory_limit(phys_addr_t limit);
void memblock_cap_memory_range(phys_addr_t base, phys_addr_t size);
void memblock_mem_limit_remove_map(phys_addr_t limit);
void memblock_allow_resize(void);

/* Asking. */
unsigned long memblock_addrs_overlap(phys_addr_t base1, phys_addr_t size1, phys_addr_t base2,
				     phys_addr_t size2);
bool memblock_overlaps_region(struct memblock_type *type, phys_addr_t base, phys_addr_t size);
phys_addr_t memblock_phys_mem_size(void);
phys_addr_t memblock_reserved_size(void);
phys_addr_t memblock_start_of_DRAM(void);
phys_addr_t memblock_end_of_DRAM(void);
bool memblock_is_memory(phys_addr_t addr);
bool memblock_is_map_memory(phys_addr_t addr);
bool memblock_is_region_memory(phys_addr_t base, phys_addr_t size);
bool memblock_is_reserved(phys_addr_t addr);
bool memblock_is_region_reserved(phys_addr_t base, phys_addr_t size);
int memblock_search_pfn_nid(unsigned long pfn, unsigned long *start_pfn, unsigned long *end_pfn);
void memblock_set_current_limit(phys_addr_t limit);
phys_addr_t memblock_get_current_limit(void);
void memblock_dump_all(void);

/* Allocating: physical addresses (0 is failure), then kernel addresses (NULL is failure). */
phys_addr_t memblock_phys_alloc_range(phys_addr_t size, phys_addr_t align, phys_addr_t start,
				      phys_addr_t end);
phys_addr_t memblock_alloc_range_nid(phys_addr_t size, phys_addr_t align, phys_addr_t start,
				     phys_addr_t end, int nid, bool exact_nid);
phys_addr_t memblock_phys_alloc_try_nid(phys_addr_t size, phys_addr_t align, int nid);
void *memblock_alloc_exact_nid_raw(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
				   phys_addr_t max_addr, int nid);
void *memblock_alloc_try_nid_raw(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
				 phys_addr_t max_addr, int nid);
void *memblock_alloc_try_nid(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
			     phys_addr_t max_addr, int nid);

static __always_inline phys_addr_t memblock_phys_alloc(phys_addr_t size, phys_addr_t align)
{
	return memblock_phys_alloc_range(size, align, 0, MEMBLOCK_ALLOC_ACCESSIBLE);
}

static __always_inline void *memblock_alloc(phys_addr_t size, phys_addr_t align)
{
	return memblock_alloc_try_nid(size, align, MEMBLOCK_LOW_LIMIT, MEMBLOCK_ALLOC_ACCESSIBLE,
				      NUMA_NO_NODE);
}

static inline void *memblock_alloc_raw(phys_addr_t size, phys_addr_t align)
{
	return memblock_alloc_try_nid_raw(size, align, MEMBLOCK_LOW_LIMIT,
					  MEMBLOCK_ALLOC_ACCESSIBLE, NUMA_NO_NODE);
}

static inline void *memblock_alloc_from(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr)
{
	return memblock_alloc_try_nid(size, align, min_addr, MEMBLOCK_ALLOC_ACCESSIBLE,
				      NUMA_NO_NODE);
}

static inline void *memblock_alloc_low(phys_addr_t size, phys_addr_t align)
{
	return memblock_alloc_try_nid(size, align, MEMBLOCK_LOW_LIMIT, ARCH_LOW_ADDRESS_LIMIT,
				      NUMA_NO_NODE);
}

static inline void *memblock_alloc_node(phys_addr_t size, phys_addr_t align, int nid)
{
	return memblock_alloc_try_nid(size, align, MEMBLOCK_LOW_LIMIT, MEMBLOCK_ALLOC_ACCESSIBLE,
				      nid);
}

static inline void memblock_set_bottom_up(bool enable)
{
	memblock.bottom_up = enable;
}

static inline bool memblock_bottom_up(void)
{
	return memblock.bottom_up;
}

/*
 * The hand-over. memblock_free_all() gives every free frame to memblock_free_pages() in the largest
 * naturally aligned runs; memblock_free_late() does so for a range after that; memblock_discard()
 * returns arrays that were doubled. After these memblock is gone.
 */
void memblock_free_all(void);
void memblock_free_late(phys_addr_t base, phys_addr_t size);
void memblock_discard(void);

/* Every invariant above. Return: number of faults, each printed. */
int memblock_check(void);

/*
 * Iterators. @i is a u64 cursor: its low half indexes type_a, its high half the gaps before the regions
 * of type_b. Any out pointer may be NULL.
 */
void __next_mem_range(u64 *idx, int nid, enum memblock_flags flags, struct memblock_type *type_a,
		      struct memblock_type *type_b, phys_addr_t *out_start, phys_addr_t *out_end,
		      int *out_nid);
void __next_mem_range_rev(u64 *idx, int nid, enum memblock_flags flags,
			  struct memblock_type *type_a, struct memblock_type *type_b,
			  phys_addr_t *out_start, phys_addr_t *out_end, int *out_nid);
void __next_mem_pfn_range(int *idx, int nid, unsigned long *out_start_pfn,
			  unsigned long *out_end_pfn, int *out_nid);

/* Ranges in type_a that type_b (may be NULL) does not cover, upwards and downwards. */
#define __for_each_mem_range(i, type_a, type_b, nid, flags, p_start, p_end, p_nid)              \
	for (i = 0, __next_mem_range(&i, nid, flags, type_a, type_b, p_start, p_end, p_nid);    \
	     i != (u64)ULLONG_MAX;                                                              \
	     __next_mem_range(&i, nid, flags, type_a, type_b, p_start, p_end, p_nid))

#define __for_each_mem_range_rev(i, type_a, type_b, nid, flags, p_start, p_end, p_nid)          \
	for (i = (u64)ULLONG_MAX,                                                               \
	    __next_mem_range_rev(&i, nid, flags, type_a, type_b, p_start, p_end, p_nid);        \
	     i != (u64)ULLONG_MAX;                                                              \
	     __next_mem_range_rev(&i, nid, flags, type_a, type_b, p_start, p_end, p_nid))

#define for_each_mem_range(i, p_start, p_end)                                                   \
	__for_each_mem_range(i, &memblock.memory, NULL, NUMA_NO_NODE,                           \
			     MEMBLOCK_HOTPLUG | MEMBLOCK_DRIVER_MANAGED, p_start, p_end, NULL)

#define for_each_mem_range_rev(i, p_start, p_end)                                               \
	__for_each_mem_range_rev(i, &memblock.memory, NULL, NUMA_NO_NODE,                       \
				 MEMBLOCK_HOTPLUG | MEMBLOCK_DRIVER_MANAGED, p_start, p_end, NULL)

#define for_each_reserved_mem_range(i, p_start, p_end)                                          \
	__for_each_mem_range(i, &memblock.reserved, NULL, NUMA_NO_NODE, MEMBLOCK_NONE, p_start, \
			     p_end, NULL)

#define for_each_free_mem_range(i, nid, flags, p_start, p_end, p_nid)                           \
	__for_each_mem_range(i, &memblock.memory, &memblock.reserved, nid, flags, p_start,      \
			     p_end, p_nid)

#define for_each_free_mem_range_reverse(i, nid, flags, p_start, p_end, p_nid)                   \
	__for_each_mem_range_rev(i, &memblock.memory, &memblock.reserved, nid, flags, p_start,  \
				 p_end, p_nid)

/* Whole frames of memory; @nid MAX_NUMNODES means all. @i is an int. */
#define for_each_mem_pfn_range(i, nid, p_start, p_end, p_nid)                                   \
	for (i = -1, __next_mem_pfn_range(&i, nid, p_start, p_end, p_nid); i >= 0;              \
	     __next_mem_pfn_range(&i, nid, p_start, p_end, p_nid))

#define for_each_mem_region(region)                                                             \
	for (region = memblock.memory.regions;                                                  \
	     region < memblock.memory.regions + memblock.memory.cnt; region++)

#define for_each_reserved_mem_region(region)                                                    \
	for (region = memblock.reserved.regions;                                                \
	     region < memblock.reserved.regions + memblock.reserved.cnt; region++)

static inline bool memblock_is_hotpluggable(struct memblock_region *m)
{
	return m->flags & MEMBLOCK_HOTPLUG;
}

static inline bool memblock_is_mirror(struct memblock_region *m)
{
	return m->flags & MEMBLOCK_MIRROR;
}

static inline bool memblock_is_nomap(struct memblock_region *m)
{
	return m->flags & MEMBLOCK_NOMAP;
}

static inline bool memblock_is_driver_managed(struct memblock_region *m)
{
	return m->flags & MEMBLOCK_DRIVER_MANAGED;
}

static inline void memblock_set_region_node(struct memblock_region *r, int nid)
{
	r->nid = nid;
}

static inline int memblock_get_region_node(const struct memblock_region *r)
{
	return r->nid;
}

/* Whole frames inside a memory region; frames touched by a reserved one. */
static inline unsigned long memblock_region_memory_base_pfn(const struct memblock_region *reg)
{
	return PFN_UP(reg->base);
}

static inline unsigned long memblock_region_memory_end_pfn(const struct memblock_region *reg)
{
	return PFN_DOWN(reg->base + reg->size);
}

static inline unsigned long memblock_region_reserved_base_pfn(const struct memblock_region *reg)
{
	return PFN_DOWN(reg->base);
}

static inline unsigned long memblock_region_reserved_end_pfn(const struct memblock_region *reg)
{
	return PFN_UP(reg->base + reg->size);
}

#endif
