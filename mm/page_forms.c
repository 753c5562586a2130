// SPDX-License-Identifier: MIT
/*
 * mm/page_forms.c: the page allocator's other entrances: by node, by address, by exact size, in bulk.
 *
 * Each is a few lines around alloc_pages() and __free_pages() (mm/page_alloc.c).
 *
 * Sources. Gorman ch. 6.2 "Allocating Pages", 6.3 "Free Pages".
 */
#include "internal.h"
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <trace/events/kmem.h>

/* One node, so its number chooses nothing; __GFP_THISNODE on another node finds no memory. */
struct page *__alloc_pages(gfp_t gfp, unsigned int order, int preferred_nid, nodemask_t *nodemask)
{
	if (preferred_nid > 0 && gfp & __GFP_THISNODE)
		return NULL;
	if (nodemask && !node_isset(0, *nodemask))
		return NULL;
	return alloc_pages(gfp, order);
}
EXPORT_SYMBOL(__alloc_pages);

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	return __alloc_pages(gfp, order, nid, NULL);
}
EXPORT_SYMBOL(alloc_pages_node);

struct page *__alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	return __alloc_pages(gfp, order, nid, NULL);
}
EXPORT_SYMBOL(__alloc_pages_node);

static __always_inline unsigned long address_of(const struct page *page)
{
	return page ? (unsigned long)lowmem_page_address(page) : 0;
}

/**
 * __get_free_pages() - as alloc_pages(), but the kernel address.
 *
 * __GFP_HIGHMEM is dropped: such a page might have no address.
 * Return: address as a number, 0 on failure.
 */
unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	return address_of(alloc_pages(gfp & ~__GFP_HIGHMEM, order));
}
EXPORT_SYMBOL(__get_free_pages);

unsigned long get_zeroed_page(gfp_t gfp)
{
	return address_of(alloc_pages((gfp & ~__GFP_HIGHMEM) | __GFP_ZERO, 0));
}
EXPORT_SYMBOL(get_zeroed_page);

static noinline void not_lowmem(unsigned long addr, unsigned int order)
{
	WARN(addr, "page: free_pages(%08lx, %u): not a lowmem address\n", addr, order);
}

/* By address; 0 is ignored, anything that is no lowmem address is reported. */
void free_pages(unsigned long addr, unsigned int order)
{
	if (unlikely(!virt_addr_valid(addr))) {
		not_lowmem(addr, order);
		return;
	}
	__free_pages(virt_to_page(addr), order);
}
EXPORT_SYMBOL(free_pages);

/**
 * alloc_pages_exact() - contiguous memory of just so many pages.
 * @size: bytes; rounded up to pages, not to a power of two.
 * @gfp: must not have __GFP_COMP or __GFP_HIGHMEM.
 *
 * Takes the next power of two, splits it and gives the rest back.
 * Return: kernel address or NULL. Free with free_pages_exact().
 */
void *alloc_pages_exact(size_t size, gfp_t gfp)
{
	unsigned int order = get_order(size);
	unsigned long used = PAGE_ALIGN(size) >> PAGE_SHIFT;
	struct page *page;

	WARN_ON_ONCE(gfp & (__GFP_COMP | __GFP_HIGHMEM));
	if (!size)
		return NULL;
	page = alloc_pages(gfp & ~(__GFP_COMP | __GFP_HIGHMEM), order);
	if (!page)
		return NULL;
	split_page(page, order);
	for (unsigned long i = used; i < 1UL << order; i++)
		__free_page(page + i);
	return lowmem_page_address(page);
}
EXPORT_SYMBOL(alloc_pages_exact);

void *alloc_pages_exact_nid(int nid, size_t size, gfp_t gfp)
{
	return alloc_pages_exact(size, gfp);
}
EXPORT_SYMBOL(alloc_pages_exact_nid);

void free_pages_exact(void *virt, size_t size)
{
	unsigned long addr = (unsigned long)virt, end = addr + PAGE_ALIGN(size);

	for (; addr < end; addr += PAGE_SIZE)
		free_page(addr);
}
EXPORT_SYMBOL(free_pages_exact);

/**
 * __alloc_pages_bulk() - many single pages at once.
 * @nr_pages: slots of @page_array, or pages to add to @page_list.
 *
 * Slots that hold a page already are left alone.
 * Return: array: how many leading slots are full; list: how many pages were added.
 */
unsigned long __alloc_pages_bulk(gfp_t gfp, int preferred_nid, nodemask_t *nodemask, int nr_pages,
				 struct list_head *page_list, struct page **page_array)
{
	int filled = 0;

	while (filled < nr_pages) {
		struct page *page;

		if (page_array && page_array[filled]) {
			filled++;
			continue;
		}
		page = __alloc_pages(gfp, 0, preferred_nid, nodemask);
		if (!page)
			break;
		if (page_array)
			page_array[filled] = page;
		else
			list_add(&page->lru, page_list);
		filled++;
	}
	return filled;
}
EXPORT_SYMBOL(__alloc_pages_bulk);

/**
 * put_pages_list() - drop a reference to each page of a list.
 * @pages: linked by page->lru; empty afterwards.
 *
 * Context: any.
 */
void put_pages_list(struct list_head *pages)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, pages, lru) {
		list_del(&page->lru);
		trace_mm_page_free_batched(page);
		put_page(page);
	}
}
EXPORT_SYMBOL(put_pages_list);
