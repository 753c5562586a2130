// SPDX-License-Identifier: MIT
/*
 * mm/slab_merge.c: caches of equal slots share one set of slabs.
 *
 * Problem.  A hundred caches that hold a few objects each keep a hundred half-empty slabs, and those of 64
 *           bytes differ from each other, and from kmalloc-64, in nothing but the name.
 * Idea.     Who asks for a cache is given one that exists, if an object of it would do as well: equal slots,
 *           same zone and accounting, and nothing of its own. It counts its users; the later names are kept
 *           as aliases, for whoever looks:
 *
 *             kmem_cache_create("inode_hint", 60, ...) --\
 *             kmem_cache_create("bio_tag", 64, ...) ------+--> kmalloc-64   users 3
 *                                                                aliases: inode_hint, bio_tag
 *
 *           Nothing of its own: no constructor, no part for user mode, no debug flag (slub_debug= included:
 *           layouts would differ), no TYPESAFE_BY_RCU, NOLEAKTRACE, FAILSLAB, and no SLAB_NO_MERGE, which a
 *           cache that is made by a running KUnit case always has: a test wants to count its own objects.
 * Price.    What shares slabs can neither be told apart when it is freed to the wrong cache, nor be missed
 *           when a cache is destroyed too early. slab_nomerge on the command line brings both back.
 * Invariants. A cache has refcount - 1 aliases. One that is never shared from the start has refcount < 0.
 * Locks.    slab_mutex, the caller's.
 * Paths.    kmem_cache_create -> slab_find_alias
 * Cost.     A walk of all caches per cache made.
 * Left out. SLOB shares pages, not slabs, so it has nothing to gain and keeps each cache apart. Which name
 *           goes when a shared cache is destroyed by one of its users is not known: the youngest does.
 * Sources.  Linux mm/slab_common.c, find_mergeable(); Documentation/mm/slub.rst.
 */
#include <linux/align.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <slate/param.h>
#include "slab.h"

/* A later name of a shared cache. */
struct slab_alias {
	struct list_head list; /* kmem_cache.aliases (M) */
	char name[];
};

bool slab_share_caches = true;

/* Any of these makes a cache one of its own ... */
#define NEVER_SHARED                                                                              \
	(SLAB_DEBUG_FLAGS | SLAB_TYPESAFE_BY_RCU | SLAB_NO_MERGE | SLAB_NOLEAKTRACE | SLAB_FAILSLAB)
/* ... and these have to be the same. */
#define SHARED_IF_EQUAL (SLAB_RECLAIM_ACCOUNT | SLAB_CACHE_DMA | SLAB_CACHE_DMA32)

static bool may_be_shared(const struct kmem_cache *s)
{
	return s->refcount > 0 && !s->ctor && !s->usersize && !(s->flags & NEVER_SHARED);
}

/* Would a slot of @s do for an object of @size bytes at multiples of @align? */
static bool slot_fits(const struct kmem_cache *s, unsigned int size, unsigned int align)
{
	return s->size >= size && s->size - size < sizeof(void *) && IS_ALIGNED(s->size, align) &&
	       s->align >= align;
}

/* The oldest cache that would do; so a size of the kmalloc row is served from that row. */
static struct kmem_cache *find_mergeable(unsigned int size, unsigned int align, slab_flags_t flags)
{
	struct kmem_cache *s;

	align = slab_alignment(flags, align, size);
	size = ALIGN(ALIGN(size, sizeof(void *)), align);
	list_for_each_entry_reverse(s, &slab_caches, list)
		if (may_be_shared(s) && !((s->flags ^ flags) & SHARED_IF_EQUAL) &&
		    slot_fits(s, size, align))
			return s;
	return NULL;
}

static bool remember_alias(struct kmem_cache *s, const char *name)
{
	struct slab_alias *alias = kmalloc(struct_size(alias, name, strlen(name) + 1), GFP_KERNEL);

	if (!alias)
		return false;
	strcpy(alias->name, name);
	list_add(&alias->list, &s->aliases);
	return true;
}

/**
 * slab_find_alias() - an existing cache that serves a request for a new one.
 * @name: kept as an alias of the cache that is found.
 * @size: bytes of an object; kmem_cache_size() of a shared cache is the largest of its users'.
 * @align: as kmem_cache_create().
 * @flags: SLAB_*; what slub_debug= adds to them is taken into account.
 * @ctor: a constructor, or NULL.
 *
 * Context: slab_mutex held.
 * Return: the cache, with one more user; NULL if a cache of its own is to be made.
 */
struct kmem_cache *slab_find_alias(const char *name, unsigned int size, unsigned int align,
				   slab_flags_t flags, void (*ctor)(void *))
{
	struct kmem_cache *s;

	if (!slab_share_caches || slab_allocator == &slob_ops || ctor || current->kunit_test)
		return NULL;
	flags = kmem_cache_flags(flags, name);
	if (flags & NEVER_SHARED)
		return NULL;
	s = find_mergeable(size, align, flags);
	if (!s || !remember_alias(s, name))
		return NULL;
	s->refcount++;
	/* What is zeroed of an object has to cover all of the largest. */
	s->object_size = max(s->object_size, size);
	s->inuse = max(s->inuse, (unsigned int)ALIGN(size, sizeof(void *)));
	s->words = s->inuse / sizeof(u32);
	return s;
}

/* One user fewer. True if others are left. Under slab_mutex. */
bool slab_drop_alias(struct kmem_cache *s)
{
	struct slab_alias *alias = list_first_entry_or_null(&s->aliases, struct slab_alias, list);

	if (!alias)
		return false;
	s->refcount--;
	list_del(&alias->list);
	kfree(alias);
	return true;
}

/* Is @name the cache's own name, or one of its aliases? Under slab_mutex. */
bool slab_has_name(const struct kmem_cache *s, const char *name)
{
	const struct slab_alias *alias;

	if (!strcmp(s->name, name))
		return true;
	list_for_each_entry(alias, &s->aliases, list)
		if (!strcmp(alias->name, name))
			return true;
	return false;
}

/* Call @visit for each alias of @s, oldest first. Under slab_mutex. */
void slab_visit_aliases(const struct kmem_cache *s, void (*visit)(void *data, const char *alias),
			void *data)
{
	const struct slab_alias *alias;

	list_for_each_entry_reverse(alias, &s->aliases, list)
		visit(data, alias->name);
}

static int __init setup_slab_merge(char *text)
{
	slab_share_caches = true;
	return 0;
}
SLATE_EARLY_PARAM("slab_merge", setup_slab_merge, "", "let equal caches share slabs (the default)");

static int __init setup_slab_nomerge(char *text)
{
	slab_share_caches = false;
	return 0;
}
SLATE_EARLY_PARAM("slab_nomerge", setup_slab_nomerge, "",
		  "keep every cache apart: names each free to the wrong cache");

/* Linux's older names for the same. */
static int __init setup_slub_merge(char *text)
{
	return setup_slab_merge(text);
}
SLATE_EARLY_PARAM("slub_merge", setup_slub_merge, "", "as slab_merge");

static int __init setup_slub_nomerge(char *text)
{
	return setup_slab_nomerge(text);
}
SLATE_EARLY_PARAM("slub_nomerge", setup_slub_nomerge, "", "as slab_nomerge");
