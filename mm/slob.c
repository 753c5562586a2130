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
 *           The unit before an object is its header: the cache it is of, and who allocated it. `starts` is what makes a
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
 *           Instructions for a pair of calls on the booted machine, SLUB and SLOB: kmem_cache64_pair 48
 *           and 2898, kmalloc_1024_pair 56 and 6671; when many sizes crumble the pages, kmalloc_mixed
 *           131 and 9152, kmalloc_mixed_small 124 and 79403: the walk is nearly all of it, and how long
 *           it is depends on what boot has left in the pages.
 *           In return, when 31 of 32 random objects have been freed, 3.5 times the live bytes are held,
 *           where SLUB and SLAB hold ten times as much (`make bench-slab`).
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
#include "slob.h"

/* Pages that serve objects below 256 bytes, below 1024, larger; the same for ISA devices. */
enum { SLOB_SMALL, SLOB_MEDIUM, SLOB_LARGE, SLOB_LISTS };
static struct list_head slob_pages[2][SLOB_LISTS] = {
	{ LIST_HEAD_INIT(slob_pages[0][0]), LIST_HEAD_INIT(slob_pages[0][1]),
	  LIST_HEAD_INIT(slob_pages[0][2]) },
	{ LIST_HEAD_INIT(slob_pages[1][0]), LIST_HEAD_INIT(slob_pages[1][1]),
	  LIST_HEAD_INIT(slob_pages[1][2]) },
};
LIST_HEAD(slob_blocks);	     /* objects that are blocks of pages */
DEFINE_SPINLOCK(slob_lock);  /* (S) all of the above, maps, nr_live */

/* Frames of shared pages name this cache, since they have to name one; its hand is always empty. */
struct kmem_cache slob_shared_pages = { .name = "slob", .ops = &slob_ops, .size = UNIT };

static unsigned int units_of(const struct kmem_cache *s)
{
	return DIV_ROUND_UP(s->size, UNIT);
}

/* Does an object of @s get a block of pages of its own? */
static bool is_block(const struct kmem_cache *s)
{
	return s->size + max(s->align, UNIT) > ALL_UNITS * UNIT || s->align >= PAGE_SIZE / 2;
}

struct list_head *slob_list_for(const struct kmem_cache *s)
{
	unsigned int class = s->size < 256 ? SLOB_SMALL : s->size < 1024 ? SLOB_MEDIUM : SLOB_LARGE;

	return &slob_pages[!!(s->flags & SLAB_CACHE_DMA)][class];
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
	header_of(object)->cache = s;
	return object;
}

static void *take_from_pages(struct kmem_cache *s)
{
	struct slab *slab;
	unsigned long flags;
	void *object = NULL;

	spin_lock_irqsave(&slob_lock, flags);
	list_for_each_entry(slab, slob_list_for(s), slab_list) {
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
	struct slab *slab = get_pages(s, &slob_shared_pages, gfp, node);
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
	list_add(&slab->slab_list, slob_list_for(s));
	object = take_from_page(s, slab);
	spin_unlock_irqrestore(&slob_lock, flags);
	return object;
}

static void *alloc_block(struct kmem_cache *s, gfp_t gfp, int node, unsigned long caller)
{
	struct slab *slab = get_pages(s, s, gfp, node);
	unsigned long flags;

	if (!slab)
		return NULL;
	*site_of_block(slab) = caller;
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
		object = alloc_block(s, gfp, node, caller);
	} else {
		object = take_from_pages(s);
		if (!object)
			object = new_page(s, gfp, node);
		if (object)
			header_of(object)->site = caller;
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

	/* All of it, header included, whoever it was for: the next run may begin anywhere in it. */
	if (want_init_on_free())
		memset(header_of(object), 0, (nr + 1) * UNIT);
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

/* For the next one who frees it: see mm/slob_report.c. */
static void note_free(struct kmem_cache *s, void *object, unsigned long caller)
{
	struct slob_header *header = header_of(object);

	if (!(s->flags & SLAB_TYPESAFE_BY_RCU))
		*(unsigned long *)object = header->site;
	header->site = caller;
}

static void slob_free(struct kmem_cache *s, struct slab *slab, void *object, unsigned long caller)
{
	if (!end_life(s, slab, object))
		return slab_err_free(s, object, slob_what_is_wrong(slab, object), caller);
	if (is_shared(slab))
		note_free(s, object, caller);
	if (s->flags & SLAB_TYPESAFE_BY_RCU)
		return free_after_grace(s, object);
	if (is_shared(slab))
		return_units(s, object);
	else
		put_pages(slab);
}

static int slob_create(struct kmem_cache *s)
{
	unsigned int size = ALIGN(s->object_size, sizeof(void *));

	if (kmem_cache_debug(s))
		pr_warn_once("slob: slub_debug= has no room in shared pages: %s and others are not watched\n",
			     s->name);
	s->flags &= ~SLAB_DEBUG_FLAGS;
	slub_hook_cache(&slob_shared_pages);
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

/* There is nothing to return: empty pages have gone. */
static int slob_shrink(struct kmem_cache *s)
{
	return s->nr_live != 0;
}

const struct slab_ops slob_ops = {
	.name = "slob",
	.create = slob_create,
	.alloc = slob_alloc,
	.free = slob_free,
	.owner = slob_owner,
	.describe = slob_describe,
	.shrink = slob_shrink,
	.shutdown = slob_shutdown,
	.count = slob_count,
	.draw = slob_draw,
	.check = slob_check,
};
