// SPDX-License-Identifier: MIT
/*
 * drivers/block/stats.c: what each disk and partition did; /proc/diskstats in Linux's columns.
 *
 * A request counts for its disk and, if it came for a partition, for that as well. io_ticks is the
 * time in which anything at all was under way: it grows, at each begin and end, by what has passed
 * since the last one, if something was in flight in between.
 *
 *     8  1 sda1  ios merges sectors ms (reads)  the same (writes)  in-flight busy-ms weighted-ms
 *                the same (discards: none here)  flushes ms
 *
 * Locks.    The queue's. A reader takes it once a line, so that the columns of a line belong
 *           together.
 * Source:   Linux Documentation/admin-guide/iostats.rst.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kdev_t.h>
#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/timekeeping.h>
#include <linux/vmstat.h>

#include "block.h"

static void advance(struct disk_stats *stats)
{
	unsigned long now = jiffies;

	if (stats->in_flight)
		stats->io_ticks += now - stats->stamp;
	stats->stamp = now;
}

static void begin(struct disk_stats *stats)
{
	advance(stats);
	stats->in_flight++;
}

static void end(struct disk_stats *stats, const struct request *rq, int error, u64 nsecs)
{
	advance(stats);
	stats->in_flight--;
	if (error)
		return;
	stats->ios[rq->op]++;
	stats->sectors[rq->op] += rq->nr_sectors;
	stats->nsecs[rq->op] += nsecs;
}

static struct disk_stats *stats_of_part(const struct request *rq)
{
	return rq->part && rq->part->partno ? &rq->part->stats : NULL;
}

void blk_account_begin(struct request *rq)
{
	struct disk_stats *part = stats_of_part(rq);

	rq->submitted_ns = ktime_get_ns();
	count_vm_events(rq->op == REQ_OP_READ ? PGPGIN : PGPGOUT, rq->nr_sectors);
	begin(&rq->disk->part[0].stats);
	if (part)
		begin(part);
}

void blk_account_end(struct request *rq, int error)
{
	struct disk_stats *part = stats_of_part(rq);
	u64 nsecs = ktime_get_ns() - rq->submitted_ns;

	end(&rq->disk->part[0].stats, rq, error, nsecs);
	if (part)
		end(part, rq, error, nsecs);
	if (error)
		rq->disk->events.errors++;
}

static u32 to_ms(u64 nsecs)
{
	return (u32)div_u64(nsecs, 1000000);
}

static void show_one(struct seq_file *m, const struct block_device *bdev)
{
	struct request_queue *q = bdev->bd_disk->queue;
	struct disk_stats s;
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	s = bdev->stats;
	spin_unlock_irqrestore(&q->lock, flags);
	seq_printf(m, "%4u %7u %s %llu 0 %llu %u %llu 0 %llu %u %u %u %u 0 0 0 0 %llu %u\n",
		   bdev->bd_disk->major, bdev->bd_disk->first_minor + bdev->partno, bdev->name,
		   s.ios[REQ_OP_READ], s.sectors[REQ_OP_READ], to_ms(s.nsecs[REQ_OP_READ]),
		   s.ios[REQ_OP_WRITE], s.sectors[REQ_OP_WRITE], to_ms(s.nsecs[REQ_OP_WRITE]),
		   s.in_flight, jiffies_to_msecs(s.io_ticks),
		   to_ms(s.nsecs[REQ_OP_READ] + s.nsecs[REQ_OP_WRITE] + s.nsecs[REQ_OP_FLUSH]),
		   s.ios[REQ_OP_FLUSH], to_ms(s.nsecs[REQ_OP_FLUSH]));
}

/* The file's show(): a line a disk and partition. Context: may sleep. */
int diskstats_show(struct seq_file *m, void *unused)
{
	struct gendisk *disk = NULL;
	int i;

	while ((disk = next_disk(disk)))
		for (i = 0; i < DISK_MAX_PARTS; i++)
			if (disk->part[i].nr_sectors)
				show_one(m, &disk->part[i]);
	return 0;
}
EXPORT_SYMBOL(diskstats_show);
