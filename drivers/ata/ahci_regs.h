/* SPDX-License-Identifier: MIT */
/*
 * drivers/ata/ahci_regs.h: registers of an AHCI controller, and what it reads from memory.
 *
 * Source: Serial ATA AHCI 1.3.1 Specification: 3 "HBA Memory Registers", 4 "System Memory
 * Structures"; Serial ATA 3.0, 10.3 "FIS Types".
 */
#ifndef _DRIVERS_AHCI_REGS_H
#define _DRIVERS_AHCI_REGS_H

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/types.h>

#define AHCI_BAR       5
#define AHCI_MAX_PORTS 32
#define AHCI_MAX_SLOTS 32

/* 3.1: generic host control */
#define HBA_CAP	 0x00
#define	 HBA_CAP_NCS(cap) (((cap) >> 8 & 0x1f) + 1) /* command slots */
#define	 HBA_CAP_SSS	  BIT(27)		    /* staggered spin-up */
#define	 HBA_CAP_SNCQ	  BIT(30)
#define	 HBA_CAP_S64A	  BIT(31) /* 64-bit addresses */
#define HBA_GHC	 0x04
#define	 HBA_GHC_HR BIT(0)  /* reset */
#define	 HBA_GHC_IE BIT(1)  /* interrupts */
#define	 HBA_GHC_AE BIT(31) /* AHCI, not IDE emulation */
#define HBA_IS	 0x08	    /* a bit a port; write 1 to clear */
#define HBA_PI	 0x0c	    /* ports that exist */
#define HBA_CAP2 0x24
#define	 HBA_CAP2_BOH BIT(0) /* hand-off from the BIOS */
#define HBA_BOHC 0x28
#define	 HBA_BOHC_BOS BIT(0) /* the BIOS has it */
#define	 HBA_BOHC_OOS BIT(1) /* we want it */
#define	 HBA_BOHC_BB  BIT(4) /* the BIOS is busy giving it */

/* 3.3: a port's, from HBA_PORT(n) on */
#define HBA_PORT(n) (0x100 + 0x80 * (n))
#define PORT_CLB    0x00 /* command list: 1 KiB */
#define PORT_CLBU   0x04
#define PORT_FB	    0x08 /* received FISes: 256 bytes */
#define PORT_FBU    0x0c
#define PORT_IS	    0x10
#define PORT_IE	    0x14
#define	 PORT_IS_DHR  BIT(0)  /* register FIS: a command is done */
#define	 PORT_IS_PS   BIT(1)  /* PIO set-up */
#define	 PORT_IS_DS   BIT(2)  /* DMA set-up */
#define	 PORT_IS_SDB  BIT(3)  /* set device bits: queued commands are done */
#define	 PORT_IS_PC   BIT(6)  /* somebody was plugged in */
#define	 PORT_IS_PRC  BIT(22) /* the link went up or down */
#define	 PORT_IS_OF   BIT(24) /* more data than room */
#define	 PORT_IS_INF  BIT(26) /* interface error, survived */
#define	 PORT_IS_IF   BIT(27) /* interface error */
#define	 PORT_IS_HBD  BIT(28) /* host bus data error */
#define	 PORT_IS_HBF  BIT(29) /* host bus error */
#define	 PORT_IS_TFE  BIT(30) /* the device says error */
#define	 PORT_IS_ERRORS (PORT_IS_OF | PORT_IS_IF | PORT_IS_HBD | PORT_IS_HBF | PORT_IS_TFE)
#define	 PORT_IS_WANTED (PORT_IS_ERRORS | PORT_IS_DHR | PORT_IS_PS | PORT_IS_DS | PORT_IS_SDB | \
			 PORT_IS_PC | PORT_IS_PRC)
#define PORT_CMD    0x18
#define	 PORT_CMD_ST  BIT(0)  /* work through the command list */
#define	 PORT_CMD_SUD BIT(1)  /* spin up */
#define	 PORT_CMD_POD BIT(2)  /* power on */
#define	 PORT_CMD_FRE BIT(4)  /* receive FISes */
#define	 PORT_CMD_FR  BIT(14) /* receiving */
#define	 PORT_CMD_CR  BIT(15) /* working */
#define PORT_TFD    0x20      /* status in bits 7-0, error in 15-8 */
#define PORT_SIG    0x24
#define	 PORT_SIG_ATA	0x00000101
#define	 PORT_SIG_ATAPI 0xeb140101
#define PORT_SSTS   0x28
#define	 PORT_SSTS_DET(ssts) ((ssts) & 0xf)
#define	  PORT_DET_NOBODY  0
#define	  PORT_DET_PRESENT 1 /* but no link yet */
#define	  PORT_DET_UP	   3
#define PORT_SCTL   0x2c
#define	 PORT_SCTL_DET	 0xf
#define	 PORT_SCTL_RESET 1 /* COMRESET for as long as it stands there */
#define PORT_SERR   0x30   /* write 1 to clear */
#define PORT_SACT   0x34   /* queued commands that run */
#define PORT_CI	    0x38   /* commands issued */

/* 4.2.2: an entry of the command list */
struct ahci_header {
	__le32 flags; /* AHCI_HDR_ */
	__le32 bytes; /* moved; written by the controller */
	__le32 table, table_high;
	__le32 reserved[4];
};
static_assert(sizeof(struct ahci_header) == 32);
#define AHCI_HDR_FIS_DWORDS 5
#define AHCI_HDR_ATAPI	    BIT(5)
#define AHCI_HDR_WRITE	    BIT(6)
#define AHCI_HDR_PRDS(n)    ((u32)(n) << 16)

/* 4.2.3.3: a piece of memory; even address and length, at most 4 MiB */
struct ahci_prd {
	__le32 address, address_high;
	__le32 reserved;
	__le32 last_byte; /* length - 1 */
};
static_assert(sizeof(struct ahci_prd) == 16);

#define AHCI_MAX_PRDS 256

/* 4.2.3: what one command is: FIS, command block for PACKET, pieces */
struct ahci_table {
	u8 fis[64];
	u8 packet[16];
	u8 reserved[48];
	struct ahci_prd prd[AHCI_MAX_PRDS];
};
static_assert(offsetof(struct ahci_table, prd) == 128 && sizeof(struct ahci_table) % 128 == 0);

/* Serial ATA 3.0, 10.3.4: Register FIS, host to device: offsets */
#define FIS_TYPE	0
#define	 FIS_H2D	0x27
#define FIS_FLAGS	1
#define	 FIS_COMMAND	0x80 /* the command register was written */
#define FIS_OPCODE	2
#define FIS_FEATURES	3
#define FIS_LBA0	4
#define FIS_DEVICE	7
#define	 FIS_DEVICE_LBA 0x40
#define FIS_LBA3	8
#define FIS_FEATURES_HI 11
#define FIS_COUNT	12
#define FIS_COUNT_HI	13

#endif
