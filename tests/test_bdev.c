// SPDX-License-Identifier: MIT
/* tests/test_bdev.c: disks through the page cache, past it, and as files; on a disk made of memory. */
#include <linux/blkdev.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>
#include <slate/command.h>
#include <slate/fault.h>

#include "fake_disk.h"

#define WINDOW_FIRST 515 /* not at a page's edge */
#define WINDOW_END   685
#define ODD_SECTORS  (FAKE_SECTORS - 5)
#define BYTES(sectors) ((loff_t)(sectors) << SECTOR_SHIFT)

static struct fake_disk *fake;
static struct block_device *bdev;
static struct file_ra_state ra;
static u8 *buf, *other;

static int bdev_test_init(struct kunit *test)
{
	fake = fake_disk_new(test, 4);
	for (size_t i = 0; i < FAKE_SECTORS * SECTOR_SIZE; i++)
		fake->memory[i] = (u8)(i / SECTOR_SIZE * 7 + i);
	if (add_disk(&fake->disk, ODD_SECTORS))
		return -ENOSPC;
	fake->disk.gate = (struct write_gate){ GATE_OPEN, WINDOW_FIRST, WINDOW_END };
	bdev = &fake->disk.part[0];
	bdev->stats = (struct disk_stats){};
	fake->starts = 0;
	fake->disk.events = (struct disk_events){};
	file_ra_state_init(&ra, bdev_mapping(bdev));
	buf = kunit_kzalloc(test, 64 << 10, GFP_KERNEL);
	other = kunit_kzalloc(test, 64 << 10, GFP_KERNEL);
	return buf && other ? 0 : -ENOMEM;
}

static void bdev_test_exit(struct kunit *test)
{
	struct address_space *mapping = &fake->disk.mapping;

	fake->plan = ".";
	fake->bad_sector = ~0u;
	fake_disk_free(fake);
	KUNIT_EXPECT_EQ(test, mapping->nrpages, 0);
	KUNIT_EXPECT_EQ(test, mapping->nrdirty, 0);
	KUNIT_EXPECT_TRUE(test, radix_tree_empty(&mapping->i_pages));
}

static u8 *on_disk(sector_t sector)
{
	return fake->memory + (size_t)sector * SECTOR_SIZE;
}

static int read_sectors(sector_t sector, unsigned int n)
{
	return bdev_read_buffer(bdev, &ra, BYTES(sector), buf, n * SECTOR_SIZE);
}

static int give(void *own, void *data, unsigned int bytes)
{
	u8 **from = own;

	memcpy(data, *from, bytes);
	*from += bytes;
	return 0;
}

static ssize_t write_bytes(loff_t pos, const void *data, size_t len)
{
	const void *from = data;

	return bdev_write(bdev, pos, len, give, &from);
}

static ssize_t write_sectors(sector_t sector, unsigned int n, u8 value)
{
	memset(other, value, n * SECTOR_SIZE);
	return write_bytes(BYTES(sector), other, n * SECTOR_SIZE);
}

static void reads_are_the_disks_bytes_and_come_once(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, read_sectors(3, 20), 0);
	KUNIT_EXPECT_EQ(test, memcmp(buf, on_disk(3), 20 * SECTOR_SIZE), 0);
	fake->plan = "e";
	KUNIT_EXPECT_EQ(test, read_sectors(4, 3), 0);
	KUNIT_EXPECT_EQ(test, memcmp(buf, on_disk(4), 3 * SECTOR_SIZE), 0);
	KUNIT_EXPECT_EQ(test, bdev_read_buffer(bdev, &ra, 5 * 512 + 77, buf, 1000), 0);
	KUNIT_EXPECT_EQ(test, memcmp(buf, on_disk(5) + 77, 1000), 0);
	KUNIT_EXPECT_EQ(test, fake->disk.events.errors, (u64)0);
}

static void a_disk_that_no_page_divides_has_its_last_sectors(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, read_sectors(ODD_SECTORS - 2, 2), 0);
	KUNIT_EXPECT_EQ(test, memcmp(buf, on_disk(ODD_SECTORS - 2), 2 * SECTOR_SIZE), 0);
	KUNIT_EXPECT_EQ(test, read_sectors(ODD_SECTORS - 1, 2), -EINVAL);
	KUNIT_EXPECT_EQ(test, read_sectors(ODD_SECTORS, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, fake->disk.events.errors, (u64)0);
}

static void a_sector_is_in_memory_once_by_whatever_name(struct kunit *test)
{
	struct block_device *part = &fake->disk.part[1];

	*part = (struct block_device){ .name = "part", .bd_disk = &fake->disk, .start = 517, .nr_sectors = 100, .partno = 1 };
	KUNIT_EXPECT_PTR_EQ(test, bdev_mapping(part), bdev_mapping(bdev));
	KUNIT_EXPECT_EQ(test, write_sectors(520, 1, 0xaa), SECTOR_SIZE);
	KUNIT_EXPECT_EQ(test, bdev_read_buffer(part, &ra, BYTES(3), buf, SECTOR_SIZE), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(buf, 0xaa, SECTOR_SIZE));
	KUNIT_EXPECT_EQ(test, bdev_read_buffer(part, &ra, BYTES(99), buf, SECTOR_SIZE), 0);
	KUNIT_EXPECT_EQ(test, bdev_read_buffer(part, &ra, BYTES(100), buf, SECTOR_SIZE), -EINVAL);
	part->nr_sectors = 0;
}

static void what_is_written_comes_back_at_once_and_reaches_the_disk_by_sync(struct kunit *test)
{
	u8 before = *on_disk(600);

	KUNIT_EXPECT_EQ(test, write_sectors(600, 16, 0x55), 16 * SECTOR_SIZE);
	KUNIT_EXPECT_EQ(test, *on_disk(600), before);
	KUNIT_EXPECT_EQ(test, read_sectors(600, 16), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(buf, 0x55, 16 * SECTOR_SIZE));
	KUNIT_EXPECT_EQ(test, bdev_sync(bdev), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(on_disk(600), 0x55, 16 * SECTOR_SIZE));
	KUNIT_EXPECT_EQ(test, bdev->stats.ios[REQ_OP_WRITE], (u64)1);
	KUNIT_EXPECT_EQ(test, bdev->stats.ios[REQ_OP_FLUSH], (u64)1);
}

static void only_what_was_changed_of_a_page_is_written(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, write_bytes(BYTES(603) + 100, "slate", 5), 5);
	KUNIT_EXPECT_EQ(test, write_bytes(BYTES(605) + 511, "x", 1), 1);
	/* What nobody has changed may change behind the cache's back. */
	*on_disk(602) = 0x11;
	*on_disk(606) = 0x22;
	KUNIT_EXPECT_EQ(test, bdev_sync(bdev), 0);
	KUNIT_EXPECT_EQ(test, memcmp(on_disk(603) + 100, "slate", 5), 0);
	KUNIT_EXPECT_EQ(test, on_disk(605)[511], 'x');
	KUNIT_EXPECT_EQ(test, *on_disk(602), 0x11);
	KUNIT_EXPECT_EQ(test, *on_disk(606), 0x22);
	KUNIT_EXPECT_EQ(test, bdev->stats.sectors[REQ_OP_WRITE], (u64)3);
}

static void the_gate_is_asked_before_a_page_is_touched(struct kunit *test)
{
	u8 *before = vmalloc(FAKE_SECTORS * SECTOR_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, before);
	memcpy(before, fake->memory, FAKE_SECTORS * SECTOR_SIZE);
	KUNIT_EXPECT_EQ(test, write_sectors(WINDOW_FIRST - 1, 1, 1), -EPERM);
	KUNIT_EXPECT_EQ(test, write_sectors(WINDOW_END - 1, 2, 1), -EPERM);
	KUNIT_EXPECT_EQ(test, write_sectors(ODD_SECTORS, 1, 1), -ENOSPC);
	fake->disk.gate.verdict = GATE_NOT_ASKED;
	KUNIT_EXPECT_EQ(test, write_sectors(600, 1, 1), -EROFS);
	KUNIT_EXPECT_EQ(test, bdev_mapping(bdev)->nrdirty, 0);
	KUNIT_EXPECT_EQ(test, memcmp(before, fake->memory, FAKE_SECTORS * SECTOR_SIZE), 0);
	vfree(before);
}

/* A driver's mistake: the page is dirty although nobody may write. */
static void a_page_made_dirty_behind_a_shut_gate_is_not_written(struct kunit *test)
{
	struct page *page = read_mapping_page(bdev_mapping(bdev), 75, NULL);
	u8 before = *on_disk(600);

	KUNIT_ASSERT_FALSE(test, IS_ERR(page));
	fake->disk.gate.verdict = GATE_NOT_ASKED;
	lock_page(page);
	memset_page(page, 0, 0xcc, PAGE_SIZE);
	set_page_dirty(page);
	unlock_page(page);
	KUNIT_EXPECT_EQ(test, sync_blockdev(bdev), -EIO);
	KUNIT_EXPECT_EQ(test, *on_disk(600), before);
	KUNIT_EXPECT_EQ(test, fake->disk.events.refused, (u64)1);
	KUNIT_EXPECT_EQ(test, bdev_mapping(bdev)->nrdirty, 0);
	put_page(page);
}

static void a_page_on_the_windows_edge_is_written_as_far_as_that_goes(struct kunit *test)
{
	u8 before = *on_disk(WINDOW_FIRST - 1);

	KUNIT_EXPECT_EQ(test, write_sectors(WINDOW_FIRST, 8, 0x77), 8 * SECTOR_SIZE);
	KUNIT_EXPECT_EQ(test, write_sectors(WINDOW_END - 1, 1, 0x78), SECTOR_SIZE);
	KUNIT_EXPECT_EQ(test, bdev_sync(bdev), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(on_disk(WINDOW_FIRST), 0x77, 8 * SECTOR_SIZE));
	KUNIT_EXPECT_NULL(test, memchr_inv(on_disk(WINDOW_END - 1), 0x78, SECTOR_SIZE));
	KUNIT_EXPECT_EQ(test, *on_disk(WINDOW_FIRST - 1), before);
}

static void direct_reads_and_writes_agree_with_the_cache(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, write_sectors(600, 4, 0x31), 4 * SECTOR_SIZE);
	KUNIT_EXPECT_EQ(test, blkdev_read(bdev, 601, 2, buf), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(buf, 0x31, 2 * SECTOR_SIZE));
	memset(other, 0x32, 2 * SECTOR_SIZE);
	KUNIT_EXPECT_EQ(test, write_sectors(603, 1, 0x33), SECTOR_SIZE);
	memset(other, 0x32, 2 * SECTOR_SIZE);
	KUNIT_EXPECT_EQ(test, blkdev_write(bdev, 601, 2, other), 0);
	KUNIT_EXPECT_EQ(test, read_sectors(600, 4), 0);
	KUNIT_EXPECT_EQ(test, buf[0], 0x31);
	KUNIT_EXPECT_NULL(test, memchr_inv(buf + SECTOR_SIZE, 0x32, 2 * SECTOR_SIZE));
	KUNIT_EXPECT_EQ(test, buf[3 * SECTOR_SIZE], 0x33);
}

static void a_bad_sector_hurts_only_who_asks_for_it(struct kunit *test)
{
	fake->bad_sector = 20;
	KUNIT_EXPECT_EQ(test, read_sectors(0, 16), 0); /* the window goes beyond the bad one */
	KUNIT_EXPECT_EQ(test, read_sectors(16, 4), 0);
	KUNIT_EXPECT_EQ(test, memcmp(buf, on_disk(16), 4 * SECTOR_SIZE), 0);
	KUNIT_EXPECT_EQ(test, read_sectors(20, 1), -EIO);
	KUNIT_EXPECT_EQ(test, read_sectors(21, 11), 0);
	KUNIT_EXPECT_EQ(test, memcmp(buf, on_disk(21), 11 * SECTOR_SIZE), 0);
	fake->bad_sector = ~0u;
	KUNIT_EXPECT_EQ(test, read_sectors(20, 1), 0);
}

static void sectors_beside_a_bad_one_can_be_written(struct kunit *test)
{
	fake->bad_sector = 620;
	KUNIT_EXPECT_EQ(test, write_sectors(621, 2, 0x21), 2 * SECTOR_SIZE);
	KUNIT_EXPECT_NULL(test, memchr_inv(on_disk(621), 0x21, 2 * SECTOR_SIZE));
	KUNIT_EXPECT_EQ(test, write_bytes(BYTES(621) + 1, "x", 1), -EIO); /* the rest of the sector would be needed */
	KUNIT_EXPECT_EQ(test, write_sectors(619, 2, 0x22), -EIO);
	KUNIT_EXPECT_EQ(test, read_sectors(622, 1), 0);
	KUNIT_EXPECT_EQ(test, buf[0], 0x21);
}

static void a_write_that_fails_is_told_by_the_next_sync_once(struct kunit *test)
{
	u8 before = *on_disk(601);

	KUNIT_EXPECT_EQ(test, read_sectors(600, 1), 0);
	fake->bad_sector = 601;
	KUNIT_EXPECT_EQ(test, write_sectors(601, 1, 0x44), SECTOR_SIZE);
	filemap_flush(bdev_mapping(bdev));
	KUNIT_EXPECT_EQ(test, bdev_sync(bdev), -EIO);
	KUNIT_EXPECT_EQ(test, bdev_sync(bdev), 0);
	fake->bad_sector = ~0u;
	/* Nobody is shown what is not there. */
	KUNIT_EXPECT_EQ(test, read_sectors(601, 1), 0);
	KUNIT_EXPECT_EQ(test, buf[0], before);
}

static void a_disk_that_vanishes_holds_no_dirty_pages(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, write_sectors(600, 32, 0x66), 32 * SECTOR_SIZE);
	spin_lock_irq(&fake->queue.lock);
	blk_mark_gone(&fake->disk);
	spin_unlock_irq(&fake->queue.lock);
	KUNIT_EXPECT_EQ(test, sync_blockdev(bdev), -EIO);
	KUNIT_EXPECT_EQ(test, bdev_mapping(bdev)->nrdirty, 0);
	KUNIT_EXPECT_EQ(test, node_page_state(NODE_DATA(0), NR_WRITEBACK), 0);
	KUNIT_EXPECT_EQ(test, read_sectors(600, 1), -ENODEV);
	KUNIT_EXPECT_EQ(test, write_sectors(600, 1, 0), -ENODEV);
}

static void a_transfer_needs_no_memory_but_its_own(struct kunit *test)
{
	struct page *page;

	KUNIT_EXPECT_EQ(test, write_sectors(600, 40, 0x12), 40 * SECTOR_SIZE);
	for (unsigned int n = 1; n < 4; n++) {
		fault_inject(n, 1u << FAULT_SLAB);
		KUNIT_EXPECT_EQ(test, sync_blockdev(bdev), 0);
		fault_inject(0, 0);
		KUNIT_EXPECT_NULL(test, memchr_inv(on_disk(600), 0x12, 40 * SECTOR_SIZE));
		KUNIT_EXPECT_EQ(test, write_sectors(600, 40, 0x12), 40 * SECTOR_SIZE);
	}
	page = grab_cache_page(bdev_mapping(bdev), 3);
	KUNIT_ASSERT_NOT_NULL(test, page);
	fault_inject(1, 1u << FAULT_SLAB);
	bdev_mapping(bdev)->a_ops->readpage(NULL, page);
	wait_on_page_locked(page);
	KUNIT_EXPECT_TRUE(test, fault_injected());
	fault_inject(0, 0);
	KUNIT_EXPECT_TRUE(test, PageUptodate(page));
	put_page(page);
}

static void a_disk_is_a_file_of_dev(struct kunit *test)
{
	char path[32];
	struct file *file;
	u64 bytes = 0;
	loff_t pos;

	snprintf(path, sizeof(path), "/dev/%s", fake->disk.disk_name);
	file = filp_open(path, O_RDWR, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	KUNIT_EXPECT_TRUE(test, S_ISBLK(file_inode(file)->i_mode));
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, -100, SEEK_END), BYTES(ODD_SECTORS) - 100);
	KUNIT_EXPECT_EQ(test, kernel_read(file, buf, 200, &file->f_pos), 100);
	KUNIT_EXPECT_EQ(test, memcmp(buf, on_disk(ODD_SECTORS) - 100, 100), 0);
	KUNIT_EXPECT_EQ(test, kernel_read(file, buf, 200, &file->f_pos), 0);
	pos = BYTES(610) + 510;
	KUNIT_EXPECT_EQ(test, kernel_write(file, "abcd", 4, &pos), 4);
	KUNIT_EXPECT_EQ(test, vfs_fsync(file, 0), 0);
	KUNIT_EXPECT_EQ(test, memcmp(on_disk(611) - 2, "abcd", 4), 0);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, BLKGETSIZE64, (unsigned long)&bytes), 0);
	KUNIT_EXPECT_EQ(test, bytes, (u64)BYTES(ODD_SECTORS));
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, BLKFLSBUF, 0), 0);
	KUNIT_EXPECT_EQ(test, bdev_mapping(bdev)->nrpages, 0);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, 0x1234, 0), -ENOTTY);
	filp_close(file, NULL);
	fake->disk.gate.verdict = GATE_NOT_ASKED;
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open(path, O_WRONLY, 0)), -EROFS);
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open("/dev/sdnone", O_RDONLY, 0)), -ENOENT);
}

static int dd_from_disk(const char *words)
{
	char line[96];

	snprintf(line, sizeof(line), "dd if=%s of=/dev/null %s", fake->disk.disk_name, words);
	return console_run(line);
}

static void dd_begins_where_it_is_told_or_not_at_all(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, dd_from_disk("skip=1194"), 0);
	KUNIT_EXPECT_EQ(test, dd_from_disk("skip=1195 count=1"), 0);
	KUNIT_EXPECT_EQ(test, dd_from_disk("skip=1196"), -EINVAL);
	fake->starts = 0;
	invalidate_bdev(bdev);
	KUNIT_EXPECT_EQ(test, dd_from_disk("skip=36028797018963968"), -EINVAL); /* 2^64 bytes */
	KUNIT_EXPECT_EQ(test, dd_from_disk("skip=17179869184G"), -ERANGE);
	KUNIT_EXPECT_EQ(test, dd_from_disk("skip=18446744073709551616"), -ERANGE);
	KUNIT_EXPECT_EQ(test, dd_from_disk("bs=18014398509481984K"), -ERANGE);
	KUNIT_EXPECT_EQ(test, dd_from_disk("bs=513"), -EINVAL);
	KUNIT_EXPECT_EQ(test, dd_from_disk("bs=0"), -EINVAL);
	KUNIT_EXPECT_EQ(test, dd_from_disk("skip=-1"), -EINVAL);
	KUNIT_EXPECT_EQ(test, dd_from_disk("skip=1Q"), -EINVAL);
	KUNIT_EXPECT_EQ(test, dd_from_disk("skip=1K1"), -EINVAL);
	KUNIT_EXPECT_EQ(test, fake->starts, 0);
}

static void dd_says_that_the_target_is_full(struct kunit *test)
{
	char line[96];

	fake->disk.gate.end = ODD_SECTORS;
	snprintf(line, sizeof(line), "dd if=/dev/zero of=%s seek=1190 count=6", fake->disk.disk_name);
	KUNIT_EXPECT_EQ(test, console_run(line), -ENOSPC);
	KUNIT_EXPECT_NULL(test, memchr_inv(on_disk(1190), 0, 5 * SECTOR_SIZE)); /* what fits is there */
	snprintf(line, sizeof(line), "dd if=/dev/zero of=%s seek=1190 count=5", fake->disk.disk_name);
	KUNIT_EXPECT_EQ(test, console_run(line), 0);
	snprintf(line, sizeof(line), "dd if=/dev/zero of=%s seek=1190", fake->disk.disk_name);
	KUNIT_EXPECT_EQ(test, console_run(line), 0); /* as much as there is room for was asked for */
	snprintf(line, sizeof(line), "dd if=%s of=%s skip=100 seek=1190", fake->disk.disk_name, fake->disk.disk_name);
	KUNIT_EXPECT_EQ(test, console_run(line), -ENOSPC);
}

static void buffers_of_meminfo_are_the_pages_of_disks(struct kunit *test)
{
	struct sysinfo info;
	unsigned long before = nr_blockdev_pages();

	KUNIT_EXPECT_EQ(test, read_sectors(0, 8), 0);
	si_meminfo(&info);
	KUNIT_EXPECT_EQ(test, info.bufferram, before + bdev_mapping(bdev)->nrpages);
	invalidate_bdev(bdev);
	KUNIT_EXPECT_EQ(test, nr_blockdev_pages(), before);
}

static struct kunit_case bdev_cases[] = {
	KUNIT_CASE(reads_are_the_disks_bytes_and_come_once),
	KUNIT_CASE(a_disk_that_no_page_divides_has_its_last_sectors),
	KUNIT_CASE(a_sector_is_in_memory_once_by_whatever_name),
	KUNIT_CASE(what_is_written_comes_back_at_once_and_reaches_the_disk_by_sync),
	KUNIT_CASE(only_what_was_changed_of_a_page_is_written),
	KUNIT_CASE(the_gate_is_asked_before_a_page_is_touched),
	KUNIT_CASE(a_page_made_dirty_behind_a_shut_gate_is_not_written),
	KUNIT_CASE(a_page_on_the_windows_edge_is_written_as_far_as_that_goes),
	KUNIT_CASE(direct_reads_and_writes_agree_with_the_cache),
	KUNIT_CASE(a_bad_sector_hurts_only_who_asks_for_it),
	KUNIT_CASE(sectors_beside_a_bad_one_can_be_written),
	KUNIT_CASE(a_write_that_fails_is_told_by_the_next_sync_once),
	KUNIT_CASE(a_disk_that_vanishes_holds_no_dirty_pages),
	KUNIT_CASE(a_transfer_needs_no_memory_but_its_own),
	KUNIT_CASE(a_disk_is_a_file_of_dev),
	KUNIT_CASE(dd_begins_where_it_is_told_or_not_at_all),
	KUNIT_CASE(dd_says_that_the_target_is_full),
	KUNIT_CASE(buffers_of_meminfo_are_the_pages_of_disks),
	{}
};

static struct kunit_suite bdev_suite = {
	.name = "bdev", .init = bdev_test_init, .exit = bdev_test_exit, .test_cases = bdev_cases,
};
kunit_test_suite(bdev_suite);
