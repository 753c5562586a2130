/* SPDX-License-Identifier: MIT */
/*
 * mm/radix_tree.h: steps in the tree, shared by what changes it (radix_tree.c) and what walks and marks it
 * (radix_tree_walk.c).
 */
#ifndef _MM_RADIX_TREE_H
#define _MM_RADIX_TREE_H

#include <linux/radix-tree.h>

static inline bool any_tag(const struct radix_tree_node *node, unsigned int tag)
{
	for (unsigned int i = 0; i < RADIX_TREE_TAG_LONGS; i++)
		if (node->tags[tag][i])
			return true;
	return false;
}

/* Does an index lie beyond what @root's tree can hold as it is? */
static inline bool too_high(const struct radix_tree_node *top, unsigned long index)
{
	unsigned int bits = top->shift + RADIX_TREE_MAP_SHIFT;

	return bits < BITS_PER_LONG && index >> bits;
}

static inline unsigned int slot_of(const struct radix_tree_node *node, unsigned long index)
{
	return index >> node->shift & RADIX_TREE_MAP_MASK;
}

/* The leaf that holds @index, whether there is an item or not; NULL. */
static inline struct radix_tree_node *leaf_of(const struct radix_tree_root *root, unsigned long index)
{
	struct radix_tree_node *node = root->rnode;

	if (!node || too_high(node, index))
		return NULL;
	while (node && node->shift)
		node = node->slots[slot_of(node, index)];
	return node;
}

/* Take @tag off the item at @index of @leaf, and off the nodes above that lead to no other. */
void radix_tree_untag(struct radix_tree_node *leaf, unsigned long index, unsigned int tag);

#endif
