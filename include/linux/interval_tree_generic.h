/* SPDX-License-Identifier: MIT */
/*
 * linux/interval_tree_generic.h: interval trees over nodes of the caller's own (linux/interval_tree.h).
 *
 * INTERVAL_TREE_DEFINE(type, rb field, number type, subtree-last field, START(node), LAST(node), static or
 * empty, prefix) defines prefix_insert, _remove, _iter_first and _iter_next.
 */
#ifndef _LINUX_INTERVAL_TREE_GENERIC_H
#define _LINUX_INTERVAL_TREE_GENERIC_H

#include <linux/rbtree_augmented.h>

#define INTERVAL_TREE_DEFINE(ITSTRUCT, ITRB, ITTYPE, ITSUBTREE, ITSTART, ITLAST, ITSTATIC, ITPREFIX)     \
RB_DECLARE_CALLBACKS_MAX(static, ITPREFIX##_augment, ITSTRUCT, ITRB, ITTYPE, ITSUBTREE, ITLAST)          \
ITSTATIC void ITPREFIX##_insert(ITSTRUCT *node, struct rb_root_cached *root)                             \
{                                                                                                        \
	struct rb_node **link = &root->rb_root.rb_node, *rb_parent = NULL;                               \
	ITTYPE start = ITSTART(node), last = ITLAST(node);                                               \
	bool leftmost = true;                                                                            \
													 \
	while (*link) {                                                                                  \
		ITSTRUCT *parent = rb_entry(*link, ITSTRUCT, ITRB);                                      \
													 \
		rb_parent = *link;                                                                       \
		if (parent->ITSUBTREE < last)                                                            \
			parent->ITSUBTREE = last;                                                        \
		if (start < ITSTART(parent)) {                                                           \
			link = &parent->ITRB.rb_left;                                                    \
		} else {                                                                                 \
			link = &parent->ITRB.rb_right;                                                   \
			leftmost = false;                                                                \
		}                                                                                        \
	}                                                                                                \
	node->ITSUBTREE = last;                                                                          \
	rb_link_node(&node->ITRB, rb_parent, link);                                                      \
	rb_insert_augmented_cached(&node->ITRB, root, leftmost, &ITPREFIX##_augment);                    \
}                                                                                                        \
ITSTATIC void ITPREFIX##_remove(ITSTRUCT *node, struct rb_root_cached *root)                             \
{                                                                                                        \
	rb_erase_augmented_cached(&node->ITRB, root, &ITPREFIX##_augment);                               \
}                                                                                                        \
/* The leftmost node of this subtree that meets [start, last]; the caller knows subtree_last >= start. */ \
static ITSTRUCT *ITPREFIX##_subtree_search(ITSTRUCT *node, ITTYPE start, ITTYPE last)                    \
{                                                                                                        \
	for (;;) {                                                                                       \
		ITSTRUCT *left = rb_entry_safe(node->ITRB.rb_left, ITSTRUCT, ITRB);                      \
		ITSTRUCT *right = rb_entry_safe(node->ITRB.rb_right, ITSTRUCT, ITRB);                    \
													 \
		if (left && start <= left->ITSUBTREE) {                                                  \
			node = left;                                                                     \
			continue;                                                                        \
		}                                                                                        \
		if (ITSTART(node) > last)                                                                \
			return NULL;                                                                     \
		if (start <= ITLAST(node))                                                               \
			return node;                                                                     \
		if (!right || start > right->ITSUBTREE)                                                  \
			return NULL;                                                                     \
		node = right;                                                                            \
	}                                                                                                \
}                                                                                                        \
ITSTATIC ITSTRUCT *ITPREFIX##_iter_first(struct rb_root_cached *root, ITTYPE start, ITTYPE last)         \
{                                                                                                        \
	ITSTRUCT *node = rb_entry_safe(root->rb_root.rb_node, ITSTRUCT, ITRB);                           \
													 \
	if (!node || node->ITSUBTREE < start ||                                                          \
	    ITSTART(rb_entry(root->rb_leftmost, ITSTRUCT, ITRB)) > last)                                 \
		return NULL;                                                                             \
	return ITPREFIX##_subtree_search(node, start, last);                                             \
}                                                                                                        \
ITSTATIC ITSTRUCT *ITPREFIX##_iter_next(ITSTRUCT *node, ITTYPE start, ITTYPE last)                       \
{                                                                                                        \
	for (;;) {                                                                                       \
		struct rb_node *rb = node->ITRB.rb_right, *prev;                                         \
		ITSTRUCT *right = rb_entry_safe(rb, ITSTRUCT, ITRB);                                     \
													 \
		if (right && start <= right->ITSUBTREE)                                                  \
			return ITPREFIX##_subtree_search(right, start, last);                            \
		do { /* up, until we come from the left */                                               \
			rb = rb_parent(&node->ITRB);                                                     \
			if (!rb)                                                                         \
				return NULL;                                                             \
			prev = &node->ITRB;                                                              \
			node = rb_entry(rb, ITSTRUCT, ITRB);                                             \
		} while (prev == node->ITRB.rb_right);                                                   \
		if (last < ITSTART(node))                                                                \
			return NULL;                                                                     \
		if (start <= ITLAST(node))                                                               \
			return node;                                                                     \
	}                                                                                                \
}

#endif
