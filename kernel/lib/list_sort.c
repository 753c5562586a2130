// SPDX-License-Identifier: MIT
/*
 * kernel/lib/list_sort.c: sort a doubly linked list by merging.
 *
 * Problem.  A list cannot be indexed, so a heap is no use; but links are cheap to change.
 * Idea.     Count in binary. bin[k] holds a sorted run of 2^k elements or nothing. Each element
 *           arrives as a run of one; while the bin of its size is taken, merge with it and carry.
 *           At the end merge what the bins hold, the smallest first. No recursion, and the run in a
 *           higher bin always holds earlier elements, so merging "older first" keeps equals in order.
 *
 *     element  8 3 5 1        bin[0]  8  -  5  -
 *                             bin[1]  -  38 38 -
 *                             bin[2]  -  -  -  1358
 *
 * While sorting only `next` is used; `prev` is set in one pass at the end.
 * Cost.     At most n log2 n comparisons, O(n) link writes a level, no memory but the bins.
 * Source.   Knuth vol. 3, 5.2.4 "Sorting by Merging"; names of Linux's lib/list_sort.c.
 */
#include <linux/export.h>
#include <linux/list.h>
#include <linux/list_sort.h>

#define MAX_BINS 32 /* more elements than addresses */

/* Merge two runs linked by `next` and ended by NULL; elements of @older come first among equals. */
static struct list_head *merge(void *priv, list_cmp_func_t cmp, struct list_head *older,
			       struct list_head *newer)
{
	struct list_head *first = NULL, **tail = &first;

	while (older && newer) {
		struct list_head **smaller = cmp(priv, older, newer) <= 0 ? &older : &newer;

		*tail = *smaller;
		tail = &(*smaller)->next;
		*smaller = *tail;
	}
	*tail = older ?: newer;
	return first;
}

static void add_to_bins(void *priv, list_cmp_func_t cmp, struct list_head **bins,
			struct list_head *run)
{
	int k;

	for (k = 0; bins[k] && k < MAX_BINS - 1; k++) {
		run = merge(priv, cmp, bins[k], run);
		bins[k] = NULL;
	}
	bins[k] = bins[k] ? merge(priv, cmp, bins[k], run) : run;
}

static void relink(struct list_head *head, struct list_head *run)
{
	struct list_head *prev = head;

	for (; run; run = run->next) {
		prev->next = run;
		run->prev = prev;
		prev = run;
	}
	prev->next = head;
	head->prev = prev;
}

void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp)
{
	struct list_head *bins[MAX_BINS] = { NULL }, *run = NULL;

	if (list_empty(head))
		return;
	head->prev->next = NULL;
	for (struct list_head *entry = head->next, *next; entry; entry = next) {
		next = entry->next;
		entry->next = NULL;
		add_to_bins(priv, cmp, bins, entry);
	}
	for (int k = 0; k < MAX_BINS; k++)
		if (bins[k])
			run = run ? merge(priv, cmp, bins[k], run) : bins[k];
	relink(head, run);
}
EXPORT_SYMBOL(list_sort);
