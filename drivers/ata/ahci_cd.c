// SPDX-License-Identifier: MIT
/*
 * drivers/ata/ahci_cd.c: CD drives on AHCI ports: a PACKET whose command block stands in the table.
 *
 * The controller sends the block when the drive asks for it, and moves the data into the pieces; to
 * a request it is one command like any other. At set-up the drive is asked by polling: is there a
 * medium, how large is it? So it is when somebody opens it, with the port to himself.
 *
 * Paths.    set_up_port -> ahci_identify_cd -> poll_packet;  ahci_start -> ahci_fill_cd_read
 * Sources.  AHCI 1.3.1, 5.3.7 "ATAPI device"; MMC-3, 5.
 */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "ahci.h"
#include "ata_regs.h"

#define SENSE_BYTES    18
#define CAPACITY_BYTES 8

static bool fill_packet(struct ahci_port *port, unsigned int slot, const u8 *cdb, u8 features,
			const struct request *rq)
{
	struct ahci_table *table = &port->memory->table[slot];

	if (!atapi_may_issue(cdb[0]) ||
	    !ahci_fill_command(port, slot, ATA_CMD_PACKET, features, rq))
		return false;
	memset(table->packet, 0, sizeof(table->packet));
	memcpy(table->packet, cdb, ATAPI_CDB_BYTES);
	return true;
}

bool ahci_fill_cd_read(struct ahci_port *port, const struct request *rq)
{
	u8 cdb[ATAPI_CDB_BYTES];

	atapi_fill_read(cdb, rq);
	return fill_packet(port, rq->tag, cdb, ATAPI_FEATURE_DMA, rq);
}

/*
 * Up to 512 bytes of answer go to memory->identity. Return: 0; -EIO the drive says error;
 * -ETIMEDOUT.
 */
static int poll_packet(struct ahci_port *port, const u8 *cdb, u32 bytes)
{
	if (!fill_packet(port, 0, cdb, bytes ? ATAPI_FEATURE_DMA : 0, NULL))
		return -EPERM;
	return ahci_poll_command(port, AHCI_HDR_ATAPI, bytes);
}

static int ask_whether_ready(void *of)
{
	static const u8 ready[ATAPI_CDB_BYTES] = {ATAPI_TEST_UNIT_READY};
	static const u8 sense[ATAPI_CDB_BYTES] = {ATAPI_REQUEST_SENSE, [4] = SENSE_BYTES};
	struct ahci_port *port = of;
	int err = poll_packet(port, ready, 0);

	if (err != -EIO)
		return err ?: 1;
	return poll_packet(port, sense, SENSE_BYTES) ?: atapi_judge_sense(port->memory->identity);
}

/* Return: 0; -ENOMEDIUM; -EINVAL: blocks of another size; -EIO; -ETIMEDOUT. */
static int read_size(struct ahci_port *port, u64 *nr_sectors)
{
	static const u8 capacity[ATAPI_CDB_BYTES] = {ATAPI_READ_CAPACITY};
	int err = atapi_ask_medium(ask_whether_ready, port, &port->changed);

	if (!err)
		err = poll_packet(port, capacity, CAPACITY_BYTES);
	return err ?: atapi_parse_capacity(port->memory->identity, nr_sectors);
}

/*
 * Ask a CD drive who it is and how large its medium: 0 sectors without one. Return: 0; -ENODEV; -EINVAL; -EIO;
 * -ETIMEDOUT.
 */
int ahci_identify_cd(struct ahci_port *port, struct ata_identity *id)
{
	u16 words[256];
	int err = ahci_ask_identity(port, ATA_CMD_IDENTIFY_PACKET, words);

	if (!err)
		err = ata_parse_identify_packet(words, id) ?: read_size(port, &id->nr_sectors);
	port->changed = false;
	if (err == -ENOMEDIUM)
		id->nr_sectors = 0; /* asked again when somebody opens it */
	return err == -ENOMEDIUM ? 0 : err;
}

/* Somebody opens the disk, and nobody has it open. Return: its sectors now; 0 without a medium. */
sector_t ahci_check_cd(struct ahci_port *port, bool *changed)
{
	unsigned int depth = blk_pause_queue(&port->queue);
	u64 nr_sectors = 0;

	writel(0, port->regs + PORT_IE);
	if (read_size(port, &nr_sectors))
		nr_sectors = 0;
	writel(~0u, port->regs + PORT_IS);
	writel(PORT_IS_WANTED, port->regs + PORT_IE);
	*changed = port->changed || nr_sectors != port->disk.part[0].nr_sectors;
	port->changed = false;
	blk_resume_queue(&port->queue, depth);
	return nr_sectors;
}
