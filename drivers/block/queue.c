// SPDX-License-Identifier: MIT
/*
 * drivers/block/queue.c: requests wait, run, fail, are tried again, and end - each of them, in time.
 *
 * Idea.     A queue starts requests in the order they came, as many at once as the hardware takes. One
 *           that fails or says nothing for BLK_TIMEOUT_S stops the queue; a worker resets the hardware
 *           and starts it again, and after BLK_MAX_TRIES its error goes to who asked.
 *
 *     waiting --start--> running --end--> done
 *        ^                  | error, timeout
 *        +---- reset <--- failed
 *
 * Invariants. A request is on exactly one list until it is done. Nothing starts while `stopped`.
 * Locks.    q->lock, irqs off. end_io runs under it.
 * Paths.    blk_submit -> start_waiting -> ops->start; interrupt -> blk_end_request -> start_waiting
 * Cost.     No timer is set per request: one watchdog a queue looks at deadlines each second.
 * Left out. Merging and sorting: requests are large, and disks today sort for themselves.
 * Sources.  LDD3 ch. 16 "Block Drivers".
 */
#include <linux/blkdev.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <slate/fault.h>

static void finish(struct request_queue *q, struct request *rq, int error)
{
	struct disk_stats *stats = &rq->disk->stats;

	rq->error = error;
	if (error) {
		stats->errors++;
	} else {
		stats->requests++;
		stats->sectors += rq->nr_sectors;
	}
	if (rq->end_io)
		rq->end_io(rq);
	else
		complete(&rq->done);
}

/* Take @rq off the hardware's hands: to be tried again after a reset, or never. */
static void fail(struct request_queue *q, struct request *rq, int error)
{
	rq->error = error;
	list_move_tail(&rq->node, &q->failed);
	q->nr_running--;
	q->stopped = true;
	schedule_work(&q->recovery);
}

static void start_waiting(struct request_queue *q)
{
	while (!q->stopped && q->nr_running < q->depth && !list_empty(&q->waiting)) {
		struct request *rq = list_first_entry(&q->waiting, struct request, node);
		int err;

		list_move_tail(&rq->node, &q->running);
		if (!q->nr_running++)
			mod_timer(&q->watchdog, jiffies + HZ);
		rq->deadline = jiffies + BLK_TIMEOUT_S * HZ;
		rq->tries++;
		err = fault_point(FAULT_DISK) ? -EIO : q->ops->start(rq);
		if (err)
			fail(q, rq, err);
	}
}

/**
 * blk_end_request() - a driver's word that a request is over.
 * @rq: request that runs; the driver has unmapped its pieces.
 * @error: 0 or -errno. An error leads to a reset and another try.
 *
 * Context: the queue's lock held, irqs off.
 */
void blk_end_request(struct request *rq, int error)
{
	struct request_queue *q = rq->disk->queue;

	lockdep_assert_held(&q->lock);
	if (unlikely(error)) {
		fail(q, rq, error);
		return;
	}
	list_del_init(&rq->node);
	q->nr_running--;
	finish(q, rq, 0);
	start_waiting(q);
}
EXPORT_SYMBOL(blk_end_request);

static void watch(struct timer_list *timer)
{
	struct request_queue *q = from_timer(q, timer, watchdog);
	struct request *rq, *next;
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	list_for_each_entry_safe(rq, next, &q->running, node) {
		if (time_before(jiffies, rq->deadline))
			continue;
		rq->disk->stats.timeouts++;
		q->ops->abort(rq);
		fail(q, rq, -ETIMEDOUT);
	}
	if (q->nr_running)
		mod_timer(&q->watchdog, jiffies + HZ);
	spin_unlock_irqrestore(&q->lock, flags);
}

/* Whatever still runs when the hardware is to be reset fails with it. */
static struct gendisk *stop_running(struct request_queue *q)
{
	struct request *rq, *next;
	struct gendisk *disk = NULL;
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	list_for_each_entry_safe(rq, next, &q->running, node) {
		q->ops->abort(rq);
		fail(q, rq, -EIO);
	}
	if (!list_empty(&q->failed))
		disk = list_first_entry(&q->failed, struct request, node)->disk;
	spin_unlock_irqrestore(&q->lock, flags);
	return disk;
}

static void recover(struct work_struct *work)
{
	struct request_queue *q = container_of(work, struct request_queue, recovery);
	struct gendisk *disk = stop_running(q);
	struct request *rq, *next;
	unsigned long flags;

	if (disk)
		q->ops->reset(disk);
	spin_lock_irqsave(&q->lock, flags);
	list_for_each_entry_safe_reverse(rq, next, &q->failed, node) {
		if (rq->tries < BLK_MAX_TRIES) {
			rq->disk->stats.retries++;
			list_move(&rq->node, &q->waiting);
			continue;
		}
		list_del_init(&rq->node);
		pr_err("%s: read of %u sectors at %llu failed: %pe\n", rq->disk->disk_name, rq->nr_sectors,
		       (u64)rq->sector, ERR_PTR(rq->error));
		finish(q, rq, rq->error);
	}
	q->stopped = false;
	start_waiting(q);
	spin_unlock_irqrestore(&q->lock, flags);
}

void blk_init_queue(struct request_queue *q, const struct blk_ops *ops, unsigned int depth)
{
	spin_lock_init(&q->lock);
	q->ops = ops;
	q->depth = depth;
	INIT_LIST_HEAD(&q->waiting);
	INIT_LIST_HEAD(&q->running);
	INIT_LIST_HEAD(&q->failed);
	timer_setup(&q->watchdog, watch, 0);
	INIT_WORK(&q->recovery, recover);
}
EXPORT_SYMBOL(blk_init_queue);

/**
 * blk_submit() - ask for a read; the end is told by end_io, or to wait_for_completion(&rq->done).
 * @rq: request, filled in; must stay until its end.
 *
 * Context: any. Impossible requests end at once with -EINVAL.
 */
void blk_submit(struct request *rq)
{
	struct gendisk *disk = rq->disk;
	struct request_queue *q = disk->queue;
	u64 size = disk->part[0].nr_sectors;
	unsigned long flags;

	init_completion(&rq->done);
	rq->tries = 0;
	rq->error = 0;
	spin_lock_irqsave(&q->lock, flags);
	if (!rq->nr_sectors || rq->nr_sectors > disk->max_sectors || rq->nents > disk->max_segments ||
	    rq->sector >= size || rq->nr_sectors > size - rq->sector) {
		finish(q, rq, -EINVAL);
	} else {
		list_add_tail(&rq->node, &q->waiting);
		start_waiting(q);
	}
	spin_unlock_irqrestore(&q->lock, flags);
}
EXPORT_SYMBOL(blk_submit);

/* Submit and wait. Context: may sleep. Return: 0; -EINVAL beyond the end; -EIO, -ETIMEDOUT. */
int blk_execute(struct request *rq)
{
	blk_submit(rq);
	wait_for_completion(&rq->done);
	return rq->error;
}
EXPORT_SYMBOL(blk_execute);
