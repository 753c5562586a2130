/* SPDX-License-Identifier: MIT */
/* kernel/memory_state.h: all that memory views show, to compare before and after. */
#ifndef _KERNEL_MEMORY_STATE_H
#define _KERNEL_MEMORY_STATE_H

#include <linux/mmzone.h>
#include <slate/leak.h>

#define STATE_CACHES 128 /* caches told apart; more are only counted */

struct memory_state {
	struct leak_snapshot counters;			   /* pages, objects, areas, slots, ... */
	unsigned long free[MAX_NR_ZONES][MAX_ORDER];	   /* as /proc/buddyinfo has it */
	unsigned int nr_caches;
	struct {
		const void *cache;
		unsigned long slabs;
	} cache[STATE_CACHES];
};

/* Let everybody give back what is kept for later, then look. Context: may sleep; allocates nothing. */
void memory_state_take(struct memory_state *state);

/**
 * memory_state_compare() - has anything changed since @before?
 * @text: what, in words; cut to @size bytes.
 *
 * Context: may sleep. Return: number of differences.
 */
int memory_state_compare(const struct memory_state *before, char *text, int size);

#endif
