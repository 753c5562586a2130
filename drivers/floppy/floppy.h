/* SPDX-License-Identifier: MIT */
/* drivers/floppy/floppy.h: what the files of the floppy driver share. */
#ifndef _DRIVERS_FLOPPY_H
#define _DRIVERS_FLOPPY_H

#include <linux/blkdev.h>
#include <linux/types.h>

#define FLOPPY_DRIVES	   2
#define FLOPPY_MOST_SECTORS 36 /* of a track: 2.88 MB */
#define FLOPPY_TRACK_BYTES (FLOPPY_MOST_SECTORS * SECTOR_SIZE)

/* --- formats.c: pure functions ---------------------------------------------------------------- */

/* A kind of drive, by the number it has in CMOS. */
struct floppy_type {
	const char *name;
	u8 cylinders;
	u8 nr_rates;
	u8 rates[3]; /* FDC_RATE_*, most likely first */
};

/* How a medium is laid out. sectors is 0 where there is none. */
struct floppy_format {
	u8 cylinders, heads, sectors; /* sectors: of a track, counted from 1 */
	u8 rate;		      /* FDC_RATE_* */
};

/* Part of a request that lies on one track. */
struct floppy_piece {
	u8 cylinder, head;
	u8 first; /* sector, from 1 */
	u8 count;
};

/* What sector headers passed under the head in one turn. */
struct floppy_turn {
	u8 first, lowest, highest;
	unsigned int seen;
	bool closed; /* the first came by again */
};

const struct floppy_type *floppy_type(u8 cmos, unsigned int drive);
struct floppy_piece floppy_locate(const struct floppy_format *f, u32 sector, u32 count);
u32 floppy_size(const struct floppy_format *f);
void floppy_turn_add(struct floppy_turn *turn, u8 sector);
int floppy_judge_turn(const struct floppy_turn *turn);
u8 floppy_usual(u8 rate, unsigned int n);
bool floppy_is_usual(u8 rate, int sectors);

/* --- fdc.c: the controller; one caller at a time ----------------------------------------------- */

/* A sector's header. */
struct fdc_id {
	u8 cylinder, head, sector, size;
};

/* Sectors of one track between medium and memory. */
struct fdc_transfer {
	unsigned int drive;
	const struct floppy_format *format;
	struct floppy_piece piece;
	dma_addr_t memory;
	bool write;
};

int fdc_find(void);
void fdc_lose(void);
int fdc_reset(void);
void fdc_stop(void);
bool fdc_stopped(void);
bool fdc_is_enhanced(void);
bool fdc_medium_changed(void);
int fdc_set_rate(unsigned int rate);
int fdc_set_perpendicular(unsigned int drive);
int fdc_recalibrate(unsigned int drive);
int fdc_seek(unsigned int drive, u8 cylinder);
int fdc_read_id(unsigned int drive, u8 head, struct fdc_id *id);
int fdc_is_protected(unsigned int drive);
int fdc_run(const struct fdc_transfer *t, const char *name);

/* --- motor.c ------------------------------------------------------------------------------------ */

void fdc_select(unsigned int drive);
void fdc_wait_for_speed(unsigned int drive);
void fdc_release(void);
void fdc_pull_reset(void);
void fdc_power_off(void);

/* --- drive.c: a drive, its medium and the track that is remembered ------------------------------ */

/* (M): under the driver's mutex. */
struct floppy_drive {
	struct gendisk disk;
	const struct floppy_type *type;
	unsigned int number;
	struct floppy_format format; /* (M) */
	bool protected;		     /* (M) its notch says so */
	bool lost;		     /* (M) the medium is not the one that was looked at */
	int cylinder;		     /* (M) where the heads are; -1: nobody knows */
	u8 *track;		     /* (M) what the device reads into and writes from */
	dma_addr_t track_dma;
	int cached;		     /* (M) cylinder * 2 + head that track holds whole; -1: none */
	u64 hits, turns;	     /* (M) pieces found in the track; tracks read */
};

int floppy_identify(struct floppy_drive *drive);
int floppy_serve(struct floppy_drive *drive, struct request *rq);

#endif
