/* SPDX-License-Identifier: MIT */
/*
 * linux/dmapool.h: small blocks of coherent memory, all of one size, for descriptors.
 *
 * Source: LDD3 ch. 15 "DMA pools"; Linux Documentation/core-api/dma-api.rst part Ib.
 */
#ifndef _LINUX_DMAPOOL_H
#define _LINUX_DMAPOOL_H

#include <linux/gfp.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

struct device;
struct dma_pool;
struct seq_file;

struct dma_pool *dma_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				 size_t boundary);
void dma_pool_destroy(struct dma_pool *pool);
void *dma_pool_alloc(struct dma_pool *pool, gfp_t mem_flags, dma_addr_t *handle);
void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t addr);

static inline void *dma_pool_zalloc(struct dma_pool *pool, gfp_t mem_flags, dma_addr_t *handle)
{
	return dma_pool_alloc(pool, mem_flags | __GFP_ZERO, handle);
}

/* Destroyed by itself when the device's driver unbinds. */
struct dma_pool *dmam_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				  size_t boundary);
void dmam_pool_destroy(struct dma_pool *pool);

/* Every pool's invariants, walked: 0, or -EINVAL after a message for each broken one. */
int dma_pool_check(void);

#endif
