// SPDX-License-Identifier: MIT
/* tests/test_rwsem.c: readers share, a writer is alone, nobody overtakes who waits. */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/rwsem.h>
#include <linux/sched.h>

static struct rw_semaphore sem;
static char order[8];
static int position;

static int reset(struct kunit *test)
{
	init_rwsem(&sem);
	position = 0;
	return 0;
}

static void readers_share_and_a_writer_is_alone(struct kunit *test)
{
	down_read(&sem);
	KUNIT_EXPECT_TRUE(test, down_read_trylock(&sem));
	KUNIT_EXPECT_FALSE(test, down_write_trylock(&sem));
	up_read(&sem);
	up_read(&sem);
	down_write(&sem);
	KUNIT_EXPECT_FALSE(test, down_read_trylock(&sem));
	KUNIT_EXPECT_FALSE(test, down_write_trylock(&sem));
	up_write(&sem);
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&sem));
}

static void a_downgraded_writer_lets_readers_in(struct kunit *test)
{
	down_write(&sem);
	downgrade_write(&sem);
	KUNIT_EXPECT_TRUE(test, down_read_trylock(&sem));
	KUNIT_EXPECT_FALSE(test, down_write_trylock(&sem));
	up_read(&sem);
	up_read(&sem);
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&sem));
}

static int read_once(void *unused)
{
	down_read(&sem);
	order[position++] = 'r';
	up_read(&sem);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static int write_once(void *unused)
{
	down_write(&sem);
	order[position++] = 'w';
	up_write(&sem);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static void a_waiting_writer_is_not_overtaken_by_readers(struct kunit *test)
{
	struct task_struct *w, *r;

	down_read(&sem);
	w = kthread_run(write_once, NULL, "writer");
	KUNIT_ASSERT_FALSE(test, IS_ERR(w));
	msleep(8);
	r = kthread_run(read_once, NULL, "reader");
	KUNIT_ASSERT_FALSE(test, IS_ERR(r));
	msleep(8);
	KUNIT_EXPECT_EQ(test, position, 0);
	KUNIT_EXPECT_FALSE(test, down_read_trylock(&sem));
	up_read(&sem);
	msleep(8);
	order[position] = '\0';
	KUNIT_EXPECT_STREQ(test, order, "wr");
	kthread_stop(w);
	kthread_stop(r);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(readers_share_and_a_writer_is_alone),
	KUNIT_CASE(a_downgraded_writer_lets_readers_in),
	KUNIT_CASE(a_waiting_writer_is_not_overtaken_by_readers),
	{}
};

static struct kunit_suite suite = { .name = "rwsem", .init = reset, .test_cases = cases };
kunit_test_suite(suite);
