// SPDX-License-Identifier: MIT
/* tests/test_bitmap_text.c: bitmaps as text, moved and walked, against bits handled one by one. */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/sprintf.h>

#define BITS 150 /* not a multiple of a word */

static void random_map(unsigned long *map, unsigned int one_in)
{
	bitmap_zero(map, BITS);
	for (int i = 0; i < BITS; i++)
		if (get_random_u32() % one_in == 0)
			__set_bit(i, map);
}

static void what_is_printed_can_be_parsed_back(struct kunit *test)
{
	DECLARE_BITMAP(map, BITS);
	DECLARE_BITMAP(back, BITS);
	static char text[1024];

	for (int round = 0; round < 200; round++) {
		random_map(map, 1 + round % 9);
		snprintf(text, sizeof(text), "%*pbl", BITS, map);
		KUNIT_ASSERT_EQ_MSG(test, bitmap_parselist(text, back, BITS), 0, "%s", text);
		KUNIT_ASSERT_TRUE_MSG(test, bitmap_equal(map, back, BITS), "%s", text);
		snprintf(text, sizeof(text), "%*pb", BITS, map);
		KUNIT_ASSERT_EQ_MSG(test, bitmap_parse(text, UINT_MAX, back, BITS), 0, "%s", text);
		KUNIT_ASSERT_TRUE_MSG(test, bitmap_equal(map, back, BITS), "%s", text);
	}
}

static void groups_are_as_long_as_their_bits(struct kunit *test)
{
	unsigned long map[2] = { 0xdeadbeef, 0x1ff };
	char text[64];

	snprintf(text, sizeof(text), "[%*pb] [%*pb] [%*pb] [%*pbl]", 41, map, 32, map, 5, map, 6, map);
	KUNIT_EXPECT_STREQ(test, text, "[1ff,deadbeef] [deadbeef] [0f] [0-3,5]");
	snprintf(text, sizeof(text), "[%*pbl] [%*pb] [%*pb]", 0, map, 0, map, 4, NULL);
	KUNIT_EXPECT_STREQ(test, text, "[] [] [(null)]");
}

static void lists_have_patterns_names_and_errors(struct kunit *test)
{
	static const struct {
		const char *text;
		int err;
		unsigned long low; /* of a map of 32 bits */
	} cases[] = {
		{ "0-31:1/4", 0, 0x11111111 }, { "8-15:2/4", 0, 0x3300 }, { "N", 0, 0x80000000 },
		{ "0-N", 0, ~0UL },	       { "all", 0, ~0UL },	  { "All:1/2", 0, 0x55555555 },
		{ " 1 ,, 3\n7", 0, 0xa },      { "", 0, 0 },		  { "32", -ERANGE, 0 },
		{ "3-1", -EINVAL, 0 },	       { "1-", -EINVAL, 0 },	  { "1:2", -EINVAL, 0 },
		{ "0-7:3/2", -EINVAL, 0 },     { "0-7:0/0", -EINVAL, 0 }, { "alle", -EINVAL, 0 },
		{ "-1", -EINVAL, 0 },	       { "0x1", -EINVAL, 0 },	  { "4294967296", -EOVERFLOW, 0 },
	};
	unsigned long map;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ_MSG(test, bitmap_parselist(cases[i].text, &map, 32), cases[i].err,
				    "\"%s\"", cases[i].text);
		if (!cases[i].err)
			KUNIT_EXPECT_EQ_MSG(test, map, cases[i].low, "\"%s\"", cases[i].text);
	}
	KUNIT_EXPECT_EQ(test, bitmap_parse("1,g", UINT_MAX, &map, 32), -EINVAL);
	KUNIT_EXPECT_EQ(test, bitmap_parse("123456789", UINT_MAX, &map, 32), -EOVERFLOW);
	KUNIT_EXPECT_EQ(test, bitmap_parse("8", UINT_MAX, &map, 3), -EOVERFLOW);
	KUNIT_EXPECT_EQ(test, bitmap_parse("7f", 1, &map, 32), 0);
	KUNIT_EXPECT_EQ(test, map, 7UL); /* the length ended it */
}

static void shifts_and_cuts_agree_with_single_bits(struct kunit *test)
{
	DECLARE_BITMAP(map, BITS);
	DECLARE_BITMAP(right, BITS);
	DECLARE_BITMAP(left, BITS);
	DECLARE_BITMAP(cut, BITS);

	random_map(map, 2);
	map[BITS / BITS_PER_LONG] |= ~BITMAP_LAST_WORD_MASK(BITS); /* what is beyond does not come in */
	for (unsigned int shift = 0; shift < BITS; shift += 7) {
		unsigned int first = shift / 2;

		bitmap_shift_right(right, map, shift, BITS);
		bitmap_shift_left(left, map, shift, BITS);
		bitmap_copy_clear_tail(cut, map, BITS);
		bitmap_cut(cut, cut, first, shift, BITS);
		for (unsigned int i = 0; i < BITS; i++) {
			unsigned int from = i < first ? i : i + shift;

			KUNIT_ASSERT_EQ(test, test_bit(i, right), i + shift < BITS && test_bit(i + shift, map));
			KUNIT_ASSERT_EQ(test, test_bit(i, left), i >= shift && test_bit(i - shift, map));
			KUNIT_ASSERT_EQ(test, test_bit(i, cut), from < BITS && test_bit(from, map));
		}
	}
}

static void relabelling_keeps_the_order_of_the_bits(struct kunit *test)
{
	unsigned long old = 0xf0, new = 0xf000, src = 0x23, dst, four = 0x0f, pair = 0x900;

	bitmap_remap(&dst, &src, &old, &new, 16);
	KUNIT_EXPECT_EQ(test, dst & 0xffff, 0x2003UL); /* 5 is the second of old; 0 and 1 are not in it */
	KUNIT_EXPECT_EQ(test, bitmap_bitremap(7, &old, &new, 16), 15);
	KUNIT_EXPECT_EQ(test, bitmap_bitremap(6, &old, &pair, 16), 8); /* the third of two is the first */
	bitmap_onto(&dst, &four, &pair, 16);
	KUNIT_EXPECT_EQ(test, dst & 0xffff, 0x900UL);
	bitmap_fold(&dst, &new, 6, 16);
	KUNIT_EXPECT_EQ(test, dst & 0xffff, 0xfUL); /* 12 to 15 modulo 6 */
}

static void arrays_of_little_numbers_come_back(struct kunit *test)
{
	DECLARE_BITMAP(map, 192);
	DECLARE_BITMAP(back, 192);
	u32 words[6];
	u64 longs[3];

	for (unsigned int nbits = 1; nbits <= BITS; nbits++) {
		random_map(map, 2);
		bitmap_to_arr32(words, map, nbits);
		bitmap_from_arr32(back, words, nbits);
		KUNIT_ASSERT_TRUE(test, bitmap_equal(map, back, nbits));
		bitmap_to_arr64(longs, map, nbits);
		bitmap_from_arr64(back, longs, nbits);
		KUNIT_ASSERT_TRUE(test, bitmap_equal(map, back, nbits));
		if (nbits % 64)
			KUNIT_ASSERT_EQ(test, longs[nbits / 64] >> (nbits % 64), 0ULL);
	}
}

static void walks_see_every_bit_once(struct kunit *test)
{
	DECLARE_BITMAP(map, BITS);
	DECLARE_BITMAP(seen, BITS);
	unsigned long clump;
	unsigned int b, e, n;

	for (int round = 0; round < 30; round++) {
		random_map(map, 1 + round % 5);
		bitmap_zero(seen, BITS);
		for_each_set_bitrange(b, e, map, BITS)
			bitmap_set(seen, b, e - b);
		KUNIT_ASSERT_TRUE(test, bitmap_equal(map, seen, BITS));
		bitmap_fill(seen, BITS);
		for_each_clear_bitrange(b, e, map, BITS)
			bitmap_clear(seen, b, e - b);
		KUNIT_ASSERT_TRUE(test, bitmap_equal(map, seen, BITS));
		n = 0;
		for_each_set_bit_wrap(b, map, BITS, round * 5) {
			KUNIT_ASSERT_TRUE(test, test_bit(b, map));
			n++;
		}
		KUNIT_ASSERT_EQ(test, n, bitmap_weight(map, BITS));
		n = 0;
		for_each_set_clump8(b, clump, map, BITS)
			n += hweight8(clump);
		KUNIT_ASSERT_EQ(test, n, bitmap_weight(map, BITS));
		n = 0;
		for_each_set_bit(b, map, BITS)
			KUNIT_ASSERT_EQ(test, find_nth_bit(map, BITS, n++), (unsigned long)b);
		KUNIT_ASSERT_EQ(test, find_nth_bit(map, BITS, n), (unsigned long)BITS);
	}
}

static struct kunit_case bitmap_text_cases[] = {
	KUNIT_CASE(what_is_printed_can_be_parsed_back),
	KUNIT_CASE(groups_are_as_long_as_their_bits),
	KUNIT_CASE(lists_have_patterns_names_and_errors),
	KUNIT_CASE(shifts_and_cuts_agree_with_single_bits),
	KUNIT_CASE(relabelling_keeps_the_order_of_the_bits),
	KUNIT_CASE(arrays_of_little_numbers_come_back),
	KUNIT_CASE(walks_see_every_bit_once),
	{}
};

static struct kunit_suite bitmap_text_suite = { .name = "bitmap_text", .test_cases = bitmap_text_cases };
kunit_test_suite(bitmap_text_suite);
