// SPDX-License-Identifier: MIT
/* tests/test_atomic.c: what each atomic operation leaves and answers, at the borders of its width. */
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/limits.h>

static void add_and_sub_return_the_new_value(struct kunit *test)
{
	atomic_t v = ATOMIC_INIT(5);

	KUNIT_EXPECT_EQ(test, atomic_add_return(3, &v), 8);
	KUNIT_EXPECT_EQ(test, atomic_sub_return(10, &v), -2);
	KUNIT_EXPECT_EQ(test, atomic_inc_return(&v), -1);
	KUNIT_EXPECT_EQ(test, atomic_dec_return(&v), -2);
	KUNIT_EXPECT_EQ(test, atomic_read(&v), -2);
}

static void fetch_forms_return_the_old_value(struct kunit *test)
{
	atomic_t v = ATOMIC_INIT(0x0f);

	KUNIT_EXPECT_EQ(test, atomic_fetch_add(1, &v), 0x0f);
	KUNIT_EXPECT_EQ(test, atomic_fetch_or(0x100, &v), 0x10);
	KUNIT_EXPECT_EQ(test, atomic_fetch_and(0x110, &v), 0x110);
	KUNIT_EXPECT_EQ(test, atomic_fetch_xor(0x10, &v), 0x110);
	KUNIT_EXPECT_EQ(test, atomic_fetch_andnot(0x100, &v), 0x100);
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 0);
}

static void tests_answer_about_the_result(struct kunit *test)
{
	atomic_t v = ATOMIC_INIT(1);

	KUNIT_EXPECT_TRUE(test, atomic_dec_and_test(&v));
	KUNIT_EXPECT_FALSE(test, atomic_dec_and_test(&v));
	KUNIT_EXPECT_TRUE(test, atomic_inc_and_test(&v));
	KUNIT_EXPECT_TRUE(test, atomic_add_negative(-1, &v));
	KUNIT_EXPECT_FALSE(test, atomic_add_negative(1, &v));
	atomic_set(&v, 7);
	KUNIT_EXPECT_TRUE(test, atomic_sub_and_test(7, &v));
}

static void conditional_forms_keep_their_condition(struct kunit *test)
{
	atomic_t v = ATOMIC_INIT(0);

	KUNIT_EXPECT_FALSE(test, atomic_inc_not_zero(&v));
	KUNIT_EXPECT_EQ(test, atomic_dec_if_positive(&v), -1);
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 0);
	KUNIT_EXPECT_TRUE(test, atomic_add_unless(&v, 2, 5));
	KUNIT_EXPECT_FALSE(test, atomic_add_unless(&v, 2, 2));
	KUNIT_EXPECT_EQ(test, atomic_dec_if_positive(&v), 1);
	KUNIT_EXPECT_TRUE(test, atomic_inc_unless_negative(&v));
	KUNIT_EXPECT_FALSE(test, atomic_dec_unless_positive(&v));
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 2);
}

static void cmpxchg_stores_only_over_what_it_expects(struct kunit *test)
{
	u8 byte = 0x7f;
	u16 half = 0x1234;
	u32 word = 1;
	u32 seen = 2;

	KUNIT_EXPECT_EQ(test, cmpxchg(&byte, 0x7f, 0x80), 0x7f);
	KUNIT_EXPECT_EQ(test, byte, 0x80);
	KUNIT_EXPECT_EQ(test, cmpxchg(&half, 1, 2), 0x1234);
	KUNIT_EXPECT_EQ(test, half, 0x1234);
	KUNIT_EXPECT_FALSE(test, try_cmpxchg(&word, &seen, 9U));
	KUNIT_EXPECT_EQ(test, seen, 1U);
	KUNIT_EXPECT_TRUE(test, try_cmpxchg(&word, &seen, 9U));
	KUNIT_EXPECT_EQ(test, xchg(&word, 3U), 9U);
	KUNIT_EXPECT_EQ(test, word, 3U);
}

static void sixty_four_bits_carry_between_the_halves(struct kunit *test)
{
	atomic64_t v = ATOMIC64_INIT(0xffffffffLL);

	KUNIT_EXPECT_EQ(test, atomic64_inc_return(&v), 0x100000000LL);
	KUNIT_EXPECT_EQ(test, atomic64_dec_return(&v), 0xffffffffLL);
	KUNIT_EXPECT_EQ(test, atomic64_add_return(1LL << 40, &v), (1LL << 40) + 0xffffffffLL);
	atomic64_set(&v, S64_MIN);
	KUNIT_EXPECT_EQ(test, atomic64_read(&v), S64_MIN);
	KUNIT_EXPECT_EQ(test, atomic64_xchg(&v, -1), S64_MIN);
	KUNIT_EXPECT_TRUE(test, atomic64_inc_and_test(&v));
	KUNIT_EXPECT_EQ(test, atomic64_cmpxchg(&v, 0, 1LL << 33), 0);
	KUNIT_EXPECT_EQ(test, atomic64_cmpxchg(&v, 0, 5), 1LL << 33);
}

static void a_refcount_taken_from_zero_is_reported_and_sticks(struct kunit *test)
{
	refcount_t r = REFCOUNT_INIT(0);
	unsigned int before = refcount_misuse_count();

	refcount_inc(&r);
	KUNIT_EXPECT_EQ(test, refcount_misuse_count(), before + 1);
	KUNIT_EXPECT_EQ(test, (int)refcount_read(&r), REFCOUNT_SATURATED);
	KUNIT_EXPECT_FALSE(test, refcount_dec_and_test(&r));
}

static int released;

static void count_release(struct kref *kref)
{
	released++;
}

static void the_last_kref_put_releases_once(struct kunit *test)
{
	struct kref kref;

	released = 0;
	kref_init(&kref);
	kref_get(&kref);
	KUNIT_EXPECT_EQ(test, kref_put(&kref, count_release), 0);
	KUNIT_EXPECT_EQ(test, kref_put(&kref, count_release), 1);
	KUNIT_EXPECT_EQ(test, released, 1);
	KUNIT_EXPECT_FALSE(test, kref_get_unless_zero(&kref));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(add_and_sub_return_the_new_value),
	KUNIT_CASE(fetch_forms_return_the_old_value),
	KUNIT_CASE(tests_answer_about_the_result),
	KUNIT_CASE(conditional_forms_keep_their_condition),
	KUNIT_CASE(cmpxchg_stores_only_over_what_it_expects),
	KUNIT_CASE(sixty_four_bits_carry_between_the_halves),
	KUNIT_CASE(a_refcount_taken_from_zero_is_reported_and_sticks),
	KUNIT_CASE(the_last_kref_put_releases_once),
	{}
};

static struct kunit_suite suite = { .name = "atomic", .test_cases = cases };
kunit_test_suite(suite);
