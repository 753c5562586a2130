// SPDX-License-Identifier: MIT
/*
 * mm/memblock_handover.c: memblock's last act: every free frame goes to the page allocator.
 *
 * Problem.  Gigabytes must change hands in no time, in runs as large as the page allocator keeps, and not
 *           one frame that holds a reserved byte may be among them.
 * Idea.     Walk the free ranges, shrink each to whole frames, cut it into naturally aligned powers of two
 *           and hand each over with one call. A frame at pfn p can begin a run of 2^k frames only if 2^k
 *           divides p, so the lowest set bit of p bounds the order.
 *
 *     free frames 5..21  ->  5 | 6 7 | 8 9 10 11 12 13 14 15 | 16 17 18 19 | 20
 *     order                  0    1              3                   2        0
 *
 * Invariants. Frames handed over are free in memblock, whole, and handed over once.
 * Locks.    None: boot only, one CPU.
 * Paths.    memblock_free_all -> hand_over_range -> memblock_free_pages (mm/page_alloc)
 * Cost.     One call for each 4 MiB, plus up to 2 * MAX_ORDER for each free range.
 * Left out. Deferred initialisation in threads.
 * Sources.  Gorman 5.4 "Retiring the Boot Memory Allocator".
 */
#include <asm/sections.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <slate/meminfo.h>
#include "internal.h"
#include "meminfo.h"

static void __init hand_over_range(unsigned long pfn, unsigned long end_pfn)
{
	while (pfn < end_pfn) {
		unsigned long order = pfn ? min_t(unsigned long, MAX_ORDER - 1, __ffs(pfn)) :
					    MAX_ORDER - 1;

		while (pfn + (1ul << order) > end_pfn)
			order--;
		memblock_free_pages(pfn_to_page(pfn), pfn, order);
		pfn += 1ul << order;
	}
}

/**
 * memblock_free_all() - give every free frame to the page allocator.
 *
 * Context: boot, zones and mem_map ready, no allocation before or during. memblock serves nothing
 * afterwards.
 */
void __init memblock_free_all(void)
{
	unsigned long pages = 0;
	phys_addr_t start, end;
	u64 i;

	memblock_clear_hotplug(0, PHYS_ADDR_MAX);
	for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, NULL) {
		unsigned long pfn = PFN_UP(start), end_pfn = PFN_DOWN(end);

		if (pfn >= end_pfn)
			continue;
		hand_over_range(pfn, end_pfn);
		pages += end_pfn - pfn;
	}
	meminfo_handed_over((u64)pages << PAGE_SHIFT);
}

/**
 * memblock_free_late() - give the whole frames of a reserved range to the page allocator.
 * @base: physical address.
 * @size: bytes.
 *
 * Context: after memblock_free_all(), init code still there. The caller tells release_named().
 */
void __init memblock_free_late(phys_addr_t base, phys_addr_t size)
{
	unsigned long pfn = PFN_UP(base), end_pfn = PFN_DOWN(base + size);

	if (pfn < end_pfn)
		hand_over_range(pfn, end_pfn);
}

static void __init discard_array(struct memblock_type *type)
{
	phys_addr_t size = PAGE_ALIGN(type->max * sizeof(*type->regions));

	if (init_section_contains(type->regions, 1))
		return;
	memblock_free_late(__pa(type->regions), size);
	release_named(size, MEMINFO_UNNAMED);
	type->cnt = 0;
}

/* Give back arrays that were doubled. The static ones go with the init sections. */
void __init memblock_discard(void)
{
	discard_array(&memblock.memory);
	discard_array(&memblock.reserved);
}
