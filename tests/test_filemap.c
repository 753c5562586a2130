// SPDX-License-Identifier: MIT
/* tests/test_filemap.c: pages of the cache are read, found, moved and dropped; numbers_device.h is the device. */
#include "numbers_device.h"

static void a_page_is_read_once(struct kunit *test)
{
	struct page *page = read_mapping_page(&dev.mapping, 7, NULL), *again;

	KUNIT_ASSERT_FALSE(test, IS_ERR(page));
	again = read_mapping_page(&dev.mapping, 7, NULL);
	KUNIT_EXPECT_PTR_EQ(test, page, again);
	KUNIT_EXPECT_EQ(test, dev.pages, 1);
	KUNIT_EXPECT_EQ(test, page_count(page), 3);
	KUNIT_EXPECT_EQ(test, number_at(page), 21);
	put_page(page);
	put_page(again);
	KUNIT_EXPECT_EQ(test, PTR_ERR(read_mapping_page(&dev.mapping, DEVICE_PAGES, NULL)), -EINVAL);
}

static void who_reads_on_gets_growing_windows_ahead_of_need(struct kunit *test)
{
	struct file_ra_state ra;

	file_ra_state_init(&ra, &dev.mapping);
	ra.ra_pages = 64;
	read_and_put(test, &ra, 0);
	KUNIT_EXPECT_EQ(test, dev.pages, 4);
	read_and_put(test, &ra, 1); /* the mark: the next window, while two pages are left of this */
	KUNIT_EXPECT_EQ(test, dev.pages, 4 + 8);
	for (pgoff_t i = 2; i < 1020; i++) {
		read_and_put(test, &ra, i);
		KUNIT_EXPECT_GT(test, dev.pages, i + 1);
	}
	KUNIT_EXPECT_LE(test, dev.largest, 64);
	KUNIT_EXPECT_LE(test, dev.reads, 6 + 1020 / dev.largest);
	dev.reads = dev.pages = 0;
	read_and_put(test, &ra, 500000);
	read_and_put(test, &ra, 600000);
	KUNIT_EXPECT_EQ(test, dev.pages, 2);
}

static void the_reader_goes_on_while_the_next_window_is_read(struct kunit *test)
{
	struct file_ra_state ra;

	file_ra_state_init(&ra, &dev.mapping);
	read_and_put(test, &ra, 0);
	dev.hold_reads = true;
	read_and_put(test, &ra, 1);
	KUNIT_EXPECT_GT(test, dev.nr_held, 0);
	read_and_put(test, &ra, 2);
	read_and_put(test, &ra, 3);
	for (unsigned int i = 0; i < dev.nr_held; i++) {
		KUNIT_EXPECT_TRUE(test, PageLocked(dev.held[i]));
		end_read(dev.held[i], 0);
	}
	dev.hold_reads = false;
	read_and_put(test, &ra, 4);
}

static void a_failed_read_is_told_and_tried_again(struct kunit *test)
{
	dev.error = -EIO;
	KUNIT_EXPECT_EQ(test, PTR_ERR(read_mapping_page(&dev.mapping, 1, NULL)), -EIO);
	dev.error = -ETIMEDOUT;
	KUNIT_EXPECT_EQ(test, PTR_ERR(read_mapping_page(&dev.mapping, 1, NULL)), -ETIMEDOUT);
	dev.error = 0;
	read_and_put(test, NULL, 1);
}

static void an_error_ahead_does_not_fail_the_page_that_was_asked_for(struct kunit *test)
{
	struct file_ra_state ra;

	file_ra_state_init(&ra, &dev.mapping);
	dev.error = -EIO;
	dev.bad_index = 3;
	read_and_put(test, &ra, 0); /* with 1, 2 and 3, and then alone */
	KUNIT_EXPECT_EQ(test, dev.reads, 2);
	read_and_put(test, &ra, 1);
	read_and_put(test, &ra, 2);
	KUNIT_EXPECT_EQ(test, PTR_ERR(filemap_get_page(&dev.mapping, &ra, 3, 1)), -EIO);
	read_and_put(test, &ra, 4);
	dev.error = 0;
	read_and_put(test, &ra, 3);
}

static void no_answer_to_a_window_is_not_waited_for_twice(struct kunit *test)
{
	struct file_ra_state ra;

	file_ra_state_init(&ra, &dev.mapping);
	dev.error = -ETIMEDOUT;
	KUNIT_EXPECT_EQ(test, PTR_ERR(filemap_get_page(&dev.mapping, &ra, 0, 1)), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, dev.reads, 1);
	dev.error = 0;
	read_and_put(test, &ra, 0);
}

static void clean_pages_go_but_one_that_is_held_stays(struct kunit *test)
{
	struct file_ra_state ra;
	struct page *held;

	file_ra_state_init(&ra, &dev.mapping);
	for (pgoff_t i = 0; i < 100; i++)
		read_and_put(test, &ra, i);
	held = read_mapping_page(&dev.mapping, 50, NULL);
	KUNIT_EXPECT_GE(test, shrink_all(GFP_KERNEL), 99);
	KUNIT_EXPECT_EQ(test, dev.mapping.nrpages, 1);
	KUNIT_EXPECT_EQ(test, number_at(held), 150);
	put_page(held);
	KUNIT_EXPECT_EQ(test, shrink_all(GFP_NOIO), 1);
}

static void a_page_used_twice_outlives_those_used_once(struct kunit *test)
{
	struct scan_control sc = { .gfp = GFP_KERNEL, .priority = 1 };
	struct file_ra_state ra;
	struct page *page;

	file_ra_state_init(&ra, &dev.mapping);
	ra.ra_pages = 4;
	read_and_put(test, NULL, 1000);
	read_and_put(test, NULL, 1000);
	page = find_get_page(&dev.mapping, 1000);
	KUNIT_EXPECT_TRUE(test, PageActive(page));
	for (pgoff_t i = 0; i < 100; i++)
		read_and_put(test, &ra, i);
	put_page(page);
	shrink_zone_lists(page_zone(page), &sc);
	page = find_get_page(&dev.mapping, 1000);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (page)
		put_page(page);
	KUNIT_EXPECT_LT(test, dev.mapping.nrpages, 110);
}

static void reclaim_does_not_see_an_isolated_page(struct kunit *test)
{
	struct page *page = read_mapping_page(&dev.mapping, 5, NULL), *again;

	KUNIT_ASSERT_FALSE(test, IS_ERR(page));
	KUNIT_ASSERT_EQ(test, isolate_lru_page(page), 0);
	KUNIT_EXPECT_EQ(test, isolate_lru_page(page), -EBUSY);
	KUNIT_EXPECT_EQ(test, page_count(page), 3);
	KUNIT_EXPECT_EQ(test, node_page_state(NODE_DATA(0), NR_ISOLATED_FILE), 1);
	put_page(page);
	KUNIT_EXPECT_EQ(test, shrink_all(GFP_KERNEL), 0);
	again = read_mapping_page(&dev.mapping, 5, NULL);
	KUNIT_EXPECT_PTR_EQ(test, again, page);
	put_page(again);
	putback_lru_page(page);
	KUNIT_EXPECT_EQ(test, node_page_state(NODE_DATA(0), NR_ISOLATED_FILE), 0);
	KUNIT_EXPECT_EQ(test, shrink_all(GFP_KERNEL), 1);
}

/* As compaction moves a page: @page is held once by the caller. Return: what took its place, or NULL. */
static struct page *migrate(struct page *page)
{
	struct page *newpage = alloc_page(GFP_HIGHUSER_MOVABLE);
	int err;

	if (!newpage)
		return NULL;
	lock_page(page);
	lock_page(newpage);
	err = isolate_lru_page(page);
	put_page(page);
	if (!err)
		err = migrate_page_move_mapping(&dev.mapping, newpage, page, 0);
	if (!err)
		migrate_page_copy(newpage, page);
	unlock_page(newpage);
	unlock_page(page);
	if (err) {
		putback_lru_page(page);
		put_page(newpage);
		return NULL;
	}
	put_page(page);
	putback_lru_page(newpage);
	return newpage;
}

static void a_page_can_move_with_contents_and_dirt(struct kunit *test)
{
	struct page *page = read_mapping_page(&dev.mapping, 11, NULL), *newpage, *found;

	KUNIT_ASSERT_FALSE(test, IS_ERR(page));
	set_page_dirty(page);
	newpage = migrate(page);
	KUNIT_ASSERT_NOT_NULL(test, newpage);
	found = read_mapping_page(&dev.mapping, 11, NULL);
	KUNIT_EXPECT_PTR_EQ(test, found, newpage);
	KUNIT_EXPECT_EQ(test, number_at(found), 33);
	KUNIT_EXPECT_TRUE(test, PageDirty(found));
	KUNIT_EXPECT_EQ(test, page_count(found), 2);
	KUNIT_EXPECT_EQ(test, dev.pages, 1);
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&dev.mapping), 0);
	KUNIT_EXPECT_EQ(test, dev.last_written, 11);
	put_page(found);
}

static void a_page_that_somebody_holds_does_not_move(struct kunit *test)
{
	struct page *page = read_mapping_page(&dev.mapping, 12, NULL);

	KUNIT_ASSERT_FALSE(test, IS_ERR(page));
	get_page(page);
	KUNIT_EXPECT_NULL(test, migrate(page));
	KUNIT_EXPECT_EQ(test, number_at(page), 36);
	KUNIT_EXPECT_TRUE(test, PageLRU(page));
	put_page(page);
}

static void a_stream_larger_than_memory_never_fails_an_allocation(struct kunit *test)
{
	unsigned long n = totalram_pages() + totalram_pages() / 2, stolen, before;
	struct file_ra_state ra;

	file_ra_state_init(&ra, &dev.mapping);
	before = vm_event(PGSTEAL_KSWAPD) + vm_event(PGSTEAL_DIRECT);
	n = min(n, 100000UL);
	for (pgoff_t i = 0; i < n; i++) {
		struct page *page = i % 64 ? NULL : alloc_page(GFP_KERNEL);

		if (!(i % 64))
			KUNIT_ASSERT_NOT_NULL(test, page);
		if (page)
			__free_page(page);
		read_and_put(test, &ra, i);
	}
	stolen = vm_event(PGSTEAL_KSWAPD) + vm_event(PGSTEAL_DIRECT) - before;
	if (n > totalram_pages())
		KUNIT_EXPECT_GT(test, stolen, n - totalram_pages());
}

static struct kunit_case filemap_cases[] = {
	KUNIT_CASE(a_page_is_read_once),
	KUNIT_CASE(who_reads_on_gets_growing_windows_ahead_of_need),
	KUNIT_CASE(the_reader_goes_on_while_the_next_window_is_read),
	KUNIT_CASE(a_failed_read_is_told_and_tried_again),
	KUNIT_CASE(an_error_ahead_does_not_fail_the_page_that_was_asked_for),
	KUNIT_CASE(no_answer_to_a_window_is_not_waited_for_twice),
	KUNIT_CASE(clean_pages_go_but_one_that_is_held_stays),
	KUNIT_CASE(a_page_used_twice_outlives_those_used_once),
	KUNIT_CASE(reclaim_does_not_see_an_isolated_page),
	KUNIT_CASE(a_page_can_move_with_contents_and_dirt),
	KUNIT_CASE(a_page_that_somebody_holds_does_not_move),
	KUNIT_CASE(a_stream_larger_than_memory_never_fails_an_allocation),
	{}
};

static struct kunit_suite filemap_suite = {
	.name = "filemap",
	.init = numbers_start,
	.exit = numbers_end,
	.test_cases = filemap_cases,
};
kunit_test_suite(filemap_suite);
