// SPDX-License-Identifier: MIT
/*
 * mm/truncate.c: drop pages of the cache because somebody says so, not because memory is short.
 *
 *                                     clean, unused   held by others   dirty     being read or written
 *     invalidate_mapping_pages         goes            stays            stays     stays
 *     invalidate_inode_pages2_range    goes            -EBUSY           -EBUSY    waited for
 *     truncate_inode_pages_final       goes            goes (*)         is lost   waited for
 *
 *     (*) The cache forgets it; its memory comes free with the last reference.
 *
 * Locks.    1. PG_locked; 2. page_cache_lock, dropped every DROP_BATCH pages.
 * Sources.  Gorman ch. 10.2 "Page Cache"; Linux Documentation/admin-guide/sysctl/vm.rst "drop_caches".
 */
#include "page_cache.h"
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/vmstat.h>

#define DROP_BATCH 256
#define LOCK_BATCH 16

void put_taken_pages(struct list_head *taken)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, taken, lru)
		put_page(page);
}

/* Take out what may go. page_cache_lock is held. */
static unsigned long take_if_free(struct page *page, struct list_head *taken)
{
	if (!page_may_go(page))
		return 0;
	remove_from_page_cache(page);
	list_add(&page->lru, taken);
	return 1;
}

/**
 * invalidate_mapping_pages() - drop the clean pages of a range that nobody holds.
 * @mapping: whose.
 * @start: first index.
 * @end: last index, inclusive.
 *
 * Context: may sleep. Return: pages dropped.
 */
unsigned long invalidate_mapping_pages(struct address_space *mapping, pgoff_t start, pgoff_t end)
{
	unsigned long dropped = 0;
	pgoff_t index = start;
	bool more = true;

	while (more) {
		unsigned int looked = 0;
		struct page *page;
		LIST_HEAD(taken);

		spin_lock(&page_cache_lock);
		for (; looked < DROP_BATCH; looked++, index++) {
			page = radix_tree_next(&mapping->i_pages, &index, -1);
			more = page && index <= end;
			if (!more)
				break;
			dropped += take_if_free(page, &taken);
		}
		spin_unlock(&page_cache_lock);
		put_taken_pages(&taken);
		cond_resched();
	}
	return dropped;
}
EXPORT_SYMBOL(invalidate_mapping_pages);

/* At most DROP_BATCH clean pages of @list, whosoever they are. Return: how many. */
static unsigned long drop_from(struct list_head *list)
{
	unsigned long dropped = 0;
	struct page *page, *next;
	LIST_HEAD(taken);

	spin_lock(&page_cache_lock);
	list_for_each_entry_safe(page, next, list, lru) {
		dropped += take_if_free(page, &taken);
		if (dropped == DROP_BATCH)
			break;
	}
	spin_unlock(&page_cache_lock);
	put_taken_pages(&taken);
	cond_resched();
	return dropped;
}

/* All clean pages that nobody holds, of all devices. Context: may sleep. */
void drop_pagecache(void)
{
	count_vm_event(DROP_PAGECACHE);
	for (int id = 0; id < NR_ZONEIDS; id++)
		for (int active = 0; active < 2; active++)
			while (drop_from(&lru_of(id)->list[active]) == DROP_BATCH)
				;
}

/* ---- with the page's lock ---- */

/* Some pages of a range, with a reference each; @index moves behind the last one. */
static unsigned int get_some(struct address_space *mapping, pgoff_t *index, pgoff_t end, struct page **pages)
{
	unsigned int n = 0;

	spin_lock(&page_cache_lock);
	for (; n < LOCK_BATCH; n++, (*index)++) {
		pages[n] = radix_tree_next(&mapping->i_pages, index, -1);
		if (!pages[n] || *index > end)
			break;
		get_page(pages[n]);
	}
	spin_unlock(&page_cache_lock);
	return n;
}

/* Return: 0: it is out of the cache; -EBUSY. @page is locked, and held by us. */
static int drop_locked(struct address_space *mapping, struct page *page)
{
	int err = -EBUSY;

	spin_lock(&page_cache_lock);
	if (page->mapping != mapping) {
		err = 0;
	} else if (page_ref_count(page) == 2 && !PageDirty(page)) {
		remove_from_page_cache(page);
		put_page(page); /* the cache's; the last one is ours */
		err = 0;
	}
	spin_unlock(&page_cache_lock);
	return err;
}

/**
 * invalidate_inode_pages2_range() - nothing of this range shall be in the cache: the device has changed.
 * @mapping: whose.
 * @start: first index.
 * @end: last index, inclusive.
 *
 * Context: may sleep. Return: 0; -EBUSY: a page is dirty or held by somebody, and stays.
 */
int invalidate_inode_pages2_range(struct address_space *mapping, pgoff_t start, pgoff_t end)
{
	struct page *pages[LOCK_BATCH];
	pgoff_t index = start;
	unsigned int nr;
	int err = 0;

	while (READ_ONCE(mapping->nrpages) && (nr = get_some(mapping, &index, end, pages))) {
		for (unsigned int i = 0; i < nr; i++) {
			lock_page(pages[i]);
			wait_on_page_writeback(pages[i]);
			err = drop_locked(mapping, pages[i]) ?: err;
			unlock_page(pages[i]);
			put_page(pages[i]);
		}
		cond_resched();
	}
	return err;
}
EXPORT_SYMBOL(invalidate_inode_pages2_range);

/* @page is locked. Return: 1 if contents are lost by it. */
static unsigned long truncate_page(struct address_space *mapping, struct page *page)
{
	unsigned long lost = 0;

	spin_lock(&page_cache_lock);
	if (page->mapping == mapping) {
		lost = PageDirty(page);
		remove_from_page_cache(page);
		put_page(page);
	}
	spin_unlock(&page_cache_lock);
	return lost;
}

/**
 * truncate_inode_pages_final() - the device goes away: everything goes, and nobody works on it afterwards.
 * @mapping: whose; nothing is added meanwhile.
 *
 * Context: may sleep, until reads and writes under way have ended. Return: dirty pages that are lost.
 */
unsigned long truncate_inode_pages_final(struct address_space *mapping)
{
	struct page *pages[LOCK_BATCH];
	unsigned long lost = 0;
	pgoff_t index = 0;
	unsigned int nr;

	while ((nr = get_some(mapping, &index, ~0ul, pages)))
		for (unsigned int i = 0; i < nr; i++) {
			lock_page(pages[i]);
			wait_on_page_writeback(pages[i]);
			lost += truncate_page(mapping, pages[i]);
			unlock_page(pages[i]);
			put_page(pages[i]);
		}
	mapping_wait_unused(mapping);
	return lost;
}
EXPORT_SYMBOL(truncate_inode_pages_final);
