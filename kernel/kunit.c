// SPDX-License-Identifier: MIT
/*
 * kernel/kunit.c: run the self-tests and print what they say as KTAP.
 *
 * Problem.  A test may fail, give up in the middle, fault, hang or leave things behind; the run must
 *           go on and its output must be readable by machines.
 * Idea.     Each case runs in a thread of its own. An assertion ends that thread; a fault ends it too
 *           (the oops code does), and the runner, which waits, sees that the thread is dead. Then the
 *           suite's exit function and the case's resources run down in a second thread, for the same
 *           reasons. Counters of everything handed out are compared before and after (slate/leak.h).
 *
 *     KTAP version 1
 *     1..2                              suites that match
 *         KTAP version 1
 *         # Subtest: list
 *         1..3                          its cases
 *         ok 1 entries_keep_their_order
 *         ...
 *     ok 1 list
 *
 * A plan (1..N) is printed before what it counts, so a run that stops early can be told from one that
 * is complete.
 * Paths.    kunit_run_matching -> run_suite -> run_case -> in_thread -> case
 * Sources.  Linux Documentation/dev-tools/ktap.rst, Documentation/dev-tools/kunit/architecture.rst.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/kthread.h>
#include <linux/random.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/leak.h>
#include <slate/oops.h>
#include <slate/param.h>
#include "memory_state.h"

#define CASE_TIMEOUT_S	300 /* seconds; then the case has failed and its thread is left behind */
#define NOTICE_DEATH	(HZ / 20) /* ticks between looks whether the thread died without a word */
#define MAX_RUN_SUITES	256
#define STATE_LOOKS	20 /* before memory that differs is called so */
#define LEAK_TEXT	160

#define ktap(depth, fmt, ...) printk(KERN_NOTICE "%*s" fmt, 4 * (depth), "", ##__VA_ARGS__)

extern struct kunit_suite *const __start_kunit_test_suites[], *const __stop_kunit_test_suites[];

struct tally {
	unsigned int passed, failed, skipped;
};

/* A piece of a case that runs in a thread of its own. */
struct attempt {
	struct kunit *test;
	struct kunit_suite *suite;
	void (*run)(struct kunit *test);
	struct completion done;
};

struct kunit_suite *kunit_suite_at(unsigned int index)
{
	if (index >= __stop_kunit_test_suites - __start_kunit_test_suites)
		return NULL;
	return __start_kunit_test_suites[index];
}
EXPORT_SYMBOL(kunit_suite_at);

void __noreturn kunit_abort(struct kunit *test)
{
	struct attempt *attempt = test->try_catch;

	current->kunit_test = NULL;
	kthread_complete_and_exit(&attempt->done, 0);
}
EXPORT_SYMBOL(kunit_abort);

static int attempt_thread(void *data)
{
	struct attempt *attempt = data;

	current->kunit_test = attempt->test;
	if (attempt->run) {
		if (attempt->suite->init && attempt->suite->init(attempt->test))
			KUNIT_FAIL(attempt->test, "the suite's init function failed");
		else
			attempt->run(attempt->test);
	} else {
		if (attempt->suite->exit)
			attempt->suite->exit(attempt->test);
		kunit_cleanup(attempt->test);
	}
	kunit_abort(attempt->test);
}

/* Wait until the thread says that it is done, is dead, or has had its time: then it is false. */
static bool wait_for_attempt(struct attempt *attempt, struct task_struct *thread)
{
	unsigned long deadline = jiffies + CASE_TIMEOUT_S * HZ;

	while (!wait_for_completion_timeout(&attempt->done, NOTICE_DEATH)) {
		if (READ_ONCE(thread->__state) == TASK_DEAD) {
			kunit_err(attempt->test, "the thread died: %s\n", last_oops.name ?: "no report");
			kunit_set_failure(attempt->test);
			return true;
		}
		if (time_after(jiffies, deadline)) {
			kunit_err(attempt->test, "no end after %u s\n", CASE_TIMEOUT_S);
			kunit_set_failure(attempt->test);
			return false;
		}
	}
	return true;
}

/*
 * Run @run between init and exit of the suite; NULL runs exit and clean-up only. A thread that does not end
 * goes on using the attempt and the test, so both are left to it (test->abandoned).
 */
static void in_thread(struct kunit *test, struct kunit_suite *suite, void (*run)(struct kunit *))
{
	struct attempt *attempt = kzalloc(sizeof(*attempt), GFP_KERNEL);
	struct task_struct *thread;

	if (!attempt || test->abandoned) {
		kunit_err(test, attempt ? "not cleaned up: its thread still runs\n" : "no memory to run in\n");
		kunit_set_failure(test);
		kfree(attempt);
		return;
	}
	*attempt = (struct attempt){ .test = test, .suite = suite, .run = run };
	init_completion(&attempt->done);
	test->try_catch = attempt;
	thread = kthread_create(attempt_thread, attempt, "kunit_%s", suite->name);
	if (IS_ERR(thread)) {
		kunit_err(test, "no thread to run in: %ld\n", PTR_ERR(thread));
		kunit_set_failure(test);
		kfree(attempt);
		return;
	}
	get_task_struct(thread);
	wake_up_process(thread);
	test->abandoned = !wait_for_attempt(attempt, thread);
	put_task_struct(thread);
	if (!test->abandoned)
		kfree(attempt);
}

/* Before the first counter is read: a test is not among what its case may leave behind. */
static struct kunit *new_test(const char *name, unsigned int depth)
{
	struct kunit *test = kzalloc(sizeof(*test), GFP_KERNEL | __GFP_NOFAIL);

	test->name = name;
	test->depth = depth;
	spin_lock_init(&test->lock);
	INIT_LIST_HEAD(&test->resources);
	return test;
}

static void end_test(struct kunit *test)
{
	if (!test->abandoned)
		kfree(test);
}

static void run_once(struct kunit *test, struct kunit_suite *suite, struct kunit_case *test_case)
{
	struct leak_snapshot before;
	char leaks[LEAK_TEXT];

	leak_snapshot(&before);
	in_thread(test, suite, test_case->run_case);
	in_thread(test, suite, NULL);
	if (leak_compare(&before, leaks, sizeof(leaks))) {
		kunit_err(test, "left behind: %s\n", leaks);
		kunit_set_failure(test);
	}
}

static void print_result(unsigned int depth, enum kunit_status status, unsigned int number,
			 const char *name, const char *comment)
{
	const char *verdict = status == KUNIT_FAILURE ? "not ok" : "ok";

	if (status == KUNIT_SKIPPED)
		ktap(depth, "%s %u %s # SKIP %s\n", verdict, number, name, comment);
	else
		ktap(depth, "%s %u %s\n", verdict, number, name);
}

/* A case with parameters is a subtest of its own, a line for each parameter. */
static enum kunit_status run_parameters(struct kunit_suite *suite, struct kunit_case *test_case)
{
	char description[KUNIT_PARAM_DESC_SIZE];
	enum kunit_status status = KUNIT_SKIPPED;
	const void *value = NULL;
	unsigned int number = 0;

	ktap(2, "KTAP version 1\n");
	ktap(2, "# Subtest: %s\n", test_case->name);
	for (;;) {
		struct kunit *test;

		description[0] = 0;
		value = test_case->generate_params(value, description);
		if (!value)
			break;
		if (!description[0])
			snprintf(description, sizeof(description), "param-%u", number);
		test = new_test(test_case->name, 2);
		test->param_value = value;
		test->param_index = number;
		run_once(test, suite, test_case);
		print_result(2, test->status, ++number, description, test->status_comment);
		if (test->status == KUNIT_FAILURE || status == KUNIT_SKIPPED)
			status = status == KUNIT_FAILURE ? KUNIT_FAILURE : test->status;
		end_test(test);
	}
	ktap(2, "1..%u\n", number);
	return status;
}

static void run_case(struct kunit_suite *suite, struct kunit_case *test_case, unsigned int number,
		     struct tally *tally)
{
	struct kunit *test = new_test(test_case->name, 1);

	if (suite->suite_init_err)
		test->status = KUNIT_FAILURE;
	else if (test_case->generate_params)
		test->status = run_parameters(suite, test_case);
	else
		run_once(test, suite, test_case);
	test_case->status = test->status;
	tally->passed += test->status == KUNIT_SUCCESS;
	tally->failed += test->status == KUNIT_FAILURE;
	tally->skipped += test->status == KUNIT_SKIPPED;
	print_result(1, test->status, number, test_case->name, test->status_comment);
	end_test(test);
}

/* "suite" selects all its cases, "suite.case" some; both parts may hold wildcards. */
static bool case_matches(const struct kunit_suite *suite, const struct kunit_case *test_case,
			 const char *glob)
{
	char full[320];

	if (!glob || glob_match(glob, suite->name))
		return true;
	snprintf(full, sizeof(full), "%s.%s", suite->name, test_case->name);
	return glob_match(glob, full);
}

static unsigned int count_matching(struct kunit_suite *suite, const char *glob)
{
	struct kunit_case *test_case;
	unsigned int count = 0;

	kunit_suite_for_each_test_case(suite, test_case)
		count += case_matches(suite, test_case, glob);
	return count;
}

/*
 * What a suite leaves behind although no case did: blocks in crumbs, caches, slabs. Threads that are on their
 * way out, idle workers mostly, get a moment to be gone.
 */
static bool memory_is_as_before(struct kunit_suite *suite, const struct memory_state *before)
{
	char changes[2 * LEAK_TEXT];

	for (unsigned int look = 0; look < STATE_LOOKS; look++) {
		if (!memory_state_compare(before, changes, sizeof(changes)))
			return true;
		schedule_timeout_uninterruptible(NOTICE_DEATH);
	}
	ktap(1, "# %s: memory is not as before: %s\n", suite->name, changes);
	return false;
}

static void run_suite(struct kunit_suite *suite, const char *glob, unsigned int number,
		      struct tally *total)
{
	/* Too large for a stack; and a case may load a module that brings a suite of its own. */
	struct memory_state *before = kzalloc(sizeof(*before), GFP_KERNEL | __GFP_NOFAIL);
	struct kunit_case *test_case;
	struct tally tally = { 0 };
	enum kunit_status status;
	unsigned int case_number = 0;

	ktap(1, "KTAP version 1\n");
	ktap(1, "# Subtest: %s\n", suite->name);
	ktap(1, "1..%u\n", count_matching(suite, glob));
	memory_state_take(before);
	suite->suite_init_err = suite->suite_init ? suite->suite_init(suite) : 0;
	if (suite->suite_init_err)
		ktap(1, "# %s: suite_init failed: %d\n", suite->name, suite->suite_init_err);
	kunit_suite_for_each_test_case(suite, test_case)
		if (case_matches(suite, test_case, glob))
			run_case(suite, test_case, ++case_number, &tally);
	if (suite->suite_exit && !suite->suite_init_err)
		suite->suite_exit(suite);
	tally.failed += !memory_is_as_before(suite, before);
	kfree(before);
	ktap(0, "# %s: pass:%u fail:%u skip:%u total:%u\n", suite->name, tally.passed, tally.failed,
	     tally.skipped, case_number);
	status = tally.failed ? KUNIT_FAILURE : tally.passed ? KUNIT_SUCCESS : KUNIT_SKIPPED;
	print_result(0, status, number, suite->name, "every case was skipped");
	total->passed += tally.passed;
	total->failed += tally.failed;
	total->skipped += tally.skipped;
}

int kunit_run_suites(struct kunit_suite *const *suites, int count, const char *glob)
{
	struct tally total = { 0 };
	unsigned int matching = 0, number = 0;

	for (int i = 0; i < count; i++)
		matching += count_matching(suites[i], glob) > 0;
	ktap(0, "KTAP version 1\n");
	ktap(0, "1..%u\n", matching);
	ktap(0, "# seed: %llu\n", random_seed());
	for (int i = 0; i < count; i++)
		if (count_matching(suites[i], glob))
			run_suite(suites[i], glob, ++number, &total);
	ktap(0, "# Totals: pass:%u fail:%u skip:%u total:%u\n", total.passed, total.failed,
	     total.skipped, total.passed + total.failed + total.skipped);
	if (!matching)
		ktap(0, "# no suite matches \"%s\"\n", glob);
	return matching ? total.failed : 1;
}
EXPORT_SYMBOL(kunit_run_suites);

int kunit_run_matching(const char *glob)
{
	return kunit_run_suites(__start_kunit_test_suites,
				__stop_kunit_test_suites - __start_kunit_test_suites, glob);
}
EXPORT_SYMBOL(kunit_run_matching);

static int set_seed(char *value)
{
	unsigned long long seed;

	if (!value || kstrtoull(value, 0, &seed))
		return -EINVAL;
	random_set_seed(seed);
	return 0;
}
SLATE_PARAM_CALL("seed", set_seed, "N", "where random numbers start, to repeat a run that failed");
