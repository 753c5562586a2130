// SPDX-License-Identifier: MIT
/* tests/test_highmem.c: promises of kmap, kmap_local, kmap_atomic and the copy helpers. */
#include <asm/extable.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>

/* A page without a kernel address, or the case is skipped with the reason. */
static struct page *high_page(struct kunit *test)
{
	struct page *page = alloc_page(GFP_HIGHUSER);

	KUNIT_ASSERT_NOT_NULL(test, page);
	if (!PageHighMem(page)) {
		__free_page(page);
		kunit_skip(test, "this machine has no highmem");
	}
	return page;
}

static void kmap_of_lowmem_is_the_direct_address(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	void *local;

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_PTR_EQ(test, kmap(page), page_address(page));
	kunmap(page);
	local = kmap_local_page(page);
	KUNIT_EXPECT_PTR_EQ(test, local, page_address(page));
	kunmap_local(local);
	__free_page(page);
}

static void what_is_written_through_kmap_is_read_through_kmap_local(struct kunit *test)
{
	struct page *page = high_page(test);
	u32 *slot = kmap(page), *window;

	KUNIT_EXPECT_TRUE(test, is_kmap_addr(slot));
	KUNIT_EXPECT_PTR_EQ(test, page_address(page), slot);
	KUNIT_EXPECT_PTR_EQ(test, kmap_to_page(slot), page);
	for (int i = 0; i < 1024; i++)
		slot[i] = i * 3;
	window = kmap_local_page(page);
	KUNIT_EXPECT_PTR_NE(test, window, slot);
	for (int i = 0; i < 1024; i++)
		KUNIT_EXPECT_EQ(test, window[i], i * 3U);
	kunmap_local(window);
	kunmap(page);
	KUNIT_EXPECT_NULL(test, page_address(page));
	__free_page(page);
}

#define PAGES_TRIED 20000

/* Issue 2 "must show" 4: a frame beyond 32 bits of physical address. */
static void a_page_above_four_gibibytes_is_seen_alike_through_two_mappings(struct kunit *test)
{
	LIST_HEAD(rejected);
	struct page *page = NULL, *low, *next;
	u32 *slot, *window;

	for (int i = 0; i < PAGES_TRIED; i++) {
		page = alloc_page(GFP_HIGHUSER);
		if (!page || page_to_pfn(page) >= 1UL << (32 - PAGE_SHIFT))
			break;
		list_add(&page->lru, &rejected);
		page = NULL;
	}
	if (page) {
		slot = kmap(page);
		for (int i = 0; i < 1024; i++)
			slot[i] = ~i;
		window = kmap_local_page(page);
		for (int i = 0; i < 1024; i++)
			KUNIT_EXPECT_EQ(test, window[i], (u32)~i);
		kunmap_local(window);
		kunmap(page);
		kunit_info(test, "pfn %lx", page_to_pfn(page));
		__free_page(page);
	}
	list_for_each_entry_safe(low, next, &rejected, lru)
		__free_page(low);
	if (!page)
		kunit_skip(test, "no page above 4 GiB on this machine");
}

static void a_page_mapped_twice_has_one_address_until_the_last_kunmap(struct kunit *test)
{
	struct page *page = high_page(test);
	void *first = kmap(page);

	KUNIT_EXPECT_PTR_EQ(test, kmap(page), first);
	kunmap(page);
	KUNIT_EXPECT_PTR_EQ(test, page_address(page), first);
	kunmap(page);
	KUNIT_EXPECT_NULL(test, page_address(page));
	__free_page(page);
}

static void a_page_asked_for_again_costs_no_flush(struct kunit *test)
{
	struct page *page = high_page(test);
	struct kmap_info before, after;
	void *first = kmap(page);

	kunmap(page);
	get_kmap_info(&before);
	for (int i = 0; i < 2000; i++) {
		void *local = kmap_local_page(page);

		if (!kmap_debug)
			KUNIT_EXPECT_PTR_EQ(test, kmap(page), first);
		else
			kmap(page);
		kunmap(page);
		kunmap_local(local);
	}
	get_kmap_info(&after);
	KUNIT_EXPECT_EQ(test, after.rounds, before.rounds);
	if (!kmap_debug)
		KUNIT_EXPECT_LE(test, after.local_flushes, before.local_flushes + 1);
	__free_page(page);
}

static void an_unbalanced_kunmap_is_named_and_survived(struct kunit *test)
{
	struct page *page = high_page(test);
	unsigned int before = kmap_misuses;

	kunmap(page);
	KUNIT_EXPECT_EQ(test, kmap_misuses, before + 1);
	kmap(page);
	kunmap(page);
	kunmap(page);
	KUNIT_EXPECT_EQ(test, kmap_misuses, before + 2);
	KUNIT_EXPECT_EQ(test, kmap_check(), 0);
	__free_page(page);
}

static void sixteen_local_mappings_nest_and_a_seventeenth_is_refused(struct kunit *test)
{
	struct page *page = high_page(test);
	unsigned int before = kmap_misuses;
	void *addr[KM_MAX_IDX];

	for (int i = 0; i < KM_MAX_IDX; i++) {
		addr[i] = kmap_local_page(page);
		KUNIT_ASSERT_NOT_NULL(test, addr[i]);
		for (int k = 0; k < i; k++)
			KUNIT_EXPECT_PTR_NE(test, addr[i], addr[k]);
	}
	KUNIT_EXPECT_NULL(test, kmap_local_page(page));
	KUNIT_EXPECT_EQ(test, kmap_misuses, before + 1);
	for (int i = KM_MAX_IDX; i-- > 0;)
		kunmap_local(addr[i]);
	KUNIT_EXPECT_EQ(test, kmap_local_check(), 0);
	__free_page(page);
}

static void unmapping_in_the_wrong_order_is_named_and_survived(struct kunit *test)
{
	struct page *page = high_page(test), *other = high_page(test);
	unsigned int before = kmap_misuses;
	void *first = kmap_local_page(page), *second = kmap_local_page(other);

	kunmap_local(first);
	KUNIT_EXPECT_EQ(test, kmap_misuses, before + 1);
	memset(second, 1, PAGE_SIZE);
	kunmap_local(second);
	kunmap_local(second);
	KUNIT_EXPECT_EQ(test, kmap_misuses, before + 2);
	__free_page(page);
	__free_page(other);
}

static void a_debug_unmapped_slot_cannot_be_read(struct kunit *test)
{
	struct page *page = high_page(test);
	bool saved = kmap_debug;
	unsigned long word;
	u32 *slot, *window;

	kmap_debug = true;
	slot = kmap(page);
	window = kmap_local_page(page);
	slot[0] = 5;
	KUNIT_EXPECT_EQ(test, window[0], 5U);
	kunmap_local(window);
	kunmap(page);
	KUNIT_EXPECT_NE(test, probe_kernel_word(slot, &word), 0);
	KUNIT_EXPECT_NE(test, probe_kernel_word(window, &word), 0);
	kmap_debug = saved;
	__free_page(page);
}

static void kmap_atomic_forbids_sleeping_until_kunmap_atomic(struct kunit *test)
{
	struct page *page = high_page(test);
	int before = preempt_count();
	u8 *addr = kmap_atomic(page);

	KUNIT_EXPECT_GT(test, preempt_count(), before);
	addr[17] = 1;
	kunmap_atomic(addr + 17);
	KUNIT_EXPECT_EQ(test, preempt_count(), before);
	__free_page(page);
}

static void helpers_clear_copy_and_zero_pages_of_any_zone(struct kunit *test)
{
	struct page *page = alloc_page(GFP_HIGHUSER), *other = alloc_page(GFP_KERNEL);
	char text[6] = "";

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NOT_NULL(test, other);
	clear_highpage(page);
	memcpy_to_page(page, 4090, "kernel", 6);
	copy_highpage(other, page);
	memcpy_from_page(text, other, 4090, 6);
	KUNIT_EXPECT_EQ(test, memcmp(text, "kernel", 6), 0);
	zero_user(other, 4092, 4);
	memcpy_from_page(text, other, 4090, 6);
	KUNIT_EXPECT_EQ(test, memcmp(text, "ke\0\0\0\0", 6), 0);
	memset_page(page, 0, 'x', 3);
	memcpy_page(other, 1, page, 0, 3);
	memcpy_from_page(text, other, 0, 5);
	KUNIT_EXPECT_EQ(test, memcmp(text, "\0xxx\0", 5), 0);
	memzero_page(page, 0, PAGE_SIZE);
	__free_page(page);
	__free_page(other);
}

#define ROTATION 700 /* more pages than slots */

static void more_pages_than_slots_take_turns(struct kunit *test)
{
	struct page **pages = kunit_kcalloc(test, ROTATION, sizeof(*pages), GFP_KERNEL);
	int nr = 0;

	KUNIT_ASSERT_NOT_NULL(test, pages);
	while (nr < ROTATION && (pages[nr] = alloc_page(GFP_HIGHUSER)))
		nr++;
	for (int round = 0; round < 3; round++)
		for (int i = 0; i < nr; i++) {
			u32 *addr = kmap(pages[i]);

			if (round)
				KUNIT_EXPECT_EQ(test, addr[5], (u32)i);
			addr[5] = i;
			kunmap(pages[i]);
		}
	KUNIT_EXPECT_EQ(test, kmap_check(), 0);
	while (nr--)
		__free_page(pages[nr]);
}

struct waiter {
	struct page *page;
	struct completion done;
	void *addr;
};

static int map_one(void *data)
{
	struct waiter *waiter = data;

	waiter->addr = kmap(waiter->page);
	kunmap(waiter->page);
	complete(&waiter->done);
	return 0;
}

static void kmap_sleeps_while_all_slots_are_pinned(struct kunit *test)
{
	struct page **pages = kunit_kcalloc(test, LAST_PKMAP + 1, sizeof(*pages), GFP_KERNEL);
	struct waiter waiter = {};
	struct kmap_info info;
	int nr = 0;

	KUNIT_ASSERT_NOT_NULL(test, pages);
	__free_page(high_page(test));
	while (nr <= LAST_PKMAP && (pages[nr] = alloc_page(GFP_HIGHUSER)) &&
	       PageHighMem(pages[nr]))
		nr++;
	/* Highmem is short, and this one is of lowmem. */
	if (nr <= LAST_PKMAP && pages[nr])
		__free_page(pages[nr]);
	if (nr > LAST_PKMAP) {
		for (int i = 0; i < LAST_PKMAP; i++)
			kmap(pages[i]);
		get_kmap_info(&info);
		KUNIT_EXPECT_EQ(test, info.pinned, (unsigned int)LAST_PKMAP);
		waiter.page = pages[LAST_PKMAP];
		init_completion(&waiter.done);
		kthread_run(map_one, &waiter, "kmap-waiter");
		KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&waiter.done, HZ / 10), 0UL);
		kunmap(pages[7]);
		KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&waiter.done, 5 * HZ), 0UL);
		KUNIT_EXPECT_NOT_NULL(test, waiter.addr);
		for (int i = 0; i < LAST_PKMAP; i++)
			if (i != 7)
				kunmap(pages[i]);
	}
	for (int i = 0; i < nr; i++)
		__free_page(pages[i]);
	if (nr <= LAST_PKMAP)
		kunit_skip(test, "fewer highmem pages than slots");
}

/* A window with a protection of its own is never found again: each call takes a clean one. */
static bool use_up_windows(struct page *page, unsigned int nr)
{
	bool all = true;

	while (nr--) {
		void *addr = __kmap_local_pfn_prot(page_to_pfn(page), PAGE_KERNEL_RO);

		all &= addr != NULL;
		if (addr)
			kunmap_local(addr);
	}
	return all;
}

#define GREEDY_TICKS 100

static struct {
	struct timer_list timer;
	struct page *page;
	unsigned int left, refused; /* read with READ_ONCE() while the timer runs */
} greedy;

static void take_a_round_of_windows(struct timer_list *timer)
{
	greedy.refused += !use_up_windows(greedy.page, KM_SLOTS);
	WRITE_ONCE(greedy.left, greedy.left - 1);
	if (greedy.left)
		mod_timer(timer, jiffies + 1);
}

static void an_interrupt_that_uses_up_a_round_takes_no_window_from_its_thread(struct kunit *test)
{
	unsigned int refused = 0;

	greedy.page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, greedy.page);
	greedy.left = GREEDY_TICKS;
	greedy.refused = 0;
	timer_setup(&greedy.timer, take_a_round_of_windows, 0);
	mod_timer(&greedy.timer, jiffies + 1);
	while (READ_ONCE(greedy.left))
		refused += !use_up_windows(greedy.page, KM_SLOTS);
	del_timer_sync(&greedy.timer);
	KUNIT_EXPECT_EQ(test, refused, 0);
	KUNIT_EXPECT_EQ(test, greedy.refused, 0);
	__free_page(greedy.page);
}

static struct kunit_case highmem_cases[] = {
	KUNIT_CASE(kmap_of_lowmem_is_the_direct_address),
	KUNIT_CASE(what_is_written_through_kmap_is_read_through_kmap_local),
	KUNIT_CASE(a_page_above_four_gibibytes_is_seen_alike_through_two_mappings),
	KUNIT_CASE(a_page_mapped_twice_has_one_address_until_the_last_kunmap),
	KUNIT_CASE(a_page_asked_for_again_costs_no_flush),
	KUNIT_CASE(an_unbalanced_kunmap_is_named_and_survived),
	KUNIT_CASE(sixteen_local_mappings_nest_and_a_seventeenth_is_refused),
	KUNIT_CASE(unmapping_in_the_wrong_order_is_named_and_survived),
	KUNIT_CASE(a_debug_unmapped_slot_cannot_be_read),
	KUNIT_CASE(kmap_atomic_forbids_sleeping_until_kunmap_atomic),
	KUNIT_CASE(helpers_clear_copy_and_zero_pages_of_any_zone),
	KUNIT_CASE(more_pages_than_slots_take_turns),
	KUNIT_CASE(kmap_sleeps_while_all_slots_are_pinned),
	KUNIT_CASE(an_interrupt_that_uses_up_a_round_takes_no_window_from_its_thread),
	{}
};

static struct kunit_suite highmem_suite = { .name = "highmem", .test_cases = highmem_cases };
kunit_test_suite(highmem_suite);
