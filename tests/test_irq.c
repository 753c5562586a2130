// SPDX-License-Identifier: MIT
/* tests/test_irq.c: lines, handlers, softirqs and tasklets. Line 3, a second serial port's, is free there. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/jiffies.h>

#define LINE 3

static int calls, thread_calls;
static bool in_hard, thread_may_sleep;
static irqreturn_t answer;
static DECLARE_COMPLETION(thread_ran);

static irqreturn_t count_call(int irq, void *dev_id)
{
	(*(int *)dev_id)++;
	in_hard = in_hardirq() && irqs_disabled();
	return answer;
}

static irqreturn_t in_thread(int irq, void *dev_id)
{
	thread_calls++;
	thread_may_sleep = !in_interrupt() && !irqs_disabled();
	complete(&thread_ran);
	return IRQ_HANDLED;
}

static int reset(struct kunit *test)
{
	calls = thread_calls = 0;
	in_hard = thread_may_sleep = false;
	answer = IRQ_HANDLED;
	reinit_completion(&thread_ran);
	return 0;
}

static void a_handler_runs_in_hardirq_context(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, request_irq(LINE, count_call, 0, "irq-test", &calls), 0);
	KUNIT_EXPECT_EQ(test, generic_handle_irq_safe(LINE), 0);
	KUNIT_EXPECT_EQ(test, calls, 1);
	KUNIT_EXPECT_TRUE(test, in_hard);
	KUNIT_EXPECT_FALSE(test, in_interrupt());
	free_irq(LINE, &calls);
	generic_handle_irq_safe(LINE);
	KUNIT_EXPECT_EQ(test, calls, 1);
	KUNIT_EXPECT_EQ(test, irq_check(), 0);
}

static void a_line_is_shared_only_if_all_agree(struct kunit *test)
{
	int other = 0;

	KUNIT_ASSERT_EQ(test, request_irq(LINE, count_call, IRQF_SHARED, "irq-test-a", &calls), 0);
	KUNIT_EXPECT_EQ(test, request_irq(LINE, count_call, 0, "irq-test-b", &other), -EBUSY);
	KUNIT_ASSERT_EQ(test, request_irq(LINE, count_call, IRQF_SHARED, "irq-test-b", &other), 0);
	generic_handle_irq_safe(LINE);
	KUNIT_EXPECT_EQ(test, calls, 1);
	KUNIT_EXPECT_EQ(test, other, 1);
	free_irq(LINE, &calls);
	generic_handle_irq_safe(LINE);
	KUNIT_EXPECT_EQ(test, calls, 1);
	KUNIT_EXPECT_EQ(test, other, 2);
	free_irq(LINE, &other);
}

static void bad_requests_are_refused(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, request_irq(NR_IRQS, count_call, 0, "x", &calls), -EINVAL);
	KUNIT_EXPECT_EQ(test, request_irq(LINE, NULL, 0, "x", &calls), -EINVAL);
	KUNIT_EXPECT_EQ(test, request_irq(LINE, count_call, IRQF_SHARED, "x", NULL), -EINVAL);
	KUNIT_EXPECT_FALSE(test, irq_has_action(LINE));
}

static void disables_nest(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, request_irq(LINE, count_call, 0, "irq-test", &calls), 0);
	disable_irq(LINE);
	disable_irq(LINE);
	enable_irq(LINE);
	generic_handle_irq_safe(LINE);
	KUNIT_EXPECT_EQ(test, calls, 0);
	enable_irq(LINE);
	generic_handle_irq_safe(LINE);
	KUNIT_EXPECT_EQ(test, calls, 1);
	free_irq(LINE, &calls);
}

static void a_thread_function_may_sleep_and_keeps_a_oneshot_line_masked(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, request_threaded_irq(LINE, NULL, in_thread, IRQF_ONESHOT, "irq-test", &calls), 0);
	generic_handle_irq_safe(LINE);
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&thread_ran, HZ), 0UL);
	synchronize_irq(LINE);
	KUNIT_EXPECT_EQ(test, thread_calls, 1);
	KUNIT_EXPECT_TRUE(test, thread_may_sleep);
	KUNIT_EXPECT_EQ(test, irq_check(), 0);
	free_irq(LINE, &calls);
}

static void counts_are_kept_for_proc_interrupts(struct kunit *test)
{
	struct irq_info before, after;

	answer = IRQ_NONE;
	KUNIT_ASSERT_EQ(test, request_irq(LINE, count_call, 0, "irq-test", &calls), 0);
	KUNIT_ASSERT_EQ(test, irq_get_info(LINE, &before), 0);
	generic_handle_irq_safe(LINE);
	generic_handle_irq_safe(LINE);
	KUNIT_ASSERT_EQ(test, irq_get_info(LINE, &after), 0);
	KUNIT_EXPECT_EQ(test, after.count[0], before.count[0] + 2);
	KUNIT_EXPECT_EQ(test, after.unhandled, before.unhandled + 2);
	KUNIT_EXPECT_STREQ(test, after.actions, "irq-test");
	free_irq(LINE, &calls);
}

static void a_line_that_nobody_answers_is_masked(struct kunit *test)
{
	struct irq_info info;

	answer = IRQ_NONE;
	KUNIT_ASSERT_EQ(test, request_irq(LINE, count_call, 0, "irq-test", &calls), 0);
	for (int i = 0; i < 200001; i++)
		generic_handle_irq_safe(LINE);
	KUNIT_EXPECT_LE(test, calls, 200000);
	KUNIT_EXPECT_EQ(test, irq_get_info(LINE, &info), 0);
	KUNIT_EXPECT_EQ(test, info.depth, 1U);
	free_irq(LINE, &calls);
}

static void the_tick_interrupts(struct kunit *test)
{
	struct irq_info before, after;

	irq_get_info(0, &before);
	after = before;
	/* A host that has no time for its guest loses ticks; only for a while. */
	for (int ms = 0; ms < 5000 && after.count[0] < before.count[0] + 2; ms += 10) {
		mdelay(10);
		irq_get_info(0, &after);
	}
	KUNIT_EXPECT_GE(test, after.count[0], before.count[0] + 2);
}

static bool tasklet_in_softirq;

static void tasklet_body(struct tasklet_struct *t)
{
	calls++;
	tasklet_in_softirq = in_serving_softirq() && !irqs_disabled();
}

static void a_tasklet_runs_once_in_softirq_context(struct kunit *test)
{
	struct tasklet_struct t;

	tasklet_setup(&t, tasklet_body);
	local_bh_disable();
	tasklet_schedule(&t);
	tasklet_schedule(&t);
	KUNIT_EXPECT_EQ(test, calls, 0);
	local_bh_enable();
	tasklet_kill(&t);
	KUNIT_EXPECT_EQ(test, calls, 1);
	KUNIT_EXPECT_TRUE(test, tasklet_in_softirq);
}

static void a_disabled_tasklet_waits_until_enabled(struct kunit *test)
{
	struct tasklet_struct t;

	tasklet_setup(&t, tasklet_body);
	tasklet_disable(&t);
	tasklet_schedule(&t);
	msleep(20);
	KUNIT_EXPECT_EQ(test, calls, 0);
	tasklet_enable(&t);
	tasklet_kill(&t);
	KUNIT_EXPECT_EQ(test, calls, 1);
}

static irqreturn_t sleep_in_handler(int irq, void *dev_id)
{
	might_sleep();
	return IRQ_HANDLED;
}

static void sleeping_in_a_handler_is_reported(struct kunit *test)
{
	unsigned int before = sleep_in_atomic_count();

	KUNIT_ASSERT_EQ(test, request_irq(LINE, sleep_in_handler, 0, "irq-test", &calls), 0);
	generic_handle_irq_safe(LINE);
	free_irq(LINE, &calls);
	KUNIT_EXPECT_EQ(test, sleep_in_atomic_count(), before + 1);
}

static void the_line_that_speaks_is_found(struct kunit *test)
{
	unsigned long lines = probe_irq_on();

	KUNIT_EXPECT_TRUE(test, lines & BIT(LINE));
	KUNIT_EXPECT_FALSE(test, lines & BIT(0)); /* the timer's */
	generic_handle_irq_safe(LINE);
	generic_handle_irq_safe(LINE); /* disabled by now */
	KUNIT_EXPECT_EQ(test, probe_irq_off(lines), LINE);
	KUNIT_EXPECT_FALSE(test, irq_has_action(LINE));
	KUNIT_EXPECT_EQ(test, probe_irq_off(probe_irq_on()), 0);
	lines = probe_irq_on();
	for (unsigned int irq = 1; irq < NR_IRQS_LEGACY; irq++)
		if (lines & BIT(irq))
			generic_handle_irq_safe(irq);
	KUNIT_EXPECT_EQ(test, probe_irq_off(lines), hweight_long(lines) > 1 ? -(int)__ffs(lines) : LINE);
	KUNIT_EXPECT_EQ(test, irq_check(), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_handler_runs_in_hardirq_context),
	KUNIT_CASE(a_line_is_shared_only_if_all_agree),
	KUNIT_CASE(bad_requests_are_refused),
	KUNIT_CASE(disables_nest),
	KUNIT_CASE(a_thread_function_may_sleep_and_keeps_a_oneshot_line_masked),
	KUNIT_CASE(counts_are_kept_for_proc_interrupts),
	KUNIT_CASE(a_line_that_nobody_answers_is_masked),
	KUNIT_CASE(the_tick_interrupts),
	KUNIT_CASE(a_tasklet_runs_once_in_softirq_context),
	KUNIT_CASE(a_disabled_tasklet_waits_until_enabled),
	KUNIT_CASE(sleeping_in_a_handler_is_reported),
	KUNIT_CASE(the_line_that_speaks_is_found),
	{}
};

static struct kunit_suite suite = { .name = "irq", .init = reset, .test_cases = cases };
kunit_test_suite(suite);
