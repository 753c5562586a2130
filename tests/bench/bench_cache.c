// SPDX-License-Identifier: MIT
/*
 * tests/bench/bench_cache.c: what the page cache costs by itself: on a device that answers at once.
 *
 * page_cache_hit finds one of 2000 pages in turn, up to date; page_cache_stream reads on through a device of any
 * size, so each page is allocated, put in its place, passed by read-ahead, and dropped again by the loop's end.
 */
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/string.h>
#include <linux/writeback.h>
#include <slate/bench.h>

#define PAGES 2000

static struct address_space mapping;
static struct file_ra_state ra;
static pgoff_t at;

static int answer_page(struct file *file, struct page *page)
{
	SetPageUptodate(page);
	unlock_page(page);
	return 0;
}

static void answer_window(struct readahead_control *rac)
{
	struct page *page;

	while ((page = readahead_page(rac))) {
		answer_page(NULL, page);
		put_page(page);
	}
}

static int keep_page(struct page *page, struct writeback_control *wbc)
{
	set_page_writeback(page);
	unlock_page(page);
	end_page_writeback(page);
	return 0;
}

static const struct address_space_operations instant_ops = {
	.readpage = answer_page, .readahead = answer_window, .writepage = keep_page,
};

static int read_on(unsigned int n)
{
	while (n--) {
		struct page *page = filemap_get_page(&mapping, &ra, at++, 1);

		if (IS_ERR(page))
			return (int)PTR_ERR(page);
		put_page(page);
	}
	return 0;
}

static int setup(void)
{
	memset(&mapping, 0, sizeof(mapping));
	mapping.a_ops = &instant_ops;
	mapping.end = 1ul << 24;
	at = 0;
	file_ra_state_init(&ra, &mapping);
	return 0;
}

static int setup_pages(void)
{
	setup();
	return read_on(PAGES);
}

static void teardown(void)
{
	truncate_inode_pages_final(&mapping);
}

static int run_hit(unsigned int n)
{
	static unsigned int next;

	while (n--) {
		struct page *page = find_get_page(&mapping, next);

		if (!page)
			return -ENOENT;
		put_page(page);
		next = next + 1 < PAGES ? next + 1 : 0;
	}
	return 0;
}

/* A page becomes dirty, is found, written and clean again. */
static int run_dirty(unsigned int n)
{
	while (n--) {
		struct page *page = find_lock_page(&mapping, n % PAGES);

		if (!page)
			return -ENOENT;
		set_page_dirty(page);
		unlock_page(page);
		put_page(page);
	}
	return filemap_write_and_wait(&mapping);
}

static int run_stream(unsigned int n)
{
	pgoff_t from = at;
	int err = read_on(n);

	invalidate_mapping_pages(&mapping, from, at);
	return err;
}

BENCH_LOOP(page_cache_hit, .op = "find_get_page of 2000 in turn; put_page", .setup = setup_pages, .run = run_hit,
	   .teardown = teardown, .ops = 1000);
BENCH_LOOP(page_cache_stream, .op = "read on: allocate, insert, read ahead, use, drop", .setup = setup,
	   .run = run_stream, .teardown = teardown, .ops = 512);
BENCH_LOOP(page_cache_dirty, .op = "lock, dirty, unlock; then write all", .setup = setup_pages, .run = run_dirty,
	   .teardown = teardown, .ops = 512);
