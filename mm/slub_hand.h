/* SPDX-License-Identifier: MIT */
/*
 * mm/slub_hand.h: the fast path, which is part of kmem_cache_alloc(), kmem_cache_free(), kfree() and
 * __kmalloc() alike. What a hand is and why no lock is needed: mm/slub.c.
 */
#ifndef MM_SLUB_HAND_H
#define MM_SLUB_HAND_H

#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <slate/fault.h>
#include "slub.h"

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

/* Is @object, or what is left of it, of the slab in hand? */
static __always_inline bool in_hand(struct kmem_cache *s, const void *object)
{
	struct kmem_cache_cpu *hand = hand_of(s);

	return (unsigned long)(object - hand->base) < hand->bytes;
}

/* What __GFP_ZERO asks of an object. memset32() in place, which saves a frame and a call. */
static __always_inline void *zero_words(const struct kmem_cache *s, void *object)
{
	unsigned int words = s->words;
	void *next = object;

	asm volatile("rep stosl" : "+D"(next), "+c"(words) : "a"(0) : "memory");
	return object;
}

/* A request that may sleep, made where that is forbidden: to be named at the call, each time. */
static __always_inline bool sleep_is_forbidden(gfp_t gfp)
{
	return gfpflags_allow_blocking(gfp) && (preempt_count_has(~0) || irqs_disabled());
}

/*
 * GFP_KERNEL by the fast path if nothing forbids it. The calls to the slow path are the last thing
 * their function does, so the compiler makes jumps of them (CFLAGS of these files): it returns to, and
 * can ask for, the address that the fast path's caller called from, and the fast path needs no frame.
 */
static __always_inline void *alloc_object_plain(struct kmem_cache *s)
{
	void *object;

	if (unlikely(sleep_is_forbidden(GFP_KERNEL)))
		return slab_alloc_slow(s, GFP_KERNEL);
	if (unlikely(!take_from_hand(s, &object)))
		return slub_refill(s);
	return object;
}

/*
 * Most requests say GFP_KERNEL. One comparison tells them from those to be zeroed, those that must not
 * sleep and those for other memory, and from then on their flags are a constant, which takes no
 * register and needs no test.
 */
static __always_inline void *alloc_object_unwatched(struct kmem_cache *s, gfp_t gfp)
{
	if (likely(gfp == GFP_KERNEL))
		return alloc_object_plain(s);
	return slub_alloc_special(s, gfp);
}

/* The same, unless somebody wants to see or fail allocations, or SLAB serves. */
static __always_inline void *alloc_object(struct kmem_cache *s, gfp_t gfp)
{
	if (static_branch_unlikely(&object_detour))
		return slab_alloc_detour(s, gfp);
	return alloc_object_unwatched(s, gfp);
}

#endif
