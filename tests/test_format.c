// SPDX-License-Identifier: MIT
/* tests/test_format.c: kernel/lib/format.c, format_pointer.c and scan.c. */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/printk.h>
#include <linux/string.h>

#define TEXT 128

/* @expected from @fmt; and the length must not depend on the room. */
static __printf(3, 4) void expect_text(struct kunit *test, const char *expected, const char *fmt, ...)
{
	char text[TEXT], cut[8];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	KUNIT_EXPECT_STREQ(test, text, expected);
	KUNIT_EXPECT_EQ(test, len, (int)strlen(expected));
	va_start(args, fmt);
	KUNIT_EXPECT_EQ(test, vsnprintf(cut, sizeof(cut), fmt, args), len);
	va_end(args);
	KUNIT_EXPECT_EQ(test, strncmp(cut, expected, sizeof(cut) - 1), 0);
	KUNIT_EXPECT_LT(test, strlen(cut), sizeof(cut));
}

static void integers_print_in_their_bases(struct kunit *test)
{
	expect_text(test, "0 -1 2147483647", "%d %d %i", 0, -1, INT_MAX);
	expect_text(test, "4294967295 ffffffff FFFFFFFF 37777777777", "%u %x %X %o", ~0u, ~0u, ~0u, ~0u);
	expect_text(test, "-9223372036854775808", "%lld", S64_MIN);
	expect_text(test, "18446744073709551615", "%llu", U64_MAX);
	expect_text(test, "123456789abcdef", "%llx", 0x123456789abcdefull);
	expect_text(test, "10000000000", "%llu", 10000000000ull);
}

static void length_modifiers_narrow_the_value(struct kunit *test)
{
	expect_text(test, "-1 255", "%hhd %hhu", 0x1ff, 0x1ff);
	expect_text(test, "-1 65535", "%hd %hu", 0x1ffff, 0x1ffff);
	expect_text(test, "7 -7", "%zu %zd", (size_t)7, (ssize_t)-7);
	expect_text(test, "-3 9", "%td %ld", (ptrdiff_t)-3, 9L);
}

static void width_precision_and_flags_follow_c(struct kunit *test)
{
	expect_text(test, "[   42][42   ][00042]", "[%5d][%-5d][%05d]", 42, 42, 42);
	expect_text(test, "[  042][042  ]", "[%5.3d][%-5.3d]", 42, 42);
	expect_text(test, "[+42][ 42][-42]", "[%+d][% d][%+d]", 42, 42, -42);
	expect_text(test, "[0x2a][0X2A][052]", "[%#x][%#X][%#o]", 42, 42, 42);
	expect_text(test, "[0x00002a][    0x2a]", "[%#08x][%#8x]", 42, 42);
	expect_text(test, "[  7][7  ]", "[%*d][%*d]", 3, 7, -3, 7);
	expect_text(test, "[0][0x0]", "[%.0d][%#x]", 0, 0);
	expect_text(test, "[-0042]", "[%05d]", -42);
}

static void strings_and_characters_are_padded_and_cut(struct kunit *test)
{
	expect_text(test, "[  abc][abc  ]", "[%5s][%-5s]", "abc", "abc");
	expect_text(test, "[ab][  a]", "[%.2s][%3.*s]", "abc", 1, "abc");
	expect_text(test, "[  x][x  ]%", "[%3c][%-3c]%%", 'x', 'x');
	/* Unlike C, as Linux has it: a lone '.' cuts nothing, a negative precision cuts all. */
	expect_text(test, "[abc][    ]", "[%.s][%4.*s]", "abc", -5, "abc");
}

static void strings_at_no_address_are_named_not_read(struct kunit *test)
{
	const char *volatile null = NULL;
	const char *low = (char *)16, *error = ERR_PTR(-ENOMEM);
	char text[TEXT];

	snprintf(text, sizeof(text), "%s", null);
	KUNIT_EXPECT_STREQ(test, text, "(null)");
	snprintf(text, sizeof(text), "%s", low);
	KUNIT_EXPECT_STREQ(test, text, "(efault)");
	snprintf(text, sizeof(text), "%s", error);
	KUNIT_EXPECT_STREQ(test, text, "(efault)");
}

static void a_small_buffer_is_terminated_and_never_overrun(struct kunit *test)
{
	char text[8] = "zzzzzzz";

	KUNIT_EXPECT_EQ(test, snprintf(text, 4, "%s", "abcdef"), 6);
	KUNIT_EXPECT_STREQ(test, text, "abc");
	KUNIT_EXPECT_EQ(test, text[4], 'z');
	KUNIT_EXPECT_EQ(test, scnprintf(text, 4, "%s", "abcdef"), 3);
	KUNIT_EXPECT_EQ(test, snprintf(text, 0, "abc"), 3);
	KUNIT_EXPECT_EQ(test, snprintf(NULL, 0, "%d", 12345), 5);
	KUNIT_EXPECT_EQ(test, scnprintf(text, 0, "abc"), 0);
}

static void pointers_print_all_their_digits(struct kunit *test)
{
	char text[TEXT];

	snprintf(text, sizeof(text), "%px", (void *)0x1a2bUL);
	KUNIT_EXPECT_EQ(test, strlen(text), 2 * sizeof(void *));
	KUNIT_EXPECT_STREQ(test, text + strlen(text) - 5, "01a2b");
}

static void physical_addresses_print_by_reference(struct kunit *test)
{
	phys_addr_t phys = 0x123456789ull;
	dma_addr_t dma = 0xfedull;

	expect_text(test, "0x0000000123456789", "%pa", &phys);
	expect_text(test, "0x0000000123456789|0x0000000000000fed", "%pap|%pad", &phys, &dma);
}

static void bytes_print_as_hex_with_the_chosen_separator(struct kunit *test)
{
	static const u8 bytes[] = { 0x00, 0x1b, 0xff };

	expect_text(test, "00 1b ff", "%*ph", 3, bytes);
	expect_text(test, "00:1b:ff|00-1b-ff|001bff", "%*phC|%*phD|%*phN", 3, bytes, 3, bytes, 3, bytes);
}

static void addresses_of_networks_and_uuids_print(struct kunit *test)
{
	static const u8 mac[] = { 0, 1, 2, 0xab, 0xcd, 0xef }, ip[] = { 127, 0, 0, 1 };
	static const u8 uuid[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

	expect_text(test, "00:01:02:ab:cd:ef|00-01-02-ab-cd-ef|000102abcdef", "%pM|%pMF|%pm", mac, mac, mac);
	expect_text(test, "ef:cd:ab:02:01:00", "%pMR", mac);
	expect_text(test, "127.0.0.1 127.000.000.001", "%pI4 %pi4", ip, ip);
	expect_text(test, "00010203-0405-0607-0809-0a0b0c0d0e0f", "%pUb", uuid);
	expect_text(test, "03020100-0504-0706-0809-0A0B0C0D0E0F", "%pUL", uuid);
}

static void error_pointers_print_by_name(struct kunit *test)
{
	expect_text(test, "-ENOMEM", "%pe", ERR_PTR(-ENOMEM));
	expect_text(test, "-4000", "%pe", ERR_PTR(-4000));
}

static __printf(2, 3) void nest(char *text, const char *fmt, ...)
{
	struct va_format nested;
	va_list args;

	va_start(args, fmt);
	nested.fmt = fmt;
	nested.va = &args;
	snprintf(text, TEXT, "<%pV>", &nested);
	va_end(args);
}

static void a_format_prints_inside_another(struct kunit *test)
{
	char text[TEXT];

	nest(text, "%d-%s", 7, "x");
	KUNIT_EXPECT_STREQ(test, text, "<7-x>");
}

static void pointers_to_nothing_are_named_not_read(struct kunit *test)
{
	char text[TEXT];

	snprintf(text, sizeof(text), "%pUb mac", (void *)NULL);
	KUNIT_EXPECT_STREQ(test, text, "(null) mac");
	snprintf(text, sizeof(text), "%pad", (void *)8);
	KUNIT_EXPECT_STREQ(test, text, "(efault)");
}

static void unknown_conversions_stay_visible(struct kunit *test)
{
	char text[TEXT];
	const char *fmt = "%q %";

	snprintf(text, sizeof(text), fmt, 1);
	KUNIT_EXPECT_STREQ(test, text, "%q %");
}

static void sscanf_reads_what_printf_wrote(struct kunit *test)
{
	char word[16], set[8];
	unsigned long long wide;
	int number, used;
	unsigned int hex;
	short small;
	u8 byte;

	KUNIT_EXPECT_EQ(test, sscanf("-12 0xff abc", "%d %x %s", &number, &hex, word), 3);
	KUNIT_EXPECT_EQ(test, number, -12);
	KUNIT_EXPECT_EQ(test, hex, 0xffu);
	KUNIT_EXPECT_STREQ(test, word, "abc");
	KUNIT_EXPECT_EQ(test, sscanf("0012:34", "%2hhu%hd:%llu%n", &byte, &small, &wide, &used), 3);
	KUNIT_EXPECT_EQ(test, byte, 0);
	KUNIT_EXPECT_EQ(test, small, 12);
	KUNIT_EXPECT_EQ(test, wide, 34ull);
	KUNIT_EXPECT_EQ(test, used, 7);
	KUNIT_EXPECT_EQ(test, sscanf("00:1b", "%2[^:]:%x", set, &hex), 2);
	KUNIT_EXPECT_STREQ(test, set, "00");
	KUNIT_EXPECT_EQ(test, hex, 0x1bu);
	KUNIT_EXPECT_EQ(test, sscanf("skip 5", "%*s %d", &number), 1);
	KUNIT_EXPECT_EQ(test, number, 5);
}

static void sscanf_stops_where_the_text_differs(struct kunit *test)
{
	int a = 0, b = 77;

	KUNIT_EXPECT_EQ(test, sscanf("1,2", "%d;%d", &a, &b), 1);
	KUNIT_EXPECT_EQ(test, b, 77);
	KUNIT_EXPECT_EQ(test, sscanf("x", "%d", &b), 0);
	KUNIT_EXPECT_EQ(test, sscanf("", "%d", &b), 0);
	KUNIT_EXPECT_EQ(test, b, 77);
}

static struct kunit_case format_cases[] = {
	KUNIT_CASE(integers_print_in_their_bases),
	KUNIT_CASE(length_modifiers_narrow_the_value),
	KUNIT_CASE(width_precision_and_flags_follow_c),
	KUNIT_CASE(strings_and_characters_are_padded_and_cut),
	KUNIT_CASE(strings_at_no_address_are_named_not_read),
	KUNIT_CASE(a_small_buffer_is_terminated_and_never_overrun),
	KUNIT_CASE(pointers_print_all_their_digits),
	KUNIT_CASE(physical_addresses_print_by_reference),
	KUNIT_CASE(bytes_print_as_hex_with_the_chosen_separator),
	KUNIT_CASE(addresses_of_networks_and_uuids_print),
	KUNIT_CASE(error_pointers_print_by_name),
	KUNIT_CASE(a_format_prints_inside_another),
	KUNIT_CASE(pointers_to_nothing_are_named_not_read),
	KUNIT_CASE(unknown_conversions_stay_visible),
	KUNIT_CASE(sscanf_reads_what_printf_wrote),
	KUNIT_CASE(sscanf_stops_where_the_text_differs),
	{}
};

static struct kunit_suite format_suite = { .name = "format", .test_cases = format_cases };
kunit_test_suite(format_suite);
