// SPDX-License-Identifier: MIT
/* tests/test_ide.c: the first real disk, on IDE or AHCI; skipped where there is none. */
#include <drivers/ata/ata_regs.h>
#include <drivers/ata/ide.h>
#include <kunit/test.h>
#include <linux/blkdev.h>
#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

static struct gendisk *disk;
static struct block_device *whole;

static void need_disk(struct kunit *test)
{
	for (disk = next_disk(NULL); disk; disk = next_disk(disk))
		if (!strncmp(disk->disk_name, "sd", 2))
			break;
	if (!disk)
		kunit_skip(test, "this machine has no disk");
	whole = &disk->part[0];
}

static struct ide_drive *need_ide(struct kunit *test)
{
	for (disk = next_disk(NULL); disk; disk = next_disk(disk))
		if (disk->queue->ops == &ide_ops && !strncmp(disk->disk_name, "sd", 2))
			break;
	if (!disk)
		kunit_skip(test, "no disk is on IDE");
	whole = &disk->part[0];
	return disk->private_data;
}

static void sectors_read_alike_one_by_one_and_at_once(struct kunit *test)
{
	u8 *many, *one;
	int i;

	need_disk(test);
	many = kunit_kzalloc(test, 16 * SECTOR_SIZE, GFP_KERNEL);
	one = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_EQ(test, blkdev_read(whole, 0, 16, many), 0);
	for (i = 0; i < 16; i++) {
		KUNIT_ASSERT_EQ(test, blkdev_read(whole, (sector_t)i, 1, one), 0);
		KUNIT_EXPECT_EQ(test, memcmp(one, many + i * SECTOR_SIZE, SECTOR_SIZE), 0);
	}
}

static void a_read_leaves_its_surroundings_alone(struct kunit *test)
{
	u8 *buf;

	need_disk(test);
	buf = kunit_kmalloc(test, 4 * SECTOR_SIZE, GFP_KERNEL);
	memset(buf, 0xe7, 4 * SECTOR_SIZE);
	KUNIT_ASSERT_EQ(test, blkdev_read(whole, 0, 2, buf + SECTOR_SIZE), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(buf, 0xe7, SECTOR_SIZE));
	KUNIT_EXPECT_NULL(test, memchr_inv(buf + 3 * SECTOR_SIZE, 0xe7, SECTOR_SIZE));
	KUNIT_EXPECT_NOT_NULL(test, memchr_inv(buf + SECTOR_SIZE, 0xe7, SECTOR_SIZE));
}

static void nothing_is_read_beyond_the_end(struct kunit *test)
{
	u64 errors;
	u8 *buf;

	need_disk(test);
	buf = kunit_kmalloc(test, 2 * SECTOR_SIZE, GFP_KERNEL);
	errors = disk->events.errors;
	KUNIT_EXPECT_EQ(test, blkdev_read(whole, whole->nr_sectors - 1, 1, buf), 0);
	KUNIT_EXPECT_EQ(test, blkdev_read(whole, whole->nr_sectors - 1, 2, buf), -EINVAL);
	KUNIT_EXPECT_EQ(test, blkdev_read(whole, whole->nr_sectors, 1, buf), -EINVAL);
	KUNIT_EXPECT_EQ(test, blkdev_read(whole, ~(sector_t)0, 1, buf), -EINVAL);
	KUNIT_EXPECT_EQ(test, disk->events.errors, errors);
}

static void pieces_of_odd_sizes_arrive_in_order(struct kunit *test)
{
	static const unsigned int lengths[] = { 2, 510, 1024, 30, 482, 2048 };
	struct request *rq = kunit_kzalloc(test, sizeof(*rq), GFP_KERNEL);
	struct scatterlist sg[ARRAY_SIZE(lengths)];
	u8 *straight, *pieces[ARRAY_SIZE(lengths)];
	unsigned int i, at = 0;

	need_disk(test);
	straight = kunit_kzalloc(test, 4096, GFP_KERNEL);
	sg_init_table(sg, ARRAY_SIZE(lengths));
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		pieces[i] = kunit_kzalloc(test, lengths[i], GFP_KERNEL);
		sg_set_buf(&sg[i], pieces[i], lengths[i]);
	}
	rq->disk = disk;
	rq->nr_sectors = 8;
	rq->sgl = sg;
	rq->nents = ARRAY_SIZE(lengths);
	KUNIT_ASSERT_EQ(test, blkdev_read(whole, 0, 8, straight), 0);
	KUNIT_ASSERT_EQ(test, blk_execute(rq), 0);
	for (i = 0; i < ARRAY_SIZE(lengths); at += lengths[i++])
		KUNIT_EXPECT_EQ(test, memcmp(pieces[i], straight + at, lengths[i]), 0);
}

static void partitions_are_windows_on_the_disk(struct kunit *test)
{
	u8 *a, *b;

	need_disk(test);
	if (!disk->part[1].nr_sectors)
		kunit_skip(test, "the disk has no first partition");
	a = kunit_kmalloc(test, SECTOR_SIZE, GFP_KERNEL);
	b = kunit_kmalloc(test, SECTOR_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_EQ(test, blkdev_read(&disk->part[1], 0, 1, a), 0);
	KUNIT_ASSERT_EQ(test, blkdev_read(whole, disk->part[1].start, 1, b), 0);
	KUNIT_EXPECT_EQ(test, memcmp(a, b, SECTOR_SIZE), 0);
	KUNIT_EXPECT_PTR_EQ(test, blkdev_find(disk->part[1].name), &disk->part[1]);
	KUNIT_EXPECT_NULL(test, blkdev_find("sdq9"));
}

static void a_disk_without_a_signature_refuses_every_write(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);
	u64 refused;

	need_disk(test);
	if (!bdev_read_only(whole))
		kunit_skip(test, "this disk is signed and may be written");
	refused = disk->events.refused;
	KUNIT_EXPECT_EQ(test, blkdev_write(whole, 0, 1, buf), -EROFS);
	KUNIT_EXPECT_EQ(test, blkdev_write(whole, whole->nr_sectors - 1, 1, buf), -EROFS);
	KUNIT_EXPECT_EQ(test, disk->events.refused, refused + 2);
}

static void a_lost_interrupt_costs_time_and_nothing_else(struct kunit *test)
{
	struct ide_drive *drive = need_ide(test);
	struct request_queue *q = disk->queue;
	unsigned long patience = q->timeout;
	u64 lost = disk->events.lost_interrupts, resets = disk->events.resets;
	u8 *buf = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);

	del_timer_sync(&q->watchdog);
	q->timeout = 10;
	disable_irq(drive->channel->irq);
	KUNIT_EXPECT_EQ(test, blkdev_read(whole, 0, 1, buf), 0);
	enable_irq(drive->channel->irq);
	q->timeout = patience;
	KUNIT_EXPECT_EQ(test, disk->events.lost_interrupts, lost + 1);
	KUNIT_EXPECT_EQ(test, disk->events.resets, resets);
}

static void a_reset_leaves_the_drive_working(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);
	int i;

	need_ide(test);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, ide_reset(disk), 0);
		KUNIT_EXPECT_EQ(test, blkdev_read(whole, 0, 1, buf), 0);
	}
}

static void dma_that_pio_has_to_save_is_given_up(struct kunit *test)
{
	struct ide_drive *drive = kunit_kzalloc(test, sizeof(*drive), GFP_KERNEL);
	struct ide_channel *ch = kunit_kzalloc(test, sizeof(*ch), GFP_KERNEL);
	struct request *rq = kunit_kzalloc(test, sizeof(*rq), GFP_KERNEL);

	drive->use_dma = true;
	drive->disk.private_data = drive;
	rq->disk = &drive->disk;
	rq->nr_sectors = 1;
	rq->tries = 1;
	ch->by_dma = true;
	ide_note_success(ch, rq);
	KUNIT_EXPECT_EQ(test, drive->dma_doubts, 0u);
	rq->tries = BLK_MAX_TRIES;
	ch->by_dma = false;
	ide_note_success(ch, rq);
	KUNIT_EXPECT_TRUE(test, drive->use_dma);
	ide_note_success(ch, rq);
	KUNIT_EXPECT_FALSE(test, drive->use_dma);
	KUNIT_EXPECT_STREQ(test, drive->disk.mode, "PIO");
}

/* What the next command does not ask for because the last one ended well. */
static void a_clean_channel_is_idle_and_its_causes_are_clear(struct kunit *test)
{
	struct ide_drive *drive = need_ide(test);
	struct ide_channel *ch = drive->channel;
	u8 *buf = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);

	if (!drive->use_dma)
		kunit_skip(test, "the first disk goes by PIO");
	KUNIT_ASSERT_EQ(test, blkdev_read(whole, 0, 1, buf), 0);
	KUNIT_EXPECT_TRUE(test, ch->clean);
	KUNIT_EXPECT_PTR_EQ(test, ch->selected, (const struct ide_drive *)drive);
	KUNIT_EXPECT_EQ(test, inb(ch->control + ATA_ALT_STATUS) & (ATA_ST_BSY | ATA_ST_DRQ | ATA_ST_ERR), 0);
	KUNIT_EXPECT_EQ(test, inb(ch->bus_master + BM_STATUS) & (BM_ST_ACTIVE | BM_ST_ERROR | BM_ST_IRQ), 0);
	KUNIT_EXPECT_EQ(test, inb(ch->bus_master + BM_COMMAND), ch->direction);
	KUNIT_EXPECT_EQ(test, ide_reset(disk), 0);
	KUNIT_EXPECT_FALSE(test, ch->clean);
}

/* The disk goes and comes back; what its driver held is counted after the case. */
static void a_driver_lets_its_disks_go_and_finds_them_again(struct kunit *test)
{
	u8 *before = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);
	u8 *after = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);
	char name[DISK_NAME_LEN];
	struct device *dev;

	need_disk(test);
	dev = disk->dev;
	strscpy(name, disk->disk_name, sizeof(name));
	KUNIT_ASSERT_EQ(test, blkdev_read(whole, 0, 1, before), 0);
	device_release_driver(dev);
	KUNIT_EXPECT_NULL(test, blkdev_find(name));
	KUNIT_ASSERT_EQ(test, device_attach(dev), 1);
	whole = blkdev_find(name); /* behind the other disks now */
	KUNIT_ASSERT_NOT_NULL(test, whole);
	disk = whole->bd_disk;
	KUNIT_EXPECT_EQ(test, blkdev_read(whole, 0, 1, after), 0);
	KUNIT_EXPECT_EQ(test, memcmp(before, after, SECTOR_SIZE), 0);
}

static struct kunit_case ide_cases[] = {
	KUNIT_CASE(sectors_read_alike_one_by_one_and_at_once),
	KUNIT_CASE(a_read_leaves_its_surroundings_alone),
	KUNIT_CASE(nothing_is_read_beyond_the_end),
	KUNIT_CASE(pieces_of_odd_sizes_arrive_in_order),
	KUNIT_CASE(partitions_are_windows_on_the_disk),
	KUNIT_CASE(a_disk_without_a_signature_refuses_every_write),
	KUNIT_CASE(a_lost_interrupt_costs_time_and_nothing_else),
	KUNIT_CASE(a_reset_leaves_the_drive_working),
	KUNIT_CASE(a_clean_channel_is_idle_and_its_causes_are_clear),
	KUNIT_CASE(dma_that_pio_has_to_save_is_given_up),
	KUNIT_CASE(a_driver_lets_its_disks_go_and_finds_them_again),
	{}
};

static struct kunit_suite ide_suite = {
	.name = "ide", .test_cases = ide_cases,
};
kunit_test_suite(ide_suite);
