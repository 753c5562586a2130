/* SPDX-License-Identifier: MIT */
/*
 * slate/bench.h: loops that are timed, in the same way and under the same names as on Linux.
 *
 *	static int run_order0(unsigned int n)
 *	{
 *		while (n--) {
 *			struct page *page = alloc_pages(GFP_KERNEL, 0);
 *
 *			if (!page)
 *				return -ENOMEM;
 *			__free_pages(page, 0);
 *		}
 *		return 0;
 *	}
 *	BENCH_LOOP(page_order0_pair, .op = "alloc_pages(G,0); __free_pages", .run = run_order0,
 *		   .ops = 300, .debian = 673, .lean = 446, .goal = 90);
 *
 * Method (kernel/bench.c): @ops operations between two `lfence; rdtsc; lfence`, 5 samples to warm up, then
 * 101 samples; median, minimum and maximum of sample / ops; nothing subtracted; irqs on, the tick running,
 * in a thread that may sleep.
 */
#ifndef _SLATE_BENCH_H
#define _SLATE_BENCH_H

#include <linux/compiler.h>
#include <linux/types.h>

/**
 * struct bench_loop - one loop.
 * @name: as in the table of figures.
 * @op: what one operation is, in words.
 * @ops: operations a sample.
 * @skip: why this machine or boot cannot run it, NULL where it can; may be missing.
 * @setup: before the first sample: 0, or -errno, which is a failure; may be missing.
 * @run: @n operations: 0, or -errno where one failed. Inlines what it measures.
 * @teardown: after the last sample, also after a failure (not after a failed setup); may be missing.
 * @bytes: what an operation moves, for loops whose result is megabytes a second; 0 for the others.
 * @per_second: the result is operations a second.
 * @group: `bench GROUP` runs the loops of it; may be missing.
 * @figure: instead of @run, for what is not a time: 0 and the number in *value, or -errno.
 * @unit: of that number.
 * @debian: instructions an operation on Debian's Linux 6.1, 0 where not measured.
 * @lean: on one built for speed.
 * @goal: ours.
 */
struct bench_loop {
	const char *name;
	const char *op;
	unsigned int ops;
	const char *(*skip)(void);
	int (*setup)(void);
	int (*run)(unsigned int n);
	void (*teardown)(void);
	u32 bytes;
	bool per_second;
	const char *group;
	int (*figure)(u32 *value);
	const char *unit;
	u32 debian, lean, goal;
};

extern const struct bench_loop __start_bench[], __stop_bench[];

#define BENCH_LOOP(name_, ...)                                                              \
	static const struct bench_loop __bench_##name_ __used __section(".bench")           \
		__aligned(__alignof__(struct bench_loop)) = { .name = #name_, __VA_ARGS__ }

#define BENCH_SEED 12345 /* where each loop's random numbers begin, at set-up */

/* The next random number, as on the other kernels: a "draw" is what this returns. */
static __always_inline u32 bench_draw(u32 *state)
{
	return *state = *state * 1664525u + 1013904223u;
}

/**
 * bench_run() - time every loop whose name matches, or whose group is named.
 * @glob: shell pattern, or a group; NULL or "" means all.
 *
 * Prints `BENCH <name> <median> <min> <max> <unit>`, `BENCH-FAIL <name> <errno>` or
 * `BENCH-SKIP <name> <reason>` a loop.
 * Context: may sleep.
 * Return: 0; -ENOENT where nothing matched; -EIO where a loop failed; -EINTR after Ctrl-C.
 */
int bench_run(const char *glob);

#define BENCH_WARMUP  5
#define BENCH_SAMPLES 101

/* What the samples say. Ticks of one operation, rounded to the nearest. */
struct bench_result {
	u32 median, min, max;
};

/* Reduce BENCH_SAMPLES cycle counts (sorted in place) of @ops operations each. Pure. */
void bench_reduce(u64 *samples, unsigned int ops, struct bench_result *result);

#endif
