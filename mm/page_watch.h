/* SPDX-License-Identifier: MIT */
/*
 * mm/page_watch.h: who is told of every page that is handed out and every page that comes back.
 *
 * Nobody, normally, and then it costs nothing: the fast paths of mm/page_alloc.c find a block on a
 * stack or they do not. As soon as somebody watches, the tables that lead to the stacks lead nowhere
 * (pcp_set_rows()), so every request and every free takes its slow path, and that one asks here.
 */
#ifndef _MM_PAGE_WATCH_H
#define _MM_PAGE_WATCH_H

#include <linux/compiler.h>
#include <linux/gfp.h>

enum page_watch {
	PAGE_WATCH_POISON,     /* page_poison=1: free pages hold 0xaa, checked when handed out */
	PAGE_WATCH_UNMAP,      /* debug_pagealloc=1: free lowmem pages have no address */
	PAGE_WATCH_INIT_ALLOC, /* init_on_alloc=1 */
	PAGE_WATCH_INIT_FREE,  /* init_on_free=1 */
	PAGE_WATCH_OWNER,      /* page_owner=1: call chains of allocation and free */
	PAGE_WATCH_TRACE,      /* tracepoints that see every page are on */
};

extern unsigned int page_watchers; /* a bit for each that is on */

static __always_inline bool page_watched_by(enum page_watch who)
{
	return page_watchers & 1u << who;
}

/* Begin or end watching; any context after free_area_init(). */
void page_watch(enum page_watch who, bool on);

/* What the command line asked for, before the first page is free. */
void page_watch_init(void);

void __page_watch_alloc(struct page *page, unsigned int order, gfp_t gfp);
void __page_watch_free(struct page *page, unsigned int order);

static __always_inline void page_watch_alloc(struct page *page, unsigned int order, gfp_t gfp)
{
	if (unlikely(page_watchers))
		__page_watch_alloc(page, order, gfp);
}

static __always_inline void page_watch_free(struct page *page, unsigned int order)
{
	if (unlikely(page_watchers))
		__page_watch_free(page, order);
}

/* page_poison.c */
void poison_pages(struct page *page, unsigned int order);
void check_poison(struct page *page, unsigned int order);
void unmap_pages(struct page *page, unsigned int order);
void map_pages(struct page *page, unsigned int order);
unsigned int poison_faults(void); /* corrupted free pages found since boot */

/* page_owner.c */
bool page_owner_init(void); /* false: no memory for the records */
void page_owner_set(struct page *page, unsigned int order, gfp_t gfp);
void page_owner_reset(struct page *page, unsigned int order);
void page_owner_split(struct page *page, unsigned int order);
void page_owner_copy(const struct page *old, struct page *new);

#endif
