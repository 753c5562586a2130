// SPDX-License-Identifier: MIT
/*
 * mm/slab_check.c: a pointer that the fast free path did not know: whose is it?
 *
 * Problem.  kfree() and kmem_cache_free() are given an address, and nothing else. It may be an object
 *           that simply is not in this CPU's hand, or it may be one of another cache, a piece of a
 *           stack, of vmalloc space, or a number that was never an address.
 * Idea.     Ask in the order in which each answer makes the next question safe:
 *
 *             in the direct map?  -> has a struct page   (no: vmalloc, I/O, user, NULL page)
 *             frame of a slab?    -> has a cache         (no: a large kmalloc block, or nobody's)
 *             the cache named?    -> may ask for its slots      (no: "Wrong slab cache")
 *             start of a slot?    -> has a bit           (no: "Invalid object pointer")
 *             in use?             -> free it             (no: "Object already free")
 *
 *           The last two are the allocator's, which alone knows its slabs.
 * Invariants. A refused free changes nothing.
 * Locks.    none; the allocators take their own.
 * Paths.    kfree -> kfree_slow -> ops->free | free_large_kmalloc | slab_err_free
 * Cost.     Off the fast path: a few comparisons before the allocator's own work.
 * Sources.  Gorman ch. 8.3.3 "Freeing Objects"; Linux mm/slub.c for the wording of reports.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sched/task_stack.h>
#include <linux/vmalloc.h>
#include "slab.h"

static bool in_direct_map(const void *addr)
{
	return (unsigned long)addr - PAGE_OFFSET < slab_lowmem_bytes;
}

static struct slab *slab_around(const void *object)
{
	return in_direct_map(object) ? virt_to_slab(object) : NULL;
}

static struct kmem_cache *owner_of(struct slab *slab, const void *object)
{
	struct kmem_cache *s = slab->slab_cache;

	return s->ops->owner ? s->ops->owner(slab, object) : s;
}

/* The cache that @object lies in; NULL if it lies in none. */
struct kmem_cache *slab_cache_of(const void *object)
{
	struct slab *slab = slab_around(object);

	return slab ? owner_of(slab, object) : NULL;
}

/* What kind of memory a pointer is that no cache knows. */
static const char *kind_of_memory(const void *addr)
{
	if ((unsigned long)addr < PAGE_SIZE)
		return "near-null address";
	if (object_is_on_stack(addr))
		return "stack";
	if (is_vmalloc_addr(addr))
		return "vmalloc address";
	if (!in_direct_map(addr))
		return "address outside the direct map";
	return page_kind_name(page_kind(compound_head(virt_to_page(addr))));
}

static void report_foreign(const char *function, const void *object, unsigned long caller)
{
	if (slab_count_kunit_error())
		return;
	pr_err("BUG %s: Invalid object pointer 0x%px (%s), freed from %pS\n", function, object,
	       kind_of_memory(object), (void *)caller);
	dump_stack();
}

/* @object lies in another cache: it goes back to that one, as in Linux, after a report. */
static void report_wrong_cache(struct kmem_cache *s, struct kmem_cache *owner, void *object,
			       unsigned long caller)
{
	if (slab_count_kunit_error())
		return;
	pr_err("BUG kmem_cache_free: Wrong slab cache. %s but object is from %s, freed from %pS\n",
	       s->name, owner->name, (void *)caller);
	if (owner->ops->describe)
		owner->ops->describe(owner, virt_to_slab(object), object);
	dump_stack();
}

/**
 * slab_free_slow() - free an object that is not in this CPU's hand, or find out what it is.
 * @s: cache the caller names.
 * @object: anything.
 *
 * kmem_cache_free() jumps here: the return address is that of its own caller.
 * Context: any but an NMI.
 */
void slab_free_slow(struct kmem_cache *s, const void *object)
{
	struct slab *slab = slab_around(object);
	unsigned long caller = _RET_IP_;
	struct kmem_cache *owner;

	if (unlikely(!s))
		return;
	if (unlikely(!slab))
		return report_foreign("kmem_cache_free", object, caller);
	owner = owner_of(slab, object) ?: s;
	/* kfree() names the cache of the frame, which is as much as it knows. */
	if (unlikely(owner != s && s != slab->slab_cache))
		report_wrong_cache(s, owner, (void *)object, caller);
	s = owner;
	s->ops->free(s, slab, (void *)object, caller);
}

/* kfree() of what is no slab's: nothing at all, or pages. */
void kfree_slow(const void *object)
{
	unsigned long caller = _RET_IP_;
	struct page *page;

	if (ZERO_OR_NULL_PTR(object))
		return;
	if (!in_direct_map(object))
		return report_foreign("kfree", object, caller);
	page = virt_to_page(object);
	if (!free_large_kmalloc(compound_head(page), object))
		report_foreign("kfree", object, caller);
}

/* Report a free that the allocator refused: @what is Linux's wording. */
void slab_err_free(struct kmem_cache *s, const void *object, const char *what, unsigned long caller)
{
	struct slab *slab = virt_to_slab(object);

	if (slab_count_kunit_error())
		return;
	pr_err("BUG %s (%s): %s\n", s->name, print_tainted(), what);
	pr_err("-----------------------------------------------------------------------------\n");
	if (s->ops->look)
		pr_err("Slab 0x%px objects=%u used=%u at 0x%px, object size %u\n", slab,
		       slab_objects(s, slab), slab_objects(s, slab) - slab_free_objects(s, slab),
		       slab_address(slab), s->object_size);
	pr_err("Object 0x%px @offset=%tu, freed from %pS\n", object, object - slab_address(slab),
	       (void *)caller);
	if (s->ops->describe)
		s->ops->describe(s, slab, object);
	dump_stack();
	pr_err("FIX %s: Object at 0x%px not freed\n", s->name, object);
}

/* Report a request that asks for memory in which no object can lie. Return: what is left of it. */
gfp_t kmalloc_fix_flags(gfp_t gfp)
{
	gfp_t wrong = gfp & GFP_SLAB_BUG_MASK;

	gfp &= ~GFP_SLAB_BUG_MASK;
	pr_warn("Unexpected gfp: %#x (%pGg). Fixing up to gfp: %#x (%pGg). Fix your code!\n", wrong, &wrong,
		gfp, &gfp);
	dump_stack();
	return gfp;
}

/**
 * kmem_dump_obj() - say what is known of the object at an address.
 *
 * Context: any.
 * Return: false if it lies in no slab.
 */
bool kmem_dump_obj(void *object)
{
	struct slab *slab = slab_around(object);
	struct kmem_cache *s;
	unsigned long offset;

	if (!slab)
		return false;
	s = slab->slab_cache;
	offset = object - slab_address(slab);
	pr_cont(" slab %s start %px pointer offset %lu size %u\n", s->name,
		slab_address(slab) + offset / s->size * s->size, offset % s->size, s->object_size);
	return true;
}
