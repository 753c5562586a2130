// SPDX-License-Identifier: MIT
/*
 * mm/vmscan_lru.c: reclaim looks at the oldest pages of the cache and takes those that may go.
 *
 * Problem.  A page may be in use, newer than the disk, or have been used again since it was put on its list.
 * Idea.     From the end of the inactive list, 32 at a time. When the active list has grown longer, its oldest
 *           pages are moved over first; one used since reclaim last came by is passed over, once.
 * Rules.    A page goes only if the cache holds its only reference and nobody has it locked. A dirty one is
 *           written first, and only where gfp allows it: not by GFP_NOIO and GFP_NOFS.
 * Locks.    page_cache_lock. Dropped around a write; the list is begun anew behind it.
 * Paths.    reclaim_round (vmscan.c) -> shrink_zone_lists -> shrink_active, shrink_inactive
 * Cost.     O(1) per page looked at.
 * Sources.  Gorman ch. 10.5 "Reclaiming Pages from the LRU Lists".
 */
#include "page_cache.h"
#include "vmscan.h"
#include <linux/kernel.h>
#include <linux/vmstat.h>

/* Oldest active pages to the inactive list, at most @nr looked at. page_cache_lock is held. */
static void shrink_active(struct zone *zone, unsigned long nr)
{
	struct lru *lru = lru_of(zone->id);

	while (nr-- && !list_empty(&lru->list[1])) {
		struct page *page = list_last_entry(&lru->list[1], struct page, lru);

		if (TestClearPageReferenced(page))
			list_move(&page->lru, &lru->list[1]);
		else
			lru_move(page, false);
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
		else if (page_may_go(page)) {
			remove_from_page_cache(page);
			list_add(&page->lru, &taken);
			freed++;
		} else {
			list_move(&page->lru, list);
		}
	}
	spin_unlock(&page_cache_lock);
	put_taken_pages(&taken);
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
