/* SPDX-License-Identifier: MIT */
/* linux/isa-dma.h: ISA DMA channels; see asm/dma.h. */
#ifndef _LINUX_ISA_DMA_H
#define _LINUX_ISA_DMA_H

#include <asm/dma.h>

/* Slate's own: does @dmanr run? Context: any. */
bool isa_dma_enabled(unsigned int dmanr);

struct seq_file;
/* What /proc/dma shows: channels in use and by whom. */
int isa_dma_show(struct seq_file *m, void *unused);

#endif
