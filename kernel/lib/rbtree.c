// SPDX-License-Identifier: MIT
/*
 * kernel/lib/rbtree.c: red-black trees, with optional values about subtrees.
 *
 * Problem.  A sorted set with insert, remove and neighbour in logarithmic time, without allocating.
 * Idea.     Every node is red or black. Rules: the root is black; a red node has no red child; every
 *           path from a node down to a leaf passes the same number of black nodes. Hence no path is
 *           more than twice as long as another. An insertion adds a red node and repairs "red below
 *           red" upwards; a removal repairs "one black too few" upwards. Repairs recolour, or rotate:
 *
 *                 y                x
 *                / \   right(y)   / \          order a x b y c stays
 *               x   c  ------->  a   y
 *              / \     <-------     / \
 *             a   b     left(x)    b   c
 *
 * Augmented trees: `rotate(old, top)` is told of each rotation, `propagate(node, stop)` recomputes
 *           from a changed node upwards, `copy` carries a value to a replacement.
 * Cost.     O(log n); at most two rotations per insertion, three per removal.
 * Sources.  Cormen et al., Introduction to Algorithms, ch. 13 "Red-Black Trees"; semantics of Linux's
 *           Documentation/core-api/rbtree.rst.
 */
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/rbtree.h>

#define RB_RED	 0UL
#define RB_BLACK 1UL

static bool is_black(const struct rb_node *node)
{
	return !node || node->__rb_parent_color & RB_BLACK; /* absent children count as black */
}

static bool is_red(const struct rb_node *node)
{
	return !is_black(node);
}

static void set_parent(struct rb_node *node, struct rb_node *parent)
{
	node->__rb_parent_color = (node->__rb_parent_color & RB_BLACK) | (unsigned long)parent;
}

static void paint(struct rb_node *node, unsigned long color)
{
	node->__rb_parent_color = (node->__rb_parent_color & ~RB_BLACK) | color;
}

/* Let @entry take the place that @old has below @parent. */
static void replace_child(struct rb_node *parent, struct rb_node *old, struct rb_node *entry,
			  struct rb_root *root)
{
	if (!parent)
		WRITE_ONCE(root->rb_node, entry);
	else if (parent->rb_left == old)
		WRITE_ONCE(parent->rb_left, entry);
	else
		WRITE_ONCE(parent->rb_right, entry);
}

/* Lift the right (or left) child of @node into its place. */
static void rotate(struct rb_node *node, bool left, struct rb_root *root,
		   const struct rb_augment_callbacks *augment)
{
	struct rb_node *top = left ? node->rb_right : node->rb_left;
	struct rb_node *middle = left ? top->rb_left : top->rb_right;
	struct rb_node *parent = rb_parent(node);

	if (left) {
		node->rb_right = middle;
		top->rb_left = node;
	} else {
		node->rb_left = middle;
		top->rb_right = node;
	}
	if (middle)
		set_parent(middle, node);
	set_parent(top, parent);
	replace_child(parent, node, top, root);
	set_parent(node, top);
	if (augment)
		augment->rotate(node, top);
}

static __always_inline void insert_fixup(struct rb_node *node, struct rb_root *root,
					 const struct rb_augment_callbacks *augment)
{
	struct rb_node *parent, *grand, *uncle;

	paint(node, RB_RED);
	while ((parent = rb_parent(node)) && is_red(parent)) {
		bool parent_is_left;

		grand = rb_parent(parent); /* a red node is never the root */
		parent_is_left = parent == grand->rb_left;
		uncle = parent_is_left ? grand->rb_right : grand->rb_left;
		if (is_red(uncle)) { /* push the black down one level and look again above */
			paint(parent, RB_BLACK);
			paint(uncle, RB_BLACK);
			paint(grand, RB_RED);
			node = grand;
			continue;
		}
		if (node == (parent_is_left ? parent->rb_right : parent->rb_left)) {
			rotate(parent, parent_is_left, root, augment);
			parent = node; /* inner grandchild became the outer one */
		}
		paint(parent, RB_BLACK);
		paint(grand, RB_RED);
		rotate(grand, !parent_is_left, root, augment);
		break;
	}
	paint(root->rb_node, RB_BLACK);
}

void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
	insert_fixup(node, root, NULL);
}
EXPORT_SYMBOL(rb_insert_color);

/* The caller has propagated the new leaf's value already, as Linux asks. */
void rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			 const struct rb_augment_callbacks *augment)
{
	insert_fixup(node, root, augment);
}
EXPORT_SYMBOL(rb_insert_augmented);

/* The paths through @node (maybe NULL, below @parent) lack one black. */
static __always_inline void erase_fixup(struct rb_node *node, struct rb_node *parent,
					struct rb_root *root,
					const struct rb_augment_callbacks *augment)
{
	while (parent && is_black(node)) {
		bool left = node == parent->rb_left;
		struct rb_node *sibling = left ? parent->rb_right : parent->rb_left;
		struct rb_node *outer, *inner;

		if (is_red(sibling)) { /* make the sibling black, one level lower */
			paint(sibling, RB_BLACK);
			paint(parent, RB_RED);
			rotate(parent, left, root, augment);
			sibling = left ? parent->rb_right : parent->rb_left;
		}
		outer = left ? sibling->rb_right : sibling->rb_left;
		inner = left ? sibling->rb_left : sibling->rb_right;
		if (is_black(outer) && is_black(inner)) { /* take one black from the other side too */
			paint(sibling, RB_RED);
			node = parent;
			parent = rb_parent(node);
			continue;
		}
		if (is_black(outer)) {
			paint(inner, RB_BLACK);
			paint(sibling, RB_RED);
			rotate(sibling, !left, root, augment);
			outer = sibling;
			sibling = inner;
		}
		paint(sibling, parent->__rb_parent_color & RB_BLACK);
		paint(parent, RB_BLACK);
		paint(outer, RB_BLACK);
		rotate(parent, left, root, augment);
		return;
	}
	if (node)
		paint(node, RB_BLACK);
}

/* Put @node's successor, which has no left child, into @node's place; returns where a black may be missing. */
static struct rb_node *swap_in_successor(struct rb_node *node, struct rb_root *root,
					 struct rb_node **child, bool *lost_black)
{
	struct rb_node *successor = node->rb_right, *parent;

	while (successor->rb_left)
		successor = successor->rb_left;
	*child = successor->rb_right;
	*lost_black = is_black(successor);
	parent = rb_parent(successor);
	if (parent == node) {
		parent = successor;
	} else {
		parent->rb_left = *child;
		if (*child)
			set_parent(*child, parent);
		successor->rb_right = node->rb_right;
		set_parent(node->rb_right, successor);
	}
	successor->rb_left = node->rb_left;
	set_parent(node->rb_left, successor);
	replace_child(rb_parent(node), node, successor, root);
	successor->__rb_parent_color = node->__rb_parent_color;
	return parent;
}

static __always_inline void erase(struct rb_node *node, struct rb_root *root,
				  const struct rb_augment_callbacks *augment)
{
	struct rb_node *child, *parent, *lowest;
	bool lost_black;

	if (node->rb_left && node->rb_right) {
		struct rb_node *successor = node->rb_right;

		while (successor->rb_left)
			successor = successor->rb_left;
		parent = swap_in_successor(node, root, &child, &lost_black);
		if (augment) {
			augment->copy(node, successor);
			/*
			 * Below the successor's new place a value may be right already, and end the walk;
			 * its own is the removed node's in any case, and so is to be looked at by itself.
			 */
			augment->propagate(parent, successor);
		}
		lowest = successor;
	} else {
		child = node->rb_left ?: node->rb_right;
		parent = rb_parent(node);
		lost_black = is_black(node);
		replace_child(parent, node, child, root);
		if (child)
			set_parent(child, parent);
		lowest = parent;
	}
	if (augment && lowest)
		augment->propagate(lowest, NULL);
	if (lost_black)
		erase_fixup(child, parent, root, augment);
}

void rb_erase(struct rb_node *node, struct rb_root *root)
{
	erase(node, root, NULL);
}
EXPORT_SYMBOL(rb_erase);

void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment)
{
	erase(node, root, augment);
}
EXPORT_SYMBOL(rb_erase_augmented);

struct rb_node *rb_first(const struct rb_root *root)
{
	struct rb_node *node = root->rb_node;

	while (node && node->rb_left)
		node = node->rb_left;
	return node;
}
EXPORT_SYMBOL(rb_first);

struct rb_node *rb_last(const struct rb_root *root)
{
	struct rb_node *node = root->rb_node;

	while (node && node->rb_right)
		node = node->rb_right;
	return node;
}
EXPORT_SYMBOL(rb_last);

struct rb_node *rb_next(const struct rb_node *node)
{
	struct rb_node *parent;

	if (RB_EMPTY_NODE(node))
		return NULL;
	if (node->rb_right) {
		node = node->rb_right;
		while (node->rb_left)
			node = node->rb_left;
		return (struct rb_node *)node;
	}
	while ((parent = rb_parent(node)) && node == parent->rb_right)
		node = parent;
	return parent;
}
EXPORT_SYMBOL(rb_next);

struct rb_node *rb_prev(const struct rb_node *node)
{
	struct rb_node *parent;

	if (RB_EMPTY_NODE(node))
		return NULL;
	if (node->rb_left) {
		node = node->rb_left;
		while (node->rb_right)
			node = node->rb_right;
		return (struct rb_node *)node;
	}
	while ((parent = rb_parent(node)) && node == parent->rb_left)
		node = parent;
	return parent;
}
EXPORT_SYMBOL(rb_prev);

void rb_replace_node(struct rb_node *victim, struct rb_node *entry, struct rb_root *root)
{
	*entry = *victim;
	if (victim->rb_left)
		set_parent(victim->rb_left, entry);
	if (victim->rb_right)
		set_parent(victim->rb_right, entry);
	replace_child(rb_parent(victim), victim, entry, root);
}
EXPORT_SYMBOL(rb_replace_node);

static struct rb_node *deepest_left(const struct rb_node *node)
{
	while (node->rb_left || node->rb_right)
		node = node->rb_left ?: node->rb_right;
	return (struct rb_node *)node;
}

struct rb_node *rb_first_postorder(const struct rb_root *root)
{
	return root->rb_node ? deepest_left(root->rb_node) : NULL;
}
EXPORT_SYMBOL(rb_first_postorder);

struct rb_node *rb_next_postorder(const struct rb_node *node)
{
	struct rb_node *parent;

	if (!node)
		return NULL;
	parent = rb_parent(node);
	if (parent && node == parent->rb_left && parent->rb_right)
		return deepest_left(parent->rb_right);
	return parent;
}
EXPORT_SYMBOL(rb_next_postorder);
