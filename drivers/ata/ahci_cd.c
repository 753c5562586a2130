// SPDX-License-Identifier: MIT
/*
 * drivers/ata/ahci_cd.c: CD drives on AHCI ports: a PACKET whose command block stands in the table.
 *
 * The controller sends the block when the drive asks for it, and moves the data into the pieces; to
 * a request it is one command like any other. At set-up the drive is asked by polling: is there a
 * medium, how large is it?
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

#define READY_TRIES    20
#define READY_PAUSE_MS 100
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

/* Return: 0 there is a medium; -ENOMEDIUM; -EIO; -ETIMEDOUT. */
static int wait_until_ready(struct ahci_port *port)
{
	static const u8 ready[ATAPI_CDB_BYTES] = {ATAPI_TEST_UNIT_READY};
	static const u8 sense[ATAPI_CDB_BYTES] = {ATAPI_REQUEST_SENSE, [4] = SENSE_BYTES};
	int tries, err;

	for (tries = 0; tries < READY_TRIES; tries++) {
		err = poll_packet(port, ready, 0);
		if (!err || err == -ETIMEDOUT)
			return err;
		err = poll_packet(port, sense, SENSE_BYTES);
		if (!err)
			err = atapi_judge_sense(port->memory->identity);
		if (err && err != -EAGAIN)
			return err;
		if (err)
			msleep(READY_PAUSE_MS);
	}
	return -EIO;
}

/*
 * Ask a CD drive who it is and how large its medium. Return: 0; -ENODEV; -ENOMEDIUM; -EIO;
 * -ETIMEDOUT.
 */
int ahci_identify_cd(struct ahci_port *port, struct ata_identity *id)
{
	static const u8 capacity[ATAPI_CDB_BYTES] = {ATAPI_READ_CAPACITY};
	u16 words[256];
	int err = ahci_ask_identity(port, ATA_CMD_IDENTIFY_PACKET, words);

	if (!err)
		err = ata_parse_identify_packet(words, id);
	if (!err)
		err = wait_until_ready(port);
	if (!err)
		err = poll_packet(port, capacity, CAPACITY_BYTES);
	return err ?: atapi_parse_capacity(port->memory->identity, &id->nr_sectors);
}
