/* SPDX-License-Identifier: MIT */
/* drivers/block/commands.h: what the commands for disks share. */
#ifndef _DRIVERS_BLOCK_COMMANDS_H
#define _DRIVERS_BLOCK_COMMANDS_H

#include <linux/blkdev.h>

struct completions;

struct block_device *open_or_say(const char *name, fmode_t mode);
void complete_disk(struct completions *list, const char *word);

#endif
