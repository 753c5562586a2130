// SPDX-License-Identifier: MIT
/*
 * mm/radix_tree.c: from a number to a pointer, with marks: a tree of 64-way nodes.
 *
 * Problem.  Pages of a device are found by number, millions of times; those that must be written are a few
 *           among them, and the disk wants them in ascending order.
 * Idea.     Six bits of the number choose a slot in each node, the highest first. The tree is as high as its
 *           largest number needs. A tag is a bit per slot: set in a node above if any item below has it,
 *           so that a search for tagged items goes past whole subtrees that have none.
 *
 *     number 0x1043 = 1 | 1 | 3         [ 0 | 1 | ... | 63 ]   shift 12
 *                                             |
 *                                       [ 0 | 1 | ... ]        shift 6     tag: bit 1
 *                                             |
 *                                       [ 0 | 1 | 2 | 3 ]      shift 0     tag: bit 3
 *                                                   `-> item
 *
 * Invariants (radix_tree_check): no node is empty; a node's count is its slots in use; a tag bit above is set
 *           if and only if one below is; the top node has more than its slot 0 in use, unless it is a leaf.
 * Locks.    The caller's. Nodes preloaded are per CPU, used with preemption off.
 * Paths.    radix_tree_insert -> grow_up, new_node;  radix_tree_delete -> radix_tree_untag, free_empty, grow_down
 *           Searching in order, and the tags: radix_tree_walk.c.
 * Cost.     A level per six bits: three for a disk of 1 GiB. A full leaf is 288 bytes for 64 items.
 * Left out. Lookups without a lock (RCU); multi-order entries.
 * Sources.  LKD ch. 16 "Radix Tree"; D. Morrison: PATRICIA (JACM 15, 1968) for the idea of digital search.
 */
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "radix_tree.h"

#define PRELOAD_NODES (RADIX_TREE_MAX_PATH * 2 - 1) /* a new top for each level, and a path below the last */

struct preload {
	unsigned int nr;
	struct radix_tree_node *node; /* chained by parent */
};
static DEFINE_PER_CPU(struct preload, preloads);
static struct kmem_cache *node_cache;

static struct radix_tree_node *new_node(const struct radix_tree_root *root)
{
	struct preload *preload;
	struct radix_tree_node *node;

	preempt_disable();
	preload = this_cpu_ptr(&preloads);
	node = preload->node;
	if (node) {
		preload->node = node->parent;
		preload->nr--;
		node->parent = NULL;
	}
	preempt_enable();
	return node ?: kmem_cache_zalloc(node_cache, (root->gfp_mask ?: GFP_ATOMIC) | __GFP_NOWARN);
}

/**
 * radix_tree_preload() - have nodes in hand for an insertion under a spinlock.
 * @gfp_mask: for getting them.
 *
 * Context: may sleep if @gfp_mask may.
 * Return: 0, and preemption is off until radix_tree_preload_end(); -ENOMEM.
 */
int radix_tree_preload(gfp_t gfp_mask)
{
	preempt_disable();
	while (this_cpu_ptr(&preloads)->nr < PRELOAD_NODES) {
		struct radix_tree_node *node;
		struct preload *preload;

		preempt_enable();
		node = kmem_cache_zalloc(node_cache, gfp_mask);
		if (!node)
			return -ENOMEM;
		preempt_disable();
		preload = this_cpu_ptr(&preloads);
		node->parent = preload->node;
		preload->node = node;
		preload->nr++;
	}
	return 0;
}
EXPORT_SYMBOL(radix_tree_preload);

/* The same, but who may not wait gets only preemption turned off: insertion may then say -ENOMEM. */
int radix_tree_maybe_preload(gfp_t gfp_mask)
{
	if (gfpflags_allow_blocking(gfp_mask))
		return radix_tree_preload(gfp_mask);
	preempt_disable();
	return 0;
}
EXPORT_SYMBOL(radix_tree_maybe_preload);

/* Nodes in hand back to the allocator. */
void radix_tree_drain(void)
{
	struct preload *preload;
	struct radix_tree_node *node;

	preempt_disable();
	preload = this_cpu_ptr(&preloads);
	while ((node = preload->node)) {
		preload->node = node->parent;
		preload->nr--;
		kmem_cache_free(node_cache, node);
	}
	preempt_enable();
}

/* ---- growing ---- */

/* A new top over the old one. Return: false without memory. */
static bool add_top(struct radix_tree_root *root)
{
	struct radix_tree_node *top = new_node(root), *old = root->rnode;

	if (!top)
		return false;
	if (old) {
		top->shift = old->shift + RADIX_TREE_MAP_SHIFT;
		top->slots[0] = old;
		top->count = 1;
		old->parent = top;
		for (unsigned int tag = 0; tag < RADIX_TREE_MAX_TAGS; tag++)
			if (any_tag(old, tag))
				__set_bit(0, top->tags[tag]);
	}
	root->rnode = top;
	return true;
}

static bool grow_up(struct radix_tree_root *root, unsigned long index)
{
	unsigned int shift = 0;

	/* A first node is as high as it must be. */
	if (!root->rnode) {
		if (!add_top(root))
			return false;
		while (shift + RADIX_TREE_MAP_SHIFT < BITS_PER_LONG && index >> (shift + RADIX_TREE_MAP_SHIFT))
			shift += RADIX_TREE_MAP_SHIFT;
		root->rnode->shift = shift;
	}
	while (too_high(root->rnode, index))
		if (!add_top(root))
			return false;
	return true;
}

static struct radix_tree_node *add_below(struct radix_tree_root *root, struct radix_tree_node *node,
					 unsigned int offset)
{
	struct radix_tree_node *child = new_node(root);

	if (child) {
		child->shift = node->shift - RADIX_TREE_MAP_SHIFT;
		child->offset = offset;
		child->parent = node;
		node->slots[offset] = child;
		node->count++;
	}
	return child;
}

/* Nodes without items, from @node upwards. */
static void free_empty(struct radix_tree_root *root, struct radix_tree_node *node)
{
	while (node && !node->count) {
		struct radix_tree_node *parent = node->parent;

		if (parent) {
			parent->slots[node->offset] = NULL;
			parent->count--;
		} else {
			root->rnode = NULL;
		}
		kmem_cache_free(node_cache, node);
		node = parent;
	}
}

/* Tops that only lead to their slot 0 are not needed. */
static void grow_down(struct radix_tree_root *root)
{
	struct radix_tree_node *top;

	while ((top = root->rnode) && top->shift && top->count == 1 && top->slots[0]) {
		root->rnode = top->slots[0];
		root->rnode->parent = NULL;
		kmem_cache_free(node_cache, top);
	}
}

/**
 * radix_tree_insert() - put an item in.
 * @root: tree.
 * @index: where.
 * @item: not NULL.
 *
 * Context: any, as far as the root's gfp allows; under the caller's lock.
 * Return: 0; -EEXIST: there is one; -ENOMEM.
 */
int radix_tree_insert(struct radix_tree_root *root, unsigned long index, void *item)
{
	struct radix_tree_node *node, *child;
	int err = -ENOMEM;

	if (!grow_up(root, index)) {
		grow_down(root);
		return -ENOMEM;
	}
	for (node = root->rnode; node->shift; node = child) {
		child = node->slots[slot_of(node, index)];
		if (!child)
			child = add_below(root, node, slot_of(node, index));
		if (!child)
			goto undo;
	}
	err = -EEXIST;
	if (node->slots[slot_of(node, index)])
		goto undo;
	node->slots[slot_of(node, index)] = item;
	node->count++;
	return 0;

undo:
	free_empty(root, node);
	grow_down(root);
	return err;
}
EXPORT_SYMBOL(radix_tree_insert);

/* ---- finding ---- */

void **radix_tree_lookup_slot(const struct radix_tree_root *root, unsigned long index)
{
	struct radix_tree_node *leaf = leaf_of(root, index);
	void **slot = leaf ? &leaf->slots[slot_of(leaf, index)] : NULL;

	return slot && *slot ? slot : NULL;
}
EXPORT_SYMBOL(radix_tree_lookup_slot);

void *radix_tree_lookup(const struct radix_tree_root *root, unsigned long index)
{
	struct radix_tree_node *leaf = leaf_of(root, index);

	return leaf ? leaf->slots[slot_of(leaf, index)] : NULL;
}
EXPORT_SYMBOL(radix_tree_lookup);

/* ---- taking out ---- */

/* Take out what is at @index, if it is @item (NULL: whatever it is). Return: it, or NULL. */
void *radix_tree_delete_item(struct radix_tree_root *root, unsigned long index, void *item)
{
	struct radix_tree_node *leaf = leaf_of(root, index);
	void *found = leaf ? leaf->slots[slot_of(leaf, index)] : NULL;

	if (!found || (item && found != item))
		return NULL;
	for (unsigned int tag = 0; tag < RADIX_TREE_MAX_TAGS; tag++)
		radix_tree_untag(leaf, index, tag);
	leaf->slots[slot_of(leaf, index)] = NULL;
	leaf->count--;
	free_empty(root, leaf);
	grow_down(root);
	return found;
}
EXPORT_SYMBOL(radix_tree_delete_item);

void *radix_tree_delete(struct radix_tree_root *root, unsigned long index)
{
	return radix_tree_delete_item(root, index, NULL);
}
EXPORT_SYMBOL(radix_tree_delete);

static int __init radix_tree_init(void)
{
	node_cache = KMEM_CACHE(radix_tree_node, SLAB_PANIC | SLAB_RECLAIM_ACCOUNT);
	return 0;
}
pure_initcall(radix_tree_init);
