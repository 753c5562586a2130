// SPDX-License-Identifier: MIT
/*
 * tests/test_floppy.c: floppy disks: where sectors are, and the first drive, where this machine has one.
 *
 * tests/host/floppy_test.c runs drive.c against a model of drive and medium, errors included.
 */
#include <drivers/floppy/fdc_regs.h>
#include <drivers/floppy/floppy.h>
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/isa-dma.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/string.h>

static const struct floppy_format hd = {80, 2, 18, FDC_RATE_500K};

static struct floppy_drive *need_drive(struct kunit *test)
{
	struct gendisk *disk;

	for (disk = next_disk(NULL); disk; disk = next_disk(disk))
		if (!strcmp(disk->disk_name, "fd0"))
			return disk->private_data;
	kunit_skip(test, "this machine has no floppy drive");
	return NULL;
}

/* Opened, as the change line wants to be looked at first. */
static struct block_device *need_medium(struct kunit *test)
{
	struct block_device *bdev;

	need_drive(test);
	bdev = blkdev_get_by_path("fd0", FMODE_READ, test);
	if (bdev == ERR_PTR(-ENOMEDIUM))
		kunit_skip(test, "nothing is in the drive");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, bdev);
	return bdev;
}

static void cmos_names_two_drives(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, floppy_type(0x42, 0)->name, "1.44M floppy");
	KUNIT_EXPECT_STREQ(test, floppy_type(0x42, 1)->name, "1.2M floppy");
	KUNIT_EXPECT_NULL(test, floppy_type(0x40, 1));
	KUNIT_EXPECT_NULL(test, floppy_type(0xff, 0));
}

static void both_sides_of_a_cylinder_come_before_the_next(struct kunit *test)
{
	struct floppy_piece p = floppy_locate(&hd, 17, 1);

	KUNIT_EXPECT_TRUE(test, p.cylinder == 0 && p.head == 0 && p.first == 18);
	p = floppy_locate(&hd, 18, 1);
	KUNIT_EXPECT_TRUE(test, p.cylinder == 0 && p.head == 1 && p.first == 1);
	p = floppy_locate(&hd, 36, 1);
	KUNIT_EXPECT_TRUE(test, p.cylinder == 1 && p.head == 0 && p.first == 1);
	KUNIT_EXPECT_EQ(test, floppy_size(&hd), 2880);
}

static void a_piece_ends_with_its_track(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, floppy_locate(&hd, 10, 100).count, 8);
	KUNIT_EXPECT_EQ(test, floppy_locate(&hd, 10, 3).count, 3);
	KUNIT_EXPECT_EQ(test, floppy_locate(&hd, 0, 18).count, 18);
}

static void a_turn_of_headers_tells_how_many_sectors_there_are(struct kunit *test)
{
	struct floppy_turn turn = {0};
	u8 i;

	for (i = 0; i < 18; i++)
		floppy_turn_add(&turn, (u8)((i + 11) % 18 + 1));
	KUNIT_EXPECT_EQ(test, floppy_judge_turn(&turn), -EMEDIUMTYPE);
	floppy_turn_add(&turn, 12);
	KUNIT_EXPECT_EQ(test, floppy_judge_turn(&turn), 18);
}

static void a_missed_header_is_noticed(struct kunit *test)
{
	struct floppy_turn turn = {0};
	u8 i;

	for (i = 1; i <= 18; i++)
		if (i != 7)
			floppy_turn_add(&turn, i);
	floppy_turn_add(&turn, 1);
	KUNIT_EXPECT_EQ(test, floppy_judge_turn(&turn), -EMEDIUMTYPE);
}

static void an_empty_drive_says_so(struct kunit *test)
{
	struct floppy_drive *drive = need_drive(test);
	struct block_device *bdev = blkdev_get_by_path("fd0", FMODE_READ, test);

	if (!IS_ERR(bdev)) {
		blkdev_put(bdev, FMODE_READ);
		kunit_skip(test, "there is a medium in the drive");
	}
	KUNIT_EXPECT_PTR_EQ(test, bdev, ERR_PTR(-ENOMEDIUM));
	KUNIT_EXPECT_EQ(test, bdev_nr_sectors(&drive->disk.part[0]), 0);
	KUNIT_EXPECT_NE(test, drive->disk.gate.verdict, GATE_OPEN);
}

static void a_track_is_read_once(struct kunit *test)
{
	struct block_device *bdev = need_medium(test);
	struct floppy_drive *drive = bdev->bd_disk->private_data;
	unsigned int n = drive->format.sectors, i;
	u8 *buf = kunit_kmalloc(test, SECTOR_SIZE, GFP_KERNEL);
	u64 turns;

	KUNIT_EXPECT_EQ(test, blkdev_read(bdev, 2 * n, 1, buf), 0);
	turns = drive->turns;
	for (i = 0; i < n; i++)
		KUNIT_EXPECT_EQ(test, blkdev_read(bdev, i, 1, buf), 0);
	KUNIT_EXPECT_EQ(test, drive->turns, turns + 1);
	blkdev_put(bdev, FMODE_READ);
}

static void memory_of_a_track_is_what_the_8237_reaches(struct kunit *test)
{
	struct floppy_drive *drive = need_drive(test);
	u64 last = drive->track_dma + FLOPPY_TRACK_BYTES - 1;

	KUNIT_EXPECT_LT(test, last, 16ull << 20);
	KUNIT_EXPECT_EQ(test, drive->track_dma >> 16, last >> 16);
}

static void sectors_of_many_tracks_come_in_order(struct kunit *test)
{
	struct block_device *bdev = need_medium(test);
	u8 *many = kunit_kmalloc(test, 36 * SECTOR_SIZE, GFP_KERNEL);
	u8 *one = kunit_kmalloc(test, SECTOR_SIZE, GFP_KERNEL);
	unsigned int i;

	KUNIT_EXPECT_EQ(test, blkdev_read(bdev, 7, 36, many), 0);
	for (i = 0; i < 36; i++) {
		KUNIT_EXPECT_EQ(test, blkdev_read(bdev, 7 + i, 1, one), 0);
		KUNIT_EXPECT_EQ(test, memcmp(one, many + i * SECTOR_SIZE, SECTOR_SIZE), 0);
	}
	blkdev_put(bdev, FMODE_READ);
}

/* Interrupts that never come: each wait ends, each try, and then the request; the next one goes well. */
static void a_controller_that_says_nothing_ends_in_time(struct kunit *test)
{
	struct block_device *bdev = need_medium(test);
	struct floppy_drive *drive = bdev->bd_disk->private_data;
	u8 *buf = kunit_kmalloc(test, SECTOR_SIZE, GFP_KERNEL);
	unsigned long began = jiffies;
	u64 resets = bdev->bd_disk->events.resets;

	drive->cached = -1;
	disable_irq(FDC_IRQ);
	KUNIT_EXPECT_EQ(test, blkdev_read(bdev, 50, 1, buf), -ETIMEDOUT);
	enable_irq(FDC_IRQ);
	KUNIT_EXPECT_TRUE(test, time_before(jiffies, began + 31 * HZ));
	KUNIT_EXPECT_GE(test, bdev->bd_disk->events.resets, resets + 2);
	KUNIT_EXPECT_FALSE(test, isa_dma_enabled(FDC_DMA_CHANNEL));
	KUNIT_EXPECT_EQ(test, blkdev_read(bdev, 50, 1, buf), 0);
	blkdev_put(bdev, FMODE_READ);
}

static void the_controller_is_let_go_and_found_again(struct kunit *test)
{
	struct device *dev = need_drive(test)->disk.dev;
	struct block_device *bdev;
	u8 *buf = kunit_kmalloc(test, SECTOR_SIZE, GFP_KERNEL);

	device_release_driver(dev);
	KUNIT_EXPECT_PTR_EQ(test, blkdev_get_by_path("fd0", FMODE_READ, test), ERR_PTR(-ENODEV));
	KUNIT_EXPECT_EQ(test, request_dma(FDC_DMA_CHANNEL, "test"), 0);
	free_dma(FDC_DMA_CHANNEL);
	KUNIT_ASSERT_EQ(test, device_attach(dev), 1);
	bdev = need_medium(test);
	KUNIT_EXPECT_EQ(test, blkdev_read(bdev, 50, 1, buf), 0);
	blkdev_put(bdev, FMODE_READ);
}

static void an_unsigned_medium_refuses_writes(struct kunit *test)
{
	struct block_device *bdev = need_medium(test);
	u8 *buf = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);

	if (!bdev_read_only(bdev))
		kunit_skip(test, "the medium is signed");
	KUNIT_EXPECT_EQ(test, blkdev_write(bdev, 600, 1, buf), -EROFS);
	blkdev_put(bdev, FMODE_READ);
}

static struct kunit_case floppy_cases[] = {
	KUNIT_CASE(cmos_names_two_drives),
	KUNIT_CASE(both_sides_of_a_cylinder_come_before_the_next),
	KUNIT_CASE(a_piece_ends_with_its_track),
	KUNIT_CASE(a_turn_of_headers_tells_how_many_sectors_there_are),
	KUNIT_CASE(a_missed_header_is_noticed),
	KUNIT_CASE(an_empty_drive_says_so),
	KUNIT_CASE(a_track_is_read_once),
	KUNIT_CASE(memory_of_a_track_is_what_the_8237_reaches),
	KUNIT_CASE(sectors_of_many_tracks_come_in_order),
	KUNIT_CASE(a_controller_that_says_nothing_ends_in_time),
	KUNIT_CASE(the_controller_is_let_go_and_found_again),
	KUNIT_CASE(an_unsigned_medium_refuses_writes),
	{}
};

static struct kunit_suite floppy_suite = {
	.name = "floppy", .test_cases = floppy_cases,
};
kunit_test_suite(floppy_suite);
