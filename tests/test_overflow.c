// SPDX-License-Identifier: MIT
/* tests/test_overflow.c: overflow.h, minmax.h and other arithmetic of the headers. */
#include <kunit/test.h>
#include <linux/align.h>
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/sizes.h>

static void size_helpers_saturate(struct kunit *test)
{
	volatile size_t big = SIZE_MAX / 2 + 1;

	KUNIT_EXPECT_EQ(test, size_mul(3, 4), (size_t)12);
	KUNIT_EXPECT_EQ(test, size_mul(big, 2), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_add(big, big), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_add(big, 1), big + 1);
	KUNIT_EXPECT_EQ(test, size_sub(5, 3), (size_t)2);
	KUNIT_EXPECT_EQ(test, size_sub(3, 5), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_sub(SIZE_MAX, 5), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, array3_size(big, 2, 0), (size_t)0);
	KUNIT_EXPECT_EQ(test, array3_size(big, 2, 2), SIZE_MAX);
}

struct flexible {
	u32 count;
	u64 items[];
};

static void struct_size_counts_the_flexible_array(struct kunit *test)
{
	struct flexible *p = NULL;
	volatile size_t huge = SIZE_MAX / 4;

	KUNIT_EXPECT_EQ(test, struct_size(p, items, 3), sizeof(*p) + 24);
	KUNIT_EXPECT_EQ(test, flex_array_size(p, items, 3), (size_t)24);
	KUNIT_EXPECT_EQ(test, struct_size(p, items, huge), SIZE_MAX);
}

static void checked_arithmetic_tells_when_it_wrapped(struct kunit *test)
{
	u8 byte;
	s32 number;
	u64 wide;

	KUNIT_EXPECT_FALSE(test, check_add_overflow(200, 55, &byte));
	KUNIT_EXPECT_EQ(test, byte, 255);
	KUNIT_EXPECT_TRUE(test, check_add_overflow(200, 56, &byte));
	KUNIT_EXPECT_EQ(test, byte, 0);
	KUNIT_EXPECT_TRUE(test, check_sub_overflow(0u, 1u, &byte));
	KUNIT_EXPECT_TRUE(test, check_sub_overflow(INT_MIN, 1, &number));
	KUNIT_EXPECT_FALSE(test, check_mul_overflow(0xffffffffull, 0xffffffffull, &wide));
	KUNIT_EXPECT_TRUE(test, check_mul_overflow(1ull << 33, 1ull << 31, &wide));
	KUNIT_EXPECT_EQ(test, wide, 0ull);
}

static void checked_shifts_refuse_lost_bits_and_bad_counts(struct kunit *test)
{
	u8 byte;
	s32 number;
	int negative = -1;

	KUNIT_EXPECT_FALSE(test, check_shl_overflow(1, 7, &byte));
	KUNIT_EXPECT_EQ(test, byte, 128);
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(1, 8, &byte));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(3, 7, &byte));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(1, 31, &number));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(1, negative, &number));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(negative, 1, &number));
	KUNIT_EXPECT_FALSE(test, check_shl_overflow(0, 31, &number));
}

static int evaluations;

static int counted(int value)
{
	evaluations++;
	return value;
}

static void min_and_max_evaluate_once(struct kunit *test)
{
	evaluations = 0;
	KUNIT_EXPECT_EQ(test, min(counted(3), 5), 3);
	KUNIT_EXPECT_EQ(test, max(counted(3), 5), 5);
	KUNIT_EXPECT_EQ(test, clamp(counted(9), 1, 5), 5);
	KUNIT_EXPECT_EQ(test, evaluations, 3);
	KUNIT_EXPECT_EQ(test, min_t(unsigned int, -1, 7), 7u);
	KUNIT_EXPECT_EQ(test, min3(3, 1, 2), 1);
	KUNIT_EXPECT_EQ(test, max3(3, 1, 2), 3);
	KUNIT_EXPECT_EQ(test, min_not_zero(0, 4), 4);
}

static void alignment_rounds_addresses_and_64_bit_values(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ALIGN(4097, 4096), 8192);
	KUNIT_EXPECT_EQ(test, ALIGN_DOWN(8191, 4096), 4096);
	KUNIT_EXPECT_TRUE(test, IS_ALIGNED(0x100000000ull, SZ_1G));
	KUNIT_EXPECT_EQ(test, ALIGN(0x100000001ull, SZ_4K), 0x100001000ull);
	KUNIT_EXPECT_PTR_EQ(test, PTR_ALIGN((char *)0x1001, 16), (char *)0x1010);
	KUNIT_EXPECT_EQ(test, upper_32_bits(0x123456789ull), 1u);
	KUNIT_EXPECT_EQ(test, lower_32_bits(0x123456789ull), 0x23456789u);
}

static struct kunit_case overflow_cases[] = {
	KUNIT_CASE(size_helpers_saturate),
	KUNIT_CASE(struct_size_counts_the_flexible_array),
	KUNIT_CASE(checked_arithmetic_tells_when_it_wrapped),
	KUNIT_CASE(checked_shifts_refuse_lost_bits_and_bad_counts),
	KUNIT_CASE(min_and_max_evaluate_once),
	KUNIT_CASE(alignment_rounds_addresses_and_64_bit_values),
	{}
};

static struct kunit_suite overflow_suite = { .name = "overflow", .test_cases = overflow_cases };
kunit_test_suite(overflow_suite);
