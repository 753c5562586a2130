// SPDX-License-Identifier: MIT
/*
 * tests/bench/bench_disk.c: how fast the first disk is read, and the first writable one written.
 *
 * Requests go past the page cache into the same pages again and again, as O_DIRECT does; it is synced and
 * emptied first, and after the writes. Sequential loops wait for each request before they ask for the next; disk_rand_4k_d32 keeps 32 under way.
 */
#include <linux/blkdev.h>
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/bench.h>

#define MOST_PAGES 256
#define DEPTH	   32
#define PAGE_SECTORS (PAGE_SIZE / SECTOR_SIZE)
#define LEAST_SECTORS (4096 * 2) /* 4 MiB: smaller disks tell nothing */

/* One of up to 32 that are under way. */
struct slot {
	struct request rq;
	struct scatterlist sg;
};

static struct {
	struct gendisk *disk;
	struct page *page[MOST_PAGES];
	struct scatterlist sgl[MOST_PAGES];
	struct request rq;
	struct slot *slots;
	struct completion ended;
	struct slot *idle[DEPTH];
	unsigned int nr_idle;
	int error;
	u64 at, first, end; /* sectors */
	u32 state;
} bench;

static struct gendisk *find_disk(bool writable)
{
	struct gendisk *disk = NULL;

	while ((disk = next_disk(disk)))
		if (disk->block_sectors == 1 && disk->part[0].nr_sectors >= LEAST_SECTORS &&
		    (!writable || disk->gate.verdict == GATE_OPEN))
			return disk;
	return NULL;
}

static const char *no_disk(void)
{
	return find_disk(false) ? NULL : "no disk of 4 MiB or more";
}

static const char *no_writable(void)
{
	return find_disk(true) ? NULL : "no disk that may be written (disk.write=)";
}

static void teardown(void)
{
	int i;

	/* Last one first: the next loop gets them in the same order, and so as neighbours again. */
	for (i = MOST_PAGES - 1; i >= 0; i--)
		if (bench.page[i])
			__free_page(bench.page[i]);
	invalidate_bdev(&bench.disk->part[0]);
	kfree(bench.slots);
	memset(&bench, 0, sizeof(bench));
}

static int setup(bool writable)
{
	int i;

	bench.disk = find_disk(writable);
	sync_blockdev(&bench.disk->part[0]);
	invalidate_bdev(&bench.disk->part[0]);
	bench.first = writable ? bench.disk->gate.first : 0;
	bench.end = writable ? bench.disk->gate.end : bench.disk->part[0].nr_sectors;
	bench.first = roundup(bench.first, PAGE_SECTORS);
	bench.at = bench.first;
	bench.state = BENCH_SEED;
	sg_init_table(bench.sgl, MOST_PAGES);
	for (i = 0; i < MOST_PAGES; i++) {
		bench.page[i] = alloc_page(GFP_KERNEL);
		if (!bench.page[i])
			break;
		sg_set_page(&bench.sgl[i], bench.page[i], PAGE_SIZE, 0);
	}
	if (i == MOST_PAGES)
		return 0;
	teardown();
	return -ENOMEM;
}

static int setup_read(void)
{
	return setup(false);
}

static int setup_write(void)
{
	return setup(true);
}

/* The next @pages of the disk, from the front again at its end. */
static int move_next(enum req_op op, unsigned int pages)
{
	u64 sectors = pages * PAGE_SECTORS;

	if (bench.at + sectors > bench.end)
		bench.at = bench.first;
	bench.rq.disk = bench.disk;
	bench.rq.op = op;
	bench.rq.sector = bench.at;
	bench.rq.nr_sectors = (unsigned int)sectors;
	bench.rq.sgl = bench.sgl;
	bench.rq.nents = pages;
	bench.at += sectors;
	return blk_execute(&bench.rq);
}

static int move_many(unsigned int n, enum req_op op, unsigned int pages)
{
	int err = 0;

	while (n-- && !err)
		err = move_next(op, pages);
	return err;
}

static int run_read_1m(unsigned int n)
{
	return move_many(n, REQ_OP_READ, 256);
}

static int run_read_64k(unsigned int n)
{
	return move_many(n, REQ_OP_READ, 16);
}

static int run_read_4k(unsigned int n)
{
	return move_many(n, REQ_OP_READ, 1);
}

static int run_write_1m(unsigned int n)
{
	return move_many(n, REQ_OP_WRITE, 256);
}

static u64 random_sector(void)
{
	u32 pages = (u32)div_u64(bench.end - bench.first, PAGE_SECTORS);

	return bench.first + (((u64)bench_draw(&bench.state) * pages) >> 32) * PAGE_SECTORS;
}

static int run_rand_d1(unsigned int n)
{
	int err = 0;

	while (n-- && !err) {
		bench.at = random_sector();
		err = move_next(REQ_OP_READ, 1);
	}
	return err;
}

static void slot_ended(struct request *rq)
{
	bench.error = bench.error ?: rq->error;
	bench.idle[bench.nr_idle++] = rq->private;
	complete(&bench.ended);
}

static int setup_slots(void)
{
	unsigned int i;
	int err = setup(false);

	if (err)
		return err;
	bench.slots = kcalloc(DEPTH, sizeof(*bench.slots), GFP_KERNEL);
	if (!bench.slots) {
		teardown();
		return -ENOMEM;
	}
	init_completion(&bench.ended);
	for (i = 0; i < DEPTH; i++) {
		struct slot *slot = &bench.slots[i];

		sg_init_table(&slot->sg, 1);
		sg_set_page(&slot->sg, bench.page[i], PAGE_SIZE, 0);
		slot->rq = (struct request){
			.disk = bench.disk, .op = REQ_OP_READ, .nr_sectors = PAGE_SECTORS,
			.sgl = &slot->sg, .nents = 1, .end_io = slot_ended, .private = slot,
		};
		bench.idle[bench.nr_idle++] = slot;
	}
	return 0;
}

static struct slot *take_idle(void)
{
	struct slot *slot;

	spin_lock_irq(&bench.disk->queue->lock);
	slot = bench.idle[--bench.nr_idle];
	spin_unlock_irq(&bench.disk->queue->lock);
	return slot;
}

/* All that was asked for has ended when this returns. */
static int run_rand_d32(unsigned int n)
{
	unsigned int asked = 0, done = 0;

	while (done < n) {
		while (asked < n && asked - done < DEPTH) {
			struct slot *slot = take_idle();

			slot->rq.sector = random_sector();
			asked++;
			blk_submit(&slot->rq);
		}
		wait_for_completion(&bench.ended);
		done++;
	}
	return bench.error;
}

BENCH_LOOP(disk_read_1m, .group = "disk", .op = "read 1 MiB, sequential", .skip = no_disk, .setup = setup_read,
	   .run = run_read_1m, .teardown = teardown, .ops = 8, .bytes = 1 << 20);
BENCH_LOOP(disk_read_64k, .group = "disk", .op = "read 64 KiB, sequential", .skip = no_disk, .setup = setup_read,
	   .run = run_read_64k, .teardown = teardown, .ops = 32, .bytes = 1 << 16);
BENCH_LOOP(disk_read_4k, .group = "disk", .op = "read 4 KiB, sequential", .skip = no_disk, .setup = setup_read,
	   .run = run_read_4k, .teardown = teardown, .ops = 64, .bytes = 1 << 12);
BENCH_LOOP(disk_write_1m, .group = "disk", .op = "write 1 MiB, sequential", .skip = no_writable,
	   .setup = setup_write, .run = run_write_1m, .teardown = teardown, .ops = 8,
	   .bytes = 1 << 20);
BENCH_LOOP(disk_rand_4k_d1, .group = "disk", .op = "read 4 KiB anywhere, one at a time", .skip = no_disk,
	   .setup = setup_read, .run = run_rand_d1, .teardown = teardown, .ops = 64,
	   .per_second = true);
BENCH_LOOP(disk_rand_4k_d32, .group = "disk", .op = "read 4 KiB anywhere, 32 at a time", .skip = no_disk,
	   .setup = setup_slots, .run = run_rand_d32, .teardown = teardown, .ops = 256,
	   .per_second = true);
