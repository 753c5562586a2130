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
 *                then, if the caller may sleep, compact, reclaim and try again, then report and return NULL.
 *           Freeing takes no flags: everything it needs was written into the head when the block was
 *           handed out, so a wrong order or a second free is noticed by one compare.
 * Invariants: an allocated head is KIND_ALLOCATED (or an owner's kind) with its order and count 1; a
 *           free one has count 0. Tails of any block are KIND_INTERIOR and nobody touches them.
 * Locks.    1. irqs off for the CPU's stacks; 2. zone->lock inside. Nothing is taken under it.
 * Paths.    Alloc  alloc_pages -> pcp_pop
 *           Slow   alloc_pages -> alloc_slow -> take_from_zones -> pcp_refill
 *                  or compact_hook, reclaim_hook, and again; or warn_alloc
 *           Free   __free_pages -> pcp_push | free_block -> pcp_make_room -> buddy_give
 * Cost.     A pop and a push for any order that the CPU has in hand, else the zone's lock and one
 *           split; nothing per tail page on the way out or in.
 * Left out. More than one node's zones in the fallback order (one node exists).
 * Sources.  Gorman ch. 6 "Physical Page Allocation"; Knuth vol. 1, 2.5 C; semantics of Linux 6.1.
 */
#include "internal.h"
#include "page_watch.h"
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <slate/fault.h>
#include <trace/events/kmem.h>

#define NOFAIL_PAUSE	    (HZ / 50) /* ticks between rounds of a request that must not fail */
#define MAX_RECLAIM_RETRIES 16	      /* rounds without progress, as in Linux */

struct page *(*compact_hook)(const struct alloc_context *ac, unsigned int alloc_flags,
			     enum compact_priority prio, enum compact_result *result);
unsigned long (*reclaim_hook)(const struct alloc_context *ac);
void (*wake_kcompactd_hook)(int order, enum zone_type highest_zoneidx);
void (*wake_kswapd_hook)(struct zone *zone, unsigned int order, enum zone_type highest_zoneidx);

/* All of page->page_type that a free compares: owner, order, compound, how obtained; not the type. */
#define PAGE_TYPE_FREE_MASK (~(u32)PAGE_TYPE_WORD(0, 0, 0xff))

static void zero_block(struct page *page, unsigned int order)
{
	for (unsigned long i = 0; i < 1UL << order; i++) {
		if (PageHighMem(page))
			clear_highpage(page + i);
		else
			clear_page(lowmem_page_address(page + i));
	}
}

/* What a few requests want besides: one page to stand for all, zeroes. */
static noinline struct page *prepare_block(struct page *page, gfp_t gfp, unsigned int order)
{
	if (order && gfp & __GFP_COMP)
		page->kind |= KIND_COMPOUND;
	if (gfp & __GFP_ZERO)
		zero_block(page, order);
	return page;
}

/* The same, quick for a single zeroed page of lowmem. */
static noinline struct page *prepare(struct page *page, gfp_t gfp, unsigned int order)
{
	if (unlikely(order || (gfp & (__GFP_ZERO | __GFP_HIGHMEM)) != __GFP_ZERO))
		return prepare_block(page, gfp, order);
	clear_page(lowmem_page_address(page));
	return page;
}

/* What the fast path does at its end: @page is KIND_ALLOCATED, of count 0. */
static struct page *hand_over(struct page *page, const struct alloc_context *ac)
{
	page->flags &= ~PAGE_FLAGS_MASK;
	page->private = 0;
	page->mapping = NULL;
	init_page_count(page);
	page_watch_alloc(page, ac->order, ac->gfp);
	return prepare_block(page, ac->gfp, ac->order);
}

static struct page *take_highatomic(struct zone *zone, const struct alloc_context *ac)
{
	unsigned int exactly = ac->order;
	struct page *page;

	spin_lock(&zone->lock);
	page = buddy_take_run(zone, ac->order, &exactly, MIGRATE_HIGHATOMIC);
	if (page) {
		page->page_type = PAGE_TYPE_WORD(KIND_ALLOCATED, ac->order, ac->migratetype);
		zone->pages_taken += 1UL << ac->order;
		trace_mm_page_alloc_zone_locked(page, ac->order, MIGRATE_HIGHATOMIC, 0);
	}
	spin_unlock(&zone->lock);
	return page;
}

/* A request of several pages that cannot wait was served from below the low watermark: next time too. */
static void reserve_for_next(struct zone *zone, struct page *page)
{
	spin_lock(&zone->lock);
	buddy_reserve_highatomic(zone, page);
	spin_unlock(&zone->lock);
}

static struct page *take_from_zone(struct zone *zone, const struct alloc_context *ac,
				   unsigned int alloc_flags)
{
	bool atomic_run = ac->order && alloc_flags & ALLOC_HARDER;
	struct page *page;
	unsigned long flags;

	local_irq_save(flags);
	page = pcp_pop(&this_cpu_ptr(page_pcp)[zone->id].stack[ac->migratetype][ac->order]);
	if (!page && zone_watermark_ok(zone, ac->order, wmark_pages(zone, alloc_flags & ALLOC_WMARK_MASK),
				       ac->highest_zoneidx, alloc_flags)) {
		if (atomic_run)
			page = take_highatomic(zone, ac);
		if (!page)
			page = pcp_refill(zone, ac, alloc_flags);
		/* Single pages that cannot wait get the rest of that reserve before they fail. */
		if (!page && alloc_flags & (ALLOC_HARDER | ALLOC_NO_WATERMARKS))
			page = take_highatomic(zone, ac);
		if (page && atomic_run)
			reserve_for_next(zone, page);
	}
	local_irq_restore(flags);
	return page;
}

struct page *take_from_zones(const struct alloc_context *ac, unsigned int alloc_flags)
{
	struct zoneref *z;
	struct zone *zone;

	for_each_zone_zonelist(zone, z, node_zonelist(0, ac->gfp), ac->highest_zoneidx) {
		struct page *page = take_from_zone(zone, ac, alloc_flags);

		if (page) {
			if (alloc_flags & ALLOC_NO_WATERMARKS)
				page->alloc_flags |= PAGE_ALLOC_PFMEMALLOC;
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
	/* Who may wait compacts for himself. */
	if (ac->order && !(ac->gfp & __GFP_DIRECT_RECLAIM) && wake_kcompactd_hook)
		wake_kcompactd_hook(ac->order, ac->highest_zoneidx);
}

/* Take the reserve of atomic runs apart, a pageblock at a time; false if there is none left. */
static bool unreserve_highatomic(const struct alloc_context *ac)
{
	struct zoneref *z;
	struct zone *zone;
	unsigned long flags;

	for_each_zone_zonelist(zone, z, node_zonelist(0, ac->gfp), ac->highest_zoneidx) {
		bool found;

		spin_lock_irqsave(&zone->lock, flags);
		found = buddy_unreserve_highatomic(zone, ac->migratetype);
		spin_unlock_irqrestore(&zone->lock, flags);
		if (found)
			return true;
	}
	return false;
}

/* One round of making room, for a caller that may sleep; true if it freed anything. */
static bool make_room(const struct alloc_context *ac)
{
	unsigned long freed = 0;

	if (reclaim_hook)
		freed = reclaim_hook(ac);
	drain_all_pages(NULL);
	cond_resched();
	return freed > 0 || unreserve_highatomic(ac);
}

static bool is_costly(const struct alloc_context *ac)
{
	return ac->order > PAGE_ALLOC_COSTLY_ORDER;
}

/* Several pages in a row: perhaps they are only not side by side. */
static struct page *compact_and_take(const struct alloc_context *ac, unsigned int alloc_flags,
				     enum compact_priority prio, enum compact_result *result)
{
	*result = COMPACT_SKIPPED;
	return ac->order && compact_hook ? compact_hook(ac, alloc_flags, prio, result) : NULL;
}

/* How many rounds without progress this request is worth. */
static int patience(const struct alloc_context *ac)
{
	if (ac->gfp & __GFP_NORETRY || (is_costly(ac) && !(ac->gfp & __GFP_RETRY_MAYFAIL)))
		return 1;
	return MAX_RECLAIM_RETRIES;
}

/* As long as rounds free something, or patience lasts, or failing is forbidden. */
static struct page *reclaim_and_retry(const struct alloc_context *ac, unsigned int alloc_flags)
{
	enum compact_priority prio = DEF_COMPACT_PRIORITY;
	int rounds = patience(ac);
	struct page *page;

	for (;;) {
		enum compact_result why;
		bool progress = make_room(ac);

		page = take_from_zones(ac, alloc_flags) ?: compact_and_take(ac, alloc_flags, prio, &why);
		if (page)
			return page;
		if (!is_costly(ac))
			prio = MIN_COMPACT_PRIORITY;
		if (!progress || patience(ac) == 1)
			rounds--;
		if (rounds > 0)
			continue;
		if (!(ac->gfp & __GFP_NOFAIL))
			return NULL;
		/* Somebody must free something: give him the CPU, and go a little deeper meanwhile. */
		alloc_flags |= ALLOC_HARDER;
		schedule_timeout_uninterruptible(NOFAIL_PAUSE);
	}
}

/* For who may sleep: compact, reclaim, both again. A costly run that reclaim cannot help is not worth it. */
static struct page *work_for_it(const struct alloc_context *ac, unsigned int alloc_flags)
{
	enum compact_result why;
	struct page *page = compact_and_take(ac, alloc_flags, INIT_COMPACT_PRIORITY, &why);

	if (page || (compact_hook && is_costly(ac) && ac->gfp & __GFP_NORETRY && why <= COMPACT_DEFERRED))
		return page;
	return reclaim_and_retry(ac, alloc_flags);
}

static noinline struct page *alloc_below_watermark(const struct alloc_context *ac)
{
	unsigned int alloc_flags = reserve_depth(ac->gfp);
	struct page *page;

	wake_kswapd(ac);
	page = take_from_zones(ac, alloc_flags);
	if (page)
		return page;
	/* Who frees memory cannot wait for memory to be freed. */
	if (ac->gfp & __GFP_DIRECT_RECLAIM && !(current->flags & PF_MEMALLOC))
		return work_for_it(ac, alloc_flags);
	/* Blocks in hand could not join: one try with them back on the lists. */
	drain_local_pages(NULL);
	return take_from_zones(ac, alloc_flags);
}

/* Requests that cannot be meant as they are said; each is served by what is left of it. */
static void report_contradictions(gfp_t gfp, unsigned int order)
{
	WARN_ONCE(gfp_zone_contradicts(gfp), "page: gfp %#x asks for two zones at once\n", gfp);
	WARN_ONCE((gfp & GFP_MOVABLE_MASK) == GFP_MOVABLE_MASK,
		  "page: gfp %#x is movable and reclaimable at once\n", gfp);
	WARN_ONCE(gfp & __GFP_ATOMIC && gfp & __GFP_DIRECT_RECLAIM,
		  "page: gfp %#x may sleep and must not\n", gfp);
	WARN_ONCE(gfp & __GFP_NOFAIL && !(gfp & __GFP_DIRECT_RECLAIM),
		  "page: gfp %#x must not fail and may not wait: it may fail\n", gfp);
	WARN_ONCE(gfp & __GFP_NOFAIL && order > 1,
		  "page: gfp %#x must not fail, but a run of order %u may never come free\n", gfp, order);
}

static noinline struct page *alloc_slow(gfp_t gfp, unsigned int order)
{
	struct alloc_context ac = { current_gfp_context(gfp), order, gfp_zone(gfp), gfp_migratetype(gfp) };
	struct page *page = NULL;

	if (order >= MAX_ORDER) {
		WARN_ONCE(!(gfp & __GFP_NOWARN), "page: order %u is beyond the largest, %d\n", order,
			  MAX_ORDER - 1);
		return NULL;
	}
	report_contradictions(gfp, order);
	if (ac.migratetype >= MIGRATE_PCPTYPES)
		ac.migratetype = MIGRATE_MOVABLE; /* both bits at once: a contradiction, the milder wins */
	might_sleep_if(gfpflags_allow_blocking(gfp) && system_state >= SYSTEM_SCHEDULING);
	if (should_fail_alloc_page(gfp, order))
		return NULL;
	page = take_from_zones(&ac, WMARK_LOW);
	if (unlikely(!page))
		page = alloc_below_watermark(&ac);
	trace_mm_page_alloc(page, order, ac.gfp, ac.migratetype);
	if (unlikely(!page)) {
		warn_alloc(gfp, NULL, "page allocation failure: order:%u", order);
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
	struct page *page;
	unsigned long flags;

	if (unlikely(order >= MAX_ORDER || static_branch_unlikely(&alloc_watched)))
		return alloc_slow(gfp, order);
	local_save_flags(flags);
	if (unlikely(irqs_disabled_flags(flags) || (gfp & __GFP_DIRECT_RECLAIM && preempt_count())))
		return alloc_slow(gfp, order);
	local_irq_disable();
	page = pcp_pop(this_cpu_ptr(pcp_alloc_row[(__force u32)gfp & GFP_ROW_MASK]) + order);
	local_irq_enable();
	if (unlikely(!page))
		return alloc_slow(gfp, order);
	page->private = 0;
	page->mapping = NULL;
	init_page_count(page);
	if (unlikely(gfp & (__GFP_ZERO | __GFP_COMP)))
		return prepare(page, gfp, order);
	return page;
}
EXPORT_SYMBOL(alloc_pages);

/* A plain block of count 0, whose flags nobody has looked at, into the CPU's hand or to its zone. */
static noinline void free_block(struct page *page, unsigned int order, unsigned long caller)
{
	struct zone *zone = page_zone(page);
	struct pcp_stack *stack;
	unsigned long flags;

	if (page->flags & PAGE_FLAGS_CHECK_AT_FREE) {
		bad_page(page, "freed while its flags say it is in use", order, caller);
		return;
	}
	page->mapping = NULL;
	page->flags &= ~PAGE_FLAGS_MASK;
	page->alloc_flags = 0;
	trace_mm_page_free(page, order);
	page_watch_free(page, order);
	local_irq_save(flags);
	stack = &this_cpu_ptr(page_pcp)[zone->id].stack[page->migratetype][order];
	if (stack->room <= 0)
		pcp_make_room(zone, stack, order);
	if (stack->room > 0) {
		stack->room--;
		pcp_push(stack, page);
	} else {
		spin_lock(&zone->lock);
		buddy_give(zone, page, order);
		spin_unlock(&zone->lock);
	}
	local_irq_restore(flags);
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

		half->page_type = PAGE_TYPE_WORD(KIND_ALLOCATED, order, type);
		free_block(half, order, _RET_IP_);
	}
}

/* No plain block of that order: compound, from the last reserve, or a mistake of the caller. */
static noinline void free_unusual(struct page *page, unsigned int order, unsigned long caller)
{
	if ((page->kind & ~KIND_COMPOUND) != KIND_WORD(KIND_ALLOCATED, order) || order >= MAX_ORDER) {
		bad_page(page, NULL, order, caller);
		return;
	}
	if (!put_page_testzero(page)) {
		free_with_references(page, order);
		return;
	}
	page_set_kind(page, KIND_ALLOCATED, order);
	free_block(page, order, caller);
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
	struct pcp_stack *stack;
	unsigned long flags;

	if (unlikely((page->page_type & PAGE_TYPE_FREE_MASK) != (PAGE_TYPE_WORD(KIND_ALLOCATED, 0, 0) | order) ||
		     order >= MAX_ORDER)) {
		free_unusual(page, order, _RET_IP_);
		return;
	}
	if (unlikely(!put_page_testzero(page))) {
		free_with_references(page, order);
		return;
	}
	local_save_flags(flags);
	if (unlikely(page->flags & PAGE_FLAGS_MASK || irqs_disabled_flags(flags)))
		goto slow;
	local_irq_disable();
	stack = this_cpu_ptr(pcp_free_row[page_zone_id(page) * PCP_TYPES + page->migratetype]) + order;
	if (unlikely(--stack->room < 0))
		goto full;
	pcp_push(stack, page);
	local_irq_enable();
	return;
full:
	barrier();
	stack->room++;
	local_irq_enable();
slow:
	free_block(page, order, _RET_IP_);
}
EXPORT_SYMBOL(__free_pages);

void __put_page(struct page *page)
{
	unsigned int order = page_block_order(page);

	if (page_kind(page) != KIND_ALLOCATED) {
		bad_page(page, "the last reference went while it still has an owner", order, _RET_IP_);
		return;
	}
	page_set_kind(page, KIND_ALLOCATED, order);
	free_block(page, order, _RET_IP_);
}
EXPORT_SYMBOL(__put_page);
