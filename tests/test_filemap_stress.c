// SPDX-License-Identifier: MIT
/*
 * tests/test_filemap_stress.c: readers, writers, reclaim, movers and syncs at once, on a disk that is a thread.
 *
 * Each page holds a number twice and how often it was changed; the disk is an array of those numbers, which a
 * thread of its own serves later and out of order. In the end the array is what the writers remember.
 */
#include "mm/vmscan.h"
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/highmem.h>
#include <linux/kthread.h>
#include <linux/pagemap.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>

#define PAGES	   600
#define WORDS	   (PAGE_SIZE / sizeof(u32))
#define IN_TRANSIT 256
#define MEMBERS	   6
#define ROUNDS	   1500

static struct {
	struct address_space mapping;
	u32 stored[PAGES];   /* what the disk holds */
	u32 expected[PAGES]; /* what the last writer wrote */
	struct page *transit[IN_TRANSIT];
	unsigned int nr;
	wait_queue_head_t work, room;
	unsigned long wrong, moved, served;
	atomic_t left; /* members that still run */
} world;

/* ---- the disk ---- */

static void start(struct page *page)
{
	wait_event(world.room, world.nr < IN_TRANSIT);
	world.transit[world.nr++] = page;
	wake_up(&world.work);
}

static void serve(struct page *page)
{
	bool write = PageWriteback(page);
	u32 *word = kmap_local_page(page);

	if (write)
		world.stored[page->index] = word[0];
	else
		word[0] = word[WORDS - 1] = world.stored[page->index];
	kunmap_local(word);
	world.served++;
	if (write) {
		end_page_writeback(page);
	} else {
		SetPageUptodate(page);
		unlock_page(page);
	}
}

static int disk_thread(void *unused)
{
	while (!kthread_should_stop() || world.nr) {
		unsigned int i;
		struct page *page;

		wait_event(world.work, world.nr || kthread_should_stop());
		if (!world.nr)
			continue;
		i = prandom_u32_max(world.nr);
		page = world.transit[i];
		world.transit[i] = world.transit[--world.nr];
		serve(page);
		wake_up_all(&world.room);
		if (!prandom_u32_max(4))
			yield();
	}
	return 0;
}

static int transit_readpage(struct file *file, struct page *page)
{
	start(page);
	return 0;
}

static int transit_writepage(struct page *page, struct writeback_control *wbc)
{
	set_page_writeback(page);
	unlock_page(page);
	start(page);
	return 0;
}

static const struct address_space_operations transit_ops = {
	.readpage = transit_readpage, .writepage = transit_writepage,
};

/* ---- who uses it ---- */

static struct page *take(void)
{
	struct page *page = filemap_get_page(&world.mapping, NULL, prandom_u32_max(PAGES), 1);

	if (IS_ERR(page))
		world.wrong++;
	return IS_ERR(page) ? NULL : page;
}

static void read_one(void)
{
	struct page *page = take();
	u32 *word;

	if (!page)
		return;
	lock_page(page);
	if (page->mapping) {
		word = kmap_local_page(page);
		world.wrong += word[0] != word[WORDS - 1] || word[0] != world.expected[page->index];
		kunmap_local(word);
	}
	unlock_page(page);
	put_page(page);
}

static void write_one(void)
{
	struct page *page = take();
	u32 *word;

	if (!page)
		return;
	lock_page(page);
	if (page->mapping) {
		word = kmap_local_page(page);
		world.wrong += word[0] != world.expected[page->index];
		word[0] = ++world.expected[page->index];
		word[WORDS - 1] = word[0];
		kunmap_local(word);
		set_page_dirty(page);
	}
	unlock_page(page);
	put_page(page);
	balance_dirty_pages_ratelimited(&world.mapping);
}

static void reclaim_some(void)
{
	struct scan_control sc = { .gfp = GFP_KERNEL, .idx = ZONE_HIGHMEM, .priority = 2 };
	struct zone *zone;

	for_each_populated_zone(zone)
		shrink_zone_lists(zone, &sc);
	if (!prandom_u32_max(8))
		drop_pagecache();
}

static void move_one(void)
{
	struct page *page = find_get_page(&world.mapping, prandom_u32_max(PAGES)), *target;
	int err;

	if (!page)
		return;
	target = alloc_page(GFP_CACHE);
	lock_page(page);
	err = target ? isolate_lru_page(page) : -ENOMEM;
	put_page(page);
	if (err) {
		unlock_page(page);
		if (target)
			put_page(target);
		return;
	}
	lock_page(target);
	err = migrate_page_move_mapping(&world.mapping, target, page, 0);
	if (!err)
		migrate_page_copy(target, page);
	unlock_page(target);
	unlock_page(page);
	world.moved += !err;
	put_page(err ? target : page);
	putback_lru_page(err ? page : target);
}

static void sync_some(void)
{
	loff_t from = (loff_t)prandom_u32_max(PAGES) << PAGE_SHIFT;

	world.wrong += filemap_write_and_wait_range(&world.mapping, from, from + 64 * PAGE_SIZE) != 0;
	if (!prandom_u32_max(4))
		invalidate_inode_pages2_range(&world.mapping, 0, prandom_u32_max(PAGES));
}

static void (*const jobs[MEMBERS])(void) = { read_one, read_one, write_one, write_one, reclaim_some, move_one };

static int member(void *data)
{
	void (*job)(void) = jobs[(unsigned long)data];

	for (int i = 0; i < ROUNDS; i++) {
		job();
		if (job == move_one && !(i % 16))
			sync_some();
		if (!prandom_u32_max(3))
			yield();
	}
	atomic_dec(&world.left);
	return 0;
}

static void everybody_at_once_loses_nothing(struct kunit *test)
{
	struct task_struct *disk;
	unsigned long differ = 0;

	memset(&world, 0, sizeof(world));
	init_waitqueue_head(&world.work);
	init_waitqueue_head(&world.room);
	world.mapping.a_ops = &transit_ops;
	world.mapping.end = PAGES;
	atomic_set(&world.left, MEMBERS);
	disk = kthread_run(disk_thread, NULL, "test-disk");
	KUNIT_ASSERT_FALSE(test, IS_ERR(disk));
	for (unsigned long i = 0; i < MEMBERS; i++)
		if (IS_ERR(kthread_run(member, (void *)i, "test-member%lu", i)))
			atomic_dec(&world.left);
	while (atomic_read(&world.left))
		msleep(10);
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&world.mapping), 0);
	KUNIT_EXPECT_EQ(test, truncate_inode_pages_final(&world.mapping), 0);
	kthread_stop(disk);
	for (unsigned int i = 0; i < PAGES; i++)
		differ += world.stored[i] != world.expected[i];
	KUNIT_EXPECT_EQ(test, differ, 0);
	KUNIT_EXPECT_EQ(test, world.wrong, 0);
	KUNIT_EXPECT_GT(test, world.moved, 0);
	KUNIT_EXPECT_EQ(test, world.mapping.nrdirty, 0);
	KUNIT_EXPECT_TRUE(test, radix_tree_empty(&world.mapping.i_pages));
	kunit_info(test, "%lu transfers, %lu pages moved\n", world.served, world.moved);
}

static struct kunit_case stress_cases[] = {
	KUNIT_CASE(everybody_at_once_loses_nothing),
	{}
};

static struct kunit_suite stress_suite = { .name = "filemap_stress", .test_cases = stress_cases };
kunit_test_suite(stress_suite);
