// SPDX-License-Identifier: MIT
/*
 * drivers/floppy/drive.c: a drive: what medium is in it, where its heads are, the track it remembers.
 *
 * Problem.  A sector costs a turn of the medium, 200 ms, whether one is wanted or all of the track.
 * Idea.     Read the whole track by one DMA transfer and remember it: its memory is the cache.
 *
 *     request:  sectors 10 ... 45 of a 1.44 MB medium
 *               | cyl 0 head 0: 11-18 | cyl 0 head 1: 1-18 | cyl 1 head 0: 1-10 |    three pieces
 *     track[]:  coherent, ZONE_DMA    | 1 | 2 | ... | 18 |    one of them at a time, whole
 *
 *           A second try of a failed request reads only what is wanted, so that a bad sector spoils
 *           nothing but itself. Writing goes through: into the track and on to the medium at once.
 *
 *           What is in the drive is found out by looking (floppy_identify): the change line says
 *           whether there is anything; the data rate at which headers can be read says the density;
 *           one turn of headers says how many sectors there are.
 *
 * Rules.    The change line stays up until heads step with a medium in the drive. Once it was seen up,
 *           nothing that was known holds: each request fails with -ENOMEDIUM until the disk is opened
 *           anew with nobody else at it, and it may not be written any more (the gate saw another).
 * Locks.    The driver's mutex (floppy.c).
 * Paths.    floppy_serve -> serve_piece -> read_piece | write_piece -> move -> fdc_run
 * Cost.     Reading in order: a turn a track. The cache hits 17 of 18 single sectors.
 * Sources.  Intel 82077AA data sheet, 2.1.6 "Digital Input Register"; LDD3 ch. 16 "Removable Media".
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/ratelimit.h>
#include <linux/scatterlist.h>
#include <linux/string.h>

#include "fdc_regs.h"
#include "floppy.h"

#define TURN_HEADERS 80 /* at most, until a turn must have closed */

static int go_home(struct floppy_drive *drive)
{
	int err = fdc_recalibrate(drive->number);

	if (err == -EIO)
		err = fdc_recalibrate(drive->number); /* 80 steps do not always do from cylinder 80 on */
	drive->cylinder = err ? -1 : 0;
	return err;
}

static int go_to(struct floppy_drive *drive, u8 cylinder)
{
	int err = drive->cylinder < 0 ? go_home(drive) : 0;

	if (err || drive->cylinder == cylinder)
		return err;
	err = fdc_seek(drive->number, cylinder);
	drive->cylinder = err ? -1 : cylinder;
	return err;
}

/* Step, and see whether the change line falls. Return: 0; -ENOMEDIUM; -EIO; -ETIMEDOUT. */
static int find_medium(struct floppy_drive *drive)
{
	int err = go_home(drive);

	if (err || !fdc_medium_changed())
		return err;
	if (fdc_seek(drive->number, 1) == -ETIMEDOUT)
		return -ETIMEDOUT;
	err = go_home(drive);
	return err ?: fdc_medium_changed() ? -ENOMEDIUM : 0;
}

/* Which of the usual numbers of sectors is it? The last one can be read. */
static int try_sectors(struct floppy_drive *drive, u8 rate)
{
	struct floppy_format format = {1, 1, 0, rate};
	struct fdc_transfer t = {
		.drive = drive->number, .format = &format, .piece.count = 1, .memory = drive->track_dma,
	};
	unsigned int i;

	for (i = 0; floppy_usual(rate, i); i++) {
		int err;

		format.sectors = t.piece.first = floppy_usual(rate, i);
		err = fdc_run(&t, "floppy");
		if (err != -EIO)
			return err ?: format.sectors;
	}
	return -EMEDIUMTYPE;
}

/*
 * How many sectors pass under head 0 in a turn? An emulator's medium may stand still (Bochs: header 0 for
 * ever). Return: that; -EMEDIUMTYPE; -EIO; -ETIMEDOUT.
 */
static int count_sectors(struct floppy_drive *drive, u8 rate)
{
	struct floppy_turn turn = {0};
	struct fdc_id id;
	unsigned int i;

	for (i = 0; i < TURN_HEADERS && !turn.closed; i++) {
		int err = fdc_read_id(drive->number, 0, &id);

		if (err)
			return err;
		floppy_turn_add(&turn, id.sector);
	}
	if (turn.closed && turn.seen == 1)
		return try_sectors(drive, rate);
	return floppy_judge_turn(&turn);
}

/* The last of a turn may have been missed without a trace: an unusual count wants a second witness. */
static int count_sectors_surely(struct floppy_drive *drive, u8 rate)
{
	int first = count_sectors(drive, rate), second;

	if (first == -ETIMEDOUT || floppy_is_usual(rate, first))
		return first;
	second = count_sectors(drive, rate);
	if (second < 0 || floppy_is_usual(rate, second) || first == second)
		return second;
	return -EMEDIUMTYPE;
}

/* Can headers of cylinder 0 be read at @rate, and how many? Return: that; -EMEDIUMTYPE; -ETIMEDOUT. */
static int try_rate(struct floppy_drive *drive, u8 rate)
{
	struct fdc_id id;
	int err = fdc_set_rate(rate) ?: fdc_read_id(drive->number, 0, &id);

	if (!err && (id.cylinder || id.size != FDC_SIZE_512))
		err = -EMEDIUMTYPE;
	err = err ?: count_sectors_surely(drive, rate);
	return err == -EIO ? -EMEDIUMTYPE : err;
}

static int find_format(struct floppy_drive *drive)
{
	int sectors = -EMEDIUMTYPE, protected;
	struct fdc_id id;
	unsigned int i;
	u8 rate = 0;

	for (i = 0; i < drive->type->nr_rates && sectors == -EMEDIUMTYPE; i++) {
		rate = drive->type->rates[i];
		sectors = try_rate(drive, rate);
	}
	if (sectors < 0)
		return sectors;
	protected = fdc_is_protected(drive->number);
	if (protected < 0)
		return protected;
	drive->protected = protected;
	drive->format = (struct floppy_format){
		.cylinders = drive->type->cylinders,
		.heads = fdc_read_id(drive->number, 1, &id) || id.head != 1 ? 1 : 2,
		.sectors = (u8)sectors,
		.rate = rate,
	};
	return 0;
}

/**
 * floppy_identify() - look what is in a drive, forgetting all that was known.
 * @drive: its format, protection and cache are set anew.
 *
 * Context: may sleep, 1.5 s with a medium in the drive; without one it takes no longer than the heads.
 * Return: 0; -ENOMEDIUM; -EMEDIUMTYPE: not formatted, or not in a way known here; -EIO; -ETIMEDOUT.
 */
int floppy_identify(struct floppy_drive *drive)
{
	int err;

	drive->format = (struct floppy_format){0};
	drive->cached = -1;
	drive->cylinder = -1;
	fdc_select(drive->number);
	err = fdc_set_rate(drive->type->rates[0]);
	if (!err && drive->type->rates[0] == FDC_RATE_1M)
		err = fdc_set_perpendicular(drive->number);
	err = err ?: find_medium(drive);
	if (!err) {
		fdc_wait_for_speed(drive->number);
		err = find_format(drive);
	}
	drive->lost = false;
	fdc_release();
	if (err == -ETIMEDOUT)
		fdc_reset(); /* or the next command would be taken for the rest of this one */
	return err;
}

/* Sectors between the medium and their place in drive->track. */
static int move(struct floppy_drive *drive, const struct floppy_piece *piece, bool write)
{
	struct fdc_transfer t = {
		.drive = drive->number,
		.format = &drive->format,
		.piece = *piece,
		.memory = drive->track_dma + (piece->first - 1) * SECTOR_SIZE,
		.write = write,
	};
	int err = fdc_set_rate(drive->format.rate) ?: go_to(drive, piece->cylinder);

	if (err) {
		pr_err_ratelimited("%s: heads do not come to cylinder %u: %pe\n", drive->disk.disk_name,
				   piece->cylinder, ERR_PTR(err));
		return err;
	}
	fdc_wait_for_speed(drive->number);
	err = fdc_run(&t, drive->disk.disk_name);
	if (err == -EIO)
		drive->cylinder = -1; /* a reset and the way from cylinder 0 come before the next try */
	return err;
}

static u8 *place_in_track(struct floppy_drive *drive, const struct floppy_piece *piece)
{
	return drive->track + (piece->first - 1) * SECTOR_SIZE;
}

static int read_piece(struct floppy_drive *drive, const struct floppy_piece *piece, bool whole)
{
	struct floppy_piece wanted = *piece;
	int err;

	if (whole) {
		wanted.first = 1;
		wanted.count = drive->format.sectors;
	}
	drive->cached = -1;
	err = move(drive, &wanted, false);
	if (!err && whole)
		drive->cached = piece->cylinder * 2 + piece->head;
	drive->turns++;
	return err;
}

/* @offset: of the piece in the request's memory, in bytes. */
static int serve_piece(struct floppy_drive *drive, struct request *rq, const struct floppy_piece *piece,
		       u32 offset)
{
	bool known = drive->cached == piece->cylinder * 2 + piece->head;
	u8 *at = place_in_track(drive, piece);
	int err = 0;

	if (rq->op == REQ_OP_WRITE) {
		if (!known)
			drive->cached = -1;
		sg_pcopy_to_buffer(rq->sgl, rq->nents, at, piece->count * SECTOR_SIZE, offset);
		err = move(drive, piece, true);
		if (err)
			drive->cached = -1;
		return err;
	}
	if (known)
		drive->hits++;
	else
		err = read_piece(drive, piece, rq->tries <= 1);
	if (!err)
		sg_pcopy_from_buffer(rq->sgl, rq->nents, at, piece->count * SECTOR_SIZE, offset);
	return err;
}

static int serve_pieces(struct floppy_drive *drive, struct request *rq)
{
	u32 done = 0;
	int err = 0;

	while (!err && done < rq->nr_sectors) {
		struct floppy_piece piece = floppy_locate(&drive->format, (u32)rq->sector + done,
							  rq->nr_sectors - done);

		err = serve_piece(drive, rq, &piece, done * SECTOR_SIZE);
		done += piece.count;
	}
	return err;
}

/**
 * floppy_serve() - do what a request asks for.
 * @drive: whose request it is.
 * @rq: read, write or flush; what was written is on the medium when a write ends.
 *
 * Context: may sleep. Return: 0; -ENOMEDIUM: it was taken out; -EROFS; -EIO; -ETIMEDOUT.
 */
int floppy_serve(struct floppy_drive *drive, struct request *rq)
{
	int err = 0;

	if (rq->op == REQ_OP_FLUSH)
		return 0;
	fdc_select(drive->number);
	if (!drive->lost && fdc_medium_changed()) {
		pr_warn("%s: the medium was taken out\n", drive->disk.disk_name);
		drive->lost = true;
		drive->cached = -1;
	}
	err = drive->lost ? -ENOMEDIUM : serve_pieces(drive, rq);
	fdc_release();
	return err;
}
