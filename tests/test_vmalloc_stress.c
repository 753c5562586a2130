// SPDX-License-Identifier: MIT
/* tests/test_vmalloc_stress.c: many areas, many threads, and faults that are named. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/kmsg_dump.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>
#include <slate/oops.h>

#include "mm/vmap.h"

#define AREAS_WANTED 16000

/* Issue: 16,000 single-page areas under vmalloc=256M; each takes two pages of the window. */
static void sixteen_thousand_single_page_areas_coexist(struct kunit *test)
{
	u32 **areas;
	int made = 0, wrong = 0;

	if (VMALLOC_TOTAL >> PAGE_SHIFT < 2 * AREAS_WANTED + 1024)
		kunit_skip(test, "the window is %lu MiB; vmalloc=256M is wanted", VMALLOC_TOTAL >> 20);
	if (nr_free_pages() < AREAS_WANTED + 4096)
		kunit_skip(test, "%lu pages of free memory are not enough", nr_free_pages());
	areas = vzalloc(AREAS_WANTED * sizeof(*areas));
	KUNIT_ASSERT_NOT_NULL(test, areas);
	while (made < AREAS_WANTED && (areas[made] = vmalloc(PAGE_SIZE))) {
		areas[made][0] = made;
		made++;
	}
	KUNIT_EXPECT_EQ(test, made, AREAS_WANTED);
	KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
	for (int i = 0; i < made; i++) {
		wrong += areas[i][0] != (u32)i;
		vfree(areas[i]);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
	vfree(areas);
}

#define WORKERS	  4
#define WORKER_OPS 400
#define SLOTS	  16

struct worker {
	struct completion done;
	u32 seed;
	int wrong, failed;
};

static u32 draw(struct worker *worker)
{
	return (worker->seed = worker->seed * 1664525 + 1013904223) >> 8;
}

static bool intact(const u32 *memory, u32 pages, u32 mark)
{
	for (u32 i = 0; i < pages; i++)
		if (memory[i * 1024] != mark + i)
			return false;
	return true;
}

static int churn(void *data)
{
	struct worker *worker = data;
	struct { u32 *memory; u32 pages, mark; } slots[SLOTS] = {};

	for (int op = 0; op < WORKER_OPS + SLOTS; op++) {
		u32 i = op < WORKER_OPS ? draw(worker) % SLOTS : (u32)(op - WORKER_OPS);

		if (slots[i].memory) {
			worker->wrong += !intact(slots[i].memory, slots[i].pages, slots[i].mark);
			vfree(slots[i].memory);
			slots[i].memory = NULL;
		} else if (op < WORKER_OPS) {
			slots[i].pages = 1 + draw(worker) % (draw(worker) % 8 ? 8 : 80);
			slots[i].mark = draw(worker);
			slots[i].memory = vmalloc(slots[i].pages << PAGE_SHIFT);
			worker->failed += !slots[i].memory;
			for (u32 k = 0; slots[i].memory && k < slots[i].pages; k++)
				slots[i].memory[k * 1024] = slots[i].mark + k;
		}
		cond_resched();
		if (op % 16 == 0)
			yield();
	}
	complete(&worker->done);
	return 0;
}

static void threads_that_allocate_at_once_keep_their_contents(struct kunit *test)
{
	struct worker *workers = kunit_kcalloc(test, WORKERS, sizeof(*workers), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, workers);
	for (int i = 0; i < WORKERS; i++) {
		init_completion(&workers[i].done);
		workers[i].seed = 12345 + i;
		KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(churn, &workers[i], "churn/%d", i)));
	}
	for (int i = 0; i < WORKERS; i++) {
		KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&workers[i].done, 30 * HZ), 0UL);
		KUNIT_EXPECT_EQ(test, workers[i].wrong, 0);
	}
	KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
}

struct alarm {
	struct timer_list timer;
	void *memory;
	struct page *page;
	u32 seen;
};

/* In interrupt context: free an area, and look at a page through a window above the thread's own. */
static void ring(struct timer_list *timer)
{
	struct alarm *alarm = from_timer(alarm, timer, timer);
	u32 *window = kmap_atomic(alarm->page);

	alarm->seen = window[3];
	kunmap_atomic(window);
	vfree(alarm->memory);
}

static void an_interrupt_frees_areas_and_maps_pages_above_a_thread_that_does(struct kunit *test)
{
	struct alarm *alarm = kunit_kzalloc(test, sizeof(*alarm), GFP_KERNEL);
	unsigned long used = vmalloc_nr_pages();
	u32 *window;

	KUNIT_ASSERT_NOT_NULL(test, alarm);
	alarm->page = alloc_page(GFP_HIGHUSER);
	alarm->memory = vmalloc(5 * PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, alarm->page);
	KUNIT_ASSERT_NOT_NULL(test, alarm->memory);
	window = kmap_local_page(alarm->page);
	window[3] = 0xa1a2;
	timer_setup(&alarm->timer, ring, 0);
	mod_timer(&alarm->timer, jiffies + 2);
	for (int i = 0; i < 10000 && alarm->seen != 0xa1a2; i++) /* a busy host delays its timer */
		mdelay(1);
	KUNIT_EXPECT_EQ(test, alarm->seen, 0xa1a2U);
	KUNIT_EXPECT_EQ(test, window[3], 0xa1a2U);
	kunmap_local(window);
	del_timer_sync(&alarm->timer);
	vfree_flush();
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), used);
	__free_page(alarm->page);
}

/* A thread that holds a window while it sleeps finds its page there when it wakes. */
static int hold_window(void *data)
{
	struct worker *worker = data;
	struct page *page = alloc_page(GFP_HIGHUSER);

	for (int i = 0; page && i < 10; i++) {
		u32 *window = kmap_local_page(page);

		window[0] = worker->seed + i;
		msleep(5);
		worker->wrong += window[0] != worker->seed + i;
		kunmap_local(window);
	}
	worker->failed = !page;
	if (page)
		__free_page(page);
	complete(&worker->done);
	return 0;
}

static void windows_stay_with_threads_that_sleep(struct kunit *test)
{
	struct worker *workers = kunit_kcalloc(test, WORKERS, sizeof(*workers), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, workers);
	for (int i = 0; i < WORKERS; i++) {
		init_completion(&workers[i].done);
		workers[i].seed = i * 1000;
		kthread_run(hold_window, &workers[i], "holder/%d", i);
	}
	for (int i = 0; i < WORKERS; i++) {
		KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&workers[i].done, 10 * HZ), 0UL);
		KUNIT_EXPECT_EQ(test, workers[i].wrong + workers[i].failed, 0);
	}
	KUNIT_EXPECT_EQ(test, kmap_local_check(), 0);
}

static int touch(void *address)
{
	return *(volatile int *)address;
}

/* Is there a line with both words among what was logged about @address? */
static bool log_tells(const void *address, const char *what, const char *whose)
{
	static char line[512];
	struct kmsg_dump_iter iter;
	char where[12];
	bool told = false;
	size_t len;

	snprintf(where, sizeof(where), "%08lx ", (unsigned long)address);
	kmsg_dump_rewind(&iter);
	while (kmsg_dump_get_line(&iter, false, line, sizeof(line), &len))
		told |= strstr(line, where) && strstr(line, what) && strstr(line, whose);
	return told;
}

/*
 * Let a thread read @address and die of it.
 * Return: was it named, and did the report say @what was there and @whose it was?
 */
static bool dies_reading(const void *address, const char *what, const char *whose)
{
	unsigned int before = READ_ONCE(last_oops.count);

	kthread_run(touch, (void *)address, "toucher");
	for (int i = 0; i < 400 && READ_ONCE(last_oops.count) == before; i++)
		msleep(5);
	return READ_ONCE(last_oops.count) == before + 1 &&
	       last_oops.address == (unsigned long)address && log_tells(address, what, whose);
}

#define THIS_TEST "use_of_what_is_gone"

static void use_of_what_is_gone_kills_one_thread_and_names_the_owner(struct kunit *test)
{
	char *memory = vmalloc(8192), *end = memory + 8192;
	void __iomem *rom = ioremap_cache(0xf0000, 4096);

	KUNIT_ASSERT_NOT_NULL(test, memory);
	KUNIT_ASSERT_NOT_NULL(test, rom);
	KUNIT_EXPECT_TRUE(test, dies_reading(end, "past the end of the vmalloc area", THIS_TEST));
	KUNIT_EXPECT_TRUE(test, dies_reading(memory - 8, "guard", ""));
	vfree(memory);
	KUNIT_EXPECT_TRUE(test, dies_reading(memory + 4096, "freed vmalloc area", THIS_TEST));
	vmap_drain();
	KUNIT_EXPECT_TRUE(test, dies_reading(memory + 4100, "was in a vmalloc area", THIS_TEST));
	iounmap(rom);
	KUNIT_EXPECT_TRUE(test, dies_reading((void *)rom, "ioremap area", THIS_TEST));
	KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
}

/* With debug_kmap=1 a slot remembers its page, and the thread that unmapped it. */
static void use_of_an_unmapped_slot_names_its_page_and_thread(struct kunit *test)
{
	struct page *page = alloc_page(GFP_HIGHUSER);
	bool saved = kmap_debug;
	void *slot, *window;
	char pfn[24], thread[24];

	KUNIT_ASSERT_NOT_NULL(test, page);
	if (!PageHighMem(page)) {
		__free_page(page);
		kunit_skip(test, "no highmem here: highmem=SIZE makes some");
	}
	snprintf(pfn, sizeof(pfn), "showed pfn %lx", page_to_pfn(page));
	snprintf(thread, sizeof(thread), "thread %d", current->pid);
	kmap_debug = true;
	slot = kmap(page);
	window = kmap_local_page(page);
	kunmap_local(window);
	kunmap(page);
	kmap_debug = saved;
	KUNIT_EXPECT_TRUE(test, dies_reading(slot, pfn, thread));
	KUNIT_EXPECT_TRUE(test, dies_reading(window, pfn, thread));
	__free_page(page);
}

static struct kunit_case stress_cases[] = {
	KUNIT_CASE(sixteen_thousand_single_page_areas_coexist),
	KUNIT_CASE(threads_that_allocate_at_once_keep_their_contents),
	KUNIT_CASE(an_interrupt_frees_areas_and_maps_pages_above_a_thread_that_does),
	KUNIT_CASE(windows_stay_with_threads_that_sleep),
	KUNIT_CASE(use_of_what_is_gone_kills_one_thread_and_names_the_owner),
	KUNIT_CASE(use_of_an_unmapped_slot_names_its_page_and_thread),
	{}
};

static struct kunit_suite stress_suite = { .name = "vmalloc_stress", .test_cases = stress_cases };
kunit_test_suite(stress_suite);
