// SPDX-License-Identifier: MIT
/*
 * drivers/block/cksum.c: `cksum`: what coreutils' cksum would say about a disk.
 *
 * Two requests of up to 1 MiB are kept in flight: while the disk fills the pages of one, the CPU
 * works through the other. The pages may be highmem. The sum is POSIX's: CRC-32 with the highest
 * bit first over the bytes and then over their count, inverted; eight bytes a step by eight tables.
 *
 * Sources.  POSIX.1-2017, cksum; M. Kounavis, F. Berry: "A Systematic Approach to Building High
 *           Performance Software-based CRC Generators" (slicing by 8).
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/swab.h>
#include <slate/command.h>

#include "commands.h"

#define CKSUM_POLY	 0x04c11db7u
#define STREAM_PAGES	 256 /* of a request: 1 MiB */
#define SECTORS_PER_PAGE (PAGE_SIZE >> SECTOR_SHIFT)

/* Half of the double buffer. */
struct stream_buffer {
	struct request rq;
	struct scatterlist sgl[STREAM_PAGES];
	unsigned int nr_pages;
};

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

static void free_buffer(struct stream_buffer *buf)
{
	while (buf && buf->nr_pages)
		__free_page(sg_page(&buf->sgl[--buf->nr_pages]));
	kfree(buf);
}

static struct stream_buffer *alloc_buffer(struct gendisk *disk)
{
	unsigned int most = min3((unsigned int)STREAM_PAGES, disk->max_segments,
				 disk->max_sectors / (unsigned int)SECTORS_PER_PAGE);
	struct stream_buffer *buf = kzalloc(sizeof(*buf), GFP_KERNEL);

	if (!buf)
		return NULL;
	sg_init_table(buf->sgl, most);
	for (; buf->nr_pages < most; buf->nr_pages++) {
		struct page *page = alloc_page(GFP_HIGHUSER | __GFP_NOWARN);

		if (!page)
			break;
		sg_set_page(&buf->sgl[buf->nr_pages], page, PAGE_SIZE, 0);
	}
	if (buf->nr_pages)
		return buf;
	free_buffer(buf);
	return NULL;
}

/* Ask for the next piece. Return: its sectors, 0 at the end. */
static unsigned int read_ahead(struct stream_buffer *buf, struct block_device *bdev, sector_t at)
{
	sector_t left = bdev->nr_sectors - at;
	unsigned int n = (unsigned int)min_t(u64, left, buf->nr_pages * SECTORS_PER_PAGE);

	buf->rq.nr_sectors = n;
	if (!n)
		return 0;
	buf->rq.disk = bdev->bd_disk;
	buf->rq.part = bdev;
	buf->rq.sector = bdev->start + at;
	buf->rq.sgl = buf->sgl;
	buf->rq.nents = DIV_ROUND_UP(n, SECTORS_PER_PAGE);
	blk_submit(&buf->rq);
	return n;
}

static void sum_buffer(struct cksum *sum, struct stream_buffer *buf)
{
	unsigned int i, left = buf->rq.nr_sectors << SECTOR_SHIFT;

	for (i = 0; left; i++) {
		unsigned int n = min_t(unsigned int, left, PAGE_SIZE);
		void *data = kmap_local_page(sg_page(&buf->sgl[i]));

		cksum_add(sum, data, n);
		kunmap_local(data);
		left -= n;
	}
}

/* Both buffers are idle again when this returns. */
static int sum_stream(struct block_device *bdev, struct stream_buffer *buf[2], struct cksum *sum)
{
	sector_t asked = 0, done = 0;
	int err = 0, turn;

	for (turn = 0; turn < 2; turn++)
		asked += read_ahead(buf[turn], bdev, asked);
	for (turn = 0; buf[turn]->rq.nr_sectors; turn ^= 1) {
		wait_for_completion(&buf[turn]->rq.done);
		err = err ?: buf[turn]->rq.error;
		if (!err) {
			sum_buffer(sum, buf[turn]);
			done += buf[turn]->rq.nr_sectors;
			if (console_progress("cksum", done << SECTOR_SHIFT,
					     bdev->nr_sectors << SECTOR_SHIFT))
				err = -EINTR;
		}
		if (err)
			buf[turn]->rq.nr_sectors = 0;
		else
			asked += read_ahead(buf[turn], bdev, asked);
	}
	return err;
}

static int run_cksum(int argc, char **argv)
{
	struct stream_buffer *buf[2] = {NULL, NULL};
	struct block_device *bdev;
	struct cksum *sum;
	int err = -ENOMEM;

	if (argc != 2)
		return -EINVAL;
	bdev = open_or_say(argv[1], FMODE_READ);
	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	sum = kmalloc(sizeof(*sum), GFP_KERNEL);
	buf[0] = alloc_buffer(bdev->bd_disk);
	buf[1] = alloc_buffer(bdev->bd_disk);
	if (sum && buf[0] && buf[1]) {
		cksum_init(sum);
		err = sum_stream(bdev, buf, sum);
		if (!err)
			console_printf("%u %llu %s\n",
				       cksum_end(sum, bdev->nr_sectors << SECTOR_SHIFT),
				       (u64)bdev->nr_sectors << SECTOR_SHIFT, argv[1]);
	}
	free_buffer(buf[0]);
	free_buffer(buf[1]);
	kfree(sum);
	blkdev_put(bdev, FMODE_READ);
	return err;
}

COMMAND_COMPLETE(cksum, "DISK", "CRC and size of a disk or partition, as coreutils print them",
		 run_cksum, complete_disk);
