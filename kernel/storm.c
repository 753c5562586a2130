// SPDX-License-Identifier: MIT
/*
 * kernel/storm.c: `storm [SECONDS]`: every device that moves memory works at once, and ISA memory is all but
 * gone.
 *
 * Problem.  Each driver passes its tests alone. What goes wrong with DMA goes wrong between drivers: two
 *           channels of one controller, a bounce slot given twice, a page that comes back while a device
 *           still writes to it.
 * Idea.     Fill ZONE_DMA to 95 % with pages that hold a pattern made of their addresses. Then let a thread
 *           for each disk (floppy, IDE, AHCI), one for edu and one for the Sound Blaster work at once, each
 *           checking every word it moves; at the end look at every page that filled the zone.
 *
 *     fdc  -- channel 2 --+                        +-- ZONE_DMA: 95 % pattern, checked at the end
 *     sb16 -- channel 5 --+-- memory of all zones -+-- pages above 4 GiB: bounced for IDE (32 bits)
 *     IDE, AHCI, edu -----+                        +-- and for edu (28 bits)
 *
 *           Sound is checked by who hears it: the samples are the pattern, too.
 * Invariants. bad words == 0, in memory, on disks and in sound; the leak counters after are those before.
 * Locks.    None: each worker has its own counts.
 * Paths.    run_storm -> fill_zone, start_workers ... storm_thread -> storm_disk | storm_edu | storm_sound
 * Sources.  The idea is that of the heart of every "burn-in" test; LDD3 ch. 15 for what may go wrong.
 */
#include <drivers/sound/sound.h>
#include <linux/blkdev.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/mmzone.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/swiotlb.h>
#include <linux/vmstat.h>
#include <slate/command.h>
#include <slate/edu.h>
#include <slate/leak.h>

#include "storm.h"

#define DEFAULT_TIME  20 /* seconds */
#define LEFT_PERCENT  5	 /* of ZONE_DMA */
#define LEAST_BEYOND  512 /* pages for everybody else */
#define MOST_WORKERS  16
#define EDU_BYTES     2048
#define SOUND_RATE    11025
#define SOUND_KEY     0x50554e44u
#define ZONE_KEY      0x444d4100u

static struct {
	bool over;
	struct storm_worker workers[MOST_WORKERS];
	unsigned int nr_workers;
	struct list_head held; /* pages of ZONE_DMA */
	unsigned long nr_held;
} storm;

bool storm_is_over(void)
{
	return READ_ONCE(storm.over);
}

unsigned long storm_page(struct page *page, u32 first, u32 key, bool check)
{
	u32 *map = kmap_local_page(page), i;
	unsigned long bad = 0;

	for (i = 0; i < PAGE_SIZE / sizeof(u32); i++)
		if (!check)
			map[i] = storm_word(first + i, key);
		else
			bad += map[i] != storm_word(first + i, key);
	kunmap_local(map);
	cond_resched();
	return bad;
}

/* --- ZONE_DMA --- */

static struct zone *isa_zone(void)
{
	return &NODE_DATA(0)->node_zones[ZONE_DMA];
}

static unsigned long isa_free(void)
{
	return READ_ONCE(isa_zone()->vm_stat[NR_FREE_PAGES]);
}

static u32 words_before(const struct page *page)
{
	return (u32)page_to_pfn(page) * (u32)(PAGE_SIZE / sizeof(u32));
}

/* Return: pages of the zone that are in use now, in percent. */
static unsigned int fill_zone(void)
{
	unsigned long all = zone_managed_pages(isa_zone());

	INIT_LIST_HEAD(&storm.held);
	storm.nr_held = 0;
	drain_all_pages(NULL);
	while (isa_free() * 100 > all * LEFT_PERCENT) {
		struct page *page = alloc_page(GFP_DMA | __GFP_NOWARN | __GFP_NORETRY);

		if (!page)
			break;
		storm_page(page, words_before(page), ZONE_KEY, false);
		list_add(&page->lru, &storm.held);
		storm.nr_held++;
	}
	return (unsigned int)(100 - isa_free() * 100 / all);
}

/* Return: words that somebody has written to. */
static unsigned long empty_zone(void)
{
	struct page *page, *next;
	unsigned long bad = 0;

	list_for_each_entry_safe (page, next, &storm.held, lru) {
		bad += storm_page(page, words_before(page), ZONE_KEY, true);
		list_del(&page->lru);
		__free_page(page);
	}
	return bad;
}

/* --- Workers --- */

/* Out to the device, wiped in memory, and back. */
static int storm_edu(struct storm_worker *worker)
{
	struct page *page = alloc_page(GFP_HIGHUSER);
	u32 key = 0;
	int err = page ? 0 : -ENOMEM;

	while (!err && !storm_is_over()) {
		storm_page(page, 0, ++key, false);
		err = edu_transfer(page, 0, EDU_BYTES, 0, DMA_TO_DEVICE);
		memzero_page(page, 0, EDU_BYTES);
		err = err ?: edu_transfer(page, 0, EDU_BYTES, 0, DMA_FROM_DEVICE);
		worker->bad_words += err ? 0 : storm_page(page, 0, key, true);
		worker->bytes += 2 * EDU_BYTES;
		worker->rounds++;
	}
	if (page)
		__free_page(page);
	return err;
}

static ssize_t fill_sound(struct sound_stream *stream, void *to, size_t bytes)
{
	struct storm_worker *worker = stream->private;
	u32 *words = to, first = (u32)(worker->bytes / sizeof(u32)), i;

	if (storm_is_over())
		return 0;
	for (i = 0; i < bytes / sizeof(u32); i++)
		words[i] = storm_word(first + i, SOUND_KEY);
	worker->bytes += bytes;
	worker->rounds++;
	return (ssize_t)bytes;
}

static int storm_sound(struct storm_worker *worker)
{
	struct sound_stream stream = {{SOUND_RATE, 2, 16}, fill_sound, worker};
	int err = sb16_play(&stream);

	if (stream.underruns)
		console_printf("storm: sb16: %u underruns\n", stream.underruns);
	return err;
}

static int storm_thread(void *data)
{
	struct storm_worker *worker = data;

	if (worker->private)
		worker->error = storm_disk(worker, worker->private);
	else if (!strcmp(worker->name, "edu"))
		worker->error = storm_edu(worker);
	else
		worker->error = storm_sound(worker);
	complete(&worker->done);
	return 0;
}

static void add_worker(const char *name, void *private)
{
	struct storm_worker *worker = &storm.workers[storm.nr_workers];

	if (storm.nr_workers == MOST_WORKERS)
		return;
	*worker = (struct storm_worker){.draw = 12345 + storm.nr_workers, .private = private};
	strscpy(worker->name, name, sizeof(worker->name));
	init_completion(&worker->done);
	if (!IS_ERR(kthread_run(storm_thread, worker, "storm/%s", name)))
		storm.nr_workers++;
}

static void start_workers(void)
{
	struct gendisk *disk = NULL;

	storm.over = false;
	storm.nr_workers = 0;
	while ((disk = next_disk(disk)))
		if (bdev_nr_sectors(&disk->part[0]) && disk->block_sectors == 1)
			add_worker(disk->disk_name, disk);
	if (edu_present())
		add_worker("edu", NULL);
	if (sb16_device())
		add_worker("sb16", NULL);
}

static void wait(unsigned int seconds)
{
	unsigned long end = jiffies + seconds * HZ;

	while (time_before(jiffies, end) && !console_interrupted())
		msleep(50);
	WRITE_ONCE(storm.over, true);
}

/* Return: whether all went well. */
static bool report_workers(void)
{
	bool well = true, worked = false;
	unsigned int i;

	for (i = 0; i < storm.nr_workers; i++) {
		struct storm_worker *worker = &storm.workers[i];

		wait_for_completion(&worker->done);
		if (worker->error == -EINVAL && worker->private && !worker->rounds) {
			console_printf("storm: %s: left out: it does not hold the pattern (tests/storm.py makes disks)\n",
				       worker->name);
			continue;
		}
		worked = true;
		console_printf("storm: %s: %lu rounds, %llu bytes, %lu bad words", worker->name,
			       worker->rounds, worker->bytes, worker->bad_words);
		console_printf(worker->error ? ", %pe\n" : "\n", ERR_PTR(worker->error));
		well = well && worker->rounds && !worker->bad_words && !worker->error;
	}
	return well && worked;
}

static int storm_for(unsigned int seconds)
{
	struct swiotlb_stats before, after;
	struct leak_snapshot snapshot;
	unsigned long bad;
	unsigned int percent;
	char text[160];
	bool well;
	int leaks;

	if (totalram_pages() < zone_managed_pages(isa_zone()) + LEAST_BEYOND) {
		console_printf("storm: there must be %u MiB beyond ZONE_DMA\n", LEAST_BEYOND >> (20 - PAGE_SHIFT));
		return -ENOMEM;
	}
	leak_snapshot(&snapshot);
	swiotlb_stats(&before);
	percent = fill_zone();
	console_printf("storm: ZONE_DMA %u%% full: %lu pages of %lu held\n", percent, storm.nr_held,
		       zone_managed_pages(isa_zone()));
	start_workers();
	wait(seconds);
	well = report_workers();
	bad = empty_zone();
	swiotlb_stats(&after);
	console_printf("storm: ZONE_DMA: %lu bad words; %lu mappings bounced, %lu failed\n", bad,
		       after.mappings - before.mappings, after.failures - before.failures);
	leaks = leak_compare(&snapshot, text, sizeof(text));
	console_printf("storm: counters %s%s\n", leaks ? "differ: " : "are as before", leaks ? text : "");
	return well && !bad && !leaks ? 0 : -EIO;
}

static int run_storm(int argc, char **argv)
{
	unsigned int seconds = DEFAULT_TIME;

	if (argc > 2 || (argc == 2 && kstrtouint(argv[1], 0, &seconds)))
		return -EINVAL;
	return storm_for(seconds);
}
COMMAND(storm, "[SECONDS]", "all disks, edu and the Sound Blaster at once, with ZONE_DMA 95 % full; every word is checked",
	run_storm);
