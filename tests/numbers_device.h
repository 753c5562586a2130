/* SPDX-License-Identifier: MIT */
/*
 * tests/numbers_device.h: a device made of arithmetic, which counts what the page cache asks of it.
 *
 * Page i begins and ends with the word 3 i. It is larger than memory, fails as a test wants, and can keep
 * pages until the test ends their transfer.
 */
#ifndef _TESTS_NUMBERS_DEVICE_H
#define _TESTS_NUMBERS_DEVICE_H

#include "mm/vmscan.h"
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/highmem.h>
#include <linux/pagemap.h>
#include <linux/string.h>
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

static int numbers_start(struct kunit *test)
{
	memset(&dev, 0, sizeof(dev));
	dev.mapping.a_ops = &numbers_ops;
	dev.mapping.end = DEVICE_PAGES;
	dev.bad_index = NOTHING;
	return 0;
}

static void numbers_end(struct kunit *test)
{
	dev.error = 0;
	filemap_write_and_wait(&dev.mapping);
	invalidate_mapping_pages(&dev.mapping, 0, ~0UL);
	KUNIT_EXPECT_EQ(test, dev.mapping.nrpages, 0);
	KUNIT_EXPECT_EQ(test, truncate_inode_pages_final(&dev.mapping), 0);
	KUNIT_EXPECT_TRUE(test, radix_tree_empty(&dev.mapping.i_pages));
}

static inline u32 number_at(struct page *page)
{
	u32 *word = kmap_local_page(page), number = word[0] == word[1023] ? word[0] : ~0u;

	kunmap_local(word);
	return number;
}

static inline void read_and_put(struct kunit *test, struct file_ra_state *ra, pgoff_t index)
{
	struct page *page = filemap_get_page(&dev.mapping, ra, index, 1);

	KUNIT_ASSERT_FALSE(test, IS_ERR(page));
	KUNIT_EXPECT_EQ(test, number_at(page), (u32)index * 3);
	put_page(page);
}

static inline unsigned long shrink_all(gfp_t gfp)
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

#endif
