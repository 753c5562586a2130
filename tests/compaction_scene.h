/* SPDX-License-Identifier: MIT */
/*
 * tests/compaction_scene.h: memory in pieces.
 *
 * How memory falls to pieces here: all blocks that are long enough are taken; some are given back and filled
 * with pages of the cache, each holding its own number; then every other page is dropped. What is left is
 * dirty and cannot be written meanwhile, so reclaim has no way to help: only moving it does.
 *
 * The run is one of order 9; of order 7 on a machine that is too small for that.
 */
#ifndef _TESTS_COMPACTION_SCENE_H
#define _TESTS_COMPACTION_SCENE_H

#include "mm/compaction.h"
#include "mm/internal.h"
#include "movable_driver.h"
#include <kunit/test.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/pagemap.h>
#include <linux/writeback.h>

#define SMALL_MACHINE (32UL << (20 - PAGE_SHIFT)) /* pages */
#define SPARE_ORDER   (MAX_ORDER - 1) /* of lowmem, while all else is taken: too little for a run */

static struct scene {
	struct address_space mapping;
	struct list_head held[MAX_ORDER]; /* blocks of this order that the case holds */
	bool may_write;
	bool with_driver;	/* a driver's pages lie among them */
	unsigned int order;	/* of the run that is wanted */
	unsigned long nr_pages; /* of the mapping, every other one of them in the cache */
	struct page *(*hook)(const struct alloc_context *ac, unsigned int alloc_flags,
			     enum compact_priority prio, enum compact_result *result);
} scene;

static int numbers_read(struct file *file, struct page *page)
{
	u32 *word = kmap_local_page(page);

	for (unsigned int n = 0; n < PAGE_SIZE / sizeof(u32); n++)
		word[n] = (u32)page->index * 2654435761u + n;
	kunmap_local(word);
	SetPageUptodate(page);
	unlock_page(page);
	return 0;
}

static int numbers_write(struct page *page, struct writeback_control *wbc)
{
	if (scene.may_write)
		set_page_writeback(page);
	else
		redirty_page_for_writepage(wbc, page);
	unlock_page(page);
	if (scene.may_write)
		end_page_writeback(page);
	return 0;
}

static const struct address_space_operations numbers_ops = {
	.readpage = numbers_read,
	.writepage = numbers_write,
};

static int compaction_init(struct kunit *test)
{
	memset(&scene, 0, sizeof(scene));
	memset(&driver, 0, sizeof(driver));
	for (unsigned int order = 0; order < MAX_ORDER; order++)
		INIT_LIST_HEAD(&scene.held[order]);
	scene.mapping.a_ops = &numbers_ops;
	scene.mapping.end = 1UL << 20;
	scene.order = totalram_pages() < SMALL_MACHINE ? 7 : pageblock_order;
	scene.hook = compact_hook;
	compaction_defer_reset(first_zone[ZONE_HIGHMEM], scene.order, true);
	drop_pagecache();
	return 0;
}

static void hold(struct page *page, unsigned int order)
{
	list_add_tail(&page->lru, &scene.held[order]);
}

static void release_held(void)
{
	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		struct page *page, *next;

		list_for_each_entry_safe(page, next, &scene.held[order], lru)
			__free_pages(page, order);
		INIT_LIST_HEAD(&scene.held[order]);
	}
}

static void compaction_exit(struct kunit *test)
{
	compact_hook = scene.hook;
	release_held();
	driver_unload(); /* after a failed case */
	scene.may_write = true;
	filemap_write_and_wait(&scene.mapping);
	invalidate_mapping_pages(&scene.mapping, 0, ~0UL);
	KUNIT_EXPECT_EQ(test, scene.mapping.nrpages, 0);
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
}

/* The zone that such requests try first: the only one where memory falls to pieces. */
static struct zone *the_zone(void)
{
	return first_zone[ZONE_HIGHMEM];
}

/* Is there a block of 2^@order pages or more on its lists? */
static bool any_block(unsigned int order)
{
	unsigned int orders = 0;

	drain_all_pages(NULL);
	for (int type = 0; type < MIGRATE_PCPTYPES; type++)
		orders |= the_zone()->order_mask[type];
	return orders >> order;
}

static bool any_run(void)
{
	return any_block(scene.order);
}

/* A run of the_zone(), or NULL. What other zones have to spare is taken first, and held. */
static struct page *run_of_the_zone(gfp_t gfp)
{
	struct page *page;

	while ((page = alloc_pages(gfp, scene.order)) && page_zone(page) != the_zone())
		hold(page, scene.order);
	return page;
}

/* The same for who may sleep, and is not worth a report. */
static struct page *ask_for_run(void)
{
	return run_of_the_zone(GFP_HIGHUSER_MOVABLE | __GFP_NORETRY | __GFP_NOWARN);
}

/* A run of 2^@order, whatever the watermarks say. */
static struct page *take_run(gfp_t zone, unsigned int order)
{
	struct page *page = alloc_pages(zone | __GFP_MEMALLOC | __GFP_NOWARN, order);

	if (page)
		hold(page, order);
	return page;
}

/* All runs of all zones; the kernel itself needs a little to go on. */
static void take_all_runs(void)
{
	struct page *spare = NULL;

	if (is_highmem(the_zone()))
		spare = alloc_pages(GFP_KERNEL, SPARE_ORDER);
	for (unsigned int order = MAX_ORDER - 1; order >= scene.order; order--)
		while (take_run(__GFP_HIGHMEM | __GFP_MOVABLE, order))
			;
	if (spare)
		__free_pages(spare, SPARE_ORDER);
}

/* Give blocks of @zone back until they have @nr pages. Return: whether there were so many. */
static bool give_runs(struct zone *zone, unsigned long nr)
{
	for (int order = MAX_ORDER - 1; order >= (int)scene.order; order--) {
		struct page *page, *next;

		list_for_each_entry_safe(page, next, &scene.held[order], lru) {
			if (!nr || page_zone(page) != zone)
				continue;
			list_del(&page->lru);
			__free_pages(page, order);
			nr -= min(nr, 1UL << order);
		}
	}
	return !nr;
}

static void add_page(struct kunit *test, pgoff_t index)
{
	struct page *page = read_mapping_page(&scene.mapping, index, NULL);

	KUNIT_ASSERT_FALSE(test, IS_ERR(page));
	if (!(index & 1))
		set_page_dirty(page);
	put_page(page);
	scene.nr_pages++;
}

/* Until no list has a run left. */
static void fragment(struct kunit *test)
{
	/* Half of it is more than compaction wants to find free. */
	unsigned long nr = 2 * (high_wmark_pages(the_zone()) + (3UL << scene.order));
	/* All over the place: half of it is where the scanners empty, half where they fill. */
	unsigned long drivers_share = max(nr / DRIVER_PAGES + 1, 16UL);

	take_all_runs();
	/* Half as much again, so that kswapd has no reason to run. */
	if (!give_runs(the_zone(), nr + nr / 2))
		kunit_skip(test, "the zone has too few long runs");
	for (pgoff_t i = 0; i < nr; i++) {
		add_page(test, i);
		if (scene.with_driver && i % drivers_share == 0)
			driver_add_page(test);
	}
	invalidate_mapping_pages(&scene.mapping, 0, ~0UL);
	for (int order = MAX_ORDER - 1; order >= (int)scene.order; order--)
		while (any_block(order) && take_run(__GFP_HIGHMEM | __GFP_MOVABLE, order))
			;
	KUNIT_ASSERT_FALSE(test, any_run());
}

static bool holds_its_number(struct page *page)
{
	u32 *word = kmap_local_page(page);
	bool right = true;

	for (unsigned int n = 0; n < PAGE_SIZE / sizeof(u32); n++)
		right &= word[n] == (u32)page->index * 2654435761u + n;
	kunmap_local(word);
	return right;
}

/* Every page that was dirty is still in the cache, dirty, and holds what it held. */
static void expect_contents(struct kunit *test)
{
	unsigned long wrong = 0, lost = 0;

	for (pgoff_t i = 0; i < scene.nr_pages; i += 2) {
		struct page *page = find_get_page(&scene.mapping, i);

		lost += !page;
		if (!page)
			continue;
		wrong += !PageDirty(page) || !PageUptodate(page) || page->index != i || !holds_its_number(page);
		put_page(page);
	}
	KUNIT_EXPECT_EQ(test, lost, 0);
	KUNIT_EXPECT_EQ(test, wrong, 0);
}

#endif
