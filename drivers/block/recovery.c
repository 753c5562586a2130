// SPDX-License-Identifier: MIT
/*
 * drivers/block/recovery.c: what becomes of requests that fail or say nothing.
 *
 * Problem.  An error leaves hardware in a state that only a reset clears, a reset takes every
 *           command that runs with it, and some of those were innocent.
 * Idea.     Stop the queue; let the hardware come to rest; take all that runs off its hands; reset
 *           it; then judge. Who failed or was overdue has used up one try; who merely ran beside it
 *           has not. Those with tries left go back to the head of the line, where those who failed
 *           run one by one: the next failure names its culprit.
 *
 *     watchdog, driver --> blk_fail: q->stopped
 *     worker:  quiesce -> abort what runs -> reset -> requeue or finish -> go
 *
 * Rule.     A request ends within 31 s of its start, whatever happens: BLK_MAX_TRIES tries of
 *           BLK_TIMEOUT_S at most, none begun later than BLK_PATIENCE_S after its submission unless
 *           the line was healthy, and a reset in between that a driver bounds to 2 s.
 * Locks.    q->lock, dropped around what may sleep. The worker is the only one that empties
 *           `failed`.
 * Paths.    blk_watch | blk_fail -> blk_recover -> take_back_running, judge
 * Sources.  Linux Documentation/scsi/scsi_eh.rst, for the shape.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/delay.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>

#include "block.h"

/* Own workers: memory pressure may wait for a reset, so a reset must not wait for memory. */
static struct workqueue_struct *kblockd;

static int __init recovery_init(void)
{
	kblockd = alloc_workqueue("kblockd", WQ_MEM_RECLAIM | WQ_HIGHPRI, 0);
	return kblockd ? 0 : -ENOMEM;
}
subsys_initcall(recovery_init);

void blk_schedule_recovery(struct request_queue *q)
{
	queue_work(kblockd, &q->recovery);
}

void blk_arm_watchdog(struct request_queue *q)
{
	mod_timer(&q->watchdog, jiffies + DIV_ROUND_UP(q->timeout, BLK_TIMEOUT_S));
}

/* Is anything overdue? Softirq. */
void blk_watch(struct timer_list *timer)
{
	struct request_queue *q = from_timer(q, timer, watchdog);
	struct request *rq, *next;
	struct gendisk *disk;
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	list_for_each_entry_safe (rq, next, &q->running, node) {
		if (q->stopped || time_before(jiffies, rq->deadline))
			break; /* the list is in the order of deadlines */
		disk = rq->disk;
		if (q->ops->timed_out && q->ops->timed_out(rq)) {
			disk->events.lost_interrupts++;
			break; /* the list has changed: the next look goes on */
		}
		disk->events.timeouts++;
		pr_warn("%s: %s at %llu: no answer for %u s: reset\n", disk->disk_name,
			req_op_names[rq->op], (u64)rq->sector, (u32)(q->timeout / HZ));
		q->stopped = true;
		q->need_reset = true;
		blk_schedule_recovery(q);
	}
	if (q->nr_running && !q->stopped)
		blk_arm_watchdog(q);
	spin_unlock_irqrestore(&q->lock, flags);
}

/* Whose trouble is it? NULL: all was well by the time that the worker ran. */
static struct gendisk *find_patient(struct request_queue *q)
{
	struct gendisk *disk = NULL;
	struct list_head *from;

	spin_lock_irq(&q->lock);
	from = list_empty(&q->failed) ? &q->running : &q->failed;
	if (!list_empty(from))
		disk = list_first_entry(from, struct request, node)->disk;
	spin_unlock_irq(&q->lock);
	return disk;
}

/*
 * Whatever runs while the hardware is reset must leave it: the overdue with an error, the rest
 * without.
 */
static void take_back_running(struct request_queue *q)
{
	struct request *rq, *next;

	list_for_each_entry_safe (rq, next, &q->running, node) {
		if (!rq->error && time_after_eq(jiffies, rq->deadline))
			rq->error = -ETIMEDOUT;
		if (!rq->error)
			rq->tries--;
		q->ops->abort(rq);
		blk_leave_hardware(q, rq);
		list_add_tail(&rq->node, &q->failed);
	}
}

static void give_up(struct request *rq, int error)
{
	list_del_init(&rq->node);
	if (rq->op == REQ_OP_FLUSH)
		pr_err("%s: flush failed: %pe\n", rq->disk->disk_name, ERR_PTR(error));
	else
		pr_err("%s: %s of %u sectors at %llu failed: %pe\n", rq->disk->disk_name,
		       req_op_names[rq->op], rq->nr_sectors, (u64)rq->sector, ERR_PTR(error));
	blk_account_end(rq, error);
	blk_finish(rq, error);
}

/* Back to the head of the line, in the old order, or out of it. */
static void judge(struct request_queue *q)
{
	struct request *rq, *next;

	list_for_each_entry_safe_reverse(rq, next, &q->failed, node)
	{
		if (rq->disk->gone) {
			give_up(rq, -ENODEV);
		} else if (rq->error &&
			   (rq->tries >= BLK_MAX_TRIES || blk_error_is_final(rq->error) ||
			    time_after(jiffies, rq->patience))) {
			give_up(rq, rq->error);
		} else {
			if (rq->error)
				rq->disk->events.retries++;
			list_move(&rq->node, &q->waiting);
		}
	}
	list_for_each_entry_safe (rq, next, &q->waiting, node) {
		if (rq->disk->gone)
			give_up(rq, -ENODEV);
		else if (time_after(jiffies, rq->patience))
			give_up(rq,
				rq->error ?: -ETIMEDOUT); /* it stood behind the trouble too long */
	}
}

static void reset_hardware(struct request_queue *q, struct gendisk *disk)
{
	int err;

	if (q->ops->quiesce)
		q->ops->quiesce(disk);
	spin_lock_irq(&q->lock);
	take_back_running(q);
	disk->events.resets++;
	q->need_reset = false;
	spin_unlock_irq(&q->lock);
	if (disk->gone)
		return;
	err = q->ops->reset(disk);
	if (err == -ENODEV)
		disk->gone = true;
	if (err)
		pr_err("%s: no answer to a reset: %pe\n", disk->disk_name, ERR_PTR(err));
}

/* The worker. */
void blk_recover(struct work_struct *work)
{
	struct request_queue *q = container_of(work, struct request_queue, recovery);
	struct gendisk *disk = find_patient(q);

	if (!disk)
		q->need_reset = false;
	else if (q->need_reset)
		reset_hardware(q, disk);
	else
		msleep(10); /* no memory for a mapping: let others give some back */
	spin_lock_irq(&q->lock);
	if (q->need_reset) {
		blk_schedule_recovery(q); /* something failed just now */
	} else {
		judge(q);
		q->stopped = false;
		blk_start_waiting(q);
		if (q->nr_running)
			blk_arm_watchdog(q);
	}
	spin_unlock_irq(&q->lock);
}

/**
 * blk_report_error() - a driver's word that a request has failed, but that the hardware must come
 * to rest before its memory can be given back.
 * @rq: request that runs; ops->quiesce() and ops->abort() follow, then the reset and another try.
 * @error: -errno.
 *
 * Context: the queue's lock held, irqs off.
 */
void blk_report_error(struct request *rq, int error)
{
	struct request_queue *q = rq->disk->queue;

	lockdep_assert_held(&q->lock);
	rq->error = error;
	q->stopped = true;
	q->need_reset = true;
	blk_schedule_recovery(q);
}
EXPORT_SYMBOL(blk_report_error);

/**
 * blk_mark_gone() - nothing more comes from @disk: a driver found it unplugged.
 * @disk: every request for it ends with -ENODEV from now on, those under way as soon as they fail.
 *
 * Context: any, with the queue's lock held and irqs off.
 */
void blk_mark_gone(struct gendisk *disk)
{
	struct request_queue *q = disk->queue;

	lockdep_assert_held(&q->lock);
	if (!disk->gone)
		pr_err("%s: is gone\n", disk->disk_name);
	disk->gone = true;
	q->stopped = true;
	q->need_reset = true;
	blk_schedule_recovery(q);
}
EXPORT_SYMBOL(blk_mark_gone);

/**
 * blk_exit_queue() - undo blk_init_queue(), when its disks are deleted.
 * @q: with no request on it.
 *
 * Context: may sleep.
 */
void blk_exit_queue(struct request_queue *q)
{
	del_timer_sync(&q->watchdog);
	cancel_work_sync(&q->recovery);
	WARN_ON(!list_empty(&q->waiting) || q->nr_running || !list_empty(&q->failed));
}
EXPORT_SYMBOL(blk_exit_queue);
