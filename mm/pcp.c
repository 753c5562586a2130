// SPDX-License-Identifier: MIT
/*
 * mm/pcp.c: what a CPU keeps in hand of each zone.
 *
 * Problem.  Most requests are for one page, and most pages are freed soon. Taking the zone's lock and
 *           splitting and joining for each is waste.
 * Idea.     Each CPU keeps stacks of blocks, one per zone, migrate type and order. Taking and giving is
 *           a push or pop with interrupts off: the last block freed, still warm in the cache, is the
 *           next one handed out. An empty stack is refilled by cutting up one run, a full one gives a
 *           batch back, under one lock. Two tables lead to the stacks: by the low bits of a gfp
 *           (pcp_alloc_row) and by a page's zone and type (pcp_free_row), so that finding one is a
 *           single load.
 * Off.      While somebody watches pages come and go (page_hooks.c), both tables point at stacks that
 *           are empty and full at once: every request takes the slow path, where the watchers are. So
 *           the fast path pays nothing for the choice.
 * Invariants (pcp_check walks them): every block on a stack is KIND_PCP with the stack's order and
 *           type; room is the capacity less the blocks on it.
 * Locks.    irqs off (local data); zone->lock inside for refill and drain.
 * Cost.     Pages in hand are free but cannot join, so all of them go back before a request fails
 *           (drain_all_pages). Up to order 3 a stack holds what lies under the zone's low watermark at
 *           most; above that one block, if it is less than 1/128 of the zone: that one spares a
 *           driver that takes and returns the same large block the splitting and joining.
 * Left out. Draining other CPUs: there is one. drain_all_pages() is where an interrupt to them goes.
 * Sources.  Gorman ch. 6.1.2; Linux 6.1's per-CPU page sets in words; Bonwick's magazines.
 */
#include "internal.h"
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <trace/events/kmem.h>

#define PCP_BATCH_MAX	 32  /* pages moved at a time; small zones move less */
#define PCP_LARGE_SHARE	 128 /* a block above order 3 stays in hand if the zone is this many times as big */

DEFINE_PER_CPU(struct per_cpu_pages, page_pcp[NR_ZONEIDS]);
struct pcp_stack *pcp_alloc_row[NR_GFP_ROWS];
struct pcp_stack *pcp_free_row[NR_ZONEIDS * PCP_TYPES];

/* Never a block on it, never room. */
static struct pcp_stack pcp_nothing[MAX_ORDER];

/* Blocks of @order that a stack of @zone may hold. */
static int stack_capacity(struct zone *zone, unsigned int order)
{
	if (order <= PAGE_ALLOC_COSTLY_ORDER)
		return low_wmark_pages(zone) >> (2 * order);
	return zone_managed_pages(zone) / PCP_LARGE_SHARE >= 1UL << order;
}

void pcp_init(void)
{
	struct zone *zone;

	for_each_zone(zone) {
		struct per_cpu_pages *pcp = &per_cpu(page_pcp, 0)[zone->id];

		pcp->batch = clamp_t(long, zone_managed_pages(zone) / 1024 / 4, 1, PCP_BATCH_MAX);
		for (int type = 0; type < MIGRATE_PCPTYPES; type++) {
			for (unsigned int order = 0; order < MAX_ORDER; order++) {
				struct pcp_stack *stack = &pcp->stack[type][order];

				stack->capacity = stack_capacity(zone, order);
				stack->room = stack->capacity;
			}
		}
	}
}

/* Lead the fast paths to the CPU's stacks or, while @watched, nowhere. */
void pcp_set_rows(bool watched)
{
	for (unsigned int gfp = 0; gfp < NR_GFP_ROWS; gfp++) {
		int type = gfp_migratetype((__force gfp_t)gfp);
		u8 id = first_zone[gfp_zone((__force gfp_t)gfp)]->id;

		/* Contradictions are for the slow path to report. */
		bool odd = type >= MIGRATE_PCPTYPES || gfp_zone_contradicts((__force gfp_t)gfp);

		pcp_alloc_row[gfp] = watched || odd ? pcp_nothing :
				     per_cpu(page_pcp, 0)[id].stack[type];
	}
	for (unsigned int id = 0; id < NR_ZONEIDS; id++)
		for (int type = 0; type < PCP_TYPES; type++)
			pcp_free_row[id * PCP_TYPES + type] = watched || type >= MIGRATE_PCPTYPES ?
				pcp_nothing : per_cpu(page_pcp, 0)[id].stack[type];
}

/* Put the blocks of 2^@order of the run of 2^@have at @page on @stack, all but the first. */
static void cut_run(struct pcp_stack *stack, struct page *page, unsigned int have, unsigned int order,
		    int type)
{
	struct page *block = page + (1UL << have);

	/* From the end, so that the lowest is on top. */
	while ((block -= 1UL << order) > page) {
		block->page_type = PAGE_TYPE_WORD(KIND_PCP, order, type);
		block->pcp_next = stack->top;
		stack->top = block;
		stack->room--;
	}
	page->page_type = PAGE_TYPE_WORD(KIND_ALLOCATED, order, type);
}

/**
 * pcp_refill() - take a block from the zone, and up to a batch more into this CPU's hand.
 * @zone: above the watermark for one block.
 *
 * Context: irqs off; takes zone->lock.
 * Return: the block, KIND_ALLOCATED with its type, or NULL.
 */
struct page *pcp_refill(struct zone *zone, const struct alloc_context *ac, unsigned int alloc_flags)
{
	struct per_cpu_pages *pcp = &this_cpu_ptr(page_pcp)[zone->id];
	struct pcp_stack *stack = &pcp->stack[ac->migratetype][ac->order];
	unsigned int most = ac->order;
	struct page *page;

	if (pcp->batch >> ac->order && stack->capacity >= pcp->batch >> ac->order &&
	    zone_watermark_ok(zone, ilog2(pcp->batch), wmark_pages(zone, alloc_flags & ALLOC_WMARK_MASK),
			      ac->highest_zoneidx, alloc_flags))
		most = max_t(unsigned int, ac->order, ilog2(pcp->batch));
	spin_lock(&zone->lock);
	page = buddy_take_run(zone, ac->order, &most, ac->migratetype);
	if (likely(page))
		cut_run(stack, page, most, ac->order, ac->migratetype);
	else
		page = buddy_take(zone, most = ac->order, ac->migratetype);
	if (page) {
		page->page_type = PAGE_TYPE_WORD(KIND_ALLOCATED, ac->order, ac->migratetype);
		zone->pages_taken += 1UL << ac->order;
		trace_mm_page_alloc_zone_locked(page, most, ac->migratetype, 1);
	}
	spin_unlock(&zone->lock);
	return page;
}

/* Give back blocks of one stack until @target are left. Zone lock held. */
static void drain_stack(struct zone *zone, struct pcp_stack *stack, unsigned int order, int target)
{
	struct page *page;

	while (stack->capacity - stack->room > target && (page = stack->top)) {
		stack->top = page->pcp_next;
		stack->room++;
		trace_mm_page_pcpu_drain(page, order, page->migratetype);
		buddy_give(zone, page, order);
	}
}

/* A batch of a full stack goes back to the zone. Irqs off. */
void pcp_make_room(struct zone *zone, struct pcp_stack *stack, unsigned int order)
{
	int batch = max(this_cpu_ptr(page_pcp)[zone->id].batch >> order, 1);

	spin_lock(&zone->lock);
	drain_stack(zone, stack, order, max(stack->capacity - batch, 0));
	spin_unlock(&zone->lock);
}

void drain_local_pages(struct zone *only)
{
	struct zone *zone;
	unsigned long flags;

	for_each_populated_zone(zone) {
		struct per_cpu_pages *pcp = &this_cpu_ptr(page_pcp)[zone->id];

		if (only && zone != only)
			continue;
		spin_lock_irqsave(&zone->lock, flags);
		for (int type = 0; type < MIGRATE_PCPTYPES; type++)
			for (unsigned int order = 0; order < MAX_ORDER; order++)
				drain_stack(zone, &pcp->stack[type][order], order, 0);
		spin_unlock_irqrestore(&zone->lock, flags);
	}
}
EXPORT_SYMBOL(drain_local_pages);

void drain_all_pages(struct zone *zone)
{
	drain_local_pages(zone);
}
EXPORT_SYMBOL(drain_all_pages);

unsigned long pcp_pages(const struct zone *zone)
{
	struct per_cpu_pages *pcp = &per_cpu(page_pcp, 0)[zone->id];
	unsigned long pages = 0;

	for (int type = 0; type < MIGRATE_PCPTYPES; type++)
		for (unsigned int order = 0; order < MAX_ORDER; order++)
			pages += (pcp->stack[type][order].capacity - pcp->stack[type][order].room) << order;
	return pages;
}

/* Pages that came out of CPUs' hands since boot. */
unsigned long pcp_pages_taken(const struct zone *zone)
{
	struct per_cpu_pages *pcp = &per_cpu(page_pcp, 0)[zone->id];
	unsigned long pages = 0;

	for (int type = 0; type < MIGRATE_PCPTYPES; type++)
		for (unsigned int order = 0; order < MAX_ORDER; order++)
			pages += (unsigned long)pcp->stack[type][order].taken << order;
	return pages;
}

static int check_stack(struct zone *zone, struct pcp_stack *stack, unsigned int order, int type)
{
	int blocks = 0, faults = 0;

	for (struct page *p = stack->top; p; p = p->pcp_next, blocks++)
		faults += p->page_type != PAGE_TYPE_WORD(KIND_PCP, order, type) || page_zone(p) != zone;
	if (blocks == stack->capacity - stack->room && !faults)
		return 0;
	pr_err("pcp: zone %s: %d blocks of order %u on the stack, %d counted, %d faults\n", zone->name,
	       blocks, order, stack->capacity - stack->room, faults);
	return faults + 1;
}

int pcp_check(void)
{
	struct zone *zone;
	int faults = 0;

	for_each_populated_zone(zone) {
		struct per_cpu_pages *pcp = &per_cpu(page_pcp, 0)[zone->id];

		for (int type = 0; type < MIGRATE_PCPTYPES; type++)
			for (unsigned int order = 0; order < MAX_ORDER; order++)
				faults += check_stack(zone, &pcp->stack[type][order], order, type);
	}
	return faults;
}
