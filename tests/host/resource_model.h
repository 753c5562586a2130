/* SPDX-License-Identifier: MIT */
/*
 * tests/host/resource_model.h: resources as a list of ranges, each of which knows its parent's number.
 *
 * Slow and plain on purpose: every answer is found by looking at all ranges. model_NAME() is what NAME of
 * mm/resource.c must do; the ranges are numbered, and number 0 is the root.
 */
#ifndef _TESTS_HOST_RESOURCE_MODEL_H
#define _TESTS_HOST_RESOURCE_MODEL_H

#include "host.h"

#define MAX_RANGES  64
#define ROOT	    0
#define NOBODY	    (-1)
#define OUT_OF_TREE (-2)

struct range {
	int start, end, parent; /* parent: a number, or OUT_OF_TREE */
};

static struct range model[MAX_RANGES + 1]; /* [0] is the root */
static int limit; /* numbers in use: 0 to limit - 1 */

static bool meet(const struct range *range, int start, int end)
{
	return range->start <= end && start <= range->end;
}

/* The lowest child of @parent that meets [start, end], or NOBODY. */
static int first_met(int parent, int start, int end)
{
	int i, best = NOBODY;

	for (i = 1; i < limit; i++)
		if (model[i].parent == parent && meet(&model[i], start, end) &&
		    (best == NOBODY || model[i].start < model[best].start))
			best = i;
	return best;
}

static bool outside(int parent, int start, int end)
{
	return end < start || start < model[parent].start || end > model[parent].end;
}

static int model_request(int parent, int new, int start, int end)
{
	int met;

	if (outside(parent, start, end))
		return parent;
	met = first_met(parent, start, end);
	if (met == NOBODY)
		model[new] = (struct range){ start, end, parent };
	return met;
}

/* The lowest child of @parent that [start, end] cuts in two, or NOBODY. */
static int first_cut(int parent, int start, int end)
{
	int i, best = NOBODY;

	for (i = 1; i < limit; i++)
		if (model[i].parent == parent && meet(&model[i], start, end) &&
		    (model[i].start < start || model[i].end > end) &&
		    (best == NOBODY || model[i].start < model[best].start))
			best = i;
	return best;
}

static int model_insert(int parent, int new, int start, int end)
{
	int met, cut, i;

	if (outside(parent, start, end))
		return parent;
	for (;; parent = met) {
		met = first_met(parent, start, end);
		if (met == NOBODY)
			break;
		if (model[met].start > start || model[met].end < end ||
		    (model[met].start == start && model[met].end == end))
			break;
	}
	cut = first_cut(parent, start, end);
	if (cut != NOBODY)
		return cut;
	for (i = 1; i < limit; i++)
		if (model[i].parent == parent && meet(&model[i], start, end))
			model[i].parent = new;
	model[new] = (struct range){ start, end, parent };
	return NOBODY;
}

static bool is_below(int number, int ancestor)
{
	while (number > ROOT && number != ancestor)
		number = model[number].parent;
	return number == ancestor;
}

/* @old leaves, and all that hangs below it. */
static void model_release(int old)
{
	bool leaves[MAX_RANGES + 1];
	int i;

	for (i = 1; i < limit; i++)
		leaves[i] = is_below(i, old);
	for (i = 1; i < limit; i++)
		if (leaves[i])
			model[i].parent = OUT_OF_TREE;
}

static void model_remove(int old)
{
	int i;

	for (i = 1; i < limit; i++)
		if (model[i].parent == old)
			model[i].parent = model[old].parent;
	model[old].parent = OUT_OF_TREE;
}

/* The lowest place, tried address by address. */
static bool model_allocate(int parent, int new, int size, int min, int max, int align)
{
	int start;

	for (start = model[parent].start; start <= model[parent].end; start++)
		if (start % align == 0 && start >= min && start + size - 1 <= max &&
		    start + size - 1 <= model[parent].end &&
		    first_met(parent, start, start + size - 1) == NOBODY) {
			model[new] = (struct range){ start, start + size - 1, parent };
			return true;
		}
	return false;
}

/* Nobody is overtaken: who was in front stays in front. */
static bool model_may_become(int old, int start, int end)
{
	int i;

	if (outside(model[old].parent, start, end))
		return false;
	for (i = 1; i < limit; i++) {
		if (model[i].parent == old && (model[i].start < start || model[i].end > end))
			return false;
		if (i == old || model[i].parent != model[old].parent)
			continue;
		if (model[i].start < model[old].start ? model[i].end >= start : model[i].start <= end)
			return false;
	}
	return true;
}

#endif
