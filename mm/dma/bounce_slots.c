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
 *           place. The first way is inline, in the header. run[] remembers how long a run is, at its first slot: what is given back needs no size.
 * Invariants (slots_check walks them). A slot is marked used if and only if a run covers it; no two overlap.
 * Locks.    The caller's.
 * Paths.    slots_take -> slots_take_in_word | (none) slots_take_anywhere;  slots_give
 * Cost.     About 30 instructions for a page; at most 128 x n bits for a run that no word holds.
 * Left out. Best fit: runs live for microseconds, and an empty chunk follows soon.
 * Sources.  Warren, Hacker's Delight, "Finding the First String of 1-Bits of a Given Length".
 */
#include <linux/kernel.h>

#include "bounce_slots.h"

static bool is_used(const struct slot_map *map, unsigned int slot)
{
	return map->used[slot / SLOT_WORD_BITS] >> slot % SLOT_WORD_BITS & 1;
}

static bool is_free_run(const struct slot_map *map, unsigned int first, unsigned int nr)
{
	while (nr--)
		if (is_used(map, first + nr))
			return false;
	return true;
}

/* slots_take(), place by place: @nr, @align, @phase and @window as in struct slot_want. */
int slots_take_anywhere(struct slot_map *map, unsigned int nr, unsigned int align, unsigned int phase,
			unsigned int window)
{
	unsigned int first, slot;

	for (first = phase; first + nr <= IO_TLB_SEGSIZE; first += align) {
		if (first / window != (first + nr - 1) / window || !is_free_run(map, first, nr))
			continue;
		for (slot = first; slot < first + nr; slot++)
			map->used[slot / SLOT_WORD_BITS] |= 1u << slot % SLOT_WORD_BITS;
		map->run[first] = (u8)nr;
		return (int)first;
	}
	return -1;
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
