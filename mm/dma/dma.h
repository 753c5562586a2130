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

/* dma_debug=1: mm/dma/debug.c. Call only while dma_watch has DMA_WATCH_DEBUG. */
enum dma_debug_type { DMA_DEBUG_SINGLE, DMA_DEBUG_SG, DMA_DEBUG_COHERENT, DMA_DEBUG_RESOURCE };

struct dma_debug_map {
	dma_addr_t addr;
	phys_addr_t phys; /* of coherent and new mappings */
	size_t size;
	enum dma_data_direction dir;
	enum dma_debug_type type;
	int nents; /* of the list; 0 if none */
	unsigned long attrs;
	unsigned long caller; /* return address, of new mappings */
};

unsigned long dma_debug_errors(void);
void dma_debug_map(struct device *dev, const struct dma_debug_map *map);
bool dma_debug_unmap(struct device *dev, const struct dma_debug_map *map);
int dma_debug_list_length(struct device *dev, dma_addr_t addr, int nents);
bool dma_debug_sync(struct device *dev, const struct dma_debug_map *map, bool for_cpu);
void dma_debug_synced(struct device *dev, const struct dma_debug_map *map, bool for_cpu);
void dma_debug_mask(struct device *dev, u64 mask, bool accepted);
void dma_debug_checked(struct device *dev, dma_addr_t addr);
void dma_debug_bad_pointer(struct device *dev, const void *ptr, size_t size);
void dma_debug_segment(struct device *dev, dma_addr_t start, size_t size);
void dma_debug_watch(struct device *dev);
bool dma_debug_watches(const struct device *dev);
void dma_debug_count(void);

#endif
