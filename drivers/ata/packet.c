// SPDX-License-Identifier: MIT
/*
 * drivers/ata/packet.c: SCSI command blocks for CD drives and what they answer, for IDE and
 * AHCI alike: pure functions, but for one that waits. Numbers in SCSI have their high byte first.
 *
 * Sources.  MMC-3, 5 "Commands for CD-ROM"; SPC-2, 7.20 "REQUEST SENSE".
 */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "ata.h"
#include "ata_regs.h"

#define SECTORS_PER_BLOCK (ATAPI_BLOCK >> SECTOR_SHIFT)
#define READY_TRIES	  20 /* of TEST UNIT READY: a drive spins up within seconds */
#define READY_PAUSE_MS	  100

static void put_be32(u8 *p, u32 value)
{
	p[0] = (u8)(value >> 24);
	p[1] = (u8)(value >> 16);
	p[2] = (u8)(value >> 8);
	p[3] = (u8)value;
}

static u32 get_be32(const u8 *p)
{
	return (u32)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

/* READ(10) while it can say it, READ(12) beyond. */
void atapi_fill_read(u8 *cdb, const struct request *rq)
{
	u32 count = rq->nr_sectors / SECTORS_PER_BLOCK;

	memset(cdb, 0, ATAPI_CDB_BYTES);
	put_be32(cdb + 2, (u32)(rq->sector / SECTORS_PER_BLOCK));
	if (count > 0xffff) {
		cdb[0] = ATAPI_READ_12;
		put_be32(cdb + 6, count);
	} else {
		cdb[0] = ATAPI_READ_10;
		cdb[7] = (u8)(count >> 8);
		cdb[8] = (u8)count;
	}
}

int atapi_parse_capacity(const u8 *answer, u64 *nr_sectors)
{
	if (get_be32(answer) == ~0u)
		return -ENOMEDIUM; /* a disc without a block: the number of its last is -1 */
	if (get_be32(answer + 4) != ATAPI_BLOCK)
		return -EINVAL;
	*nr_sectors = ((u64)get_be32(answer) + 1) * SECTORS_PER_BLOCK;
	return 0;
}

int atapi_judge_sense(const u8 *sense)
{
	u8 key = sense[2] & 0xf, code = sense[12];

	if (key == SENSE_NOT_READY && code == SENSE_CODE_NO_MEDIUM)
		return -ENOMEDIUM;
	return key == SENSE_UNIT_ATTENTION ? 0 : -EAGAIN; /* the former is news, and told once */
}

/**
 * atapi_ask_medium() - wait until a drive is ready, or says why it never will be.
 * @ask: sends TEST UNIT READY and, if that fails, REQUEST SENSE. Return: 1 ready; else atapi_judge_sense(); -errno.
 * @drive: for @ask.
 * @changed: set if there may be another medium than before.
 *
 * What is between two media says "none" once and then "changed": the first is asked for twice.
 * Context: may sleep, 2 s.
 * Return: 0; -ENOMEDIUM; -EIO; -ETIMEDOUT.
 */
int atapi_ask_medium(int (*ask)(void *drive), void *drive, bool *changed)
{
	int tries, err, empty = 0;

	for (tries = 0; tries < READY_TRIES; tries++) {
		err = ask(drive);
		if (err > 0)
			return 0;
		if (err == -ENOMEDIUM && empty++)
			return err;
		if (!err || err == -ENOMEDIUM)
			*changed = true;
		else if (err != -EAGAIN)
			return err;
		else
			msleep(READY_PAUSE_MS);
	}
	return -EIO;
}

const char *atapi_sense_name(u8 key)
{
	static const char *const names[16] = {
		[SENSE_NOT_READY] = "not ready",
		[SENSE_MEDIUM_ERROR] = "medium error",
		[SENSE_HARDWARE_ERROR] = "hardware error",
		[SENSE_ILLEGAL_REQUEST] = "illegal request",
		[SENSE_UNIT_ATTENTION] = "medium changed",
	};

	return names[key & 0xf] ?: "unknown";
}
