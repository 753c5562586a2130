/* SPDX-License-Identifier: MIT */
/* mm/dma/pool.h: a pool of coherent blocks, shared by the pool (pool.c) and its reports (pool_watch.c). */
#ifndef _MM_DMA_POOL_H
#define _MM_DMA_POOL_H

#include <linux/bitops.h>
#include <linux/dmapool.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/page-flags.h>
#include <linux/spinlock.h>

#define HAND_EMPTY 1 /* the physical address of no block: they begin at multiples of MIN_ALIGN */
#define MIN_ALIGN  4

#define RED_ZONE     16	  /* bytes behind each block of a watched pool */
#define POISON_FREED 0xa7 /* in blocks that are free */

struct dma_pool {
	unsigned long hand;	     /* see pool.c; only ever exchanged */
	bool watched;		     /* red zones and patterns */
	spinlock_t lock;	     /* (L) */
	struct list_head chunks;     /* (L) */
	struct chunk *current_chunk; /* the one that blocks are taken from; NULL before the first */
	unsigned int current_word;   /* of its bits: a hint where to look first */
	struct list_head node;	     /* (dma_pools.lock) */
	struct device *dev;
	size_t size;		   /* bytes of a block, red zone included */
	size_t usable;		   /* of these, the driver's */
	size_t boundary;	   /* no block crosses a multiple of this */
	size_t chunk_size;	   /* bytes of a chunk */
	unsigned long pfn_mask;	   /* the bits of a frame number that say which chunk */
	unsigned long offset_mask; /* the bits of an address that say where in its chunk */
	unsigned int align_shift;
	unsigned int nr_units; /* of 1 << align_shift bytes in a chunk */
	unsigned int nr_words; /* of bits for them */
	char name[32];
	unsigned long starts[]; /* a bit a unit: a block starts there */
};

struct chunk {
	struct list_head node; /* (L) */
	u8 *vaddr;
	dma_addr_t handle;
	unsigned long live[]; /* a bit a unit; atomic */
};

struct dma_pool_list {
	struct mutex lock;
	struct list_head list; /* every pool, through its node */
};

extern struct dma_pool_list dma_pools;

/* The chunk of @pool that holds @vaddr, or NULL. A chunk is aligned to its size. */
static inline struct chunk *chunk_of(const struct dma_pool *pool, const void *vaddr)
{
	unsigned long pfn = __pa(vaddr) >> PAGE_SHIFT;
	struct page *page = pfn_to_page(pfn & pool->pfn_mask);

	if (unlikely(pfn >= max_low_pfn) || page_kind(page) != KIND_DMA || page->dma_pool != pool)
		return NULL;
	return (struct chunk *)page->private;
}

/* The number of the unit where @vaddr starts; bits that must be 0 are rotated to where they are too much. */
static __always_inline unsigned int unit_of(const struct dma_pool *pool, const void *vaddr)
{
	return ror32((unsigned long)vaddr & pool->offset_mask, pool->align_shift);
}

/* Does a block start at @vaddr that is not free? */
static __always_inline bool is_live(const struct dma_pool *pool, const struct chunk *c, const void *vaddr)
{
	unsigned int unit = unit_of(pool, vaddr);

	return likely(unit < pool->nr_units) && likely(c->live[unit / BITS_PER_LONG] >> unit % BITS_PER_LONG & 1);
}

/* mm/dma/pool_watch.c */
void dma_pool_issue(struct dma_pool *pool, u8 *block);
void dma_pool_retire(struct dma_pool *pool, u8 *block);
void dma_pool_bad_free(struct dma_pool *pool, const void *vaddr, dma_addr_t addr);

#endif
