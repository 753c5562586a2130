// SPDX-License-Identifier: MIT
/*
 * tests/host/floppy_test.c: drive.c and formats.c of the floppy driver against a model of drive and medium.
 *
 * The model stands where fdc.c and motor.c do. It is strict: a transfer with the motor not asked for, not
 * waited for, at another rate, with the heads elsewhere, beyond a track or outside of the track's memory
 * is a failure by itself. After each request the remembered track must be what the medium holds.
 */
#include "host.h"
#include "../../drivers/floppy/fdc_regs.h"
#include "../../drivers/floppy/floppy.h"

#define NO_SECTOR (~0u)

static struct {
	bool present, changed; /* the medium; the change line */
	struct floppy_format format;
	u8 first_number, size; /* of sector headers: 1 and FDC_SIZE_512 if all is well */
	u8 skipped;	       /* a header that is never seen */
	bool still;	       /* it does not turn: the header is always 0, as in Bochs */
	u32 bad;	       /* a sector that cannot be read, or NO_SECTOR */
	bool protected;
	u8 *bytes;

	u8 cylinder, rate, next; /* heads; what the controller is set to; header under the head */
	bool selected, at_speed;
	unsigned int failing_seeks; /* the next ones fail */
	bool silent;		    /* no seek ends */
	unsigned int resets;
	unsigned int transfers;
} world;

static struct floppy_drive drive;
static u8 track[FLOPPY_TRACK_BYTES];
#define TRACK_DMA 0x12340000ull

bool fdc_stopped(void)
{
	return false;
}

void fdc_select(unsigned int number)
{
	world.selected = true;
}

void fdc_wait_for_speed(unsigned int number)
{
	EXPECT(world.selected);
	world.at_speed = true;
}

void fdc_release(void)
{
	EXPECT(world.selected);
	world.selected = world.at_speed = false; /* the worst case: a still medium each time */
}

bool fdc_medium_changed(void)
{
	EXPECT(world.selected);
	return world.changed;
}

int fdc_reset(void)
{
	world.resets++;
	return 0;
}

int fdc_set_rate(unsigned int rate)
{
	world.rate = (u8)rate;
	return 0;
}

int fdc_set_perpendicular(unsigned int number)
{
	return 0;
}

static int step_to(u8 cylinder)
{
	EXPECT(world.selected);
	if (world.silent)
		return -ETIMEDOUT;
	if (world.failing_seeks) {
		world.failing_seeks--;
		world.cylinder = 77;
		return -EIO;
	}
	if (world.present && cylinder != world.cylinder)
		world.changed = false;
	world.cylinder = cylinder;
	return 0;
}

int fdc_recalibrate(unsigned int number)
{
	return step_to(0);
}

int fdc_seek(unsigned int number, u8 cylinder)
{
	return step_to(cylinder);
}

int fdc_is_protected(unsigned int number)
{
	return world.protected;
}

int fdc_read_id(unsigned int number, u8 head, struct fdc_id *id)
{
	EXPECT(world.selected && world.at_speed);
	if (!world.present || world.rate != world.format.rate || head >= world.format.heads)
		return -EIO;
	do
		world.next = world.next % world.format.sectors + 1;
	while (world.next == world.skipped);
	if (world.still)
		world.next = 0;
	*id = (struct fdc_id){world.cylinder, head, (u8)(world.next + world.first_number - 1), world.size};
	return 0;
}

int fdc_run(const struct fdc_transfer *t, const char *name)
{
	const struct floppy_piece *p = &t->piece;
	u32 sector = (p->cylinder * world.format.heads + p->head) * world.format.sectors + p->first - 1u;
	u8 *memory = track + (t->memory - TRACK_DMA);
	u32 i;

	world.transfers++;
	EXPECT(world.selected && world.at_speed && world.rate == world.format.rate);
	EXPECT(world.cylinder == p->cylinder && p->cylinder < world.format.cylinders);
	EXPECT(p->head < world.format.heads && p->first && p->count);
	EXPECT(p->first + p->count - 1 <= world.format.sectors || world.still);
	EXPECT(memory >= track && memory + p->count * SECTOR_SIZE <= track + sizeof(track));
	if (p->first + p->count - 1 > world.format.sectors)
		return -EIO;
	for (i = 0; world.bytes && i < p->count; i++, sector++, memory += SECTOR_SIZE) {
		u8 *there = world.bytes + (size_t)sector * SECTOR_SIZE;

		if (sector == world.bad)
			return -EIO;
		memcpy(t->write ? there : memory, t->write ? memory : there, SECTOR_SIZE);
	}
	return 0;
}

/* Requests of this program have one piece of memory. */
size_t sg_pcopy_from_buffer(struct scatterlist *sgl, unsigned int nents, const void *buf, size_t len, off_t skip)
{
	memcpy((u8 *)sgl + skip, buf, len);
	return len;
}

size_t sg_pcopy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t len, off_t skip)
{
	memcpy(buf, (u8 *)sgl + skip, len);
	return len;
}

int ___ratelimit(struct ratelimit_state *rs, const char *func)
{
	return 0;
}

static void insert(u8 rate, u8 cylinders, u8 heads, u8 sectors)
{
	world.present = world.changed = true;
	world.format = (struct floppy_format){cylinders, heads, sectors, rate};
	world.first_number = 1;
	world.size = FDC_SIZE_512;
	world.skipped = 0;
	world.still = false;
	world.bad = NO_SECTOR;
	world.next = (u8)host_below(sectors);
}

static int identify(u8 cmos)
{
	drive.type = floppy_type(cmos, 0);
	drive.track = track;
	drive.track_dma = TRACK_DMA;
	return floppy_identify(&drive);
}

/* Every medium that a drive can hold is recognised, wherever the turn begins. */
static void test_identify(void)
{
	static const struct {
		u8 cmos, rate, cylinders, heads, sectors;
	} known[] = {
		{0x10, FDC_RATE_250K, 40, 2, 9},  {0x10, FDC_RATE_250K, 40, 1, 8},
		{0x20, FDC_RATE_500K, 80, 2, 15}, {0x30, FDC_RATE_250K, 80, 2, 9},
		{0x40, FDC_RATE_500K, 80, 2, 18}, {0x40, FDC_RATE_250K, 80, 2, 9},
		{0x40, FDC_RATE_500K, 80, 2, 21}, {0x50, FDC_RATE_1M, 80, 2, 36},
		{0x50, FDC_RATE_500K, 80, 2, 18}, {0x50, FDC_RATE_250K, 80, 2, 10},
	};
	size_t i;
	int turn;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		for (turn = 0; turn < 40; turn++) {
			insert(known[i].rate, known[i].cylinders, known[i].heads, known[i].sectors);
			world.cylinder = (u8)host_below(80);
			EXPECT(identify(known[i].cmos) == 0);
			EXPECT(!memcmp(&drive.format, &world.format, sizeof(world.format)));
			EXPECT(drive.cached == -1 && !drive.lost);
		}
}

/* Without a turn to watch, the usual numbers are tried. */
static void test_still(void)
{
	insert(FDC_RATE_500K, 80, 2, 18);
	world.still = true;
	EXPECT(identify(0x40) == 0 && drive.format.sectors == 18);
	insert(FDC_RATE_500K, 80, 2, 15);
	world.still = true;
	EXPECT(identify(0x20) == 0 && drive.format.sectors == 15);
	insert(FDC_RATE_500K, 80, 2, 8);
	world.still = true;
	EXPECT(identify(0x40) == -EMEDIUMTYPE);
}

static void test_unusable(void)
{
	insert(FDC_RATE_500K, 80, 2, 18);
	world.present = false;
	EXPECT(identify(0x40) == -ENOMEDIUM && !floppy_size(&drive.format));
	insert(FDC_RATE_1M, 80, 2, 36);
	EXPECT(identify(0x40) == -EMEDIUMTYPE && !floppy_size(&drive.format));
	insert(FDC_RATE_500K, 80, 2, 8);
	world.size = 3; /* 1024 bytes */
	EXPECT(identify(0x40) == -EMEDIUMTYPE);
	insert(FDC_RATE_500K, 80, 2, 18);
	world.first_number = 65; /* as some CP/M machines counted */
	EXPECT(identify(0x40) == -EMEDIUMTYPE);
	insert(FDC_RATE_500K, 80, 2, 18);
	world.skipped = 7;
	EXPECT(identify(0x40) == -EMEDIUMTYPE);
	insert(FDC_RATE_500K, 80, 2, 40);
	EXPECT(identify(0x40) == -EMEDIUMTYPE);
	insert(FDC_RATE_500K, 80, 2, 18);
	world.failing_seeks = 2;
	EXPECT(identify(0x40) == -EIO);
	insert(FDC_RATE_500K, 80, 2, 18);
	world.failing_seeks = 1;
	EXPECT(identify(0x40) == 0 && !world.resets);
	insert(FDC_RATE_500K, 80, 2, 18);
	world.silent = true;
	EXPECT(identify(0x40) == -ETIMEDOUT && world.resets == 1);
	world.silent = false;
}

/* What is remembered must be what is there. */
static void check_track(void)
{
	u32 bytes = drive.format.sectors * SECTOR_SIZE;

	if (drive.cached < 0)
		return;
	EXPECT(!memcmp(track, world.bytes + (size_t)(drive.cached / 2 * world.format.heads + drive.cached % 2) * bytes,
		       bytes));
}

static int serve(enum req_op op, u32 sector, u32 count, u8 *memory, unsigned int tries)
{
	struct request rq = {
		.disk = &drive.disk, .op = op, .sector = sector, .nr_sectors = count,
		.sgl = (struct scatterlist *)memory, .nents = 1, .tries = tries,
	};
	int err = floppy_serve(&drive, &rq);

	EXPECT(!world.selected);
	check_track();
	return err;
}

/* A fresh medium and a second copy of it: what it should hold. */
static u8 *fill(u8 rate, u8 cylinders, u8 heads, u8 sectors)
{
	size_t bytes = (size_t)cylinders * heads * sectors * SECTOR_SIZE, i;
	u8 *copy = malloc(bytes);

	insert(rate, cylinders, heads, sectors);
	world.bytes = malloc(bytes);
	for (i = 0; i < bytes; i++)
		copy[i] = world.bytes[i] = (u8)host_random();
	return copy;
}

static void empty(u8 *copy)
{
	free(world.bytes);
	free(copy);
	world.bytes = NULL;
}

/* Random reads and writes, a bad sector that moves, seeks that fail now and then. */
static void test_random(u8 cmos, u8 rate, u8 cylinders, u8 heads, u8 sectors)
{
	u32 size = (u32)cylinders * heads * sectors;
	u8 *copy = fill(rate, cylinders, heads, sectors), memory[36 * SECTOR_SIZE];
	unsigned long round, rounds = host_rounds(20000);

	EXPECT(identify(cmos) == 0);
	for (round = 0; round < rounds; round++) {
		u32 count = (u32)host_below(36) + 1, at = (u32)host_below(size - count + 1), i;
		bool write = host_below(3) == 0, spoiled;
		int err;

		world.bad = host_below(4) ? NO_SECTOR : at + (u32)host_below(2 * count) - count / 2;
		world.failing_seeks = host_below(50) ? 0 : 1;
		spoiled = world.bad - at < count;
		for (i = 0; write && i < count * SECTOR_SIZE; i++)
			memory[i] = (u8)host_random();
		err = serve(write ? REQ_OP_WRITE : REQ_OP_READ, at, count, memory, 1);
		if (err == -EIO) /* as the block layer does: what is wanted, and no more */
			err = serve(write ? REQ_OP_WRITE : REQ_OP_READ, at, count, memory, 2);
		EXPECT(!err || (err == -EIO && spoiled));
		EXPECT(err || !write || !spoiled); /* a read may be served by what is remembered */
		if (write) /* the medium is the truth where it went only half way */
			memcpy(copy + (size_t)at * SECTOR_SIZE,
			       err ? world.bytes + (size_t)at * SECTOR_SIZE : memory, count * SECTOR_SIZE);
		else if (!err)
			EXPECT(!memcmp(memory, copy + (size_t)at * SECTOR_SIZE, count * SECTOR_SIZE));
	}
	EXPECT(!memcmp(copy, world.bytes, (size_t)size * SECTOR_SIZE));
	empty(copy);
}

/* A bad sector spoils requests for itself and no others. */
static void test_bad_sector(void)
{
	u8 *copy = fill(FDC_RATE_500K, 80, 2, 18), memory[SECTOR_SIZE];
	u32 i;

	EXPECT(identify(0x40) == 0);
	world.bad = 100;
	for (i = 90; i < 108; i++) {
		EXPECT(serve(REQ_OP_READ, i, 1, memory, 1) == -EIO);
		EXPECT(serve(REQ_OP_READ, i, 1, memory, 2) == (i == 100 ? -EIO : 0));
		EXPECT(i == 100 || !memcmp(memory, copy + (size_t)i * SECTOR_SIZE, SECTOR_SIZE));
	}
	empty(copy);
}

/* In order, sector by sector: one transfer a track. */
static void test_cost(void)
{
	u8 *copy = fill(FDC_RATE_500K, 80, 2, 18), memory[SECTOR_SIZE];
	u32 i;

	EXPECT(identify(0x40) == 0);
	world.transfers = 0;
	for (i = 0; i < 2880; i++)
		EXPECT(serve(REQ_OP_READ, i, 1, memory, 1) == 0);
	EXPECT(world.transfers == 160 && drive.hits >= 2720);
	empty(copy);
}

/* Nothing of the old medium is served, and nothing is written to the new one. */
static void test_change(void)
{
	u8 *copy = fill(FDC_RATE_500K, 80, 2, 18), memory[SECTOR_SIZE];

	EXPECT(identify(0x40) == 0);
	EXPECT(serve(REQ_OP_READ, 5, 1, memory, 1) == 0);
	world.changed = true;
	world.transfers = 0;
	EXPECT(serve(REQ_OP_READ, 5, 1, memory, 1) == -ENOMEDIUM);
	EXPECT(serve(REQ_OP_WRITE, 600, 1, memory, 1) == -ENOMEDIUM);
	world.changed = false; /* even if somebody stepped */
	EXPECT(serve(REQ_OP_WRITE, 600, 1, memory, 2) == -ENOMEDIUM);
	EXPECT(!world.transfers);
	EXPECT(identify(0x40) == 0);
	EXPECT(serve(REQ_OP_READ, 5, 1, memory, 1) == 0);
	EXPECT(serve(REQ_OP_FLUSH, 0, 0, memory, 1) == 0);
	empty(copy);
}

/* Every sector has one place, and requests are cut at the ends of tracks and nowhere else. */
static void test_locate(u8 cylinders, u8 heads, u8 sectors)
{
	struct floppy_format f = {cylinders, heads, sectors, FDC_RATE_500K};
	u32 i, count;

	for (i = 0; i < floppy_size(&f); i++)
		for (count = 1; count <= 40; count++) {
			struct floppy_piece p = floppy_locate(&f, i, count);

			EXPECT(((u32)p.cylinder * heads + p.head) * sectors + p.first - 1 == i);
			EXPECT(p.head < heads && p.first >= 1 && p.first + p.count - 1u <= sectors);
			EXPECT(p.count == count || p.first + p.count - 1 == sectors);
		}
}

int main(void)
{
	host_seed_random();
	test_locate(80, 2, 18);
	test_locate(80, 2, 36);
	test_locate(40, 1, 8);
	test_identify();
	test_still();
	test_unusable();
	test_random(0x40, FDC_RATE_500K, 80, 2, 18);
	test_random(0x50, FDC_RATE_1M, 80, 2, 36);
	test_random(0x10, FDC_RATE_250K, 40, 1, 9);
	test_bad_sector();
	test_cost();
	test_change();
	return host_summary();
}
