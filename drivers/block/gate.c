// SPDX-License-Identifier: MIT
/*
 * drivers/block/gate.c: the one gate through which every write to a disk must pass.
 *
 * Problem.  A teaching kernel with bugs made on purpose runs on machines whose disks hold
 *           somebody's life.
 * Idea.     A disk is read-only unless all of these hold, and each is checked here and nowhere
 *           else:
 *
 *             disk.write=<tail of its serial> is on the command line      somebody wants it
 *             a scratch signature is in its first and its last sector     the disk is made for it
 *             the block is inside the window that the signature declares  and only that part of it
 *             no partition table or file system is seen in the margins    and it is nobody else's
 *
 *           The verdict is reached once, when the disk is added, and never turns to the better.
 *
 * Rule.     blk_submit() asks write_gate_check() about every write request; drivers in turn can
 *           issue no opcode but those of their whitelist, and writing ones only for a write
 *           request.
 * Paths.    add_disk -> write_gate_examine;  blk_submit -> write_gate_check
 * Cost.     Three compares a write request.
 * Media.    A floppy disk has no serial: the last 12 digits of its signature's UUID stand for one. Who
 *           changes the medium ends all writing until the next boot (disk.c, floppy's change line).
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/ratelimit.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/param.h>

#include "block.h"
#include "scratch.h"

char write_gate_list[128]; /* tails of serials, with commas between them */

static int __init set_disk_write(char *value)
{
	return strscpy(write_gate_list, value, sizeof(write_gate_list)) < 0 ? -E2BIG : 0;
}
SLATE_PARAM_CALL(
	"disk.write", set_disk_write, "SERIAL[,SERIAL...]",
	"disks, by the tail of their serial, that may be written if they bear a scratch signature");

static const char *const reasons[NR_GATE_VERDICTS] = {
	[GATE_OPEN] = "writable",
	[GATE_NOT_ASKED] = "read-only: disk.write= does not name its serial",
	[GATE_MEDIUM] = "read-only: the medium cannot be written",
	[GATE_NO_SIGNATURE] = "read-only: no scratch signature in its first sector",
	[GATE_NO_SECOND] = "read-only: the signature in its last sector is missing or another",
	[GATE_WRONG_SIZE] = "read-only: the scratch signature was made for a disk of another size",
	[GATE_BAD_WINDOW] =
		"read-only: the window of the scratch signature does not leave the margins",
	[GATE_OCCUPIED] = "read-only: it bears a scratch signature, but also something else",
	[GATE_CHANGED] = "read-only: the medium was changed since boot",
	[GATE_UNREADABLE] = "read-only: its signature or margins cannot be read",
};

/* Why @disk may be written or not, as a clause. */
const char *write_gate_reason(const struct gendisk *disk)
{
	return reasons[disk->gate.verdict];
}
EXPORT_SYMBOL(write_gate_reason);

/* Look for others' marks in a margin. Return: GATE_OPEN, GATE_OCCUPIED, GATE_UNREADABLE. */
static enum gate_verdict scan_margin(struct gendisk *disk, u64 from, u64 to, u8 *buf)
{
	u64 at;
	unsigned int i;

	for (at = from; at < to; at += PAGE_SIZE / SECTOR_SIZE) {
		unsigned int n = (unsigned int)min_t(u64, to - at, PAGE_SIZE / SECTOR_SIZE);

		if (blkdev_read(&disk->part[0], at, n, buf))
			return GATE_UNREADABLE;
		for (i = 0; i < n; i++) {
			disk->gate.seen = foreign_magic(buf + i * SECTOR_SIZE, at + i);
			if (disk->gate.seen)
				return GATE_OCCUPIED;
		}
	}
	return GATE_OPEN;
}

static enum gate_verdict read_signature(struct gendisk *disk, u8 *buf, struct scratch_signature *s)
{
	u64 size = disk->part[0].nr_sectors;
	struct scratch_signature second;

	if (blkdev_read(&disk->part[0], 0, 1, buf))
		return GATE_UNREADABLE;
	if (scratch_parse(buf, s))
		return GATE_NO_SIGNATURE;
	if (s->disk_sectors != size)
		return GATE_WRONG_SIZE;
	if (blkdev_read(&disk->part[0], size - 1, 1, buf))
		return GATE_UNREADABLE;
	if (scratch_parse(buf, &second) || !scratch_twins(s, &second))
		return GATE_NO_SECOND;
	return scratch_window_fits(s) ? GATE_OPEN : GATE_BAD_WINDOW;
}

/* A medium without a serial of its own is called by its signature. */
static void name_by_signature(struct gendisk *disk, u8 *buf)
{
	struct scratch_signature s;

	if (!blkdev_read(&disk->part[0], 0, 1, buf) && !scratch_parse(buf, &s))
		snprintf(disk->serial, sizeof(disk->serial), "%*phN", 6, &s.uuid.b[10]);
}

static enum gate_verdict examine(struct gendisk *disk, const char *list, u8 *buf)
{
	u64 size = disk->part[0].nr_sectors;
	struct scratch_signature s;
	enum gate_verdict verdict;

	if (disk->read_only || disk->block_sectors != 1)
		return GATE_MEDIUM;
	if (!disk->serial[0] && *list)
		name_by_signature(disk, buf);
	if (!write_gate_names(list, disk->serial))
		return GATE_NOT_ASKED;
	verdict = read_signature(disk, buf, &s);
	if (verdict == GATE_OPEN)
		verdict = scan_margin(disk, 0, SCRATCH_MARGIN, buf);
	if (verdict == GATE_OPEN)
		verdict = scan_margin(disk, size - SCRATCH_MARGIN, size, buf);
	if (verdict == GATE_OPEN) {
		disk->gate.uuid = s.uuid;
		disk->gate.first = s.first;
		disk->gate.end = s.first + s.nr_sectors;
	}
	return verdict;
}

/* Decide about @disk: is it on @list? Context: may sleep; reads the disk if it is. */
void write_gate_examine(struct gendisk *disk, const char *list)
{
	u8 *buf = kmalloc(PAGE_SIZE, GFP_KERNEL);

	disk->gate.verdict = buf ? examine(disk, list, buf) : GATE_UNREADABLE;
	kfree(buf);
	if (disk->gate.verdict == GATE_NOT_ASKED || disk->gate.verdict == GATE_MEDIUM)
		return;
	if (disk->gate.verdict == GATE_OCCUPIED)
		pr_warn("%s: %s: %s\n", disk->disk_name, write_gate_reason(disk), disk->gate.seen);
	else
		pr_info("%s: %s\n", disk->disk_name, write_gate_reason(disk));
}

/**
 * write_gate_check() - may this write be done?
 * @rq: a write request inside the disk.
 *
 * Context: any.
 * Return: 0; -EROFS: the disk is read-only; -EPERM: not inside the window.
 */
int write_gate_check(const struct request *rq)
{
	const struct write_gate *gate = &rq->disk->gate;

	if (unlikely(gate->verdict != GATE_OPEN)) {
		pr_warn_ratelimited("%s: write refused: %s\n", rq->disk->disk_name,
				    write_gate_reason(rq->disk));
		return -EROFS;
	}
	if (rq->sector >= gate->first && rq->sector + rq->nr_sectors <= gate->end)
		return 0;
	pr_warn_ratelimited("%s: write of sectors %llu-%llu refused: the window is %llu-%llu\n",
			    rq->disk->disk_name, (u64)rq->sector,
			    (u64)rq->sector + rq->nr_sectors - 1, gate->first, gate->end - 1);
	return -EPERM;
}
