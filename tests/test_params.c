// SPDX-License-Identifier: MIT
/* tests/test_params.c: every kind of parameter, set and refused; and the way a line is cut into words. */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
#include <slate/boot_info.h>
#include <slate/param.h>

static unsigned char p_byte;
static short p_short;
static unsigned int p_uint;
static unsigned long long p_ullong;
static bool p_bool, p_inverted, p_once;
static int p_bint, p_array[3];
static unsigned int p_array_nr;
static char *p_charp;
static char p_text[8];
static const struct kparam_string p_string = { sizeof(p_text), p_text };
static const struct kparam_array p_numbers = { 3, sizeof(int), &p_array_nr, &param_ops_int, p_array };

/* A table of its own: the kernel's stays as the boot left it. */
static const struct kernel_param table[] = {
	{ .name = "byte", .ops = &param_ops_byte, .level = -1, .arg = &p_byte },
	{ .name = "short", .ops = &param_ops_short, .level = -1, .arg = &p_short },
	{ .name = "uint", .ops = &param_ops_uint, .level = -1, .arg = &p_uint },
	{ .name = "ullong", .ops = &param_ops_ullong, .level = -1, .arg = &p_ullong },
	{ .name = "bool", .ops = &param_ops_bool, .level = -1, .arg = &p_bool },
	{ .name = "inverted", .ops = &param_ops_invbool, .level = -1, .arg = &p_inverted },
	{ .name = "once", .ops = &param_ops_bool_enable_only, .level = -1, .arg = &p_once },
	{ .name = "bint", .ops = &param_ops_bint, .level = -1, .arg = &p_bint },
	{ .name = "unit.text", .ops = &param_ops_charp, .level = -1, .arg = &p_charp },
	{ .name = "small", .ops = &param_ops_string, .level = -1, .str = &p_string },
	{ .name = "numbers", .ops = &param_array_ops, .level = -1, .arr = &p_numbers },
	{ .name = "later", .ops = &param_ops_int, .level = 6, .arg = &p_bint },
};

static char line[256];
static int nr_unknown;

static int count_unknown(char *param, char *val, const char *doing, void *arg)
{
	nr_unknown++;
	return 0;
}

/* Parse @text with the table above; 0 or the last error. */
static int parse(const char *text)
{
	char *result;

	strscpy(line, text, sizeof(line));
	nr_unknown = 0;
	result = parse_args("test", line, table, ARRAY_SIZE(table), -1, -1, NULL, count_unknown);
	return IS_ERR(result) ? PTR_ERR(result) : 0;
}

static void numbers_are_set_within_their_width(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, parse("byte=255 short=-0x10 uint=4294967295 ullong=0xffffffffffffffff"), 0);
	KUNIT_EXPECT_EQ(test, p_byte, 255);
	KUNIT_EXPECT_EQ(test, p_short, -16);
	KUNIT_EXPECT_EQ(test, p_uint, UINT_MAX);
	KUNIT_EXPECT_TRUE(test, p_ullong == U64_MAX);
	KUNIT_EXPECT_EQ(test, parse("byte=256"), -ERANGE);
	KUNIT_EXPECT_EQ(test, parse("uint=-1"), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse("uint=12x"), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse("uint="), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse("uint"), -EINVAL);
	KUNIT_EXPECT_EQ(test, p_uint, UINT_MAX);
}

static void a_bare_bool_means_yes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, parse("bool bint"), 0);
	KUNIT_EXPECT_TRUE(test, p_bool);
	KUNIT_EXPECT_EQ(test, p_bint, 1);
	KUNIT_EXPECT_EQ(test, parse("bool=off inverted=n"), 0);
	KUNIT_EXPECT_FALSE(test, p_bool);
	KUNIT_EXPECT_TRUE(test, p_inverted);
	KUNIT_EXPECT_EQ(test, parse("bool=maybe"), -EINVAL);
}

static void an_enable_only_bool_stays_on(struct kunit *test)
{
	p_once = false;
	KUNIT_EXPECT_EQ(test, parse("once=0"), 0);
	KUNIT_EXPECT_EQ(test, parse("once=1"), 0);
	KUNIT_EXPECT_EQ(test, parse("once=0"), -EROFS);
	KUNIT_EXPECT_TRUE(test, p_once);
}

static void quoted_text_keeps_its_blanks(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, parse("unit.text=\"a b  c\" byte=1"), 0);
	KUNIT_EXPECT_STREQ(test, p_charp, "a b  c");
	KUNIT_EXPECT_EQ(test, p_byte, 1);
	KUNIT_EXPECT_EQ(test, parse("\"unit.text=d e\""), 0);
	KUNIT_EXPECT_STREQ(test, p_charp, "d e");
}

static void text_that_does_not_fit_is_refused(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, parse("small=1234567"), 0);
	KUNIT_EXPECT_EQ(test, parse("small=12345678"), -ENOSPC);
	KUNIT_EXPECT_STREQ(test, p_text, "1234567");
}

static void arrays_take_values_between_commas(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, parse("numbers=7,8"), 0);
	KUNIT_EXPECT_EQ(test, p_array_nr, 2);
	KUNIT_EXPECT_EQ(test, p_array[1], 8);
	KUNIT_EXPECT_EQ(test, parse("numbers=1,2,3"), 0);
	KUNIT_EXPECT_EQ(test, p_array_nr, 3);
	KUNIT_EXPECT_EQ(test, parse("numbers=1,2,3,4"), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse("numbers=1,x"), -EINVAL);
}

static void dashes_and_underscores_in_names_are_equal(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, parameq("init_on-alloc", "init-on_alloc"));
	KUNIT_EXPECT_FALSE(test, parameq("init_on_alloc", "init_on_allo"));
	KUNIT_EXPECT_TRUE(test, parameqn("ab-c", "ab_d", 3));
}

static void unknown_names_are_handed_on_and_levels_respected(struct kunit *test)
{
	p_bint = 0;
	KUNIT_EXPECT_EQ(test, parse("nobody=1 later=1 byte=2 -- byte=3"), 0);
	KUNIT_EXPECT_EQ(test, nr_unknown, 1);
	KUNIT_EXPECT_EQ(test, p_bint, 0);
	KUNIT_EXPECT_EQ(test, p_byte, 2);
}

static void what_is_printed_can_be_set_again(struct kunit *test)
{
	char *page = kunit_kzalloc(test, 4096, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, parse("numbers=5,-6,7 short=-3"), 0);
	KUNIT_EXPECT_EQ(test, param_format_value(&table[10], page), 6);
	KUNIT_EXPECT_STREQ(test, page, "5,-6,7");
	param_format_value(&table[1], page);
	KUNIT_EXPECT_STREQ(test, page, "-3");
}

static void the_kernels_own_table_is_well_formed(struct kunit *test)
{
	const struct kernel_param *kp;
	int nr = 0;

	for (kp = params_next(NULL); kp; kp = params_next(kp), nr++)
		KUNIT_EXPECT_TRUE(test, param_help(kp) && param_accepts(kp));
	KUNIT_EXPECT_GE(test, nr, 5);
	KUNIT_EXPECT_EQ(test, params_check(), 0);
}

static void the_command_line_is_kept_whole(struct kunit *test)
{
	KUNIT_EXPECT_PTR_EQ(test, saved_command_line, boot_info.cmdline);
	KUNIT_EXPECT_EQ(test, boot_info_check(&boot_info), 0);
}

static struct kunit_case params_cases[] = {
	KUNIT_CASE(numbers_are_set_within_their_width),
	KUNIT_CASE(a_bare_bool_means_yes),
	KUNIT_CASE(an_enable_only_bool_stays_on),
	KUNIT_CASE(quoted_text_keeps_its_blanks),
	KUNIT_CASE(text_that_does_not_fit_is_refused),
	KUNIT_CASE(arrays_take_values_between_commas),
	KUNIT_CASE(dashes_and_underscores_in_names_are_equal),
	KUNIT_CASE(unknown_names_are_handed_on_and_levels_respected),
	KUNIT_CASE(what_is_printed_can_be_set_again),
	KUNIT_CASE(the_kernels_own_table_is_well_formed),
	KUNIT_CASE(the_command_line_is_kept_whole),
	{}
};

static struct kunit_suite params_suite = { .name = "params", .test_cases = params_cases };
kunit_test_suite(params_suite);
