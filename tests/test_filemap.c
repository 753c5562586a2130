// SPDX-License-Identifier: MIT
/* tests/test_filemap.c: the page cache, on a device made of arithmetic that counts what is asked of it. */
#include "mm/vmscan.h"
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/highmem.h>
#include <linux/pagemap.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>

#define DEVICE_PAGES (1UL << 20) /* 4 GiB: more than memory */

#define MOST_HELD    512
#define NOTHING	     (~0ul)

static struct device_of_numbers {
	struct address_space mapping;
	unsigned long reads, pages, writes, largest;
	unsigned long last_written;
	unsigned long bad_index; /* a read or write that carries this page fails as a whole */
	int error;		 /* of reads and writes, or of bad_index only */
	bool hold_reads, hold_writes; /* they end when the test says so */
	struct page *held[MOST_HELD];
	unsigned int nr_held;
} dev;

static void end_read(struct page *page, int error)
{
	u32 *word = kmap_local_page(page);

	word[0] = word[1023] = page->index * 3;
	kunmap_local(word);
	if (error)
		mapping_read_failed(page, error);
	else
		SetPageUptodate(page);
	unlock_page(page);
}

static void read_pages(struct page **pages, unsigned int nr)
{
	int error = dev.bad_index == NOTHING ? dev.error : 0;

	dev.reads++;
	dev.pages += nr;
	dev.largest = max(dev.largest, (unsigned long)nr);
	for (unsigned int i = 0; i < nr; i++)
		if (pages[i]->index == dev.bad_index)
			error = dev.error;
	for (unsigned int i = 0; i < nr; i++)
		if (dev.hold_reads)
			dev.held[dev.nr_held++] = pages[i];
		else
			end_read(pages[i], error);
}

static int numbers_readpage(struct file *file, struct page *page)
{
	read_pages(&page, 1);
	return 0;
}

static void numbers_readahead(struct readahead_control *rac)
{
	static struct page *pages[256];
	struct page *page;
	unsigned int nr = 0;

	while ((page = readahead_page(rac))) {
		pages[nr++] = page;
		put_page(page);
	}
	read_pages(pages, nr);
}

static int numbers_writepage(struct page *page, struct writeback_control *wbc)
{
	int error = dev.bad_index == NOTHING || page->index == dev.bad_index ? dev.error : 0;

	dev.writes++;
	dev.last_written = page->index;
	set_page_writeback(page);
	unlock_page(page);
	if (dev.hold_writes) {
		dev.held[dev.nr_held++] = page;
		return 0;
	}
	mapping_set_error(page->mapping, error);
	end_page_writeback(page);
	return 0;
}

static const struct address_space_operations numbers_ops = {
	.readpage = numbers_readpage, .readahead = numbers_readahead, .writepage = numbers_writepage,
};

static int filemap_init(struct kunit *test)
{
	memset(&dev, 0, sizeof(dev));
	dev.mapping.a_ops = &numbers_ops;
	dev.mapping.end = DEVICE_PAGES;
	dev.bad_index = NOTHING;
	return 0;
}

static void filemap_exit(struct kunit *test)
{
	dev.error = 0;
	filemap_write_and_wait(&dev.mapping);
	invalidate_mapping_pages(&dev.mapping, 0, ~0UL);
	KUNIT_EXPECT_EQ(test, dev.mapping.nrpages, 0);
	KUNIT_EXPECT_EQ(test, truncate_inode_pages_final(&dev.mapping), 0);
	KUNIT_EXPECT_TRUE(test, radix_tree_empty(&dev.mapping.i_pages));
}

static u32 number_at(struct page *page)
{
	u32 *word = kmap_local_page(page), number = word[0] == word[1023] ? word[0] : ~0u;

	kunmap_local(word);
	return number;
}

static void read_and_put(struct kunit *test, struct file_ra_state *ra, pgoff_t index)
{
	struct page *page = filemap_get_page(&dev.mapping, ra, index, 1);

	KUNIT_ASSERT_FALSE(test, IS_ERR(page));
	KUNIT_EXPECT_EQ(test, number_at(page), (u32)index * 3);
	put_page(page);
}

static unsigned long shrink_all(gfp_t gfp)
{
	unsigned long freed = 0;
	struct zone *zone;

	for (int round = 0; round < 64; round++)
		for_each_populated_zone(zone) {
			struct scan_control sc = { .gfp = gfp, .idx = ZONE_HIGHMEM };

			freed += shrink_zone_lists(zone, &sc);
		}
	return freed;
}

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

static void dirty_pages_are_written_unless_gfp_forbids(struct kunit *test)
{
	struct page *page = read_mapping_page(&dev.mapping, 9, NULL);

	KUNIT_ASSERT_FALSE(test, IS_ERR(page));
	KUNIT_EXPECT_TRUE(test, set_page_dirty(page));
	KUNIT_EXPECT_FALSE(test, set_page_dirty(page));
	put_page(page);
	shrink_all(GFP_NOIO);
	shrink_all(GFP_NOFS);
	KUNIT_EXPECT_EQ(test, dev.writes, 0);
	KUNIT_EXPECT_EQ(test, dev.mapping.nrpages, 1);
	shrink_all(GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, dev.writes, 1);
	KUNIT_EXPECT_EQ(test, dev.last_written, 9);
	KUNIT_EXPECT_EQ(test, dev.mapping.nrpages, 0);
}

static struct page *make_dirty(struct kunit *test, pgoff_t index)
{
	struct page *page = read_mapping_page(&dev.mapping, index, NULL);

	KUNIT_ASSERT_FALSE(test, IS_ERR(page));
	lock_page(page);
	set_page_dirty(page);
	unlock_page(page);
	return page;
}

static unsigned long counted(enum node_stat_item item)
{
	return node_page_state(NODE_DATA(0), item);
}

static void a_failed_write_is_told_once(struct kunit *test)
{
	struct page *page = make_dirty(test, 3);

	dev.error = -EIO;
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&dev.mapping), -EIO);
	KUNIT_EXPECT_FALSE(test, PageDirty(page)); /* a disk that has died holds no memory */
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&dev.mapping), 0);
	dev.error = 0;
	set_page_dirty(page);
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&dev.mapping), 0);
	KUNIT_EXPECT_EQ(test, dev.writes, 2);
	put_page(page);
}

static void an_error_behind_the_back_reaches_the_next_sync(struct kunit *test)
{
	struct page *page = make_dirty(test, 4);

	dev.error = -EIO;
	KUNIT_EXPECT_EQ(test, filemap_flush(&dev.mapping), 0);
	dev.error = 0;
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&dev.mapping), -EIO);
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&dev.mapping), 0);
	put_page(page);
}

static void the_life_of_a_dirty_page_is_counted(struct kunit *test)
{
	unsigned long dirtied = counted(NR_DIRTIED), written = counted(NR_WRITTEN), dirty = counted(NR_FILE_DIRTY);
	struct page *page = make_dirty(test, 5);

	KUNIT_EXPECT_EQ(test, counted(NR_FILE_DIRTY), dirty + 1);
	KUNIT_EXPECT_EQ(test, dev.mapping.nrdirty, 1);
	KUNIT_EXPECT_TRUE(test, radix_tree_tagged(&dev.mapping.i_pages, PAGECACHE_TAG_DIRTY));
	dev.hold_writes = true;
	KUNIT_EXPECT_EQ(test, filemap_fdatawrite(&dev.mapping), 0);
	KUNIT_EXPECT_FALSE(test, PageDirty(page));
	KUNIT_EXPECT_TRUE(test, PageWriteback(page) && !PageLocked(page));
	KUNIT_EXPECT_EQ(test, counted(NR_WRITEBACK), 1);
	KUNIT_EXPECT_FALSE(test, radix_tree_tagged(&dev.mapping.i_pages, PAGECACHE_TAG_DIRTY));
	KUNIT_EXPECT_EQ(test, filemap_flush(&dev.mapping), 0);
	KUNIT_EXPECT_EQ(test, dev.writes, 1);
	dev.hold_writes = false;
	end_page_writeback(page);
	KUNIT_EXPECT_EQ(test, filemap_fdatawait(&dev.mapping), 0);
	KUNIT_EXPECT_FALSE(test, radix_tree_tagged(&dev.mapping.i_pages, PAGECACHE_TAG_WRITEBACK));
	KUNIT_EXPECT_EQ(test, counted(NR_WRITEBACK), 0);
	KUNIT_EXPECT_EQ(test, counted(NR_DIRTIED), dirtied + 1);
	KUNIT_EXPECT_EQ(test, counted(NR_WRITTEN), written + 1);
	put_page(page);
}

static void a_page_changed_while_it_is_written_is_written_again(struct kunit *test)
{
	struct page *page = make_dirty(test, 6);

	dev.hold_writes = true;
	filemap_fdatawrite(&dev.mapping);
	set_page_dirty(page);
	KUNIT_EXPECT_TRUE(test, PageWriteback(page) && PageDirty(page));
	dev.hold_writes = false;
	end_page_writeback(page);
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&dev.mapping), 0);
	KUNIT_EXPECT_EQ(test, dev.writes, 2);
	put_page(page);
}

static void a_range_is_synced_and_nothing_else(struct kunit *test)
{
	for (pgoff_t i = 10; i < 20; i++)
		put_page(make_dirty(test, i));
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait_range(&dev.mapping, 12 * PAGE_SIZE, 15 * PAGE_SIZE - 1), 0);
	KUNIT_EXPECT_EQ(test, dev.writes, 3);
	KUNIT_EXPECT_EQ(test, dev.last_written, 14);
	KUNIT_EXPECT_EQ(test, dev.mapping.nrdirty, 7);
	KUNIT_EXPECT_EQ(test, invalidate_inode_pages2_range(&dev.mapping, 12, 14), 0);
	KUNIT_EXPECT_EQ(test, dev.mapping.nrpages, 7);
	KUNIT_EXPECT_EQ(test, invalidate_inode_pages2_range(&dev.mapping, 10, 12), -EBUSY);
	KUNIT_EXPECT_EQ(test, truncate_inode_pages_final(&dev.mapping), 7);
	KUNIT_EXPECT_EQ(test, dev.mapping.nrdirty, 0);
}

static void the_flusher_writes_what_is_old(struct kunit *test)
{
	unsigned int expire = dirty_expire_interval, interval = dirty_writeback_interval;
	struct page *page = make_dirty(test, 21);

	dirty_writeback_interval = 5;
	dirty_expire_interval = 1;
	wakeup_flusher_threads(WB_REASON_PERIODIC);
	for (int ms = 0; ms < 10000 && READ_ONCE(dev.mapping.nrdirty); ms += 10)
		msleep(10);
	dirty_writeback_interval = interval;
	dirty_expire_interval = expire;
	KUNIT_EXPECT_FALSE(test, PageDirty(page));
	KUNIT_EXPECT_EQ(test, dev.writes, 1);
	put_page(page);
}

static void who_dirties_too_much_waits_until_it_is_written(struct kunit *test)
{
	int ratio = vm_dirty_ratio, background_ratio = dirty_background_ratio;
	unsigned long background, limit, most = 0;

	vm_dirty_ratio = 2;
	dirty_background_ratio = 1;
	global_dirty_limits(&background, &limit);
	KUNIT_EXPECT_LT(test, background, limit);
	for (pgoff_t i = 0; i < 3 * limit; i++) {
		put_page(make_dirty(test, i));
		balance_dirty_pages_ratelimited(&dev.mapping);
		most = max(most, dev.mapping.nrdirty);
	}
	KUNIT_EXPECT_LE(test, most, limit + limit / 8 + 1); /* the limit moves with what is free */
	KUNIT_EXPECT_GE(test, dev.writes, limit);
	vm_dirty_ratio = ratio;
	dirty_background_ratio = background_ratio;
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
	KUNIT_CASE(dirty_pages_are_written_unless_gfp_forbids),
	KUNIT_CASE(a_failed_write_is_told_once),
	KUNIT_CASE(an_error_behind_the_back_reaches_the_next_sync),
	KUNIT_CASE(the_life_of_a_dirty_page_is_counted),
	KUNIT_CASE(a_page_changed_while_it_is_written_is_written_again),
	KUNIT_CASE(a_range_is_synced_and_nothing_else),
	KUNIT_CASE(the_flusher_writes_what_is_old),
	KUNIT_CASE(who_dirties_too_much_waits_until_it_is_written),
	KUNIT_CASE(reclaim_does_not_see_an_isolated_page),
	KUNIT_CASE(a_page_can_move_with_contents_and_dirt),
	KUNIT_CASE(a_page_that_somebody_holds_does_not_move),
	KUNIT_CASE(a_stream_larger_than_memory_never_fails_an_allocation),
	{}
};

static struct kunit_suite filemap_suite = {
	.name = "filemap",
	.init = filemap_init,
	.exit = filemap_exit,
	.test_cases = filemap_cases,
};
kunit_test_suite(filemap_suite);
