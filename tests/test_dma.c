// SPDX-License-Identifier: MIT
/* tests/test_dma.c: masks, coherent memory, streaming mappings and bounce buffers. */
#include <linux/highmem.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "dma_device.h"

static int dma_init(struct kunit *test)
{
	return dma_device_start("dma-test");
}

static void setting_a_mask_needs_a_mask_pointer(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(64)), 0);
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), DMA_BIT_MASK(64));
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(12)), -EIO);
	dev->dma_mask = NULL;
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(32)), -EIO);
	KUNIT_EXPECT_EQ(test, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32)), -EIO);
	dev->dma_mask = &mask;
}

static void coherent_memory_is_zeroed_contiguous_and_below_the_mask(struct kunit *test)
{
	static const int bits[] = { 24, 28, 32 };
	dma_addr_t handle;
	int i;

	for (i = 0; i < 3; i++) {
		char *p;

		KUNIT_ASSERT_EQ(test, dma_set_coherent_mask(dev, DMA_BIT_MASK(bits[i])), 0);
		p = dma_alloc_coherent(dev, 3 * PAGE_SIZE, &handle, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_LE(test, handle + 3 * PAGE_SIZE - 1, DMA_BIT_MASK(bits[i]));
		KUNIT_EXPECT_EQ(test, handle & (4 * PAGE_SIZE - 1), (dma_addr_t)0);
		KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, 3 * PAGE_SIZE));
		memset(p, 0xa5, 3 * PAGE_SIZE);
		dma_free_coherent(dev, 3 * PAGE_SIZE, p, handle);
	}
}

static void one_piece_for_the_device_is_a_list_of_one(struct kunit *test)
{
	struct sg_table *sgt;
	unsigned char *p;

	KUNIT_ASSERT_EQ(test, dma_set_coherent_mask(dev, DMA_BIT_MASK(24)), 0);
	sgt = dma_alloc_noncontiguous(dev, 5000, DMA_FROM_DEVICE, GFP_KERNEL, 0);
	KUNIT_ASSERT_NOT_NULL(test, sgt);
	KUNIT_EXPECT_EQ(test, sgt->nents, 1u);
	KUNIT_EXPECT_EQ(test, sg_dma_len(sgt->sgl), (unsigned int)(2 * PAGE_SIZE));
	KUNIT_EXPECT_LT(test, sg_dma_address(sgt->sgl), (dma_addr_t)16 << 20);
	p = dma_vmap_noncontiguous(dev, 5000, sgt);
	KUNIT_EXPECT_EQ(test, (dma_addr_t)virt_to_phys(p), sg_dma_address(sgt->sgl));
	dma_sync_sgtable_for_device(dev, sgt, DMA_FROM_DEVICE);
	dma_sync_sgtable_for_cpu(dev, sgt, DMA_FROM_DEVICE);
	p[0] = p[2 * PAGE_SIZE - 1] = 0x5a;
	dma_vunmap_noncontiguous(dev, p);
	dma_free_noncontiguous(dev, 5000, sgt, DMA_FROM_DEVICE);
	KUNIT_EXPECT_NULL(test, dma_alloc_noncontiguous(dev, ~(size_t)0, DMA_FROM_DEVICE, GFP_KERNEL, 0));
	KUNIT_EXPECT_EQ(test, dma_get_merge_boundary(dev), 0ul);
	KUNIT_EXPECT_EQ(test, dma_get_seg_boundary_nr_pages(NULL, 12), 1ul << 20);
}

static void a_low_buffer_maps_to_its_physical_address(struct kunit *test)
{
	void *buf = kunit_kmalloc(test, 1000, GFP_KERNEL);
	dma_addr_t addr;

	if (dma_watch & DMA_WATCH_FORCE)
		kunit_skip(test, "swiotlb=force bounces everything");
	addr = dma_map_single(dev, buf, 1000, DMA_TO_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	KUNIT_EXPECT_EQ(test, addr, (dma_addr_t)virt_to_phys(buf));
	KUNIT_EXPECT_EQ(test, atomic_read(&dev->nr_dma_mappings), 1);
	dma_unmap_single(dev, addr, 1000, DMA_TO_DEVICE);
}

/* A page the device cannot reach: above 16 MiB for a 24-bit mask, on any machine with more than that. */
static struct page *page_above_16m(struct kunit *test)
{
	struct page *page;

	if (!is_swiotlb_active(dev))
		kunit_skip(test, "swiotlb=noforce");
	page = alloc_page(GFP_HIGHUSER);
	KUNIT_ASSERT_NOT_NULL(test, page);
	if (page_to_phys(page) <= DMA_BIT_MASK(24)) {
		__free_page(page);
		kunit_skip(test, "no free page above 16 MiB");
	}
	return page;
}

static u8 *fill(struct page *page, u8 byte)
{
	u8 *at = kmap_local_page(page);

	memset(at, byte, PAGE_SIZE);
	return at;
}

static void a_page_above_the_mask_bounces_both_ways(struct kunit *test)
{
	struct page *page = page_above_16m(test);
	dma_addr_t addr;
	u8 *at;

	mask = DMA_BIT_MASK(24);
	kunmap_local(fill(page, 0x11));
	addr = dma_map_page(dev, page, 100, 3000, DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	KUNIT_EXPECT_LE(test, addr + 2999, DMA_BIT_MASK(24));
	KUNIT_EXPECT_TRUE(test, is_swiotlb_buffer(dev, addr));
	KUNIT_EXPECT_NULL(test, memchr_inv(__va((unsigned long)addr), 0x11, 3000));

	memset(__va((unsigned long)addr), 0x22, 3000); /* the device writes */
	at = kmap_local_page(page);
	KUNIT_EXPECT_EQ(test, at[100], 0x11); /* a forgotten sync shows */
	dma_sync_single_range_for_cpu(dev, addr, 1000, 10, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, at[1100], 0x22);
	KUNIT_EXPECT_EQ(test, at[1110], 0x11);
	at[1101] = 0x33;
	dma_sync_single_for_device(dev, addr, 3000, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, ((u8 *)__va((unsigned long)addr))[1001], 0x33);
	memset(__va((unsigned long)addr), 0x44, 3000);
	dma_unmap_page(dev, addr, 3000, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, at[99], 0x11);
	KUNIT_EXPECT_EQ(test, at[100], 0x44);
	KUNIT_EXPECT_EQ(test, at[3099], 0x44);
	KUNIT_EXPECT_EQ(test, at[3100], 0x11);
	kunmap_local(at);
	__free_page(page);
}

static void skip_cpu_sync_leaves_contents_behind(struct kunit *test)
{
	struct page *page = page_above_16m(test);
	dma_addr_t addr;
	u8 *at;

	mask = DMA_BIT_MASK(24);
	kunmap_local(fill(page, 0x55));
	addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	memset(__va((unsigned long)addr), 0x66, PAGE_SIZE);
	dma_unmap_page_attrs(dev, addr, PAGE_SIZE, DMA_FROM_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
	at = kmap_local_page(page);
	KUNIT_EXPECT_NULL(test, memchr_inv(at, 0x55, PAGE_SIZE));
	kunmap_local(at);
	__free_page(page);
}

static void what_cannot_bounce_fails_instead_of_passing(struct kunit *test)
{
	struct page *page = page_above_16m(test);
	dma_addr_t addr;

	mask = DMA_BIT_MASK(24);
	KUNIT_EXPECT_EQ(test, dma_max_mapping_size(dev), swiotlb_max_mapping_size(dev));
	addr = dma_map_page_attrs(dev, page, 0, IO_TLB_CHUNK, DMA_TO_DEVICE, DMA_ATTR_NO_WARN);
	KUNIT_EXPECT_EQ(test, addr, DMA_MAPPING_ERROR);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, addr), -ENOMEM);
	__free_page(page);
}

static void a_list_maps_whole_or_not_at_all(struct kunit *test)
{
	struct page *page = page_above_16m(test);
	struct scatterlist sg[3];
	void *low = (void *)__get_free_page(GFP_KERNEL | GFP_DMA);

	KUNIT_ASSERT_NOT_NULL(test, low);
	mask = DMA_BIT_MASK(24);
	sg_init_table(sg, 3);
	sg_set_buf(&sg[0], low, 512);
	sg_set_page(&sg[1], page, 700, 20);
	sg_set_buf(&sg[2], low + 1024, 1024);
	KUNIT_EXPECT_EQ(test, dma_map_sg(dev, sg, 3, DMA_TO_DEVICE), 3u);
	KUNIT_EXPECT_LE(test, sg_dma_address(&sg[1]) + 699, DMA_BIT_MASK(24));
	KUNIT_EXPECT_EQ(test, sg_dma_len(&sg[1]), 700u);
	KUNIT_EXPECT_EQ(test, atomic_read(&dev->nr_dma_mappings), 1);
	dma_unmap_sg(dev, sg, 3, DMA_TO_DEVICE);

	sg[1].length = IO_TLB_CHUNK;
	KUNIT_EXPECT_EQ(test, dma_map_sg_attrs(dev, sg, 3, DMA_TO_DEVICE, DMA_ATTR_NO_WARN), 0u);
	free_page((unsigned long)low);
	__free_page(page);
}

static void lists_of_many_pages_map_each_to_itself(struct kunit *test)
{
	struct sg_table table;
	struct scatterlist *sg;
	unsigned int i;

	if (dma_watch & DMA_WATCH_FORCE)
		kunit_skip(test, "swiotlb=force bounces everything");
	KUNIT_ASSERT_EQ(test, sg_alloc_table(&table, 300, GFP_KERNEL), 0);
	for_each_sgtable_sg(&table, sg, i) {
		struct page *page = alloc_page(GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, page);
		sg_set_page(sg, page, PAGE_SIZE - i, i);
	}
	KUNIT_ASSERT_EQ(test, dma_map_sgtable(dev, &table, DMA_FROM_DEVICE, 0), 0);
	KUNIT_EXPECT_EQ(test, table.nents, 300u);
	for_each_sgtable_dma_sg(&table, sg, i) {
		KUNIT_EXPECT_EQ(test, sg_dma_address(sg), sg_phys(sg));
		KUNIT_EXPECT_EQ(test, sg_dma_len(sg), (unsigned int)PAGE_SIZE - i);
	}
	dma_unmap_sgtable(dev, &table, DMA_FROM_DEVICE, 0);
	for_each_sgtable_sg(&table, sg, i)
		__free_page(sg_page(sg));
	sg_free_table(&table);
}

static struct kunit_case dma_cases[] = {
	KUNIT_CASE(setting_a_mask_needs_a_mask_pointer),
	KUNIT_CASE(coherent_memory_is_zeroed_contiguous_and_below_the_mask),
	KUNIT_CASE(one_piece_for_the_device_is_a_list_of_one),
	KUNIT_CASE(a_low_buffer_maps_to_its_physical_address),
	KUNIT_CASE(a_page_above_the_mask_bounces_both_ways),
	KUNIT_CASE(skip_cpu_sync_leaves_contents_behind),
	KUNIT_CASE(what_cannot_bounce_fails_instead_of_passing),
	KUNIT_CASE(a_list_maps_whole_or_not_at_all),
	KUNIT_CASE(lists_of_many_pages_map_each_to_itself),
	{}
};

static struct kunit_suite dma_suite = {
	.name = "dma", .init = dma_init, .exit = dma_device_end, .test_cases = dma_cases,
};
kunit_test_suite(dma_suite);
