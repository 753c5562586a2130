// SPDX-License-Identifier: MIT
/* tests/test_page_alloc.c: what the page allocator promises, and the misuse that it names. */
#include "mm/internal.h"
#include <kunit/test.h>
#include <linux/highmem.h>
#include <linux/interrupt.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <slate/fault.h>

#define MANY 512

static bool same_zone_class(const struct page *page, enum zone_type highest)
{
	return page_zonenum(page) <= highest;
}

static void every_order_is_naturally_aligned(struct kunit *test)
{
	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		struct page *page = alloc_pages(GFP_KERNEL | __GFP_NOWARN, order);

		if (!page && order > PAGE_ALLOC_COSTLY_ORDER)
			continue; /* a small machine may not have so long a run */
		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_to_pfn(page) & ((1UL << order) - 1), 0);
		KUNIT_EXPECT_EQ(test, page_count(page), 1);
		__free_pages(page, order);
	}
}

static void blocks_do_not_overlap(struct kunit *test)
{
	struct page **pages = kunit_kcalloc(test, MANY, sizeof(*pages), GFP_KERNEL);
	struct rnd_state random;

	KUNIT_ASSERT_NOT_NULL(test, pages);
	prandom_seed_state(&random, 1);
	for (unsigned int i = 0; i < MANY; i++) {
		unsigned long *words;

		pages[i] = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
		words = page_address(pages[i]);
		words[0] = words[PAGE_SIZE / sizeof(long) - 1] = i;
	}
	for (unsigned int i = 0; i < MANY; i++) {
		unsigned long *words = page_address(pages[i]);

		KUNIT_EXPECT_EQ(test, words[0], i);
		KUNIT_EXPECT_EQ(test, words[PAGE_SIZE / sizeof(long) - 1], i);
		__free_page(pages[i]);
	}
}

static void buddies_of_equal_order_merge(struct kunit *test)
{
	unsigned long before, after;
	struct zone *zone = first_zone[ZONE_NORMAL];
	struct page *page;

	drain_all_pages(NULL);
	before = zone->free_area[MAX_ORDER - 1].nr_free;
	page = alloc_pages(GFP_KERNEL, 5);
	KUNIT_ASSERT_NOT_NULL(test, page);
	split_page(page, 5);
	for (int i = 0; i < 32; i++)
		__free_page(page + (i * 7) % 32);
	drain_all_pages(NULL);
	after = zone->free_area[MAX_ORDER - 1].nr_free;
	KUNIT_EXPECT_EQ(test, after, before);
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
}

static void gfp_dma_comes_from_below_16_mib(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | GFP_DMA, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_LE(test, page_to_phys(page) + 4 * PAGE_SIZE, 16ULL << 20);
	__free_pages(page, 2);
}

static void gfp_kernel_always_has_a_kernel_address(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_FALSE(test, PageHighMem(page));
	KUNIT_EXPECT_PTR_EQ(test, virt_to_page(page_address(page)), page);
	__free_page(page);
}

static void gfp_dma32_with_highmem_stays_below_4_gib(struct kunit *test)
{
	for (int i = 0; i < 64; i++) {
		struct page *page = alloc_page(GFP_KERNEL | GFP_DMA32 | __GFP_HIGHMEM);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_TRUE(test, same_zone_class(page, ZONE_DMA32));
		KUNIT_EXPECT_LT(test, page_to_phys(page), 1ULL << 32);
		__free_page(page);
	}
}

static void gfp_highuser_prefers_highmem(struct kunit *test)
{
	struct page *page;

	if (!totalhigh_pages())
		kunit_skip(test, "this machine has no highmem");
	page = alloc_page(GFP_HIGHUSER);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_TRUE(test, PageHighMem(page));
	__free_page(page);
}

static void gfp_zero_clears_every_byte(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	memset(page_address(page), 0xff, 4 * PAGE_SIZE);
	__free_pages(page, 2);
	page = alloc_pages(GFP_KERNEL | __GFP_ZERO, 2);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_NULL(test, memchr_inv(page_address(page), 0, 4 * PAGE_SIZE));
	__free_pages(page, 2);
}

static void an_order_beyond_the_maximum_is_refused(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL | __GFP_NOWARN, MAX_ORDER));
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL | __GFP_NOWARN, ~0u));
}

/* Count the reports that one misuse makes; it must change nothing else. */
static void expect_report(struct kunit *test, struct page *page, unsigned int order)
{
	unsigned int reports = bad_page_count();
	unsigned long free_before = nr_free_pages();

	__free_pages(page, order);
	KUNIT_EXPECT_EQ(test, bad_page_count(), reports + 1);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free_before);
}

static void a_double_free_is_named_and_survived(struct kunit *test)
{
	for (unsigned int order = 0; order < 6; order += 5) {
		struct page *page = alloc_pages(GFP_KERNEL, order);

		KUNIT_ASSERT_NOT_NULL(test, page);
		__free_pages(page, order);
		expect_report(test, page, order);
	}
}

static void a_free_with_the_wrong_order_is_named_and_survived(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	expect_report(test, page, 1);
	expect_report(test, page, 3);
	__free_pages(page, 2);
}

static void a_free_inside_a_block_is_named_and_survived(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 3);

	KUNIT_ASSERT_NOT_NULL(test, page);
	expect_report(test, page + 3, 0);
	expect_report(test, page + 4, 2);
	__free_pages(page, 3);
}

static void a_free_of_kernel_text_is_named_and_survived(struct kunit *test)
{
	expect_report(test, virt_to_page((void *)alloc_pages), 0);
}

static void a_page_with_an_owner_cannot_be_freed(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_TRUE(test, page_move(page, KIND_CACHE));
	expect_report(test, page, 0);
	KUNIT_EXPECT_TRUE(test, page_move(page, KIND_ALLOCATED));
	__free_page(page);
}

static void owners_change_only_by_way_of_allocated(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned int warnings = warn_count();

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_TRUE(test, page_move(page, KIND_VMALLOC));
	KUNIT_EXPECT_FALSE(test, page_move(page, KIND_SLAB));
	KUNIT_EXPECT_EQ(test, warn_count(), warnings + 1);
	KUNIT_EXPECT_EQ(test, page_kind(page), KIND_VMALLOC);
	KUNIT_EXPECT_TRUE(test, page_move(page, KIND_ALLOCATED));
	__free_page(page);
}

static void a_held_head_keeps_its_page_and_the_tails_go_at_once(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 3);
	unsigned long free_before;

	KUNIT_ASSERT_NOT_NULL(test, page);
	free_before = nr_free_pages();
	get_page(page);
	__free_pages(page, 3);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free_before + 7);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	put_page(page);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free_before + 8);
}

static void a_compound_page_goes_whole_on_the_last_put(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 3);
	unsigned long free_before;

	KUNIT_ASSERT_NOT_NULL(test, page);
	for (int i = 0; i < 8; i++)
		KUNIT_EXPECT_PTR_EQ(test, compound_head(page + i), page);
	KUNIT_EXPECT_EQ(test, compound_order(page), 3);
	free_before = nr_free_pages();
	get_page(page + 5);
	KUNIT_EXPECT_EQ(test, page_count(page), 2);
	__free_pages(page, 3);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free_before);
	put_page(page + 2);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free_before + 8);
}

static void exact_allocation_wastes_nothing(struct kunit *test)
{
	unsigned long free_before;
	void *memory;

	drain_all_pages(NULL);
	free_before = nr_free_pages();
	memory = alloc_pages_exact(5 * PAGE_SIZE + 1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, memory);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free_before - 6);
	free_pages_exact(memory, 5 * PAGE_SIZE + 1);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free_before);
}

static void bulk_allocation_fills_the_empty_slots(struct kunit *test)
{
	struct page *pages[8] = { NULL }, *own = alloc_page(GFP_KERNEL);

	pages[3] = own;
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL, 8, pages), 8);
	KUNIT_EXPECT_PTR_EQ(test, pages[3], own);
	for (int i = 0; i < 8; i++) {
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
		__free_page(pages[i]);
	}
}

static void sleeping_allocation_under_a_lock_is_caught_at_the_call(struct kunit *test)
{
	unsigned int before = sleep_in_atomic_count();
	struct page *page;

	preempt_disable();
	page = alloc_page(GFP_KERNEL);
	preempt_enable();
	KUNIT_EXPECT_EQ(test, sleep_in_atomic_count(), before + 1);
	if (page)
		__free_page(page);
}

static void atomic_allocation_works_with_interrupts_off(struct kunit *test)
{
	unsigned int before = sleep_in_atomic_count();
	unsigned long flags;
	struct page *page;

	local_irq_save(flags);
	page = alloc_page(GFP_ATOMIC);
	local_irq_restore(flags);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, sleep_in_atomic_count(), before);
	__free_page(page);
}

static void an_injected_failure_fails_once(struct kunit *test)
{
	struct page *page;

	fault_inject(1, 1u << FAULT_PAGE);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_KERNEL));
	KUNIT_EXPECT_TRUE(test, fault_injected());
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
}

static void invariants_hold_under_random_load(struct kunit *test)
{
	struct { struct page *page; unsigned int order; } *slot;
	struct rnd_state random;

	slot = kunit_kcalloc(test, MANY, sizeof(*slot), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, slot);
	prandom_seed_state(&random, random_seed());
	for (int step = 0; step < 20000; step++) {
		unsigned int i = prandom_u32_state(&random) % MANY;

		if (slot[i].page) {
			__free_pages(slot[i].page, slot[i].order);
			slot[i].page = NULL;
		} else {
			slot[i].order = prandom_u32_state(&random) % 5;
			slot[i].page = alloc_pages(GFP_NOWAIT | __GFP_NOWARN |
						   (step & 1 ? __GFP_MOVABLE : 0), slot[i].order);
		}
	}
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
	for (int i = 0; i < MANY; i++)
		if (slot[i].page)
			__free_pages(slot[i].page, slot[i].order);
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
}

static void watermarks_rise_from_min_to_high(struct kunit *test)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		KUNIT_EXPECT_LE(test, min_wmark_pages(zone), low_wmark_pages(zone));
		KUNIT_EXPECT_LE(test, low_wmark_pages(zone), high_wmark_pages(zone));
		KUNIT_EXPECT_LE(test, zone_managed_pages(zone), zone->present_pages);
		KUNIT_EXPECT_LE(test, zone->present_pages, zone->spanned_pages);
	}
}

static void get_order_is_the_smallest_that_fits(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, get_order(1), 0);
	KUNIT_EXPECT_EQ(test, get_order(PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, get_order(PAGE_SIZE + 1), 1);
	KUNIT_EXPECT_EQ(test, get_order(4 << 20), 10);
}

/* Take a zone to the last page an atomic caller may have, then give everything back. */
static void a_drained_dma_zone_recovers(struct kunit *test)
{
	struct zone *zone = first_zone[ZONE_DMA];
	unsigned long free_before;
	struct page *list = NULL, *page;
	unsigned long taken = 0;

	drain_all_pages(NULL);
	free_before = zone->vm_stat[NR_FREE_PAGES];
	while ((page = alloc_page(GFP_ATOMIC | GFP_DMA | __GFP_NOWARN))) {
		page->private = (unsigned long)list;
		list = page;
		taken++;
	}
	KUNIT_EXPECT_GT(test, taken, 0);
	KUNIT_EXPECT_LE(test, zone->vm_stat[NR_FREE_PAGES], min_wmark_pages(zone));
	while (list) {
		page = list;
		list = (struct page *)page->private;
		__free_page(page);
	}
	drain_all_pages(NULL);
	KUNIT_EXPECT_EQ(test, zone->vm_stat[NR_FREE_PAGES], free_before);
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
}

static struct kunit_case page_alloc_cases[] = {
	KUNIT_CASE(every_order_is_naturally_aligned),
	KUNIT_CASE(blocks_do_not_overlap),
	KUNIT_CASE(buddies_of_equal_order_merge),
	KUNIT_CASE(gfp_dma_comes_from_below_16_mib),
	KUNIT_CASE(gfp_kernel_always_has_a_kernel_address),
	KUNIT_CASE(gfp_dma32_with_highmem_stays_below_4_gib),
	KUNIT_CASE(gfp_highuser_prefers_highmem),
	KUNIT_CASE(gfp_zero_clears_every_byte),
	KUNIT_CASE(an_order_beyond_the_maximum_is_refused),
	KUNIT_CASE(a_double_free_is_named_and_survived),
	KUNIT_CASE(a_free_with_the_wrong_order_is_named_and_survived),
	KUNIT_CASE(a_free_inside_a_block_is_named_and_survived),
	KUNIT_CASE(a_free_of_kernel_text_is_named_and_survived),
	KUNIT_CASE(a_page_with_an_owner_cannot_be_freed),
	KUNIT_CASE(owners_change_only_by_way_of_allocated),
	KUNIT_CASE(a_held_head_keeps_its_page_and_the_tails_go_at_once),
	KUNIT_CASE(a_compound_page_goes_whole_on_the_last_put),
	KUNIT_CASE(exact_allocation_wastes_nothing),
	KUNIT_CASE(bulk_allocation_fills_the_empty_slots),
	KUNIT_CASE(sleeping_allocation_under_a_lock_is_caught_at_the_call),
	KUNIT_CASE(atomic_allocation_works_with_interrupts_off),
	KUNIT_CASE(an_injected_failure_fails_once),
	KUNIT_CASE(invariants_hold_under_random_load),
	KUNIT_CASE(watermarks_rise_from_min_to_high),
	KUNIT_CASE(get_order_is_the_smallest_that_fits),
	KUNIT_CASE(a_drained_dma_zone_recovers),
	{}
};

static struct kunit_suite page_alloc_suite = {
	.name = "page_alloc",
	.test_cases = page_alloc_cases,
};
kunit_test_suite(page_alloc_suite);
