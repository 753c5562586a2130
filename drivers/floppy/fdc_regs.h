/* SPDX-License-Identifier: MIT */
/*
 * drivers/floppy/fdc_regs.h: ports, bits and commands of the PC's floppy disk controller.
 *
 * Source: Intel 82077AA data sheet, 2 "Microprocessor Interface", 5 "Command Set/Descriptions", 6 "Status
 * Register Encoding"; IBM PC AT Technical Reference, "Diskette Controller"; CMOS address map there.
 */
#ifndef _DRIVERS_FLOPPY_FDC_REGS_H
#define _DRIVERS_FLOPPY_FDC_REGS_H

#include <linux/bits.h>

/* 2.1 "Status, Data and Control Registers". 3f6 between them belongs to the IDE channel. */
#define FDC_DOR 0x3f2 /* digital output */
#define	 FDC_DOR_NRESET	     BIT(2) /* 0: held in reset */
#define	 FDC_DOR_DMA	     BIT(3) /* interrupt and DMA lines are driven */
#define	 FDC_DOR_MOTOR(n)    BIT(4 + (n))
#define FDC_MSR 0x3f4 /* main status, read */
#define	 FDC_MSR_BUSY	     BIT(4) /* between a command's first byte and its last result */
#define	 FDC_MSR_DIO	     BIT(6) /* towards the CPU */
#define	 FDC_MSR_RQM	     BIT(7) /* a byte may be moved */
#define FDC_FIFO 0x3f5
#define FDC_DIR 0x3f7 /* digital input, read */
#define	 FDC_DIR_CHANGED     BIT(7) /* of the selected drive: since its heads last stepped */
#define FDC_CCR 0x3f7 /* configuration control, write: FDC_RATE_* */

#define FDC_PORTS	FDC_DOR
#define FDC_NR_PORTS	4 /* 3f2 to 3f5 */
#define FDC_IRQ		6
#define FDC_DMA_CHANNEL 2

/* Data rates, as CCR takes them; 2.1.7 */
#define FDC_RATE_500K 0
#define FDC_RATE_300K 1
#define FDC_RATE_250K 2
#define FDC_RATE_1M   3
#define FDC_NR_RATES  4

/* 5.1 "Data Transfer Commands": then drive and head, C, H, R, N, EOT, GPL, DTL */
#define FDC_READ_DATA  0x46 /* MFM */
#define FDC_WRITE_DATA 0x45
#define FDC_READ_ID    0x4a /* then drive and head */
#define	 FDC_SIZE_512  2    /* N */
#define	 FDC_NO_DTL    0xff
/* 5.2 "Control Commands" */
#define FDC_SPECIFY	  0x03 /* step rate and head unload; head load and no-DMA */
#define FDC_SENSE_DRIVE	  0x04 /* then drive and head; answers ST3 */
#define	 FDC_ST3_PROTECTED BIT(6)
#define FDC_RECALIBRATE	  0x07 /* then drive */
#define FDC_SENSE_INT	  0x08 /* answers ST0 and the cylinder */
#define FDC_SEEK	  0x0f /* then drive and head, cylinder */
#define FDC_VERSION	  0x10
#define	 FDC_IS_ENHANCED  0x90 /* 82077 and its kin: FIFO, CONFIGURE, PERPENDICULAR */
#define	 FDC_IS_765	  0x80 /* what an invalid command answers */
#define FDC_PERPENDICULAR 0x12 /* then FDC_PERP_* */
#define	 FDC_PERP_CHANGE  BIT(7)
#define	 FDC_PERP(drive)  BIT(2 + (drive))
#define FDC_CONFIGURE	  0x13 /* then 0, FDC_CFG_*, 0 */
#define	 FDC_CFG_FIFO(bytes) ((bytes) - 1) /* FIFO on, service at so many bytes; drives are polled */

#define FDC_NR_RESULTS 7 /* ST0 ST1 ST2 C H R N */

/* 6 "Status Register Encoding" */
#define FDC_ST0_IC(st0)	((st0) >> 6)
#define	 FDC_IC_NORMAL	 0
#define	 FDC_IC_ABNORMAL 1
#define	 FDC_IC_INVALID	 2
#define	 FDC_IC_POLLING	 3
#define FDC_ST0_SEEK_END BIT(5)
#define FDC_ST0_NO_TRACK0 BIT(4) /* 80 steps did not reach it */
#define FDC_ST1_NO_MARK	 BIT(0)
#define FDC_ST1_PROTECTED BIT(1)
#define FDC_ST1_NO_DATA	 BIT(2)
#define FDC_ST1_OVERRUN	 BIT(4)
#define FDC_ST1_CRC	 BIT(5)
#define FDC_ST1_END	 BIT(7) /* beyond the last sector of the track */
#define FDC_ST2_NO_MARK	 BIT(0)
#define FDC_ST2_BAD_CYL	 BIT(1)
#define FDC_ST2_WRONG_CYL BIT(4)
#define FDC_ST2_CRC	 BIT(5)

/* The battery-backed memory says which drives there are: the first in the high half. */
#define CMOS_FLOPPY 0x10

#endif
