// SPDX-License-Identifier: MIT
/*
 * tests/test_gfp.c: each gfp flag does its work: one case for each, that fails if the flag were ignored.
 *
 * Scarcity is made in ZONE_DMA: GFP_DMA requests can be served from nowhere else, so its few thousand
 * pages can be taken to the last one while the rest of the machine goes on. The hooks through which the
 * allocator calls reclaim are replaced by ones that count.
 */
#include "mm/internal.h"
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/highmem.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/sched/mm.h>

#define NOFAIL_WAIT_MS 40

/* What the fake reclaim saw. */
static struct {
	unsigned int reclaims, wakes;
	gfp_t gfp;
	unsigned long (*reclaim)(const struct alloc_context *ac);
	void (*wake)(struct zone *zone, unsigned int order, enum zone_type highest_zoneidx);
} seen;

static unsigned long count_reclaim(const struct alloc_context *ac)
{
	seen.reclaims++;
	seen.gfp = ac->gfp;
	return 0;
}

static void count_wake(struct zone *zone, unsigned int order, enum zone_type highest_zoneidx)
{
	seen.wakes++;
}

static int watch_reclaim(struct kunit *test)
{
	seen.reclaims = seen.wakes = 0;
	seen.reclaim = reclaim_hook;
	seen.wake = wake_kswapd_hook;
	reclaim_hook = count_reclaim;
	wake_kswapd_hook = count_wake;
	return 0;
}

static void restore_reclaim(struct kunit *test)
{
	reclaim_hook = seen.reclaim;
	wake_kswapd_hook = seen.wake;
}

static struct zone *dma_zone(void)
{
	return &NODE_DATA(0)->node_zones[ZONE_DMA];
}

/* Blocks taken, chained through page->private; the order is kept in index. */
struct hoard {
	struct page *top;
	unsigned long pages;
};

static void hoard_add(struct hoard *hoard, struct page *page, unsigned int order)
{
	page->private = (unsigned long)hoard->top;
	page->index = order;
	hoard->top = page;
	hoard->pages += 1UL << order;
}

/* All that @gfp can get, largest blocks first, so that few requests take much. */
static void take_all(struct hoard *hoard, gfp_t gfp)
{
	for (int order = MAX_ORDER - 1; order >= 0; order--) {
		struct page *page;

		while ((page = alloc_pages(gfp | __GFP_NOWARN, order)))
			hoard_add(hoard, page, order);
	}
}

static void give_all(struct hoard *hoard)
{
	while (hoard->top) {
		struct page *page = hoard->top;

		hoard->top = (struct page *)page->private;
		__free_pages(page, page->index);
	}
	hoard->pages = 0;
}

/* Leave ZONE_DMA with less than its min watermark by @gfp; returns the free pages that are left. */
static unsigned long exhaust_dma(struct hoard *hoard, gfp_t gfp)
{
	take_all(hoard, gfp | GFP_DMA);
	return dma_zone()->vm_stat[NR_FREE_PAGES] + pcp_pages(dma_zone());
}

/* --- How deep ------------------------------------------------------------------------------------- */

static void nowait_stops_at_the_min_watermark(struct kunit *test)
{
	struct hoard hoard = { NULL, 0 };
	unsigned long left = exhaust_dma(&hoard, GFP_NOWAIT);

	give_all(&hoard);
	KUNIT_EXPECT_GE(test, left, min_wmark_pages(dma_zone()));
	KUNIT_EXPECT_LE(test, left, low_wmark_pages(dma_zone()));
}

/* Who could have lived with a higher zone leaves a lower one to those who cannot. */
static void a_fallback_leaves_the_lower_zone_its_reserve(struct kunit *test)
{
	unsigned long reserve = dma_zone()->lowmem_reserve[ZONE_NORMAL], left;
	struct hoard hoard = { NULL, 0 };

	if (first_zone[ZONE_NORMAL] == dma_zone() || !reserve)
		kunit_skip(test, "there is no higher zone");
	take_all(&hoard, GFP_NOWAIT);
	left = dma_zone()->vm_stat[NR_FREE_PAGES] + pcp_pages(dma_zone());
	KUNIT_EXPECT_GE(test, left, min_wmark_pages(dma_zone()) + reserve);
	KUNIT_EXPECT_LT(test, left, min_wmark_pages(dma_zone()) + reserve + MAX_ORDER_NR_PAGES);
	KUNIT_EXPECT_LE(test, exhaust_dma(&hoard, GFP_NOWAIT), left - reserve);
	give_all(&hoard);
}

static void high_may_take_half_of_the_reserve(struct kunit *test)
{
	struct hoard hoard = { NULL, 0 };
	unsigned long left = exhaust_dma(&hoard, GFP_NOWAIT | __GFP_HIGH), min = min_wmark_pages(dma_zone());

	give_all(&hoard);
	KUNIT_EXPECT_GE(test, left, min / 2);
	KUNIT_EXPECT_LE(test, left, min / 2 + 2);
}

static void atomic_goes_a_quarter_deeper_than_high(struct kunit *test)
{
	struct hoard hoard = { NULL, 0 };
	unsigned long left = exhaust_dma(&hoard, GFP_ATOMIC), min = min_wmark_pages(dma_zone());

	give_all(&hoard);
	KUNIT_EXPECT_GE(test, left, min * 3 / 8);
	KUNIT_EXPECT_LT(test, left, min - min / 2); /* which is what __GFP_HIGH leaves, min odd or even */
}

static void memalloc_takes_the_last_page(struct kunit *test)
{
	struct hoard hoard = { NULL, 0 };
	unsigned long left = exhaust_dma(&hoard, GFP_NOWAIT | __GFP_MEMALLOC);
	bool marked = hoard.top && page_is_pfmemalloc(hoard.top);

	give_all(&hoard);
	KUNIT_EXPECT_EQ(test, left, 0);
	KUNIT_EXPECT_TRUE(test, marked);
}

static void nomemalloc_beats_memalloc(struct kunit *test)
{
	struct hoard hoard = { NULL, 0 };
	unsigned long left = exhaust_dma(&hoard, GFP_NOWAIT | __GFP_MEMALLOC | __GFP_NOMEMALLOC);

	give_all(&hoard);
	KUNIT_EXPECT_GE(test, left, min_wmark_pages(dma_zone()));
}

static void a_thread_that_frees_memory_may_take_the_last_page(struct kunit *test)
{
	struct hoard hoard = { NULL, 0 };
	unsigned int old = memalloc_noreclaim_save();
	unsigned long left = exhaust_dma(&hoard, GFP_KERNEL);

	memalloc_noreclaim_restore(old);
	give_all(&hoard);
	KUNIT_EXPECT_EQ(test, left, 0);
	KUNIT_EXPECT_EQ(test, seen.reclaims, 0);
}

/* --- May I wait ------------------------------------------------------------------------------------ */

static void who_cannot_wait_never_reclaims(struct kunit *test)
{
	struct hoard hoard = { NULL, 0 };

	exhaust_dma(&hoard, GFP_NOWAIT);
	exhaust_dma(&hoard, GFP_ATOMIC);
	give_all(&hoard);
	KUNIT_EXPECT_EQ(test, seen.reclaims, 0);
	KUNIT_EXPECT_GT(test, seen.wakes, 0);
}

static void kswapd_is_woken_only_by_who_asks_for_it(struct kunit *test)
{
	struct hoard hoard = { NULL, 0 };

	exhaust_dma(&hoard, 0);
	KUNIT_EXPECT_EQ(test, seen.wakes, 0);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_DMA | __GFP_NOWARN | __GFP_KSWAPD_RECLAIM));
	KUNIT_EXPECT_GT(test, seen.wakes, 0);
	give_all(&hoard);
}

/* One request that cannot be served, after the zone has been emptied by others. */
static void fail_once(struct kunit *test, gfp_t gfp, unsigned int order)
{
	struct hoard hoard = { NULL, 0 };

	exhaust_dma(&hoard, GFP_NOWAIT);
	seen.reclaims = 0;
	KUNIT_EXPECT_NULL(test, alloc_pages(gfp | GFP_DMA | __GFP_NOWARN, order));
	give_all(&hoard);
}

static void gfp_kernel_reclaims_again_and_again_before_it_fails(struct kunit *test)
{
	fail_once(test, GFP_KERNEL, 0);
	KUNIT_EXPECT_GE(test, seen.reclaims, 16);
	KUNIT_EXPECT_EQ(test, seen.gfp & (__GFP_IO | __GFP_FS), __GFP_IO | __GFP_FS);
}

static void noretry_reclaims_once(struct kunit *test)
{
	fail_once(test, GFP_KERNEL | __GFP_NORETRY, 0);
	KUNIT_EXPECT_EQ(test, seen.reclaims, 1);
}

static void a_costly_order_is_retried_only_on_request(struct kunit *test)
{
	fail_once(test, GFP_KERNEL, PAGE_ALLOC_COSTLY_ORDER + 1);
	KUNIT_EXPECT_EQ(test, seen.reclaims, 1);
	fail_once(test, GFP_KERNEL | __GFP_RETRY_MAYFAIL, PAGE_ALLOC_COSTLY_ORDER + 1);
	KUNIT_EXPECT_GE(test, seen.reclaims, 16);
}

static void noio_and_nofs_reach_reclaim(struct kunit *test)
{
	unsigned int old;

	fail_once(test, GFP_NOIO, 0);
	KUNIT_EXPECT_EQ(test, seen.gfp & (__GFP_IO | __GFP_FS), 0);
	fail_once(test, GFP_NOFS, 0);
	KUNIT_EXPECT_EQ(test, seen.gfp & (__GFP_IO | __GFP_FS), __GFP_IO);
	old = memalloc_noio_save();
	fail_once(test, GFP_KERNEL, 0);
	memalloc_noio_restore(old);
	KUNIT_EXPECT_EQ(test, seen.gfp & (__GFP_IO | __GFP_FS), 0);
	old = memalloc_nofs_save();
	fail_once(test, GFP_KERNEL, 0);
	memalloc_nofs_restore(old);
	KUNIT_EXPECT_EQ(test, seen.gfp & (__GFP_IO | __GFP_FS), __GFP_IO);
}

static int free_after_a_while(void *arg)
{
	msleep(NOFAIL_WAIT_MS);
	give_all(arg);
	return 0;
}

static void nofail_waits_for_somebody_to_free(struct kunit *test)
{
	struct hoard hoard = { NULL, 0 };
	struct task_struct *thread;
	struct page *page;

	thread = kthread_create(free_after_a_while, &hoard, "frees");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	exhaust_dma(&hoard, GFP_NOWAIT | __GFP_MEMALLOC);
	get_task_struct(thread);
	wake_up_process(thread);
	page = alloc_page(GFP_KERNEL | GFP_DMA | __GFP_NOFAIL);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_GE(test, seen.reclaims, 16);
	if (page)
		__free_page(page);
	kthread_stop(thread);
	put_task_struct(thread);
}

static void nowarn_is_the_difference_between_a_report_and_none(struct kunit *test)
{
	struct hoard hoard = { NULL, 0 };
	unsigned int before = alloc_failure_count();

	exhaust_dma(&hoard, GFP_NOWAIT);
	KUNIT_EXPECT_EQ(test, alloc_failure_count(), before);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_NOWAIT | GFP_DMA));
	KUNIT_EXPECT_EQ(test, alloc_failure_count(), before + 1);
	give_all(&hoard);
}

/* --- Which frames, and how ------------------------------------------------------------------------- */

static void thisnode_is_content_with_no_other_node(struct kunit *test)
{
	struct page *page;

	KUNIT_EXPECT_NULL(test, __alloc_pages_node(1, GFP_KERNEL | __GFP_THISNODE | __GFP_NOWARN, 0));
	page = __alloc_pages_node(1, GFP_KERNEL, 0);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
}

static void gfp_user_has_a_kernel_address_and_highuser_need_not(struct kunit *test)
{
	struct page *page = alloc_page(GFP_USER);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_FALSE(test, PageHighMem(page));
	__free_page(page);
	page = alloc_page(GFP_HIGHUSER);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, PageHighMem(page), totalhigh_pages() > 0);
	__free_page(page);
}

static void gfp_dma32_alone_has_a_kernel_address(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL | GFP_DMA32);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_LE(test, page_zonenum(page), ZONE_NORMAL);
	__free_page(page);
}

static void contradictions_are_reported_and_served(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_DMA | __GFP_HIGHMEM);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, page_zonenum(page), ZONE_DMA);
	__free_page(page);
}

/* Atomic runs make the allocator keep a pageblock for the next of them, and OOM takes it apart again. */
static void atomic_runs_keep_a_pageblock_for_their_next(struct kunit *test)
{
	struct zone *zone = first_zone[ZONE_NORMAL];
	struct hoard hoard = { NULL, 0 }, runs = { NULL, 0 };
	unsigned long reserved;

	if (zone_managed_pages(zone) < 16 * pageblock_nr_pages)
		kunit_skip(test, "the zone is too small for a reserve");
	/* At the low watermark, so that a run is taken by the path of those that cannot wait. */
	take_all(&hoard, GFP_KERNEL & ~__GFP_RECLAIM);
	while (hoard.top && !zone->nr_reserved_highatomic &&
	       zone->vm_stat[NR_FREE_PAGES] < high_wmark_pages(zone)) {
		struct page *page = hoard.top, *run;

		hoard.top = (struct page *)page->private;
		__free_pages(page, page->index);
		run = alloc_pages(GFP_ATOMIC | __GFP_NOWARN, 2);
		if (run)
			hoard_add(&runs, run, 2);
	}
	reserved = zone->nr_reserved_highatomic;
	give_all(&hoard);
	give_all(&runs);
	KUNIT_EXPECT_GT(test, reserved, 0);
	KUNIT_EXPECT_LE(test, reserved, zone_managed_pages(zone) / 100 + pageblock_nr_pages);
	/* A zone emptied by callers that may sleep gets it back. */
	take_all(&hoard, GFP_KERNEL | __GFP_NORETRY);
	give_all(&hoard);
	KUNIT_EXPECT_EQ(test, zone->nr_reserved_highatomic, 0);
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
}

static struct kunit_case gfp_cases[] = {
	KUNIT_CASE(nowait_stops_at_the_min_watermark),
	KUNIT_CASE(a_fallback_leaves_the_lower_zone_its_reserve),
	KUNIT_CASE(high_may_take_half_of_the_reserve),
	KUNIT_CASE(atomic_goes_a_quarter_deeper_than_high),
	KUNIT_CASE(memalloc_takes_the_last_page),
	KUNIT_CASE(nomemalloc_beats_memalloc),
	KUNIT_CASE(a_thread_that_frees_memory_may_take_the_last_page),
	KUNIT_CASE(who_cannot_wait_never_reclaims),
	KUNIT_CASE(kswapd_is_woken_only_by_who_asks_for_it),
	KUNIT_CASE(gfp_kernel_reclaims_again_and_again_before_it_fails),
	KUNIT_CASE(noretry_reclaims_once),
	KUNIT_CASE(a_costly_order_is_retried_only_on_request),
	KUNIT_CASE(noio_and_nofs_reach_reclaim),
	KUNIT_CASE(nofail_waits_for_somebody_to_free),
	KUNIT_CASE(nowarn_is_the_difference_between_a_report_and_none),
	KUNIT_CASE(thisnode_is_content_with_no_other_node),
	KUNIT_CASE(gfp_user_has_a_kernel_address_and_highuser_need_not),
	KUNIT_CASE(gfp_dma32_alone_has_a_kernel_address),
	KUNIT_CASE(contradictions_are_reported_and_served),
	KUNIT_CASE(atomic_runs_keep_a_pageblock_for_their_next),
	{}
};

static struct kunit_suite gfp_suite = {
	.name = "gfp",
	.init = watch_reclaim,
	.exit = restore_reclaim,
	.test_cases = gfp_cases,
};
kunit_test_suite(gfp_suite);
