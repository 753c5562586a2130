// SPDX-License-Identifier: MIT
/* tests/test_kthread.c: threads start when woken, stop when asked, park, and are missed when they die. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>
#include <slate/oops.h>

static int runs;

static int run_until_stopped(void *data)
{
	runs++;
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return (int)(long)data;
}

static void stop_returns_what_the_function_returned(struct kunit *test)
{
	struct task_struct *t = kthread_run(run_until_stopped, (void *)42, "stop-%d", 1);

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	KUNIT_EXPECT_STREQ(test, t->comm, "stop-1");
	KUNIT_EXPECT_PTR_EQ(test, kthread_data(t), (void *)42);
	msleep(8);
	KUNIT_EXPECT_EQ(test, kthread_stop(t), 42);
}

static void a_thread_that_never_ran_stops_with_eintr(struct kunit *test)
{
	struct task_struct *t = kthread_create(run_until_stopped, NULL, "never");

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	runs = 0;
	msleep(8);
	KUNIT_EXPECT_EQ(test, runs, 0);
	KUNIT_EXPECT_EQ(test, kthread_stop(t), -EINTR);
	KUNIT_EXPECT_EQ(test, runs, 0);
}

static void a_long_name_is_cut_at_fifteen_letters(struct kunit *test)
{
	struct task_struct *t = kthread_create(run_until_stopped, NULL, "%s", "abcdefghijklmnopqrstuvwxyz");

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	KUNIT_EXPECT_STREQ(test, t->comm, "abcdefghijklmno");
	kthread_stop(t);
}

static int tick_and_park(void *data)
{
	while (!kthread_should_stop()) {
		if (kthread_should_park())
			kthread_parkme();
		runs++;
		schedule_timeout_interruptible(1);
	}
	return 0;
}

static void a_parked_thread_does_nothing_until_unparked(struct kunit *test)
{
	struct task_struct *t = kthread_run(tick_and_park, NULL, "parked");
	int seen;

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	KUNIT_EXPECT_EQ(test, kthread_park(t), 0);
	seen = runs;
	msleep(20);
	KUNIT_EXPECT_EQ(test, runs, seen);
	kthread_unpark(t);
	msleep(20);
	KUNIT_EXPECT_GT(test, runs, seen);
	KUNIT_EXPECT_EQ(test, kthread_stop(t), 0);
}

static int read_nowhere(void *data)
{
	return *(volatile int *)data;
}

static void a_thread_that_faults_ends_and_its_waiter_is_told(struct kunit *test)
{
	unsigned int before = last_oops.count;
	struct task_struct *t = kthread_create(read_nowhere, (void *)0x10, "faulty");

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	get_task_struct(t);
	wake_up_process(t);
	msleep(20);
	KUNIT_EXPECT_EQ(test, last_oops.count, before + 1);
	KUNIT_EXPECT_EQ(test, kthread_stop(t), -EFAULT);
	put_task_struct(t);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(stop_returns_what_the_function_returned),
	KUNIT_CASE(a_thread_that_never_ran_stops_with_eintr),
	KUNIT_CASE(a_long_name_is_cut_at_fifteen_letters),
	KUNIT_CASE(a_parked_thread_does_nothing_until_unparked),
	KUNIT_CASE(a_thread_that_faults_ends_and_its_waiter_is_told),
	{}
};

static struct kunit_suite suite = { .name = "kthread", .test_cases = cases };
kunit_test_suite(suite);
