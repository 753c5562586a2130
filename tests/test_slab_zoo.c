// SPDX-License-Identifier: MIT
/*
 * tests/test_slab_zoo.c: each misuse of an object, committed on purpose; what is reported; and life after it.
 *
 * Every case runs on the allocator that was chosen by slab=, on a plain cache and, where the allocator can
 * watch objects, on one with the flags of slub_debug=FZPU. Expected are whole lines: the cache, the address
 * and the call sites. Then the cache is used as if nothing had happened, and ended.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/poison.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "../mm/slab.h"
#include "log_watch.h"

#define SIZE	   64
#define NR_OBJECTS 200
#define WATCHED	   (SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER)

static struct log_watch watch;
static struct kmem_cache *zoo;
static u8 *objects[NR_OBJECTS];

/* The call sites that reports have to name. The barriers keep the calls from becoming jumps. */
static noinline void *allocated_here(struct kmem_cache *s)
{
	void *object = kmem_cache_alloc(s, GFP_KERNEL);

	barrier();
	return object;
}

static noinline void freed_here(struct kmem_cache *s, void *object)
{
	kmem_cache_free(s, object);
	barrier();
}

static noinline void freed_again_here(struct kmem_cache *s, void *object)
{
	kmem_cache_free(s, object);
	barrier();
}

static noinline void kfreed_here(const void *object)
{
	kfree(object);
	barrier();
}

static bool is_watched(void)
{
	return zoo->flags & SLAB_STORE_USER;
}

/* Does this cache know who allocated what? */
static bool sites_are_known(void)
{
	return is_watched() || slab_allocator == &slob_ops;
}

/* And of what was freed? SLOB keeps it in the free memory, which init_on_free=1 wipes. */
static bool sites_outlive_a_free(void)
{
	return is_watched() || (sites_are_known() && !want_init_on_free());
}

static void open_zoo(struct kunit *test, slab_flags_t flags)
{
	zoo = kmem_cache_create("zoo", SIZE, 0, flags | SLAB_NO_USER_FLAGS, NULL);
	KUNIT_ASSERT_NOT_NULL(test, zoo);
}

/* The cache serves as before: objects are distinct, keep what is written to them, and go back. */
static void close_zoo(struct kunit *test)
{
	unsigned int i, wrong = 0;

	for (i = 0; i < NR_OBJECTS; i++) {
		objects[i] = kmem_cache_alloc(zoo, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, objects[i]);
		memset(objects[i], i, SIZE);
	}
	for (i = 0; i < NR_OBJECTS; i++)
		wrong += memchr_inv(objects[i], (u8)i, SIZE) != NULL;
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, zoo->ops->check(zoo), 0);
	for (i = 0; i < NR_OBJECTS; i++)
		kmem_cache_free(zoo, objects[(i * 77) % NR_OBJECTS]);
	log_watch_start(&watch);
	kmem_cache_destroy(zoo);
	log_watch_stop(&watch);
	KUNIT_EXPECT_FALSE(test, log_saw(&watch, "*"));
}

/* Run @bug on a plain cache and, if there are such things here, on one that knows owners and a watched one. */
static void commit(struct kunit *test, void (*bug)(struct kunit *test))
{
	open_zoo(test, 0);
	bug(test);
	close_zoo(test);
	open_zoo(test, SLAB_STORE_USER);
	if (is_watched())
		bug(test);
	close_zoo(test);
	open_zoo(test, WATCHED);
	if (is_watched())
		bug(test);
	close_zoo(test);
}

#define EXPECT_LINE(...) KUNIT_EXPECT_TRUE(test, log_saw(&watch, __VA_ARGS__))

static void double_free(struct kunit *test)
{
	u8 *object = allocated_here(zoo);

	freed_here(zoo, object);
	log_watch_start(&watch);
	freed_again_here(zoo, object);
	log_watch_stop(&watch);
	EXPECT_LINE("BUG zoo (*): Object already free");
	EXPECT_LINE("Object 0x%px *", object);
	EXPECT_LINE("*freed_again_here+*");
	EXPECT_LINE("FIX zoo: Object at 0x%px not freed", object);
	if (sites_outlive_a_free()) {
		EXPECT_LINE("Allocated in allocated_here+*");
		EXPECT_LINE("Freed in freed_here+*");
	}
}

static void a_second_free_names_cache_address_and_call_sites(struct kunit *test)
{
	commit(test, double_free);
}

static void interior_free(struct kunit *test)
{
	u8 *object = allocated_here(zoo);

	log_watch_start(&watch);
	freed_here(zoo, object + 12);
	log_watch_stop(&watch);
	EXPECT_LINE("BUG zoo (*): Invalid object pointer*");
	EXPECT_LINE("*freed_here+*");
	EXPECT_LINE("FIX zoo: Object at 0x%px not freed", object + 12);
	EXPECT_LINE("0x%px is 12 bytes inside the object at 0x%px of zoo*", object + 12, object);
	if (sites_are_known())
		EXPECT_LINE("Allocated in allocated_here+*");
	freed_here(zoo, object);
}

static void a_pointer_into_an_object_is_told_from_one_to_its_start(struct kunit *test)
{
	commit(test, interior_free);
}

static void interior_kfree(struct kunit *test)
{
	u8 *object = allocated_here(zoo);

	log_watch_start(&watch);
	kfreed_here(object + 3);
	log_watch_stop(&watch);
	EXPECT_LINE("BUG zoo (*): Invalid object pointer*");
	EXPECT_LINE("*kfreed_here+*");
	kfreed_here(object);
}

static void kfree_knows_starts_of_objects_too(struct kunit *test)
{
	commit(test, interior_kfree);
}

static void wrong_cache(struct kunit *test)
{
	struct kmem_cache *other = kmem_cache_create("zoo_next_door", SIZE, 0, 0, NULL);
	u8 *object = allocated_here(zoo);

	log_watch_start(&watch);
	freed_here(other, object);
	log_watch_stop(&watch);
	EXPECT_LINE("BUG kmem_cache_free: Wrong slab cache. zoo_next_door but object is from zoo, freed from freed_here+*");
	if (sites_are_known())
		EXPECT_LINE("Allocated in allocated_here+*");
	/* It went home: nobody misses it. */
	kmem_cache_destroy(other);
}

static void the_wrong_cache_and_the_right_one_are_named(struct kunit *test)
{
	commit(test, wrong_cache);
}

static void free_of_others(struct kunit *test)
{
	static char data[SIZE];
	char on_stack[SIZE];
	void *area = vmalloc(SIZE);
	struct page *page = alloc_page(GFP_KERNEL);
	const struct {
		void *address;
		const char *what;
	} others[] = {
		{ area, "vmalloc address" },
		{ on_stack, "stack" },
		{ page_address(page), "*" },
		{ data, "*" },
		{ (void *)8, "near-null address" },
		{ (void *)0x08048000, "address outside the direct map" },
	};
	unsigned int i;

	memset(area, 0x5c, SIZE);
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		log_watch_start(&watch);
		freed_here(zoo, others[i].address);
		log_watch_stop(&watch);
		EXPECT_LINE("BUG kmem_cache_free: Invalid object pointer 0x%px (%s), freed from freed_here+*",
			    others[i].address, others[i].what);
		if (ZERO_OR_NULL_PTR(others[i].address))
			continue;
		log_watch_start(&watch);
		kfreed_here(others[i].address);
		log_watch_stop(&watch);
		EXPECT_LINE("BUG kfree: Invalid object pointer 0x%px (%s), freed from kfreed_here+*",
			    others[i].address, others[i].what);
	}
	KUNIT_EXPECT_NULL(test, memchr_inv(area, 0x5c, SIZE));
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	vfree(area);
	__free_page(page);
}

static void vmalloc_stack_and_pages_are_not_taken_for_objects(struct kunit *test)
{
	commit(test, free_of_others);
}

static void large_double_free(struct kunit *test)
{
	u8 *block = kmalloc(3 * PAGE_SIZE, GFP_KERNEL);

	log_watch_start(&watch);
	kfreed_here(block + PAGE_SIZE);
	log_watch_stop(&watch);
	EXPECT_LINE("BUG kfree: Invalid object pointer 0x%px (*), freed from kfreed_here+*", block + PAGE_SIZE);
	kfreed_here(block);
	log_watch_start(&watch);
	kfreed_here(block);
	log_watch_stop(&watch);
	EXPECT_LINE("BUG kfree: Invalid object pointer 0x%px (*), freed from kfreed_here+*", block);
}

static void large_blocks_are_freed_once_and_by_their_start(struct kunit *test)
{
	commit(test, large_double_free);
}

static void leak(struct kunit *test)
{
	u8 *first = allocated_here(zoo), *second = allocated_here(zoo);

	log_watch_start(&watch);
	kmem_cache_destroy(zoo);
	log_watch_stop(&watch);
	EXPECT_LINE("BUG zoo (*): Objects remaining in zoo on __kmem_cache_shutdown()");
	EXPECT_LINE("Object 0x%px *", first);
	EXPECT_LINE("Object 0x%px *", second);
	EXPECT_LINE("*kmem_cache_destroy zoo: Slab cache still has objects when called from leak+*");
	if (sites_are_known())
		KUNIT_EXPECT_EQ(test, log_count(&watch, "Allocated in allocated_here+*"), 2);
	freed_here(zoo, first);
	freed_here(zoo, second);
}

static void a_destroyed_cache_names_each_object_that_was_left(struct kunit *test)
{
	commit(test, leak);
}

/* What follows can be seen by an allocator that watches objects, and by no other. */
static void commit_watched(struct kunit *test, void (*bug)(struct kunit *test))
{
	open_zoo(test, WATCHED);
	if (is_watched())
		bug(test);
	close_zoo(test);
	if (slab_allocator == &slob_ops)
		kunit_skip(test, "SLOB has no room for red zones and poison");
}

static void overflow_right(struct kunit *test)
{
	u8 *object = allocated_here(zoo);

	object[SIZE] = 0x12;
	log_watch_start(&watch);
	freed_here(zoo, object);
	log_watch_stop(&watch);
	EXPECT_LINE("BUG zoo (*): Right Redzone overwritten");
	EXPECT_LINE("0x%px-0x%px @offset=*. First byte 0x12 instead of 0xcc", object + SIZE, object + SIZE);
	EXPECT_LINE("Allocated in allocated_here+* age=* cpu=* pid=%d", current->pid);
	EXPECT_LINE("Object 0x%px @offset=*", object);
	EXPECT_LINE("*freed_here+*");
	EXPECT_LINE("FIX zoo: Restoring Right Redzone 0x%px-0x%px=0xcc", object + SIZE, object + SIZE);
	KUNIT_EXPECT_EQ(test, object[SIZE], SLUB_RED_ACTIVE);
	freed_here(zoo, object);
}

static void a_write_past_the_end_is_found_at_the_free(struct kunit *test)
{
	commit_watched(test, overflow_right);
}

static void overflow_left(struct kunit *test)
{
	u8 *object = allocated_here(zoo);

	object[-1] = 0x34;
	log_watch_start(&watch);
	freed_here(zoo, object);
	log_watch_stop(&watch);
	EXPECT_LINE("BUG zoo (*): Left Redzone overwritten");
	EXPECT_LINE("0x%px-0x%px @offset=*. First byte 0x34 instead of 0xcc", object - 1, object - 1);
	EXPECT_LINE("Allocated in allocated_here+*");
	EXPECT_LINE("FIX zoo: Restoring Left Redzone 0x%px-0x%px=0xcc", object - 1, object - 1);
	freed_here(zoo, object);
}

static void a_write_before_the_start_is_found_at_the_free(struct kunit *test)
{
	commit_watched(test, overflow_left);
}

static void write_after_free(struct kunit *test)
{
	u8 *object = allocated_here(zoo);

	freed_here(zoo, object);
	object[20] = 0x56;
	log_watch_start(&watch);
	validate_slab_cache(zoo);
	log_watch_stop(&watch);
	EXPECT_LINE("BUG zoo (*): Poison overwritten");
	EXPECT_LINE("0x%px-0x%px @offset=*. First byte 0x56 instead of 0x6b", object + 20, object + 20);
	EXPECT_LINE("Allocated in allocated_here+*");
	EXPECT_LINE("Freed in freed_here+*");
	EXPECT_LINE("FIX zoo: Restoring Poison 0x%px-0x%px=0x6b", object + 20, object + 20);
}

static void a_write_after_the_free_names_both_call_sites(struct kunit *test)
{
	commit_watched(test, write_after_free);
}

static void reads_of_nothing(struct kunit *test)
{
	u32 *object = allocated_here(zoo);

	/* Never written ... */
	KUNIT_EXPECT_EQ(test, object[3], 0x6b6b6b6b);
	memset(object, 0, SIZE);
	freed_here(zoo, object);
	/* ... and no longer there: neither looks like a value, and neither is a valid address. */
	KUNIT_EXPECT_EQ(test, object[3], 0x6b6b6b6b);
}

static void what_is_read_too_early_or_too_late_is_poison(struct kunit *test)
{
	commit_watched(test, reads_of_nothing);
}

static void link_overwritten(struct kunit *test)
{
	u8 *object = allocated_here(zoo);
	void **link = (void **)(object + zoo->offset), *old;

	freed_here(zoo, object);
	old = *link;
	memset(link, 0x77, sizeof(*link));
	log_watch_start(&watch);
	validate_slab_cache(zoo);
	log_watch_stop(&watch);
	EXPECT_LINE("BUG zoo (*): Freechain corrupt");
	EXPECT_LINE("Freed in freed_here+*");
	EXPECT_LINE("BUG zoo (*): Wrong object count. Counter is * but counted were *");
	EXPECT_LINE("FIX zoo: Object count adjusted");
	/* What hung behind it counts as used now, so the slab serves but never ends; unless it is mended. */
	*link = old;
	log_watch_start(&watch);
	validate_slab_cache(zoo);
	log_watch_stop(&watch);
	EXPECT_LINE("FIX zoo: Object count adjusted");
}

static void a_broken_chain_of_free_objects_is_cut(struct kunit *test)
{
	commit_watched(test, link_overwritten);
}

static struct kunit_case slab_zoo_cases[] = {
	KUNIT_CASE(a_second_free_names_cache_address_and_call_sites),
	KUNIT_CASE(a_pointer_into_an_object_is_told_from_one_to_its_start),
	KUNIT_CASE(kfree_knows_starts_of_objects_too),
	KUNIT_CASE(the_wrong_cache_and_the_right_one_are_named),
	KUNIT_CASE(vmalloc_stack_and_pages_are_not_taken_for_objects),
	KUNIT_CASE(large_blocks_are_freed_once_and_by_their_start),
	KUNIT_CASE(a_destroyed_cache_names_each_object_that_was_left),
	KUNIT_CASE(a_write_past_the_end_is_found_at_the_free),
	KUNIT_CASE(a_write_before_the_start_is_found_at_the_free),
	KUNIT_CASE(a_write_after_the_free_names_both_call_sites),
	KUNIT_CASE(what_is_read_too_early_or_too_late_is_poison),
	KUNIT_CASE(a_broken_chain_of_free_objects_is_cut),
	{}
};

static struct kunit_suite slab_zoo_suite = { .name = "slab_zoo", .test_cases = slab_zoo_cases };
kunit_test_suite(slab_zoo_suite);
