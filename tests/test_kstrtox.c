// SPDX-License-Identifier: MIT
/* tests/test_kstrtox.c: numbers from text, digits from bytes. */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/uuid.h>

static const struct number_case {
	const char *text;
	unsigned int base;
	int err;
	unsigned long long value;
} number_cases[] = {
	{ "0", 0, 0, 0 },
	{ "42", 10, 0, 42 },
	{ "+42\n", 10, 0, 42 },
	{ "0x2A", 0, 0, 42 },
	{ "052", 0, 0, 42 },
	{ "2a", 16, 0, 42 },
	{ "0x2a", 16, 0, 42 },
	{ "101010", 2, 0, 42 },
	{ "18446744073709551615", 10, 0, U64_MAX },
	{ "18446744073709551616", 10, -ERANGE, 0 },
	{ "99999999999999999999", 10, -ERANGE, 0 },
	{ "0x10000000000000000", 0, -ERANGE, 0 },
	{ "", 10, -EINVAL, 0 },
	{ "-1", 10, -EINVAL, 0 },
	{ " 1", 10, -EINVAL, 0 },
	{ "1 ", 10, -EINVAL, 0 },
	{ "1\n\n", 10, -EINVAL, 0 },
	{ "0x", 0, -EINVAL, 0 },
	{ "08", 0, -EINVAL, 0 },
	{ "12z", 10, -EINVAL, 0 },
};

static void number_name(const struct number_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "'%.*s' base %u", (int)strcspn(c->text, "\n"), c->text,
		 c->base);
}
KUNIT_ARRAY_PARAM(number, number_cases, number_name)

static void kstrtoull_takes_numbers_and_nothing_else(struct kunit *test)
{
	const struct number_case *c = test->param_value;
	unsigned long long value = 77;

	KUNIT_EXPECT_EQ(test, kstrtoull(c->text, c->base, &value), c->err);
	KUNIT_EXPECT_EQ(test, value, c->err ? 77 : c->value);
}

static void signed_numbers_reach_both_ends(struct kunit *test)
{
	long long value = 0;

	KUNIT_EXPECT_EQ(test, kstrtoll("-9223372036854775808", 10, &value), 0);
	KUNIT_EXPECT_EQ(test, value, S64_MIN);
	KUNIT_EXPECT_EQ(test, kstrtoll("9223372036854775807", 10, &value), 0);
	KUNIT_EXPECT_EQ(test, value, S64_MAX);
	KUNIT_EXPECT_EQ(test, kstrtoll("9223372036854775808", 10, &value), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtoll("-9223372036854775809", 10, &value), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtoll("-+1", 10, &value), -EINVAL);
}

static void narrow_types_refuse_what_does_not_fit(struct kunit *test)
{
	unsigned int whole = 0;
	s8 small = 0;
	u8 byte = 0;
	u16 half = 0;
	int number = 0;

	KUNIT_EXPECT_EQ(test, kstrtou8("255", 10, &byte), 0);
	KUNIT_EXPECT_EQ(test, kstrtou8("256", 10, &byte), -ERANGE);
	KUNIT_EXPECT_EQ(test, byte, 255);
	KUNIT_EXPECT_EQ(test, kstrtos8("-128", 10, &small), 0);
	KUNIT_EXPECT_EQ(test, kstrtos8("-129", 10, &small), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtou16("65536", 10, &half), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtoint("-2147483648", 10, &number), 0);
	KUNIT_EXPECT_EQ(test, kstrtoint("2147483648", 10, &number), -ERANGE);
	KUNIT_EXPECT_EQ(test, number, INT_MIN);
	KUNIT_EXPECT_EQ(test, kstrtouint("4294967296", 10, &whole), -ERANGE);
}

static void kstrtobool_reads_the_usual_words(struct kunit *test)
{
	static const char *const yes[] = { "y", "Y", "1", "on", "On", "true" };
	static const char *const no[] = { "n", "No", "0", "off", "OFF", "false" };
	static const char *const neither[] = { "", "x", "o", "2" };
	bool value = false;

	for (int i = 0; i < ARRAY_SIZE(yes); i++)
		KUNIT_EXPECT_TRUE(test, !kstrtobool(yes[i], &value) && value);
	for (int i = 0; i < ARRAY_SIZE(no); i++)
		KUNIT_EXPECT_TRUE(test, !kstrtobool(no[i], &value) && !value);
	for (int i = 0; i < ARRAY_SIZE(neither); i++)
		KUNIT_EXPECT_EQ(test, kstrtobool(neither[i], &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtobool(NULL, &value), -EINVAL);
}

static void simple_strtoul_stops_behind_the_digits(struct kunit *test)
{
	char *end;

	KUNIT_EXPECT_EQ(test, simple_strtoul("123abc", &end, 10), 123ul);
	KUNIT_EXPECT_STREQ(test, end, "abc");
	KUNIT_EXPECT_EQ(test, simple_strtoul("0x1fg", &end, 0), 0x1ful);
	KUNIT_EXPECT_STREQ(test, end, "g");
	KUNIT_EXPECT_EQ(test, simple_strtol("-8x", &end, 10), -8l);
	KUNIT_EXPECT_STREQ(test, end, "x");
	KUNIT_EXPECT_EQ(test, simple_strtoul("none", &end, 10), 0ul);
	KUNIT_EXPECT_STREQ(test, end, "none");
}

static void memparse_multiplies_by_its_suffix(struct kunit *test)
{
	char *end;

	KUNIT_EXPECT_EQ(test, memparse("64", &end), 64ull);
	KUNIT_EXPECT_EQ(test, memparse("64k", &end), 65536ull);
	KUNIT_EXPECT_EQ(test, memparse("16M@0x100000", &end), 16ull << 20);
	KUNIT_EXPECT_STREQ(test, end, "@0x100000");
	KUNIT_EXPECT_EQ(test, memparse("0x10G", &end), 16ull << 30);
	KUNIT_EXPECT_EQ(test, memparse("1T", NULL), 1ull << 40);
}

static void get_options_reads_a_comma_list(struct kunit *test)
{
	char text[] = "3,0x10,-5,rest";
	int ints[6];

	KUNIT_EXPECT_STREQ(test, get_options(text, ARRAY_SIZE(ints), ints), "rest");
	KUNIT_EXPECT_EQ(test, ints[0], 3);
	KUNIT_EXPECT_EQ(test, ints[1], 3);
	KUNIT_EXPECT_EQ(test, ints[2], 16);
	KUNIT_EXPECT_EQ(test, ints[3], -5);
}

static void hex_digits_and_bytes_convert_both_ways(struct kunit *test)
{
	char text[9] = "";
	u8 bytes[4];

	KUNIT_EXPECT_EQ(test, hex2bin(bytes, "00fFa5c3", 4), 0);
	bin2hex(text, bytes, 4);
	KUNIT_EXPECT_STREQ(test, text, "00ffa5c3");
	KUNIT_EXPECT_EQ(test, hex2bin(bytes, "0g", 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, hex_to_bin('G'), -1);
}

static void uuids_parse_in_both_byte_orders(struct kunit *test)
{
	static const char text[] = "00112233-4455-6677-8899-aabbccddeeff";
	uuid_t uuid, made;
	guid_t guid;

	KUNIT_ASSERT_EQ(test, uuid_parse(text, &uuid), 0);
	KUNIT_ASSERT_EQ(test, guid_parse(text, &guid), 0);
	KUNIT_EXPECT_EQ(test, uuid.b[0], 0x00);
	KUNIT_EXPECT_EQ(test, guid.b[0], 0x33);
	KUNIT_EXPECT_EQ(test, guid.b[15], 0xff);
	KUNIT_EXPECT_EQ(test, uuid_parse("00112233x4455-6677-8899-aabbccddeeff", &uuid), -EINVAL);
	KUNIT_EXPECT_FALSE(test, uuid_is_valid("0011"));
	uuid_gen(&made);
	KUNIT_EXPECT_FALSE(test, uuid_is_null(&made));
	KUNIT_EXPECT_EQ(test, made.b[6] >> 4, 4);
	KUNIT_EXPECT_EQ(test, made.b[8] >> 6, 2);
}

static struct kunit_case kstrtox_cases[] = {
	KUNIT_CASE_PARAM(kstrtoull_takes_numbers_and_nothing_else, number_gen_params),
	KUNIT_CASE(signed_numbers_reach_both_ends),
	KUNIT_CASE(narrow_types_refuse_what_does_not_fit),
	KUNIT_CASE(kstrtobool_reads_the_usual_words),
	KUNIT_CASE(simple_strtoul_stops_behind_the_digits),
	KUNIT_CASE(memparse_multiplies_by_its_suffix),
	KUNIT_CASE(get_options_reads_a_comma_list),
	KUNIT_CASE(hex_digits_and_bytes_convert_both_ways),
	KUNIT_CASE(uuids_parse_in_both_byte_orders),
	{}
};

static struct kunit_suite kstrtox_suite = { .name = "kstrtox", .test_cases = kstrtox_cases };
kunit_test_suite(kstrtox_suite);
