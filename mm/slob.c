// SPDX-License-Identifier: MIT
/*
 * mm/slob.c: SLOB, "simple list of blocks": objects of all caches share pages, first fit.
 *
 * Problem.  A slab per cache keeps at least a page for each of a hundred caches, most of which have
 *           a handful of objects. On a very small machine that is most of the memory there is.
 * Idea.     No slabs. A page is 512 units of 8 bytes with a bit for each; a request takes the first
 *           run of free units that is long enough, in the first page that has one, whichever cache it
 *           is for. Pages are kept in three lists by the size of what they serve, so that small
 *           objects do not crumble the pages that large ones need. A page whose units are all free
 *           goes back at once. What does not fit a page is a block of pages of its own.
 *
 *             page   [ maps | h A A A | h B | . . . . | h C C | . . . ... ]     . free   h header
 *             used     1..1   1 1 1 1   1 1   0 0 0 0   1 1 1   0 0 0           one bit a unit
 *             starts   0..0   0 1 0 0   0 1   0 0 0 0   0 1 0   0 0 0           live objects only
 *
 *           The unit before an object is its header: the cache it is of. `starts` is what makes a
 *           second free, and a pointer to the inside, one test of a bit.
 * Invariants (slob_check). nr_free of a page is the number of 0 bits in `used`; a bit in `starts` has its
 *           bit and the one before it in `used`; a cache's nr_live is the number of its starts.
 * Locks.    slob_lock, irqs off, for everything. Pages are taken and returned without it.
 * Paths.    Alloc  kmem_cache_alloc -> slub_refill -> slab_alloc_slow -> slob_alloc -> take_from_pages
 *           New    slob_alloc -> new_page | alloc_block
 *           Free   kmem_cache_free -> free_elsewhere -> slab_free_slow -> slob_free -> return_units
 * Cost.     The trade is time for space. Alloc walks the pages of its list: O(pages), where SLUB is
 *           O(1). 8 bytes of header an object and 3 % of each page for maps; but an idle cache costs
 *           nothing, and no cache keeps a page for itself. A size that must be aligned to itself
 *           (kmalloc of a power of two) leaves holes that only smaller objects can fill.
 *           Instructions for a pair of calls on the booted machine, SLUB and SLOB: kmem_cache64_pair 51
 *           and 2119, kmalloc_1024_pair 58 and 6642; when many sizes crumble the pages,
 *           kmalloc_mixed_small 205 and 78292: the walk is nearly all of it.
 *           A constructor runs at each allocation: there is no slab to run it for.
 * Left out. slub_debug=: there is no slot to put red zones in (asking for it says so).
 * Sources.  Knuth vol. 1, 2.5 "Dynamic Storage Allocation" (first fit); M. Mackall, "slob: introduce the
 *           SLOB allocator" (2005).
 */
#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/find.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include "slab.h"

#define UNIT	      8U
#define UNITS_IN_PAGE (PAGE_SIZE / UNIT)

/* What a page of units begins with. */
struct slob_maps {
	unsigned long used[BITS_TO_LONGS(UNITS_IN_PAGE)];
	unsigned long starts[BITS_TO_LONGS(UNITS_IN_PAGE)];
};

#define FIRST_UNIT ((unsigned int)(sizeof(struct slob_maps) / UNIT))
#define ALL_UNITS  (UNITS_IN_PAGE - FIRST_UNIT)

static_assert(sizeof(struct slob_maps) % UNIT == 0);

/* Pages that serve objects below 256 bytes, below 1024, larger; the same for ISA devices. */
enum { SLOB_SMALL, SLOB_MEDIUM, SLOB_LARGE, SLOB_LISTS };
static struct list_head slob_pages[2][SLOB_LISTS] = {
	{ LIST_HEAD_INIT(slob_pages[0][0]), LIST_HEAD_INIT(slob_pages[0][1]),
	  LIST_HEAD_INIT(slob_pages[0][2]) },
	{ LIST_HEAD_INIT(slob_pages[1][0]), LIST_HEAD_INIT(slob_pages[1][1]),
	  LIST_HEAD_INIT(slob_pages[1][2]) },
};
static LIST_HEAD(slob_blocks);	    /* objects that are blocks of pages */
static DEFINE_SPINLOCK(slob_lock);  /* (S) all of the above, maps, nr_live */

/* Frames of shared pages name this cache, since they have to name one; its hand is always empty. */
static struct kmem_cache shared_pages = { .name = "slob", .ops = &slob_ops, .size = UNIT };

static unsigned int units_of(const struct kmem_cache *s)
{
	return DIV_ROUND_UP(s->size, UNIT);
}

/* Does an object of @s get a block of pages of its own? */
static bool is_block(const struct kmem_cache *s)
{
	return s->size + max(s->align, UNIT) > ALL_UNITS * UNIT || s->align >= PAGE_SIZE / 2;
}

static struct list_head *list_for(const struct kmem_cache *s)
{
	unsigned int class = s->size < 256 ? SLOB_SMALL : s->size < 1024 ? SLOB_MEDIUM : SLOB_LARGE;

	return &slob_pages[!!(s->flags & SLAB_CACHE_DMA)][class];
}

static struct kmem_cache **header_of(const void *object)
{
	return (struct kmem_cache **)(object - UNIT);
}

static unsigned int unit_of(const struct slab *slab, const void *object)
{
	return (object - slab_address(slab)) / UNIT;
}

static bool is_shared(const struct slab *slab)
{
	return slab->slab_cache == &shared_pages;
}

/* The object's first unit in a free run for it and its header; 0 if there is no such run. */
static unsigned int find_run(const struct slob_maps *maps, unsigned int nr, unsigned int step)
{
	unsigned int unit = ALIGN(FIRST_UNIT + 1, step), end;

	while (unit + nr <= UNITS_IN_PAGE) {
		end = find_next_bit(maps->used, unit + nr, unit - 1);
		if (end >= unit + nr)
			return unit;
		/* The run ends at a used unit: the header comes behind it at the earliest. */
		end = find_next_zero_bit(maps->used, UNITS_IN_PAGE, end);
		unit = ALIGN(end + 1, step);
	}
	return 0;
}

static void set_units(unsigned long *map, unsigned int first, unsigned int nr, bool used)
{
	for (; nr; nr--, first++) {
		if (used)
			__set_bit(first, map);
		else
			__clear_bit(first, map);
	}
}

/* Take the first run that fits in @slab. Under slob_lock. */
static void *take_from_page(struct kmem_cache *s, struct slab *slab)
{
	struct slob_maps *maps = slab_address(slab);
	unsigned int nr = units_of(s), unit;
	void *object;

	if (slab->counters < nr + 1)
		return NULL;
	unit = find_run(maps, nr, max(s->align, UNIT) / UNIT);
	if (!unit)
		return NULL;
	set_units(maps->used, unit - 1, nr + 1, true);
	__set_bit(unit, maps->starts);
	slab->counters -= nr + 1;
	s->nr_live++;
	object = slab_address(slab) + unit * UNIT;
	*header_of(object) = s;
	return object;
}

static void *take_from_pages(struct kmem_cache *s)
{
	struct slab *slab;
	unsigned long flags;
	void *object = NULL;

	spin_lock_irqsave(&slob_lock, flags);
	list_for_each_entry(slab, list_for(s), slab_list) {
		object = take_from_page(s, slab);
		if (object)
			break;
	}
	spin_unlock_irqrestore(&slob_lock, flags);
	return object;
}

/* Pages for @s, marked as @owner's. */
static struct slab *get_pages(struct kmem_cache *s, struct kmem_cache *owner, gfp_t gfp, int node)
{
	unsigned int order = is_block(s) ? get_order(s->size) : 0;
	struct page *page;

	gfp &= ~(__GFP_ZERO | __GFP_MOVABLE | __GFP_HIGHMEM | __GFP_DMA32);
	page = alloc_pages_node(node, gfp | s->allocflags, order);
	if (!page)
		return NULL;
	slab_mark_frames(owner, page, order);
	slab_account(owner, page_slab(page), 1);
	return page_slab(page);
}

static void put_pages(struct slab *slab)
{
	unsigned int order = slab_order(slab);

	slab_account(slab->slab_cache, slab, -1);
	slab_unmark_frames(slab_page(slab), order);
	__free_pages(slab_page(slab), order);
}

static void *new_page(struct kmem_cache *s, gfp_t gfp, int node)
{
	struct slab *slab = get_pages(s, &shared_pages, gfp, node);
	struct slob_maps *maps;
	unsigned long flags;
	void *object;

	if (!slab)
		return NULL;
	maps = slab_address(slab);
	memset(maps, 0, sizeof(*maps));
	set_units(maps->used, 0, FIRST_UNIT, true);
	slab->counters = ALL_UNITS;
	spin_lock_irqsave(&slob_lock, flags);
	list_add(&slab->slab_list, list_for(s));
	object = take_from_page(s, slab);
	spin_unlock_irqrestore(&slob_lock, flags);
	return object;
}

static void *alloc_block(struct kmem_cache *s, gfp_t gfp, int node)
{
	struct slab *slab = get_pages(s, s, gfp, node);
	unsigned long flags;

	if (!slab)
		return NULL;
	spin_lock_irqsave(&slob_lock, flags);
	list_add(&slab->slab_list, &slob_blocks);
	s->nr_live++;
	spin_unlock_irqrestore(&slob_lock, flags);
	return slab_address(slab);
}

static void *slob_alloc(struct kmem_cache *s, gfp_t gfp, int node, unsigned long caller)
{
	void *object;

	if (is_block(s)) {
		object = alloc_block(s, gfp, node);
	} else {
		object = take_from_pages(s);
		if (!object)
			object = new_page(s, gfp, node);
	}
	if (object && s->ctor)
		s->ctor(object);
	return object;
}

/* The units of an object that is dead are free; and so is its page if they were the last. */
static void return_units(struct kmem_cache *s, void *object)
{
	struct slab *slab = virt_to_slab(object);
	struct slob_maps *maps = slab_address(slab);
	unsigned int nr = units_of(s);
	unsigned long flags;
	bool empty;

	spin_lock_irqsave(&slob_lock, flags);
	set_units(maps->used, unit_of(slab, object) - 1, nr + 1, false);
	slab->counters += nr + 1;
	empty = slab->counters == ALL_UNITS;
	if (empty)
		list_del(&slab->slab_list);
	spin_unlock_irqrestore(&slob_lock, flags);
	if (empty)
		put_pages(slab);
}

/* An object of a TYPESAFE_BY_RCU cache has its rcu_head behind it: readers may still look at it. */
static void return_units_after_grace(struct rcu_head *head)
{
	struct slab *slab = virt_to_slab(head);
	struct kmem_cache *s = *(struct kmem_cache **)(head + 1);

	if (is_shared(slab))
		return_units(s, (void *)head - s->inuse);
	else
		put_pages(slab);
}

static void free_after_grace(struct kmem_cache *s, void *object)
{
	struct rcu_head *head = object + s->inuse;

	*(struct kmem_cache **)(head + 1) = s;
	call_rcu(head, return_units_after_grace);
}

/* Declare @object dead; false if it is not the start of a live object. */
static bool end_life(struct kmem_cache *s, struct slab *slab, const void *object)
{
	struct slob_maps *maps = slab_address(slab);
	unsigned long flags;
	bool alive;

	spin_lock_irqsave(&slob_lock, flags);
	if (is_shared(slab)) {
		alive = IS_ALIGNED((unsigned long)object, UNIT) &&
			__test_and_clear_bit(unit_of(slab, object), maps->starts);
	} else {
		alive = object == slab_address(slab) && slab->slab_list.next;
		if (alive) {
			list_del(&slab->slab_list);
			slab->slab_list.next = NULL;
		}
	}
	if (alive)
		s->nr_live--;
	spin_unlock_irqrestore(&slob_lock, flags);
	return alive;
}

static bool is_free_unit(const struct slab *slab, const void *object)
{
	const struct slob_maps *maps = slab_address(slab);

	return !is_shared(slab) || !test_bit(unit_of(slab, object), maps->used);
}

static void slob_free(struct kmem_cache *s, struct slab *slab, void *object, unsigned long caller)
{
	if (!end_life(s, slab, object))
		return slab_err_free(s, object, is_free_unit(slab, object) ? "Object already free" :
				     "Invalid object pointer", caller);
	if (unlikely(slab_want_init_on_free(s)))
		memset(object, 0, s->object_size);
	if (s->flags & SLAB_TYPESAFE_BY_RCU)
		return free_after_grace(s, object);
	if (is_shared(slab))
		return_units(s, object);
	else
		put_pages(slab);
}

/* The cache that the live object @object is of; NULL where none starts. */
static struct kmem_cache *slob_owner(const struct slab *slab, const void *object)
{
	const struct slob_maps *maps = slab_address(slab);

	if (!is_shared(slab))
		return slab->slab_cache;
	if (!IS_ALIGNED((unsigned long)object, UNIT) ||
	    !test_bit(unit_of(slab, object), maps->starts))
		return NULL;
	return *header_of(object);
}

static int slob_create(struct kmem_cache *s)
{
	unsigned int size = ALIGN(s->object_size, sizeof(void *));

	if (kmem_cache_debug(s))
		pr_warn_once("slob: slub_debug= has no room in shared pages: %s and others are not watched\n",
			     s->name);
	s->flags &= ~SLAB_DEBUG_FLAGS;
	slub_hook_cache(&shared_pages);
	slub_hook_cache(s);
	s->inuse = size;
	if (s->flags & SLAB_TYPESAFE_BY_RCU)
		size += sizeof(struct rcu_head) + sizeof(struct kmem_cache *);
	s->size = ALIGN(size, UNIT);
	if (get_order(s->size) >= MAX_ORDER)
		return -E2BIG;
	s->oo = s->min = oo_make(is_block(s) ? get_order(s->size) : 0, 1);
	s->allocflags = is_block(s) && get_order(s->size) ? __GFP_COMP : 0;
	if (s->flags & SLAB_CACHE_DMA)
		s->allocflags |= GFP_DMA;
	return 0;
}

/* Call @visit for each live object of @s; returns how many there are. Under slob_lock. */
static unsigned long visit_live(struct kmem_cache *s, void (*visit)(struct kmem_cache *, void *))
{
	struct list_head *pages = list_for(s);
	struct slab *slab;
	unsigned long nr = 0;
	unsigned int unit;

	list_for_each_entry(slab, pages, slab_list) {
		struct slob_maps *maps = slab_address(slab);

		for_each_set_bit(unit, maps->starts, UNITS_IN_PAGE) {
			void *object = slab_address(slab) + unit * UNIT;

			if (*header_of(object) == s) {
				visit(s, object);
				nr++;
			}
		}
	}
	list_for_each_entry(slab, &slob_blocks, slab_list) {
		if (slab->slab_cache == s) {
			visit(s, slab_address(slab));
			nr++;
		}
	}
	return nr;
}

static void name_object(struct kmem_cache *s, void *object)
{
	if (!slab_count_kunit_error())
		pr_err("BUG %s: object 0x%px is in use on __kmem_cache_shutdown()\n", s->name, object);
}

static void pass_over(struct kmem_cache *s, void *object)
{
}

/* There is nothing to return: empty pages have gone. */
static int slob_shrink(struct kmem_cache *s)
{
	return s->nr_live != 0;
}

static bool slob_shutdown(struct kmem_cache *s)
{
	unsigned long flags;

	if (!s->nr_live)
		return true;
	spin_lock_irqsave(&slob_lock, flags);
	visit_live(s, name_object);
	spin_unlock_irqrestore(&slob_lock, flags);
	return false;
}

/* Pages are nobody's, so no cache has slabs: only its objects can be told. */
static void slob_count(struct kmem_cache *s, struct slabinfo *info)
{
	info->active_objs = info->num_objs = s->nr_live;
	info->objects_per_slab = oo_objects(s->oo);
	info->cache_order = oo_order(s->oo);
}

static int check_page(struct slab *slab)
{
	struct slob_maps *maps = slab_address(slab);
	unsigned int unit, nr_used = 0, bad = 0;

	for_each_set_bit(unit, maps->used, UNITS_IN_PAGE)
		nr_used++;
	for_each_set_bit(unit, maps->starts, UNITS_IN_PAGE)
		bad += !test_bit(unit, maps->used) || !test_bit(unit - 1, maps->used);
	if (bad || slab->counters != UNITS_IN_PAGE - nr_used) {
		pr_err("slob: page %px: %u units used, counter says %lu free, %u objects without units\n",
		       maps, nr_used, slab->counters, bad);
		bad++;
	}
	return bad;
}

static int slob_check(struct kmem_cache *s)
{
	unsigned long flags, nr;
	struct slab *slab;
	int bad = 0;

	spin_lock_irqsave(&slob_lock, flags);
	list_for_each_entry(slab, list_for(s), slab_list)
		bad += check_page(slab);
	nr = visit_live(s, pass_over);
	if (nr != s->nr_live) {
		pr_err("slob: %s: %lu objects found, counter says %lu\n", s->name, nr, s->nr_live);
		bad++;
	}
	spin_unlock_irqrestore(&slob_lock, flags);
	return bad;
}

const struct slab_ops slob_ops = {
	.name = "slob",
	.create = slob_create,
	.alloc = slob_alloc,
	.free = slob_free,
	.owner = slob_owner,
	.shrink = slob_shrink,
	.shutdown = slob_shutdown,
	.count = slob_count,
	.check = slob_check,
};
