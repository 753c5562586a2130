// SPDX-License-Identifier: MIT
/* tests/test_dma_debug.c: commit every misuse that Linux's dma-debug reports; each is reported in its words. */
#include <linux/platform_device.h>
#include <linux/vmalloc.h>
#include <slate/fault.h>

#include "dma_reports.h"

#define AT "?device address=0x????????????????? " /* its digits, and the brackets */

static void correct_use_is_not_reported(struct kunit *test)
{
	unsigned long reports = dma_debug_errors();
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
	KUNIT_EXPECT_EQ(test, dma_debug_errors(), reports);
}

static void freeing_what_is_not_mapped_is_reported_and_undone(struct kunit *test)
{
	dma_addr_t addr = map(DMA_TO_DEVICE);

	EXPECT_SILENCE(test, dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE));
	EXPECT_REPORTS(test, dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE), /* twice */
		       "device driver tries to free DMA memory it has not allocated " AT "?size=1000 bytes?");
	EXPECT_REPORTS(test, dma_unmap_page(dev, 0x123000, LEN, DMA_TO_DEVICE),
		       "device driver tries to free DMA memory it has not allocated "
		       "?device address=0x0000000000123000? ?size=1000 bytes?");
	EXPECT_REPORTS(test, dma_unmap_single(dev, DMA_MAPPING_ERROR, LEN, DMA_TO_DEVICE),
		       "device driver tries to free an invalid DMA memory address");
}

static void an_unmap_that_says_something_else_is_reported(struct kunit *test)
{
	dma_addr_t addr = map(DMA_TO_DEVICE);

	EXPECT_REPORTS(test, dma_unmap_single(dev, addr, LEN / 2, DMA_TO_DEVICE),
		       "device driver frees DMA memory with different size " AT
		       "?map size=1000 bytes? ?unmap size=500 bytes?");
	addr = map(DMA_TO_DEVICE);
	EXPECT_REPORTS(test, dma_unmap_single(dev, addr, LEN, DMA_FROM_DEVICE),
		       "device driver frees DMA memory with different direction " AT
		       "?size=1000 bytes? ?mapped with DMA_TO_DEVICE? ?unmapped with DMA_FROM_DEVICE?");
	addr = dma_map_single(dev, buf, LEN, DMA_TO_DEVICE);
	EXPECT_REPORTS(test, dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE),
		       "device driver failed to check map error" AT "?size=1000 bytes? ?mapped as single?");
}

static void two_pieces(struct scatterlist *sg)
{
	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], buf, 100);
	sg_set_buf(&sg[1], buf + 1000, 100);
}

static void a_list_unmapped_as_something_else_is_reported(struct kunit *test)
{
	struct scatterlist sg[2];

	two_pieces(sg);
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, sg, 2, DMA_TO_DEVICE), 2u);
	EXPECT_REPORTS(test, dma_unmap_sg(dev, sg, 1, DMA_TO_DEVICE),
		       "device driver frees DMA sg list with different entry count ?map count=2? ?unmap count=1?");
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, sg, 1, DMA_TO_DEVICE), 1u);
	EXPECT_REPORTS(test, dma_unmap_single(dev, sg_dma_address(sg), 100, DMA_TO_DEVICE),
		       "device driver frees DMA memory with wrong function " AT
		       "?size=100 bytes? ?mapped as scatter-gather? ?unmapped as single?");
}

static void coherent_memory_freed_wrongly_is_reported(struct kunit *test)
{
	dma_addr_t handle;
	void *shared = dma_alloc_coherent(dev, LEN, &handle, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, shared);
	EXPECT_REPORTS(test, dma_free_coherent(dev, LEN + 1, shared, handle),
		       "device driver frees DMA memory with different size " AT
		       "?map size=1000 bytes? ?unmap size=1001 bytes?");
	EXPECT_REPORTS(test, dma_free_coherent(dev, LEN, shared, handle),
		       "device driver tries to free DMA memory it has not allocated " AT "?size=1000 bytes?");
	shared = dma_alloc_coherent(dev, LEN, &handle, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, shared);
	EXPECT_REPORTS(test, dma_free_coherent(dev, LEN, shared + PAGE_SIZE, handle), /* refused */
		       "device driver frees DMA memory with different CPU address " AT
		       "?size=1000 bytes? ?cpu alloc address=0x*? ?cpu free address=0x*?");
	EXPECT_SILENCE(test, dma_free_coherent(dev, LEN, shared, handle));
}

static void registers_unmapped_wrongly_are_reported(struct kunit *test)
{
	phys_addr_t registers = 0xfee00000;
	dma_addr_t addr = dma_map_resource(dev, registers, 4096, DMA_TO_DEVICE, 0);

	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	EXPECT_SILENCE(test, dma_unmap_resource(dev, addr, 4096, DMA_TO_DEVICE, 0));
	addr = dma_map_resource(dev, registers, 4096, DMA_TO_DEVICE, 0);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	EXPECT_REPORTS(test, dma_unmap_resource(dev, addr, 2048, DMA_FROM_DEVICE, 0),
		       "device driver frees DMA memory with different size *",
		       "device driver frees DMA memory with different direction *");
	addr = dma_map_resource(dev, registers, 4096, DMA_TO_DEVICE, 0);
	EXPECT_REPORTS(test, dma_unmap_resource(dev, addr, 4096, DMA_TO_DEVICE, 0),
		       "device driver failed to check map error" AT "?size=4096 bytes? ?mapped as resource?");
}

static void segments_beyond_the_device_are_reported(struct kunit *test)
{
	struct scatterlist sg;

	dma_set_max_seg_size(dev, 512);
	sg_init_one(&sg, buf, LEN);
	EXPECT_REPORTS(test, dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE),
		       "mapping sg segment longer than device claims to support ?len=1000? ?max=512?");
	EXPECT_SILENCE(test, dma_unmap_sg(dev, &sg, 1, DMA_TO_DEVICE));
	dma_set_max_seg_size(dev, 4096);
	dma_set_seg_boundary(dev, 511);
	EXPECT_REPORTS(test, dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE),
		       "mapping sg segment across boundary ?start=0x*? ?end=0x*? ?boundary=0x00000000000001ff?");
	EXPECT_SILENCE(test, dma_unmap_sg(dev, &sg, 1, DMA_TO_DEVICE));
}

static void wrong_syncs_are_reported(struct kunit *test)
{
	dma_addr_t addr = map(DMA_TO_DEVICE);

	EXPECT_REPORTS(test, dma_sync_single_for_device(dev, addr, LEN + 1, DMA_TO_DEVICE),
		       "device driver syncs DMA memory outside allocated range " AT
		       "?allocation size=1000 bytes? ?sync offset+size=1001?");
	EXPECT_REPORTS(test, dma_sync_single_for_cpu(dev, addr, LEN, DMA_FROM_DEVICE),
		       "device driver syncs DMA memory with different direction " AT
		       "?size=1000 bytes? ?mapped with DMA_TO_DEVICE? ?synced with DMA_FROM_DEVICE?",
		       "device driver syncs device read-only DMA memory for cpu " AT
		       "?size=1000 bytes? ?mapped with DMA_TO_DEVICE? ?synced with DMA_FROM_DEVICE?");
	EXPECT_SILENCE(test, dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE));
	EXPECT_REPORTS(test, dma_sync_single_for_cpu(dev, addr, LEN, DMA_TO_DEVICE),
		       "device driver tries to sync DMA memory it has not allocated " AT "?size=1000 bytes?");
	addr = map(DMA_FROM_DEVICE);
	EXPECT_REPORTS(test, dma_sync_single_for_device(dev, addr, LEN, DMA_TO_DEVICE),
		       "device driver syncs DMA memory with different direction *",
		       "device driver syncs device write-only DMA memory to device " AT
		       "?size=1000 bytes? ?mapped with DMA_FROM_DEVICE? ?synced with DMA_TO_DEVICE?");
	EXPECT_SILENCE(test, dma_unmap_single(dev, addr, LEN, DMA_FROM_DEVICE));
}

static void a_list_synced_with_another_count_is_reported(struct kunit *test)
{
	struct scatterlist sg[2];

	two_pieces(sg);
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, sg, 2, DMA_TO_DEVICE), 2u);
	EXPECT_SILENCE(test, dma_sync_sg_for_cpu(dev, sg, 2, DMA_TO_DEVICE));
	EXPECT_SILENCE(test, dma_sync_sg_for_device(dev, sg, 2, DMA_TO_DEVICE));
	EXPECT_REPORTS(test, dma_sync_sg_for_cpu(dev, sg, 1, DMA_TO_DEVICE),
		       "device driver syncs DMA sg list with different entry count ?map count=2? ?sync count=1?");
	EXPECT_SILENCE(test, dma_unmap_sg(dev, sg, 2, DMA_TO_DEVICE));
}

static void mappings_that_overlap_are_reported(struct kunit *test)
{
	dma_addr_t whole = map(DMA_FROM_DEVICE), part, again;

	EXPECT_REPORTS(test, part = dma_map_single(dev, buf + 100, 100, DMA_BIDIRECTIONAL),
		       "cacheline tracking EEXIST, overlapping mappings aren't supported*");
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, part), 0);
	EXPECT_SILENCE(test, again = dma_map_single(dev, buf + 300, 100, DMA_TO_DEVICE)); /* who only reads may */
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, again), 0);
	dma_unmap_single(dev, again, 100, DMA_TO_DEVICE);
	dma_unmap_single(dev, part, 100, DMA_BIDIRECTIONAL);
	dma_unmap_single(dev, whole, LEN, DMA_FROM_DEVICE);
}

/* Who does not say that he synchronises nothing is reported each time; the ninth in one line leaks mappings. */
static void more_mappings_of_a_cache_line_than_can_be_meant_are_reported(struct kunit *test)
{
	dma_addr_t addr[9];
	int i;

	for (i = 0; i < 8; i++) {
		EXPECT_SILENCE(test, addr[i] = dma_map_single_attrs(dev, buf, 16, DMA_FROM_DEVICE,
								    DMA_ATTR_SKIP_CPU_SYNC));
		KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr[i]), 0);
	}
	EXPECT_REPORTS(test, addr[8] = dma_map_single_attrs(dev, buf, 16, DMA_FROM_DEVICE, DMA_ATTR_SKIP_CPU_SYNC),
		       "exceeded 7 overlapping mappings of cacheline 0x*");
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr[8]), 0);
	for (i = 0; i < 9; i++)
		dma_unmap_single_attrs(dev, addr[i], 16, DMA_FROM_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
}

static void pointers_that_are_no_memory_for_devices_are_refused_and_reported(struct kunit *test)
{
	void *window = vmalloc(16);
	u8 on_stack[16];
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, window);
	EXPECT_REPORTS(test, addr = dma_map_single(dev, on_stack, 16, DMA_TO_DEVICE),
		       "device driver maps memory from stack ?addr=*?");
	KUNIT_EXPECT_NE(test, dma_mapping_error(dev, addr), 0);
	EXPECT_REPORTS(test, addr = dma_map_single(dev, window, 16, DMA_TO_DEVICE),
		       "device driver maps memory from vmalloc area ?addr=*? ?len=16?");
	KUNIT_EXPECT_NE(test, dma_mapping_error(dev, addr), 0);
	vfree(window);
	EXPECT_REPORTS(test, addr = dma_map_single(dev, (void *)64, 16, DMA_TO_DEVICE),
		       "device driver maps memory from invalid area ?addr=00000040? ?len=16?");
	KUNIT_EXPECT_NE(test, dma_mapping_error(dev, addr), 0);
}

/* The page behind a stack's window is a page like others: only who compares it with the stack in use knows. */
static void a_stack_mapped_by_its_page_is_reported(struct kunit *test)
{
	u8 on_stack[16] = {};
	struct page *page = is_vmalloc_addr(on_stack) ? vmalloc_to_page(on_stack) : virt_to_page(on_stack);
	struct scatterlist sg;
	dma_addr_t addr;

	/* Stacks may lie anywhere, and with swiotlb=noforce nothing is bounced. */
	KUNIT_ASSERT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(64)), 0);
	EXPECT_REPORTS(test, addr = dma_map_page(dev, page, offset_in_page(on_stack), 16, DMA_FROM_DEVICE),
		       "device driver maps memory from stack ?probable addr=*?");
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	dma_unmap_page(dev, addr, 16, DMA_FROM_DEVICE);
	sg_init_table(&sg, 1);
	sg_set_page(&sg, page, 16, offset_in_page(on_stack));
	EXPECT_REPORTS(test, dma_map_sg(dev, &sg, 1, DMA_FROM_DEVICE),
		       "device driver maps memory from stack ?probable addr=*?");
	dma_unmap_sg(dev, &sg, 1, DMA_FROM_DEVICE);
}

static void the_kernel_s_image_in_a_mapping_is_reported(struct kunit *test)
{
	static const u8 constant[16] = "constant";
	struct scatterlist sg;
	dma_addr_t addr;

	EXPECT_REPORTS(test, addr = dma_map_single(dev, (void *)constant, 16, DMA_TO_DEVICE),
		       "device driver maps memory from kernel text or rodata ?addr=*? ?len=16?");
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	dma_unmap_single(dev, addr, 16, DMA_TO_DEVICE);
	sg_init_one(&sg, (void *)the_kernel_s_image_in_a_mapping_is_reported, 32);
	EXPECT_REPORTS(test, dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE),
		       "device driver maps memory from kernel text or rodata ?addr=*? ?len=32?");
	dma_unmap_sg(dev, &sg, 1, DMA_TO_DEVICE);
}

static void without_memory_for_its_entry_watching_ends_and_drivers_go_on(struct kunit *test)
{
	struct log_watch watch;
	dma_addr_t addr;

	log_watch_start(&watch);
	fault_inject(1, 1u << FAULT_SLAB);
	addr = dma_map_single(dev, buf, LEN, DMA_TO_DEVICE);
	fault_inject(0, 0);
	log_watch_stop(&watch);
	KUNIT_EXPECT_TRUE(test, log_saw(&watch, "DMA-API: debugging out of memory - disabling"));
	KUNIT_EXPECT_EQ(test, dma_watch & DMA_WATCH_DEBUG, 0u);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	EXPECT_SILENCE(test, dma_unmap_single(dev, addr, LEN, DMA_TO_DEVICE));
	dma_debug_watch(NULL);
	dma_debug_watch(dev);
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
	EXPECT_REPORTS(test, platform_driver_unregister(&careless),
		       "device driver has pending DMA allocations while released from device ?count=1?*"
		       "?size=1000 bytes? ?mapped with DMA_TO_DEVICE? ?mapped as single?");
	dma_unmap_single(&pdev->dev, left_mapped, LEN, DMA_TO_DEVICE);
	dma_debug_watch(NULL);
	dma_debug_watch(dev);
	platform_device_unregister(pdev);
}

static struct kunit_case dma_debug_cases[] = {
	KUNIT_CASE(correct_use_is_not_reported),
	KUNIT_CASE(freeing_what_is_not_mapped_is_reported_and_undone),
	KUNIT_CASE(an_unmap_that_says_something_else_is_reported),
	KUNIT_CASE(a_list_unmapped_as_something_else_is_reported),
	KUNIT_CASE(coherent_memory_freed_wrongly_is_reported),
	KUNIT_CASE(registers_unmapped_wrongly_are_reported),
	KUNIT_CASE(segments_beyond_the_device_are_reported),
	KUNIT_CASE(wrong_syncs_are_reported),
	KUNIT_CASE(a_list_synced_with_another_count_is_reported),
	KUNIT_CASE(mappings_that_overlap_are_reported),
	KUNIT_CASE(more_mappings_of_a_cache_line_than_can_be_meant_are_reported),
	KUNIT_CASE(pointers_that_are_no_memory_for_devices_are_refused_and_reported),
	KUNIT_CASE(a_stack_mapped_by_its_page_is_reported),
	KUNIT_CASE(the_kernel_s_image_in_a_mapping_is_reported),
	KUNIT_CASE(without_memory_for_its_entry_watching_ends_and_drivers_go_on),
	KUNIT_CASE(what_a_driver_leaves_mapped_is_reported),
	{}
};

static struct kunit_suite dma_debug_suite = {
	.name = "dma_debug", .init = dma_reports_init, .exit = dma_reports_exit, .test_cases = dma_debug_cases,
};
kunit_test_suite(dma_debug_suite);
