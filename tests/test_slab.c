// SPDX-License-Identifier: MIT
/*
 * tests/test_slab.c: caches of objects: what each call promises, and each misuse that is always caught.
 */
#include <kunit/test.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <slate/fault.h>
#include "../mm/slab.h"
#include "../mm/slab_magazine.h"
#include "log_watch.h"

static struct kunit_resource resource;
static int slab_errors;

/* Reports of a running case that owns "slab_errors" are counted, not printed. */
static bool count_for_running_test(void)
{
	struct kunit *test = kunit_get_current_test();
	struct kunit_resource *found = test ? kunit_find_named_resource(test, "slab_errors") : NULL;

	if (!found)
		return false;
	(*(int *)found->data)++;
	kunit_put_resource(found);
	return true;
}

static int __init register_error_counter(void)
{
	slab_error_counter = count_for_running_test;
	return 0;
}
core_initcall(register_error_counter);

static int count_reports(struct kunit *test)
{
	slab_errors = 0;
	return kunit_add_named_resource(test, NULL, NULL, &resource, "slab_errors", &slab_errors);
}

static struct kmem_cache *cache_of(struct kunit *test, unsigned int size)
{
	struct kmem_cache *s = kmem_cache_create("test_slab", size, 0, SLAB_NO_USER_FLAGS, NULL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	return s;
}

static void skip_without_slabs(struct kunit *test)
{
	if (slab_allocator == &slob_ops)
		kunit_skip(test, "SLOB has no slab that is of one cache");
}

static void objects_are_distinct_and_writable(struct kunit *test)
{
	struct kmem_cache *s = cache_of(test, 100);
	u8 *objects[200];
	int i, j, wrong = 0;

	for (i = 0; i < 200; i++) {
		objects[i] = kmem_cache_alloc(s, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, objects[i]);
		memset(objects[i], i, 100);
	}
	for (i = 0; i < 200; i++)
		for (j = 0; j < 100; j++)
			wrong += objects[i][j] != (u8)i;
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, s->ops->check(s), 0);
	for (i = 0; i < 200; i++)
		kmem_cache_free(s, objects[(i * 77) % 200]);
	kmem_cache_destroy(s);
}

static void a_freed_object_is_used_again(struct kunit *test)
{
	struct kmem_cache *s = cache_of(test, 64);
	void *object = kmem_cache_alloc(s, GFP_KERNEL);

	kmem_cache_free(s, object);
	KUNIT_EXPECT_PTR_EQ(test, kmem_cache_alloc(s, GFP_KERNEL), object);
	kmem_cache_free(s, object);
	kmem_cache_destroy(s);
}

static void alignment_is_as_asked_for(struct kunit *test)
{
	unsigned int align;

	for (align = 8; align <= 4096; align *= 2) {
		struct kmem_cache *s = kmem_cache_create("test_align", 24, align, 0, NULL);
		void *a = kmem_cache_alloc(s, GFP_KERNEL), *b = kmem_cache_alloc(s, GFP_KERNEL);

		KUNIT_EXPECT_EQ(test, (unsigned long)a % align, 0);
		KUNIT_EXPECT_EQ(test, (unsigned long)b % align, 0);
		kmem_cache_free(s, a);
		kmem_cache_free(s, b);
		kmem_cache_destroy(s);
	}
}

#define MADE_BY_CTOR 0x41414141
static int ctor_calls;

static void construct(void *object)
{
	*(u32 *)object = MADE_BY_CTOR;
	ctor_calls++;
}

static void a_constructor_runs_once_per_object_of_a_slab(struct kunit *test)
{
	struct kmem_cache *s;
	u32 *object;
	int calls;

	skip_without_slabs(test);
	ctor_calls = 0;
	s = kmem_cache_create("test_ctor", 64, 0, 0, construct);
	object = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, *object, MADE_BY_CTOR);
	calls = ctor_calls;
	KUNIT_EXPECT_GT(test, calls, 1);
	object[5] = 7;
	kmem_cache_free(s, object);
	object = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, *object, MADE_BY_CTOR);
	KUNIT_EXPECT_EQ(test, ctor_calls, calls);
	kmem_cache_free(s, object);
	kmem_cache_destroy(s);
}

static void zalloc_gives_zeroes(struct kunit *test)
{
	struct kmem_cache *s = cache_of(test, 200);
	void *object = kmem_cache_alloc(s, GFP_KERNEL);

	memset(object, 0xff, 200);
	kmem_cache_free(s, object);
	object = kmem_cache_zalloc(s, GFP_KERNEL);
	KUNIT_EXPECT_NULL(test, memchr_inv(object, 0, 200));
	kmem_cache_free(s, object);
	kmem_cache_destroy(s);
}

static void bulk_allocation_is_all_or_nothing(struct kunit *test)
{
	struct kmem_cache *s = cache_of(test, 2048);
	void *objects[64];

	KUNIT_EXPECT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 64, objects), 64);
	kmem_cache_free_bulk(s, 64, objects);
	fault_inject(40, 1u << FAULT_SLAB);
	KUNIT_EXPECT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 64, objects), 0);
	KUNIT_EXPECT_TRUE(test, fault_injected());
	fault_inject(0, 0);
	kmem_cache_destroy(s);
}

static void shrink_returns_empty_slabs(struct kunit *test)
{
	struct kmem_cache *s;
	struct slabinfo info;
	void *objects[100];

	skip_without_slabs(test);
	s = cache_of(test, 1000);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 100, objects), 100);
	get_slabinfo(s, &info);
	KUNIT_EXPECT_EQ(test, info.active_objs, 100);
	kmem_cache_free_bulk(s, 100, objects);
	get_slabinfo(s, &info);
	KUNIT_EXPECT_EQ(test, info.active_objs, 0);
	KUNIT_EXPECT_GT(test, info.num_slabs, 0);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
	get_slabinfo(s, &info);
	KUNIT_EXPECT_EQ(test, info.num_slabs, 0);
	kmem_cache_destroy(s);
}

static void emptied_slabs_go_back_beyond_min_partial(struct kunit *test)
{
	struct kmem_cache *s = cache_of(test, 1000);
	struct slabinfo info;
	void *objects[256];

	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 256, objects), 256);
	kmem_cache_free_bulk(s, 256, objects);
	get_slabinfo(s, &info);
	/* Neighbours were freed one after the other: what rests in SLAB's magazines fills whole slabs. */
	KUNIT_EXPECT_LE(test, info.num_slabs,
			s->min_partial + 2 + magazines_resting(s) / info.objects_per_slab);
	kmem_cache_destroy(s);
}

static void flags_choose_the_zone(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test_dma", 64, 0, SLAB_CACHE_DMA, NULL);
	void *object = kmem_cache_alloc(s, GFP_KERNEL);

	KUNIT_EXPECT_LT(test, virt_to_phys(object), 16u << 20);
	kmem_cache_free(s, object);
	kmem_cache_destroy(s);
}

static void a_typesafe_object_survives_its_free(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test_rcu", 64, 0, SLAB_TYPESAFE_BY_RCU, NULL);
	u8 *object = kmem_cache_alloc(s, GFP_KERNEL);

	memset(object, 0x3c, 64);
	rcu_read_lock();
	kmem_cache_free(s, object);
	KUNIT_EXPECT_NULL(test, memchr_inv(object, 0x3c, 64));
	rcu_read_unlock();
	kmem_cache_destroy(s);
}

static void senseless_caches_are_refused(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, kmem_cache_create("test_zero", 0, 0, 0, NULL));
	KUNIT_EXPECT_NULL(test, kmem_cache_create("test_align", 64, 24, 0, NULL));
	KUNIT_EXPECT_NULL(test, kmem_cache_create("test_big", KMALLOC_MAX_SIZE + 1, 0, 0, NULL));
	KUNIT_EXPECT_NULL(test, kmem_cache_create(NULL, 64, 0, 0, NULL));
	KUNIT_EXPECT_NULL(test, kmem_cache_create("test_flag", 64, 0, (slab_flags_t)1, NULL));
}

static void every_double_free_is_named_and_refused(struct kunit *test)
{
	struct kmem_cache *s = cache_of(test, 64);
	u8 *a = kmem_cache_alloc(s, GFP_KERNEL), *b = kmem_cache_alloc(s, GFP_KERNEL);

	count_reports(test);
	kmem_cache_free(s, a);
	kmem_cache_free(s, a);
	KUNIT_EXPECT_EQ(test, slab_errors, 1);
	/* Neither another free between them nor a write to the freed object hides it. */
	kmem_cache_free(s, b);
	memset(a, 0, 64);
	kmem_cache_free(s, a);
	kfree(b);
	KUNIT_EXPECT_EQ(test, slab_errors, 3);
	KUNIT_EXPECT_EQ(test, s->ops->check(s), 0);
	kmem_cache_destroy(s);
}

static void a_double_free_in_a_slab_not_in_hand_is_named(struct kunit *test)
{
	struct kmem_cache *s = cache_of(test, 1000);
	void *objects[40];

	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 40, objects), 40);
	count_reports(test);
	kmem_cache_free(s, objects[0]);
	kmem_cache_free(s, objects[0]);
	KUNIT_EXPECT_EQ(test, slab_errors, 1);
	kmem_cache_free_bulk(s, 39, objects + 1);
	kmem_cache_destroy(s);
	KUNIT_EXPECT_EQ(test, slab_errors, 1);
}

static void a_double_free_behind_a_shrink_is_named(struct kunit *test)
{
	struct kmem_cache *s = cache_of(test, 64);
	u8 *kept = kmem_cache_alloc(s, GFP_KERNEL), *a = kmem_cache_alloc(s, GFP_KERNEL);
	u8 *b = kmem_cache_alloc(s, GFP_KERNEL);

	count_reports(test);
	kmem_cache_free(s, a);
	kmem_cache_free(s, b);
	/* Wherever free objects are kept at hand: from here on they are their slab's. */
	kmem_cache_shrink(s);
	kmem_cache_free(s, a);
	kmem_cache_free(s, b);
	KUNIT_EXPECT_EQ(test, slab_errors, 2);
	KUNIT_EXPECT_EQ(test, s->ops->check(s), 0);
	a = kmem_cache_alloc(s, GFP_KERNEL);
	b = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_EXPECT_PTR_NE(test, a, b);
	kmem_cache_free(s, a);
	kmem_cache_free(s, b);
	kmem_cache_free(s, kept);
	KUNIT_EXPECT_EQ(test, slab_errors, 2);
	kmem_cache_destroy(s);
}

static void an_interior_pointer_is_named_and_refused(struct kunit *test)
{
	struct kmem_cache *s = cache_of(test, 64);
	u8 *object = kmem_cache_alloc(s, GFP_KERNEL);

	count_reports(test);
	kmem_cache_free(s, object + 8);
	kmem_cache_free(s, object + 1);
	kfree(object + 63);
	KUNIT_EXPECT_EQ(test, slab_errors, 3);
	kmem_cache_free(s, object);
	kmem_cache_destroy(s);
	KUNIT_EXPECT_EQ(test, slab_errors, 3);
}

static void the_wrong_cache_is_named(struct kunit *test)
{
	struct kmem_cache *s = cache_of(test, 64);
	struct kmem_cache *other = kmem_cache_create("test_other", 64, 0, 0, NULL);
	void *object = kmem_cache_alloc(s, GFP_KERNEL);

	count_reports(test);
	kmem_cache_free(other, object);
	KUNIT_EXPECT_EQ(test, slab_errors, 1);
	/* It went back to the cache that it is of. */
	kmem_cache_destroy(s);
	kmem_cache_destroy(other);
	KUNIT_EXPECT_EQ(test, slab_errors, 1);
}

static void memory_of_others_is_named_and_refused(struct kunit *test)
{
	struct kmem_cache *s = cache_of(test, 64);
	void *area = vmalloc(100);
	struct page *page = alloc_page(GFP_KERNEL);
	int on_stack;

	count_reports(test);
	kfree(area);
	kfree(page_address(page));
	kfree(&on_stack);
	kmem_cache_free(s, area);
	kmem_cache_free(s, page_address(page));
	kmem_cache_free(s, (void *)8);
	KUNIT_EXPECT_EQ(test, slab_errors, 6);
	vfree(area);
	__free_page(page);
	kmem_cache_destroy(s);
}

static void a_cache_is_destroyed_only_when_empty(struct kunit *test)
{
	struct kmem_cache *s = cache_of(test, 64);
	void *object = kmem_cache_alloc(s, GFP_KERNEL);

	count_reports(test);
	kmem_cache_destroy(s);
	KUNIT_EXPECT_GT(test, slab_errors, 0);
	kmem_cache_free(s, object);
	kmem_cache_destroy(s);
}

static void a_cache_is_destroyed_once(struct kunit *test)
{
	struct kmem_cache *s = cache_of(test, 64);
	struct log_watch watch;

	kmem_cache_destroy(s);
	log_watch_start(&watch);
	kmem_cache_destroy(s);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
	log_watch_stop(&watch);
	KUNIT_EXPECT_TRUE(test, log_saw(&watch, "kmem_cache_destroy: 0x%px is no cache*", s));
	KUNIT_EXPECT_TRUE(test, log_saw(&watch, "kmem_cache_shrink: 0x%px is no cache*", s));
}

static void a_failed_allocation_leaves_nothing_behind(struct kunit *test)
{
	unsigned int n = 0;
	struct kmem_cache *s;
	bool hit;

	do {
		fault_inject(++n, 1u << FAULT_SLAB);
		s = kmem_cache_create("test_fault", 64, 0, SLAB_NO_MERGE, NULL);
		hit = fault_injected();
		fault_inject(0, 0);
		kmem_cache_destroy(s);
		KUNIT_EXPECT_EQ(test, s == NULL, hit);
	} while (hit);
	KUNIT_EXPECT_GT(test, n, 2);
}

static struct kunit_case slab_cases[] = {
	KUNIT_CASE(objects_are_distinct_and_writable),
	KUNIT_CASE(a_freed_object_is_used_again),
	KUNIT_CASE(alignment_is_as_asked_for),
	KUNIT_CASE(a_constructor_runs_once_per_object_of_a_slab),
	KUNIT_CASE(zalloc_gives_zeroes),
	KUNIT_CASE(bulk_allocation_is_all_or_nothing),
	KUNIT_CASE(shrink_returns_empty_slabs),
	KUNIT_CASE(emptied_slabs_go_back_beyond_min_partial),
	KUNIT_CASE(flags_choose_the_zone),
	KUNIT_CASE(a_typesafe_object_survives_its_free),
	KUNIT_CASE(senseless_caches_are_refused),
	KUNIT_CASE(every_double_free_is_named_and_refused),
	KUNIT_CASE(a_double_free_in_a_slab_not_in_hand_is_named),
	KUNIT_CASE(a_double_free_behind_a_shrink_is_named),
	KUNIT_CASE(an_interior_pointer_is_named_and_refused),
	KUNIT_CASE(the_wrong_cache_is_named),
	KUNIT_CASE(memory_of_others_is_named_and_refused),
	KUNIT_CASE(a_cache_is_destroyed_only_when_empty),
	KUNIT_CASE(a_cache_is_destroyed_once),
	KUNIT_CASE(a_failed_allocation_leaves_nothing_behind),
	{}
};

static struct kunit_suite slab_suite = { .name = "slab", .test_cases = slab_cases };
kunit_test_suite(slab_suite);
