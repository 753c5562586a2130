/* SPDX-License-Identifier: MIT */
/*
 * linux/page_ref.h: who still needs this page.
 *
 * 0 while free. alloc_pages() hands out 1 on the head of a block; tails of a plain block have 0 and
 * belong to whoever has the head. Each further user takes a reference (get_page) and the last
 * put_page() frees. Looking a page up without a lock may find it already free; such a lookup takes
 * its reference by get_page_unless_zero() and checks afterwards what it has got.
 *
 * Source: Gorman ch. 2.4 "Pages"; LDD ch. 15 "Using remap_pfn_range / Reference counts".
 */
#ifndef _LINUX_PAGE_REF_H
#define _LINUX_PAGE_REF_H

#include <linux/atomic.h>
#include <linux/mm_types.h>

static inline int page_ref_count(const struct page *page)
{
	return atomic_read(&page->_refcount);
}

static __always_inline void set_page_count(struct page *page, int v)
{
	atomic_set(&page->_refcount, v);
}

/* First reference of a page that nobody else can see. */
static __always_inline void init_page_count(struct page *page)
{
	set_page_count(page, 1);
}

static inline void page_ref_add(struct page *page, int nr)
{
	atomic_add(nr, &page->_refcount);
}

static inline void page_ref_sub(struct page *page, int nr)
{
	atomic_sub(nr, &page->_refcount);
}

static inline void page_ref_inc(struct page *page)
{
	atomic_inc(&page->_refcount);
}

static inline void page_ref_dec(struct page *page)
{
	atomic_dec(&page->_refcount);
}

static inline int page_ref_dec_and_test(struct page *page)
{
	return atomic_dec_and_test(&page->_refcount);
}

static inline int page_ref_sub_and_test(struct page *page, int nr)
{
	return atomic_sub_and_test(nr, &page->_refcount);
}

/* Take a reference unless the page is free; the only way to take one without holding another. */
static inline bool page_ref_add_unless(struct page *page, int nr, int u)
{
	return atomic_add_unless(&page->_refcount, nr, u);
}

/* Freeze: become the only user, if the count is exactly what the caller knows of. */
static inline int page_ref_freeze(struct page *page, int count)
{
	return atomic_cmpxchg(&page->_refcount, count, 0) == count;
}

static inline void page_ref_unfreeze(struct page *page, int count)
{
	atomic_set_release(&page->_refcount, count);
}

#endif
