// SPDX-License-Identifier: MIT
/* tests/test_bitmap.c: bitops.h, find.h and bitmap.h against bits counted one by one. */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/log2.h>
#include <linux/random.h>

#define BITS 150 /* not a multiple of a word */

static void random_map(unsigned long *map, unsigned int one_in)
{
	bitmap_zero(map, BITS);
	for (int i = 0; i < BITS; i++)
		if (get_random_u32() % one_in == 0)
			__set_bit(i, map);
}

static unsigned int next_by_hand(const unsigned long *map, unsigned int from, bool value)
{
	while (from < BITS && test_bit(from, map) != value)
		from++;
	return min(from, (unsigned int)BITS);
}

static void single_bits_set_clear_and_change(struct kunit *test)
{
	DECLARE_BITMAP(map, BITS) = { 0 };

	for (int i = 0; i < BITS; i++) {
		set_bit(i, map);
		KUNIT_ASSERT_TRUE(test, test_bit(i, map));
		KUNIT_ASSERT_EQ(test, bitmap_weight(map, BITS), 1u);
		KUNIT_ASSERT_EQ(test, find_first_bit(map, BITS), (unsigned long)i);
		clear_bit(i, map);
		KUNIT_ASSERT_TRUE(test, bitmap_empty(map, BITS));
		change_bit(i, map);
		KUNIT_ASSERT_TRUE(test, test_bit(i, map));
		__change_bit(i, map);
		KUNIT_ASSERT_FALSE(test, test_bit(i, map));
	}
}

static void test_and_forms_return_the_old_value(struct kunit *test)
{
	DECLARE_BITMAP(map, BITS) = { 0 };

	for (int i = 0; i < BITS; i += 7) {
		KUNIT_ASSERT_FALSE(test, test_and_set_bit(i, map));
		KUNIT_ASSERT_TRUE(test, test_and_set_bit(i, map));
		KUNIT_ASSERT_TRUE(test, test_and_change_bit(i, map));
		KUNIT_ASSERT_FALSE(test, test_and_clear_bit(i, map));
		KUNIT_ASSERT_FALSE(test, __test_and_set_bit(i, map));
		KUNIT_ASSERT_TRUE(test, __test_and_clear_bit(i, map));
		KUNIT_ASSERT_TRUE(test, bitmap_empty(map, BITS));
	}
}

static void searches_agree_with_counting_by_hand(struct kunit *test)
{
	DECLARE_BITMAP(map, BITS);

	for (int round = 0; round < 30; round++) {
		unsigned int last = BITS;

		random_map(map, 1 + round);
		for (unsigned int from = 0; from <= BITS; from++) {
			KUNIT_ASSERT_EQ(test, find_next_bit(map, BITS, from), next_by_hand(map, from, true));
			KUNIT_ASSERT_EQ(test, find_next_zero_bit(map, BITS, from),
					next_by_hand(map, from, false));
			if (from < BITS && test_bit(from, map))
				last = from;
		}
		KUNIT_ASSERT_EQ(test, find_last_bit(map, BITS), last);
	}
}

static void for_each_set_bit_visits_each_once(struct kunit *test)
{
	DECLARE_BITMAP(map, BITS);
	DECLARE_BITMAP(seen, BITS) = { 0 };
	unsigned int bit;

	random_map(map, 3);
	for_each_set_bit(bit, map, BITS)
		KUNIT_ASSERT_FALSE(test, __test_and_set_bit(bit, seen));
	KUNIT_EXPECT_TRUE(test, bitmap_equal(map, seen, BITS));
	for_each_clear_bit(bit, map, BITS)
		KUNIT_ASSERT_FALSE(test, __test_and_set_bit(bit, seen));
	KUNIT_EXPECT_TRUE(test, bitmap_full(seen, BITS));
}

static void runs_set_and_clear_exactly_their_bits(struct kunit *test)
{
	DECLARE_BITMAP(map, BITS);

	for (unsigned int start = 0; start < BITS; start += 5) {
		for (unsigned int len = 0; start + len <= BITS; len += 3) {
			bitmap_zero(map, BITS);
			bitmap_set(map, start, len);
			for (unsigned int i = 0; i < BITS; i++)
				KUNIT_ASSERT_EQ(test, test_bit(i, map), i >= start && i < start + len);
			bitmap_fill(map, BITS);
			bitmap_clear(map, start, len);
			KUNIT_ASSERT_EQ(test, bitmap_weight(map, BITS), BITS - len);
		}
	}
}

static void set_algebra_works_bit_by_bit(struct kunit *test)
{
	DECLARE_BITMAP(a, BITS);
	DECLARE_BITMAP(b, BITS);
	DECLARE_BITMAP(result, BITS);

	random_map(a, 2);
	random_map(b, 3);
	KUNIT_EXPECT_EQ(test, bitmap_and(result, a, b, BITS), bitmap_intersects(a, b, BITS));
	KUNIT_EXPECT_TRUE(test, bitmap_subset(result, a, BITS) && bitmap_subset(result, b, BITS));
	for (int i = 0; i < BITS; i++)
		KUNIT_ASSERT_EQ(test, test_bit(i, result), test_bit(i, a) && test_bit(i, b));
	bitmap_or(result, a, b, BITS);
	KUNIT_EXPECT_TRUE(test, bitmap_subset(a, result, BITS) && bitmap_subset(b, result, BITS));
	bitmap_xor(result, result, a, BITS); /* what is in b only */
	KUNIT_EXPECT_FALSE(test, bitmap_intersects(result, a, BITS));
	KUNIT_EXPECT_EQ(test, bitmap_andnot(b, b, a, BITS), !bitmap_empty(result, BITS));
	KUNIT_EXPECT_TRUE(test, bitmap_equal(b, result, BITS));
	bitmap_complement(b, a, BITS);
	KUNIT_EXPECT_EQ(test, bitmap_weight(a, BITS) + bitmap_weight(b, BITS), (unsigned int)BITS);
}

static void a_free_area_is_the_first_that_fits_and_is_aligned(struct kunit *test)
{
	DECLARE_BITMAP(map, BITS) = { 0 };

	bitmap_set(map, 0, 3);
	bitmap_set(map, 20, 1);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, BITS, 0, 5, 0), 3ul);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, BITS, 0, 8, 7), 8ul);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, BITS, 0, 18, 0), 21ul);
	KUNIT_EXPECT_GT(test, bitmap_find_next_zero_area(map, BITS, 0, BITS, 0), (unsigned long)BITS);
}

static void regions_are_powers_of_two_and_do_not_overlap(struct kunit *test)
{
	DECLARE_BITMAP(map, BITS) = { 0 };

	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(map, BITS, 0), 0);
	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(map, BITS, 3), 8);
	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(map, BITS, 1), 2);
	KUNIT_EXPECT_EQ(test, bitmap_allocate_region(map, 8, 2), -EBUSY);
	bitmap_release_region(map, 8, 3);
	KUNIT_EXPECT_EQ(test, bitmap_allocate_region(map, 8, 2), 0);
	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(map, BITS, 8), -ENOMEM);
}

static void first_last_and_number_of_bits_of_a_word(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ffs(0), 0);
	KUNIT_EXPECT_EQ(test, fls(0), 0);
	KUNIT_EXPECT_EQ(test, fls64(0), 0);
	for (int i = 0; i < 32; i++) {
		u32 word = 1u << i;

		KUNIT_ASSERT_EQ(test, ffs(word | 1u << 31), i + 1);
		KUNIT_ASSERT_EQ(test, fls(word | 1), i + 1);
		KUNIT_ASSERT_EQ(test, __ffs(word), (unsigned long)i);
		KUNIT_ASSERT_EQ(test, __fls(word), (unsigned long)i);
		KUNIT_ASSERT_EQ(test, hweight32(word - 1), (unsigned int)i);
		KUNIT_ASSERT_EQ(test, fls64((u64)word << 32), i + 33);
		KUNIT_ASSERT_EQ(test, rol32(word, 1), i == 31 ? 1u : word << 1);
		KUNIT_ASSERT_EQ(test, ilog2(word), i);
	}
	KUNIT_EXPECT_EQ(test, hweight64(~0ull), 64u);
	KUNIT_EXPECT_EQ(test, sign_extend32(0x80, 7), -128);
}

static void powers_of_two_round_both_ways(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, roundup_pow_of_two(33UL), 64UL);
	KUNIT_EXPECT_EQ(test, roundup_pow_of_two(32UL), 32UL);
	KUNIT_EXPECT_EQ(test, rounddown_pow_of_two(33UL), 32UL);
	KUNIT_EXPECT_TRUE(test, is_power_of_2(64) && !is_power_of_2(63) && !is_power_of_2(0));
	KUNIT_EXPECT_EQ(test, get_count_order(33), 6);
	KUNIT_EXPECT_EQ(test, get_count_order(32), 5);
}

static struct kunit_case bitmap_cases[] = {
	KUNIT_CASE(single_bits_set_clear_and_change),
	KUNIT_CASE(test_and_forms_return_the_old_value),
	KUNIT_CASE(searches_agree_with_counting_by_hand),
	KUNIT_CASE(for_each_set_bit_visits_each_once),
	KUNIT_CASE(runs_set_and_clear_exactly_their_bits),
	KUNIT_CASE(set_algebra_works_bit_by_bit),
	KUNIT_CASE(a_free_area_is_the_first_that_fits_and_is_aligned),
	KUNIT_CASE(regions_are_powers_of_two_and_do_not_overlap),
	KUNIT_CASE(first_last_and_number_of_bits_of_a_word),
	KUNIT_CASE(powers_of_two_round_both_ways),
	{}
};

static struct kunit_suite bitmap_suite = { .name = "bitmap", .test_cases = bitmap_cases };
kunit_test_suite(bitmap_suite);
