/* SPDX-License-Identifier: MIT */
/*
 * drivers/block/scratch.h: the signature that makes a disk writable, and what forbids it: pure
 * functions.
 */
#ifndef _DRIVERS_BLOCK_SCRATCH_H
#define _DRIVERS_BLOCK_SCRATCH_H

#include <linux/types.h>
#include <linux/uuid.h>

#define SCRATCH_MARGIN 512 /* sectors at each end that the window must leave alone: 256 KiB */

/* What tools/scratch-disk.py writes, decoded. */
struct scratch_signature {
	uuid_t uuid;
	u64 disk_sectors;
	u64 first, nr_sectors; /* window */
	u64 at;		       /* sector that this copy is for */
};

/* Decode a sector. Return: 0; -ENOENT no magic; -EBADMSG damaged. */
int scratch_parse(const u8 *sector, struct scratch_signature *out);
/* Do both copies say the same? */
bool scratch_twins(const struct scratch_signature *a, const struct scratch_signature *b);
/* Is the window on the disk, and clear of its margins? */
bool scratch_window_fits(const struct scratch_signature *s);
/* What else claims @sector, which is sector @lba of the disk: its name, or NULL. */
const char *foreign_magic(const u8 *sector, u64 lba);
/* Does one of the words in @list, with commas between them, end @serial? */
bool write_gate_names(const char *list, const char *serial);

#endif
