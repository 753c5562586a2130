// SPDX-License-Identifier: MIT
/*
 * tests/host/radix_tree_test.c: the radix tree against a plain list, with allocations that fail at random.
 *
 * Every operation is done on both and must answer alike; all invariants are checked along the way, and at the
 * end no node is left.
 */
#include <linux/radix-tree.h>
#include <linux/slab.h>
#include "host.h"

#define ITEMS	   160
#define OPERATIONS 300000

int __preempt_count;
static long nodes_out;
static unsigned int refuse_in; /* allocations until one fails; 0: none does */

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align, slab_flags_t flags,
				     void (*ctor)(void *))
{
	static char cache;

	return (struct kmem_cache *)&cache;
}

void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp)
{
	struct radix_tree_node *node;

	if (refuse_in && !--refuse_in)
		return NULL;
	node = malloc(sizeof(*node));
	memset(node, gfp & __GFP_ZERO ? 0 : 0x5a, sizeof(*node));
	nodes_out++;
	return node;
}

void kmem_cache_free(struct kmem_cache *cache, void *node)
{
	memset(node, 0x6b, sizeof(struct radix_tree_node));
	free(node);
	nodes_out--;
}

/* The model: items in ascending order. */
static struct item {
	unsigned long index;
	bool tag[RADIX_TREE_MAX_TAGS];
} model[ITEMS];
static unsigned int nr_items;

static unsigned int model_place(unsigned long index)
{
	unsigned int i = 0;

	while (i < nr_items && model[i].index < index)
		i++;
	return i;
}

static struct item *model_find(unsigned long index)
{
	unsigned int i = model_place(index);

	return i < nr_items && model[i].index == index ? &model[i] : NULL;
}

static void *item_at(unsigned long index)
{
	return (void *)(index * 4 + 4 ?: 4ul);
}

/* Clusters of neighbours at every height of the tree. */
static unsigned long draw_index(void)
{
	return (unsigned long)(host_random() % 80) << (RADIX_TREE_MAP_SHIFT * (host_random() % RADIX_TREE_MAX_PATH)) |
	       (host_random() % 2 ? 0 : host_random() % 4);
}

static void insert(struct radix_tree_root *root, unsigned long index)
{
	unsigned int at = model_place(index);
	bool known = model_find(index);
	int err;

	if (nr_items == ITEMS)
		return;
	refuse_in = host_random() % 8 ? 0 : 1 + host_random() % 4;
	err = radix_tree_insert(root, index, item_at(index));
	EXPECT(err == (known ? -EEXIST : 0) || (err == -ENOMEM && !refuse_in));
	refuse_in = 0;
	if (err)
		return;
	memmove(&model[at + 1], &model[at], (nr_items++ - at) * sizeof(model[0]));
	model[at] = (struct item){ .index = index };
}

static void delete(struct radix_tree_root *root, unsigned long index)
{
	struct item *item = model_find(index);

	EXPECT(radix_tree_delete(root, index) == (item ? item_at(index) : NULL));
	if (item)
		memmove(item, item + 1, (&model[--nr_items] - item) * sizeof(model[0]));
}

static void tag(struct radix_tree_root *root, unsigned long index, unsigned int which, bool on)
{
	struct item *item = model_find(index);

	if (item && on)
		EXPECT(radix_tree_tag_set(root, index, which) == item_at(index));
	else if (!on)
		EXPECT(radix_tree_tag_clear(root, index, which) == (item ? item_at(index) : NULL));
	if (item)
		item->tag[which] = on;
	EXPECT(radix_tree_tag_get(root, index, which) == (item && item->tag[which]));
}

/* @which < 0: any. */
static void search(struct radix_tree_root *root, unsigned long from, int which)
{
	void *found[16];
	unsigned int max = 1 + host_random() % ARRAY_SIZE(found), n, expected = 0;

	n = which < 0 ? radix_tree_gang_lookup(root, found, from, max) :
			radix_tree_gang_lookup_tag(root, found, from, max, which);
	for (unsigned int i = model_place(from); i < nr_items && expected < max; i++)
		if (which < 0 || model[i].tag[which]) {
			EXPECT(expected < n && found[expected] == item_at(model[i].index));
			expected++;
		}
	EXPECT(n == expected);
}

static void operate(struct radix_tree_root *root)
{
	unsigned long index = nr_items && host_random() % 2 ? model[host_random() % nr_items].index : draw_index();
	unsigned int which = host_random() % RADIX_TREE_MAX_TAGS;

	switch (host_random() % 8) {
	case 0: case 1:
		return insert(root, index);
	case 2:
		return delete(root, index);
	case 3: case 4:
		return tag(root, index, which, true);
	case 5:
		return tag(root, index, which, false);
	case 6:
		return search(root, index, host_random() % 2 ? (int)which : -1);
	}
	EXPECT(radix_tree_lookup(root, index) == (model_find(index) ? item_at(index) : NULL));
	EXPECT(!radix_tree_lookup_slot(root, index) == !model_find(index));
}

int main(void)
{
	RADIX_TREE(root, GFP_ATOMIC);

	/* Per-CPU variables are reached through %fs: let it be flat, as on the boot CPU. */
	asm volatile("mov %%ds, %%eax; mov %%eax, %%fs" : : : "eax");
	host_seed_random();
	for (int i = 0; i < OPERATIONS; i++) {
		operate(&root);
		if (i % 16 == 0)
			EXPECT(radix_tree_check(&root) == 0);
	}
	EXPECT(nodes_out > 0);
	while (nr_items)
		delete(&root, model[host_random() % nr_items].index);
	EXPECT(radix_tree_empty(&root));
	/* After a preload one insertion needs nothing, wherever it goes. */
	for (unsigned int i = 0; i < RADIX_TREE_MAX_PATH; i++) {
		unsigned long index = i ? 1ul << (i * RADIX_TREE_MAP_SHIFT) : 0;

		EXPECT(!radix_tree_preload(GFP_KERNEL));
		refuse_in = 1;
		EXPECT(!radix_tree_insert(&root, index, item_at(index)));
		refuse_in = 0;
		radix_tree_preload_end();
	}
	for (unsigned int i = 0; i < RADIX_TREE_MAX_PATH; i++)
		EXPECT(radix_tree_delete(&root, i ? 1ul << (i * RADIX_TREE_MAP_SHIFT) : 0));
	radix_tree_drain();
	EXPECT(nodes_out == 0);
	return host_summary();
}
