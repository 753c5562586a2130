// SPDX-License-Identifier: MIT
/*
 * tests/test_vmscan.c: shrinkers are asked for their share; kswapd and direct reclaim make them give.
 *
 * The cache here keeps real pages and gives them only to whom the case allows: to kswapd, or to threads
 * that reclaim for themselves. Memory is drained by requests that cannot wait, so reclaim begins exactly
 * where the case says.
 */
#include "mm/internal.h"
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/shrinker.h>
#include <linux/vmstat.h>

#define HOARD 512 /* pages; more than all low watermarks of a small machine need */

static struct hoard {
	struct shrinker shrinker;
	struct list_head pages;
	unsigned long nr;	/* what it says it has */
	unsigned long asked;	/* objects it was asked to look at */
	unsigned int calls, by_kswapd;
	bool stop;		/* gives nothing */
	bool for_kswapd;	/* gives to kswapd only; else to others only */
} hoard;

static unsigned long hoard_count(struct shrinker *shrinker, struct shrink_control *sc)
{
	return hoard.nr;
}

static unsigned long hoard_scan(struct shrinker *shrinker, struct shrink_control *sc)
{
	bool kswapd = current->flags & PF_KSWAPD;
	unsigned long freed = 0;

	hoard.calls++;
	hoard.by_kswapd += kswapd;
	if (hoard.stop || kswapd != hoard.for_kswapd)
		return SHRINK_STOP;
	hoard.asked += sc->nr_to_scan;
	for (; freed < sc->nr_to_scan && !list_empty(&hoard.pages); freed++, hoard.nr--) {
		struct page *page = list_first_entry(&hoard.pages, struct page, lru);

		list_del(&page->lru);
		__free_page(page);
	}
	return freed;
}

static int hoard_init(struct kunit *test)
{
	memset(&hoard, 0, sizeof(hoard));
	INIT_LIST_HEAD(&hoard.pages);
	hoard.shrinker.count_objects = hoard_count;
	hoard.shrinker.scan_objects = hoard_scan;
	hoard.shrinker.seeks = DEFAULT_SEEKS;
	return register_shrinker(&hoard.shrinker, "test-%s", "hoard");
}

static void free_list(struct list_head *pages)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, pages, lru)
		__free_page(page);
	INIT_LIST_HEAD(pages);
}

static void hoard_exit(struct kunit *test)
{
	unregister_shrinker(&hoard.shrinker);
	free_list(&hoard.pages);
}

static void fill_hoard(struct kunit *test)
{
	for (; hoard.nr < HOARD; hoard.nr++) {
		struct page *page = alloc_page(GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, page);
		list_add(&page->lru, &hoard.pages);
	}
}

/* Everything that may be had without waiting. */
static void drain_lowmem(struct list_head *pages)
{
	struct page *page;

	while ((page = alloc_page(GFP_NOWAIT | __GFP_NOWARN)))
		list_add(&page->lru, pages);
}

static void a_shrinker_is_asked_in_proportion(struct kunit *test)
{
	hoard.nr = 10000;
	/* 10000 / 4 * 4 / 2 = 5000: 39 batches of 128, and 8 are owed. */
	shrink_slab(GFP_KERNEL, 0, 2);
	KUNIT_EXPECT_EQ(test, hoard.asked, 4992);
	KUNIT_EXPECT_EQ(test, hoard.calls, 39);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&hoard.shrinker.nr_deferred[0]), 8);
	hoard.asked = 0;
	hoard.shrinker.seeks = 0;
	shrink_slab(GFP_KERNEL, 0, 12);
	KUNIT_EXPECT_EQ(test, hoard.asked, 4992); /* objects that cost nothing: half of them */
}

static void batch_is_what_the_shrinker_says(struct kunit *test)
{
	hoard.nr = 1000;
	hoard.shrinker.batch = 500;
	shrink_slab(GFP_KERNEL, 0, 1);
	KUNIT_EXPECT_EQ(test, hoard.calls, 2);
	KUNIT_EXPECT_EQ(test, hoard.asked, 1000);
}

static void what_a_stopped_shrinker_owes_is_bounded(struct kunit *test)
{
	hoard.nr = 1000;
	hoard.stop = true;
	for (int i = 0; i < 20; i++)
		shrink_slab(GFP_KERNEL, 0, 0);
	KUNIT_EXPECT_EQ(test, hoard.calls, 20);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&hoard.shrinker.nr_deferred[0]), 2000);
	hoard.stop = false;
	shrink_slab(GFP_KERNEL, 0, 0);
	KUNIT_EXPECT_GE(test, hoard.asked, 1900);
	KUNIT_EXPECT_LE(test, hoard.asked, 2000);
}

static void an_empty_or_unregistered_shrinker_is_not_called(struct kunit *test)
{
	hoard.nr = SHRINK_EMPTY;
	shrink_slab(GFP_KERNEL, 0, 0);
	hoard.nr = 0;
	shrink_slab(GFP_KERNEL, 0, 0);
	unregister_shrinker(&hoard.shrinker);
	hoard.nr = 1000;
	shrink_slab(GFP_KERNEL, 0, 0);
	KUNIT_EXPECT_EQ(test, hoard.calls, 0);
}

static void who_may_wait_reclaims_and_who_may_not_fails(struct kunit *test)
{
	unsigned long stalls = vm_event(ALLOCSTALL_NORMAL);
	LIST_HEAD(taken);
	struct page *page;

	fill_hoard(test);
	drain_lowmem(&taken);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_NOWAIT | __GFP_NOWARN));
	KUNIT_EXPECT_EQ(test, hoard.calls, 0);
	KUNIT_EXPECT_EQ(test, vm_event(ALLOCSTALL_NORMAL), stalls);
	page = alloc_page(GFP_KERNEL | __GFP_NOWARN);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (page)
		list_add(&page->lru, &taken);
	KUNIT_EXPECT_GT(test, hoard.calls, hoard.by_kswapd);
	KUNIT_EXPECT_GT(test, vm_event(ALLOCSTALL_NORMAL), stalls);
	free_list(&taken);
}

static bool lowmem_is_high(void)
{
	for (int i = 0; i <= ZONE_NORMAL; i++) {
		struct zone *zone = &NODE_DATA(0)->node_zones[i];

		if (managed_zone(zone) &&
		    zone_watermark_ok(zone, 0, high_wmark_pages(zone), ZONE_NORMAL, 0))
			return true;
	}
	return false;
}

static void kswapd_wakes_at_low_and_works_to_high(struct kunit *test)
{
	unsigned long runs = vm_event(PAGEOUTRUN);
	LIST_HEAD(taken);

	fill_hoard(test);
	hoard.for_kswapd = true;
	for (int i = 0; i < 3; i++) {
		/* More than the watermarks are worth: kswapd may have to be woken again. */
		drain_lowmem(&taken);
		KUNIT_EXPECT_EQ(test, hoard.by_kswapd > 0, i > 0);
		for (int ms = 0; ms < 5000 && !lowmem_is_high() && hoard.nr; ms += 20)
			msleep(20);
		if (lowmem_is_high())
			break;
	}
	KUNIT_EXPECT_TRUE(test, lowmem_is_high());
	KUNIT_EXPECT_GT(test, vm_event(PAGEOUTRUN), runs);
	KUNIT_EXPECT_GT(test, hoard.by_kswapd, 0);
	free_list(&taken);
}

static void what_a_shrinker_allocates_does_not_reclaim_again(struct kunit *test)
{
	unsigned long stalls = vm_event(ALLOCSTALL_NORMAL);
	unsigned int old = current->flags & PF_MEMALLOC;
	LIST_HEAD(taken);
	struct page *page;

	drain_lowmem(&taken);
	current->flags |= PF_MEMALLOC;
	page = alloc_page(GFP_KERNEL | __GFP_NOWARN);
	current->flags = (current->flags & ~PF_MEMALLOC) | old;
	KUNIT_EXPECT_NOT_NULL(test, page); /* from below the min watermark */
	if (page)
		list_add(&page->lru, &taken);
	KUNIT_EXPECT_EQ(test, vm_event(ALLOCSTALL_NORMAL), stalls);
	free_list(&taken);
}

static struct kunit_case vmscan_cases[] = {
	KUNIT_CASE(a_shrinker_is_asked_in_proportion),
	KUNIT_CASE(batch_is_what_the_shrinker_says),
	KUNIT_CASE(what_a_stopped_shrinker_owes_is_bounded),
	KUNIT_CASE(an_empty_or_unregistered_shrinker_is_not_called),
	KUNIT_CASE(who_may_wait_reclaims_and_who_may_not_fails),
	KUNIT_CASE(kswapd_wakes_at_low_and_works_to_high),
	KUNIT_CASE(what_a_shrinker_allocates_does_not_reclaim_again),
	{}
};

static struct kunit_suite vmscan_suite = {
	.name = "vmscan",
	.init = hoard_init,
	.exit = hoard_exit,
	.test_cases = vmscan_cases,
};
kunit_test_suite(vmscan_suite);
