/* SPDX-License-Identifier: MIT */
/*
 * linux/gfp.h: ask for page frames, give them back.
 *
 * Which zones a request may use is decided by its lowest four bits through one table. A request for
 * a zone may always be served from a zone that is more widely usable than needed, never the other
 * way round:
 *
 *    HIGHMEM (4 GiB and up) -> DMA32 (highmem below 4 GiB) -> NORMAL (lowmem) -> DMA (16 MiB)
 *
 * GFP_DMA32 alone means "a kernel address, and below 4 GiB": lowmem is all of that, so it starts at
 * NORMAL. With __GFP_HIGHMEM the kernel address is waived and it starts at DMA32.
 *
 * Source: Gorman ch. 6.2 "Allocating Pages" to 6.4 "Get Free Page Flags"; LDD ch. 8 "get_free_page
 * and Friends".
 */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#include <linux/gfp_types.h>
#include <linux/mmzone.h>
#include <linux/topology.h>

static inline bool gfpflags_allow_blocking(const gfp_t gfp)
{
	return !!(gfp & __GFP_DIRECT_RECLAIM);
}

/* Zone a request starts at, by gfp & GFP_ZONEMASK, two bits each: MOVABLE changes nothing here. */
#define __GFP_ZONE_ENTRY(bits, zone) \
	((u32)(zone) << ((bits) * ZONES_SHIFT))
#define GFP_ZONE_TABLE                                                                  \
	(__GFP_ZONE_ENTRY(0, ZONE_NORMAL) | __GFP_ZONE_ENTRY(___GFP_DMA, ZONE_DMA) |    \
	 __GFP_ZONE_ENTRY(___GFP_HIGHMEM, ZONE_HIGHMEM) |                               \
	 __GFP_ZONE_ENTRY(___GFP_DMA32, ZONE_NORMAL) |                                  \
	 __GFP_ZONE_ENTRY(___GFP_DMA32 | ___GFP_HIGHMEM, ZONE_DMA32) |                  \
	 __GFP_ZONE_ENTRY(___GFP_DMA | ___GFP_HIGHMEM, ZONE_DMA) |                      \
	 __GFP_ZONE_ENTRY(___GFP_DMA | ___GFP_DMA32, ZONE_DMA) |                        \
	 __GFP_ZONE_ENTRY(___GFP_DMA | ___GFP_DMA32 | ___GFP_HIGHMEM, ZONE_DMA))

/* More than one of DMA, DMA32 and HIGHMEM contradict each other, DMA32 | HIGHMEM excepted. */
static inline bool gfp_zone_contradicts(gfp_t gfp)
{
	return (gfp & __GFP_DMA) && (gfp & (__GFP_HIGHMEM | __GFP_DMA32));
}

static __always_inline enum zone_type gfp_zone(gfp_t gfp)
{
	return GFP_ZONE_TABLE >> ((gfp & (GFP_ZONEMASK & ~__GFP_MOVABLE)) * ZONES_SHIFT) &
	       (MAX_NR_ZONES - 1);
}

/* MOVABLE and RECLAIMABLE are neighbours among the bits, so the type is their number. */
#define GFP_MOVABLE_MASK  (__GFP_RECLAIMABLE | __GFP_MOVABLE)
#define GFP_MOVABLE_SHIFT 3

static __always_inline int gfp_migratetype(const gfp_t gfp)
{
	return (gfp & GFP_MOVABLE_MASK) >> GFP_MOVABLE_SHIFT;
}

struct page *__alloc_pages(gfp_t gfp, unsigned int order, int preferred_nid, nodemask_t *nodemask);
struct page *alloc_pages(gfp_t gfp, unsigned int order);
struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order);
struct page *__alloc_pages_node(int nid, gfp_t gfp, unsigned int order);

#define alloc_page(gfp) alloc_pages(gfp, 0)

unsigned long __get_free_pages(gfp_t gfp, unsigned int order);
unsigned long get_zeroed_page(gfp_t gfp);

#define __get_free_page(gfp)	   __get_free_pages((gfp), 0)
#define __get_dma_pages(gfp, order) __get_free_pages((gfp) | GFP_DMA, (order))
#define get_free_page(gfp)	   get_zeroed_page(gfp) /* historical: up to 2.0 it zeroed */

void *alloc_pages_exact(size_t size, gfp_t gfp);
void *alloc_pages_exact_nid(int nid, size_t size, gfp_t gfp);
void free_pages_exact(void *virt, size_t size);

unsigned long __alloc_pages_bulk(gfp_t gfp, int preferred_nid, nodemask_t *nodemask, int nr_pages,
				 struct list_head *page_list, struct page **page_array);

/* Fill the empty slots of @page_array; returns how many of its first slots are full afterwards. */
static inline unsigned long alloc_pages_bulk_array(gfp_t gfp, unsigned long nr_pages,
						   struct page **page_array)
{
	return __alloc_pages_bulk(gfp, NUMA_NO_NODE, NULL, nr_pages, NULL, page_array);
}

static inline unsigned long alloc_pages_bulk_array_node(gfp_t gfp, int nid, unsigned long nr_pages,
							struct page **page_array)
{
	return __alloc_pages_bulk(gfp, nid, NULL, nr_pages, NULL, page_array);
}

static inline unsigned long alloc_pages_bulk_list(gfp_t gfp, unsigned long nr_pages,
						  struct list_head *list)
{
	return __alloc_pages_bulk(gfp, NUMA_NO_NODE, NULL, nr_pages, list, NULL);
}

void __free_pages(struct page *page, unsigned int order);
void free_pages(unsigned long addr, unsigned int order);

#define __free_page(page) __free_pages((page), 0)
#define free_page(addr)	  free_pages((addr), 0)

/* Give the pages that CPUs keep for themselves back to their zones, all of them or one zone's. */
void drain_all_pages(struct zone *zone);
void drain_local_pages(struct zone *zone);

#endif
