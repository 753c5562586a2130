// SPDX-License-Identifier: MIT
/* tests/test_input.c: what small devices say: scan codes, the clock's registers, ACPI's byte code. */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/time.h>
#include "drivers/input/keymap.h"
#include "drivers/power/acpi_tables.h"
#include "drivers/rtc/rtc.h"

/* Feed codes, gather what a terminal would have sent. */
static void expect_keys(struct kunit *test, const char *codes, size_t count, const char *text)
{
	struct keymap map = { 0 };
	char got[64] = "";
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		u8 bytes[KEYMAP_MAX_BYTES];
		unsigned int more = keymap_translate(&map, codes[i], bytes);

		KUNIT_ASSERT_LE(test, more, (unsigned int)KEYMAP_MAX_BYTES);
		memcpy(got + n, bytes, more);
		n += more;
	}
	KUNIT_EXPECT_STREQ(test, got, text);
}
#define EXPECT_KEYS(test, codes, text) expect_keys(test, codes, sizeof(codes) - 1, text)

static void keys_give_letters_and_releases_give_nothing(struct kunit *test)
{
	EXPECT_KEYS(test, "\x1f\x9f\x26\xa6\x1e\x9e\x14\x94\x12\x92\x1c\x9c", "slate\r");
	EXPECT_KEYS(test, "\x02\x0b\x0c\x35\x39\x0e", "10-/ \177");
}

static void shift_holds_until_both_shifts_are_up(struct kunit *test)
{
	EXPECT_KEYS(test, "\x2a\x1e\x36\x1e\xaa\x1e\xb6\x1e", "AAAa");
	EXPECT_KEYS(test, "\x2a\x02\x29\x2b\xaa\x2b", "!~|\\");
}

static void caps_lock_turns_letters_only(struct kunit *test)
{
	EXPECT_KEYS(test, "\x3a\xba\x1e\x02\x2a\x1e\xaa\x3a\xba\x1e", "A1aa");
}

static void control_gives_the_low_codes(struct kunit *test)
{
	EXPECT_KEYS(test, "\x1d\x2e\x26\x9d\x2e", "\003\014c");
	EXPECT_KEYS(test, "\xe0\x1d\x1e\xe0\x9d\x1e", "\001a");
}

static void arrows_are_sequences_and_made_up_shifts_are_not_shifts(struct kunit *test)
{
	EXPECT_KEYS(test, "\xe0\x48\xe0\xc8\xe0\x2a\xe0\x53\xe0\xaa\x1e", "\033[A\033[3~a");
	EXPECT_KEYS(test, "\xe0\x47\xe0\x4f", "\033[H\033[F");
}

static void pause_means_nothing(struct kunit *test)
{
	EXPECT_KEYS(test, "\xe1\x1d\x45\xe1\x9d\xc5\x1e", "a");
}

static struct kunit_case input_cases[] = {
	KUNIT_CASE(keys_give_letters_and_releases_give_nothing),
	KUNIT_CASE(shift_holds_until_both_shifts_are_up),
	KUNIT_CASE(caps_lock_turns_letters_only),
	KUNIT_CASE(control_gives_the_low_codes),
	KUNIT_CASE(arrows_are_sequences_and_made_up_shifts_are_not_shifts),
	KUNIT_CASE(pause_means_nothing),
	{}
};

static struct kunit_suite input_suite = {
	.name = "input",
	.test_cases = input_cases,
};

/* ---- the clock ---- */

static void the_clock_is_read_in_each_of_its_modes(struct kunit *test)
{
	time64_t expected = mktime64(2026, 11, 21, 15, 4, 5), seconds = 0;
	const struct rtc_registers bcd24 = { 0x05, 0x04, 0x15, 0x21, 0x11, 0x26, RTC_24_HOURS };
	const struct rtc_registers bcd12 = { 0x05, 0x04, 0x83, 0x21, 0x11, 0x26, 0 };
	const struct rtc_registers bin24 = { 5, 4, 15, 21, 11, 26, RTC_24_HOURS | RTC_BINARY };
	const struct rtc_registers bin12 = { 5, 4, 3 | RTC_PM, 21, 11, 26, RTC_BINARY };

	KUNIT_EXPECT_EQ(test, expected, 1795273445ll);
	KUNIT_EXPECT_EQ(test, rtc_decode(&bcd24, &seconds), 0);
	KUNIT_EXPECT_EQ(test, seconds, expected);
	KUNIT_EXPECT_EQ(test, rtc_decode(&bcd12, &seconds), 0);
	KUNIT_EXPECT_EQ(test, seconds, expected);
	KUNIT_EXPECT_EQ(test, rtc_decode(&bin24, &seconds), 0);
	KUNIT_EXPECT_EQ(test, seconds, expected);
	KUNIT_EXPECT_EQ(test, rtc_decode(&bin12, &seconds), 0);
	KUNIT_EXPECT_EQ(test, seconds, expected);
}

static void midnight_and_noon_are_twelve_on_a_twelve_hour_clock(struct kunit *test)
{
	const struct rtc_registers midnight = { 0, 0, 0x12, 1, 1, 0x70, 0 };
	const struct rtc_registers noon = { 0, 0, 0x92, 1, 1, 0x70, 0 };
	time64_t seconds = -1;

	KUNIT_EXPECT_EQ(test, rtc_decode(&midnight, &seconds), 0);
	KUNIT_EXPECT_EQ(test, seconds, 0ll);
	KUNIT_EXPECT_EQ(test, rtc_decode(&noon, &seconds), 0);
	KUNIT_EXPECT_EQ(test, seconds, 12ll * 3600);
}

static void what_is_no_time_is_refused(struct kunit *test)
{
	static const struct rtc_registers wrong[] = {
		{ 0x60, 0, 0, 1, 1, 0, RTC_24_HOURS },	{ 0x1a, 0, 0, 1, 1, 0, RTC_24_HOURS },
		{ 0, 0, 0x24, 1, 1, 0, RTC_24_HOURS },	{ 0, 0, 0x00, 1, 1, 0, 0 },
		{ 0, 0, 0, 0x29, 2, 0x23, RTC_24_HOURS }, { 0, 0, 0, 1, 0x13, 0, RTC_24_HOURS },
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
	};
	const struct rtc_registers leap = { 0, 0, 0, 0x29, 2, 0x24, RTC_24_HOURS };
	time64_t seconds;

	for (unsigned int i = 0; i < ARRAY_SIZE(wrong); i++)
		KUNIT_EXPECT_EQ(test, rtc_decode(&wrong[i], &seconds), -EINVAL);
	KUNIT_EXPECT_EQ(test, rtc_decode(&leap, &seconds), 0);
}

static struct kunit_case rtc_cases[] = {
	KUNIT_CASE(the_clock_is_read_in_each_of_its_modes),
	KUNIT_CASE(midnight_and_noon_are_twelve_on_a_twelve_hour_clock),
	KUNIT_CASE(what_is_no_time_is_refused),
	{}
};

static struct kunit_suite rtc_suite = {
	.name = "rtc",
	.test_cases = rtc_cases,
};

/* ---- ACPI ---- */

static int find(const char *aml, size_t len, struct acpi_s5 *s5)
{
	return acpi_find_s5((const u8 *)aml, len, s5);
}
#define FIND(aml, s5) find(aml, sizeof(aml) - 1, s5)

static void soft_off_is_found_in_each_spelling(struct kunit *test)
{
	struct acpi_s5 s5 = { 0, 0 };

	KUNIT_EXPECT_EQ(test, FIND("..\x08_S5_\x12\x06\x04\x0a\x05\x0a\x06..", &s5), 0);
	KUNIT_EXPECT_EQ(test, s5.type_a, 5);
	KUNIT_EXPECT_EQ(test, s5.type_b, 6);
	KUNIT_EXPECT_EQ(test, FIND("\x08\\_S5_\x12\x06\x02\x01\x0a\x07", &s5), 0);
	KUNIT_EXPECT_EQ(test, s5.type_a, 1);
	KUNIT_EXPECT_EQ(test, s5.type_b, 7);
	KUNIT_EXPECT_EQ(test, FIND("\x08_S5_\x12\x46\x00\x02\x00\x00", &s5), 0);
	KUNIT_EXPECT_EQ(test, s5.type_a, 0);
}

static void byte_code_that_only_looks_so_or_ends_is_passed_over(struct kunit *test)
{
	static const char whole[] = "\x08_S5_\x12\x06\x02\x0a\x05\x0a\x05";
	struct acpi_s5 s5;

	KUNIT_EXPECT_EQ(test, FIND("x_S5_\x12\x06\x02\x01\x01", &s5), -ENOENT);
	KUNIT_EXPECT_EQ(test, FIND("\x08_S5_\x14\x06\x02\x01\x01", &s5), -ENOENT);
	KUNIT_EXPECT_EQ(test, FIND("\x08_S5_\x12\x06\x02\x0a\x08\x01", &s5), -ENOENT);
	KUNIT_EXPECT_EQ(test, FIND("\x08_S5_\x12\x06\x01\x01\x01", &s5), -ENOENT);
	for (size_t len = 0; len < sizeof(whole) - 1; len++)
		KUNIT_EXPECT_EQ(test, find(whole, len, &s5), -ENOENT);
}

static struct kunit_case power_cases[] = {
	KUNIT_CASE(soft_off_is_found_in_each_spelling),
	KUNIT_CASE(byte_code_that_only_looks_so_or_ends_is_passed_over),
	{}
};

static struct kunit_suite power_suite = {
	.name = "power",
	.test_cases = power_cases,
};
kunit_test_suites(&input_suite, &rtc_suite, &power_suite);
