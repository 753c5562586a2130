// SPDX-License-Identifier: MIT
/* tests/test_div64.c: 64-bit division, checked by multiplying back; rounding; roots. */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/random.h>

/* A number of any size: as many random bits as a random length says. */
static u64 random_any(void)
{
	return get_random_u64() >> (get_random_u32() % 64);
}

/* floor(a / b) = q with remainder r is the only pair for which a = q * b + r and r < b. */
static void check_division(struct kunit *test, u64 a, u64 b)
{
	u64 remainder, quotient = div64_u64_rem(a, b, &remainder);

	KUNIT_ASSERT_TRUE(test, remainder < b);
	KUNIT_ASSERT_EQ(test, a, quotient * b + remainder);
	KUNIT_ASSERT_TRUE(test, quotient <= a && (!quotient || a - remainder >= b));
	KUNIT_ASSERT_EQ(test, div64_u64(a, b), quotient);
	if (b >> 32)
		return;
	KUNIT_ASSERT_EQ(test, div_u64(a, b), quotient);
	KUNIT_ASSERT_EQ(test, do_div(a, (u32)b), (u32)remainder);
	KUNIT_ASSERT_EQ(test, a, quotient);
}

static void do_div_leaves_the_quotient_and_returns_the_remainder(struct kunit *test)
{
	u64 n = 10000000000ull;

	KUNIT_EXPECT_EQ(test, do_div(n, 3), 1u);
	KUNIT_EXPECT_EQ(test, n, 3333333333ull);
	KUNIT_EXPECT_EQ(test, do_div(n, 1), 0u);
	KUNIT_EXPECT_EQ(test, n, 3333333333ull);
	n = U64_MAX;
	KUNIT_EXPECT_EQ(test, do_div(n, U32_MAX), 0u);
	KUNIT_EXPECT_EQ(test, n, 0x100000001ull);
}

static void division_is_exact_at_the_borders(struct kunit *test)
{
	static const u64 borders[] = { 1, 2, 3, U32_MAX - 1, U32_MAX, 1ull << 32, (1ull << 32) + 1,
				       S64_MAX, 1ull << 63, (1ull << 63) + 1, U64_MAX - 1, U64_MAX };

	for (int i = 0; i < ARRAY_SIZE(borders); i++) {
		for (int j = 0; j < ARRAY_SIZE(borders); j++)
			check_division(test, borders[i], borders[j]);
		check_division(test, 0, borders[i]);
	}
}

static void division_is_exact_for_random_numbers(struct kunit *test)
{
	for (int i = 0; i < 20000; i++)
		check_division(test, random_any(), random_any() ?: 1);
}

static void signed_division_truncates_towards_zero(struct kunit *test)
{
	s32 remainder;

	KUNIT_EXPECT_EQ(test, div_s64(7, -2), -3ll);
	KUNIT_EXPECT_EQ(test, div_s64(-7, 2), -3ll);
	KUNIT_EXPECT_EQ(test, div_s64(-7, -2), 3ll);
	KUNIT_EXPECT_EQ(test, div_s64_rem(-7, 2, &remainder), -3ll);
	KUNIT_EXPECT_EQ(test, remainder, -1);
	KUNIT_EXPECT_EQ(test, div64_s64(S64_MIN, 1), S64_MIN);
	KUNIT_EXPECT_EQ(test, div64_s64(S64_MIN, 1ll << 40), -(1ll << 23));
	KUNIT_EXPECT_EQ(test, div64_s64(-(1ll << 40), -(1ll << 38)), 4ll);
}

static void rounding_macros_round_the_right_way(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, DIV_ROUND_UP(7, 4), 2);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_UP(8, 4), 2);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_UP_ULL(10000000001ull, 10), 1000000001ull);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_CLOSEST(7, 4), 2);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_CLOSEST(-7, 4), -2);
	KUNIT_EXPECT_EQ(test, round_up(4097UL, 4096), 8192UL);
	KUNIT_EXPECT_EQ(test, round_down(8191UL, 4096), 4096UL);
	KUNIT_EXPECT_EQ(test, roundup(10, 3), 12);
	KUNIT_EXPECT_EQ(test, rounddown(11, 3), 9);
	KUNIT_EXPECT_EQ(test, mult_frac(1000000000u, 6u, 7u), 857142857u);
	KUNIT_EXPECT_EQ(test, round_up(0x100000001ull, 4096ull), 0x100001000ull);
}

static void products_keep_their_high_bits_when_shifted(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mul_u64_u32_shr(U64_MAX, 2, 1), U64_MAX);
	KUNIT_EXPECT_EQ(test, mul_u64_u32_shr(1ull << 40, 1u << 30, 32), 1ull << 38);
	KUNIT_EXPECT_EQ(test, mul_u64_u32_shr(12345, 1000, 0), 12345000ull);
	KUNIT_EXPECT_EQ(test, mul_u32_u32(U32_MAX, U32_MAX), 0xfffffffe00000001ull);
}

static void int_sqrt_is_the_floor_of_the_root(struct kunit *test)
{
	for (unsigned long x = 0; x < 1000; x++) {
		unsigned long root = int_sqrt(x);

		KUNIT_ASSERT_TRUE(test, root * root <= x && (root + 1) * (root + 1) > x);
	}
	KUNIT_EXPECT_EQ(test, int_sqrt(0xfffffffful), 65535ul);
	KUNIT_EXPECT_EQ(test, int_sqrt(65536ul * 65535), 65535ul);
	KUNIT_EXPECT_EQ(test, int_sqrt(0xfffe0001ul), 65535ul);
}

static void int_pow_multiplies_out(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, int_pow(10, 19), 10000000000000000000ull);
	KUNIT_EXPECT_EQ(test, int_pow(7, 0), 1ull);
	KUNIT_EXPECT_EQ(test, int_pow(0, 3), 0ull);
}

static struct kunit_case div64_cases[] = {
	KUNIT_CASE(do_div_leaves_the_quotient_and_returns_the_remainder),
	KUNIT_CASE(division_is_exact_at_the_borders),
	KUNIT_CASE(division_is_exact_for_random_numbers),
	KUNIT_CASE(signed_division_truncates_towards_zero),
	KUNIT_CASE(rounding_macros_round_the_right_way),
	KUNIT_CASE(products_keep_their_high_bits_when_shifted),
	KUNIT_CASE(int_sqrt_is_the_floor_of_the_root),
	KUNIT_CASE(int_pow_multiplies_out),
	{}
};

static struct kunit_suite div64_suite = { .name = "div64", .test_cases = div64_cases };
kunit_test_suite(div64_suite);
