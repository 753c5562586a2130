// SPDX-License-Identifier: MIT
/*
 * mm/dma/bounce_slots.c: find, take and give back runs of slots in a chunk of bounce memory.
 *
 * Problem.  Mappings want runs of 1 to 128 slots, some of them aligned, some not across a boundary, and most
 *           want two: a page.
 * Idea.     A bit a slot. In one word all places for a run of n are found at once: shifting the free
 *           bits and masking them with themselves leaves a bit where at least two follow each other, then
 *           four, then n.
 *
 *     free            1 1 0 1 1 1 0 1
 *     free >> 1       1 0 1 1 1 0 1 0        runs of 2 begin where both are 1:  1 0 0 1 1 0 0 0
 *
 *           What is not inside one word (longer runs, wide alignments, narrow windows) is tried place by
 *           place. run[] remembers how long a run is, at its first slot: what is given back needs no size.
 * Invariants (slots_check walks them). A slot is marked used if and only if a run covers it; no two overlap.
 * Locks.    The caller's.
 * Paths.    slots_take -> take_in_word | (none) take_anywhere;  slots_give
 * Cost.     About 30 instructions for a page; at most 128 x n bits for a run that no word holds.
 * Left out. Best fit: runs live for microseconds, and an empty chunk follows soon.
 * Sources.  Warren, Hacker's Delight, "Finding the First String of 1-Bits of a Given Length".
 */
#include <linux/bitops.h>
#include <linux/kernel.h>

#include "bounce_slots.h"

/* Alignments up to 16 as the bits of a word where an aligned run may begin. */
static const u32 aligned_starts[] = { 0xffffffff, 0x55555555, 0x11111111, 0x01010101, 0x00010001 };

static __always_inline u32 starts_of_runs(u32 free, unsigned int nr)
{
	unsigned int have, step;

	for (have = 1; have < nr; have += step) {
		step = min(have, nr - have);
		free &= free >> step;
	}
	return free;
}

static __always_inline int take_in_word(struct slot_map *map, unsigned int nr, u32 allowed)
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

static bool is_used(const struct slot_map *map, unsigned int slot)
{
	return map->used[slot / SLOT_WORD_BITS] >> slot % SLOT_WORD_BITS & 1;
}

static bool fits(const struct slot_map *map, unsigned int first, const struct slot_want *want)
{
	unsigned int last = first + want->nr - 1;

	if (first / want->window != last / want->window)
		return false;
	for (; first <= last; first++)
		if (is_used(map, first))
			return false;
	return true;
}

static noinline int take_anywhere(struct slot_map *map, const struct slot_want *want)
{
	unsigned int first, slot;

	for (first = want->phase; first + want->nr <= IO_TLB_SEGSIZE; first += want->align) {
		if (!fits(map, first, want))
			continue;
		for (slot = first; slot < first + want->nr; slot++)
			map->used[slot / SLOT_WORD_BITS] |= 1u << slot % SLOT_WORD_BITS;
		map->run[first] = (u8)want->nr;
		return (int)first;
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
int slots_take(struct slot_map *map, const struct slot_want *want)
{
	int first;

	if (likely(want->nr <= SLOT_WORD_BITS && want->align <= 16 && want->window >= SLOT_WORD_BITS)) {
		first = take_in_word(map, want->nr, aligned_starts[ilog2(want->align)] << want->phase);
		if (likely(first >= 0))
			return first;
	}
	return take_anywhere(map, want);
}

/* The first slot of the run that covers @slot. Return: -1 for none. */
int slots_find(const struct slot_map *map, unsigned int slot)
{
	int first = (int)slot;

	while (first >= 0 && !map->run[first])
		first--;
	return first >= 0 && (unsigned int)first + map->run[first] > slot ? first : -1;
}

/* Give back the run that begins at @first. Return: how many slots it had; 0 if none begins there. */
unsigned int slots_give(struct slot_map *map, unsigned int first)
{
	unsigned int nr = map->run[first], slot, bit = first % SLOT_WORD_BITS;

	map->run[first] = 0;
	if (likely(nr && bit + nr <= SLOT_WORD_BITS)) {
		map->used[first / SLOT_WORD_BITS] &= ~((0xffffffffu >> (SLOT_WORD_BITS - nr)) << bit);
		return nr;
	}
	for (slot = first; slot < first + nr; slot++)
		map->used[slot / SLOT_WORD_BITS] &= ~(1u << slot % SLOT_WORD_BITS);
	return nr;
}

bool slots_empty(const struct slot_map *map)
{
	unsigned int word;

	for (word = 0; word < SLOT_WORDS; word++)
		if (map->used[word])
			return false;
	return true;
}

/* Walk the invariants. Return: faults; *used gets the number of slots that are taken. */
int slots_check(const struct slot_map *map, unsigned int *used)
{
	unsigned int slot, covered = 0;
	int faults = 0;

	*used = 0;
	for (slot = 0; slot < IO_TLB_SEGSIZE; slot++) {
		faults += covered && map->run[slot]; /* runs overlap */
		covered = map->run[slot] ? map->run[slot] : covered;
		faults += is_used(map, slot) != !!covered;
		*used += is_used(map, slot);
		covered -= !!covered;
	}
	return faults + !!covered;
}
