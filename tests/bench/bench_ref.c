// SPDX-License-Identifier: MIT
/*
 * tests/bench/bench_ref.c: loops that measure the method and the machine, not the kernel.
 *
 * ref_empty_loop is what the loop itself costs; ref_alu8 adds eight instructions that wait for each
 * other, so it tells instructions from time. clear_page and copy_page are what memory costs: no
 * allocator that hands over zeroed pages can be faster.
 */
#include <asm/page.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <slate/bench.h>

#define REF_OPS	 10000
#define PAGE_OPS 200

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

static void *page_from, *page_to;

static void free_both(void)
{
	free_page((unsigned long)page_from);
	free_page((unsigned long)page_to);
	page_from = page_to = NULL;
}

static int get_both(void)
{
	page_from = (void *)__get_free_page(GFP_KERNEL);
	page_to = (void *)__get_free_page(GFP_KERNEL);
	if (page_from && page_to)
		return 0;
	free_both();
	return -ENOMEM;
}

static int run_clear_page(unsigned int n)
{
	while (n--)
		clear_page(page_to);
	return 0;
}
BENCH_LOOP(clear_page, .op = "clear_page of one low page", .setup = get_both,
	   .run = run_clear_page, .teardown = free_both, .ops = PAGE_OPS, .debian = 1034,
	   .lean = 1029, .goal = 1040);

static int run_copy_page(unsigned int n)
{
	while (n--)
		copy_page(page_to, page_from);
	return 0;
}
BENCH_LOOP(copy_page, .op = "copy_page of one low page", .setup = get_both, .run = run_copy_page,
	   .teardown = free_both, .ops = PAGE_OPS, .debian = 1038, .lean = 1047, .goal = 1040);
