// SPDX-License-Identifier: MIT
/* tests/test_dma_debug_memory.c: misuse of DMA that no call betrays, and that Linux's dma-debug cannot report. */
#include <linux/dmapool.h>

#include "dma_reports.h"

/* A mask that no memory lies below is refused; who maps all the same does not look at what calls return. */
static void a_mask_that_is_ignored_is_reported(struct kunit *test)
{
	dma_addr_t addr;

	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(12)), -EIO);
	EXPECT_REPORTS(test, addr = map(DMA_TO_DEVICE),
		       "device driver maps memory after its mask was refused ?mask=ffffffff? ?device address=0x*?");
	EXPECT_SILENCE(test, KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(64)), 0));
	dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(12)), -EIO);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(32)), 0); /* a second try, as the books have it */
	EXPECT_SILENCE(test, dma_unmap_single(dev, map(DMA_TO_DEVICE), LEN, DMA_TO_DEVICE));
}

static void a_mask_that_mappings_lie_beyond_is_reported(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, page);
	addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	if (addr > DMA_BIT_MASK(24))
		EXPECT_REPORTS(test, dma_set_mask(dev, DMA_BIT_MASK(24)),
			       "device driver sets a mask of ffffff with memory mapped beyond it *");
	else
		EXPECT_SILENCE(test, dma_set_mask(dev, DMA_BIT_MASK(24)));
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(32)), 0);
	dma_unmap_page(dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
	__free_page(page);
}

/* Data that the device wrote is given back unread: a driver that goes on reads what was there before. */
static void a_forgotten_sync_for_the_cpu_is_reported(struct kunit *test)
{
	dma_addr_t addr = map_bounced(test, DMA_FROM_DEVICE);

	EXPECT_SILENCE(test, dma_sync_single_for_device(dev, addr, LEN, DMA_FROM_DEVICE)); /* fresh: given twice */
	memset(device_side(addr), 0x31, LEN);
	dma_sync_single_for_cpu(dev, addr, LEN, DMA_FROM_DEVICE);
	EXPECT_SILENCE(test, dma_sync_single_for_device(dev, addr, LEN, DMA_FROM_DEVICE));
	memset(device_side(addr), 0x32, LEN);
	EXPECT_REPORTS(test, dma_sync_single_for_device(dev, addr, LEN, DMA_FROM_DEVICE),
		       "device wrote, and device driver did not call dma_sync_?_for_cpu() *");
	dma_unmap_single(dev, addr, LEN, DMA_FROM_DEVICE);
}

/* What the CPU wrote never reaches the device, or is overwritten by what the device had written before. */
static void a_forgotten_sync_for_the_device_is_reported(struct kunit *test)
{
	dma_addr_t addr = map(DMA_TO_DEVICE);

	dma_sync_single_for_cpu(dev, addr, LEN, DMA_TO_DEVICE);
	buf[5]++;
	EXPECT_REPORTS(test, dma_sync_single_for_cpu(dev, addr, LEN, DMA_TO_DEVICE), /* the next round already */
		       "CPU wrote, and device driver did not call dma_sync_?_for_device() *");
	dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE);
	addr = map_bounced(test, DMA_BIDIRECTIONAL);
	dma_sync_single_for_cpu(dev, addr, LEN, DMA_BIDIRECTIONAL);
	buf[6]++;
	EXPECT_REPORTS(test, dma_unmap_single(dev, addr, LEN, DMA_BIDIRECTIONAL),
		       "CPU wrote, and device driver did not call dma_sync_?_for_device() *");
}

static void a_cpu_that_writes_what_the_device_owns_is_reported(struct kunit *test)
{
	dma_addr_t addr = map(DMA_TO_DEVICE);

	buf[LEN - 1] ^= 1;
	EXPECT_REPORTS(test, dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE),
		       "CPU wrote to memory that the device owns *?size=1000 bytes? ?mapped with DMA_TO_DEVICE?");
	addr = map_bounced(test, DMA_FROM_DEVICE);
	buf[0] ^= 1;
	EXPECT_REPORTS(test, dma_unmap_single(dev, addr, LEN, DMA_FROM_DEVICE),
		       "CPU wrote to memory that the device owns *?mapped with DMA_FROM_DEVICE?");
}

static void a_device_that_writes_past_its_mapping_is_reported(struct kunit *test)
{
	dma_addr_t addr = map_bounced(test, DMA_FROM_DEVICE);

	KUNIT_ASSERT_TRUE(test, is_swiotlb_buffer(dev, addr));
	memset(device_side(addr), 0x77, LEN); /* all that it may */
	EXPECT_SILENCE(test, dma_unmap_single(dev, addr, LEN, DMA_FROM_DEVICE));
	addr = map_bounced(test, DMA_FROM_DEVICE);
	device_side(addr)[LEN] = 0; /* and one byte more */
	EXPECT_REPORTS(test, dma_unmap_single(dev, addr, LEN, DMA_FROM_DEVICE),
		       "device wrote outside of the single mapping *?size=1000 bytes?");
}

static void a_device_that_writes_what_it_may_only_read_is_reported(struct kunit *test)
{
	dma_addr_t addr = map_bounced(test, DMA_TO_DEVICE);

	device_side(addr)[7] ^= 1;
	EXPECT_REPORTS(test, dma_sync_single_for_device(dev, addr, LEN, DMA_TO_DEVICE),
		       "device wrote to memory that it may only read *?mapped with DMA_TO_DEVICE?");
	device_side(addr)[8] ^= 1;
	EXPECT_REPORTS(test, dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE),
		       "device wrote to memory that it may only read *");
	KUNIT_EXPECT_NULL(test, memchr_inv(buf, 0, LEN));
}

static void memory_freed_while_it_is_mapped_is_reported(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, page);
	addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	__free_page(page);
	EXPECT_REPORTS(test, dma_unmap_page(dev, addr, PAGE_SIZE, DMA_TO_DEVICE),
		       "memory was freed while the device owned it *?size=4096 bytes?*");
}

static void a_write_past_coherent_memory_is_reported(struct kunit *test)
{
	dma_addr_t handle;
	u8 *shared = dma_alloc_coherent(dev, LEN, &handle, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, shared);
	memset(shared, 1, LEN);
	EXPECT_SILENCE(test, dma_free_coherent(dev, LEN, shared, handle));
	shared = dma_alloc_coherent(dev, LEN, &handle, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, shared);
	shared[LEN] = 1;
	EXPECT_REPORTS(test, dma_free_coherent(dev, LEN, shared, handle),
		       "device or CPU wrote outside of the coherent mapping *?size=1000 bytes?");
}

static void blocks_of_a_watched_pool_written_wrongly_are_reported(struct kunit *test)
{
	struct dma_pool *pool = dma_pool_create("watched", dev, 40, 8, 0);
	unsigned long before = dma_debug_errors();
	dma_addr_t handle;
	u8 *block = dma_pool_alloc(pool, GFP_KERNEL, &handle);

	KUNIT_ASSERT_NOT_NULL(test, block);
	KUNIT_EXPECT_NULL(test, memchr_inv(block, 0xa9, 40)); /* who reads before writing sees a pattern */
	memset(block, 1, 40);
	EXPECT_SILENCE(test, dma_pool_free(pool, block, handle));
	block = dma_pool_alloc(pool, GFP_KERNEL, &handle);
	block[40] = 0; /* one byte too far */
	dma_pool_free(pool, block, handle);
	KUNIT_EXPECT_EQ(test, dma_debug_errors(), before + 1);
	block[39] = 0; /* after it was freed */
	block = dma_pool_zalloc(pool, GFP_KERNEL, &handle);
	KUNIT_EXPECT_EQ(test, dma_debug_errors(), before + 2);
	KUNIT_EXPECT_NULL(test, memchr_inv(block, 0, 40));
	dma_pool_free(pool, block + 8, handle + 8); /* refused, and not poisoned */
	KUNIT_EXPECT_NULL(test, memchr_inv(block, 0, 40));
	dma_pool_free(pool, block, handle);
	KUNIT_EXPECT_EQ(test, dma_pool_check(), 0);
	dma_pool_destroy(pool);
	KUNIT_EXPECT_EQ(test, dma_debug_errors(), before + 2);
}

static struct kunit_case memory_cases[] = {
	KUNIT_CASE(a_mask_that_is_ignored_is_reported),
	KUNIT_CASE(a_mask_that_mappings_lie_beyond_is_reported),
	KUNIT_CASE(a_forgotten_sync_for_the_cpu_is_reported),
	KUNIT_CASE(a_forgotten_sync_for_the_device_is_reported),
	KUNIT_CASE(a_cpu_that_writes_what_the_device_owns_is_reported),
	KUNIT_CASE(a_device_that_writes_past_its_mapping_is_reported),
	KUNIT_CASE(a_device_that_writes_what_it_may_only_read_is_reported),
	KUNIT_CASE(memory_freed_while_it_is_mapped_is_reported),
	KUNIT_CASE(a_write_past_coherent_memory_is_reported),
	KUNIT_CASE(blocks_of_a_watched_pool_written_wrongly_are_reported),
	{}
};

static struct kunit_suite memory_suite = {
	.name = "dma_debug_memory", .init = dma_reports_init, .exit = dma_reports_exit, .test_cases = memory_cases,
};
kunit_test_suite(memory_suite);
