// SPDX-License-Identifier: MIT
/*
 * mm/page_writeback.c: pages that are newer than the device's, and their way there.
 *
 * Locks.    PG_locked around a write; page_cache_lock for the state.
 * Sources.  Gorman ch. 10.2.4 "Writing Dirty Pages" and the like.
 */
#include "page_cache.h"
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/vmstat.h>

#define WRITE_BATCH 32

/**
 * set_page_dirty() - its contents are newer than the device's.
 * @page: of the cache; the caller holds a reference.
 *
 * Return: true if it was clean before.
 */
bool set_page_dirty(struct page *page)
{
	bool was_clean;

	spin_lock(&page_cache_lock);
	was_clean = page->mapping && !TestSetPageDirty(page);
	if (was_clean)
		mod_node_page_state(page_pgdat(page), NR_FILE_DIRTY, 1);
	spin_unlock(&page_cache_lock);
	return was_clean;
}
EXPORT_SYMBOL(set_page_dirty);

/* The caller holds a reference and PG_locked. Return: 0 or -errno, and then it is dirty again. */
int write_page(struct page *page)
{
	struct address_space *mapping = page->mapping;
	int err;

	if (!mapping || !TestClearPageDirty(page))
		return 0;
	mod_node_page_state(page_pgdat(page), NR_FILE_DIRTY, -1);
	if (!mapping->a_ops->writepage) {
		set_page_dirty(page);
		return -EROFS;
	}
	SetPageWriteback(page);
	mod_node_page_state(page_pgdat(page), NR_WRITEBACK, 1);
	err = mapping->a_ops->writepage(mapping, page);
	mod_node_page_state(page_pgdat(page), NR_WRITEBACK, -1);
	ClearPageWriteback(page);
	if (err)
		set_page_dirty(page);
	else
		count_vm_events(PGPGOUT, 1 << (PAGE_SHIFT - 10));
	return err;
}

/* References to at most WRITE_BATCH dirty pages of @mapping. */
static unsigned int get_dirty(struct address_space *mapping, struct page **pages)
{
	unsigned int nr = 0;
	struct page *page;

	spin_lock(&page_cache_lock);
	for (int i = 0; i < 2 * NR_ZONEIDS; i++)
		list_for_each_entry(page, &lru_of(i / 2)->list[i % 2], lru) {
			if (nr == WRITE_BATCH)
				break;
			if (page->mapping != mapping || !PageDirty(page))
				continue;
			get_page(page);
			pages[nr++] = page;
		}
	spin_unlock(&page_cache_lock);
	return nr;
}

/**
 * filemap_write_and_wait() - write all dirty pages of a device; they stay in the cache.
 * @mapping: whose.
 *
 * Context: may sleep.
 * Return: 0; or the first error, and then that page and those behind it are still dirty.
 */
int filemap_write_and_wait(struct address_space *mapping)
{
	struct page *pages[WRITE_BATCH];
	unsigned int nr;
	int err = 0;

	while (!err && (nr = get_dirty(mapping, pages)))
		for (unsigned int i = 0; i < nr; i++) {
			lock_page(pages[i]);
			if (!err)
				err = write_page(pages[i]);
			unlock_page(pages[i]);
			put_page(pages[i]);
		}
	return err;
}
EXPORT_SYMBOL(filemap_write_and_wait);
