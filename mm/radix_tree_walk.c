// SPDX-License-Identifier: MIT
/*
 * mm/radix_tree_walk.c: items in ascending order, and the marks that let a search pass by the others.
 *
 * Problem.  A device's dirty pages are a few among a million, and are wanted in the disk's order.
 * Idea.     Ask each node for its next slot of interest. What a tag search wants is a bit in a word: a node above
 *           has it if anything below has. A node with nothing more is left by computing the first index
 *           behind it and starting again at the top: at most a level for each six bits, and no stack.
 *
 *     next item with tag, from 0x1044     node shift 0: bits from 4 on ... none
 *                                         0x1044 -> 0x1080, from the top: node shift 6: bits from 2 on ...
 *
 * Invariants. As in radix_tree.c; radix_tree_check() here walks all of them, in the same way without a stack.
 * Locks.    The caller's.
 * Paths.    radix_tree_gang_lookup_tag -> gang -> radix_tree_next -> next_in_node, step_over
 *           radix_tree_tag_set: up from the leaf until the bit is set; radix_tree_untag: until others have it
 * Cost.     A search with few marks looks at three words a level.
 * Sources.  See radix_tree.c.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>

#include "radix_tree.h"

/* The first slot from @offset on that is in use, and tagged if that is asked for; 64: none. */
static unsigned int next_in_node(const struct radix_tree_node *node, unsigned int offset, int tag)
{
	if (tag >= 0)
		return find_next_bit(node->tags[tag], RADIX_TREE_MAP_SIZE, offset);
	while (offset < RADIX_TREE_MAP_SIZE && !node->slots[offset])
		offset++;
	return offset;
}

/*
 * The next index that the search must go on with when @node has nothing more: the first one behind what
 * @node covers. Return: false: there is none.
 */
static bool step_over(const struct radix_tree_node *node, unsigned long *index)
{
	unsigned int bits = node->shift + RADIX_TREE_MAP_SHIFT;

	if (bits >= BITS_PER_LONG)
		return false;
	*index = ((*index >> bits) + 1) << bits;
	return *index != 0;
}

void *radix_tree_next(const struct radix_tree_root *root, unsigned long *index, int tag)
{
	struct radix_tree_node *node = root->rnode;

	while (node) {
		unsigned int from = slot_of(node, *index), at;

		if (too_high(root->rnode, *index))
			return NULL;
		at = next_in_node(node, from, tag);
		if (at == RADIX_TREE_MAP_SIZE) {
			if (!step_over(node, index))
				return NULL;
			node = root->rnode;
			continue;
		}
		if (at != from) {
			*index &= ~((RADIX_TREE_MAP_SIZE << node->shift) - 1);
			*index += (unsigned long)at << node->shift;
		}
		if (!node->shift)
			return node->slots[at];
		node = node->slots[at];
	}
	return NULL;
}
EXPORT_SYMBOL(radix_tree_next);

static unsigned int gang(const struct radix_tree_root *root, void **results, unsigned long index,
			 unsigned int max_items, int tag)
{
	unsigned int n = 0;

	while (n < max_items) {
		void *item = radix_tree_next(root, &index, tag);

		if (!item)
			break;
		results[n++] = item;
		if (!++index)
			break;
	}
	return n;
}

/* The first @max_items from @first_index on, ascending. Return: how many. */
unsigned int radix_tree_gang_lookup(const struct radix_tree_root *root, void **results,
				    unsigned long first_index, unsigned int max_items)
{
	return gang(root, results, first_index, max_items, -1);
}
EXPORT_SYMBOL(radix_tree_gang_lookup);

unsigned int radix_tree_gang_lookup_tag(const struct radix_tree_root *root, void **results,
					unsigned long first_index, unsigned int max_items, unsigned int tag)
{
	return gang(root, results, first_index, max_items, (int)tag);
}
EXPORT_SYMBOL(radix_tree_gang_lookup_tag);

/* Return: the item, which must be there. */
void *radix_tree_tag_set(struct radix_tree_root *root, unsigned long index, unsigned int tag)
{
	struct radix_tree_node *leaf = leaf_of(root, index), *node;
	void *item = leaf ? leaf->slots[slot_of(leaf, index)] : NULL;

	if (WARN_ON(!item))
		return NULL;
	for (node = leaf; node; node = node->parent)
		if (__test_and_set_bit(slot_of(node, index), node->tags[tag]))
			break;
	return item;
}
EXPORT_SYMBOL(radix_tree_tag_set);

void radix_tree_untag(struct radix_tree_node *leaf, unsigned long index, unsigned int tag)
{
	for (struct radix_tree_node *node = leaf; node; node = node->parent) {
		__clear_bit(slot_of(node, index), node->tags[tag]);
		if (any_tag(node, tag))
			break;
	}
}

/* Return: the item, or NULL if there is none. */
void *radix_tree_tag_clear(struct radix_tree_root *root, unsigned long index, unsigned int tag)
{
	struct radix_tree_node *leaf = leaf_of(root, index);

	if (!leaf || !leaf->slots[slot_of(leaf, index)])
		return NULL;
	radix_tree_untag(leaf, index, tag);
	return leaf->slots[slot_of(leaf, index)];
}
EXPORT_SYMBOL(radix_tree_tag_clear);

int radix_tree_tag_get(const struct radix_tree_root *root, unsigned long index, unsigned int tag)
{
	struct radix_tree_node *leaf = leaf_of(root, index);

	return leaf && test_bit(slot_of(leaf, index), leaf->tags[tag]);
}
EXPORT_SYMBOL(radix_tree_tag_get);

int radix_tree_tagged(const struct radix_tree_root *root, unsigned int tag)
{
	return root->rnode && any_tag(root->rnode, tag);
}
EXPORT_SYMBOL(radix_tree_tagged);

static int check_node(const struct radix_tree_node *node, const struct radix_tree_node *top)
{
	unsigned int used = 0;
	int faults = 0;

	for (unsigned int i = 0; i < RADIX_TREE_MAP_SIZE; i++) {
		const struct radix_tree_node *child = node->slots[i];

		used += !!child;
		for (unsigned int tag = 0; tag < RADIX_TREE_MAX_TAGS; tag++)
			faults += node->shift ? test_bit(i, node->tags[tag]) != (child && any_tag(child, tag)) :
						test_bit(i, node->tags[tag]) && !child;
		if (child && node->shift)
			faults += child->parent != node || child->offset != i ||
				  child->shift + RADIX_TREE_MAP_SHIFT != node->shift;
	}
	faults += used != node->count || !used;
	return faults + (node == top && node->shift && used == 1 && node->slots[0]);
}

/* The node in front of whose slots a walk goes on when @node's are done. */
static const struct radix_tree_node *walk_next(const struct radix_tree_node *node, unsigned int *from)
{
	for (;;) {
		unsigned int at = node->shift ? next_in_node(node, *from, -1) : RADIX_TREE_MAP_SIZE;

		if (at < RADIX_TREE_MAP_SIZE) {
			*from = 0;
			return node->slots[at];
		}
		if (!node->parent)
			return NULL;
		*from = node->offset + 1;
		node = node->parent;
	}
}

int radix_tree_check(const struct radix_tree_root *root)
{
	const struct radix_tree_node *node = root->rnode;
	unsigned int from = 0;
	int faults = 0;

	for (; node; node = walk_next(node, &from))
		faults += check_node(node, root->rnode);
	return faults;
}
EXPORT_SYMBOL(radix_tree_check);
