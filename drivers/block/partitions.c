// SPDX-License-Identifier: MIT
/*
 * drivers/block/partitions.c: find out how a disk is divided: read what mbr.c and gpt.c understand.
 *
 * An MBR that gives everything to type ee hands over to a GPT: the header in sector 1, or its twin
 * in the last sector where that one is damaged, with the table it names. Whatever does not add up
 * costs its partitions, never more: the disk as a whole stays readable. A row of an MBR that begins
 * beyond the end of the disk is left out, one that ends beyond it is cut there; the others stay, and
 * keep their numbers. So no partition is larger than its disk, whatever is written in the table.
 *
 * Paths.    add_disk -> read_partitions -> mbr_parse, show_partition, read_logical | read_gpt
 * Source.   Linux block/partitions/core.c, for what becomes of rows beyond the end, and its words.
 */
#include <linux/crc32.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "block.h"

#define MAX_LINKS 64 /* of a chain of logical partitions */

static void set_partition(struct gendisk *disk, unsigned int number, const struct partition *p)
{
	struct block_device *bdev = &disk->part[number];

	snprintf(bdev->name, sizeof(bdev->name), "%s%u", disk->disk_name, number);
	bdev->bd_disk = disk;
	bdev->partno = (u8)number;
	bdev->start = p->start;
	bdev->nr_sectors = p->nr_sectors;
	bdev->type = p->type;
}

/* As much of @p as the disk has; what it has not is said. */
static void show_partition(struct gendisk *disk, unsigned int number, struct partition p)
{
	u64 size = p.nr_sectors;
	int fit = partition_fit(&p, disk->part[0].nr_sectors);

	if (fit < 0) {
		pr_warn("%s: p%u start %llu is beyond EOD, truncated\n", disk->disk_name, number,
			p.start);
		return;
	}
	if (fit)
		pr_warn("%s: p%u size %llu extends beyond EOD, truncated\n", disk->disk_name,
			number, size);
	set_partition(disk, number, &p);
}

static void say_dropped(const struct gendisk *disk)
{
	pr_warn("%s: partitions beyond number %d are not shown\n", disk->disk_name, DISK_MAX_PARTS - 1);
}

/* Follow the chain inside @container; its partitions are numbered from @number on. Return: the next number. */
static unsigned int read_logical(struct gendisk *disk, const struct partition *container, unsigned int number,
				 u8 *buf)
{
	u64 at = container->start, end = at + container->nr_sectors, next;
	unsigned int links;

	for (links = 0; links < MAX_LINKS; links++, at = next) {
		struct partition p;
		int found;

		if (at >= disk->part[0].nr_sectors) {
			pr_warn("%s: partition table beyond EOD, truncated\n", disk->disk_name);
			break;
		}
		found = blkdev_read(&disk->part[0], at, 1, buf);
		if (!found)
			found = ebr_parse(buf, container->start, at, end, &p, &next);
		if (found < 0) {
			pr_warn("%s: broken chain of logical partitions at %llu\n", disk->disk_name,
				at);
			break;
		}
		if (found && number == DISK_MAX_PARTS) {
			say_dropped(disk);
			break;
		}
		if (found)
			show_partition(disk, number++, p);
		if (!next)
			break;
	}
	return number;
}

/* Two passes over the table, a sector at a time: is it whole; then, what does it say? */
static int check_table(struct gendisk *disk, const struct gpt_header *h, u8 *buf)
{
	u32 left = h->nr_entries * h->entry_size, crc = ~0u;
	u64 at;

	for (at = h->table; left; at++) {
		u32 here = min_t(u32, left, SECTOR_SIZE);
		int err = blkdev_read(&disk->part[0], at, 1, buf);

		if (err)
			return err;
		crc = crc32_le(crc, buf, here);
		left -= here;
	}
	return ~crc == h->table_crc ? 0 : -EBADMSG;
}

static int read_table(struct gendisk *disk, const struct gpt_header *h, u8 *buf)
{
	unsigned int i, dropped = 0;
	unsigned int per_sector = SECTOR_SIZE / h->entry_size;
	struct partition p;

	for (i = 0; i < h->nr_entries; i++) {
		int found = 0;

		if (i % per_sector == 0)
			found = blkdev_read(&disk->part[0], h->table + i / per_sector, 1, buf);
		if (!found)
			found = gpt_parse_entry(buf + i % per_sector * h->entry_size, h, &p);
		if (found > 0 && i + 1 < DISK_MAX_PARTS)
			set_partition(disk, i + 1, &p);
		else if (found > 0)
			dropped++;
		else if (found < 0)
			pr_warn("%s: entry %u of its GUID partition table is not usable: %pe\n",
				disk->disk_name, i + 1, ERR_PTR(found));
	}
	if (dropped)
		say_dropped(disk);
	return 0;
}

/*
 * By the header in sector @lba. Return: 0; -ENOENT, -EBADMSG, -EINVAL as gpt_parse_header() says;
 * -EIO.
 */
static int read_gpt_at(struct gendisk *disk, u64 lba, u8 *buf)
{
	struct gpt_header h;
	int err = blkdev_read(&disk->part[0], lba, 1, buf);

	if (!err)
		err = gpt_parse_header(buf, lba, disk->part[0].nr_sectors, &h);
	if (!err)
		err = check_table(disk, &h, buf);
	return err ?: read_table(disk, &h, buf);
}

static void read_gpt(struct gendisk *disk, u8 *buf)
{
	int err = read_gpt_at(disk, 1, buf);

	if (!err)
		return;
	pr_warn("%s: GUID partition table: %pe; trying the one at the end\n", disk->disk_name,
		ERR_PTR(err));
	err = read_gpt_at(disk, disk->part[0].nr_sectors - 1, buf);
	if (err)
		pr_warn("%s: nor can that be used: %pe\n", disk->disk_name, ERR_PTR(err));
}

static void read_mbr(struct gendisk *disk, u8 *buf)
{
	struct partition p[4];
	int i, found = mbr_parse(buf, p);
	unsigned int number = 5;

	if (found == -EINVAL)
		pr_warn("%s: its partition table is broken\n", disk->disk_name);
	for (i = 0; i < found; i++) {
		show_partition(disk, p[i].number, p[i]);
		if (mbr_is_extended(p[i].type))
			number = read_logical(disk, &p[i], number, buf);
	}
}

/* Fill disk->part[1...]. Context: may sleep. */
void read_partitions(struct gendisk *disk)
{
	struct partition whole = {.nr_sectors = disk->part[0].nr_sectors};
	u8 *buf;

	set_partition(disk, 0, &whole);
	strscpy(disk->part[0].name, disk->disk_name, DISK_NAME_LEN);
	if (disk->block_sectors != 1 || disk->one_piece)
		return; /* CDs and floppy disks have none */
	buf = kmalloc(SECTOR_SIZE, GFP_KERNEL);
	if (!buf)
		return;
	if (!blkdev_read(&disk->part[0], 0, 1, buf)) {
		if (mbr_is_protective(buf))
			read_gpt(disk, buf);
		else
			read_mbr(disk, buf);
	}
	kfree(buf);
}
