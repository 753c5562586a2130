// SPDX-License-Identifier: MIT
/* tests/test_rcu.c: no callback before all readers are gone, every callback after. */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

static int called;
static bool in_bh;

static void note_call(struct rcu_head *head)
{
	called++;
	in_bh = in_serving_softirq();
}

static void a_callback_runs_after_a_grace_period(struct kunit *test)
{
	unsigned long before = rcu_completed_grace_periods();
	struct rcu_head head;

	called = 0;
	call_rcu(&head, note_call);
	KUNIT_EXPECT_EQ(test, called, 0);
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, called, 1);
	KUNIT_EXPECT_TRUE(test, in_bh);
	KUNIT_EXPECT_GT(test, rcu_completed_grace_periods(), before);
	KUNIT_EXPECT_EQ(test, rcu_check(), 0);
}

static void no_grace_period_ends_while_a_reader_is_inside(struct kunit *test)
{
	unsigned long end = jiffies + 10;
	struct rcu_head head;

	called = 0;
	rcu_read_lock();
	call_rcu(&head, note_call);
	while (time_before(jiffies, end))
		cpu_relax();
	KUNIT_EXPECT_EQ(test, called, 0);
	rcu_read_unlock();
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, called, 1);
}

static void synchronize_rcu_waits_for_a_grace_period(struct kunit *test)
{
	unsigned long cookie = get_state_synchronize_rcu();

	synchronize_rcu();
	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu(cookie));
	KUNIT_EXPECT_EQ(test, rcu_check(), 0);
}

static void sleeping_inside_a_reader_is_reported(struct kunit *test)
{
	unsigned int before = sleep_in_atomic_count();

	rcu_read_lock();
	KUNIT_EXPECT_TRUE(test, rcu_read_lock_held());
	might_sleep();
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, sleep_in_atomic_count(), before + 1);
}

static void a_thousand_callbacks_all_run_in_order(struct kunit *test)
{
	static struct rcu_head heads[1000];

	called = 0;
	for (int i = 0; i < 1000; i++)
		call_rcu(&heads[i], note_call);
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, called, 1000);
	KUNIT_EXPECT_EQ(test, rcu_callbacks_waiting(), 0U);
}

struct item {
	struct list_head list;
	struct rcu_head rcu;
	bool alive;
};

static LIST_HEAD(items);
static int dead_seen, walks;

static void bury(struct rcu_head *head)
{
	container_of(head, struct item, rcu)->alive = false;
}

static int walk_items(void *unused)
{
	while (!kthread_should_stop()) {
		struct item *item;

		rcu_read_lock();
		list_for_each_entry_rcu(item, &items, list)
			dead_seen += !item->alive;
		rcu_read_unlock();
		walks++;
		cond_resched();
		yield();
	}
	return 0;
}

static void readers_never_see_what_was_freed(struct kunit *test)
{
	static struct item pool[16];
	struct task_struct *reader = kthread_run(walk_items, NULL, "rcu-reader");

	KUNIT_ASSERT_FALSE(test, IS_ERR(reader));
	dead_seen = walks = 0;
	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < 16; i++) {
			pool[i].alive = true;
			list_add_rcu(&pool[i].list, &items);
		}
		yield();
		for (int i = 0; i < 16; i++) {
			list_del_rcu(&pool[i].list);
			call_rcu(&pool[i].rcu, bury);
		}
		rcu_barrier();
	}
	kthread_stop(reader);
	KUNIT_EXPECT_EQ(test, dead_seen, 0);
	KUNIT_EXPECT_GT(test, walks, 20);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_callback_runs_after_a_grace_period),
	KUNIT_CASE(no_grace_period_ends_while_a_reader_is_inside),
	KUNIT_CASE(synchronize_rcu_waits_for_a_grace_period),
	KUNIT_CASE(sleeping_inside_a_reader_is_reported),
	KUNIT_CASE(a_thousand_callbacks_all_run_in_order),
	KUNIT_CASE(readers_never_see_what_was_freed),
	{}
};

static struct kunit_suite suite = { .name = "rcu", .test_cases = cases };
kunit_test_suite(suite);
