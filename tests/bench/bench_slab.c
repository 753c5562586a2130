// SPDX-License-Identifier: MIT
/*
 * tests/bench/bench_slab.c: what objects and their memory cost.
 *
 * The same loops run under the same names on Linux 6.1; kmalloc sizes are constants, so that the
 * compiler chooses the cache there as here. Figures of Linux are instructions an operation.
 */
#include <linux/errno.h>
#include <linux/mempool.h>
#include <linux/slab.h>
#include <slate/bench.h>

#define PAIRS	    1000
#define LARGE_PAIRS 300
#define BATCH	    10000
#define SLOTS	    4096

static struct kmem_cache *cache64;
static mempool_t *pool64;
static u32 random_state;
static void **objects;	 /* BATCH or SLOTS of them */
static u16 *free_order;	 /* a fixed shuffle of 0 .. BATCH - 1 */

static void drop_cache(void)
{
	kvfree(objects);
	kvfree(free_order);
	kmem_cache_destroy(cache64);
	objects = NULL;
	free_order = NULL;
	cache64 = NULL;
}

static int make_cache(void)
{
	cache64 = kmem_cache_create("bench64", 64, 0, 0, NULL);
	return cache64 ? 0 : -ENOMEM;
}

static int run_cache_pair(unsigned int n)
{
	while (n--) {
		void *object = kmem_cache_alloc(cache64, GFP_KERNEL);

		if (!object)
			return -ENOMEM;
		kmem_cache_free(cache64, object);
	}
	return 0;
}
BENCH_LOOP(kmem_cache64_pair, .op = "kmem_cache_alloc of 64 bytes; kmem_cache_free",
	   .group = "slab", .setup = make_cache, .run = run_cache_pair, .teardown = drop_cache, .ops = PAIRS,
	   .debian = 188, .lean = 107, .goal = 50);

/* Fisher-Yates from the top, the same on every kernel. */
static int make_batch(void)
{
	u32 i;

	objects = kvmalloc_array(BATCH, sizeof(*objects), GFP_KERNEL);
	free_order = kvmalloc_array(BATCH, sizeof(*free_order), GFP_KERNEL);
	if (!objects || !free_order || make_cache()) {
		drop_cache();
		return -ENOMEM;
	}
	random_state = BENCH_SEED;
	for (i = 0; i < BATCH; i++)
		free_order[i] = i;
	for (i = BATCH - 1; i > 0; i--) {
		u32 j = (bench_draw(&random_state) >> 8) % (i + 1);
		u16 other = free_order[i];

		free_order[i] = free_order[j];
		free_order[j] = other;
	}
	return 0;
}

static int run_batch(unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		objects[i] = kmem_cache_alloc(cache64, GFP_KERNEL);
		if (!objects[i])
			return -ENOMEM;
	}
	for (i = 0; i < n; i++)
		kmem_cache_free(cache64, objects[free_order[i]]);
	return 0;
}
BENCH_LOOP(kmem_cache64_batch, .op = "10000 allocations, then frees in shuffled order; per pair",
	   .group = "slab", .setup = make_batch, .run = run_batch, .teardown = drop_cache, .ops = BATCH,
	   .debian = 339, .lean = 188, .goal = 110);

#define KMALLOC_PAIR(size, nr_ops)                                                          \
	static int run_kmalloc_##size(unsigned int n)                                       \
	{                                                                                   \
		while (n--) {                                                               \
			void *memory = kmalloc(size, GFP_KERNEL);                           \
			if (!memory)                                                        \
				return -ENOMEM;                                             \
			kfree(memory);                                                      \
		}                                                                           \
		return 0;                                                                   \
	}                                                                                   \
	BENCH_LOOP(kmalloc_##size##_pair, .op = "kmalloc(" #size "); kfree",                \
		   .group = "slab", .run = run_kmalloc_##size, .ops = nr_ops, .debian = 217, .lean = 127,    \
		   .goal = 60)

KMALLOC_PAIR(8, PAIRS);
KMALLOC_PAIR(32, PAIRS);
KMALLOC_PAIR(64, PAIRS);
KMALLOC_PAIR(192, PAIRS);
KMALLOC_PAIR(256, PAIRS);
KMALLOC_PAIR(1024, PAIRS);
KMALLOC_PAIR(4096, LARGE_PAIRS);
KMALLOC_PAIR(8192, LARGE_PAIRS);

static int run_kzalloc(unsigned int n)
{
	while (n--) {
		void *memory = kzalloc(64, GFP_KERNEL);

		if (!memory)
			return -ENOMEM;
		kfree(memory);
	}
	return 0;
}
BENCH_LOOP(kzalloc_64_pair, .op = "kzalloc(64); kfree", .group = "slab", .run = run_kzalloc, .ops = PAIRS,
	   .debian = 300, .lean = 205, .goal = 90);

static void drop_slots(void)
{
	u32 i;

	for (i = 0; objects && i < SLOTS; i++)
		kfree(objects[i]);
	kvfree(objects);
	objects = NULL;
}

static size_t draw_size(void)
{
	return 8 + (bench_draw(&random_state) >> 16) % 4089;
}

static size_t draw_small_size(void)
{
	return 8u << (bench_draw(&random_state) >> 16) % 7;
}

static int fill_slots(void)
{
	u32 i;

	random_state = BENCH_SEED;
	objects = kvcalloc(SLOTS, sizeof(*objects), GFP_KERNEL);
	if (!objects)
		return -ENOMEM;
	for (i = 0; i < SLOTS; i++) {
		objects[i] = kmalloc(draw_size(), GFP_KERNEL);
		if (!objects[i]) {
			drop_slots();
			return -ENOMEM;
		}
	}
	return 0;
}

#define KMALLOC_CHURN(name_, draw, ops_, ...)                                               \
	static int run_##name_(unsigned int n)                                              \
	{                                                                                   \
		while (n--) {                                                               \
			u32 i = bench_draw(&random_state) >> 20;                            \
			size_t size = draw();                                               \
			kfree(objects[i]);                                                  \
			objects[i] = kmalloc(size, GFP_KERNEL);                             \
			if (!objects[i])                                                    \
				return -ENOMEM;                                             \
		}                                                                           \
		return 0;                                                                   \
	}                                                                                   \
	BENCH_LOOP(name_, .group = "slab", .setup = fill_slots, .run = run_##name_, .teardown = drop_slots,  \
		   .ops = ops_, __VA_ARGS__)

KMALLOC_CHURN(kmalloc_mixed, draw_size, 512,
	      .op = "kfree and kmalloc(8..4096) of one in 4096 slots", .debian = 592,
	      .lean = 354, .goal = 200);
KMALLOC_CHURN(kmalloc_mixed_small, draw_small_size, 1024,
	      .op = "kfree and kmalloc(8..512) of one in 4096 slots", .debian = 424,
	      .lean = 255, .goal = 130);

static int make_pool(void)
{
	pool64 = mempool_create_kmalloc_pool(16, 64);
	return pool64 ? 0 : -ENOMEM;
}

static void drop_pool(void)
{
	mempool_destroy(pool64);
	pool64 = NULL;
}

static int run_pool(unsigned int n)
{
	while (n--) {
		void *element = mempool_alloc(pool64, GFP_KERNEL);

		if (!element)
			return -ENOMEM;
		mempool_free(element, pool64);
	}
	return 0;
}
BENCH_LOOP(mempool64_pair, .op = "mempool of 16 x 64 bytes on kmalloc: alloc; free",
	   .group = "slab", .setup = make_pool, .run = run_pool, .teardown = drop_pool, .ops = PAIRS,
	   .debian = 323, .lean = 204, .goal = 90);
