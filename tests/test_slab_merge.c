// SPDX-License-Identifier: MIT
/*
 * tests/test_slab_merge.c: who shares slabs with whom, what is kept of the names, and who never shares.
 *
 * Caches made by a KUnit case are never merged; so here they are made as if no case were running.
 */
#include <kunit/test.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../mm/slab.h"
#include "log_watch.h"

/* A size that no cache of the kernel's own and no kmalloc cache has. */
#define ODD_SIZE 1736

static struct kmem_cache *make(const char *name, unsigned int size, unsigned int align,
			       slab_flags_t flags, void (*ctor)(void *))
{
	struct kunit *test = current->kunit_test;
	struct kmem_cache *s;

	current->kunit_test = NULL;
	s = kmem_cache_create(name, size, align, flags, ctor);
	current->kunit_test = test;
	KUNIT_ASSERT_NOT_NULL(test, s);
	return s;
}

static void equal_caches_share_slabs(struct kunit *test)
{
	struct kmem_cache *a = make("merge_a", ODD_SIZE, 0, 0, NULL);
	struct kmem_cache *b = make("merge_b", ODD_SIZE - 3, 0, 0, NULL);
	void *object;

	KUNIT_EXPECT_PTR_EQ(test, a, b);
	KUNIT_EXPECT_EQ(test, a->refcount, 2);
	KUNIT_EXPECT_TRUE(test, slab_has_name(a, "merge_b"));
	kmem_cache_destroy(a);
	/* It lives on for the other. */
	KUNIT_EXPECT_EQ(test, b->refcount, 1);
	KUNIT_EXPECT_FALSE(test, slab_has_name(b, "merge_b"));
	object = kmem_cache_alloc(b, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, object);
	kmem_cache_free(b, object);
	kmem_cache_destroy(b);
}

static void a_power_of_two_is_served_from_the_kmalloc_row(struct kunit *test)
{
	struct kmem_cache *s = make("merge_512", 512, 0, 0, NULL);
	int users = s->refcount;

	KUNIT_EXPECT_PTR_EQ(test, s, kmalloc_slab(512, GFP_KERNEL));
	KUNIT_EXPECT_STREQ(test, s->name, "kmalloc-512");
	kmem_cache_destroy(s);
	KUNIT_EXPECT_EQ(test, s->refcount, users - 1);
	KUNIT_EXPECT_PTR_EQ(test, s, kmalloc_slab(512, GFP_KERNEL));
}

static void an_alias_of_the_kmalloc_row_is_ended_once(struct kunit *test)
{
	struct kmem_cache *s = kmalloc_slab(512, GFP_KERNEL | __GFP_DMA);
	struct log_watch watch;
	void *memory;

	log_watch_start(&watch);
	kmem_cache_destroy(s);
	log_watch_stop(&watch);
	KUNIT_EXPECT_TRUE(test, log_saw(&watch, "kmem_cache_destroy dma-kmalloc-512: nobody but the kernel*"));
	memory = kmalloc(512, GFP_KERNEL | __GFP_DMA);
	KUNIT_EXPECT_NOT_NULL(test, memory);
	kfree(memory);
}

static void the_size_is_that_of_the_largest_user(struct kunit *test)
{
	struct kmem_cache *a = make("merge_a", ODD_SIZE - 7, 0, 0, NULL);
	struct kmem_cache *b = make("merge_b", ODD_SIZE, 0, 0, NULL);
	u8 *object;

	KUNIT_ASSERT_PTR_EQ(test, a, b);
	KUNIT_EXPECT_EQ(test, kmem_cache_size(a), ODD_SIZE);
	object = kmem_cache_alloc(b, GFP_KERNEL);
	memset(object, 0xff, ODD_SIZE);
	kmem_cache_free(b, object);
	object = kmem_cache_zalloc(b, GFP_KERNEL);
	KUNIT_EXPECT_NULL(test, memchr_inv(object, 0, ODD_SIZE));
	kmem_cache_free(b, object);
	kmem_cache_destroy(a);
	kmem_cache_destroy(b);
}

static void construct(void *object)
{
}

struct request {
	const char *why;
	unsigned int size, align;
	slab_flags_t flags;
	void (*ctor)(void *);
};

static const struct request of_its_own[] = {
	{ "a word larger", ODD_SIZE + 8, 0, 0, NULL },
	{ "smaller by a word", ODD_SIZE - 8, 0, 0, NULL },
	{ "more aligned", ODD_SIZE, 64, 0, NULL },
	{ "constructor", ODD_SIZE, 0, 0, construct },
	{ "no merge", ODD_SIZE, 0, SLAB_NO_MERGE, NULL },
	{ "typesafe", ODD_SIZE, 0, SLAB_TYPESAFE_BY_RCU, NULL },
	{ "red zones", ODD_SIZE, 0, SLAB_RED_ZONE, NULL },
	{ "poison", ODD_SIZE, 0, SLAB_POISON, NULL },
	{ "owners", ODD_SIZE, 0, SLAB_STORE_USER, NULL },
	{ "trace", ODD_SIZE, 0, SLAB_TRACE, NULL },
	{ "no leak trace", ODD_SIZE, 0, SLAB_NOLEAKTRACE, NULL },
	{ "fault injection", ODD_SIZE, 0, SLAB_FAILSLAB, NULL },
	{ "reclaimable", ODD_SIZE, 0, SLAB_RECLAIM_ACCOUNT, NULL },
	{ "ISA devices", ODD_SIZE, 0, SLAB_CACHE_DMA, NULL },
};

static void what_is_not_equal_is_not_shared(struct kunit *test)
{
	struct kmem_cache *a = make("merge_a", ODD_SIZE, 0, 0, NULL);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(of_its_own); i++) {
		const struct request *r = &of_its_own[i];
		struct kmem_cache *b = make("merge_b", r->size, r->align, r->flags, r->ctor);

		KUNIT_EXPECT_PTR_NE_MSG(test, a, b, "%s", r->why);
		/* Nor does it take in what comes after it. */
		KUNIT_EXPECT_EQ_MSG(test, a->refcount, 1, "%s", r->why);
		kmem_cache_destroy(b);
	}
	kmem_cache_destroy(a);
}

static void nobody_shares_a_cache_with_a_part_for_user_mode(struct kunit *test)
{
	struct kmem_cache *a, *b;

	a = kmem_cache_create_usercopy("merge_user", ODD_SIZE, 0, 0, 8, 16, NULL);
	b = make("merge_b", ODD_SIZE, 0, 0, NULL);
	KUNIT_EXPECT_PTR_NE(test, a, b);
	kmem_cache_destroy(a);
	kmem_cache_destroy(b);
}

static void a_case_has_its_caches_for_itself(struct kunit *test)
{
	struct kmem_cache *a = make("merge_a", ODD_SIZE, 0, 0, NULL);
	struct kmem_cache *b = kmem_cache_create("merge_b", ODD_SIZE, 0, 0, NULL);
	struct kmem_cache *c = make("merge_c", ODD_SIZE, 0, 0, NULL);

	KUNIT_EXPECT_PTR_NE(test, a, b);
	KUNIT_EXPECT_PTR_EQ(test, a, c);
	kmem_cache_destroy(a);
	kmem_cache_destroy(b);
	kmem_cache_destroy(c);
}

static void nothing_is_shared_when_it_is_forbidden(struct kunit *test)
{
	struct kmem_cache *a, *b;

	slab_share_caches = false;
	a = make("merge_a", ODD_SIZE, 0, 0, NULL);
	b = make("merge_b", ODD_SIZE, 0, 0, NULL);
	slab_share_caches = true;
	KUNIT_EXPECT_PTR_NE(test, a, b);
	kmem_cache_destroy(a);
	kmem_cache_destroy(b);
}

static void the_picture_of_a_cache_has_its_aliases(struct kunit *test)
{
	struct kmem_cache *a = make("merge_a", ODD_SIZE, 0, 0, NULL);
	struct kmem_cache *b = make("merge_b", ODD_SIZE, 0, 0, NULL);
	char text[512] = "";
	struct seq_file m = { .buf = text, .size = sizeof(text) - 1 };

	KUNIT_ASSERT_EQ(test, slab_draw_cache(&m, "merge_b"), 0);
	text[m.count] = 0;
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "merge_a: object 1736 bytes"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "also known as merge_b\n"));
	kmem_cache_destroy(a);
	kmem_cache_destroy(b);
}

static int needs_sharing(struct kunit *test)
{
	if (!slab_share_caches)
		kunit_skip(test, "slab_nomerge was asked for");
	if (slab_allocator == &slob_ops)
		kunit_skip(test, "SLOB has no slabs to share");
	if (kmalloc_slab(512, GFP_KERNEL)->flags & SLAB_DEBUG_FLAGS)
		kunit_skip(test, "slub_debug= keeps every cache apart");
	return 0;
}

static struct kunit_case slab_merge_cases[] = {
	KUNIT_CASE(equal_caches_share_slabs),
	KUNIT_CASE(a_power_of_two_is_served_from_the_kmalloc_row),
	KUNIT_CASE(an_alias_of_the_kmalloc_row_is_ended_once),
	KUNIT_CASE(the_size_is_that_of_the_largest_user),
	KUNIT_CASE(what_is_not_equal_is_not_shared),
	KUNIT_CASE(nobody_shares_a_cache_with_a_part_for_user_mode),
	KUNIT_CASE(a_case_has_its_caches_for_itself),
	KUNIT_CASE(nothing_is_shared_when_it_is_forbidden),
	KUNIT_CASE(the_picture_of_a_cache_has_its_aliases),
	{}
};

static struct kunit_suite slab_merge_suite = {
	.name = "slab_merge",
	.init = needs_sharing,
	.test_cases = slab_merge_cases,
};
kunit_test_suite(slab_merge_suite);
