// SPDX-License-Identifier: MIT
/*
 * mm/truncate.c: drop pages of the cache because somebody says so, not because memory is short.
 *
 * Locks.    page_cache_lock, dropped every DROP_BATCH pages.
 * Sources.  Gorman ch. 10.2 "Page Cache"; Linux Documentation/admin-guide/sysctl/vm.rst "drop_caches".
 */
#include "page_cache.h"
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/vmstat.h>

#define DROP_BATCH 256

void put_taken_pages(struct list_head *taken)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, taken, lru)
		put_page(page);
}

static bool is_of(const struct page *page, const struct address_space *mapping, pgoff_t start, pgoff_t end)
{
	return !mapping || (page->mapping == mapping && page->index >= start && page->index <= end);
}

/* At most @nr clean pages of @list that nobody holds. Return: how many were dropped. */
static unsigned long drop_from(struct list_head *list, struct address_space *mapping, pgoff_t start,
			       pgoff_t end)
{
	unsigned long dropped = 0;
	struct page *page, *next;
	LIST_HEAD(taken);

	spin_lock(&page_cache_lock);
	list_for_each_entry_safe(page, next, list, lru) {
		if (!is_of(page, mapping, start, end) || !page_may_go(page))
			continue;
		remove_from_page_cache(page);
		list_add(&page->lru, &taken);
		if (++dropped == DROP_BATCH)
			break;
	}
	spin_unlock(&page_cache_lock);
	put_taken_pages(&taken);
	cond_resched();
	return dropped;
}

/**
 * invalidate_mapping_pages() - drop the clean pages of a range that nobody holds.
 * @mapping: whose; NULL: everybody's.
 * @start: first index.
 * @end: last index, inclusive.
 *
 * Context: may sleep. Return: pages dropped.
 */
unsigned long invalidate_mapping_pages(struct address_space *mapping, pgoff_t start, pgoff_t end)
{
	unsigned long dropped = 0, n;

	for (int id = 0; id < NR_ZONEIDS; id++)
		for (int active = 0; active < 2; active++)
			do {
				n = drop_from(&lru_of(id)->list[active], mapping, start, end);
				dropped += n;
			} while (n == DROP_BATCH);
	return dropped;
}
EXPORT_SYMBOL(invalidate_mapping_pages);

void drop_pagecache(void)
{
	count_vm_event(DROP_PAGECACHE);
	invalidate_mapping_pages(NULL, 0, ~0UL);
}
