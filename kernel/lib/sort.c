// SPDX-License-Identifier: MIT
/*
 * kernel/lib/sort.c: sort an array in place.
 *
 * Problem.  Quicksort needs a stack and is quadratic on hostile input; merge sort needs memory.
 * Idea.     A heap: a tree, kept in the array itself, whose parents are never smaller than their
 *           children. Build one, then swap its root (the largest) behind the shrinking heap.
 *
 *                 [0]            children of i: 2i + 1 and 2i + 2
 *               [1] [2]
 *
 *           Sinking an element costs two comparisons a level when done from the top. Most elements
 *           belong near the bottom, so walk down the path of larger children first (one comparison a
 *           level), then climb back to where the element belongs, which is rarely far (Wegener).
 * Cost.     O(n log n) always, about n log2 n comparisons; no memory; not stable.
 * Source.   Wegener, "Bottom-up heapsort", Theoretical Computer Science 118 (1993); names of Linux's
 *           lib/sort.c.
 */
#include <linux/export.h>
#include <linux/sort.h>
#include <linux/types.h>

struct sorter {
	u8 *base;
	size_t size; /* bytes of an element */
	cmp_r_func_t compare;
	swap_func_t swap_func; /* NULL: byte by byte, or word by word where size and base allow */
	bool by_words;
	const void *priv;
};

static void *element(const struct sorter *s, size_t index)
{
	return s->base + index * s->size;
}

static void exchange(const struct sorter *s, size_t i, size_t j)
{
	u8 *a = element(s, i), *b = element(s, j);

	if (s->swap_func) {
		s->swap_func(a, b, s->size);
		return;
	}
	if (s->by_words) {
		for (size_t at = 0; at < s->size; at += sizeof(u32)) {
			u32 word = *(u32 *)(a + at);

			*(u32 *)(a + at) = *(u32 *)(b + at);
			*(u32 *)(b + at) = word;
		}
		return;
	}
	for (size_t at = 0; at < s->size; at++) {
		u8 byte = a[at];

		a[at] = b[at];
		b[at] = byte;
	}
}

static bool is_less(const struct sorter *s, size_t i, size_t j)
{
	return s->compare(element(s, i), element(s, j), s->priv) < 0;
}

/* Let the element at @top sink to its place in the heap of @count elements. */
static void sink(const struct sorter *s, size_t top, size_t count)
{
	size_t place = top;

	while (2 * place + 2 < count)
		place = 2 * place + (is_less(s, 2 * place + 1, 2 * place + 2) ? 2 : 1);
	if (2 * place + 1 < count)
		place = 2 * place + 1;
	while (place != top && !is_less(s, top, place))
		place = (place - 1) / 2;
	/* The path from below @top to @place moves up by one; @top's element ends at @place. */
	for (size_t at = place; at != top; at = (at - 1) / 2)
		exchange(s, top, at);
}

void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp_func, swap_func_t swap_func,
	    const void *priv)
{
	const struct sorter s = {
		.base = base,
		.size = size,
		.compare = cmp_func,
		.swap_func = swap_func,
		.by_words = !((size | (unsigned long)base) % sizeof(u32)),
		.priv = priv,
	};

	for (size_t i = num / 2; i-- > 0;)
		sink(&s, i, num);
	for (size_t last = num; last-- > 1;) {
		exchange(&s, 0, last);
		sink(&s, 0, last);
	}
}
EXPORT_SYMBOL(sort_r);

static int compare_plain(const void *a, const void *b, const void *priv)
{
	cmp_func_t compare = *(const cmp_func_t *)priv;

	return compare(a, b);
}

void sort(void *base, size_t num, size_t size, cmp_func_t cmp_func, swap_func_t swap_func)
{
	sort_r(base, num, size, compare_plain, swap_func, &cmp_func);
}
EXPORT_SYMBOL(sort);
