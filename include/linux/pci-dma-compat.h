/* SPDX-License-Identifier: MIT */
/*
 * linux/pci-dma-compat.h: the DMA API under its first names.
 *
 * The names under which the books teach DMA (Linux dropped them after 5.17). A NULL device meant
 * an ISA card: there is none behind these, so NULL gets no memory.
 */
#ifndef _LINUX_PCI_DMA_COMPAT_H
#define _LINUX_PCI_DMA_COMPAT_H

#include <linux/pci.h>

#define PCI_DMA_BIDIRECTIONAL DMA_BIDIRECTIONAL
#define PCI_DMA_TODEVICE      DMA_TO_DEVICE
#define PCI_DMA_FROMDEVICE    DMA_FROM_DEVICE
#define PCI_DMA_NONE	      DMA_NONE

static inline void *pci_alloc_consistent(struct pci_dev *hwdev, size_t size, dma_addr_t *handle)
{
	return hwdev ? dma_alloc_coherent(&hwdev->dev, size, handle, GFP_ATOMIC) : NULL;
}

static inline void *pci_zalloc_consistent(struct pci_dev *hwdev, size_t size, dma_addr_t *handle)
{
	return pci_alloc_consistent(hwdev, size, handle);
}

static inline void pci_free_consistent(struct pci_dev *hwdev, size_t size, void *vaddr,
				       dma_addr_t handle)
{
	dma_free_coherent(&hwdev->dev, size, vaddr, handle);
}

static inline dma_addr_t pci_map_single(struct pci_dev *hwdev, void *ptr, size_t size, int dir)
{
	return dma_map_single(&hwdev->dev, ptr, size, (enum dma_data_direction)dir);
}

static inline void pci_unmap_single(struct pci_dev *hwdev, dma_addr_t addr, size_t size, int dir)
{
	dma_unmap_single(&hwdev->dev, addr, size, (enum dma_data_direction)dir);
}

static inline dma_addr_t pci_map_page(struct pci_dev *hwdev, struct page *page,
				      unsigned long offset, size_t size, int dir)
{
	return dma_map_page(&hwdev->dev, page, offset, size, (enum dma_data_direction)dir);
}

static inline void pci_unmap_page(struct pci_dev *hwdev, dma_addr_t addr, size_t size, int dir)
{
	dma_unmap_page(&hwdev->dev, addr, size, (enum dma_data_direction)dir);
}

static inline int pci_map_sg(struct pci_dev *hwdev, struct scatterlist *sg, int nents, int dir)
{
	return (int)dma_map_sg(&hwdev->dev, sg, nents, (enum dma_data_direction)dir);
}

static inline void pci_unmap_sg(struct pci_dev *hwdev, struct scatterlist *sg, int nents, int dir)
{
	dma_unmap_sg(&hwdev->dev, sg, nents, (enum dma_data_direction)dir);
}

static inline void pci_dma_sync_single_for_cpu(struct pci_dev *hwdev, dma_addr_t addr, size_t size,
					       int dir)
{
	dma_sync_single_for_cpu(&hwdev->dev, addr, size, (enum dma_data_direction)dir);
}

static inline void pci_dma_sync_single_for_device(struct pci_dev *hwdev, dma_addr_t addr,
						  size_t size, int dir)
{
	dma_sync_single_for_device(&hwdev->dev, addr, size, (enum dma_data_direction)dir);
}

static inline void pci_dma_sync_sg_for_cpu(struct pci_dev *hwdev, struct scatterlist *sg, int nents,
					   int dir)
{
	dma_sync_sg_for_cpu(&hwdev->dev, sg, nents, (enum dma_data_direction)dir);
}

static inline void pci_dma_sync_sg_for_device(struct pci_dev *hwdev, struct scatterlist *sg,
					      int nents, int dir)
{
	dma_sync_sg_for_device(&hwdev->dev, sg, nents, (enum dma_data_direction)dir);
}

static inline int pci_dma_mapping_error(struct pci_dev *pdev, dma_addr_t addr)
{
	return dma_mapping_error(&pdev->dev, addr);
}

static inline int pci_set_dma_mask(struct pci_dev *dev, u64 mask)
{
	return dma_set_mask(&dev->dev, mask);
}

static inline int pci_set_consistent_dma_mask(struct pci_dev *dev, u64 mask)
{
	return dma_set_coherent_mask(&dev->dev, mask);
}

#define pci_pool			      dma_pool
#define pci_pool_create(name, pdev, size, align, allocation) \
	dma_pool_create(name, &(pdev)->dev, size, align, allocation)
#define pci_pool_destroy(pool)		      dma_pool_destroy(pool)
#define pci_pool_alloc(pool, flags, handle)   dma_pool_alloc(pool, flags, handle)
#define pci_pool_zalloc(pool, flags, handle)  dma_pool_zalloc(pool, flags, handle)
#define pci_pool_free(pool, vaddr, addr)      dma_pool_free(pool, vaddr, addr)

#endif
