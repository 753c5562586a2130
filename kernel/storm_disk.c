// SPDX-License-Identifier: MIT
/*
 * kernel/storm_disk.c: one disk in the storm: blocks are read and written at random, every word is checked.
 *
 * The disk must hold the storm's pattern already, between its margins: a host made it so (tests/storm.py).
 * A disk whose first block is something else is left alone. Four requests are under way at a time, each for
 * a whole block, on pages from any zone, each page wiped before it is read into.
 *
 *     margin | block: key A | block: key A | block: key B | block: key A | ... | margin
 *
 * The key of a block is in each of its words, with their numbers. It is learnt from the first word when the
 * block is first read; from then on it is known, and a block that is written gets a new one.
 */
#include <linux/blkdev.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "storm.h"

#define MARGIN		 512 /* sectors; that of scratch disks */
#define SLOTS		 4
#define MOST_SECTORS	 128 /* of a block */
#define SECTORS_PER_PAGE ((unsigned int)(PAGE_SIZE / SECTOR_SIZE))
#define WORDS_PER_SECTOR (SECTOR_SIZE / sizeof(u32))

struct slot {
	struct request rq;
	struct scatterlist sgl[MOST_SECTORS / (PAGE_SIZE / SECTOR_SIZE)];
	struct page *pages[MOST_SECTORS / (PAGE_SIZE / SECTOR_SIZE)];
	u32 block;
};

struct storm_disk {
	struct block_device *bdev;
	unsigned int block_sectors; /* a multiple of a page's */
	u32 first, end;		    /* blocks */
	u32 *keys;		    /* by block; 0: not known yet */
	bool writable;
	struct slot slots[SLOTS];
};

/* @first: number of the block's first word. */
static u32 learn_key(struct slot *slot, u32 first)
{
	u32 *data = kmap_local_page(slot->pages[0]), key = data[0] ^ storm_word(first, 0);

	kunmap_local(data);
	return key;
}

static unsigned long walk_block(struct storm_disk *d, struct slot *slot, bool check)
{
	u32 word = slot->block * d->block_sectors * (u32)WORDS_PER_SECTOR, *key = &d->keys[slot->block];
	unsigned long bad = 0;
	unsigned int i;

	if (!*key)
		*key = learn_key(slot, word);
	for (i = 0; i < slot->rq.nents; i++, word += PAGE_SIZE / sizeof(u32))
		bad += storm_page(slot->pages[i], word, *key, check);
	return bad;
}

static void submit(struct storm_disk *d, struct slot *slot, enum req_op op)
{
	unsigned int i, pages = d->block_sectors / SECTORS_PER_PAGE;

	sg_init_table(slot->sgl, pages);
	for (i = 0; i < pages; i++)
		sg_set_page(&slot->sgl[i], slot->pages[i], PAGE_SIZE, 0);
	slot->rq = (struct request){
		.disk = d->bdev->bd_disk,
		.part = d->bdev,
		.op = op,
		.sector = (sector_t)slot->block * d->block_sectors,
		.nr_sectors = d->block_sectors,
		.sgl = slot->sgl,
		.nents = pages,
	};
	if (op == REQ_OP_WRITE)
		walk_block(d, slot, false);
	else
		for (i = 0; i < pages; i++)
			clear_highpage(slot->pages[i]);
	blk_submit(&slot->rq);
}

/* Slot number s works on blocks s, s + SLOTS, ...: no two are under way on one block. */
static void begin(struct storm_worker *worker, struct storm_disk *d, unsigned int s)
{
	u32 choices = (d->end - d->first - s + SLOTS - 1) / SLOTS;
	struct slot *slot = &d->slots[s];
	bool write = d->writable && storm_draw(worker) % 4 == 0;

	slot->block = d->first + s + storm_draw(worker) % choices * SLOTS;
	if (write)
		d->keys[slot->block] = storm_draw(worker) + 1;
	submit(d, slot, write ? REQ_OP_WRITE : REQ_OP_READ);
}

static void finish(struct storm_worker *worker, struct storm_disk *d, struct slot *slot)
{
	wait_for_completion(&slot->rq.done);
	if (slot->rq.error) {
		worker->error = slot->rq.error;
		return;
	}
	worker->bytes += slot->rq.nr_sectors * SECTOR_SIZE;
	if (slot->rq.op == REQ_OP_READ)
		worker->bad_words += walk_block(d, slot, true);
}

/* Read the first block: is it the pattern? Return: 0; -EINVAL; -errno. */
static int try_first_block(struct storm_disk *d)
{
	struct slot *slot = &d->slots[0];

	slot->block = d->first;
	submit(d, slot, REQ_OP_READ);
	wait_for_completion(&slot->rq.done);
	if (slot->rq.error)
		return slot->rq.error;
	return walk_block(d, slot, true) ? -EINVAL : 0;
}

static void free_disk(struct storm_disk *d)
{
	unsigned int s, i;

	for (s = 0; s < SLOTS; s++)
		for (i = 0; i < ARRAY_SIZE(d->slots[s].pages); i++)
			if (d->slots[s].pages[i])
				__free_page(d->slots[s].pages[i]);
	kvfree(d->keys);
	kfree(d);
}

/* Return: ready to work, or NULL: no memory. */
static struct storm_disk *make_disk(struct block_device *bdev)
{
	struct storm_disk *d = kzalloc(sizeof(*d), GFP_KERNEL);
	unsigned int s, i;

	if (!d)
		return NULL;
	d->bdev = bdev;
	d->writable = !bdev_read_only(bdev);
	d->block_sectors = min_t(unsigned int, bdev->bd_disk->max_sectors, MOST_SECTORS);
	d->block_sectors -= d->block_sectors % SECTORS_PER_PAGE;
	d->first = DIV_ROUND_UP(MARGIN, d->block_sectors);
	d->end = (u32)(bdev_nr_sectors(bdev) - MARGIN) / d->block_sectors;
	d->keys = kvcalloc(d->end, sizeof(u32), GFP_KERNEL);
	for (s = 0; d->keys && s < SLOTS; s++)
		for (i = 0; i < d->block_sectors / SECTORS_PER_PAGE; i++) {
			d->slots[s].pages[i] = alloc_page(GFP_HIGHUSER);
			if (!d->slots[s].pages[i])
				goto none;
		}
	if (d->keys)
		return d;
none:
	free_disk(d);
	return NULL;
}

/**
 * storm_disk() - read and write a disk until the storm is over.
 * @worker: its counts and error are set.
 *
 * Context: may sleep. Return: 0; -EINVAL: the disk does not hold the pattern, or is too small; -errno.
 */
int storm_disk(struct storm_worker *worker, struct gendisk *disk)
{
	struct block_device *bdev = blkdev_get_by_path(disk->disk_name, FMODE_READ, worker);
	struct storm_disk *d;
	unsigned int s;
	int err = -EINVAL;

	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	if (bdev_nr_sectors(bdev) < 2 * MARGIN + SLOTS * MOST_SECTORS)
		goto out;
	d = make_disk(bdev);
	err = d ? try_first_block(d) : -ENOMEM;
	while (!err && !worker->error && !storm_is_over()) {
		for (s = 0; s < SLOTS; s++)
			begin(worker, d, s);
		for (s = 0; s < SLOTS; s++)
			finish(worker, d, &d->slots[s]);
		worker->rounds += SLOTS;
	}
	if (d)
		free_disk(d);
out:
	blkdev_put(bdev, FMODE_READ);
	return err ?: worker->error;
}
