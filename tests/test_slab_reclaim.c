// SPDX-License-Identifier: MIT
/*
 * tests/test_slab_reclaim.c: kmem_cache_shrink(), and what caches give up when memory is short.
 *
 * Memory is drained by requests that neither wait nor wake kswapd, so that reclaim begins where the case
 * says and nowhere else.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <slate/leak.h>
#include "../mm/slab.h"

#define NR_OBJECTS 64

static struct kmem_cache *cache;
static void *objects[NR_OBJECTS];

static void free_list(struct list_head *pages)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, pages, lru)
		__free_page(page);
}

static void drain_lowmem(struct list_head *pages)
{
	struct page *page;

	while ((page = alloc_page(__GFP_NOWARN)))
		list_add(&page->lru, pages);
}

/* Leave the cache with slabs that hold nothing. */
static void make_idle_slabs(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(cache, GFP_KERNEL, NR_OBJECTS, objects), NR_OBJECTS);
	kmem_cache_free_bulk(cache, NR_OBJECTS, objects);
	KUNIT_ASSERT_GT(test, cache->ops->idle_pages(cache), 0);
}

static unsigned long nr_slabs(void)
{
	struct slabinfo info;

	get_slabinfo(cache, &info);
	return info.num_slabs;
}

static void idle_pages_are_those_that_shrink_returns(struct kunit *test)
{
	unsigned long idle, before;

	make_idle_slabs(test);
	drain_all_pages(NULL);
	idle = cache->ops->idle_pages(cache);
	before = nr_free_pages();
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(cache), 0);
	drain_all_pages(NULL);
	/* At least: empty magazines go too, and may be the last objects of a slab of theirs. */
	KUNIT_EXPECT_GE(test, nr_free_pages(), before + idle);
	KUNIT_EXPECT_EQ(test, cache->ops->idle_pages(cache), 0);
}

static void shrink_keeps_what_is_in_use(struct kunit *test)
{
	unsigned int i;

	make_idle_slabs(test);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(cache, GFP_KERNEL, NR_OBJECTS, objects), NR_OBJECTS);
	for (i = 0; i < NR_OBJECTS; i++)
		memset(objects[i], i, cache->object_size);
	for (i = 1; i < NR_OBJECTS; i++)
		kmem_cache_free(cache, objects[i]);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(cache), 1);
	KUNIT_EXPECT_EQ(test, nr_slabs(), 1);
	KUNIT_EXPECT_NULL(test, memchr_inv(objects[0], 0, cache->object_size));
	KUNIT_EXPECT_EQ(test, cache->ops->check(cache), 0);
	kmem_cache_free(cache, objects[0]);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(cache), 0);
}

static void who_may_wait_is_given_the_pages_of_idle_slabs(struct kunit *test)
{
	LIST_HEAD(taken);
	struct page *page;

	make_idle_slabs(test);
	drain_lowmem(&taken);
	KUNIT_EXPECT_NULL(test, alloc_page(__GFP_NOWARN));
	KUNIT_EXPECT_GT(test, nr_slabs(), 0);
	page = alloc_page(GFP_KERNEL | __GFP_NOWARN);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, nr_slabs(), 0);
	if (page)
		list_add(&page->lru, &taken);
	free_list(&taken);
}

/* An object is had from the idle slabs of another cache. */
static void an_object_is_had_from_another_caches_slabs(struct kunit *test)
{
	struct kmem_cache *hungry = kmem_cache_create("test_hungry", 2000, 0, 0, NULL);
	LIST_HEAD(taken);
	void *object;

	make_idle_slabs(test);
	drain_lowmem(&taken);
	KUNIT_EXPECT_NULL(test, kmem_cache_alloc(hungry, __GFP_NOWARN));
	object = kmem_cache_alloc(hungry, GFP_KERNEL | __GFP_NOWARN);
	free_list(&taken);
	KUNIT_EXPECT_NOT_NULL(test, object);
	if (object)
		kmem_cache_free(hungry, object);
	kmem_cache_destroy(hungry);
}

static void who_holds_the_list_of_caches_does_not_wait_for_itself(struct kunit *test)
{
	struct shrink_control sc = { .gfp_mask = GFP_KERNEL };

	make_idle_slabs(test);
	mutex_lock(&slab_mutex);
	shrink_slab(sc.gfp_mask, 0, 0);
	KUNIT_EXPECT_GT(test, cache->ops->idle_pages(cache), 0);
	mutex_unlock(&slab_mutex);
	shrink_slab(sc.gfp_mask, 0, 0);
	shrink_slab(sc.gfp_mask, 0, 0);
	drop_slab();
	KUNIT_EXPECT_EQ(test, cache->ops->idle_pages(cache), 0);
}

static struct kunit_case slab_reclaim_cases[] = {
	KUNIT_CASE(idle_pages_are_those_that_shrink_returns),
	KUNIT_CASE(shrink_keeps_what_is_in_use),
	KUNIT_CASE(who_may_wait_is_given_the_pages_of_idle_slabs),
	KUNIT_CASE(an_object_is_had_from_another_caches_slabs),
	KUNIT_CASE(who_holds_the_list_of_caches_does_not_wait_for_itself),
	{}
};

static int make_cache(struct kunit *test)
{
	if (!slab_allocator->idle_pages)
		kunit_skip(test, "this allocator keeps no empty slabs");
	leak_drain();
	cache = kmem_cache_create("test_idle", 500, 0, SLAB_NO_USER_FLAGS, NULL);
	return cache ? 0 : -ENOMEM;
}

static void end_cache(struct kunit *test)
{
	kmem_cache_destroy(cache);
	cache = NULL;
}

static struct kunit_suite slab_reclaim_suite = {
	.name = "slab_reclaim",
	.init = make_cache,
	.exit = end_cache,
	.test_cases = slab_reclaim_cases,
};
kunit_test_suite(slab_reclaim_suite);
