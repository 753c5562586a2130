// SPDX-License-Identifier: MIT
/*
 * drivers/block/disk.c: the list of disks: their names, who uses them, how they come and go.
 *
 * A disk's memory is its driver's. del_gendisk() takes the disk's name from the list, lets every
 * request for it fail with -ENODEV, and waits until the last user has put it back; then the memory
 * may go.
 *
 * Locks.    disks.lock guards the list, the names and the counts of users.
 * Paths.    add_disk -> take_name, read_partitions, write_gate_examine
 *           blkdev_get_by_path ... blkdev_put;  del_gendisk -> wait for users
 * Sources.  LDD3 ch. 16 "Registration".
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "block.h"

/* How disks of a kind are called: "sda", "sr0". Source: Linux admin-guide/devices.txt. */
static const struct disk_kind {
	char stem[3], first;
	unsigned int most, major, minors;
} kinds[] = {
	{"sd", 'a', 26, 8, DISK_MAX_PARTS},
	{"sr", '0', 10, 11, 1},
	{"fd", '0', 10, 2, 1},
};

static struct {
	struct mutex lock;
	struct list_head list;
	unsigned int names[ARRAY_SIZE(kinds)]; /* given, one bit each */
	struct wait_queue_head user_left;
} disks = {
	.lock = __MUTEX_INITIALIZER(disks.lock),
	.list = LIST_HEAD_INIT(disks.list),
	.user_left = __WAIT_QUEUE_HEAD_INITIALIZER(disks.user_left),
};

/* The driver wrote the stem; what names nothing is an "sd". */
static size_t kind_of(const struct gendisk *disk)
{
	size_t k;

	for (k = ARRAY_SIZE(kinds) - 1; k; k--)
		if (!strncmp(disk->disk_name, kinds[k].stem, 2))
			break;
	return k;
}

static int take_name(struct gendisk *disk)
{
	size_t k = kind_of(disk);
	unsigned int n = (unsigned int)ffz(disks.names[k]);

	if (n >= kinds[k].most)
		return -ENOSPC;
	disks.names[k] |= 1u << n;
	snprintf(disk->disk_name, DISK_NAME_LEN, "%s%c", kinds[k].stem, kinds[k].first + (char)n);
	disk->major = kinds[k].major;
	disk->first_minor = n * kinds[k].minors;
	return 0;
}

static void give_name_back(struct gendisk *disk)
{
	size_t k = kind_of(disk);

	disks.names[k] &= ~(1u << (disk->disk_name[2] - kinds[k].first));
}

/**
 * add_disk() - name a disk and make it known.
 * @disk: what is marked (D) filled in; its queue ready.
 * @nr_sectors: its size.
 *
 * Context: may sleep; reads the partition table and, where writing was asked for, the margins.
 * Return: 0; -ENOSPC after sdz, sr9 or fd9.
 */
int add_disk(struct gendisk *disk, sector_t nr_sectors)
{
	int err;

	if (!disk->block_sectors)
		disk->block_sectors = 1;
	mutex_lock(&disks.lock);
	err = take_name(disk);
	mutex_unlock(&disks.lock);
	if (err)
		return err;
	disk->part[0].nr_sectors = nr_sectors;
	disk->part[0].bd_disk = disk;
	disk->gate.verdict = GATE_NOT_ASKED;
	bdev_start_mapping(disk);
	read_partitions(disk);
	write_gate_examine(disk, write_gate_list);
	if (nr_sectors)
		pr_info("%s: %s, %llu sectors, %llu MB, %s\n", disk->disk_name, disk->model,
			(u64)nr_sectors, div_u64((u64)nr_sectors << SECTOR_SHIFT, 1000000), disk->mode);
	else
		pr_info("%s: %s, no medium, %s\n", disk->disk_name, disk->model, disk->mode);
	mutex_lock(&disks.lock);
	list_add_tail(&disk->node, &disks.list);
	mutex_unlock(&disks.lock);
	return 0;
}
EXPORT_SYMBOL(add_disk);

static bool unused(struct gendisk *disk)
{
	bool none;

	mutex_lock(&disks.lock);
	none = !disk->users;
	mutex_unlock(&disks.lock);
	return none;
}

/**
 * del_gendisk() - make a disk unknown again.
 * @disk: its queue still works: what is under way ends, what comes later fails with -ENODEV.
 *
 * Context: may sleep, until the last user of blkdev_get_by_path() is gone.
 */
void del_gendisk(struct gendisk *disk)
{
	unsigned long flags;

	bdev_sync(&disk->part[0]); /* the last chance for what the caches hold */
	mutex_lock(&disks.lock);
	list_del(&disk->node);
	mutex_unlock(&disks.lock);
	spin_lock_irqsave(&disk->queue->lock, flags);
	disk->gone = true;
	spin_unlock_irqrestore(&disk->queue->lock, flags);
	wait_event(disks.user_left, unused(disk));
	while (READ_ONCE(disk->part[0].stats.in_flight))
		msleep(10); /* read-ahead that nobody waits for; each request ends in time */
	bdev_end_mapping(disk);
	mutex_lock(&disks.lock);
	give_name_back(disk);
	mutex_unlock(&disks.lock);
}
EXPORT_SYMBOL(del_gendisk);

/* The disk behind @disk, the first for NULL; NULL at the end. It must not be deleted meanwhile. */
struct gendisk *next_disk(struct gendisk *disk)
{
	struct list_head *next;

	mutex_lock(&disks.lock);
	next = disk ? disk->node.next : disks.list.next;
	mutex_unlock(&disks.lock);
	return next == &disks.list ? NULL : list_entry(next, struct gendisk, node);
}
EXPORT_SYMBOL(next_disk);

/**
 * sync_bdevs() - dirty pages of every disk to its medium.
 * @wait: until they are there; else only begin.
 *
 * Context: may sleep. Return: 0, or the last disk's trouble, each of which has been said.
 */
int sync_bdevs(bool wait)
{
	struct gendisk *disk = NULL;
	int err = 0;

	while ((disk = next_disk(disk))) {
		int one = wait ? bdev_sync(&disk->part[0]) : filemap_flush(&disk->mapping);

		if (one)
			pr_err("%s: not everything could be written: %pe\n", disk->disk_name, ERR_PTR(one));
		err = one ?: err;
	}
	return err;
}
EXPORT_SYMBOL(sync_bdevs);

static struct block_device *find_locked(const char *name)
{
	struct gendisk *disk;
	int i;

	if (!strncmp(name, "/dev/", 5))
		name += 5;
	list_for_each_entry (disk, &disks.list, node)
		for (i = 0; i < DISK_MAX_PARTS; i++)
			if (disk->part[i].nr_sectors && !strcmp(disk->part[i].name, name))
				return &disk->part[i];
	return NULL;
}

/* By name: "sda1". Return: NULL if there is none. The disk must not be deleted meanwhile. */
struct block_device *blkdev_find(const char *name)
{
	struct block_device *bdev;

	mutex_lock(&disks.lock);
	bdev = find_locked(name);
	mutex_unlock(&disks.lock);
	return bdev;
}
EXPORT_SYMBOL(blkdev_find);

static struct gendisk *find_changeable_locked(const char *name)
{
	struct gendisk *disk;

	if (!strncmp(name, "/dev/", 5))
		name += 5;
	list_for_each_entry (disk, &disks.list, node)
		if (disk->queue->ops->check_medium && !strcmp(disk->disk_name, name))
			return disk;
	return NULL;
}

/*
 * A disk whose medium can be changed is asked each time that its first user comes. A size is not
 * changed under anybody's feet, and what is writable was looked at when the disk was added.
 * Return: 0; -ENOMEDIUM.
 */
static int look_at_medium(const char *path)
{
	struct gendisk *disk;
	bool changed = false;
	sector_t size;

	mutex_lock(&disks.lock);
	disk = find_changeable_locked(path);
	if (!disk || disk->users) {
		mutex_unlock(&disks.lock);
		return 0;
	}
	size = disk->queue->ops->check_medium(disk, &changed);
	if (changed && (size || disk->part[0].nr_sectors)) {
		bdev_end_mapping(disk); /* what it holds was the other's */
		disk->part[0].nr_sectors = size;
		disk->gate.verdict = GATE_CHANGED;
		bdev_start_mapping(disk);
	}
	mutex_unlock(&disks.lock);
	return size ? 0 : -ENOMEDIUM;
}

/**
 * blkdev_get_by_path() - find a disk or partition and keep it from going away.
 * @path: "sda", "sda1", "/dev/sda".
 * @mode: FMODE_READ, FMODE_WRITE.
 * @holder: not used; Linux has it.
 *
 * Context: may sleep.
 * Return: the device, to be given back with blkdev_put(); ERR_PTR(-ENODEV): none of that name;
 * ERR_PTR(-ENOMEDIUM): nothing is in the drive; ERR_PTR(-EROFS): it cannot be written.
 */
struct block_device *blkdev_get_by_path(const char *path, fmode_t mode, void *holder)
{
	struct block_device *bdev;
	int err = look_at_medium(path);

	if (err)
		return ERR_PTR(err);
	mutex_lock(&disks.lock);
	bdev = find_locked(path);
	if (!bdev)
		bdev = ERR_PTR(-ENODEV);
	else if (mode & FMODE_WRITE && bdev_read_only(bdev))
		bdev = ERR_PTR(-EROFS);
	else
		bdev->bd_disk->users++;
	mutex_unlock(&disks.lock);
	return bdev;
}
EXPORT_SYMBOL(blkdev_get_by_path);

void blkdev_put(struct block_device *bdev, fmode_t mode)
{
	mutex_lock(&disks.lock);
	bdev->bd_disk->users--;
	mutex_unlock(&disks.lock);
	wake_up_all(&disks.user_left);
}
EXPORT_SYMBOL(blkdev_put);
