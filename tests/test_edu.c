// SPDX-License-Identifier: MIT
/* tests/test_edu.c: QEMU's teaching device (-device edu); skipped where there is none. */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/swiotlb.h>
#include <slate/edu.h>

#define MASK_PFN (1ul << (28 - PAGE_SHIFT)) /* the device reaches frames below this one */

static void need_edu(struct kunit *test)
{
	if (!edu_present())
		kunit_skip(test, "this machine has no edu device");
}

static void liveness_answers_with_the_complement(struct kunit *test)
{
	u32 answer = 0;

	need_edu(test);
	KUNIT_ASSERT_EQ(test, edu_liveness(0x12345678, &answer), 0);
	KUNIT_EXPECT_EQ(test, answer, ~0x12345678u);
}

static void factorials_arrive_by_interrupt(struct kunit *test)
{
	u32 n, expected = 1, result = 0;

	need_edu(test);
	for (n = 1; n <= 13; n++) {
		expected *= n; /* modulo 2^32 from 13 on */
		KUNIT_ASSERT_EQ(test, edu_factorial(n, &result), 0);
		KUNIT_EXPECT_EQ(test, result, expected);
	}
}

/* Out to the device, wiped in memory, and back; what is around it stays. */
static void round_trip(struct kunit *test, struct page *page)
{
	static u8 before[PAGE_SIZE];
	u8 *data = kmap_local_page(page);
	int i;

	for (i = 0; i < PAGE_SIZE; i++)
		before[i] = data[i] = (u8)(i * 7 + (i >> 8));
	kunmap_local(data);
	KUNIT_ASSERT_EQ(test, edu_transfer(page, 100, 2048, 17, DMA_TO_DEVICE), 0);
	data = kmap_local_page(page);
	memset(data + 100, 0xee, 2048);
	kunmap_local(data);
	KUNIT_ASSERT_EQ(test, edu_transfer(page, 100, 2048, 17, DMA_FROM_DEVICE), 0);
	data = kmap_local_page(page);
	KUNIT_EXPECT_EQ(test, memcmp(data, before, PAGE_SIZE), 0);
	kunmap_local(data);
}

static void bytes_go_to_the_device_and_come_back(struct kunit *test)
{
	struct page *page;

	need_edu(test);
	page = alloc_page(GFP_DMA);
	KUNIT_ASSERT_NOT_NULL(test, page);
	round_trip(test, page);
	__free_page(page);
}

/* Whether it must bounce or not: what edu.bits= says is what the device does. */
static void any_page_goes_to_the_device_and_comes_back(struct kunit *test)
{
	struct page *page;

	need_edu(test);
	if (!is_swiotlb_active(NULL))
		kunit_skip(test, "swiotlb=noforce");
	page = alloc_page(GFP_HIGHUSER);
	KUNIT_ASSERT_NOT_NULL(test, page);
	round_trip(test, page);
	__free_page(page);
}

static void a_page_beyond_28_bits_is_bounced(struct kunit *test)
{
	struct page *page;

	need_edu(test);
	if (!is_swiotlb_active(NULL))
		kunit_skip(test, "swiotlb=noforce");
	page = alloc_page(GFP_HIGHUSER);
	KUNIT_ASSERT_NOT_NULL(test, page);
	if (page_to_pfn(page) >= MASK_PFN)
		round_trip(test, page);
	__free_page(page);
	if (page_to_pfn(page) < MASK_PFN)
		kunit_skip(test, "this machine gave no page above 256 MiB");
}

static void what_the_device_cannot_take_is_refused(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, edu_transfer(page, 0, 0, 0, DMA_TO_DEVICE), -EINVAL);
	KUNIT_EXPECT_EQ(test, edu_transfer(page, 0, 2049, 0, DMA_TO_DEVICE), -EINVAL);
	KUNIT_EXPECT_EQ(test, edu_transfer(page, 4000, 97, 0, DMA_TO_DEVICE), -EINVAL);
	KUNIT_EXPECT_EQ(test, edu_transfer(page, 0, 96, 4000, DMA_TO_DEVICE), -EINVAL);
	KUNIT_EXPECT_EQ(test, edu_transfer(page, 0, 96, 0, DMA_BIDIRECTIONAL), -EINVAL);
	__free_page(page);
}

static struct kunit_case edu_cases[] = {
	KUNIT_CASE(liveness_answers_with_the_complement),
	KUNIT_CASE(factorials_arrive_by_interrupt),
	KUNIT_CASE(bytes_go_to_the_device_and_come_back),
	KUNIT_CASE(any_page_goes_to_the_device_and_comes_back),
	KUNIT_CASE(a_page_beyond_28_bits_is_bounced),
	KUNIT_CASE(what_the_device_cannot_take_is_refused),
	{}
};

static struct kunit_suite edu_suite = {
	.name = "edu", .test_cases = edu_cases,
};
kunit_test_suite(edu_suite);
