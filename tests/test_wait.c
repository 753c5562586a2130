// SPDX-License-Identifier: MIT
/* tests/test_wait.c: wait queues lose no wake-up, keep time, and wake exclusive waiters one by one. */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/timer.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(queue);
static bool ready;
static int passed;

/* Not before somebody waits: on a busy host several ticks may come at once, before the wait begins. */
static void set_ready(struct timer_list *t)
{
	if (!waitqueue_active(&queue)) {
		mod_timer(t, jiffies + 1);
		return;
	}
	ready = true;
	wake_up(&queue);
}

static void a_wake_up_from_a_timer_ends_the_wait(struct kunit *test)
{
	struct timer_list timer;

	ready = false;
	timer_setup_on_stack(&timer, set_ready, 0);
	mod_timer(&timer, jiffies + 3);
	wait_event(queue, ready);
	KUNIT_EXPECT_TRUE(test, ready);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&queue));
	del_timer_sync(&timer);
}

static void a_true_condition_does_not_wait(struct kunit *test)
{
	unsigned long long before = nr_context_switches();

	wait_event(queue, true);
	KUNIT_EXPECT_EQ(test, wait_event_interruptible(queue, true), 0);
	KUNIT_EXPECT_EQ(test, wait_event_timeout(queue, true, 0), 1L);
	KUNIT_EXPECT_EQ(test, nr_context_switches(), before);
}

static void a_time_out_gives_zero_after_that_time(struct kunit *test)
{
	unsigned long begin = jiffies;

	KUNIT_EXPECT_EQ(test, wait_event_timeout(queue, false, 5), 0L);
	KUNIT_EXPECT_GE(test, jiffies - begin, 5UL);
	KUNIT_EXPECT_EQ(test, wait_event_interruptible_timeout(queue, false, 1), 0L);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&queue));
}

static void time_left_is_returned_when_the_condition_comes_true(struct kunit *test)
{
	struct timer_list timer;
	long left;

	ready = false;
	timer_setup_on_stack(&timer, set_ready, 0);
	mod_timer(&timer, jiffies + 2);
	left = wait_event_timeout(queue, ready, 10 * HZ);
	KUNIT_EXPECT_GT(test, left, 0L);
	KUNIT_EXPECT_LT(test, left, 10L * HZ);
	del_timer_sync(&timer);
}

static int wait_interruptibly(void *unused)
{
	int ret = wait_event_interruptible(queue, false);

	while (!kthread_should_stop())
		schedule_timeout_uninterruptible(1);
	return ret;
}

static void a_signal_ends_the_wait_with_erestartsys(struct kunit *test)
{
	struct task_struct *t = kthread_run(wait_interruptibly, NULL, "signalled");

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	msleep(8);
	KUNIT_EXPECT_TRUE(test, waitqueue_active(&queue));
	send_sig(SIGINT, t, 0);
	KUNIT_EXPECT_EQ(test, kthread_stop(t), -ERESTARTSYS);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&queue));
}

static int wait_exclusively(void *unused)
{
	DEFINE_WAIT(wait);

	prepare_to_wait_exclusive(&queue, &wait, TASK_UNINTERRUPTIBLE);
	schedule();
	finish_wait(&queue, &wait);
	passed++;
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static void one_wake_up_lets_one_exclusive_waiter_through(struct kunit *test)
{
	struct task_struct *t[3];

	passed = 0;
	for (int i = 0; i < 3; i++) {
		t[i] = kthread_run(wait_exclusively, NULL, "exclusive-%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(t[i]));
	}
	msleep(8);
	KUNIT_EXPECT_EQ(test, passed, 0);
	wake_up(&queue);
	msleep(8);
	KUNIT_EXPECT_EQ(test, passed, 1);
	wake_up_all(&queue);
	msleep(8);
	KUNIT_EXPECT_EQ(test, passed, 3);
	for (int i = 0; i < 3; i++)
		kthread_stop(t[i]);
}

static void waiting_in_atomic_context_is_reported(struct kunit *test)
{
	unsigned int before = sleep_in_atomic_count();

	preempt_disable();
	wait_event(queue, true);
	preempt_enable();
	KUNIT_EXPECT_EQ(test, sleep_in_atomic_count(), before + 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_wake_up_from_a_timer_ends_the_wait),
	KUNIT_CASE(a_true_condition_does_not_wait),
	KUNIT_CASE(a_time_out_gives_zero_after_that_time),
	KUNIT_CASE(time_left_is_returned_when_the_condition_comes_true),
	KUNIT_CASE(a_signal_ends_the_wait_with_erestartsys),
	KUNIT_CASE(one_wake_up_lets_one_exclusive_waiter_through),
	KUNIT_CASE(waiting_in_atomic_context_is_reported),
	{}
};

static struct kunit_suite suite = { .name = "wait", .test_cases = cases };
kunit_test_suite(suite);
