/* SPDX-License-Identifier: MIT */
/*
 * linux/dma-mapping.h: addresses under which devices see memory.
 *
 * Two kinds. Coherent memory (dma_alloc_coherent) is seen alike by CPU and device at all times.
 * Streaming mappings (dma_map_*) hand one buffer to the device for one transfer: from map to unmap
 * the buffer is the device's, unless dma_sync_*_for_cpu() lends it back.
 *
 * On a PC a device sees physical addresses and snooped memory, so a mapping is usually arithmetic.
 * What is left to do: a frame above the device's mask is copied through a bounce buffer that lies
 * below it, and dma_debug=1 watches for misuse. One word, dma_watch, tells the fast paths whether
 * anything of this kind is going on.
 *
 * Source: LDD3 ch. 15 "Direct Memory Access"; Linux Documentation/core-api/dma-api.rst.
 */
#ifndef _LINUX_DMA_MAPPING_H
#define _LINUX_DMA_MAPPING_H

#include <linux/cache.h>
#include <linux/device.h>
#include <linux/dma-direction.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/types.h>
#include <slate/fault.h>

/* Attributes. SKIP_CPU_SYNC and NO_WARN matter here; on x86 the rest change nothing. */
#define DMA_ATTR_WEAK_ORDERING	     (1UL << 1)
#define DMA_ATTR_WRITE_COMBINE	     (1UL << 2)
#define DMA_ATTR_NO_KERNEL_MAPPING   (1UL << 4)
#define DMA_ATTR_SKIP_CPU_SYNC	     (1UL << 5) /* do not copy a bounced buffer in this call */
#define DMA_ATTR_FORCE_CONTIGUOUS    (1UL << 6)
#define DMA_ATTR_ALLOC_SINGLE_PAGES  (1UL << 7)
#define DMA_ATTR_NO_WARN	     (1UL << 8) /* the caller expects failure and handles it */
#define DMA_ATTR_PRIVILEGED	     (1UL << 9)

#define DMA_MAPPING_ERROR (~(dma_addr_t)0)
#define DMA_BIT_MASK(n)	  (((n) == 64) ? ~0ULL : ((1ULL << (n)) - 1))
#define DMA_64BIT_MASK	  DMA_BIT_MASK(64) /* as the books have them; Linux dropped these after 2.6.29 */
#define DMA_32BIT_MASK	  DMA_BIT_MASK(32)
#define DMA_31BIT_MASK	  DMA_BIT_MASK(31)
#define DMA_30BIT_MASK	  DMA_BIT_MASK(30)
#define DMA_28BIT_MASK	  DMA_BIT_MASK(28)
#define DMA_24BIT_MASK	  DMA_BIT_MASK(24)

/* Why the fast paths must look closer; 0 in everyday life. */
#define DMA_WATCH_BOUNCED BIT(0) /* a bounced mapping is alive: unmap and sync must look it up */
#define DMA_WATCH_FORCE	  BIT(1) /* swiotlb=force: bounce every streaming mapping */
#define DMA_WATCH_DEBUG	  BIT(2) /* dma_debug=1 */
#define DMA_WATCH_FAULT	  BIT(3) /* fault injection may fail the next mapping */
extern unsigned int dma_watch;

/* Masks. -EIO: no mask pointer, or no memory below the mask. */
int dma_set_mask(struct device *dev, u64 mask);
int dma_set_coherent_mask(struct device *dev, u64 mask);
u64 dma_get_required_mask(struct device *dev);
bool dma_supported(struct device *dev, u64 mask);
size_t dma_max_mapping_size(struct device *dev);
bool dma_need_sync(struct device *dev, dma_addr_t dma_addr);

/* Coherent memory. */
void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp,
		      unsigned long attrs);
void dma_free_attrs(struct device *dev, size_t size, void *cpu_addr, dma_addr_t dma_handle,
		    unsigned long attrs);
void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp,
		       unsigned long attrs);
void dmam_free_coherent(struct device *dev, size_t size, void *vaddr, dma_addr_t dma_handle);
struct page *dma_alloc_pages(struct device *dev, size_t size, dma_addr_t *dma_handle,
			     enum dma_data_direction dir, gfp_t gfp);
void dma_free_pages(struct device *dev, size_t size, struct page *page, dma_addr_t dma_handle,
		    enum dma_data_direction dir);
struct sg_table *dma_alloc_noncontiguous(struct device *dev, size_t size, enum dma_data_direction dir, gfp_t gfp,
					 unsigned long attrs);
void dma_free_noncontiguous(struct device *dev, size_t size, struct sg_table *sgt, enum dma_data_direction dir);
int dma_get_sgtable_attrs(struct device *dev, struct sg_table *sgt, void *cpu_addr,
			  dma_addr_t dma_addr, size_t size, unsigned long attrs);

/* Streaming mappings. The first three are the ways out of the inline functions below; call those. */
dma_addr_t dma_map_single_slow(struct device *dev, void *ptr, size_t size, enum dma_data_direction dir,
			       unsigned long attrs);
dma_addr_t dma_map_page_slow(struct device *dev, struct page *page, size_t offset, size_t size,
			     enum dma_data_direction dir, unsigned long attrs);
void dma_unmap_page_watched(struct device *dev, dma_addr_t addr, size_t size,
			    enum dma_data_direction dir, unsigned long attrs);
unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			      enum dma_data_direction dir, unsigned long attrs);
void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			enum dma_data_direction dir, unsigned long attrs);
int dma_map_sgtable(struct device *dev, struct sg_table *sgt, enum dma_data_direction dir,
		    unsigned long attrs);
dma_addr_t dma_map_resource(struct device *dev, phys_addr_t phys_addr, size_t size,
			    enum dma_data_direction dir, unsigned long attrs);
void dma_unmap_resource(struct device *dev, dma_addr_t addr, size_t size,
			enum dma_data_direction dir, unsigned long attrs);

/*
 * Does [@phys, @last] go to @dev as it is? Everything below 4 GiB; what this does not know, the slow way does.
 * The low words decide: a mask or limit beyond 32 bits has more than @last there, or takes the slow way.
 */
static __always_inline bool dma_is_plain(const struct device *dev, unsigned long phys, unsigned long last,
					 enum dma_data_direction dir)
{
	return likely(dev->dma_mask) && likely(last >= phys) && likely(last <= (u32)*dev->dma_mask) &&
	       likely(!(u32)dev->bus_dma_limit) && likely((unsigned int)dir < DMA_NONE) &&
	       likely(!(dma_watch & ~DMA_WATCH_BOUNCED)) && likely(!fault_injection_on);
}

/**
 * dma_map_single_attrs() - give a buffer to the device for one transfer.
 * @dev: device; its dma_mask must be set.
 * @ptr: kernel address of the direct map: kmalloc, get_free_pages; never vmalloc, kmap or a stack.
 * @size: bytes.
 * @dir: what the device will do. BIDIRECTIONAL if both or unknown.
 * @attrs: DMA_ATTR_*, or 0.
 *
 * Context: any.
 * Return: address for the device, or what dma_mapping_error() knows as failure.
 */
static __always_inline dma_addr_t dma_map_single_attrs(struct device *dev, void *ptr, size_t size,
						       enum dma_data_direction dir, unsigned long attrs)
{
	unsigned long phys = __pa(ptr);

	if (!likely(virt_addr_valid(ptr)) || !dma_is_plain(dev, phys, phys + size - 1, dir))
		return dma_map_single_slow(dev, ptr, size, dir, attrs);
	atomic_inc(&dev->nr_dma_mappings);
	return phys;
}

/* The same for part of a page, which may be highmem. @offset and @size may go beyond one page. */
static __always_inline dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page, size_t offset,
						     size_t size, enum dma_data_direction dir,
						     unsigned long attrs)
{
	unsigned long pfn = page_to_pfn(page), phys = (pfn << PAGE_SHIFT) + offset;

	if (unlikely(pfn >= 1UL << (32 - PAGE_SHIFT)) || !dma_is_plain(dev, phys, phys + size - 1, dir))
		return dma_map_page_slow(dev, page, offset, size, dir, attrs);
	atomic_inc(&dev->nr_dma_mappings);
	return phys;
}

/**
 * dma_unmap_page_attrs() - the transfer is over, the buffer is the CPU's again.
 * @dev: device.
 * @addr: what the map call returned.
 * @size: bytes, as mapped.
 * @dir: as mapped.
 * @attrs: DMA_ATTR_SKIP_CPU_SYNC leaves a bounced buffer's contents behind.
 *
 * Context: any.
 */
static __always_inline void dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, size_t size,
						 enum dma_data_direction dir, unsigned long attrs)
{
	if (unlikely(dma_watch))
		dma_unmap_page_watched(dev, addr, size, dir, attrs);
	else
		atomic_dec(&dev->nr_dma_mappings);
}

/* The watched halves of the inline functions below; call those. */
void dma_sync_single_watched(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir, bool for_cpu);
void dma_sync_sg_watched(struct device *dev, struct scatterlist *sgl, int nents,
			 enum dma_data_direction dir, bool for_cpu);
void dma_mapping_error_watched(struct device *dev, dma_addr_t addr);

static inline int dma_mapping_error(struct device *dev, dma_addr_t dma_addr)
{
	if (unlikely(dma_watch))
		dma_mapping_error_watched(dev, dma_addr);
	return unlikely(dma_addr == DMA_MAPPING_ERROR) ? -ENOMEM : 0;
}

static inline void dma_unmap_single_attrs(struct device *dev, dma_addr_t addr, size_t size,
					  enum dma_data_direction dir, unsigned long attrs)
{
	dma_unmap_page_attrs(dev, addr, size, dir, attrs);
}

static inline void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
					   enum dma_data_direction dir)
{
	if (unlikely(dma_watch))
		dma_sync_single_watched(dev, addr, size, dir, true);
}

static inline void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
					      enum dma_data_direction dir)
{
	if (unlikely(dma_watch))
		dma_sync_single_watched(dev, addr, size, dir, false);
}

static inline void dma_sync_single_range_for_cpu(struct device *dev, dma_addr_t addr,
						 unsigned long offset, size_t size,
						 enum dma_data_direction dir)
{
	dma_sync_single_for_cpu(dev, addr + offset, size, dir);
}

static inline void dma_sync_single_range_for_device(struct device *dev, dma_addr_t addr,
						    unsigned long offset, size_t size,
						    enum dma_data_direction dir)
{
	dma_sync_single_for_device(dev, addr + offset, size, dir);
}

static inline void dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sgl, int nents,
				       enum dma_data_direction dir)
{
	if (unlikely(dma_watch))
		dma_sync_sg_watched(dev, sgl, nents, dir, true);
}

static inline void dma_sync_sg_for_device(struct device *dev, struct scatterlist *sgl, int nents,
					  enum dma_data_direction dir)
{
	if (unlikely(dma_watch))
		dma_sync_sg_watched(dev, sgl, nents, dir, false);
}

static inline void dma_unmap_sgtable(struct device *dev, struct sg_table *sgt,
				     enum dma_data_direction dir, unsigned long attrs)
{
	dma_unmap_sg_attrs(dev, sgt->sgl, (int)sgt->orig_nents, dir, attrs);
}

static inline void dma_sync_sgtable_for_cpu(struct device *dev, struct sg_table *sgt,
					    enum dma_data_direction dir)
{
	dma_sync_sg_for_cpu(dev, sgt->sgl, (int)sgt->orig_nents, dir);
}

static inline void dma_sync_sgtable_for_device(struct device *dev, struct sg_table *sgt,
					       enum dma_data_direction dir)
{
	dma_sync_sg_for_device(dev, sgt->sgl, (int)sgt->orig_nents, dir);
}

#define dma_map_single(d, a, s, r)	  dma_map_single_attrs(d, a, s, r, 0)
#define dma_unmap_single(d, a, s, r)	  dma_unmap_single_attrs(d, a, s, r, 0)
#define dma_map_sg(d, s, n, r)		  dma_map_sg_attrs(d, s, n, r, 0)
#define dma_unmap_sg(d, s, n, r)	  dma_unmap_sg_attrs(d, s, n, r, 0)
#define dma_map_page(d, p, o, s, r)	  dma_map_page_attrs(d, p, o, s, r, 0)
#define dma_unmap_page(d, a, s, r)	  dma_unmap_page_attrs(d, a, s, r, 0)
#define dma_get_sgtable(d, t, v, h, s)	  dma_get_sgtable_attrs(d, t, v, h, s, 0)

static inline void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma_handle,
				       gfp_t gfp)
{
	return dma_alloc_attrs(dev, size, dma_handle, gfp,
			       (gfp & __GFP_NOWARN) ? DMA_ATTR_NO_WARN : 0);
}

static inline void dma_free_coherent(struct device *dev, size_t size, void *cpu_addr,
				     dma_addr_t dma_handle)
{
	dma_free_attrs(dev, size, cpu_addr, dma_handle, 0);
}

static inline void *dmam_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma_handle,
					gfp_t gfp)
{
	return dmam_alloc_attrs(dev, size, dma_handle, gfp,
				(gfp & __GFP_NOWARN) ? DMA_ATTR_NO_WARN : 0);
}

static inline void *dma_alloc_wc(struct device *dev, size_t size, dma_addr_t *dma_addr, gfp_t gfp)
{
	return dma_alloc_attrs(dev, size, dma_addr, gfp, DMA_ATTR_WRITE_COMBINE);
}

static inline void dma_free_wc(struct device *dev, size_t size, void *cpu_addr, dma_addr_t dma_addr)
{
	dma_free_attrs(dev, size, cpu_addr, dma_addr, DMA_ATTR_WRITE_COMBINE);
}

/* Memory that needs sync calls between CPU and device; on x86 it is coherent all the same. */
static inline void *dma_alloc_noncoherent(struct device *dev, size_t size, dma_addr_t *dma_handle,
					  enum dma_data_direction dir, gfp_t gfp)
{
	struct page *page = dma_alloc_pages(dev, size, dma_handle, dir, gfp);

	return page ? page_address(page) : NULL;
}

static inline void dma_free_noncoherent(struct device *dev, size_t size, void *vaddr,
					dma_addr_t dma_handle, enum dma_data_direction dir)
{
	dma_free_pages(dev, size, virt_to_page(vaddr), dma_handle, dir);
}

/* For the CPU; it is lowmem, and has an address for good. */
static inline void *dma_vmap_noncontiguous(struct device *dev, size_t size, struct sg_table *sgt)
{
	return page_address(sg_page(sgt->sgl));
}

static inline void dma_vunmap_noncontiguous(struct device *dev, void *vaddr)
{
}

static inline u64 dma_get_mask(struct device *dev)
{
	return dev->dma_mask && *dev->dma_mask ? *dev->dma_mask : DMA_BIT_MASK(32);
}

static inline int dma_set_mask_and_coherent(struct device *dev, u64 mask)
{
	int err = dma_set_mask(dev, mask);

	if (!err)
		dma_set_coherent_mask(dev, mask);
	return err;
}

static inline int dma_coerce_mask_and_coherent(struct device *dev, u64 mask)
{
	dev->dma_mask = &dev->coherent_dma_mask;
	return dma_set_mask_and_coherent(dev, mask);
}

static inline bool dma_addressing_limited(struct device *dev)
{
	u64 mask = dma_get_mask(dev);

	if (dev->bus_dma_limit && dev->bus_dma_limit < mask)
		mask = dev->bus_dma_limit;
	return mask < dma_get_required_mask(dev);
}

static inline size_t dma_opt_mapping_size(struct device *dev)
{
	return dma_max_mapping_size(dev);
}

static inline unsigned int dma_get_max_seg_size(struct device *dev)
{
	if (dev->dma_parms && dev->dma_parms->max_segment_size)
		return dev->dma_parms->max_segment_size;
	return SZ_64K;
}

static inline int dma_set_max_seg_size(struct device *dev, unsigned int size)
{
	if (!dev->dma_parms)
		return -EIO;
	dev->dma_parms->max_segment_size = size;
	return 0;
}

static inline unsigned long dma_get_seg_boundary(struct device *dev)
{
	if (dev->dma_parms && dev->dma_parms->segment_boundary_mask)
		return dev->dma_parms->segment_boundary_mask;
	return ULONG_MAX;
}

/* In units of 1 << @page_shift bytes. @dev: NULL stands for one that minds no boundary. */
static inline unsigned long dma_get_seg_boundary_nr_pages(struct device *dev, unsigned int page_shift)
{
	return ((dev ? dma_get_seg_boundary(dev) : U32_MAX) >> page_shift) + 1;
}

/* How much an IOMMU could merge; there is none. */
static inline unsigned long dma_get_merge_boundary(struct device *dev)
{
	return 0;
}

static inline int dma_set_seg_boundary(struct device *dev, unsigned long mask)
{
	if (!dev->dma_parms)
		return -EIO;
	dev->dma_parms->segment_boundary_mask = mask;
	return 0;
}

static inline unsigned int dma_get_min_align_mask(struct device *dev)
{
	return dev->dma_parms ? dev->dma_parms->min_align_mask : 0;
}

static inline int dma_set_min_align_mask(struct device *dev, unsigned int min_align_mask)
{
	if (WARN_ON_ONCE(!dev->dma_parms))
		return -EIO;
	dev->dma_parms->min_align_mask = min_align_mask;
	return 0;
}

static inline int dma_get_cache_alignment(void)
{
	return 1;
}

/* State that a driver keeps between map and unmap; kept always, for dma_debug checks it. */
#define DEFINE_DMA_UNMAP_ADDR(ADDR_NAME)       dma_addr_t ADDR_NAME
#define DEFINE_DMA_UNMAP_LEN(LEN_NAME)	       __u32 LEN_NAME
#define dma_unmap_addr(PTR, ADDR_NAME)	       ((PTR)->ADDR_NAME)
#define dma_unmap_addr_set(PTR, ADDR_NAME, VAL) (((PTR)->ADDR_NAME) = (VAL))
#define dma_unmap_len(PTR, LEN_NAME)	       ((PTR)->LEN_NAME)
#define dma_unmap_len_set(PTR, LEN_NAME, VAL)  (((PTR)->LEN_NAME) = (VAL))

#endif
