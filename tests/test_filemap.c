// SPDX-License-Identifier: MIT
/* tests/test_filemap.c: the page cache, on a device made of arithmetic that counts what is asked of it. */
#include "mm/vmscan.h"
#include <kunit/test.h>
#include <linux/highmem.h>
#include <linux/pagemap.h>
#include <linux/vmstat.h>

#define DEVICE_PAGES (1UL << 20) /* 4 GiB: more than memory */

static struct device_of_numbers {
	struct address_space mapping;
	unsigned long reads, pages, writes, largest;
	unsigned long last_written;
	int error;
} dev;

static int numbers_read(struct address_space *mapping, struct page **pages, unsigned int nr)
{
	dev.reads++;
	dev.pages += nr;
	dev.largest = max(dev.largest, (unsigned long)nr);
	for (unsigned int i = 0; i < nr && !dev.error; i++) {
		u32 *word = kmap_local_page(pages[i]);

		word[0] = word[1023] = pages[i]->index * 3;
		kunmap_local(word);
	}
	return dev.error;
}

static int numbers_write(struct address_space *mapping, struct page *page)
{
	dev.writes++;
	dev.last_written = page->index;
	return dev.error;
}

static const struct address_space_operations numbers_ops = { numbers_read, numbers_write };

static int filemap_init(struct kunit *test)
{
	memset(&dev, 0, sizeof(dev));
	dev.mapping.a_ops = &numbers_ops;
	dev.mapping.end = DEVICE_PAGES;
	return 0;
}

static void filemap_exit(struct kunit *test)
{
	dev.error = 0;
	filemap_write_and_wait(&dev.mapping);
	invalidate_mapping_pages(&dev.mapping, 0, ~0UL);
	KUNIT_EXPECT_EQ(test, dev.mapping.nrpages, 0);
}

static u32 number_at(struct page *page)
{
	u32 *word = kmap_local_page(page), number = word[0] == word[1023] ? word[0] : ~0u;

	kunmap_local(word);
	return number;
}

static void read_and_put(struct kunit *test, struct file_ra_state *ra, pgoff_t index)
{
	struct page *page = read_mapping_page_ra(&dev.mapping, ra, index);

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

static void who_reads_on_gets_growing_windows(struct kunit *test)
{
	struct file_ra_state ra = {};

	for (pgoff_t i = 0; i < 1020; i++)
		read_and_put(test, &ra, i);
	KUNIT_EXPECT_EQ(test, dev.reads, 9); /* 4 + 8 + ... + 256 = 508, + 256 + 256 = 1020 */
	KUNIT_EXPECT_EQ(test, dev.largest, 256);
	dev.reads = dev.pages = 0;
	read_and_put(test, &ra, 500000);
	read_and_put(test, &ra, 600000);
	KUNIT_EXPECT_EQ(test, dev.pages, 2);
}

static void a_failed_read_is_told_and_tried_again(struct kunit *test)
{
	dev.error = -EIO;
	KUNIT_EXPECT_EQ(test, PTR_ERR(read_mapping_page(&dev.mapping, 1, NULL)), -EIO);
	KUNIT_EXPECT_EQ(test, dev.mapping.nrpages, 0);
	dev.error = 0;
	read_and_put(test, &(struct file_ra_state){}, 1);
}

static void clean_pages_go_but_one_that_is_held_stays(struct kunit *test)
{
	struct file_ra_state ra = {};
	struct page *held;

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
	struct file_ra_state ra = {};
	struct page *page;

	read_and_put(test, &ra, 1000);
	read_and_put(test, &ra, 1000);
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

static void a_failed_write_leaves_the_page_dirty(struct kunit *test)
{
	struct page *page = read_mapping_page(&dev.mapping, 3, NULL);

	KUNIT_ASSERT_FALSE(test, IS_ERR(page));
	set_page_dirty(page);
	dev.error = -EIO;
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&dev.mapping), -EIO);
	KUNIT_EXPECT_TRUE(test, PageDirty(page));
	dev.error = 0;
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&dev.mapping), 0);
	KUNIT_EXPECT_FALSE(test, PageDirty(page));
	put_page(page);
}

static void a_stream_larger_than_memory_never_fails_an_allocation(struct kunit *test)
{
	unsigned long n = totalram_pages() + totalram_pages() / 2, stolen, before;
	struct file_ra_state ra = {};

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

static struct kunit_case filemap_cases[] = {
	KUNIT_CASE(a_page_is_read_once),
	KUNIT_CASE(who_reads_on_gets_growing_windows),
	KUNIT_CASE(a_failed_read_is_told_and_tried_again),
	KUNIT_CASE(clean_pages_go_but_one_that_is_held_stays),
	KUNIT_CASE(a_page_used_twice_outlives_those_used_once),
	KUNIT_CASE(dirty_pages_are_written_unless_gfp_forbids),
	KUNIT_CASE(a_failed_write_leaves_the_page_dirty),
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
