// SPDX-License-Identifier: MIT
/*
 * drivers/block/bdev_io.c: read and write bytes of a disk through the page cache, or past it without lying.
 *
 *     bdev_read   pos, len --> page by page: found or read --> actor(its own, address, bytes)
 *     bdev_write  pos, len --> page by page: taken or read --> actor fills it --> dirty, written later
 *
 * Reading and writing are the same loop over pages with another middle; what happens to the bytes is the
 * caller's actor: copied to a program, summed, thrown away. An actor may sleep.
 *
 * Direct.   Who goes past the cache must not meet what is newer or older there: before a direct read dirty
 *           pages of the range are written; around a direct write they are written and dropped.
 * Errors.   A page of which one sector cannot be read is of no use to the cache; its other sectors are read
 *           and written alone, past the cache, for who asks for them (read_around, write_around).
 * Gate.     bdev_write() asks the write gate before it touches a page: who may not write is told at once.
 * Paths.    bdev_read -> filemap_get_page;  bdev_write -> prepare_page -> set_page_dirty
 * Sources.  LKD ch. 16; LDD3 ch. 15 "Direct I/O".
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/writeback.h>

#include "block.h"

/* A piece of a transfer that lies in one page. */
struct piece {
	pgoff_t index;
	unsigned int offset, bytes;
};

/* What is left of a transfer; @at counts bytes of the disk. */
struct span {
	u64 at, left;
	size_t done;
};

static struct piece next_piece(const struct span *span)
{
	struct piece piece = {
		.index = (pgoff_t)(span->at >> PAGE_SHIFT), .offset = (unsigned int)span->at % PAGE_SIZE,
	};

	piece.bytes = (unsigned int)min_t(u64, span->left, PAGE_SIZE - piece.offset);
	return piece;
}

static void pass(struct span *span, const struct piece *piece)
{
	span->at += piece->bytes;
	span->left -= piece->bytes;
	span->done += piece->bytes;
	cond_resched();
}

/* @len bytes from @pos on, or what is left of the device there. */
static struct span clip(const struct block_device *bdev, loff_t pos, u64 len)
{
	u64 size = (u64)bdev_nr_bytes(bdev);

	return (struct span){
		.at = ((u64)bdev->start << SECTOR_SHIFT) + (u64)pos,
		.left = pos < 0 || (u64)pos >= size ? 0 : min_t(u64, len, size - (u64)pos),
	};
}

/* ---- reading ---- */

/* @piece by its sectors, past the cache. Return: 0 or -errno. */
static int read_around(struct block_device *whole, const struct piece *piece, bdev_actor_t actor, void *own)
{
	unsigned int block = bdev_logical_block_size(whole);
	unsigned int from = round_down(piece->offset, block), to = round_up(piece->offset + piece->bytes, block);
	u8 *buf = kmalloc(PAGE_SIZE, GFP_NOIO);
	int err = -ENOMEM;

	if (buf)
		err = blkdev_read_past(whole, (sector_t)piece->index * PAGE_SECTORS + (from >> SECTOR_SHIFT),
				       (to - from) >> SECTOR_SHIFT, buf);
	if (!err)
		err = actor(own, buf + piece->offset - from, piece->bytes);
	kfree(buf);
	return err;
}

static int read_piece(struct block_device *whole, struct file_ra_state *ra, const struct piece *piece,
		      unsigned int req_count, bdev_actor_t actor, void *own)
{
	struct page *page = filemap_get_page(bdev_mapping(whole), ra, piece->index, req_count);
	void *data;
	int err;

	if (page == ERR_PTR(-EIO))
		return read_around(whole, piece, actor, own);
	if (IS_ERR(page))
		return PTR_ERR(page);
	data = kmap_local_page(page);
	err = actor(own, data + piece->offset, piece->bytes);
	kunmap_local(data);
	put_page(page);
	return err;
}

/**
 * bdev_read() - give bytes of a disk or partition to an actor, through the page cache.
 * @bdev: device.
 * @ra: the reader's memory, for read-ahead.
 * @pos: first byte.
 * @len: bytes; less are given where the device ends.
 * @actor: called for each run of bytes in one page, in order; what it returns other than 0 ends it.
 * @own: for @actor.
 *
 * Context: may sleep.
 * Return: bytes that the actor took; -errno if it took none.
 */
ssize_t bdev_read(struct block_device *bdev, struct file_ra_state *ra, loff_t pos, size_t len, bdev_actor_t actor,
		  void *own)
{
	struct span span = clip(bdev, pos, len);
	int err = READ_ONCE(bdev->bd_disk->gone) ? -ENODEV : 0; /* whatever is remembered of it */

	while (span.left && !err) {
		struct piece piece = next_piece(&span);

		err = read_piece(&bdev->bd_disk->part[0], ra, &piece,
				 (unsigned int)(DIV_ROUND_UP((u32)span.left, PAGE_SIZE)), actor, own);
		if (!err)
			pass(&span, &piece);
	}
	return span.done ? (ssize_t)span.done : err;
}
EXPORT_SYMBOL(bdev_read);

static int copy_out(void *own, void *data, unsigned int bytes)
{
	u8 **to = own;

	memcpy(*to, data, bytes);
	*to += bytes;
	return 0;
}

/* Into one buffer. Return: 0; -EIO and the like; -EINVAL beyond the end. */
int bdev_read_buffer(struct block_device *bdev, struct file_ra_state *ra, loff_t pos, void *buf, size_t len)
{
	ssize_t n = bdev_read(bdev, ra, pos, len, copy_out, &buf);

	return n < 0 ? (int)n : (size_t)n == len ? 0 : -EINVAL;
}
EXPORT_SYMBOL(bdev_read_buffer);

/* ---- writing ---- */

/* Is everything of the page that the disk has overwritten? Then nothing must be read. */
static bool covers_page(const struct block_device *whole, const struct piece *piece)
{
	u64 end = min_t(u64, ((u64)piece->index + 1) << PAGE_SHIFT, (u64)bdev_nr_bytes(whole));

	return !piece->offset && ((u64)piece->index << PAGE_SHIFT) + piece->bytes >= end;
}

/* The page for a write, locked. */
static struct page *prepare_page(struct block_device *whole, const struct piece *piece)
{
	struct address_space *mapping = bdev_mapping(whole);
	bool whole_page = covers_page(whole, piece);
	struct page *page;

	if (whole_page)
		return grab_cache_page(mapping, piece->index) ?: ERR_PTR(-ENOMEM);
	for (;;) {
		page = read_mapping_page(mapping, piece->index, NULL);
		if (IS_ERR(page))
			return page;
		lock_page(page);
		if (page->mapping == mapping)
			return page;
		unlock_page(page);
		put_page(page);
	}
}

/* Whole sectors of a page that cannot be read: to the disk, now. */
static int write_around(struct block_device *whole, const struct piece *piece, bdev_actor_t actor, void *own)
{
	u8 *buf;
	int err;

	if ((piece->offset | piece->bytes) % SECTOR_SIZE)
		return -EIO;
	buf = kmalloc(PAGE_SIZE, GFP_NOIO);
	if (!buf)
		return -ENOMEM;
	err = actor(own, buf, piece->bytes) ?:
	      blkdev_write(whole, (sector_t)piece->index * PAGE_SECTORS + (piece->offset >> SECTOR_SHIFT),
			   piece->bytes >> SECTOR_SHIFT, buf);
	kfree(buf);
	return err;
}

static int write_piece(struct block_device *whole, const struct piece *piece, bdev_actor_t actor, void *own)
{
	struct page *page = prepare_page(whole, piece);
	void *data;
	int err;

	if (page == ERR_PTR(-EIO))
		return write_around(whole, piece, actor, own);
	if (IS_ERR(page))
		return PTR_ERR(page);
	data = kmap_local_page(page);
	if (!PageUptodate(page) && piece->bytes < PAGE_SIZE)
		memset(data + piece->bytes, 0, PAGE_SIZE - piece->bytes);
	err = actor(own, data + piece->offset, piece->bytes);
	kunmap_local(data);
	if (!err || PageUptodate(page)) {
		SetPageUptodate(page);
		bdev_dirty(page, piece->offset, piece->bytes);
	}
	unlock_page(page);
	put_page(page);
	balance_dirty_pages_ratelimited(bdev_mapping(whole));
	return err;
}

/* May these bytes be written? Return: 0, -EROFS, -EPERM. */
static int ask_gate(struct gendisk *disk, u64 at, u64 len)
{
	struct request rq = { .disk = disk, .op = REQ_OP_WRITE, .sector = at >> SECTOR_SHIFT };

	rq.nr_sectors = (unsigned int)(((at + len + SECTOR_SIZE - 1) >> SECTOR_SHIFT) - rq.sector);
	return write_gate_check(&rq);
}

/**
 * bdev_write() - let an actor fill bytes of a disk, in the page cache; they are written later.
 * @bdev: device.
 * @pos: first byte.
 * @len: bytes.
 * @actor: called for each run of bytes in one page, in order, to fill it.
 * @own: for @actor.
 *
 * Context: may sleep, also until others have been written.
 * Return: bytes; -EROFS, -EPERM: the gate; -ENOSPC: behind the end; another -errno if nothing was written.
 * What goes wrong later, bdev_sync() tells.
 */
ssize_t bdev_write(struct block_device *bdev, loff_t pos, size_t len, bdev_actor_t actor, void *own)
{
	struct block_device *whole = &bdev->bd_disk->part[0];
	struct span span = clip(bdev, pos, len);
	int err = READ_ONCE(bdev->bd_disk->gone) ? -ENODEV : 0;

	if (!err)
		err = span.left || !len ? ask_gate(bdev->bd_disk, span.at, span.left) : -ENOSPC;

	while (span.left && !err) {
		struct piece piece = next_piece(&span);

		err = write_piece(whole, &piece, actor, own);
		if (!err)
			pass(&span, &piece);
	}
	return span.done ? (ssize_t)span.done : err;
}
EXPORT_SYMBOL(bdev_write);

/* ---- the cache as a whole ---- */

/* Dirty pages to the disk, and wait. Context: may sleep. Return: 0, or what failed since somebody was told. */
int sync_blockdev(struct block_device *bdev)
{
	return filemap_write_and_wait(bdev_mapping(bdev));
}
EXPORT_SYMBOL(sync_blockdev);

/* And from the disk's own cache to the medium. A disk that was never written is not asked. */
int bdev_sync(struct block_device *bdev)
{
	int err = sync_blockdev(bdev), flush;

	if (bdev_read_only(bdev))
		return err;
	flush = blkdev_issue_flush(bdev);
	return err ?: flush == -EOPNOTSUPP ? 0 : flush;
}
EXPORT_SYMBOL(bdev_sync);

/* Clean pages that nobody holds go. Context: may sleep. */
void invalidate_bdev(struct block_device *bdev)
{
	invalidate_mapping_pages(bdev_mapping(bdev), 0, ~0ul);
}
EXPORT_SYMBOL(invalidate_bdev);

/**
 * bdev_direct_begin() - the disk is about to be read or written past the cache.
 * @bdev: device.
 * @sector: first, counted from its start.
 * @nr_sectors: how many.
 * @op: READ or WRITE; after a write, bdev_direct_end().
 *
 * Context: may sleep. Return: 0, or why dirty pages of the range could not be written.
 */
int bdev_direct_begin(struct block_device *bdev, sector_t sector, unsigned int nr_sectors, enum req_op op)
{
	loff_t from = (loff_t)(bdev->start + sector) << SECTOR_SHIFT;
	loff_t to = from + ((loff_t)nr_sectors << SECTOR_SHIFT) - 1;
	int err;

	if (!READ_ONCE(bdev_mapping(bdev)->nrpages))
		return 0;
	err = filemap_write_and_wait_range(bdev_mapping(bdev), from, to);
	if (!err && op == REQ_OP_WRITE)
		bdev_direct_end(bdev, sector, nr_sectors);
	return err;
}
EXPORT_SYMBOL(bdev_direct_begin);

/* A direct write has ended: what the cache holds of it is old. Who has read some of it meanwhile has it twice. */
void bdev_direct_end(struct block_device *bdev, sector_t sector, unsigned int nr_sectors)
{
	sector_t first = bdev->start + sector;

	if (READ_ONCE(bdev_mapping(bdev)->nrpages))
		invalidate_inode_pages2_range(bdev_mapping(bdev), (pgoff_t)(first / PAGE_SECTORS),
					      (pgoff_t)((first + nr_sectors - 1) / PAGE_SECTORS));
}
EXPORT_SYMBOL(bdev_direct_end);
