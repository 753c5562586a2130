// SPDX-License-Identifier: MIT
/*
 * mm/page_alloc.c: hand out and take back runs of 2^order physical pages.
 *
 * Problem.  Everybody asks here: who wants one page a million times a second, who wants 4 MiB in one
 *           run, who cannot wait, who must not be refused.
 * Idea.     Three stages, each only when the one before has nothing:
 *             1. this CPU's stack of blocks for the first zone the request may use (pcp.c);
 *             2. the zones in fallback order, each above its low watermark (buddy.c);
 *             3. deeper: wake kswapd, go down to the min watermark (less for those that cannot wait),
 *                then, if the caller may sleep, reclaim and try again, then report and return NULL.
 *           Freeing takes no flags: everything it needs was written into the head when the block was
 *           handed out, so a wrong order or a second free is noticed by one compare.
 * Invariants: an allocated head is KIND_ALLOCATED (or an owner's kind) with its order and count 1; a
 *           free one has count 0. Tails of any block are KIND_INTERIOR and nobody touches them.
 * Locks.    1. irqs off for the CPU's stacks; 2. zone->lock inside. Nothing is taken under it.
 * Paths.    Alloc  alloc_pages -> pop from page_pcp
 *           Slow   alloc_pages -> alloc_slow -> take_from_zones -> buddy_take | reclaim_hook | warn_alloc
 *           Free   __free_pages -> push to page_pcp | free_slow -> buddy_give
 * Cost.     Orders 0 to 3: a pop and a push. Orders 4 to 10: the zone's lock and one split; nothing per
 *           tail page on the way out or in.
 * Left out. More than one node's zones in the fallback order (one node exists).
 * Sources.  Gorman ch. 6 "Physical Page Allocation"; Knuth vol. 1, 2.5 C; semantics of Linux 6.1.
 */
#include "internal.h"
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <slate/fault.h>

#define NOFAIL_PAUSE (HZ / 50) /* ticks between rounds of a request that must not fail */

unsigned long (*reclaim_hook)(const struct alloc_context *ac);
void (*wake_kswapd_hook)(struct zone *zone, unsigned int order, enum zone_type highest_zoneidx);

/* Requests with any of these take the slow path even when the CPU has a block in hand. */
#define GFP_SLOW (__GFP_ZERO | __GFP_COMP)

static void zero_block(struct page *page, unsigned int order)
{
	for (unsigned long i = 0; i < 1UL << order; i++) {
		if (PageHighMem(page))
			clear_highpage(page + i);
		else
			clear_page(lowmem_page_address(page + i));
	}
}

/* What the fast path left out: @page is KIND_ALLOCATED, of count 0. */
static struct page *hand_over(struct page *page, const struct alloc_context *ac)
{
	page->alloc_flags = 0;
	page->flags &= ~PAGE_FLAGS_MASK;
	page->private = 0;
	page->mapping = NULL;
	if (ac->order && ac->gfp & __GFP_COMP)
		page->kind |= KIND_COMPOUND;
	init_page_count(page);
	if (ac->gfp & __GFP_ZERO)
		zero_block(page, ac->order);
	return page;
}

static struct page *take_from_zone(struct zone *zone, const struct alloc_context *ac,
				   unsigned int alloc_flags)
{
	struct per_cpu_pages *pcp;
	struct page *page = NULL;
	unsigned long flags;

	local_irq_save(flags);
	if (ac->order < NR_PCP_ORDERS) {
		pcp = &this_cpu_ptr(page_pcp)[zone->id];
		page = pcp->list[ac->order][ac->migratetype];
		if (page) {
			pcp->list[ac->order][ac->migratetype] = page->pcp_next;
			pcp->count -= 1 << ac->order;
			page_set_kind(page, KIND_ALLOCATED, ac->order);
		}
	}
	if (!page && zone_watermark_ok(zone, ac->order, wmark_pages(zone, alloc_flags & ALLOC_WMARK_MASK),
				       ac->highest_zoneidx, alloc_flags)) {
		if (ac->order < NR_PCP_ORDERS) {
			page = pcp_refill(zone, ac->order, ac->migratetype, alloc_flags,
					  ac->highest_zoneidx);
		} else {
			spin_lock(&zone->lock);
			page = buddy_take(zone, ac->order, ac->migratetype);
			spin_unlock(&zone->lock);
			if (page)
				page->migratetype = ac->migratetype;
		}
	}
	local_irq_restore(flags);
	return page;
}

static struct page *take_from_zones(const struct alloc_context *ac, unsigned int alloc_flags)
{
	struct zoneref *z;
	struct zone *zone;

	for_each_zone_zonelist(zone, z, node_zonelist(0, ac->gfp), ac->highest_zoneidx) {
		struct page *page = take_from_zone(zone, ac, alloc_flags);

		if (page) {
			if (alloc_flags & ALLOC_NO_WATERMARKS)
				page->alloc_flags = PAGE_ALLOC_PFMEMALLOC;
			return page;
		}
	}
	return NULL;
}

/* How far below the low watermark this request may go. */
static unsigned int reserve_depth(gfp_t gfp)
{
	unsigned int alloc_flags = WMARK_MIN;

	if (gfp & __GFP_HIGH)
		alloc_flags |= ALLOC_HIGH;
	if (gfp & __GFP_ATOMIC)
		alloc_flags |= ALLOC_HARDER;
	if (gfp & __GFP_NOMEMALLOC)
		return alloc_flags;
	if (gfp & __GFP_MEMALLOC || (!in_interrupt() && current->flags & PF_MEMALLOC))
		alloc_flags |= ALLOC_NO_WATERMARKS;
	return alloc_flags;
}

static void wake_kswapd(const struct alloc_context *ac)
{
	struct zoneref *z;
	struct zone *zone;

	if (!(ac->gfp & __GFP_KSWAPD_RECLAIM) || !wake_kswapd_hook)
		return;
	for_each_zone_zonelist(zone, z, node_zonelist(0, ac->gfp), ac->highest_zoneidx)
		wake_kswapd_hook(zone, ac->order, ac->highest_zoneidx);
}

/* One round of giving back what is easy to give back; true if another look at the zones is worth it. */
static bool make_room(const struct alloc_context *ac)
{
	unsigned long freed = 0;

	drain_all_pages(NULL);
	if (reclaim_hook && !(current->flags & PF_MEMALLOC))
		freed = reclaim_hook(ac);
	cond_resched();
	return freed > 0;
}

static noinline struct page *alloc_below_watermark(const struct alloc_context *ac)
{
	unsigned int alloc_flags = reserve_depth(ac->gfp);
	int rounds = ac->gfp & __GFP_NORETRY ? 1 : 16; /* as often as Linux retries without progress */
	struct page *page;

	wake_kswapd(ac);
	for (;;) {
		page = take_from_zones(ac, alloc_flags);
		if (page)
			return page;
		if (!(ac->gfp & __GFP_DIRECT_RECLAIM)) {
			/* Blocks in hand could not join: one try with them back on the lists. */
			drain_local_pages(NULL);
			return take_from_zones(ac, alloc_flags);
		}
		if (!make_room(ac) && --rounds <= 0) {
			page = take_from_zones(ac, alloc_flags);
			if (page || !(ac->gfp & __GFP_NOFAIL))
				return page;
			schedule_timeout_uninterruptible(NOFAIL_PAUSE);
		}
	}
}

static noinline struct page *alloc_slow(gfp_t gfp, unsigned int order)
{
	struct alloc_context ac = { gfp, order, gfp_zone(gfp), gfp_migratetype(gfp) };
	struct page *page = NULL;

	if (WARN_ONCE(order >= MAX_ORDER && !(gfp & __GFP_NOWARN),
		      "page: order %u is beyond the largest, %d\n", order, MAX_ORDER - 1) ||
	    order >= MAX_ORDER)
		return NULL;
	WARN_ONCE(gfp_zone_contradicts(gfp), "page: gfp %#x asks for two zones at once\n", gfp);
	if (ac.migratetype >= MIGRATE_PCPTYPES)
		ac.migratetype = MIGRATE_MOVABLE;
	might_sleep_if(gfpflags_allow_blocking(gfp) && system_state >= SYSTEM_SCHEDULING);
	if (fault_point(FAULT_PAGE) && !(gfp & __GFP_NOFAIL))
		return NULL;
	page = take_from_zones(&ac, WMARK_LOW);
	if (unlikely(!page))
		page = alloc_below_watermark(&ac);
	if (unlikely(!page)) {
		warn_alloc(gfp, "page allocation failure: order:%u", order);
		return NULL;
	}
	return hand_over(page, &ac);
}

/**
 * alloc_pages() - take 2^@order contiguous, naturally aligned pages.
 * @gfp: which zones, may I wait, how deep into the reserve, how to hand over (linux/gfp_types.h).
 * @order: 0 to MAX_ORDER - 1.
 *
 * Context: may sleep if @gfp has __GFP_DIRECT_RECLAIM, and says so at every call; any otherwise.
 * Return: the head page with one reference, contents undefined unless __GFP_ZERO; NULL if there is no
 * memory (after a report, unless __GFP_NOWARN), never NULL with __GFP_NOFAIL.
 * Source: Gorman ch. 6.2 "Allocating Pages".
 */
struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	struct per_cpu_pages *pcp;
	struct page **stack, *page;
	unsigned long flags;

	if (unlikely(order >= NR_PCP_ORDERS || gfp & GFP_SLOW || fault_injection_on))
		return alloc_slow(gfp, order);
	local_irq_save(flags);
	if (unlikely(gfp & __GFP_DIRECT_RECLAIM && (irqs_disabled_flags(flags) || preempt_count())))
		goto slow;
	pcp = &this_cpu_ptr(page_pcp)[first_zone[gfp_zone(gfp)]->id];
	stack = &pcp->list[order][gfp_migratetype(gfp)];
	page = *stack;
	if (unlikely(!page))
		goto slow;
	*stack = page->pcp_next;
	pcp->count -= 1 << order;
	page_set_kind(page, KIND_ALLOCATED, order);
	page->alloc_flags = 0;
	page->private = 0;
	page->mapping = NULL;
	init_page_count(page);
	local_irq_restore(flags);
	return page;
slow:
	local_irq_restore(flags);
	return alloc_slow(gfp, order);
}
EXPORT_SYMBOL(alloc_pages);

/* A block that is not, or not only, what the fast path takes: report, or free what can be freed. */
static noinline void free_slow(struct page *page, unsigned int order, unsigned long caller)
{
	struct zone *zone = page_zone(page);
	unsigned long flags;

	if (page->flags & PAGE_FLAGS_CHECK_AT_FREE) {
		bad_page(page, "freed while its flags say it is in use", order, caller);
		return;
	}
	page->mapping = NULL;
	page->flags &= ~PAGE_FLAGS_MASK;
	spin_lock_irqsave(&zone->lock, flags);
	buddy_give(zone, page, order);
	spin_unlock_irqrestore(&zone->lock, flags);
}

/*
 * References are left on the head. A plain block's tails go back at once, one block per order, and the
 * last put_page() frees the head; a compound block goes back whole on the last put.
 */
static noinline void free_with_references(struct page *page, unsigned int order)
{
	u8 type = page->migratetype;

	if (PageHead(page))
		return;
	page_set_kind(page, KIND_ALLOCATED, 0);
	while (order-- > 0) {
		struct page *half = page + (1UL << order);

		page_set_kind(half, KIND_ALLOCATED, order);
		half->migratetype = type;
		free_slow(half, order, _RET_IP_);
	}
}

/**
 * __free_pages() - give a block back.
 * @page: its head; NULL is not allowed, as in Linux.
 * @order: the order it was allocated with.
 *
 * A second free, a free of part of a block or of a page with an owner is reported with the call site
 * and ignored.
 * Context: any.
 */
void __free_pages(struct page *page, unsigned int order)
{
	struct per_cpu_pages *pcp;
	unsigned long flags;
	struct page **stack;

	if (unlikely((page->kind & ~KIND_COMPOUND) != KIND_WORD(KIND_ALLOCATED, order))) {
		bad_page(page, NULL, order, _RET_IP_);
		return;
	}
	if (unlikely(!put_page_testzero(page))) {
		free_with_references(page, order);
		return;
	}
	if (unlikely(order >= NR_PCP_ORDERS || page->flags & PAGE_FLAGS_CHECK_AT_FREE)) {
		free_slow(page, order, _RET_IP_);
		return;
	}
	local_irq_save(flags);
	pcp = &this_cpu_ptr(page_pcp)[page_zone_id(page)];
	stack = &pcp->list[order][page->migratetype];
	page_set_kind(page, KIND_PCP, order);
	page->pcp_next = *stack;
	*stack = page;
	pcp->count += 1 << order;
	if (unlikely(pcp->count > pcp->high))
		pcp_drain_over(page_zone(page), pcp);
	local_irq_restore(flags);
}
EXPORT_SYMBOL(__free_pages);

void __put_page(struct page *page)
{
	if (page_kind(page) != KIND_ALLOCATED) {
		bad_page(page, "the last reference went while it still has an owner",
			 page_block_order(page), _RET_IP_);
		return;
	}
	free_slow(page, page_block_order(page), _RET_IP_);
}
EXPORT_SYMBOL(__put_page);
