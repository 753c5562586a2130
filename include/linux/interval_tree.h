/* SPDX-License-Identifier: MIT */
/*
 * linux/interval_tree.h: intervals [start, last] of numbers, and which of them meet a given one.
 *
 * A red-black tree by start; each node also knows the largest `last` below it, so that whole subtrees
 * that end too early are passed over. Finding the first of m answers costs O(log n), all O(m log n).
 *
 * Source: Cormen et al., "Introduction to Algorithms", ch. 14.3 "Interval trees".
 */
#ifndef _LINUX_INTERVAL_TREE_H
#define _LINUX_INTERVAL_TREE_H

#include <linux/rbtree.h>

struct interval_tree_node {
	struct rb_node rb;
	unsigned long start; /* first number */
	unsigned long last;  /* last number, included */
	unsigned long __subtree_last;
};

void interval_tree_insert(struct interval_tree_node *node, struct rb_root_cached *root);
void interval_tree_remove(struct interval_tree_node *node, struct rb_root_cached *root);

/* The interval with the least start that meets [start, last], and the next one; NULL if there is none. */
struct interval_tree_node *interval_tree_iter_first(struct rb_root_cached *root, unsigned long start,
						    unsigned long last);
struct interval_tree_node *interval_tree_iter_next(struct interval_tree_node *node, unsigned long start,
						   unsigned long last);

#endif
