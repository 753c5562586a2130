// SPDX-License-Identifier: MIT
/*
 * drivers/block/gpt.c: GUID partition tables: pure functions from bytes to partitions.
 *
 *     sector 0      MBR with one row of type ee over everything, for those who know no better
 *     sector 1      header: magic, CRC of itself, where the table is, CRC of the table
 *     2 to 33       128 entries of 128 bytes: type GUID, own GUID, first, last, flags, name
 *     ...           partitions, between first_usable and last_usable
 *     last sector   twin of the header, its table in front of it
 *
 * A checksum proves that nothing was damaged, not that somebody meant well: every number is checked
 * for what is done with it.
 *
 * Source: UEFI Specification 2.10, 5.3 "GUID Partition Table (GPT) Disk Layout".
 */
#include <linux/blkdev.h>
#include <linux/crc32.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/log2.h>
#include <linux/string.h>

/* 5.3.2, table 5.5 "GPT Header" */
#define HEADER_MAGIC	 "EFI PART"
#define HEADER_REVISION	 8
#define HEADER_SIZE	 12
#define HEADER_CRC	 16
#define HEADER_MY_LBA	 24
#define HEADER_OTHER_LBA 32
#define HEADER_FIRST	 40
#define HEADER_LAST	 48
#define HEADER_TABLE	 72
#define HEADER_ENTRIES	 80
#define HEADER_ENTRY	 84
#define HEADER_TABLE_CRC 88
#define HEADER_LEAST	 92
#define REVISION_1	 0x00010000u

/* 5.3.3, table 5.6 "GPT Partition Entry" */
#define ENTRY_TYPE  0
#define ENTRY_FIRST 32
#define ENTRY_LAST  40
#define ENTRY_LEAST 128

static u32 le32(const u8 *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24;
}

static u64 le64(const u8 *p)
{
	return le32(p) | (u64)le32(p + 4) << 32;
}

/* The CRC is over the header as if its own field were zero. */
static bool crc_is_right(const u8 *sector, u32 size)
{
	static const u8 zeros[4];
	u32 crc = crc32_le(~0u, sector, HEADER_CRC);

	crc = crc32_le(crc, zeros, sizeof(zeros));
	crc = crc32_le(crc, sector + HEADER_CRC + 4, size - HEADER_CRC - 4);
	return le32(sector + HEADER_CRC) == ~crc;
}

int gpt_parse_header(const u8 *sector, u64 lba, u64 disk_sectors, struct gpt_header *out)
{
	u32 size = le32(sector + HEADER_SIZE);
	u64 table_sectors;

	if (memcmp(sector, HEADER_MAGIC, 8))
		return -ENOENT;
	if (size < HEADER_LEAST || size > SECTOR_SIZE ||
	    le32(sector + HEADER_REVISION) != REVISION_1)
		return -EINVAL;
	if (!crc_is_right(sector, size))
		return -EBADMSG;
	out->first_usable = le64(sector + HEADER_FIRST);
	out->last_usable = le64(sector + HEADER_LAST);
	out->table = le64(sector + HEADER_TABLE);
	out->other = le64(sector + HEADER_OTHER_LBA);
	out->nr_entries = le32(sector + HEADER_ENTRIES);
	out->entry_size = le32(sector + HEADER_ENTRY);
	out->table_crc = le32(sector + HEADER_TABLE_CRC);
	if (!out->nr_entries || out->nr_entries > GPT_MAX_ENTRIES ||
	    out->entry_size < ENTRY_LEAST || out->entry_size > GPT_MAX_ENTRY_SIZE ||
	    !is_power_of_2(out->entry_size))
		return -EINVAL;
	table_sectors = (out->nr_entries * out->entry_size + SECTOR_SIZE - 1) / SECTOR_SIZE;
	if (le64(sector + HEADER_MY_LBA) != lba || out->table < 2 || out->table >= disk_sectors ||
	    table_sectors > disk_sectors - out->table)
		return -EINVAL;
	if (out->first_usable < 2 || out->first_usable > out->last_usable ||
	    out->last_usable >= disk_sectors)
		return -EINVAL;
	return 0;
}
EXPORT_SYMBOL(gpt_parse_header);

int gpt_parse_entry(const u8 *entry, const struct gpt_header *header, struct partition *out)
{
	u64 first = le64(entry + ENTRY_FIRST), last = le64(entry + ENTRY_LAST);

	if (!memchr_inv(entry + ENTRY_TYPE, 0, 16))
		return 0;
	if (first < header->first_usable || last > header->last_usable || first > last)
		return -EINVAL;
	*out = (struct partition){.start = first, .nr_sectors = last - first + 1, .type = 0xee};
	return 1;
}
EXPORT_SYMBOL(gpt_parse_entry);
