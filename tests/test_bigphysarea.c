// SPDX-License-Identifier: MIT
/*
 * tests/test_bigphysarea.c: the pool of bigmem=: long runs, aligned, whole again after every misuse.
 *
 * Without bigmem= only the first case runs; the row `bigmem` of tests/run.py gives a pool of 24 MiB.
 */
#include "mm/bigphysarea.h"
#include <kunit/test.h>
#include <linux/bigphysarea.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <slate/meminfo.h>

#define LARGEST MAX_ORDER_NR_PAGES /* pages of the page allocator's largest block */

/* Bytes that boot kept for the pool: pages and bitmaps. */
static u64 kept_bytes(void)
{
	const struct memory_item *item;

	for (unsigned int i = 0; (item = memory_item(i)); i++)
		if (!strcmp(item->what, "bigmem"))
			return item->bytes;
	return 0;
}

static void need_pool(struct kunit *test)
{
	if (kept_bytes() < 4 * LARGEST * PAGE_SIZE)
		kunit_skip(test, "needs bigmem=16M or more");
}

static void expect_report(struct kunit *test, caddr_t base)
{
	unsigned int warnings = warn_count();

	bigphysarea_free_pages(base);
	KUNIT_EXPECT_EQ(test, warn_count(), warnings + 1);
}

static void without_a_pool_every_request_gets_null(struct kunit *test)
{
	if (kept_bytes())
		kunit_skip(test, "this machine has a pool");
	KUNIT_EXPECT_NULL(test, bigphysarea_alloc_pages(1, 0, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, bigphysarea_alloc(1));
	bigphysarea_free_pages(NULL);
	expect_report(test, (caddr_t)PAGE_OFFSET);
}

static void a_run_is_longer_than_any_block_and_contiguous(struct kunit *test)
{
	const size_t pages = 3 * LARGEST + 1;
	unsigned long *words;

	need_pool(test);
	words = (unsigned long *)bigphysarea_alloc_pages(pages, 0, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, words);
	KUNIT_EXPECT_EQ(test, virt_to_phys((void *)words + (pages << PAGE_SHIFT)) - virt_to_phys(words),
			pages << PAGE_SHIFT);
	for (size_t i = 0; i < pages; i++)
		words[i * PAGE_SIZE / sizeof(long)] = i;
	for (size_t i = 0; i < pages; i++)
		KUNIT_EXPECT_EQ(test, words[i * PAGE_SIZE / sizeof(long)], i);
	bigphysarea_free_pages((caddr_t)words);
}

static void addresses_are_multiples_of_what_was_asked(struct kunit *test)
{
	static const int aligns[] = { 0, 1, 2, 3, 16, 100, 1024 };
	caddr_t runs[ARRAY_SIZE(aligns)];

	need_pool(test);
	for (unsigned int i = 0; i < ARRAY_SIZE(aligns); i++) {
		runs[i] = bigphysarea_alloc_pages(5, aligns[i], GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, runs[i]);
		KUNIT_EXPECT_EQ(test, page_to_pfn(virt_to_page(runs[i])) % max(aligns[i], 1), 0);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(aligns); i++)
		bigphysarea_free_pages(runs[i]);
}

static void gfp_zero_clears_the_run(struct kunit *test)
{
	caddr_t run;

	need_pool(test);
	run = bigphysarea_alloc(3 * PAGE_SIZE + 1);
	KUNIT_ASSERT_NOT_NULL(test, run);
	memset(run, 0xff, 4 * PAGE_SIZE);
	bigphysarea_free(run, 3 * PAGE_SIZE + 1);
	KUNIT_EXPECT_PTR_EQ(test, bigphysarea_alloc_pages(4, 0, (__force int)(GFP_KERNEL | __GFP_ZERO)), run);
	KUNIT_EXPECT_NULL(test, memchr_inv(run, 0, 4 * PAGE_SIZE));
	bigphysarea_free_pages(run);
}

static void the_pool_can_be_had_whole_and_no_more(struct kunit *test)
{
	caddr_t run, more;
	int pages;

	need_pool(test);
	for (pages = kept_bytes() >> PAGE_SHIFT; !(run = bigphysarea_alloc_pages(pages, 0, GFP_KERNEL)); pages--)
		;
	KUNIT_EXPECT_GE(test, (u64)pages << PAGE_SHIFT, kept_bytes() - PAGE_ALIGN(bigmem_map_bytes(pages)));
	more = bigphysarea_alloc_pages(1, 0, GFP_KERNEL);
	KUNIT_EXPECT_NULL(test, more);
	bigphysarea_free_pages(run);
	KUNIT_EXPECT_NULL(test, bigphysarea_alloc_pages(0, 0, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, bigphysarea_alloc_pages(-1, 0, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, bigphysarea_alloc_pages(pages + 1, 0, GFP_KERNEL));
}

static void a_wrong_free_is_named_and_changes_nothing(struct kunit *test)
{
	caddr_t first, second;
	int local;

	need_pool(test);
	first = bigphysarea_alloc_pages(8, 0, GFP_KERNEL);
	second = bigphysarea_alloc_pages(8, 0, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, first);
	KUNIT_ASSERT_NOT_NULL(test, second);
	expect_report(test, first + PAGE_SIZE);	/* inside */
	expect_report(test, first + 1);		/* no page */
	expect_report(test, (caddr_t)&local);	/* from elsewhere */
	expect_report(test, (caddr_t)PAGE_SIZE);
	bigphysarea_free_pages(first);
	expect_report(test, first);		/* twice */
	KUNIT_EXPECT_PTR_EQ(test, bigphysarea_alloc_pages(8, 0, GFP_KERNEL), first);
	bigphysarea_free_pages(first);
	bigphysarea_free_pages(second);
}

static void the_page_allocator_has_no_part_in_it(struct kunit *test)
{
	caddr_t run;

	need_pool(test);
	run = bigphysarea_alloc_pages(1, 0, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, run);
	KUNIT_EXPECT_EQ(test, page_kind(virt_to_page(run)), KIND_RESERVED);
	bigphysarea_free_pages(run);
}

static struct kunit_case bigphysarea_cases[] = {
	KUNIT_CASE(without_a_pool_every_request_gets_null),
	KUNIT_CASE(a_run_is_longer_than_any_block_and_contiguous),
	KUNIT_CASE(addresses_are_multiples_of_what_was_asked),
	KUNIT_CASE(gfp_zero_clears_the_run),
	KUNIT_CASE(the_pool_can_be_had_whole_and_no_more),
	KUNIT_CASE(a_wrong_free_is_named_and_changes_nothing),
	KUNIT_CASE(the_page_allocator_has_no_part_in_it),
	{}
};

static struct kunit_suite bigphysarea_suite = {
	.name = "bigphysarea",
	.test_cases = bigphysarea_cases,
};
kunit_test_suite(bigphysarea_suite);
