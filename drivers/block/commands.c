// SPDX-License-Identifier: MIT
/* drivers/block/commands.c: `disks` and `hexdump`: look at disks without changing them. */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/printk.h>
#include <slate/command.h>

#include "commands.h"

#define PIECE (1u << 20) /* bytes between looks at the keyboard */

/* As blkdev_get_by_path(), with a word to the user where it fails. */
struct block_device *open_or_say(const char *name, fmode_t mode)
{
	struct block_device *bdev = blkdev_get_by_path(name, mode, NULL);

	if (bdev == ERR_PTR(-ENODEV))
		console_printf("%s: no such disk; `disks` lists them\n", name);
	else if (bdev == ERR_PTR(-EROFS))
		console_printf("%s: %s\n", name, write_gate_reason(blkdev_find(name)->bd_disk));
	return bdev;
}

/* All of @bdev through the page cache, its read-ahead included. Return: 0, -EINTR by the keyboard, -EIO. */
int read_whole_disk(struct block_device *bdev, const struct disk_reader *reader, void *own)
{
	loff_t size = bdev_nr_bytes(bdev), pos = 0;
	struct file_ra_state ra;

	file_ra_state_init(&ra, bdev_mapping(bdev));
	while (pos < size) {
		ssize_t n = bdev_read(bdev, &ra, pos, PIECE, reader->take, own);

		if (n < 0)
			return (int)n;
		pos += n;
		if (reader->rest)
			reader->rest(own);
		if (console_progress(reader->name, pos, size))
			return -EINTR;
	}
	return 0;
}

/* Return: 0; -EINVAL beyond the end; -EIO. */
static int dump_sector(struct block_device *bdev, struct file_ra_state *ra, u64 lba)
{
	u8 buf[16];
	int err = 0;

	for (unsigned int at = 0; !err && at < SECTOR_SIZE; at += sizeof(buf)) {
		loff_t pos = (loff_t)(lba << SECTOR_SHIFT) + at;
		char line[80];

		err = bdev_read_buffer(bdev, ra, pos, buf, sizeof(buf));
		if (err)
			break;
		hex_dump_to_buffer(buf, sizeof(buf), 16, 1, line, sizeof(line), true);
		console_printf("%08llx  %s\n", pos, line);
	}
	return err;
}

static int run_hexdump(int argc, char **argv)
{
	u64 lba, count = 1;
	struct block_device *bdev;
	struct file_ra_state ra;
	int err = 0;

	if (argc < 3 || argc > 4 || kstrtou64(argv[2], 0, &lba) ||
	    (argc == 4 && kstrtou64(argv[3], 0, &count)))
		return -EINVAL;
	bdev = open_or_say(argv[1], FMODE_READ);
	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	if (lba >= bdev_nr_sectors(bdev)) {
		console_printf("%s has %llu sectors, from 0 on\n", bdev->name, (u64)bdev_nr_sectors(bdev));
		err = -ENXIO;
	}
	file_ra_state_init(&ra, bdev_mapping(bdev));
	for (; count && !err && !console_interrupted(); count--, lba++)
		err = dump_sector(bdev, &ra, lba);
	blkdev_put(bdev, FMODE_READ);
	return err;
}

static void print_partition(const struct block_device *bdev)
{
	console_printf("%s  type %02x, sectors %llu-%llu, %llu bytes\n", bdev->name, bdev->type,
		       (u64)bdev->start, (u64)(bdev->start + bdev->nr_sectors - 1),
		       bdev_nr_bytes(bdev));
}

static void print_disk(struct gendisk *disk)
{
	const struct disk_events *e = &disk->events;
	const struct disk_stats *s = &disk->part[0].stats;
	int i;

	console_printf("%s  %s, serial %s, %llu bytes, %s, depth %u\n", disk->disk_name,
		       disk->model, disk->serial[0] ? disk->serial : "none", bdev_nr_bytes(&disk->part[0]), disk->mode,
		       disk->queue->depth);
	console_printf("     %s\n", disk->part[0].nr_sectors ? write_gate_reason(disk) : "no medium");
	if (disk->gate.verdict == GATE_OPEN)
		console_printf("     window: sectors %llu-%llu\n", disk->gate.first,
			       disk->gate.end - 1);
	console_printf(
		"     %llu reads, %llu writes, %llu flushes; sectors by DMA %llu, by PIO %llu\n",
		s->ios[REQ_OP_READ], s->ios[REQ_OP_WRITE], s->ios[REQ_OP_FLUSH], e->dma_sectors,
		e->pio_sectors);
	console_printf("     errors %llu, retries %llu, timeouts %llu, resets %llu, ", e->errors,
		       e->retries, e->timeouts, e->resets);
	console_printf("lost interrupts %llu, writes refused %llu\n", e->lost_interrupts,
		       e->refused);
	for (i = 1; i < DISK_MAX_PARTS; i++)
		if (disk->part[i].nr_sectors)
			print_partition(&disk->part[i]);
}

static int run_disks(int argc, char **argv)
{
	struct gendisk *disk = NULL;
	bool any = false;

	while ((disk = next_disk(disk))) {
		print_disk(disk);
		any = true;
	}
	if (!any)
		console_printf("no disks\n");
	return 0;
}

void complete_disk(struct completions *list, const char *word)
{
	struct gendisk *disk = NULL;
	int i;

	while ((disk = next_disk(disk)))
		for (i = 0; i < DISK_MAX_PARTS; i++)
			if (disk->part[i].nr_sectors)
				offer_completion(list, disk->part[i].name);
}

COMMAND(disks, "", "list disks, their partitions and what was read from them", run_disks);
COMMAND_COMPLETE(hexdump, "DISK LBA [COUNT]", "show sectors", run_hexdump, complete_disk);
