// SPDX-License-Identifier: MIT
/* tests/test_gcd.c: common divisors and multiples, and the arithmetic of rings. */
#include <kunit/test.h>
#include <linux/circ_buf.h>
#include <linux/gcd.h>
#include <linux/lcm.h>

/* The slow truth: the largest number up to both that divides both. */
static unsigned long gcd_by_trial(unsigned long a, unsigned long b)
{
	unsigned long best = 1;

	for (unsigned long d = 1; d <= a && d <= b; d++)
		if (a % d == 0 && b % d == 0)
			best = d;
	return best;
}

static void gcd_agrees_with_trial_division(struct kunit *test)
{
	for (unsigned long a = 1; a <= 60; a++)
		for (unsigned long b = 1; b <= 60; b++)
			KUNIT_ASSERT_EQ(test, gcd(a, b), gcd_by_trial(a, b));
	KUNIT_EXPECT_EQ(test, gcd(4181, 6765), 1UL);
	KUNIT_EXPECT_EQ(test, gcd(0x80000000UL, 0xc0000000UL), 0x40000000UL);
}

static void zero_is_divided_by_everything(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, gcd(12, 0), 12UL);
	KUNIT_EXPECT_EQ(test, gcd(0, 12), 12UL);
	KUNIT_EXPECT_EQ(test, gcd(0, 0), 0UL);
	KUNIT_EXPECT_EQ(test, lcm(12, 0), 0UL);
	KUNIT_EXPECT_EQ(test, lcm_not_zero(12, 0), 12UL);
	KUNIT_EXPECT_EQ(test, lcm_not_zero(0, 12), 12UL);
}

static void lcm_is_the_first_number_that_both_divide(struct kunit *test)
{
	for (unsigned long a = 1; a <= 30; a++) {
		for (unsigned long b = 1; b <= 30; b++) {
			unsigned long n = a;

			while (n % b)
				n += a;
			KUNIT_ASSERT_EQ(test, lcm(a, b), n);
		}
	}
	/* The product alone would not fit. */
	KUNIT_EXPECT_EQ(test, lcm(0x80000000UL, 0x40000000UL), 0x80000000UL);
}

/* Walk a ring of 16 place by place and compare with what counting them one by one gives. */
static void a_ring_counts_what_lies_between_tail_and_head(struct kunit *test)
{
	const int size = 16;

	for (int head = 0; head < size; head++) {
		for (int tail = 0; tail < size; tail++) {
			int count = 0, space = size - 1, count_end, space_end;

			for (int i = tail; i != head; i = (i + 1) % size) {
				count++;
				space--;
			}
			count_end = tail + count > size ? size - tail : count;
			space_end = head + space > size ? size - head : space;
			KUNIT_ASSERT_EQ(test, CIRC_CNT(head, tail, size), count);
			KUNIT_ASSERT_EQ(test, CIRC_SPACE(head, tail, size), space);
			KUNIT_ASSERT_EQ(test, CIRC_CNT_TO_END(head, tail, size), count_end);
			KUNIT_ASSERT_EQ(test, CIRC_SPACE_TO_END(head, tail, size), space_end);
		}
	}
}

static struct kunit_case gcd_cases[] = {
	KUNIT_CASE(gcd_agrees_with_trial_division),
	KUNIT_CASE(zero_is_divided_by_everything),
	KUNIT_CASE(lcm_is_the_first_number_that_both_divide),
	KUNIT_CASE(a_ring_counts_what_lies_between_tail_and_head),
	{}
};

static struct kunit_suite gcd_suite = {
	.name = "gcd",
	.test_cases = gcd_cases,
};
kunit_test_suite(gcd_suite);
