// SPDX-License-Identifier: MIT
/* tests/test_sched.c: threads take turns, sleep, wake and go away; sleeping where one must not is named. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/spinlock.h>

static char order[16];
static int position;

static int write_letter_three_times(void *data)
{
	for (int i = 0; i < 3; i++) {
		order[position++] = (char)(long)data;
		yield();
	}
	return 0;
}

static void two_threads_take_turns(struct kunit *test)
{
	struct task_struct *a, *b;

	position = 0;
	a = kthread_create(write_letter_three_times, (void *)'a', "turn-a");
	b = kthread_create(write_letter_three_times, (void *)'b', "turn-b");
	KUNIT_ASSERT_FALSE(test, IS_ERR(a) || IS_ERR(b));
	get_task_struct(a);
	get_task_struct(b);
	wake_up_process(a);
	wake_up_process(b);
	while (position < 6)
		yield();
	order[6] = '\0';
	KUNIT_EXPECT_STREQ(test, order, "ababab");
	kthread_stop_put(a);
	kthread_stop_put(b);
	KUNIT_EXPECT_EQ(test, sched_check(), 0);
}

static void a_sleeper_costs_no_cpu_and_wakes_when_told(struct kunit *test)
{
	unsigned long begin = jiffies;

	msleep(50);
	KUNIT_EXPECT_GE(test, jiffies - begin, msecs_to_jiffies(50));
	KUNIT_EXPECT_LE(test, jiffies - begin, msecs_to_jiffies(500));
	KUNIT_EXPECT_EQ(test, current->__state, (unsigned int)TASK_RUNNING);
}

static void scheduling_with_a_lock_held_is_reported_and_survived(struct kunit *test)
{
	unsigned int before = sleep_in_atomic_count();
	DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	schedule();
	KUNIT_EXPECT_EQ(test, preempt_count(), 1);
	spin_unlock(&lock);
	KUNIT_EXPECT_EQ(test, sleep_in_atomic_count(), before + 1);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
}

static void the_stack_holds_the_task_and_ends_in_the_magic_word(struct kunit *test)
{
	int on_stack;

	KUNIT_EXPECT_EQ(test, *end_of_stack(current), (unsigned long)STACK_END_MAGIC);
	KUNIT_EXPECT_TRUE(test, object_is_on_stack(&on_stack));
	KUNIT_EXPECT_TRUE(test, object_is_on_stack(current));
	KUNIT_EXPECT_FALSE(test, object_is_on_stack(order));
}

static void a_long_loop_gives_way_when_its_turn_is_over(struct kunit *test)
{
	unsigned long end = jiffies + HZ;
	struct task_struct *other;
	int gave_way = 0;

	position = 0;
	other = kthread_create(write_letter_three_times, (void *)'x', "turn-x");
	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	get_task_struct(other);
	wake_up_process(other);
	while (position < 3 && time_before(jiffies, end))
		gave_way += cond_resched();
	KUNIT_EXPECT_EQ(test, position, 3);
	KUNIT_EXPECT_GE(test, gave_way, 1);
	kthread_stop_put(other);
}

static int sleep_until_signal(void *data)
{
	set_current_state(TASK_INTERRUPTIBLE);
	schedule_timeout(10 * HZ);
	complete(data);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return signal_pending(current);
}

static void a_signal_ends_an_interruptible_sleep(struct kunit *test)
{
	DECLARE_COMPLETION_ONSTACK(woken);
	struct task_struct *t = kthread_run(sleep_until_signal, &woken, "signalled");

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	msleep(8);
	send_sig(SIGINT, t, 0);
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&woken, HZ), 0UL);
	KUNIT_EXPECT_EQ(test, kthread_stop(t), 1);
}

static void every_thread_is_listed_once(struct kunit *test)
{
	unsigned long flags = task_list_lock();
	struct task_struct *p;
	unsigned int n = 0, us = 0;

	for_each_process(p) {
		n++;
		us += p == current;
	}
	task_list_unlock(flags);
	KUNIT_EXPECT_EQ(test, us, 1U);
	KUNIT_EXPECT_EQ(test, n, nr_threads_alive());
}

static int count_up(void *data)
{
	atomic_inc(data);
	return 0;
}

static void a_hundred_threads_come_and_go(struct kunit *test)
{
	unsigned int before = nr_threads_alive();
	atomic_t ran = ATOMIC_INIT(0);

	for (int i = 0; i < 100; i++) {
		struct task_struct *t = kthread_run(count_up, &ran, "brief-%d", i);

		KUNIT_ASSERT_FALSE(test, IS_ERR(t));
		if (i % 10 == 9)
			msleep(4);
	}
	for (int i = 0; i < 100 && nr_threads_alive() > before; i++)
		msleep(4);
	KUNIT_EXPECT_EQ(test, atomic_read(&ran), 100);
	KUNIT_EXPECT_LE(test, nr_threads_alive(), before);
	KUNIT_EXPECT_EQ(test, sched_check(), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(two_threads_take_turns),
	KUNIT_CASE(a_sleeper_costs_no_cpu_and_wakes_when_told),
	KUNIT_CASE(scheduling_with_a_lock_held_is_reported_and_survived),
	KUNIT_CASE(the_stack_holds_the_task_and_ends_in_the_magic_word),
	KUNIT_CASE(a_long_loop_gives_way_when_its_turn_is_over),
	KUNIT_CASE(a_signal_ends_an_interruptible_sleep),
	KUNIT_CASE(every_thread_is_listed_once),
	KUNIT_CASE(a_hundred_threads_come_and_go),
	{}
};

static struct kunit_suite suite = { .name = "sched", .test_cases = cases };
kunit_test_suite(suite);
