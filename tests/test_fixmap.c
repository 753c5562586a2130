// SPDX-License-Identifier: MIT
/* tests/test_fixmap.c: promises of the compile-time addresses. */
#include <asm/extable.h>
#include <asm/fixmap.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mm.h>

static void a_frame_shows_at_its_slot_until_it_is_cleared(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long word;
	u32 *view;

	KUNIT_ASSERT_NOT_NULL(test, page);
	view = (u32 *)set_fixmap_offset(FIX_TEST, page_to_phys(page) + 16);
	*view = 0x51a7e;
	KUNIT_EXPECT_EQ(test, ((u32 *)page_address(page))[4], 0x51a7eU);
	clear_fixmap(FIX_TEST);
	KUNIT_EXPECT_NE(test, probe_kernel_word(view, &word), 0);
	__free_page(page);
}

static void a_slot_set_again_shows_the_new_frame(struct kunit *test)
{
	struct page *pages[2] = { alloc_page(GFP_KERNEL), alloc_page(GFP_KERNEL) };

	for (u32 i = 0; i < 2; i++) {
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
		*(u32 *)page_address(pages[i]) = 100 + i;
		set_fixmap(FIX_TEST, page_to_phys(pages[i]));
		KUNIT_EXPECT_EQ(test, *(u32 *)fix_to_virt(FIX_TEST), 100 + i);
	}
	clear_fixmap(FIX_TEST);
	__free_page(pages[0]);
	__free_page(pages[1]);
}

static void slots_and_addresses_are_inverse(struct kunit *test)
{
	for (unsigned int i = 1; i < __end_of_fixed_addresses; i++)
		KUNIT_EXPECT_EQ(test, virt_to_fix(__fix_to_virt(i)), (unsigned long)i);
	KUNIT_EXPECT_EQ(test, fix_to_virt(FIX_TEST) & ~PAGE_MASK, 0UL);
	KUNIT_EXPECT_GE(test, __fix_to_virt(FIX_KMAP_END), FIXADDR_START);
}

static struct kunit_case fixmap_cases[] = {
	KUNIT_CASE(a_frame_shows_at_its_slot_until_it_is_cleared),
	KUNIT_CASE(a_slot_set_again_shows_the_new_frame),
	KUNIT_CASE(slots_and_addresses_are_inverse),
	{}
};

static struct kunit_suite fixmap_suite = { .name = "fixmap", .test_cases = fixmap_cases };
kunit_test_suite(fixmap_suite);
