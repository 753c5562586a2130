// SPDX-License-Identifier: MIT
/*
 * mm/lru.c: the two lists of each zone on which pages of the cache wait: inactive and active.
 *
 * Problem.  The page that will not be needed for the longest time should go; nobody knows it. The page not
 *           used for the longest time is a good guess, but one large file read once would push out all else.
 * Idea.     Two lists. A new page is inactive; one that is asked for a second time becomes active. Reclaim
 *           (vmscan_lru.c) takes from the inactive end only.
 *
 *     new -> [ inactive ........ ] -> freed, or written and freed
 *                 |  used twice  ^
 *                 v              |  oldest, unless used since
 *            [ active .......... ]
 *
 *           Who wants to move a page elsewhere (compaction) takes it off its list for a while: isolated, it
 *           is still in the cache and found by readers, but reclaim does not see it.
 * Invariants (lru_check): PG_lru on what is on a list, PG_active on what is on the active one; zone and node
 *           counters are the lengths of the lists; what is in the cache is on a list or isolated.
 * Locks.    page_cache_lock.
 * Paths.    add_to_page_cache -> lru_add;  mark_page_accessed -> move_to
 *           isolate_lru_page ... migrate_page_move_mapping (filemap.c) ... putback_lru_page
 * Cost.     O(1) each.
 * Sources.  Gorman ch. 10.3 "LRU Lists"; Linux Documentation/mm/page_migration.rst, for isolating.
 */
#include "page_cache.h"
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/vmstat.h>

static struct lru lrus[NR_ZONEIDS];

static const enum zone_stat_item zone_item[2] = { NR_ZONE_INACTIVE_FILE, NR_ZONE_ACTIVE_FILE };
static const enum node_stat_item node_item[2] = { NR_INACTIVE_FILE, NR_ACTIVE_FILE };

struct lru *lru_of(unsigned int zone_id)
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

/* To the front of the list that PG_active says. */
void lru_add(struct page *page)
{
	bool active = PageActive(page);

	SetPageLRU(page);
	list_add(&page->lru, &lru_of(page_zone_id(page))->list[active]);
	count_page(page, active, 1);
}

/* PG_active stays: it says where the page was. */
void lru_del(struct page *page)
{
	list_del(&page->lru);
	count_page(page, PageActive(page), -1);
	ClearPageLRU(page);
}

void lru_move(struct page *page, bool active)
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
			lru_move(page, true);
		} else {
			SetPageReferenced(page);
		}
	}
	spin_unlock(&page_cache_lock);
}
EXPORT_SYMBOL(mark_page_accessed);

/**
 * isolate_lru_page() - take a page off its list: reclaim and other movers leave it alone.
 * @page: the caller holds a reference. Another one is taken, which putback_lru_page() gives back.
 *
 * NR_ISOLATED_FILE is counted here. The page stays in the cache; it may be locked by others.
 * Context: a thread. Return: 0; -EBUSY: it was on no list.
 */
int isolate_lru_page(struct page *page)
{
	int err = -EBUSY;

	spin_lock(&page_cache_lock);
	if (PageLRU(page)) {
		lru_del(page);
		SetPageIsolated(page);
		get_page(page);
		mod_node_page_state(page_pgdat(page), NR_ISOLATED_FILE, 1);
		err = 0;
	}
	spin_unlock(&page_cache_lock);
	return err;
}
EXPORT_SYMBOL(isolate_lru_page);

/**
 * putback_lru_page() - end an isolation, and give back the reference that it took.
 * @page: isolated by isolate_lru_page(), or what migrate_page_move_mapping() has put in its place.
 *
 * If the page has left the cache meanwhile this may free it. Context: a thread.
 */
void putback_lru_page(struct page *page)
{
	spin_lock(&page_cache_lock);
	ClearPageIsolated(page);
	mod_node_page_state(page_pgdat(page), NR_ISOLATED_FILE, -1);
	if (page->mapping)
		lru_add(page);
	else
		ClearPageActive(page);
	spin_unlock(&page_cache_lock);
	put_page(page);
}
EXPORT_SYMBOL(putback_lru_page);

static unsigned long list_length(struct list_head *list, bool active, int *faults)
{
	unsigned long n = 0;
	struct page *page;

	list_for_each_entry(page, list, lru) {
		n++;
		*faults += !PageLRU(page) || PageIsolated(page) || !!PageActive(page) != active;
		*faults += check_cached_page(page);
	}
	return n;
}

int lru_check(void)
{
	unsigned long sum = node_page_state(NODE_DATA(0), NR_ISOLATED_FILE);
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
