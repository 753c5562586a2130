/* SPDX-License-Identifier: MIT */
/*
 * drivers/isa/dma8237_regs.h: the PC's two 8237 DMA controllers and their page registers.
 *
 * Source: Intel 8237A data sheet, "Register Description"; IBM PC AT Technical Reference, "DMA".
 */
#ifndef _DRIVERS_ISA_DMA8237_REGS_H
#define _DRIVERS_ISA_DMA8237_REGS_H

#include <linux/bits.h>

/*
 * The first moves bytes (channels 0 to 3), the second words (5 to 7; 4 is where the first hangs
 * on).
 */
#define DMA1_BASE 0x00
#define DMA2_BASE 0xc0 /* its registers are two ports apart */

/* Offsets in registers; times 2 on the second */
#define DMA_REG_ADDR(channel)  ((channel) * 2)	   /* low byte, then high byte */
#define DMA_REG_COUNT(channel) ((channel) * 2 + 1) /* transfers less one */
#define DMA_REG_MASK	       0x0a
#define	 DMA_MASK_SET	       BIT(2) /* and the channel in bits 1-0 */
#define DMA_REG_MODE	       0x0b
#define DMA_REG_CLEAR_FF       0x0c /* the next byte is a low one */

#define DMA_BYTES_SPAN 0x10000u   /* no transfer crosses such a border: the page stands still */
#define DMA_WORDS_SPAN 0x20000u
#define DMA_REACH      0x1000000u /* 24 address bits */

#endif
