/* SPDX-License-Identifier: MIT */
/*
 * slate/leak.h: counters that must come back to where they were.
 *
 * A unit that hands things out (pages, objects, slots, mappings) registers how to count what is out.
 * The self-tests compare every counter before and after each case; a difference fails the case.
 *
 *     static long pages_out(void) { ... }
 *     LEAK_COUNTER(pages, pages_out);
 *
 * A drain function puts caches into a state that does not depend on history (per-CPU lists emptied,
 * lazy frees done); all drains run before all counts.
 */
#ifndef _SLATE_LEAK_H
#define _SLATE_LEAK_H

#include <linux/compiler.h>

struct leak_counter {
	const char *name;
	long (*count)(void); /* may be NULL: only a drain */
	void (*drain)(void); /* may be NULL */
};

#define LEAK_COUNTER_DRAIN(name_, count_, drain_)                                      \
	static const struct leak_counter __leak_counter_##name_ __used                \
		__section(".leak_counter") __aligned(4) = { #name_, count_, drain_ }
#define LEAK_COUNTER(name_, count_) LEAK_COUNTER_DRAIN(name_, count_, NULL)

#define MAX_LEAK_COUNTERS 24

struct leak_snapshot {
	long values[MAX_LEAK_COUNTERS];
};

/* Let every unit give back what it keeps for later: stacks of ended threads, empty slabs, lazy unmaps. */
void leak_drain(void);

/* Drain, then count everything. Context: may sleep. */
void leak_snapshot(struct leak_snapshot *snapshot);

/*
 * Drain, count and compare; write one "name +N" for each difference to @text.
 * Return: how many counters differ.
 */
int leak_compare(const struct leak_snapshot *before, char *text, int size);

#endif
