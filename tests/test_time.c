// SPDX-License-Identifier: MIT
/* tests/test_time.c: clocks go forward and agree, delays are long enough, dates come back. */
#include <asm/tsc.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/sched.h>

static void the_clock_never_goes_back(struct kunit *test)
{
	u64 last = ktime_get_ns();

	for (int i = 0; i < 20000; i++) {
		u64 now = ktime_get_ns();

		if (now < last)
			KUNIT_FAIL(test, "%llu ns after %llu ns", now, last);
		last = now;
	}
}

static void udelay_waits_at_least_that_long(struct kunit *test)
{
	static const unsigned int us[] = { 1, 10, 100, 1000 };

	for (size_t i = 0; i < ARRAY_SIZE(us); i++) {
		u64 begin = ktime_get_ns();

		udelay(us[i]);
		KUNIT_EXPECT_GE(test, ktime_get_ns() - begin, us[i] * 1000ULL);
	}
}

static void usleep_range_keeps_its_lower_bound(struct kunit *test)
{
	u64 begin = ktime_get_ns();

	usleep_range(300, 600);
	KUNIT_EXPECT_GE(test, ktime_get_ns() - begin, 300000ULL);
	begin = ktime_get_ns();
	usleep_range(20000, 30000);
	KUNIT_EXPECT_GE(test, ktime_get_ns() - begin, 20000000ULL);
}

/* Do both agree to two ticks over 100 ms? Not if the machine stands still between two readings. */
static bool clocks_agree(void)
{
	u64 ns = ktime_get_ns(), elapsed;
	unsigned long begin = jiffies, ticks;

	mdelay(100);
	ticks = jiffies - begin;
	elapsed = ktime_get_ns() - ns;
	return (u64)(ticks + 2) * TICK_NSEC >= elapsed &&
	       (u64)ticks * TICK_NSEC <= elapsed + 2 * TICK_NSEC;
}

static void jiffies_follow_the_clock(struct kunit *test)
{
	int tries = 10;

	while (tries && !clocks_agree())
		tries--;
	KUNIT_EXPECT_GT(test, tries, 0);
}

static void ticks_lost_with_interrupts_off_are_made_up_for(struct kunit *test)
{
	unsigned long begin = jiffies;

	local_irq_disable();
	mdelay(10 * 1000 / HZ);
	local_irq_enable();
	mdelay(2 * 1000 / HZ);
	KUNIT_EXPECT_GE(test, jiffies - begin, 10UL);
}

static void jiffies_comparisons_bear_a_wrap(struct kunit *test)
{
	unsigned long before = ULONG_MAX - 5, after = 5;

	KUNIT_EXPECT_TRUE(test, time_after(after, before));
	KUNIT_EXPECT_TRUE(test, time_before(before, after));
	KUNIT_EXPECT_TRUE(test, time_in_range(0UL, before, after));
	/* A tick may fall between the two readings: read again until none did. */
	do {
		before = jiffies;
		after = (unsigned long)get_jiffies_64();
	} while (before != jiffies);
	KUNIT_EXPECT_EQ(test, after, before);
}

static void milliseconds_round_up_to_ticks(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(0), 0UL);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(1), 1UL);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(1000 / HZ + 1), 2UL);
	KUNIT_EXPECT_EQ(test, usecs_to_jiffies(1), 1UL);
	KUNIT_EXPECT_EQ(test, jiffies_to_msecs(HZ), 1000U);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(-1U), MAX_JIFFY_OFFSET);
}

static void cycles_convert_over_any_span(struct kunit *test)
{
	u64 second = (u64)tsc_khz * 1000;

	for (unsigned int s = 1; s < 100000000; s *= 10) {
		u64 ns = tsc_cycles_to_ns(second * s);

		KUNIT_EXPECT_LE(test, ns, (u64)s * NSEC_PER_SEC);
		KUNIT_EXPECT_GE(test, ns, (u64)s * (NSEC_PER_SEC - 2));
	}
}

static void dates_and_seconds_convert_both_ways(struct kunit *test)
{
	struct tm tm;

	KUNIT_EXPECT_EQ(test, mktime64(1970, 1, 1, 0, 0, 0), 0LL);
	KUNIT_EXPECT_EQ(test, mktime64(2000, 2, 29, 12, 34, 56), 951827696LL);
	KUNIT_EXPECT_EQ(test, mktime64(2038, 1, 19, 3, 14, 8), 0x80000000LL);
	for (time64_t t = 0; t < 5000000000LL; t += 86400 * 31 + 3601) {
		time64_to_tm(t, 0, &tm);
		KUNIT_EXPECT_EQ(test, t,
				mktime64((unsigned int)tm.tm_year + 1900, (unsigned int)tm.tm_mon + 1,
					 (unsigned int)tm.tm_mday, (unsigned int)tm.tm_hour,
					 (unsigned int)tm.tm_min, (unsigned int)tm.tm_sec));
	}
	time64_to_tm(951827696, 0, &tm);
	KUNIT_EXPECT_EQ(test, tm.tm_wday, 2);
	KUNIT_EXPECT_EQ(test, tm.tm_yday, 59);
}

static void the_wall_clock_can_be_set(struct kunit *test)
{
	struct timespec64 before, set = { .tv_sec = 1700000000, .tv_nsec = 5 }, bad = { .tv_nsec = NSEC_PER_SEC };
	u64 mono = ktime_get_ns();

	ktime_get_real_ts64(&before);
	KUNIT_EXPECT_EQ(test, do_settimeofday64(&bad), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_settimeofday64(&set), 0);
	KUNIT_EXPECT_GE(test, ktime_get_real_seconds(), 1700000000LL);
	KUNIT_EXPECT_LE(test, ktime_get_real_seconds(), 1700000002LL);
	before.tv_sec += (time64_t)div_u64(ktime_get_ns() - mono, NSEC_PER_SEC);
	do_settimeofday64(&before);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(the_clock_never_goes_back),
	KUNIT_CASE(udelay_waits_at_least_that_long),
	KUNIT_CASE(usleep_range_keeps_its_lower_bound),
	KUNIT_CASE(jiffies_follow_the_clock),
	KUNIT_CASE(ticks_lost_with_interrupts_off_are_made_up_for),
	KUNIT_CASE(jiffies_comparisons_bear_a_wrap),
	KUNIT_CASE(milliseconds_round_up_to_ticks),
	KUNIT_CASE(cycles_convert_over_any_span),
	KUNIT_CASE(dates_and_seconds_convert_both_ways),
	KUNIT_CASE(the_wall_clock_can_be_set),
	{}
};

static struct kunit_suite suite = { .name = "time", .test_cases = cases };
kunit_test_suite(suite);
