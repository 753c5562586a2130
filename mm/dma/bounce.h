/* SPDX-License-Identifier: MIT */
/* mm/dma/bounce.h: the pool of bounce memory, shared by the copies (bounce.c) and the pool (swiotlb.c). */
#ifndef _MM_DMA_BOUNCE_H
#define _MM_DMA_BOUNCE_H

#include <linux/spinlock.h>
#include <linux/swiotlb.h>

#include "bounce_slots.h"

#define MAX_CHUNKS (0x40000000u / IO_TLB_CHUNK) /* of a lowmem of at most 1 GiB */

struct bounce_chunk {
	struct bounce_chunk *next; /* (L) the next lower one */
	void *vaddr;
	phys_addr_t phys;
	struct slot_map slots;		   /* (L) */
	phys_addr_t origin[IO_TLB_SEGSIZE]; /* of a run's first slot: what is mapped there; its mapping's own */
};

enum swiotlb_mode { SWIOTLB_ON_DEMAND, SWIOTLB_FIXED, SWIOTLB_OFF };

struct bounce_pool {
	spinlock_t lock;
	struct bounce_chunk *chunks;		   /* (L) highest address first */
	struct bounce_chunk *hint;		   /* (L) the chunk that served last, or NULL */
	struct bounce_chunk *chunk_at[MAX_CHUNKS]; /* (L) to write; see bounce_holds() */
	struct swiotlb_stats stats;		   /* (L) */
	unsigned long reserve;			   /* (B) slots to take at boot; 0 = as the need grows */
	enum swiotlb_mode mode;			   /* (B) */
};

extern struct bounce_pool bounce_pool;

bool bounce_grow(u64 limit);

#endif
