// SPDX-License-Identifier: MIT
/*
 * mm/slab_bufctl.c: SLAB's slabs: a byte for each object, colours, descriptors inside and outside.
 *
 * Problem.  Objects of one kind are cut from blocks of pages. Where is it written which are free?
 *           And if every slab began at the start of its page, the first fields of all objects would
 *           compete for the same few lines of the CPU's cache, while the bytes left over at the end
 *           are never used.
 * Idea.     A descriptor per slab with a byte per object, its bufctl. Free objects are a list: each
 *           one's bufctl is the number of the next. The bufctl of an object in use says so, which
 *           is what makes a second free one comparison, always.
 *
 *             inside    [colour][obj 0][obj 1] ... [obj n-1][rest][first, in_use, bufctl 0 .. n-1]
 *             outside   [colour][obj 0][obj 1] ... [obj n-1][rest]      descriptor: cache slab_desc
 *
 *             first_free = 2, bufctl = { LIVE, RESTING, 4, LIVE, END }      free: object 2, object 4
 *
 *           The rest is what colours are made of: each new slab starts its objects one cache line
 *           further on, until the rest is used up. Objects of 512 bytes and more have their
 *           descriptor outside: inside it would cost kmalloc-1k one object in four.
 * Invariants (slab_cache.c walks them): in_use is the number of bufctls that are LIVE or RESTING;
 *           the list from first_free visits all others; a slab is on `full` if first_free is END,
 *           else on `partial`, where those with nothing in use stand last, nr_empty of them.
 * Locks.    kmem_cache_node.list_lock, irqs off. Pages are taken and returned without it.
 * Paths.    Alloc  magazine_alloc_slow -> bufctl_take (bufctl_new_slab where there is nothing to take)
 *           Free   magazine_free_slow -> bufctl_return -> give_back (discard_slab where it is the last)
 * Cost.     A byte per object and 7 per slab; objects of 8 bytes, of which 253 fit half a page,
 *           cost twice their size.
 * Left out. Bufctls of two bytes: a slab that could hold more than 253 objects holds 253.
 * Sources.  Bonwick, "The Slab Allocator: An Object-Caching Kernel Memory Allocator" (1994), 3.2
 *           "Slab Layout for Small Objects", 4 "Hardware Cache Effects"; Gorman ch. 8.2 "Slabs".
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include "slab_magazine.h"

static struct kmem_cache desc_cache; /* descriptors of slabs that have no room for one */
static struct kmem_cache_node desc_nodes[MAX_NUMNODES];

void __init bufctl_init(void)
{
	slab_create_static_cache(&desc_cache, desc_nodes, "slab_desc", desc_bytes(OUTSIDE_MAX),
				 SLAB_NO_USER_FLAGS | SLAB_NO_MAGAZINES);
}

/*
 * The descriptor of a new slab. Those outside come from a cache whose own are inside, so the way
 * through bufctl_alloc() and bufctl_new_slab() to here is gone at most twice.
 */
static struct slab_desc *new_desc(struct kmem_cache *s, struct page *page, gfp_t gfp)
{
	if (s->desc_offset)
		return slab_address(page_slab(page)) + s->desc_offset;
	return bufctl_alloc(&desc_cache, gfp & ~(__GFP_DMA | __GFP_RECLAIMABLE | __GFP_COMP),
			    NUMA_NO_NODE);
}

/* All objects free; the next colour. Two CPUs that draw the same colour do no harm. */
static void write_desc(struct kmem_cache *s, struct slab_desc *desc, void *start)
{
	unsigned int i;

	desc->first = start + s->next_colour * s->colour_step;
	s->next_colour = s->next_colour + 1 < s->nr_colours ? s->next_colour + 1 : 0;
	desc->first_free = 0;
	desc->in_use = 0;
	for (i = 0; i < s->per_slab; i++)
		desc->bufctl[i] = i + 1;
	desc->bufctl[s->per_slab - 1] = BUFCTL_END;
}

static void construct_objects(struct kmem_cache *s, struct slab_desc *desc)
{
	unsigned int i;

	for (i = 0; i < s->per_slab; i++)
		s->ctor(desc->first + i * s->size);
}

/* A slab without an object in use becomes the last of the partial ones. Under list_lock. */
static void add_empty(struct kmem_cache_node *n, struct slab *slab)
{
	list_add_tail(&slab->slab_list, &n->partial);
	n->nr_partial++;
	n->nr_empty++;
}

/**
 * bufctl_new_slab() - make a slab of free objects and put it where the next request finds it.
 * @s: cache.
 * @gfp: the request that needs it: decides whether to wait, not which zone (the cache does).
 * @node: whose memory, or NUMA_NO_NODE.
 *
 * Context: as @gfp says; no lock held.
 * Return: the slab, or NULL.
 */
struct slab *bufctl_new_slab(struct kmem_cache *s, gfp_t gfp, int node)
{
	struct kmem_cache_node *n;
	struct slab_desc *desc;
	unsigned long flags;
	struct page *page;
	unsigned int i;

	gfp &= ~(__GFP_ZERO | __GFP_MOVABLE | __GFP_HIGHMEM | __GFP_DMA32);
	page = alloc_pages_node(node, gfp | s->allocflags, oo_order(s->oo));
	if (!page)
		return NULL;
	desc = new_desc(s, page, gfp);
	if (!desc) {
		__free_pages(page, oo_order(s->oo));
		return NULL;
	}
	write_desc(s, desc, slab_address(page_slab(page)));
	slab_mark_frames(s, page, oo_order(s->oo));
	for (i = 0; i < 1U << oo_order(s->oo); i++)
		page_slab(&page[i])->desc = desc;
	slab_account(s, page_slab(page), 1);
	if (s->ctor)
		construct_objects(s, desc);
	n = node_of_slab(page_slab(page));
	spin_lock_irqsave(&n->list_lock, flags);
	n->nr_slabs++;
	n->total_objects += s->per_slab;
	add_empty(n, page_slab(page));
	spin_unlock_irqrestore(&n->list_lock, flags);
	return page_slab(page);
}

static void release_pages_of(struct slab *slab)
{
	unsigned int order = slab_order(slab), i;
	struct kmem_cache *s = slab->slab_cache;

	if (!s->desc_offset)
		bufctl_free(&desc_cache, slab->desc);
	for (i = 0; i < 1U << order; i++)
		page_slab(slab_page(slab) + i)->desc = NULL;
	slab_unmark_frames(slab_page(slab), order);
	__free_pages(slab_page(slab), order);
}

static void release_after_grace(struct rcu_head *head)
{
	release_pages_of(container_of(head, struct slab, rcu_head));
}

/* Return a slab that is on no list. The frames of a TYPESAFE_BY_RCU cache go after a grace period. */
static void discard_slab(struct kmem_cache *s, struct slab *slab)
{
	slab_account(s, slab, -1);
	if (s->flags & SLAB_TYPESAFE_BY_RCU)
		call_rcu(&slab->rcu_head, release_after_grace);
	else
		release_pages_of(slab);
}

static void discard_slabs(struct kmem_cache *s, struct list_head *slabs)
{
	struct slab *slab, *next;

	list_for_each_entry_safe(slab, next, slabs, slab_list)
		discard_slab(s, slab);
}

/* Take an empty slab off the node's books; it goes when the lock is released. */
static void strike_off(struct kmem_cache *s, struct kmem_cache_node *n, struct slab *slab,
		       struct list_head *surplus)
{
	list_move(&slab->slab_list, surplus);
	n->nr_partial--;
	n->nr_empty--;
	n->nr_slabs--;
	n->total_objects -= s->per_slab;
}

/* Take up to @nr objects of one slab. Under list_lock. */
static unsigned int take_from(struct kmem_cache *s, struct kmem_cache_node *n, struct slab *slab,
			      struct slab_round *rounds, unsigned int nr)
{
	struct slab_desc *desc = slab->desc;
	unsigned int i = desc->first_free, taken = 0;

	if (!desc->in_use)
		n->nr_empty--;
	do {
		rounds[taken].object = desc->first + i * s->size;
		rounds[taken++].bufctl = &desc->bufctl[i];
		i = desc->bufctl[i];
		*rounds[taken - 1].bufctl = BUFCTL_RESTING;
	} while (taken < nr && i != BUFCTL_END);
	desc->first_free = i;
	desc->in_use += taken;
	if (i == BUFCTL_END) {
		list_move(&slab->slab_list, &n->full);
		n->nr_partial--;
	}
	return taken;
}

/**
 * bufctl_take() - take objects from the slabs of a node.
 * @node: which, or NUMA_NO_NODE for this CPU's.
 * @rounds: written.
 * @nr: how many at most.
 *
 * Context: any.
 * Return: how many; 0 if every slab is full.
 */
unsigned int bufctl_take(struct kmem_cache *s, int node, struct slab_round *rounds, unsigned int nr)
{
	struct kmem_cache_node *n = get_node(s, node == NUMA_NO_NODE ? numa_mem_id() : node);
	unsigned int taken = 0;
	unsigned long flags;

	spin_lock_irqsave(&n->list_lock, flags);
	while (taken < nr && !list_empty(&n->partial))
		taken += take_from(s, n, list_first_entry(&n->partial, struct slab, slab_list),
				   rounds + taken, nr - taken);
	spin_unlock_irqrestore(&n->list_lock, flags);
	return taken;
}

/* One object comes back. Slabs that are empty beyond min_partial of them gather in @surplus. */
static void give_back(struct kmem_cache *s, struct kmem_cache_node *n, struct slab *slab,
		      u8 *bufctl, struct list_head *surplus)
{
	struct slab_desc *desc = slab->desc;

	if (desc->first_free == BUFCTL_END) {
		list_move(&slab->slab_list, &n->partial);
		n->nr_partial++;
	}
	*bufctl = desc->first_free;
	desc->first_free = bufctl - desc->bufctl;
	if (--desc->in_use)
		return;
	list_move_tail(&slab->slab_list, &n->partial);
	if (++n->nr_empty > s->min_partial)
		strike_off(s, n, slab, surplus);
}

/**
 * bufctl_return() - return objects to their slabs.
 * @rounds: objects that are RESTING, in any order.
 * @nr: how many, at least 1.
 *
 * Context: any.
 */
void bufctl_return(struct kmem_cache *s, const struct slab_round *rounds, unsigned int nr)
{
	struct kmem_cache_node *n = node_of_slab(virt_to_slab(rounds->object)), *other;
	LIST_HEAD(surplus);
	struct slab *slab;
	unsigned long flags;

	spin_lock_irqsave(&n->list_lock, flags);
	for (; nr; nr--, rounds++) {
		slab = slab_of_frame(virt_to_page(rounds->object));
		other = node_of_slab(slab);
		if (unlikely(other != n)) {
			spin_unlock(&n->list_lock);
			n = other;
			spin_lock(&n->list_lock);
		}
		give_back(s, n, slab, rounds->bufctl, &surplus);
	}
	spin_unlock_irqrestore(&n->list_lock, flags);
	discard_slabs(s, &surplus);
}

/**
 * bufctl_alloc() - allocate one object past all magazines: in an interrupt; of another node; of a cache
 *                  that has none.
 *
 * Context: as @gfp says.
 * Return: an object, or NULL.
 */
void *bufctl_alloc(struct kmem_cache *s, gfp_t gfp, int node)
{
	struct slab_round round;

	while (!bufctl_take(s, node, &round, 1))
		if (!bufctl_new_slab(s, gfp, node))
			return NULL;
	*round.bufctl = BUFCTL_LIVE;
	return round.object;
}

/* Free one object past all magazines. It must be a live one of @s. */
void bufctl_free(struct kmem_cache *s, void *object)
{
	struct slab_desc *desc = virt_to_slab(object)->desc;
	struct slab_round round = { object, &desc->bufctl[bufctl_index(s, desc, object)] };

	bufctl_return(s, &round, 1);
}

/* Return the slabs without an object in use, even those kept in reserve. Context: any. */
void bufctl_release_empty(struct kmem_cache *s)
{
	struct kmem_cache_node *n;
	struct slab *slab, *prev;
	unsigned long flags;
	int node;

	for_each_kmem_cache_node(s, node, n) {
		LIST_HEAD(surplus);

		spin_lock_irqsave(&n->list_lock, flags);
		list_for_each_entry_safe_reverse(slab, prev, &n->partial, slab_list) {
			if (slab->desc->in_use)
				break;
			strike_off(s, n, slab, &surplus);
		}
		spin_unlock_irqrestore(&n->list_lock, flags);
		discard_slabs(s, &surplus);
	}
}
