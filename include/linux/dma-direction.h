/* SPDX-License-Identifier: MIT */
/*
 * linux/dma-direction.h: which way data flows between memory and a device.
 *
 * Seen from memory: TO_DEVICE means that the device reads what the CPU wrote.
 * Source: LDD3 ch. 15 "Setting up streaming DMA mappings".
 */
#ifndef _LINUX_DMA_DIRECTION_H
#define _LINUX_DMA_DIRECTION_H

enum dma_data_direction {
	DMA_BIDIRECTIONAL = 0,
	DMA_TO_DEVICE = 1,
	DMA_FROM_DEVICE = 2,
	DMA_NONE = 3,
};

static inline int valid_dma_direction(enum dma_data_direction dir)
{
	return dir == DMA_BIDIRECTIONAL || dir == DMA_TO_DEVICE || dir == DMA_FROM_DEVICE;
}

#endif
