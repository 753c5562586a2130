// SPDX-License-Identifier: MIT
/*
 * tests/test_slab_misuse.c: bugs of callers in between thousands of right calls change nothing for these.
 *
 * A random walk on one cache. Four in twelve steps allocate, four free, one frees again what is free, one
 * frees an address inside an object, the others shrink the cache or take a bulk. A model keeps what is in
 * use and what is free. Each wrong call is reported; nothing is ever handed out twice; contents stay; and
 * the cache's invariants hold. The same walk on caches of several sizes and kinds, on each allocator.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../mm/slab.h"

#define NR_OBJECTS 200
#define NR_BULK	   20
#define STEPS	   3000
#define WATCHED	   (SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER)

static struct walk {
	struct kmem_cache *cache;
	unsigned int size, nr_used, nr_free;
	u8 *used[NR_OBJECTS], *free[NR_OBJECTS];
	u8 filled_with[NR_OBJECTS]; /* those in use */
	u32 seed;
	unsigned int misuses, unnoticed, twice, changed;
} walk;

static struct kunit_resource resource;
static int slab_errors;

static u32 below(u32 limit)
{
	walk.seed = walk.seed * 1664525 + 1013904223;
	return (walk.seed >> 8) % limit;
}

/* @object was handed out: it must not be in use, and is not free any more. */
static void note_given(u8 *object)
{
	unsigned int i;

	for (i = 0; i < walk.nr_used; i++)
		walk.twice += walk.used[i] == object;
	for (i = 0; i < walk.nr_free; i++)
		if (walk.free[i] == object)
			walk.free[i--] = walk.free[--walk.nr_free];
}

static void take_one(void)
{
	u8 *object;

	if (walk.nr_used == NR_OBJECTS)
		return;
	object = kmem_cache_alloc(walk.cache, below(4) ? GFP_KERNEL : GFP_ATOMIC);
	if (!object)
		return;
	note_given(object);
	walk.filled_with[walk.nr_used] = below(256);
	memset(object, walk.filled_with[walk.nr_used], walk.size);
	walk.used[walk.nr_used++] = object;
}

static void give_one(void)
{
	unsigned int i = walk.nr_used ? below(walk.nr_used) : 0;
	u8 *object = walk.used[i];

	if (!walk.nr_used)
		return;
	walk.changed += memchr_inv(object, walk.filled_with[i], walk.size) != NULL;
	if (below(2))
		kmem_cache_free(walk.cache, object);
	else
		kfree(object);
	walk.used[i] = walk.used[--walk.nr_used];
	walk.filled_with[i] = walk.filled_with[walk.nr_used];
	if (walk.nr_free < NR_OBJECTS)
		walk.free[walk.nr_free++] = object;
}

/* A page that has gone back to the page allocator may be anybody's by now. */
static bool is_still_ours(const void *object)
{
	const struct page *page = virt_to_page(object);

	return test_bit(PG_slab, &page->flags) &&
	       (page->slab_cache == walk.cache || slab_allocator == &slob_ops);
}

static void give_one_again(void)
{
	u8 *object = walk.nr_free ? walk.free[below(walk.nr_free)] : NULL;
	int before = slab_errors;

	if (!object || !is_still_ours(object))
		return;
	walk.misuses++;
	if (below(2))
		kmem_cache_free(walk.cache, object);
	else
		kfree(object);
	walk.unnoticed += slab_errors == before;
}

static void give_the_inside_of_one(void)
{
	int before = slab_errors;

	if (!walk.nr_used)
		return;
	walk.misuses++;
	kmem_cache_free(walk.cache, walk.used[below(walk.nr_used)] + 4 + below(walk.size - 4));
	walk.unnoticed += slab_errors == before;
}

static void take_and_give_a_bulk(void)
{
	void *bulk[NR_BULK];
	unsigned int i;

	if (!kmem_cache_alloc_bulk(walk.cache, GFP_KERNEL, NR_BULK, bulk))
		return;
	for (i = 0; i < NR_BULK; i++)
		note_given(bulk[i]);
	kmem_cache_free_bulk(walk.cache, NR_BULK, bulk);
}

static void step(void)
{
	switch (below(12)) {
	case 0 ... 3:
		return take_one();
	case 4 ... 7:
		return give_one();
	case 8:
		return give_one_again();
	case 9:
		return give_the_inside_of_one();
	case 10:
		if (!below(20))
			kmem_cache_shrink(walk.cache);
		return;
	default:
		if (!below(30))
			take_and_give_a_bulk();
	}
}

static void walk_on(struct kunit *test, unsigned int size, slab_flags_t flags)
{
	unsigned int i;

	walk = (struct walk){ .size = size, .seed = size + flags };
	walk.cache = kmem_cache_create("misused", size, 0, flags | SLAB_NO_USER_FLAGS, NULL);
	KUNIT_ASSERT_NOT_NULL(test, walk.cache);
	slab_errors = 0;
	kunit_add_named_resource(test, NULL, NULL, &resource, "slab_errors", &slab_errors);
	for (i = 0; i < STEPS; i++)
		step();
	KUNIT_EXPECT_EQ(test, walk.cache->ops->check(walk.cache), 0);
	i = slab_errors;
	validate_slab_cache(walk.cache);
	KUNIT_EXPECT_EQ(test, slab_errors, (int)i);
	while (walk.nr_used)
		give_one();
	KUNIT_EXPECT_EQ(test, slab_errors, (int)i);
	kunit_destroy_named_resource(test, "slab_errors");
	kmem_cache_destroy(walk.cache);
	KUNIT_EXPECT_GT(test, walk.misuses, 100U);
	KUNIT_EXPECT_EQ(test, walk.unnoticed, 0U);
	KUNIT_EXPECT_EQ(test, walk.twice, 0U);
	KUNIT_EXPECT_EQ(test, walk.changed, 0U);
}

static const unsigned int sizes[] = { 16, 64, 200, 520, 4096 };

static void objects_in_use_outlive_the_misuse_of_others(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		walk_on(test, sizes[i], 0);
}

static void so_do_those_that_rcu_readers_may_look_at(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		walk_on(test, sizes[i], SLAB_TYPESAFE_BY_RCU);
}

static void so_do_those_that_are_watched(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		walk_on(test, sizes[i], WATCHED);
}

static struct kunit_case slab_misuse_cases[] = {
	KUNIT_CASE(objects_in_use_outlive_the_misuse_of_others),
	KUNIT_CASE(so_do_those_that_rcu_readers_may_look_at),
	KUNIT_CASE(so_do_those_that_are_watched),
	{}
};

static struct kunit_suite slab_misuse_suite = { .name = "slab_misuse", .test_cases = slab_misuse_cases };
kunit_test_suite(slab_misuse_suite);
