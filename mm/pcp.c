// SPDX-License-Identifier: MIT
/*
 * mm/pcp.c: what a CPU keeps in hand of each zone.
 *
 * Problem.  Most requests are for one page, and most pages are freed soon. Taking the zone's lock and
 *           splitting and joining for each is waste.
 * Idea.     Each CPU keeps short stacks of blocks of orders 0 to 3 per zone and migrate type. Taking and
 *           giving is a push or pop with interrupts off: the last block freed, still warm in the cache,
 *           is the next one handed out. An empty stack is refilled, a full one drained, a batch at a
 *           time, under one lock.
 * Invariants (pcp_check walks them): every block on a stack is KIND_PCP with the stack's order and
 *           type; count is the pages on all stacks.
 * Locks.    irqs off (local data); zone->lock inside for refill and drain.
 * Cost.     Pages in hand are free but cannot join: at most `high` a zone and CPU, and all of them go
 *           back before a request fails (drain_all_pages).
 * Left out. Draining other CPUs: there is one. drain_all_pages() is where an interrupt to them goes.
 * Sources.  Gorman ch. 6.1.2 / Linux 6.1 mm/page_alloc.c's lists in words; Bonwick's magazines.
 */
#include "internal.h"
#include <linux/irqflags.h>
#include <linux/kernel.h>

#define PCP_BATCH_MAX 31  /* pages moved at a time; small zones move less */
#define PCP_HIGH_FACTOR 6 /* batches in hand before one goes back */

DEFINE_PER_CPU(struct per_cpu_pages, page_pcp[NR_ZONEIDS]);

void pcp_init(void)
{
	struct zone *zone;

	for_each_zone(zone) {
		struct per_cpu_pages *pcp = &per_cpu(page_pcp, 0)[zone->id];
		long batch = clamp_t(long, zone_managed_pages(zone) / 1024 / 4, 1, PCP_BATCH_MAX);

		pcp->batch = batch;
		pcp->high = batch * PCP_HIGH_FACTOR;
	}
}

/* Move up to a batch from the zone to the stack, and hand out one more. Zone lock taken here. */
struct page *pcp_refill(struct zone *zone, unsigned int order, int migratetype, unsigned int alloc_flags,
			enum zone_type highest_zoneidx)
{
	struct per_cpu_pages *pcp = &this_cpu_ptr(page_pcp)[zone->id];
	int blocks = max(pcp->batch >> order, 1);
	struct page *first, *page;

	spin_lock(&zone->lock);
	first = buddy_take(zone, order, migratetype);
	for (; first && blocks > 1; blocks--) {
		if (!zone_watermark_ok(zone, order, wmark_pages(zone, alloc_flags & ALLOC_WMARK_MASK),
				       highest_zoneidx, alloc_flags))
			break;
		page = buddy_take(zone, order, migratetype);
		if (!page)
			break;
		page_set_kind(page, KIND_PCP, order);
		page->migratetype = migratetype;
		page->pcp_next = pcp->list[order][migratetype];
		pcp->list[order][migratetype] = page;
		pcp->count += 1 << order;
	}
	spin_unlock(&zone->lock);
	if (first)
		first->migratetype = migratetype;
	return first;
}

/* Give back blocks, largest orders first, until @target pages are left. Irqs off. */
static void drain_to(struct zone *zone, struct per_cpu_pages *pcp, int target)
{
	spin_lock(&zone->lock);
	for (int order = NR_PCP_ORDERS - 1; order >= 0; order--) {
		for (int type = 0; type < MIGRATE_PCPTYPES; type++) {
			struct page *page;

			while (pcp->count > target && (page = pcp->list[order][type])) {
				pcp->list[order][type] = page->pcp_next;
				pcp->count -= 1 << order;
				buddy_give(zone, page, order);
			}
		}
	}
	spin_unlock(&zone->lock);
}

void pcp_drain_over(struct zone *zone, struct per_cpu_pages *pcp)
{
	drain_to(zone, pcp, max(pcp->high - pcp->batch, 0));
}

void drain_local_pages(struct zone *only)
{
	struct zone *zone;
	unsigned long flags;

	local_irq_save(flags);
	for_each_populated_zone(zone)
		if (!only || zone == only)
			drain_to(zone, &this_cpu_ptr(page_pcp)[zone->id], 0);
	local_irq_restore(flags);
}

void drain_all_pages(struct zone *zone)
{
	drain_local_pages(zone);
}

unsigned long pcp_pages(const struct zone *zone)
{
	return per_cpu(page_pcp, 0)[zone->id].count;
}

int pcp_check(void)
{
	struct zone *zone;
	int faults = 0;

	for_each_populated_zone(zone) {
		struct per_cpu_pages *pcp = &per_cpu(page_pcp, 0)[zone->id];
		int count = 0;

		for (unsigned int order = 0; order < NR_PCP_ORDERS; order++)
			for (int type = 0; type < MIGRATE_PCPTYPES; type++)
				for (struct page *p = pcp->list[order][type]; p; p = p->pcp_next) {
					faults += p->kind != KIND_WORD(KIND_PCP, order) ||
						  p->migratetype != type;
					count += 1 << order;
				}
		if (count != pcp->count || faults) {
			pr_err("pcp: zone %s: %d pages on the stacks, %d counted, %d faults\n",
			       zone->name, count, pcp->count, faults);
			faults++;
		}
	}
	return faults;
}
