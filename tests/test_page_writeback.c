// SPDX-License-Identifier: MIT
/* tests/test_page_writeback.c: dirty pages of the cache: who writes them, when, and who hears of errors. */
#include "numbers_device.h"

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

static struct kunit_case writeback_cases[] = {
	KUNIT_CASE(dirty_pages_are_written_unless_gfp_forbids),
	KUNIT_CASE(a_failed_write_is_told_once),
	KUNIT_CASE(an_error_behind_the_back_reaches_the_next_sync),
	KUNIT_CASE(the_life_of_a_dirty_page_is_counted),
	KUNIT_CASE(a_page_changed_while_it_is_written_is_written_again),
	KUNIT_CASE(a_range_is_synced_and_nothing_else),
	KUNIT_CASE(the_flusher_writes_what_is_old),
	KUNIT_CASE(who_dirties_too_much_waits_until_it_is_written),
	{}
};

static struct kunit_suite writeback_suite = {
	.name = "page_writeback",
	.init = numbers_start,
	.exit = numbers_end,
	.test_cases = writeback_cases,
};
kunit_test_suite(writeback_suite);
