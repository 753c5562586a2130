// SPDX-License-Identifier: MIT
/*
 * tests/test_block.c: the block layer's queues, tries, timeouts and counts, on a disk made of
 * memory.
 */
#include <linux/blkdev.h>
#include <linux/errno.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <slate/fault.h>

#include "fake_disk.h"

#define NR_REQUESTS 8

static struct fake_disk *fake;
static struct request *rqs;
static struct scatterlist sgs[NR_REQUESTS];
static u8 *buf;
static unsigned int nr_ended, ended[NR_REQUESTS];

static int block_init(struct kunit *test)
{
	fake = fake_disk_new(test, 4);
	fake_disk_add(test, fake);
	fake->starts = 0;
	memset(&fake->disk.events, 0, sizeof(fake->disk.events));
	memset(&fake->disk.part[0].stats, 0, sizeof(fake->disk.part[0].stats));
	rqs = kunit_kzalloc(test, NR_REQUESTS * sizeof(*rqs), GFP_KERNEL);
	buf = kunit_kzalloc(test, NR_REQUESTS * SECTOR_SIZE, GFP_KERNEL);
	nr_ended = 0;
	return 0;
}

static void block_exit(struct kunit *test)
{
	fake_disk_free(fake);
}

static void note_end(struct request *rq)
{
	ended[nr_ended++] = (unsigned int)(rq - rqs);
	complete(&rq->done);
}

/* Request @i reads or writes sector 100 + @i. */
static struct request *prepare(int i, enum req_op op)
{
	struct request *rq = &rqs[i];

	sg_init_one(&sgs[i], buf + i * SECTOR_SIZE, SECTOR_SIZE);
	rq->disk = &fake->disk;
	rq->op = op;
	rq->sector = 100 + (sector_t)i;
	rq->nr_sectors = op == REQ_OP_FLUSH ? 0 : 1;
	rq->sgl = op == REQ_OP_FLUSH ? NULL : &sgs[i];
	rq->nents = op == REQ_OP_FLUSH ? 0 : 1;
	rq->end_io = note_end;
	return rq;
}

static void submit_reads(int n)
{
	int i;

	for (i = 0; i < n; i++)
		blk_submit(prepare(i, REQ_OP_READ));
}

static int wait_for(int i)
{
	wait_for_completion(&rqs[i].done);
	return rqs[i].error;
}

static void requests_start_in_order_and_end_in_any(struct kunit *test)
{
	int i;

	fake->plan = "h";
	submit_reads(4);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, (u64)fake->started[i], (u64)100 + i);
	for (i = 3; i >= 0; i--)
		KUNIT_EXPECT_TRUE(test, fake_release(fake, 100 + (sector_t)i, 0));
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, ended[i], 3u - i);
}

static void no_more_than_the_depth_run_at_once_each_with_its_tag(struct kunit *test)
{
	u32 tags = 0;
	int i;

	fake->plan = "h";
	submit_reads(7);
	KUNIT_EXPECT_EQ(test, fake->starts, 4u);
	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_LT(test, rqs[i].tag, 4u);
		tags |= 1u << rqs[i].tag;
	}
	KUNIT_EXPECT_EQ(test, tags, 0xfu);
	KUNIT_EXPECT_TRUE(test, fake_release(fake, 102, 0));
	KUNIT_EXPECT_EQ(test, fake->starts, 5u);
	KUNIT_EXPECT_EQ(test, rqs[4].tag, rqs[2].tag);
	fake->plan = ".";
	for (i = 0; i < 7; i++)
		fake_release(fake, 100 + (sector_t)i, 0);
	KUNIT_EXPECT_EQ(test, nr_ended, 7u);
	KUNIT_EXPECT_EQ(test, fake->queue.tags, 0u);
}

static void a_flush_runs_alone(struct kunit *test)
{
	fake->plan = "h";
	blk_submit(prepare(0, REQ_OP_READ));
	blk_submit(prepare(1, REQ_OP_FLUSH));
	blk_submit(prepare(2, REQ_OP_READ));
	KUNIT_EXPECT_EQ(test, fake->starts, 1u);
	fake_release(fake, 100, 0);
	KUNIT_EXPECT_EQ(test, fake->starts, 2u);
	KUNIT_EXPECT_EQ(test, (u64)fake->started[1], (u64)101);
	fake_release(fake, 101, 0);
	KUNIT_EXPECT_EQ(test, fake->starts, 3u);
	fake_release(fake, 102, 0);
	KUNIT_EXPECT_EQ(test, nr_ended, 3u);
}

static void a_driver_may_end_a_long_line_inside_start(struct kunit *test)
{
	int i;

	fake->plan = "hhhh.";
	submit_reads(NR_REQUESTS);
	for (i = 0; i < 4; i++)
		fake_release(fake, 100 + (sector_t)i, 0);
	KUNIT_EXPECT_EQ(test, nr_ended, (unsigned int)NR_REQUESTS);
}

static void data_arrives_by_interrupt(struct kunit *test)
{
	memset(fake->memory + 100 * SECTOR_SIZE, 0x5a, SECTOR_SIZE);
	fake->plan = "t";
	blk_submit(prepare(0, REQ_OP_READ));
	KUNIT_EXPECT_EQ(test, wait_for(0), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(buf, 0x5a, SECTOR_SIZE));
}

static void an_error_is_tried_again_after_a_reset(struct kunit *test)
{
	fake->plan = "e.";
	blk_submit(prepare(0, REQ_OP_READ));
	KUNIT_EXPECT_EQ(test, wait_for(0), 0);
	KUNIT_EXPECT_EQ(test, fake->starts, 2u);
	KUNIT_EXPECT_EQ(test, fake->resets, 1u);
	KUNIT_EXPECT_EQ(test, fake->disk.events.retries, (u64)1);
	KUNIT_EXPECT_EQ(test, fake->disk.events.errors, (u64)0);
}

static void an_error_that_stays_reaches_who_asked(struct kunit *test)
{
	fake->plan = "e";
	blk_submit(prepare(0, REQ_OP_READ));
	KUNIT_EXPECT_EQ(test, wait_for(0), -EIO);
	KUNIT_EXPECT_EQ(test, fake->starts, (unsigned int)BLK_MAX_TRIES);
	KUNIT_EXPECT_EQ(test, fake->disk.events.errors, (u64)1);
	fake->plan = ".";
	blk_submit(prepare(1, REQ_OP_READ));
	KUNIT_EXPECT_EQ(test, wait_for(1), 0);
}

static void a_start_that_fails_is_an_error_like_any(struct kunit *test)
{
	fake->plan = "xx.";
	blk_submit(prepare(0, REQ_OP_READ));
	KUNIT_EXPECT_EQ(test, wait_for(0), 0);
	KUNIT_EXPECT_EQ(test, fake->starts, 3u);
}

static void an_injected_fault_costs_one_try(struct kunit *test)
{
	unsigned long before = fault_count(FAULT_DISK);

	fault_inject(1, 1u << FAULT_DISK);
	blk_submit(prepare(0, REQ_OP_READ));
	KUNIT_EXPECT_TRUE(test, fault_injected());
	fault_inject(0, 0);
	KUNIT_EXPECT_EQ(test, wait_for(0), 0);
	KUNIT_EXPECT_EQ(test, fault_count(FAULT_DISK), before + 1);
	KUNIT_EXPECT_EQ(test, fake->starts, 1u);
	KUNIT_EXPECT_EQ(test, rqs[0].tries, 2u);
}

static void a_failure_reported_while_it_runs_gives_its_memory_back_later(struct kunit *test)
{
	fake->plan = "hh.";
	submit_reads(2);
	spin_lock_irq(&fake->queue.lock);
	blk_report_error(&rqs[0], -EIO);
	KUNIT_EXPECT_EQ(test, fake->aborts, 0u);
	spin_unlock_irq(&fake->queue.lock);
	KUNIT_EXPECT_EQ(test, wait_for(0), 0);
	KUNIT_EXPECT_EQ(test, wait_for(1), 0);
	KUNIT_EXPECT_EQ(test, fake->aborts, 2u);
	KUNIT_EXPECT_EQ(test, rqs[0].tries, 2u);
	KUNIT_EXPECT_EQ(test, rqs[1].tries, 1u);
	KUNIT_EXPECT_EQ(test, fake->disk.events.retries, (u64)1);
}

static void a_final_error_is_not_tried_again(struct kunit *test)
{
	fake->plan = "r";
	blk_submit(prepare(0, REQ_OP_READ));
	KUNIT_EXPECT_EQ(test, wait_for(0), -EROFS);
	KUNIT_EXPECT_EQ(test, fake->starts, 1u);
	KUNIT_EXPECT_EQ(test, fake->resets, 0u);
}

static void one_bad_sector_fails_nobody_else(struct kunit *test)
{
	int i;

	fake->bad_sector = 102;
	fake->plan = "t";
	submit_reads(NR_REQUESTS);
	for (i = 0; i < NR_REQUESTS; i++)
		KUNIT_EXPECT_EQ(test, wait_for(i), i == 2 ? -EIO : 0);
}

static void a_bystander_of_an_error_loses_no_try(struct kunit *test)
{
	fake->plan = "hhe.";
	submit_reads(3);
	KUNIT_EXPECT_EQ(test, wait_for(0), 0);
	KUNIT_EXPECT_EQ(test, wait_for(1), 0);
	KUNIT_EXPECT_EQ(test, wait_for(2), 0);
	KUNIT_EXPECT_EQ(test, fake->aborts, 2u);
	KUNIT_EXPECT_EQ(test, rqs[0].tries, 1u);
	KUNIT_EXPECT_EQ(test, rqs[2].tries, 2u);
	KUNIT_EXPECT_EQ(test, fake->disk.events.retries, (u64)1);
}

static void what_hangs_ends_in_time_and_the_next_works(struct kunit *test)
{
	unsigned long began = jiffies;

	fake_short_timeout(fake);
	fake->plan = "hhh.";
	blk_submit(prepare(0, REQ_OP_READ));
	KUNIT_EXPECT_EQ(test, wait_for(0), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, fake->disk.events.timeouts, (u64)BLK_MAX_TRIES);
	KUNIT_EXPECT_GE(test, jiffies - began, 10ul * BLK_MAX_TRIES);
	KUNIT_EXPECT_EQ(test, fake->aborts, (unsigned int)BLK_MAX_TRIES);
	KUNIT_EXPECT_EQ(test, fake->quiesces, fake->resets);
	blk_submit(prepare(1, REQ_OP_READ));
	KUNIT_EXPECT_EQ(test, wait_for(1), 0);
}

static void what_waits_behind_a_hang_runs_afterwards(struct kunit *test)
{
	fake_short_timeout(fake);
	fake->queue.depth = 1;
	fake->plan = "h.";
	submit_reads(3);
	KUNIT_EXPECT_EQ(test, wait_for(0), 0);
	KUNIT_EXPECT_EQ(test, wait_for(1), 0);
	KUNIT_EXPECT_EQ(test, wait_for(2), 0);
	KUNIT_EXPECT_EQ(test, fake->resets, 1u);
}

static void a_lost_interrupt_is_found_by_looking(struct kunit *test)
{
	fake_short_timeout(fake);
	fake->plan = "l";
	blk_submit(prepare(0, REQ_OP_READ));
	KUNIT_EXPECT_EQ(test, wait_for(0), 0);
	KUNIT_EXPECT_EQ(test, fake->disk.events.lost_interrupts, (u64)1);
	KUNIT_EXPECT_EQ(test, fake->resets, 0u);
	KUNIT_EXPECT_EQ(test, rqs[0].tries, 1u);
}

static void no_memory_waits_for_another_to_end(struct kunit *test)
{
	fake->plan = "hm.";
	submit_reads(2);
	KUNIT_EXPECT_EQ(test, fake->starts, 2u);
	KUNIT_EXPECT_EQ(test, nr_ended, 0u);
	fake_release(fake, 100, 0);
	KUNIT_EXPECT_EQ(test, wait_for(1), 0);
	KUNIT_EXPECT_EQ(test, fake->resets, 0u);
	KUNIT_EXPECT_EQ(test, rqs[1].tries, 1u);
}

static void no_memory_with_nobody_to_wait_for_is_tried_again_without_a_reset(struct kunit *test)
{
	fake->plan = "mm.";
	submit_reads(1);
	KUNIT_EXPECT_EQ(test, wait_for(0), 0);
	KUNIT_EXPECT_EQ(test, fake->starts, 3u);
	KUNIT_EXPECT_EQ(test, fake->resets, 0u);
}

static void a_disk_that_is_gone_fails_everything_soon(struct kunit *test)
{
	int i;

	fake->plan = "h";
	submit_reads(6);
	spin_lock_irq(&fake->queue.lock);
	blk_mark_gone(&fake->disk);
	spin_unlock_irq(&fake->queue.lock);
	for (i = 0; i < 6; i++)
		KUNIT_EXPECT_EQ(test, wait_for(i), -ENODEV);
	blk_submit(prepare(6, REQ_OP_READ));
	KUNIT_EXPECT_EQ(test, wait_for(6), -ENODEV);
	KUNIT_EXPECT_EQ(test, fake->resets, 0u);
}

static void a_reset_that_finds_nobody_makes_the_disk_gone(struct kunit *test)
{
	fake->plan = "e";
	fake->reset_result = -ENODEV;
	submit_reads(2);
	KUNIT_EXPECT_EQ(test, wait_for(0), -ENODEV);
	KUNIT_EXPECT_EQ(test, wait_for(1), -ENODEV);
}

static void impossible_requests_end_at_once(struct kunit *test)
{
	struct request *rq = prepare(0, REQ_OP_READ);

	rq->end_io = NULL;
	rq->sector = FAKE_SECTORS;
	KUNIT_EXPECT_EQ(test, blk_execute(rq), -EINVAL);
	rq->sector = FAKE_SECTORS - 1;
	KUNIT_EXPECT_EQ(test, blk_execute(rq), 0);
	rq->nr_sectors = 2;
	KUNIT_EXPECT_EQ(test, blk_execute(rq), -EINVAL);
	rq->sector = 0;
	rq->nr_sectors = fake->disk.max_sectors + 1;
	KUNIT_EXPECT_EQ(test, blk_execute(rq), -EINVAL);
	rq->nr_sectors = 0;
	KUNIT_EXPECT_EQ(test, blk_execute(rq), -EINVAL);
	rq->op = REQ_OP_FLUSH;
	KUNIT_EXPECT_EQ(test, blk_execute(rq), -EINVAL);
	fake->disk.block_sectors = 4;
	rq = prepare(1, REQ_OP_READ);
	rq->end_io = NULL;
	KUNIT_EXPECT_EQ(test, blk_execute(rq), -EINVAL);
	KUNIT_EXPECT_EQ(test, fake->starts, 1u);
}

static void the_counts_add_up(struct kunit *test)
{
	const struct disk_stats *s = &fake->disk.part[0].stats;

	fake->plan = "h";
	submit_reads(3);
	KUNIT_EXPECT_EQ(test, s->in_flight, 3u);
	fake_release(fake, 100, 0);
	fake_release(fake, 101, 0);
	fake_release(fake, 102, -EROFS);
	KUNIT_EXPECT_EQ(test, s->ios[REQ_OP_READ], (u64)2);
	KUNIT_EXPECT_EQ(test, s->sectors[REQ_OP_READ], (u64)2);
	KUNIT_EXPECT_EQ(test, s->in_flight, 0u);
	KUNIT_EXPECT_EQ(test, fake->disk.events.errors, (u64)1);
	fake->plan = ".";
	KUNIT_EXPECT_EQ(test, blkdev_issue_flush(&fake->disk.part[0]), 0);
	KUNIT_EXPECT_EQ(test, s->ios[REQ_OP_FLUSH], (u64)1);
}

static void diskstats_has_the_columns_of_linux(struct kunit *test)
{
	struct file *file = proc_open("diskstats", 0);
	char *text = kunit_kzalloc(test, 2048, GFP_KERNEL), *line, *at;
	int columns = 0;
	loff_t pos = 0;
	ssize_t n;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	submit_reads(3);
	n = kernel_read(file, text, 2047, &pos);
	proc_close(file);
	KUNIT_ASSERT_GT(test, n, 0);
	line = strstr(text, fake->disk.disk_name);
	KUNIT_ASSERT_NOT_NULL(test, line);
	at = strchr(line, '\n');
	KUNIT_ASSERT_NOT_NULL(test, at);
	*at = '\0';
	while ((at = strsep(&line, " ")))
		columns += !!*at;
	KUNIT_EXPECT_EQ(test, columns, 18); /* and the two numbers in front of the name */
}

static struct kunit_case block_cases[] = {
	KUNIT_CASE(requests_start_in_order_and_end_in_any),
	KUNIT_CASE(no_more_than_the_depth_run_at_once_each_with_its_tag),
	KUNIT_CASE(a_flush_runs_alone),
	KUNIT_CASE(a_driver_may_end_a_long_line_inside_start),
	KUNIT_CASE(data_arrives_by_interrupt),
	KUNIT_CASE(an_error_is_tried_again_after_a_reset),
	KUNIT_CASE(an_error_that_stays_reaches_who_asked),
	KUNIT_CASE(a_start_that_fails_is_an_error_like_any),
	KUNIT_CASE(an_injected_fault_costs_one_try),
	KUNIT_CASE(a_failure_reported_while_it_runs_gives_its_memory_back_later),
	KUNIT_CASE(a_final_error_is_not_tried_again),
	KUNIT_CASE(one_bad_sector_fails_nobody_else),
	KUNIT_CASE(a_bystander_of_an_error_loses_no_try),
	KUNIT_CASE(what_hangs_ends_in_time_and_the_next_works),
	KUNIT_CASE(what_waits_behind_a_hang_runs_afterwards),
	KUNIT_CASE(a_lost_interrupt_is_found_by_looking),
	KUNIT_CASE(no_memory_waits_for_another_to_end),
	KUNIT_CASE(no_memory_with_nobody_to_wait_for_is_tried_again_without_a_reset),
	KUNIT_CASE(a_disk_that_is_gone_fails_everything_soon),
	KUNIT_CASE(a_reset_that_finds_nobody_makes_the_disk_gone),
	KUNIT_CASE(impossible_requests_end_at_once),
	KUNIT_CASE(the_counts_add_up),
	KUNIT_CASE(diskstats_has_the_columns_of_linux),
	{}
};

static struct kunit_suite block_suite = {
	.name = "block", .init = block_init, .exit = block_exit, .test_cases = block_cases,
};
kunit_test_suite(block_suite);
