// SPDX-License-Identifier: MIT
/*
 * kernel/bench.c: time loops, in the way the figures of other kernels were taken.
 *
 * Problem.  A figure is worth something only beside another one taken in the same way.
 * Idea.     The method is fixed and as plain as can be: n operations between two fenced readings of the
 *           time-stamp counter, 5 samples that nobody looks at, then 101; the median, least and greatest
 *           of sample / n. Nothing is subtracted, interrupts stay on, the tick goes on ticking.
 *
 *     lfence rdtsc lfence [ run(n) ] lfence rdtsc lfence      x (5 + 101)
 *
 * Units.    Under QEMU's -icount the counter advances by one an instruction: the script that boots so
 *           says bench.unit=insn. Otherwise it counts ticks of the TSC.
 * Rule.     A failed operation makes the line BENCH-FAIL, never a figure; what cannot be done here is
 *           BENCH-SKIP with its reason.
 * Locks.    None held while a loop runs. One run at a time: bench.lock (mutex).
 * Paths.    bench_run -> run_loop -> take_samples -> sample -> loop->run
 * Cost.     The samples are static: 808 bytes.
 * Source.   Intel, "How to Benchmark Code Execution Times"; lfence in place of cpuid, which traps under
 *           hypervisors; a CPU older than SSE2 gets cpuid after all.
 */
#include <asm/cpufeature.h>
#include <asm/tsc.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <slate/bench.h>
#include <slate/command.h>
#include <slate/param.h>

#define UNIT_SIZE 16

static struct {
	struct mutex lock;
	bool has_lfence;
	u64 samples[BENCH_SAMPLES]; /* (lock) */
} bench = {
	.lock = __MUTEX_INITIALIZER(bench.lock),
};

static char bench_unit[UNIT_SIZE] = "ticks";

static int set_unit(char *value)
{
	return !value || strscpy(bench_unit, value, sizeof(bench_unit)) < 0 ? -EINVAL : 0;
}
SLATE_PARAM_CALL("bench.unit", set_unit, "ticks|insn",
		 "what the time-stamp counter counts: insn under QEMU's -icount");

/* Sort, smallest first. 101 numbers in any order: insertion is enough, and needs no library. */
static void sort_samples(u64 *samples)
{
	for (unsigned int i = 1; i < BENCH_SAMPLES; i++) {
		u64 sample = samples[i];
		unsigned int at = i;

		for (; at && samples[at - 1] > sample; at--)
			samples[at] = samples[at - 1];
		samples[at] = sample;
	}
}

static u32 per_op(u64 sample, unsigned int ops)
{
	return div_u64(sample + ops / 2, ops);
}

void bench_reduce(u64 *samples, unsigned int ops, struct bench_result *result)
{
	sort_samples(samples);
	result->min = per_op(samples[0], ops);
	result->median = per_op(samples[BENCH_SAMPLES / 2], ops);
	result->max = per_op(samples[BENCH_SAMPLES - 1], ops);
}

static __always_inline u64 fenced_rdtsc(void)
{
	u64 now;

	if (likely(bench.has_lfence))
		asm volatile("lfence; rdtsc; lfence" : "=A"(now) : : "memory");
	else
		asm volatile("cpuid; rdtsc" : "=A"(now) : "0"(0ull) : "ebx", "ecx", "memory");
	return now;
}

/* Return: cycles of one sample, or a loop's -errno. */
static noinline int take_sample(const struct bench_loop *loop, u64 *cycles)
{
	u64 begin = fenced_rdtsc();
	int error = loop->run(loop->ops);

	*cycles = fenced_rdtsc() - begin;
	return error;
}

static int take_samples(const struct bench_loop *loop)
{
	u64 warmup;
	int error = 0;

	for (unsigned int i = 0; i < BENCH_WARMUP && !error; i++)
		error = take_sample(loop, &warmup);
	for (unsigned int i = 0; i < BENCH_SAMPLES && !error; i++) {
		error = take_sample(loop, &bench.samples[i]);
		cond_resched();
		if (console_interrupted())
			error = -EINTR;
	}
	return error;
}

/* What @cycles an operation are in the loop's own unit. */
static u32 to_rate(const struct bench_loop *loop, u32 cycles)
{
	u64 hz = (u64)tsc_khz * 1000;

	if (!cycles)
		return 0;
	return loop->bytes ? (u32)div_u64(div_u64(hz * loop->bytes, cycles), 1000000) :
			     (u32)div_u64(hz, cycles);
}

static void print_rate(const struct bench_loop *loop, const struct bench_result *result)
{
	console_printf("BENCH %s %u %u %u %s\n", loop->name, to_rate(loop, result->median),
		       to_rate(loop, result->max), to_rate(loop, result->min),
		       loop->bytes ? "MB/s" : "op/s");
}

static void print_result(const struct bench_loop *loop)
{
	struct bench_result result;

	bench_reduce(bench.samples, loop->ops, &result);
	if (loop->bytes || loop->per_second) {
		print_rate(loop, &result);
		return;
	}
	console_printf("BENCH %s %u %u %u %s/op\n", loop->name, result.median, result.min,
		       result.max, bench_unit);
}

/* What is measured otherwise, in the same form. Return: 0 or -errno. */
static int run_figure(const struct bench_loop *loop)
{
	u32 value;
	int error = loop->figure(&value);

	if (error)
		console_printf("BENCH-FAIL %s %s\n", loop->name, errno_text(error));
	else
		console_printf("BENCH %s %u %u %u %s\n", loop->name, value, value, value, loop->unit);
	return error;
}

static bool is_wanted(const struct bench_loop *loop, const char *glob)
{
	return !glob || !*glob || glob_match(glob, loop->name) ||
	       (loop->group && !strcmp(glob, loop->group));
}

/* Time one loop and print its line. Return: 0 or -errno. */
static int run_loop(const struct bench_loop *loop)
{
	const char *reason = loop->skip ? loop->skip() : NULL;
	int error;

	if (reason) {
		console_printf("BENCH-SKIP %s %s\n", loop->name, reason);
		return 0;
	}
	if (loop->figure)
		return run_figure(loop);
	error = loop->setup ? loop->setup() : 0;
	if (!error) {
		error = take_samples(loop);
		if (!error)
			print_result(loop);
		if (loop->teardown)
			loop->teardown();
	}
	if (error)
		console_printf("BENCH-FAIL %s %s\n", loop->name, errno_text(error));
	return error;
}

int bench_run(const char *glob)
{
	unsigned int matched = 0;
	int result = 0;

	mutex_lock(&bench.lock);
	bench.has_lfence = boot_cpu_has(X86_FEATURE_XMM2);
	for (const struct bench_loop *loop = __start_bench; loop < __stop_bench; loop++) {
		int error;

		if (!is_wanted(loop, glob))
			continue;
		matched++;
		error = run_loop(loop);
		if (error)
			result = error == -EINTR ? -EINTR : -EIO;
		if (error == -EINTR)
			break;
	}
	mutex_unlock(&bench.lock);
	return matched ? result : -ENOENT;
}

/* ---- the console's command ---- */

static int run_bench(int argc, char **argv)
{
	return bench_run(argc > 1 ? argv[1] : NULL);
}

static void complete_bench(struct completions *list, const char *word)
{
	for (const struct bench_loop *loop = __start_bench; loop < __stop_bench; loop++)
		offer_completion(list, loop->name);
}
COMMAND_COMPLETE(bench, "[GLOB|slab|disk]", "time the loops whose names match, or those of a group", run_bench, complete_bench);

/* For scripts: each loop with Linux's figures and the goal, in instructions an operation (0: none). */
static int run_benchlist(int argc, char **argv)
{
	for (const struct bench_loop *loop = __start_bench; loop < __stop_bench; loop++)
		console_printf("BENCH-LOOP %s %u %u %u %u %s\n", loop->name, loop->ops,
			       loop->debian, loop->lean, loop->goal, loop->op);
	return 0;
}
COMMAND(benchlist, "", "the loops: operations a sample, Debian, lean, goal, what an operation is",
	run_benchlist);
