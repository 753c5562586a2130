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
 * Paths.    radix_tree_insert -> grow_up, new_node;  radix_tree_delete -> clear_tags, free_empty, grow_down
 *           radix_tree_gang_lookup_tag -> radix_tree_next -> next_in_node
 * Cost.     A level per six bits: three for a disk of 1 GiB. A full leaf is 288 bytes for 64 items.
 * Left out. Lookups without a lock (RCU); multi-order entries.
 * Sources.  LKD ch. 16 "Radix Tree"; D. Morrison: PATRICIA (JACM 15, 1968) for the idea of digital search.
 */
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/radix-tree.h>
#include <linux/slab.h>

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

static bool any_tag(const struct radix_tree_node *node, unsigned int tag)
{
	for (unsigned int i = 0; i < RADIX_TREE_TAG_LONGS; i++)
		if (node->tags[tag][i])
			return true;
	return false;
}

/* Does an index lie beyond what @root's tree can hold as it is? */
static bool too_high(const struct radix_tree_node *top, unsigned long index)
{
	unsigned int bits = top->shift + RADIX_TREE_MAP_SHIFT;

	return bits < BITS_PER_LONG && index >> bits;
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

static unsigned int slot_of(const struct radix_tree_node *node, unsigned long index)
{
	return index >> node->shift & RADIX_TREE_MAP_MASK;
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

/* The leaf that holds @index, whether there is an item or not; NULL. */
static struct radix_tree_node *leaf_of(const struct radix_tree_root *root, unsigned long index)
{
	struct radix_tree_node *node = root->rnode;

	if (!node || too_high(node, index))
		return NULL;
	while (node && node->shift)
		node = node->slots[slot_of(node, index)];
	return node;
}

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

/* ---- tags ---- */

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

static void clear_tag(struct radix_tree_node *leaf, unsigned long index, unsigned int tag)
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
	clear_tag(leaf, index, tag);
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

/* ---- taking out ---- */

/* Take out what is at @index, if it is @item (NULL: whatever it is). Return: it, or NULL. */
void *radix_tree_delete_item(struct radix_tree_root *root, unsigned long index, void *item)
{
	struct radix_tree_node *leaf = leaf_of(root, index);
	void *found = leaf ? leaf->slots[slot_of(leaf, index)] : NULL;

	if (!found || (item && found != item))
		return NULL;
	for (unsigned int tag = 0; tag < RADIX_TREE_MAX_TAGS; tag++)
		clear_tag(leaf, index, tag);
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

/* ---- checking ---- */

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

static int __init radix_tree_init(void)
{
	node_cache = KMEM_CACHE(radix_tree_node, SLAB_PANIC | SLAB_RECLAIM_ACCOUNT);
	return 0;
}
pure_initcall(radix_tree_init);
