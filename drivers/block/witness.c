// SPDX-License-Identifier: MIT
/*
 * drivers/block/witness.c: `witness`: random transfers that somebody outside can check.
 *
 * Problem.  A kernel that checks its own DMA looks at memory through the same tables and caches
 *           that may be wrong.
 * Idea.     tests/witness.py gives QEMU memory that is a file on the host, and reads it and the
 *           disk's image behind the kernel's back. This command owns an arena of pages that nothing
 *           else touches, does batches of transfers between it and the disk, tells what it did, and
 *           waits until the host, which replays each transfer on a copy, has compared the whole
 *           arena and the whole disk.
 *
 *     WITNESS FLAG pfn           where the host writes the number of the batch it has checked
 *     WITNESS TEXT first end     physical addresses of what must never change
 *     WITNESS ARENA pfn ...      blocks of 16 frames; page i is i % 16 of block i / 16
 *     WITNESS BATCH 2147483648   the host takes its copy of the arena
 *     WITNESS T op sector count crc page:offset:length ...       a transfer that has ended
 *     WITNESS BATCH n            the host compares
 *
 *           The transfers of a batch run at the same time, as far as the disk can; each has a
 *           sixteenth of the pages and of the disk's window for itself, so that their order does
 *           not matter. Pieces begin and end at any even byte, and their neighbours in the page are
 *           part of the test.
 *
 * Cost.     A line of text a transfer.
 * Left out. Kernel memory outside the arena: it is alive, and the host cannot know what it should
 *           be.
 */
#include <asm/sections.h>
#include <linux/crc32.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/command.h>

#include "commands.h"

#define BLOCK_ORDER  4
#define BLOCK_PAGES  (1u << BLOCK_ORDER)
#define MOST_BLOCKS  512 /* 32 MiB */
#define LEAST_BLOCKS 16
#define BATCH	     16 /* transfers; also shares of the arena */
#define MOST_PIECES  8
#define PATIENCE_S   60 /* for the host */

struct witness_transfer {
	struct request rq;
	struct scatterlist sgl[MOST_PIECES];
	unsigned int page[MOST_PIECES]; /* of the arena */
};

struct witness {
	struct block_device *bdev;
	struct page *flag;
	struct page *block[MOST_BLOCKS];
	unsigned int nr_blocks;
	u32 state; /* of the random numbers */
	struct witness_transfer transfer[BATCH];
};

static u32 draw(struct witness *w, u32 limit)
{
	w->state = w->state * 1664525u + 1013904223u;
	return (u32)((u64)w->state * limit >> 32);
}

static struct page *arena_page(struct witness *w, unsigned int i)
{
	return w->block[i / BLOCK_PAGES] + i % BLOCK_PAGES;
}

static void fill_block(struct witness *w, struct page *block)
{
	unsigned int i, k;

	for (i = 0; i < BLOCK_PAGES; i++) {
		u32 *word = kmap_local_page(block + i);

		for (k = 0; k < PAGE_SIZE / 4; k++)
			word[k] = w->state = w->state * 1664525u + 1013904223u;
		kunmap_local(word);
	}
}

/* Half of what is free, so that the kernel has room to breathe. */
static int make_arena(struct witness *w)
{
	unsigned int want = min_t(unsigned long, MOST_BLOCKS, nr_free_pages() / 2 / BLOCK_PAGES);

	w->flag = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!w->flag)
		return -ENOMEM;
	for (; w->nr_blocks < want; w->nr_blocks++) {
		struct page *block =
			alloc_pages(GFP_HIGHUSER | __GFP_NOWARN | __GFP_NORETRY, BLOCK_ORDER);

		if (!block)
			break;
		fill_block(w, block);
		w->block[w->nr_blocks] = block;
	}
	return w->nr_blocks < LEAST_BLOCKS ? -ENOMEM : 0;
}

static void free_arena(struct witness *w)
{
	while (w->nr_blocks)
		__free_pages(w->block[--w->nr_blocks], BLOCK_ORDER);
	if (w->flag)
		__free_page(w->flag);
}

static void introduce(struct witness *w)
{
	unsigned int i;

	console_printf("WITNESS FLAG %lx\n", page_to_pfn(w->flag));
	console_printf("WITNESS TEXT %lx %lx\n", (unsigned long)__pa(_stext),
		       (unsigned long)__pa(_etext));
	for (i = 0; i < w->nr_blocks; i++)
		console_printf("%s%lx%s", i % 8 ? " " : "WITNESS ARENA ", page_to_pfn(w->block[i]),
			       i % 8 == 7 || i + 1 == w->nr_blocks ? "\n" : "");
}

/* Pieces for transfer @share, none longer than a page, no page twice. Return: their bytes. */
static unsigned int draw_pieces(struct witness *w, unsigned int share)
{
	struct witness_transfer *t = &w->transfer[share];
	unsigned int n = 1 + draw(w, MOST_PIECES), bytes = 0, i;
	unsigned int pages = w->nr_blocks * BLOCK_PAGES / BATCH, first = draw(w, pages);

	sg_init_table(t->sgl, n);
	for (i = 0; i < n; i++) {
		unsigned int offset = draw(w, PAGE_SIZE / 2) * 2;
		unsigned int length = 2 + draw(w, (PAGE_SIZE - offset) / 2) * 2;

		if (!i)
			length = PAGE_SIZE - (offset = offset / 2 & ~1u); /* a sector at least */
		t->page[i] = (first + i * 7) % pages * BATCH + share;
		sg_set_page(&t->sgl[i], arena_page(w, t->page[i]), length, offset);
		bytes += length;
	}
	t->rq.sgl = t->sgl;
	t->rq.nents = n;
	return bytes;
}

/* Cut the pieces to whole sectors. */
static void trim_pieces(struct request *rq, unsigned int bytes)
{
	unsigned int surplus = bytes % SECTOR_SIZE;

	while (surplus) {
		struct scatterlist *last = &rq->sgl[rq->nents - 1];
		unsigned int cut = min(surplus, last->length);

		surplus -= cut;
		last->length -= cut;
		if (!last->length)
			rq->nents--;
	}
	sg_mark_end(&rq->sgl[rq->nents - 1]);
	rq->nr_sectors = bytes / SECTOR_SIZE;
}

static void draw_transfer(struct witness *w, unsigned int share)
{
	const struct write_gate *gate = &w->bdev->bd_disk->gate;
	u32 zone = (u32)div_u64(gate->end - gate->first, BATCH);
	struct request *rq = &w->transfer[share].rq;
	unsigned int bytes = draw_pieces(w, share);

	rq->disk = w->bdev->bd_disk;
	rq->part = w->bdev;
	rq->op = draw(w, 2) ? REQ_OP_WRITE : REQ_OP_READ;
	trim_pieces(rq, bytes);
	rq->sector = gate->first + (u64)share * zone + draw(w, zone - rq->nr_sectors);
}

static void tell(struct witness *w, struct witness_transfer *t)
{
	const struct request *rq = &t->rq;
	char line[MOST_PIECES * 18 + 1];
	int at = 0;
	u32 crc = ~0u;
	unsigned int i;

	for (i = 0; i < rq->nents; i++) {
		struct scatterlist *sg = &t->sgl[i];
		u8 *data = kmap_local_page(sg_page(sg));

		crc = crc32_le(crc, data + sg->offset, sg->length);
		kunmap_local(data);
		at += scnprintf(line + at, sizeof(line) - at, " %u:%u:%u", t->page[i], sg->offset,
				sg->length);
	}
	console_printf("WITNESS T %c %llu %u %08x%s\n", rq->op == REQ_OP_WRITE ? 'w' : 'r',
		       (u64)rq->sector, rq->nr_sectors, ~crc, line);
}

static int run_batch(struct witness *w, unsigned int n)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < n; i++)
		draw_transfer(w, i);
	for (i = 0; i < n; i++)
		blk_submit(&w->transfer[i].rq);
	for (i = 0; i < n; i++) {
		wait_for_completion(&w->transfer[i].rq.done);
		err = err ?: w->transfer[i].rq.error;
		tell(w, &w->transfer[i]);
	}
	return err;
}

/* The host has looked when the flag says @batch. */
static int wait_for_host(struct witness *w, u32 batch)
{
	unsigned long deadline = jiffies + PATIENCE_S * HZ;
	u32 *flag = page_address(w->flag);

	console_printf("WITNESS BATCH %u\n", batch);
	while (READ_ONCE(*flag) != batch) {
		if (console_interrupted())
			return -EINTR;
		if (time_after(jiffies, deadline))
			return -ETIMEDOUT;
		cond_resched();
	}
	return 0;
}

static int testify(struct witness *w, unsigned int transfers)
{
	unsigned int done = 0;
	u32 batch = 0;
	int err = make_arena(w);

	if (err)
		return err;
	invalidate_bdev(w->bdev); /* these requests know nothing of the page cache */
	introduce(w);
	err = wait_for_host(w, batch++ | 0x80000000u);
	while (!err && done < transfers) {
		unsigned int n = min(transfers - done, (unsigned int)BATCH);

		err = run_batch(w, n) ?: wait_for_host(w, batch++ | 0x80000000u);
		done += n;
	}
	console_printf("WITNESS END %u\n", done);
	return err;
}

static int run_witness(int argc, char **argv)
{
	struct block_device *bdev;
	struct witness *w;
	unsigned int transfers, seed = 1;
	int err;

	if (argc < 3 || argc > 4 || kstrtouint(argv[2], 0, &transfers) ||
	    (argc == 4 && kstrtouint(argv[3], 0, &seed)))
		return -EINVAL;
	bdev = open_or_say(argv[1], FMODE_READ | FMODE_WRITE);
	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	w = kvzalloc(sizeof(*w), GFP_KERNEL);
	err = w ? 0 : -ENOMEM;
	if (w) {
		w->bdev = bdev;
		w->state = seed;
		err = testify(w, transfers);
		free_arena(w);
		kvfree(w);
	}
	blkdev_put(bdev, FMODE_READ | FMODE_WRITE);
	return err;
}
COMMAND_COMPLETE(witness, "DISK TRANSFERS [SEED]",
		 "random transfers for tests/witness.py to check from outside", run_witness,
		 complete_disk);
