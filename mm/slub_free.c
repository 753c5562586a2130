// SPDX-License-Identifier: MIT
/*
 * mm/slub_free.c: how an object comes back to SLUB: kfree() and kmem_cache_free().
 *
 * Problem.  An object of the slab in hand is freed by one instruction (mm/slub.c). But where
 *           thousands of objects live, the next one freed is hardly ever of the slab in hand. Its
 *           slab is full, most likely, and would have to change lists under a lock, only to be
 *           taken in hand a moment later for the sake of one object, found full, and moved back.
 * Idea.     The bit in the slab's map is the truth, whoever looks at it: a free sets it, and that
 *           is that. The lists are about where to look for bits, and that can wait. Each CPU
 *           remembers the last 16 objects that it has freed; the next allocations that find the
 *           hand empty try these first, the last one first. If the bit is still 1 it is cleared,
 *           and the slab is as full as it was.
 *
 *             free X    bit of X = 1,  recent [- A B C X]   slab of X stays on `full`
 *             alloc     hand empty;    recent [- A B C]     bit of X: 1 -> 0, X it is
 *             free Y    recent is full: bit of Y = 1, and its slab moves from `full` to `partial`
 *
 *           The lowest place [-] is nobody's, with a bit that is 0 for ever: who asks an empty memory
 *           gets "taken by somebody else", a case that is there anyway, and need not ask whether it
 *           is empty.
 *
 *           The slab moves only when 16 objects are remembered already; it goes back to the page
 *           allocator when all of it is free, unless the node has no more than min_partial others.
 * Invariants. Memory that a remembered object points to is a slab's: a slab that is discarded is
 *           forgotten first (slub_forget()), and an interrupt, which may have stopped a thread that
 *           looks at what it remembers, discards none while anything is. A free object of a slab on
 *           `full` is remembered.
 * Locks.    kmem_cache_node.list_lock, irqs off, to move slabs. What is remembered belongs to
 *           threads.
 * Paths.    Free   kmem_cache_free -> return_to_hand (mm/slub_hand.h)
 *           Slow   kmem_cache_free -> free_elsewhere -> free_in_frame -> settle_slab
 *           Odd    kmem_cache_free -> free_elsewhere -> slab_free_slow -> slub_free
 *           SLAB   kmem_cache_free -> free_of_cache_detour (mm/slab_magazine.c: The door)
 * Cost.     18 instructions in hand, some 50 elsewhere. 212 bytes a cache.
 * Left out. More CPUs: who settles a slab would have to tell the CPU that remembers objects of it.
 * Sources.  Bonwick, Adams (2001) for reusing the last object first; Linux mm/slub.c's CPU partial
 *           lists have the same purpose.
 */
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <trace/events/kmem.h>
#include "slub.h"
#include "slab_magazine.h"
#include "slub_hand.h"

/* @slab is about to go: nothing of it is to be used any more. In a thread, or nothing is remembered. */
void slub_forget(struct kmem_cache *s, const struct slab *slab)
{
	struct slub_recent *recent = recent_of(s);
	struct slub_freed *freed;

	for (freed = recent->top; freed != recent->freed; freed--)
		if (freed->map == slab->map)
			*freed = *recent->top--;
}

/* May empty slabs go? An interrupt must not pull one away from under a thread that looks at its map. */
static bool may_discard(struct kmem_cache *s)
{
	return !in_interrupt() || recent_of(s)->top == recent_of(s)->freed;
}

/* Objects of @slab were freed: it may be on the wrong list now, or not be needed any more. */
static noinline void settle_slab(struct kmem_cache *s, struct slab *slab)
{
	struct kmem_cache_node *n = node_of_slab(slab);
	unsigned long flags;

	spin_lock_irqsave(&n->list_lock, flags);
	if (test_bit(PG_slab_full, &slab->__page_flags) && !slub_map_full(s, slab)) {
		__clear_bit(PG_slab_full, &slab->__page_flags);
		list_del(&slab->slab_list);
		slub_add_partial(n, slab);
	}
	if (n->nr_partial > s->min_partial && test_bit(PG_slab_partial, &slab->__page_flags) &&
	    slub_map_empty(s, slab) && may_discard(s)) {
		slub_del_partial(n, slab);
		spin_unlock_irqrestore(&n->list_lock, flags);
		return slub_discard_slab(s, slab);
	}
	spin_unlock_irqrestore(&n->list_lock, flags);
}

/* The first word of the map says that its objects are all free: are they in the others? */
static noinline void settle_if_empty(struct kmem_cache *s, struct slab *slab)
{
	if (slub_map_empty(s, slab))
		settle_slab(s, slab);
}

/*
 * Free an object of a slab that is not in hand: set its bit, and remember it for the next allocation.
 * Only when enough is remembered, or all of the slab is free, is there something to do for the lists.
 *
 * Who looks for a full slab marks it full before it looks at the map, and here the bit is set before
 * the mark is read; so one of the two sees the other, and no lock is needed to find out. An object is
 * remembered before its bit is set: from then on somebody else might use it and discard its slab.
 */
static __always_inline void free_in_frame(struct kmem_cache *s, void *object, struct page *page)
{
	struct slub_recent *recent = recent_of(s);
	struct slub_freed *freed;
	unsigned long *map;
	unsigned int index;

	/* Not a first frame with the usual order, then? Then it may be another frame of such a slab. */
	if (page->kind != s->slab_kind) {
		page = READ_ONCE(page->kind) ? page : page->freelist;
		if (unlikely(page->kind != s->slab_kind))
			return slab_free_slow(s, object);
	}
	/* Blocks of pages are aligned to their size, and so are slabs. */
	index = slab_index(s, (unsigned long)object & s->slab_mask);
	if (unlikely(index >= s->per_slab))
		return slab_free_slow(s, object);
	map = page_slab(page)->map;
	freed = recent->top;
	if (freed != recent->limit && likely(!preempt_count_has(INTERRUPT_MASK))) {
		freed++;
		freed->object = object;
		freed->map = map;
		freed->index = index;
		recent->top = freed;
		if (unlikely(test_and_set_bit(index, map)))
			return slab_free_slow(s, object);
	} else {
		if (unlikely(test_and_set_bit(index, map)))
			return slab_free_slow(s, object);
		if (unlikely(READ_ONCE(page->flags) & 1UL << PG_slab_full))
			return settle_slab(s, page_slab(page));
	}
	if (unlikely(map[0] == s->first_word))
		settle_if_empty(s, page_slab(page));
}

static noinline void free_elsewhere(struct kmem_cache *s, void *object)
{
	struct page *page;

	if (unlikely(!slab_frame_of(s, object, &page)))
		return slab_free_slow(s, object);
	free_in_frame(s, object, page);
}

/*
 * kfree() has looked at the frame: it is one of @s. Not static: a compiler may pass three arguments of a
 * function that only it knows on the stack, and then it cannot jump.
 */
noinline void kfree_elsewhere(struct page *page, void *object, struct kmem_cache *s)
{
	free_in_frame(s, object, page);
}

static __always_inline void free_of_cache(struct kmem_cache *s, void *object)
{
	if (unlikely(!in_hand(s, object)))
		return free_elsewhere(s, object);
	if (unlikely(!return_to_hand(s, object)))
		slab_free_slow(s, object);
}

/* Where frees go that are not to take SLUB's fast path: somebody watches, or SLAB serves. */
DEFINE_STATIC_KEY_FALSE(free_detour);

/* These are jumped to: the return address is that of the free's own caller. */
static noinline void free_of_cache_traced(struct kmem_cache *s, void *object)
{
	if (s)
		trace_kmem_cache_free(_RET_IP_, object, s);
	if (static_branch_unlikely(&magazines_serve))
		magazine_free(s, object);
	else
		free_of_cache(s, object);
}

noinline void free_of_cache_detour(struct kmem_cache *s, void *object)
{
	if (static_branch_unlikely(&magazines_shut))
		return free_of_cache_traced(s, object);
	magazine_free(s, object);
}

/**
 * kmem_cache_free() - return an object.
 * @s: the cache it was allocated from.
 * @object: what kmem_cache_alloc() returned.
 *
 * A pointer that is no live object of @s is reported and refused.
 * Context: any but an NMI.
 * Source: Gorman ch. 8.3.3 "Freeing Objects".
 */
void kmem_cache_free(struct kmem_cache *s, void *object)
{
	if (static_branch_unlikely(&free_detour))
		return free_of_cache_detour(s, object);
	free_of_cache(s, object);
}
EXPORT_SYMBOL(kmem_cache_free);

static __always_inline void free_by_frame(const void *object)
{
	struct kmem_cache *s;
	struct page *page;

	if (unlikely(!slab_frame(object, &page)))
		return kfree_slow(object);
	s = page->slab_cache;
	if (unlikely(!in_hand(s, object)))
		return kfree_elsewhere(page, (void *)object, s);
	if (unlikely(!return_to_hand(s, object)))
		slab_free_slow(s, object);
}

static noinline void free_by_frame_traced(const void *object)
{
	trace_kfree(_RET_IP_, object);
	if (static_branch_unlikely(&magazines_serve))
		magazine_free_by_frame(object);
	else
		free_by_frame(object);
}

noinline void free_by_frame_detour(const void *object)
{
	if (static_branch_unlikely(&magazines_shut))
		return free_by_frame_traced(object);
	magazine_free_by_frame(object);
}

/**
 * kfree() - return memory that kmalloc() gave.
 * @object: NULL and ZERO_SIZE_PTR are fine and do nothing.
 *
 * Objects of any cache may be freed this way: the frame says whose they are.
 * Context: any but an NMI.
 * Source: LDD ch. 8 "The Real Story of kmalloc".
 */
void kfree(const void *object)
{
	if (static_branch_unlikely(&free_detour))
		return free_by_frame_detour(object);
	free_by_frame(object);
}
EXPORT_SYMBOL(kfree);

/* Free with all that options ask for; and say what is wrong with a pointer that cannot be freed. */
void slub_free(struct kmem_cache *s, struct slab *slab, void *object, unsigned long caller)
{
	unsigned int index = slab_index(s, object - slab_address(slab));

	if (kmem_cache_debug(s))
		return slub_debug_free(s, slab, object, caller);
	if (index >= slab_objects(s, slab))
		return slab_err_free(s, object, "Invalid object pointer", caller);
	if (unlikely(slab_want_init_on_free(s)) && !test_bit(index, slab->map))
		memset(object, 0, s->object_size);
	if (test_and_set_bit(index, slab->map))
		return slab_err_free(s, object, "Object already free", caller);
	settle_slab(s, slab);
}

/* Forget what was freed last, and put its slabs on the lists that their maps say. In a thread. */
void slub_settle_recent(struct kmem_cache *s)
{
	struct slub_recent *recent = recent_of(s);
	unsigned long flags;

	while (recent->top != recent->freed) {
		/* Not remembered any more, it would be an interrupt's to discard. */
		local_irq_save(flags);
		settle_slab(s, virt_to_slab((recent->top--)->object));
		local_irq_restore(flags);
	}
}
