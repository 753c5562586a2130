// SPDX-License-Identifier: MIT
/* tests/test_kfifo.c: rings against an array that only grows. */
#include <kunit/test.h>
#include <linux/kfifo.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

static DEFINE_KFIFO(shorts, u16, 8);

static void what_goes_in_first_comes_out_first(struct kunit *test)
{
	u16 value;

	INIT_KFIFO(shorts);
	KUNIT_EXPECT_EQ(test, kfifo_size(&shorts), 8u);
	KUNIT_EXPECT_EQ(test, kfifo_esize(&shorts), sizeof(u16));
	for (u16 i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, kfifo_put(&shorts, i * 1000), 1);
	KUNIT_EXPECT_TRUE(test, kfifo_is_full(&shorts));
	KUNIT_EXPECT_EQ(test, kfifo_put(&shorts, 1), 0);
	KUNIT_EXPECT_EQ(test, kfifo_peek(&shorts, &value), 1);
	KUNIT_EXPECT_EQ(test, value, 0);
	kfifo_skip(&shorts);
	for (u16 i = 1; i < 8; i++) {
		KUNIT_EXPECT_EQ(test, kfifo_get(&shorts, &value), 1);
		KUNIT_EXPECT_EQ(test, value, i * 1000);
	}
	KUNIT_EXPECT_EQ(test, kfifo_get(&shorts, &value), 0);
	KUNIT_EXPECT_TRUE(test, kfifo_is_empty(&shorts));
}

static void counters_that_wrap_do_no_harm(struct kunit *test)
{
	u16 in = 0, out = 0, some[8], back[8];

	INIT_KFIFO(shorts);
	shorts.kfifo.in = shorts.kfifo.out = 0xfffffff0;
	for (int round = 0; round < 2000; round++) {
		unsigned int n = get_random_u32() % 9, moved;

		for (unsigned int i = 0; i < n; i++)
			some[i] = in + i;
		moved = kfifo_in(&shorts, some, n);
		KUNIT_ASSERT_LE(test, moved, n);
		in += moved;
		KUNIT_ASSERT_EQ(test, kfifo_len(&shorts), (u16)(in - out));
		KUNIT_ASSERT_EQ(test, kfifo_avail(&shorts), 8 - (u16)(in - out));
		moved = kfifo_out(&shorts, back, get_random_u32() % 9);
		for (unsigned int i = 0; i < moved; i++)
			KUNIT_ASSERT_EQ(test, back[i], (u16)(out + i));
		out += moved;
	}
}

static void records_keep_their_borders(struct kunit *test)
{
	struct kfifo_rec_ptr_1 records;
	char text[32];
	unsigned int next = 0, sent = 0;

	KUNIT_ASSERT_EQ(test, kfifo_alloc(&records, 100, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, kfifo_size(&records), 128u); /* rounded up */
	KUNIT_EXPECT_EQ(test, kfifo_avail(&records), 127u);
	for (int round = 0; round < 500; round++) {
		for (;; sent++) {
			int len = snprintf(text, sizeof(text), "%0*u", 1 + (int)(sent % 20), sent % 10);

			if (!kfifo_in(&records, text, len))
				break; /* whole or not at all */
		}
		KUNIT_ASSERT_EQ(test, kfifo_peek_len(&records), 1 + next % 20);
		memset(text, 0, sizeof(text));
		KUNIT_ASSERT_EQ(test, kfifo_out(&records, text, sizeof(text)), 1 + next % 20);
		KUNIT_ASSERT_EQ(test, text[next % 20], '0' + next % 10);
		next++;
	}
	KUNIT_EXPECT_EQ(test, kfifo_out(&records, text, 1), 1u); /* the rest of that record is gone */
	next++;
	KUNIT_EXPECT_EQ(test, kfifo_peek_len(&records), 1 + next % 20);
	kfifo_free(&records);
	KUNIT_EXPECT_FALSE(test, kfifo_initialized(&records));
}

static void sizes_that_make_no_ring_are_refused(struct kunit *test)
{
	struct kfifo fifo;
	char buffer[100];

	KUNIT_EXPECT_EQ(test, kfifo_alloc(&fifo, 1, GFP_KERNEL), -EINVAL);
	KUNIT_EXPECT_EQ(test, kfifo_init(&fifo, buffer, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, kfifo_init(&fifo, buffer, sizeof(buffer)), 0);
	KUNIT_EXPECT_EQ(test, kfifo_size(&fifo), 64u); /* rounded down */
}

static void a_programs_bytes_go_through_a_ring(struct kunit *test)
{
	static const u16 sent[5] = { 1, 2, 3, 4, 5 };
	u16 back[5] = { 0 };
	unsigned int copied;

	INIT_KFIFO(shorts);
	KUNIT_EXPECT_EQ(test, kfifo_from_user(&shorts, (void __user *)sent, 10, &copied), -EFAULT); /* no call */
	KUNIT_EXPECT_EQ(test, copied, 0u);
	kernel_pointers_begin();
	KUNIT_EXPECT_EQ(test, kfifo_from_user(&shorts, (void __user *)sent, 9, &copied), 0);
	KUNIT_EXPECT_EQ(test, copied, 8u); /* whole elements */
	KUNIT_EXPECT_EQ(test, kfifo_to_user(&shorts, (void __user *)back, sizeof(back), &copied), 0);
	kernel_pointers_end();
	KUNIT_EXPECT_EQ(test, copied, 8u);
	KUNIT_EXPECT_EQ(test, back[3], 4);
	KUNIT_EXPECT_TRUE(test, kfifo_is_empty(&shorts));
}

static struct kunit_case kfifo_cases[] = {
	KUNIT_CASE(what_goes_in_first_comes_out_first),
	KUNIT_CASE(counters_that_wrap_do_no_harm),
	KUNIT_CASE(records_keep_their_borders),
	KUNIT_CASE(sizes_that_make_no_ring_are_refused),
	KUNIT_CASE(a_programs_bytes_go_through_a_ring),
	{}
};

static struct kunit_suite kfifo_suite = { .name = "kfifo", .test_cases = kfifo_cases };
kunit_test_suite(kfifo_suite);
