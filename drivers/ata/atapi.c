// SPDX-License-Identifier: MIT
/*
 * drivers/ata/atapi.c: CD drives: SCSI command blocks in an ATA PACKET.
 *
 *     PACKET --DRQ--> 12 bytes of command block --> data by DMA, or in portions that the drive
 *                     chooses, each announced by an interrupt --> interrupt: the end
 *
 * Blocks are of 2048 bytes: four sectors each, and the block layer lets only whole ones through.
 * What went wrong is a sense key; it stands in the error register, and REQUEST SENSE tells more.
 *
 * Paths.    ide_start -> atapi_start -> send_packet
 *           ide_interrupt -> atapi_interrupt -> move_portion
 *           set-up: atapi_read_size -> atapi_poll (by polling, interrupts off)
 *           opening: atapi_check_medium, with the channel to itself
 * Sources.  ATA/ATAPI-7 vol. 2, 9.8 "PACKET"; MMC-3, 5; SPC-2, 7.20 "REQUEST SENSE".
 */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/ratelimit.h>
#include <linux/string.h>

#include "ata_regs.h"
#include "ide.h"

#define SENSE_BYTES	  18

/*
 * @portion: bytes that the drive may hand over at once. Return: 0; -EPERM; -ETIMEDOUT, -EIO no DRQ.
 */
static int send_packet(struct ide_channel *ch, struct ide_drive *drive, const u8 *cdb,
		       unsigned int portion, const struct request *rq)
{
	u16 words[ATAPI_CDB_BYTES / 2];
	u8 features = ch->by_dma ? ATAPI_FEATURE_DMA : 0;
	int err;

	if (!atapi_may_issue(cdb[0]))
		return -EPERM;
	ide_select(ch, drive, 0);
	outb(features, ch->command + ATA_FEATURES);
	outb((u8)portion, ch->command + ATA_LBA_MID);
	outb((u8)(portion >> 8), ch->command + ATA_LBA_HIGH);
	err = ide_issue(ch, ATA_CMD_PACKET, features, rq);
	if (!err)
		err = ide_wait_drq(ch, 20);
	if (err)
		return err;
	memcpy(words, cdb, sizeof(words));
	outsw(ch->command + ATA_DATA, words, ATAPI_CDB_BYTES / 2);
	return 0;
}

int atapi_start(struct ide_channel *ch, struct request *rq)
{
	struct ide_drive *drive = rq->disk->private_data;
	u8 cdb[ATAPI_CDB_BYTES];
	int err = 0;

	if (rq->op != REQ_OP_READ)
		return rq->op == REQ_OP_FLUSH ? -EOPNOTSUPP : -EROFS;
	atapi_fill_read(cdb, rq);
	if (ch->by_dma)
		err = ide_prepare_dma(ch, rq);
	if (err)
		return err;
	err = send_packet(ch, drive, cdb, ATAPI_BLOCK, rq);
	if (ch->by_dma && err)
		ide_stop_dma(ch, rq);
	else if (ch->by_dma)
		ide_run_dma(ch);
	return err;
}

/* The sense key stands in the error register. Return: the errno it amounts to. */
static int report_sense(struct ide_channel *ch, struct request *rq, u8 status)
{
	u8 key = status & ATA_ST_ERR ? inb(ch->command + ATA_ERROR) >> 4 : 0;

	pr_err_ratelimited("%s: read by %s: status %02x, sense key %x (%s) at sector %llu\n",
			   rq->disk->disk_name, ch->by_dma ? "DMA" : "PIO", status, key,
			   atapi_sense_name(key), (u64)rq->sector);
	if (key == SENSE_UNIT_ATTENTION)
		((struct ide_drive *)rq->disk->private_data)->changed = true;
	return key == SENSE_NOT_READY ? -ENOMEDIUM : -EIO;
}

/* A portion of data waits at the port. Return: 0; -EIO: more than was asked for. */
static int move_portion(struct ide_channel *ch, struct request *rq)
{
	unsigned int bytes = inb(ch->command + ATA_LBA_MID) | inb(ch->command + ATA_LBA_HIGH) << 8;

	if (!bytes || bytes % SECTOR_SIZE ||
	    bytes > (rq->nr_sectors - ch->pio_done) << SECTOR_SHIFT)
		return -EIO;
	for (; bytes; bytes -= SECTOR_SIZE, ch->pio_done++) {
		insw(ch->command + ATA_DATA, ch->sector_buf, SECTOR_SIZE / 2);
		sg_pcopy_from_buffer(rq->sgl, rq->nents, ch->sector_buf, SECTOR_SIZE,
				     (off_t)ch->pio_done << SECTOR_SHIFT);
	}
	ide_progress(ch, rq);
	return 0;
}

irqreturn_t atapi_interrupt(struct ide_channel *ch, struct request *rq)
{
	u8 bm_status = 0, status;
	int err = 0;

	if (ch->by_dma) {
		bm_status = inb(ch->bus_master + BM_STATUS);
		if (!(bm_status & BM_ST_IRQ))
			return IRQ_NONE;
		ide_stop_dma(ch, rq);
		outb(bm_status | BM_ST_ERROR | BM_ST_IRQ, ch->bus_master + BM_STATUS);
	}
	status = inb(ch->command + ATA_STATUS);
	if (status & ATA_ST_BSY && !ch->by_dma)
		return IRQ_NONE;
	if (status & (ATA_ST_ERR | ATA_ST_BSY) || bm_status & BM_ST_ERROR) {
		err = report_sense(ch, rq, status);
	} else if (!ch->by_dma && status & ATA_ST_DRQ) {
		err = move_portion(ch, rq);
		if (!err)
			return IRQ_HANDLED; /* another interrupt follows */
	} else if (!ch->by_dma && ch->pio_done != rq->nr_sectors) {
		err = -EIO;
	}
	ide_end(ch, rq, err);
	return IRQ_HANDLED;
}

/* A command with at most 512 bytes of answer, by polling. Return: bytes, or -errno. */
static int atapi_poll(struct ide_channel *ch, struct ide_drive *drive, const u8 *cdb, u8 *answer,
		      unsigned int most)
{
	unsigned int bytes;
	int err;

	ch->by_dma = false;
	err = send_packet(ch, drive, cdb, most, NULL);
	if (err)
		return err;
	udelay(10);
	if (!most)
		return ide_wait_ready(ch, 1000)
			       ?: inb(ch->command + ATA_STATUS) & ATA_ST_ERR ? -EIO
									     : 0;
	err = ide_wait_drq(ch, 1000);
	if (err)
		return err;
	bytes = min(inb(ch->command + ATA_LBA_MID) | inb(ch->command + ATA_LBA_HIGH) << 8,
		    SECTOR_SIZE);
	insw(ch->command + ATA_DATA, ch->sector_buf, bytes / 2);
	memcpy(answer, ch->sector_buf, min(bytes, most));
	return ide_wait_ready(ch, 1000) ?: (int)bytes;
}

/* Why did the last command fail? Return: as atapi_judge_sense(); -errno. */
static int request_sense(struct ide_channel *ch, struct ide_drive *drive)
{
	u8 cdb[ATAPI_CDB_BYTES] = { ATAPI_REQUEST_SENSE, [4] = SENSE_BYTES };
	u8 sense[SENSE_BYTES] = { 0 };
	int bytes = atapi_poll(ch, drive, cdb, sense, sizeof(sense));

	return bytes < 0 ? bytes : atapi_judge_sense(sense);
}

static int ask_whether_ready(void *of)
{
	static const u8 cdb[ATAPI_CDB_BYTES] = { ATAPI_TEST_UNIT_READY };
	struct ide_drive *drive = of;

	return !atapi_poll(drive->channel, drive, cdb, NULL, 0) ? 1 : request_sense(drive->channel, drive);
}

/**
 * atapi_read_size() - wait for the medium and ask how large it is.
 * @nr_sectors: result, in sectors of 512 bytes.
 *
 * Context: set-up, interrupts of the channel off; may sleep.
 * Return: 0; -ENOMEDIUM; -EIO; -ETIMEDOUT; -EINVAL blocks of another size.
 */
int atapi_read_size(struct ide_channel *ch, struct ide_drive *drive, u64 *nr_sectors)
{
	static const u8 cdb[ATAPI_CDB_BYTES] = {ATAPI_READ_CAPACITY};
	u8 answer[8] = {0};
	int err = atapi_ask_medium(ask_whether_ready, drive, &drive->changed);

	if (!err)
		err = atapi_poll(ch, drive, cdb, answer, sizeof(answer));
	if (err < 0)
		return err;
	return err < (int)sizeof(answer) ? -EIO : atapi_parse_capacity(answer, nr_sectors);
}

/* Somebody opens the disk, and nobody has it open. Return: its sectors now; 0 without a medium. */
sector_t atapi_check_medium(struct ide_channel *ch, struct ide_drive *drive, bool *changed)
{
	unsigned int depth = blk_pause_queue(&ch->queue);
	u64 nr_sectors = 0;

	outb(ATA_CTL_NIEN, ch->control + ATA_CONTROL);
	if (atapi_read_size(ch, drive, &nr_sectors))
		nr_sectors = 0;
	inb(ch->command + ATA_STATUS);
	outb(0, ch->control + ATA_CONTROL);
	*changed = drive->changed || nr_sectors != drive->disk.part[0].nr_sectors;
	drive->changed = false;
	blk_resume_queue(&ch->queue, depth);
	return nr_sectors;
}
