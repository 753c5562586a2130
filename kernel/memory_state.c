// SPDX-License-Identifier: MIT
/*
 * kernel/memory_state.c: is memory as it was? Not only how much is free, but in which blocks.
 *
 * Problem.  A counter that is back where it was says that nothing leaked; it does not say that memory
 *           is in one piece again. One page that was handed to somebody who keeps it, while he gave back
 *           another, splits a block of 4 MiB for good, and no counter moves.
 * Idea.     After every suite, let go of everything that is kept for later (per-CPU blocks, empty slabs,
 *           lazy areas, idle stacks: slate/leak.h), and compare: the counters, the blocks of every order
 *           in every zone, the caches and the slabs of each. What /proc/buddyinfo shows is then the same
 *           to the last digit, or as many pages in longer blocks; else the suite has failed.
 * Locks.    zone->lock while a zone's blocks are counted; slab_mutex for the list of caches.
 * Paths.    kunit: run_suite -> memory_state_take ... memory_state_compare; `state`, `soak` alike
 * Cost.     A drain and 44 numbers, twice a suite.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <slate/command.h>
#include "memory_state.h"
#include "mm/slab.h"

static void take_blocks(struct memory_state *state)
{
	struct zone *zone;
	unsigned long flags;

	for_each_zone(zone) {
		spin_lock_irqsave(&zone->lock, flags);
		for (unsigned int order = 0; order < MAX_ORDER; order++)
			state->free[zone_idx(zone)][order] = zone->free_area[order].nr_free;
		spin_unlock_irqrestore(&zone->lock, flags);
	}
}

static void take_caches(struct memory_state *state)
{
	struct slabinfo info;
	struct kmem_cache *s;

	state->nr_caches = 0;
	mutex_lock(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list) {
		if (state->nr_caches < STATE_CACHES) {
			get_slabinfo(s, &info);
			state->cache[state->nr_caches].cache = s;
			state->cache[state->nr_caches].slabs = info.num_slabs;
		}
		state->nr_caches++;
	}
	mutex_unlock(&slab_mutex);
}

void memory_state_take(struct memory_state *state)
{
	leak_snapshot(&state->counters);
	take_caches(state);
	take_blocks(state);
}

/* Differences as text, one after the other. */
struct report {
	char *text;
	int size, used, differences;
};

static __printf(2, 3) void differ(struct report *report, const char *fmt, ...)
{
	va_list args;

	report->used += scnprintf(report->text + report->used, report->size - report->used, "%s",
				  report->used ? ", " : "");
	va_start(args, fmt);
	report->used += vscnprintf(report->text + report->used, report->size - report->used, fmt, args);
	va_end(args);
	report->differences++;
}

/* As many pages as before, in longer blocks? Who lives long and has moved into a crumb makes room that way. */
static bool only_joined(const unsigned long *was, const unsigned long *is)
{
	long pages = 0, longest = 0;

	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		long change = is[order] - was[order];

		pages += change << order;
		longest = change ?: longest;
	}
	return !pages && longest > 0;
}

static void compare_blocks(struct report *report, const struct memory_state *before,
			   const struct memory_state *now)
{
	struct zone *zone;

	for_each_zone(zone) {
		const unsigned long *was = before->free[zone_idx(zone)], *is = now->free[zone_idx(zone)];

		if (only_joined(was, is))
			continue;
		for (unsigned int order = 0; order < MAX_ORDER; order++)
			if (was[order] != is[order])
				differ(report, "%s order %u %+ld", zone->name, order, is[order] - was[order]);
	}
}

static unsigned long slabs_before(const struct memory_state *before, const void *cache)
{
	for (unsigned int i = 0; i < min(before->nr_caches, (unsigned int)STATE_CACHES); i++)
		if (before->cache[i].cache == cache)
			return before->cache[i].slabs;
	return 0;
}

static void compare_caches(struct report *report, const struct memory_state *before,
			   const struct memory_state *now)
{
	if (now->nr_caches != before->nr_caches)
		differ(report, "caches %+d", (int)(now->nr_caches - before->nr_caches));
	for (unsigned int i = 0; i < min(now->nr_caches, (unsigned int)STATE_CACHES); i++) {
		const struct kmem_cache *s = now->cache[i].cache;
		long change = now->cache[i].slabs - slabs_before(before, s);

		if (change)
			differ(report, "slabs of %s %+ld", s->name, change);
	}
}

int memory_state_compare(const struct memory_state *before, char *text, int size)
{
	static struct memory_state now; /* too large for a stack; one runner */
	struct report report = { text, size };

	report.differences = leak_compare(&before->counters, text, size);
	report.used = strlen(text);
	take_caches(&now);
	take_blocks(&now);
	compare_caches(&report, before, &now);
	compare_blocks(&report, before, &now);
	return report.differences;
}

/* --- `state`: the same for whoever types ----------------------------------------------------------- */

static int run_state(int argc, char **argv)
{
	static struct memory_state remembered;
	static bool is_remembered;
	char changes[200];
	int differences;

	if (argc > 2 || (argc == 2 && strcmp(argv[1], "compare")))
		return -EINVAL;
	if (argc == 1) {
		memory_state_take(&remembered);
		is_remembered = true;
		console_printf("state: remembered; `state compare' tells what has changed since\n");
		return 0;
	}
	if (!is_remembered)
		return -ENODATA;
	differences = memory_state_compare(&remembered, changes, sizeof(changes));
	console_printf("state: memory %s%s\n", differences ? "differs: " : "is as before",
		       differences ? changes : "");
	return differences ? -EUCLEAN : 0;
}
COMMAND(state, "[compare]", "remember counters, slabs and free blocks of memory, or tell what has changed since",
	run_state);
