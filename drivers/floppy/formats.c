// SPDX-License-Identifier: MIT
/*
 * drivers/floppy/formats.c: where a sector is: pure functions from numbers to places.
 *
 * Problem.  The controller wants cylinder, head and sector; users count sectors from 0. How many a
 *           track has depends on the medium, and nothing outside of it tells.
 * Idea.     Sides alternate before the heads step, so that a cylinder is read without moving:
 *
 *     sector   0 ... 17 | 18 ... 35 | 36 ... 53 |       (18 a track)
 *     cylinder    0     |     0     |     1     |
 *     head        0     |     1     |     0     |       sector on the track: 1 ... 18
 *
 *           How many there are is measured: the controller reads the headers that pass under the
 *           head until the first comes by again. The data rate at which headers can be read at all
 *           tells the density, and with it the kind of medium.
 *
 * Left out. A 360 kB medium in a 1.2 MB drive (its heads would step twice), and media with sectors
 *           of other sizes than 512 bytes: both are refused, not misread.
 * Sources.  ECMA-125 (1.44 MB), "Track Layout"; Intel 82077AA data sheet, table 6 "Typical Values for
 *           Formatting"; IBM PC AT Technical Reference, CMOS byte 10.
 */
#include <linux/errno.h>
#include <linux/kernel.h>

#include "fdc_regs.h"
#include "floppy.h"

static const struct floppy_type types[] = {
	[1] = {"360K floppy", 40, 1, {FDC_RATE_250K}},
	[2] = {"1.2M floppy", 80, 1, {FDC_RATE_500K}},
	[3] = {"720K floppy", 80, 1, {FDC_RATE_250K}},
	[4] = {"1.44M floppy", 80, 2, {FDC_RATE_500K, FDC_RATE_250K}},
	[5] = {"2.88M floppy", 80, 3, {FDC_RATE_1M, FDC_RATE_500K, FDC_RATE_250K}},
	[6] = {"2.88M floppy", 80, 3, {FDC_RATE_1M, FDC_RATE_500K, FDC_RATE_250K}},
};

/**
 * floppy_type() - what CMOS says about a drive.
 * @cmos: byte 10 of it.
 * @drive: 0 or 1.
 *
 * Return: the type, or NULL: there is none, or of a kind that nobody knows.
 */
const struct floppy_type *floppy_type(u8 cmos, unsigned int drive)
{
	u8 code = drive ? cmos & 0xf : cmos >> 4;

	return code && code < ARRAY_SIZE(types) ? &types[code] : NULL;
}

/* Sectors of a medium; 0 where there is none. */
u32 floppy_size(const struct floppy_format *f)
{
	return (u32)f->cylinders * f->heads * f->sectors;
}

/**
 * floppy_locate() - where @sector is, and how many of @count are on the same track.
 * @f: of the medium; @sector is on it.
 */
struct floppy_piece floppy_locate(const struct floppy_format *f, u32 sector, u32 count)
{
	u32 track = sector / f->sectors, on_track = sector % f->sectors;

	return (struct floppy_piece){
		.cylinder = (u8)(track / f->heads),
		.head = (u8)(track % f->heads),
		.first = (u8)(on_track + 1),
		.count = (u8)min(count, f->sectors - on_track),
	};
}

/* One more header was read; once the turn is closed nothing is added. */
void floppy_turn_add(struct floppy_turn *turn, u8 sector)
{
	if (turn->closed)
		return;
	if (turn->seen && sector == turn->first) {
		turn->closed = true;
		return;
	}
	if (!turn->seen)
		turn->first = turn->lowest = turn->highest = sector;
	turn->lowest = min(turn->lowest, sector);
	turn->highest = max(turn->highest, sector);
	turn->seen++;
}

/**
 * floppy_judge_turn() - how many sectors has the track?
 *
 * Return: 1 to FLOPPY_MOST_SECTORS; -EMEDIUMTYPE: not numbered from 1, more than a track can have, a
 * header missed, or the turn never closed.
 */
int floppy_judge_turn(const struct floppy_turn *turn)
{
	if (!turn->closed || turn->lowest != 1 || turn->highest > FLOPPY_MOST_SECTORS ||
	    turn->seen != turn->highest)
		return -EMEDIUMTYPE;
	return turn->highest;
}

/* Sectors of a track that are common at each rate, most first. */
static const u8 usual[FDC_NR_RATES][2] = {
	[FDC_RATE_1M] = {36},
	[FDC_RATE_500K] = {18, 15},
	[FDC_RATE_300K] = {9},
	[FDC_RATE_250K] = {9},
};

/* The @n-th of them; 0 where there is none. */
u8 floppy_usual(u8 rate, unsigned int n)
{
	return n < ARRAY_SIZE(usual[rate]) ? usual[rate][n] : 0;
}

bool floppy_is_usual(u8 rate, int sectors)
{
	return sectors > 0 && (sectors == usual[rate][0] || sectors == usual[rate][1]);
}
