// SPDX-License-Identifier: MIT
/*
 * mm/readahead.c: read pages before somebody asks for them.
 *
 * The window is chosen in readahead_window.c. Here its pages get memory, go into the cache, locked, and on
 * their way: the device's readahead() starts the transfer and returns. Only who comes to a page that has not
 * arrived waits, for that page. One page of the window bears PG_readahead: who finds it starts the next one.
 *
 * Rules.    Read-ahead does not reclaim and never fails anybody: where memory is short it lets kswapd run, and
 *           reads less if that does not help. What is there already is not read again.
 * Locks.    None held on entry; pages are locked by us and unlocked by who ends the transfer.
 * Paths.    filemap_get_page -> page_cache_sync_readahead  -> ask -> fill_window -> start_reading
 *           filemap_get_page -> page_cache_async_readahead -^
 * Sources.  LKD ch. 16 "The Page Cache and Page Writeback"; semantics of Linux 6.1.
 */
#include "page_cache.h"
#include "readahead_window.h"
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/string.h>

#define RA_MAX_PAGES 256 /* 1 MiB: what one request of a disk carries */
#define RA_SHARE     64	 /* and no more than this part of memory */

/* For pages that nobody has asked for: kswapd may be woken, but nobody frees memory for them himself. */
#define GFP_READAHEAD ((GFP_CACHE | __GFP_NOWARN) & ~__GFP_DIRECT_RECLAIM)

void file_ra_state_init(struct file_ra_state *ra, struct address_space *mapping)
{
	memset(ra, 0, sizeof(*ra));
	ra->prev_pos = -1;
	ra->ra_pages = mapping->ra_pages;
}
EXPORT_SYMBOL(file_ra_state_init);

struct page *readahead_page(struct readahead_control *rac)
{
	struct page *page;

	rac->_nr_pages -= rac->_batch_count;
	rac->_index += rac->_batch_count;
	rac->_batch_count = 0;
	if (!rac->_nr_pages)
		return NULL;
	/* It is locked: nobody has thrown it out. The reference is the one of its allocation. */
	spin_lock(&page_cache_lock);
	page = radix_tree_lookup(&rac->mapping->i_pages, rac->_index);
	spin_unlock(&page_cache_lock);
	rac->_batch_count = 1;
	return page;
}
EXPORT_SYMBOL(readahead_page);

/* What has been put into the cache so far goes on its way. */
static void start_reading(struct readahead_control *rac)
{
	const struct address_space_operations *ops = rac->mapping->a_ops;
	struct page *page;

	if (rac->_nr_pages && ops->readahead)
		ops->readahead(rac);
	/* By single pages; or what the device has left behind, to be read when it is asked for. */
	while ((page = readahead_page(rac))) {
		if (ops->readahead)
			unlock_page(page);
		else
			ops->readpage(rac->file, page);
		put_page(page);
	}
}

static bool is_cached(struct address_space *mapping, pgoff_t index)
{
	bool cached;

	spin_lock(&page_cache_lock);
	cached = radix_tree_lookup(&mapping->i_pages, index);
	spin_unlock(&page_cache_lock);
	return cached;
}

/* A page, or NULL: where none is to be had kswapd is awake by now, and gets the CPU once. */
static struct page *alloc_ahead(void)
{
	struct page *page = alloc_page(GFP_READAHEAD);

	if (unlikely(!page)) {
		yield();
		page = alloc_page(GFP_READAHEAD);
	}
	return page;
}

static bool add_page(struct readahead_control *rac, pgoff_t index, bool mark)
{
	struct page *page = alloc_ahead();

	if (!page)
		return false;
	if (add_to_page_cache_lru(page, rac->mapping, index, GFP_READAHEAD)) {
		put_page(page);
		return false;
	}
	if (mark)
		SetPageReadahead(page);
	rac->_nr_pages++;
	return true;
}

/* @nr pages from @start on, less those that are there; the mark is @lookahead pages before the end. */
static void fill_window(struct readahead_control *rac, pgoff_t start, unsigned int nr, unsigned int lookahead)
{
	rac->_index = start;
	for (unsigned int i = 0; i < nr && start + i < rac->mapping->end; i++) {
		if (!is_cached(rac->mapping, start + i)) {
			if (!add_page(rac, start + i, i == nr - lookahead))
				break;
		} else {
			start_reading(rac);
			rac->_index = start + i + 1;
		}
	}
	start_reading(rac);
}

static unsigned int largest_window(const struct file_ra_state *ra)
{
	unsigned int most = max_t(unsigned int, min_t(unsigned long, RA_MAX_PAGES, totalram_pages() / RA_SHARE), 4);

	return ra->ra_pages ? min(ra->ra_pages, most) : most;
}

/* The first page from @index + 1 on that is missing, at most @max further. */
static pgoff_t next_hole(struct address_space *mapping, pgoff_t index, unsigned int max)
{
	pgoff_t at = index + 1;

	while (at - index <= max && is_cached(mapping, at))
		at++;
	return at;
}

static unsigned int count_history(struct address_space *mapping, pgoff_t index, unsigned int max)
{
	unsigned int n = 0;

	while (n < max && n < index && is_cached(mapping, index - 1 - n))
		n++;
	return n;
}

static void ask(struct readahead_control *rac, struct ra_request *want)
{
	struct file_ra_state *ra = rac->ra;

	want->max = largest_window(ra);
	if (want->hit_marker)
		want->next_hole = next_hole(rac->mapping, want->index, want->max);
	else
		want->history = count_history(rac->mapping, want->index, want->max);
	if (ra_choose_window(ra, want))
		fill_window(rac, ra->start, ra->size, ra->async_size);
	else if (!want->hit_marker)
		fill_window(rac, want->index, min(want->req, want->max), 0);
}

/**
 * page_cache_sync_readahead() - a reader misses a page: begin to read it, and what seems worth it.
 * @mapping: whose.
 * @ra: the reader's memory.
 * @file: for the device; may be NULL.
 * @index: the missing page.
 * @req_count: pages that will be asked for from there on.
 *
 * Context: may sleep, for memory only. When memory is short the page may still be missing afterwards.
 */
void page_cache_sync_readahead(struct address_space *mapping, struct file_ra_state *ra, struct file *file,
			       pgoff_t index, unsigned long req_count)
{
	struct readahead_control rac = { .file = file, .mapping = mapping, .ra = ra };
	struct ra_request want = { .index = index, .req = max_t(unsigned int, req_count, 1) };

	ask(&rac, &want);
}
EXPORT_SYMBOL(page_cache_sync_readahead);

/* The same when the reader has found @page, which bears the mark: the next window. */
void page_cache_async_readahead(struct address_space *mapping, struct file_ra_state *ra, struct file *file,
				struct page *page, pgoff_t index, unsigned long req_count)
{
	struct readahead_control rac = { .file = file, .mapping = mapping, .ra = ra };
	struct ra_request want = {
		.index = index, .req = max_t(unsigned int, req_count, 1), .hit_marker = true,
	};

	ClearPageReadahead(page);
	ask(&rac, &want);
}
EXPORT_SYMBOL(page_cache_async_readahead);
