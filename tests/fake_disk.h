/* SPDX-License-Identifier: MIT */
/*
 * tests/fake_disk.h: a disk made of memory, with the misbehaviour that real ones show too rarely.
 *
 * What a request should meet is `plan`: one letter a start, the last one for ever:
 *
 *     .  done at once, in start()       t  done by a timer, as by an interrupt
 *     h  held until the test ends it    e  ends with -EIO
 *     r  ends with -EROFS (final)       l  done, but the interrupt is lost
 *     m  start() says -ENOMEM           x  start() says -EIO
 */
#ifndef _TESTS_FAKE_DISK_H
#define _TESTS_FAKE_DISK_H

#include <drivers/block/block.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#define FAKE_SECTORS 1200
#define FAKE_STARTS  64

struct fake_disk {
	struct gendisk disk;
	struct request_queue queue;
	u8 *memory;
	const char *plan;
	u32 bad_sector;		      /* a request that touches it fails; ~0 = none */
	struct request *held[BLK_MAX_DEPTH];
	struct request *lost;	      /* finished, and nobody was told */
	struct request *on_timer[BLK_MAX_DEPTH];
	struct timer_list timer;
	unsigned int starts, resets, quiesces, aborts;
	sector_t started[FAKE_STARTS]; /* sectors in the order of starts */
	int reset_result;
};

static inline void fake_move(struct fake_disk *f, struct request *rq)
{
	u8 *at = f->memory + (size_t)rq->sector * SECTOR_SIZE;
	size_t bytes = rq->nr_sectors * SECTOR_SIZE;

	if (rq->op == REQ_OP_READ)
		sg_copy_from_buffer(rq->sgl, rq->nents, at, bytes);
	else if (rq->op == REQ_OP_WRITE)
		sg_copy_to_buffer(rq->sgl, rq->nents, at, bytes);
}

static inline void fake_end(struct fake_disk *f, struct request *rq, int error)
{
	if (!error)
		fake_move(f, rq);
	f->held[rq->tag] = NULL;
	blk_end_request(rq, error);
}

static inline void fake_timer(struct timer_list *timer)
{
	struct fake_disk *f = from_timer(f, timer, timer);
	unsigned long flags;
	int i;

	spin_lock_irqsave(&f->queue.lock, flags);
	for (i = 0; i < BLK_MAX_DEPTH; i++) {
		struct request *rq = f->on_timer[i];

		f->on_timer[i] = NULL;
		if (rq)
			fake_end(f, rq, 0);
	}
	spin_unlock_irqrestore(&f->queue.lock, flags);
}

static inline int fake_start(struct request *rq)
{
	struct fake_disk *f = rq->disk->private_data;
	char step = f->plan[0];

	if (f->plan[1])
		f->plan++;
	if (f->starts < FAKE_STARTS)
		f->started[f->starts] = rq->sector;
	f->starts++;
	if (f->bad_sector - (u32)rq->sector < rq->nr_sectors) {
		fake_end(f, rq, -EIO);
		return 0;
	}
	switch (step) {
	case 'h':
		f->held[rq->tag] = rq;
		return 0;
	case 't':
		f->on_timer[rq->tag] = rq;
		mod_timer(&f->timer, jiffies + 1);
		return 0;
	case 'l':
		f->lost = rq;
		return 0;
	case 'm':
		return -ENOMEM;
	case 'x':
		return -EIO;
	}
	fake_end(f, rq, step == 'e' ? -EIO : step == 'r' ? -EROFS : 0);
	return 0;
}

static inline bool fake_timed_out(struct request *rq)
{
	struct fake_disk *f = rq->disk->private_data;

	if (f->lost != rq)
		return false;
	f->lost = NULL;
	fake_end(f, rq, 0);
	return true;
}

static inline void fake_quiesce(struct gendisk *disk)
{
	((struct fake_disk *)disk->private_data)->quiesces++;
	msleep(1);
}

static inline void fake_abort(struct request *rq)
{
	struct fake_disk *f = rq->disk->private_data;

	f->aborts++;
	f->held[rq->tag] = NULL;
	f->on_timer[rq->tag] = NULL;
}

static inline int fake_reset(struct gendisk *disk)
{
	struct fake_disk *f = disk->private_data;

	f->resets++;
	msleep(1);
	return f->reset_result;
}

static const struct blk_ops fake_ops = {
	.start = fake_start,
	.timed_out = fake_timed_out,
	.quiesce = fake_quiesce,
	.abort = fake_abort,
	.reset = fake_reset,
};

/* End what is held, by the sector where it begins. */
static inline bool fake_release(struct fake_disk *f, sector_t sector, int error)
{
	unsigned long flags;
	bool found = false;
	int i;

	spin_lock_irqsave(&f->queue.lock, flags);
	for (i = 0; i < BLK_MAX_DEPTH && !found; i++) {
		if (!f->held[i] || f->held[i]->sector != sector)
			continue;
		found = true;
		fake_end(f, f->held[i], error);
	}
	spin_unlock_irqrestore(&f->queue.lock, flags);
	return found;
}

static inline void fake_short_timeout(struct fake_disk *f)
{
	del_timer_sync(&f->queue.watchdog);
	f->queue.timeout = 10;
}

/* All but the name in the list of disks. */
static inline struct fake_disk *fake_disk_new(struct kunit *test, unsigned int depth)
{
	struct fake_disk *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	f->memory = vzalloc(FAKE_SECTORS * SECTOR_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, f->memory);
	f->plan = ".";
	f->bad_sector = ~0u;
	timer_setup(&f->timer, fake_timer, 0);
	blk_init_queue(&f->queue, &fake_ops, depth);
	f->disk.queue = &f->queue;
	f->disk.private_data = f;
	f->disk.max_sectors = 256;
	f->disk.max_segments = 64;
	strscpy(f->disk.model, "fake disk", sizeof(f->disk.model));
	strscpy(f->disk.serial, "FAKE-TEST01", sizeof(f->disk.serial));
	strscpy(f->disk.mode, "memory", sizeof(f->disk.mode));
	return f;
}

static inline void fake_disk_add(struct kunit *test, struct fake_disk *f)
{
	KUNIT_ASSERT_EQ(test, add_disk(&f->disk, FAKE_SECTORS), 0);
}

static inline void fake_disk_free(struct fake_disk *f)
{
	del_gendisk(&f->disk);
	del_timer_sync(&f->timer);
	blk_exit_queue(&f->queue);
	vfree(f->memory);
}

#endif
