// SPDX-License-Identifier: MIT
/*
 * mm/zone.c: from memblock's ranges to zones, mem_map and watermarks.
 *
 * Problem.  The page allocator needs a struct page for every frame and knows memory by zones; memblock
 *           knows ranges. Between the last RAM frame and 0 there may be gigabytes of holes.
 * Idea.     mem_map is one array over all frame numbers, so page <-> pfn is arithmetic. Those pages of
 *           it that would describe nothing but holes (128 frames each) go straight back to memblock;
 *           a bitmap remembers which parts exist. Each RAM frame gets its zone number; frames that
 *           memblock has reserved get KIND_RESERVED. Then memblock hands over what is free.
 *
 *     pfn   0        16M          lowmem end          4G                end of RAM
 *           | DMA    | NORMAL     | DMA32 (highmem)   | HIGHMEM         |
 *
 * Watermarks, per zone: min = its share of min_free_kbytes (the square root of 16 times lowmem in KiB);
 *           low and high each a quarter of min further. lowmem_reserve keeps part of each zone from
 *           requests that would have been content with a higher one.
 * Cost.     32 bytes per frame, 0.8 % of RAM; one pass over mem_map at boot.
 * Sources.  Gorman ch. 2.2 "Zones", 2.3 "Zone Initialization"; Linux Documentation/admin-guide/sysctl/vm.rst.
 */
#include "bigphysarea.h"
#include "internal.h"
#include "page_watch.h"
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <linux/memblock.h>
#include <slate/meminfo.h>

#define DMA_END_PFN	(16UL << 20 >> PAGE_SHIFT)
#define DMA32_END_PFN	(1UL << (32 - PAGE_SHIFT))
#define MIN_FREE_KBYTES_MIN 128
#define MIN_FREE_KBYTES_MAX 262144

struct page *mem_map;
EXPORT_SYMBOL(mem_map);
unsigned long max_mapnr;
unsigned long *mem_section_present;
EXPORT_SYMBOL(mem_section_present);
struct pglist_data contig_page_data;
EXPORT_SYMBOL(contig_page_data);
struct zone *zone_by_id[NR_ZONEIDS];
EXPORT_SYMBOL(zone_by_id);
struct zone *first_zone[MAX_NR_ZONES];
int min_free_kbytes;
EXPORT_SYMBOL(min_free_kbytes);
int watermark_scale_factor = 10; /* tenths of a percent */
EXPORT_SYMBOL(watermark_scale_factor);
int sysctl_lowmem_reserve_ratio[MAX_NR_ZONES] = { 256, 32, 32, 0 };

static const char *const zone_names[MAX_NR_ZONES] = { "DMA", "Normal", "DMA32", "HighMem" };

int pfn_valid(unsigned long pfn)
{
	return pfn < max_mapnr && test_bit(pfn >> PFN_SECTION_SHIFT, mem_section_present);
}
EXPORT_SYMBOL(pfn_valid);

/* Mark the sections that hold RAM; give back the pages of mem_map that describe none. */
static void __init trim_mem_map(void)
{
	unsigned long sections = DIV_ROUND_UP(max_mapnr, PAGES_PER_SECTION);
	unsigned long start, end;
	int i;

	mem_section_present = alloc_named(BITS_TO_LONGS(sections) * sizeof(long), 0, "mem_map");
	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, NULL)
		for (unsigned long s = start >> PFN_SECTION_SHIFT; s <= (end - 1) >> PFN_SECTION_SHIFT; s++)
			__set_bit(s, mem_section_present);
	for (unsigned long s = 0; s < sections; s++)
		if (!test_bit(s, mem_section_present))
			unreserve_named(__pa(mem_map + s * PAGES_PER_SECTION), PAGE_SIZE, "mem_map");
}

void __init memory_model_init(void)
{
	static_assert(PAGES_PER_SECTION * sizeof(struct page) == PAGE_SIZE);
	max_mapnr = ALIGN(max_pfn, PAGES_PER_SECTION);
	mem_map = alloc_named((phys_addr_t)max_mapnr * sizeof(struct page), PAGE_SIZE, "mem_map");
	trim_mem_map();
}

static enum zone_type __init zone_of_pfn(unsigned long pfn)
{
	if (pfn < DMA_END_PFN)
		return ZONE_DMA;
	if (pfn < max_low_pfn)
		return ZONE_NORMAL;
	return pfn < DMA32_END_PFN ? ZONE_DMA32 : ZONE_HIGHMEM;
}

/* End of the frame numbers of a zone. */
static unsigned long __init zone_limit(enum zone_type type)
{
	switch (type) {
	case ZONE_DMA:
		return min(DMA_END_PFN, max_low_pfn);
	case ZONE_NORMAL:
		return max_low_pfn;
	case ZONE_DMA32:
		return max(DMA32_END_PFN, max_low_pfn);
	default:
		return ULONG_MAX;
	}
}

static void __init init_zone(struct pglist_data *node, enum zone_type type)
{
	struct zone *zone = &node->node_zones[type];
	int order, migratetype;

	zone->name = zone_names[type];
	zone->zone_pgdat = node;
	zone->id = node->node_id << ZONES_SHIFT | type;
	zone_by_id[zone->id] = zone;
	spin_lock_init(&zone->lock);
	for_each_migratetype_order(order, migratetype)
		INIT_LIST_HEAD(&zone->free_area[order].free_list[migratetype]);
}

/* Where the zone begins and ends in RAM, and how much is there. */
static void __init size_zone(struct zone *zone)
{
	unsigned long start, end, first = ULONG_MAX, last = 0;
	enum zone_type type = zone_idx(zone);
	unsigned long lower = type ? zone_limit(type - 1) : 0;
	int i;

	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, NULL) {
		start = max(start, lower);
		end = min(end, zone_limit(type));
		if (start >= end)
			continue;
		first = min(first, start);
		last = max(last, end);
		zone->present_pages += end - start;
	}
	if (!zone->present_pages)
		return;
	zone->zone_start_pfn = first;
	zone->spanned_pages = last - first;
	zone->pageblock_types = alloc_named((last >> pageblock_order) - (first >> pageblock_order) + 1, 0,
					    "mem_map");
	memset(zone->pageblock_types, MIGRATE_MOVABLE,
	       (last >> pageblock_order) - (first >> pageblock_order) + 1);
}

static void __init build_zonelists(struct pglist_data *node)
{
	struct zoneref *fallback = node->node_zonelists[ZONELIST_FALLBACK]._zonerefs;
	struct zoneref *local = node->node_zonelists[ZONELIST_NOFALLBACK]._zonerefs;

	for (int type = MAX_NR_ZONES - 1; type >= 0; type--) {
		struct zone *zone = &node->node_zones[type];

		if (!populated_zone(zone))
			continue;
		*fallback++ = *local++ = (struct zoneref){ zone, type };
	}
	for (int type = 0; type < MAX_NR_ZONES; type++) {
		int best = type;

		while (best > 0 && !populated_zone(&node->node_zones[best]))
			best--;
		first_zone[type] = &node->node_zones[best];
	}
}

/* Zone number into every RAM frame's flags; all others of existing sections are reserved holes. */
static void __init number_frames(void)
{
	unsigned long start, end;
	int i;

	for (unsigned long pfn = 0; pfn < max_mapnr; pfn += PAGES_PER_SECTION)
		if (pfn_valid(pfn))
			for (unsigned long n = 0; n < PAGES_PER_SECTION; n++)
				page_set_kind(&mem_map[pfn + n], KIND_RESERVED, 0);
	for_each_mem_pfn_range(i, MAX_NUMNODES, &start, &end, NULL) {
		for (unsigned long pfn = start; pfn < end; pfn++) {
			mem_map[pfn].flags = (unsigned long)zone_of_pfn(pfn) << ZONEID_PGSHIFT;
			mem_map[pfn].kind = KIND_INTERIOR;
		}
	}
}

/* Frames that memblock keeps; partly reserved ones too. The last thing before the hand-over. */
static void __init mark_reserved_frames(void)
{
	phys_addr_t start, end;
	u64 i;

	for_each_reserved_mem_range(i, &start, &end)
		for (unsigned long pfn = PFN_DOWN(start); pfn < PFN_UP(end); pfn++)
			if (pfn_valid(pfn))
				page_set_kind(&mem_map[pfn], KIND_RESERVED, 0);
}

void __init free_area_init(unsigned long *max_zone_pfn)
{
	struct pglist_data *node = NODE_DATA(0);
	struct zone *zone;

	init_waitqueue_head(&node->kswapd_wait);
	node->nr_zones = MAX_NR_ZONES;
	for (int type = 0; type < MAX_NR_ZONES; type++) {
		init_zone(node, type);
		size_zone(&node->node_zones[type]);
		node->node_present_pages += node->node_zones[type].present_pages;
		max_zone_pfn[type] = zone_end_pfn(&node->node_zones[type]);
	}
	node->node_mem_map = mem_map;
	node->node_spanned_pages = max_pfn;
	build_zonelists(node);
	page_watch_init();
	bigmem_reserve(); /* boot has all that it needs: of what is left, bigmem= may have its share */
	number_frames();
	mark_reserved_frames();
	for_each_populated_zone(zone)
		pr_info("zone %-7s [mem %#010llx-%#010llx] %lu pages present\n", zone->name,
			PFN_PHYS(zone->zone_start_pfn), PFN_PHYS(zone_end_pfn(zone)) - 1,
			zone->present_pages);
}

/* memblock's runs are naturally aligned and zone borders are multiples of 2 MiB at least. */
void __init memblock_free_pages(struct page *page, unsigned long pfn, unsigned int order)
{
	struct page *end = page + (1UL << order);

	/* highmem= may cut anywhere: smaller runs then, until each lies in one zone. */
	while (order && page_zone(page) != page_zone(end - 1))
		order--;
	for (; page < end; page += 1UL << order) {
		while (order && page_zone(page) != page_zone(page + (1UL << order) - 1))
			order--;
		atomic_long_add(1L << order, &page_zone(page)->managed_pages);
		page_watch_free(page, order);
		buddy_give(page_zone(page), page, order);
	}
}

void adjust_managed_page_count(struct page *page, long count)
{
	atomic_long_add(count, &page_zone(page)->managed_pages);
}

void free_reserved_page(struct page *page)
{
	struct zone *zone = page_zone(page);
	unsigned long flags;

	adjust_managed_page_count(page, 1);
	page_watch_free(page, 0);
	spin_lock_irqsave(&zone->lock, flags);
	page->kind = KIND_INTERIOR;
	buddy_give(zone, page, 0);
	spin_unlock_irqrestore(&zone->lock, flags);
}
EXPORT_SYMBOL(free_reserved_page);

unsigned long free_reserved_area(void *start, void *end, int poison, const char *what)
{
	unsigned long pages = 0;

	for (char *p = start; p < (char *)end; p += PAGE_SIZE, pages++) {
		if ((unsigned int)poison <= 0xff)
			memset(p, poison, PAGE_SIZE);
		free_reserved_page(virt_to_page(p));
	}
	if (pages && what)
		pr_info("Freeing %s memory: %luK\n", what, pages << (PAGE_SHIFT - 10));
	return pages;
}
EXPORT_SYMBOL(free_reserved_area);

/* --- Watermarks ---------------------------------------------------------------------------------- */

bool zone_watermark_ok(struct zone *z, unsigned int order, unsigned long mark, int highest_zoneidx,
		       unsigned int alloc_flags)
{
	long min = mark, free = (long)z->vm_stat[NR_FREE_PAGES] - (1L << order) + 1;

	if (alloc_flags & ALLOC_NO_WATERMARKS)
		return true;
	if (alloc_flags & ALLOC_HIGH)
		min -= min / 2;
	if (alloc_flags & ALLOC_HARDER)
		min -= min / 4;
	else
		free -= z->nr_reserved_highatomic;
	return free > min + (long)z->lowmem_reserve[highest_zoneidx];
}
EXPORT_SYMBOL(zone_watermark_ok);

bool zone_watermark_ok_safe(struct zone *z, unsigned int order, unsigned long mark, int highest_zoneidx)
{
	return zone_watermark_ok(z, order, mark, highest_zoneidx, 0);
}
EXPORT_SYMBOL(zone_watermark_ok_safe);

/* What zone @type keeps from requests that started above it: its share of the managed pages there. */
static void setup_lowmem_reserve(struct pglist_data *node, int type)
{
	struct zone *zone = &node->node_zones[type];
	int ratio = sysctl_lowmem_reserve_ratio[type];
	unsigned long above = 0;

	for (int from = type + 1; from < MAX_NR_ZONES; from++) {
		above += zone_managed_pages(&node->node_zones[from]);
		zone->lowmem_reserve[from] = ratio && managed_zone(zone) ? above / ratio : 0;
	}
}

void setup_watermarks(void)
{
	unsigned long lowmem = totalram_pages() - totalhigh_pages();
	unsigned long min_pages;
	struct zone *zone;

	if (!min_free_kbytes)
		min_free_kbytes = clamp_t(int, int_sqrt(lowmem * (PAGE_SIZE >> 10) * 16),
					  MIN_FREE_KBYTES_MIN, MIN_FREE_KBYTES_MAX);
	min_pages = min_free_kbytes >> (PAGE_SHIFT - 10);
	for_each_zone(zone) {
		unsigned long managed = zone_managed_pages(zone), min, step;

		if (is_highmem(zone))
			min = managed ? clamp(managed / 1024, 32UL, 128UL) : 0;
		else
			min = div_u64((u64)min_pages * managed, lowmem);
		step = max_t(unsigned long, min / 4, div_u64((u64)managed * watermark_scale_factor, 10000));
		zone->_watermark[WMARK_MIN] = min;
		zone->_watermark[WMARK_LOW] = min + step;
		zone->_watermark[WMARK_HIGH] = min + 2 * step;
		zone->_watermark[WMARK_PROMO] = min + 3 * step;
		setup_lowmem_reserve(zone->zone_pgdat, zone_idx(zone));
	}
}

void __init page_alloc_init_late(void)
{
	setup_watermarks();
	pcp_init();
}
