/* SPDX-License-Identifier: MIT */
/*
 * linux/rbtree_augmented.h: callbacks that keep a value about each subtree, made by macro.
 *
 * RB_DECLARE_CALLBACKS_MAX(static, name, struct s, node_field, type, max_field, value_fn) keeps in
 * max_field the largest value_fn(s) of the subtree. The calls themselves are in linux/rbtree.h.
 *
 * Source: Linux Documentation/core-api/rbtree.rst, "Support for Augmented rbtrees".
 */
#ifndef _LINUX_RBTREE_AUGMENTED_H
#define _LINUX_RBTREE_AUGMENTED_H

#include <linux/rbtree.h>

/* @compute(node, exit) writes node's value; with @exit it returns true where that was right already. */
#define RB_DECLARE_CALLBACKS(static_, name, struct_, field, augmented, compute)               \
	static_ void name##_propagate(struct rb_node *rb, struct rb_node *stop)               \
	{                                                                                     \
		while (rb != stop) {                                                          \
			struct_ *node = rb_entry(rb, struct_, field);                         \
											\
			if (compute(node, true))                                              \
				break;                                                        \
			rb = rb_parent(&node->field);                                         \
		}                                                                             \
	}                                                                                     \
	static_ void name##_copy(struct rb_node *rb_old, struct rb_node *rb_new)              \
	{                                                                                     \
		rb_entry(rb_new, struct_, field)->augmented =                                 \
			rb_entry(rb_old, struct_, field)->augmented;                          \
	}                                                                                     \
	static_ void name##_rotate(struct rb_node *rb_old, struct rb_node *rb_new)            \
	{                                                                                     \
		struct_ *old = rb_entry(rb_old, struct_, field);                              \
											\
		rb_entry(rb_new, struct_, field)->augmented = old->augmented;                 \
		compute(old, false);                                                          \
	}                                                                                     \
	static_ const struct rb_augment_callbacks name = {                                    \
		.propagate = name##_propagate, .copy = name##_copy, .rotate = name##_rotate   \
	}

#define RB_DECLARE_CALLBACKS_MAX(static_, name, struct_, field, type, augmented, value)       \
	static inline bool name##_compute_max(struct_ *node, bool exit)                       \
	{                                                                                     \
		struct rb_node *children[] = { node->field.rb_left, node->field.rb_right };   \
		type max = value(node);                                                       \
											\
		for (int i = 0; i < 2; i++)                                                   \
			if (children[i] && rb_entry(children[i], struct_, field)->augmented > max) \
				max = rb_entry(children[i], struct_, field)->augmented;       \
		if (exit && node->augmented == max)                                           \
			return true;                                                          \
		node->augmented = max;                                                        \
		return false;                                                                 \
	}                                                                                     \
	RB_DECLARE_CALLBACKS(static_, name, struct_, field, augmented, name##_compute_max);

/* The same for trees that remember their leftmost node. */
static inline void rb_insert_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
					      bool newleft, const struct rb_augment_callbacks *augment)
{
	if (newleft)
		root->rb_leftmost = node;
	rb_insert_augmented(node, &root->rb_root, augment);
}

static inline void rb_erase_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
					     const struct rb_augment_callbacks *augment)
{
	if (root->rb_leftmost == node)
		root->rb_leftmost = rb_next(node);
	rb_erase_augmented(node, &root->rb_root, augment);
}

#endif
