// SPDX-License-Identifier: MIT
/*
 * mm/vmscan_lru.c: reclaim looks at the oldest pages of the cache and takes those that may go.
 *
 * Problem.  A page may be in use, newer than the disk, or have been used again since it was put on its list.
 * Idea.     From the end of the inactive list, 32 at a time. When the active list has grown longer, its oldest
 *           pages are moved over first; one used since reclaim last came by is passed over, once.
 * Rules.    A page goes only if the cache holds its only reference and nobody has it locked. A dirty one is
 *           written first, and only where gfp allows it: not by GFP_NOIO and GFP_NOFS. Its neighbours on the
 *           disk go along, so that one request carries them. What is being written is passed over; where 32
 *           pages in a row are, the disk is slower than who dirties: wait a little instead of spinning.
 *
 *     [ inactive, newest ................ oldest ]
 *            ^                              |  clean: freed      dirty: write started, to the front
 *            `------------------------------'  used: to the front; clean when its turn comes again
 *
 * Locks.    page_cache_lock. Dropped around a write; the list is begun anew behind it.
 * Paths.    reclaim_round (vmscan.c) -> shrink_zone_lists -> shrink_active, shrink_inactive -> write_out
 * Cost.     O(1) per page looked at.
 * Sources.  Gorman ch. 10.5 "Reclaiming Pages from the LRU Lists".
 */
#include "page_cache.h"
#include "vmscan.h"
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>

#define WRITE_WAIT (HZ / 10) /* ticks that a write is waited for */

/* What one look at 32 pages has met. */
struct inactive_scan {
	unsigned long scanned, freed, dirty, writeback;
	struct page *slow; /* one that is being written, held */
};

/* Oldest active pages to the inactive list, at most @nr looked at. page_cache_lock is held. */
static void shrink_active(struct zone *zone, unsigned long nr)
{
	struct lru *lru = lru_of(zone->id);

	while (nr-- && !list_empty(&lru->list[1])) {
		struct page *page = list_last_entry(&lru->list[1], struct page, lru);

		count_vm_event(PGREFILL);
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

/* Start to write @page and the dirty pages behind it. page_cache_lock is held, and dropped meanwhile. */
static void write_out(struct page *page)
{
	struct address_space *mapping = page->mapping;
	struct writeback_control wbc = {
		.nr_to_write = SWAP_CLUSTER_MAX, .range_start = (loff_t)page->index << PAGE_SHIFT,
		.range_end = LLONG_MAX, .sync_mode = WB_SYNC_NONE, .for_reclaim = 1,
	};

	mapping_use(mapping);
	spin_unlock(&page_cache_lock);
	do_writepages(mapping, &wbc);
	mapping_unuse(mapping);
	mod_node_page_state(NODE_DATA(0), NR_VMSCAN_WRITE, (long)SWAP_CLUSTER_MAX - wbc.nr_to_write);
	spin_lock(&page_cache_lock);
}

/* What may not go moves to the front. */
static void look_at(struct page *page, struct list_head *list, struct list_head *taken,
		    struct inactive_scan *scan, struct scan_control *sc)
{
	if (page_may_go(page)) {
		remove_from_page_cache(page);
		list_add(&page->lru, taken);
		scan->freed++;
		return;
	}
	list_move(&page->lru, list);
	if (PageWriteback(page)) {
		scan->writeback++;
		if (!scan->slow) {
			get_page(page);
			scan->slow = page;
		}
	} else if (PageDirty(page) && !PageLocked(page)) {
		scan->dirty++;
		if (may_write(sc) && page->mapping->a_ops->writepage)
			write_out(page);
	}
}

/* Nothing but writes under way: give the disk time. Without the lock. */
static void throttle(struct inactive_scan *scan, struct scan_control *sc)
{
	if (scan->dirty && may_write(sc))
		wakeup_flusher_threads(WB_REASON_VMSCAN);
	if (!scan->slow)
		return;
	if (!scan->freed && scan->writeback * 2 >= scan->scanned && may_write(sc))
		wait_on_page_writeback_timeout(scan->slow, WRITE_WAIT);
	put_page(scan->slow);
}

/* Look at @nr of the oldest inactive pages. page_cache_lock is held, and dropped. Return: pages freed. */
static unsigned long shrink_inactive(struct zone *zone, unsigned long nr, struct scan_control *sc)
{
	struct list_head *list = &lru_of(zone->id)->list[0];
	struct inactive_scan scan = {};
	LIST_HEAD(taken);

	for (; scan.scanned < nr && !list_empty(list); scan.scanned++)
		look_at(list_last_entry(list, struct page, lru), list, &taken, &scan, sc);
	spin_unlock(&page_cache_lock);
	put_taken_pages(&taken);
	throttle(&scan, sc);
	count_vm_events(sc->kswapd ? PGSCAN_KSWAPD : PGSCAN_DIRECT, scan.scanned);
	count_vm_events(sc->kswapd ? PGSTEAL_KSWAPD : PGSTEAL_DIRECT, scan.freed);
	spin_lock(&page_cache_lock);
	return scan.freed;
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
