/* SPDX-License-Identifier: MIT */
/*
 * linux/blkdev.h: disks, partitions, and requests to read, write and flush them. Slate's own and
 * small; names are Linux's where it has them.
 *
 * Users    find a disk or partition by name (blkdev_get_by_path, blkdev_put), and read and write it
 *          through the page cache (bdev_read, bdev_write, bdev_sync), past it but in agreement with it
 *          (blkdev_read, blkdev_write), or with requests of their own, which know nothing of it
 *          (bdev_direct_begin, bdev_direct_end around them):
 *
 *              fill in disk, op, sector, nr_sectors, sgl, nents (and end_io, private)
 *              blk_submit(rq)  ->  rq->end_io(rq), or complete(&rq->done), with rq->error set
 *
 * Drivers  fill in a gendisk, give it a queue (blk_init_queue) and call add_disk(). The queue calls
 *          blk_ops.start() for up to `depth` requests at once, each with a tag of its own below
 *          depth; the interrupt handler takes queue->lock, finds the request (its own table by tag)
 *          and calls blk_end_request(). Everything that can go wrong is the layer's business:
 *          deadlines, resets, new tries, the error's way to who asked. A driver only stops, forgets
 *          and resets.
 *
 * Order    Requests start in the order they came and may end in any order. A flush runs alone: all
 *          that came before has ended, nothing that came behind has started. So does a request that
 *          is tried again, so that one bad sector cannot fail its neighbours in a queue of 32.
 *
 * Writing  is refused with -EROFS unless the gate of the layer opened for the disk, and with -EPERM
 *          outside the window that its scratch signature declares (drivers/block/gate.c).
 */
#ifndef _LINUX_BLKDEV_H
#define _LINUX_BLKDEV_H

#include <linux/completion.h>
#include <linux/dma-direction.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/pagemap.h>
#include <linux/scatterlist.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/uuid.h>
#include <linux/workqueue.h>

#define SECTOR_SHIFT   9
#define SECTOR_SIZE    (1 << SECTOR_SHIFT)
#define DISK_NAME_LEN  16
#define DISK_MAX_PARTS 16 /* the whole disk and 15 partitions: minors of a disk */
#define BLK_MAX_DEPTH  32 /* tags: one bit each of a word */
#define BLK_TIMEOUT_S  7  /* until a request that runs is taken for dead; disk.timeout= */
#define BLK_MAX_TRIES  3  /* before its error is handed to who asked */
#define BLK_PATIENCE_S 25 /* after that, no new try: 31 s in all, with a reset */

struct gendisk;
struct request_queue;

enum req_op {
	REQ_OP_READ,
	REQ_OP_WRITE,
	REQ_OP_FLUSH, /* nr_sectors and nents are 0; what was written goes to the medium */
	NR_REQ_OPS
};

/* What a disk or partition did, by op; (L). */
struct disk_stats {
	u64 ios[NR_REQ_OPS];	 /* ended well */
	u64 sectors[NR_REQ_OPS];
	u64 nsecs[NR_REQ_OPS];	 /* from submission to end, summed */
	unsigned long io_ticks;	 /* jiffies with something under way */
	unsigned long stamp;	 /* jiffies up to which io_ticks is right */
	unsigned int in_flight;
};

/**
 * struct block_device - a disk (partno 0) or a partition of it.
 * @start: first sector on the disk.
 * @nr_sectors: 0: there is no such partition.
 * @type: as an MBR has it; 0xee for the partitions of a GPT.
 */
struct block_device {
	char name[DISK_NAME_LEN];
	struct gendisk *bd_disk;
	sector_t start;
	sector_t nr_sectors;
	u8 partno;
	u8 type;
	struct disk_stats stats;
};

/**
 * struct request - move @nr_sectors from @sector on between disk and memory.
 * @disk: which disk.
 * @part: partition for whose account it is, or NULL; @sector counts from the disk's start all the
 *         same.
 * @op: READ fills the pieces, WRITE takes from them, FLUSH has none.
 * @sector: first sector; with @nr_sectors a multiple of the disk's block size.
 * @nr_sectors: how many; at most disk->max_sectors.
 * @sgl: the memory; lengths are even and add up to at least nr_sectors * 512.
 * @nents: entries of it; at most disk->max_segments.
 * @end_io: called at the end instead of completing @done; the queue's lock is held and interrupts
 *          are off: it must neither sleep nor submit.
 * @private: the caller's own.
 * @done: completed at the end.
 * @error: 0 or -errno, valid at the end.
 * @tag: number below the queue's depth while it runs, given by the layer; no two that run share
 *         one.
 * @node: (L) on the queue.
 * @deadline: (L) jiffies when it is taken for dead.
 * @patience: (L) jiffies after which it is not tried again.
 * @tries: (L) how often it was started.
 * @submitted_ns: (L) when it came.
 */
struct request {
	struct gendisk *disk;
	struct block_device *part;
	enum req_op op;
	sector_t sector;
	unsigned int nr_sectors;
	struct scatterlist *sgl;
	unsigned int nents;
	void (*end_io)(struct request *rq);
	void *private;
	struct completion done;
	int error;
	unsigned int tag;

	struct list_head node;
	unsigned long deadline;
	unsigned long patience;
	unsigned int tries;
	u64 submitted_ns;
};

/* For dma_map_sg() of a request's pieces. */
static inline enum dma_data_direction rq_dma_dir(const struct request *rq)
{
	return rq->op == REQ_OP_WRITE ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
}

/**
 * struct blk_ops - what a driver does.
 * @start: (L) give @rq to the hardware. 0: it runs, and blk_end_request() follows, perhaps before
 *         start returns; -ENOMEM: no room just now, asked again when another ended; other -errno:
 *         as if it had been started and had failed.
 * @timed_out: (L) optional: @rq is past its deadline. If the hardware has finished it after all (an
 *         interrupt was lost), end it with blk_end_request() and return true; true without that
 *         gives it another timeout.
 * @quiesce: optional, may sleep, no lock: make the hardware stop touching the memory of every
 *         request of this disk's queue. Interrupts may still end some of them.
 * @abort: (L) after quiesce: forget @rq and unmap its pieces; blk_end_request() must not follow.
 * @check_medium: optional, may sleep, the list of disks locked: @disk is about to be opened, and nobody has it open: say
 *                how many sectors it has now, 0 without a medium, and whether another medium may be in
 *                it than before.
 * @reset: may sleep, no lock, nothing runs: bring the hardware back to its senses. 0, or -errno: it
 *         did not come back (tried again at the next failure), -ENODEV: @disk is gone for good.
 */
struct blk_ops {
	int (*start)(struct request *rq);
	bool (*timed_out)(struct request *rq);
	void (*quiesce)(struct gendisk *disk);
	void (*abort)(struct request *rq);
	sector_t (*check_medium)(struct gendisk *disk, bool *changed);
	int (*reset)(struct gendisk *disk);
};

/*
 * What starts requests for one disk, or for the disks of one cable. (L): under lock, interrupts
 * off.
 */
struct request_queue {
	spinlock_t lock;
	const struct blk_ops *ops;
	unsigned int depth;	  /* (L) requests that may run at once; a driver may lower it */
	unsigned long timeout;	  /* jiffies; BLK_TIMEOUT_S */
	unsigned int nr_running;  /* (L) */
	u32 tags;		  /* (L) given away, one bit each */
	struct list_head waiting; /* (L) */
	struct list_head running; /* (L) */
	struct list_head failed;  /* (L) to be tried again after a reset */
	bool starting;		  /* (L) ops->start() is being called */
	bool alone;		  /* (L) what runs wants no company */
	bool stopped;		  /* (L) until the reset is over */
	bool need_reset;	  /* (L) it was the hardware that failed */
	struct timer_list watchdog; /* ticks each seventh of the timeout while something runs */
	struct work_struct recovery;
};

/* What happened below the requests, for `disks`; (L). */
struct disk_events {
	u64 dma_sectors, pio_sectors; /* counted by the driver */
	u64 errors, retries, timeouts, resets, refused, lost_interrupts;
};

/* Why a disk may not be written; 0 is "may". Texts: write_gate_reason(). */
enum gate_verdict {
	GATE_OPEN,
	GATE_NOT_ASKED,	      /* no disk.write= for this serial */
	GATE_MEDIUM,	      /* it cannot be written at all */
	GATE_NO_SIGNATURE,    /* none in the first sector, or damaged */
	GATE_NO_SECOND,	      /* none in the last sector, or not its twin */
	GATE_WRONG_SIZE,      /* made for a disk of another size */
	GATE_BAD_WINDOW,      /* the window does not leave the margins alone */
	GATE_OCCUPIED,	      /* a partition table or file system was seen */
	GATE_UNREADABLE,      /* what must be looked at cannot be read */
	GATE_CHANGED,	      /* another medium is in it than the one that was looked at */
	NR_GATE_VERDICTS
};

struct write_gate {
	enum gate_verdict verdict;
	u64 first, end; /* window, in sectors of the disk; end is behind the last */
	uuid_t uuid;
	const char *seen; /* for GATE_OCCUPIED: what */
};

/**
 * struct gendisk - a disk. The driver fills in what is marked (D) before add_disk().
 */
struct gendisk {
	char disk_name[DISK_NAME_LEN]; /* (D) "sd", "sr" or "fd"; add_disk() adds to it */
	struct request_queue *queue;   /* (D) */
	void *private_data;	       /* (D) */
	char model[41], serial[21];    /* (D) */
	char mode[16];		       /* (D) how data travels: "UDMA/33", "PIO" */
	unsigned int max_sectors;      /* (D) of a request */
	unsigned int max_segments;     /* (D) */
	unsigned int block_sectors;    /* (D) sectors of a block: 1 (or 0); 4 on a CD */
	bool read_only;		       /* (D) the medium or the driver cannot write */
	bool one_piece;		       /* (D) no partition table is looked for */
	struct device *dev;	       /* (D) what does the DMA */

	struct address_space mapping;  /* the whole disk's pages; partitions are parts of it */
	bool gone;		       /* (L) every request fails with -ENODEV */
	unsigned int users;	       /* of blkdev_get_by_path(), under the list's lock */
	unsigned int major, first_minor;
	struct write_gate gate;
	struct disk_events events;     /* (L) */
	struct block_device part[DISK_MAX_PARTS]; /* 0: the whole disk */
	struct list_head node;
};

/* --- For drivers ------------------------------------------------------------ */

void blk_init_queue(struct request_queue *q, const struct blk_ops *ops, unsigned int depth);
void blk_exit_queue(struct request_queue *q);
unsigned int blk_pause_queue(struct request_queue *q);
void blk_resume_queue(struct request_queue *q, unsigned int depth);
void blk_end_request(struct request *rq, int error);
void blk_report_error(struct request *rq, int error);
void blk_mark_gone(struct gendisk *disk);
int add_disk(struct gendisk *disk, sector_t nr_sectors);
void del_gendisk(struct gendisk *disk);

/* --- For who reads and writes ------------------------------------------------------------ */

void blk_submit(struct request *rq);
int blk_execute(struct request *rq);
int blkdev_read(struct block_device *bdev, sector_t sector, unsigned int nr_sectors, void *buf);
int blkdev_write(struct block_device *bdev, sector_t sector, unsigned int nr_sectors,
		 const void *buf);
int blkdev_issue_flush(struct block_device *bdev);

struct block_device *blkdev_get_by_path(const char *path, fmode_t mode, void *holder);
void blkdev_put(struct block_device *bdev, fmode_t mode);
struct block_device *blkdev_find(const char *name);
struct gendisk *next_disk(struct gendisk *disk);

/* --- Through the page cache (drivers/block/bdev_io.c) ------------------------------ */

/* @data: @bytes in one page, to read or fill; must not sleep. Return: 0 to go on, -errno to end. */
typedef int (*bdev_actor_t)(void *own, void *data, unsigned int bytes);

ssize_t bdev_read(struct block_device *bdev, struct file_ra_state *ra, loff_t pos, size_t len,
		  bdev_actor_t actor, void *own);
int bdev_read_buffer(struct block_device *bdev, struct file_ra_state *ra, loff_t pos, void *buf,
		     size_t len);
ssize_t bdev_write(struct block_device *bdev, loff_t pos, size_t len, bdev_actor_t actor, void *own);
int sync_blockdev(struct block_device *bdev);
int bdev_sync(struct block_device *bdev);
void invalidate_bdev(struct block_device *bdev);
int sync_bdevs(bool wait);
int bdev_direct_begin(struct block_device *bdev, sector_t sector, unsigned int nr_sectors,
		      enum req_op op);
void bdev_direct_end(struct block_device *bdev, sector_t sector, unsigned int nr_sectors);

/* Page i of it holds bytes 4096 i to 4096 i + 4095 of the whole disk. */
static inline struct address_space *bdev_mapping(const struct block_device *bdev)
{
	return &bdev->bd_disk->mapping;
}

static inline sector_t bdev_nr_sectors(const struct block_device *bdev)
{
	return bdev->nr_sectors;
}

static inline loff_t bdev_nr_bytes(const struct block_device *bdev)
{
	return (loff_t)bdev->nr_sectors << SECTOR_SHIFT;
}

static inline unsigned int bdev_logical_block_size(const struct block_device *bdev)
{
	return bdev->bd_disk->block_sectors << SECTOR_SHIFT;
}

static inline bool bdev_read_only(const struct block_device *bdev)
{
	return bdev->bd_disk->gate.verdict != GATE_OPEN;
}

const char *write_gate_reason(const struct gendisk *disk);

struct seq_file;
int diskstats_show(struct seq_file *m, void *unused);

/* --- Tables on disks: pure functions ---------------------------------------- */

/* One row of a partition table. */
struct partition {
	u64 start, nr_sectors;
	u8 type;
	u8 number; /* 1 to 4; 5 and up inside an extended partition; 1 to 15 in a GPT */
};

/*
 * Read sector 0. Return: partitions found (at most 4), wherever they lie (partition_fit() tells);
 * -ENOENT without a table, -EINVAL a broken one.
 */
int mbr_parse(const u8 *sector, struct partition *out);
/* Cut @p where the disk ends. Return: 0 it fits, 1 it was cut, -ENOSPC it begins beyond the end. */
int partition_fit(struct partition *p, u64 disk_sectors);
/* Is @type a container for further partitions? */
bool mbr_is_extended(u8 type);
/*
 * Read one link of a chain. @base: the container, @at: this link. Return: 1 found, 0 empty,
 * -EINVAL.
 */
int ebr_parse(const u8 *sector, u64 base, u64 at, u64 end, struct partition *out, u64 *next);

/* What a GPT's header says, checked. */
struct gpt_header {
	u64 first_usable, last_usable; /* sectors that partitions may use */
	u64 table, other;	       /* sectors of the table and of the twin header */
	unsigned int nr_entries, entry_size;
	u32 table_crc;
};

#define GPT_MAX_ENTRIES	   1024
#define GPT_MAX_ENTRY_SIZE 512

/* Does an MBR say that a GPT is in charge? */
bool mbr_is_protective(const u8 *sector);
/*
 * Read the header in sector @lba. Return: 0, -ENOENT no header, -EBADMSG its CRC is wrong, -EINVAL
 * nonsense.
 */
int gpt_parse_header(const u8 *sector, u64 lba, u64 disk_sectors, struct gpt_header *out);
/* Read one entry. Return: 1 a partition, 0 unused, -EINVAL outside the usable sectors. */
int gpt_parse_entry(const u8 *entry, const struct gpt_header *header, struct partition *out);

#endif
