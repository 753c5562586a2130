// SPDX-License-Identifier: MIT
/*
 * mm/compact_scan.c: two scanners walk a zone towards each other and make it dense.
 *
 * Problem.  Half of memory is free, and no two free pages lie side by side: nobody gets a run.
 * Idea.     From the bottom comes the migrate scanner and looks for pages that may move; from the top comes
 *           the free scanner and collects free pages, to which they move. Where the two meet all is done:
 *           what is free lies below, in long runs.
 *
 *     before  |.x..x.x.|x..x....|.x.xx..x|..x.x..x|      x page of the cache   . free
 *              migrate ->                 <- free
 *     after   |........|........|xxxxxxxx|xxxxxxxx|
 *
 * Whole units. A run of 2^order pages is won only if all of its pages come free, and one page that cannot
 *           move spoils it. So each aligned unit is judged before its first page is moved, and left as soon
 *           as a move fails: nothing is copied in vain. With order -1 the units are pageblocks, and every
 *           page that may move does.
 * Blocks.   The free scanner takes from movable pageblocks, so that pages that can never move are not
 *           surrounded by those that can; and never from a pageblock that is free whole.
 * Invariants. unit end <= free_block: no page is moved into the unit that is being emptied. Free pages in
 *           cc->free_pages are KIND_ALLOCATED, single, of count 0; what is not used goes back, and also
 *           before another thread has its turn.
 * Locks.    zone->lock, irqs off, while free pages are taken or given; none while pages are looked at: what is
 *           seen is a guess that migrate_one_page() checks.
 * Paths.    compact_zone -> empty_unit -> unit_can_come_free, move_page -> next_target -> collect_free_pages
 * Cost.     One look per frame, one copy per page moved.
 * Left out. Skip bits for pageblocks that had nothing (the fingers in struct zone serve); isolating by 32.
 * Sources.  Gorman, "Memory Compaction" (patch series, 2010); Linux 6.1 mm/compaction.c in words.
 */
#include "compaction.h"
#include "internal.h"
#include "page_watch.h"
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/vmstat.h>

#define CLUSTER 32 /* free pages collected at a time */

enum frame_use { FRAME_FREE, FRAME_MOVABLE, FRAME_FIXED };

/* What is at @pfn, and for how many frames, by a look without locks. */
static enum frame_use look_at(const struct compact_control *cc, unsigned long pfn, unsigned long *span)
{
	const struct page *page = pfn_to_page(pfn);

	*span = 1;
	if (!pfn_valid(pfn))
		return FRAME_FIXED;
	switch (page_kind(page)) {
	case KIND_INTERIOR: /* of a block that began before the unit */
	case KIND_RESERVED:
		return FRAME_FIXED;
	case KIND_BUDDY:
	case KIND_PCP:
		*span = 1UL << page_block_order(page);
		return FRAME_FREE;
	default:
		*span = 1UL << page_block_order(page);
		return page_may_move(page, cc) ? FRAME_MOVABLE : FRAME_FIXED;
	}
}

static u8 *type_of_block(struct zone *zone, unsigned long pfn)
{
	return &zone->pageblock_types[(pfn >> pageblock_order) - (zone->zone_start_pfn >> pageblock_order)];
}

static bool block_suits(const struct compact_control *cc, unsigned long pfn)
{
	u8 type = READ_ONCE(*type_of_block(cc->zone, pfn));

	return type == MIGRATE_MOVABLE || (cc->all_types && type != MIGRATE_HIGHATOMIC);
}

/* ---- the free scanner ---- */

/* Single pages of the free run at @page, for cc. Zone lock held. Return: how many. */
static unsigned long take_free_run(struct compact_control *cc, struct page *page)
{
	u8 type = page->migratetype;
	unsigned long nr = 1UL << buddy_take_block(cc->zone, page);

	for (unsigned long i = 0; i < nr; i++) {
		page[i].page_type = PAGE_TYPE_WORD(KIND_ALLOCATED, 0, type);
		list_add_tail(&page[i].lru, &cc->free_pages);
	}
	return nr;
}

/* May it be taken: not a whole pageblock, not the last reserve, and of a type that is counted by type? */
static bool run_suits(struct zone *zone, const struct page *page)
{
	unsigned int order = page_block_order(page);

	return order < pageblock_order && page->migratetype < MIGRATE_PCPTYPES &&
	       zone_watermark_ok(zone, 0, min_wmark_pages(zone) + (1UL << order), 0, 0);
}

/* From free_next to the end of free_block, until there are CLUSTER pages. */
static unsigned long collect_from_block(struct compact_control *cc)
{
	unsigned long end = min(cc->free_block + pageblock_nr_pages, zone_end_pfn(cc->zone));
	unsigned long taken = 0, from = cc->free_next, flags;

	spin_lock_irqsave(&cc->zone->lock, flags);
	while (cc->free_next < end && taken < CLUSTER) {
		struct page *page = pfn_to_page(cc->free_next);
		unsigned long step = 1;

		if (pfn_valid(cc->free_next) && PageBuddy(page)) {
			step = 1UL << page_block_order(page);
			if (run_suits(cc->zone, page))
				taken += take_free_run(cc, page);
		}
		cc->free_next += step;
	}
	spin_unlock_irqrestore(&cc->zone->lock, flags);
	cc->free_scanned += cc->free_next - from;
	count_vm_events(COMPACTISOLATED, taken);
	return taken;
}

/* Free pages from the highest pageblock that has some, above @limit. Return: false if there are none. */
static bool collect_free_pages(struct compact_control *cc, unsigned long limit)
{
	while (cc->free_block >= limit) {
		if (block_suits(cc, cc->free_block) && collect_from_block(cc))
			return true;
		if (cc->free_block < pageblock_nr_pages)
			break;
		cc->free_block -= pageblock_nr_pages;
		cc->free_next = max(cc->free_block, cc->zone->zone_start_pfn);
	}
	return false;
}

/* A page to move to, as alloc_page() would hand it out; NULL: the scanners have met, or memory is low. */
static struct page *next_target(struct compact_control *cc, unsigned long limit)
{
	struct page *page;

	if (list_empty(&cc->free_pages) && !collect_free_pages(cc, limit))
		return NULL;
	page = list_first_entry(&cc->free_pages, struct page, lru);
	list_del(&page->lru);
	page->flags &= ~PAGE_FLAGS_MASK;
	page->private = 0;
	page->mapping = NULL;
	cc->zone->pages_taken++;
	init_page_count(page);
	page_watch_alloc(page, 0, GFP_HIGHUSER_MOVABLE);
	return page;
}

/* What was collected and not used: never handed out, so back to the lists as it came. */
static void return_free_pages(struct compact_control *cc)
{
	struct page *page, *next;
	unsigned long flags;

	spin_lock_irqsave(&cc->zone->lock, flags);
	list_for_each_entry_safe(page, next, &cc->free_pages, lru) {
		unsigned long block = ALIGN_DOWN(page_to_pfn(page), pageblock_nr_pages);

		cc->cached_free = max(cc->cached_free, block);
		buddy_give(cc->zone, page, 0);
	}
	spin_unlock_irqrestore(&cc->zone->lock, flags);
	INIT_LIST_HEAD(&cc->free_pages);
}

/* ---- the migrate scanner ---- */

/* Is every page of [pfn, end) free or movable, and at least one the latter? */
static bool unit_can_come_free(const struct compact_control *cc, unsigned long pfn, unsigned long end)
{
	unsigned long span, movable = 0;

	for (; pfn < end; pfn += span) {
		enum frame_use use = look_at(cc, pfn, &span);

		if (use == FRAME_FIXED)
			return false;
		movable += use == FRAME_MOVABLE;
	}
	return movable;
}

/* Return: 0; -EAGAIN: it stays; -ENOMEM: nowhere to move it to. */
static int move_page(struct compact_control *cc, struct page *page, unsigned long limit)
{
	struct page *target = next_target(cc, limit);
	int err;

	if (!target)
		return -ENOMEM;
	count_vm_event(COMPACTISOLATED);
	err = migrate_one_page(page, target, cc->mode);
	if (err)
		__free_page(target);
	return err;
}

/* Move what may be moved out of [pfn, end). Return: pages moved. */
static unsigned long empty_unit(struct compact_control *cc, unsigned long pfn, unsigned long end)
{
	unsigned long moved = 0, span;
	int err;

	cc->migrate_scanned += end - pfn;
	if (cc->order >= 0 && !unit_can_come_free(cc, pfn, end))
		return 0;
	for (; pfn < end; pfn += span) {
		if (look_at(cc, pfn, &span) != FRAME_MOVABLE)
			continue;
		err = move_page(cc, pfn_to_page(pfn), end);
		if (err == -ENOMEM || (err && cc->order >= 0))
			break;
		moved += !err;
	}
	return moved;
}

/* ---- the run ---- */

/* Does a list of the zone hold the run? Blocks of other types can be had too: buddy.c converts them. */
static bool run_exists(const struct zone *zone, int order)
{
	unsigned int orders = 0;

	for (int type = 0; type < MIGRATE_PCPTYPES; type++)
		orders |= READ_ONCE(zone->order_mask[type]);
	return order >= 0 && orders >> order;
}

static unsigned long unit_size(const struct compact_control *cc)
{
	return cc->order < 0 ? pageblock_nr_pages : 1UL << cc->order;
}

/* Both ends of the zone, or where the last run stopped. */
static void place_scanners(struct compact_control *cc)
{
	struct zone *zone = cc->zone;
	unsigned long start = zone->zone_start_pfn;
	unsigned long last = ALIGN_DOWN(zone_end_pfn(zone) - 1, pageblock_nr_pages);

	cc->migrate_pfn = zone->compact_cached_migrate_pfn;
	cc->free_block = zone->compact_cached_free_pfn;
	if (cc->whole_zone || cc->migrate_pfn <= start || cc->migrate_pfn >= zone_end_pfn(zone)) {
		cc->migrate_pfn = start;
		cc->whole_zone = true;
	}
	if (cc->whole_zone || cc->free_block <= start || cc->free_block > last)
		cc->free_block = last;
	cc->free_next = max(cc->free_block, start);
	cc->cached_free = 0;
}

static void remember_scanners(struct compact_control *cc, enum compact_result result)
{
	bool met = result == COMPACT_COMPLETE || result == COMPACT_PARTIAL_SKIPPED;

	/* 0 is before every zone: begin at the ends. */
	cc->zone->compact_cached_migrate_pfn = met ? 0 : cc->migrate_pfn;
	cc->zone->compact_cached_free_pfn = met ? 0 : max(cc->cached_free, cc->free_block);
}

static enum compact_result scan(struct compact_control *cc)
{
	unsigned long size = unit_size(cc), end;

	while (!run_exists(cc->zone, cc->order)) {
		end = ALIGN_DOWN(cc->migrate_pfn, size) + size;
		if (end > cc->free_block)
			return cc->whole_zone ? COMPACT_COMPLETE : COMPACT_PARTIAL_SKIPPED;
		/* A unit that the zone begins in the middle of can be no run. */
		if ((IS_ALIGNED(cc->migrate_pfn, size) || cc->order < 0) && block_suits(cc, cc->migrate_pfn) &&
		    empty_unit(cc, cc->migrate_pfn, end))
			drain_local_pages(cc->zone);
		cc->migrate_pfn = end;
		if (need_resched()) {
			return_free_pages(cc); /* others may need them more than we do */
			cond_resched();
		}
	}
	return COMPACT_SUCCESS;
}

static enum compact_result scan_from(struct compact_control *cc, bool both_ends)
{
	enum compact_result result;

	cc->whole_zone = both_ends;
	place_scanners(cc);
	result = scan(cc);
	return_free_pages(cc);
	drain_local_pages(cc->zone);
	return result;
}

/**
 * compact_zone() - run both scanners over a zone, until the run exists or they meet.
 * @cc: zone, order, mode, all_types, file_pages and whole_zone are set.
 *
 * Where the last run stopped there may be little left to look at: who may take his time begins again, from
 * both ends, when that was in vain.
 * Context: a thread; sleeps for locks of pages if cc->mode is MIGRATE_SYNC.
 * Return: COMPACT_SUCCESS: a run of cc->order is on the lists; COMPACT_COMPLETE, COMPACT_PARTIAL_SKIPPED: no.
 */
enum compact_result compact_zone(struct compact_control *cc)
{
	enum compact_result result;

	INIT_LIST_HEAD(&cc->free_pages);
	drain_local_pages(cc->zone); /* what lies in hand cannot join */
	result = scan_from(cc, cc->whole_zone);
	if (result == COMPACT_PARTIAL_SKIPPED && cc->mode != MIGRATE_ASYNC)
		result = scan_from(cc, true);
	remember_scanners(cc, result);
	count_vm_events(COMPACTMIGRATE_SCANNED, cc->migrate_scanned);
	count_vm_events(COMPACTFREE_SCANNED, cc->free_scanned);
	return result;
}
