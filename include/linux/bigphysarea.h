/* SPDX-License-Identifier: MIT */
/*
 * linux/bigphysarea.h: runs of physical memory longer than any block of the page allocator.
 *
 *     bigmem=64M@4M       on the command line: 64 MiB, beginning at a multiple of 4 MiB
 *
 *     buffer = bigphysarea_alloc_pages(count, align, GFP_KERNEL);
 *     dma    = virt_to_phys(buffer);          lowmem, contiguous, never anybody else's
 *     bigphysarea_free_pages(buffer);
 *
 * A block of the page allocator has 4 MiB at most (MAX_ORDER), and on a machine that has run for a while
 * often not even that. A camera or a frame grabber that cannot gather wants 20 MiB in one run; only boot
 * still has them. These are the names of the bigphysarea patch, which kept such a pool beside Linux.
 *
 * Source: LDD ch. 8 "Obtaining Large Buffers", ch. 15 "Do-it-yourself allocation".
 */
#ifndef _LINUX_BIGPHYSAREA_H
#define _LINUX_BIGPHYSAREA_H

#include <linux/types.h>

struct seq_file;

typedef char *caddr_t;

/**
 * bigphysarea_alloc_pages() - take contiguous frames out of the pool.
 * @count: pages, 1 or more.
 * @align: the physical address will be a multiple of so many pages; 0 means 1; need not be a power of two.
 * @priority: gfp of the call; only __GFP_ZERO means something: nothing here waits.
 *
 * Context: any.
 * Return: lowmem address, contents undefined unless __GFP_ZERO; NULL where no run is long enough.
 */
caddr_t bigphysarea_alloc_pages(int count, int align, int priority);

/**
 * bigphysarea_free_pages() - give a run back, whole.
 * @base: what bigphysarea_alloc_pages() returned; NULL is ignored.
 *
 * An address that is not the beginning of a run that is out (a second free, the middle of a run, memory
 * from elsewhere) is reported with the call sites that are known, and changes nothing.
 * Context: any.
 */
void bigphysarea_free_pages(caddr_t base);

/* The older forms, by bytes. @size of the free is not needed: the pool knows. */
caddr_t bigphysarea_alloc(int size);
void bigphysarea_free(caddr_t addr, int size);

/* /proc/bigphysarea in the patch's layout, and a line for each run that is out. */
int bigphysarea_show(struct seq_file *m, void *v);

#endif
