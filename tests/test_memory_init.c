// SPDX-License-Identifier: MIT
/*
 * tests/test_memory_init.c: what memblock left behind when it had handed over.
 *
 * memblock and the loader's parsers are gone when self-tests run (their code is freed memory by then);
 * host programs test them. Here: that the account they left is exact, and that they really are gone.
 */
#include <asm/page.h>
#include <asm/sections.h>
#include <kunit/test.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <slate/boot_info.h>
#include <slate/firmware_map.h>
#include <slate/meminfo.h>

static void every_byte_of_ram_has_one_name(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, memory_check(), 0);
	KUNIT_EXPECT_GT(test, memory_handed_over_bytes(), 0ull);
	KUNIT_EXPECT_LE(test, memory_handed_over_bytes(), memory_firmware_bytes());
}

static void the_page_allocator_manages_what_was_handed_over(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, (u64)totalram_pages() << PAGE_SHIFT, memory_handed_over_bytes());
}

static void the_firmware_map_is_sorted_and_disjoint(struct kunit *test)
{
	struct firmware_range range, last = { .end = 0 };
	unsigned int i;

	for (i = 0; firmware_range(i, &range); i++) {
		KUNIT_EXPECT_LT(test, range.start, range.end);
		KUNIT_EXPECT_GE(test, range.start, last.end);
		KUNIT_EXPECT_FALSE(test, i && range.start == last.end && range.type == last.type);
		last = range;
	}
	KUNIT_EXPECT_GT(test, i, 0u);
}

static void ram_of_the_map_and_its_deductions_add_up(struct kunit *test)
{
	struct firmware_range range;
	u64 ram = 0;
	unsigned int i;

	for (i = 0; firmware_range(i, &range); i++)
		if (range.type == FIRMWARE_RAM)
			ram += range.end - range.start;
	KUNIT_EXPECT_EQ(test, ram + memory_clipped_bytes() + memory_cut_bytes(),
			memory_firmware_bytes());
}

static void items_are_named_once_and_not_negative(struct kunit *test)
{
	const struct memory_item *item, *other;
	unsigned int i, j;

	for (i = 0; (item = memory_item(i)); i++) {
		KUNIT_EXPECT_NOT_NULL(test, item->what);
		KUNIT_EXPECT_LE(test, item->bytes, memory_firmware_bytes());
		for (j = 0; j < i; j++) {
			other = memory_item(j);
			KUNIT_EXPECT_NE(test, strcmp(item->what, other->what), 0);
		}
	}
	KUNIT_EXPECT_GE(test, i, 3u);
}

static void lowmem_ends_where_high_memory_begins(struct kunit *test)
{
	KUNIT_EXPECT_PTR_EQ(test, high_memory, __va(max_low_pfn << PAGE_SHIFT));
	KUNIT_EXPECT_LE(test, max_low_pfn, max_pfn);
	KUNIT_EXPECT_GE(test, max_low_pfn << PAGE_SHIFT, (unsigned long)min_t(u64, LOWMEM_MIN, PFN_PHYS(max_pfn)));
}

static void boot_code_is_ordinary_memory_now(struct kunit *test)
{
	struct page *page = virt_to_page(__init_begin);

	KUNIT_EXPECT_FALSE(test, PageReserved(page));
	KUNIT_EXPECT_TRUE(test, init_section_contains(&memblock, sizeof(memblock)));
}

static struct kunit_case memory_init_cases[] = {
	KUNIT_CASE(every_byte_of_ram_has_one_name),
	KUNIT_CASE(the_page_allocator_manages_what_was_handed_over),
	KUNIT_CASE(the_firmware_map_is_sorted_and_disjoint),
	KUNIT_CASE(ram_of_the_map_and_its_deductions_add_up),
	KUNIT_CASE(items_are_named_once_and_not_negative),
	KUNIT_CASE(lowmem_ends_where_high_memory_begins),
	KUNIT_CASE(boot_code_is_ordinary_memory_now),
	{}
};

static struct kunit_suite memory_init_suite = { .name = "memory_init", .test_cases = memory_init_cases };
kunit_test_suite(memory_init_suite);
