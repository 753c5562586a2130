// SPDX-License-Identifier: MIT
/*
 * kernel/soak_kinds.c: the allocators that `soak` holds under water, one entry each.
 *
 *     pages      runs of order 0 to 4, anywhere, highmem too
 *     slab       kmalloc() of up to 6000 bytes
 *     vmalloc    areas of up to five pages
 *     kmap       a page of highmem; every other one stays mapped by kmap() as long as it is held
 *     mempool    elements of two pools, one of objects, one of pages
 *     dma        coherent memory, blocks of a dma_pool, and a buffer mapped for a device that reaches 16 MiB
 *
 * The device of the last is played by the CPU: while the buffer is mapped and bounced, it must find the
 * pattern in its copy, and it leaves the next generation's there, which must arrive after unmapping.
 * What a device that is not bounced would see is the buffer itself; there is nothing to play then.
 *
 * Locks.    None of its own; pools and device are made before the threads and go after them.
 */
#include <linux/device.h>
#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "soak.h"

#define MAX_ORDER_ASKED 4    /* of pages: 64 KiB */
#define MAX_OBJECT	6000 /* bytes, of kmalloc */
#define MAX_AREA	5    /* pages, of vmalloc */
#define POOL_MIN	16   /* elements in reserve */
#define POOL_OBJECT	320  /* bytes of an element, and of a block of the dma_pool */

/* --- pages, objects, areas ------------------------------------------------------------------------- */

static bool take_pages(struct soak_slot *slot, gfp_t gfp, u32 draw)
{
	slot->bytes = PAGE_SIZE << draw % (MAX_ORDER_ASKED + 1);
	slot->page = alloc_pages(gfp | (draw & 0x1000 ? __GFP_HIGHMEM : 0), get_order(slot->bytes));
	return slot->page;
}

static void give_pages(struct soak_slot *slot)
{
	__free_pages(slot->page, get_order(slot->bytes));
}

static bool take_object(struct soak_slot *slot, gfp_t gfp, u32 draw)
{
	slot->bytes = sizeof(u32) * (1 + draw % (MAX_OBJECT / sizeof(u32)));
	slot->address = kmalloc(slot->bytes, gfp);
	return slot->address;
}

static void give_object(struct soak_slot *slot)
{
	kfree(slot->address);
}

static bool take_area(struct soak_slot *slot, gfp_t gfp, u32 draw)
{
	slot->bytes = PAGE_SIZE * (1 + draw % MAX_AREA);
	slot->address = __vmalloc(slot->bytes, gfp);
	return slot->address;
}

static void give_area(struct soak_slot *slot)
{
	vfree(slot->address);
}

/* --- kmap ------------------------------------------------------------------------------------------ */

static bool take_high(struct soak_slot *slot, gfp_t gfp, u32 draw)
{
	slot->bytes = PAGE_SIZE;
	slot->page = alloc_page(gfp | __GFP_HIGHMEM);
	slot->pin = slot->page && gfpflags_allow_blocking(gfp) && draw & 0x1000 ? kmap(slot->page) : NULL;
	return slot->page;
}

static void give_high(struct soak_slot *slot)
{
	if (slot->pin)
		kunmap(slot->page);
	__free_page(slot->page);
}

/* --- mempool --------------------------------------------------------------------------------------- */

static mempool_t *object_pool, *page_pool;

static void end_pools(void)
{
	mempool_destroy(object_pool);
	mempool_destroy(page_pool);
}

static int begin_pools(void)
{
	object_pool = mempool_create_kmalloc_pool(POOL_MIN, POOL_OBJECT);
	page_pool = mempool_create_page_pool(POOL_MIN, 0);
	if (object_pool && page_pool)
		return 0;
	end_pools();
	return -ENOMEM;
}

static bool take_element(struct soak_slot *slot, gfp_t gfp, u32 draw)
{
	slot->form = draw & 1;
	if (slot->form) {
		slot->bytes = PAGE_SIZE;
		slot->page = mempool_alloc(page_pool, gfp);
		return slot->page;
	}
	slot->bytes = POOL_OBJECT;
	slot->address = mempool_alloc(object_pool, gfp);
	return slot->address;
}

static void give_element(struct soak_slot *slot)
{
	if (slot->form)
		mempool_free(slot->page, page_pool);
	else
		mempool_free(slot->address, object_pool);
}

/* --- dma ------------------------------------------------------------------------------------------- */

enum { DMA_BLOCK, DMA_STREAM, DMA_COHERENT, NR_DMA_FORMS };

static struct device *device;
static u64 device_mask = DMA_BIT_MASK(24);
static struct dma_pool *block_pool;

static int begin_dma(void)
{
	device = root_device_register("soak");
	if (IS_ERR(device))
		return PTR_ERR(device);
	device->dma_mask = &device_mask;
	device->coherent_dma_mask = DMA_BIT_MASK(32);
	block_pool = dma_pool_create("soak", device, POOL_OBJECT, 64, 0);
	if (block_pool)
		return 0;
	root_device_unregister(device);
	return -ENOMEM;
}

static void end_dma(void)
{
	dma_pool_destroy(block_pool);
	root_device_unregister(device);
}

/* The device's side of a buffer that is bounced; NULL: it would touch the buffer itself. */
static u32 *device_side(const struct soak_slot *slot)
{
	return slot->handle == virt_to_phys(slot->address) ? NULL : phys_to_virt(slot->handle);
}

static bool take_dma(struct soak_slot *slot, gfp_t gfp, u32 draw)
{
	slot->form = draw % (gfpflags_allow_blocking(gfp) ? NR_DMA_FORMS : DMA_COHERENT);
	draw /= NR_DMA_FORMS;
	if (slot->form == DMA_STREAM)
		return take_object(slot, gfp, draw);
	slot->bytes = slot->form == DMA_BLOCK ? POOL_OBJECT : PAGE_SIZE * (1 + draw % MAX_AREA);
	if (slot->form == DMA_BLOCK)
		slot->address = dma_pool_alloc(block_pool, gfp, &slot->handle);
	else
		slot->address = dma_alloc_coherent(device, slot->bytes, &slot->handle, gfp);
	return slot->address;
}

static void start_dma(struct soak_slot *slot)
{
	if (slot->form == DMA_STREAM)
		slot->handle = dma_map_single(device, slot->address, slot->bytes, DMA_BIDIRECTIONAL);
}

/* The device reads what was written, leaves the next generation, and the buffer comes back. */
static void settle_dma(struct soak_slot *slot)
{
	unsigned long as = (unsigned long)slot->address;
	u32 *bounced;

	if (slot->form != DMA_STREAM || dma_mapping_error(device, slot->handle))
		return;
	bounced = device_side(slot);
	/* What the device finds wrong stays wrong in the buffer, and is counted there. */
	if (bounced && !soak_check(bounced, as, slot->bytes, slot->generation))
		soak_write(bounced, as, slot->bytes, ++slot->generation);
	dma_unmap_single(device, slot->handle, slot->bytes, DMA_BIDIRECTIONAL);
}

static void give_dma(struct soak_slot *slot)
{
	if (slot->form == DMA_STREAM)
		kfree(slot->address);
	else if (slot->form == DMA_BLOCK)
		dma_pool_free(block_pool, slot->address, slot->handle);
	else
		dma_free_coherent(device, slot->bytes, slot->address, slot->handle);
}

const struct soak_kind soak_kinds[] = {
	{ .name = "pages", .take = take_pages, .give = give_pages, .atomic = true },
	{ .name = "slab", .take = take_object, .give = give_object, .atomic = true },
	{ .name = "vmalloc", .take = take_area, .give = give_area },
	{ .name = "kmap", .take = take_high, .give = give_high, .atomic = true },
	{ .name = "mempool", .take = take_element, .give = give_element, .atomic = true,
	  .begin = begin_pools, .end = end_pools },
	{ .name = "dma", .take = take_dma, .start = start_dma, .settle = settle_dma, .give = give_dma,
	  .atomic = true, .begin = begin_dma, .end = end_dma },
};
const unsigned int nr_soak_kinds = ARRAY_SIZE(soak_kinds);
