// SPDX-License-Identifier: MIT
/* tests/test_sort.c: sort(), checksums and random numbers. */
#include <kunit/test.h>
#include <linux/crc32.h>
#include <linux/random.h>
#include <linux/sort.h>
#include <slate/cksum.h>

#define NUMBERS 128

static int compare_u32(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

static int compare_bytes(const void *a, const void *b, const void *priv)
{
	return memcmp(a, b, *(const int *)priv);
}

static unsigned int swaps;

static void swap_u32(void *a, void *b, int size)
{
	swap(*(u32 *)a, *(u32 *)b);
	swaps++;
}

static void sort_orders_every_length(struct kunit *test)
{
	static u32 numbers[NUMBERS];

	for (int n = 0; n <= NUMBERS; n++) {
		u64 before = 0, after = 0;

		for (int i = 0; i < n; i++) {
			numbers[i] = get_random_u32() % (n + 1);
			before += (u64)numbers[i] * numbers[i];
		}
		sort(numbers, n, sizeof(u32), compare_u32, n % 2 ? NULL : swap_u32);
		for (int i = 0; i < n; i++) {
			after += (u64)numbers[i] * numbers[i];
			if (i)
				KUNIT_ASSERT_LE(test, numbers[i - 1], numbers[i]);
		}
		KUNIT_ASSERT_EQ(test, before, after);
	}
	KUNIT_EXPECT_GT(test, swaps, 0u);
}

static void sort_r_moves_elements_of_odd_sizes_whole(struct kunit *test)
{
	char words[] = "slub slab slob page zone pool node free ";
	int size = 5;

	sort_r(words, 8, size, compare_bytes, NULL, &size);
	KUNIT_EXPECT_STREQ(test, words, "free node page pool slab slob slub zone ");
}

/* The check values of the catalogue of CRC algorithms. */
static void crc32_gives_the_published_check_value(struct kunit *test)
{
	static const u8 digits[] = "123456789";
	static u8 padded[16];

	KUNIT_EXPECT_EQ(test, ~crc32_le(~0u, digits, 9), 0xcbf43926u);
	KUNIT_EXPECT_EQ(test, ~crc32_be(~0u, digits, 9), 0xfc891918u);
	KUNIT_EXPECT_EQ(test, crc32_le(0x1234, digits, 0), 0x1234u);
	for (int offset = 0; offset < 4; offset++) { /* alignment and pieces do not matter */
		memcpy(padded + offset, digits, 9);
		KUNIT_EXPECT_EQ(test, ~crc32_le(crc32_le(~0u, padded + offset, 3), padded + offset + 3, 6),
				0xcbf43926u);
	}
}

static void cksum_gives_what_posix_cksum_prints(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, cksum_finish(0, 0), 4294967295u);
	KUNIT_EXPECT_EQ(test, cksum_finish(cksum_update(0, "123456789", 9), 9), 930766865u);
}

static void a_seed_repeats_its_sequence(struct kunit *test)
{
	struct rnd_state a, b;
	u32 ored = 0, anded = ~0u;

	prandom_seed_state(&a, 42);
	prandom_seed_state(&b, 42);
	for (int i = 0; i < 100; i++) {
		u32 value = prandom_u32_state(&a);

		KUNIT_ASSERT_EQ(test, value, prandom_u32_state(&b));
		ored |= value;
		anded &= value;
	}
	KUNIT_EXPECT_EQ(test, ored, ~0u);
	KUNIT_EXPECT_EQ(test, anded, 0u);
	prandom_seed_state(&b, 43);
	KUNIT_EXPECT_NE(test, prandom_u32_state(&a), prandom_u32_state(&b));
}

static void random_numbers_stay_below_their_ceiling(struct kunit *test)
{
	unsigned int seen[7] = { 0 };
	u8 bytes[32] = { 0 };

	for (int i = 0; i < 700; i++) {
		u32 value = prandom_u32_max(7);

		KUNIT_ASSERT_LT(test, value, 7u);
		seen[value]++;
	}
	for (int i = 0; i < 7; i++)
		KUNIT_EXPECT_GT(test, seen[i], 40u);
	get_random_bytes(bytes, 31);
	KUNIT_EXPECT_EQ(test, bytes[31], 0);
	KUNIT_EXPECT_NOT_NULL(test, memchr_inv(bytes, 0, 31));
}

static struct kunit_case sort_cases[] = {
	KUNIT_CASE(sort_orders_every_length),
	KUNIT_CASE(sort_r_moves_elements_of_odd_sizes_whole),
	KUNIT_CASE(crc32_gives_the_published_check_value),
	KUNIT_CASE(cksum_gives_what_posix_cksum_prints),
	KUNIT_CASE(a_seed_repeats_its_sequence),
	KUNIT_CASE(random_numbers_stay_below_their_ceiling),
	{}
};

static struct kunit_suite sort_suite = { .name = "sort", .test_cases = sort_cases };
kunit_test_suite(sort_suite);
