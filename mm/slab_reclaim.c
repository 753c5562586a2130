// SPDX-License-Identifier: MIT
/*
 * mm/slab_reclaim.c: when memory is short, caches give up the slabs that they keep only for later.
 *
 * Problem.  A cache keeps some empty slabs, since the next object is likely to be wanted soon. There are many
 *           caches; when memory is short, those pages are the cheapest there are: nothing is lost with them.
 * Idea.     One shrinker (mm/shrinker.c) for all caches. Its objects are pages: it says how many lie idle in
 *           empty slabs, and when it is asked for some it shrinks one cache after the other, in the way of
 *           kmem_cache_shrink(), until so many are free. `seeks` is 0, since nothing has to be made again:
 *           half of the pages go in each round, whatever the pressure.
 *
 *             reclaim --> how many?  --> idle_pages(kmalloc-8) + idle_pages(kmalloc-16) + ...
 *                     --> free n     --> shrink(kmalloc-8), shrink(kmalloc-16), ... until n are free
 * Invariants. Objects in use are never touched, and the caches' own lists stay true (slab_check()).
 * Locks.    slab_mutex, but never waited for: who makes a cache allocates while it holds it, and that
 *           allocation may be the one that reclaims.
 * Paths.    shrink_slab -> count_idle -> ops->idle_pages
 *           shrink_slab -> free_idle -> ops->shrink
 * Cost.     A walk of all partial slabs per round of reclaim; nothing otherwise.
 * Left out. Which zone is short is not asked: a slab of another zone goes, too.
 * Sources.  Gorman ch. 8.1.5 "Cache Reaping".
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/shrinker.h>
#include "slab.h"

static unsigned long count_idle(struct shrinker *shrinker, struct shrink_control *sc)
{
	struct kmem_cache *s;
	unsigned long nr = 0;

	if (!mutex_trylock(&slab_mutex))
		return 0;
	list_for_each_entry(s, &slab_caches, list)
		if (s->ops->idle_pages)
			nr += s->ops->idle_pages(s);
	mutex_unlock(&slab_mutex);
	return nr ?: SHRINK_EMPTY;
}

static unsigned long free_idle(struct shrinker *shrinker, struct shrink_control *sc)
{
	struct kmem_cache *s;
	unsigned long freed = 0, idle;

	if (!mutex_trylock(&slab_mutex))
		return SHRINK_STOP;
	list_for_each_entry(s, &slab_caches, list) {
		if (freed >= sc->nr_to_scan)
			break;
		idle = s->ops->idle_pages ? s->ops->idle_pages(s) : 0;
		if (idle)
			s->ops->shrink(s);
		freed += idle;
	}
	mutex_unlock(&slab_mutex);
	return freed ?: SHRINK_STOP;
}

static struct shrinker idle_slabs = {
	.count_objects = count_idle,
	.scan_objects = free_idle,
	.batch = 8,
	.seeks = 0,
};

static int __init slab_reclaim_init(void)
{
	return register_shrinker(&idle_slabs, "slab-idle");
}
core_initcall(slab_reclaim_init);
