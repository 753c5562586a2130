// SPDX-License-Identifier: MIT
/*
 * mm/dma/mapping.c: hand buffers to devices, and take them back.
 *
 * Problem.  A device must be told an address it can drive, and must never be told one that it cut short:
 *           it would read and write somebody else's memory without a word.
 * Idea.     On a PC the bus address is the physical address. So mapping compares the buffer's last byte
 *           with the device's mask; a buffer above the mask goes through a bounce buffer below it.
 *
 *     buffer below the mask:  [ buffer ] <-------------------------------> device
 *     above:                  [ buffer ] <--copy--> [ bounce slots ] <---> device
 *
 * Invariants. dev->nr_dma_mappings counts mappings alive. No address beyond the mask is ever returned.
 * Locks.    None here; the bounce pool has its own.
 * Paths.    dma_map_single | dma_map_page (inline) -> (not plain) map_one -> (above the mask) bounce_map
 *           dma_map_sg -> map_run, entries while they are below the mask; map_sg_careful for the rest
 *           dma_unmap_* (inline) -> nothing but the count, unless dma_watch says that something bounces
 * Cost.     A map and unmap of a lowmem page is some 30 instructions, without a call; an entry of a list about 15.
 *           One word decides whether the plain way is open, not a static key: modules have these
 *           functions inside them, and what bounces comes and goes too often to rewrite code for it.
 * Left out. IOMMUs; merging of neighbours (the device gets the entries as they are).
 * Sources.  LDD3 ch. 15 "Setting up streaming DMA mappings"; Linux Documentation/core-api/dma-api.rst.
 */
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/swiotlb.h>
#include <slate/fault.h>

#include "dma.h"

unsigned int dma_watch;
EXPORT_SYMBOL(dma_watch);

static noinline dma_addr_t map_failed(struct device *dev, unsigned long attrs, phys_addr_t phys, size_t size)
{
	const char *why = !is_swiotlb_active(dev)		  ? "swiotlb=noforce" :
			  size > swiotlb_max_mapping_size(dev) ? "more than one mapping may bounce" :
								 "no room in the bounce pool";

	if (!(attrs & DMA_ATTR_NO_WARN))
		dev_warn_ratelimited(dev, "DMA: address %pa + %zu cannot be reached (mask %llx, bus limit %llx): %s\n",
				     &phys, size, dma_get_mask(dev), dev->bus_dma_limit, why);
	return DMA_MAPPING_ERROR;
}

static bool debugged(void)
{
	return unlikely(dma_watch & DMA_WATCH_DEBUG);
}

/* The way of a buffer that the device cannot reach, or while somebody watches. */
static __always_inline dma_addr_t map_one(struct device *dev, phys_addr_t phys, size_t size,
					  enum dma_data_direction dir, unsigned long attrs)
{
	dma_addr_t addr = phys;

	BUG_ON(!valid_dma_direction(dir));
	if (WARN_ON_ONCE(!dev->dma_mask))
		return DMA_MAPPING_ERROR;
	if (fault_point(FAULT_DMA_MAP))
		return DMA_MAPPING_ERROR;
	if ((dma_watch & DMA_WATCH_FORCE) || !dma_reaches(dev, phys, size)) {
		addr = bounce_map(dev, phys, size, dir, attrs);
		if (unlikely(addr == DMA_MAPPING_ERROR))
			return map_failed(dev, attrs, phys, size);
	}
	atomic_inc(&dev->nr_dma_mappings);
	return addr;
}

/* Out of line, as in debug_unmap(): the records live on the stack, and who is not watched needs no room for them. */
static noinline dma_addr_t debug_map(struct device *dev, struct dma_debug_map *map)
{
	map->addr = map_one(dev, map->phys, map->size, map->dir, map->attrs);
	if (map->addr != DMA_MAPPING_ERROR)
		dma_debug_map(dev, map);
	return map->addr;
}

static noinline dma_addr_t debug_map_page(struct device *dev, phys_addr_t phys, size_t size,
					  enum dma_data_direction dir, unsigned long attrs, unsigned long caller)
{
	return debug_map(dev, &(struct dma_debug_map){ .phys = phys, .size = size, .dir = dir, .attrs = attrs,
						       .type = DMA_DEBUG_SINGLE, .caller = caller });
}

static noinline bool debug_unmap(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
				 unsigned long attrs)
{
	return dma_debug_unmap(dev, &(struct dma_debug_map){ .addr = addr, .size = size, .dir = dir,
							     .attrs = attrs, .type = DMA_DEBUG_SINGLE });
}

/* The whole of dma_map_single(), for buffers that are not plain. */
dma_addr_t dma_map_single_slow(struct device *dev, void *ptr, size_t size, enum dma_data_direction dir,
			       unsigned long attrs)
{
	if (unlikely(!virt_addr_valid(ptr))) {
		if (debugged()) {
			dma_debug_bad_pointer(dev, ptr, size);
			return DMA_MAPPING_ERROR;
		}
		WARN_ONCE(1, "%s: DMA of %p, which is not in the direct map\n", dev_name(dev), ptr);
		return DMA_MAPPING_ERROR;
	}
	if (debugged())
		return debug_map_page(dev, __pa(ptr), size, dir, attrs, _RET_IP_);
	return map_one(dev, __pa(ptr), size, dir, attrs);
}
EXPORT_SYMBOL(dma_map_single_slow);

dma_addr_t dma_map_page_slow(struct device *dev, struct page *page, size_t offset, size_t size,
			     enum dma_data_direction dir, unsigned long attrs)
{
	if (debugged())
		return debug_map_page(dev, page_to_phys(page) + offset, size, dir, attrs, _RET_IP_);
	return map_one(dev, page_to_phys(page) + offset, size, dir, attrs);
}
EXPORT_SYMBOL(dma_map_page_slow);

/* Registers of another device (peer to peer). They cannot bounce: a copy of a register is no register. */
dma_addr_t dma_map_resource(struct device *dev, phys_addr_t phys_addr, size_t size,
			    enum dma_data_direction dir, unsigned long attrs)
{
	BUG_ON(!valid_dma_direction(dir));
	if (WARN_ON_ONCE(!dev->dma_mask) || WARN_ON_ONCE(pfn_valid(PHYS_PFN(phys_addr))))
		return DMA_MAPPING_ERROR;
	if (!dma_reaches(dev, phys_addr, size))
		return map_failed(dev, attrs, phys_addr, size);
	atomic_inc(&dev->nr_dma_mappings);
	if (debugged())
		dma_debug_map(dev, &(struct dma_debug_map){ .addr = phys_addr, .phys = phys_addr, .size = size,
							    .dir = dir, .attrs = attrs, .type = DMA_DEBUG_RESOURCE,
							    .caller = _RET_IP_ });
	return phys_addr;
}
EXPORT_SYMBOL(dma_map_resource);

void dma_unmap_resource(struct device *dev, dma_addr_t addr, size_t size,
			enum dma_data_direction dir, unsigned long attrs)
{
	if (debugged() &&
	    !dma_debug_unmap(dev, &(struct dma_debug_map){ .addr = addr, .size = size, .dir = dir, .attrs = attrs,
							   .type = DMA_DEBUG_RESOURCE }))
		return;
	atomic_dec(&dev->nr_dma_mappings);
}
EXPORT_SYMBOL(dma_unmap_resource);

/* The whole of dma_unmap_page(), while something bounces or somebody watches. */
void dma_unmap_page_watched(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
			    unsigned long attrs)
{
	BUG_ON(!valid_dma_direction(dir));
	if (debugged() && !debug_unmap(dev, addr, size, dir, attrs))
		return; /* nothing is mapped there */
	if (bounce_holds(addr))
		bounce_unmap(dev, addr, size, dir, attrs);
	atomic_dec(&dev->nr_dma_mappings);
}
EXPORT_SYMBOL(dma_unmap_page_watched);

static void sync_watched(struct device *dev, const struct dma_debug_map *map, bool for_cpu)
{
	BUG_ON(!valid_dma_direction(map->dir));
	/* Judge what either side left behind before a bounce buffer is copied over it. */
	if (debugged() && !dma_debug_sync(dev, map, for_cpu))
		return;
	if (bounce_holds(map->addr))
		bounce_sync(dev, map->addr, map->size, map->dir, for_cpu);
	if (debugged())
		dma_debug_synced(dev, map, for_cpu);
}

void dma_sync_single_watched(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir, bool for_cpu)
{
	sync_watched(dev, &(struct dma_debug_map){ .addr = addr, .size = size, .dir = dir }, for_cpu);
}
EXPORT_SYMBOL(dma_sync_single_watched);

void dma_sync_sg_watched(struct device *dev, struct scatterlist *sgl, int nents,
			 enum dma_data_direction dir, bool for_cpu)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i)
		sync_watched(dev, &(struct dma_debug_map){ .addr = sg_dma_address(sg), .size = sg_dma_len(sg),
							   .dir = dir, .type = DMA_DEBUG_SG,
							   .nents = i ? 0 : nents }, for_cpu);
}
EXPORT_SYMBOL(dma_sync_sg_watched);

void dma_mapping_error_watched(struct device *dev, dma_addr_t addr)
{
	if (debugged())
		dma_debug_checked(dev, addr);
}
EXPORT_SYMBOL(dma_mapping_error_watched);

static void unmap_sg_bounced(struct device *dev, struct scatterlist *sgl, int nents,
			     enum dma_data_direction dir, unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i)
		if (bounce_holds(sg_dma_address(sg)))
			bounce_unmap(dev, sg_dma_address(sg), sg_dma_len(sg), dir, attrs);
}

static noinline void debug_map_sg(struct device *dev, struct scatterlist *sgl, int nents,
				  enum dma_data_direction dir, unsigned long caller)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i) {
		dma_debug_segment(dev, sg_dma_address(sg), sg_dma_len(sg));
		dma_debug_map(dev, &(struct dma_debug_map){ .addr = sg_dma_address(sg), .phys = sg_phys(sg),
							    .size = sg->length, .dir = dir,
							    .type = DMA_DEBUG_SG, .nents = nents,
							    .caller = caller });
	}
}

/* Return: how many entries the list was mapped with, whatever the driver says; 0 if it was not mapped. */
static int debug_unmap_sg(struct device *dev, struct scatterlist *sgl, int nents, enum dma_data_direction dir)
{
	int i, mapped = dma_debug_list_length(dev, sg_dma_address(sgl), nents);
	struct scatterlist *sg;

	for_each_sg(sgl, sg, mapped, i) {
		struct dma_debug_map map = { .addr = sg_dma_address(sg), .size = sg_dma_len(sg), .dir = dir,
					     .type = DMA_DEBUG_SG, .nents = i ? 0 : nents };

		if (!dma_debug_unmap(dev, &map) && !i)
			return 0;
	}
	return mapped;
}

/* Any list: chained, with pieces above the mask, watched. All of it is mapped, or nothing. */
static noinline int map_sg_careful(struct device *dev, struct scatterlist *sgl, int nents,
				   enum dma_data_direction dir, unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i) {
		dma_addr_t addr = map_one(dev, sg_phys(sg), sg->length, dir, attrs);

		if (addr == DMA_MAPPING_ERROR) {
			unmap_sg_bounced(dev, sgl, i, dir, attrs | DMA_ATTR_SKIP_CPU_SYNC);
			atomic_sub(i, &dev->nr_dma_mappings);
			return -ENOMEM;
		}
		sg_dma_address(sg) = addr;
		sg_dma_len(sg) = sg->length;
	}
	atomic_sub(nents - 1, &dev->nr_dma_mappings); /* a list counts as one mapping */
	return nents;
}

/*
 * Fill in entries from @sg on while nothing is special about them: neither chain nor end, and the first
 * page below frame @limit_pfn. One rotation tests both: it shifts out the size of struct page, and brings
 * the two flags to the top, where they make the frame number too high. @wide: frames from 4 GiB up occur.
 * Return: how many were; *reach gets the bits of all distances from a first page to a last byte, if it is
 * wanted (@reach is not NULL).
 */
static __always_inline unsigned int map_run(struct scatterlist *sg, unsigned int nents,
					    unsigned long limit_pfn, bool wide, unsigned long *reach)
{
	struct scatterlist *first = sg, *end = sg + nents;
	unsigned long base = (unsigned long)mem_map, seen = 0;

	for (; sg != end; sg++) {
		unsigned long pfn = ror32(sg->page_link - base, ilog2(sizeof(struct page)));
		unsigned int offset = sg->offset, length = sg->length;

		if (unlikely(pfn >= limit_pfn))
			break;
		sg->dma_length = length;
		if (reach)
			seen |= offset + length - 1;
		if (wide)
			sg->dma_address = ((dma_addr_t)pfn << PAGE_SHIFT) + offset;
		else
			sg->dma_address = (u32)(pfn << PAGE_SHIFT) + offset;
	}
	if (reach)
		*reach = seen;
	return (unsigned int)(sg - first);
}

/* How many entries from the first on the device reaches, one by one: for pieces of many pages. */
static noinline unsigned int recheck_run(struct device *dev, struct scatterlist *sg, unsigned int nents)
{
	unsigned int i;

	for (i = 0; i < nents; i++, sg++)
		if (!dma_reaches(dev, sg_phys(sg), sg->length))
			break;
	return i;
}

/* For a device that does not reach all memory, and for machines with memory above 4 GiB. */
static noinline unsigned int map_run_limited(struct device *dev, struct scatterlist *sgl, unsigned int nents)
{
	u64 limit = dma_limit(dev);
	unsigned long frames = max_pfn, reach = 0;
	unsigned int done;

	if (limit >> PAGE_SHIFT < max_pfn)
		frames = (unsigned long)((limit + 1) >> PAGE_SHIFT); /* whole ones */
	if (frames <= 1UL << (32 - PAGE_SHIFT))
		done = map_run(sgl, nents, frames, false, &reach);
	else
		done = map_run(sgl, nents, frames, true, &reach);
	return unlikely(reach >= PAGE_SIZE) ? recheck_run(dev, sgl, done) : done;
}

static unsigned int map_plain(struct device *dev, struct scatterlist *sgl, unsigned int nents)
{
	unsigned int done;

	if (likely(max_pfn <= 1UL << (32 - PAGE_SHIFT) && dma_limit(dev) >> PAGE_SHIFT >= max_pfn))
		done = map_run(sgl, nents, max_pfn, false, NULL); /* where there is memory, the device reaches it */
	else
		done = map_run_limited(dev, sgl, nents);
	if (done + 1 == nents && dma_reaches(dev, sg_phys(&sgl[done]), sgl[done].length)) {
		sg_dma_address(&sgl[done]) = sg_phys(&sgl[done]); /* the one with the end mark */
		sg_dma_len(&sgl[done]) = sgl[done].length;
		done++;
	}
	return done;
}

/* Return: @nents, or -errno. */
static int map_sg(struct device *dev, struct scatterlist *sgl, int nents,
		  enum dma_data_direction dir, unsigned long attrs)
{
	unsigned int done;

	BUG_ON(!valid_dma_direction(dir));
	if (WARN_ON_ONCE(!dev->dma_mask))
		return -EIO;
	if (WARN_ON_ONCE(nents <= 0))
		return -EINVAL;
	if (unlikely(fault_injection_on || (dma_watch & ~DMA_WATCH_BOUNCED)))
		return map_sg_careful(dev, sgl, nents, dir, attrs);
	done = map_plain(dev, sgl, (unsigned int)nents);
	if (unlikely(done < (unsigned int)nents))
		return map_sg_careful(dev, sgl, nents, dir, attrs);
	atomic_inc(&dev->nr_dma_mappings);
	return nents;
}

/**
 * dma_map_sg_attrs() - map a list for one transfer.
 * @dev: device.
 * @sgl: first entry.
 * @nents: entries; all get sg_dma_address() and sg_dma_len().
 * @dir: what the device will do.
 * @attrs: DMA_ATTR_*, or 0.
 *
 * Context: any.
 * Return: number of entries to program into the device; 0 on failure, and then nothing is mapped.
 */
unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			      enum dma_data_direction dir, unsigned long attrs)
{
	int mapped = map_sg(dev, sgl, nents, dir, attrs);

	if (debugged() && mapped > 0)
		debug_map_sg(dev, sgl, nents, dir, _RET_IP_);
	return mapped < 0 ? 0 : (unsigned int)mapped;
}
EXPORT_SYMBOL(dma_map_sg_attrs);

/* The same for a table. Return: 0 with sgt->nents set, or -ENOMEM, -EINVAL, -EIO. */
int dma_map_sgtable(struct device *dev, struct sg_table *sgt, enum dma_data_direction dir,
		    unsigned long attrs)
{
	int mapped = map_sg(dev, sgt->sgl, (int)sgt->orig_nents, dir, attrs);

	if (mapped < 0)
		return mapped;
	if (debugged())
		debug_map_sg(dev, sgt->sgl, mapped, dir, _RET_IP_);
	sgt->nents = (unsigned int)mapped;
	return 0;
}
EXPORT_SYMBOL(dma_map_sgtable);

/* @nents: as given to dma_map_sg(), not as returned by it. */
void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			enum dma_data_direction dir, unsigned long attrs)
{
	BUG_ON(!valid_dma_direction(dir));
	if (unlikely(dma_watch)) {
		if (debugged())
			nents = debug_unmap_sg(dev, sgl, nents, dir);
		if (!nents)
			return;
		unmap_sg_bounced(dev, sgl, nents, dir, attrs);
	}
	atomic_dec(&dev->nr_dma_mappings);
}
EXPORT_SYMBOL(dma_unmap_sg_attrs);
