// SPDX-License-Identifier: MIT
/* tests/test_bench.c: the frame that times loops. */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <slate/bench.h>

static void the_median_is_the_middle_and_extremes_are_kept(struct kunit *test)
{
	u64 samples[BENCH_SAMPLES];
	struct bench_result result;

	/* 0, 37, 74 ... modulo 101: each of 0..100 once, times 1000, in a wild order. */
	for (unsigned int i = 0; i < BENCH_SAMPLES; i++)
		samples[i] = (u64)(i * 37 % BENCH_SAMPLES) * 1000;
	bench_reduce(samples, 100, &result);
	KUNIT_EXPECT_EQ(test, result.min, 0u);
	KUNIT_EXPECT_EQ(test, result.median, 500u);
	KUNIT_EXPECT_EQ(test, result.max, 1000u);
}

static void figures_are_rounded_to_the_nearest(struct kunit *test)
{
	u64 samples[BENCH_SAMPLES];
	struct bench_result result;

	for (unsigned int i = 0; i < BENCH_SAMPLES; i++)
		samples[i] = i < 50 ? 249 : i == 50 ? 250 : 351;
	bench_reduce(samples, 100, &result);
	KUNIT_EXPECT_EQ(test, result.min, 2u);
	KUNIT_EXPECT_EQ(test, result.median, 3u);
	KUNIT_EXPECT_EQ(test, result.max, 4u);
}

static void draws_are_those_of_the_other_kernels(struct kunit *test)
{
	u32 state = BENCH_SEED;

	KUNIT_EXPECT_EQ(test, bench_draw(&state), 87628868u);
	KUNIT_EXPECT_EQ(test, bench_draw(&state), 71072467u);
	KUNIT_EXPECT_EQ(test, state, 71072467u);
}

static void every_loop_has_a_name_of_its_own_and_something_to_do(struct kunit *test)
{
	for (const struct bench_loop *a = __start_bench; a < __stop_bench; a++) {
		KUNIT_EXPECT_NE_MSG(test, !a->run, !a->figure, "%s", a->name);
		KUNIT_EXPECT_EQ_MSG(test, a->ops > 0, a->run != NULL, "%s", a->name);
		KUNIT_EXPECT_NOT_NULL(test, a->op);
		for (const struct bench_loop *b = __start_bench; b < a; b++)
			KUNIT_EXPECT_NE_MSG(test, strcmp(a->name, b->name), 0, "%s twice", a->name);
	}
}

/* What a loop of the self-tests does, and that the frame calls its parts in order. */
static struct {
	int setups, teardowns, runs, fail_at;
} trace;

static int probe_setup(void)
{
	trace.setups++;
	return 0;
}

static int probe_run(unsigned int n)
{
	return ++trace.runs == trace.fail_at ? -ENOMEM : 0;
}

static void probe_teardown(void)
{
	trace.teardowns++;
}

static const char *probe_skip(void)
{
	return trace.fail_at ? NULL : "only the self-tests want it";
}
BENCH_LOOP(kunit_probe, .op = "nothing: fails when told", .ops = 1, .skip = probe_skip,
	   .setup = probe_setup, .run = probe_run, .teardown = probe_teardown);

static void a_loop_is_set_up_warmed_sampled_and_taken_down(struct kunit *test)
{
	memset(&trace, 0, sizeof(trace));
	trace.fail_at = -1;
	KUNIT_EXPECT_EQ(test, bench_run("kunit_probe"), 0);
	KUNIT_EXPECT_EQ(test, trace.runs, BENCH_WARMUP + BENCH_SAMPLES);
	KUNIT_EXPECT_EQ(test, trace.setups, 1);
	KUNIT_EXPECT_EQ(test, trace.teardowns, 1);
	trace.fail_at = 0;
}

static void a_failed_operation_fails_the_run_and_is_cleaned_up(struct kunit *test)
{
	memset(&trace, 0, sizeof(trace));
	trace.fail_at = 50;
	KUNIT_EXPECT_EQ(test, bench_run("kunit_pro*"), -EIO);
	KUNIT_EXPECT_EQ(test, trace.runs, 50);
	KUNIT_EXPECT_EQ(test, trace.teardowns, 1);
	trace.fail_at = 0;
}

static void what_is_skipped_does_not_run_and_what_is_unknown_is_said(struct kunit *test)
{
	memset(&trace, 0, sizeof(trace));
	KUNIT_EXPECT_EQ(test, bench_run("kunit_probe"), 0);
	KUNIT_EXPECT_EQ(test, trace.setups, 0);
	KUNIT_EXPECT_EQ(test, bench_run("no_such_loop"), -ENOENT);
}

static struct kunit_case bench_cases[] = {
	KUNIT_CASE(the_median_is_the_middle_and_extremes_are_kept),
	KUNIT_CASE(figures_are_rounded_to_the_nearest),
	KUNIT_CASE(draws_are_those_of_the_other_kernels),
	KUNIT_CASE(every_loop_has_a_name_of_its_own_and_something_to_do),
	KUNIT_CASE(a_loop_is_set_up_warmed_sampled_and_taken_down),
	KUNIT_CASE(a_failed_operation_fails_the_run_and_is_cleaned_up),
	KUNIT_CASE(what_is_skipped_does_not_run_and_what_is_unknown_is_said),
	{}
};

static struct kunit_suite bench_suite = {
	.name = "bench",
	.test_cases = bench_cases,
};
kunit_test_suite(bench_suite);
