// SPDX-License-Identifier: MIT
/*
 * tests/test_slub_debug.c: damage done to watched objects on purpose. The number of reports (each
 * repair counts as one) is what Linux's allocator gives for the same damage.
 */
#include <kunit/test.h>
#include <linux/poison.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../mm/slub.h"
#include "log_watch.h"

static struct kunit_resource resource;
static int slab_errors;

static int count_reports(struct kunit *test)
{
	slab_errors = 0;
	return kunit_add_named_resource(test, NULL, NULL, &resource, "slab_errors", &slab_errors);
}

static struct kmem_cache *watched(slab_flags_t flags)
{
	return kmem_cache_create("test_watched", 64, 0, flags | SLAB_NO_USER_FLAGS, NULL);
}

static void an_overflow_to_the_right_is_found(struct kunit *test)
{
	struct kmem_cache *s = watched(SLAB_RED_ZONE);
	u8 *p = kmem_cache_alloc(s, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(p); /* memory that malloc() gave can change behind nobody's back, compilers may think */
	KUNIT_EXPECT_EQ(test, p[64], SLUB_RED_ACTIVE);
	p[64] = 0x12;
	validate_slab_cache(s);
	KUNIT_EXPECT_EQ(test, slab_errors, 2);
	KUNIT_EXPECT_EQ(test, p[64], SLUB_RED_ACTIVE);
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
}

static void an_overflow_to_the_left_is_found(struct kunit *test)
{
	struct kmem_cache *s = watched(SLAB_RED_ZONE);
	u8 *p = kmem_cache_alloc(s, GFP_KERNEL);

	p[-1] = 0x12;
	validate_slab_cache(s);
	KUNIT_EXPECT_EQ(test, slab_errors, 2);
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
}

static void an_overflow_is_found_at_the_free(struct kunit *test)
{
	struct kmem_cache *s = watched(SLAB_RED_ZONE | SLAB_CONSISTENCY_CHECKS);
	u8 *p = kmem_cache_alloc(s, GFP_KERNEL);

	p[64] = 0x12;
	kmem_cache_free(s, p);
	/* Reported, repaired, and the object not freed; then it can be. */
	KUNIT_EXPECT_EQ(test, slab_errors, 3);
	kmem_cache_free(s, p);
	KUNIT_EXPECT_EQ(test, slab_errors, 3);
	kmem_cache_destroy(s);
}

static void a_write_after_free_is_found(struct kunit *test)
{
	struct kmem_cache *s = watched(SLAB_POISON);
	u8 *p = kmem_cache_alloc(s, GFP_KERNEL);

	kmem_cache_free(s, p);
	KUNIT_EXPECT_EQ(test, p[0], POISON_FREE);
	KUNIT_EXPECT_EQ(test, p[63], POISON_END);
	p[50] = 0x9a;
	validate_slab_cache(s);
	KUNIT_EXPECT_EQ(test, slab_errors, 2);
	p[63] = 0x9a;
	validate_slab_cache(s);
	KUNIT_EXPECT_EQ(test, slab_errors, 4);
	kmem_cache_destroy(s);
}

static void a_write_after_free_is_found_at_the_next_allocation(struct kunit *test)
{
	struct kmem_cache *s = watched(SLAB_POISON | SLAB_CONSISTENCY_CHECKS);
	u8 *p = kmem_cache_alloc(s, GFP_KERNEL), *q;
	struct slab *slab;

	kmem_cache_free(s, p);
	p[3] = 0;
	q = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, slab_errors, 3);
	KUNIT_EXPECT_NOT_NULL(test, q);
	KUNIT_EXPECT_PTR_NE(test, q, p);
	kmem_cache_free(s, q);
	/* The damaged slab counts as in use for ever; say that it is empty, so that its cache can end. */
	slab = list_first_entry(&get_node(s, 0)->full, struct slab, slab_list);
	KUNIT_EXPECT_TRUE(test, slab->frozen);
	slab->inuse = 0;
	list_del(&slab->slab_list);
	slub_add_partial(get_node(s, 0), slab);
	kmem_cache_destroy(s);
}

static void a_broken_free_link_is_cut_and_counted(struct kunit *test)
{
	struct kmem_cache *s = watched(SLAB_POISON);
	u8 *p = kmem_cache_alloc(s, GFP_KERNEL);
	unsigned long *link = (unsigned long *)(p + s->offset), old;

	kmem_cache_free(s, p);
	old = *link;
	p[s->offset] = ~p[s->offset];
	validate_slab_cache(s);
	KUNIT_EXPECT_EQ(test, slab_errors, 3);
	*link = old;
	validate_slab_cache(s);
	KUNIT_EXPECT_EQ(test, slab_errors, 5);
	validate_slab_cache(s);
	KUNIT_EXPECT_EQ(test, slab_errors, 5);
	kmem_cache_destroy(s);
}

static void a_damaged_number_of_objects_is_set_right(struct kunit *test)
{
	struct kmem_cache *s = watched(SLAB_POISON);
	u8 *p = kmem_cache_alloc(s, GFP_KERNEL);
	struct slab *slab = virt_to_slab(p);

	slab->objects--;
	validate_slab_cache(s);
	KUNIT_EXPECT_EQ(test, slab_errors, 2);
	KUNIT_EXPECT_TRUE(test, slab->objects == slab_objects(s, slab));
	validate_slab_cache(s);
	KUNIT_EXPECT_EQ(test, slab_errors, 2);
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
	KUNIT_EXPECT_EQ(test, slab_errors, 2);
}

static void the_free_link_lies_outside_where_the_object_is_not_free(struct kunit *test)
{
	struct kmem_cache *poisoned = watched(SLAB_POISON);

	KUNIT_EXPECT_GE(test, poisoned->offset, poisoned->inuse);
	kmem_cache_destroy(poisoned);
}

static void double_and_interior_frees_of_watched_objects_are_refused(struct kunit *test)
{
	struct kmem_cache *s = watched(SLAB_STORE_USER);
	u8 *p = kmem_cache_alloc(s, GFP_KERNEL);

	kmem_cache_free(s, p + 4);
	KUNIT_EXPECT_EQ(test, slab_errors, 2);
	kmem_cache_free(s, p);
	kmem_cache_free(s, p);
	KUNIT_EXPECT_EQ(test, slab_errors, 4);
	kmem_cache_destroy(s);
	KUNIT_EXPECT_EQ(test, slab_errors, 4);
}

static void both_call_sites_are_kept(struct kunit *test)
{
	struct kmem_cache *s = watched(SLAB_STORE_USER);
	void *p = kmem_cache_alloc(s, GFP_KERNEL);
	unsigned long here = (unsigned long)both_call_sites_are_kept;

	KUNIT_EXPECT_LT(test, get_track(s, p, TRACK_ALLOC)->addr - here, 0x200);
	kmem_cache_free(s, p);
	KUNIT_EXPECT_LT(test, get_track(s, p, TRACK_FREE)->addr - here, 0x400);
	KUNIT_EXPECT_EQ(test, get_track(s, p, TRACK_FREE)->pid, current->pid);
	kmem_cache_destroy(s);
}

#define F SLAB_CONSISTENCY_CHECKS
#define Z SLAB_RED_ZONE
#define P SLAB_POISON
#define U SLAB_STORE_USER
#define T SLAB_TRACE

/* As in Linux: the first list that names a cache decides; without one, the last block that has no list. */
static void slub_debug_is_read_as_linux_reads_it(struct kunit *test)
{
	static const struct {
		const char *text, *name;
		slab_flags_t flags;
	} examples[] = {
		{ "", "dentry", F | Z | P | U },
		{ "FZPUT", "dentry", F | Z | P | U | T },
		{ "fz", "dentry", F | Z },
		{ "-", "dentry", 0 },
		{ "P,kmalloc-*", "kmalloc-64", P },
		{ "P,kmalloc-*", "dentry", 0 },
		{ "P,kmalloc-64", "kmalloc-6", 0 },
		{ "P,kmalloc-6", "kmalloc-64", 0 },
		{ "P,dentry,inode", "inode", P },
		{ ",dentry", "dentry", F | Z | P | U },
		{ ",dentry", "inode", 0 },
		{ "-;FZ,dentry", "dentry", F | Z },
		{ "-;FZ,dentry", "inode", 0 },
		{ "FZ,dentry;P", "dentry", F | Z },
		{ "FZ,dentry;P", "inode", P },
		{ "U;-,dentry", "dentry", 0 },
		{ "U;-,dentry", "inode", U },
		{ "Z,dentry;P,den*", "dentry", Z },
		{ "Z;;P", "dentry", P },
		{ "A", "dentry", SLAB_FAILSLAB },
		{ "FO", "dentry", F },
		{ "O", "dentry", 0 },
		{ "P,kmalloc-*;O", "kmalloc-64", P },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(examples); i++)
		KUNIT_EXPECT_EQ_MSG(test, slub_debug_flags(examples[i].text, examples[i].name, 0),
				    examples[i].flags, "slub_debug=%s of %s", examples[i].text,
				    examples[i].name);
	KUNIT_EXPECT_EQ(test, slub_debug_flags("FU", "dentry", SLAB_NOLEAKTRACE), F);
	KUNIT_EXPECT_EQ(test, slub_debug_flags("FU,dentry", "dentry", SLAB_NOLEAKTRACE), F | U);
}

/* One cache may be watched among others that are not, and SLAB leaves it to the same slabs. */
static void a_watched_cache_has_slubs_slabs_whoever_serves_the_others(struct kunit *test)
{
	struct kmem_cache *s = watched(F | Z | P | U), *other = watched(0);

	KUNIT_EXPECT_PTR_EQ(test, other->ops, slab_allocator);
	KUNIT_EXPECT_FALSE(test, kmem_cache_debug(other));
	KUNIT_EXPECT_PTR_EQ(test, s->ops, &slub_ops);
	KUNIT_EXPECT_EQ(test, s->flags & SLAB_DEBUG_FLAGS, F | Z | P | U);
	kmem_cache_destroy(s);
	kmem_cache_destroy(other);
}

/* slub_debug=O: what is kept beside an object of a page is not worth a second page. */
static void an_option_spares_caches_whose_slabs_would_grow(struct kunit *test)
{
	const slab_flags_t all = F | Z | P | U;
	struct kmem_cache *page, *small, *grown;

	slub_spares_order = true;
	page = kmem_cache_create("test_page", PAGE_SIZE, 0, all | SLAB_NO_USER_FLAGS, NULL);
	small = kmem_cache_create("test_small", 64, 0, all | SLAB_NO_USER_FLAGS, NULL);
	slub_spares_order = false;
	grown = kmem_cache_create("test_grown", PAGE_SIZE, 0, all | SLAB_NO_USER_FLAGS, NULL);

	KUNIT_EXPECT_EQ(test, page->flags & SLAB_DEBUG_FLAGS, F);
	KUNIT_EXPECT_EQ(test, page->size, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, oo_order(page->min), 0);
	KUNIT_EXPECT_EQ(test, small->flags & SLAB_DEBUG_FLAGS, all);
	KUNIT_EXPECT_EQ(test, grown->flags & SLAB_DEBUG_FLAGS, all);
	KUNIT_EXPECT_EQ(test, oo_order(grown->min), 1);

	/* What is left of watching works. */
	kmem_cache_free(page, kmem_cache_alloc(page, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, validate_slab_cache(page), 1);
	kmem_cache_destroy(page);
	kmem_cache_destroy(small);
	kmem_cache_destroy(grown);
}

/* With nothing but O's victims asked for, a cache is one that nobody watches: it has its fast path. */
static void a_cache_spared_altogether_is_like_any_other(struct kunit *test)
{
	struct kmem_cache *spared, *plain;

	plain = kmem_cache_create("test_plain", PAGE_SIZE, 0, SLAB_NO_USER_FLAGS | SLAB_NO_MERGE, NULL);
	slub_spares_order = true;
	spared = kmem_cache_create("test_spared", PAGE_SIZE, 0, P | U | SLAB_NO_USER_FLAGS | SLAB_NO_MERGE,
				   NULL);
	slub_spares_order = false;
	KUNIT_EXPECT_EQ(test, spared->flags, plain->flags);
	KUNIT_EXPECT_PTR_EQ(test, spared->ops, plain->ops);
	KUNIT_EXPECT_EQ(test, spared->slab_kind, plain->slab_kind);
	KUNIT_EXPECT_EQ(test, spared->size, plain->size);
	KUNIT_EXPECT_EQ(test, spared->offset, plain->offset);
	kmem_cache_free(spared, kmem_cache_alloc(spared, GFP_KERNEL));
	kmem_cache_destroy(spared);
	kmem_cache_destroy(plain);
}

static void a_traced_cache_tells_of_each_step(struct kunit *test)
{
	struct kmem_cache *s = watched(SLAB_TRACE);
	struct log_watch watch;
	void *p;

	log_watch_start(&watch);
	p = kmem_cache_alloc(s, GFP_KERNEL);
	kmem_cache_free(s, p);
	log_watch_stop(&watch);
	KUNIT_EXPECT_TRUE(test, log_saw(&watch, "TRACE test_watched alloc 0x%px inuse=1 fp=*", p));
	KUNIT_EXPECT_TRUE(test, log_saw(&watch, "TRACE test_watched free 0x%px inuse=1 fp=*", p));
	kmem_cache_destroy(s);
}

static struct kunit_case slub_debug_cases[] = {
	KUNIT_CASE(slub_debug_is_read_as_linux_reads_it),
	KUNIT_CASE(a_watched_cache_has_slubs_slabs_whoever_serves_the_others),
	KUNIT_CASE(an_option_spares_caches_whose_slabs_would_grow),
	KUNIT_CASE(a_cache_spared_altogether_is_like_any_other),
	KUNIT_CASE(a_traced_cache_tells_of_each_step),
	KUNIT_CASE(an_overflow_to_the_right_is_found),
	KUNIT_CASE(an_overflow_to_the_left_is_found),
	KUNIT_CASE(an_overflow_is_found_at_the_free),
	KUNIT_CASE(a_write_after_free_is_found),
	KUNIT_CASE(a_write_after_free_is_found_at_the_next_allocation),
	KUNIT_CASE(a_broken_free_link_is_cut_and_counted),
	KUNIT_CASE(a_damaged_number_of_objects_is_set_right),
	KUNIT_CASE(the_free_link_lies_outside_where_the_object_is_not_free),
	KUNIT_CASE(double_and_interior_frees_of_watched_objects_are_refused),
	KUNIT_CASE(both_call_sites_are_kept),
	{}
};

static int watch_slub(struct kunit *test)
{
	if (slab_allocator == &slob_ops)
		kunit_skip(test, "SLOB's objects cannot be watched");
	return count_reports(test);
}

static struct kunit_suite slub_debug_suite = {
	.name = "slub_debug",
	.init = watch_slub,
	.test_cases = slub_debug_cases,
};
kunit_test_suite(slub_debug_suite);
