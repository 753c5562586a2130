// SPDX-License-Identifier: MIT
/*
 * mm/trace_kmem.c: the tracepoints of pages: what they write, and how that reads. Objects: trace_slab.c.
 *
 * The page allocator's fast path has no tracepoint at all: while mm_page_alloc or mm_page_free is on,
 * page_watch() leads every request and every free to the slow path, where they stand.
 *
 * Wording and arguments are Linux 6.1's (include/trace/events/kmem.h).
 */
#include "internal.h"
#include "page_watch.h"
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sprintf.h>
#include <trace/events/kmem.h>

#define NO_PFN (~0UL)
#define WRITE(name, ...) trace_write(&__tracepoint_##name, (unsigned long[TRACE_ARGS]){ __VA_ARGS__ })

static unsigned long pfn_of(const struct page *page)
{
	return page ? page_to_pfn(page) : NO_PFN;
}

/* The beginning of each page event. */
static int put_page_name(char *buf, size_t size, unsigned long pfn)
{
	return scnprintf(buf, size, "page=%p pfn=0x%lx", pfn != NO_PFN ? pfn_to_page(pfn) : NULL,
			 pfn != NO_PFN ? pfn : 0);
}

/* --- Pages ---------------------------------------------------------------------------------------- */

static unsigned int page_events_on;

/* Context: thread; events are switched by one console. */
static void watch_pages(bool on)
{
	page_events_on += on ? 1 : -1;
	page_watch(PAGE_WATCH_TRACE, page_events_on > 0);
}

static const struct trace_field alloc_fields[] = {
	{ "pfn", TRACE_NUMBER, 0 }, { "order", TRACE_NUMBER, 1 }, { "gfp_flags", TRACE_NUMBER, 2 },
	{ "migratetype", TRACE_NUMBER, 3 }, {}
};

static int print_alloc(char *buf, size_t size, const unsigned long *args)
{
	gfp_t gfp = (__force gfp_t)args[2];
	int len = put_page_name(buf, size, args[0]);

	return len + scnprintf(buf + len, size - len, " order=%d migratetype=%d gfp_flags=%pGg",
			       (int)args[1], (int)args[3], &gfp);
}

void __do_trace_mm_page_alloc(struct page *page, unsigned int order, gfp_t gfp, int migratetype)
{
	WRITE(mm_page_alloc, pfn_of(page), order, (__force u32)gfp, migratetype);
}
DEFINE_TRACE_EVENT(kmem, mm_page_alloc, alloc_fields, print_alloc, watch_pages);

static const struct trace_field free_fields[] = {
	{ "pfn", TRACE_NUMBER, 0 }, { "order", TRACE_NUMBER, 1 }, {}
};

static int print_free(char *buf, size_t size, const unsigned long *args)
{
	int len = put_page_name(buf, size, args[0]);

	return len + scnprintf(buf + len, size - len, " order=%d", (int)args[1]);
}

void __do_trace_mm_page_free(struct page *page, unsigned int order)
{
	WRITE(mm_page_free, pfn_of(page), order);
}
DEFINE_TRACE_EVENT(kmem, mm_page_free, free_fields, print_free, watch_pages);

void __do_trace_mm_page_free_batched(struct page *page)
{
	WRITE(mm_page_free_batched, pfn_of(page), 0);
}
DEFINE_TRACE_EVENT(kmem, mm_page_free_batched, free_fields, print_free, NULL);

static const struct trace_field locked_fields[] = {
	{ "pfn", TRACE_NUMBER, 0 }, { "order", TRACE_NUMBER, 1 }, { "migratetype", TRACE_NUMBER, 2 },
	{ "percpu_refill", TRACE_NUMBER, 3 }, {}
};

static int print_locked(char *buf, size_t size, const unsigned long *args)
{
	int len = put_page_name(buf, size, args[0]);

	return len + scnprintf(buf + len, size - len, " order=%u migratetype=%d percpu_refill=%d",
			       (unsigned int)args[1], (int)args[2], (int)args[3]);
}

void __do_trace_mm_page_alloc_zone_locked(struct page *page, unsigned int order, int migratetype,
					  int percpu_refill)
{
	WRITE(mm_page_alloc_zone_locked, pfn_of(page), order, migratetype, percpu_refill);
}
DEFINE_TRACE_EVENT(kmem, mm_page_alloc_zone_locked, locked_fields, print_locked, NULL);

static const struct trace_field drain_fields[] = {
	{ "pfn", TRACE_NUMBER, 0 }, { "order", TRACE_NUMBER, 1 }, { "migratetype", TRACE_NUMBER, 2 }, {}
};

static int print_drain(char *buf, size_t size, const unsigned long *args)
{
	int len = put_page_name(buf, size, args[0]);

	return len + scnprintf(buf + len, size - len, " order=%d migratetype=%d", (int)args[1],
			       (int)args[2]);
}

void __do_trace_mm_page_pcpu_drain(struct page *page, unsigned int order, int migratetype)
{
	WRITE(mm_page_pcpu_drain, pfn_of(page), order, migratetype);
}
DEFINE_TRACE_EVENT(kmem, mm_page_pcpu_drain, drain_fields, print_drain, NULL);

static const struct trace_field extfrag_fields[] = {
	{ "pfn", TRACE_NUMBER, 0 }, { "alloc_order", TRACE_NUMBER, 1 },
	{ "fallback_order", TRACE_NUMBER, 2 }, { "alloc_migratetype", TRACE_NUMBER, 3 },
	{ "fallback_migratetype", TRACE_NUMBER, 4 }, { "change_ownership", TRACE_NUMBER, 5 }, {}
};

static int print_extfrag(char *buf, size_t size, const unsigned long *args)
{
	int len = put_page_name(buf, size, args[0]);

	return len + scnprintf(buf + len, size - len,
			       " alloc_order=%d fallback_order=%d pageblock_order=%d alloc_migratetype=%d fallback_migratetype=%d fragmenting=%d change_ownership=%d",
			       (int)args[1], (int)args[2], pageblock_order, (int)args[3], (int)args[4],
			       (int)args[2] < pageblock_order, (int)args[5]);
}

static int type_of_pageblock(const struct page *page)
{
	const struct zone *zone = page_zone(page);

	return zone->pageblock_types[(page_to_pfn(page) >> pageblock_order) -
				     (zone->zone_start_pfn >> pageblock_order)];
}

void __do_trace_mm_page_alloc_extfrag(struct page *page, int alloc_order, int fallback_order,
				      int alloc_migratetype, int fallback_migratetype)
{
	WRITE(mm_page_alloc_extfrag, pfn_of(page), alloc_order, fallback_order, alloc_migratetype,
	      fallback_migratetype, alloc_migratetype == type_of_pageblock(page));
}
DEFINE_TRACE_EVENT(kmem, mm_page_alloc_extfrag, extfrag_fields, print_extfrag, NULL);
