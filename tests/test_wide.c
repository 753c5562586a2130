// SPDX-License-Identifier: MIT
/* tests/test_wide.c: clear_page() and copy_page(), with AVX, SSE and without, and while interrupts do the same. */
#include <kunit/test.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/timer.h>

static u8 *block; /* four pages: a margin, two pages at work, a margin */
static u8 wide_before;

static int wide_init(struct kunit *test)
{
	block = (u8 *)__get_free_pages(GFP_KERNEL, 2);
	wide_before = wide_moves;
	return block ? 0 : -ENOMEM;
}

static void wide_exit(struct kunit *test)
{
	wide_moves = wide_before;
	free_pages((unsigned long)block, 2);
}

static void fill(u8 *page, u8 seed)
{
	unsigned int i;

	for (i = 0; i < PAGE_SIZE; i++)
		page[i] = (u8)(i * 7 + (i >> 8) + seed);
}

static void check_once(struct kunit *test)
{
	memset(block, 0xee, 4 * PAGE_SIZE);
	fill(block + PAGE_SIZE, 3);
	copy_page(block + 2 * PAGE_SIZE, block + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, memcmp(block + 2 * PAGE_SIZE, block + PAGE_SIZE, PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, block[PAGE_SIZE + 1000], (u8)(7000 + 3 + 3));
	clear_page(block + PAGE_SIZE);
	KUNIT_EXPECT_NULL(test, memchr_inv(block + PAGE_SIZE, 0, PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, block[2 * PAGE_SIZE], 3);
	KUNIT_EXPECT_NULL(test, memchr_inv(block, 0xee, PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, memchr_inv(block + 3 * PAGE_SIZE, 0xee, PAGE_SIZE));
}

static void exactly_one_page_is_cleared_or_copied(struct kunit *test)
{
	for (;;) {
		check_once(test);
		if (!wide_moves)
			break;
		wide_moves = wide_moves == 32 ? 16 : 0;
	}
}

static void a_copy_leaves_the_registers_as_it_found_them(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, wide_check(block + PAGE_SIZE, block), 0);
}

static struct {
	struct timer_list timer;
	u8 *pages;
	unsigned int wrong;
	unsigned int rounds;
} intruder;

/* From the timer's interrupt: pages of its own, checked. */
static void intrude(struct timer_list *timer)
{
	u8 *from = intruder.pages, *to = intruder.pages + PAGE_SIZE;

	fill(from, (u8)intruder.rounds);
	copy_page(to, from);
	intruder.wrong += memcmp(to, from, PAGE_SIZE) != 0;
	clear_page(to);
	intruder.wrong += memchr_inv(to, 0, PAGE_SIZE) != NULL;
	WRITE_ONCE(intruder.rounds, intruder.rounds + 1);
	mod_timer(timer, jiffies + 1);
}

static void an_interrupt_that_copies_hurts_no_copy(struct kunit *test)
{
	unsigned int wrong = 0, seen, i = 0;
	u8 *from = block, *to = block + PAGE_SIZE;

	intruder.pages = (u8 *)__get_free_pages(GFP_KERNEL, 1);
	KUNIT_ASSERT_NOT_NULL(test, intruder.pages);
	intruder.wrong = intruder.rounds = 0;
	timer_setup(&intruder.timer, intrude, 0);
	mod_timer(&intruder.timer, jiffies + 1);
	fill(from, 9);
	while ((seen = READ_ONCE(intruder.rounds)) < 12) {
		if (i++ & 1)
			clear_page(to);
		else
			copy_page(to, from);
		if (seen == READ_ONCE(intruder.rounds))
			continue; /* nobody came in between */
		wrong += i & 1 ? memcmp(to, from, PAGE_SIZE) != 0 : memchr_inv(to, 0, PAGE_SIZE) != NULL;
	}
	del_timer_sync(&intruder.timer);
	KUNIT_EXPECT_EQ(test, wrong, 0u);
	KUNIT_EXPECT_EQ(test, intruder.wrong, 0u);
	free_pages((unsigned long)intruder.pages, 1);
}

static struct kunit_case wide_cases[] = {
	KUNIT_CASE(exactly_one_page_is_cleared_or_copied),
	KUNIT_CASE(a_copy_leaves_the_registers_as_it_found_them),
	KUNIT_CASE(an_interrupt_that_copies_hurts_no_copy),
	{}
};

static struct kunit_suite wide_suite = {
	.name = "wide", .init = wide_init, .exit = wide_exit, .test_cases = wide_cases,
};
kunit_test_suite(wide_suite);
