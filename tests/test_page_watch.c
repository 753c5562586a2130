// SPDX-License-Identifier: MIT
/*
 * tests/test_page_watch.c: page_poison, debug_pagealloc, page_owner, init_on_alloc, init_on_free.
 *
 * What holds for single pages is shown on any boot; what needs every free page to have been treated
 * since the hand-over needs its option on the command line, and is skipped with that reason otherwise.
 */
#include "mm/internal.h"
#include "mm/page_watch.h"
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/highmem.h>
#include <linux/kthread.h>
#include <linux/page_owner.h>
#include <linux/poison.h>
#include <linux/seq_file.h>
#include <slate/oops.h>

#define PATIENCE_MS 2000

static void need(struct kunit *test, enum page_watch who, const char *option)
{
	if (!page_watched_by(who))
		kunit_skip(test, "needs %s on the command line", option);
}

/* Take a page, dirty it, free it, and take it again: the CPU's hand returns the same one. */
static struct page *take_again(struct kunit *test, gfp_t gfp)
{
	struct page *first = alloc_page(gfp), *again;

	KUNIT_ASSERT_NOT_NULL(test, first);
	memset(page_address(first), 0xff, PAGE_SIZE);
	__free_page(first);
	again = alloc_page(gfp);
	KUNIT_ASSERT_PTR_EQ(test, again, first);
	return again;
}

static void init_on_alloc_zeroes_what_is_handed_out(struct kunit *test)
{
	bool was_on = page_watched_by(PAGE_WATCH_INIT_ALLOC);
	struct page *page;

	if (page_watched_by(PAGE_WATCH_POISON) || page_watched_by(PAGE_WATCH_UNMAP))
		kunit_skip(test, "poisoned or unmapped pages have no contents to speak of");
	page_watch(PAGE_WATCH_INIT_ALLOC, true);
	page = take_again(test, GFP_KERNEL);
	page_watch(PAGE_WATCH_INIT_ALLOC, was_on);
	KUNIT_EXPECT_NULL(test, memchr_inv(page_address(page), 0, PAGE_SIZE));
	__free_page(page);
}

static void init_on_free_zeroes_what_comes_back(struct kunit *test)
{
	bool was_on = page_watched_by(PAGE_WATCH_INIT_FREE);
	struct page *page = alloc_pages(GFP_KERNEL, 2);
	u8 *memory;

	KUNIT_ASSERT_NOT_NULL(test, page);
	memory = page_address(page);
	if (page_watched_by(PAGE_WATCH_POISON) || page_watched_by(PAGE_WATCH_UNMAP)) {
		__free_pages(page, 2);
		kunit_skip(test, "poisoned or unmapped pages have no contents to speak of");
	}
	memset(memory, 0xff, 4 * PAGE_SIZE);
	page_watch(PAGE_WATCH_INIT_FREE, true);
	preempt_disable();
	__free_pages(page, 2);
	KUNIT_EXPECT_NULL(test, memchr_inv(memory, 0, 4 * PAGE_SIZE));
	preempt_enable();
	page_watch(PAGE_WATCH_INIT_FREE, was_on);
}

static void without_them_contents_stay(struct kunit *test)
{
	struct page *page;

	if (page_watchers & ~(1u << PAGE_WATCH_OWNER | 1u << PAGE_WATCH_TRACE))
		kunit_skip(test, "this boot asked for treated pages");
	page = take_again(test, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, *(u8 *)page_address(page), 0xff);
	__free_page(page);
}

static void poison_fills_every_byte_and_finds_a_changed_one(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_HIGHUSER, 1);
	unsigned int before = poison_faults();
	u8 *memory;

	KUNIT_ASSERT_NOT_NULL(test, page);
	poison_pages(page, 1);
	memory = kmap_local_page(page + 1);
	KUNIT_EXPECT_NULL(test, memchr_inv(memory, PAGE_POISON, PAGE_SIZE));
	check_poison(page, 1);
	KUNIT_EXPECT_EQ(test, poison_faults(), before);
	memory[PAGE_SIZE - 1] = 0;
	check_poison(page, 1);
	KUNIT_EXPECT_EQ(test, poison_faults(), before + 1);
	kunmap_local(memory);
	__free_pages(page, 1);
}

static void a_write_to_a_free_page_is_found_when_it_is_taken(struct kunit *test)
{
	unsigned int before = poison_faults();
	struct page *page;
	u8 *stale;

	need(test, PAGE_WATCH_POISON, "page_poison=1");
	if (page_watched_by(PAGE_WATCH_UNMAP))
		kunit_skip(test, "the write itself would fault");
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	stale = page_address(page);
	__free_page(page);
	stale[100] = 1;
	KUNIT_ASSERT_PTR_EQ(test, alloc_page(GFP_KERNEL), page);
	KUNIT_EXPECT_EQ(test, poison_faults(), before + 1);
	__free_page(page);
}

static int touch(void *address)
{
	*(volatile u8 *)address = 1;
	return 0;
}

static void touching_a_free_page_faults_at_once(struct kunit *test)
{
	unsigned int before = last_oops.count;
	struct page *page;
	void *stale;

	need(test, PAGE_WATCH_UNMAP, "debug_pagealloc=1");
	page = alloc_pages(GFP_KERNEL, 1);
	KUNIT_ASSERT_NOT_NULL(test, page);
	stale = page_address(page + 1);
	memset(stale, 0, PAGE_SIZE);
	__free_pages(page, 1);
	KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(touch, stale, "touch")));
	for (int waited = 0; last_oops.count == before && waited < PATIENCE_MS; waited++)
		msleep(1);
	KUNIT_EXPECT_EQ(test, last_oops.count, before + 1);
	KUNIT_EXPECT_EQ(test, last_oops.address, (unsigned long)stale);
}

static noinline struct page *take_for_the_record(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, 1);

	barrier(); /* no tail call: this function shall stand in the chain */
	return page;
}

static void page_owner_names_who_took_and_who_freed(struct kunit *test)
{
	struct seq_file m = { .size = PAGE_SIZE };
	struct page *page;

	need(test, PAGE_WATCH_OWNER, "page_owner=1");
	m.buf = kunit_kzalloc(test, m.size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m.buf);
	page = take_for_the_record();
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_TRUE(test, page_owner_show(&m, page + 1));
	KUNIT_EXPECT_NOT_NULL(test, strstr(m.buf, "Page allocated via order 1, mask "));
	KUNIT_EXPECT_NOT_NULL(test, strstr(m.buf, "take_for_the_record+"));
	__free_pages(page, 1);
	memset(m.buf, 0, m.size);
	m.count = 0;
	KUNIT_EXPECT_TRUE(test, page_owner_show(&m, page));
	KUNIT_EXPECT_NOT_NULL(test, strstr(m.buf, "Page last freed by\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(m.buf, "page_owner_names_who_took_and_who_freed+"));
}

static struct kunit_case page_watch_cases[] = {
	KUNIT_CASE(init_on_alloc_zeroes_what_is_handed_out),
	KUNIT_CASE(init_on_free_zeroes_what_comes_back),
	KUNIT_CASE(without_them_contents_stay),
	KUNIT_CASE(poison_fills_every_byte_and_finds_a_changed_one),
	KUNIT_CASE(a_write_to_a_free_page_is_found_when_it_is_taken),
	KUNIT_CASE(touching_a_free_page_faults_at_once),
	KUNIT_CASE(page_owner_names_who_took_and_who_freed),
	{}
};

static struct kunit_suite page_watch_suite = {
	.name = "page_watch",
	.test_cases = page_watch_cases,
};
kunit_test_suite(page_watch_suite);
