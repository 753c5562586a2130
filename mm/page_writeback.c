// SPDX-License-Identifier: MIT
/*
 * mm/page_writeback.c: pages that are newer than the device's, and their way there.
 *
 * Problem.  A write that goes to the disk at once makes its writer wait, and the next write to the same page
 *           does it all again. A write that goes there later may be lost, and may fail when its writer is gone.
 * Idea.     A changed page is marked dirty and stays where it is. Later somebody writes it: the flusher
 *           (flusher.c), who asks for it (sync), or reclaim. Its life:
 *
 *       set_page_dirty         clear_page_dirty_for_io       set_page_writeback        end_page_writeback
 *     clean ------> PG_dirty ------------> (locked) -------------> PG_writeback ---------------> clean
 *
 *           A page may become dirty again while it is being written: then it is written once more, later.
 *           The tree of the device marks dirty pages, so that they are found in the disk's order.
 * Errors.   A failed write is kept in mapping->flags until somebody asks: the next sync gets it, once. The page is
 *           clean then, as in Linux: a disk that has died must not hold memory for ever.
 * Invariants: the dirty mark is on all pages that are dirty or on their way from dirty to writeback;
 *           mapping->nrdirty is the number of pages with PG_dirty; a mapping with some is on flusher.c's list.
 * Locks.    1. PG_locked from "dirty?" to PG_writeback. 2. page_cache_lock for marks and counts. The end of a write
 *           takes none: it comes from an interrupt. So the mark of writeback may be stale, never missing.
 * Paths.    filemap_fdatawrite_range -> do_writepages -> a_ops->writepages -> write_cache_pages -> writepage
 *           filemap_fdatawait_range -> wait_on_page_writeback;  sync = both
 * Cost.     Finding a dirty page costs no more than the height of the tree.
 * Sources.  LKD ch. 16 "Page Writeback"; Gorman ch. 10.2.4; semantics of Linux 6.1.
 */
#include "page_cache.h"
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>

#define BATCH 16 /* pages found at a time */

/* ---- the state of a page ---- */

/* PG_dirty has just gone. page_cache_lock is held. */
void account_page_cleaned(struct page *page)
{
	struct address_space *mapping = page->mapping;

	if (!mapping->a_ops->writepage)
		return;
	mod_node_page_state(page_pgdat(page), NR_FILE_DIRTY, -1);
	if (!--mapping->nrdirty)
		list_del(&mapping->dirty_list);
}

static void account_page_dirtied(struct page *page)
{
	struct address_space *mapping = page->mapping;

	/* What nobody can write is nobody's work. */
	if (!mapping->a_ops->writepage)
		return;
	radix_tree_tag_set(&mapping->i_pages, page->index, PAGECACHE_TAG_DIRTY);
	mod_node_page_state(page_pgdat(page), NR_FILE_DIRTY, 1);
	mod_node_page_state(page_pgdat(page), NR_DIRTIED, 1);
	if (!mapping->nrdirty++) {
		mapping->dirtied_when = jiffies;
		list_add_tail(&mapping->dirty_list, &dirty_mappings);
	}
}

/* For the mapping's owner, who has noted what of the page is dirty. Return: true if it was clean before. */
bool __set_page_dirty_nobuffers(struct page *page)
{
	bool was_clean;

	spin_lock(&page_cache_lock);
	was_clean = page->mapping && !TestSetPageDirty(page);
	if (was_clean)
		account_page_dirtied(page);
	spin_unlock(&page_cache_lock);
	return was_clean;
}
EXPORT_SYMBOL(__set_page_dirty_nobuffers);

/**
 * set_page_dirty() - its contents are newer than the device's.
 * @page: of the cache, locked by the caller.
 *
 * Context: a thread. Return: true if it was clean before.
 */
bool set_page_dirty(struct page *page)
{
	struct address_space *mapping = READ_ONCE(page->mapping);

	if (mapping && mapping->a_ops->dirty_page)
		return mapping->a_ops->dirty_page(mapping, page);
	return __set_page_dirty_nobuffers(page);
}
EXPORT_SYMBOL(set_page_dirty);

/**
 * clear_page_dirty_for_io() - take the page for writing.
 * @page: locked by the caller.
 *
 * It must end in set_page_writeback() or redirty_page_for_writepage() before the page is unlocked.
 * Context: a thread. Return: true if it was dirty: then it is the caller's to write.
 */
bool clear_page_dirty_for_io(struct page *page)
{
	bool was_dirty;

	spin_lock(&page_cache_lock);
	was_dirty = page->mapping && TestClearPageDirty(page);
	if (was_dirty)
		account_page_cleaned(page);
	spin_unlock(&page_cache_lock);
	return was_dirty;
}
EXPORT_SYMBOL(clear_page_dirty_for_io);

/* Not now after all. Context: a thread, @page locked. */
void redirty_page_for_writepage(struct writeback_control *wbc, struct page *page)
{
	wbc->pages_skipped++;
	set_page_dirty(page);
}
EXPORT_SYMBOL(redirty_page_for_writepage);

/* The write is about to start. Context: a thread, @page locked. */
void set_page_writeback(struct page *page)
{
	struct radix_tree_root *tree = &page->mapping->i_pages;

	spin_lock(&page_cache_lock);
	SetPageWriteback(page);
	radix_tree_tag_set(tree, page->index, PAGECACHE_TAG_WRITEBACK);
	if (!PageDirty(page))
		radix_tree_tag_clear(tree, page->index, PAGECACHE_TAG_DIRTY);
	radix_tree_tag_clear(tree, page->index, PAGECACHE_TAG_TOWRITE);
	mod_node_page_state(page_pgdat(page), NR_WRITEBACK, 1);
	spin_unlock(&page_cache_lock);
}
EXPORT_SYMBOL(set_page_writeback);

/* The write has ended, well or not. Context: any. */
void end_page_writeback(struct page *page)
{
	struct pglist_data *node = page_pgdat(page);

	mod_node_page_state(node, NR_WRITEBACK, -1);
	mod_node_page_state(node, NR_WRITTEN, 1);
	ClearPageWriteback(page);
	wake_page(page);
	writeback_ended();
}
EXPORT_SYMBOL(end_page_writeback);

/* ---- errors ---- */

/* Context: any. */
void mapping_set_error(struct address_space *mapping, int error)
{
	if (error)
		set_bit(error == -ENOSPC ? AS_ENOSPC : AS_EIO, &mapping->flags);
}
EXPORT_SYMBOL(mapping_set_error);

/* Has a write failed since this was asked last? Return: 0, -ENOSPC, -EIO. */
int filemap_check_errors(struct address_space *mapping)
{
	int err = 0;

	if (test_and_clear_bit(AS_ENOSPC, &mapping->flags))
		err = -ENOSPC;
	if (test_and_clear_bit(AS_EIO, &mapping->flags))
		err = -EIO;
	return err;
}
EXPORT_SYMBOL(filemap_check_errors);

/* ---- writing ---- */

/* So that pages dirtied from now on do not keep a sync busy for ever. */
static void tag_pages_for_writeback(struct address_space *mapping, pgoff_t start, pgoff_t end)
{
	pgoff_t index = start;

	spin_lock(&page_cache_lock);
	while (index <= end && radix_tree_next(&mapping->i_pages, &index, PAGECACHE_TAG_DIRTY) && index <= end) {
		radix_tree_tag_set(&mapping->i_pages, index, PAGECACHE_TAG_TOWRITE);
		if (!++index)
			break;
	}
	spin_unlock(&page_cache_lock);
}

/* A mark that was left when a page was cleaned without being written. @page is locked. */
static void clear_stale_tags(struct address_space *mapping, struct page *page)
{
	spin_lock(&page_cache_lock);
	if (!PageDirty(page)) {
		radix_tree_tag_clear(&mapping->i_pages, page->index, PAGECACHE_TAG_DIRTY);
		radix_tree_tag_clear(&mapping->i_pages, page->index, PAGECACHE_TAG_TOWRITE);
	}
	spin_unlock(&page_cache_lock);
}

/* Lock @page and see whether it is still to be written. Return: true: it is ours, locked, and clean. */
static bool take_for_writing(struct address_space *mapping, struct page *page, struct writeback_control *wbc)
{
	lock_page(page);
	if (page->mapping != mapping)
		goto leave;
	if (PageWriteback(page)) {
		if (wbc->sync_mode == WB_SYNC_NONE)
			goto leave;
		wait_on_page_writeback(page);
	}
	if (clear_page_dirty_for_io(page))
		return true;
	clear_stale_tags(mapping, page);
leave:
	unlock_page(page);
	return false;
}

/**
 * write_cache_pages() - call @writepage for each dirty page of a range, in order.
 * @mapping: whose.
 * @wbc: what to write.
 * @writepage: as a_ops->writepage, with @data.
 * @data: its own.
 *
 * Context: may sleep. Return: 0 or the first error; with WB_SYNC_ALL the others are tried all the same.
 */
int write_cache_pages(struct address_space *mapping, struct writeback_control *wbc, writepage_t writepage,
		      void *data)
{
	unsigned int tag = wbc->sync_mode == WB_SYNC_ALL ? PAGECACHE_TAG_TOWRITE : PAGECACHE_TAG_DIRTY;
	pgoff_t index = wbc->range_cyclic ? mapping->writeback_index : (pgoff_t)(wbc->range_start >> PAGE_SHIFT);
	pgoff_t end = (pgoff_t)min_t(u64, wbc->range_end >> PAGE_SHIFT, ~0ul);
	struct page *pages[BATCH];
	bool done = false;
	unsigned int nr;
	int err = 0;

	if (wbc->sync_mode == WB_SYNC_ALL)
		tag_pages_for_writeback(mapping, index, end);
	while (!done && (nr = find_get_pages_range_tag(mapping, &index, end, tag, BATCH, pages))) {
		for (unsigned int i = 0; i < nr; i++) {
			if (!done && take_for_writing(mapping, pages[i], wbc)) {
				mapping->writeback_index = pages[i]->index + 1;
				err = err ?: writepage(pages[i], wbc, data);
				done = --wbc->nr_to_write <= 0 && wbc->sync_mode == WB_SYNC_NONE;
			}
			put_page(pages[i]);
		}
		cond_resched();
	}
	if (!done && wbc->range_cyclic)
		mapping->writeback_index = 0;
	return err;
}
EXPORT_SYMBOL(write_cache_pages);

static int write_by_page(struct page *page, struct writeback_control *wbc, void *data)
{
	struct address_space *mapping = data;
	int err = mapping->a_ops->writepage(page, wbc);

	mapping_set_error(mapping, err);
	return err;
}

/* For devices that write page by page. */
int generic_writepages(struct address_space *mapping, struct writeback_control *wbc)
{
	return mapping->a_ops->writepage ? write_cache_pages(mapping, wbc, write_by_page, mapping) : 0;
}
EXPORT_SYMBOL(generic_writepages);

/* Context: may sleep. Return: 0 or an error of starting; those of ending are filemap_check_errors()'s. */
int do_writepages(struct address_space *mapping, struct writeback_control *wbc)
{
	if (mapping->a_ops->writepages)
		return mapping->a_ops->writepages(mapping, wbc);
	return generic_writepages(mapping, wbc);
}
EXPORT_SYMBOL(do_writepages);

static int write_range(struct address_space *mapping, loff_t start, loff_t end, enum writeback_sync_modes mode)
{
	struct writeback_control wbc = {
		.nr_to_write = LONG_MAX, .range_start = start, .range_end = end, .sync_mode = mode,
	};

	return READ_ONCE(mapping->nrdirty) ? do_writepages(mapping, &wbc) : 0;
}

/* ---- sync ---- */

/**
 * filemap_fdatawrite_range() - start to write each page of a range that is dirty now.
 * @mapping: whose.
 * @start: first byte.
 * @end: last byte.
 *
 * Context: may sleep. Return: 0, or an error of starting.
 */
int filemap_fdatawrite_range(struct address_space *mapping, loff_t start, loff_t end)
{
	return write_range(mapping, start, end, WB_SYNC_ALL);
}
EXPORT_SYMBOL(filemap_fdatawrite_range);

/* Start what can be started without waiting. */
int filemap_flush(struct address_space *mapping)
{
	return write_range(mapping, 0, LLONG_MAX, WB_SYNC_NONE);
}
EXPORT_SYMBOL(filemap_flush);

/* Wait for @page, and take the mark away unless another write has begun meanwhile. */
static void wait_and_unmark(struct address_space *mapping, struct page *page)
{
	wait_on_page_writeback(page);
	spin_lock(&page_cache_lock);
	if (page->mapping == mapping && !PageWriteback(page))
		radix_tree_tag_clear(&mapping->i_pages, page->index, PAGECACHE_TAG_WRITEBACK);
	spin_unlock(&page_cache_lock);
}

/**
 * filemap_fdatawait_range() - wait for what is being written of a range.
 * @mapping: whose.
 * @start: first byte.
 * @end: last byte.
 *
 * Context: may sleep. Return: 0, or what has failed since somebody was told last: -EIO, -ENOSPC.
 */
int filemap_fdatawait_range(struct address_space *mapping, loff_t start, loff_t end)
{
	pgoff_t index = (pgoff_t)(start >> PAGE_SHIFT), last = (pgoff_t)min_t(u64, end >> PAGE_SHIFT, ~0ul);
	struct page *pages[BATCH];
	unsigned int nr;

	while ((nr = find_get_pages_range_tag(mapping, &index, last, PAGECACHE_TAG_WRITEBACK, BATCH, pages))) {
		for (unsigned int i = 0; i < nr; i++) {
			wait_and_unmark(mapping, pages[i]);
			put_page(pages[i]);
		}
		cond_resched();
	}
	return filemap_check_errors(mapping);
}
EXPORT_SYMBOL(filemap_fdatawait_range);

/* Both. Return: 0 or the first error. */
int filemap_write_and_wait_range(struct address_space *mapping, loff_t start, loff_t end)
{
	int err = filemap_fdatawrite_range(mapping, start, end);
	int later = filemap_fdatawait_range(mapping, start, end);

	return err ?: later;
}
EXPORT_SYMBOL(filemap_write_and_wait_range);
