// SPDX-License-Identifier: MIT
/*
 * drivers/block/bdev.c: disks as the page cache sees them: how pages travel.
 *
 * A disk has one mapping. Its partitions are parts of it, so that a sector is in memory once, whichever name it
 * is used by: page i of the mapping holds sectors 8 i to 8 i + 7 of the disk. The last page of a disk whose
 * size no page divides is zero behind its end, and only the disk's part of it is ever transferred.
 *
 *     pages of a window or of a sync, in order:   4 5 6 7 . 9 10
 *     transfers, as large as the disk takes them: [4 5 6 7] [9 10]        one struct page_io each
 *
 * Rules.    A transfer needs memory for itself, also when it is there to free memory: where the allocator has
 *           none, one of a few that are kept back is used, and waited for if need be; it carries 16 pages.
 *           A dirty page says in page->private which of its sectors are newer, a bit each; what lies from the
 *           first to the last of them is written, so a neighbour that cannot be written is left alone.
 *           The write gate (gate.c) looks at each request. A page on an edge of its window is written as far
 *           as the window goes: what is outside cannot have been changed, since bdev_write() asks first.
 * Locks.    None of its own. Pages are locked on entry; the end of a transfer is told with the queue's lock held.
 * Paths.    readahead -> add_page -> submit ... read_ended
 *           writepages -> write_cache_pages -> add_page -> submit ... write_ended
 * Left out. Page sizes other than the disk's blocks' multiples: there are none above 4096.
 * Sources.  LKD ch. 14 "The Block I/O Layer", for what Linux calls a bio.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/writeback.h>

#include "block.h"

#define MOST_PAGES    256 /* of a transfer: 1 MiB */
#define RESERVE_PAGES 16  /* of one from the reserve */
#define RESERVE	      4   /* such transfers */
#define ALL_SECTORS   GENMASK(PAGE_SECTORS - 1, 0)
#define WINDOW_REQUESTS 4 /* read-ahead: as many requests at most as keep a slow disk busy for a moment */

/* One request and its pages. */
struct page_io {
	struct request rq;
	unsigned int room; /* pages */
	bool reserved;
	struct scatterlist sgl[];
};

/* A run of pages that is being put together. */
struct page_run {
	struct address_space *mapping;
	enum req_op op;
	struct page_io *io; /* NULL: nothing yet */
	pgoff_t next;	    /* the page that would fit behind it */
	unsigned int hint;  /* pages that are likely to come */
};

static mempool_t io_reserve;

static struct gendisk *disk_of(const struct address_space *mapping)
{
	return mapping->private_data;
}

/* ---- memory for a transfer ---- */

static struct page_io *new_io(struct gendisk *disk, unsigned int want)
{
	unsigned int most = min3((unsigned int)MOST_PAGES, disk->max_segments, disk->max_sectors / PAGE_SECTORS);
	unsigned int room = clamp(want, 1u, max(most, 1u));
	struct page_io *io = kmalloc(struct_size(io, sgl, room), GFP_NOIO | __GFP_NORETRY | __GFP_NOWARN);
	bool reserved = !io;

	if (reserved) {
		io = mempool_alloc(&io_reserve, GFP_NOIO);
		room = min(room, (unsigned int)RESERVE_PAGES);
	}
	memset(&io->rq, 0, sizeof(io->rq));
	io->reserved = reserved;
	io->room = room;
	sg_init_table(io->sgl, room);
	return io;
}

static void free_io(struct page_io *io)
{
	if (io->reserved)
		mempool_free(io, &io_reserve);
	else
		kfree(io);
}

/* ---- ends: interrupts, or who submitted ---- */

static void read_ended(struct request *rq)
{
	struct page_io *io = container_of(rq, struct page_io, rq);

	for (unsigned int i = 0; i < rq->nents; i++) {
		struct page *page = sg_page(&io->sgl[i]);

		if (rq->error)
			mapping_read_failed(page, rq->error);
		else
			SetPageUptodate(page);
		unlock_page(page);
	}
	free_io(io);
}

static void write_ended(struct request *rq)
{
	struct page_io *io = container_of(rq, struct page_io, rq);

	for (unsigned int i = 0; i < rq->nents; i++) {
		struct page *page = sg_page(&io->sgl[i]);

		if (rq->error) {
			mapping_set_error(page->mapping, rq->error);
			/* What could not be written is not shown as if it had been: the next reader gets the disk's. */
			if (!PageDirty(page))
				ClearPageUptodate(page);
		}
		end_page_writeback(page);
	}
	free_io(io);
}

/* ---- runs ---- */

static void submit_run(struct page_run *run)
{
	struct page_io *io = run->io;

	if (!io)
		return;
	run->io = NULL;
	sg_mark_end(&io->sgl[io->rq.nents - 1]);
	blk_submit(&io->rq);
}

/* The part of page @index that is to be transferred, in sectors of the disk. @bits: of those asked for. */
static void find_extent(const struct page_run *run, pgoff_t index, unsigned long bits, u64 *first, u64 *end)
{
	const struct gendisk *disk = disk_of(run->mapping);
	const struct write_gate *gate = &disk->gate;
	u64 base = (u64)index * PAGE_SECTORS;

	*first = base + __ffs(bits);
	*end = min_t(u64, base + __fls(bits) + 1, disk->part[0].nr_sectors);
	/* Wholly outside of the window it stays as it is: the gate will say no. */
	if (run->op == REQ_OP_WRITE && gate->verdict == GATE_OPEN && *first < gate->end && *end > gate->first) {
		*first = max(*first, gate->first);
		*end = min(*end, gate->end);
	}
}

static void start_run(struct page_run *run, u64 first)
{
	struct gendisk *disk = disk_of(run->mapping);
	struct page_io *io = new_io(disk, run->hint);

	io->rq.disk = disk;
	io->rq.part = &disk->part[0];
	io->rq.op = run->op;
	io->rq.sector = first;
	io->rq.sgl = io->sgl;
	io->rq.end_io = run->op == REQ_OP_READ ? read_ended : write_ended;
	run->io = io;
}

/* Put the sectors @bits of @page behind the run, or submit the run and begin another. */
static void add_page(struct page_run *run, struct page *page, unsigned long bits)
{
	struct request *rq;
	u64 first, end;

	find_extent(run, page->index, bits, &first, &end);
	if (run->io && (page->index != run->next || run->io->rq.nents == run->io->room ||
			run->io->rq.sector + run->io->rq.nr_sectors != first))
		submit_run(run);
	if (!run->io)
		start_run(run, first);
	rq = &run->io->rq;
	sg_set_page(&run->io->sgl[rq->nents++], page, (unsigned int)(end - first) << SECTOR_SHIFT,
		    ((unsigned int)first % PAGE_SECTORS) << SECTOR_SHIFT);
	rq->nr_sectors += (unsigned int)(end - first);
	run->next = page->index + 1;
	if (run->hint)
		run->hint--;
}

/* What lies behind the disk's end reads as zero. */
static void zero_tail(struct address_space *mapping, struct page *page)
{
	u64 left = disk_of(mapping)->part[0].nr_sectors - (u64)page->index * PAGE_SECTORS;

	if (left < PAGE_SECTORS)
		memzero_page(page, (unsigned int)left << SECTOR_SHIFT, PAGE_SIZE - ((unsigned int)left << SECTOR_SHIFT));
}

/* ---- the operations ---- */

static int bdev_readpage(struct file *file, struct page *page)
{
	struct page_run run = { .mapping = page->mapping, .op = REQ_OP_READ, .hint = 1 };

	zero_tail(run.mapping, page);
	add_page(&run, page, ALL_SECTORS);
	submit_run(&run);
	return 0;
}

static void bdev_readahead(struct readahead_control *rac)
{
	struct page_run run = { .mapping = rac->mapping, .op = REQ_OP_READ, .hint = readahead_count(rac) };
	struct page *page;

	while ((page = readahead_page(rac))) {
		zero_tail(run.mapping, page);
		add_page(&run, page, ALL_SECTORS);
		put_page(page);
	}
	submit_run(&run);
}

void bdev_dirty(struct page *page, unsigned int offset, unsigned int bytes)
{
	page->private |= GENMASK((offset + bytes - 1) >> SECTOR_SHIFT, offset >> SECTOR_SHIFT);
	__set_page_dirty_nobuffers(page);
}

static bool bdev_dirty_page(struct address_space *mapping, struct page *page)
{
	page->private = ALL_SECTORS;
	return __set_page_dirty_nobuffers(page);
}

static int write_one(struct page *page, struct writeback_control *wbc, void *data)
{
	unsigned long bits = page->private ?: ALL_SECTORS;

	page->private = 0;
	set_page_writeback(page);
	unlock_page(page);
	add_page(data, page, bits);
	return 0;
}

static int bdev_writepage(struct page *page, struct writeback_control *wbc)
{
	struct page_run run = { .mapping = page->mapping, .op = REQ_OP_WRITE, .hint = 1 };

	write_one(page, wbc, &run);
	submit_run(&run);
	return 0;
}

static int bdev_writepages(struct address_space *mapping, struct writeback_control *wbc)
{
	struct page_run run = {
		.mapping = mapping, .op = REQ_OP_WRITE,
		.hint = (unsigned int)clamp(wbc->nr_to_write, 1l, (long)MOST_PAGES),
	};
	int err;

	run.hint = (unsigned int)min_t(unsigned long, run.hint, READ_ONCE(mapping->nrdirty));
	err = write_cache_pages(mapping, wbc, write_one, &run);
	submit_run(&run);
	return err;
}

static const struct address_space_operations bdev_aops = {
	.readpage = bdev_readpage,
	.readahead = bdev_readahead,
	.writepage = bdev_writepage,
	.writepages = bdev_writepages,
	.dirty_page = bdev_dirty_page,
};

/* A new disk, or another medium: an empty mapping of its size. */
void bdev_start_mapping(struct gendisk *disk)
{
	struct address_space *mapping = &disk->mapping;
	u64 sectors = disk->part[0].nr_sectors;

	mapping->a_ops = &bdev_aops;
	mapping->private_data = disk;
	mapping->end = (pgoff_t)(round_up(sectors, PAGE_SECTORS) / PAGE_SECTORS);
	mapping->ra_pages = clamp(WINDOW_REQUESTS * disk->max_sectors / PAGE_SECTORS, 4u, (unsigned int)MOST_PAGES);
	set_bit(AS_BDEV, &mapping->flags);
}

/* Everything of the disk leaves the cache. Context: may sleep. */
void bdev_end_mapping(struct gendisk *disk)
{
	unsigned long lost = truncate_inode_pages_final(&disk->mapping);

	if (lost)
		pr_err("%s: %lu pages that were not written are lost\n", disk->disk_name, lost);
}

static int __init bdev_init(void)
{
	struct page_io *io;

	return mempool_init_kmalloc_pool(&io_reserve, RESERVE, struct_size(io, sgl, RESERVE_PAGES));
}
subsys_initcall(bdev_init);
