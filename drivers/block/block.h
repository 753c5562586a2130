/* SPDX-License-Identifier: MIT */
/* drivers/block/block.h: what the files of the block layer share. */
#ifndef _DRIVERS_BLOCK_H
#define _DRIVERS_BLOCK_H

#include <linux/blkdev.h>

#define PAGE_SECTORS ((unsigned int)(PAGE_SIZE >> SECTOR_SHIFT))

/* queue.c; with the queue's lock held */
void blk_start_waiting(struct request_queue *q);
void blk_finish(struct request *rq, int error);
void blk_fail(struct request_queue *q, struct request *rq, int error);
/* Will no reset and no second try change it? */
bool blk_error_is_final(int error);
void blk_leave_hardware(struct request_queue *q, struct request *rq);

/* queue.c: as blkdev_read(), whatever the page cache holds */
int blkdev_read_past(struct block_device *bdev, sector_t sector, unsigned int nr_sectors, void *buf);

/* bdev.c; a page of a disk, locked: these of its bytes were changed */
void bdev_dirty(struct page *page, unsigned int offset, unsigned int bytes);
void bdev_start_mapping(struct gendisk *disk);
void bdev_end_mapping(struct gendisk *disk);

/* recovery.c */
void blk_arm_watchdog(struct request_queue *q);
void blk_watch(struct timer_list *timer);
void blk_recover(struct work_struct *work);
void blk_schedule_recovery(struct request_queue *q);

/* stats.c; with the queue's lock held */
void blk_account_begin(struct request *rq);
void blk_account_end(struct request *rq, int error);

/* gate.c */
extern char write_gate_list[]; /* what disk.write= says */
void write_gate_examine(struct gendisk *disk, const char *list);
int write_gate_check(const struct request *rq);

/* partitions.c */
void read_partitions(struct gendisk *disk);

extern const char *const req_op_names[NR_REQ_OPS];

#endif
