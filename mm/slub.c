// SPDX-License-Identifier: MIT
/*
 * mm/slub.c: SLUB, the default allocator: a slab in each CPU's hand, and a bit for each object.
 *
 * Problem.  Objects are allocated and freed hundreds of thousands of times a second, in threads and
 *           in interrupts. Any lock, any switching off of interrupts and any search would cost more
 *           than the work itself. And a free of what is already free should be noticed each time,
 *           not only in a debug build.
 * Idea.     Each CPU holds one slab of each cache in its hand. To allocate is to find the first 1
 *           in the slab's free map and to clear it; to free is to set it again. Each is one
 *           instruction on one word, so neither a lock nor cli is needed against interrupts:
 *           whoever comes first has the bit. And since the instruction tells what the bit was, the
 *           double free is found by the very act of freeing, at the price of a conditional jump.
 *
 *           CPU's hand:  base --> [obj 0][obj 1][obj 2][obj 3] ...      free map  ...1 0 1 1
 *                        word ------------------------------------------------^ first 1: obj 0
 *
 *           Linux threads a list through the free objects instead, and swaps its head together with
 *           a transaction number (cmpxchg8b), because a list's head can come back while the list
 *           behind it changed. A bit has no "behind it".
 *
 *           The slab in hand is used until its map is all 0. Then the objects that this CPU has
 *           freed last are used, which it remembers (mm/slub_free.c), then another slab is taken in
 *           hand, the first of the node's partial ones or a new one.
 * Invariants (slub_check walks them):
 *           1. A slab in hand is on no list. A free object of a slab on `full` is remembered. (One
 *              on `partial` may be full: when it is to be used next, it is found to be, and moves.)
 *           2. A hand changes only in a thread, on its own CPU, irqs off. So code that runs in an
 *              interrupt never finds that the code it interrupted has lost its slab; it takes from
 *              the partial list when the hand is empty. (No thread is preempted in the kernel.)
 *           3. hand->word always points at a word, if only at no_free_bits: the fast path asks one
 *              question, "is there a bit?", and everything unusual hides behind "no".
 * Locks.    kmem_cache_node.list_lock, irqs off. Nothing is taken under it.
 * Paths.    Alloc  kmem_cache_alloc -> alloc_object -> take_from_hand (mm/slub_hand.h)
 *           Again  kmem_cache_alloc -> slub_refill -> reuse
 *           Flags  kmem_cache_alloc -> slub_alloc_special (whatever is not GFP_KERNEL)
 *           New    kmem_cache_alloc -> slub_refill -> refill_slow -> refill_hand -> slub_new_slab
 *           Odd    kmem_cache_alloc -> slub_refill -> refill_slow -> slab_alloc_slow -> slub_alloc
 * Cost.     Alloc and free together take 38 instructions where the slab in hand serves both (20 and
 *           18; a request with other flags than GFP_KERNEL 10 more), some 85 where objects of 4096
 *           live ones come and go at random. The map of a slab with more than 32 objects lies in the
 *           slab: one object of 64 in a page of kmalloc-64 is given up to it. A freed object of the
 *           slab in hand is used again in the order of addresses.
 * Left out. Linux's partial list per CPU: it saves taking a lock that one CPU never waits for.
 * Sources.  Bonwick (1994); C. Lameter, "The SLUB allocator" (2007); Linux mm/slub.c's head.
 */
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/topology.h>
#include "slub.h"
#include "slub_hand.h"

/* The map of a hand that holds nothing. */
static unsigned long no_free_bits;

/**
 * kmem_cache_alloc() - allocate an object.
 * @s: cache.
 * @gfp: may the caller wait, and is the object to be zeroed.
 *
 * Context: as @gfp says; without __GFP_DIRECT_RECLAIM from anywhere but an NMI.
 * Return: an object, aligned as the cache promises, constructed if it has a constructor; or NULL.
 * Source: Gorman ch. 8.3.2 "Allocating Objects"; LDD ch. 8 "Lookaside Caches".
 */
void *kmem_cache_alloc(struct kmem_cache *s, gfp_t gfp)
{
	return alloc_object(s, gfp);
}
EXPORT_SYMBOL(kmem_cache_alloc);

void slub_add_partial(struct kmem_cache_node *n, struct slab *slab)
{
	list_add_tail(&slab->slab_list, &n->partial);
	__set_bit(PG_slab_partial, &slab->__page_flags);
	n->nr_partial++;
}

void slub_del_partial(struct kmem_cache_node *n, struct slab *slab)
{
	list_del(&slab->slab_list);
	__clear_bit(PG_slab_partial, &slab->__page_flags);
	n->nr_partial--;
}

/* Put a slab that is on no list on the one that its map says. Under list_lock. */
static void file_slab(struct kmem_cache *s, struct kmem_cache_node *n, struct slab *slab)
{
	__set_bit(PG_slab_full, &slab->__page_flags);
	smp_mb();
	if (slub_map_full(s, slab)) {
		list_add(&slab->slab_list, &n->full);
		return;
	}
	__clear_bit(PG_slab_full, &slab->__page_flags);
	slub_add_partial(n, slab);
}

static void empty_hand(struct kmem_cache_cpu *hand)
{
	*hand = (struct kmem_cache_cpu){ .word = &no_free_bits, .map = &no_free_bits };
}

static void take_in_hand(struct kmem_cache *s, struct kmem_cache_cpu *hand, struct slab *slab)
{
	slab->slab_list.next = NULL;
	hand->slab = slab;
	hand->map = hand->word = slab->map;
	hand->base = hand->word_base = slab_address(slab);
	hand->objects = slab_objects(s, slab);
	hand->bytes = hand->objects * s->size;
}

/* Go on with another word of the slab in hand; false if it has no free object. Irqs off. */
static bool next_word(struct kmem_cache *s, struct kmem_cache_cpu *hand)
{
	unsigned int nr_words, i;

	if (!hand->slab)
		return false;
	nr_words = BITS_TO_LONGS(slab_objects(s, hand->slab));
	for (i = 0; i < nr_words; i++) {
		if (hand->map[i]) {
			hand->word = &hand->map[i];
			hand->word_base = hand->base + i * BITS_PER_LONG * s->size;
			return true;
		}
	}
	return false;
}

/* Lay the slab in hand aside. Irqs off. */
static void lay_aside(struct kmem_cache *s, struct kmem_cache_cpu *hand)
{
	struct kmem_cache_node *n = node_of_slab(hand->slab);

	spin_lock(&n->list_lock);
	file_slab(s, n, hand->slab);
	spin_unlock(&n->list_lock);
	empty_hand(hand);
}

/*
 * Lay the slab in hand aside and take another of this node's; false if it has none with a free object.
 * Irqs off.
 */
static bool next_slab(struct kmem_cache *s, struct kmem_cache_cpu *hand)
{
	struct kmem_cache_node *n = get_node(s, numa_mem_id());
	struct slab *slab;

	if (hand->slab && node_of_slab(hand->slab) != n)
		lay_aside(s, hand);
	spin_lock(&n->list_lock);
	slab = list_first_entry_or_null(&n->partial, struct slab, slab_list);
	if (slab)
		slub_del_partial(n, slab);
	if (hand->slab)
		file_slab(s, n, hand->slab);
	if (slab)
		take_in_hand(s, hand, slab);
	else
		empty_hand(hand);
	spin_unlock(&n->list_lock);
	return slab;
}

/* Allocate in a thread whose hand has run out: fill it first, with more of some slab or a new one. */
static noinline void *refill_hand(struct kmem_cache *s, gfp_t gfp)
{
	struct kmem_cache_cpu *hand;
	struct slab *slab = NULL;
	unsigned long flags;
	void *object;
	bool found;

	for (;;) {
		local_irq_save(flags);
		hand = hand_of(s);
		if (slab) {
			/* Getting the slab may have slept: another thread may have filled the hand. */
			if (unlikely(hand->slab))
				lay_aside(s, hand);
			take_in_hand(s, hand, slab);
		}
		while (!(found = take_from_hand(s, &object)) &&
		       (next_word(s, hand) || next_slab(s, hand)))
			;
		local_irq_restore(flags);
		if (found)
			return object;
		slab = slub_new_slab(s, gfp, NUMA_NO_NODE);
		if (!slab)
			return NULL;
	}
}

/*
 * The object freed last, unless somebody has taken it by its bit since. In a thread. It is
 * remembered until its bit is taken, for so long an interrupt leaves its slab alone (may_discard()).
 * Where nothing is remembered `top` is nobody, whose bit is 0, so that the question needs no asking.
 */
static __always_inline bool reuse(struct slub_recent *recent, void **object)
{
	struct slub_freed *freed = recent->top;

	if (unlikely(!test_and_clear_bit(freed->index, freed->map)))
		return false;
	recent->top = freed - 1;
	*object = freed->object;
	return true;
}

/* An object that is remembered, if one still is free. In a thread. */
static __always_inline void *reuse_any(struct slub_recent *recent)
{
	void *object = NULL;

	while (recent->top != recent->freed && !reuse(recent, &object))
		recent->top--;
	return object;
}

/* What was freed last has been used by others, or nothing is remembered. */
static noinline void *refill_slow(struct kmem_cache *s, gfp_t gfp)
{
	void *object;

	if (unlikely(s->flags & __SLAB_HOOKED || preempt_count_has(INTERRUPT_MASK)))
		return slab_alloc_slow(s, gfp);
	object = reuse_any(recent_of(s));
	if (!object)
		object = refill_hand(s, gfp);
	return object && gfp & __GFP_ZERO ? zero_words(s, object) : object;
}

/*
 * GFP_KERNEL, in a thread that may sleep, and the word in use has no free object: what was freed last
 * will do, or a refilled hand.
 */
void *slub_refill(struct kmem_cache *s)
{
	void *object;

	if (unlikely(!reuse(recent_of(s), &object)))
		return refill_slow(s, GFP_KERNEL);
	return object;
}

/* Allocate with other flags than GFP_KERNEL. Jumped to, like slab_alloc_slow(). */
void *slub_alloc_special(struct kmem_cache *s, gfp_t gfp)
{
	void *object;

	if (unlikely(sleep_is_forbidden(gfp)))
		return slab_alloc_slow(s, gfp);
	if (unlikely(!take_from_hand(s, &object)))
		return refill_slow(s, gfp);
	return gfp & __GFP_ZERO ? zero_words(s, object) : object;
}

/* An object of @slab, which is partial; NULL if it turns out to be full. Now its list is right. */
static void *take_from_slab(struct kmem_cache *s, struct kmem_cache_node *n, struct slab *slab)
{
	unsigned int objects = slab_objects(s, slab), index = find_first_bit(slab->map, objects);

	if (index < objects)
		clear_bit(index, slab->map);
	if (slub_map_full(s, slab)) {
		slub_del_partial(n, slab);
		file_slab(s, n, slab);
	}
	return index < objects ? slab_address(slab) + index * s->size : NULL;
}

/*
 * Allocate past the hand, under the node's lock: in an interrupt, which must not change the hand of
 * the thread it interrupted; from a node asked for by number; from a cache whose hand stays empty.
 */
static void *take_from_node(struct kmem_cache *s, gfp_t gfp, int node)
{
	struct kmem_cache_node *n = get_node(s, node == NUMA_NO_NODE ? numa_mem_id() : node);
	struct slab *slab;
	unsigned long flags;
	void *object = NULL;

	spin_lock_irqsave(&n->list_lock, flags);
	while (!object && !list_empty(&n->partial))
		object = take_from_slab(s, n, list_first_entry(&n->partial, struct slab, slab_list));
	spin_unlock_irqrestore(&n->list_lock, flags);
	if (object)
		return object;

	slab = slub_new_slab(s, gfp, node);
	if (!slab)
		return NULL;
	n = node_of_slab(slab);
	spin_lock_irqsave(&n->list_lock, flags);
	slub_add_partial(n, slab);
	object = take_from_slab(s, n, slab);
	spin_unlock_irqrestore(&n->list_lock, flags);
	return object;
}

static void *slub_alloc(struct kmem_cache *s, gfp_t gfp, int node, unsigned long caller)
{
	if (kmem_cache_debug(s))
		return slub_debug_alloc(s, gfp, node, caller);
	if (in_interrupt() || s->flags & __SLAB_HOOKED ||
	    (node != NUMA_NO_NODE && node != numa_mem_id()))
		return take_from_node(s, gfp, node);
	return reuse_any(recent_of(s)) ?: refill_hand(s, gfp);
}

/* Empty this CPU's hand, so that every slab of @s is on the right list. In a thread. */
void slub_flush_cpu(struct kmem_cache *s)
{
	struct kmem_cache_cpu *hand;
	unsigned long flags;

	slub_settle_recent(s);
	local_irq_save(flags);
	hand = hand_of(s);
	if (hand->slab)
		lay_aside(s, hand);
	local_irq_restore(flags);
}

static void forget_all(struct slub_recent *recent)
{
	recent->freed[0].map = &no_free_bits;
	recent->top = recent->freed;
	recent->limit = recent->freed + SLUB_RECENT;
}

static void empty_hands(struct kmem_cache *s)
{
	int cpu;

	for (cpu = 0; cpu < CONFIG_NR_CPUS; cpu++) {
		empty_hand(&s->cpu_slab[cpu]);
		forget_all(&s->recent[cpu]);
	}
}

/* Make @s a cache that no CPU holds: each call finds its way to the allocator that it is of. */
void slub_hook_cache(struct kmem_cache *s)
{
	empty_hands(s);
	s->flags |= __SLAB_HOOKED;
	/* No frame looks like that, so every free takes the slow path. 0 would be any tail. */
	s->slab_kind = KIND_WORD(KIND_BAD, KIND_ORDER_MASK);
}

static int slub_create(struct kmem_cache *s)
{
	empty_hands(s);
	if (kmem_cache_debug(s))
		s->flags |= __SLAB_HOOKED;
	return slub_layout(s);
}

const struct slab_ops slub_ops = {
	.name = "slub",
	.create = slub_create,
	.alloc = slub_alloc,
	.free = slub_free,
	.describe = slub_describe,
	.look = slub_look,
	.shrink = slub_shrink,
	.idle_pages = slub_idle_pages,
	.shutdown = slub_shutdown,
	.count = slub_count,
	.check = slub_check,
};
