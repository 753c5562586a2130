/* SPDX-License-Identifier: MIT */
/* linux/sort.h: sort arrays in place. */
#ifndef _LINUX_SORT_H
#define _LINUX_SORT_H

#include <linux/types.h>

/**
 * sort() - sort an array by a comparison.
 * @base: first element.
 * @num: number of elements.
 * @size: bytes of each.
 * @cmp_func: less than, equal to or greater than 0 as its first argument sorts before, with or behind.
 * @swap_func: exchanges two elements, or NULL.
 *
 * Not stable. Context: any; O(num log num) calls of @cmp_func, no memory.
 * Source: Linux lib/sort.c (names and contract).
 */
void sort(void *base, size_t num, size_t size, cmp_func_t cmp_func, swap_func_t swap_func);

/* As sort(), and hands @priv to each comparison. */
void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp_func, swap_func_t swap_func,
	    const void *priv);

#endif
