// SPDX-License-Identifier: MIT
/* tests/test_vmalloc.c: promises of vmalloc, vfree, vmap and their relatives. */
#include <asm/extable.h>
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <kunit/test.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm/vmap.h"

/* Can one byte at @addr be read? */
static bool readable(const void *addr)
{
	unsigned long word;

	return probe_kernel_word((void *)((unsigned long)addr & ~3UL), &word) == 0;
}

static void fill(void *memory, size_t size, u32 seed)
{
	u32 *word = memory;

	for (size_t i = 0; i < size / 4; i++)
		word[i] = seed + i;
}

static bool holds(const void *memory, size_t size, u32 seed)
{
	const u32 *word = memory;

	for (size_t i = 0; i < size / 4; i++)
		if (word[i] != seed + i)
			return false;
	return true;
}

static void memory_of_any_size_can_be_written_and_read_back(struct kunit *test)
{
	static const unsigned long sizes[] = { 4, 4096, 4100, 65536, 1 << 20 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *memory = vmalloc(sizes[i]);

		KUNIT_ASSERT_NOT_NULL(test, memory);
		KUNIT_EXPECT_TRUE(test, is_vmalloc_addr(memory));
		KUNIT_EXPECT_EQ(test, (unsigned long)memory & ~PAGE_MASK, 0UL);
		fill(memory, sizes[i], i);
		KUNIT_EXPECT_TRUE(test, holds(memory, sizes[i], i));
		vfree(memory);
	}
	KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
}

static void vzalloc_gives_zeroes_also_in_reused_frames(struct kunit *test)
{
	for (int round = 0; round < 4; round++) {
		u8 *memory = vzalloc(16384);

		KUNIT_ASSERT_NOT_NULL(test, memory);
		for (int i = 0; i < 16384; i++)
			if (memory[i])
				KUNIT_FAIL(test, "byte %d is %x", i, memory[i]);
		memset(memory, 0xff, 16384);
		vfree(memory);
	}
}

static void pages_on_either_side_of_an_area_are_not_mapped(struct kunit *test)
{
	char *first = vmalloc(8192), *second = vmalloc(8192);

	KUNIT_ASSERT_NOT_NULL(test, first);
	KUNIT_ASSERT_NOT_NULL(test, second);
	KUNIT_EXPECT_FALSE(test, readable(first - 4));
	KUNIT_EXPECT_FALSE(test, readable(first + 8192));
	KUNIT_EXPECT_FALSE(test, readable(second - 4));
	KUNIT_EXPECT_FALSE(test, readable(second + 8192));
	KUNIT_EXPECT_TRUE(test, readable(first + 8188));
	vfree(first);
	vfree(second);
}

static void freed_memory_cannot_be_read(struct kunit *test)
{
	char *memory = vmalloc(4096);

	KUNIT_ASSERT_NOT_NULL(test, memory);
	memory[0] = 1;
	vfree(memory);
	vm_unmap_aliases();
	KUNIT_EXPECT_FALSE(test, readable(memory));
}

/* From one page, whose flush is one invlpg, to more than single flushes are used for. */
static void a_purge_forgets_the_first_and_the_last_page_of_all_that_was_freed(struct kunit *test)
{
	static const unsigned int counts[] = { 1, 3, TLB_FLUSH_PAGES - 2, 2 * TLB_FLUSH_PAGES };
	char *memory[ARRAY_SIZE(counts)];
	u32 nr, i;

	for (nr = 1; nr <= ARRAY_SIZE(counts); nr++) {
		vm_unmap_aliases();
		for (i = 0; i < nr; i++) {
			memory[i] = vmalloc(counts[i] * PAGE_SIZE);
			KUNIT_ASSERT_NOT_NULL(test, memory[i]);
			memory[i][0] = memory[i][counts[i] * PAGE_SIZE - 1] = 1;
		}
		while (i--)
			vfree(memory[i]);
		KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
		vm_unmap_aliases();
		for (i = 0; i < nr; i++) {
			KUNIT_EXPECT_FALSE(test, readable(memory[i]));
			KUNIT_EXPECT_FALSE(test, readable(memory[i] + counts[i] * PAGE_SIZE - 1));
		}
	}
}

static void under_debug_vmalloc_freed_memory_is_gone_at_once(struct kunit *test)
{
	bool saved = vmap_areas.flush_at_once;
	char *memory = vmalloc(4096);

	KUNIT_ASSERT_NOT_NULL(test, memory);
	vmap_areas.flush_at_once = true;
	memory[0] = 1;
	KUNIT_EXPECT_TRUE(test, readable(memory));
	vfree(memory);
	KUNIT_EXPECT_FALSE(test, readable(memory));
	vmap_areas.flush_at_once = saved;
}

static void more_than_the_machine_has_is_refused_at_once(struct kunit *test)
{
	unsigned long used = vmalloc_nr_pages();

	KUNIT_EXPECT_NULL(test, __vmalloc(~0UL, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, __vmalloc(~0UL & PAGE_MASK, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, __vmalloc(VMALLOC_TOTAL, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), used);
}

static void absurd_alignments_are_refused_at_once(struct kunit *test)
{
	gfp_t gfp = GFP_KERNEL | __GFP_NOWARN;

	KUNIT_EXPECT_NULL(test, __vmalloc_node(4096, 1UL << 31, gfp, NUMA_NO_NODE, NULL));
	KUNIT_EXPECT_NULL(test, __vmalloc_node(4096, 3 * PAGE_SIZE, gfp, NUMA_NO_NODE, NULL));
}

static void every_alignment_that_fits_is_given(struct kunit *test)
{
	for (unsigned long align = 1; align <= 8UL << 20; align *= 2) {
		void *memory = __vmalloc_node(5000, align, GFP_KERNEL, NUMA_NO_NODE, NULL);

		KUNIT_ASSERT_NOT_NULL(test, memory);
		KUNIT_EXPECT_EQ(test, (unsigned long)memory & (align - 1), 0UL);
		vfree(memory);
	}
}

static void *vmalloc_between(unsigned long start, unsigned long end)
{
	return __vmalloc_node_range(PAGE_SIZE, 1, start, end, GFP_KERNEL | __GFP_NOWARN, PAGE_KERNEL, 0,
				    NUMA_NO_NODE, NULL);
}

static void an_area_lies_between_its_bounds_or_nowhere(struct kunit *test)
{
	unsigned long start = VMALLOC_START + (8UL << 20);
	void *addr = vmalloc_between(start, start + 2 * PAGE_SIZE);

	KUNIT_EXPECT_GE(test, (unsigned long)addr, start);
	KUNIT_EXPECT_LT(test, (unsigned long)addr, start + 2 * PAGE_SIZE);
	vfree(addr);
	/* Below the window, behind it, and the wrong way round. */
	KUNIT_EXPECT_NULL(test, vmalloc_between(0, 16UL << 20));
	KUNIT_EXPECT_NULL(test, vmalloc_between(PAGE_OFFSET, VMALLOC_START));
	KUNIT_EXPECT_NULL(test, vmalloc_between(VMALLOC_END, ULONG_MAX));
	KUNIT_EXPECT_NULL(test, vmalloc_between(VMALLOC_END, VMALLOC_START));
}

static void an_array_whose_size_overflows_is_null(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, vmalloc_array(1UL << 20, 1UL << 13));
	KUNIT_EXPECT_NULL(test, vcalloc(~0UL, 2));
}

static void vmalloc_to_page_finds_the_frame_behind_each_page(struct kunit *test)
{
	char *memory = vmalloc(5 * PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, memory);
	for (int i = 0; i < 5; i++) {
		struct page *page = vmalloc_to_page(memory + i * PAGE_SIZE + 7);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_to_pfn(page),
				vmalloc_to_pfn(memory + i * PAGE_SIZE));
		KUNIT_EXPECT_GE(test, page_count(page), 1);
	}
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(memory + 5 * PAGE_SIZE));
	vfree(memory);
}

#define NR_ISLANDS 32

/* Every other page is held, so the ones between lie alone; what is freed last is handed out first. */
static void vmalloc_is_contiguous_in_addresses_not_in_frames(struct kunit *test)
{
	static struct page *pages[2 * NR_ISLANDS];
	unsigned int i, neighbours = 0;
	unsigned long *memory;

	for (i = 0; i < 2 * NR_ISLANDS; i++) {
		pages[i] = alloc_page(GFP_KERNEL | __GFP_HIGHMEM);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
	}
	for (i = 0; i < 2 * NR_ISLANDS; i += 2)
		__free_page(pages[i]);
	memory = vmalloc(7 * PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, memory);
	for (i = 0; i < 6; i++)
		neighbours += vmalloc_to_pfn((char *)memory + i * PAGE_SIZE) + 1 ==
			      vmalloc_to_pfn((char *)memory + (i + 1) * PAGE_SIZE);
	KUNIT_EXPECT_LT(test, neighbours, 6U);
	for (i = 0; i < 7 * PAGE_SIZE / sizeof(long); i++)
		memory[i] = i;
	for (i = 0; i < 7 * PAGE_SIZE / sizeof(long); i++)
		neighbours += memory[i] != i ? 100 : 0;
	KUNIT_EXPECT_LT(test, neighbours, 100U);
	vfree(memory);
	for (i = 1; i < 2 * NR_ISLANDS; i += 2)
		__free_page(pages[i]);
}

static void four_mebibytes_are_mapped_by_large_entries_where_blocks_exist(struct kunit *test)
{
	unsigned long size = 4UL << 20;
	char *memory = vmalloc(size);

	if (!memory)
		kunit_skip(test, "no 4 MiB to be had on this machine");
	fill(memory, size, 9);
	KUNIT_EXPECT_TRUE(test, holds(memory, size, 9));
	if (!is_vm_area_hugepages(memory))
		kunit_info(test, "no block of order 9 was free");
	else
		KUNIT_EXPECT_EQ(test, vmalloc_to_pfn(memory + PAGE_SIZE),
				vmalloc_to_pfn(memory) + 1);
	vfree(memory);
	KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
}

static void a_held_page_survives_the_area(struct kunit *test)
{
	u32 *memory = vmalloc(4 * PAGE_SIZE);
	struct page *page, *again;

	KUNIT_ASSERT_NOT_NULL(test, memory);
	page = vmalloc_to_page(memory + 1024);
	get_page(page);
	vfree(memory);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	again = alloc_page(GFP_HIGHUSER);
	KUNIT_EXPECT_PTR_NE(test, page, again);
	if (again)
		__free_page(again);
	put_page(page);
}

static void wrong_frees_are_named_and_change_nothing(struct kunit *test)
{
	unsigned int before = vmap_areas.nr_misuses;
	char *memory = vmalloc(8192);

	KUNIT_ASSERT_NOT_NULL(test, memory);
	vfree(memory + PAGE_SIZE);
	KUNIT_EXPECT_STREQ(test, vmap_areas.last_misuse, "free of an address inside an area");
	vfree(memory + 12);
	vunmap(memory);
	KUNIT_EXPECT_STREQ(test, vmap_areas.last_misuse, "free by the wrong function");
	memory[8191] = 5;
	vfree(memory);
	vfree(memory);
	KUNIT_EXPECT_STREQ(test, vmap_areas.last_misuse, "double free");
	vfree((void *)(VMALLOC_END - PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, vmap_areas.nr_misuses, before + 5);
	KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
}

static void vfree_of_null_does_nothing(struct kunit *test)
{
	vfree(NULL);
	vfree_atomic(NULL);
	vunmap(NULL);
	KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
}

static void vfree_with_interrupts_off_is_put_off(struct kunit *test)
{
	unsigned long used = vmalloc_nr_pages(), flags;
	void *memory = vmalloc(3 * PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, memory);
	local_irq_save(flags);
	vfree(memory);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), used + 3);
	local_irq_restore(flags);
	vfree_flush();
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), used);
}

static void vmap_shows_the_same_frames_at_a_second_address(struct kunit *test)
{
	struct page *pages[6];
	u32 *view;

	for (int i = 0; i < 6; i++) {
		pages[i] = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
		memset(page_address(pages[i]), i, PAGE_SIZE);
	}
	view = vmap(pages, 6, VM_MAP, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, view);
	for (int i = 0; i < 6; i++) {
		KUNIT_EXPECT_EQ(test, view[i * 1024], i * 0x01010101U);
		view[i * 1024 + 1] = 77 + i;
		KUNIT_EXPECT_EQ(test, ((u32 *)page_address(pages[i]))[1], 77U + i);
	}
	vunmap(view);
	for (int i = 0; i < 6; i++) {
		KUNIT_EXPECT_EQ(test, page_count(pages[i]), 1);
		__free_page(pages[i]);
	}
}

static void pages_handed_over_to_vmap_go_with_vfree(struct kunit *test)
{
	struct page **pages = kvmalloc_array(3, sizeof(*pages), GFP_KERNEL);
	void *view;

	KUNIT_ASSERT_NOT_NULL(test, pages);
	for (int i = 0; i < 3; i++) {
		pages[i] = alloc_page(GFP_HIGHUSER);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
	}
	view = vmap(pages, 3, VM_MAP_PUT_PAGES, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, view);
	memset(view, 3, 3 * PAGE_SIZE);
	vfree(view);
}

static void vm_map_ram_maps_and_unmaps(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL), *pages[2] = { page, page };
	u32 *view;

	KUNIT_ASSERT_NOT_NULL(test, page);
	view = vm_map_ram(pages, 2, NUMA_NO_NODE);
	KUNIT_ASSERT_NOT_NULL(test, view);
	view[0] = 4711;
	KUNIT_EXPECT_EQ(test, view[1024], 4711U);
	vm_unmap_ram(view, 2);
	__free_page(page);
}

static void areas_freed_are_used_again_after_a_flush_only(struct kunit *test)
{
	void *first, *second, *third;

	if (vmap_areas.flush_at_once)
		kunit_skip(test, "debug_vmalloc=1 flushes at each free");
	vmap_drain();
	first = vmalloc(4096);
	vfree(first);
	second = vmalloc(4096);
	KUNIT_EXPECT_PTR_NE(test, first, second);
	vm_unmap_aliases();
	third = vmalloc(4096);
	KUNIT_EXPECT_PTR_EQ(test, first, third);
	vfree(second);
	vfree(third);
}

#define MANY 1000

static void a_thousand_single_page_areas_coexist(struct kunit *test)
{
	u32 **areas = kunit_kcalloc(test, MANY, sizeof(*areas), GFP_KERNEL);
	int made = 0;

	KUNIT_ASSERT_NOT_NULL(test, areas);
	while (made < MANY && (areas[made] = vmalloc(PAGE_SIZE)))
		areas[made][0] = made, made++;
	KUNIT_EXPECT_EQ(test, made, MANY);
	KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
	for (int i = 1; i < made; i += 2)
		vfree(areas[i]);
	for (int i = 0; i < made; i += 2) {
		KUNIT_EXPECT_EQ(test, areas[i][0], (u32)i);
		vfree(areas[i]);
	}
}

static void vmalloc_32_stays_below_four_gibibytes(struct kunit *test)
{
	char *memory = vmalloc_32(64 * PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, memory);
	for (int i = 0; i < 64; i++)
		KUNIT_EXPECT_LT(test, vmalloc_to_pfn(memory + i * PAGE_SIZE), 1UL << 20);
	vfree(memory);
}

static struct kunit_case vmalloc_cases[] = {
	KUNIT_CASE(memory_of_any_size_can_be_written_and_read_back),
	KUNIT_CASE(vzalloc_gives_zeroes_also_in_reused_frames),
	KUNIT_CASE(pages_on_either_side_of_an_area_are_not_mapped),
	KUNIT_CASE(freed_memory_cannot_be_read),
	KUNIT_CASE(a_purge_forgets_the_first_and_the_last_page_of_all_that_was_freed),
	KUNIT_CASE(under_debug_vmalloc_freed_memory_is_gone_at_once),
	KUNIT_CASE(more_than_the_machine_has_is_refused_at_once),
	KUNIT_CASE(absurd_alignments_are_refused_at_once),
	KUNIT_CASE(every_alignment_that_fits_is_given),
	KUNIT_CASE(an_area_lies_between_its_bounds_or_nowhere),
	KUNIT_CASE(an_array_whose_size_overflows_is_null),
	KUNIT_CASE(vmalloc_to_page_finds_the_frame_behind_each_page),
	KUNIT_CASE(vmalloc_is_contiguous_in_addresses_not_in_frames),
	KUNIT_CASE(four_mebibytes_are_mapped_by_large_entries_where_blocks_exist),
	KUNIT_CASE(a_held_page_survives_the_area),
	KUNIT_CASE(wrong_frees_are_named_and_change_nothing),
	KUNIT_CASE(vfree_of_null_does_nothing),
	KUNIT_CASE(vfree_with_interrupts_off_is_put_off),
	KUNIT_CASE(vmap_shows_the_same_frames_at_a_second_address),
	KUNIT_CASE(pages_handed_over_to_vmap_go_with_vfree),
	KUNIT_CASE(vm_map_ram_maps_and_unmaps),
	KUNIT_CASE(areas_freed_are_used_again_after_a_flush_only),
	KUNIT_CASE(a_thousand_single_page_areas_coexist),
	KUNIT_CASE(vmalloc_32_stays_below_four_gibibytes),
	{}
};

static struct kunit_suite vmalloc_suite = { .name = "vmalloc", .test_cases = vmalloc_cases };
kunit_test_suite(vmalloc_suite);
