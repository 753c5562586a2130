/* SPDX-License-Identifier: MIT */
/*
 * linux/radix-tree.h: from a number to a pointer, in order, with marks that a search can follow.
 *
 *     RADIX_TREE(pages, GFP_ATOMIC);
 *     if (!radix_tree_preload(GFP_KERNEL)) {         nodes in hand, so that the lock may be held
 *             spin_lock(&lock);
 *             err = radix_tree_insert(&pages, index, item);   0, -EEXIST, -ENOMEM
 *             spin_unlock(&lock);
 *             radix_tree_preload_end();
 *     }
 *     item = radix_tree_lookup(&pages, index);
 *     radix_tree_tag_set(&pages, index, 0);
 *     n = radix_tree_gang_lookup_tag(&pages, found, 0, ARRAY_SIZE(found), 0);   in ascending order
 *
 * Items are pointers other than NULL. The caller locks; a zeroed root is an empty tree (GFP_ATOMIC).
 *
 * Source: LKD ch. 16 "Radix Tree"; names of Linux 6.1, where XArray does the work by now.
 */
#ifndef _LINUX_RADIX_TREE_H
#define _LINUX_RADIX_TREE_H

#include <linux/bitops.h>
#include <linux/gfp.h>
#include <linux/preempt.h>
#include <linux/types.h>

#define RADIX_TREE_MAP_SHIFT 6
#define RADIX_TREE_MAP_SIZE  (1UL << RADIX_TREE_MAP_SHIFT)
#define RADIX_TREE_MAP_MASK  (RADIX_TREE_MAP_SIZE - 1)
#define RADIX_TREE_MAX_TAGS  3
#define RADIX_TREE_TAG_LONGS BITS_TO_LONGS(RADIX_TREE_MAP_SIZE)
#define RADIX_TREE_MAX_PATH  DIV_ROUND_UP(BITS_PER_LONG, RADIX_TREE_MAP_SHIFT)

struct radix_tree_node {
	unsigned char shift;  /* an index's bits from here on are the slot */
	unsigned char offset; /* its own slot in the parent */
	unsigned char count;  /* slots in use */
	struct radix_tree_node *parent;
	void *slots[RADIX_TREE_MAP_SIZE]; /* nodes, or items where shift is 0 */
	unsigned long tags[RADIX_TREE_MAX_TAGS][RADIX_TREE_TAG_LONGS]; /* set: an item there or below has it */
};

struct radix_tree_root {
	gfp_t gfp_mask; /* for nodes, where nothing was preloaded */
	struct radix_tree_node *rnode;
};

#define RADIX_TREE_INIT(name, mask) { .gfp_mask = (mask), .rnode = NULL }
#define RADIX_TREE(name, mask) struct radix_tree_root name = RADIX_TREE_INIT(name, mask)
#define INIT_RADIX_TREE(root, mask)         \
	do {                                \
		(root)->gfp_mask = (mask);  \
		(root)->rnode = NULL;       \
	} while (0)

static inline bool radix_tree_empty(const struct radix_tree_root *root)
{
	return !root->rnode;
}

int radix_tree_insert(struct radix_tree_root *root, unsigned long index, void *item);
void *radix_tree_lookup(const struct radix_tree_root *root, unsigned long index);
void **radix_tree_lookup_slot(const struct radix_tree_root *root, unsigned long index);
void *radix_tree_delete(struct radix_tree_root *root, unsigned long index);
void *radix_tree_delete_item(struct radix_tree_root *root, unsigned long index, void *item);

static inline void radix_tree_replace_slot(struct radix_tree_root *root, void **slot, void *item)
{
	(void)root;
	*slot = item;
}

unsigned int radix_tree_gang_lookup(const struct radix_tree_root *root, void **results,
				    unsigned long first_index, unsigned int max_items);
unsigned int radix_tree_gang_lookup_tag(const struct radix_tree_root *root, void **results,
					unsigned long first_index, unsigned int max_items, unsigned int tag);
void *radix_tree_tag_set(struct radix_tree_root *root, unsigned long index, unsigned int tag);
void *radix_tree_tag_clear(struct radix_tree_root *root, unsigned long index, unsigned int tag);
int radix_tree_tag_get(const struct radix_tree_root *root, unsigned long index, unsigned int tag);
int radix_tree_tagged(const struct radix_tree_root *root, unsigned int tag);

/* Slate's: the first item from *@index on, with @tag unless it is negative; *@index is where it is. NULL: none. */
void *radix_tree_next(const struct radix_tree_root *root, unsigned long *index, int tag);
/* Every invariant. Return: faults found. */
int radix_tree_check(const struct radix_tree_root *root);

/* Ascending; the loop's body may delete the item that it has been given. */
#define radix_tree_for_each(item, root, index)                                        \
	for ((index) = 0; ((item) = radix_tree_next(root, &(index), -1)) != NULL; (index)++)

int radix_tree_preload(gfp_t gfp_mask);
int radix_tree_maybe_preload(gfp_t gfp_mask);
void radix_tree_drain(void);

static inline void radix_tree_preload_end(void)
{
	preempt_enable();
}

#endif
