/* SPDX-License-Identifier: MIT */
/*
 * mm/slub_hand.h: the fast path, which is part of kmem_cache_alloc(), kmem_cache_free(), kfree() and
 * __kmalloc() alike. What a hand is and why no lock is needed: mm/slub.c.
 */
#ifndef MM_SLUB_HAND_H
#define MM_SLUB_HAND_H

#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <slate/fault.h>
#include "slab.h"

static __always_inline struct kmem_cache_cpu *hand_of(struct kmem_cache *s)
{
	return &s->cpu_slab[CONFIG_NR_CPUS > 1 ? raw_smp_processor_id() : 0];
}

static __always_inline struct slub_recent *recent_of(struct kmem_cache *s)
{
	return &s->recent[CONFIG_NR_CPUS > 1 ? raw_smp_processor_id() : 0];
}

/* An object of the slab in hand; false if it has none, or an interrupt was faster. */
static __always_inline bool take_from_hand(struct kmem_cache *s, void **object)
{
	struct kmem_cache_cpu *hand = hand_of(s);
	unsigned long *word = hand->word;
	unsigned long free_bits = READ_ONCE(*word);
	unsigned int bit;

	if (unlikely(!free_bits))
		return false;
	bit = __ffs(free_bits);
	if (unlikely(!test_and_clear_bit(bit, word)))
		return false;
	*object = hand->word_base + bit * s->size;
	return true;
}

/* True if @object is of the slab in hand, was in use, and is free now. */
static __always_inline bool return_to_hand(struct kmem_cache *s, const void *object)
{
	struct kmem_cache_cpu *hand = hand_of(s);
	unsigned int index = slab_index(s, object - hand->base);

	return likely(index < hand->objects) && likely(!test_and_set_bit(index, hand->map));
}

/* A request that may sleep, made where that is forbidden: to be named at the call, each time. */
static __always_inline bool sleep_is_forbidden(gfp_t gfp)
{
	return gfpflags_allow_blocking(gfp) && (preempt_count_has(~0) || irqs_disabled());
}

/*
 * Allocate by the fast path if nothing forbids it. The calls to the slow path are the last thing their
 * function does, so the compiler makes jumps of them (CFLAGS of these files): it returns to, and can
 * ask for, the address that the fast path's caller called from, and the fast path needs no frame.
 */
static __always_inline void *alloc_object_unwatched(struct kmem_cache *s, gfp_t gfp)
{
	void *object;

	if (unlikely(sleep_is_forbidden(gfp)))
		return slab_alloc_slow(s, gfp);
	if (unlikely(!take_from_hand(s, &object)))
		return slub_refill(s, gfp);
	if (unlikely(gfp & __GFP_ZERO))
		return memset32(object, 0, s->words);
	return object;
}

/* The same, unless somebody wants to see or fail allocations, or SLAB serves. */
static __always_inline void *alloc_object(struct kmem_cache *s, gfp_t gfp)
{
	if (static_branch_unlikely(&object_detour))
		return slab_alloc_detour(s, gfp);
	return alloc_object_unwatched(s, gfp);
}

#endif
