/* SPDX-License-Identifier: MIT */
/*
 * drivers/ata/ata_regs.h: registers of an IDE channel and its bus master, and the commands used.
 *
 * Source: ATA/ATAPI-7 vol. 1, 6 "Command descriptions", vol. 2, 9 "Register interface"; Programming
 * Interface for Bus Master IDE Controller 1.0 (Intel 1994).
 */
#ifndef _DRIVERS_ATA_REGS_H
#define _DRIVERS_ATA_REGS_H

#include <linux/bits.h>

/* ATA/ATAPI-7 vol. 2, 9.3: command block, offsets from 1f0 or 170 */
#define ATA_DATA     0 /* 16 bits */
#define ATA_ERROR    1 /* read */
#define	 ATA_ERR_AMNF BIT(0)
#define	 ATA_ERR_ABRT BIT(2) /* command not supported, or not now */
#define	 ATA_ERR_IDNF BIT(4) /* no such address */
#define	 ATA_ERR_UNC  BIT(6) /* data cannot be corrected */
#define	 ATA_ERR_ICRC BIT(7) /* the cable garbled it */
#define ATA_FEATURES 1 /* write */
#define ATA_COUNT    2 /* 0 means 256, or 65536 with 48 bits */
#define ATA_LBA_LOW  3
#define ATA_LBA_MID  4
#define ATA_LBA_HIGH 5
#define ATA_DEVICE   6
#define	 ATA_DEV_SLAVE BIT(4)
#define	 ATA_DEV_LBA   BIT(6)
#define	 ATA_DEV_OLD   0xa0 /* bits 7 and 5 are ones on old drives */
#define ATA_STATUS   7 /* read; clears the interrupt */
#define	 ATA_ST_ERR  BIT(0)
#define	 ATA_ST_DRQ  BIT(3) /* wants data moved */
#define	 ATA_ST_DF   BIT(5)
#define	 ATA_ST_DRDY BIT(6)
#define	 ATA_ST_BSY  BIT(7)
#define ATA_COMMAND  7 /* write */

/* 9.3: control block, one register at 3f6 or 376 */
#define ATA_ALT_STATUS 0 /* read; does not clear the interrupt */
#define ATA_CONTROL    0 /* write */
#define	 ATA_CTL_NIEN  BIT(1) /* no interrupts */
#define	 ATA_CTL_SRST  BIT(2) /* reset both drives */

/*
 * ATA/ATAPI-7 vol. 1, 6: all commands that Slate knows; drivers/ata/opcodes.c says which may be
 * sent when
 */
#define ATA_CMD_READ_SECTORS	   0x20 /* PIO, 28 bits */
#define ATA_CMD_READ_SECTORS_EXT   0x24 /* PIO, 48 bits */
#define ATA_CMD_READ_DMA_EXT	   0x25
#define ATA_CMD_READ_LOG_EXT	   0x2f
#define ATA_CMD_WRITE_SECTORS	   0x30
#define ATA_CMD_WRITE_SECTORS_EXT  0x34
#define ATA_CMD_WRITE_DMA_EXT	   0x35
#define ATA_CMD_READ_FPDMA_QUEUED  0x60 /* ATA8-ACS: NCQ */
#define ATA_CMD_WRITE_FPDMA_QUEUED 0x61
#define ATA_CMD_PACKET		   0xa0
#define ATA_CMD_IDENTIFY_PACKET	   0xa1
#define ATA_CMD_READ_DMA	   0xc8
#define ATA_CMD_WRITE_DMA	   0xca
#define ATA_CMD_FLUSH		   0xe7
#define ATA_CMD_FLUSH_EXT	   0xea
#define ATA_CMD_IDENTIFY	   0xec
#define ATA_CMD_SET_FEATURES	   0xef
#define	 ATA_FEATURE_TRANSFER_MODE 0x03 /* of the features register; the mode goes into count */
#define	  ATA_MODE_MWDMA	   0x20 /* and its number */
#define	  ATA_MODE_UDMA		   0x40

/* MMC-3, 5; SPC-2, 7: first byte of a PACKET's command block */
#define ATAPI_TEST_UNIT_READY 0x00
#define ATAPI_REQUEST_SENSE   0x03
#define ATAPI_INQUIRY	      0x12
#define ATAPI_READ_CAPACITY   0x25
#define ATAPI_READ_10	      0x28
#define ATAPI_READ_12	      0xa8
#define ATAPI_CDB_BYTES	      12
#define ATAPI_BLOCK	      2048
#define ATAPI_FEATURE_DMA     BIT(0) /* of the features register, with PACKET */

/* SPC-2, 7.20: sense keys; also in bits 7 to 4 of the error register after a PACKET */
#define SENSE_NOT_READY	      2
#define SENSE_MEDIUM_ERROR    3
#define SENSE_HARDWARE_ERROR  4
#define SENSE_ILLEGAL_REQUEST 5
#define SENSE_UNIT_ATTENTION  6
#define SENSE_CODE_NO_MEDIUM  0x3a /* additional sense code */

/* Signature of an ATAPI device after reset or IDENTIFY, 9.12 */
#define ATAPI_SIG_MID  0x14
#define ATAPI_SIG_HIGH 0xeb

/* Bus Master IDE 1.0, 2: offsets from BAR 4; the second channel's are 8 further on */
#define BM_COMMAND  0
#define	 BM_CMD_START  BIT(0)
#define	 BM_CMD_TO_MEM BIT(3) /* the device is read */
#define BM_STATUS   2
#define	 BM_ST_ACTIVE BIT(0)
#define	 BM_ST_ERROR  BIT(1) /* write 1 to clear */
#define	 BM_ST_IRQ    BIT(2) /* write 1 to clear */
#define BM_PRD	    4 /* 32 bits: address of the table */
#define BM_CHANNEL  8
#define BM_PORTS    16

/* 1.2: one row of the table; a region must not cross 64 KiB, and 0 means 64 KiB */
#define PRD_END	     BIT(31)
#define PRD_BOUNDARY 0x10000u

#endif
