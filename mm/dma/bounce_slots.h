/* SPDX-License-Identifier: MIT */
/*
 * mm/dma/bounce_slots.h: which slots of a chunk of bounce memory are taken, and by whom. See the .c.
 *
 * It knows no addresses and takes no lock, so that a host program can visit every state of it.
 */
#ifndef _MM_DMA_BOUNCE_SLOTS_H
#define _MM_DMA_BOUNCE_SLOTS_H

#include <linux/swiotlb.h>
#include <linux/types.h>

#define SLOT_WORD_BITS 32
#define SLOT_WORDS     (IO_TLB_SEGSIZE / SLOT_WORD_BITS)

struct slot_map {
	u32 used[SLOT_WORDS];
	u8 run[IO_TLB_SEGSIZE]; /* slots of the mapping that begins here, 0 = none does */
};

/**
 * struct slot_want - what a run of slots must be like.
 * @nr: slots, 1 to IO_TLB_SEGSIZE.
 * @align: power of two; 1 for none.
 * @phase: the first slot's number modulo @align.
 * @window: power of two; no run may hold slots of two windows. IO_TLB_SEGSIZE for none.
 */
struct slot_want {
	unsigned int nr;
	unsigned int align;
	unsigned int phase;
	unsigned int window;
};

int slots_take(struct slot_map *map, const struct slot_want *want);
int slots_find(const struct slot_map *map, unsigned int slot);
unsigned int slots_give(struct slot_map *map, unsigned int first);
bool slots_empty(const struct slot_map *map);
int slots_check(const struct slot_map *map, unsigned int *used);

#endif
