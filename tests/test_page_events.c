// SPDX-License-Identifier: MIT
/*
 * tests/test_page_events.c: what the page allocator tells of itself when it does something out of the ordinary.
 *
 * Fallback to another migrate type, draining of CPUs' hands, freeing of lists, the reserve of atomic runs:
 * each case makes it happen and counts the records, and lets ordinary things happen and counts none.
 * Exact rules of fallback are tested on the host, in a zone of the test's own (tests/host/buddy_test.c).
 */
#include "mm/internal.h"
#include "trace_aside.h"
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <trace/events/kmem.h>

#define MOST_TRIES 8192 /* pages until a migrate type has nothing left */

static LIST_HEAD(taken);

static int page_events_init(struct kunit *test)
{
	INIT_LIST_HEAD(&taken);
	drain_all_pages(NULL);
	trace_clear();
	return 0;
}

static void free_taken(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &taken, lru)
		__free_page(page);
	INIT_LIST_HEAD(&taken);
}

static void page_events_exit(struct kunit *test)
{
	trace_start_again();
	free_taken();
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
}

static unsigned long records(void)
{
	struct trace_counts counts;

	trace_count(0, &counts);
	return counts.written;
}

static int type_of_block(const struct page *page)
{
	const struct zone *zone = page_zone(page);

	return zone->pageblock_types[(page_to_pfn(page) >> pageblock_order) -
				     (zone->zone_start_pfn >> pageblock_order)];
}

/* ---- fallback ---- */

/* Must a request for one reclaimable page of @zone fall back to another type? */
static bool none_left(struct zone *zone)
{
	return !zone->order_mask[MIGRATE_RECLAIMABLE] &&
	       !this_cpu_ptr(page_pcp)[zone->id].stack[MIGRATE_RECLAIMABLE][0].top;
}

/* The last record says what happened to @page. */
static void expect_told(struct kunit *test, const struct page *page)
{
	struct trace_record record;
	char line[320], text[64];

	KUNIT_ASSERT_TRUE(test, trace_read(0, records() - 1, &record));
	trace_format(line, sizeof(line), 0, &record);
	KUNIT_EXPECT_NOT_NULL(test, strstr(line, ": mm_page_alloc_extfrag: page="));
	KUNIT_EXPECT_NOT_NULL(test, strstr(line, " alloc_order=0 fallback_order="));
	snprintf(text, sizeof(text), " alloc_migratetype=%d fallback_migratetype=", MIGRATE_RECLAIMABLE);
	KUNIT_EXPECT_NOT_NULL(test, strstr(line, text));
	KUNIT_EXPECT_NOT_NULL(test, strstr(line, " change_ownership=1"));
	KUNIT_EXPECT_EQ(test, type_of_block(page), MIGRATE_RECLAIMABLE);
}

static void extfrag_fires_when_a_block_changes_type_and_not_otherwise(struct kunit *test)
{
	struct zone *zone = first_zone[ZONE_NORMAL];
	unsigned int told = 0;

	trace_event_enable(&__tracepoint_mm_page_alloc_extfrag, true);
	for (unsigned int i = 0; i < MOST_TRIES && told < 2; i++) {
		unsigned long before = records();
		bool expected = none_left(zone);
		struct page *page = alloc_page(GFP_KERNEL | __GFP_RECLAIMABLE);

		KUNIT_ASSERT_NOT_NULL(test, page);
		list_add(&page->lru, &taken);
		if (page_zone(page) != zone)
			kunit_skip(test, "the zone has too little memory");
		KUNIT_ASSERT_EQ(test, records() - before, expected);
		if (expected)
			expect_told(test, page);
		told += expected;
	}
	KUNIT_EXPECT_GT(test, told, 0);
}

/* ---- lists and hands ---- */

static void freeing_a_list_is_told_page_by_page(struct kunit *test)
{
	LIST_HEAD(pages);
	unsigned long nr;

	nr = alloc_pages_bulk_list(GFP_KERNEL, 20, &pages);
	KUNIT_EXPECT_EQ(test, nr, 20);
	trace_event_enable(&__tracepoint_mm_page_free_batched, true);
	put_pages_list(&pages);
	KUNIT_EXPECT_EQ(test, records(), nr);
	KUNIT_EXPECT_TRUE(test, list_empty(&pages));
	__free_page(alloc_page(GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, records(), nr);
}

static unsigned long blocks_in_hand(void)
{
	unsigned long blocks = 0;
	struct zone *zone;

	for_each_populated_zone(zone)
		for (int type = 0; type < MIGRATE_PCPTYPES; type++)
			for (unsigned int order = 0; order < MAX_ORDER; order++) {
				const struct pcp_stack *stack = &this_cpu_ptr(page_pcp)[zone->id].stack[type][order];

				blocks += stack->capacity - stack->room;
			}
	return blocks;
}

static void draining_a_hand_is_told_block_by_block(struct kunit *test)
{
	unsigned long nr, free;
	struct page *pages[8];

	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		pages[i] = alloc_pages(GFP_KERNEL, i % 3);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++)
		__free_pages(pages[i], i % 3);
	trace_event_enable(&__tracepoint_mm_page_pcpu_drain, true);
	nr = blocks_in_hand();
	free = nr_free_pages();
	KUNIT_EXPECT_GT(test, nr, 0);
	drain_all_pages(NULL);
	KUNIT_EXPECT_EQ(test, records(), nr);
	KUNIT_EXPECT_EQ(test, blocks_in_hand(), 0);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free); /* in hand is free, too */
	drain_all_pages(NULL);
	KUNIT_EXPECT_EQ(test, records(), nr);
}

static void draining_one_zone_leaves_the_others(struct kunit *test)
{
	struct zone *dma = first_zone[ZONE_DMA], *normal = first_zone[ZONE_NORMAL];

	if (dma == normal)
		kunit_skip(test, "all lowmem is ZONE_DMA");
	__free_page(alloc_page(GFP_KERNEL | GFP_DMA));
	__free_page(alloc_page(GFP_KERNEL));
	KUNIT_ASSERT_GT(test, pcp_pages(normal), 0);
	KUNIT_ASSERT_GT(test, pcp_pages(dma), 0);
	drain_all_pages(dma);
	KUNIT_EXPECT_EQ(test, pcp_pages(dma), 0);
	KUNIT_EXPECT_GT(test, pcp_pages(normal), 0);
}

/* ---- the reserve of atomic runs ---- */

static void give_up_reserve(struct zone *zone)
{
	unsigned long flags;

	spin_lock_irqsave(&zone->lock, flags);
	while (buddy_unreserve_highatomic(zone, MIGRATE_MOVABLE))
		;
	spin_unlock_irqrestore(&zone->lock, flags);
}

/* Until who may not dig deeper gets no page of @zone any more; needs a zone large enough to have a reserve. */
static struct zone *drain_to_min(struct kunit *test)
{
	struct zone *zone = first_zone[ZONE_NORMAL];
	struct page *page;

	if (zone_managed_pages(zone) < 16 * pageblock_nr_pages)
		kunit_skip(test, "the zone is too small to reserve a pageblock");
	give_up_reserve(zone); /* an earlier suite's */
	KUNIT_EXPECT_EQ(test, zone->nr_reserved_highatomic, 0);
	while ((page = alloc_page(GFP_NOWAIT | __GFP_NOWARN)))
		list_add(&page->lru, &taken);
	return zone;
}

static void an_atomic_run_in_need_reserves_a_pageblock_for_the_next(struct kunit *test)
{
	struct zone *zone = drain_to_min(test);
	struct page *first = alloc_pages(GFP_ATOMIC | __GFP_NOWARN, 1), *next, *other;

	KUNIT_ASSERT_NOT_NULL(test, first);
	KUNIT_EXPECT_PTR_EQ(test, page_zone(first), zone);
	KUNIT_EXPECT_EQ(test, zone->nr_reserved_highatomic, pageblock_nr_pages);
	KUNIT_EXPECT_EQ(test, type_of_block(first), MIGRATE_HIGHATOMIC);
	__free_pages(first, 1);
	drain_all_pages(NULL);
	KUNIT_EXPECT_GT(test, zone->order_mask[MIGRATE_HIGHATOMIC], 0);
	/* The next one comes from there; who could have waited gets nothing of it. */
	next = alloc_pages(GFP_ATOMIC | __GFP_NOWARN, 1);
	other = alloc_pages(GFP_NOWAIT | __GFP_NOWARN, 1);
	KUNIT_EXPECT_NULL(test, other);
	KUNIT_EXPECT_NOT_NULL(test, next);
	if (next) {
		KUNIT_EXPECT_EQ(test, type_of_block(next), MIGRATE_HIGHATOMIC);
		__free_pages(next, 1);
	}
	if (other)
		__free_pages(other, 1);
	give_up_reserve(zone);
	KUNIT_EXPECT_EQ(test, zone->nr_reserved_highatomic, 0);
}

static void the_reserve_is_given_up_before_a_waiting_request_fails(struct kunit *test)
{
	struct zone *zone = drain_to_min(test);
	struct page *first = alloc_pages(GFP_ATOMIC | __GFP_NOWARN, 1), *page;

	KUNIT_ASSERT_NOT_NULL(test, first);
	KUNIT_EXPECT_EQ(test, zone->nr_reserved_highatomic, pageblock_nr_pages);
	page = alloc_page(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);
	KUNIT_EXPECT_EQ(test, zone->nr_reserved_highatomic, 0);
	if (page)
		__free_page(page);
	__free_pages(first, 1);
	give_up_reserve(zone);
}

static struct kunit_case page_events_cases[] = {
	KUNIT_CASE(extfrag_fires_when_a_block_changes_type_and_not_otherwise),
	KUNIT_CASE(freeing_a_list_is_told_page_by_page),
	KUNIT_CASE(draining_a_hand_is_told_block_by_block),
	KUNIT_CASE(draining_one_zone_leaves_the_others),
	KUNIT_CASE(an_atomic_run_in_need_reserves_a_pageblock_for_the_next),
	KUNIT_CASE(the_reserve_is_given_up_before_a_waiting_request_fails),
	{}
};

static struct kunit_suite page_events_suite = {
	.name = "page_events",
	.suite_init = trace_put_aside,
	.suite_exit = trace_put_back,
	.init = page_events_init,
	.exit = page_events_exit,
	.test_cases = page_events_cases,
};
kunit_test_suite(page_events_suite);
