// SPDX-License-Identifier: MIT
/* The picture of physical memory: frames add up, blocks show where they are, the picture fits. */
#include "kernel/memmap.h"
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>

#define ORDER 4 /* of the block that is looked for: a cell of as many frames */

static struct memmap map;

static int memmap_init(struct kunit *test)
{
	int err = memmap_create(&map, 80, 17, 1UL << ORDER, NULL);

	if (err == -E2BIG)
		kunit_skip(test, "too much memory for cells of 64 KiB");
	return err;
}

static void memmap_exit(struct kunit *test)
{
	memmap_destroy(&map);
}

/* The cell that shows the frames of @page's block. */
static struct memmap_cell cell_of(const struct page *page)
{
	for (unsigned int z = 0; z < map.nr_zones; z++) {
		const struct memmap_zone *part = &map.zones[z];

		if (part->zone == page_zone(page))
			return map.cells[part->first_cell + (page_to_pfn(page) >> ORDER) -
					 (part->zone->zone_start_pfn >> ORDER)];
	}
	return (struct memmap_cell){ '?', 0 };
}

static unsigned long frames_spanned(void)
{
	unsigned long spanned = 0;
	struct zone *zone;

	for_each_populated_zone(zone)
		spanned += zone->spanned_pages;
	return spanned;
}

static void frames_of_all_owners_add_up_to_the_zones(struct kunit *test)
{
	unsigned long sum = 0;

	memmap_scan(&map);
	for (unsigned int kind = 0; kind < MEMMAP_KINDS; kind++)
		sum += map.frames[kind];
	KUNIT_EXPECT_EQ(test, sum, frames_spanned());
	KUNIT_EXPECT_EQ(test, map.frames[KIND_INTERIOR], 0UL);
	KUNIT_EXPECT_EQ(test, map.frames[KIND_BAD], 0UL);
}

static void free_frames_are_what_the_counters_say(struct kunit *test)
{
	unsigned long in_blocks = 0;

	drain_all_pages(NULL);
	memmap_scan(&map);
	for (unsigned int order = 0; order < MAX_ORDER; order++)
		in_blocks += map.blocks[order] << order;
	KUNIT_EXPECT_EQ(test, map.frames[KIND_BUDDY], nr_free_pages());
	KUNIT_EXPECT_EQ(test, in_blocks, nr_free_pages());
}

static void a_block_shows_its_owner_where_it_is(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, ORDER);

	KUNIT_ASSERT_NOT_NULL(test, page);
	memmap_scan(&map);
	KUNIT_EXPECT_EQ(test, cell_of(page).sign, 'A');
	page_move(page, KIND_DMA);
	memmap_scan(&map);
	KUNIT_EXPECT_EQ(test, cell_of(page).sign, 'D');
	page_move(page, KIND_ALLOCATED);
	map.mode = MEMMAP_ORDER;
	memmap_scan(&map);
	KUNIT_EXPECT_EQ(test, cell_of(page).sign, '4');
	map.mode = MEMMAP_TYPE;
	memmap_scan(&map);
	KUNIT_EXPECT_EQ(test, cell_of(page).sign, 'u');
	map.mode = MEMMAP_OWNER;
	__free_pages(page, ORDER);
	drain_all_pages(NULL);
	memmap_scan(&map);
	KUNIT_EXPECT_GE(test, cell_of(page).sign, '4');
	KUNIT_EXPECT_EQ(test, cell_of(page).colour, memmap_owners[KIND_BUDDY].colour);
}

static void a_shared_cell_shows_the_larger_owner_in_small_letters(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, ORDER);

	KUNIT_ASSERT_NOT_NULL(test, page);
	split_page(page, ORDER);
	__free_page(page + 1);
	drain_all_pages(NULL);
	memmap_scan(&map);
	KUNIT_EXPECT_EQ(test, cell_of(page).sign, 'a');
	for (unsigned int i = 0; i < 1u << ORDER; i++)
		if (i != 1)
			__free_page(page + i);
}

static void any_terminal_is_wide_enough(struct kunit *test)
{
	static const unsigned int widths[] = { 20, 40, 79, 80, 132, 211, 400 };

	for (unsigned int i = 0; i < ARRAY_SIZE(widths); i++) {
		for (unsigned int lines = 12; lines < 70; lines += 9) {
			struct memmap other;

			KUNIT_ASSERT_EQ(test, memmap_create(&other, widths[i], lines, 0, NULL), 0);
			KUNIT_EXPECT_LE(test, other.nr_lines, lines);
			KUNIT_EXPECT_LE(test, other.columns + 13, max(widths[i], 29u));
			memmap_destroy(&other);
		}
	}
}

static void what_is_no_zone_and_cells_too_small_are_refused(struct kunit *test)
{
	struct memmap other;

	KUNIT_EXPECT_EQ(test, memmap_create(&other, 80, 17, 0, "Swamp"), -ENOENT);
	KUNIT_EXPECT_EQ(test, memmap_create(&other, 80, 17, 0, "dma"), 0);
	KUNIT_EXPECT_EQ(test, other.nr_zones, 1U);
	memmap_destroy(&other);
	if (frames_spanned() > 1UL << 20)
		KUNIT_EXPECT_EQ(test, memmap_create(&other, 80, 17, 1, NULL), -E2BIG);
}

static struct kunit_case memmap_cases[] = {
	KUNIT_CASE(frames_of_all_owners_add_up_to_the_zones),
	KUNIT_CASE(free_frames_are_what_the_counters_say),
	KUNIT_CASE(a_block_shows_its_owner_where_it_is),
	KUNIT_CASE(a_shared_cell_shows_the_larger_owner_in_small_letters),
	KUNIT_CASE(any_terminal_is_wide_enough),
	KUNIT_CASE(what_is_no_zone_and_cells_too_small_are_refused),
	{}
};

static struct kunit_suite memmap_suite = {
	.name = "memmap",
	.init = memmap_init,
	.exit = memmap_exit,
	.test_cases = memmap_cases,
};
kunit_test_suite(memmap_suite);
