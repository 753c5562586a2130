/* SPDX-License-Identifier: MIT */
/* drivers/block/commands.h: what the commands for disks share. */
#ifndef _DRIVERS_BLOCK_COMMANDS_H
#define _DRIVERS_BLOCK_COMMANDS_H

#include <linux/blkdev.h>

struct completions;

struct block_device *open_or_say(const char *name, fmode_t mode);

/**
 * struct disk_reader - who wants to see all of a disk.
 * @name: what the progress is called.
 * @take: gets the bytes in their order, a page or less at a time. Return: 0, or what ends the reading.
 * @rest: called after each MiB, or NULL.
 */
struct disk_reader {
	const char *name;
	int (*take)(void *own, void *data, unsigned int bytes);
	void (*rest)(void *own);
};

int read_whole_disk(struct block_device *bdev, const struct disk_reader *reader, void *own);
void complete_disk(struct completions *list, const char *word);

#endif
