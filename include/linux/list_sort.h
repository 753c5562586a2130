/* SPDX-License-Identifier: MIT */
/* linux/list_sort.h: sort a list. */
#ifndef _LINUX_LIST_SORT_H
#define _LINUX_LIST_SORT_H

#include <linux/types.h>

struct list_head;

typedef int __attribute__((nonnull(2, 3))) (*list_cmp_func_t)(void *priv, const struct list_head *a,
							      const struct list_head *b);

/**
 * list_sort() - sort a list, keeping the order of equal elements.
 * @priv: handed to @cmp.
 * @head: the list.
 * @cmp: greater than 0 if @a must come behind @b; 0 or less if it may stay before it.
 *
 * Context: any; O(n log n), no memory. Source: Linux lib/list_sort.c (name and contract).
 */
void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp);

#endif
