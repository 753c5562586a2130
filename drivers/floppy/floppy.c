// SPDX-License-Identifier: MIT
/*
 * drivers/floppy/floppy.c: floppy disks: the drives that CMOS knows, as block devices fd0 and fd1.
 *
 * Problem.  The block layer starts a request with interrupts off and wants an answer at once; a floppy
 *           drive takes a second of steps, each of which waits for an interrupt.
 * Idea.     start() only hands the request to a worker, which does one step after the other as one
 *           would tell it: select, wait for the motor, seek, transfer, answer. Both drives share the
 *           controller, so they share a queue that runs one request at a time.
 *
 *     blk_submit -> start -> worker: select, spin up, seek, DMA  -> blk_end_request
 *     watchdog   -> quiesce: all waits end -> abort -> reset     -> another try
 *
 * Rules.    The layer's three tries are the driver's: it resets the controller and forgets where the
 *           heads are in between. A drive that never answers ends a try after the sum of the limits in
 *           fdc.c, long before the layer's patience does.
 * Locks.    1. floppy.mutex: the hardware, taken by worker, reset and open. 2. the queue's lock.
 * Paths.    start -> work -> floppy_serve (drive.c);  blkdev_get_by_path -> check_medium
 * Left out. Formatting; drives that CMOS does not name.
 * Sources.  LDD3 ch. 16 "Block Drivers"; ch. 15 "DMA for ISA Devices".
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/isa.h>
#include <linux/kernel.h>
#include <linux/mc146818rtc.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "fdc_regs.h"
#include "floppy.h"

static struct {
	struct mutex mutex;
	struct request_queue queue;
	struct request *rq; /* (queue's lock) what the worker has or will have in hand */
	struct workqueue_struct *wq;
	struct work_struct work;
	struct floppy_drive drive[FLOPPY_DRIVES];
} floppy = {
	.mutex = __MUTEX_INITIALIZER(floppy.mutex),
};

static struct request *request_in_hand(void)
{
	struct request *rq;

	spin_lock_irq(&floppy.queue.lock);
	rq = floppy.rq;
	spin_unlock_irq(&floppy.queue.lock);
	return rq;
}

static void work(struct work_struct *work)
{
	struct request *rq = request_in_hand();
	int err;

	if (!rq)
		return; /* aborted before its turn */
	mutex_lock(&floppy.mutex);
	err = floppy_serve(rq->disk->private_data, rq);
	mutex_unlock(&floppy.mutex);
	spin_lock_irq(&floppy.queue.lock);
	if (!err)
		rq->disk->events.dma_sectors += rq->nr_sectors;
	floppy.rq = NULL;
	blk_end_request(rq, err);
	spin_unlock_irq(&floppy.queue.lock);
}

static int start(struct request *rq)
{
	floppy.rq = rq;
	queue_work(floppy.wq, &floppy.work);
	return 0;
}

/* Whatever the worker waits for, it gets no more; when it has returned, no channel runs. */
static void quiesce(struct gendisk *disk)
{
	fdc_stop();
	flush_work(&floppy.work);
}

static void abort(struct request *rq)
{
	floppy.rq = NULL;
}

static int reset(struct gendisk *disk)
{
	unsigned int i;
	int err;

	mutex_lock(&floppy.mutex);
	for (i = 0; i < FLOPPY_DRIVES; i++)
		floppy.drive[i].cylinder = -1;
	err = fdc_reset();
	mutex_unlock(&floppy.mutex);
	return err;
}

/* The format of what is in the drive, for people. */
static void describe(struct floppy_drive *drive)
{
	const struct floppy_format *f = &drive->format;

	if (!f->sectors) {
		snprintf(drive->disk.mode, sizeof(drive->disk.mode), "DMA %u", FDC_DMA_CHANNEL);
		return;
	}
	snprintf(drive->disk.mode, sizeof(drive->disk.mode), "%u/%u/%u, DMA %u", f->cylinders, f->heads,
		 f->sectors, FDC_DMA_CHANNEL);
}

/* Somebody opens the disk, and nobody has it open. Return: its sectors now; 0 without a medium. */
static sector_t check_medium(struct gendisk *disk, bool *changed)
{
	struct floppy_drive *drive = disk->private_data;
	int err = 0;

	mutex_lock(&floppy.mutex);
	fdc_select(drive->number);
	*changed = drive->lost || fdc_medium_changed();
	fdc_release();
	if (*changed) {
		err = floppy_identify(drive);
		describe(drive);
	}
	mutex_unlock(&floppy.mutex);
	if (err && err != -ENOMEDIUM)
		pr_warn("%s: the medium cannot be used: %pe\n", disk->disk_name, ERR_PTR(err));
	return floppy_size(&drive->format);
}

static const struct blk_ops floppy_ops = {
	.start = start, .quiesce = quiesce, .abort = abort, .reset = reset, .check_medium = check_medium,
};

static void set_up_disk(struct device *dev, struct floppy_drive *drive)
{
	struct gendisk *disk = &drive->disk;

	disk->queue = &floppy.queue;
	disk->private_data = drive;
	disk->dev = dev;
	disk->max_sectors = FLOPPY_MOST_SECTORS; /* three tracks at most, less than a try may take */
	disk->max_segments = FLOPPY_MOST_SECTORS;
	disk->read_only = drive->protected || !drive->format.sectors;
	disk->one_piece = true;
	strscpy(disk->disk_name, "fd", sizeof(disk->disk_name));
	strscpy(disk->model, drive->type->name, sizeof(disk->model));
	describe(drive);
}

/*
 * Memory for a track: 18 KiB of coherent memory come as a block of 32 KiB, aligned to its size, and so
 * cross no border of 64 KiB; the 24-bit mask of the device puts it below 16 MiB.
 */
static int set_up_drive(struct device *dev, unsigned int number, const struct floppy_type *type)
{
	struct floppy_drive *drive = &floppy.drive[number];
	int err;

	*drive = (struct floppy_drive){.number = number, .type = type};
	drive->track = dma_alloc_coherent(dev, FLOPPY_TRACK_BYTES, &drive->track_dma, GFP_KERNEL);
	if (!drive->track)
		return -ENOMEM;
	mutex_lock(&floppy.mutex);
	err = floppy_identify(drive);
	mutex_unlock(&floppy.mutex);
	if (err == -EMEDIUMTYPE)
		pr_warn("floppy: the medium in drive %u cannot be used: %pe\n", number, ERR_PTR(err));
	if (err && err != -ENOMEDIUM && err != -EMEDIUMTYPE) {
		pr_warn("floppy: drive %u, %s, does not answer: %pe: skipped\n", number, type->name,
			ERR_PTR(err));
		goto free_track;
	}
	set_up_disk(dev, drive);
	err = add_disk(&drive->disk, floppy_size(&drive->format));
	if (!err)
		return 0;
free_track:
	dma_free_coherent(dev, FLOPPY_TRACK_BYTES, drive->track, drive->track_dma);
	drive->track = NULL;
	return err;
}

static int set_up_queue(void)
{
	floppy.wq = alloc_workqueue("floppy", WQ_MEM_RECLAIM, 1);
	if (!floppy.wq)
		return -ENOMEM;
	INIT_WORK(&floppy.work, work);
	blk_init_queue(&floppy.queue, &floppy_ops, 1);
	return 0;
}

static int floppy_probe(struct device *dev, unsigned int id)
{
	unsigned int i;
	u8 cmos;
	int err = fdc_find();

	if (err) {
		pr_info("floppy: no controller at 3f0: %pe: skipped\n", ERR_PTR(err));
		return err;
	}
	err = set_up_queue();
	if (err) {
		fdc_lose();
		return err;
	}
	cmos = rtc_cmos_read(CMOS_FLOPPY);
	pr_info("floppy: %s at 3f0, irq %d, dma %d; drives by CMOS %02x\n",
		fdc_is_enhanced() ? "82077 or better" : "765", FDC_IRQ, FDC_DMA_CHANNEL, cmos);
	for (i = 0; i < FLOPPY_DRIVES; i++)
		if (floppy_type(cmos, i))
			set_up_drive(dev, i, floppy_type(cmos, i));
	return 0;
}

static void floppy_remove(struct device *dev, unsigned int id)
{
	unsigned int i;

	for (i = 0; i < FLOPPY_DRIVES; i++) {
		struct floppy_drive *drive = &floppy.drive[i];

		if (!drive->track)
			continue;
		del_gendisk(&drive->disk);
		dma_free_coherent(dev, FLOPPY_TRACK_BYTES, drive->track, drive->track_dma);
		drive->track = NULL;
	}
	blk_exit_queue(&floppy.queue);
	destroy_workqueue(floppy.wq);
	fdc_lose();
}

static struct isa_driver floppy_driver = {
	.probe = floppy_probe,
	.remove = floppy_remove,
	.driver = {.name = "floppy"},
};

static int __init floppy_init(void)
{
	int err = isa_register_driver(&floppy_driver, 1);

	return err == -ENODEV ? 0 : err;
}
device_initcall(floppy_init);
