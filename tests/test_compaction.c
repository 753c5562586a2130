// SPDX-License-Identifier: MIT
/*
 * tests/test_compaction.c: memory in pieces, and the run that compaction makes of it.
 *
 * How memory falls to pieces: compaction_scene.h.
 */
#include "compaction_scene.h"
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/pagemap.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/vmstat.h>

static struct page *no_compaction(const struct alloc_context *ac, unsigned int alloc_flags,
				  enum compact_priority prio, enum compact_result *result)
{
	*result = COMPACT_COMPLETE;
	return NULL;
}

static void a_run_is_made_out_of_pieces_and_nothing_is_lost(struct kunit *test)
{
	unsigned long stalls = vm_event(COMPACTSTALL), got = vm_event(COMPACTSUCCESS);
	unsigned long moved = vm_event(PGMIGRATE_SUCCESS);
	struct page *page;

	fragment(test);
	compact_hook = no_compaction;
	page = ask_for_run();
	KUNIT_EXPECT_NULL(test, page); /* without compaction it fails */
	if (page)
		hold(page, scene.order);
	compact_hook = scene.hook;
	page = ask_for_run();
	KUNIT_ASSERT_NOT_NULL(test, page);
	hold(page, scene.order);
	KUNIT_EXPECT_GT(test, vm_event(COMPACTSTALL), stalls);
	KUNIT_EXPECT_GT(test, vm_event(COMPACTSUCCESS), got);
	KUNIT_EXPECT_GT(test, vm_event(PGMIGRATE_SUCCESS), moved + (1UL << scene.order) / 4);
	expect_contents(test);
}

/* The usual way to fall to pieces: what was free holds clean pages of the cache, in no order. */
static void a_run_is_made_when_the_cache_has_filled_memory(struct kunit *test)
{
	unsigned long nr = high_wmark_pages(the_zone()) + (8UL << scene.order);
	bool tiny = scene.order < pageblock_order;
	gfp_t gfp = GFP_HIGHUSER_MOVABLE | __GFP_NOWARN;
	struct page *page;

	take_all_runs();
	if (!give_runs(the_zone(), nr))
		kunit_skip(test, "the zone has too few long runs");
	for (pgoff_t i = 0; i < nr + nr / 2; i++) {
		page = read_mapping_page(&scene.mapping, (i * 7919) % (2 * nr), NULL);
		KUNIT_ASSERT_FALSE(test, IS_ERR(page));
		put_page(page);
	}
	/*
	 * On a tiny machine there is an unmovable page in most places, and the free scanner takes nothing from
	 * the pageblock of the run: what one round of reclaim frees may all lie there.
	 */
	if (tiny)
		gfp |= __GFP_RETRY_MAYFAIL;
	for (unsigned int i = 0; i < (tiny ? 1 : 2); i++) {
		page = alloc_pages(gfp, scene.order);
		KUNIT_EXPECT_NOT_NULL(test, page);
		if (page)
			hold(page, scene.order);
	}
}

static void who_may_not_wait_gets_no_compaction(struct kunit *test)
{
	static const gfp_t never[] = { GFP_NOIO | __GFP_NORETRY, GFP_NOWAIT, GFP_ATOMIC };
	unsigned long stalls = vm_event(COMPACTSTALL), moved = vm_event(PGMIGRATE_SUCCESS);

	fragment(test);
	for (unsigned int i = 0; i < ARRAY_SIZE(never); i++) {
		struct page *page = alloc_pages(never[i] | __GFP_HIGHMEM | __GFP_NOWARN, scene.order);

		/* GFP_ATOMIC may find one in another zone's reserve. */
		if (page)
			hold(page, scene.order);
	}
	KUNIT_EXPECT_FALSE(test, any_run());
	KUNIT_EXPECT_EQ(test, vm_event(COMPACTSTALL), stalls);
	KUNIT_EXPECT_EQ(test, vm_event(PGMIGRATE_SUCCESS), moved);
}

static void kcompactd_makes_the_run_that_an_interrupt_missed(struct kunit *test)
{
	unsigned long wakes = vm_event(KCOMPACTD_WAKE), scanned = vm_event(KCOMPACTD_MIGRATE_SCANNED);
	const gfp_t gfp = GFP_NOWAIT | __GFP_HIGHMEM | __GFP_MOVABLE | __GFP_NOWARN;
	struct page *page;

	fragment(test);
	page = run_of_the_zone(gfp);
	KUNIT_EXPECT_NULL(test, page);
	/* It counts what it has scanned at the end of the zone, which may be long after the run exists. */
	for (int ms = 0; ms < 5000 && !(any_run() && vm_event(KCOMPACTD_MIGRATE_SCANNED) > scanned); ms += 10)
		msleep(10);
	KUNIT_EXPECT_TRUE(test, any_run());
	page = run_of_the_zone(gfp);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (page)
		hold(page, scene.order);
	KUNIT_EXPECT_GT(test, vm_event(KCOMPACTD_WAKE), wakes);
	KUNIT_EXPECT_GT(test, vm_event(KCOMPACTD_MIGRATE_SCANNED), scanned);
	expect_contents(test);
}

/* The books' sentence, shown: there is plenty of memory, and only single pages of it can be counted on. */
static void order_0_always_works_and_higher_orders_become_uncertain(struct kunit *test)
{
	struct page *page;

	fragment(test);
	compact_hook = no_compaction;
	KUNIT_EXPECT_GT(test, nr_free_pages(), 2UL << scene.order);
	page = ask_for_run();
	KUNIT_EXPECT_NULL(test, page);
	if (page)
		hold(page, scene.order);
	for (unsigned int i = 0; i < 1U << scene.order; i++) {
		page = alloc_page(GFP_HIGHUSER_MOVABLE);
		KUNIT_ASSERT_NOT_NULL(test, page);
		hold(page, 0);
	}
}

static void gfp_nofs_moves_no_page_of_the_cache(struct kunit *test)
{
	unsigned long moved = vm_event(PGMIGRATE_SUCCESS);
	struct page *page;

	fragment(test);
	page = run_of_the_zone(GFP_NOFS | __GFP_HIGHMEM | __GFP_MOVABLE | __GFP_NORETRY | __GFP_NOWARN);
	KUNIT_EXPECT_NULL(test, page);
	if (page)
		hold(page, scene.order);
	KUNIT_EXPECT_EQ(test, vm_event(PGMIGRATE_SUCCESS), moved);
}

static void a_page_that_somebody_holds_stays_where_it_is(struct kunit *test)
{
	struct page *page, *held;

	fragment(test);
	held = find_get_page(&scene.mapping, 0);
	KUNIT_ASSERT_NOT_NULL(test, held);
	compact_memory();
	page = find_get_page(&scene.mapping, 0);
	KUNIT_EXPECT_PTR_EQ(test, page, held);
	put_page(page);
	put_page(held);
	expect_contents(test);
}

static void compact_memory_makes_every_zone_dense(struct kunit *test)
{
	static const char order[] = "1\n";
	unsigned long scanned = vm_event(COMPACTMIGRATE_SCANNED), free_scanned = vm_event(COMPACTFREE_SCANNED);
	unsigned long isolated = vm_event(COMPACTISOLATED);
	struct file *file;

	fragment(test);
	file = proc_open("sys/vm/compact_memory", O_WRONLY);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	KUNIT_EXPECT_EQ(test, kernel_write(file, order, sizeof(order) - 1, &file->f_pos), sizeof(order) - 1);
	proc_close(file);
	/* It works by pageblocks: on a tiny machine all may lie in one. */
	if (scene.order == pageblock_order)
		KUNIT_EXPECT_TRUE(test, any_run());
	KUNIT_EXPECT_GT(test, vm_event(COMPACTMIGRATE_SCANNED), scanned);
	KUNIT_EXPECT_GT(test, vm_event(COMPACTFREE_SCANNED), free_scanned);
	KUNIT_EXPECT_GT(test, vm_event(COMPACTISOLATED), isolated);
	expect_contents(test);
}

/* The same words, read by another thread for as long as pages are moved back and forth. */
static int read_on(void *data)
{
	unsigned long *wrong = data;
	pgoff_t i = 0;

	while (!kthread_should_stop()) {
		struct page *page = read_mapping_page(&scene.mapping, i, NULL);

		if (!IS_ERR(page)) {
			*wrong += !holds_its_number(page);
			put_page(page);
		}
		i = (i + 2) % scene.nr_pages;
		if (i % 32 == 0)
			schedule();
	}
	return 0;
}

static void readers_see_the_right_contents_meanwhile(struct kunit *test)
{
	unsigned long wrong = 0;
	struct task_struct *reader;

	fragment(test);
	reader = kthread_run(read_on, &wrong, "compact-reader");
	KUNIT_ASSERT_FALSE(test, IS_ERR(reader));
	for (int round = 0; round < 3; round++) {
		struct page *page;

		compact_memory();
		schedule();
		/* What came free is pinned, so that the next round has other places to move to. */
		page = ask_for_run();
		if (page)
			hold(page, scene.order);
	}
	kthread_stop(reader);
	KUNIT_EXPECT_EQ(test, wrong, 0);
	expect_contents(test);
}

static void pages_of_a_driver_move_when_it_says_how(struct kunit *test)
{
	scene.with_driver = true;
	fragment(test);
	compact_memory();
	KUNIT_EXPECT_EQ(test, driver.moved, driver.isolated);
	KUNIT_EXPECT_GT(test, driver.moved, 0);
	KUNIT_EXPECT_EQ(test, driver.put_back, 0);
	KUNIT_EXPECT_EQ(test, driver_unload(), 0);
}

static void a_driver_that_refuses_gets_its_pages_back(struct kunit *test)
{
	unsigned long failed = vm_event(PGMIGRATE_FAIL);

	scene.with_driver = driver.refuse = true;
	fragment(test);
	compact_memory();
	KUNIT_EXPECT_GT(test, driver.isolated, 0);
	KUNIT_EXPECT_EQ(test, driver.put_back, driver.isolated);
	KUNIT_EXPECT_EQ(test, driver.moved, 0);
	KUNIT_EXPECT_GE(test, vm_event(PGMIGRATE_FAIL), failed + driver.isolated);
	KUNIT_EXPECT_EQ(test, driver_unload(), 0);
}

static struct kunit_case compaction_cases[] = {
	KUNIT_CASE(a_run_is_made_out_of_pieces_and_nothing_is_lost),
	KUNIT_CASE(a_run_is_made_when_the_cache_has_filled_memory),
	KUNIT_CASE(who_may_not_wait_gets_no_compaction),
	KUNIT_CASE(kcompactd_makes_the_run_that_an_interrupt_missed),
	KUNIT_CASE(order_0_always_works_and_higher_orders_become_uncertain),
	KUNIT_CASE(gfp_nofs_moves_no_page_of_the_cache),
	KUNIT_CASE(a_page_that_somebody_holds_stays_where_it_is),
	KUNIT_CASE(compact_memory_makes_every_zone_dense),
	KUNIT_CASE(readers_see_the_right_contents_meanwhile),
	KUNIT_CASE(pages_of_a_driver_move_when_it_says_how),
	KUNIT_CASE(a_driver_that_refuses_gets_its_pages_back),
	{}
};

static struct kunit_suite compaction_suite = {
	.name = "compaction",
	.init = compaction_init,
	.exit = compaction_exit,
	.test_cases = compaction_cases,
};
kunit_test_suite(compaction_suite);
