// SPDX-License-Identifier: MIT
/*
 * mm/slub_debug.c: slabs of caches that are being watched.
 *
 * Problem.  A write past an object's end, or into an object after it was freed, does its harm later
 *           and elsewhere. By then nothing points to who did it.
 * Idea.     Surround each object with bytes of a known value, fill it with another while it is free,
 *           note who allocated and who freed it; and compare whenever it changes hands, or when
 *           somebody asks (validate_slab_cache()). The layout of a slot is drawn in mm/slub_layout.c.
 *
 *             free    bb bb bb bb | 6b 6b 6b 6b ... 6b a5 | bb bb bb bb | link | tracks | 5a 5a
 *             in use  cc cc cc cc |  caller's bytes       | cc cc cc cc | link | tracks | 5a 5a
 *
 *           Free objects are threaded on a list by a link in each, as Linux does it: a link that was
 *           overwritten is evidence. Objects are taken from the node's slabs one by one, under its
 *           lock; there is no fast path, so that each alloc and free is looked at.
 *
 *           slab=slub and slab=slab serve watched caches alike, from these slabs: in a magazine of
 *           SLAB's an object would rest unwatched, and its slabs have no room beside an object. SLOB
 *           watches nothing (it says so once), but knows call sites at all times, from its headers.
 * Invariants (validate_slab_cache walks them, and repairs): slab->inuse is the number of objects that
 *           are not on slab->freelist; red zones, poison and padding hold their values; every link
 *           leads to an object of the same slab, or is NULL.
 * Locks.    kmem_cache_node.list_lock, irqs off; reports are printed under it.
 * Paths.    Alloc  kmem_cache_alloc -> slub_refill -> slab_alloc_slow -> slub_debug_alloc
 *           Free   kmem_cache_free -> slab_free_slow -> slub_debug_free
 * Cost.     A walk of the slab's free list per free; a comparison of all watched bytes with F.
 * Sources.  Linux Documentation/mm/slub.rst; layout, values and wording as in its mm/slub.c.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/poison.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "slub.h"

/* Write the bytes that a free (SLUB_RED_INACTIVE) or live (SLUB_RED_ACTIVE) object has around it. */
static void init_object(struct kmem_cache *s, u8 *object, u8 red)
{
	if (s->flags & SLAB_RED_ZONE)
		memset(object - s->red_left_pad, red, s->red_left_pad);
	if (s->flags & __OBJECT_POISON) {
		memset(object, POISON_FREE, s->object_size - 1);
		object[s->object_size - 1] = POISON_END;
	}
	if (s->flags & SLAB_RED_ZONE)
		memset(object + s->object_size, red, s->inuse - s->object_size);
}

static void set_track(struct kmem_cache *s, void *object, enum track_item item, unsigned long addr)
{
	if (s->flags & SLAB_STORE_USER)
		*get_track(s, object, item) = (struct track){
			.addr = addr, .cpu = raw_smp_processor_id(),
			.pid = current->pid, .when = jiffies,
		};
}

/* Thread all objects of a new slab on its free list. The slab is private. */
void slub_debug_setup_slab(struct kmem_cache *s, struct slab *slab)
{
	u8 *object = slab_address(slab) + s->red_left_pad;
	unsigned int i;

	slab->counters = 0;
	slab->objects = slab_objects(s, slab);
	slab->freelist = object;
	if (s->flags & SLAB_POISON)
		memset(slab_address(slab), POISON_INUSE, slab_bytes(slab));
	for (i = 0; i < slab->objects; i++, object += s->size) {
		init_object(s, object, SLUB_RED_INACTIVE);
		if (s->flags & SLAB_STORE_USER)
			memset(get_track(s, object, TRACK_ALLOC), 0, 2 * sizeof(struct track));
		if (s->ctor)
			s->ctor(object);
		set_freepointer(s, object, i + 1 < slab->objects ? object + s->size : NULL);
	}
}

static void check_slab_padding(struct kmem_cache *s, struct slab *slab)
{
	unsigned int remainder = slab_bytes(slab) - slab_objects(s, slab) * s->size;
	u8 *end = slab_address(slab) + slab_bytes(slab), *pad = end - remainder, *fault;

	if (!(s->flags & SLAB_POISON) || !remainder)
		return;
	fault = memchr_inv(pad, POISON_INUSE, remainder);
	if (!fault)
		return;
	while (end > fault && end[-1] == POISON_INUSE)
		end--;
	slab_err(s, slab, "Padding overwritten. 0x%px-0x%px @offset=%tu", fault, end - 1,
		 fault - (u8 *)slab_address(slab));
	slab_fix(s, "Restoring slab padding 0x%px-0x%px=0x%x", fault, end - 1, POISON_INUSE);
	memset(fault, POISON_INUSE, end - fault);
}

/* Is the slab as a whole in a state to be used? */
static bool check_slab(struct kmem_cache *s, struct slab *slab)
{
	if (!PageSlab(slab_page(slab))) {
		slab_err(s, slab, "Not a valid slab page");
		return false;
	}
	if (slab->objects > slab_objects(s, slab)) {
		slab_err(s, slab, "objects %u > max %u", slab->objects, slab_objects(s, slab));
		return false;
	}
	if (slab->inuse > slab->objects) {
		slab_err(s, slab, "inuse %u > max %u", slab->inuse, slab->objects);
		return false;
	}
	if (slab->frozen) {
		slab_err(s, slab,
			 "Slab disabled since SLUB metadata consistency check failed");
		return false;
	}
	check_slab_padding(s, slab);
	return true;
}

static bool check_red_zones(struct kmem_cache *s, struct slab *slab, u8 *object, u8 red)
{
	return check_bytes_and_report(s, slab, object, "Left Redzone", object - s->red_left_pad,
				      red, s->red_left_pad) &&
	       check_bytes_and_report(s, slab, object, "Right Redzone", object + s->object_size,
				      red, s->inuse - s->object_size);
}

static bool check_poison(struct kmem_cache *s, struct slab *slab, u8 *object)
{
	return check_bytes_and_report(s, slab, object, "Poison", object, POISON_FREE,
				      s->object_size - 1) &&
	       check_bytes_and_report(s, slab, object, "End Poison", object + s->object_size - 1,
				      POISON_END, 1);
}

/* Compare all that is watched of an object; @red says whether it is free or in use. */
static bool check_object(struct kmem_cache *s, struct slab *slab, u8 *object, u8 red)
{
	unsigned int padding = get_padding_start(s);

	if (s->flags & SLAB_RED_ZONE) {
		if (!check_red_zones(s, slab, object, red))
			return false;
	} else if ((s->flags & SLAB_POISON) && s->object_size < s->inuse) {
		check_bytes_and_report(s, slab, object, "Alignment padding",
				       object + s->object_size, POISON_INUSE,
				       s->inuse - s->object_size);
	}
	if (red == SLUB_RED_INACTIVE && (s->flags & __OBJECT_POISON) &&
	    !check_poison(s, slab, object))
		return false;
	if (s->flags & SLAB_POISON)
		check_bytes_and_report(s, slab, object, "Object padding", object + padding,
				       POISON_INUSE, size_from_object(s) - padding);
	/* The link of an object in use is the caller's bytes, or means nothing. */
	if (red == SLUB_RED_ACTIVE && !freeptr_outside_object(s))
		return true;
	if (!check_valid_pointer(s, slab, get_freepointer(s, object))) {
		object_err(s, slab, object, "Freepointer corrupt");
		set_freepointer(s, object, NULL);
		return false;
	}
	return true;
}

/* Cut the free list where it leads out of the slab. @last is the object whose link does, if any. */
static void cut_freelist(struct kmem_cache *s, struct slab *slab, void *last)
{
	if (last) {
		object_err(s, slab, last, "Freechain corrupt");
		set_freepointer(s, last, NULL);
		return;
	}
	slab_err(s, slab, "Freepointer corrupt");
	slab->freelist = NULL;
	slab->inuse = slab->objects;
	slab_fix(s, "Freelist cleared");
}

/*
 * Walk the free list, looking for @search (NULL: just walk), and make the counters agree with it.
 * True if it was found; with NULL, if the list could be walked.
 */
static bool on_freelist(struct kmem_cache *s, struct slab *slab, const void *search)
{
	void *object = slab->freelist, *last = NULL;
	unsigned int nr = 0;

	while (object && nr <= slab->objects) {
		if (object == search)
			return true;
		if (!check_valid_pointer(s, slab, object)) {
			cut_freelist(s, slab, last);
			if (!last)
				return false;
			break;
		}
		last = object;
		object = get_freepointer(s, object);
		nr++;
	}
	if (slab->objects != slab_objects(s, slab)) {
		slab_err(s, slab, "Wrong number of objects. Found %d but should be %d", slab->objects,
			 slab_objects(s, slab));
		slab->objects = slab_objects(s, slab);
		slab_fix(s, "Number of objects adjusted");
	}
	if (slab->inuse != slab->objects - nr) {
		slab_err(s, slab, "Wrong object count. Counter is %d but counted were %d",
			 slab->inuse, slab->objects - nr);
		slab->inuse = slab->objects - nr;
		slab_fix(s, "Object count adjusted");
	}
	return !search;
}

/* Is @object on the free list of @slab? Neither reports nor repairs. */
bool slub_debug_is_free(struct kmem_cache *s, struct slab *slab, const void *object)
{
	void *free = slab->freelist;
	unsigned int nr = 0;

	while (free && free != object && check_valid_pointer(s, slab, free) && nr++ < slab->objects)
		free = get_freepointer(s, free);
	return free && free == object;
}

static void trace(struct kmem_cache *s, struct slab *slab, void *object, const char *what)
{
	if (!(s->flags & SLAB_TRACE))
		return;
	pr_info("TRACE %s %s 0x%px inuse=%d fp=0x%px\n", s->name, what, object, slab->inuse,
		slab->freelist);
	if (what[0] == 'f')
		print_section(KERN_INFO, "Object ", object, s->object_size);
	dump_stack();
}

/* Give up on a slab: what is free in it stays unused for ever. */
static void disable_slab(struct kmem_cache *s, struct kmem_cache_node *n, struct slab *slab)
{
	slab_fix(s, "Marking all objects used");
	slab->inuse = slab->objects;
	slab->freelist = NULL;
	slab->frozen = 1;
	slub_del_partial(n, slab);
	list_add(&slab->slab_list, &n->full);
}

static bool sound_enough_to_allocate(struct kmem_cache *s, struct slab *slab, void *object)
{
	if (!check_valid_pointer(s, slab, object) ||
	    !check_valid_pointer(s, slab, get_freepointer(s, object))) {
		object_err(s, slab, object, "Freelist Pointer check fails");
		return false;
	}
	if (!(s->flags & SLAB_CONSISTENCY_CHECKS))
		return true;
	return check_slab(s, slab) && check_object(s, slab, object, SLUB_RED_INACTIVE);
}

/* Take the first free object of @slab, which is on the partial list; NULL if the slab is damaged. */
static void *take_first(struct kmem_cache *s, struct kmem_cache_node *n, struct slab *slab,
			unsigned long caller)
{
	void *object = slab->freelist;

	if (!sound_enough_to_allocate(s, slab, object)) {
		disable_slab(s, n, slab);
		return NULL;
	}
	slab->freelist = get_freepointer(s, object);
	slab->inuse++;
	if (slab->inuse == slab->objects) {
		slub_del_partial(n, slab);
		list_add(&slab->slab_list, &n->full);
	}
	trace(s, slab, object, "alloc");
	set_track(s, object, TRACK_ALLOC, caller);
	/* A live object of a poisoned cache keeps the poison: it shows what was never written. */
	init_object(s, object, SLUB_RED_ACTIVE);
	return object;
}

/* Allocate an object of a watched cache; looks at another slab when one is found damaged. */
void *slub_debug_alloc(struct kmem_cache *s, gfp_t gfp, int node, unsigned long caller)
{
	struct kmem_cache_node *n = get_node(s, node == NUMA_NO_NODE ? numa_mem_id() : node);
	struct slab *slab;
	unsigned long flags;
	void *object = NULL;

	for (;;) {
		spin_lock_irqsave(&n->list_lock, flags);
		while (!object && !list_empty(&n->partial))
			object = take_first(s, n, list_first_entry(&n->partial, struct slab,
								   slab_list), caller);
		spin_unlock_irqrestore(&n->list_lock, flags);
		if (object)
			return object;
		slab = slub_new_slab(s, gfp, node);
		if (!slab)
			return NULL;
		n = node_of_slab(slab);
		spin_lock_irqsave(&n->list_lock, flags);
		slub_add_partial(n, slab);
		spin_unlock_irqrestore(&n->list_lock, flags);
	}
}

static bool may_be_freed(struct kmem_cache *s, struct slab *slab, void *object)
{
	bool check_all = s->flags & SLAB_CONSISTENCY_CHECKS;

	if (check_all && !check_slab(s, slab))
		return false;
	if (!check_valid_pointer(s, slab, object)) {
		slub_err_pointer(s, slab, object);
		return false;
	}
	if (on_freelist(s, slab, object)) {
		object_err(s, slab, object, "Object already free");
		return false;
	}
	return !check_all || check_object(s, slab, object, SLUB_RED_ACTIVE);
}

/* Free an object of a watched cache, or report why not. */
void slub_debug_free(struct kmem_cache *s, struct slab *slab, void *object, unsigned long caller)
{
	struct kmem_cache_node *n = node_of_slab(slab);
	unsigned long flags;
	bool discard = false;

	spin_lock_irqsave(&n->list_lock, flags);
	if (!may_be_freed(s, slab, object)) {
		slab_fix(s, "Object at 0x%px not freed", object);
		goto unlock;
	}
	set_track(s, object, TRACK_FREE, caller);
	trace(s, slab, object, "free");
	if (slab_want_init_on_free(s))
		memset(object, 0, s->object_size);
	init_object(s, object, SLUB_RED_INACTIVE);
	if (!slab->freelist) {
		list_del(&slab->slab_list);
		slub_add_partial(n, slab);
	}
	set_freepointer(s, object, slab->freelist);
	slab->freelist = object;
	slab->inuse--;
	discard = !slab->inuse && n->nr_partial > s->min_partial;
	if (discard)
		slub_del_partial(n, slab);
unlock:
	spin_unlock_irqrestore(&n->list_lock, flags);
	if (discard)
		slub_discard_slab(s, slab);
}

static void validate_slab(struct kmem_cache *s, struct slab *slab)
{
	u8 *object = slab_address(slab) + s->red_left_pad;
	unsigned int i;

	if (!check_slab(s, slab) || !on_freelist(s, slab, NULL))
		return;
	for (i = 0; i < slab->objects; i++, object += s->size)
		if (!check_object(s, slab, object, slub_debug_is_free(s, slab, object) ?
					  SLUB_RED_INACTIVE : SLUB_RED_ACTIVE))
			break;
}

static long validate_list(struct kmem_cache *s, struct list_head *slabs)
{
	struct slab *slab;
	long nr = 0;

	list_for_each_entry(slab, slabs, slab_list) {
		validate_slab(s, slab);
		nr++;
	}
	return nr;
}

/**
 * validate_slab_cache() - look at every slab of a cache; report and repair what is damaged.
 * @s: a cache with debug flags; of one without, the invariants are walked instead.
 *
 * Context: thread.
 * Return: number of slabs looked at; -EINVAL if an invariant of a cache without debug flags is broken.
 */
long validate_slab_cache(struct kmem_cache *s)
{
	struct kmem_cache_node *n;
	struct slabinfo info;
	unsigned long flags;
	long nr = 0;
	int node;

	if (!kmem_cache_debug(s)) {
		get_slabinfo(s, &info);
		return s->ops->check(s) ? -EINVAL : (long)info.num_slabs;
	}
	for_each_kmem_cache_node(s, node, n) {
		spin_lock_irqsave(&n->list_lock, flags);
		nr += validate_list(s, &n->partial);
		nr += validate_list(s, &n->full);
		spin_unlock_irqrestore(&n->list_lock, flags);
	}
	return nr;
}
EXPORT_SYMBOL(validate_slab_cache);
