// SPDX-License-Identifier: MIT
/*
 * drivers/block/mbr.c: partition tables of the PC: pure functions from bytes to partitions.
 *
 *     sector 0:  446 code | 4 rows of 16: flag . . . type . . . start(4) sectors(4) | 55 aa
 *
 * A row of a container type (05, 0f, 85) leads to a chain of such sectors, each with one partition
 * and the place of the next link, counted from the container's start. What contradicts itself is
 * refused: tables are input that anybody may have written. A row that leads beyond the disk is no
 * reason to hide the others: a copy on a smaller disk has such rows. partition_fit() cuts it.
 *
 * Source: UEFI Specification 2.10, 5.2.1 "Legacy Master Boot Record"; ATA/ATAPI for sector counts.
 */
#include <linux/blkdev.h>
#include <linux/errno.h>
#include <linux/export.h>

#define ROW_SIZE  16
#define ROWS_AT	  446
#define MAGIC_AT  510
#define ROW_TYPE  4
#define ROW_START 8
#define ROW_COUNT 12
#define TYPE_GPT  0xee

static u32 le32(const u8 *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24;
}

static bool has_magic(const u8 *sector)
{
	return sector[MAGIC_AT] == 0x55 && sector[MAGIC_AT + 1] == 0xaa;
}

bool mbr_is_extended(u8 type)
{
	return type == 0x05 || type == 0x0f || type == 0x85;
}
EXPORT_SYMBOL(mbr_is_extended);

bool mbr_is_protective(const u8 *sector)
{
	int i;

	for (i = 0; has_magic(sector) && i < 4; i++)
		if (sector[ROWS_AT + i * ROW_SIZE + ROW_TYPE] == TYPE_GPT)
			return true;
	return false;
}
EXPORT_SYMBOL(mbr_is_protective);

int mbr_parse(const u8 *sector, struct partition *out)
{
	int i, found = 0;

	if (!has_magic(sector))
		return -ENOENT;
	for (i = 0; i < 4; i++) {
		const u8 *row = sector + ROWS_AT + i * ROW_SIZE;
		u64 start = le32(row + ROW_START), count = le32(row + ROW_COUNT);

		if (row[0] & 0x7f)
			return -ENOENT; /* no row has such a flag: a boot sector without a table */
		if (!row[ROW_TYPE] || !count)
			continue;
		if (!start)
			return -EINVAL;
		out[found++] = (struct partition){start, count, row[ROW_TYPE], (u8)(i + 1)};
	}
	return found;
}
EXPORT_SYMBOL(mbr_parse);

int partition_fit(struct partition *p, u64 disk_sectors)
{
	if (p->start >= disk_sectors)
		return -ENOSPC;
	if (p->nr_sectors <= disk_sectors - p->start)
		return 0;
	p->nr_sectors = disk_sectors - p->start;
	return 1;
}
EXPORT_SYMBOL(partition_fit);

int ebr_parse(const u8 *sector, u64 base, u64 at, u64 end, struct partition *out, u64 *next)
{
	const u8 *row = sector + ROWS_AT, *link = row + ROW_SIZE;
	u64 start = at + le32(row + ROW_START), count = le32(row + ROW_COUNT);

	*next = 0;
	if (!has_magic(sector))
		return -EINVAL;
	if (mbr_is_extended(link[ROW_TYPE]) && le32(link + ROW_START))
		*next = base + le32(link + ROW_START);
	if (*next && (*next <= at || *next >= end))
		return -EINVAL; /* chains only lead on, so that walking one ends */
	if (!row[ROW_TYPE] || !count)
		return 0;
	if (start <= at || start >= end || count > end - start)
		return -EINVAL;
	*out = (struct partition){start, count, row[ROW_TYPE], 0};
	return 1;
}
EXPORT_SYMBOL(ebr_parse);
