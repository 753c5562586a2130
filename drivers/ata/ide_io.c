// SPDX-License-Identifier: MIT
/*
 * drivers/ata/ide_io.c: run one request on a channel: by bus-master DMA, or else by PIO.
 *
 * Idea.     The pieces of the request are mapped for the device and written into a table of
 *           physical regions; the command goes to the drive, the controller moves the data, one
 *           interrupt ends it.
 *
 *     rq->sgl  --dma_map_sg-->  [ PRD: address, bytes ] ... [ END ]  <-- bus master reads the table
 *
 *           By PIO the CPU moves each sector itself, an interrupt a sector: in, after the interrupt
 *           that announces it; out, the first when the drive asks (DRQ), the others after the
 *           interrupt that says that the one before has arrived, and one more interrupt at the end.
 *
 * Rules.    A PRD region must not cross 64 KiB and has an even address; a piece that does is cut.
 *           The bus-master status tells whether an interrupt is ours; reading the drive's status
 *           acknowledges it. The last try of a request that failed by DMA goes by PIO
 *           (ide_errors.c).
 *           After a command that ended well by DMA the drive is known to be idle and the bus master's
 *           causes are cleared, so the next one asks neither (ch->clean).
 * Locks.    All under the queue's lock.
 * Paths.    ide_start -> start_dma | start_pio | start_flush | atapi_start
 *           ide_interrupt -> end_dma | pio_interrupt (also ends a flush) | atapi_interrupt
 * Cost.     A request by DMA, whatever its size: 8 port accesses to start (4 more with 48 bits) and 4 to
 *           end. Neighbours in memory share a region (runs.c).
 * Sources.  Bus Master IDE 1.0; ATA/ATAPI-7 vol. 2, 9 "DMA data-in", "PIO data-in", "PIO data-out".
 */
#include <asm/byteorder.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>

#include "ata_regs.h"
#include "ide.h"

/*
 * Until the drive is neither busy nor asking for data. Return: 0, -ETIMEDOUT, -ENODEV nothing
 * there.
 */
int ide_wait_ready(struct ide_channel *ch, unsigned int timeout_ms)
{
	unsigned int tries = timeout_ms * 100;
	u8 status;

	for (; tries; tries--) {
		status = inb(ch->control + ATA_ALT_STATUS);
		if (status == 0xff)
			return -ENODEV;
		if (!(status & (ATA_ST_BSY | ATA_ST_DRQ)))
			return 0;
		udelay(10);
	}
	return -ETIMEDOUT;
}

/* Until the drive asks for data. Return: 0; -EIO it says error instead; -ETIMEDOUT. */
int ide_wait_drq(struct ide_channel *ch, unsigned int timeout_ms)
{
	unsigned int tries = timeout_ms * 100;

	for (; tries; tries--) {
		u8 status = inb(ch->control + ATA_ALT_STATUS);

		if (!(status & ATA_ST_BSY)) {
			if (status & ATA_ST_DRQ)
				return 0;
			if (status & (ATA_ST_ERR | ATA_ST_DF))
				return -EIO;
		}
		udelay(10);
	}
	return -ETIMEDOUT;
}

/*
 * Select a drive; one that was not before needs 400 ns to show its status, which four reads of a register
 * take.
 */
void ide_select(struct ide_channel *ch, const struct ide_drive *drive, u8 bits)
{
	int i;

	outb(ATA_DEV_OLD | (drive->slave ? ATA_DEV_SLAVE : 0) | bits, ch->command + ATA_DEVICE);
	for (i = 0; i < 4 && ch->selected != drive; i++)
		inb(ch->control + ATA_ALT_STATUS);
	ch->selected = drive;
}

/* The only place that writes a command register. Return: 0; -EPERM: not on the whitelist. */
int ide_issue(struct ide_channel *ch, u8 opcode, u8 features, const struct request *rq)
{
	if (!ata_may_issue(opcode, features, rq))
		return -EPERM;
	ch->clean = false;
	outb(opcode, ch->command + ATA_COMMAND);
	return 0;
}

/* A run of memory, cut where it crosses 64 KiB. Return: the row after it; 0: the table cannot hold it. */
static unsigned int put_run(struct ide_channel *ch, unsigned int row, struct ata_run run)
{
	u32 at = (u32)run.at;

	for (; run.bytes; row++) {
		u32 bytes = min(run.bytes, PRD_BOUNDARY - (at & (PRD_BOUNDARY - 1)));

		if (row == IDE_MAX_PRD || at & 1)
			return 0;
		ch->prd[row].address = cpu_to_le32(at);
		ch->prd[row].count = cpu_to_le32(bytes & (PRD_BOUNDARY - 1));
		at += bytes;
		run.bytes -= bytes;
	}
	return row;
}

/* Return: whether the table holds the request. */
static bool fill_prd(struct ide_channel *ch, struct request *rq, unsigned int pieces)
{
	u32 left = rq->nr_sectors << SECTOR_SHIFT;
	struct scatterlist *sg = rq->sgl;
	unsigned int row = 0;
	struct ata_run run;

	for (; pieces && left; left -= run.bytes) {
		sg = ata_take_run(sg, &pieces, left, &run);
		row = put_run(ch, row, run);
		if (!row)
			return false;
	}
	if (left || !row)
		return false;
	ch->prd[row - 1].count |= cpu_to_le32(PRD_END);
	return true;
}

/* By direction, by PIO or DMA, with 28 or 48 bits of address. */
static const u8 commands[2][2][2] = {
	[REQ_OP_READ] = {{ATA_CMD_READ_SECTORS, ATA_CMD_READ_SECTORS_EXT},
			 {ATA_CMD_READ_DMA, ATA_CMD_READ_DMA_EXT}},
	[REQ_OP_WRITE] = {{ATA_CMD_WRITE_SECTORS, ATA_CMD_WRITE_SECTORS_EXT},
			  {ATA_CMD_WRITE_DMA, ATA_CMD_WRITE_DMA_EXT}},
};

/*
 * Address, count and command into the drive; with 48 bits each register takes two bytes, high one
 * first.
 */
static int issue(struct ide_channel *ch, struct request *rq)
{
	struct ide_drive *drive = rq->disk->private_data;
	u64 lba = rq->sector;
	bool ext = drive->has_lba48 && (rq->nr_sectors > 256 || lba + rq->nr_sectors > 1u << 28);

	ide_select(ch, drive, ATA_DEV_LBA | (ext ? 0 : (u8)(lba >> 24 & 0xf)));
	if (ext) {
		outb((u8)(rq->nr_sectors >> 8), ch->command + ATA_COUNT);
		outb((u8)(lba >> 24), ch->command + ATA_LBA_LOW);
		outb((u8)(lba >> 32), ch->command + ATA_LBA_MID);
		outb((u8)(lba >> 40), ch->command + ATA_LBA_HIGH);
	}
	outb((u8)rq->nr_sectors, ch->command + ATA_COUNT);
	outb((u8)lba, ch->command + ATA_LBA_LOW);
	outb((u8)(lba >> 8), ch->command + ATA_LBA_MID);
	outb((u8)(lba >> 16), ch->command + ATA_LBA_HIGH);
	return ide_issue(ch, commands[rq->op][ch->by_dma][ext], 0, rq);
}

/* What the bus master holds from its last transfer makes way for @direction. */
static void prepare_bus_master(struct ide_channel *ch, u8 direction)
{
	outl((u32)ch->prd_dma, ch->bus_master + BM_PRD); /* always: it may count in it */
	if (!ch->clean || ch->direction != direction)
		outb(direction, ch->bus_master + BM_COMMAND);
	if (!ch->clean)
		outb(inb(ch->bus_master + BM_STATUS) | BM_ST_ERROR | BM_ST_IRQ, ch->bus_master + BM_STATUS);
	ch->direction = direction;
}

/*
 * Table and direction into the bus master; it starts when it is told to. Return: 0, -ENOMEM,
 * -EINVAL.
 */
int ide_prepare_dma(struct ide_channel *ch, struct request *rq)
{
	unsigned int mapped = dma_map_sg(ch->dev, rq->sgl, (int)rq->nents, rq_dma_dir(rq));

	if (!mapped)
		return -ENOMEM;
	if (!fill_prd(ch, rq, mapped)) {
		dma_unmap_sg(ch->dev, rq->sgl, (int)rq->nents, rq_dma_dir(rq));
		return -EINVAL;
	}
	prepare_bus_master(ch, rq->op == REQ_OP_READ ? BM_CMD_TO_MEM : 0);
	return 0;
}

void ide_run_dma(struct ide_channel *ch)
{
	outb(ch->direction | BM_CMD_START, ch->bus_master + BM_COMMAND);
}

void ide_stop_dma(struct ide_channel *ch, struct request *rq)
{
	outb(ch->direction, ch->bus_master + BM_COMMAND);
	dma_unmap_sg(ch->dev, rq->sgl, (int)rq->nents, rq_dma_dir(rq));
}

static int start_dma(struct ide_channel *ch, struct request *rq)
{
	int err = ide_prepare_dma(ch, rq);

	if (err)
		return err;
	err = issue(ch, rq);
	if (err)
		ide_stop_dma(ch, rq);
	else
		ide_run_dma(ch);
	return err;
}

/*
 * A drive that gives or takes a sector is alive, if slow: it gets its time anew, as long as anybody is
 * patient. Patience with a first try begins with it, for it may have stood long in a line where all went
 * well. No deadline is drawn nearer.
 */
void ide_progress(struct ide_channel *ch, struct request *rq)
{
	unsigned long later = jiffies + ch->queue.timeout;
	unsigned long last = rq->tries == 1 ? ch->started + BLK_PATIENCE_S * HZ : rq->patience;

	if (time_after(later, last))
		later = last;
	if (time_after(later, rq->deadline))
		rq->deadline = later;
}

/* One sector between port and pieces. */
static void move_sector(struct ide_channel *ch, struct request *rq)
{
	off_t at = (off_t)ch->pio_done << SECTOR_SHIFT;

	if (rq->op == REQ_OP_WRITE) {
		sg_pcopy_to_buffer(rq->sgl, rq->nents, ch->sector_buf, SECTOR_SIZE, at);
		outsw(ch->command + ATA_DATA, ch->sector_buf, SECTOR_SIZE / 2);
	} else {
		insw(ch->command + ATA_DATA, ch->sector_buf, SECTOR_SIZE / 2);
		sg_pcopy_from_buffer(rq->sgl, rq->nents, ch->sector_buf, SECTOR_SIZE, at);
	}
	ch->pio_done++;
	ide_progress(ch, rq);
}

static int start_pio(struct ide_channel *ch, struct request *rq)
{
	int err = issue(ch, rq);

	if (err || rq->op == REQ_OP_READ)
		return err;
	err = ide_wait_drq(ch, 20);
	if (err)
		ide_report(ch, rq, inb(ch->command + ATA_STATUS), 0);
	else
		move_sector(ch, rq);
	return err;
}

static int start_flush(struct ide_channel *ch, struct request *rq)
{
	struct ide_drive *drive = rq->disk->private_data;

	ide_select(ch, drive, 0);
	return ide_issue(ch, drive->has_flush_ext ? ATA_CMD_FLUSH_EXT : ATA_CMD_FLUSH, 0, rq);
}

static int ide_start(struct request *rq)
{
	struct ide_drive *drive = rq->disk->private_data;
	struct ide_channel *ch = drive->channel;
	int err;

	if (rq->op == REQ_OP_FLUSH && !drive->has_flush)
		return -EOPNOTSUPP;
	err = ch->clean ? 0 : ide_wait_ready(ch, 5);
	if (err)
		return err;
	ch->rq = rq;
	ch->pio_done = 0;
	ch->started = jiffies;
	ch->by_dma = drive->use_dma && rq->op != REQ_OP_FLUSH && rq->tries < BLK_MAX_TRIES;
	if (drive->is_atapi)
		err = atapi_start(ch, rq);
	else if (rq->op == REQ_OP_FLUSH)
		err = start_flush(ch, rq);
	else if (ch->by_dma)
		err = start_dma(ch, rq);
	else
		err = start_pio(ch, rq);
	if (err)
		ch->rq = NULL;
	return err;
}

/* The channel is idle; tell the layer. */
void ide_end(struct ide_channel *ch, struct request *rq, int error)
{
	ch->rq = NULL;
	if (!error) {
		if (ch->by_dma)
			rq->disk->events.dma_sectors += rq->nr_sectors;
		else
			rq->disk->events.pio_sectors += rq->nr_sectors;
		ide_note_success(ch, rq);
	}
	blk_end_request(rq, error);
}

static irqreturn_t end_dma(struct ide_channel *ch, struct request *rq)
{
	u8 bm_status = inb(ch->bus_master + BM_STATUS), status;
	int err = 0;

	if (!(bm_status & BM_ST_IRQ))
		return IRQ_NONE;
	ide_stop_dma(ch, rq);
	status = inb(ch->command + ATA_STATUS);
	outb(bm_status | BM_ST_ERROR | BM_ST_IRQ, ch->bus_master + BM_STATUS);
	if (unlikely(status & (ATA_ST_BSY | ATA_ST_DRQ | ATA_ST_DF | ATA_ST_ERR) ||
		     bm_status & BM_ST_ERROR))
		err = ide_report(ch, rq, status, bm_status);
	ch->clean = !err;
	ide_end(ch, rq, err);
	return IRQ_HANDLED;
}

/* Flush and PIO: the drive has done a step. */
static irqreturn_t pio_interrupt(struct ide_channel *ch, struct request *rq)
{
	u8 status = inb(ch->command + ATA_STATUS);
	bool last = ch->pio_done == rq->nr_sectors;

	if (status & ATA_ST_BSY)
		return IRQ_NONE;
	if (status & (ATA_ST_ERR | ATA_ST_DF) || !(status & ATA_ST_DRQ) != last) {
		ide_end(ch, rq, ide_report(ch, rq, status, 0));
		return IRQ_HANDLED;
	}
	if (!last)
		move_sector(ch, rq);
	if (last || (rq->op == REQ_OP_READ && ch->pio_done == rq->nr_sectors))
		ide_end(ch, rq, 0);
	return IRQ_HANDLED;
}

/* What the interrupt of the request that runs means. Context: the queue's lock held. */
irqreturn_t ide_advance(struct ide_channel *ch)
{
	struct ide_drive *drive = ch->rq->disk->private_data;

	if (drive->is_atapi)
		return atapi_interrupt(ch, ch->rq);
	return ch->by_dma ? end_dma(ch, ch->rq) : pio_interrupt(ch, ch->rq);
}

irqreturn_t ide_interrupt(int irq, void *data)
{
	struct ide_channel *ch = data;
	irqreturn_t result = IRQ_NONE;
	unsigned long flags;

	spin_lock_irqsave(&ch->queue.lock, flags);
	if (ch->rq) {
		result = ide_advance(ch);
	} else if (ch->bus_master && inb(ch->bus_master + BM_STATUS) & BM_ST_IRQ) {
		inb(ch->command + ATA_STATUS); /* late, after an abort: acknowledge and forget */
		outb(BM_ST_IRQ, ch->bus_master + BM_STATUS);
		result = IRQ_HANDLED;
	} else if (!ch->bus_master) {
		inb(ch->command + ATA_STATUS); /* perhaps ours: a shared line stays up until it is read */
	}
	spin_unlock_irqrestore(&ch->queue.lock, flags);
	return result;
}

static sector_t ide_check_medium(struct gendisk *disk, bool *changed)
{
	struct ide_drive *drive = disk->private_data;

	return drive->is_atapi && !disk->gone ? atapi_check_medium(drive->channel, drive, changed) :
						disk->part[0].nr_sectors;
}

const struct blk_ops ide_ops = {
	.start = ide_start,
	.timed_out = ide_timed_out,
	.abort = ide_abort,
	.check_medium = ide_check_medium,
	.reset = ide_reset,
};
