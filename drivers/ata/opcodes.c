// SPDX-License-Identifier: MIT
/*
 * drivers/ata/opcodes.c: the commands that can leave this kernel; no other can.
 *
 * The gate of the block layer judges requests; this is the second lock: whatever a bug makes of a
 * request, a driver that asks here sends nothing that erases, formats, unlocks or flashes a drive.
 *
 * Sources.  ATA/ATAPI-7 vol. 1, 6 "Command descriptions"; ATA8-ACS, 7 "Command descriptions" for
 *           NCQ; MMC-3, 5 "Commands for CD-ROM".
 */
#include <linux/bug.h>
#include <linux/kernel.h>

#include "ata.h"
#include "ata_regs.h"

bool ata_on_whitelist(u8 opcode, u8 features, const struct request *rq)
{
	switch (opcode) {
	case ATA_CMD_IDENTIFY:
	case ATA_CMD_IDENTIFY_PACKET:
	case ATA_CMD_PACKET: /* its command block is judged by atapi_may_issue() */
	case ATA_CMD_READ_LOG_EXT:
	case ATA_CMD_READ_SECTORS:
	case ATA_CMD_READ_SECTORS_EXT:
	case ATA_CMD_READ_DMA:
	case ATA_CMD_READ_DMA_EXT:
	case ATA_CMD_READ_FPDMA_QUEUED:
	case ATA_CMD_FLUSH:
	case ATA_CMD_FLUSH_EXT:
		return true;
	case ATA_CMD_SET_FEATURES:
		if (features == ATA_FEATURE_TRANSFER_MODE)
			return true;
		break;
	case ATA_CMD_WRITE_SECTORS:
	case ATA_CMD_WRITE_SECTORS_EXT:
	case ATA_CMD_WRITE_DMA:
	case ATA_CMD_WRITE_DMA_EXT:
	case ATA_CMD_WRITE_FPDMA_QUEUED:
		if (rq && rq->op == REQ_OP_WRITE && !bdev_read_only(&rq->disk->part[0]))
			return true;
		break;
	}
	return false;
}

bool ata_may_issue(u8 opcode, u8 features, const struct request *rq)
{
	if (likely(ata_on_whitelist(opcode, features, rq)))
		return true;
	WARN(1, "ata: command %02x (features %02x) may not be sent\n", opcode, features);
	return false;
}

bool atapi_may_issue(u8 opcode)
{
	switch (opcode) {
	case ATAPI_TEST_UNIT_READY:
	case ATAPI_REQUEST_SENSE:
	case ATAPI_INQUIRY:
	case ATAPI_READ_CAPACITY:
	case ATAPI_READ_10:
	case ATAPI_READ_12:
		return true;
	}
	WARN(1, "atapi: command %02x may not be sent\n", opcode);
	return false;
}
