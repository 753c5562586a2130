// SPDX-License-Identifier: MIT
/*
 * drivers/block/queue.c: requests wait, run and end; what fails goes to recovery.c.
 *
 * Problem.  Hardware takes one command at a time, or 32; users come whenever they like; interrupts
 *           end commands in any order; and every request must end, whatever the hardware does.
 * Idea.     A queue starts requests in the order they came, as many at once as the hardware takes,
 *           each with a tag of its own. One that fails, or says nothing for BLK_TIMEOUT_S, stops
 *           the queue; a worker resets the hardware and starts it again, and after BLK_MAX_TRIES or
 *           BLK_PATIENCE_S its error goes to who asked.
 *
 *     submit --> waiting --start--> running --end--> done
 *                   ^                  | error, timeout
 *                   +---- reset <--- failed --tries used up--> done, with the error
 *
 * Invariants. A request is on exactly one list until it is done. nr_running requests are on
 *           `running`, and as many bits are set in `tags`. Nothing starts while `stopped`. A flush,
 *           and a request that is tried again, runs alone.
 * Locks.    q->lock, irqs off; a leaf but for what end_io takes.
 * Paths.    blk_submit -> blk_start_waiting -> ops->start
 *           interrupt -> blk_end_request -> blk_finish, blk_start_waiting
 *           trouble -> blk_fail -> blk_recover (recovery.c)
 * Cost.     No timer is set per request: one watchdog a queue looks at deadlines about each second.
 * Left out. Merging and sorting: requests are large, and disks today sort for themselves.
 * Sources.  LDD3 ch. 16 "Block Drivers"; Linux Documentation/block/blk-mq.rst.
 */
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/fault.h>
#include <slate/param.h>

#include "block.h"

static unsigned int timeout_s = BLK_TIMEOUT_S;

static int __init set_disk_timeout(char *value)
{
	return kstrtouint(value, 0, &timeout_s);
}
SLATE_PARAM_CALL("disk.timeout", set_disk_timeout, "1 to 7",
		 "seconds until a command that a disk does not answer is aborted");

const char *const req_op_names[NR_REQ_OPS] = {
	[REQ_OP_READ] = "read",
	[REQ_OP_WRITE] = "write",
	[REQ_OP_FLUSH] = "flush",
};

/* Tell who asked. @rq is on no list. */
void blk_finish(struct request *rq, int error)
{
	rq->error = error;
	if (rq->end_io)
		rq->end_io(rq);
	else
		complete(&rq->done);
}

/* @rq runs no longer, whatever comes of it. */
void blk_leave_hardware(struct request_queue *q, struct request *rq)
{
	list_del_init(&rq->node);
	q->nr_running--;
	q->tags &= ~BIT(rq->tag);
	q->alone = false;
}

/* Take @rq off the hardware's hands: to be tried again after a reset, or never. */
void blk_fail(struct request_queue *q, struct request *rq, int error)
{
	blk_leave_hardware(q, rq);
	rq->error = error;
	list_add_tail(&rq->node, &q->failed);
	if (error != -ENOMEM)
		q->need_reset = true;
	q->stopped = true;
	blk_schedule_recovery(q);
}

static bool wants_no_company(const struct request *rq)
{
	return unlikely(rq->op == REQ_OP_FLUSH || rq->tries);
}

static bool may_start(const struct request_queue *q, const struct request *rq)
{
	if (q->nr_running >= q->depth || q->alone)
		return false;
	return !q->nr_running || !wants_no_company(rq);
}

/* Return: false where nothing more can start for now. */
static bool start_one(struct request_queue *q, struct request *rq)
{
	int err;

	list_move_tail(&rq->node, &q->running);
	q->alone = wants_no_company(rq);
	rq->tag = __ffs(~q->tags);
	q->tags |= BIT(rq->tag);
	if (!q->nr_running++ && !timer_pending(&q->watchdog))
		blk_arm_watchdog(q);
	rq->deadline = jiffies + q->timeout;
	rq->error = 0;
	rq->tries++;
	err = fault_point(FAULT_DISK) ? -EIO : q->ops->start(rq);
	if (likely(!err))
		return true;
	if (err == -ENOMEM && q->nr_running > 1) {
		blk_leave_hardware(q, rq);
		rq->tries--;
		list_add(&rq->node, &q->waiting);
		return false;
	}
	blk_fail(q, rq, err);
	return false;
}

void blk_start_waiting(struct request_queue *q)
{
	if (q->starting)
		return; /* called back from ops->start(): the loop below goes on */
	q->starting = true;
	while (!q->stopped && !list_empty(&q->waiting)) {
		struct request *rq = list_first_entry(&q->waiting, struct request, node);

		if (!may_start(q, rq) || !start_one(q, rq))
			break;
	}
	q->starting = false;
}

/* Errors that no reset and no second try will change. */
bool blk_error_is_final(int error)
{
	switch (error) {
	case -ENODEV:
	case -ENOMEDIUM:
	case -EROFS:
	case -EPERM:
	case -EINVAL:
	case -EOPNOTSUPP:
		return true;
	}
	return false;
}

/**
 * blk_end_request() - a driver's word that a request is over.
 * @rq: request that runs; the driver has unmapped its pieces.
 * @error: 0 or -errno. -EIO and -ETIMEDOUT lead to a reset and another try; -ENODEV, -ENOMEDIUM,
 *         -EROFS, -EPERM, -EINVAL and -EOPNOTSUPP go to who asked at once.
 *
 * Context: the queue's lock held, irqs off. May start the next request before it returns, so that
 * the driver must have forgotten @rq when it calls.
 */
void blk_end_request(struct request *rq, int error)
{
	struct request_queue *q = rq->disk->queue;

	lockdep_assert_held(&q->lock);
	if (unlikely(error) && !blk_error_is_final(error)) {
		blk_fail(q, rq, error);
		return;
	}
	blk_leave_hardware(q, rq);
	blk_account_end(rq, error);
	blk_finish(rq, error);
	blk_start_waiting(q);
}
EXPORT_SYMBOL(blk_end_request);

/**
 * blk_init_queue() - make a queue ready for disks.
 * @q: the driver's memory.
 * @ops: what the driver does.
 * @depth: requests that may run at once, at most BLK_MAX_DEPTH.
 *
 * Context: may sleep.
 */
void blk_init_queue(struct request_queue *q, const struct blk_ops *ops, unsigned int depth)
{
	WARN_ON(!depth || depth > BLK_MAX_DEPTH);
	memset(q, 0, sizeof(*q));
	spin_lock_init(&q->lock);
	q->ops = ops;
	q->timeout = clamp(timeout_s, 1u, (unsigned int)BLK_TIMEOUT_S) * HZ;
	q->depth = clamp(depth, 1u, (unsigned int)BLK_MAX_DEPTH);
	INIT_LIST_HEAD(&q->waiting);
	INIT_LIST_HEAD(&q->running);
	INIT_LIST_HEAD(&q->failed);
	timer_setup(&q->watchdog, blk_watch, 0);
	INIT_WORK(&q->recovery, blk_recover);
}
EXPORT_SYMBOL(blk_init_queue);

/**
 * blk_pause_queue() - the hardware for oneself: what runs ends, what comes waits.
 * @q: queue; nobody else pauses it.
 *
 * Context: may sleep, as long as requests may take. blk_resume_queue() must follow.
 * Return: the depth to resume with.
 */
unsigned int blk_pause_queue(struct request_queue *q)
{
	unsigned int depth;
	bool busy;

	spin_lock_irq(&q->lock);
	depth = q->depth;
	q->depth = 0; /* nothing starts */
	do {
		busy = q->nr_running || q->stopped;
		spin_unlock_irq(&q->lock);
		if (busy)
			msleep(1);
		spin_lock_irq(&q->lock);
	} while (busy);
	spin_unlock_irq(&q->lock);
	return depth;
}
EXPORT_SYMBOL(blk_pause_queue);

void blk_resume_queue(struct request_queue *q, unsigned int depth)
{
	spin_lock_irq(&q->lock);
	q->depth = depth;
	blk_start_waiting(q);
	spin_unlock_irq(&q->lock);
}
EXPORT_SYMBOL(blk_resume_queue);

/* Is it a request that the disk can take at all? Return: 0 or -errno. */
static int check_request(const struct request *rq)
{
	const struct gendisk *disk = rq->disk;
	u64 size = disk->part[0].nr_sectors;
	unsigned int block = disk->block_sectors - 1; /* blocks are a power of two */

	if (rq->op == REQ_OP_FLUSH)
		return rq->nr_sectors || rq->nents ? -EINVAL : 0;
	if (!rq->nr_sectors || rq->nr_sectors > disk->max_sectors ||
	    rq->nents > disk->max_segments || rq->sector >= size ||
	    rq->nr_sectors > size - rq->sector)
		return -EINVAL;
	if (((u32)rq->sector | rq->nr_sectors) & block)
		return -EINVAL;
	return rq->op == REQ_OP_READ ? 0 : write_gate_check(rq);
}

/**
 * blk_submit() - ask for a read, write or flush; the end is told by end_io, or through rq->done.
 * @rq: request, filled in; it and its pieces must stay until its end.
 *
 * Context: any but end_io. Impossible requests end at once: -EINVAL; a write that the gate refuses:
 * -EROFS, -EPERM; a disk that is gone: -ENODEV.
 */
void blk_submit(struct request *rq)
{
	struct gendisk *disk = rq->disk;
	struct request_queue *q = disk->queue;
	int err = check_request(rq);
	unsigned long flags;

	init_completion(&rq->done);
	rq->tries = 0;
	rq->error = 0;
	rq->patience = jiffies + BLK_PATIENCE_S * HZ;
	spin_lock_irqsave(&q->lock, flags);
	if (unlikely(err || disk->gone)) {
		if (err == -EROFS || err == -EPERM)
			disk->events.refused++;
		blk_finish(rq, err ?: -ENODEV);
	} else {
		blk_account_begin(rq);
		list_add_tail(&rq->node, &q->waiting);
		blk_start_waiting(q);
	}
	spin_unlock_irqrestore(&q->lock, flags);
}
EXPORT_SYMBOL(blk_submit);

/**
 * blk_execute() - submit and wait.
 *
 * Context: may sleep. @rq->end_io must be NULL.
 * Return: 0; what blk_submit() refuses with; -EIO; -ETIMEDOUT.
 */
int blk_execute(struct request *rq)
{
	blk_submit(rq);
	wait_for_completion_io(&rq->done);
	return rq->error;
}
EXPORT_SYMBOL(blk_execute);

/* One buffer, one request. */
static int transfer(struct block_device *bdev, enum req_op op, sector_t sector,
		    unsigned int nr_sectors, void *buf)
{
	struct request *rq;
	struct scatterlist sg;
	int err;

	if (sector >= bdev->nr_sectors || nr_sectors > bdev->nr_sectors - sector)
		return -EINVAL;
	rq = kzalloc(sizeof(*rq), GFP_NOIO);
	if (!rq)
		return -ENOMEM;
	sg_init_one(&sg, buf, nr_sectors << SECTOR_SHIFT);
	rq->disk = bdev->bd_disk;
	rq->part = bdev;
	rq->op = op;
	rq->sector = bdev->start + sector;
	rq->nr_sectors = nr_sectors;
	rq->sgl = &sg;
	rq->nents = 1;
	err = blk_execute(rq);
	kfree(rq);
	return err;
}

int blkdev_read_past(struct block_device *bdev, sector_t sector, unsigned int nr_sectors, void *buf)
{
	return transfer(bdev, REQ_OP_READ, sector, nr_sectors, buf);
}

/**
 * blkdev_read() - read sectors into one buffer of the direct map, past the page cache: what it holds that
 * is newer is written first.
 * @bdev: disk or partition.
 * @sector: first, counted from its start.
 * @nr_sectors: how many; at most the disk's max_sectors.
 * @buf: kmalloc()ed or pages.
 *
 * Context: may sleep.
 * Return: 0; -EINVAL beyond the end; -EIO; -ETIMEDOUT; -ENODEV; -ENOMEM.
 */
int blkdev_read(struct block_device *bdev, sector_t sector, unsigned int nr_sectors, void *buf)
{
	return bdev_direct_begin(bdev, sector, nr_sectors, REQ_OP_READ) ?:
	       transfer(bdev, REQ_OP_READ, sector, nr_sectors, buf);
}
EXPORT_SYMBOL(blkdev_read);

/*
 * The other way; the cache forgets these sectors. Return: as blkdev_read(); -EROFS: the gate is shut; -EPERM:
 * outside its window.
 */
int blkdev_write(struct block_device *bdev, sector_t sector, unsigned int nr_sectors,
		 const void *buf)
{
	int err = bdev_direct_begin(bdev, sector, nr_sectors, REQ_OP_WRITE) ?:
		  transfer(bdev, REQ_OP_WRITE, sector, nr_sectors, (void *)buf);

	bdev_direct_end(bdev, sector, nr_sectors);
	return err;
}
EXPORT_SYMBOL(blkdev_write);

/*
 * What was written and has ended is on the medium after this. Context: may sleep. Return: 0 or
 * -errno.
 */
int blkdev_issue_flush(struct block_device *bdev)
{
	struct request *rq = kzalloc(sizeof(*rq), GFP_NOIO);
	int err;

	if (!rq)
		return -ENOMEM;
	rq->disk = bdev->bd_disk;
	rq->part = bdev;
	rq->op = REQ_OP_FLUSH;
	err = blk_execute(rq);
	kfree(rq);
	return err;
}
EXPORT_SYMBOL(blkdev_issue_flush);
