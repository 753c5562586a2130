// SPDX-License-Identifier: MIT
/*
 * tests/test_mempool.c: pools that keep their promise while the allocator below says no.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/mempool.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "log_watch.h"

/* An allocator that can be told to refuse. */
static bool refuse;

static void *alloc_unless_refused(gfp_t gfp, void *size)
{
	return refuse ? NULL : kmalloc((size_t)size, gfp);
}

static mempool_t *pool_of(struct kunit *test, int min_nr)
{
	mempool_t *pool;

	refuse = false;
	pool = mempool_create(min_nr, alloc_unless_refused, mempool_kfree, (void *)64);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	return pool;
}

static void the_reserve_serves_when_the_allocator_refuses(struct kunit *test)
{
	mempool_t *pool = pool_of(test, 3);
	void *elements[4];
	int i;

	refuse = true;
	for (i = 0; i < 4; i++)
		elements[i] = mempool_alloc(pool, GFP_ATOMIC);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_NOT_NULL(test, elements[i]);
	KUNIT_EXPECT_NULL(test, elements[3]);
	for (i = 0; i < 4; i++)
		mempool_free(elements[i], pool);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 3);
	mempool_destroy(pool);
}

struct giver {
	mempool_t *pool;
	void *element;
	struct completion done;
};

static int give_back_later(void *data)
{
	struct giver *giver = data;

	msleep(20);
	mempool_free(giver->element, giver->pool);
	complete(&giver->done);
	return 0;
}

static void who_may_sleep_waits_for_an_element(struct kunit *test)
{
	struct giver giver = { .pool = pool_of(test, 1) };
	void *element;

	init_completion(&giver.done);
	refuse = true;
	giver.element = mempool_alloc(giver.pool, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, giver.element);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, kthread_run(give_back_later, &giver, "giver"));
	element = mempool_alloc(giver.pool, GFP_KERNEL);
	KUNIT_EXPECT_PTR_EQ(test, element, giver.element);
	wait_for_completion(&giver.done);
	mempool_free(element, giver.pool);
	mempool_destroy(giver.pool);
}

static void elements_beyond_the_promise_go_back_to_the_allocator(struct kunit *test)
{
	mempool_t *pool = pool_of(test, 2);
	void *elements[5];
	int i;

	for (i = 0; i < 5; i++)
		elements[i] = mempool_alloc(pool, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 2);
	for (i = 0; i < 5; i++)
		mempool_free(elements[i], pool);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 2);
	mempool_destroy(pool);
}

static void a_pool_can_be_resized(struct kunit *test)
{
	mempool_t *pool = pool_of(test, 2);

	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 10), 0);
	KUNIT_EXPECT_EQ(test, pool->min_nr, 10);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 10);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 1), 0);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 1);
	mempool_destroy(pool);
}

static void a_pool_that_cannot_be_filled_is_not_made(struct kunit *test)
{
	refuse = true;
	KUNIT_EXPECT_NULL(test, mempool_create(4, alloc_unless_refused, mempool_kfree, (void *)64));
	refuse = false;
}

static void pools_of_cache_objects_and_of_pages(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test_pool", 48, 0, 0, NULL);
	mempool_t *objects = mempool_create_slab_pool(4, s);
	mempool_t *pages = mempool_create_page_pool(2, 1);
	struct page *page = mempool_alloc(pages, GFP_KERNEL);
	void *object = mempool_alloc(objects, GFP_KERNEL);

	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_EQ(test, ksize(object) >= 48, true);
	mempool_free(object, objects);
	mempool_free(page, pages);
	mempool_destroy(objects);
	mempool_destroy(pages);
	kmem_cache_destroy(s);
}

/* Whatever way elements come: the promise of zeroes and of ISA memory is the allocator's. */
static void flags_go_to_the_allocator(struct kunit *test)
{
	mempool_t *pool = mempool_create_kmalloc_pool(1, 64);
	u8 *element;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	element = mempool_alloc(pool, GFP_KERNEL);
	memset(element, 0xff, 64);
	mempool_free(element, pool);
	element = mempool_alloc(pool, GFP_KERNEL | __GFP_ZERO);
	KUNIT_EXPECT_NULL(test, memchr_inv(element, 0, 64));
	mempool_free(element, pool);
	element = mempool_alloc(pool, GFP_KERNEL | __GFP_DMA);
	KUNIT_EXPECT_LT(test, virt_to_phys(element), 16u << 20);
	mempool_free(element, pool);
	mempool_free(NULL, pool);
	mempool_free(NULL, NULL);
	mempool_destroy(pool);
}

static void an_element_freed_twice_is_named(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test_pool", 48, 0, SLAB_NO_USER_FLAGS, NULL);
	mempool_t *pool = mempool_create_slab_pool(1, s);
	void *element = mempool_alloc(pool, GFP_KERNEL);
	struct log_watch watch;

	mempool_free(element, pool);
	log_watch_start(&watch);
	mempool_free(element, pool);
	log_watch_stop(&watch);
	KUNIT_EXPECT_TRUE(test, log_saw(&watch, "BUG test_pool (*): Object already free"));
	mempool_destroy(pool);
	kmem_cache_destroy(s);
}

static struct kunit_case mempool_cases[] = {
	KUNIT_CASE(flags_go_to_the_allocator),
	KUNIT_CASE(an_element_freed_twice_is_named),
	KUNIT_CASE(the_reserve_serves_when_the_allocator_refuses),
	KUNIT_CASE(who_may_sleep_waits_for_an_element),
	KUNIT_CASE(elements_beyond_the_promise_go_back_to_the_allocator),
	KUNIT_CASE(a_pool_can_be_resized),
	KUNIT_CASE(a_pool_that_cannot_be_filled_is_not_made),
	KUNIT_CASE(pools_of_cache_objects_and_of_pages),
	{}
};

static struct kunit_suite mempool_suite = { .name = "mempool", .test_cases = mempool_cases };
kunit_test_suite(mempool_suite);
