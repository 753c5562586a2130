/* SPDX-License-Identifier: MIT */
/*
 * linux/swiotlb.h: the bounce pool, for frames that a device cannot reach.
 *
 * Memory is taken in chunks of IO_TLB_SEGSIZE slots as the need grows, or all at boot (swiotlb=SIZE). One
 * mapping lies within one chunk, which bounds its size: dma_max_mapping_size().
 */
#ifndef _LINUX_SWIOTLB_H
#define _LINUX_SWIOTLB_H

#include <linux/types.h>

#define IO_TLB_SEGSIZE	128			 /* slots of a chunk */
#define IO_TLB_SHIFT	11
#define IO_TLB_SIZE	(1 << IO_TLB_SHIFT)	 /* bytes of a slot */
#define IO_TLB_CHUNK	(IO_TLB_SEGSIZE << IO_TLB_SHIFT)
#define IO_TLB_MIN_SLABS ((1 << 20) >> IO_TLB_SHIFT) /* the smallest fixed pool: 1 MiB */

/* What the pool holds and held: slots, but where the name says bytes. */
struct swiotlb_stats {
	unsigned long total;	  /* in chunks taken from the page allocator */
	unsigned long used;	  /* now */
	unsigned long high_water; /* most at any time */
	unsigned long mappings;	  /* bounced since boot */
	unsigned long failures;	  /* mappings for which there was no room */
	u64 bytes_in;		  /* copied for the device to read */
	u64 bytes_out;		  /* copied back to the owner */
};

struct device;
struct seq_file;

void swiotlb_stats(struct swiotlb_stats *stats);
bool is_swiotlb_buffer(struct device *dev, phys_addr_t paddr);
/* May a mapping bounce at all, and must each? */
bool is_swiotlb_active(struct device *dev);
bool is_swiotlb_force_bounce(struct device *dev);
size_t swiotlb_max_mapping_size(struct device *dev);
void swiotlb_print_info(void);
/* Walk the pool: 0, or the number of faults found, each named in the log. */
int swiotlb_check(void);

/* Files of /proc/swiotlb: io_tlb_nslabs, io_tlb_used, io_tlb_used_hiwater as Linux's debugfs has them; stats. */
int swiotlb_nslabs_show(struct seq_file *m, void *v);
int swiotlb_used_show(struct seq_file *m, void *v);
int swiotlb_used_hiwater_show(struct seq_file *m, void *v);
int swiotlb_stats_show(struct seq_file *m, void *v);

/**
 * swiotlb_parse() - read the value of swiotlb=; separate from the parameter, for the tests.
 * @text: `[SIZE][,AREAS][,force|noforce]`, or one of the words alone. SIZE counts slots of 2 KiB, or bytes
 *        with a suffix K, M or G.
 * @slots: gets SIZE in slots, rounded up to whole chunks and at least IO_TLB_MIN_SLABS; 0 if none is given.
 * @force: gets 1, or -1 for noforce, or 0.
 *
 * Return: 0, or -EINVAL with nothing written.
 */
int swiotlb_parse(const char *text, unsigned long *slots, int *force);

#endif
