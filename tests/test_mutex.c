// SPDX-License-Identifier: MIT
/* tests/test_mutex.c: one owner at a time, first come first served, misuse named. */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>

static DEFINE_MUTEX(lock);
static int inside, most_inside, entries;
static char order[8];

static int enter_often(void *unused)
{
	for (int i = 0; i < 20; i++) {
		mutex_lock(&lock);
		if (++inside > most_inside)
			most_inside = inside;
		yield();
		inside--;
		entries++;
		mutex_unlock(&lock);
		cond_resched();
	}
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static void only_one_thread_is_inside(struct kunit *test)
{
	struct task_struct *t[4];

	inside = most_inside = entries = 0;
	for (int i = 0; i < 4; i++) {
		t[i] = kthread_run(enter_often, NULL, "mutex-%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(t[i]));
	}
	for (int i = 0; i < 250 && entries < 80; i++)
		msleep(4);
	for (int i = 0; i < 4; i++)
		kthread_stop(t[i]);
	KUNIT_EXPECT_EQ(test, entries, 80);
	KUNIT_EXPECT_EQ(test, most_inside, 1);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&lock));
}

static int note_entry(void *data)
{
	mutex_lock(&lock);
	order[entries++] = (char)(long)data;
	mutex_unlock(&lock);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static void who_waits_longest_gets_it_first(struct kunit *test)
{
	struct task_struct *t[3];

	entries = 0;
	mutex_lock(&lock);
	for (long i = 0; i < 3; i++) {
		t[i] = kthread_run(note_entry, (void *)('a' + i), "queue-%ld", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(t[i]));
	}
	msleep(8);
	KUNIT_EXPECT_EQ(test, entries, 0);
	KUNIT_EXPECT_FALSE(test, mutex_trylock(&lock));
	mutex_unlock(&lock);
	msleep(8);
	order[3] = '\0';
	KUNIT_EXPECT_STREQ(test, order, "abc");
	for (int i = 0; i < 3; i++)
		kthread_stop(t[i]);
}

static void locking_twice_is_reported_and_does_not_hang(struct kunit *test)
{
	unsigned int before = mutex_misuse_count();

	mutex_lock(&lock);
	mutex_lock(&lock);
	KUNIT_EXPECT_EQ(test, mutex_misuse_count(), before + 1);
	mutex_unlock(&lock);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&lock));
}

static int unlock_what_another_holds(void *unused)
{
	mutex_unlock(&lock);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static void an_unlock_by_a_stranger_is_reported_and_ignored(struct kunit *test)
{
	unsigned int before = mutex_misuse_count();
	struct task_struct *t;

	mutex_lock(&lock);
	t = kthread_run(unlock_what_another_holds, NULL, "stranger");
	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	msleep(8);
	KUNIT_EXPECT_EQ(test, mutex_misuse_count(), before + 1);
	KUNIT_EXPECT_PTR_EQ(test, mutex_owner(&lock), current);
	mutex_unlock(&lock);
	kthread_stop(t);
}

static int lock_interruptibly(void *unused)
{
	int ret = mutex_lock_interruptible(&lock);

	while (!kthread_should_stop())
		schedule_timeout_uninterruptible(1);
	return ret;
}

static void a_signal_ends_an_interruptible_wait(struct kunit *test)
{
	struct task_struct *t;

	mutex_lock(&lock);
	t = kthread_run(lock_interruptibly, NULL, "impatient");
	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	msleep(8);
	send_sig(SIGINT, t, 0);
	KUNIT_EXPECT_EQ(test, kthread_stop(t), -EINTR);
	mutex_unlock(&lock);
	KUNIT_EXPECT_TRUE(test, mutex_trylock(&lock));
	mutex_unlock(&lock);
}

static void locking_in_atomic_context_is_reported(struct kunit *test)
{
	unsigned int before = sleep_in_atomic_count();

	preempt_disable();
	mutex_lock(&lock);
	mutex_unlock(&lock);
	preempt_enable();
	KUNIT_EXPECT_EQ(test, sleep_in_atomic_count(), before + 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(only_one_thread_is_inside),
	KUNIT_CASE(who_waits_longest_gets_it_first),
	KUNIT_CASE(locking_twice_is_reported_and_does_not_hang),
	KUNIT_CASE(an_unlock_by_a_stranger_is_reported_and_ignored),
	KUNIT_CASE(a_signal_ends_an_interruptible_wait),
	KUNIT_CASE(locking_in_atomic_context_is_reported),
	{}
};

static struct kunit_suite suite = { .name = "mutex", .test_cases = cases };
kunit_test_suite(suite);
