/* SPDX-License-Identifier: MIT */
/*
 * drivers/edu/edu_regs.h: registers of QEMU's teaching device.
 *
 * Source: QEMU docs/specs/edu.txt.
 */
#ifndef _DRIVERS_EDU_REGS_H
#define _DRIVERS_EDU_REGS_H

#include <linux/bits.h>

#define EDU_VENDOR 0x1234
#define EDU_DEVICE 0x11e8

/* "MMIO area spec": 32-bit accesses below 80, 32 or 64 from there on */
#define EDU_IDENT	0x00 /* RRrr00ed: major and minor version */
#define	 EDU_IDENT_IS_EDU(ident) (((ident) & 0xffff) == 0x00ed)
#define EDU_LIVENESS	0x04 /* gives back what was written, inverted */
#define EDU_FACTORIAL	0x08 /* write n, read n! modulo 2^32 when it is done */
#define EDU_STATUS	0x20
#define	 EDU_ST_COMPUTING BIT(0)
#define	 EDU_ST_IRQ	  BIT(7) /* interrupt when a factorial is done */
#define EDU_IRQ_STATUS	0x24
#define	 EDU_IRQ_FACTORIAL BIT(0)
#define	 EDU_IRQ_DMA	   BIT(8)
#define EDU_IRQ_RAISE	0x60
#define EDU_IRQ_ACK	0x64
#define EDU_DMA_SRC	0x80 /* 64 bits, as the next two */
#define EDU_DMA_DST	0x88
#define EDU_DMA_COUNT	0x90
#define EDU_DMA_CMD	0x98
#define	 EDU_DMA_RUN	 BIT(0)
#define	 EDU_DMA_TO_RAM	 BIT(1) /* else from RAM */
#define	 EDU_DMA_RAISE	 BIT(2) /* interrupt when done */

/* "DMA controller": the device's own memory, in its own addresses */
#define EDU_BUFFER	 0x40000
#define EDU_BUFFER_BYTES 4096
#define EDU_ADDRESS_BITS 28
#define EDU_MOST_BYTES	 2048 /* QEMU 7.2 ends when a transfer touches the buffer's last byte */

#endif
