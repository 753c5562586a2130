// SPDX-License-Identifier: MIT
/*
 * mm/slab_cache.c: SLAB's caches as wholes: laid out, counted, checked, shrunk, ended.
 *
 * Problem.  How large a slab is to be: objects should fill it, or memory is wasted; but a large
 *           block of pages is hard to get, and one object that stays keeps all of it.
 * Idea.     The smallest order that leaves at most an eighth over, up to order 2: SLAB's slabs are
 *           small, mostly one page, because its magazines spare it from going to them often. (SLUB
 *           goes to its slabs each time and makes them up to eight times as large.)
 *
 *             objects of   64    62 and their descriptor in a page,     66 bytes each
 *                        1024     4 in a page, descriptor outside:    1032 bytes each
 *                        3000     5 in 16 KiB, 1384 bytes over:       3277 bytes each
 *
 *           A cache that slub_debug= or its maker wants watched has no magazines, in which free
 *           objects would rest unwatched, and hands each object out and takes it back under the
 *           eyes of mm/slub_debug.c, which serves both allocators: layout, bytes and reports are
 *           the same.
 * Invariants (slab_cache_check). See mm/slab_bufctl.c and mm/slab_magazine.c.
 * Locks.    kmem_cache_node.list_lock for walks.
 * Paths.    slab_create -> lay_out, magazines_set_up
 * Cost.     A cache is laid out once. Counting walks the partial slabs. Small slabs empty sooner:
 *           when three of four random objects have been freed, 3.1 times the live bytes are held
 *           (SLUB 4.6).
 * Sources.  Bonwick (1994), 3.1 "Caches, Slabs and Fragmentation"; Gorman ch. 8.1 "Caches".
 */
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <slate/param.h>
#include "slab_magazine.h"

/* Objects from this size on have their descriptor outside: an eighth of a page, as Bonwick has it. */
#define OUTSIDE_SIZE (PAGE_SIZE / 8)
/* Slabs larger than need be are tried up to this order, to waste less: slab_max_order=. (B) */
static unsigned int slab_max_order = 2;
/* Slabs without an object in use that a node keeps. */
#define SLAB_KEEP_EMPTY 5U

static bool desc_is_outside(const struct kmem_cache *s)
{
	return s->size >= OUTSIDE_SIZE;
}

/* Objects that fit a slab of @order, with their descriptor if that is inside. */
static unsigned int objects_that_fit(const struct kmem_cache *s, unsigned int order)
{
	unsigned int bytes = PAGE_SIZE << order;
	unsigned int nr = min_t(unsigned int, bytes / s->size,
				desc_is_outside(s) ? OUTSIDE_MAX : BUFCTL_MAX);

	while (!desc_is_outside(s) && nr * s->size + desc_bytes(nr) > bytes)
		nr--;
	return nr;
}

static unsigned int bytes_left_over(const struct kmem_cache *s, unsigned int order)
{
	unsigned int nr = objects_that_fit(s, order);

	return (PAGE_SIZE << order) - nr * s->size - (desc_is_outside(s) ? 0 : desc_bytes(nr));
}

/* The smallest order that leaves an eighth over, or else the one that leaves least of each page. */
static unsigned int best_order(const struct kmem_cache *s)
{
	unsigned int order = get_order(s->size), best = order;

	for (; order <= max(slab_max_order, best); order++) {
		unsigned int over = bytes_left_over(s, order);

		if (over * 8 <= PAGE_SIZE << order)
			return order;
		if (over >> order < bytes_left_over(s, best) >> best)
			best = order;
	}
	return best;
}

/* Decide the size of slots and slabs, the place of descriptors, and the colours. 0 or -E2BIG. */
static int lay_out(struct kmem_cache *s)
{
	unsigned int order;

	s->inuse = ALIGN(s->object_size, sizeof(void *));
	slab_set_size(s, ALIGN(s->inuse, s->align));
	if (get_order(s->size) >= MAX_ORDER)
		return -E2BIG;
	order = best_order(s);
	s->per_slab = objects_that_fit(s, order);
	s->words = s->inuse / sizeof(u32);
	s->oo = s->min = oo_make(order, s->per_slab);
	s->allocflags = slab_pages_wanted(s);
	s->min_partial = SLAB_KEEP_EMPTY;
	s->desc_offset = desc_is_outside(s) ? 0 : (PAGE_SIZE << order) - desc_bytes(s->per_slab);
	s->colour_step = max_t(unsigned int, s->align, cache_line_size());
	s->nr_colours = min(bytes_left_over(s, order) / s->colour_step + 1, 255U);
	return 0;
}

static void __init slab_init(void)
{
	bufctl_init();
	magazines_init();
}

static int slab_create(struct kmem_cache *s)
{
	bool has_magazines = !(s->flags & (__SLAB_HOOKED | SLAB_NO_MAGAZINES));

	if (kmem_cache_debug(s)) {
		s->ops = &slub_ops;
		return s->ops->create(s);
	}
	slub_hook_cache(s);
	if (lay_out(s))
		return -E2BIG;
	if (has_magazines)
		magazines_set_up(s);
	return 0;
}

static bool have_slabs(struct kmem_cache *s)
{
	struct kmem_cache_node *n;
	int node;

	for_each_kmem_cache_node(s, node, n)
		if (n->nr_slabs)
			return true;
	return false;
}

static int slab_shrink(struct kmem_cache *s)
{
	magazines_drain(s);
	bufctl_release_empty(s);
	return have_slabs(s);
}

static void list_live_on(struct kmem_cache *s, struct list_head *slabs)
{
	struct slab *slab;

	list_for_each_entry(slab, slabs, slab_list)
		if (slab->desc->in_use)
			list_live_objects(s, slab, "Objects remaining in %s on __kmem_cache_shutdown()");
}

static bool slab_shutdown(struct kmem_cache *s)
{
	struct kmem_cache_node *n;
	int node;

	if (!slab_shrink(s))
		return true;
	for_each_kmem_cache_node(s, node, n) {
		list_live_on(s, &n->partial);
		list_live_on(s, &n->full);
	}
	return false;
}

static enum object_state slab_look(struct kmem_cache *s, struct slab *slab, unsigned int index,
				   void **object)
{
	*object = slab->desc->first + index * s->size;
	switch (slab->desc->bufctl[index]) {
	case BUFCTL_LIVE:
		return OBJECT_LIVE;
	case BUFCTL_RESTING:
		return OBJECT_RESTING;
	default:
		return OBJECT_FREE;
	}
}

/* Where a pointer that is freed in vain points to. No call sites are kept. */
static void slab_describe(struct kmem_cache *s, struct slab *slab, const void *object)
{
	static const char *const states[] = { "free", "in use", "free, in a magazine" };
	unsigned long offset = object - slab->desc->first;
	unsigned int index = offset / s->size;
	void *start;

	if (index >= s->per_slab)
		pr_err("0x%px is beside the objects of its slab\n", object);
	else if (offset % s->size)
		pr_err("0x%px is %lu bytes inside the object at 0x%px of %s, which is %s\n", object,
		       offset % s->size, slab->desc->first + index * s->size, s->name,
		       states[slab_look(s, slab, index, &start)]);
	pr_err("slub_debug=U,%s on the command line makes reports name who allocated it and who freed it\n",
	       s->name);
}

/* Pages of empty slabs, and of as many as the objects in magazines would fill. */
static unsigned long slab_idle_pages(struct kmem_cache *s)
{
	unsigned long nr = magazines_resting(s) / s->per_slab;
	struct kmem_cache_node *n;
	int node;

	for_each_kmem_cache_node(s, node, n)
		nr += n->nr_empty;
	return nr << oo_order(s->oo);
}

static void slab_count(struct kmem_cache *s, struct slabinfo *info)
{
	unsigned long flags, nr_free = magazines_resting(s);
	struct kmem_cache_node *n;
	struct slab *slab;
	int node;

	for_each_kmem_cache_node(s, node, n) {
		spin_lock_irqsave(&n->list_lock, flags);
		list_for_each_entry(slab, &n->partial, slab_list)
			nr_free += s->per_slab - slab->desc->in_use;
		info->num_slabs += n->nr_slabs;
		info->num_objs += n->total_objects;
		info->active_slabs += n->nr_slabs - n->nr_empty;
		spin_unlock_irqrestore(&n->list_lock, flags);
	}
	info->active_objs = info->num_objs - nr_free;
	info->objects_per_slab = s->per_slab;
	info->cache_order = oo_order(s->oo);
	info->limit = 2 * s->rounds;
	info->batchcount = s->rounds / 2;
	info->shared = s->rounds ? DEPOT_FULL : 0;
	info->shared_avail = s->depot.nr_full * s->rounds;
}

/* What is wrong with a slab's descriptor and frames; *resting grows by its objects in magazines. */
static const char *whats_wrong(struct kmem_cache *s, struct slab *slab, unsigned long *resting)
{
	const struct slab_desc *desc = slab->desc;
	unsigned int i, nr_used = 0, nr_listed = 0;

	for (i = 0; i < 1U << slab_order(slab); i++) {
		struct page *page = slab_page(slab) + i;

		if (page->slab_cache != s || page_slab(page)->desc != desc ||
		    !test_bit(PG_slab, &page->flags))
			return "a frame with a wrong owner";
	}
	for (i = 0; i < s->per_slab; i++) {
		nr_used += desc->bufctl[i] == BUFCTL_LIVE || desc->bufctl[i] == BUFCTL_RESTING;
		*resting += desc->bufctl[i] == BUFCTL_RESTING;
	}
	for (i = desc->first_free; i != BUFCTL_END; i = desc->bufctl[i])
		if (i >= s->per_slab || ++nr_listed > s->per_slab)
			return "a broken list of free objects";
	if (nr_used != desc->in_use || nr_listed + nr_used != s->per_slab)
		return "a count of objects that is wrong";
	return NULL;
}

/* Violations on one list of slabs, each reported. */
static int check_list(struct kmem_cache *s, struct list_head *list, bool full, unsigned long *nr,
		      unsigned long *resting)
{
	unsigned int seen_empty = 0;
	struct slab *slab;
	int bad = 0;

	list_for_each_entry(slab, list, slab_list) {
		const char *wrong = whats_wrong(s, slab, resting);

		if ((slab->desc->first_free == BUFCTL_END) != full ||
		    (seen_empty && slab->desc->in_use))
			wrong = "the wrong place on the lists";
		seen_empty += !slab->desc->in_use;
		if (wrong) {
			pr_err("slab: %s: slab %px has %s\n", s->name, slab, wrong);
			bad++;
		}
		(*nr)++;
	}
	return bad;
}

static int check_node(struct kmem_cache *s, struct kmem_cache_node *n, unsigned long *resting)
{
	unsigned long flags, nr_partial = 0, nr_slabs;
	int bad;

	spin_lock_irqsave(&n->list_lock, flags);
	bad = check_list(s, &n->partial, false, &nr_partial, resting);
	nr_slabs = nr_partial;
	bad += check_list(s, &n->full, true, &nr_slabs, resting);
	if (nr_partial != n->nr_partial || nr_slabs != n->nr_slabs ||
	    n->total_objects != nr_slabs * s->per_slab) {
		pr_err("slab: %s: %lu slabs, %lu partial; counters say %lu, %lu\n", s->name,
		       nr_slabs, nr_partial, n->nr_slabs, n->nr_partial);
		bad++;
	}
	spin_unlock_irqrestore(&n->list_lock, flags);
	return bad;
}

/* Walk all slabs of a cache that is not in use meanwhile. Number of violations, each reported. */
static int slab_cache_check(struct kmem_cache *s)
{
	unsigned long resting = 0;
	struct kmem_cache_node *n;
	int node, bad = 0;

	for_each_kmem_cache_node(s, node, n)
		bad += check_node(s, n, &resting);
	if (resting != magazines_resting(s)) {
		pr_err("slab: %s: %lu objects rest in magazines, whose tops say %lu\n", s->name,
		       resting, magazines_resting(s));
		bad++;
	}
	return bad;
}

const struct slab_ops slab_ops = {
	.name = "slab",
	.init = slab_init,
	.create = slab_create,
	.alloc = magazine_alloc_slow,
	.free = magazine_free_slow,
	.describe = slab_describe,
	.look = slab_look,
	.shrink = slab_shrink,
	.idle_pages = slab_idle_pages,
	.shutdown = slab_shutdown,
	.count = slab_count,
	.check = slab_cache_check,
};

static int __init setup_slab_max_order(char *text)
{
	int error = kstrtouint(text ?: "", 0, &slab_max_order);

	slab_max_order = min(slab_max_order, (unsigned int)MAX_ORDER - 1);
	return error;
}
SLATE_EARLY_PARAM("slab_max_order", setup_slab_max_order, "ORDER",
		  "slab=slab: largest slab that is made for the sake of less waste");
