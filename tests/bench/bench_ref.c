// SPDX-License-Identifier: MIT
/*
 * tests/bench/bench_ref.c: loops that measure the method and the machine, not the kernel.
 *
 * ref_empty_loop is what the loop itself costs; ref_alu8 adds eight instructions that wait for each
 * other, so it tells instructions from time.
 */
#include <linux/compiler.h>
#include <slate/bench.h>

#define REF_OPS 10000

static int run_empty(unsigned int n)
{
	while (n--)
		barrier();
	return 0;
}
BENCH_LOOP(ref_empty_loop, .op = "compiler barrier", .run = run_empty, .ops = REF_OPS,
	   .debian = 2, .lean = 2);

static int run_alu8(unsigned int n)
{
	unsigned long x = n;

	while (n--)
		asm volatile("add $1, %0; add $1, %0; add $1, %0; add $1, %0;"
			     "add $1, %0; add $1, %0; add $1, %0; add $1, %0" : "+r"(x));
	return 0;
}
BENCH_LOOP(ref_alu8, .op = "8 dependent adds", .run = run_alu8, .ops = REF_OPS,
	   .debian = 10, .lean = 10);
