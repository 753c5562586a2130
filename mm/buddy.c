// SPDX-License-Identifier: MIT
/*
 * mm/buddy.c: runs of 2^order pages on a zone's free lists: split on the way out, join on the way in.
 *
 * Problem.  Callers need physically contiguous runs; free memory must not crumble.
 * Idea.     One free list per order. If the list asked for is empty, split a larger run; on free, look
 *           at the one neighbour it can join (its buddy) and join while it can.
 * Rule.     The buddy of pfn p at order k is p ^ (1 << k); the joined run starts at p & ~(1 << k).
 *     order 2   [ 8  9 10 11 ]          split_down(want order 0)
 *     order 1   [ 8  9 ][10 11 ]           -> 10 goes to list 1
 *     order 0   [ 8 ][ 9 ]                 -> 9 goes to list 0, 8 is returned
 * Mobility. Each 2 MiB pageblock has a migrate type, and each order a list per type, so that pages
 *           which can never move do not sit scattered among those that can. A request whose type has
 *           nothing takes the largest block of another type; if that is at least half a pageblock, or
 *           the request is not movable, the whole pageblock changes type with it (steal_block).
 * Invariants (buddy_check walks them): a free run is on exactly one list; no two free buddies of equal
 *           order exist; nr_free counts the lists; order_mask has a bit for each list with something.
 * Locks.    zone->lock, irqs off. Nothing is taken under it.
 * Paths.    Take  buddy_take -> take_of_type -> split_down;  steal_block
 *           Give  buddy_give -> merge_up
 * Cost.     O(MAX_ORDER): finding the order to split is one bit scan of order_mask. A request of
 *           2^k + 1 pages wastes almost half.
 * Sources.  Gorman ch. 6 "Physical Page Allocation"; Knuth vol. 1, 2.5 C; Linux
 *           Documentation/mm/page_migration.rst.
 */
#include "internal.h"
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <trace/events/kmem.h>

const char *const migratetype_names[MIGRATE_TYPES] = {
	"Unmovable", "Movable", "Reclaimable", "HighAtomic"
};

/* Where a type that has nothing left looks next. */
static const int fallbacks[MIGRATE_PCPTYPES][MIGRATE_PCPTYPES - 1] = {
	[MIGRATE_UNMOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE },
	[MIGRATE_MOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
	[MIGRATE_RECLAIMABLE] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE },
};

static u8 *pageblock_type(struct zone *zone, unsigned long pfn)
{
	return &zone->pageblock_types[(pfn >> pageblock_order) - (zone->zone_start_pfn >> pageblock_order)];
}

static void list_block(struct zone *zone, struct page *page, unsigned int order, int type)
{
	page_set_kind(page, KIND_BUDDY, order);
	page->migratetype = type;
	list_add(&page->buddy_list, &zone->free_area[order].free_list[type]);
	zone->free_area[order].nr_free++;
	zone->order_mask[type] |= 1u << order;
}

static void unlist_block(struct zone *zone, struct page *page, unsigned int order)
{
	int type = page->migratetype;

	__list_del_entry(&page->buddy_list);
	zone->free_area[order].nr_free--;
	if (list_empty(&zone->free_area[order].free_list[type]))
		zone->order_mask[type] &= ~(1u << order);
}

/* @page is a run of 2^@have taken off its list: keep 2^@want of it, list the halves above. */
static void split_down(struct zone *zone, struct page *page, unsigned int have, unsigned int want)
{
	int type = page->migratetype;

	while (have > want) {
		have--;
		list_block(zone, page + (1UL << have), have, type);
	}
	page_set_kind(page, KIND_ALLOCATED, want);
	zone->vm_stat[NR_FREE_PAGES] -= 1UL << want;
}

/**
 * buddy_take_run() - take the smallest run that will do, whole.
 * @zone: its lock is held.
 * @order: 2^@order pages at least.
 * @largest: in: 2^@largest pages at most; out: the order of what is returned.
 * @type: only from lists of this migrate type.
 *
 * Who wants many small blocks takes one run here and cuts it himself: the smallest that exists, so
 * that large ones stay whole.
 * Return: as buddy_take().
 */
struct page *buddy_take_run(struct zone *zone, unsigned int order, unsigned int *largest, int type)
{
	unsigned int candidates = zone->order_mask[type] & (~0u << order);
	unsigned int have;
	struct page *page;

	if (!candidates)
		return NULL;
	have = __ffs(candidates);
	*largest = min(have, *largest);
	page = list_first_entry(&zone->free_area[have].free_list[type], struct page, buddy_list);
	unlist_block(zone, page, have);
	split_down(zone, page, have, *largest);
	return page;
}

/**
 * buddy_take_block() - take one certain run.
 * @zone: its lock is held.
 * @page: head of a free run.
 *
 * Compaction takes what lies high. Linux's __isolate_free_page().
 * Return: the order of the run; @page is KIND_ALLOCATED, reference count still 0.
 */
unsigned int buddy_take_block(struct zone *zone, struct page *page)
{
	unsigned int order = page_block_order(page);

	unlist_block(zone, page, order);
	split_down(zone, page, order, order);
	return order;
}

static struct page *take_of_type(struct zone *zone, unsigned int order, int type)
{
	unsigned int exactly = order;

	return buddy_take_run(zone, order, &exactly, type);
}

/* Let the pageblock of @page, and every free run in it, become @type. */
static void convert_pageblock(struct zone *zone, struct page *page, int type)
{
	unsigned long pfn = ALIGN_DOWN(page_to_pfn(page), pageblock_nr_pages);
	unsigned long end = min(pfn + pageblock_nr_pages, zone_end_pfn(zone));

	*pageblock_type(zone, pfn) = type;
	pfn = max(pfn, zone->zone_start_pfn);
	while (pfn < end) {
		struct page *run = pfn_to_page(pfn);
		unsigned int order;

		if (!pfn_valid(pfn) || !PageBuddy(run)) {
			pfn++;
			continue;
		}
		order = page_block_order(run);
		unlist_block(zone, run, order);
		list_block(zone, run, order, type);
		pfn += 1UL << order;
	}
}

/* The free run of 2^@order at @page, and the pageblocks it lies in or covers, become @type. */
static void convert_run(struct zone *zone, struct page *page, unsigned int order, int type)
{
	if (order < pageblock_order) {
		convert_pageblock(zone, page, type);
		return;
	}
	for (unsigned long n = 0; n < 1UL << order; n += pageblock_nr_pages)
		*pageblock_type(zone, page_to_pfn(page) + n) = type;
	unlist_block(zone, page, order);
	list_block(zone, page, order, type);
}

/* Nothing of @type is left: take the largest run of another. */
static struct page *steal_block(struct zone *zone, unsigned int order, int type)
{
	for (int i = 0; i < MIGRATE_PCPTYPES - 1; i++) {
		int other = fallbacks[type][i];
		unsigned int candidates = zone->order_mask[other] & (~0u << order);
		unsigned int have;
		struct page *page;

		if (!candidates)
			continue;
		have = __fls(candidates);
		page = list_first_entry(&zone->free_area[have].free_list[other], struct page, buddy_list);
		if (have >= pageblock_order / 2 || type != MIGRATE_MOVABLE) {
			convert_run(zone, page, have, type);
			trace_mm_page_alloc_extfrag(page, order, have, type, other);
			return take_of_type(zone, order, type);
		}
		trace_mm_page_alloc_extfrag(page, order, have, type, other);
		unlist_block(zone, page, have);
		split_down(zone, page, have, order);
		return page;
	}
	return NULL;
}

/**
 * buddy_take() - take a run off @zone's lists.
 * @zone: its lock is held.
 * @order: 2^@order pages, naturally aligned.
 * @migratetype: what will become of the pages.
 *
 * Return: the head, KIND_ALLOCATED, reference count still 0; NULL if no list has so large a run.
 */
struct page *buddy_take(struct zone *zone, unsigned int order, int migratetype)
{
	struct page *page = take_of_type(zone, order, migratetype);

	if (unlikely(!page))
		page = steal_block(zone, order, migratetype);
	return page;
}

/* At most a hundredth of the zone, and one pageblock on a small one, is kept for atomic requests. */
static bool may_reserve_more(const struct zone *zone)
{
	return zone->nr_reserved_highatomic < zone_managed_pages(zone) / 100 + pageblock_nr_pages &&
	       zone_managed_pages(zone) >= 16 * pageblock_nr_pages;
}

/**
 * buddy_reserve_highatomic() - keep what is left of a pageblock for requests that cannot wait.
 * @zone: its lock is held.
 * @page: a block just handed to an atomic request of order 1 or more, below the low watermark.
 *
 * Such requests come in streams (a network card's buffers) and cannot make room themselves, so the
 * pageblock that served one is set aside for the next.
 */
void buddy_reserve_highatomic(struct zone *zone, struct page *page)
{
	if (*pageblock_type(zone, page_to_pfn(page)) == MIGRATE_HIGHATOMIC || !may_reserve_more(zone) ||
	    page_block_order(page) >= pageblock_order)
		return;
	zone->nr_reserved_highatomic += pageblock_nr_pages;
	convert_pageblock(zone, page, MIGRATE_HIGHATOMIC);
}

/**
 * buddy_unreserve_highatomic() - give one reserved pageblock back to everybody.
 * @zone: its lock is held.
 * @type: who needs it.
 *
 * Return: false if there was none.
 */
bool buddy_unreserve_highatomic(struct zone *zone, int type)
{
	struct page *page;

	if (!zone->order_mask[MIGRATE_HIGHATOMIC])
		return false;
	page = list_first_entry(&zone->free_area[__ffs(zone->order_mask[MIGRATE_HIGHATOMIC])]
					 .free_list[MIGRATE_HIGHATOMIC], struct page, buddy_list);
	zone->nr_reserved_highatomic -= min(zone->nr_reserved_highatomic, pageblock_nr_pages);
	convert_pageblock(zone, page, type);
	return true;
}

/**
 * buddy_give() - put a run back and join it with its buddies.
 * @zone: its lock is held.
 * @page: head, of no kind any more that matters.
 * @order: its order.
 */
void buddy_give(struct zone *zone, struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page);

	zone->vm_stat[NR_FREE_PAGES] += 1UL << order;
	while (order < MAX_ORDER - 1) {
		unsigned long buddy_pfn = pfn ^ (1UL << order);
		struct page *buddy = page + (long)(buddy_pfn - pfn);

		if (!zone_spans_pfn(zone, buddy_pfn) || !pfn_valid(buddy_pfn) ||
		    buddy->kind != KIND_WORD(KIND_BUDDY, order))
			break;
		unlist_block(zone, buddy, order);
		/* The upper half stops being a head. */
		(buddy > page ? buddy : page)->kind = KIND_INTERIOR;
		if (buddy_pfn < pfn) {
			pfn = buddy_pfn;
			page = buddy;
		}
		order++;
	}
	list_block(zone, page, order, *pageblock_type(zone, pfn));
}

static int check_block(struct zone *zone, struct page *page, unsigned int order, int type)
{
	unsigned long pfn = page_to_pfn(page), buddy_pfn = pfn ^ (1UL << order);

	if (page->kind != KIND_WORD(KIND_BUDDY, order) || page->migratetype != type ||
	    page_ref_count(page) || pfn & ((1UL << order) - 1)) {
		pr_err("buddy: frame %lx on list %u/%s of zone %s is \"%s\", order %u, count %d\n", pfn,
		       order, migratetype_names[type], zone->name, page_kind_name(page_kind(page)),
		       page_block_order(page), page_ref_count(page));
		return 1;
	}
	if (order < MAX_ORDER - 1 && zone_spans_pfn(zone, buddy_pfn) && pfn_valid(buddy_pfn) &&
	    pfn_to_page(buddy_pfn)->kind == KIND_WORD(KIND_BUDDY, order)) {
		pr_err("buddy: frames %lx and %lx of order %u are free buddies, not joined\n", pfn,
		       buddy_pfn, order);
		return 1;
	}
	return 0;
}

int buddy_check(struct zone *zone)
{
	unsigned long pages = 0;
	int faults = 0;

	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		unsigned long blocks = 0;

		for (int type = 0; type < MIGRATE_TYPES; type++) {
			struct list_head *list = &zone->free_area[order].free_list[type];
			struct page *page;

			if (!list_empty(list) != !!(zone->order_mask[type] & 1u << order)) {
				pr_err("buddy: order_mask of zone %s is wrong at %u/%s\n", zone->name,
				       order, migratetype_names[type]);
				faults++;
			}
			list_for_each_entry(page, list, buddy_list) {
				faults += check_block(zone, page, order, type);
				blocks++;
			}
		}
		pages += blocks << order;
		faults += blocks != zone->free_area[order].nr_free;
	}
	if (pages != zone->vm_stat[NR_FREE_PAGES]) {
		pr_err("buddy: zone %s counts %lu free pages, its lists hold %lu\n", zone->name,
		       zone->vm_stat[NR_FREE_PAGES], pages);
		faults++;
	}
	return faults;
}
