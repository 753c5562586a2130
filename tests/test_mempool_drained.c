// SPDX-License-Identifier: MIT
/*
 * tests/test_mempool_drained.c: the promise of a pool, kept while there is no memory at all.
 *
 * Each case first takes the last page, reserves included, and the last free object of the pool's cache.
 * From there on the reserve of the pool is the only memory in the machine.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include "log_watch.h"

#define MIN_NR	    3
#define OBJECT_SIZE 200
#define WORKERS	    6
#define ROUNDS	    30

static struct kmem_cache *cache;
static LIST_HEAD(taken_pages);
/* Objects taken out of the caches, threaded by their first words. */
static void *taken_objects, *taken_memory;

static mempool_t *pool_of_objects(void)
{
	return mempool_create_slab_pool(MIN_NR, cache);
}

static mempool_t *pool_of_memory(void)
{
	return mempool_create_kmalloc_pool(MIN_NR, OBJECT_SIZE);
}

static mempool_t *pool_of_pages(void)
{
	return mempool_create_page_pool(MIN_NR, 0);
}

static const struct {
	const char *name;
	mempool_t *(*create)(void);
} kinds[] = {
	{ "slab", pool_of_objects }, { "kmalloc", pool_of_memory }, { "pages", pool_of_pages },
};

static void take_last_objects(void)
{
	void **object;

	while ((object = kmem_cache_alloc(cache, __GFP_NOWARN))) {
		*object = taken_objects;
		taken_objects = object;
	}
	while ((object = kmalloc(OBJECT_SIZE, __GFP_NOWARN))) {
		*object = taken_memory;
		taken_memory = object;
	}
}

/* To the last page: __GFP_MEMALLOC knows no watermark. */
static void drain(struct kunit *test)
{
	struct page *page;

	while ((page = alloc_page(__GFP_MEMALLOC | __GFP_NOWARN)))
		list_add(&page->lru, &taken_pages);
	take_last_objects();
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_ATOMIC | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, kmalloc(OBJECT_SIZE, GFP_ATOMIC | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, kmem_cache_alloc(cache, GFP_ATOMIC | __GFP_NOWARN));
}

static void refill(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &taken_pages, lru)
		__free_page(page);
	INIT_LIST_HEAD(&taken_pages);
	while (taken_objects) {
		void *object = taken_objects;

		taken_objects = *(void **)object;
		kmem_cache_free(cache, object);
	}
	while (taken_memory) {
		void *object = taken_memory;

		taken_memory = *(void **)object;
		kfree(object);
	}
}

static void the_reserve_is_there_when_nothing_else_is(struct kunit *test)
{
	void *elements[MIN_NR + 1];

	for (unsigned int kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
		mempool_t *pool = kinds[kind].create();

		KUNIT_ASSERT_NOT_NULL(test, pool);
		drain(test);
		for (int i = 0; i < MIN_NR; i++) {
			elements[i] = mempool_alloc(pool, GFP_KERNEL);
			KUNIT_EXPECT_NOT_NULL_MSG(test, elements[i], "%s", kinds[kind].name);
		}
		/* Who must not wait is told at once. */
		elements[MIN_NR] = mempool_alloc(pool, GFP_ATOMIC);
		KUNIT_EXPECT_NULL_MSG(test, elements[MIN_NR], "%s", kinds[kind].name);
		for (int i = 0; i <= MIN_NR; i++)
			mempool_free(elements[i], pool);
		KUNIT_EXPECT_EQ(test, pool->curr_nr, MIN_NR);
		refill();
		mempool_destroy(pool);
	}
}

/* Returns an element from an interrupt, a while after somebody began to wait for it. */
static struct giver {
	struct timer_list timer;
	mempool_t *pool;
	void *element;
	bool given, woken;
} giver;

static void give_back(struct timer_list *timer)
{
	if (!waitqueue_active(&giver.pool->wait)) {
		mod_timer(timer, jiffies + 1);
		return;
	}
	giver.given = true;
	mempool_free(giver.element, giver.pool);
	/* Whoever is woken leaves the queue at once; the others would look again after 5 s. */
	giver.woken = !waitqueue_active(&giver.pool->wait);
}

static void who_may_wait_gets_what_an_interrupt_returns(struct kunit *test)
{
	void *elements[MIN_NR], *element;

	for (unsigned int kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
		mempool_t *pool = kinds[kind].create();

		KUNIT_ASSERT_NOT_NULL(test, pool);
		drain(test);
		for (int i = 0; i < MIN_NR; i++)
			elements[i] = mempool_alloc(pool, GFP_KERNEL);
		giver = (struct giver){ .pool = pool, .element = elements[1] };
		timer_setup(&giver.timer, give_back, 0);
		mod_timer(&giver.timer, jiffies + 1);
		element = mempool_alloc(pool, GFP_KERNEL);
		KUNIT_EXPECT_TRUE_MSG(test, giver.given, "%s", kinds[kind].name);
		KUNIT_EXPECT_TRUE_MSG(test, giver.woken, "%s", kinds[kind].name);
		KUNIT_EXPECT_PTR_EQ_MSG(test, element, elements[1], "%s", kinds[kind].name);
		del_timer_sync(&giver.timer);
		for (int i = 0; i < MIN_NR; i++)
			mempool_free(elements[i], pool);
		refill();
		mempool_destroy(pool);
	}
}

/* More threads than elements, each in need of one at a time: all of them get to the end. */
static struct crowd {
	mempool_t *pool;
	bool go;
	atomic_t running, served;
	struct completion done;
} crowd;

static int work_with_one_element(void *unused)
{
	while (!READ_ONCE(crowd.go))
		schedule_timeout_uninterruptible(1);
	for (int i = 0; i < ROUNDS; i++) {
		void *element = mempool_alloc(crowd.pool, GFP_NOIO);

		atomic_add(element != NULL, &crowd.served);
		cond_resched();
		mempool_free(element, crowd.pool);
	}
	if (atomic_dec_and_test(&crowd.running))
		complete(&crowd.done);
	return 0;
}

static void more_threads_than_elements_are_all_served(struct kunit *test)
{
	crowd = (struct crowd){ .pool = mempool_create_kmalloc_pool(2, OBJECT_SIZE) };
	KUNIT_ASSERT_NOT_NULL(test, crowd.pool);
	init_completion(&crowd.done);
	atomic_set(&crowd.running, WORKERS);
	for (int i = 0; i < WORKERS; i++)
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, kthread_run(work_with_one_element, NULL, "crowd/%d", i));
	drain(test);
	WRITE_ONCE(crowd.go, true);
	wait_for_completion(&crowd.done);
	KUNIT_EXPECT_EQ(test, atomic_read(&crowd.served), WORKERS * ROUNDS);
	KUNIT_EXPECT_EQ(test, crowd.pool->curr_nr, 2);
	refill();
	mempool_destroy(crowd.pool);
}

static void a_pool_that_cannot_grow_keeps_its_promise(struct kunit *test)
{
	mempool_t *pool = pool_of_memory();
	struct log_watch watch;
	void *element;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	drain(test);
	log_watch_start(&watch);
	/* The larger array cannot be had: it would not fit what is left of any slab. */
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 2000), -ENOMEM);
	log_watch_stop(&watch);
	KUNIT_EXPECT_EQ(test, pool->min_nr, MIN_NR);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, MIN_NR);
	/* It can shrink, and what it gives up is memory again. */
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 1), 0);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 1);
	element = kmalloc(OBJECT_SIZE, GFP_ATOMIC | __GFP_NOWARN);
	KUNIT_EXPECT_NOT_NULL(test, element);
	kfree(element);
	refill();
	mempool_destroy(pool);
}

static void a_pool_that_grew_is_filled_by_what_comes_back(struct kunit *test)
{
	mempool_t *pool = pool_of_memory();
	void *elements[8];

	KUNIT_ASSERT_NOT_NULL(test, pool);
	for (int i = 0; i < 8; i++)
		elements[i] = mempool_alloc(pool, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 6), 0);
	/* Elements in use do not count: the reserve itself is six now. */
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 6);
	drain(test);
	for (int i = 0; i < 8; i++)
		mempool_free(elements[i], pool);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 6);
	for (int i = 0; i < 6; i++)
		elements[i] = mempool_alloc(pool, GFP_KERNEL);
	for (int i = 0; i < 6; i++)
		mempool_free(elements[i], pool);
	refill();
	mempool_destroy(pool);
}

static struct kunit_case mempool_drained_cases[] = {
	KUNIT_CASE(the_reserve_is_there_when_nothing_else_is),
	KUNIT_CASE(who_may_wait_gets_what_an_interrupt_returns),
	KUNIT_CASE(more_threads_than_elements_are_all_served),
	KUNIT_CASE(a_pool_that_cannot_grow_keeps_its_promise),
	KUNIT_CASE(a_pool_that_grew_is_filled_by_what_comes_back),
	{}
};

static int make_cache(struct kunit *test)
{
	cache = kmem_cache_create("test_drained", OBJECT_SIZE, 0, 0, NULL);
	return cache ? 0 : -ENOMEM;
}

static void end_cache(struct kunit *test)
{
	refill();
	kmem_cache_destroy(cache);
}

static struct kunit_suite mempool_drained_suite = {
	.name = "mempool_drained",
	.init = make_cache,
	.exit = end_cache,
	.test_cases = mempool_drained_cases,
};
kunit_test_suite(mempool_drained_suite);
