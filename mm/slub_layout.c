// SPDX-License-Identifier: MIT
/*
 * mm/slub_layout.c: how large a slab is, and where in it each byte of an object's slot lies.
 *
 * Problem.  A slab of one page holds few large objects and may waste most of its end; a slab of many
 *           pages is hard to get when memory is in crumbs.
 * Idea.     The smallest order that holds min_objects and wastes at most 1/16; if there is none up to
 *           order 3, fewer objects, then more waste, will do. A second recipe, the smallest order
 *           that holds one object at all, is kept for when the first cannot be had. The numbers are
 *           slub_min_objects=, slub_max_order= and slub_min_order= of the command line, as in Linux.
 *
 *           4096 bytes, objects of 700:  [700][700][700][700][700]......  596 left over = 1/7: no
 *           8192 bytes:                  eleven objects, 492 left over = 1/17: yes
 *
 *           A debugged object's slot, left to right (offsets count from the object, so that the
 *           left red zone has negative ones):
 *
 *           [red_left_pad: red zone][object_size][pad to word][red zone][link][alloc, free][pad]
 *                                   ^ object                 ^ never empty    ^ tracks
 *                                                                       inuse ^
 * Invariants. offset + word <= size; every part starts at a multiple of the word; slots start at
 *           multiples of align, and so do objects because red_left_pad is one.
 * Cost.     A cache is laid out once.
 * Sources.  Linux mm/slub.c, calculate_sizes() and calculate_order(), for what goes where.
 */
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kstrtox.h>
#include <linux/minmax.h>
#include <linux/log2.h>
#include <slate/param.h>
#include "slub.h"

/* Slabs up to this order are tried: pages of such blocks are kept per CPU and cheap to get. (B) */
static unsigned int slub_max_order = PAGE_ALLOC_COSTLY_ORDER;
static unsigned int slub_min_order; /* (B) */
/* Fewer objects than this to a slab and the slow path is taken too often. (B) */
static unsigned int slub_min_objects = 8;
/* Partial slabs that a node keeps even when they are empty, at least and at most. */
#define MIN_PARTIAL	 5U
#define MAX_PARTIAL	 10U
/* inuse and objects of struct slab have 15 bits. */
#define MAX_OBJS_PER_SLAB 32767

/* Objects that fit a slab, with a map in the slab where one is needed. */
static unsigned int objects_that_fit(const struct kmem_cache *s, unsigned int order)
{
	unsigned int bytes = PAGE_SIZE << order;
	unsigned int nr = bytes / s->size;

	if (kmem_cache_debug(s))
		return min(nr, (unsigned int)MAX_OBJS_PER_SLAB);
	while (nr > BITS_PER_LONG && nr * s->size + BITS_TO_LONGS(nr) * sizeof(long) > bytes)
		nr--;
	return nr;
}

/* The smallest order up to slub_max_order with @min_objects and a waste of 1/@fraction; or -1. */
static int order_for(const struct kmem_cache *s, unsigned int min_objects, unsigned int fraction)
{
	unsigned int order;

	order = max(slub_min_order, (unsigned int)get_order(s->size));
	for (; order <= slub_max_order; order++) {
		unsigned int bytes = PAGE_SIZE << order;
		unsigned int nr = objects_that_fit(s, order);

		if (nr >= min_objects && bytes - nr * s->size <= bytes / fraction)
			return order;
	}
	return -1;
}

static int best_order(const struct kmem_cache *s)
{
	unsigned int most = objects_that_fit(s, slub_max_order);
	unsigned int min_objects, fraction;
	int order;

	for (min_objects = min(slub_min_objects, most); min_objects > 1; min_objects--) {
		for (fraction = 16; fraction >= 4; fraction /= 2) {
			order = order_for(s, min_objects, fraction);
			if (order >= 0)
				return order;
		}
	}
	return get_order(s->size);
}

/* Parts of the slot right of the object; returns its size before alignment. */
static unsigned int lay_out_debug(struct kmem_cache *s)
{
	unsigned int size = ALIGN(s->object_size, sizeof(void *));

	/* Poison would destroy what a constructor made, or what an RCU reader may still read. */
	if ((s->flags & SLAB_POISON) && !(s->flags & SLAB_TYPESAFE_BY_RCU) && !s->ctor)
		s->flags |= __OBJECT_POISON;
	if ((s->flags & SLAB_RED_ZONE) && size == s->object_size)
		size += sizeof(void *);
	s->inuse = size;

	if ((s->flags & (SLAB_TYPESAFE_BY_RCU | SLAB_POISON)) || s->ctor ||
	    ((s->flags & SLAB_RED_ZONE) && s->object_size < sizeof(void *))) {
		s->offset = size;
		size += sizeof(void *);
	} else {
		/* In the middle, where an overflow from a neighbour gets last. */
		s->offset = ALIGN_DOWN(s->object_size / 2, sizeof(void *));
	}
	if (s->flags & SLAB_STORE_USER)
		size += 2 * sizeof(struct track);
	if (s->flags & SLAB_RED_ZONE) {
		size += sizeof(void *);
		s->red_left_pad = ALIGN(sizeof(void *), s->align);
		size += s->red_left_pad;
	}
	return size;
}

/* Of an odd number modulo 2^32: each step of Newton's method doubles the bits that are right. */
static unsigned int inverse_of_odd(unsigned int odd)
{
	unsigned int inverse = odd; /* right in 3 bits, since odd * odd is 1 modulo 8 */
	int i;

	for (i = 0; i < 4; i++)
		inverse *= 2 - odd * inverse;
	return inverse;
}

/* Set the distance of objects, and what slab_index() needs of it. */
void slab_set_size(struct kmem_cache *s, unsigned int size)
{
	s->size = size;
	s->shift = __ffs(size);
	s->inverse = inverse_of_odd(size >> s->shift);
}

/* What each request for pages of @s asks besides. */
gfp_t slab_pages_wanted(const struct kmem_cache *s)
{
	gfp_t gfp = oo_order(s->oo) ? __GFP_COMP : 0;

	if (s->flags & SLAB_CACHE_DMA)
		gfp |= GFP_DMA;
	if (s->flags & SLAB_CACHE_DMA32)
		gfp |= GFP_DMA32;
	if (s->flags & SLAB_RECLAIM_ACCOUNT)
		gfp |= __GFP_RECLAIMABLE;
	return gfp;
}

/**
 * slub_layout() - decide the size of a cache's slots and slabs.
 * @s: object_size, align, flags and ctor are set; the rest of the layout is written.
 *
 * Return: 0, or -E2BIG if no block of pages holds an object.
 */
int slub_layout(struct kmem_cache *s)
{
	unsigned int size = ALIGN(s->object_size, sizeof(void *));
	int order;

	s->inuse = size;
	s->offset = ALIGN_DOWN(s->object_size / 2, sizeof(void *));
	if (kmem_cache_debug(s))
		size = lay_out_debug(s);
	slab_set_size(s, ALIGN(size, s->align));
	if (get_order(s->size) >= MAX_ORDER)
		return -E2BIG;

	order = best_order(s);
	s->oo = oo_make(order, objects_that_fit(s, order));
	s->per_slab = oo_objects(s->oo);
	s->words = s->inuse / sizeof(u32);
	order = get_order(s->size);
	s->min = oo_make(order, objects_that_fit(s, order));
	s->allocflags = slab_pages_wanted(s);
	s->slab_mask = (PAGE_SIZE << oo_order(s->oo)) - 1;
	s->first_word = oo_objects(s->oo) < BITS_PER_LONG ? last_word_mask(oo_objects(s->oo)) : ~0UL;
	/* Hooked caches: no frame looks like that, so every free takes the slow path. 0 would be any tail. */
	s->slab_kind = KIND_WORD(KIND_BAD, KIND_ORDER_MASK);
	if (!(s->flags & __SLAB_HOOKED))
		s->slab_kind = KIND_WORD(KIND_SLAB, oo_order(s->oo)) |
			       (oo_order(s->oo) ? KIND_COMPOUND : 0);
	s->min_partial = clamp((unsigned int)ilog2(s->size) / 2, MIN_PARTIAL, MAX_PARTIAL);
	return 0;
}

/**
 * slub_spare_order() - slub_debug=O: rather no red zones, poison and owners than larger slabs.
 * @s: as slub_layout() wants it. Loses the flags that ask for these if one object with all that is kept
 *     beside it takes a larger block of pages than one without.
 */
void slub_spare_order(struct kmem_cache *s)
{
	if (!slub_spares_order || !(s->flags & DEBUG_METADATA_FLAGS))
		return;
	if (slub_layout(s) == 0 && get_order(s->size) <= get_order(s->object_size))
		return;
	s->flags &= ~(DEBUG_METADATA_FLAGS | __OBJECT_POISON);
	s->red_left_pad = s->offset = 0;
}

static int __init setup_slub_max_order(char *text)
{
	int error = kstrtouint(text ?: "", 0, &slub_max_order);

	slub_max_order = min(slub_max_order, (unsigned int)MAX_ORDER - 1);
	return error;
}
SLATE_EARLY_PARAM("slub_max_order", setup_slub_max_order, "ORDER",
		  "largest slab that is made for the sake of more objects in it");

static int __init setup_slub_min_order(char *text)
{
	int error = kstrtouint(text ?: "", 0, &slub_min_order);

	slub_min_order = min(slub_min_order, (unsigned int)MAX_ORDER - 1);
	return error;
}
SLATE_EARLY_PARAM("slub_min_order", setup_slub_min_order, "ORDER", "smallest slab");

static int __init setup_slub_min_objects(char *text)
{
	return kstrtouint(text ?: "", 0, &slub_min_objects);
}
SLATE_EARLY_PARAM("slub_min_objects", setup_slub_min_objects, "N", "objects a slab should hold");
