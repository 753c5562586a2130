// SPDX-License-Identifier: MIT
/*
 * mm/filemap.c: the page cache: find the page of a device, or read it.
 *
 * Problem.  A disk answers in milliseconds, memory in nanoseconds, and most of memory is idle. What was read
 *           once is likely to be read again; what follows it is likely to be read next.
 * Idea.     Pages keep what they hold after their readers have gone. Each device has a tree of its pages
 *           (mm/radix_tree.c). What is missing is read, and more with it (readahead.c), while the reader goes
 *           on: a page is in the tree, locked, as soon as its read has begun; who wants it waits for the lock.
 *
 *     new, locked --read ends--> up to date, unlocked --> ... --> reclaimed, truncated
 *                       `-error-> unlocked, not up to date: who wants it reads it again, alone
 *
 *           So an error in what was only read ahead hurts nobody, and one that stays reaches who asks for
 *           that very page. An error that is not the page's own (no answer, no disk) is told without a try.
 * Invariants (page_cache_check): a page in a tree is KIND_CACHE, on one lru list or isolated, and the cache
 *           holds one reference of it; NR_FILE_PAGES counts them.
 * Locks.    1. PG_locked: contents; held during a read, waited for asleep. 2. page_cache_lock: trees, lists,
 *           counts; nothing but an allocator's locks is taken under it, and no interrupt takes it.
 * Paths.    Hit   filemap_get_page -> find_get_page
 *           Miss  filemap_get_page -> page_cache_sync_readahead | read_alone -> a_ops->readpage
 * Cost.     A lookup passes three levels for a disk of 1 GiB.
 * Left out. Lookups without the lock, until there is a second CPU to take it.
 * Sources.  Gorman ch. 10.2 "Page Cache"; LKD ch. 16 "The Page Cache and Page Writeback".
 */
#include "internal.h"
#include "page_cache.h"
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/vmstat.h>
#include <linux/wait.h>
#include <slate/leak.h>
#include <slate/selfcheck.h>

#define WAIT_BITS 4

DEFINE_SPINLOCK(page_cache_lock);

static struct {
	wait_queue_head_t wait[1 << WAIT_BITS]; /* for PG_locked and PG_writeback, several pages each */
} cache;

/* ---- finding ---- */

/**
 * find_get_page() - look for a page, read nothing.
 * @mapping: whose.
 * @index: its number.
 *
 * Context: a thread. Return: the page with a reference for the caller, perhaps still being read; or NULL.
 */
struct page *find_get_page(struct address_space *mapping, pgoff_t index)
{
	struct page *page;

	spin_lock(&page_cache_lock);
	page = radix_tree_lookup(&mapping->i_pages, index);
	if (page)
		get_page(page);
	spin_unlock(&page_cache_lock);
	return page;
}
EXPORT_SYMBOL(find_get_page);

/* The same, locked: whatever was under way has ended. Context: may sleep. */
struct page *find_lock_page(struct address_space *mapping, pgoff_t index)
{
	struct page *page;

	while ((page = find_get_page(mapping, index))) {
		lock_page(page);
		if (page->mapping == mapping)
			break;
		unlock_page(page); /* it was thrown out meanwhile */
		put_page(page);
	}
	return page;
}
EXPORT_SYMBOL(find_lock_page);

/**
 * find_get_pages_range_tag() - pages with a mark, in ascending order.
 * @mapping: whose.
 * @index: first number looked at; moved behind the last page found.
 * @end: last number.
 * @tag: PAGECACHE_TAG_*.
 * @nr: room in @pages.
 * @pages: filled, with a reference each.
 *
 * Context: a thread. Return: how many.
 */
unsigned int find_get_pages_range_tag(struct address_space *mapping, pgoff_t *index, pgoff_t end,
				      unsigned int tag, unsigned int nr, struct page **pages)
{
	unsigned int n = 0;

	spin_lock(&page_cache_lock);
	while (n < nr && *index <= end) {
		struct page *page = radix_tree_next(&mapping->i_pages, index, (int)tag);

		if (!page || *index > end)
			break;
		get_page(page);
		pages[n++] = page;
		if (!++*index)
			*index = ~0ul; /* behind the last number that there is */
	}
	spin_unlock(&page_cache_lock);
	return n;
}
EXPORT_SYMBOL(find_get_pages_range_tag);

/* ---- adding and removing ---- */

static void count_cached(struct address_space *mapping, struct page *page, long delta)
{
	mapping->nrpages += delta;
	if (test_bit(AS_BDEV, &mapping->flags))
		nr_buffer_pages += delta;
	mod_node_page_state(page_pgdat(page), NR_FILE_PAGES, delta);
}

/**
 * add_to_page_cache_lru() - put a page in its place, locked.
 * @page: new and the caller's; the cache takes a reference of its own.
 * @mapping: whose.
 * @index: its number.
 * @gfp: for nodes of the tree; only how it may wait counts.
 *
 * Context: may sleep if @gfp may. Return: 0; -EEXIST: somebody was faster; -ENOMEM.
 */
int add_to_page_cache_lru(struct page *page, struct address_space *mapping, pgoff_t index, gfp_t gfp)
{
	int err = radix_tree_maybe_preload(gfp & (GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN));

	if (err)
		return err;
	spin_lock(&page_cache_lock);
	err = radix_tree_insert(&mapping->i_pages, index, page);
	if (!err) {
		page_move(page, KIND_CACHE);
		page->mapping = mapping;
		page->index = index;
		SetPageLocked(page);
		get_page(page);
		count_cached(mapping, page, 1);
		lru_add(page);
	}
	spin_unlock(&page_cache_lock);
	radix_tree_preload_end();
	return err;
}
EXPORT_SYMBOL(add_to_page_cache_lru);

/**
 * find_or_create_page() - the page, locked; a new one is not up to date.
 * @mapping: whose.
 * @index: its number.
 * @gfp: for a new page.
 *
 * Context: may sleep. Return: it, with a reference; NULL without memory.
 */
struct page *find_or_create_page(struct address_space *mapping, pgoff_t index, gfp_t gfp)
{
	for (;;) {
		struct page *page = find_lock_page(mapping, index);
		int err;

		if (page)
			return page;
		page = alloc_page(gfp);
		if (!page)
			return NULL;
		err = add_to_page_cache_lru(page, mapping, index, gfp);
		if (!err)
			return page;
		put_page(page);
		if (err != -EEXIST)
			return NULL;
	}
}
EXPORT_SYMBOL(find_or_create_page);

/* @page is in the tree no longer: it has no past here. */
static void forget_mapping(struct page *page)
{
	page->mapping = NULL;
	page->private = 0;
	page_move(page, KIND_ALLOCATED);
}

/* Out of tree and list; the cache's reference becomes the caller's. page_cache_lock is held. */
void remove_from_page_cache(struct page *page)
{
	struct address_space *mapping = page->mapping;

	if (TestClearPageDirty(page))
		account_page_cleaned(page);
	radix_tree_delete(&mapping->i_pages, page->index);
	count_cached(mapping, page, -1);
	if (PageLRU(page))
		lru_del(page);
	else if (TestClearPageIsolated(page))
		mod_node_page_state(page_pgdat(page), NR_ISOLATED_FILE, -1);
	ClearPageActive(page);
	forget_mapping(page);
}

/**
 * migrate_page_move_mapping() - put another page in the place of one of the cache; contents are not copied.
 * @mapping: whose.
 * @newpage: allocated and locked by the caller, in nobody's hands.
 * @page: isolated (isolate_lru_page()) and locked by the caller.
 * @extra_count: references to @page that the caller knows of besides the isolation's.
 *
 * Then copy what is in the page, and its flags: migrate_page_copy(). Readers wait for PG_locked meanwhile.
 * Context: a thread.
 * Return: 0: @newpage is in the cache, isolated; unlock it and give it to putback_lru_page(). @page is only
 * the caller's: unlock and put it. -EAGAIN: somebody else uses @page, and nothing has happened.
 */
int migrate_page_move_mapping(struct address_space *mapping, struct page *newpage, struct page *page,
			      int extra_count)
{
	int err = -EAGAIN;

	spin_lock(&page_cache_lock);
	if (page->mapping == mapping && PageIsolated(page) && !PageWriteback(page) &&
	    page_ref_count(page) == 2 + extra_count) {
		page_move(newpage, KIND_CACHE);
		newpage->mapping = mapping;
		newpage->index = page->index;
		newpage->private = page->private;
		radix_tree_replace_slot(&mapping->i_pages,
					radix_tree_lookup_slot(&mapping->i_pages, page->index), newpage);
		get_page(newpage);
		SetPageIsolated(newpage);
		if (TestClearPageDirty(page))
			SetPageDirty(newpage);
		ClearPageIsolated(page);
		forget_mapping(page);
		page_ref_dec(page);
		err = 0;
	}
	spin_unlock(&page_cache_lock);
	return err;
}
EXPORT_SYMBOL(migrate_page_move_mapping);

/* Contents, and the flags that tell of them. Both are locked. Context: a thread. */
void migrate_page_copy(struct page *newpage, struct page *page)
{
	copy_highpage(newpage, page);
	if (PageReferenced(page))
		SetPageReferenced(newpage);
	if (TestClearPageActive(page))
		SetPageActive(newpage);
	if (PageUptodate(page))
		SetPageUptodate(newpage);
}
EXPORT_SYMBOL(migrate_page_copy);

/* ---- waiting ---- */

static wait_queue_head_t *wait_queue_of(const struct page *page)
{
	return &cache.wait[hash_ptr(page, WAIT_BITS)];
}

/* Context: any. @page may be freed by somebody else already. */
void wake_page(const struct page *page)
{
	wait_queue_head_t *queue = wait_queue_of(page);

	if (wq_has_sleeper(queue))
		wake_up_all(queue);
}

bool trylock_page(struct page *page)
{
	return !TestSetPageLocked(page);
}
EXPORT_SYMBOL(trylock_page);

/* Context: may sleep. */
void lock_page(struct page *page)
{
	might_sleep();
	if (!trylock_page(page))
		wait_event(*wait_queue_of(page), trylock_page(page));
}
EXPORT_SYMBOL(lock_page);

/* Context: any. */
void unlock_page(struct page *page)
{
	ClearPageLocked(page);
	wake_page(page);
}
EXPORT_SYMBOL(unlock_page);

void wait_on_page_locked(struct page *page)
{
	wait_event(*wait_queue_of(page), !PageLocked(page));
}
EXPORT_SYMBOL(wait_on_page_locked);

void wait_on_page_writeback(struct page *page)
{
	wait_event(*wait_queue_of(page), !PageWriteback(page));
}
EXPORT_SYMBOL(wait_on_page_writeback);

long wait_on_page_writeback_timeout(struct page *page, long ticks)
{
	return wait_event_timeout(*wait_queue_of(page), !PageWriteback(page), ticks);
}

/* ---- reading ---- */

void mapping_read_failed(struct page *page, int error)
{
	page->mapping->read_error = error;
	/* Of a bad sector only the reader of that sector shall hear; the others try again. */
	if (error != -EIO)
		SetPageError(page);
}
EXPORT_SYMBOL(mapping_read_failed);

/* @page is not up to date: wait for who reads it, or read it. Return: 0; -EAGAIN: it is gone; -errno. */
static int read_alone(struct address_space *mapping, struct page *page)
{
	int err;

	lock_page(page);
	if (page->mapping != mapping || PageUptodate(page)) {
		err = page->mapping == mapping ? 0 : -EAGAIN;
		unlock_page(page);
		return err;
	}
	if (TestClearPageError(page)) {
		err = mapping->read_error;
		unlock_page(page);
		return err;
	}
	err = mapping->a_ops->readpage(NULL, page);
	wait_on_page_locked(page);
	if (PageUptodate(page))
		return 0;
	ClearPageError(page);
	return err ?: mapping->read_error ?: -EIO;
}

/* The page, in whatever state, new and locked by its read if it was not there. NULL: -ENOMEM. */
static struct page *get_or_start(struct address_space *mapping, struct file_ra_state *ra, pgoff_t index,
				 unsigned int req_count)
{
	struct page *page = find_get_page(mapping, index);

	if (!page && ra) {
		page_cache_sync_readahead(mapping, ra, NULL, index, req_count);
		page = find_get_page(mapping, index);
	}
	if (!page) {
		page = grab_cache_page(mapping, index);
		if (page)
			unlock_page(page);
	}
	if (page && ra && PageReadahead(page))
		page_cache_async_readahead(mapping, ra, NULL, page, index, req_count);
	return page;
}

/**
 * filemap_get_page() - a page with its contents, read if need be, and more if the reader reads on.
 * @mapping: whose.
 * @ra: the reader's memory; NULL: read this page only.
 * @index: below mapping->end.
 * @req_count: pages that the reader is going to ask for from here on, at least 1.
 *
 * Context: may sleep.
 * Return: the page, up to date, with a reference for the caller; ERR_PTR(-EINVAL) beyond the end, -ENOMEM,
 * or what the device said. A failed read is tried again the next time.
 */
struct page *filemap_get_page(struct address_space *mapping, struct file_ra_state *ra, pgoff_t index,
			      unsigned int req_count)
{
	if (index >= mapping->end)
		return ERR_PTR(-EINVAL);
	for (;;) {
		struct page *page = get_or_start(mapping, ra, index, req_count);
		int err = 0;

		if (!page)
			return ERR_PTR(-ENOMEM);
		if (!PageUptodate(page))
			err = read_alone(mapping, page);
		if (!err) {
			/* A reader of small pieces uses a page once, not once for each piece. */
			if (!ra || ra->prev_pos >> PAGE_SHIFT != index)
				mark_page_accessed(page);
			if (ra)
				ra->prev_pos = (loff_t)index << PAGE_SHIFT;
			return page;
		}
		put_page(page);
		if (err != -EAGAIN)
			return ERR_PTR(err);
	}
}
EXPORT_SYMBOL(filemap_get_page);

/* The same for a reader without memory: one page. @data: not used. */
struct page *read_mapping_page(struct address_space *mapping, pgoff_t index, void *data)
{
	return filemap_get_page(mapping, NULL, index, 1);
}
EXPORT_SYMBOL(read_mapping_page);

/* ---- checking ---- */

unsigned long nr_blockdev_pages(void)
{
	return READ_ONCE(nr_buffer_pages);
}
EXPORT_SYMBOL(nr_blockdev_pages);

int check_cached_page(const struct page *page)
{
	if (page_kind(page) == KIND_CACHE && page->mapping && page_ref_count(page) >= 1 &&
	    radix_tree_lookup(&page->mapping->i_pages, page->index) == page &&
	    (!PageDirty(page) || !page->mapping->a_ops->writepage ||
	     radix_tree_tag_get(&page->mapping->i_pages, page->index, PAGECACHE_TAG_DIRTY)))
		return 0;
	pr_err("filemap: frame %lx, index %lu: %s, dirty %d, count %d\n", page_to_pfn(page), page->index,
	       page_kind_name(page_kind(page)), PageDirty(page), page_ref_count(page));
	return 1;
}

static int page_cache_check(void)
{
	int faults;

	spin_lock(&page_cache_lock);
	faults = lru_check();
	spin_unlock(&page_cache_lock);
	return faults;
}

static void page_cache_report(void)
{
	pr_info("filemap: %lu pages, %lu dirty, %lu being written\n",
		node_page_state(NODE_DATA(0), NR_FILE_PAGES),
		node_page_state(NODE_DATA(0), NR_FILE_DIRTY), node_page_state(NODE_DATA(0), NR_WRITEBACK));
}
SELFCHECK(page_cache, page_cache_check, page_cache_report);

static void drain_page_cache(void)
{
	drop_pagecache();
	radix_tree_drain();
}

/* Pages in the cache are no leak: they go when they are asked to. */
LEAK_COUNTER_DRAIN(page_cache, NULL, drain_page_cache);

static int __init page_cache_init(void)
{
	for (int i = 0; i < 1 << WAIT_BITS; i++)
		init_waitqueue_head(&cache.wait[i]);
	return 0;
}
core_initcall(page_cache_init);
