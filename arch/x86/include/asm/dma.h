/* SPDX-License-Identifier: MIT */
/*
 * asm/dma.h: what the ISA bus and old PCI masters can reach, and the 8237's channels by number.
 *
 *	flags = claim_dma_lock();
 *	disable_dma(1);
 *	clear_dma_ff(1);
 *	set_dma_mode(1, DMA_MODE_READ);		the device is read, memory written
 *	set_dma_addr(1, bus_address);
 *	set_dma_count(1, bytes);
 *	enable_dma(1);
 *	release_dma_lock(flags);
 *
 * Source: Intel 8237A data sheet; LDD3 ch. 15 "DMA for ISA Devices".
 */
#ifndef _ASM_X86_DMA_H
#define _ASM_X86_DMA_H

#include <asm/page.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define MAX_DMA_CHANNELS 8

#define MAX_DMA_PFN	((16UL * 1024 * 1024) >> PAGE_SHIFT)  /* 24 address lines */
#define MAX_DMA32_PFN	(1UL << (32 - PAGE_SHIFT))	      /* 32 of them */
#define MAX_DMA_ADDRESS (PAGE_OFFSET + 0x1000000UL)	      /* the first as a kernel address */

#define DMA_MODE_READ	 0x44 /* device to memory, single transfers, address counts up */
#define DMA_MODE_WRITE	 0x48 /* memory to device */
#define DMA_MODE_CASCADE 0xc0
#define DMA_AUTOINIT	 0x10 /* begin again at the end */

extern spinlock_t dma_spin_lock;

static inline unsigned long claim_dma_lock(void)
{
	unsigned long flags;

	spin_lock_irqsave(&dma_spin_lock, flags);
	return flags;
}

static inline void release_dma_lock(unsigned long flags)
{
	spin_unlock_irqrestore(&dma_spin_lock, flags);
}

/* Context: any. Return: 0; -EINVAL no such channel; -EBUSY somebody has it. */
int request_dma(unsigned int dmanr, const char *device_id);
void free_dma(unsigned int dmanr);

/* All these: with the lock of claim_dma_lock(). */

/* Let it run. A programmed transfer that breaks a rule of the bus is reported and stays masked. */
void enable_dma(unsigned int dmanr);
void disable_dma(unsigned int dmanr);
void clear_dma_ff(unsigned int dmanr);
void set_dma_mode(unsigned int dmanr, char mode);
void set_dma_page(unsigned int dmanr, char pagenr);
/* @a: bus address, below 16 MiB; even on channels 5 to 7. */
void set_dma_addr(unsigned int dmanr, unsigned int a);
/* @count: bytes on every channel; even on channels 5 to 7. */
void set_dma_count(unsigned int dmanr, unsigned int count);
/* Bytes not yet moved; while it runs, an answer that may be torn: read until two agree. */
int get_dma_residue(unsigned int dmanr);

#ifndef isa_dma_bridge_buggy
#define isa_dma_bridge_buggy (0)
#endif

#endif
