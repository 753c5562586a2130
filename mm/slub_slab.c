// SPDX-License-Identifier: MIT
/*
 * mm/slub_slab.c: SLUB's slabs as wholes: made of pages, counted, checked, returned to pages.
 *
 * Problem.  Slabs come from the page allocator, which may be short of larger blocks, and must go back
 *           to it: when the last object is freed, when memory is short, when the cache ends.
 * Idea.     A slab is made outside any lock (that may sleep) and is private until it is put on a list.
 *           Counting and checking walk the lists; objects are counted from the maps, so the fast path
 *           keeps no counters that could disagree with them.
 *
 *           alloc_pages --> mark frames --> write map --> constructors --> hand or list
 *           list or hand --> unmark frames --> [grace period] --> __free_pages
 * Invariants (slub_check): map bits beyond the last object are 0; nr_partial, nr_slabs and
 *           total_objects are what a walk counts; every frame of a slab names its cache.
 * Locks.    kmem_cache_node.list_lock, irqs off, for counters and lists.
 * Paths.    slub_new_slab -> get_slab_pages -> mark_frames
 * Cost.     One store per frame, and one constructor call per object.
 * Left out. Moving live objects out of sparse slabs: nobody would fix up the pointers to them.
 * Sources.  Gorman ch. 8.2 "Slabs".
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/string.h>
#include "slub.h"

unsigned int slub_free_objects(const struct kmem_cache *s, const struct slab *slab)
{
	unsigned int objects = slab_objects(s, slab), nr = 0, i;

	if (kmem_cache_debug(s))
		return objects - slab->inuse;
	for (i = 0; i < BITS_TO_LONGS(objects); i++)
		nr += hweight_long(slab->map[i]);
	return nr;
}

/* Object @index of @slab: what is it doing? */
enum object_state slub_look(struct kmem_cache *s, struct slab *slab, unsigned int index, void **object)
{
	bool is_free;

	*object = slab_address(slab) + s->red_left_pad + index * s->size;
	is_free = kmem_cache_debug(s) ? slub_debug_is_free(s, slab, *object) :
					test_bit(index, slab->map);
	return is_free ? OBJECT_FREE : OBJECT_LIVE;
}

/* Objects of @slab that nobody uses, whichever allocator it is of. */
unsigned int slab_free_objects(struct kmem_cache *s, struct slab *slab)
{
	unsigned int nr = 0, i;
	void *object;

	for (i = 0; i < slab_objects(s, slab); i++)
		nr += s->ops->look(s, slab, i, &object) != OBJECT_LIVE;
	return nr;
}

static void write_free_map(struct kmem_cache *s, struct slab *slab)
{
	unsigned int objects = slab_objects(s, slab);
	unsigned int nr_words = BITS_TO_LONGS(objects);

	slab->map = &slab->small_map;
	if (nr_words > 1)
		slab->map = slab_address(slab) + slab_bytes(slab) - nr_words * sizeof(long);
	memset(slab->map, 0xff, nr_words * sizeof(long));
	slab->map[nr_words - 1] = last_word_mask(objects);
}

/* Tell what a slab weighs in /proc/meminfo. */
void slab_account(struct kmem_cache *s, struct slab *slab, int sign)
{
	enum node_stat_item item = s->flags & SLAB_RECLAIM_ACCOUNT ? NR_SLAB_RECLAIMABLE_B :
								     NR_SLAB_UNRECLAIMABLE_B;

	account_slab_bytes(slab_page(slab), item, sign * (long)slab_bytes(slab));
}

/* The block we like, or the smallest that will do. */
static struct page *get_slab_pages(struct kmem_cache *s, gfp_t gfp, int node)
{
	gfp_t first_try = gfp;
	struct page *page;

	if (oo_order(s->oo) > oo_order(s->min))
		first_try = (gfp | __GFP_NOWARN | __GFP_NORETRY) & ~(__GFP_NOFAIL | __GFP_DIRECT_RECLAIM);
	page = alloc_pages_node(node, first_try, oo_order(s->oo));
	if (page || oo_order(s->oo) == oo_order(s->min))
		return page;
	return alloc_pages_node(node, gfp, oo_order(s->min));
}

void slab_mark_frames(struct kmem_cache *s, struct page *page, unsigned int order)
{
	unsigned int i;

	page_move(page, KIND_SLAB);
	for (i = 0; i < 1U << order; i++) {
		page[i].slab_cache = s;
		page[i].freelist = page;
		__set_bit(PG_slab, &page[i].flags);
	}
}

void slab_unmark_frames(struct page *page, unsigned int order)
{
	unsigned int i;

	for (i = 0; i < 1U << order; i++) {
		__clear_bit(PG_slab, &page[i].flags);
		page[i].slab_cache = NULL;
	}
	page_move(page, KIND_ALLOCATED);
}

static void construct_objects(struct kmem_cache *s, struct slab *slab)
{
	void *object = slab_address(slab);
	unsigned int i;

	for (i = 0; i < slab_objects(s, slab); i++, object += s->size)
		s->ctor(object);
}

/**
 * slub_new_slab() - make a slab of free objects.
 * @s: cache.
 * @gfp: the request that needs it: decides whether to wait, not which zone (the cache does).
 * @node: whose memory, or NUMA_NO_NODE.
 *
 * Context: as @gfp says; no lock held.
 * Return: a slab on no list, counted; or NULL.
 */
struct slab *slub_new_slab(struct kmem_cache *s, gfp_t gfp, int node)
{
	struct kmem_cache_node *n;
	struct slab *slab;
	unsigned long flags;
	struct page *page;

	gfp &= ~(__GFP_ZERO | __GFP_MOVABLE | __GFP_HIGHMEM | __GFP_DMA32);
	page = get_slab_pages(s, gfp | s->allocflags, node);
	if (!page)
		return NULL;
	slab = page_slab(page);
	slab_mark_frames(s, page, page_block_order(page));
	slab_account(s, slab, 1);
	slab->slab_list.next = NULL;
	if (kmem_cache_debug(s)) {
		slub_debug_setup_slab(s, slab);
	} else {
		write_free_map(s, slab);
		if (s->ctor)
			construct_objects(s, slab);
	}
	n = node_of_slab(slab);
	spin_lock_irqsave(&n->list_lock, flags);
	n->nr_slabs++;
	n->total_objects += slab_objects(s, slab);
	spin_unlock_irqrestore(&n->list_lock, flags);
	return slab;
}

static void release_pages_of(struct slab *slab)
{
	unsigned int order = slab_order(slab);

	slab_unmark_frames(slab_page(slab), order);
	__free_pages(slab_page(slab), order);
}

static void release_after_grace(struct rcu_head *head)
{
	release_pages_of(container_of(head, struct slab, rcu_head));
}

/**
 * slub_discard_slab() - return a slab to the page allocator.
 * @s: its cache.
 * @slab: on no list and in no hand.
 *
 * Context: any; no list_lock held. The frames of a TYPESAFE_BY_RCU cache go after a grace period.
 */
void slub_discard_slab(struct kmem_cache *s, struct slab *slab)
{
	struct kmem_cache_node *n = node_of_slab(slab);
	unsigned long flags;

	spin_lock_irqsave(&n->list_lock, flags);
	n->nr_slabs--;
	n->total_objects -= slab_objects(s, slab);
	spin_unlock_irqrestore(&n->list_lock, flags);
	slab_account(s, slab, -1);
	slub_forget(s, slab);
	if (s->flags & SLAB_TYPESAFE_BY_RCU)
		call_rcu(&slab->rcu_head, release_after_grace);
	else
		release_pages_of(slab);
}

static bool slab_is_empty(struct kmem_cache *s, struct slab *slab)
{
	return kmem_cache_debug(s) ? !slab->inuse : slub_map_empty(s, slab);
}

/* Slabs with fewer free objects than this are worth sorting: they are the nearly full ones. */
#define SORTED_FREE_OBJECTS 32

/* Move the empty slabs of a node to @empty and put the fullest of the others first. */
static void sort_out_empty(struct kmem_cache *s, struct kmem_cache_node *n, struct list_head *empty)
{
	struct list_head by_free[SORTED_FREE_OBJECTS];
	struct slab *slab, *next;
	unsigned long flags;
	int i;

	for (i = 0; i < SORTED_FREE_OBJECTS; i++)
		INIT_LIST_HEAD(&by_free[i]);
	spin_lock_irqsave(&n->list_lock, flags);
	list_for_each_entry_safe(slab, next, &n->partial, slab_list) {
		unsigned int nr_free = slub_free_objects(s, slab);

		if (slab_is_empty(s, slab)) {
			slub_del_partial(n, slab);
			list_add(&slab->slab_list, empty);
		} else if (nr_free < SORTED_FREE_OBJECTS) {
			list_move(&slab->slab_list, &by_free[nr_free]);
		}
	}
	for (i = SORTED_FREE_OBJECTS - 1; i >= 0; i--)
		list_splice(&by_free[i], &n->partial);
	spin_unlock_irqrestore(&n->list_lock, flags);
}

/**
 * slub_shrink() - return every empty slab, even those kept in reserve.
 *
 * What stays is sorted so that the fullest slabs are used first and the emptiest may run empty.
 * Context: thread.
 * Return: 1 if slabs are left, else 0.
 */
int slub_shrink(struct kmem_cache *s)
{
	struct kmem_cache_node *n;
	struct slab *slab, *next;
	int node, left = 0;

	slub_flush_cpu(s);
	for_each_kmem_cache_node(s, node, n) {
		LIST_HEAD(empty);

		sort_out_empty(s, n, &empty);
		list_for_each_entry_safe(slab, next, &empty, slab_list)
			slub_discard_slab(s, slab);
		left |= n->nr_slabs != 0;
	}
	return left;
}

/* Pages that slub_shrink() would return now: empty slabs on the partial lists and in hands. */
unsigned long slub_idle_pages(struct kmem_cache *s)
{
	struct kmem_cache_node *n;
	unsigned long flags, nr = 0;
	struct slab *slab;
	int node, cpu;

	slub_settle_recent(s);
	for (cpu = 0; cpu < CONFIG_NR_CPUS; cpu++) {
		slab = s->cpu_slab[cpu].slab;
		if (slab && slub_map_empty(s, slab))
			nr += 1UL << slab_order(slab);
	}
	for_each_kmem_cache_node(s, node, n) {
		spin_lock_irqsave(&n->list_lock, flags);
		list_for_each_entry(slab, &n->partial, slab_list)
			if (slab_is_empty(s, slab))
				nr += 1UL << slab_order(slab);
		spin_unlock_irqrestore(&n->list_lock, flags);
	}
	return nr;
}

static void list_live_on(struct kmem_cache *s, struct list_head *slabs)
{
	struct slab *slab;

	list_for_each_entry(slab, slabs, slab_list)
		if (slub_free_objects(s, slab) < slab_objects(s, slab))
			list_live_objects(s, slab, "Objects remaining in %s on __kmem_cache_shutdown()");
}

/**
 * slub_shutdown() - release all slabs of a cache that is being destroyed.
 *
 * Context: thread.
 * Return: false after a report of each live object, and then the cache still stands.
 */
bool slub_shutdown(struct kmem_cache *s)
{
	struct kmem_cache_node *n;
	int node;

	if (!slub_shrink(s))
		return true;
	for_each_kmem_cache_node(s, node, n) {
		list_live_on(s, &n->partial);
		list_live_on(s, &n->full);
	}
	return false;
}

/* Slabs in hands, through a callback for each; their maps may change meanwhile. */
static unsigned int objects_free_in_hands(struct kmem_cache *s, unsigned long *nr_slabs)
{
	unsigned int nr = 0, cpu;

	for (cpu = 0; cpu < CONFIG_NR_CPUS; cpu++) {
		if (s->cpu_slab[cpu].slab) {
			nr += slub_free_objects(s, s->cpu_slab[cpu].slab);
			(*nr_slabs)++;
		}
	}
	return nr;
}

void slub_count(struct kmem_cache *s, struct slabinfo *info)
{
	struct kmem_cache_node *n;
	unsigned long flags, held = 0, nr_free = objects_free_in_hands(s, &held);
	struct slab *slab;
	int node;

	slub_settle_recent(s);

	for_each_kmem_cache_node(s, node, n) {
		spin_lock_irqsave(&n->list_lock, flags);
		list_for_each_entry(slab, &n->partial, slab_list)
			nr_free += slub_free_objects(s, slab);
		info->num_slabs += n->nr_slabs;
		info->num_objs += n->total_objects;
		spin_unlock_irqrestore(&n->list_lock, flags);
	}
	info->active_slabs = info->num_slabs;
	info->active_objs = info->num_objs - nr_free;
	info->objects_per_slab = oo_objects(s->oo);
	info->cache_order = oo_order(s->oo);
}

static int check_frames(struct kmem_cache *s, struct slab *slab)
{
	struct page *page = slab_page(slab);
	int bad = page_kind(page) != KIND_SLAB;
	unsigned int i;

	for (i = 0; i < 1U << slab_order(slab); i++)
		bad += page[i].slab_cache != s || !test_bit(PG_slab, &page[i].flags);
	if (bad)
		pr_err("slub: %s: slab %px: %d frames with a wrong owner\n", s->name, slab, bad);
	return bad;
}

/* Slabs on @list, and how many of them do not belong there. */
static int check_list(struct kmem_cache *s, struct list_head *list, unsigned long *nr,
		      unsigned long *nr_free)
{
	struct slab *slab;
	int bad = 0;

	list_for_each_entry(slab, list, slab_list) {
		bad += check_frames(s, slab);
		*nr_free += slub_free_objects(s, slab);
		(*nr)++;
	}
	return bad;
}

/* Full slabs have free objects only if these were freed a moment ago and each is remembered. */
static int check_recent(struct kmem_cache *s, unsigned long nr_free)
{
	unsigned long nr_recent = 0;
	int cpu, bad = 0;

	for (cpu = 0; cpu < CONFIG_NR_CPUS; cpu++) {
		const struct slub_recent *recent = &s->recent[cpu];

		nr_recent += recent->top - recent->freed;
		bad += recent->top < recent->freed || recent->top > recent->freed + SLUB_RECENT;
	}
	if (bad)
		pr_err("slub: %s: more objects are remembered than there are places\n", s->name);
	if (nr_recent >= nr_free)
		return bad;
	pr_err("slub: %s: %lu objects are free in full slabs, %lu are remembered\n", s->name, nr_free,
	       nr_recent);
	return bad + 1;
}

/**
 * slub_check() - walk all slabs and compare with what the counters say.
 *
 * Context: thread; the cache is not in use meanwhile, or counts of hands may be off.
 * Return: number of violations, each reported.
 */
int slub_check(struct kmem_cache *s)
{
	struct kmem_cache_node *n;
	unsigned long flags, nr_seen = 0, nr_told = 0, nr_partial, nr_free, nr_free_full = 0;
	int node, cpu, bad = 0;

	for_each_kmem_cache_node(s, node, n) {
		spin_lock_irqsave(&n->list_lock, flags);
		nr_partial = nr_free = 0;
		bad += check_list(s, &n->partial, &nr_partial, &nr_free);
		if (nr_partial != n->nr_partial) {
			pr_err("slub: %s: %lu partial slabs, counter says %lu\n", s->name,
			       nr_partial, n->nr_partial);
			bad++;
		}
		nr_seen += nr_partial;
		bad += check_list(s, &n->full, &nr_seen, &nr_free_full);
		nr_told += n->nr_slabs;
		spin_unlock_irqrestore(&n->list_lock, flags);
	}
	bad += check_recent(s, nr_free_full);
	for (cpu = 0; cpu < CONFIG_NR_CPUS; cpu++)
		nr_seen += s->cpu_slab[cpu].slab != NULL;
	if (nr_seen != nr_told) {
		pr_err("slub: %s: %lu slabs found, counters say %lu\n", s->name, nr_seen, nr_told);
		bad++;
	}
	return bad;
}
