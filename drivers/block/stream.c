// SPDX-License-Identifier: MIT
/*
 * drivers/block/stream.c: `stream` reads a disk through the page cache, so that reclaim has work to do;
 * `drop_caches` empties the cache.
 *
 * The cache of a stream lives as long as the command: writes of others go past the cache (dd), and a page
 * that outlived the command could be older than the disk. One request carries what a window of read-ahead
 * asks for, as far as the disk takes it.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <slate/command.h>

#include "commands.h"

#define SECTORS_PER_PAGE ((unsigned int)(PAGE_SIZE >> SECTOR_SHIFT))

/* One request for as many of @pages as @rq->disk takes. Return: pages read or -errno. */
static int read_some(struct block_device *bdev, struct request *rq, struct page **pages, unsigned int nr)
{
	sector_t first = (sector_t)pages[0]->index * SECTORS_PER_PAGE;
	int err;

	nr = min3(nr, bdev->bd_disk->max_segments, bdev->bd_disk->max_sectors / SECTORS_PER_PAGE);
	sg_init_table(rq->sgl, nr);
	for (unsigned int i = 0; i < nr; i++)
		sg_set_page(&rq->sgl[i], pages[i], PAGE_SIZE, 0);
	rq->disk = bdev->bd_disk;
	rq->part = bdev;
	rq->sector = bdev->start + first;
	rq->nr_sectors = (unsigned int)min_t(u64, bdev->nr_sectors - first, nr * SECTORS_PER_PAGE);
	rq->nents = nr;
	err = blk_execute(rq);
	return err ?: (int)nr;
}

static int stream_read_pages(struct address_space *mapping, struct page **pages, unsigned int nr)
{
	struct request *rq = kzalloc(sizeof(*rq), GFP_NOIO);
	struct scatterlist *sgl = kmalloc_array(nr, sizeof(*sgl), GFP_NOIO);
	int done = rq && sgl ? 0 : -ENOMEM;

	while (done >= 0 && nr) {
		rq->sgl = sgl;
		done = read_some(mapping->private_data, rq, pages, nr);
		if (done > 0) {
			pages += done;
			nr -= done;
		}
	}
	kfree(sgl);
	kfree(rq);
	return done < 0 ? done : 0;
}

static const struct address_space_operations stream_ops = { .read_pages = stream_read_pages };

static int stream_pages(struct address_space *mapping)
{
	struct file_ra_state ra = {};

	for (pgoff_t i = 0; i < mapping->end; i++) {
		struct page *page = read_mapping_page_ra(mapping, &ra, i);

		if (IS_ERR(page))
			return PTR_ERR(page);
		put_page(page);
		if (console_progress("stream", (u64)i << PAGE_SHIFT, (u64)mapping->end << PAGE_SHIFT))
			return -EINTR;
	}
	return 0;
}

static int run_stream(int argc, char **argv)
{
	unsigned long woken = vm_event(PGSTEAL_KSWAPD), direct = vm_event(PGSTEAL_DIRECT);
	struct address_space mapping = { .a_ops = &stream_ops };
	struct block_device *bdev;
	int err;

	if (argc != 2)
		return -EINVAL;
	bdev = open_or_say(argv[1], FMODE_READ);
	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	mapping.private_data = bdev;
	mapping.end = (pgoff_t)(bdev_nr_bytes(bdev) >> PAGE_SHIFT);
	err = stream_pages(&mapping);
	console_printf("%lu pages, %lu in the cache at the end; freed by kswapd %lu, by direct reclaim %lu\n",
		       mapping.end, mapping.nrpages, vm_event(PGSTEAL_KSWAPD) - woken,
		       vm_event(PGSTEAL_DIRECT) - direct);
	invalidate_mapping_pages(&mapping, 0, ~0UL);
	blkdev_put(bdev, FMODE_READ);
	return err;
}

static int run_drop_caches(int argc, char **argv)
{
	drop_pagecache();
	drop_slab();
	count_vm_event(DROP_SLAB);
	return 0;
}

COMMAND_COMPLETE(stream, "DISK", "read a disk through the page cache; say who made room", run_stream,
		 complete_disk);
COMMAND(drop_caches, "", "drop clean pages of the cache; ask all shrinkers for what they have",
	run_drop_caches);
