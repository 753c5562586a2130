/* SPDX-License-Identifier: MIT */
/*
 * linux/swiotlb.h: the bounce pool, for frames that a device cannot reach.
 *
 * Memory is taken in chunks of IO_TLB_SEGSIZE slots as the need grows. One mapping lies within one
 * chunk, which bounds its size: dma_max_mapping_size().
 */
#ifndef _LINUX_SWIOTLB_H
#define _LINUX_SWIOTLB_H

#include <linux/types.h>

#define IO_TLB_SEGSIZE	128			 /* slots of a chunk */
#define IO_TLB_SHIFT	11
#define IO_TLB_SIZE	(1 << IO_TLB_SHIFT)	 /* bytes of a slot */
#define IO_TLB_CHUNK	(IO_TLB_SEGSIZE << IO_TLB_SHIFT)

/* What the pool holds and held; all counts in slots. */
struct swiotlb_stats {
	unsigned long total;	  /* in chunks taken from the page allocator */
	unsigned long used;	  /* now */
	unsigned long high_water; /* most at any time */
	unsigned long mappings;	  /* bounced since boot */
	unsigned long failures;	  /* mappings for which there was no room */
};

struct device;

void swiotlb_stats(struct swiotlb_stats *stats);
bool is_swiotlb_buffer(struct device *dev, phys_addr_t paddr);
size_t swiotlb_max_mapping_size(struct device *dev);
/* Walk the pool: 0, or the number of faults found, each named in the log. */
int swiotlb_check(void);

#endif
