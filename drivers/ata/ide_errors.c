// SPDX-License-Identifier: MIT
/*
 * drivers/ata/ide_errors.c: when a drive or its cable does not do what it should.
 *
 *   error bit set        named in the log; the layer resets the channel and tries again
 *   nothing is heard     the interrupt may be lost: look at the status first; then abort, reset,
 *                        try again
 *   DMA keeps failing    the last try of a request goes by PIO; a drive whose requests were saved
 *                        that way DMA_DOUBTS times stays with PIO
 *   no answer to reset   said; tried again at the next failure
 *
 * A reset hits both drives of a cable and may put them back to their slowest mode: each gets the
 * mode that it had selected at boot again (SET FEATURES).
 *
 * Sources.  ATA/ATAPI-7 vol. 1, 6.48 "SET FEATURES"; vol. 2, 9.2 "Software reset".
 */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/ratelimit.h>
#include <linux/string.h>

#include "ata_regs.h"
#include "ide.h"

#define DMA_DOUBTS 2 /* requests that DMA failed and PIO saved, until DMA is given up */

/* Say what the drive said, bit by bit. Return: -EIO. */
int ide_report(struct ide_channel *ch, struct request *rq, u8 status, u8 bm_status)
{
	u8 error = status & ATA_ST_ERR ? inb(ch->command + ATA_ERROR) : 0;

	pr_err_ratelimited(
		"%s: %s by %s: status %02x error %02x bus master %02x at sector "
		"%llu:%s%s%s%s%s%s%s%s\n",
		rq->disk->disk_name,
		rq->op == REQ_OP_FLUSH	 ? "flush"
		: rq->op == REQ_OP_WRITE ? "write"
					 : "read",
		ch->by_dma ? "DMA" : "PIO", status, error, bm_status, (u64)rq->sector,
		error & ATA_ERR_UNC ? " uncorrectable" : "",
		error & ATA_ERR_IDNF ? " no-such-sector" : "",
		error & ATA_ERR_AMNF ? " no-address-mark" : "",
		error & ATA_ERR_ABRT ? " aborted" : "", error & ATA_ERR_ICRC ? " crc" : "",
		status & ATA_ST_DF ? " drive-fault" : "", status & ATA_ST_BSY ? " busy" : "",
		bm_status & BM_ST_ERROR ? " bus-error" : "");
	return -EIO;
}

/* A request by PIO ended well although DMA had failed it: is DMA to blame? */
static void count_doubt(struct ide_drive *drive)
{
	if (++drive->dma_doubts < DMA_DOUBTS)
		return;
	drive->use_dma = false;
	strscpy(drive->disk.mode, "PIO", sizeof(drive->disk.mode));
	pr_warn("%s: %u requests failed by DMA and went well by PIO: PIO from now on\n",
		drive->disk.disk_name, drive->dma_doubts);
}

void ide_note_success(struct ide_channel *ch, struct request *rq)
{
	struct ide_drive *drive = rq->disk->private_data;

	if (unlikely(rq->tries == BLK_MAX_TRIES && drive->use_dma && !ch->by_dma && rq->nr_sectors))
		count_doubt(drive);
}

/* The layer has waited long enough. Has the drive finished, and only its interrupt is missing? */
bool ide_timed_out(struct request *rq)
{
	struct ide_drive *drive = rq->disk->private_data;
	struct ide_channel *ch = drive->channel;
	u8 status = inb(ch->control + ATA_ALT_STATUS);

	if (ch->rq != rq || status & ATA_ST_BSY)
		return false;
	if (ch->by_dma && !(inb(ch->bus_master + BM_STATUS) & BM_ST_IRQ))
		return false;
	if (!ch->by_dma && !drive->is_atapi &&
	    !(status & ATA_ST_DRQ) != (ch->pio_done == rq->nr_sectors))
		return false;
	pr_warn("%s: an interrupt was lost\n", rq->disk->disk_name);
	if (ide_advance(ch) != IRQ_HANDLED)
		return false;
	if (ch->rq == rq)
		rq->deadline = jiffies + ch->queue.timeout; /* by PIO there is more to come */
	return true;
}

void ide_abort(struct request *rq)
{
	struct ide_drive *drive = rq->disk->private_data;
	struct ide_channel *ch = drive->channel;

	if (ch->rq == rq && ch->by_dma)
		ide_stop_dma(ch, rq);
	ch->rq = NULL;
}

/* Let a drive use the transfer mode it had. Context: may sleep; nothing runs on the channel. */
void ide_set_mode(struct ide_channel *ch, struct ide_drive *drive)
{
	if (!drive->present || !drive->transfer_mode)
		return;
	ide_select(ch, drive, 0);
	outb(ATA_CTL_NIEN, ch->control + ATA_CONTROL);
	outb(ATA_FEATURE_TRANSFER_MODE, ch->command + ATA_FEATURES);
	outb(drive->transfer_mode, ch->command + ATA_COUNT);
	ide_issue(ch, ATA_CMD_SET_FEATURES, ATA_FEATURE_TRANSFER_MODE, NULL);
	udelay(1);
	if (ide_wait_ready(ch, 100) || inb(ch->command + ATA_STATUS) & ATA_ST_ERR)
		pr_warn("%s: drive %d does not take transfer mode %02x\n", ch->name, drive->slave,
			drive->transfer_mode);
	outb(0, ch->control + ATA_CONTROL);
}

/*
 * Both drives start over. Context: may sleep; nothing runs on the channel. Return: 0; -ETIMEDOUT;
 * -ENODEV.
 */
int ide_reset(struct gendisk *disk)
{
	struct ide_channel *ch = ((struct ide_drive *)disk->private_data)->channel;
	unsigned int waited;
	int err = -ETIMEDOUT;

	ch->clean = false;
	ch->selected = NULL; /* the first, says the specification; found out by asking */
	outb(ATA_CTL_SRST | ATA_CTL_NIEN, ch->control + ATA_CONTROL);
	udelay(10);
	outb(ATA_CTL_NIEN, ch->control + ATA_CONTROL);
	for (waited = 0; waited < IDE_RESET_MS && err == -ETIMEDOUT; waited += 10) {
		msleep(10);
		err = ide_wait_ready(ch, 1);
	}
	if (!err) {
		ide_set_mode(ch, &ch->drive[0]);
		ide_set_mode(ch, &ch->drive[1]);
	}
	inb(ch->command + ATA_STATUS);
	outb(0, ch->control + ATA_CONTROL);
	return err;
}
