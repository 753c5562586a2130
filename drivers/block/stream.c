// SPDX-License-Identifier: MIT
/*
 * drivers/block/stream.c: the page cache from the console: `stream` reads a disk through it and says who made
 * room, `sync` writes what is dirty, `drop_caches` drops what is clean.
 *
 * Reading more than memory holds is what reclaim is for: `stream` counts what kswapd and direct reclaim freed
 * while it ran, who had to stop and free memory himself, and which requests for single pages failed.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/pagemap.h>
#include <linux/shrinker.h>
#include <linux/timekeeping.h>
#include <linux/vmstat.h>
#include <slate/command.h>

#include "commands.h"

static const struct {
	const char *name;
	enum vm_event_item first, last;
} shown[] = {
	{ "pgscan_kswapd", PGSCAN_KSWAPD, PGSCAN_KSWAPD },
	{ "pgsteal_kswapd", PGSTEAL_KSWAPD, PGSTEAL_KSWAPD },
	{ "pgscan_direct", PGSCAN_DIRECT, PGSCAN_DIRECT },
	{ "pgsteal_direct", PGSTEAL_DIRECT, PGSTEAL_DIRECT },
	{ "allocstall", ALLOCSTALL_DMA, ALLOCSTALL_HIGH },
	{ "pageoutrun", PAGEOUTRUN, PAGEOUTRUN },
	{ "kswapd_inodesteal", KSWAPD_INODESTEAL, KSWAPD_INODESTEAL },
};

static unsigned long sum_events(unsigned int i)
{
	unsigned long sum = 0;

	for (int item = shown[i].first; item <= (int)shown[i].last; item++)
		sum += vm_event(item);
	return sum;
}

struct stream {
	u32 sum;	      /* of the words read: they have really been looked at */
	unsigned long asked, failed; /* single GFP_KERNEL pages, taken along the way */
	unsigned long before[ARRAY_SIZE(shown)];
};

static int add_words(void *own, void *data, unsigned int bytes)
{
	struct stream *stream = own;
	const u32 *word = data, *end = word + bytes / sizeof(*word);

	while (word < end)
		stream->sum += *word++;
	return 0;
}

/* Somebody else who needs memory meanwhile. */
static void take_page(void *own)
{
	struct stream *stream = own;
	struct page *page = alloc_page(GFP_KERNEL);

	stream->asked++;
	if (page)
		__free_page(page);
	else
		stream->failed++;
}

static const struct disk_reader streaming = { .name = "stream", .take = add_words, .rest = take_page };

static void print_events(const struct stream *stream)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(shown); i++)
		console_printf("%s%s %lu", i ? ", " : "", shown[i].name, sum_events(i) - stream->before[i]);
	console_printf("\n");
}

static int run_stream(int argc, char **argv)
{
	struct stream stream = {};
	struct block_device *bdev;
	u64 began, usecs;
	int err;

	if (argc != 2)
		return -EINVAL;
	bdev = open_or_say(argv[1], FMODE_READ);
	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	for (unsigned int i = 0; i < ARRAY_SIZE(shown); i++)
		stream.before[i] = sum_events(i);
	began = ktime_get_ns();
	err = read_whole_disk(bdev, &streaming, &stream);
	usecs = max(div_u64(ktime_get_ns() - began, 1000), 1ull);
	if (!err)
		console_printf("%llu bytes, sum %08x, %llu MB/s, %lu pages in the cache\n", bdev_nr_bytes(bdev),
			       stream.sum, div64_u64((u64)bdev_nr_bytes(bdev), usecs),
			       bdev_mapping(bdev)->nrpages);
	console_printf("%lu single pages asked for meanwhile, %lu failed\n", stream.asked, stream.failed);
	print_events(&stream);
	blkdev_put(bdev, FMODE_READ);
	return err;
}

static int run_sync(int argc, char **argv)
{
	return sync_bdevs(true);
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
COMMAND(sync, "", "wait until everything written is on the medium", run_sync);
COMMAND(drop_caches, "", "drop clean pages of the cache; ask all shrinkers for what they have",
	run_drop_caches);
