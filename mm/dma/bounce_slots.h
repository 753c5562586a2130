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

int slots_take_anywhere(struct slot_map *map, unsigned int nr, unsigned int align, unsigned int phase,
			unsigned int window);
int slots_find(const struct slot_map *map, unsigned int slot);
unsigned int slots_give(struct slot_map *map, unsigned int first);
bool slots_empty(const struct slot_map *map);
int slots_check(const struct slot_map *map, unsigned int *used);

/* Bits of @free at which @nr bits in a row are set. */
static __always_inline u32 starts_of_runs(u32 free, unsigned int nr)
{
	unsigned int have, step;

	for (have = 1; have < nr; have += step) {
		step = have < nr - have ? have : nr - have;
		free &= free >> step;
	}
	return free;
}

/* A run inside one word that may begin at the bits of @allowed. Return: its first slot, or -1. */
static __always_inline int slots_take_in_word(struct slot_map *map, unsigned int nr, u32 allowed)
{
	unsigned int word, bit;

	for (word = 0; word < SLOT_WORDS; word++) {
		u32 starts = starts_of_runs(~map->used[word], nr) & allowed;

		if (!starts)
			continue;
		bit = (unsigned int)__builtin_ctz(starts);
		map->used[word] |= (0xffffffffu >> (SLOT_WORD_BITS - nr)) << bit;
		map->run[word * SLOT_WORD_BITS + bit] = (u8)nr;
		return (int)(word * SLOT_WORD_BITS + bit);
	}
	return -1;
}

/**
 * slots_take() - take a run of free slots.
 * @map: chunk.
 * @want: its length, alignment and window. For a run longer than the window there is no place.
 *
 * Return: the first slot, or -1 if there is no such run.
 */
static __always_inline int slots_take(struct slot_map *map, const struct slot_want *want)
{
	int first;

	if (likely(want->nr <= SLOT_WORD_BITS && want->align <= 2 && want->window >= SLOT_WORD_BITS)) {
		first = slots_take_in_word(map, want->nr, (want->align == 1 ? 0xffffffffu : 0x55555555u) << want->phase);
		if (likely(first >= 0))
			return first;
	}
	return slots_take_anywhere(map, want->nr, want->align, want->phase, want->window);
}

#endif
