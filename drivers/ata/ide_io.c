// SPDX-License-Identifier: MIT
/*
 * drivers/ata/ide_io.c: run one read on a channel: by bus-master DMA, or by PIO where there is none.
 *
 * Idea.     The pieces of the request are mapped for the device and written into a table of physical
 *           regions; the command goes to the drive, the controller moves the data, one interrupt ends it.
 *
 *     rq->sgl  --dma_map_sg-->  [ PRD: address, bytes ] ... [ END ]  <-- bus master reads the table
 *
 * Rules.    A PRD region must not cross 64 KiB and has an even address; a piece that does is cut.
 *           The bus-master status tells whether an interrupt is ours; reading the drive's status
 *           acknowledges it.
 * Locks.    All under the queue's lock.
 * Paths.    ide_start -> start_dma | start_pio; ide_interrupt -> end_dma | move_sector
 * Cost.     15 port accesses a request, whatever its size.
 * Sources.  Bus Master IDE 1.0; ATA/ATAPI-7 vol. 2, 9 "DMA data-in", "PIO data-in".
 */
#include <asm/byteorder.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/ratelimit.h>

#include "ata_regs.h"
#include "ide.h"

/* Until the drive is neither busy nor asking for data. Return: 0, -ETIMEDOUT, -ENODEV nothing there. */
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

/* Select a drive; it needs 400 ns to show its status, which four reads of a register take. */
void ide_select(struct ide_channel *ch, const struct ide_drive *drive, u8 bits)
{
	int i;

	outb(ATA_DEV_OLD | (drive->slave ? ATA_DEV_SLAVE : 0) | bits, ch->command + ATA_DEVICE);
	for (i = 0; i < 4; i++)
		inb(ch->control + ATA_ALT_STATUS);
}

static unsigned int fill_prd(struct ide_channel *ch, struct request *rq, int mapped)
{
	unsigned int left = rq->nr_sectors << SECTOR_SHIFT, rows = 0;
	struct scatterlist *sg;
	int i;

	for_each_sg(rq->sgl, sg, mapped, i) {
		u32 at = (u32)sg_dma_address(sg), bytes = min(sg_dma_len(sg), left);

		left -= bytes;
		while (bytes) {
			u32 here = min(bytes, PRD_BOUNDARY - (at & (PRD_BOUNDARY - 1)));

			if (rows == IDE_MAX_PRD || at & 1)
				return 0;
			ch->prd[rows].address = cpu_to_le32(at);
			ch->prd[rows++].count = cpu_to_le32(here & (PRD_BOUNDARY - 1));
			at += here;
			bytes -= here;
		}
	}
	if (left || !rows)
		return 0;
	ch->prd[rows - 1].count |= cpu_to_le32(PRD_END);
	return rows;
}

/* Address, count and command into the drive; with 48 bits each register takes two bytes, high one first. */
static void issue(struct ide_channel *ch, struct request *rq, u8 command, u8 command_ext)
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
	outb(ext ? command_ext : command, ch->command + ATA_COMMAND);
}

static int start_dma(struct ide_channel *ch, struct request *rq)
{
	int mapped = (int)dma_map_sg(ch->dev, rq->sgl, (int)rq->nents, DMA_FROM_DEVICE);

	if (!mapped)
		return -ENOMEM;
	if (!fill_prd(ch, rq, mapped)) {
		dma_unmap_sg(ch->dev, rq->sgl, (int)rq->nents, DMA_FROM_DEVICE);
		return -EINVAL;
	}
	dma_wmb(); /* the table before the command that makes the controller read it */
	outl((u32)ch->prd_dma, ch->bus_master + BM_PRD);
	outb(BM_CMD_TO_MEM, ch->bus_master + BM_COMMAND);
	outb(inb(ch->bus_master + BM_STATUS) | BM_ST_ERROR | BM_ST_IRQ, ch->bus_master + BM_STATUS);
	issue(ch, rq, ATA_CMD_READ_DMA, ATA_CMD_READ_DMA_EXT);
	outb(BM_CMD_TO_MEM | BM_CMD_START, ch->bus_master + BM_COMMAND);
	return 0;
}

static int ide_start(struct request *rq)
{
	struct ide_drive *drive = rq->disk->private_data;
	struct ide_channel *ch = drive->channel;
	int err = ide_wait_ready(ch, 5);

	if (err)
		return err;
	ch->rq = rq;
	ch->pio_done = 0;
	if (!drive->use_dma)
		issue(ch, rq, ATA_CMD_READ_SECTORS, ATA_CMD_READ_SECTORS_EXT);
	else
		err = start_dma(ch, rq);
	if (err)
		ch->rq = NULL;
	return err;
}

static void report_error(struct ide_channel *ch, struct request *rq, u8 status, u8 bm_status)
{
	u8 error = status & ATA_ST_ERR ? inb(ch->command + ATA_ERROR) : 0;

	pr_err_ratelimited("%s: status %02x error %02x bus master %02x at sector %llu:%s%s%s%s%s%s\n",
			   rq->disk->disk_name, status, error, bm_status, (u64)rq->sector,
			   error & ATA_ERR_UNC ? " uncorrectable" : "",
			   error & ATA_ERR_IDNF ? " no-such-sector" : "",
			   error & ATA_ERR_ABRT ? " aborted" : "", error & ATA_ERR_ICRC ? " crc" : "",
			   status & ATA_ST_DF ? " drive-fault" : "",
			   bm_status & BM_ST_ERROR ? " bus-error" : "");
}

static void stop_dma(struct ide_channel *ch, struct request *rq)
{
	outb(0, ch->bus_master + BM_COMMAND);
	dma_unmap_sg(ch->dev, rq->sgl, (int)rq->nents, DMA_FROM_DEVICE);
}

static irqreturn_t end_dma(struct ide_channel *ch, struct request *rq)
{
	u8 bm_status = inb(ch->bus_master + BM_STATUS), status;
	bool bad;

	if (!(bm_status & BM_ST_IRQ))
		return IRQ_NONE;
	stop_dma(ch, rq);
	status = inb(ch->command + ATA_STATUS);
	outb(bm_status | BM_ST_ERROR | BM_ST_IRQ, ch->bus_master + BM_STATUS);
	bad = status & (ATA_ST_BSY | ATA_ST_DRQ | ATA_ST_DF | ATA_ST_ERR) || bm_status & BM_ST_ERROR;
	if (unlikely(bad))
		report_error(ch, rq, status, bm_status);
	else
		rq->disk->stats.dma_sectors += rq->nr_sectors;
	ch->rq = NULL;
	blk_end_request(rq, bad ? -EIO : 0);
	return IRQ_HANDLED;
}

static irqreturn_t move_sector(struct ide_channel *ch, struct request *rq)
{
	u8 status = inb(ch->command + ATA_STATUS);

	if (status & ATA_ST_BSY)
		return IRQ_NONE;
	if (status & (ATA_ST_ERR | ATA_ST_DF) || !(status & ATA_ST_DRQ)) {
		report_error(ch, rq, status, 0);
		ch->rq = NULL;
		blk_end_request(rq, -EIO);
		return IRQ_HANDLED;
	}
	insw(ch->command + ATA_DATA, ch->sector_buf, SECTOR_SIZE / 2);
	sg_pcopy_from_buffer(rq->sgl, rq->nents, ch->sector_buf, SECTOR_SIZE,
			     (off_t)ch->pio_done << SECTOR_SHIFT);
	if (++ch->pio_done == rq->nr_sectors) {
		rq->disk->stats.pio_sectors += rq->nr_sectors;
		ch->rq = NULL;
		blk_end_request(rq, 0);
	}
	return IRQ_HANDLED;
}

irqreturn_t ide_interrupt(int irq, void *data)
{
	struct ide_channel *ch = data;
	irqreturn_t result = IRQ_NONE;
	unsigned long flags;

	spin_lock_irqsave(&ch->queue.lock, flags);
	if (ch->rq) {
		struct ide_drive *drive = ch->rq->disk->private_data;

		result = drive->use_dma ? end_dma(ch, ch->rq) : move_sector(ch, ch->rq);
	} else if (ch->bus_master && inb(ch->bus_master + BM_STATUS) & BM_ST_IRQ) {
		inb(ch->command + ATA_STATUS); /* late, after an abort: acknowledge and forget */
		outb(BM_ST_IRQ, ch->bus_master + BM_STATUS);
		result = IRQ_HANDLED;
	}
	spin_unlock_irqrestore(&ch->queue.lock, flags);
	return result;
}

static void ide_abort(struct request *rq)
{
	struct ide_drive *drive = rq->disk->private_data;
	struct ide_channel *ch = drive->channel;

	if (ch->rq == rq && drive->use_dma)
		stop_dma(ch, rq);
	ch->rq = NULL;
}

/* Both drives start over. Context: may sleep; nothing runs on the channel. */
void ide_soft_reset(struct ide_channel *ch)
{
	outb(ATA_CTL_SRST | ATA_CTL_NIEN, ch->control + ATA_CONTROL);
	udelay(10);
	outb(0, ch->control + ATA_CONTROL);
	msleep(4);
	if (ide_wait_ready(ch, 2000))
		pr_err("%s: not ready 2 s after a reset\n", ch->name);
	inb(ch->command + ATA_STATUS);
}

static void ide_reset(struct gendisk *disk)
{
	ide_soft_reset(((struct ide_drive *)disk->private_data)->channel);
}

const struct blk_ops ide_ops = {
	.start = ide_start,
	.abort = ide_abort,
	.reset = ide_reset,
};
