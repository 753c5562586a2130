// SPDX-License-Identifier: MIT
/* tests/bench/bench_page.c: the page allocator's loops. */
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <slate/bench.h>

#define BATCH	    1024
#define CHURN_SLOTS 512

static struct page *batch[BATCH];
static unsigned int churn_order[CHURN_SLOTS];
static u32 churn_state;

#define PAIR(name, gfp, order_)                                        \
	static int run_##name(unsigned int n)                          \
	{                                                              \
		while (n--) {                                          \
			struct page *page = alloc_pages(gfp, order_);  \
									\
			if (!page)                                     \
				return -ENOMEM;                        \
			__free_pages(page, order_);                    \
		}                                                      \
		return 0;                                              \
	}

PAIR(order0, GFP_KERNEL, 0)
PAIR(order1, GFP_KERNEL, 1)
PAIR(order2, GFP_KERNEL, 2)
PAIR(order3, GFP_KERNEL, 3)
PAIR(order4, GFP_KERNEL, 4)
PAIR(order9, GFP_KERNEL, 9)
PAIR(order10, GFP_KERNEL, 10)
PAIR(high, GFP_HIGHUSER, 0)

static int run_zeroed(unsigned int n)
{
	while (n--) {
		unsigned long addr = get_zeroed_page(GFP_KERNEL);

		if (!addr)
			return -ENOMEM;
		free_page(addr);
	}
	return 0;
}

static int run_batch(unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		batch[i] = alloc_pages(GFP_KERNEL, 0);
		if (!batch[i])
			return -ENOMEM;
	}
	for (unsigned int i = 0; i < n; i++)
		__free_pages(batch[i], 0);
	return 0;
}

static int setup_churn(void)
{
	churn_state = BENCH_SEED;
	memset(batch, 0, sizeof(batch));
	return 0;
}

static int run_churn(unsigned int n)
{
	while (n--) {
		u32 draw = bench_draw(&churn_state);
		unsigned int i = draw >> 23;

		if (batch[i])
			__free_pages(batch[i], churn_order[i]);
		churn_order[i] = (draw >> 16) % 6;
		batch[i] = alloc_pages(GFP_KERNEL, churn_order[i]);
		if (!batch[i])
			return -ENOMEM;
	}
	return 0;
}

static void teardown_churn(void)
{
	for (unsigned int i = 0; i < CHURN_SLOTS; i++)
		if (batch[i])
			__free_pages(batch[i], churn_order[i]);
}

static const char *skip_high(void)
{
	return totalhigh_pages() ? NULL : "no highmem on this machine";
}

BENCH_LOOP(page_order0_pair, .op = "alloc_pages(G,0); __free_pages", .run = run_order0, .ops = 300,
	   .debian = 673, .lean = 446, .goal = 90);
BENCH_LOOP(page_order1_pair, .op = "the same, order 1", .run = run_order1, .ops = 300, .debian = 769,
	   .lean = 542, .goal = 90);
BENCH_LOOP(page_order2_pair, .op = "the same, order 2", .run = run_order2, .ops = 300, .debian = 807,
	   .lean = 582, .goal = 90);
BENCH_LOOP(page_order3_pair, .op = "the same, order 3", .run = run_order3, .ops = 200, .debian = 887,
	   .lean = 666, .goal = 130);
BENCH_LOOP(page_order4_pair, .op = "the same, order 4", .run = run_order4, .ops = 100, .debian = 1491,
	   .lean = 1127, .goal = 250);
BENCH_LOOP(page_order9_pair, .op = "the same, order 9", .run = run_order9, .ops = 4, .debian = 10487,
	   .lean = 10752, .goal = 400);
BENCH_LOOP(page_order10_pair, .op = "the same, order 10", .run = run_order10, .ops = 2, .debian = 35730,
	   .lean = 35378, .goal = 400);
BENCH_LOOP(page_order0_batch, .op = "1024 allocs into an array, then 1024 frees; per pair",
	   .run = run_batch, .ops = BATCH, .debian = 680, .lean = 453, .goal = 130);
BENCH_LOOP(page_zeroed_pair, .op = "get_zeroed_page; free_page", .run = run_zeroed, .ops = 300,
	   .debian = 1856, .lean = 1568, .goal = 1150);
BENCH_LOOP(page_high_pair, .op = "alloc_page(GFP_HIGHUSER); free", .skip = skip_high, .run = run_high,
	   .ops = 100, .debian = 595, .lean = 397, .goal = 100);
BENCH_LOOP(page_mixed_churn, .op = "512 slots, random orders 0 to 5", .setup = setup_churn,
	   .run = run_churn, .teardown = teardown_churn, .ops = 200, .debian = 1140, .lean = 869, .goal = 350);
