/* SPDX-License-Identifier: MIT */
/*
 * linux/min_heap.h: a binary heap in an array: the least element first, insert and remove in O(log n).
 *
 * Element i's children are 2i + 1 and 2i + 2; no element is less than its parent. Elements are of any
 * size, compared and swapped by the caller's functions.
 *
 * Source: Cormen et al., "Introduction to Algorithms", ch. 6 "Heapsort"; interface of Linux 6.1.
 */
#ifndef _LINUX_MIN_HEAP_H
#define _LINUX_MIN_HEAP_H

#include <linux/bug.h>
#include <linux/string.h>
#include <linux/types.h>

struct min_heap {
	void *data;
	int nr;	  /* elements */
	int size; /* room for so many */
};

struct min_heap_callbacks {
	int elem_size; /* bytes */
	bool (*less)(const void *lhs, const void *rhs);
	void (*swp)(void *lhs, void *rhs);
};

static __always_inline void *__min_heap_at(struct min_heap *heap, int i,
					   const struct min_heap_callbacks *func)
{
	return (char *)heap->data + i * func->elem_size;
}

/* Element @pos may be greater than its children: let it sink. */
static inline void min_heapify(struct min_heap *heap, int pos, const struct min_heap_callbacks *func)
{
	for (;;) {
		int least = pos;

		for (int child = 2 * pos + 1; child <= 2 * pos + 2 && child < heap->nr; child++)
			if (func->less(__min_heap_at(heap, child, func), __min_heap_at(heap, least, func)))
				least = child;
		if (least == pos)
			return;
		func->swp(__min_heap_at(heap, least, func), __min_heap_at(heap, pos, func));
		pos = least;
	}
}

/* Make a heap of an array in any order. */
static inline void min_heapify_all(struct min_heap *heap, const struct min_heap_callbacks *func)
{
	for (int i = heap->nr / 2; i >= 0; i--)
		min_heapify(heap, i, func);
}

/* Remove the least. */
static inline void min_heap_pop(struct min_heap *heap, const struct min_heap_callbacks *func)
{
	if (WARN_ONCE(heap->nr <= 0, "Popping an empty heap"))
		return;
	heap->nr--;
	memcpy(heap->data, __min_heap_at(heap, heap->nr, func), func->elem_size);
	min_heapify(heap, 0, func);
}

/* Remove the least and put @element in: cheaper than one after the other. */
static inline void min_heap_pop_push(struct min_heap *heap, const void *element,
				     const struct min_heap_callbacks *func)
{
	memcpy(heap->data, element, func->elem_size);
	min_heapify(heap, 0, func);
}

static inline void min_heap_push(struct min_heap *heap, const void *element,
				 const struct min_heap_callbacks *func)
{
	int pos;

	if (WARN_ONCE(heap->nr >= heap->size, "Pushing on a full heap"))
		return;
	pos = heap->nr++;
	memcpy(__min_heap_at(heap, pos, func), element, func->elem_size);
	for (; pos > 0; pos = (pos - 1) / 2) {
		void *child = __min_heap_at(heap, pos, func);
		void *parent = __min_heap_at(heap, (pos - 1) / 2, func);

		if (func->less(parent, child))
			return;
		func->swp(parent, child);
	}
}

#endif
