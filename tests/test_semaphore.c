// SPDX-License-Identifier: MIT
/* tests/test_semaphore.c: as many inside as there are places, waiting in order, in time. */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/semaphore.h>

static struct semaphore sem;
static int got;

static void there_are_as_many_places_as_said(struct kunit *test)
{
	sema_init(&sem, 2);
	down(&sem);
	KUNIT_EXPECT_EQ(test, down_trylock(&sem), 0);
	KUNIT_EXPECT_EQ(test, down_trylock(&sem), 1);
	up(&sem);
	KUNIT_EXPECT_EQ(test, down_interruptible(&sem), 0);
	up(&sem);
	up(&sem);
	KUNIT_EXPECT_EQ(test, sem.count, 2U);
}

static void a_time_out_gives_etime_and_leaves_no_trace(struct kunit *test)
{
	unsigned long begin = jiffies;

	sema_init(&sem, 0);
	KUNIT_EXPECT_EQ(test, down_timeout(&sem, 4), -ETIME);
	KUNIT_EXPECT_GE(test, jiffies - begin, 4UL);
	up(&sem);
	KUNIT_EXPECT_EQ(test, sem.count, 1U);
	KUNIT_EXPECT_EQ(test, down_timeout(&sem, 4), 0);
}

static int take_one(void *unused)
{
	int ret = down_interruptible(&sem);

	got += ret == 0;
	while (!kthread_should_stop())
		schedule_timeout_uninterruptible(1);
	return ret;
}

static void each_up_wakes_one_waiter(struct kunit *test)
{
	struct task_struct *t[2];

	got = 0;
	sema_init(&sem, 0);
	for (int i = 0; i < 2; i++) {
		t[i] = kthread_run(take_one, NULL, "taker-%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(t[i]));
	}
	msleep(8);
	up(&sem);
	msleep(8);
	KUNIT_EXPECT_EQ(test, got, 1);
	up(&sem);
	msleep(8);
	KUNIT_EXPECT_EQ(test, got, 2);
	kthread_stop(t[0]);
	kthread_stop(t[1]);
}

static void a_signal_ends_the_wait(struct kunit *test)
{
	struct task_struct *t;

	sema_init(&sem, 0);
	t = kthread_run(take_one, NULL, "taker");
	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	msleep(8);
	send_sig(SIGINT, t, 0);
	KUNIT_EXPECT_EQ(test, kthread_stop(t), -EINTR);
	up(&sem);
	KUNIT_EXPECT_EQ(test, sem.count, 1U);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(there_are_as_many_places_as_said),
	KUNIT_CASE(a_time_out_gives_etime_and_leaves_no_trace),
	KUNIT_CASE(each_up_wakes_one_waiter),
	KUNIT_CASE(a_signal_ends_the_wait),
	{}
};

static struct kunit_suite suite = { .name = "semaphore", .test_cases = cases };
kunit_test_suite(suite);
