// SPDX-License-Identifier: MIT
/*
 * drivers/block/scratch.c: is this disk meant to be scribbled on? Pure functions from bytes to a
 * verdict.
 *
 * The signature fills the first and the last sector; only tools/scratch-disk.py makes it.
 * Little-endian:
 *
 *      0  magic "SLATE SCRATCH 1\n"    16  UUID           32  sectors of the disk
 *     40  first sector of the window   48  its sectors    56  sector this copy stands in
 *     64  CRC-32 of bytes 0 to 63      68  zeros to the end, so that no boot sector can pass for it
 *
 * A disk that was signed once may have been given to somebody else since: mkfs.ext4 leaves the
 * first sector alone, a RAID member signs near the end. foreign_magic() knows what common partition
 * tables, file systems and volume managers write, and where; it is shown every sector of both
 * margins.
 *
 * Sources.  util-linux libblkid/src/superblocks, for what stands where; UEFI 2.10, 5.3.2 "GPT
 *           Header".
 */
#include <linux/crc32.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "scratch.h"

#define SHORTEST_TAIL 3 /* characters of disk.write=: fewer name a disk by accident */

#define MAGIC	 "SLATE SCRATCH 1\n"
#define MAGIC_LEN 16
#define UUID_AT	 16
#define SIZE_AT	 32
#define FIRST_AT 40
#define COUNT_AT 48
#define HERE_AT	 56
#define CRC_AT	 64
#define ZEROS_AT 68

static u64 le64(const u8 *p)
{
	u64 value = 0;
	int i;

	for (i = 7; i >= 0; i--)
		value = value << 8 | p[i];
	return value;
}

int scratch_parse(const u8 *sector, struct scratch_signature *out)
{
	u32 crc = sector[CRC_AT] | sector[CRC_AT + 1] << 8 | sector[CRC_AT + 2] << 16 |
		  (u32)sector[CRC_AT + 3] << 24;

	if (memcmp(sector, MAGIC, MAGIC_LEN))
		return -ENOENT;
	if (crc != ~crc32_le(~0u, sector, CRC_AT) ||
	    memchr_inv(sector + ZEROS_AT, 0, 512 - ZEROS_AT))
		return -EBADMSG;
	import_uuid(&out->uuid, sector + UUID_AT);
	out->disk_sectors = le64(sector + SIZE_AT);
	out->first = le64(sector + FIRST_AT);
	out->nr_sectors = le64(sector + COUNT_AT);
	out->at = le64(sector + HERE_AT);
	return 0;
}

bool scratch_twins(const struct scratch_signature *a, const struct scratch_signature *b)
{
	return uuid_equal(&a->uuid, &b->uuid) && a->disk_sectors == b->disk_sectors &&
	       a->first == b->first && a->nr_sectors == b->nr_sectors && a->at == 0 &&
	       b->at == b->disk_sectors - 1;
}

bool scratch_window_fits(const struct scratch_signature *s)
{
	u64 end;

	if (s->disk_sectors <= 2 * SCRATCH_MARGIN)
		return false;
	end = s->disk_sectors - SCRATCH_MARGIN;
	return s->nr_sectors && s->first >= SCRATCH_MARGIN && s->first < end &&
	       s->nr_sectors <= end - s->first;
}

/* A magic number at a place counted from the start of the disk, or of any sector of the margins. */
struct magic {
	const char *name;
	u32 at; /* bytes */
	u8 len;
	const char *bytes;
};

static const struct magic at_a_place[] = {
	{ "an ext2/3/4 file system", 0x438, 2, "\x53\xef" },
	{ "a btrfs file system", 0x10040, 8, "_BHRfS_M" },
	{ "an F2FS file system", 0x400, 4, "\x10\x20\xf5\xf2" },
	{ "an HFS+ file system", 0x400, 2, "H+" },
	{ "an HFSX file system", 0x400, 2, "HX" },
	{ "an HFS file system", 0x400, 2, "BD" },
	{ "a reiserfs file system", 0x10034, 6, "ReIsEr" },
	{ "a JFS file system", 0x8000, 4, "JFS1" },
	{ "an ISO 9660 file system", 0x8001, 5, "CD001" },
	{ "a UDF file system", 0x8001, 5, "BEA01" },
	{ "a minix file system", 0x410, 2, "\x8f\x13" },
	{ "a minix file system", 0x410, 2, "\x68\x24" },
	{ "an OCFS2 file system", 0x2000, 6, "OCFSV2" },
	{ "a UFS file system", 0x255c, 4, "\x54\x19\x01\x00" },
	{ "a UFS2 file system", 0x1055c, 4, "\x19\x01\x54\x19" },
	{ "swap space", 0xff6, 10, "SWAPSPACE2" },
	{ "swap space", 0xff6, 10, "SWAP-SPACE" },
	{ "a RAID member", 0x1000, 4, "\xfc\x4e\x2b\xa9" },
	{ "a bcache device", 0x1018, 8, "\xc6\x85\x73\xf6\x4e\x1a\x45\xca" },
	{ "a BSD disk label", 0x200, 4, "\x57\x45\x56\x82" },
};

static const struct magic in_any_sector[] = {
	{ "a GUID partition table", 0, 8, "EFI PART" },
	{ "a partition table or boot sector", 510, 2, "\x55\xaa" },
	{ "an XFS file system", 0, 4, "XFSB" },
	{ "an LVM volume", 0, 8, "LABELONE" },
	{ "a LUKS volume", 0, 6, "LUKS\xba\xbe" },
	{ "a LUKS volume", 0, 6, "SKUL\xba\xbe" },
	{ "a RAID member", 0, 4, "\xfc\x4e\x2b\xa9" },
	{ "a squashfs file system", 0, 4, "hsqs" },
	{ "a BitLocker volume", 3, 8, "-FVE-FS-" },
	{ "an Apple partition map", 0, 4, "PM\0\0" },
	{ "an APFS container", 32, 4, "NXSB" },
	{ "a ZFS pool", 0, 8, "\x0c\xb1\xba\0\0\0\0\0" },
};

static bool has(const u8 *sector, u32 from, const struct magic *m)
{
	return m->at >= from && m->at + m->len <= from + 512 &&
	       !memcmp(sector + (m->at - from), m->bytes, m->len);
}

const char *foreign_magic(const u8 *sector, u64 lba)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(in_any_sector); i++)
		if (has(sector, 0, &in_any_sector[i]))
			return in_any_sector[i].name;
	for (i = 0; lba <= SCRATCH_MARGIN && i < ARRAY_SIZE(at_a_place); i++)
		if (has(sector, (u32)lba * 512, &at_a_place[i]))
			return at_a_place[i].name;
	return NULL;
}

bool write_gate_names(const char *list, const char *serial)
{
	size_t serial_len = strlen(serial);

	while (*list) {
		size_t len = strcspn(list, ",");

		if (len >= SHORTEST_TAIL && len <= serial_len &&
		    !memcmp(list, serial + serial_len - len, len))
			return true;
		list += len + (list[len] == ',');
	}
	return false;
}
