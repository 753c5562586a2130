// SPDX-License-Identifier: MIT
/*
 * mm/compaction.c: when a zone is compacted, how hard, and when it is left alone.
 *
 * Problem.  Compaction costs a copy for each page in the way. It is worth that only if memory is there but in
 *           pieces, if somebody really needs the run, and if it has not just failed.
 * Idea.     Three questions before the scanners start (compact_scan.c):
 *             may this request?   several pages, and gfp says that it may wait for others (__GFP_IO)
 *             is it suitable?     enough is free to work with, and the fragmentation index says "in pieces"
 *             is it deferred?     each failure doubles the number of requests that go without, up to 64
 *           A request tries three times, harder each time: ASYNC before it reclaims (movable pageblocks,
 *           from where the last run stopped), SYNC_LIGHT afterwards (all pageblocks), and SYNC_FULL as the
 *           last resort of orders up to 3 (from both ends, deferred or not).
 *
 *     fragmentation index    0 ............ 500 ............ 1000
 *                       memory is short: reclaim    fragmented: compact
 *
 * Rules.    Who reclaims or compacts does not compact again (PF_MEMALLOC). Nobody waits for a page's lock or a
 *           transfer but compact_memory(). GFP_NOFS moves no pages of the cache.
 * Locks.    None of its own; the figures of deferral are changed without any, as in Linux.
 * Paths.    alloc_slow -> compact_hook -> compact_for -> compact_zone_order -> compact_zone (compact_scan.c)
 * Left out. Fingers for each mode. Compacting ahead of need is kcompactd.c's.
 * Sources.  Gorman, "Memory Compaction" (patch series, 2010); Linux Documentation/admin-guide/sysctl/vm.rst.
 */
#include "compaction.h"
#include "internal.h"
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sched/mm.h>
#include <linux/vmstat.h>

#define MAX_DEFER_SHIFT 6

int sysctl_extfrag_threshold = 500;
EXPORT_SYMBOL(sysctl_extfrag_threshold);

/* Of all the types that anybody may take: the reserve of atomic runs is not among them. */
static unsigned long count_suitable(struct zone *zone, unsigned int order, unsigned long *blocks)
{
	unsigned long suitable = 0;

	*blocks = 0;
	for (unsigned int i = 0; i < MAX_ORDER; i++) {
		unsigned long nr = READ_ONCE(zone->free_area[i].nr_free);

		*blocks += nr;
		suitable += i >= order ? nr : 0;
	}
	return suitable;
}

int fragmentation_index(struct zone *zone, unsigned int order)
{
	unsigned long blocks, suitable = count_suitable(zone, order, &blocks);
	u64 in_runs = (u64)zone->vm_stat[NR_FREE_PAGES] * 1000 >> order;

	if (order >= MAX_ORDER || !blocks)
		return 0;
	if (suitable)
		return -1000;
	return 1000 - (int)div_u64(1000 + in_runs, blocks);
}
EXPORT_SYMBOL(fragmentation_index);

enum compact_result compaction_suitable(struct zone *zone, int order, unsigned int alloc_flags,
					int highest_zoneidx)
{
	unsigned long mark = wmark_pages(zone, alloc_flags & ALLOC_WMARK_MASK), blocks;
	int index;

	if (order < 0)
		return COMPACT_CONTINUE;
	if (zone_watermark_ok(zone, order, mark, highest_zoneidx, alloc_flags) &&
	    count_suitable(zone, order, &blocks))
		return COMPACT_SUCCESS;
	mark = (order > PAGE_ALLOC_COSTLY_ORDER ? low_wmark_pages(zone) : min_wmark_pages(zone)) +
	       compact_gap(order);
	if (!zone_watermark_ok(zone, 0, mark, highest_zoneidx, 0))
		return COMPACT_SKIPPED;
	index = order > PAGE_ALLOC_COSTLY_ORDER ? fragmentation_index(zone, order) : -1;
	if (index >= 0 && index <= sysctl_extfrag_threshold)
		return COMPACT_NOT_SUITABLE_ZONE;
	return COMPACT_CONTINUE;
}

/* ---- deferral ---- */

void defer_compaction(struct zone *zone, int order)
{
	zone->compact_considered = 0;
	zone->compact_defer_shift = min(zone->compact_defer_shift + 1, (unsigned int)MAX_DEFER_SHIFT);
	zone->compact_order_failed = min(zone->compact_order_failed, order);
}

bool compaction_deferred(struct zone *zone, int order)
{
	unsigned int limit = 1u << zone->compact_defer_shift;

	if (order < zone->compact_order_failed)
		return false;
	zone->compact_considered = min(zone->compact_considered + 1, limit);
	return zone->compact_considered < limit;
}

void compaction_defer_reset(struct zone *zone, int order, bool alloc_success)
{
	if (alloc_success)
		zone->compact_considered = zone->compact_defer_shift = 0;
	zone->compact_order_failed = max(zone->compact_order_failed, order + 1);
}

/* ---- one request ---- */

static enum compact_result compact_zone_order(struct zone *zone, const struct alloc_context *ac,
					      unsigned int alloc_flags, enum compact_priority prio)
{
	struct compact_control cc = {
		.zone = zone,
		.order = ac->order,
		.mode = prio == COMPACT_PRIO_ASYNC ? MIGRATE_ASYNC : MIGRATE_SYNC_LIGHT,
		.all_types = prio != COMPACT_PRIO_ASYNC,
		.file_pages = ac->gfp & __GFP_FS,
		.whole_zone = prio == MIN_COMPACT_PRIORITY,
	};
	enum compact_result result;

	result = compaction_suitable(zone, ac->order, alloc_flags, ac->highest_zoneidx);
	return result == COMPACT_CONTINUE ? compact_zone(&cc) : result;
}

/* One zone of several: deferred, or done; and what that means for the next time. */
static enum compact_result try_zone(struct zone *zone, const struct alloc_context *ac,
				    unsigned int alloc_flags, enum compact_priority prio)
{
	enum compact_result result;

	if (prio > MIN_COMPACT_PRIORITY && compaction_deferred(zone, ac->order))
		return COMPACT_DEFERRED;
	result = compact_zone_order(zone, ac, alloc_flags, prio);
	if (result == COMPACT_SUCCESS)
		compaction_defer_reset(zone, ac->order, false);
	else if (prio != COMPACT_PRIO_ASYNC && result >= COMPACT_COMPLETE)
		defer_compaction(zone, ac->order);
	return result;
}

static enum compact_result try_to_compact_pages(const struct alloc_context *ac, unsigned int alloc_flags,
						enum compact_priority prio)
{
	enum compact_result best = COMPACT_SKIPPED;
	struct zoneref *z;
	struct zone *zone;

	for_each_zone_zonelist(zone, z, node_zonelist(0, ac->gfp), ac->highest_zoneidx) {
		enum compact_result result = try_zone(zone, ac, alloc_flags, prio);

		best = max(best, result);
		if (result == COMPACT_SUCCESS)
			break;
	}
	return best;
}

/*
 * The page allocator's slow path asks: make a run, and take it. *@result tells a request that found nothing
 * whether reclaim might help. Linux's __alloc_pages_direct_compact().
 */
static struct page *compact_for(const struct alloc_context *ac, unsigned int alloc_flags,
				enum compact_priority prio, enum compact_result *result)
{
	unsigned int old;
	struct page *page;

	*result = COMPACT_SKIPPED;
	if (!ac->order || !(ac->gfp & __GFP_IO))
		return NULL;
	old = memalloc_noreclaim_save();
	*result = try_to_compact_pages(ac, alloc_flags, prio);
	memalloc_noreclaim_restore(old);
	if (*result <= COMPACT_SKIPPED)
		return NULL;
	count_vm_event(COMPACTSTALL);
	page = take_from_zones(ac, alloc_flags);
	if (page)
		compaction_defer_reset(page_zone(page), ac->order, true);
	count_vm_event(page ? COMPACTSUCCESS : COMPACTFAIL);
	return page;
}

void compact_memory(void)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		struct compact_control cc = {
			.zone = zone,
			.order = -1,
			.mode = MIGRATE_SYNC,
			.all_types = true,
			.file_pages = true,
			.whole_zone = true,
		};

		compact_zone(&cc);
	}
}
EXPORT_SYMBOL(compact_memory);

static int __init compaction_init(void)
{
	compact_hook = compact_for;
	return 0;
}
core_initcall(compaction_init);
