/* SPDX-License-Identifier: MIT */
/* mm/internal.h: what the files of floor 3 share, and nobody else may see. */
#ifndef _MM_INTERNAL_H
#define _MM_INTERNAL_H

#include <linux/compaction.h>
#include <linux/mm.h>

/* alloc_flags of the slow path: which part of the watermark applies. */
#define ALLOC_WMARK_MASK    0x03 /* enum zone_watermarks */
#define ALLOC_HIGH	    0x10 /* __GFP_HIGH: half of min may go */
#define ALLOC_HARDER	    0x20 /* cannot wait: a quarter of the rest too */
#define ALLOC_NO_WATERMARKS 0x40 /* frees more than it takes */

/* What a request means, worked out once. */
struct alloc_context {
	gfp_t gfp;
	unsigned int order;
	enum zone_type highest_zoneidx; /* the zone it would like; lower ones will do */
	int migratetype;
};

/* buddy.c: blocks on a zone's lists. Zone lock held. */
struct page *buddy_take(struct zone *zone, unsigned int order, int migratetype);
struct page *buddy_take_run(struct zone *zone, unsigned int order, unsigned int *largest, int type);
unsigned int buddy_take_block(struct zone *zone, struct page *page);
void buddy_reserve_highatomic(struct zone *zone, struct page *page);
bool buddy_unreserve_highatomic(struct zone *zone, int type);
void buddy_give(struct zone *zone, struct page *page, unsigned int order);
int buddy_check(struct zone *zone);

/* pcp.c: what a CPU keeps in hand. */
#define PCP_TYPES	(MIGRATE_TYPES)	/* columns of pcp_free_row */
#define GFP_ROW_MASK	(GFP_ZONEMASK | __GFP_RECLAIMABLE)
#define NR_GFP_ROWS	(GFP_ROW_MASK + 1)

/* Stacks by order for each set of zone and mobility bits of a gfp, and for each zone and type of a page. */
extern struct pcp_stack *pcp_alloc_row[NR_GFP_ROWS];
extern struct pcp_stack *pcp_free_row[NR_ZONEIDS * PCP_TYPES];

struct page *pcp_refill(struct zone *zone, const struct alloc_context *ac, unsigned int alloc_flags);
void pcp_make_room(struct zone *zone, struct pcp_stack *stack, unsigned int order);
unsigned long pcp_pages(const struct zone *zone);
unsigned long pcp_pages_taken(const struct zone *zone);
void pcp_set_rows(bool watched);
void pcp_init(void);
int pcp_check(void);
DECLARE_PER_CPU(struct per_cpu_pages, page_pcp[NR_ZONEIDS]);

/* What PCP blocks and allocated ones differ by: both carry their order and type, and nothing else. */
#define PAGE_TYPE_WORD(owner, order, type) ((u32)KIND_WORD(owner, order) | (u32)(type) << 16)

static __always_inline struct page *pcp_pop(struct pcp_stack *stack)
{
	struct page *page = stack->top;

	if (likely(page)) {
		stack->top = page->pcp_next;
		stack->room++;
		stack->taken++;
		page->page_type += PAGE_TYPE_WORD(KIND_ALLOCATED, 0, 0) - PAGE_TYPE_WORD(KIND_PCP, 0, 0);
	}
	return page;
}

/* @page: KIND_ALLOCATED, plain, without alloc_flags. There is room. */
static __always_inline void pcp_push(struct pcp_stack *stack, struct page *page)
{
	page->page_type += PAGE_TYPE_WORD(KIND_PCP, 0, 0) - PAGE_TYPE_WORD(KIND_ALLOCATED, 0, 0);
	page->pcp_next = stack->top;
	stack->top = page;
}

/* page_alloc.c: from the CPU's hand or the zones' lists, no deeper than alloc_flags say; count still 0. */
struct page *take_from_zones(const struct alloc_context *ac, unsigned int alloc_flags);

/* zone.c */
extern struct zone *first_zone[MAX_NR_ZONES]; /* populated zone that a request for zone i tries first */
void setup_watermarks(void);

/* page.c: writers of page->kind. */
static __always_inline void page_set_kind(struct page *page, enum page_kind owner, unsigned int order)
{
	page->kind = KIND_WORD(owner, order);
}

/* page_report.c */
void bad_page(struct page *page, const char *why, unsigned int order, unsigned long caller);
unsigned int bad_page_count(void);

/* show_mem.c */
unsigned int alloc_failure_count(void); /* requests that failed without __GFP_NOWARN */

/* page_report.c: pages of the cache that belong to block devices */
extern unsigned long nr_buffer_pages;

/* vmstat.c: the events at the end of /proc/vmstat. */
struct seq_file;
void vm_events_show(struct seq_file *m);

/* Registered by reclaim: try to free memory; returns pages freed. */
extern unsigned long (*reclaim_hook)(const struct alloc_context *ac);
/* Registered by compaction: make a run and take it, or say in @result why not. */
extern struct page *(*compact_hook)(const struct alloc_context *ac, unsigned int alloc_flags,
				    enum compact_priority prio, enum compact_result *result);
extern void (*wake_kcompactd_hook)(int order, enum zone_type highest_zoneidx);
extern void (*wake_kswapd_hook)(struct zone *zone, unsigned int order, enum zone_type highest_zoneidx);

#endif
