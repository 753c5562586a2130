// SPDX-License-Identifier: MIT
/* tests/test_workqueue.c: works run once per queueing, in threads that may sleep, and can be waited for. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/workqueue.h>

static int runs, running, most_running;
static bool may_sleep;
static DECLARE_COMPLETION(gate);

static int reset(struct kunit *test)
{
	runs = running = most_running = 0;
	reinit_completion(&gate);
	return 0;
}

static void count_run(struct work_struct *work)
{
	may_sleep = !in_interrupt() && !in_atomic() && !irqs_disabled();
	runs++;
}

static void a_work_runs_once_in_a_thread(struct kunit *test)
{
	struct work_struct work;

	INIT_WORK_ONSTACK(&work, count_run);
	KUNIT_EXPECT_TRUE(test, schedule_work(&work));
	KUNIT_EXPECT_FALSE(test, schedule_work(&work));
	flush_work(&work);
	KUNIT_EXPECT_EQ(test, runs, 1);
	KUNIT_EXPECT_TRUE(test, may_sleep);
	KUNIT_EXPECT_FALSE(test, flush_work(&work));
	KUNIT_EXPECT_EQ(test, work_busy(&work), 0U);
}

static void a_cancelled_work_does_not_run(struct kunit *test)
{
	struct work_struct work;

	INIT_WORK_ONSTACK(&work, count_run);
	schedule_work(&work);
	KUNIT_EXPECT_TRUE(test, cancel_work_sync(&work));
	msleep(8);
	KUNIT_EXPECT_EQ(test, runs, 0);
	KUNIT_EXPECT_TRUE(test, schedule_work(&work));
	flush_work(&work);
	KUNIT_EXPECT_EQ(test, runs, 1);
}

static void wait_at_gate(struct work_struct *work)
{
	if (++running > most_running)
		most_running = running;
	wait_for_completion(&gate);
	running--;
	runs++;
}

static void open_gate(struct work_struct *work)
{
	complete_all(&gate);
}

static void a_sleeping_work_lets_the_one_it_waits_for_run(struct kunit *test)
{
	struct work_struct waits, opens;

	INIT_WORK_ONSTACK(&waits, wait_at_gate);
	INIT_WORK_ONSTACK(&opens, open_gate);
	schedule_work(&waits);
	schedule_work(&opens);
	flush_work(&waits);
	KUNIT_EXPECT_EQ(test, runs, 1);
	KUNIT_EXPECT_EQ(test, workqueue_check(), 0);
	flush_work(&opens);
}

static void an_ordered_queue_runs_one_work_at_a_time(struct kunit *test)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("ordered-%d", 0, 1);
	struct work_struct work[4];

	KUNIT_ASSERT_NOT_NULL(test, wq);
	for (int i = 0; i < 4; i++) {
		INIT_WORK_ONSTACK(&work[i], wait_at_gate);
		queue_work(wq, &work[i]);
	}
	msleep(8);
	KUNIT_EXPECT_EQ(test, running, 1);
	complete_all(&gate);
	flush_workqueue(wq);
	KUNIT_EXPECT_EQ(test, runs, 4);
	KUNIT_EXPECT_EQ(test, most_running, 1);
	destroy_workqueue(wq);
}

static void an_unordered_queue_overlaps_works_that_sleep(struct kunit *test)
{
	struct workqueue_struct *wq = alloc_workqueue("wide", 0, 0);
	struct work_struct work[4];

	KUNIT_ASSERT_NOT_NULL(test, wq);
	for (int i = 0; i < 4; i++) {
		INIT_WORK_ONSTACK(&work[i], wait_at_gate);
		queue_work(wq, &work[i]);
	}
	msleep(20);
	KUNIT_EXPECT_EQ(test, running, 4);
	complete_all(&gate);
	destroy_workqueue(wq);
	KUNIT_EXPECT_EQ(test, runs, 4);
}

static void a_delayed_work_waits_its_time(struct kunit *test)
{
	struct delayed_work dwork;

	INIT_DELAYED_WORK_ONSTACK(&dwork, count_run);
	KUNIT_EXPECT_TRUE(test, schedule_delayed_work(&dwork, 8));
	KUNIT_EXPECT_FALSE(test, schedule_delayed_work(&dwork, 8));
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&dwork));
	KUNIT_EXPECT_EQ(test, runs, 0);
	schedule_timeout_uninterruptible(12);
	flush_work(&dwork.work);
	KUNIT_EXPECT_EQ(test, runs, 1);
	schedule_delayed_work(&dwork, 1000 * HZ);
	flush_delayed_work(&dwork);
	KUNIT_EXPECT_EQ(test, runs, 2);
	schedule_delayed_work(&dwork, 1000 * HZ);
	KUNIT_EXPECT_TRUE(test, mod_delayed_work(system_wq, &dwork, 1));
	KUNIT_EXPECT_TRUE(test, cancel_delayed_work_sync(&dwork));
	schedule_timeout_uninterruptible(4);
	KUNIT_EXPECT_EQ(test, runs, 2);
}

static void queue_itself(struct work_struct *work)
{
	runs++;
	schedule_work(work);
	cond_resched();
}

static void a_work_that_queues_itself_can_be_cancelled(struct kunit *test)
{
	struct work_struct work;

	INIT_WORK_ONSTACK(&work, queue_itself);
	schedule_work(&work);
	msleep(8);
	cancel_work_sync(&work);
	runs = 0;
	msleep(8);
	KUNIT_EXPECT_EQ(test, runs, 0);
	KUNIT_EXPECT_EQ(test, work_busy(&work), 0U);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_work_runs_once_in_a_thread),
	KUNIT_CASE(a_cancelled_work_does_not_run),
	KUNIT_CASE(a_sleeping_work_lets_the_one_it_waits_for_run),
	KUNIT_CASE(an_ordered_queue_runs_one_work_at_a_time),
	KUNIT_CASE(an_unordered_queue_overlaps_works_that_sleep),
	KUNIT_CASE(a_delayed_work_waits_its_time),
	KUNIT_CASE(a_work_that_queues_itself_can_be_cancelled),
	{}
};

static struct kunit_suite suite = { .name = "workqueue", .init = reset, .test_cases = cases };
kunit_test_suite(suite);
