/* SPDX-License-Identifier: MIT */
/*
 * linux/mm.h: from addresses to pages and back, and who holds a page.
 *
 * A lowmem page has a kernel address for ever; a highmem page (PageHighMem) only while kmap() shows
 * it, and page_address() is NULL otherwise.
 *
 * Source: Gorman ch. 3.8 "Mapping Addresses to a struct page"; LDD ch. 15 "The Memory Map and Struct
 * Page".
 */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <asm/page.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm_types.h>
#include <linux/mmzone.h>
#include <linux/page-flags.h>
#include <linux/page_ref.h>
#include <linux/pfn.h>

extern unsigned long max_pfn;	    /* last RAM frame + 1 */
extern unsigned long highstart_pfn, highend_pfn;

#define PAGE_ALIGN(addr)      ALIGN(addr, PAGE_SIZE)
#define PAGE_ALIGN_DOWN(addr) ALIGN_DOWN(addr, PAGE_SIZE)
#define PAGE_ALIGNED(addr)    IS_ALIGNED((unsigned long)(addr), PAGE_SIZE)
#define offset_in_page(p)     ((unsigned long)(p) & ~PAGE_MASK)
#define nth_page(page, n)     ((page) + (n))

/* Smallest order whose block holds @size bytes. get_order(0) is undefined, as in Linux. */
static __always_inline __attribute_const__ int get_order(unsigned long size)
{
	return size <= PAGE_SIZE ? 0 : fls_long(size - 1) - PAGE_SHIFT;
}

#define page_to_phys(page)   ((phys_addr_t)page_to_pfn(page) << PAGE_SHIFT)
#define phys_to_page(phys)   pfn_to_page((unsigned long)((phys) >> PAGE_SHIFT))
#define virt_to_page(addr)   pfn_to_page(__pa(addr) >> PAGE_SHIFT)
#define lowmem_page_address(page) __va(page_to_pfn(page) << PAGE_SHIFT)

static __always_inline int PageHighMem(const struct page *page)
{
	return page_zonenum(page) >= ZONE_DMA32;
}

/* The address that kmap() gave a highmem page, or NULL (floor 5). */
void *kmap_address(const struct page *page);

/**
 * page_address() - the kernel address of a page.
 *
 * Context: any. Return: its address; NULL for a highmem page that no kmap() shows.
 */
static __always_inline void *page_address(const struct page *page)
{
	return likely(!PageHighMem(page)) ? lowmem_page_address(page) : kmap_address(page);
}
#define page_to_virt(page) page_address(page)

/* The head of the block that @page lies inside of, computed: tails hold nothing. Slow path. */
struct page *__block_head(const struct page *page);

/**
 * compound_head() - the page that stands for the whole block.
 * @page: any page of an allocated block.
 *
 * Return: the head of the compound page that @page is a tail of, else @page itself.
 * Cost: one compare for a head; at most ten steps for a tail.
 */
static __always_inline struct page *compound_head(const struct page *page)
{
	struct page *head;

	if (likely(page_kind(page) != KIND_INTERIOR))
		return (struct page *)page;
	head = __block_head(page);
	return head && PageHead(head) ? head : (struct page *)page;
}

static inline int PageTail(const struct page *page)
{
	return compound_head(page) != page;
}

static inline int PageCompound(const struct page *page)
{
	return PageHead(page) || PageTail(page);
}

static inline unsigned int compound_order(const struct page *page)
{
	return PageHead(page) ? page_block_order(page) : 0;
}

static inline unsigned long compound_nr(const struct page *page)
{
	return 1UL << compound_order(page);
}

static inline unsigned long page_size(const struct page *page)
{
	return PAGE_SIZE << compound_order(page);
}

static __always_inline struct page *virt_to_head_page(const void *x)
{
	return compound_head(virt_to_page(x));
}

static inline int page_count(const struct page *page)
{
	return page_ref_count(compound_head(page));
}

static inline void get_page(struct page *page)
{
	page_ref_inc(compound_head(page));
}

static inline bool get_page_unless_zero(struct page *page)
{
	return page_ref_add_unless(page, 1, 0);
}

static inline int put_page_testzero(struct page *page)
{
	return page_ref_dec_and_test(page);
}

/* The last reference is gone: back to the allocator, whatever order it has. */
void __put_page(struct page *page);

static inline void put_page(struct page *page)
{
	page = compound_head(page);
	if (put_page_testzero(page))
		__put_page(page);
}

static inline void set_page_private(struct page *page, unsigned long private)
{
	page->private = private;
}
#define page_private(page) ((page)->private)

static inline bool page_is_pfmemalloc(const struct page *page)
{
	return page->alloc_flags & PAGE_ALLOC_PFMEMALLOC;
}

/* Make 2^@order single pages of a plain block: each with its own reference, freed one by one. */
void split_page(struct page *page, unsigned int order);
void put_pages_list(struct list_head *pages);

/* RAM, in pages: given to the allocator, and how much of that is highmem. */
unsigned long totalram_pages(void);
unsigned long totalhigh_pages(void);
unsigned long nr_free_pages(void);
unsigned long nr_free_highpages(void);
void adjust_managed_page_count(struct page *page, long count);

struct sysinfo {
	unsigned long totalram, freeram, sharedram, bufferram, totalswap, freeswap, totalhigh, freehigh;
	unsigned int mem_unit; /* bytes */
};
void si_meminfo(struct sysinfo *val);
long si_mem_available(void);

/* Say that a request failed, who asked, and how memory stands; not with __GFP_NOWARN, and not too often. */
void warn_alloc(gfp_t gfp_mask, nodemask_t *nodemask, const char *fmt, ...) __printf(3, 4);

/* How memory stands: totals, each node, each zone with its free lists. @flags, @nodemask: all there is. */
void show_mem(unsigned int flags, nodemask_t *nodemask);
void show_free_areas(unsigned int flags, nodemask_t *nodemask);

/* Give pages that boot held back to the allocator: whole pages of [start, end). Returns how many. */
unsigned long free_reserved_area(void *start, void *end, int poison, const char *what);
void free_reserved_page(struct page *page);

/* memblock's hand-over calls this for each free run. */
void memblock_free_pages(struct page *page, unsigned long pfn, unsigned int order);
/* After memblock_free_all(): watermarks and per-CPU lists for the memory there is. */
void page_alloc_init_late(void);

/* Invariants of floor 3; faults found, each named in the log. */
int page_alloc_check(void);

#define VM_BUG_ON(cond)		   BUG_ON(cond)
#define VM_BUG_ON_PAGE(cond, page) BUG_ON(cond)
#define VM_WARN_ON(cond)	   WARN_ON(cond)
#define VM_WARN_ON_ONCE(cond)	   WARN_ON_ONCE(cond)

void *kvmalloc_node(size_t size, gfp_t flags, int node);
void kvfree(const void *addr);

/* init_on_alloc=1, init_on_free=1: zero memory when it is handed out, or when it comes back. */
extern bool init_on_alloc_enabled, init_on_free_enabled;

static __always_inline bool want_init_on_alloc(gfp_t gfp)
{
	return (gfp & __GFP_ZERO) || unlikely(init_on_alloc_enabled);
}

static __always_inline bool want_init_on_free(void)
{
	return unlikely(init_on_free_enabled);
}

/* What a fault handler answers, and properties of an area. */
#define VM_FAULT_OOM	0x000001
#define VM_FAULT_SIGBUS 0x000002
#define VM_FAULT_MAJOR	0x000004
#define VM_FAULT_NOPAGE 0x000100
#define VM_FAULT_LOCKED 0x000200
#define VM_FAULT_ERROR	(VM_FAULT_OOM | VM_FAULT_SIGBUS)

#define VM_READ	      0x00000001
#define VM_WRITE      0x00000002
#define VM_EXEC	      0x00000004
#define VM_SHARED     0x00000008
#define VM_PFNMAP     0x00000400
#define VM_IO	      0x00004000
#define VM_DONTCOPY   0x00020000
#define VM_DONTEXPAND 0x00040000
#define VM_DONTDUMP   0x04000000
#define VM_MIXEDMAP   0x10000000

#endif
