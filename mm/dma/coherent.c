// SPDX-License-Identifier: MIT
/*
 * mm/dma/coherent.c: masks, and memory that CPU and device see alike.
 *
 * Idea.     A PC's caches snoop, so any page is coherent. What remains is to take pages from a zone
 *           that lies below the coherent mask, contiguous, zeroed, with a kernel address.
 *
 *     mask    24 bits and less ... 16 MiB ......... 30 bits .......... 32 bits and more
 *     zone    ZONE_DMA, checked    ZONE_NORMAL; if the block lies above the mask, ZONE_DMA
 *
 * Invariants. Every block carries KIND_DMA, so that freeing anything else is noticed.
 * Paths.    dma_alloc_coherent -> dma_alloc_attrs -> take_below -> alloc_pages
 * Cost.     Sizes round up to a power of two pages, as with Linux's direct mapping.
 * Sources.  LDD3 ch. 15 "Setting up coherent DMA mappings".
 */
#include <asm/dma.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/page-flags.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/swiotlb.h>
#include <slate/fault.h>

#include "dma.h"

/* Can memory be had below @mask at all? The lowest zone must be wholly below it. */
bool dma_supported(struct device *dev, u64 mask)
{
	return mask >= (u64)MAX_DMA_PFN * PAGE_SIZE - 1 || mask >= dma_get_required_mask(dev);
}
EXPORT_SYMBOL(dma_supported);

/**
 * dma_set_mask() - say which addresses a device can drive in streaming mappings.
 * @dev: device.
 * @mask: DMA_BIT_MASK(bits).
 *
 * Context: any, with no mapping alive.
 * Return: 0; -EIO without a mask pointer, or when there can be no memory below the mask.
 */
int dma_set_mask(struct device *dev, u64 mask)
{
	bool accepted = dev->dma_mask && dma_supported(dev, mask);

	if (unlikely(dma_watch & DMA_WATCH_DEBUG))
		dma_debug_mask(dev, mask, accepted);
	if (!accepted)
		return -EIO;
	*dev->dma_mask = mask;
	return 0;
}
EXPORT_SYMBOL(dma_set_mask);

int dma_set_coherent_mask(struct device *dev, u64 mask)
{
	if (!dma_supported(dev, mask))
		return -EIO;
	dev->coherent_dma_mask = mask;
	return 0;
}
EXPORT_SYMBOL(dma_set_coherent_mask);

/* The smallest mask with which nothing would bounce: the highest frame, rounded up to all ones. */
u64 dma_get_required_mask(struct device *dev)
{
	u64 last = ((u64)max_pfn << PAGE_SHIFT) - 1;

	return (1ULL << fls64(last)) - 1;
}
EXPORT_SYMBOL(dma_get_required_mask);

/* Bytes that one mapping may have: without limit where nothing can bounce. */
size_t dma_max_mapping_size(struct device *dev)
{
	if (is_swiotlb_active(dev) && (is_swiotlb_force_bounce(dev) || dma_addressing_limited(dev)))
		return swiotlb_max_mapping_size(dev);
	return SIZE_MAX;
}
EXPORT_SYMBOL(dma_max_mapping_size);

bool dma_need_sync(struct device *dev, dma_addr_t dma_addr)
{
	return dma_watch && bounce_holds(dma_addr);
}
EXPORT_SYMBOL(dma_need_sync);

static struct page *take_below(u64 mask, size_t size, unsigned int order, gfp_t gfp)
{
	struct page *page = NULL;

	gfp &= ~(__GFP_DMA | __GFP_DMA32 | __GFP_HIGHMEM | __GFP_COMP);
	if (mask >= (u64)MAX_DMA_PFN << PAGE_SHIFT) {
		page = alloc_pages(gfp, order);
		if (!page || page_to_phys(page) + size - 1 <= mask)
			return page;
		__free_pages(page, order);
	}
	page = alloc_pages(gfp | __GFP_DMA, order);
	if (!page || page_to_phys(page) + size - 1 <= mask)
		return page;
	__free_pages(page, order);
	return NULL;
}

/* Out of line: the records live on the stack, and everyday calls shall not make room for them. */
static noinline void debug_alloc(struct device *dev, dma_addr_t handle, size_t size, unsigned long caller)
{
	dma_debug_map(dev, &(struct dma_debug_map){ .addr = handle, .phys = handle, .size = size,
						    .type = DMA_DEBUG_COHERENT, .caller = caller });
}

static noinline bool debug_free(struct device *dev, dma_addr_t handle, void *cpu_addr, size_t size)
{
	return dma_debug_unmap(dev, &(struct dma_debug_map){ .addr = handle, .phys = __pa(cpu_addr),
							     .size = size, .type = DMA_DEBUG_COHERENT });
}

/**
 * dma_alloc_attrs() - memory shared with a device for as long as both like.
 * @dev: device; its coherent_dma_mask chooses the zone.
 * @size: bytes; whole pages are taken, so use a dma_pool for less.
 * @dma_handle: gets the address for the device.
 * @gfp: GFP_KERNEL or GFP_ATOMIC; zone bits are replaced by what the mask demands.
 * @attrs: DMA_ATTR_*, or 0.
 *
 * Context: as @gfp.
 * Return: kernel address, zeroed, aligned to its size rounded up to a power of two; NULL.
 */
void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp,
		      unsigned long attrs)
{
	unsigned int order = get_order(size);
	struct page *page;

	if (WARN_ON_ONCE(!dev->coherent_dma_mask) || !size || fault_point(FAULT_DMA_MAP))
		return NULL;
	if (attrs & DMA_ATTR_NO_WARN)
		gfp |= __GFP_NOWARN;
	page = take_below(dev->coherent_dma_mask, size, order, gfp | __GFP_ZERO);
	if (!page)
		return NULL;
	page_move(page, KIND_DMA);
	atomic_inc(&dev->nr_dma_buffers);
	*dma_handle = page_to_phys(page);
	if (unlikely(dma_watch & DMA_WATCH_DEBUG))
		debug_alloc(dev, *dma_handle, size, _RET_IP_);
	return page_address(page);
}
EXPORT_SYMBOL(dma_alloc_attrs);

/* Give it back: all of it, with the same size. Context: any. */
void dma_free_attrs(struct device *dev, size_t size, void *cpu_addr, dma_addr_t dma_handle,
		    unsigned long attrs)
{
	struct page *page;

	if (!cpu_addr)
		return;
	if (unlikely(dma_watch & DMA_WATCH_DEBUG) && !debug_free(dev, dma_handle, cpu_addr, size))
		return;
	if (WARN(!virt_addr_valid(cpu_addr) || __pa(cpu_addr) != dma_handle,
		 "%s: freeing coherent memory %p with bus address %llx\n", dev_name(dev), cpu_addr,
		 (u64)dma_handle))
		return;
	page = virt_to_page(cpu_addr);
	if (!page_move(page, KIND_ALLOCATED))
		return;
	atomic_dec(&dev->nr_dma_buffers);
	__free_pages(page, get_order(size));
}
EXPORT_SYMBOL(dma_free_attrs);

/* Pages for streaming use within the mask, so that they never bounce. */
struct page *dma_alloc_pages(struct device *dev, size_t size, dma_addr_t *dma_handle,
			     enum dma_data_direction dir, gfp_t gfp)
{
	void *vaddr = dma_alloc_attrs(dev, size, dma_handle, gfp, 0);

	return vaddr ? virt_to_page(vaddr) : NULL;
}
EXPORT_SYMBOL(dma_alloc_pages);

void dma_free_pages(struct device *dev, size_t size, struct page *page, dma_addr_t dma_handle,
		    enum dma_data_direction dir)
{
	dma_free_attrs(dev, size, page_address(page), dma_handle, 0);
}
EXPORT_SYMBOL(dma_free_pages);

int dma_get_sgtable_attrs(struct device *dev, struct sg_table *sgt, void *cpu_addr,
			  dma_addr_t dma_addr, size_t size, unsigned long attrs)
{
	int err = sg_alloc_table(sgt, 1, GFP_KERNEL);

	if (!err)
		sg_set_page(sgt->sgl, virt_to_page(cpu_addr), PAGE_ALIGN(size), 0);
	return err;
}
EXPORT_SYMBOL(dma_get_sgtable_attrs);

/**
 * dma_alloc_noncontiguous() - memory that the device sees in one piece, and the CPU through dma_vmap_noncontiguous().
 * @dir: what the device will do with it.
 * @attrs: DMA_ATTR_ALLOC_SINGLE_PAGES, or 0.
 *
 * Without an IOMMU only one run of pages is one piece to the device. It is mapped; sync it as any streaming mapping.
 * Context: as @gfp.
 * Return: a table of one entry, for dma_free_noncontiguous(); NULL.
 */
struct sg_table *dma_alloc_noncontiguous(struct device *dev, size_t size, enum dma_data_direction dir, gfp_t gfp,
					 unsigned long attrs)
{
	struct sg_table *sgt;
	struct page *page;

	if (WARN_ON_ONCE(attrs & ~DMA_ATTR_ALLOC_SINGLE_PAGES))
		return NULL;
	sgt = kmalloc(sizeof(*sgt), gfp);
	if (!sgt)
		return NULL;
	if (sg_alloc_table(sgt, 1, gfp))
		goto free_sgt;
	page = dma_alloc_pages(dev, PAGE_ALIGN(size), &sgt->sgl->dma_address, dir, gfp);
	if (!page)
		goto free_table;
	sg_set_page(sgt->sgl, page, PAGE_ALIGN(size), 0);
	sg_dma_len(sgt->sgl) = sgt->sgl->length;
	return sgt;

free_table:
	sg_free_table(sgt);
free_sgt:
	kfree(sgt);
	return NULL;
}
EXPORT_SYMBOL(dma_alloc_noncontiguous);

void dma_free_noncontiguous(struct device *dev, size_t size, struct sg_table *sgt, enum dma_data_direction dir)
{
	dma_free_pages(dev, PAGE_ALIGN(size), sg_page(sgt->sgl), sg_dma_address(sgt->sgl), dir);
	sg_free_table(sgt);
	kfree(sgt);
}
EXPORT_SYMBOL(dma_free_noncontiguous);

struct managed_buffer {
	size_t size;
	void *vaddr;
	dma_addr_t handle;
};

static void managed_release(struct device *dev, void *res)
{
	struct managed_buffer *buffer = res;

	dma_free_attrs(dev, buffer->size, buffer->vaddr, buffer->handle, 0);
}

static int same_buffer(struct device *dev, void *res, void *vaddr)
{
	return ((struct managed_buffer *)res)->vaddr == vaddr;
}

/* Coherent memory until the driver unbinds. Context: may sleep. */
void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp,
		       unsigned long attrs)
{
	struct managed_buffer *buffer = devres_alloc(managed_release, sizeof(*buffer), gfp);
	void *vaddr;

	if (!buffer)
		return NULL;
	vaddr = dma_alloc_attrs(dev, size, dma_handle, gfp, attrs);
	if (!vaddr) {
		devres_free(buffer);
		return NULL;
	}
	*buffer = (struct managed_buffer){ size, vaddr, *dma_handle };
	devres_add(dev, buffer);
	return vaddr;
}
EXPORT_SYMBOL(dmam_alloc_attrs);

void dmam_free_coherent(struct device *dev, size_t size, void *vaddr, dma_addr_t dma_handle)
{
	WARN_ON(devres_release(dev, managed_release, same_buffer, vaddr));
}
EXPORT_SYMBOL(dmam_free_coherent);
