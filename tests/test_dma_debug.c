// SPDX-License-Identifier: MIT
/* tests/test_dma_debug.c: commit every misuse that dma_debug=1 knows; each is reported, none does harm. */
#include <linux/dmapool.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "dma_device.h"
#include "mm/dma/dma.h"

#define LEN 1000

static u8 *buf;
static unsigned long before;

static int dma_debug_init(struct kunit *test)
{
	int err = dma_device_start("dma-debug-test");

	if (err)
		return err;
	buf = kzalloc(4096, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	dma_debug_watch(dev);
	before = dma_debug_errors();
	return 0;
}

static void dma_debug_exit(struct kunit *test)
{
	dma_debug_watch(NULL);
	kfree(buf);
	dma_device_end(test);
}

#define EXPECT_REPORTS(test, n) KUNIT_EXPECT_EQ(test, dma_debug_errors() - before, (unsigned long)(n))

static dma_addr_t map(enum dma_data_direction dir)
{
	dma_addr_t addr = dma_map_single(dev, buf, LEN, dir);

	return dma_mapping_error(dev, addr) ? 0 : addr;
}

/* An address that bounces whatever the machine: the only way to see what the device's side does. */
static dma_addr_t map_bounced(struct kunit *test, enum dma_data_direction dir)
{
	unsigned int forced = dma_watch & DMA_WATCH_FORCE;
	dma_addr_t addr;

	if (!is_swiotlb_active(dev))
		kunit_skip(test, "swiotlb=noforce");
	dma_watch |= DMA_WATCH_FORCE;
	addr = map(dir);
	if (!forced)
		dma_watch &= ~DMA_WATCH_FORCE;
	return addr;
}

static void correct_use_is_not_reported(struct kunit *test)
{
	dma_addr_t addr = map(DMA_BIDIRECTIONAL), handle;
	void *shared = dma_alloc_coherent(dev, LEN, &handle, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, shared);
	dma_sync_single_for_cpu(dev, addr, LEN, DMA_BIDIRECTIONAL);
	buf[0]++;
	dma_sync_single_for_device(dev, addr, LEN, DMA_BIDIRECTIONAL);
	dma_sync_single_range_for_cpu(dev, addr, 100, 50, DMA_BIDIRECTIONAL);
	dma_unmap_single(dev, addr, LEN, DMA_BIDIRECTIONAL);
	dma_free_coherent(dev, LEN, shared, handle);
	addr = map(DMA_TO_DEVICE);
	dma_sync_single_for_cpu(dev, addr, LEN, DMA_TO_DEVICE);
	buf[1]++;
	dma_sync_single_for_device(dev, addr, LEN, DMA_TO_DEVICE);
	dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE);
	EXPECT_REPORTS(test, 0);
}

static void a_second_unmap_is_reported_and_undone(struct kunit *test)
{
	dma_addr_t addr = map(DMA_TO_DEVICE);

	dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE);
	dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE);
	EXPECT_REPORTS(test, 1);
}

static void an_unmap_with_another_size_is_reported(struct kunit *test)
{
	dma_unmap_single(dev, map(DMA_TO_DEVICE), LEN / 2, DMA_TO_DEVICE);
	EXPECT_REPORTS(test, 1);
}

static void an_unmap_with_another_direction_is_reported(struct kunit *test)
{
	dma_unmap_single(dev, map(DMA_TO_DEVICE), LEN, DMA_FROM_DEVICE);
	EXPECT_REPORTS(test, 1);
}

static void an_unmap_without_a_look_at_the_error_is_reported(struct kunit *test)
{
	dma_unmap_single(dev, dma_map_single(dev, buf, LEN, DMA_TO_DEVICE), LEN, DMA_TO_DEVICE);
	EXPECT_REPORTS(test, 1);
}

static void a_list_unmapped_as_something_else_is_reported(struct kunit *test)
{
	struct scatterlist sg[2];

	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], buf, 100);
	sg_set_buf(&sg[1], buf + 1000, 100);
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, sg, 2, DMA_TO_DEVICE), 2u);
	dma_unmap_sg(dev, sg, 1, DMA_TO_DEVICE); /* count differs */
	EXPECT_REPORTS(test, 1);
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, sg, 1, DMA_TO_DEVICE), 1u);
	dma_unmap_single(dev, sg_dma_address(sg), 100, DMA_TO_DEVICE); /* wrong function */
	EXPECT_REPORTS(test, 2);
}

static void segments_beyond_the_device_are_reported(struct kunit *test)
{
	struct scatterlist sg;

	dma_set_max_seg_size(dev, 512);
	sg_init_one(&sg, buf, LEN);
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE), 1u);
	dma_unmap_sg(dev, &sg, 1, DMA_TO_DEVICE);
	EXPECT_REPORTS(test, 1);
	dma_set_max_seg_size(dev, 4096);
	dma_set_seg_boundary(dev, 511);
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE), 1u);
	dma_unmap_sg(dev, &sg, 1, DMA_TO_DEVICE);
	EXPECT_REPORTS(test, 2);
}

static void wrong_syncs_are_reported(struct kunit *test)
{
	dma_addr_t addr = map(DMA_TO_DEVICE);

	dma_sync_single_for_device(dev, addr, LEN + 1, DMA_TO_DEVICE); /* too long */
	EXPECT_REPORTS(test, 1);
	dma_sync_single_for_cpu(dev, addr, LEN, DMA_FROM_DEVICE); /* direction, and the device never writes */
	EXPECT_REPORTS(test, 3);
	dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE);
	dma_sync_single_for_cpu(dev, addr, LEN, DMA_TO_DEVICE); /* not mapped */
	EXPECT_REPORTS(test, 4);
}

static void a_sync_to_a_device_that_only_writes_is_reported(struct kunit *test)
{
	dma_addr_t addr = map(DMA_FROM_DEVICE);

	dma_sync_single_for_device(dev, addr, LEN, DMA_TO_DEVICE); /* direction, and the device never reads */
	EXPECT_REPORTS(test, 2);
	dma_unmap_single(dev, addr, LEN, DMA_FROM_DEVICE);
	EXPECT_REPORTS(test, 2);
}

static void a_list_synced_with_another_count_is_reported(struct kunit *test)
{
	struct scatterlist sg[2];

	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], buf, 100);
	sg_set_buf(&sg[1], buf + 1000, 100);
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, sg, 2, DMA_TO_DEVICE), 2u);
	dma_sync_sg_for_cpu(dev, sg, 2, DMA_TO_DEVICE);
	dma_sync_sg_for_device(dev, sg, 2, DMA_TO_DEVICE);
	EXPECT_REPORTS(test, 0);
	dma_sync_sg_for_cpu(dev, sg, 1, DMA_TO_DEVICE);
	EXPECT_REPORTS(test, 1);
	dma_unmap_sg(dev, sg, 2, DMA_TO_DEVICE);
}

static void freeing_what_was_never_mapped_is_reported(struct kunit *test)
{
	dma_unmap_single(dev, DMA_MAPPING_ERROR, LEN, DMA_TO_DEVICE); /* the error itself */
	EXPECT_REPORTS(test, 1);
	dma_unmap_page(dev, 0x123000, LEN, DMA_TO_DEVICE);
	EXPECT_REPORTS(test, 2);
}

static void mappings_that_overlap_are_reported(struct kunit *test)
{
	dma_addr_t whole = map(DMA_FROM_DEVICE), part, again;

	part = dma_map_single(dev, buf + 100, 100, DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, part), 0);
	EXPECT_REPORTS(test, 1);
	again = dma_map_single(dev, buf + 300, 100, DMA_TO_DEVICE); /* who only reads may */
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, again), 0);
	EXPECT_REPORTS(test, 1);
	dma_unmap_single(dev, again, 100, DMA_TO_DEVICE);
	dma_unmap_single(dev, part, 100, DMA_BIDIRECTIONAL);
	dma_unmap_single(dev, whole, LEN, DMA_FROM_DEVICE);
}

static void registers_unmapped_wrongly_are_reported(struct kunit *test)
{
	phys_addr_t registers = 0xfee00000;
	dma_addr_t addr = dma_map_resource(dev, registers, 4096, DMA_TO_DEVICE, 0);

	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	dma_unmap_resource(dev, addr, 4096, DMA_TO_DEVICE, 0);
	EXPECT_REPORTS(test, 0);
	addr = dma_map_resource(dev, registers, 4096, DMA_TO_DEVICE, 0);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	dma_unmap_resource(dev, addr, 2048, DMA_FROM_DEVICE, 0); /* size and direction */
	EXPECT_REPORTS(test, 2);
}

static void memory_freed_while_it_is_mapped_is_reported(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, page);
	addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	__free_page(page);
	dma_unmap_page(dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
	EXPECT_REPORTS(test, 1);
}

/* A mask that no memory lies below is refused; who maps all the same does not look at what calls return. */
static void a_mask_that_is_ignored_is_reported(struct kunit *test)
{
	dma_addr_t addr;

	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(12)), -EIO);
	addr = map(DMA_TO_DEVICE);
	EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(64)), 0);
	EXPECT_REPORTS(test, 1);
	dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(12)), -EIO);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(32)), 0); /* a second try, as the books have it */
	dma_unmap_single(dev, map(DMA_TO_DEVICE), LEN, DMA_TO_DEVICE);
	EXPECT_REPORTS(test, 1);
}

static void a_mask_that_mappings_lie_beyond_is_reported(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, page);
	addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(24)), 0);
	EXPECT_REPORTS(test, addr > DMA_BIT_MASK(24));
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(32)), 0);
	dma_unmap_page(dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
	__free_page(page);
}

/* Data that the device wrote is given back unread: a driver that goes on reads what was there before. */
static void a_forgotten_sync_for_the_cpu_is_reported(struct kunit *test)
{
	dma_addr_t addr = map_bounced(test, DMA_FROM_DEVICE);

	dma_sync_single_for_device(dev, addr, LEN, DMA_FROM_DEVICE); /* a fresh buffer may be given twice */
	EXPECT_REPORTS(test, 0);
	memset(__va((unsigned long)addr), 0x31, LEN); /* the device writes */
	dma_sync_single_for_cpu(dev, addr, LEN, DMA_FROM_DEVICE);
	dma_sync_single_for_device(dev, addr, LEN, DMA_FROM_DEVICE);
	EXPECT_REPORTS(test, 0);
	memset(__va((unsigned long)addr), 0x32, LEN);
	dma_sync_single_for_device(dev, addr, LEN, DMA_FROM_DEVICE);
	EXPECT_REPORTS(test, 1);
	dma_unmap_single(dev, addr, LEN, DMA_FROM_DEVICE);
}

/* What the CPU wrote never reaches the device, or is overwritten by what the device had written before. */
static void a_forgotten_sync_for_the_device_is_reported(struct kunit *test)
{
	dma_addr_t addr = map(DMA_TO_DEVICE);

	dma_sync_single_for_cpu(dev, addr, LEN, DMA_TO_DEVICE);
	buf[5]++;
	dma_sync_single_for_cpu(dev, addr, LEN, DMA_TO_DEVICE); /* the next round, without giving it back */
	EXPECT_REPORTS(test, 1);
	dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE);
	addr = map_bounced(test, DMA_BIDIRECTIONAL);
	dma_sync_single_for_cpu(dev, addr, LEN, DMA_BIDIRECTIONAL);
	buf[6]++;
	dma_unmap_single(dev, addr, LEN, DMA_BIDIRECTIONAL);
	EXPECT_REPORTS(test, 2);
}

static void memory_no_device_may_see_is_reported(struct kunit *test)
{
	u8 on_stack[16];
	static const u8 constant[16] = "constant";
	dma_addr_t addr;

	void *window = vmalloc(16);

	KUNIT_EXPECT_NE(test, dma_mapping_error(dev, dma_map_single(dev, on_stack, 16, DMA_TO_DEVICE)), 0);
	EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_NE(test, dma_mapping_error(dev, dma_map_single(dev, window, 16, DMA_TO_DEVICE)), 0);
	EXPECT_REPORTS(test, 2);
	vfree(window);
	KUNIT_EXPECT_NE(test, dma_mapping_error(dev, dma_map_single(dev, (void *)64, 16, DMA_TO_DEVICE)), 0);
	EXPECT_REPORTS(test, 3);
	addr = dma_map_single(dev, (void *)constant, 16, DMA_TO_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	EXPECT_REPORTS(test, 4);
	dma_unmap_single(dev, addr, 16, DMA_TO_DEVICE);
}

static void a_cpu_that_writes_what_the_device_owns_is_reported(struct kunit *test)
{
	dma_addr_t addr = map(DMA_TO_DEVICE);

	buf[LEN - 1] ^= 1;
	dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE);
	EXPECT_REPORTS(test, 1);
	addr = map_bounced(test, DMA_FROM_DEVICE);
	buf[0] ^= 1;
	dma_unmap_single(dev, addr, LEN, DMA_FROM_DEVICE);
	EXPECT_REPORTS(test, 2);
}

static void a_device_that_writes_past_its_mapping_is_reported(struct kunit *test)
{
	dma_addr_t addr = map_bounced(test, DMA_FROM_DEVICE);
	u8 *device;

	KUNIT_ASSERT_TRUE(test, is_swiotlb_buffer(dev, addr));
	device = __va((unsigned long)addr);
	memset(device, 0x77, LEN); /* all that it may */
	dma_unmap_single(dev, addr, LEN, DMA_FROM_DEVICE);
	EXPECT_REPORTS(test, 0);
	addr = map_bounced(test, DMA_FROM_DEVICE);
	((u8 *)__va((unsigned long)addr))[LEN] = 0; /* and one byte more */
	dma_unmap_single(dev, addr, LEN, DMA_FROM_DEVICE);
	EXPECT_REPORTS(test, 1);
}

static void coherent_memory_freed_wrongly_is_reported(struct kunit *test)
{
	dma_addr_t handle;
	void *shared = dma_alloc_coherent(dev, LEN, &handle, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, shared);
	dma_free_coherent(dev, LEN + 1, shared, handle);
	EXPECT_REPORTS(test, 1);
	dma_free_coherent(dev, LEN, shared, handle); /* twice */
	EXPECT_REPORTS(test, 2);
	shared = dma_alloc_coherent(dev, LEN, &handle, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, shared);
	dma_free_coherent(dev, LEN, shared + PAGE_SIZE, handle); /* another CPU address: refused */
	EXPECT_REPORTS(test, 3);
	dma_free_coherent(dev, LEN, shared, handle);
	EXPECT_REPORTS(test, 3);
}

static void a_write_past_coherent_memory_is_reported(struct kunit *test)
{
	dma_addr_t handle;
	u8 *shared = dma_alloc_coherent(dev, LEN, &handle, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, shared);
	memset(shared, 1, LEN);
	dma_free_coherent(dev, LEN, shared, handle);
	EXPECT_REPORTS(test, 0);
	shared = dma_alloc_coherent(dev, LEN, &handle, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, shared);
	shared[LEN] = 1;
	dma_free_coherent(dev, LEN, shared, handle);
	EXPECT_REPORTS(test, 1);
}

static dma_addr_t left_mapped;

static int careless_probe(struct platform_device *pdev)
{
	pdev->dev.dma_mask = &mask;
	dma_debug_watch(&pdev->dev);
	left_mapped = dma_map_single(&pdev->dev, buf, LEN, DMA_TO_DEVICE);
	return dma_mapping_error(&pdev->dev, left_mapped);
}

static int careless_remove(struct platform_device *pdev)
{
	return 0;
}

static struct platform_driver careless = {
	.probe = careless_probe, .remove = careless_remove, .driver = { .name = "careless" },
};

static void what_a_driver_leaves_mapped_is_reported(struct kunit *test)
{
	struct platform_device *pdev;

	dma_debug_watch(NULL);
	KUNIT_ASSERT_EQ(test, platform_driver_register(&careless), 0);
	pdev = platform_device_register_simple("careless", -1, NULL, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pdev);
	KUNIT_ASSERT_EQ(test, atomic_read(&pdev->dev.nr_dma_mappings), 1);
	platform_driver_unregister(&careless);
	EXPECT_REPORTS(test, 1);
	dma_unmap_single(&pdev->dev, left_mapped, LEN, DMA_TO_DEVICE);
	dma_debug_watch(NULL);
	dma_debug_watch(dev);
	platform_device_unregister(pdev);
}

static void blocks_of_a_watched_pool_written_wrongly_are_reported(struct kunit *test)
{
	struct dma_pool *pool = dma_pool_create("watched", dev, 40, 8, 0);
	dma_addr_t handle;
	u8 *block = dma_pool_alloc(pool, GFP_KERNEL, &handle);

	KUNIT_ASSERT_NOT_NULL(test, block);
	KUNIT_EXPECT_NULL(test, memchr_inv(block, 0xa9, 40)); /* who reads before writing sees a pattern */
	memset(block, 1, 40);
	dma_pool_free(pool, block, handle);
	EXPECT_REPORTS(test, 0);
	block = dma_pool_alloc(pool, GFP_KERNEL, &handle);
	block[40] = 0; /* one byte too far */
	dma_pool_free(pool, block, handle);
	EXPECT_REPORTS(test, 1);
	block[39] = 0; /* after it was freed */
	block = dma_pool_zalloc(pool, GFP_KERNEL, &handle);
	EXPECT_REPORTS(test, 2);
	KUNIT_EXPECT_NULL(test, memchr_inv(block, 0, 40));
	dma_pool_free(pool, block + 8, handle + 8); /* refused, and not poisoned */
	KUNIT_EXPECT_NULL(test, memchr_inv(block, 0, 40));
	dma_pool_free(pool, block, handle);
	KUNIT_EXPECT_EQ(test, dma_pool_check(), 0);
	dma_pool_destroy(pool);
	EXPECT_REPORTS(test, 2);
}

static struct kunit_case dma_debug_cases[] = {
	KUNIT_CASE(correct_use_is_not_reported),
	KUNIT_CASE(a_second_unmap_is_reported_and_undone),
	KUNIT_CASE(an_unmap_with_another_size_is_reported),
	KUNIT_CASE(an_unmap_with_another_direction_is_reported),
	KUNIT_CASE(an_unmap_without_a_look_at_the_error_is_reported),
	KUNIT_CASE(a_list_unmapped_as_something_else_is_reported),
	KUNIT_CASE(segments_beyond_the_device_are_reported),
	KUNIT_CASE(wrong_syncs_are_reported),
	KUNIT_CASE(memory_no_device_may_see_is_reported),
	KUNIT_CASE(a_cpu_that_writes_what_the_device_owns_is_reported),
	KUNIT_CASE(a_device_that_writes_past_its_mapping_is_reported),
	KUNIT_CASE(a_sync_to_a_device_that_only_writes_is_reported),
	KUNIT_CASE(a_list_synced_with_another_count_is_reported),
	KUNIT_CASE(freeing_what_was_never_mapped_is_reported),
	KUNIT_CASE(mappings_that_overlap_are_reported),
	KUNIT_CASE(registers_unmapped_wrongly_are_reported),
	KUNIT_CASE(memory_freed_while_it_is_mapped_is_reported),
	KUNIT_CASE(a_mask_that_is_ignored_is_reported),
	KUNIT_CASE(a_mask_that_mappings_lie_beyond_is_reported),
	KUNIT_CASE(a_forgotten_sync_for_the_cpu_is_reported),
	KUNIT_CASE(a_forgotten_sync_for_the_device_is_reported),
	KUNIT_CASE(a_write_past_coherent_memory_is_reported),
	KUNIT_CASE(what_a_driver_leaves_mapped_is_reported),
	KUNIT_CASE(coherent_memory_freed_wrongly_is_reported),
	KUNIT_CASE(blocks_of_a_watched_pool_written_wrongly_are_reported),
	{}
};

static struct kunit_suite dma_debug_suite = {
	.name = "dma_debug", .init = dma_debug_init, .exit = dma_debug_exit, .test_cases = dma_debug_cases,
};
kunit_test_suite(dma_debug_suite);
