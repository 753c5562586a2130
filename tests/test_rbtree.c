// SPDX-License-Identifier: MIT
/* tests/test_rbtree.c: red-black trees, their invariants after every step. */
#include <kunit/test.h>
#include <linux/random.h>
#include <linux/rbtree.h>
#include <linux/rbtree_augmented.h>

#define NODES 64

struct entry {
	struct rb_node node;
	int key;
	int count; /* entries of this subtree */
};

static struct entry entries[NODES];

static struct entry *entry_of(struct rb_node *node)
{
	return rb_entry(node, struct entry, node);
}

static int count_of(struct rb_node *node)
{
	return node ? entry_of(node)->count : 0;
}

static void recount(struct rb_node *node)
{
	entry_of(node)->count = 1 + count_of(node->rb_left) + count_of(node->rb_right);
}

static void propagate(struct rb_node *node, struct rb_node *stop)
{
	for (; node != stop; node = rb_parent(node))
		recount(node);
}

static void copy(struct rb_node *old, struct rb_node *new)
{
	entry_of(new)->count = entry_of(old)->count;
}

static void rotated(struct rb_node *old, struct rb_node *new)
{
	entry_of(new)->count = entry_of(old)->count;
	recount(old);
}

static const struct rb_augment_callbacks counting = {
	.propagate = propagate, .copy = copy, .rotate = rotated
};

static void insert(struct entry *new, struct rb_root *root)
{
	struct rb_node **link = &root->rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = new->key < entry_of(parent)->key ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&new->node, parent, link);
	propagate(&new->node, NULL);
	rb_insert_augmented(&new->node, root, &counting);
}

static bool is_black(const struct rb_node *node)
{
	return !node || node->__rb_parent_color & 1;
}

/* Black nodes on the way from @node up to the root. */
static int black_depth(struct rb_node *node)
{
	int depth = 0;

	for (; node; node = rb_parent(node))
		depth += is_black(node);
	return depth;
}

/* All rules of red-black trees, the order, and the counts. */
static void check_tree(struct kunit *test, struct rb_root *root, int nr)
{
	int seen = 0, leaf_depth = 0, key = INT_MIN;

	KUNIT_ASSERT_TRUE(test, is_black(root->rb_node));
	for (struct rb_node *node = rb_first(root); node; node = rb_next(node)) {
		KUNIT_ASSERT_LE(test, key, entry_of(node)->key);
		key = entry_of(node)->key;
		if (!is_black(node))
			KUNIT_ASSERT_TRUE(test, is_black(node->rb_left) && is_black(node->rb_right));
		KUNIT_ASSERT_EQ(test, entry_of(node)->count,
				1 + count_of(node->rb_left) + count_of(node->rb_right));
		if (!node->rb_left || !node->rb_right) {
			if (!leaf_depth)
				leaf_depth = black_depth(node);
			KUNIT_ASSERT_EQ(test, black_depth(node), leaf_depth);
		}
		seen++;
	}
	KUNIT_ASSERT_EQ(test, seen, nr);
	KUNIT_ASSERT_EQ(test, count_of(root->rb_node), nr);
}

static void an_empty_tree_has_no_ends(struct kunit *test)
{
	struct rb_root root = RB_ROOT;

	KUNIT_EXPECT_TRUE(test, RB_EMPTY_ROOT(&root));
	KUNIT_EXPECT_NULL(test, rb_first(&root));
	KUNIT_EXPECT_NULL(test, rb_last(&root));
	KUNIT_EXPECT_NULL(test, rb_first_postorder(&root));
}

static void insertion_keeps_every_rule_in_any_order(struct kunit *test)
{
	for (int pattern = 0; pattern < 3; pattern++) {
		struct rb_root root = RB_ROOT;

		for (int i = 0; i < NODES; i++) {
			entries[i].key = pattern == 0 ? i : pattern == 1 ? NODES - i :
							    (int)(get_random_u32() % 50);
			insert(&entries[i], &root);
			check_tree(test, &root, i + 1);
		}
	}
}

static void removal_keeps_every_rule_in_any_order(struct kunit *test)
{
	for (int round = 0; round < 20; round++) {
		struct rb_root root = RB_ROOT;
		bool present[NODES];

		for (int i = 0; i < NODES; i++) {
			entries[i].key = get_random_u32() % 50;
			insert(&entries[i], &root);
			present[i] = true;
		}
		for (int left = NODES; left; left--) {
			int i = get_random_u32() % NODES;

			while (!present[i])
				i = (i + 1) % NODES;
			rb_erase_augmented(&entries[i].node, &root, &counting);
			present[i] = false;
			check_tree(test, &root, left - 1);
		}
	}
}

static void first_last_next_and_prev_walk_in_order(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	struct rb_node *node;
	int key = 0;

	for (int i = 0; i < NODES; i++) {
		entries[i].key = i * 37 % NODES;
		insert(&entries[i], &root);
	}
	for (node = rb_first(&root); node; node = rb_next(node))
		KUNIT_ASSERT_EQ(test, entry_of(node)->key, key++);
	for (node = rb_last(&root); node; node = rb_prev(node))
		KUNIT_ASSERT_EQ(test, entry_of(node)->key, --key);
	KUNIT_EXPECT_EQ(test, key, 0);
}

static void postorder_visits_children_before_parents(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	int seen = 0;

	for (int i = 0; i < NODES; i++) {
		entries[i].key = i;
		insert(&entries[i], &root);
	}
	for (struct rb_node *node = rb_first_postorder(&root); node; node = rb_next_postorder(node)) {
		KUNIT_ASSERT_TRUE(test, !node->rb_left || entry_of(node->rb_left)->count < 0);
		KUNIT_ASSERT_TRUE(test, !node->rb_right || entry_of(node->rb_right)->count < 0);
		entry_of(node)->count = -1; /* visited */
		seen++;
	}
	KUNIT_EXPECT_EQ(test, seen, NODES);
}

static void a_replacement_takes_the_place_as_it_is(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	struct entry other;

	for (int i = 0; i < NODES; i++) {
		entries[i].key = i;
		insert(&entries[i], &root);
	}
	for (int i = 0; i < NODES; i++) {
		other = entries[i];
		rb_replace_node(&entries[i].node, &other.node, &root);
		check_tree(test, &root, NODES);
		rb_replace_node(&other.node, &entries[i].node, &root);
	}
	check_tree(test, &root, NODES);
}

struct interval {
	struct rb_node node;
	unsigned int key, value, max;
};
#define INTERVAL_VALUE(entry) ((entry)->value)
RB_DECLARE_CALLBACKS_MAX(static, keep_max, struct interval, node, unsigned int, max, INTERVAL_VALUE)

static void insert_interval(struct interval *new, struct rb_root *root)
{
	struct rb_node **link = &root->rb_node, *parent = NULL;

	while (*link) {
		struct interval *entry = rb_entry(*link, struct interval, node);

		parent = *link;
		entry->max = max(entry->max, new->value);
		link = new->key < entry->key ? &parent->rb_left : &parent->rb_right;
	}
	new->max = new->value;
	rb_link_node(&new->node, parent, link);
	rb_insert_augmented(&new->node, root, &keep_max);
}

/* Largest first: the removed node's own value is then the maximum of everything above it. */
static void removal_of_the_largest_lowers_every_maximum_above(struct kunit *test)
{
	static struct interval intervals[NODES];
	struct rb_root root = RB_ROOT;
	unsigned int wrong = 0;

	for (unsigned int i = 0; i < NODES; i++) {
		intervals[i] = (struct interval){ .key = i * 37 % NODES, .value = i * 11 % NODES };
		insert_interval(&intervals[i], &root);
	}
	for (unsigned int value = NODES; value-- > 0;) {
		for (unsigned int i = 0; i < NODES; i++)
			if (intervals[i].value == value)
				rb_erase_augmented(&intervals[i].node, &root, &keep_max);
		for (struct rb_node *rb = rb_first(&root); rb; rb = rb_next(rb)) {
			struct interval *entry = rb_entry(rb, struct interval, node);
			unsigned int was = entry->max;

			wrong += !keep_max_compute_max(entry, true) || was >= value;
		}
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
}

static void a_cleared_node_knows_that_it_is_in_no_tree(struct kunit *test)
{
	struct rb_node node;

	RB_CLEAR_NODE(&node);
	KUNIT_EXPECT_TRUE(test, RB_EMPTY_NODE(&node));
	KUNIT_EXPECT_NULL(test, rb_next(&node));
}

static struct kunit_case rbtree_cases[] = {
	KUNIT_CASE(an_empty_tree_has_no_ends),
	KUNIT_CASE(insertion_keeps_every_rule_in_any_order),
	KUNIT_CASE(removal_keeps_every_rule_in_any_order),
	KUNIT_CASE(first_last_next_and_prev_walk_in_order),
	KUNIT_CASE(postorder_visits_children_before_parents),
	KUNIT_CASE(a_replacement_takes_the_place_as_it_is),
	KUNIT_CASE(removal_of_the_largest_lowers_every_maximum_above),
	KUNIT_CASE(a_cleared_node_knows_that_it_is_in_no_tree),
	{}
};

static struct kunit_suite rbtree_suite = { .name = "rbtree", .test_cases = rbtree_cases };
kunit_test_suite(rbtree_suite);
