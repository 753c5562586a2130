// SPDX-License-Identifier: MIT
/* tests/test_resource.c: promises of the trees of ports and addresses. */
#include <asm/sections.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sprintf.h>
#include "log_watch.h"

#define RANGE(who, first, last) \
	{ .name = who, .start = (first), .end = (last), .flags = IORESOURCE_MEM }

static void a_range_is_requested_once(struct kunit *test)
{
	struct resource root = RANGE("root", 0, 999), a = RANGE("a", 100, 199);
	struct resource b = RANGE("b", 150, 160), c = RANGE("c", 200, 200);

	KUNIT_EXPECT_EQ(test, request_resource(&root, &a), 0);
	KUNIT_EXPECT_EQ(test, request_resource(&root, &b), -EBUSY);
	KUNIT_EXPECT_PTR_EQ(test, request_resource_conflict(&root, &b), &a);
	KUNIT_EXPECT_EQ(test, request_resource(&root, &c), 0);
	KUNIT_EXPECT_PTR_EQ(test, root.child, &a);
	KUNIT_EXPECT_PTR_EQ(test, a.sibling, &c);
	KUNIT_EXPECT_EQ(test, release_resource(&a), 0);
	KUNIT_EXPECT_EQ(test, release_resource(&a), -EINVAL);
	KUNIT_EXPECT_EQ(test, request_resource(&root, &b), 0);
}

static void what_does_not_fit_into_the_parent_is_refused(struct kunit *test)
{
	struct resource root = RANGE("root", 100, 199), low = RANGE("low", 99, 110);
	struct resource high = RANGE("high", 190, 200), turned = RANGE("turned", 150, 140);

	KUNIT_EXPECT_PTR_EQ(test, request_resource_conflict(&root, &low), &root);
	KUNIT_EXPECT_PTR_EQ(test, request_resource_conflict(&root, &high), &root);
	KUNIT_EXPECT_PTR_EQ(test, request_resource_conflict(&root, &turned), &root);
	KUNIT_EXPECT_NULL(test, root.child);
}

static void insert_goes_around_what_is_inside_and_into_what_is_around(struct kunit *test)
{
	struct resource root = RANGE("root", 0, 999), outer = RANGE("outer", 100, 499);
	struct resource one = RANGE("one", 120, 150), two = RANGE("two", 300, 310);
	struct resource partly = RANGE("partly", 140, 320), inner = RANGE("inner", 200, 210);

	KUNIT_EXPECT_EQ(test, insert_resource(&root, &one), 0);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, &two), 0);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, &outer), 0);
	KUNIT_EXPECT_PTR_EQ(test, one.parent, &outer);
	KUNIT_EXPECT_PTR_EQ(test, two.parent, &outer);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, &inner), 0);
	KUNIT_EXPECT_PTR_EQ(test, inner.parent, &outer);
	KUNIT_EXPECT_PTR_EQ(test, one.sibling, &inner);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, &partly), -EBUSY);
	KUNIT_EXPECT_EQ(test, remove_resource(&outer), 0);
	KUNIT_EXPECT_PTR_EQ(test, root.child, &one);
	KUNIT_EXPECT_PTR_EQ(test, two.parent, &root);
}

static void expanding_swallows_what_it_overlaps(struct kunit *test)
{
	struct resource root = RANGE("root", 0, 999), old = RANGE("old", 100, 200);
	struct resource wide = RANGE("wide", 150, 300);

	KUNIT_EXPECT_EQ(test, request_resource(&root, &old), 0);
	insert_resource_expand_to_fit(&root, &wide);
	KUNIT_EXPECT_TRUE(test, wide.start == 100 && wide.end == 300);
	KUNIT_EXPECT_PTR_EQ(test, old.parent, &wide);
}

static void allocate_finds_the_first_aligned_gap(struct kunit *test)
{
	struct resource root = RANGE("root", 0, 999), a = RANGE("a", 0, 9), b = RANGE("b", 40, 99);
	struct resource new = RANGE("new", 0, 0), far = RANGE("far", 0, 0);

	KUNIT_EXPECT_EQ(test, request_resource(&root, &a), 0);
	KUNIT_EXPECT_EQ(test, request_resource(&root, &b), 0);
	KUNIT_EXPECT_EQ(test, allocate_resource(&root, &new, 16, 0, 999, 16, NULL, NULL), 0);
	KUNIT_EXPECT_TRUE(test, new.start == 16 && new.end == 31);
	KUNIT_EXPECT_EQ(test, allocate_resource(&root, &far, 100, 500, 999, 64, NULL, NULL), 0);
	KUNIT_EXPECT_TRUE(test, far.start == 512);
	KUNIT_EXPECT_EQ(test, release_resource(&far), 0);
	KUNIT_EXPECT_EQ(test, allocate_resource(&root, &far, 990, 0, 999, 1, NULL, NULL), -EBUSY);
}

static void what_is_allocated_again_moves_or_stays(struct kunit *test)
{
	struct resource root = RANGE("root", 0, 999), a = RANGE("a", 100, 199), b = RANGE("b", 0, 0);
	struct resource inner = RANGE("inner", 320, 329);

	KUNIT_EXPECT_EQ(test, request_resource(&root, &a), 0);
	KUNIT_EXPECT_EQ(test, allocate_resource(&root, &b, 10, 0, 999, 1, NULL, NULL), 0);
	KUNIT_EXPECT_EQ(test, allocate_resource(&root, &b, 20, 300, 999, 16, NULL, NULL), 0);
	KUNIT_EXPECT_EQ(test, b.start, 304ULL);
	KUNIT_EXPECT_EQ(test, b.end, 323ULL);
	KUNIT_EXPECT_PTR_EQ(test, root.child, &a);
	KUNIT_EXPECT_PTR_EQ(test, a.sibling, &b);
	KUNIT_EXPECT_NULL(test, b.sibling);
	/* Growing in place, over itself. */
	KUNIT_EXPECT_EQ(test, allocate_resource(&root, &b, 700, 300, 999, 1, NULL, NULL), 0);
	KUNIT_EXPECT_EQ(test, b.start, 300ULL);
	/* No room, or not for what lies in it: as it was. */
	KUNIT_EXPECT_EQ(test, allocate_resource(&root, &b, 901, 0, 999, 1, NULL, NULL), -EBUSY);
	KUNIT_EXPECT_EQ(test, request_resource(&b, &inner), 0);
	KUNIT_EXPECT_EQ(test, allocate_resource(&root, &b, 50, 0, 99, 1, NULL, NULL), -EBUSY);
	KUNIT_EXPECT_EQ(test, b.start, 300ULL);
	KUNIT_EXPECT_EQ(test, b.end, 999ULL);
	KUNIT_EXPECT_PTR_EQ(test, b.child, &inner);
	KUNIT_EXPECT_PTR_EQ(test, a.sibling, &b);
}

static void adjust_moves_only_where_there_is_room(struct kunit *test)
{
	struct resource root = RANGE("root", 0, 999), a = RANGE("a", 100, 199);
	struct resource b = RANGE("b", 300, 399), child = RANGE("child", 150, 160);

	KUNIT_EXPECT_EQ(test, request_resource(&root, &a), 0);
	KUNIT_EXPECT_EQ(test, request_resource(&root, &b), 0);
	KUNIT_EXPECT_EQ(test, request_resource(&a, &child), 0);
	KUNIT_EXPECT_EQ(test, adjust_resource(&a, 100, 200), 0);
	KUNIT_EXPECT_EQ(test, adjust_resource(&a, 100, 201), -EBUSY);
	KUNIT_EXPECT_EQ(test, adjust_resource(&a, 155, 100), -EBUSY);
	KUNIT_EXPECT_EQ(test, adjust_resource(&a, 900, 200), -EBUSY);
	KUNIT_EXPECT_TRUE(test, a.start == 100 && a.end == 299);
	KUNIT_EXPECT_PTR_EQ(test, lookup_resource(&root, 300), &b);
	KUNIT_EXPECT_NULL(test, lookup_resource(&root, 301));
}

static void union_and_intersection_need_an_overlap(struct kunit *test)
{
	struct resource a = RANGE("a", 0, 0xf), b = RANGE("b", 8, 0x1f), c = RANGE("c", 0x10, 0x1f), r;

	KUNIT_EXPECT_TRUE(test, resource_union(&a, &b, &r) && r.start == 0 && r.end == 0x1f);
	KUNIT_EXPECT_TRUE(test, resource_intersection(&a, &b, &r) && r.start == 8 && r.end == 0xf);
	KUNIT_EXPECT_FALSE(test, resource_union(&a, &c, &r));
	KUNIT_EXPECT_FALSE(test, resource_intersection(&a, &c, &r));
}

static void a_region_has_one_owner_until_it_is_released(struct kunit *test)
{
	struct resource *mine = request_region(0xe000, 16, "test mine");

	struct log_watch watch;

	KUNIT_ASSERT_NOT_NULL(test, mine);
	log_watch_start(&watch);
	KUNIT_EXPECT_NULL(test, request_region(0xe00f, 1, "test other"));
	log_watch_stop(&watch);
	KUNIT_EXPECT_TRUE(test, log_saw(&watch, "*test other wants ?io  0xe00f?*: test mine has ?io  0xe000-0xe00f?"));
	KUNIT_EXPECT_EQ(test, check_region(0xe008, 4), -EBUSY);
	release_region(0xe000, 8);
	KUNIT_EXPECT_NULL(test, request_region(0xe000, 1, "test other"));
	release_region(0xe000, 16);
	KUNIT_EXPECT_EQ(test, check_region(0xe000, 16), 0);
	KUNIT_EXPECT_EQ(test, resource_check(), 0);
}

#define EXPECT_TEXT(text, fmt, res)                             \
	do {                                                    \
		snprintf(buf, sizeof(buf), fmt, res);           \
		KUNIT_EXPECT_STREQ(test, (const char *)buf, text); \
	} while (0)

static void a_resource_is_printed_as_linux_prints_it(struct kunit *test)
{
	struct resource mem = RANGE("mem", 0xc0000000ULL, 0xcfffffffULL);
	struct resource port = { .start = 0x60, .end = 0x60, .flags = IORESOURCE_IO };
	struct resource irq = { .start = 4, .end = 4, .flags = IORESOURCE_IRQ };
	struct resource odd = { .start = 1, .end = 2 };
	char buf[80];

	EXPECT_TEXT("[mem 0xc0000000-0xcfffffff]", "%pR", &mem);
	mem.flags |= IORESOURCE_PREFETCH | IORESOURCE_MEM_64;
	EXPECT_TEXT("[mem 0xc0000000-0xcfffffff 64bit pref]", "%pR", &mem);
	EXPECT_TEXT("[mem 0xc0000000-0xcfffffff flags 0x102200]", "%pr", &mem);
	mem.flags |= IORESOURCE_UNSET;
	EXPECT_TEXT("[mem size 0x10000000 64bit pref]", "%pR", &mem);
	mem = (struct resource)RANGE("mem", 0x100000000ULL, 0x100000fffULL);
	EXPECT_TEXT("[mem 0x100000000-0x100000fff]", "%pR", &mem);
	EXPECT_TEXT("[io  0x0060]", "%pR", &port);
	EXPECT_TEXT("[irq 4]", "%pR", &irq);
	EXPECT_TEXT("[??? 0x00000001-0x00000002 flags 0x0]", "%pR", &odd);
	EXPECT_TEXT("(null)", "%pR", (struct resource *)NULL);
}

static void ram_and_the_kernel_are_taken(struct kunit *test)
{
	struct resource *ram = lookup_resource(&iomem_resource, CONFIG_PHYSICAL_START);

	KUNIT_EXPECT_NULL(test, request_mem_region(CONFIG_PHYSICAL_START, 4096, "test"));
	KUNIT_EXPECT_TRUE(test, range_has_system_ram(__pa(_stext), 1));
	KUNIT_EXPECT_FALSE(test, range_has_system_ram(0xa0000, 0x20000));
	if (ram)
		KUNIT_EXPECT_STREQ(test, ram->name, "System RAM");
	KUNIT_EXPECT_NULL(test, request_region(0x20, 2, "test"));
}

static int add_up(unsigned long pfn, unsigned long nr, void *sum)
{
	*(unsigned long *)sum += nr;
	return 0;
}

static void the_walk_of_ram_covers_what_the_page_allocator_has(struct kunit *test)
{
	unsigned long sum = 0;

	walk_system_ram_range(0, ~0UL >> 1, &sum, add_up);
	KUNIT_EXPECT_GE(test, sum, totalram_pages());
}

static struct kunit_case resource_cases[] = {
	KUNIT_CASE(a_range_is_requested_once),
	KUNIT_CASE(what_does_not_fit_into_the_parent_is_refused),
	KUNIT_CASE(insert_goes_around_what_is_inside_and_into_what_is_around),
	KUNIT_CASE(expanding_swallows_what_it_overlaps),
	KUNIT_CASE(allocate_finds_the_first_aligned_gap),
	KUNIT_CASE(what_is_allocated_again_moves_or_stays),
	KUNIT_CASE(adjust_moves_only_where_there_is_room),
	KUNIT_CASE(union_and_intersection_need_an_overlap),
	KUNIT_CASE(a_region_has_one_owner_until_it_is_released),
	KUNIT_CASE(a_resource_is_printed_as_linux_prints_it),
	KUNIT_CASE(ram_and_the_kernel_are_taken),
	KUNIT_CASE(the_walk_of_ram_covers_what_the_page_allocator_has),
	{}
};

static struct kunit_suite resource_suite = { .name = "resource", .test_cases = resource_cases };
kunit_test_suite(resource_suite);
