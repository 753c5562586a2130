// SPDX-License-Identifier: MIT
/*
 * drivers/floppy/fdc.c: the floppy disk controller: commands in, results out, heads and DMA.
 *
 * Problem.  A chip of 1978 with one port for everything: the bytes of a command go in one by one,
 *           minutes later (for a CPU) an interrupt comes, and the bytes of the result come out one
 *           by one. Miss a byte, and everything after it is misunderstood.
 * Idea.     Every command is the same three phases, each with a time limit; after a limit that was
 *           passed, only a reset brings both sides together again.
 *
 *     command    MSR: RQM, to the chip    bytes to the FIFO          each within RQM_US
 *     execution  DMA channel 2, or heads that step                   an interrupt within *_MS
 *     result     MSR: RQM + DIO           bytes from the FIFO        each within RQM_US
 *                (SEEK and RECALIBRATE have none: SENSE INTERRUPT asks what came of them)
 *
 * Rules.    After a reset the chip reports a change of all four drives it could have: four SENSE
 *           INTERRUPTs, whether the drives exist or not. A line that was raised and not answered
 *           gives no second edge, so that a forgotten SENSE INTERRUPT is a lost interrupt later.
 *           The 8237 must be told everything before the chip is: it asks at once.
 * Locks.    None: the callers take turns (floppy.c). The interrupt handler only completes.
 * Paths.    fdc_run -> start_channel, command -> wait_for_interrupt -> results -> judge
 *           fdc_seek, fdc_recalibrate -> command -> wait_for_interrupt -> sense_interrupt
 * Cost.     A track of 1.44 MB: one interrupt, 9216 bytes without the CPU, 0.2 s of a real drive.
 * Left out. Implied seeks, formatting, the second controller at 370.
 * Sources.  Intel 82077AA data sheet, 4 "Controller Phases", 5 "Command Set"; the OSDev wiki's "Floppy
 *           Disk Controller", for what real drives do.
 */
#include <asm/dma.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ratelimit.h>

#include "fdc_regs.h"
#include "floppy.h"

#define RQM_US	     10000 /* until the chip takes or gives a byte; 250 us are the longest by the book */
#define ANSWER_MS    250   /* from the end of a reset to its interrupt; ~1 ms is usual */
#define SEEK_MS	     1500  /* 80 steps of 5 ms, and an old drive's slowness */
#define TRANSFER_MS  1500  /* two turns to find the first sector, one to read all, with room */
#define FIFO_BYTES   8     /* in the FIFO when DMA is asked for: leaves the bus 8 byte times of air */
#define HUT	     0xf   /* head unload: as late as possible */

/* What depends on the data rate: 5.2.7 SPECIFY (all its times go with the rate), gaps of table 6. */
static const struct {
	u8 step;      /* 4 ms or a little more */
	u8 head_load; /* 16 ms */
	u8 gap;
} timing[FDC_NR_RATES] = {
	[FDC_RATE_1M] = {16 - 8, 16, 0x1b},
	[FDC_RATE_500K] = {16 - 4, 8, 0x1b},
	[FDC_RATE_300K] = {16 - 3, 5, 0x2a},
	[FDC_RATE_250K] = {16 - 2, 4, 0x2a},
};

static struct {
	struct completion interrupt;
	u8 version;
	u8 rate;      /* FDC_RATE_*; FDC_NR_RATES: not known */
	bool stopped; /* somebody wants the hardware back: every wait ends */
} fdc;

bool fdc_stopped(void)
{
	return READ_ONCE(fdc.stopped);
}

static irqreturn_t fdc_interrupt(int irq, void *data)
{
	complete(&fdc.interrupt);
	return IRQ_HANDLED;
}

/* Return: 0; -ETIMEDOUT: none came, or somebody wants the hardware back. */
static int wait_for_interrupt(unsigned int ms)
{
	if (!wait_for_completion_timeout(&fdc.interrupt, msecs_to_jiffies(ms) + 1) ||
	    fdc_stopped())
		return -ETIMEDOUT;
	return 0;
}

/* Until a byte may be moved in the direction that @dio says. */
static int wait_for_turn(u8 dio)
{
	unsigned int waited;

	for (waited = 0; waited < RQM_US; waited++) {
		if ((inb(FDC_MSR) & (FDC_MSR_RQM | FDC_MSR_DIO)) == (FDC_MSR_RQM | dio))
			return 0;
		udelay(1);
	}
	return -ETIMEDOUT;
}

static int command(const u8 *bytes, unsigned int count)
{
	unsigned int i;
	int err = fdc_stopped() ? -ETIMEDOUT : 0;

	reinit_completion(&fdc.interrupt);
	for (i = 0; i < count && !err; i++) {
		err = wait_for_turn(0);
		if (!err)
			outb(bytes[i], FDC_FIFO);
	}
	return err;
}

static int results(u8 *bytes, unsigned int count)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < count && !err; i++) {
		err = wait_for_turn(FDC_MSR_DIO);
		if (!err)
			bytes[i] = inb(FDC_FIFO);
	}
	return err;
}

/* What did the last interrupt mean? Return: ST0; -EIO: nothing had happened; -ETIMEDOUT. */
static int sense_interrupt(u8 *cylinder)
{
	static const u8 ask = FDC_SENSE_INT;
	u8 answer[2];
	int err = command(&ask, 1) ?: results(answer, 1);

	if (err)
		return err;
	if (answer[0] == FDC_IS_765)
		return -EIO; /* "invalid command": one byte only */
	err = results(&answer[1], 1);
	*cylinder = answer[1];
	return err ?: answer[0];
}

/* Was the door of the selected drive open since its heads last stepped, or is it still? */
bool fdc_medium_changed(void)
{
	return inb(FDC_DIR) & FDC_DIR_CHANGED;
}

/* --- Commands --- */

/* Let everybody who waits for the hardware return, until the next fdc_reset(). Context: any. */
void fdc_stop(void)
{
	WRITE_ONCE(fdc.stopped, true);
	complete(&fdc.interrupt);
}

bool fdc_is_enhanced(void)
{
	return fdc.version == FDC_IS_ENHANCED;
}

/* Four drives, four reports. */
static int answer_polling(void)
{
	unsigned int i;
	u8 cylinder;

	for (i = 0; i < 4; i++) {
		int st0 = sense_interrupt(&cylinder);

		if (st0 < 0)
			return st0;
	}
	return 0;
}

static int configure(void)
{
	static const u8 bytes[] = {FDC_CONFIGURE, 0, FDC_CFG_FIFO(FIFO_BYTES), 0};

	return fdc_is_enhanced() ? command(bytes, sizeof(bytes)) : 0;
}

/**
 * fdc_reset() - bring the controller to a known state. Motors stand still afterwards, and where the
 * heads are is not known.
 *
 * Context: may sleep. Return: 0; -ETIMEDOUT, -EIO: it does not do as controllers do.
 */
int fdc_reset(void)
{
	int err;

	WRITE_ONCE(fdc.stopped, false);
	reinit_completion(&fdc.interrupt);
	fdc.rate = FDC_NR_RATES;
	fdc_pull_reset();
	err = wait_for_interrupt(ANSWER_MS) ?: answer_polling();
	return err ?: configure();
}

/**
 * fdc_set_rate() - choose the speed at which bits are read and written, and the times that go with it.
 * @rate: FDC_RATE_*.
 *
 * Return: 0; -ETIMEDOUT.
 */
int fdc_set_rate(unsigned int rate)
{
	u8 bytes[] = {FDC_SPECIFY, (u8)(timing[rate].step << 4 | HUT),
		      (u8)(timing[rate].head_load << 1)};

	if (fdc.rate == rate)
		return 0;
	fdc.rate = (u8)rate;
	outb((u8)rate, FDC_CCR);
	return command(bytes, sizeof(bytes));
}

/* @drive writes and reads 2.88 MB media with the bits upright. Return: 0; -ETIMEDOUT. */
int fdc_set_perpendicular(unsigned int drive)
{
	u8 bytes[] = {FDC_PERPENDICULAR, (u8)(FDC_PERP_CHANGE | FDC_PERP(drive))};

	return fdc_is_enhanced() ? command(bytes, sizeof(bytes)) : 0;
}

/* Heads have stepped: to where they should? Return: 0; -EIO; -ETIMEDOUT. */
static int end_of_seek(u8 wanted)
{
	u8 cylinder;
	int st0 = wait_for_interrupt(SEEK_MS) ?: sense_interrupt(&cylinder);

	if (st0 < 0)
		return st0;
	if (!(st0 & FDC_ST0_SEEK_END) || st0 & FDC_ST0_NO_TRACK0 || cylinder != wanted)
		return -EIO;
	return 0;
}

/**
 * fdc_recalibrate() - step outwards until the drive says that its heads are at cylinder 0.
 * @drive: selected.
 *
 * Context: may sleep. Return: 0; -EIO: it never said so; -ETIMEDOUT.
 */
int fdc_recalibrate(unsigned int drive)
{
	u8 bytes[] = {FDC_RECALIBRATE, (u8)drive};

	return command(bytes, sizeof(bytes)) ?: end_of_seek(0);
}

/* Move the heads of @drive, which is selected. Context: may sleep. Return: 0; -EIO; -ETIMEDOUT. */
int fdc_seek(unsigned int drive, u8 cylinder)
{
	u8 bytes[] = {FDC_SEEK, (u8)drive, cylinder};

	return command(bytes, sizeof(bytes)) ?: end_of_seek(cylinder);
}

/**
 * fdc_read_id() - the next sector header that passes under a head.
 * @drive: selected, at speed.
 * @head: 0 or 1.
 * @id: filled.
 *
 * Context: may sleep. Return: 0; -EIO: two turns without one, at this data rate; -ETIMEDOUT.
 */
int fdc_read_id(unsigned int drive, u8 head, struct fdc_id *id)
{
	u8 bytes[] = {FDC_READ_ID, (u8)(head << 2 | drive)}, r[FDC_NR_RESULTS];
	int err = command(bytes, sizeof(bytes)) ?: wait_for_interrupt(TRANSFER_MS);

	err = err ?: results(r, FDC_NR_RESULTS);
	if (err)
		return err;
	*id = (struct fdc_id){r[3], r[4], r[5], r[6]};
	return FDC_ST0_IC(r[0]) == FDC_IC_NORMAL ? 0 : -EIO;
}

/* Is the medium in @drive, which is selected, write-protected? Return: 1, 0; -ETIMEDOUT. */
int fdc_is_protected(unsigned int drive)
{
	u8 bytes[] = {FDC_SENSE_DRIVE, (u8)drive}, st3;
	int err = command(bytes, sizeof(bytes)) ?: results(&st3, 1);

	return err ?: !!(st3 & FDC_ST3_PROTECTED);
}

/* --- Data --- */

static void start_channel(const struct fdc_transfer *t)
{
	unsigned long flags = claim_dma_lock();

	disable_dma(FDC_DMA_CHANNEL);
	clear_dma_ff(FDC_DMA_CHANNEL);
	set_dma_mode(FDC_DMA_CHANNEL, t->write ? DMA_MODE_WRITE : DMA_MODE_READ);
	set_dma_addr(FDC_DMA_CHANNEL, (u32)t->memory);
	set_dma_count(FDC_DMA_CHANNEL, t->piece.count * SECTOR_SIZE);
	enable_dma(FDC_DMA_CHANNEL);
	release_dma_lock(flags);
}

/* Return: bytes that were not moved. */
static int stop_channel(void)
{
	unsigned long flags = claim_dma_lock();
	int left;

	disable_dma(FDC_DMA_CHANNEL);
	clear_dma_ff(FDC_DMA_CHANNEL);
	left = get_dma_residue(FDC_DMA_CHANNEL);
	release_dma_lock(flags);
	return left;
}

/* What the seven bytes say. Return: 0; -EROFS; -EIO. */
static int judge(const struct fdc_transfer *t, const u8 *r, const char *name)
{
	u8 st1 = r[1], st2 = r[2];

	if (FDC_ST0_IC(r[0]) == FDC_IC_NORMAL)
		return 0;
	pr_err_ratelimited("%s: %s of %u at cylinder %u head %u sector %u: ST %02x %02x %02x:"
			   "%s%s%s%s%s%s%s\n",
			   name, t->write ? "write" : "read", t->piece.count, t->piece.cylinder,
			   t->piece.head, t->piece.first, r[0], st1, st2,
			   st1 & FDC_ST1_PROTECTED ? " write-protected" : "",
			   st1 & FDC_ST1_NO_DATA ? " no-such-sector" : "",
			   st1 & FDC_ST1_CRC ? st2 & FDC_ST2_CRC ? " data-crc" : " header-crc" : "",
			   st1 & FDC_ST1_OVERRUN ? " overrun" : "",
			   (st1 & FDC_ST1_NO_MARK) | (st2 & FDC_ST2_NO_MARK) ? " no-mark" : "",
			   st2 & (FDC_ST2_WRONG_CYL | FDC_ST2_BAD_CYL) ? " wrong-cylinder" : "",
			   st1 & FDC_ST1_END ? " end-of-track" : "");
	return st1 & FDC_ST1_PROTECTED ? -EROFS : -EIO;
}

/**
 * fdc_run() - move sectors of one track.
 * @t: what; the drive is selected and at speed, the data rate set, the heads on the cylinder. The
 *     memory is below 16 MiB and within 64 KiB, which the 8237's driver checks.
 * @name: for the log.
 *
 * Context: may sleep. Nothing touches the memory when it returns, but after -ETIMEDOUT only a reset
 * makes sure of that: the channel is masked, and the chip may still ask.
 * Return: 0; -EROFS: write-protected; -EIO; -ETIMEDOUT.
 */
int fdc_run(const struct fdc_transfer *t, const char *name)
{
	u8 r[FDC_NR_RESULTS];
	u8 bytes[] = {
		t->write ? FDC_WRITE_DATA : FDC_READ_DATA,
		(u8)(t->piece.head << 2 | t->drive),
		t->piece.cylinder,
		t->piece.head,
		t->piece.first,
		FDC_SIZE_512,
		t->format->sectors,
		timing[t->format->rate].gap,
		FDC_NO_DTL,
	};
	int err, left;

	start_channel(t);
	err = command(bytes, sizeof(bytes)) ?: wait_for_interrupt(TRANSFER_MS);
	left = stop_channel();
	err = err ?: results(r, FDC_NR_RESULTS) ?: judge(t, r, name);
	if (!err && left & 0xffff) {
		pr_err_ratelimited("%s: %d bytes were not moved\n", name, left);
		err = -EIO;
	}
	return err;
}

/* --- Is there one? --- */

static int ask_version(void)
{
	static const u8 ask = FDC_VERSION;

	return command(&ask, 1) ?: results(&fdc.version, 1);
}

static int take_resources(void)
{
	int err = request_irq(FDC_IRQ, fdc_interrupt, 0, "floppy", &fdc);

	if (err)
		return err;
	err = request_dma(FDC_DMA_CHANNEL, "floppy");
	if (err)
		free_irq(FDC_IRQ, &fdc);
	return err;
}

static void give_resources_back(void)
{
	free_dma(FDC_DMA_CHANNEL);
	free_irq(FDC_IRQ, &fdc);
}

/* Ports are ours. Return: 0; -ENODEV: nobody answers as a controller does. */
static int probe(void)
{
	int err;

	if (inb(FDC_MSR) == 0xff)
		return -ENODEV;
	err = take_resources();
	if (err)
		return err;
	if (fdc_reset() || ask_version() ||
	    (fdc.version != FDC_IS_ENHANCED && fdc.version != FDC_IS_765) || configure()) {
		fdc_power_off();
		give_resources_back();
		return -ENODEV;
	}
	return 0;
}

/**
 * fdc_find() - look for the controller and take its ports, interrupt and DMA channel.
 *
 * Context: may sleep, once, at boot.
 * Return: 0; -ENODEV: none; -EBUSY: what it needs is somebody else's.
 */
int fdc_find(void)
{
	int err = -EBUSY;

	init_completion(&fdc.interrupt);
	if (!request_region(FDC_PORTS, FDC_NR_PORTS, "floppy"))
		return -EBUSY;
	if (!request_region(FDC_DIR, 1, "floppy"))
		goto out;
	err = probe();
	if (!err)
		return 0;
	release_region(FDC_DIR, 1);
out:
	release_region(FDC_PORTS, FDC_NR_PORTS);
	return err;
}

/* Undo fdc_find(). Context: may sleep; nobody uses the controller any more. */
void fdc_lose(void)
{
	fdc_power_off();
	give_resources_back();
	release_region(FDC_DIR, 1);
	release_region(FDC_PORTS, FDC_NR_PORTS);
}
