// SPDX-License-Identifier: MIT
/*
 * drivers/block/cksum.c: `cksum`: what coreutils' cksum would say about a disk.
 *
 * The disk is read through the page cache, whose read-ahead keeps the next pages coming while the CPU
 * works through these. The sum is POSIX's: CRC-32 with the highest bit first over the bytes and then
 * over their count, inverted; eight bytes a step by eight tables.
 *
 * Sources.  POSIX.1-2017, cksum; M. Kounavis, F. Berry: "A Systematic Approach to Building High
 *           Performance Software-based CRC Generators" (slicing by 8).
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/swab.h>
#include <slate/command.h>

#include "commands.h"

#define CKSUM_POLY 0x04c11db7u

struct cksum {
	u32 table[8][256]; /* table[k][b]: effect of byte b followed by k zero bytes */
	u32 crc;
};

static void cksum_init(struct cksum *sum)
{
	int b, k;

	for (b = 0; b < 256; b++) {
		u32 crc = (u32)b << 24;

		for (k = 0; k < 8; k++)
			crc = crc << 1 ^ (crc & 0x80000000u ? CKSUM_POLY : 0);
		sum->table[0][b] = crc;
	}
	for (k = 1; k < 8; k++)
		for (b = 0; b < 256; b++)
			sum->table[k][b] = sum->table[k - 1][b] << 8 ^
					   sum->table[0][sum->table[k - 1][b] >> 24];
	sum->crc = 0;
}

static void cksum_byte(struct cksum *sum, u8 byte)
{
	sum->crc = sum->crc << 8 ^ sum->table[0][sum->crc >> 24 ^ byte];
}

/* @len: a multiple of 8, as sectors are. */
static void cksum_add(struct cksum *sum, const void *data, size_t len)
{
	const u32 *word = data, *end = word + len / 4;
	u32 crc = sum->crc;

	for (; word < end; word += 2) {
		u32 a = swab32(word[0]) ^ crc, b = swab32(word[1]);

		crc = sum->table[7][a >> 24] ^ sum->table[6][a >> 16 & 0xff] ^
		      sum->table[5][a >> 8 & 0xff] ^ sum->table[4][a & 0xff] ^
		      sum->table[3][b >> 24] ^ sum->table[2][b >> 16 & 0xff] ^
		      sum->table[1][b >> 8 & 0xff] ^ sum->table[0][b & 0xff];
	}
	sum->crc = crc;
}

static u32 cksum_end(struct cksum *sum, u64 len)
{
	for (; len; len >>= 8)
		cksum_byte(sum, (u8)len);
	return ~sum->crc;
}

static int sum_piece(void *own, void *data, unsigned int bytes)
{
	cksum_add(own, data, bytes);
	return 0;
}

static const struct disk_reader summing = { .name = "cksum", .take = sum_piece };

static int run_cksum(int argc, char **argv)
{
	struct block_device *bdev;
	struct cksum *sum;
	int err = -ENOMEM;

	if (argc != 2)
		return -EINVAL;
	bdev = open_or_say(argv[1], FMODE_READ);
	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	sum = kmalloc(sizeof(*sum), GFP_KERNEL);
	if (sum) {
		cksum_init(sum);
		err = read_whole_disk(bdev, &summing, sum);
	}
	if (!err)
		console_printf("%u %llu %s\n", cksum_end(sum, (u64)bdev_nr_bytes(bdev)),
			       (u64)bdev_nr_bytes(bdev), argv[1]);
	kfree(sum);
	blkdev_put(bdev, FMODE_READ);
	return err;
}

COMMAND_COMPLETE(cksum, "DISK", "CRC and size of a disk or partition, as coreutils print them",
		 run_cksum, complete_disk);
