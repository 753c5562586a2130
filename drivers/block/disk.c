// SPDX-License-Identifier: MIT
/*
 * drivers/block/disk.c: the list of disks, their names and their partitions.
 *
 * Locks.    disks.lock guards the list; a disk that drivers take away waits for nobody, so its users
 *           must be gone.
 * Paths.    add_disk -> name it -> read_partitions -> mbr_parse, ebr_parse
 * Sources.  LDD3 ch. 16 "Registration".
 */
#include <linux/blkdev.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#define MAX_LINKS 64 /* of a chain of logical partitions */

static struct {
	struct mutex lock;
	struct list_head list;
	unsigned int letters; /* names given, one bit each */
} disks = { __MUTEX_INITIALIZER(disks.lock), LIST_HEAD_INIT(disks.list), 0 };

/**
 * blkdev_read() - read sectors into one buffer of the direct map.
 * @bdev: disk or partition.
 * @sector: first, counted from its start.
 * @nr_sectors: how many; at most the disk's max_sectors.
 * @buf: kmalloc()ed or pages.
 *
 * Context: may sleep.
 * Return: 0; -EINVAL beyond the end; -EIO; -ETIMEDOUT.
 */
int blkdev_read(struct block_device *bdev, sector_t sector, unsigned int nr_sectors, void *buf)
{
	struct request *rq;
	struct scatterlist sg;
	int err;

	if (sector >= bdev->nr_sectors || nr_sectors > bdev->nr_sectors - sector)
		return -EINVAL;
	rq = kzalloc(sizeof(*rq), GFP_KERNEL);
	if (!rq)
		return -ENOMEM;
	sg_init_one(&sg, buf, nr_sectors << SECTOR_SHIFT);
	rq->disk = bdev->bd_disk;
	rq->sector = bdev->start + sector;
	rq->nr_sectors = nr_sectors;
	rq->sgl = &sg;
	rq->nents = 1;
	err = blk_execute(rq);
	kfree(rq);
	return err;
}
EXPORT_SYMBOL(blkdev_read);

static void set_partition(struct gendisk *disk, unsigned int number, const struct partition *p)
{
	struct block_device *bdev = &disk->part[number];

	snprintf(bdev->name, sizeof(bdev->name), "%s%u", disk->disk_name, number);
	bdev->bd_disk = disk;
	bdev->start = p->start;
	bdev->nr_sectors = p->nr_sectors;
	bdev->type = p->type;
}

/* Follow the chain inside @container; its partitions are numbered from 5 on. */
static void read_logical(struct gendisk *disk, const struct partition *container, u8 *buf)
{
	u64 at = container->start, end = at + container->nr_sectors, next;
	unsigned int number = 5, links;

	for (links = 0; links < MAX_LINKS && number < DISK_MAX_PARTS; links++, at = next) {
		struct partition p;
		int found = blkdev_read(&disk->part[0], at, 1, buf);

		if (!found)
			found = ebr_parse(buf, container->start, at, end, &p, &next);
		if (found < 0) {
			pr_warn("%s: broken chain of logical partitions at %llu\n", disk->disk_name, at);
			return;
		}
		if (found)
			set_partition(disk, number++, &p);
		if (!next)
			return;
	}
}

static void read_partitions(struct gendisk *disk)
{
	struct partition p[4];
	u8 *buf = kmalloc(2 * SECTOR_SIZE, GFP_KERNEL);
	int found, i;

	if (!buf)
		return;
	found = blkdev_read(&disk->part[0], 0, 1, buf);
	if (!found)
		found = mbr_parse(buf, disk->part[0].nr_sectors, p);
	if (found == -EINVAL)
		pr_warn("%s: its partition table does not fit the disk\n", disk->disk_name);
	for (i = 0; i < found; i++) {
		set_partition(disk, p[i].number, &p[i]);
		if (mbr_is_extended(p[i].type))
			read_logical(disk, &p[i], buf + SECTOR_SIZE);
	}
	kfree(buf);
}

/**
 * add_disk() - name a disk and make it known.
 * @disk: all but names and partitions filled in; its queue ready.
 * @nr_sectors: its size.
 *
 * Context: may sleep; reads the partition table.
 * Return: 0; -ENOSPC after sdz.
 */
int add_disk(struct gendisk *disk, sector_t nr_sectors)
{
	struct partition whole = { 0, nr_sectors, 0, 0 };
	unsigned int letter;

	mutex_lock(&disks.lock);
	letter = (unsigned int)ffz(disks.letters);
	if (letter < 26) {
		disks.letters |= 1u << letter;
		snprintf(disk->disk_name, sizeof(disk->disk_name), "sd%c", 'a' + (char)letter);
		list_add_tail(&disk->node, &disks.list);
	}
	mutex_unlock(&disks.lock);
	if (letter >= 26)
		return -ENOSPC;
	set_partition(disk, 0, &whole);
	strscpy(disk->part[0].name, disk->disk_name, DISK_NAME_LEN);
	read_partitions(disk);
	pr_info("%s: %s, %llu sectors, %llu MB, %s\n", disk->disk_name, disk->model, (u64)nr_sectors,
		div_u64(nr_sectors << SECTOR_SHIFT, 1000000), disk->mode);
	return 0;
}
EXPORT_SYMBOL(add_disk);

void del_gendisk(struct gendisk *disk)
{
	mutex_lock(&disks.lock);
	list_del(&disk->node);
	disks.letters &= ~(1u << (disk->disk_name[2] - 'a'));
	mutex_unlock(&disks.lock);
}
EXPORT_SYMBOL(del_gendisk);

/* The disk behind @disk in the list, the first for NULL; NULL at the end. */
struct gendisk *next_disk(struct gendisk *disk)
{
	struct list_head *next;

	mutex_lock(&disks.lock);
	next = disk ? disk->node.next : disks.list.next;
	mutex_unlock(&disks.lock);
	return next == &disks.list ? NULL : list_entry(next, struct gendisk, node);
}
EXPORT_SYMBOL(next_disk);

/* "sda", "sda1", "/dev/sda". Return: NULL if there is none. */
struct block_device *blkdev_find(const char *name)
{
	struct gendisk *disk = NULL;
	int i;

	if (!strncmp(name, "/dev/", 5))
		name += 5;
	while ((disk = next_disk(disk)))
		for (i = 0; i < DISK_MAX_PARTS; i++)
			if (disk->part[i].nr_sectors && !strcmp(disk->part[i].name, name))
				return &disk->part[i];
	return NULL;
}
EXPORT_SYMBOL(blkdev_find);
