// SPDX-License-Identifier: MIT
/*
 * tests/test_vmalloc_fail.c: whatever fails inside vmalloc and its relatives, nothing is left behind.
 *
 * Two ways to fail. One request: the Nth of a call, for each N until the call makes fewer; most are then
 * made up for by a smaller block. And from a point on all: RAM ends after N pages, for each N until there is
 * enough; then the call has to take a half-built area apart. Leaked pages and areas also fail the case by
 * themselves (kunit compares all counters).
 */
#include <kunit/test.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <slate/fault.h>

#include "mm/vmap.h"

#define ONE_PAGE   1
#define FEW_PAGES  7   /* below the smallest block */
#define SOME_PAGES 45  /* blocks of both sizes, and a rest */
#define HUGE_PAGES 530 /* one entry of 2 MiB, and a rest */

static const unsigned int sizes[] = { ONE_PAGE, FEW_PAGES, SOME_PAGES, HUGE_PAGES };

struct accounts {
	unsigned long pages;
	unsigned int areas;
};

static struct accounts now(void)
{
	vfree_flush();
	return (struct accounts){ vmalloc_nr_pages(), vmap_areas.nr_areas };
}

static void expect_same(struct kunit *test, struct accounts before)
{
	struct accounts after = now();

	KUNIT_EXPECT_EQ(test, after.pages, before.pages);
	KUNIT_EXPECT_EQ(test, after.areas, before.areas);
}

/* Each page has to be there, and nobody else's. */
static bool can_be_used(u32 *memory, unsigned int nr_pages)
{
	unsigned int i, wrong = 0;

	for (i = 0; i < nr_pages; i++)
		memory[i * 1024] = i;
	for (i = 0; i < nr_pages; i++)
		wrong += memory[i * 1024] != i;
	return !wrong;
}

/* Return: how many requests @nr_pages take, each of which has failed once. */
static unsigned int fail_each_once(struct kunit *test, unsigned int nr_pages)
{
	struct accounts before = now();
	unsigned int nth = 0;
	bool struck;
	void *memory;

	do {
		vmap_drain();
		fault_inject(++nth, FAULT_ALL_KINDS);
		memory = __vmalloc(nr_pages * PAGE_SIZE, GFP_KERNEL | __GFP_NOWARN);
		struck = fault_injected();
		fault_inject(0, 0);
		KUNIT_EXPECT_TRUE(test, memory || struck);
		if (memory)
			KUNIT_EXPECT_TRUE(test, can_be_used(memory, nr_pages));
		vfree(memory);
		expect_same(test, before);
	} while (struck && nth < 2000);
	KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
	return nth - 1;
}

static void each_request_inside_may_fail_once(struct kunit *test)
{
	for (int i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned int requests = fail_each_once(test, sizes[i]);

		/* The call itself, a descriptor, and a frame at least. */
		KUNIT_EXPECT_GE(test, requests, 3U);
		KUNIT_EXPECT_LT(test, requests, 1999U);
	}
}

static void set_knob(struct kunit *test, const char *path, const char *text)
{
	struct file *file = filp_open(path, O_WRONLY, 0);
	loff_t pos = 0;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	KUNIT_EXPECT_EQ(test, kernel_write(file, text, strlen(text), &pos), (ssize_t)strlen(text));
	filp_close(file, NULL);
}

/* From now on this thread gets @pages pages and no more; -1: as many as there are. */
static void let_ram_end_after(int pages)
{
	struct fault_attr *attr = &fault_attrs[FAULT_PAGE];

	attr->probability = pages < 0 ? 0 : 100;
	attr->interval = 1;
	attr->task_filter = pages >= 0;
	attr->verbose = 0;
	atomic_set(&attr->times, -1);
	atomic_set(&attr->space, pages < 0 ? 0 : pages);
	current->make_it_fail = pages >= 0;
	fault_update();
}

static void set_knobs(struct kunit *test, const char *ignore, const char *min_order)
{
	set_knob(test, "/proc/fault/fail_page_alloc/ignore-gfp-wait", ignore);
	set_knob(test, "/proc/fault/fail_page_alloc/ignore-gfp-highmem", ignore);
	set_knob(test, "/proc/fault/fail_page_alloc/min-order", min_order);
}

/* Return: how often it failed before there was enough. */
static unsigned int end_everywhere(struct kunit *test, unsigned int nr_pages)
{
	struct accounts before = now();
	void *memory = NULL;
	int room;

	for (room = 0; room < 4096 && !memory; room++) {
		let_ram_end_after(room);
		memory = __vmalloc(nr_pages * PAGE_SIZE, GFP_KERNEL | __GFP_NOWARN);
		let_ram_end_after(-1);
		if (!memory)
			expect_same(test, before);
		if (room % 64 == 0)
			KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
	}
	KUNIT_EXPECT_NOT_NULL(test, memory);
	if (memory)
		KUNIT_EXPECT_TRUE(test, can_be_used(memory, nr_pages));
	vfree(memory);
	return room - 1;
}

static void memory_that_ends_after_any_page_leaves_nothing_behind(struct kunit *test)
{
	struct fault_attr saved = fault_attrs[FAULT_PAGE];

	set_knobs(test, "N", "0");
	for (int i = 0; i < ARRAY_SIZE(sizes); i++)
		KUNIT_EXPECT_GE(test, end_everywhere(test, sizes[i]), sizes[i]);
	set_knobs(test, "Y", "1");
	fault_attrs[FAULT_PAGE] = saved;
	fault_update();
	KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
}

#define ROM 0xf0000 /* never RAM */

/* Without an idle area each call needs a descriptor first; only that can fail. */
static void mappings_without_a_descriptor_are_null(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct accounts before = now();
	void *got[4];

	KUNIT_ASSERT_NOT_NULL(test, page);
	for (int i = 0; i < ARRAY_SIZE(got); i++) {
		vmap_drain();
		fault_inject(1, 1U << FAULT_SLAB);
		got[i] = i == 0 ? vmap(&page, 1, VM_MAP, PAGE_KERNEL) :
			 i == 1 ? vm_map_ram(&page, 1, NUMA_NO_NODE) :
			 i == 2 ? (void *)ioremap_cache(ROM, 4096) : (void *)get_vm_area(4096, VM_IOREMAP);
		KUNIT_EXPECT_TRUE(test, fault_injected());
		fault_inject(0, 0);
		KUNIT_EXPECT_NULL(test, got[i]);
	}
	expect_same(test, before);
	__free_page(page);
}

static struct kunit_case vmalloc_fail_cases[] = {
	KUNIT_CASE(each_request_inside_may_fail_once),
	KUNIT_CASE(memory_that_ends_after_any_page_leaves_nothing_behind),
	KUNIT_CASE(mappings_without_a_descriptor_are_null),
	{}
};

static struct kunit_suite vmalloc_fail_suite = {
	.name = "vmalloc_fail",
	.test_cases = vmalloc_fail_cases,
};
kunit_test_suite(vmalloc_fail_suite);
