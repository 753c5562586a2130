// SPDX-License-Identifier: MIT
/*
 * drivers/block/dd.c: `dd`: copy blocks between disks, patterns and nowhere.
 *
 *     dd if=sdb of=sda bs=64K count=16 skip=4 seek=1024
 *     dd if=pattern:7 of=sda bs=1M seek=1        (a disk as of= opens only through the write gate)
 *
 * Sources are disks, partitions, /dev/zero and pattern:SEED; targets are disks, partitions and
 * /dev/null. skip= and seek= count blocks of bs. The pattern is a linear congruence over the whole
 * target: the word at byte 4 * n of the target is the (n + 1)st number of s = s * 1664525 +
 * 1013904223 from s = SEED, if copying begins at 0; it begins anew with each dd.
 *
 * Disks are read and written through the page cache, a block in memory of any zone between them;
 * iflag=direct and oflag=direct go past it, in one request or several, as large as the disk takes
 * them, and in agreement with what it holds. What was written is on the medium when dd ends, and if
 * it could not be, dd says so; conv=nosync leaves it to write-back, as coreutils' dd does without
 * conv=fsync.
 *
 * Source: POSIX.1-2017, dd; GNU coreutils for the flags.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/math64.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <slate/command.h>

#include "commands.h"

#define DD_MAX_PAGES 256 /* of a block: 1 MiB */
#define DD_BLOCK     512 /* bs= where none is given */

enum dd_kind { DD_DISK, DD_ZERO, DD_PATTERN, DD_NULL };

struct dd_end {
	enum dd_kind kind;
	struct block_device *bdev;
	fmode_t mode;
	bool direct;
	u32 state; /* of the pattern */
	u64 at;	   /* next sector */
	struct file_ra_state ra;
};

struct dd {
	struct dd_end in, out;
	u64 bs, count, skip, seek;
	bool counted, nosync;
	struct request rq;
	struct scatterlist sgl[DD_MAX_PAGES];
	unsigned int nr_pages;
};

/* "64K" and the like. Return: 0; -EINVAL: no number; -ERANGE: not one of 64 bits. */
static int parse_number(const char *text, u64 *value)
{
	static const char suffixes[] = "KMGT";
	size_t nr_digits = strspn(text, "0123456789");
	const char *suffix = text[nr_digits] ? strchr(suffixes, toupper(text[nr_digits])) : NULL;
	char digits[24];
	int err;

	if (!nr_digits || (text[nr_digits] && (!suffix || text[nr_digits + 1])))
		return -EINVAL;
	if (nr_digits >= sizeof(digits))
		return -ERANGE;
	strscpy(digits, text, nr_digits + 1);
	err = kstrtou64(digits, 10, value);
	if (!err && suffix && check_mul_overflow(*value, 1ULL << 10 * (suffix - suffixes + 1), value))
		err = -ERANGE;
	return err;
}

static int open_end(struct dd_end *end, const char *name, fmode_t mode)
{
	end->mode = mode;
	if (mode == FMODE_READ && !strcmp(name, "/dev/zero")) {
		end->kind = DD_ZERO;
		return 0;
	}
	if (mode == FMODE_READ && !strncmp(name, "pattern:", 8)) {
		end->kind = DD_PATTERN;
		return kstrtou32(name + 8, 0, &end->state);
	}
	if (mode == FMODE_WRITE && !strcmp(name, "/dev/null")) {
		end->kind = DD_NULL;
		return 0;
	}
	end->bdev = open_or_say(name, mode);
	if (!IS_ERR(end->bdev))
		file_ra_state_init(&end->ra, bdev_mapping(end->bdev));
	return PTR_ERR_OR_ZERO(end->bdev);
}

static void close_end(struct dd_end *end)
{
	if (!IS_ERR_OR_NULL(end->bdev))
		blkdev_put(end->bdev, end->mode);
}

static int parse_word(struct dd *dd, const char *word)
{
	if (!strncmp(word, "if=", 3))
		return open_end(&dd->in, word + 3, FMODE_READ);
	if (!strncmp(word, "of=", 3))
		return open_end(&dd->out, word + 3, FMODE_WRITE);
	if (!strncmp(word, "bs=", 3))
		return parse_number(word + 3, &dd->bs);
	if (!strncmp(word, "skip=", 5))
		return parse_number(word + 5, &dd->skip);
	if (!strncmp(word, "seek=", 5))
		return parse_number(word + 5, &dd->seek);
	if (!strcmp(word, "iflag=direct") || !strcmp(word, "oflag=direct")) {
		(*word == 'i' ? &dd->in : &dd->out)->direct = true;
		return 0;
	}
	if (!strcmp(word, "conv=fsync") || !strcmp(word, "conv=nosync")) {
		dd->nosync = word[5] == 'n';
		return 0;
	}
	dd->counted = true;
	return strncmp(word, "count=", 6) ? -EINVAL : parse_number(word + 6, &dd->count);
}

static int parse_words(struct dd *dd, int argc, char **argv)
{
	int i, err;

	for (i = 1; i < argc; i++) {
		err = parse_word(dd, argv[i]);
		if (err == -EINVAL || err == -ERANGE)
			console_printf("dd: what is `%s'?\n", argv[i]);
		if (err)
			return err;
	}
	return 0;
}

/* Which sector block @nr is. Return: 0; -EINVAL: none of @end's, and it has been said. */
static int find_start(const struct dd *dd, struct dd_end *end, const char *word, u64 nr)
{
	if (!check_mul_overflow(nr, dd->bs / SECTOR_SIZE, &end->at) &&
	    (!end->bdev || end->at <= bdev_nr_sectors(end->bdev)))
		return 0;
	console_printf("dd: %s=%llu lies beyond the end\n", word, nr);
	return -EINVAL;
}

/* Past the cache a CD gives whole blocks only. Return: 0; -EINVAL, and it has been said. */
static int check_blocks(const struct dd *dd, const struct dd_end *end)
{
	u32 block = end->bdev ? end->bdev->bd_disk->block_sectors * SECTOR_SIZE : SECTOR_SIZE;

	if (!end->direct || !(dd->bs & (block - 1)))
		return 0;
	console_printf("dd: %s: bs= is a multiple of %u where the cache is not used\n", end->bdev->name, block);
	return -EINVAL;
}

/* Does it all make sense? Return: 0, and both ends know where they begin; -EINVAL, and it has been said. */
static int check_words(struct dd *dd)
{
	const char *wrong = NULL;

	if ((dd->in.kind == DD_DISK && !dd->in.bdev) || (dd->out.kind == DD_DISK && !dd->out.bdev))
		wrong = "if= and of= must be given";
	else if (!dd->bs || dd->bs % SECTOR_SIZE || dd->bs > DD_MAX_PAGES * PAGE_SIZE)
		wrong = "bs= is a multiple of 512, and at most 1M";
	else if (!dd->counted && !dd->in.bdev && !dd->out.bdev)
		wrong = "zeros into nowhere, for ever: count= is missing";
	if (wrong) {
		console_printf("dd: %s\n", wrong);
		return -EINVAL;
	}
	return find_start(dd, &dd->in, "skip", dd->skip) ?: find_start(dd, &dd->out, "seek", dd->seek) ?:
	       check_blocks(dd, &dd->in);
}

static int alloc_pages_of_block(struct dd *dd)
{
	unsigned int want = DIV_ROUND_UP((u32)dd->bs, PAGE_SIZE);

	sg_init_table(dd->sgl, want);
	for (; dd->nr_pages < want; dd->nr_pages++) {
		struct page *page = alloc_page(GFP_HIGHUSER);

		if (!page)
			return -ENOMEM;
		sg_set_page(&dd->sgl[dd->nr_pages], page, PAGE_SIZE, 0);
	}
	return 0;
}

static void free_pages_of_block(struct dd *dd)
{
	while (dd->nr_pages)
		__free_page(sg_page(&dd->sgl[--dd->nr_pages]));
}

/* The block in memory from or to a disk past the cache, in as many requests as that takes. */
static int move_direct(struct dd *dd, struct dd_end *end, enum req_op op, unsigned int nr_sectors)
{
	struct gendisk *disk = end->bdev->bd_disk;
	unsigned int most = min3(disk->max_sectors,
				 disk->max_segments * (u32)(PAGE_SIZE / SECTOR_SIZE), nr_sectors);
	unsigned int done = 0;

	most = max(most / (u32)(PAGE_SIZE / SECTOR_SIZE), 1u) * (u32)(PAGE_SIZE / SECTOR_SIZE);
	while (done < nr_sectors) {
		unsigned int n = min(most, nr_sectors - done);
		int err;

		dd->rq = (struct request){
			.disk = disk,
			.part = end->bdev,
			.op = op,
			.sector = end->bdev->start + end->at,
			.nr_sectors = n,
			.sgl = dd->sgl + done / (PAGE_SIZE / SECTOR_SIZE),
			.nents = DIV_ROUND_UP(n * SECTOR_SIZE, PAGE_SIZE),
		};
		err = blk_execute(&dd->rq);
		if (err)
			return err;
		done += n;
		end->at += n;
	}
	return 0;
}

/* A place in the block's pages. */
struct dd_cursor {
	struct dd *dd;
	unsigned int at; /* byte */
	bool from_cache; /* fill the block; else give from it */
};

/* @data, in a page of the cache, to or from the block. */
static int copy_piece(void *own, void *data, unsigned int bytes)
{
	struct dd_cursor *cursor = own;

	while (bytes) {
		unsigned int offset = cursor->at % PAGE_SIZE;
		unsigned int n = min_t(unsigned int, bytes, PAGE_SIZE - offset);
		void *block = kmap_local_page(sg_page(&cursor->dd->sgl[cursor->at / PAGE_SIZE]));

		if (cursor->from_cache)
			memcpy(block + offset, data, n);
		else
			memcpy(data, block + offset, n);
		kunmap_local(block);
		cursor->at += n;
		data += n;
		bytes -= n;
	}
	return 0;
}

static int move_cached(struct dd *dd, struct dd_end *end, enum req_op op, unsigned int nr_sectors)
{
	struct dd_cursor cursor = { .dd = dd, .from_cache = op == REQ_OP_READ };
	loff_t pos = (loff_t)(end->at << SECTOR_SHIFT);
	size_t bytes = (size_t)nr_sectors << SECTOR_SHIFT;
	ssize_t n = op == REQ_OP_READ ? bdev_read(end->bdev, &end->ra, pos, bytes, copy_piece, &cursor) :
					bdev_write(end->bdev, pos, bytes, copy_piece, &cursor);

	if (n < 0)
		return (int)n;
	end->at += nr_sectors;
	return n == bytes ? 0 : -EIO; /* of a block of which a part cannot be had nothing counts */
}

static int move_block(struct dd *dd, struct dd_end *end, enum req_op op, unsigned int nr_sectors)
{
	struct block_device *bdev = end->bdev;
	u64 at = end->at;
	int err;

	if (!end->direct)
		return move_cached(dd, end, op, nr_sectors);
	err = bdev_direct_begin(bdev, at, nr_sectors, op) ?: move_direct(dd, end, op, nr_sectors);
	if (op == REQ_OP_WRITE)
		bdev_direct_end(bdev, at, nr_sectors);
	return err;
}

static void fill_block(struct dd *dd, unsigned int nr_sectors)
{
	unsigned int i, left = nr_sectors * SECTOR_SIZE;
	u32 state = dd->in.state;

	for (i = 0; left; i++) {
		unsigned int n = min_t(unsigned int, left, PAGE_SIZE);
		u32 *word = kmap_local_page(sg_page(&dd->sgl[i])), *end = word + n / 4;
		u32 *at;

		for (at = word; dd->in.kind == DD_PATTERN && at < end; at++)
			*at = state = state * 1664525u + 1013904223u;
		if (dd->in.kind == DD_ZERO)
			memset(word, 0, n);
		kunmap_local(word);
		left -= n;
	}
	dd->in.state = state;
}

/* Sectors of the next block: what is left on either side, at most bs. */
static unsigned int next_sectors(const struct dd *dd)
{
	u64 n = dd->bs / SECTOR_SIZE;

	if (dd->in.bdev)
		n = min_t(u64, n, bdev_nr_sectors(dd->in.bdev) - dd->in.at);
	if (dd->out.bdev)
		n = min_t(u64, n, bdev_nr_sectors(dd->out.bdev) - dd->out.at);
	return (unsigned int)n;
}

/* Nothing more can be copied. Return: 0; -ENOSPC: it is the target that ends, and what was asked for is not done. */
static int judge_end(const struct dd *dd)
{
	bool full = dd->out.bdev && dd->out.at >= bdev_nr_sectors(dd->out.bdev);
	bool more = dd->in.bdev ? dd->in.at < bdev_nr_sectors(dd->in.bdev) : dd->counted;

	return full && more ? -ENOSPC : 0;
}

static int copy_blocks(struct dd *dd, u64 *bytes)
{
	u64 blocks, total = 0;
	int err = 0;

	if (!dd->counted || check_mul_overflow(dd->count, dd->bs, &total))
		total = 0; /* unknown */

	for (blocks = 0; !err && (!dd->counted || blocks < dd->count); blocks++) {
		unsigned int n = next_sectors(dd);

		if (!n) {
			err = judge_end(dd);
			break;
		}
		if (dd->in.bdev)
			err = move_block(dd, &dd->in, REQ_OP_READ, n);
		else
			fill_block(dd, n);
		if (!err && dd->out.bdev)
			err = move_block(dd, &dd->out, REQ_OP_WRITE, n);
		if (!err)
			*bytes += n * SECTOR_SIZE;
		if (!err && console_progress("dd", *bytes, total))
			err = -EINTR;
	}
	if (dd->out.bdev && !dd->nosync && (!err || err == -ENOSPC))
		err = bdev_sync(dd->out.bdev) ?: err;
	return err;
}

static void print_result(const struct dd *dd, u64 bytes, u64 nsecs)
{
	u64 whole = div64_u64(bytes, dd->bs);
	unsigned int part = whole * dd->bs != bytes;
	u64 usecs = max(div_u64(nsecs, 1000), 1ull);

	console_printf("%llu+%u records in\n%llu+%u records out\n", whole, part, whole, part);
	console_printf("%llu bytes copied, %llu.%06u s, %llu MB/s\n", bytes,
		       div_u64(usecs, 1000000), (u32)(usecs - div_u64(usecs, 1000000) * 1000000),
		       div64_u64(bytes, usecs));
}

static int copy(struct dd *dd, int argc, char **argv)
{
	u64 started, bytes = 0;
	int err = parse_words(dd, argc, argv) ?: check_words(dd) ?: alloc_pages_of_block(dd);

	if (err)
		return err;
	started = ktime_get_ns();
	err = copy_blocks(dd, &bytes);
	print_result(dd, bytes, ktime_get_ns() - started);
	return err;
}

static int run_dd(int argc, char **argv)
{
	struct dd *dd = kzalloc(sizeof(*dd), GFP_KERNEL);
	int err;

	if (!dd)
		return -ENOMEM;
	dd->bs = DD_BLOCK;
	err = copy(dd, argc, argv);
	free_pages_of_block(dd);
	close_end(&dd->in);
	close_end(&dd->out);
	kfree(dd);
	return err;
}

COMMAND_COMPLETE(dd,
		 "if=SOURCE of=TARGET [bs=] [count=] [skip=] [seek=] [iflag=direct] [oflag=direct] [conv=nosync]",
		 "copy blocks; sources: disks, /dev/zero, pattern:SEED; targets: disks that may be "
		 "written, /dev/null",
		 run_dd, complete_disk);
