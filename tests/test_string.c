// SPDX-License-Identifier: MIT
/* tests/test_string.c: kernel/lib/string.c and string_search.c, promise by promise. */
#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/string.h>

#define AREA 80

static void fill_pattern(u8 *area)
{
	for (int i = 0; i < AREA; i++)
		area[i] = i * 7 + 1;
}

/* Every length and alignment around the threshold between loop and rep. */
static void memcpy_copies_exactly_n_bytes(struct kunit *test)
{
	u8 from[AREA], to[AREA];

	fill_pattern(from);
	for (int n = 0; n < 40; n++) {
		for (int offset = 0; offset < 8; offset++) {
			memset(to, 0xee, sizeof(to));
			KUNIT_ASSERT_PTR_EQ(test, memcpy(to + offset, from + 3, n), (void *)(to + offset));
			for (int i = 0; i < AREA; i++) {
				bool inside = i >= offset && i < offset + n;

				KUNIT_ASSERT_EQ(test, to[i], inside ? from[i - offset + 3] : 0xee);
			}
		}
	}
}

static void memmove_survives_every_overlap(struct kunit *test)
{
	u8 area[AREA], expected[AREA];

	for (int n = 0; n < 40; n++) {
		for (int to = 0; to < 32; to++) {
			fill_pattern(area);
			fill_pattern(expected);
			for (int i = 0; i < n; i++)
				expected[to + i] = (16 + i) * 7 + 1;
			memmove(area + to, area + 16, n);
			KUNIT_ASSERT_EQ(test, memcmp(area, expected, AREA), 0);
		}
	}
}

static void memset_writes_exactly_n_bytes(struct kunit *test)
{
	u8 area[AREA];

	for (int n = 0; n < 40; n++) {
		for (int offset = 0; offset < 8; offset++) {
			fill_pattern(area);
			memset(area + offset, 0x5a, n);
			for (int i = 0; i < AREA; i++) {
				bool inside = i >= offset && i < offset + n;

				KUNIT_ASSERT_EQ(test, area[i], inside ? 0x5a : (u8)(i * 7 + 1));
			}
		}
	}
}

static void memset16_32_64_repeat_their_pattern(struct kunit *test)
{
	u16 half[5] = { 0 };
	u32 words[5] = { 0 };
	u64 wide[5] = { 0 };

	memset16(half, 0x1234, 3);
	memset32(words, 0x12345678, 4);
	memset64(wide, 0x123456789abcdef0ull, 4);
	KUNIT_EXPECT_EQ(test, half[2], 0x1234);
	KUNIT_EXPECT_EQ(test, half[3], 0);
	KUNIT_EXPECT_EQ(test, words[3], 0x12345678u);
	KUNIT_EXPECT_EQ(test, words[4], 0u);
	KUNIT_EXPECT_EQ(test, wide[3], 0x123456789abcdef0ull);
	KUNIT_EXPECT_EQ(test, wide[4], 0ull);
}

static void memcmp_compares_bytes_as_unsigned(struct kunit *test)
{
	static const u8 low[] = { 1, 2, 3, 4, 5, 6, 0x7f, 8 }, high[] = { 1, 2, 3, 4, 5, 6, 0x80, 7 };

	KUNIT_EXPECT_LT(test, memcmp(low, high, 8), 0);
	KUNIT_EXPECT_GT(test, memcmp(high, low, 8), 0);
	KUNIT_EXPECT_EQ(test, memcmp(low, high, 6), 0);
	KUNIT_EXPECT_EQ(test, memcmp(low, high, 0), 0);
}

static void memchr_inv_finds_the_first_other_byte(struct kunit *test)
{
	u8 area[AREA];

	memset(area, 0x6b, sizeof(area));
	KUNIT_EXPECT_NULL(test, memchr_inv(area, 0x6b, sizeof(area)));
	for (int at = 0; at < AREA; at++) {
		area[at] = 0x6a;
		KUNIT_ASSERT_PTR_EQ(test, memchr_inv(area, 0x6b, AREA), (void *)(area + at));
		KUNIT_ASSERT_NULL(test, memchr_inv(area, 0x6b, at));
		area[at] = 0x6b;
	}
}

static void memscan_returns_the_end_where_nothing_is_found(struct kunit *test)
{
	char text[] = "abc";

	KUNIT_EXPECT_PTR_EQ(test, memscan(text, 'c', 3), (void *)(text + 2));
	KUNIT_EXPECT_PTR_EQ(test, memscan(text, 'x', 3), (void *)(text + 3));
}

static void strscpy_always_terminates_and_tells_when_it_cut(struct kunit *test)
{
	char to[4];

	KUNIT_EXPECT_EQ(test, strscpy(to, "abc", 4), 3);
	KUNIT_EXPECT_STREQ(test, to, "abc");
	KUNIT_EXPECT_EQ(test, strscpy(to, "abcd", 4), -E2BIG);
	KUNIT_EXPECT_STREQ(test, to, "abc");
	KUNIT_EXPECT_EQ(test, strscpy(to, "", 1), 0);
	KUNIT_EXPECT_EQ(test, strscpy(to, "a", 0), -E2BIG);
}

static void strscpy_pad_leaves_no_old_bytes(struct kunit *test)
{
	char to[8] = "1234567";

	KUNIT_EXPECT_EQ(test, strscpy_pad(to, "ab", sizeof(to)), 2);
	KUNIT_EXPECT_NULL(test, memchr_inv(to + 2, 0, sizeof(to) - 2));
}

static void strlcpy_and_strlcat_return_the_length_they_wanted(struct kunit *test)
{
	char to[6];

	KUNIT_EXPECT_EQ(test, strlcpy(to, "abcdefgh", sizeof(to)), 8u);
	KUNIT_EXPECT_STREQ(test, to, "abcde");
	KUNIT_EXPECT_EQ(test, strlcpy(to, "ab", sizeof(to)), 2u);
	KUNIT_EXPECT_EQ(test, strlcat(to, "cdefg", sizeof(to)), 7u);
	KUNIT_EXPECT_STREQ(test, to, "abcde");
}

static void strncpy_fills_up_with_zeros(struct kunit *test)
{
	char to[6] = "xxxxx";

	strncpy(to, "ab", 5);
	KUNIT_EXPECT_NULL(test, memchr_inv(to + 2, 0, 3));
	strncpy(to, "abcdef", 3);
	KUNIT_EXPECT_EQ(test, memcmp(to, "abc", 3), 0);
}

static void strcmp_orders_bytes_as_unsigned(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, strcmp("abc", "abc"), 0);
	KUNIT_EXPECT_LT(test, strcmp("abc", "abd"), 0);
	KUNIT_EXPECT_LT(test, strcmp("ab", "abc"), 0);
	KUNIT_EXPECT_GT(test, strcmp("\x80", "\x7f"), 0);
	KUNIT_EXPECT_EQ(test, strncmp("abcx", "abcy", 3), 0);
	KUNIT_EXPECT_LT(test, strncmp("abcx", "abcy", 4), 0);
	KUNIT_EXPECT_EQ(test, strcasecmp("MeM", "mEm"), 0);
	KUNIT_EXPECT_EQ(test, strncasecmp("MemX", "mEmY", 3), 0);
}

static void searches_find_the_first_the_last_or_the_end(struct kunit *test)
{
	const char *text = "a-b-c";

	KUNIT_EXPECT_PTR_EQ(test, strchr(text, '-'), (char *)text + 1);
	KUNIT_EXPECT_PTR_EQ(test, strrchr(text, '-'), (char *)text + 3);
	KUNIT_EXPECT_PTR_EQ(test, strchr(text, 0), (char *)text + 5);
	KUNIT_EXPECT_NULL(test, strchr(text, 'x'));
	KUNIT_EXPECT_PTR_EQ(test, strchrnul(text, 'x'), (char *)text + 5);
	KUNIT_EXPECT_NULL(test, strnchr(text, 1, '-'));
	KUNIT_EXPECT_PTR_EQ(test, strstr(text, "b-"), (char *)text + 2);
	KUNIT_EXPECT_PTR_EQ(test, strstr(text, ""), (char *)text);
	KUNIT_EXPECT_NULL(test, strnstr(text, "b-", 3));
	KUNIT_EXPECT_PTR_EQ(test, strpbrk(text, "cb"), (char *)text + 2);
	KUNIT_EXPECT_EQ(test, strspn(text, "-ab"), 4u);
	KUNIT_EXPECT_EQ(test, strcspn(text, "cb"), 2u);
}

static void strsep_gives_empty_fields_too(struct kunit *test)
{
	char text[] = "a,,b";
	char *rest = text;

	KUNIT_EXPECT_STREQ(test, strsep(&rest, ","), "a");
	KUNIT_EXPECT_STREQ(test, strsep(&rest, ","), "");
	KUNIT_EXPECT_STREQ(test, strsep(&rest, ","), "b");
	KUNIT_EXPECT_NULL(test, strsep(&rest, ","));
}

static void strim_cuts_blanks_at_both_ends(struct kunit *test)
{
	char text[] = " \t a b \n", blank[] = "   ";

	KUNIT_EXPECT_STREQ(test, strim(text), "a b");
	KUNIT_EXPECT_STREQ(test, strim(blank), "");
}

static void sysfs_streq_ignores_one_final_newline(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, sysfs_streq("on", "on\n"));
	KUNIT_EXPECT_TRUE(test, sysfs_streq("on\n", "on"));
	KUNIT_EXPECT_FALSE(test, sysfs_streq("on\n\n", "on"));
	KUNIT_EXPECT_FALSE(test, sysfs_streq("on", "off"));
}

static void match_string_gives_the_index(struct kunit *test)
{
	static const char *const names[] = { "slub", "slab", NULL, "slob" };

	KUNIT_EXPECT_EQ(test, match_string(names, 4, "slab"), 1);
	KUNIT_EXPECT_EQ(test, match_string(names, 4, "slob"), -EINVAL);
	KUNIT_EXPECT_EQ(test, __sysfs_match_string(names, 4, "slub\n"), 0);
}

static const struct glob_case {
	const char *glob, *text;
	bool matches;
} glob_cases[] = {
	{ "", "", true },
	{ "", "a", false },
	{ "*", "", true },
	{ "a*c", "abbbc", true },
	{ "a*c", "abbbd", false },
	{ "*.*", "list.add", true },
	{ "*aab", "aaaaab", true },
	{ "?", "", false },
	{ "[a-c]x", "bx", true },
	{ "[!a-c]x", "bx", false },
	{ "[]]", "]", true },
	{ "[a", "[a", true },
	{ "\\*", "*", true },
	{ "\\*", "a", false },
	{ "a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
};

static void glob_name(const struct glob_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s on %s", c->glob, c->text);
}
KUNIT_ARRAY_PARAM(glob, glob_cases, glob_name)

static void glob_match_follows_the_shell(struct kunit *test)
{
	const struct glob_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, glob_match(c->glob, c->text), c->matches);
}

static struct kunit_case string_cases[] = {
	KUNIT_CASE(memcpy_copies_exactly_n_bytes),
	KUNIT_CASE(memmove_survives_every_overlap),
	KUNIT_CASE(memset_writes_exactly_n_bytes),
	KUNIT_CASE(memset16_32_64_repeat_their_pattern),
	KUNIT_CASE(memcmp_compares_bytes_as_unsigned),
	KUNIT_CASE(memchr_inv_finds_the_first_other_byte),
	KUNIT_CASE(memscan_returns_the_end_where_nothing_is_found),
	KUNIT_CASE(strscpy_always_terminates_and_tells_when_it_cut),
	KUNIT_CASE(strscpy_pad_leaves_no_old_bytes),
	KUNIT_CASE(strlcpy_and_strlcat_return_the_length_they_wanted),
	KUNIT_CASE(strncpy_fills_up_with_zeros),
	KUNIT_CASE(strcmp_orders_bytes_as_unsigned),
	KUNIT_CASE(searches_find_the_first_the_last_or_the_end),
	KUNIT_CASE(strsep_gives_empty_fields_too),
	KUNIT_CASE(strim_cuts_blanks_at_both_ends),
	KUNIT_CASE(sysfs_streq_ignores_one_final_newline),
	KUNIT_CASE(match_string_gives_the_index),
	KUNIT_CASE_PARAM(glob_match_follows_the_shell, glob_gen_params),
	{}
};

static struct kunit_suite string_suite = { .name = "string", .test_cases = string_cases };
kunit_test_suite(string_suite);
