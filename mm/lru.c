// SPDX-License-Identifier: MIT
/*
 * mm/lru.c: which page of the cache goes first: two lists in each zone, and a second chance.
 *
 * Problem.  The page that will not be needed for the longest time should go; nobody knows it. The page not
 *           used for the longest time is a good guess, but one large file read once would push out all else.
 * Idea.     Two lists. A new page is inactive; one that is asked for a second time becomes active. Reclaim
 *           takes from the inactive end only; when the active list has grown longer, it moves its oldest
 *           pages over, and passes by (once) those used since it last came by.
 *
 *     new -> [ inactive ........ ] -> freed, or written and freed
 *                 |  used twice  ^
 *                 v              |  oldest, unless used since
 *            [ active .......... ]
 *
 * Rules.    A page goes only if the cache holds its only reference and nobody has it locked. A dirty one is
 *           written first, and only where gfp allows it: not by GFP_NOIO and GFP_NOFS.
 * Invariants (lru_check): PG_lru on what is on a list, PG_active on what is on the active one; zone and node
 *           counters are the lengths of the lists.
 * Locks.    page_cache_lock. Dropped around a write; the list is begun anew behind it.
 * Paths.    shrink_zone_lists -> shrink_active, shrink_inactive -> take_clean | write_page
 * Cost.     O(1) per page looked at. filemap_write_and_wait() looks at all pages for each 32 it writes.
 * Sources.  Gorman ch. 10.3 "LRU Lists", 10.5 "Reclaiming Pages from the LRU Lists".
 */
#include "page_cache.h"
#include "vmscan.h"
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/vmstat.h>

#define WRITE_BATCH 32
#define DROP_BATCH  256

struct lru {
	struct list_head list[2]; /* by PageActive(); newest first */
	bool is_set_up;
};

static struct lru lrus[NR_ZONEIDS];

static const enum zone_stat_item zone_item[2] = { NR_ZONE_INACTIVE_FILE, NR_ZONE_ACTIVE_FILE };
static const enum node_stat_item node_item[2] = { NR_INACTIVE_FILE, NR_ACTIVE_FILE };

static struct lru *lru_of(unsigned int zone_id)
{
	struct lru *lru = &lrus[zone_id];

	if (!lru->is_set_up) {
		INIT_LIST_HEAD(&lru->list[0]);
		INIT_LIST_HEAD(&lru->list[1]);
		lru->is_set_up = true;
	}
	return lru;
}

static void count_page(struct page *page, bool active, long delta)
{
	__mod_zone_page_state(page_zone(page), zone_item[active], delta);
	mod_node_page_state(page_pgdat(page), node_item[active], delta);
}

void lru_add(struct page *page)
{
	SetPageLRU(page);
	list_add(&page->lru, &lru_of(page_zone_id(page))->list[0]);
	count_page(page, false, 1);
	mod_node_page_state(page_pgdat(page), NR_FILE_PAGES, 1);
}

void lru_del(struct page *page)
{
	list_del(&page->lru);
	count_page(page, PageActive(page), -1);
	mod_node_page_state(page_pgdat(page), NR_FILE_PAGES, -1);
	ClearPageActive(page);
	ClearPageLRU(page);
}

static void move_to(struct page *page, bool active)
{
	count_page(page, PageActive(page), -1);
	if (active)
		SetPageActive(page);
	else
		ClearPageActive(page);
	list_move(&page->lru, &lru_of(page_zone_id(page))->list[active]);
	count_page(page, active, 1);
	count_vm_event(active ? PGACTIVATE : PGDEACTIVATE);
}

/**
 * mark_page_accessed() - somebody has used it: the second time makes it active.
 * @page: the caller holds a reference.
 *
 * Context: a thread.
 */
void mark_page_accessed(struct page *page)
{
	spin_lock(&page_cache_lock);
	if (PageLRU(page)) {
		if (!PageActive(page) && PageReferenced(page)) {
			ClearPageReferenced(page);
			move_to(page, true);
		} else {
			SetPageReferenced(page);
		}
	}
	spin_unlock(&page_cache_lock);
}
EXPORT_SYMBOL(mark_page_accessed);

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
static int write_page(struct page *page)
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

static bool may_go(const struct page *page)
{
	return page_ref_count(page) == 1 && !PageLocked(page) && !PageDirty(page) && !PageWriteback(page);
}

/* Of @page, taken off hash and list, nobody knows any more. */
static void free_taken(struct list_head *taken)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, taken, lru)
		put_page(page);
}

/* Oldest active pages to the inactive list, at most @nr looked at. page_cache_lock is held. */
static void shrink_active(struct zone *zone, unsigned long nr)
{
	struct lru *lru = lru_of(zone->id);

	while (nr-- && !list_empty(&lru->list[1])) {
		struct page *page = list_last_entry(&lru->list[1], struct page, lru);

		if (TestClearPageReferenced(page))
			list_move(&page->lru, &lru->list[1]);
		else
			move_to(page, false);
	}
}

/* May a dirty page be written on behalf of this request? */
static bool may_write(const struct scan_control *sc)
{
	return sc->gfp & __GFP_IO && sc->gfp & __GFP_FS;
}

/* page_cache_lock is held, and dropped meanwhile. */
static void write_for_reclaim(struct page *page)
{
	list_move(&page->lru, &lru_of(page_zone_id(page))->list[0]); /* whatever comes of it: others next */
	get_page(page);
	SetPageLocked(page);
	spin_unlock(&page_cache_lock);
	write_page(page);
	unlock_page(page);
	put_page(page);
	spin_lock(&page_cache_lock);
}

/* Look at @nr of the oldest inactive pages; what may not go moves to the front. Return: pages freed. */
static unsigned long shrink_inactive(struct zone *zone, unsigned long nr, struct scan_control *sc)
{
	struct list_head *list = &lru_of(zone->id)->list[0];
	unsigned long freed = 0, scanned = 0;
	LIST_HEAD(taken);

	for (; scanned < nr && !list_empty(list); scanned++) {
		struct page *page = list_last_entry(list, struct page, lru);

		if (PageDirty(page) && !PageLocked(page) && page_ref_count(page) == 1 && may_write(sc))
			write_for_reclaim(page); /* clean when its turn comes again */
		else if (may_go(page)) {
			remove_from_page_cache(page);
			list_add(&page->lru, &taken);
			freed++;
		} else {
			list_move(&page->lru, list);
		}
	}
	spin_unlock(&page_cache_lock);
	free_taken(&taken);
	count_vm_events(sc->kswapd ? PGSCAN_KSWAPD : PGSCAN_DIRECT, scanned);
	count_vm_events(sc->kswapd ? PGSTEAL_KSWAPD : PGSTEAL_DIRECT, freed);
	spin_lock(&page_cache_lock);
	return freed;
}

unsigned long shrink_zone_lists(struct zone *zone, struct scan_control *sc)
{
	unsigned long active, inactive, todo, freed = 0;

	spin_lock(&page_cache_lock);
	active = zone->vm_stat[NR_ZONE_ACTIVE_FILE];
	inactive = zone->vm_stat[NR_ZONE_INACTIVE_FILE];
	if (active > inactive)
		shrink_active(zone, max(active >> sc->priority, SWAP_CLUSTER_MAX));
	todo = zone->vm_stat[NR_ZONE_INACTIVE_FILE] >> sc->priority;
	while (todo && freed < SWAP_CLUSTER_MAX) {
		unsigned long n = min(todo, SWAP_CLUSTER_MAX);

		freed += shrink_inactive(zone, n, sc);
		todo -= n;
	}
	spin_unlock(&page_cache_lock);
	return freed;
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
		if (!is_of(page, mapping, start, end) || !may_go(page))
			continue;
		remove_from_page_cache(page);
		list_add(&page->lru, &taken);
		if (++dropped == DROP_BATCH)
			break;
	}
	spin_unlock(&page_cache_lock);
	free_taken(&taken);
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

static unsigned long list_length(struct list_head *list, bool active, int *faults)
{
	unsigned long n = 0;
	struct page *page;

	list_for_each_entry(page, list, lru) {
		n++;
		*faults += !PageLRU(page) || !!PageActive(page) != active;
	}
	return n;
}

int lru_check(void)
{
	unsigned long sum = 0;
	struct zone *zone;
	int faults = 0;

	for_each_zone(zone)
		for (int active = 0; active < 2; active++) {
			unsigned long n = list_length(&lru_of(zone->id)->list[active], active, &faults);

			if (n != zone->vm_stat[zone_item[active]]) {
				pr_err("lru: zone %s counts %lu pages on list %d, it holds %lu\n", zone->name,
				       zone->vm_stat[zone_item[active]], active, n);
				faults++;
			}
			sum += n;
		}
	return faults + (sum != node_page_state(NODE_DATA(0), NR_FILE_PAGES));
}
