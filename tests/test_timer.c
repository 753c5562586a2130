// SPDX-License-Identifier: MIT
/* tests/test_timer.c: timers fire once, not early, in softirq context, across turns of the wheel. */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/timer.h>

static int fired;
static unsigned long fired_at;
static bool in_bh;

static void note(struct timer_list *t)
{
	fired++;
	fired_at = jiffies;
	in_bh = in_serving_softirq() && !in_hardirq() && !irqs_disabled();
}

static int reset(struct kunit *test)
{
	fired = 0;
	return 0;
}

static void a_timer_fires_once_and_not_early(struct kunit *test)
{
	struct timer_list timer;
	unsigned long due = jiffies + 5;

	timer_setup_on_stack(&timer, note, 0);
	KUNIT_EXPECT_EQ(test, mod_timer(&timer, due), 0);
	KUNIT_EXPECT_TRUE(test, timer_pending(&timer));
	schedule_timeout_uninterruptible(10);
	KUNIT_EXPECT_EQ(test, fired, 1);
	KUNIT_EXPECT_TRUE(test, time_after_eq(fired_at, due));
	KUNIT_EXPECT_TRUE(test, in_bh);
	KUNIT_EXPECT_FALSE(test, timer_pending(&timer));
}

static void a_deleted_timer_does_not_fire(struct kunit *test)
{
	struct timer_list timer;

	timer_setup_on_stack(&timer, note, 0);
	mod_timer(&timer, jiffies + 3);
	KUNIT_EXPECT_EQ(test, del_timer_sync(&timer), 1);
	KUNIT_EXPECT_EQ(test, del_timer(&timer), 0);
	schedule_timeout_uninterruptible(6);
	KUNIT_EXPECT_EQ(test, fired, 0);
}

static void mod_timer_moves_it(struct kunit *test)
{
	struct timer_list timer;

	timer_setup_on_stack(&timer, note, 0);
	KUNIT_EXPECT_EQ(test, mod_timer_pending(&timer, jiffies + 1), 0);
	KUNIT_EXPECT_FALSE(test, timer_pending(&timer));
	mod_timer(&timer, jiffies + 1000 * HZ);
	KUNIT_EXPECT_EQ(test, timer_reduce(&timer, jiffies + 2), 1);
	schedule_timeout_uninterruptible(6);
	KUNIT_EXPECT_EQ(test, fired, 1);
	del_timer_sync(&timer);
}

static void a_timer_beyond_one_turn_of_the_wheel_waits(struct kunit *test)
{
	struct timer_list timer;
	unsigned long due = jiffies + 260;

	timer_setup_on_stack(&timer, note, 0);
	mod_timer(&timer, due);
	schedule_timeout_uninterruptible(8);
	KUNIT_EXPECT_EQ(test, fired, 0);
	KUNIT_EXPECT_EQ(test, timers_check(), 0);
	schedule_timeout_uninterruptible(258);
	KUNIT_EXPECT_EQ(test, fired, 1);
	KUNIT_EXPECT_TRUE(test, time_after_eq(fired_at, due));
}

static void rearm(struct timer_list *t)
{
	if (++fired < 4)
		mod_timer(t, jiffies);
}

static void a_timer_that_sets_itself_for_now_fires_at_the_next_tick(struct kunit *test)
{
	struct timer_list timer;

	timer_setup_on_stack(&timer, rearm, 0);
	mod_timer(&timer, jiffies - 10);
	/* A tick may stand for several that the host lost, so count turns and not time. */
	for (int i = 0; i < HZ && fired < 4; i++)
		schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, fired, 4);
	KUNIT_EXPECT_EQ(test, del_timer_sync(&timer), 0);
}

static void a_thousand_timers_all_fire(struct kunit *test)
{
	static struct timer_list timers[1000];
	unsigned int before = timers_pending_count();

	for (int i = 0; i < 1000; i++) {
		timer_setup(&timers[i], note, 0);
		mod_timer(&timers[i], jiffies + (unsigned long)(i * 7919 % 50));
	}
	KUNIT_EXPECT_EQ(test, timers_check(), 0);
	schedule_timeout_uninterruptible(60);
	KUNIT_EXPECT_EQ(test, fired, 1000);
	KUNIT_EXPECT_LE(test, timers_pending_count(), before);
	KUNIT_EXPECT_EQ(test, timers_check(), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_timer_fires_once_and_not_early),
	KUNIT_CASE(a_deleted_timer_does_not_fire),
	KUNIT_CASE(mod_timer_moves_it),
	KUNIT_CASE(a_timer_beyond_one_turn_of_the_wheel_waits),
	KUNIT_CASE(a_timer_that_sets_itself_for_now_fires_at_the_next_tick),
	KUNIT_CASE(a_thousand_timers_all_fire),
	{}
};

static struct kunit_suite suite = { .name = "timer", .init = reset, .test_cases = cases };
kunit_test_suite(suite);
