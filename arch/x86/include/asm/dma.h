/* SPDX-License-Identifier: MIT */
/*
 * asm/dma.h: what the ISA bus and old PCI masters can reach.
 *
 * Source: Intel 8237A data sheet; LDD3 ch. 15 "DMA for ISA Devices".
 */
#ifndef _ASM_X86_DMA_H
#define _ASM_X86_DMA_H

#include <asm/page.h>

#define MAX_DMA_CHANNELS 8

#define MAX_DMA_PFN	((16UL * 1024 * 1024) >> PAGE_SHIFT)  /* 24 address lines */
#define MAX_DMA32_PFN	(1UL << (32 - PAGE_SHIFT))	      /* 32 of them */
#define MAX_DMA_ADDRESS (PAGE_OFFSET + 0x1000000UL)	      /* the first as a kernel address */

#endif
