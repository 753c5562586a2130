// SPDX-License-Identifier: MIT
/*
 * drivers/ata/ahci_io.c: run requests on an AHCI port, up to 32 at once.
 *
 * Idea.     A slot is a header in the port's list and a table: the command as a FIS, and the pieces
 *           of memory. Setting its bit in CI hands it over; the controller fetches the FIS, moves
 *           the data and clears the bit. Queued commands (NCQ) also have a bit in SACT, which the
 *           disk clears when it is done with it, in any order.
 *
 *     list[slot] --> table[slot]: FIS 60 (read queued), sector, tag = slot
 *                                 PRD -> page   PRD -> page   ...        rq->sgl, mapped
 *     SACT |= slot; CI = slot    ...    interrupt: what was issued and is not in SACT has ended
 *
 *           What is not queued is not in SACT: it has ended when its bit is out of CI.
 *
 * Rules.    The layer's tag is the slot. Queued and other commands never run together: a flush, the
 *           only other one, runs alone. The port's cause is cleared before its bits are read, so
 *           that nothing that ends in between is missed.
 * Locks.    All under the queue's lock; each port has a queue.
 * Paths.    ahci_start -> map_pieces, fill_request;  ahci_interrupt -> port_interrupt ->
 *           ahci_complete
 * Cost.     Two register accesses a request; an interrupt costs two and three for each port that has one.
 *           Neighbours in memory share a row of the table (runs.c).
 * Sources.  AHCI 1.3.1, 5.5 "System Software Rules"; ATA8-ACS, 7 "READ FPDMA QUEUED".
 */
#include <asm/byteorder.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/ratelimit.h>
#include <linux/string.h>

#include "ahci.h"
#include "ata_regs.h"

void ahci_set_header(struct ahci_port *port, unsigned int slot, u32 flags, unsigned int pieces)
{
	struct ahci_header *header = &port->memory->list[slot];

	header->flags = cpu_to_le32(AHCI_HDR_FIS_DWORDS | flags | AHCI_HDR_PRDS(pieces));
	header->bytes = 0;
}

void ahci_set_piece(struct ahci_port *port, unsigned int slot, unsigned int i, dma_addr_t at,
		    u32 bytes)
{
	struct ahci_prd *prd = &port->memory->table[slot].prd[i];

	prd->address = cpu_to_le32((u32)at);
	prd->address_high = cpu_to_le32((u32)(at >> 32));
	prd->last_byte = cpu_to_le32(bytes - 1);
}

/* The only place where a command comes into being. Return: false: not on the whitelist. */
bool ahci_fill_command(struct ahci_port *port, unsigned int slot, u8 opcode, u8 features,
		       const struct request *rq)
{
	u8 *fis = port->memory->table[slot].fis;

	if (!ata_may_issue(opcode, features, rq))
		return false;
	memset(fis, 0, AHCI_HDR_FIS_DWORDS * 4);
	fis[FIS_TYPE] = FIS_H2D;
	fis[FIS_FLAGS] = FIS_COMMAND;
	fis[FIS_OPCODE] = opcode;
	fis[FIS_FEATURES] = features;
	return true;
}

static void put_lba(u8 *fis, u64 lba)
{
	int i;

	for (i = 0; i < 3; i++) {
		fis[FIS_LBA0 + i] = (u8)(lba >> 8 * i);
		fis[FIS_LBA3 + i] = (u8)(lba >> (24 + 8 * i));
	}
}

/* Queued: the count stands where features are, and the tag where the count is. */
static bool fill_queued(struct ahci_port *port, const struct request *rq)
{
	u8 *fis = port->memory->table[rq->tag].fis;

	if (!ahci_fill_command(port, rq->tag,
			       rq->op == REQ_OP_WRITE ? ATA_CMD_WRITE_FPDMA_QUEUED
						      : ATA_CMD_READ_FPDMA_QUEUED,
			       0, rq))
		return false;
	put_lba(fis, rq->sector);
	fis[FIS_DEVICE] = FIS_DEVICE_LBA;
	fis[FIS_FEATURES] = (u8)rq->nr_sectors;
	fis[FIS_FEATURES_HI] = (u8)(rq->nr_sectors >> 8);
	fis[FIS_COUNT] = (u8)(rq->tag << 3);
	return true;
}

static bool fill_plain(struct ahci_port *port, const struct request *rq)
{
	static const u8 opcodes[2][2] = {
		[REQ_OP_READ] = {ATA_CMD_READ_DMA, ATA_CMD_READ_DMA_EXT},
		[REQ_OP_WRITE] = {ATA_CMD_WRITE_DMA, ATA_CMD_WRITE_DMA_EXT},
	};
	u8 *fis = port->memory->table[rq->tag].fis;

	if (!ahci_fill_command(port, rq->tag, opcodes[rq->op][port->has_lba48], 0, rq))
		return false;
	put_lba(fis, rq->sector);
	fis[FIS_DEVICE] = FIS_DEVICE_LBA;
	if (!port->has_lba48)
		fis[FIS_DEVICE] |= fis[FIS_LBA3] & 0xf;
	fis[FIS_COUNT] = (u8)rq->nr_sectors;
	fis[FIS_COUNT_HI] = (u8)(rq->nr_sectors >> 8);
	return true;
}

static bool fill_request(struct ahci_port *port, const struct request *rq)
{
	if (rq->op == REQ_OP_FLUSH)
		return ahci_fill_command(port, rq->tag,
					 port->has_flush_ext ? ATA_CMD_FLUSH_EXT : ATA_CMD_FLUSH, 0,
					 rq);
	if (port->is_cd)
		return ahci_fill_cd_read(port, rq);
	return port->use_ncq ? fill_queued(port, rq) : fill_plain(port, rq);
}

/* A row may hold 4 MiB, more than any request. Return: rows; 0: no memory for a mapping. */
static unsigned int map_pieces(struct ahci_port *port, struct request *rq)
{
	unsigned int pieces = dma_map_sg(port->dev, rq->sgl, (int)rq->nents, rq_dma_dir(rq)), row;
	u32 left = rq->nr_sectors << SECTOR_SHIFT;
	struct scatterlist *sg = rq->sgl;
	struct ata_run run;

	for (row = 0; pieces && left; row++, left -= run.bytes) {
		sg = ata_take_run(sg, &pieces, left, &run);
		ahci_set_piece(port, rq->tag, row, run.at, run.bytes);
	}
	return row;
}

static void unmap_pieces(struct ahci_port *port, struct request *rq)
{
	if (rq->nents)
		dma_unmap_sg(port->dev, rq->sgl, (int)rq->nents, rq_dma_dir(rq));
}

static int ahci_start(struct request *rq)
{
	struct ahci_port *port = rq->disk->private_data;
	u32 bit = BIT(rq->tag);
	unsigned int pieces = 0;

	if (rq->op == REQ_OP_FLUSH && !port->has_flush)
		return -EOPNOTSUPP;
	if (!fill_request(port, rq))
		return -EPERM;
	if (rq->nents) {
		pieces = map_pieces(port, rq);
		if (!pieces)
			return -ENOMEM;
	}
	ahci_set_header(port, rq->tag,
			(rq->op == REQ_OP_WRITE ? AHCI_HDR_WRITE : 0) |
				(port->is_cd ? AHCI_HDR_ATAPI : 0),
			pieces);
	port->rq[rq->tag] = rq;
	port->issued |= bit;
	port->queued = port->use_ncq && rq->op != REQ_OP_FLUSH;
	wmb(); /* the table before the bit that hands it over */
	if (port->queued)
		writel(bit, port->regs + PORT_SACT);
	writel(bit, port->regs + PORT_CI);
	return 0;
}

/* These slots have ended well. Context: the queue's lock held. */
void ahci_complete(struct ahci_port *port, u32 done)
{
	port->issued &= ~done;
	while (done) {
		unsigned int slot = __ffs(done);
		struct request *rq = port->rq[slot];

		done &= done - 1;
		port->rq[slot] = NULL;
		unmap_pieces(port, rq);
		rq->disk->events.dma_sectors += rq->nr_sectors;
		blk_end_request(rq, 0);
	}
}

/* What runs no longer, whatever became of it. */
void ahci_abort(struct request *rq)
{
	struct ahci_port *port = rq->disk->private_data;

	port->issued &= ~BIT(rq->tag);
	port->rq[rq->tag] = NULL;
	unmap_pieces(port, rq);
}

/* A CD drive says why by a sense key. Return: the errno it amounts to. */
static int cd_failed(struct ahci_port *port, u8 key)
{
	pr_err_ratelimited("%s: read: sense key %x (%s)\n", port->disk.disk_name, key, atapi_sense_name(key));
	if (key == SENSE_UNIT_ATTENTION)
		port->changed = true;
	return key == SENSE_NOT_READY ? -ENOMEDIUM : -EIO;
}

static sector_t ahci_check_medium(struct gendisk *disk, bool *changed)
{
	struct ahci_port *port = disk->private_data;

	return port->is_cd && !disk->gone ? ahci_check_cd(port, changed) : disk->part[0].nr_sectors;
}

/*
 * Which of the queued commands it was, the disk keeps for itself: each is charged, and tried alone.
 */
static void port_failed(struct ahci_port *port, u32 cause)
{
	u32 tfd = readl(port->regs + PORT_TFD), serr = readl(port->regs + PORT_SERR),
	    left = port->issued;
	u8 error = (u8)(tfd >> 8);
	int reason = -EIO;

	if (port->is_cd && cause & PORT_IS_TFE)
		reason = cd_failed(port, error >> 4);
	else
		pr_err_ratelimited(
		"%s: cause %08x status %02x error %02x link %08x, %u running:%s%s%s%s%s%s%s\n",
		port->disk.disk_name, cause, tfd & 0xff, error, serr, hweight32(left),
		error & ATA_ERR_UNC ? " uncorrectable" : "",
		error & ATA_ERR_IDNF ? " no-such-sector" : "",
		error & ATA_ERR_ABRT ? " aborted" : "", error & ATA_ERR_ICRC ? " crc" : "",
		cause & PORT_IS_IF ? " interface" : "",
		cause & (PORT_IS_HBD | PORT_IS_HBF) ? " bus-error" : "",
		cause & PORT_IS_OF ? " overflow" : "");
	writel(0, port->regs + PORT_IE); /* until the reset */
	for (; left; left &= left - 1)
		blk_report_error(port->rq[__ffs(left)], reason);
}

static void port_interrupt(struct ahci_port *port)
{
	u32 cause, done;

	spin_lock(&port->queue.lock);
	cause = readl(port->regs + PORT_IS);
	writel(cause, port->regs + PORT_IS);
	done = port->issued & ~readl(port->regs + (port->queued ? PORT_SACT : PORT_CI));
	if (unlikely(cause & PORT_IS_ERRORS)) {
		/* Of a command that is not queued, CI says it is over, and the status says how. */
		if (port->use_ncq && !port->queue.alone)
			ahci_complete(port, done);
		port_failed(port, cause);
	} else {
		ahci_complete(port, done);
	}
	if (unlikely(cause & (PORT_IS_PC | PORT_IS_PRC)) &&
	    PORT_SSTS_DET(readl(port->regs + PORT_SSTS)) == PORT_DET_NOBODY)
		blk_mark_gone(&port->disk);
	spin_unlock(&port->queue.lock);
}

irqreturn_t ahci_interrupt(int irq, void *data)
{
	struct ahci_host *host = data;
	u32 pending = readl(host->regs + HBA_IS) & host->ports, left;

	if (!pending)
		return IRQ_NONE;
	for (left = pending; left; left &= left - 1)
		if (host->port[__ffs(left)])
			port_interrupt(host->port[__ffs(left)]);
	writel(pending, host->regs + HBA_IS); /* last: a level that the ports' causes have left */
	return IRQ_HANDLED;
}

const struct blk_ops ahci_ops = {
	.start = ahci_start,
	.timed_out = ahci_timed_out,
	.quiesce = ahci_quiesce,
	.abort = ahci_abort,
	.check_medium = ahci_check_medium,
	.reset = ahci_reset,
};
