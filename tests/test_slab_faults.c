// SPDX-License-Identifier: MIT
/*
 * tests/test_slab_faults.c: every place that allocates on the floor of objects, and in mempools, fails once.
 *
 * An operation is run again and again; the 1st, the 2nd, ... the Nth request for an object, a page or an
 * area inside it is refused, until it runs through without meeting a refusal. Each time it must either
 * report failure or have found another way, and leave nothing behind.
 */
#include <kunit/test.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/fault.h>
#include <slate/leak.h>
#include "../mm/slab.h"
#include "log_watch.h"

#define MEMORY_KINDS (1u << FAULT_SLAB | 1u << FAULT_PAGE | 1u << FAULT_VMALLOC)
#define MANY_FAULTS  200 /* no operation here asks that often */

enum outcome { FAILED, WORKED, BROKEN };

/* What a refusal may lead to. */
enum promise {
	MUST_FAIL,  /* each refusal is an error to the caller */
	MAY_WORK,   /* there is a second way for some: smaller blocks, the reserve */
	EITHER,	    /* ... and perhaps for all: vmalloc, a cache of its own */
	MUST_WORK,  /* never fails */
};

static struct log_watch watch;
static struct kmem_cache *cache;

static bool in_use(void *object)
{
	return !ZERO_OR_NULL_PTR(object);
}

static enum outcome freed(void *object)
{
	if (!in_use(object))
		return FAILED;
	kfree(object);
	return WORKED;
}

static enum outcome ended(struct kmem_cache *s)
{
	kmem_cache_destroy(s);
	return s ? WORKED : FAILED;
}

static enum outcome make_a_cache(void)
{
	return ended(kmem_cache_create("faulty", 100, 0, SLAB_NO_MERGE, NULL));
}

static enum outcome make_a_cache_for_user_mode(void)
{
	return ended(kmem_cache_create_usercopy("faulty", 100, 0, 0, 0, 8, NULL));
}

static enum outcome make_a_watched_cache(void)
{
	return ended(kmem_cache_create("faulty", 100, 0, SLAB_RED_ZONE | SLAB_STORE_USER, NULL));
}

/* Outside of a case: then an equal cache may serve, and its alias needs memory. */
static enum outcome make_a_shared_cache(void)
{
	struct kunit *test = current->kunit_test;
	struct kmem_cache *s;

	current->kunit_test = NULL;
	s = kmem_cache_create("faulty", 128, 0, 0, NULL);
	current->kunit_test = test;
	return ended(s);
}

static enum outcome take_an_object(void)
{
	void *object = kmem_cache_alloc(cache, GFP_KERNEL | __GFP_NOWARN);

	if (!object)
		return FAILED;
	kmem_cache_free(cache, object);
	return WORKED;
}

static enum outcome take_an_object_of_a_node(void)
{
	void *object = kmem_cache_alloc_node(cache, GFP_KERNEL | __GFP_NOWARN, 0);

	if (!object)
		return FAILED;
	kmem_cache_free(cache, object);
	return WORKED;
}

static enum outcome take_forty_objects(void)
{
	void *objects[40];
	int nr = kmem_cache_alloc_bulk(cache, GFP_KERNEL | __GFP_NOWARN, 40, objects);

	kmem_cache_free_bulk(cache, nr, objects);
	return nr == 40 ? WORKED : nr ? BROKEN : FAILED;
}

static enum outcome kmalloc_of_each_size(void)
{
	void *objects[KMALLOC_SHIFT_HIGH + 1] = {};
	enum outcome outcome = WORKED;
	unsigned int i;

	for (i = KMALLOC_SHIFT_LOW; i <= KMALLOC_SHIFT_HIGH; i++) {
		objects[i] = kmalloc((1UL << i) - 1, GFP_KERNEL | __GFP_NOWARN);
		if (!objects[i])
			outcome = FAILED;
	}
	for (i = KMALLOC_SHIFT_LOW; i <= KMALLOC_SHIFT_HIGH; i++)
		kfree(objects[i]);
	return outcome;
}

static enum outcome kmalloc_of_many_pages(void)
{
	return freed(kmalloc(100000, GFP_KERNEL | __GFP_NOWARN));
}

static enum outcome kcalloc_of_a_node(void)
{
	return freed(kcalloc_node(10, 30, GFP_KERNEL | __GFP_NOWARN, 0));
}

/* What could not grow is as it was. */
static enum outcome krealloc_to_more(void)
{
	u8 *old = kmalloc(40, GFP_KERNEL | __GFP_NOWARN), *new;
	enum outcome outcome = FAILED;

	if (!old)
		return FAILED;
	memset(old, 0x4f, 40);
	new = krealloc(old, 5000, GFP_KERNEL | __GFP_NOWARN);
	if (memchr_inv(new ?: old, 0x4f, 40))
		outcome = BROKEN;
	else if (new)
		outcome = WORKED;
	kfree(new ?: old);
	return outcome;
}

static enum outcome copies_of_strings(void)
{
	static const char text[] = "a string of some length, neither short nor long";
	enum outcome outcome = WORKED;
	char *copies[5];
	unsigned int i;

	copies[0] = kstrdup(text, GFP_KERNEL);
	copies[1] = kstrndup(text, 10, GFP_KERNEL);
	copies[2] = kmemdup(text, sizeof(text), GFP_KERNEL);
	copies[3] = kmemdup_nul(text, 10, GFP_KERNEL);
	copies[4] = kasprintf(GFP_KERNEL, "%s %d", text, 7);
	for (i = 0; i < ARRAY_SIZE(copies); i++) {
		if (!copies[i])
			outcome = FAILED;
		kfree(copies[i]);
	}
	return outcome;
}

static enum outcome kvmalloc_of_many_pages(void)
{
	void *memory = kvmalloc(40000, GFP_KERNEL | __GFP_NOWARN);

	kvfree(memory);
	return memory ? WORKED : FAILED;
}

static enum outcome end_pool(mempool_t *pool)
{
	mempool_destroy(pool);
	return pool ? WORKED : FAILED;
}

static enum outcome make_a_pool_of_objects(void)
{
	return end_pool(mempool_create_slab_pool(4, cache));
}

static enum outcome make_a_pool_of_memory(void)
{
	return end_pool(mempool_create_kmalloc_pool(4, 300));
}

static enum outcome make_a_pool_of_pages(void)
{
	return end_pool(mempool_create_page_pool(4, 1));
}

/* Whether it can grow or not, it keeps what it has promised. */
static enum outcome resize_a_pool(void)
{
	mempool_t *pool = mempool_create_kmalloc_pool(2, 300);
	enum outcome outcome;

	if (!pool)
		return FAILED;
	outcome = mempool_resize(pool, 6) ? FAILED : WORKED;
	if (pool->curr_nr < 2 || pool->min_nr != (outcome == WORKED ? 6 : 2))
		outcome = BROKEN;
	mempool_destroy(pool);
	return outcome;
}

static mempool_t *pool;

static enum outcome take_from_a_pool(void)
{
	void *element = mempool_alloc(pool, GFP_KERNEL);

	if (!element)
		return FAILED;
	mempool_free(element, pool);
	return WORKED;
}

static enum outcome take_from_a_pool_without_waiting(void)
{
	void *element = mempool_alloc(pool, GFP_ATOMIC);

	if (!element)
		return FAILED;
	mempool_free(element, pool);
	return WORKED;
}

static enum outcome take_what_must_not_fail(void)
{
	return freed(kmalloc(500, GFP_KERNEL | __GFP_NOFAIL));
}

/* Refuse the @nth request of @operation. True if there was one to refuse. */
static bool refuse_nth(struct kunit *test, enum outcome (*operation)(void), unsigned int nth,
		       enum promise promise, unsigned int *failures)
{
	struct leak_snapshot before;
	enum outcome outcome;
	char text[128];
	bool hit;

	/* Nothing in reserve, so that the refusal of a page is felt. */
	leak_snapshot(&before);
	log_watch_start(&watch);
	fault_inject(nth, MEMORY_KINDS);
	outcome = operation();
	hit = fault_injected();
	fault_inject(0, 0);
	log_watch_stop(&watch);

	KUNIT_EXPECT_NE_MSG(test, outcome, BROKEN, "request %u", nth);
	if (!hit || promise == MUST_WORK)
		KUNIT_EXPECT_EQ_MSG(test, outcome, WORKED, "request %u", nth);
	else if (promise == MUST_FAIL)
		KUNIT_EXPECT_EQ_MSG(test, outcome, FAILED, "request %u", nth);
	KUNIT_EXPECT_FALSE_MSG(test, leak_compare(&before, text, sizeof(text)), "request %u left %s",
			       nth, text);
	*failures += outcome == FAILED;
	return hit;
}

static void refuse_each(struct kunit *test, enum outcome (*operation)(void), enum promise promise)
{
	unsigned int nth = 0, failures = 0;

	while (nth < MANY_FAULTS && refuse_nth(test, operation, ++nth, promise, &failures))
		;
	KUNIT_EXPECT_LT(test, nth, MANY_FAULTS);
	KUNIT_EXPECT_GT(test, nth, promise == MUST_WORK ? 0 : 1);
	if (promise == MUST_FAIL || promise == MAY_WORK)
		KUNIT_EXPECT_GT(test, failures, 0);
}

static void caches_are_made_whole_or_not_at_all(struct kunit *test)
{
	refuse_each(test, make_a_cache, MAY_WORK);
	refuse_each(test, make_a_cache_for_user_mode, MAY_WORK);
	refuse_each(test, make_a_watched_cache, MAY_WORK);
	refuse_each(test, make_a_shared_cache, EITHER);
}

static void objects_are_had_or_not(struct kunit *test)
{
	refuse_each(test, take_an_object, MAY_WORK);
	refuse_each(test, take_an_object_of_a_node, MAY_WORK);
	refuse_each(test, kmalloc_of_each_size, MAY_WORK);
	refuse_each(test, kmalloc_of_many_pages, MUST_FAIL);
	refuse_each(test, kcalloc_of_a_node, MAY_WORK);
	refuse_each(test, copies_of_strings, MAY_WORK);
	refuse_each(test, kvmalloc_of_many_pages, EITHER);
}

static void a_bulk_is_had_whole_or_not_at_all(struct kunit *test)
{
	refuse_each(test, take_forty_objects, MAY_WORK);
}

static void what_cannot_grow_is_as_it_was(struct kunit *test)
{
	refuse_each(test, krealloc_to_more, MAY_WORK);
}

static void pools_are_made_whole_or_not_at_all(struct kunit *test)
{
	refuse_each(test, make_a_pool_of_objects, MAY_WORK);
	refuse_each(test, make_a_pool_of_memory, MAY_WORK);
	refuse_each(test, make_a_pool_of_pages, MAY_WORK);
	refuse_each(test, resize_a_pool, MAY_WORK);
}

static void a_pool_with_a_reserve_serves_whatever_is_refused(struct kunit *test)
{
	pool = mempool_create_slab_pool(2, cache);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	refuse_each(test, take_from_a_pool, MUST_WORK);
	refuse_each(test, take_from_a_pool_without_waiting, MUST_WORK);
	mempool_destroy(pool);
	pool = mempool_create_page_pool(2, 1);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	refuse_each(test, take_from_a_pool, MUST_WORK);
	refuse_each(test, take_from_a_pool_without_waiting, MUST_WORK);
	mempool_destroy(pool);
}

static void what_must_not_fail_is_not_refused(struct kunit *test)
{
	refuse_each(test, take_what_must_not_fail, MUST_WORK);
}

static struct kunit_case slab_faults_cases[] = {
	KUNIT_CASE(caches_are_made_whole_or_not_at_all),
	KUNIT_CASE(objects_are_had_or_not),
	KUNIT_CASE(a_bulk_is_had_whole_or_not_at_all),
	KUNIT_CASE(what_cannot_grow_is_as_it_was),
	KUNIT_CASE(pools_are_made_whole_or_not_at_all),
	KUNIT_CASE(a_pool_with_a_reserve_serves_whatever_is_refused),
	KUNIT_CASE(what_must_not_fail_is_not_refused),
	{}
};

static int make_cache(struct kunit *test)
{
	cache = kmem_cache_create("test_faults", 300, 0, 0, NULL);
	return cache ? 0 : -ENOMEM;
}

static void end_cache(struct kunit *test)
{
	kmem_cache_destroy(cache);
}

static struct kunit_suite slab_faults_suite = {
	.name = "slab_faults",
	.init = make_cache,
	.exit = end_cache,
	.test_cases = slab_faults_cases,
};
kunit_test_suite(slab_faults_suite);
