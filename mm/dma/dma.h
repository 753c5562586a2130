/* SPDX-License-Identifier: MIT */
/* mm/dma/dma.h: what the files of the DMA floor share. */
#ifndef _MM_DMA_H
#define _MM_DMA_H

#include <linux/dma-mapping.h>

/* The highest address that @dev can drive. */
static __always_inline u64 dma_limit(const struct device *dev)
{
	u64 mask = *dev->dma_mask;

	if (unlikely(dev->bus_dma_limit) && dev->bus_dma_limit < mask)
		return dev->bus_dma_limit;
	return mask;
}

static __always_inline bool dma_reaches(const struct device *dev, phys_addr_t phys, size_t size)
{
	return phys + size - 1 <= dma_limit(dev);
}

/* Bounce buffers: mm/dma/bounce.c. */
dma_addr_t bounce_map(struct device *dev, phys_addr_t phys, size_t size, enum dma_data_direction dir,
		      unsigned long attrs);
void bounce_unmap(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		  unsigned long attrs);
void bounce_sync(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		 bool for_cpu);
bool bounce_holds(dma_addr_t addr);
size_t bounce_max_mapping_size(void);

#endif
