// SPDX-License-Identifier: MIT
/* tests/test_completion.c: done is remembered, counted, timed. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>

static void done_before_the_wait_is_not_lost(struct kunit *test)
{
	DECLARE_COMPLETION_ONSTACK(c);

	complete(&c);
	KUNIT_EXPECT_TRUE(test, completion_done(&c));
	wait_for_completion(&c);
	KUNIT_EXPECT_FALSE(test, completion_done(&c));
}

static void each_complete_lets_one_wait_through(struct kunit *test)
{
	DECLARE_COMPLETION_ONSTACK(c);

	complete(&c);
	complete(&c);
	KUNIT_EXPECT_TRUE(test, try_wait_for_completion(&c));
	KUNIT_EXPECT_TRUE(test, try_wait_for_completion(&c));
	KUNIT_EXPECT_FALSE(test, try_wait_for_completion(&c));
}

static void complete_all_stays_done_until_reinit(struct kunit *test)
{
	DECLARE_COMPLETION_ONSTACK(c);

	complete_all(&c);
	wait_for_completion(&c);
	wait_for_completion(&c);
	complete(&c);
	KUNIT_EXPECT_TRUE(test, completion_done(&c));
	reinit_completion(&c);
	KUNIT_EXPECT_FALSE(test, completion_done(&c));
}

static void a_time_out_gives_zero(struct kunit *test)
{
	DECLARE_COMPLETION_ONSTACK(c);
	unsigned long begin = jiffies;

	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&c, 4), 0UL);
	KUNIT_EXPECT_GE(test, jiffies - begin, 4UL);
	complete(&c);
	KUNIT_EXPECT_GE(test, wait_for_completion_timeout(&c, 4), 1UL);
}

static int complete_later(void *data)
{
	msleep(10);
	complete(data);
	return 0;
}

static void a_thread_completes_what_another_waits_for(struct kunit *test)
{
	DECLARE_COMPLETION_ONSTACK(c);
	struct task_struct *t = kthread_run(complete_later, &c, "completer");

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	KUNIT_EXPECT_EQ(test, wait_for_completion_interruptible(&c), 0);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&c.wait));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(done_before_the_wait_is_not_lost),
	KUNIT_CASE(each_complete_lets_one_wait_through),
	KUNIT_CASE(complete_all_stays_done_until_reinit),
	KUNIT_CASE(a_time_out_gives_zero),
	KUNIT_CASE(a_thread_completes_what_another_waits_for),
	{}
};

static struct kunit_suite suite = { .name = "completion", .test_cases = cases };
kunit_test_suite(suite);
