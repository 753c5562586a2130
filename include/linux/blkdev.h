/* SPDX-License-Identifier: MIT */
/*
 * linux/blkdev.h: disks, and requests to read them. Slate's own and small; names are Linux's where it
 * has them.
 *
 * A disk hangs on a queue; disks that share a cable share one. A request reads a run of sectors into
 * the pieces of a scatterlist. Nothing here can ask for a write.
 */
#ifndef _LINUX_BLKDEV_H
#define _LINUX_BLKDEV_H

#include <linux/completion.h>
#include <linux/list.h>
#include <linux/scatterlist.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#define SECTOR_SHIFT   9
#define SECTOR_SIZE    (1 << SECTOR_SHIFT)
#define DISK_NAME_LEN  16
#define DISK_MAX_PARTS 16 /* the whole disk and 15 partitions */
#define BLK_TIMEOUT_S  7  /* seconds until a request that runs is taken for dead */
#define BLK_MAX_TRIES  3  /* before its error is handed to who asked: at most 30 s with the resets */

struct gendisk;
struct request_queue;

/* A disk (partno 0) or a partition of it. */
struct block_device {
	char name[DISK_NAME_LEN];
	struct gendisk *bd_disk;
	sector_t start;	     /* first sector on the disk */
	sector_t nr_sectors; /* 0: no such partition */
	u8 type;	     /* as the partition table has it */
};

/**
 * struct request - read @nr_sectors from @sector on.
 * @disk: from which disk.
 * @sector: first sector, counted from the start of the disk.
 * @nr_sectors: how many; at most disk->max_sectors.
 * @sgl: where to; its lengths add up to at least nr_sectors * 512.
 * @nents: entries of it; at most disk->max_segments.
 * @end_io: called at the end instead of completing @done; queue lock held, interrupts off.
 * @done: completed at the end.
 * @error: 0 or -errno, valid at the end.
 * @node: (L) on the queue.
 * @deadline: (L) jiffies when it is taken for dead.
 * @tries: (L) how often it was started.
 */
struct request {
	struct gendisk *disk;
	sector_t sector;
	unsigned int nr_sectors;
	struct scatterlist *sgl;
	unsigned int nents;
	void (*end_io)(struct request *rq);
	struct completion done;
	int error;

	struct list_head node;
	unsigned long deadline;
	unsigned int tries;
};

/* What a driver does. The first two are called with the queue's lock held and interrupts off. */
struct blk_ops {
	int (*start)(struct request *rq);  /* 0: runs, blk_end_request() follows; or -errno */
	void (*abort)(struct request *rq); /* stop the hardware, forget @rq, unmap its pieces */
	void (*reset)(struct gendisk *disk); /* bring it back to its senses; may sleep */
};

struct request_queue {
	spinlock_t lock; /* (L) */
	const struct blk_ops *ops;
	unsigned int depth;	     /* requests that may run at once */
	unsigned int nr_running;     /* (L) */
	struct list_head waiting;    /* (L) */
	struct list_head running;    /* (L) */
	struct list_head failed;     /* (L) to be tried again after a reset */
	bool stopped;		     /* (L) until the reset is over */
	struct timer_list watchdog;  /* ticks each second while something runs */
	struct work_struct recovery;
};

struct disk_stats {
	u64 requests, sectors; /* completed well */
	u64 dma_sectors, pio_sectors;
	u64 errors, retries, timeouts;
};

struct gendisk {
	char disk_name[DISK_NAME_LEN];
	struct request_queue *queue;
	void *private_data;
	char model[41], serial[21];
	char mode[16];		   /* how data travels: "UDMA/33", "PIO" */
	unsigned int max_sectors;  /* of a request */
	unsigned int max_segments;
	struct device *dev;	   /* what does the DMA */
	struct disk_stats stats;   /* (L) */
	struct block_device part[DISK_MAX_PARTS]; /* 0: the whole disk */
	struct list_head node;
};

void blk_init_queue(struct request_queue *q, const struct blk_ops *ops, unsigned int depth);
void blk_submit(struct request *rq);
int blk_execute(struct request *rq);
void blk_end_request(struct request *rq, int error);

int add_disk(struct gendisk *disk, sector_t nr_sectors);
void del_gendisk(struct gendisk *disk);
struct block_device *blkdev_find(const char *name);
int blkdev_read(struct block_device *bdev, sector_t sector, unsigned int nr_sectors, void *buf);
struct gendisk *next_disk(struct gendisk *disk);

/* One row of a partition table. */
struct partition {
	u64 start, nr_sectors;
	u8 type;
	u8 number; /* 1 to 4; 5 and up inside an extended partition */
};

/* Read sector 0. Pure. Return: partitions found (at most 4), -ENOENT without a table, -EINVAL a broken one. */
int mbr_parse(const u8 *sector, u64 disk_sectors, struct partition *out);
/* Is @type a container for further partitions? */
bool mbr_is_extended(u8 type);
/* Read one link of a chain. @base: the container, @at: this link. Return: 1 found, 0 empty, -EINVAL. */
int ebr_parse(const u8 *sector, u64 base, u64 at, u64 end, struct partition *out, u64 *next);

#endif
