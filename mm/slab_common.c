// SPDX-License-Identifier: MIT
/*
 * mm/slab_common.c: caches as such: made, found, shrunk, destroyed, whichever allocator serves them.
 *
 * Problem.  A cache is described by a structure, which is itself an object and wants a cache. And
 *           what is true of every allocator (names, alignment, sharing, fault points, zeroing) should
 *           be said once.
 * Idea.     Two caches, of caches and of per-node parts, are static and fill themselves: their first
 *           slab needs pages only. All others are made from those two, the kmalloc row first. What
 *           allocators do differently is behind slab_ops.
 *
 *           kmem_cache (static) ---> object: kmalloc-64, ..., any cache
 *           kmem_cache_node (static) -> object: its lists on a node
 * Invariants. A cache on slab_caches is ready for use. A cache with live objects is never released.
 * Locks.    1. slab_mutex: the list of caches, and making and ending them.
 *           2. The allocators' own locks.
 * Paths.    Make   kmem_cache_create -> slab_setup_cache -> ops->create
 *           Slow   kmem_cache_alloc -> slab_alloc_slow -> ops->alloc
 * Cost.     Making a cache takes two objects and one copy of its name.
 * Sources.  Gorman ch. 8.1 "Caches"; LDD ch. 8 "Lookaside Caches".
 */
#include <linux/align.h>
#include <linux/cache.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/nodemask.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <slate/fault.h>
#include <trace/events/kmem.h>
#include "slab.h"

LIST_HEAD(slab_caches);
DEFINE_MUTEX(slab_mutex);
const struct slab_ops *slab_allocator = &slub_ops;
unsigned long slab_lowmem_bytes;

/* The two caches that all others are made from. */
static struct kmem_cache boot_kmem_cache, boot_kmem_cache_node;
static struct kmem_cache_node boot_nodes[2][MAX_NUMNODES];
struct kmem_cache *kmem_cache = &boot_kmem_cache;
EXPORT_SYMBOL(kmem_cache);

/* UP: nothing is there yet. MADE: kmalloc works. */
static enum { SLAB_DOWN, SLAB_BOOTING, SLAB_UP } slab_state;

bool slab_is_available(void)
{
	return slab_state == SLAB_UP;
}
EXPORT_SYMBOL(slab_is_available);

/* --- The way out of the fast path --------------------------------------------------------------- */

/* Zero what is to be zeroed. Not where a constructor or an RCU reader relies on the contents. */
static bool want_init(const struct kmem_cache *s, gfp_t gfp)
{
	if (gfp & __GFP_ZERO)
		return true;
	return want_init_on_alloc(0) && !s->ctor &&
	       !(s->flags & (SLAB_TYPESAFE_BY_RCU | SLAB_POISON));
}

bool slab_want_init_on_free(const struct kmem_cache *s)
{
	return want_init_on_free() && !s->ctor && !(s->flags & (SLAB_TYPESAFE_BY_RCU | SLAB_POISON));
}

void *slab_zero_object(struct kmem_cache *s, void *object)
{
	return memset(object, 0, s->object_size);
}

/* Allocate from @node on behalf of @caller: all the checks, and everything that options add. */
void *slab_alloc_node_slow(struct kmem_cache *s, gfp_t gfp, int node, unsigned long caller)
{
	void *object;

	might_sleep_if(gfpflags_allow_blocking(gfp));
	if (unlikely(gfp & GFP_SLAB_BUG_MASK))
		gfp = kmalloc_fix_flags(gfp);
	WARN_ON_ONCE(s->ctor && gfp & __GFP_ZERO);
	if (unlikely(should_failslab(s, gfp)))
		return NULL;
	object = s->ops->alloc(s, gfp, node, caller);
	if (object && want_init(s, gfp))
		slab_zero_object(s, object);
	return object;
}

/* Jumped to by alloc_object(): the return address is that of the allocation's own caller. */
void *slab_alloc_slow(struct kmem_cache *s, gfp_t gfp)
{
	void *object = slab_alloc_node_slow(s, gfp, NUMA_NO_NODE, _RET_IP_);

	trace_kmem_cache_alloc(_RET_IP_, object, s, gfp, NUMA_NO_NODE);
	return object;
}

/**
 * kmem_cache_alloc_node() - allocate an object in the memory of one node.
 * @node: preferred node, or NUMA_NO_NODE.
 *
 * Context and return as kmem_cache_alloc().
 */
void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t gfp, int node)
{
	if (trace_kmem_cache_alloc_node_enabled()) {
		void *object = slab_alloc_node_slow(s, gfp, node, _RET_IP_);

		trace_kmem_cache_alloc_node(_RET_IP_, object, s, gfp, node);
		return object;
	}
	if (node == NUMA_NO_NODE || node == numa_mem_id())
		return kmem_cache_alloc(s, gfp);
	return slab_alloc_node_slow(s, gfp, node, _RET_IP_);
}
EXPORT_SYMBOL(kmem_cache_alloc_node);

void *kmem_cache_alloc_lru(struct kmem_cache *s, struct list_lru *lru, gfp_t gfp)
{
	return kmem_cache_alloc(s, gfp);
}
EXPORT_SYMBOL(kmem_cache_alloc_lru);

/**
 * kmem_cache_alloc_bulk() - allocate many objects, or none.
 * @nr: how many.
 * @objects: array of @nr, for the objects. On failure nothing in it is an object of the caller's.
 *
 * Context: as kmem_cache_alloc(), interrupts on.
 * Return: @nr, or 0.
 */
int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t gfp, size_t nr, void **objects)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		objects[i] = kmem_cache_alloc(s, gfp);
		if (!objects[i]) {
			kmem_cache_free_bulk(s, i, objects);
			return 0;
		}
	}
	return nr;
}
EXPORT_SYMBOL(kmem_cache_alloc_bulk);

/**
 * kmem_cache_free_bulk() - return many objects.
 * @s: their cache; NULL: each its own, as kfree() does.
 */
void kmem_cache_free_bulk(struct kmem_cache *s, size_t nr, void **objects)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (s)
			kmem_cache_free(s, objects[i]);
		else
			kfree(objects[i]);
	}
}
EXPORT_SYMBOL(kmem_cache_free_bulk);

/* --- Caches --------------------------------------------------------------------------------------- */

/* What the caller asks for, the machine's minimum, and a cache line (or a fraction) if wanted. */
unsigned int slab_alignment(slab_flags_t flags, unsigned int align, unsigned int size)
{
	if (flags & SLAB_HWCACHE_ALIGN) {
		unsigned int line = cache_line_size();

		while (size <= line / 2)
			line /= 2;
		align = max(align, line);
	}
	return ALIGN(max(align, arch_slab_minalign()), sizeof(void *));
}

static void init_node(struct kmem_cache_node *n)
{
	*n = (struct kmem_cache_node){};
	spin_lock_init(&n->list_lock);
	INIT_LIST_HEAD(&n->partial);
	INIT_LIST_HEAD(&n->full);
}

/* Fill in a zeroed cache and let the allocator lay it out. Its nodes are set up by the caller. */
int slab_setup_cache(struct kmem_cache *s, const char *name, unsigned int size, unsigned int align,
		     slab_flags_t flags, void (*ctor)(void *))
{
	s->name = name;
	s->object_size = size;
	s->flags = kmem_cache_flags(flags, name);
	s->align = slab_alignment(flags, align, size);
	s->ctor = ctor;
	s->refcount = 1;
	INIT_LIST_HEAD(&s->aliases);
	s->ops = slab_allocator;
	if (want_init_on_alloc(0) || want_init_on_free())
		s->flags |= __SLAB_HOOKED;
	slub_spare_order(s);
	return s->ops->create(s);
}

static void free_nodes(struct kmem_cache *s)
{
	struct kmem_cache_node *n;
	int node;

	for_each_kmem_cache_node(s, node, n) {
		s->node[node] = NULL;
		kmem_cache_free(&boot_kmem_cache_node, n);
	}
}

static int alloc_nodes(struct kmem_cache *s)
{
	int node;

	for_each_online_node(node) {
		struct kmem_cache_node *n = kmem_cache_alloc(&boot_kmem_cache_node, GFP_KERNEL);

		if (!n) {
			free_nodes(s);
			return -ENOMEM;
		}
		init_node(n);
		s->node[node] = n;
	}
	return 0;
}

static struct kmem_cache *create_cache(const char *name, unsigned int size, unsigned int align,
				       slab_flags_t flags, void (*ctor)(void *))
{
	struct kmem_cache *s = kmem_cache_zalloc(kmem_cache, GFP_KERNEL);

	if (!s)
		return NULL;
	name = kstrdup_const(name, GFP_KERNEL);
	if (!name)
		goto free_cache;
	if (alloc_nodes(s))
		goto free_name;
	if (slab_setup_cache(s, name, size, align, flags, ctor))
		goto free_nodes;
	list_add(&s->list, &slab_caches);
	return s;

free_nodes:
	free_nodes(s);
free_name:
	kfree_const(name);
free_cache:
	kmem_cache_free(kmem_cache, s);
	return NULL;
}

static bool request_is_sane(const char *name, unsigned int size, unsigned int align,
			    slab_flags_t flags)
{
	struct kmem_cache *s;

	if (!name || in_interrupt() || size < 1 || size > KMALLOC_MAX_SIZE ||
	    (align && !is_power_of_2(align)) || flags & ~SLAB_PUBLIC_FLAGS) {
		pr_err("slab: kmem_cache_create(%s, size %u, align %u, flags %#x) makes no sense\n",
		       name ? name : "(no name)", size, align, flags);
		return false;
	}
	list_for_each_entry(s, &slab_caches, list)
		if (!strcmp(s->name, name))
			pr_warn("slab: a second cache is named %s\n", name);
	return true;
}

/**
 * kmem_cache_create_usercopy() - make a cache that says which part of an object user mode may see.
 * @useroffset: first byte of that part.
 * @usersize: bytes of it.
 *
 * Otherwise as kmem_cache_create().
 */
struct kmem_cache *kmem_cache_create_usercopy(const char *name, unsigned int size,
					      unsigned int align, slab_flags_t flags,
					      unsigned int useroffset, unsigned int usersize,
					      void (*ctor)(void *))
{
	struct kmem_cache *s = NULL;

	mutex_lock(&slab_mutex);
	if (request_is_sane(name, size, align, flags)) {
		if (WARN_ON(usersize > size || useroffset > size - usersize || (useroffset && !usersize)))
			useroffset = usersize = 0;
		if (!usersize)
			s = slab_find_alias(name, size, align, flags, ctor);
		if (!s)
			s = create_cache(name, size, align, flags, ctor);
		if (s && usersize) {
			s->useroffset = useroffset;
			s->usersize = usersize;
		}
	}
	mutex_unlock(&slab_mutex);
	if (s)
		return s;
	if (flags & SLAB_PANIC)
		panic("%s: Failed to create slab '%s'\n", __func__, name);
	pr_warn("slab: cache %s could not be made\n", name ? name : "(no name)");
	dump_stack();
	return NULL;
}
EXPORT_SYMBOL(kmem_cache_create_usercopy);

/**
 * kmem_cache_create() - make a cache of equal objects.
 * @name: shown in /proc/slabinfo; copied.
 * @size: bytes of an object, 1 to KMALLOC_MAX_SIZE.
 * @align: power of two, or 0 for the machine's minimum.
 * @flags: SLAB_*; a bit that is none of them is refused.
 * @ctor: called on each object once, when its slab is made; an object must be returned in the state
 *        in which the constructor left it.
 *
 * Context: thread, may sleep.
 * Return: the cache; or NULL (with SLAB_PANIC: never).
 * Source: Gorman ch. 8.1.1 "Creating a Cache".
 */
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     slab_flags_t flags, void (*ctor)(void *))
{
	return kmem_cache_create_usercopy(name, size, align, flags, 0, 0, ctor);
}
EXPORT_SYMBOL(kmem_cache_create);

/* Is @s a cache, still? Under slab_mutex. Nothing is read of it: its memory may be somebody else's by now. */
static bool is_cache(const char *function, const struct kmem_cache *s)
{
	const struct kmem_cache *cache;

	list_for_each_entry(cache, &slab_caches, list)
		if (cache == s)
			return true;
	WARN(1, "%s: 0x%px is no cache, or no longer\n", function, s);
	return false;
}

/* Is it a cache that the kernel cannot be without? Who ends his alias of one twice must not end that. */
static bool is_indispensable(const struct kmem_cache *s)
{
	bool is = s->flags & SLAB_KMALLOC || s == &boot_kmem_cache || s == &boot_kmem_cache_node;

	WARN(is, "kmem_cache_destroy %s: nobody but the kernel uses it any more\n", s->name);
	return is;
}

/**
 * kmem_cache_destroy() - end a cache.
 * @s: cache, or NULL. If objects of it are live, each is reported and the cache stays. What is no cache,
 *     because it has been destroyed before, is reported.
 *
 * Context: thread, may sleep (waits for a grace period for TYPESAFE_BY_RCU).
 * Source: Gorman ch. 8.1.4 "Destroying a Cache".
 */
void kmem_cache_destroy(struct kmem_cache *s)
{
	bool released;

	if (!s)
		return;
	mutex_lock(&slab_mutex);
	if (!is_cache(__func__, s) || slab_drop_alias(s) || is_indispensable(s)) {
		mutex_unlock(&slab_mutex);
		return;
	}
	released = s->ops->shutdown(s);
	if (released)
		list_del(&s->list);
	mutex_unlock(&slab_mutex);
	if (!released) {
		WARN(1, "kmem_cache_destroy %s: Slab cache still has objects when called from %pS\n",
		     s->name, (void *)_RET_IP_);
		return;
	}
	if (s->flags & SLAB_TYPESAFE_BY_RCU)
		rcu_barrier();
	free_nodes(s);
	kfree_const(s->name);
	kmem_cache_free(kmem_cache, s);
}
EXPORT_SYMBOL(kmem_cache_destroy);

/**
 * kmem_cache_shrink() - return the empty slabs of a cache to the page allocator.
 *
 * Context: thread.
 * Return: 0 if no slab is left.
 */
int kmem_cache_shrink(struct kmem_cache *s)
{
	int left;

	mutex_lock(&slab_mutex);
	left = is_cache(__func__, s) && s->ops->shrink(s);
	mutex_unlock(&slab_mutex);
	return left;
}
EXPORT_SYMBOL(kmem_cache_shrink);

unsigned int kmem_cache_size(struct kmem_cache *s)
{
	return s->object_size;
}
EXPORT_SYMBOL(kmem_cache_size);

/* --- Boot ------------------------------------------------------------------------------------------ */

/* A cache that the floor itself stands on, in memory that is there at boot. */
void __init slab_create_static_cache(struct kmem_cache *s, struct kmem_cache_node *nodes,
				     const char *name, unsigned int size, slab_flags_t flags)
{
	int node;

	for_each_online_node(node) {
		init_node(&nodes[node]);
		s->node[node] = &nodes[node];
	}
	if (slab_setup_cache(s, name, size, 0, flags | SLAB_PANIC, NULL))
		panic("slab: cannot lay out %s\n", name);
	s->refcount = -1; /* nobody else's objects among these */
	list_add(&s->list, &slab_caches);
}

/* One of the kmalloc row: its name is a literal, and power-of-two sizes are aligned to themselves. */
struct kmem_cache *slab_create_boot_cache(const char *name, unsigned int size, slab_flags_t flags)
{
	unsigned int align = is_power_of_2(size) ? size : ARCH_KMALLOC_MINALIGN;
	struct kmem_cache *s = create_cache(name, size, align, flags | SLAB_KMALLOC, NULL);

	if (!s)
		panic("slab: out of memory while making %s\n", name);
	return s;
}

/**
 * kmem_cache_init() - bring the floor up.
 *
 * Context: boot, once, after the page allocator has its memory.
 */
void __init kmem_cache_init(void)
{
	slab_lowmem_bytes = (unsigned long)high_memory - PAGE_OFFSET;
	slab_state = SLAB_BOOTING;
	if (slab_allocator->init)
		slab_allocator->init();
	slab_create_static_cache(&boot_kmem_cache_node, boot_nodes[0], "kmem_cache_node",
				 sizeof(struct kmem_cache_node), SLAB_HWCACHE_ALIGN);
	slab_create_static_cache(&boot_kmem_cache, boot_nodes[1], "kmem_cache",
				 sizeof(struct kmem_cache), SLAB_HWCACHE_ALIGN);
	create_kmalloc_caches();
	slab_state = SLAB_UP;
}

void __init kmem_cache_init_late(void)
{
}
