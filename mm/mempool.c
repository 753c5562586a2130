// SPDX-License-Identifier: MIT
/*
 * mm/mempool.c: a reserve that makes "may sleep" mean "will succeed".
 *
 * Problem.  To free memory the kernel has to write pages out, and to write them it needs memory: a
 *           request, a buffer. If that cannot be had, memory is never freed again.
 * Idea.     Keep min_nr elements aside from the start. Ask the allocator first, without letting it
 *           wait or dig into its own reserves; if it refuses, take an element of the reserve; if that
 *           is empty, sleep until one comes back. Freed elements refill the reserve before they go
 *           back to the allocator.
 *
 *             alloc:  allocator --no--> reserve --empty--> wait for a free (5 s at most, then retry)
 *             free:   reserve below min_nr? into it, wake one : to the allocator
 *           Why the wait ends: whoever holds an element gives it back without asking the same pool for a
 *           second one. Then among n holders somebody can always go on, even with min_nr = 1. A task that
 *           needs two at a time needs two pools, stacked: the order in which it asks must never turn round,
 *           as with locks. (The block layer stacks them that way: request, then buffer.)
 * Invariants. 0 <= curr_nr <= min_nr; elements[0 .. curr_nr) are not in use by anybody. (Outstanding
 *           plus reserve is at least min_nr, so who waits is served when the outstanding return.)
 * Locks.    pool->lock, irqs off; the wait queue's lock is not taken under it.
 * Paths.    Alloc  mempool_alloc -> take_from_hand (objects) | alloc_by_function -> pool->alloc
 *           Slow   mempool_alloc -> alloc_by_function -> alloc_slow -> take_reserve | wait_for_element
 *           Free   mempool_free -> return_to_hand (objects) | pool->free | refill_reserve
 * Cost.     min_nr elements that nobody uses. A pool whose functions are mempool_alloc_slab() or
 *           mempool_kmalloc() knows the cache behind them and takes from its hand (mm/slub.c) at once, as
 *           kmalloc() would; else, two calls through pointers.
 * Left out. Elements in reserve are poisoned only as their cache is (slub_debug=P).
 * Sources.  LDD ch. 8 "Memory Pools"; Linux mm/mempool.c for the order of barriers.
 */
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>
#include "slab_magazine.h"
#include "slub_hand.h"

/* After this long even a waiter whose pool got nothing back asks the allocator again. */
#define MEMPOOL_RETRY (5 * HZ)

static void add_element(mempool_t *pool, void *element)
{
	BUG_ON(pool->curr_nr >= pool->min_nr);
	pool->elements[pool->curr_nr++] = element;
}

static void *remove_element(mempool_t *pool)
{
	BUG_ON(pool->curr_nr <= 0);
	return pool->elements[--pool->curr_nr];
}

/**
 * mempool_exit() - empty a pool that mempool_init() set up.
 * @pool: pool without elements in use; a zeroed one is fine.
 *
 * Context: thread.
 */
void mempool_exit(mempool_t *pool)
{
	while (pool->curr_nr)
		pool->free(remove_element(pool), pool->pool_data);
	kfree(pool->elements);
	pool->elements = NULL;
}
EXPORT_SYMBOL(mempool_exit);

/* mempool_destroy() - end a pool that mempool_create() made; NULL is fine. */
void mempool_destroy(mempool_t *pool)
{
	if (!pool)
		return;
	mempool_exit(pool);
	kfree(pool);
}
EXPORT_SYMBOL(mempool_destroy);

/* The cache that all elements are of, if they are objects of one. */
static struct kmem_cache *cache_behind(mempool_alloc_t *alloc_fn, mempool_free_t *free_fn, void *pool_data)
{
	if (alloc_fn == mempool_alloc_slab && free_fn == mempool_free_slab)
		return pool_data;
	if (alloc_fn == mempool_kmalloc && free_fn == mempool_kfree)
		return kmalloc_slab((size_t)pool_data, GFP_KERNEL);
	return NULL;
}

/**
 * mempool_init_node() - set up a pool in the caller's memory and fill its reserve.
 * @pool: memory for it.
 * @min_nr: elements that are always to be had; at least 1 is useful.
 * @alloc_fn: obeys gfp; NULL means no.
 * @free_fn: the reverse.
 * @pool_data: handed to both.
 * @gfp_mask: for the reserve itself.
 * @node_id: whose memory the array of pointers takes.
 *
 * Context: thread, may sleep.
 * Return: 0, or -ENOMEM and nothing is left behind.
 */
int mempool_init_node(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn,
		      mempool_free_t *free_fn, void *pool_data, gfp_t gfp_mask, int node_id)
{
	*pool = (mempool_t){
		.min_nr = min_nr, .pool_data = pool_data, .alloc = alloc_fn, .free = free_fn,
		.cache = cache_behind(alloc_fn, free_fn, pool_data),
	};
	spin_lock_init(&pool->lock);
	init_waitqueue_head(&pool->wait);
	/* At least one pointer, so that `elements` tells an initialised pool from a zeroed one. */
	pool->elements = kmalloc_array_node(max(1, min_nr), sizeof(void *), gfp_mask, node_id);
	if (!pool->elements)
		return -ENOMEM;
	while (pool->curr_nr < pool->min_nr) {
		void *element = pool->alloc(gfp_mask, pool->pool_data);

		if (unlikely(!element)) {
			mempool_exit(pool);
			return -ENOMEM;
		}
		add_element(pool, element);
	}
	return 0;
}
EXPORT_SYMBOL(mempool_init_node);

int mempool_init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
		 void *pool_data)
{
	return mempool_init_node(pool, min_nr, alloc_fn, free_fn, pool_data, GFP_KERNEL,
				 NUMA_NO_NODE);
}
EXPORT_SYMBOL(mempool_init);

mempool_t *mempool_create_node(int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
			       void *pool_data, gfp_t gfp_mask, int node_id)
{
	mempool_t *pool = kzalloc_node(sizeof(*pool), gfp_mask, node_id);

	if (pool && mempool_init_node(pool, min_nr, alloc_fn, free_fn, pool_data, gfp_mask,
				      node_id)) {
		kfree(pool);
		return NULL;
	}
	return pool;
}
EXPORT_SYMBOL(mempool_create_node);

/**
 * mempool_create() - make a pool; mempool_destroy() ends it.
 *
 * Context: thread, may sleep.
 * Return: pool with a full reserve, or NULL.
 */
mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
			  void *pool_data)
{
	return mempool_create_node(min_nr, alloc_fn, free_fn, pool_data, GFP_KERNEL, NUMA_NO_NODE);
}
EXPORT_SYMBOL(mempool_create);

/* Give the elements above the new minimum back; a smaller array is not worth allocating. */
static void shrink_reserve(mempool_t *pool, int new_min_nr, unsigned long *flags)
{
	while (new_min_nr < pool->curr_nr) {
		void *element = remove_element(pool);

		spin_unlock_irqrestore(&pool->lock, *flags);
		pool->free(element, pool->pool_data);
		spin_lock_irqsave(&pool->lock, *flags);
	}
	pool->min_nr = new_min_nr;
}

/* Fill the reserve up to min_nr as far as the allocator gives. */
static void fill_reserve(mempool_t *pool)
{
	unsigned long flags;
	void *element;
	bool taken;

	for (;;) {
		if (READ_ONCE(pool->curr_nr) >= READ_ONCE(pool->min_nr))
			return;
		element = pool->alloc(GFP_KERNEL, pool->pool_data);
		if (!element)
			return;
		spin_lock_irqsave(&pool->lock, flags);
		taken = pool->curr_nr < pool->min_nr;
		if (taken)
			add_element(pool, element);
		spin_unlock_irqrestore(&pool->lock, flags);
		if (!taken) {
			pool->free(element, pool->pool_data);
			return;
		}
	}
}

/**
 * mempool_resize() - change the number of elements that a pool promises.
 * @new_min_nr: at least 1.
 *
 * Elements may be in use meanwhile. If the allocator cannot fill a larger reserve at once, frees will.
 * Context: thread, may sleep; not concurrently with mempool_destroy().
 * Return: 0, or -ENOMEM and the pool is as it was.
 */
int mempool_resize(mempool_t *pool, int new_min_nr)
{
	void **elements;
	unsigned long flags;

	BUG_ON(new_min_nr <= 0);
	might_sleep();
	spin_lock_irqsave(&pool->lock, flags);
	if (new_min_nr <= pool->min_nr) {
		shrink_reserve(pool, new_min_nr, &flags);
		spin_unlock_irqrestore(&pool->lock, flags);
		return 0;
	}
	spin_unlock_irqrestore(&pool->lock, flags);

	elements = kmalloc_array(new_min_nr, sizeof(*elements), GFP_KERNEL);
	if (!elements)
		return -ENOMEM;
	spin_lock_irqsave(&pool->lock, flags);
	if (new_min_nr <= pool->min_nr) {
		/* Somebody else has raised it further. */
		spin_unlock_irqrestore(&pool->lock, flags);
		kfree(elements);
		return 0;
	}
	memcpy(elements, pool->elements, pool->curr_nr * sizeof(*elements));
	swap(elements, pool->elements);
	pool->min_nr = new_min_nr;
	spin_unlock_irqrestore(&pool->lock, flags);
	kfree(elements);
	fill_reserve(pool);
	return 0;
}
EXPORT_SYMBOL(mempool_resize);

static void *take_reserve(mempool_t *pool)
{
	void *element = NULL;
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	if (likely(pool->curr_nr))
		element = remove_element(pool);
	spin_unlock_irqrestore(&pool->lock, flags);
	/* Pairs with the barrier in mempool_free(): who frees this must see curr_nr as it is now. */
	smp_wmb();
	return element;
}

/* Sleep until an element may have come back. Queued before the last look, so no wake-up is lost. */
static void wait_for_element(mempool_t *pool)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&pool->wait, &wait, TASK_UNINTERRUPTIBLE);
	if (!READ_ONCE(pool->curr_nr))
		schedule_timeout(MEMPOOL_RETRY);
	finish_wait(&pool->wait, &wait);
}

/* The allocator may neither wait nor take what is meant for those in need: there is the reserve. */
static __always_inline gfp_t first_try(gfp_t gfp_mask)
{
	return (gfp_mask | __GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN) &
	       ~(__GFP_DIRECT_RECLAIM | __GFP_IO);
}

static noinline void *alloc_slow(mempool_t *pool, gfp_t gfp_mask)
{
	void *element;

	VM_WARN_ON_ONCE(gfp_mask & __GFP_ZERO);
	might_sleep_if(gfp_mask & __GFP_DIRECT_RECLAIM);
	element = take_reserve(pool);
	while (unlikely(!element) && (gfp_mask & __GFP_DIRECT_RECLAIM)) {
		/* From now on the allocator may wait too. */
		element = pool->alloc(gfp_mask | __GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN,
				      pool->pool_data) ?: take_reserve(pool);
		if (!element)
			wait_for_element(pool);
	}
	return element;
}

/* Zeroed, or from another row of kmalloc caches: not an object as it lies in the hand of pool->cache. */
#define NOT_FROM_HAND (__GFP_ZERO | __GFP_DMA | __GFP_RECLAIMABLE)

static noinline void *alloc_by_function(mempool_t *pool, gfp_t gfp_mask)
{
	return pool->alloc(first_try(gfp_mask), pool->pool_data) ?: alloc_slow(pool, gfp_mask);
}

/* Somebody watches, or SLAB serves: then a magazine is asked instead of the hand. */
static noinline void *alloc_by_detour(mempool_t *pool, gfp_t gfp_mask)
{
	struct kmem_cache *cache = pool->cache;
	void *element;

	if (static_branch_unlikely(&alloc_watched) || unlikely(!cache || gfp_mask & NOT_FROM_HAND) ||
	    unlikely(!magazines_are_ours()) || unlikely(!magazine_take(cache, &element)))
		return alloc_by_function(pool, gfp_mask);
	return element;
}

/**
 * mempool_alloc() - allocate an element.
 * @gfp_mask: __GFP_ZERO is not for pools: an element of the reserve has been used before.
 *
 * Context: as @gfp_mask says. With __GFP_DIRECT_RECLAIM it sleeps until it succeeds.
 * Return: an element; NULL only if the caller may not sleep.
 * Source: LDD ch. 8 "Memory Pools".
 */
void *mempool_alloc(mempool_t *pool, gfp_t gfp_mask)
{
	struct kmem_cache *cache;
	void *element;

	if (unlikely(sleep_is_forbidden(gfp_mask)))
		return alloc_slow(pool, gfp_mask);
	if (static_branch_unlikely(&object_detour))
		return alloc_by_detour(pool, gfp_mask);
	cache = pool->cache;
	if (unlikely(!cache || gfp_mask & NOT_FROM_HAND) || unlikely(!take_from_hand(cache, &element)))
		return alloc_by_function(pool, gfp_mask);
	return element;
}
EXPORT_SYMBOL(mempool_alloc);

/* Put @element in the reserve if that is below its promise. */
static bool put_reserve(mempool_t *pool, void *element)
{
	unsigned long flags;
	bool below;

	spin_lock_irqsave(&pool->lock, flags);
	below = pool->curr_nr < pool->min_nr;
	if (below)
		add_element(pool, element);
	spin_unlock_irqrestore(&pool->lock, flags);
	return below;
}

static noinline void refill_reserve(mempool_t *pool, void *element)
{
	if (put_reserve(pool, element))
		wake_up(&pool->wait);
	else
		pool->free(element, pool->pool_data);
}

static noinline void free_by_detour(mempool_t *pool, void *element)
{
	if (static_branch_unlikely(&magazines_shut) || unlikely(!pool->cache))
		pool->free(element, pool->pool_data);
	else
		magazine_free(pool->cache, element);
}

/**
 * mempool_free() - return an element.
 * @element: what mempool_alloc() gave, or NULL.
 *
 * Context: any where the pool's free function may be called.
 */
void mempool_free(void *element, mempool_t *pool)
{
	struct kmem_cache *cache;

	if (unlikely(!element))
		return;
	/* Pairs with take_reserve(): the curr_nr read is no older than the taking of this element. */
	smp_rmb();
	if (unlikely(READ_ONCE(pool->curr_nr) < pool->min_nr))
		return refill_reserve(pool, element);
	if (static_branch_unlikely(&free_detour))
		return free_by_detour(pool, element);
	cache = pool->cache;
	if (unlikely(!cache) || unlikely(!return_to_hand(cache, element)))
		pool->free(element, pool->pool_data);
}
EXPORT_SYMBOL(mempool_free);

void *mempool_alloc_slab(gfp_t gfp_mask, void *pool_data)
{
	return kmem_cache_alloc(pool_data, gfp_mask);
}
EXPORT_SYMBOL(mempool_alloc_slab);

void mempool_free_slab(void *element, void *pool_data)
{
	kmem_cache_free(pool_data, element);
}
EXPORT_SYMBOL(mempool_free_slab);

void *mempool_kmalloc(gfp_t gfp_mask, void *pool_data)
{
	return kmalloc((size_t)pool_data, gfp_mask);
}
EXPORT_SYMBOL(mempool_kmalloc);

void mempool_kfree(void *element, void *pool_data)
{
	kfree(element);
}
EXPORT_SYMBOL(mempool_kfree);

void *mempool_alloc_pages(gfp_t gfp_mask, void *pool_data)
{
	return alloc_pages(gfp_mask, (int)(long)pool_data);
}
EXPORT_SYMBOL(mempool_alloc_pages);

void mempool_free_pages(void *element, void *pool_data)
{
	__free_pages(element, (int)(long)pool_data);
}
EXPORT_SYMBOL(mempool_free_pages);
