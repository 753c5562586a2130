// SPDX-License-Identifier: MIT
/*
 * tests/test_kmalloc.c: memory by size, and copies of strings.
 */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <slate/fault.h>
#include "../mm/slab.h"
#include "log_watch.h"

static void kmalloc_rounds_up_to_its_cache_size(struct kunit *test)
{
	static const struct {
		size_t asked, given;
	} sizes[] = { { 1, 8 },	      { 8, 8 },	      { 9, 16 },     { 65, 96 },    { 97, 128 },
		      { 129, 192 },   { 193, 256 },   { 2000, 2048 }, { 4097, 8192 }, { 8192, 8192 },
		      { 8193, 16384 }, { 40000, 65536 } };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *memory = __kmalloc(sizes[i].asked, GFP_KERNEL);

		KUNIT_EXPECT_EQ(test, ksize(memory), sizes[i].given);
		KUNIT_EXPECT_EQ(test, kmalloc_size_roundup(sizes[i].asked), sizes[i].given);
		kfree(memory);
	}
}

static void a_constant_size_uses_the_same_cache_as_a_variable_one(struct kunit *test)
{
	void *constant = kmalloc(100, GFP_KERNEL), *variable = __kmalloc(100, GFP_KERNEL);

	KUNIT_EXPECT_PTR_EQ(test, slab_cache_of(constant), slab_cache_of(variable));
	KUNIT_EXPECT_PTR_EQ(test, slab_cache_of(constant), kmalloc_slab(100, GFP_KERNEL));
	kfree(constant);
	kfree(variable);
}

static void powers_of_two_are_aligned_to_themselves(struct kunit *test)
{
	size_t size;

	for (size = 8; size <= 65536; size *= 2) {
		void *a = __kmalloc(size, GFP_KERNEL), *b = __kmalloc(size, GFP_KERNEL);

		KUNIT_EXPECT_EQ(test, (unsigned long)a % min_t(size_t, size, PAGE_SIZE), 0);
		KUNIT_EXPECT_EQ(test, (unsigned long)b % min_t(size_t, size, PAGE_SIZE), 0);
		kfree(a);
		kfree(b);
	}
}

static void size_zero_is_not_null_and_can_be_freed(struct kunit *test)
{
	void *memory = kmalloc(0, GFP_KERNEL);

	KUNIT_EXPECT_PTR_EQ(test, memory, ZERO_SIZE_PTR);
	KUNIT_EXPECT_EQ(test, ksize(memory), 0);
	kfree(memory);
	kfree(NULL);
}

static void half_a_mebibyte_is_to_be_had(struct kunit *test)
{
	u8 *memory = kmalloc(512 << 10, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, memory);
	memset(memory, 0x77, 512 << 10);
	KUNIT_EXPECT_EQ(test, ksize(memory), 512 << 10);
	kfree(memory);
}

static void kmalloc_is_physically_contiguous(struct kunit *test)
{
	u8 *memory = kmalloc(64 << 10, GFP_KERNEL);

	KUNIT_EXPECT_EQ(test, virt_to_phys(memory + (64 << 10) - 1) - virt_to_phys(memory),
			(64 << 10) - 1);
	kfree(memory);
}

static void what_is_too_large_gives_null(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, __kmalloc(KMALLOC_MAX_SIZE + 1, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, __kmalloc(SIZE_MAX, GFP_KERNEL | __GFP_NOWARN));
}

static void a_product_that_overflows_gives_null(struct kunit *test)
{
	size_t n = SIZE_MAX / 8 + 2;

	KUNIT_EXPECT_NULL(test, kmalloc_array(n, 8, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kcalloc(n, 8, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kvmalloc_array(n, 8, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, krealloc_array(NULL, n, 8, GFP_KERNEL));
}

static void kcalloc_gives_zeroes(struct kunit *test)
{
	u8 *memory = kmalloc(300, GFP_KERNEL);

	memset(memory, 0xee, 300);
	kfree(memory);
	memory = kcalloc(100, 3, GFP_KERNEL);
	KUNIT_EXPECT_NULL(test, memchr_inv(memory, 0, 300));
	kfree(memory);
	memory = kzalloc(20000, GFP_KERNEL);
	KUNIT_EXPECT_NULL(test, memchr_inv(memory, 0, 20000));
	kfree(memory);
}

static void gfp_dma_comes_from_below_16_mib(struct kunit *test)
{
	void *small = kmalloc(100, GFP_KERNEL | GFP_DMA);
	void *large = kmalloc(20000, GFP_KERNEL | GFP_DMA);

	KUNIT_EXPECT_LE(test, virt_to_phys(small) + 100, 16u << 20);
	KUNIT_EXPECT_LE(test, virt_to_phys(large) + 20000, 16u << 20);
	kfree(small);
	kfree(large);
}

static void krealloc_keeps_the_contents(struct kunit *test)
{
	u8 *memory = kmalloc(10, GFP_KERNEL), *moved;

	memcpy(memory, "0123456789", 10);
	KUNIT_EXPECT_PTR_EQ(test, krealloc(memory, 16, GFP_KERNEL), memory);
	moved = krealloc(memory, 5000, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, moved);
	KUNIT_EXPECT_EQ(test, memcmp(moved, "0123456789", 10), 0);
	KUNIT_EXPECT_PTR_EQ(test, krealloc(moved, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	moved = krealloc(NULL, 8, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, moved);
	kfree(moved);
}

static void a_failed_krealloc_leaves_the_old_allocation(struct kunit *test)
{
	char *memory = kstrdup("abc", GFP_KERNEL);

	fault_inject(1, 1u << FAULT_SLAB);
	KUNIT_EXPECT_NULL(test, krealloc(memory, 100, GFP_KERNEL));
	fault_inject(0, 0);
	KUNIT_EXPECT_STREQ(test, memory, "abc");
	kfree(memory);
}

static void kfree_sensitive_wipes(struct kunit *test)
{
	u8 *memory = kmalloc(64, GFP_KERNEL);

	if (slab_cache_of(memory)->flags & (SLAB_POISON | __SLAB_HOOKED)) {
		kfree(memory);
		kunit_skip(test, "freed memory is overwritten by an option");
	}
	memset(memory, 0x5c, 64);
	kfree_sensitive(memory);
	KUNIT_EXPECT_PTR_EQ(test, kmalloc(64, GFP_KERNEL), memory);
	KUNIT_EXPECT_NULL(test, memchr_inv(memory, 0, 64));
	kfree(memory);
}

static void strings_are_copied(struct kunit *test)
{
	char *copy = kstrdup("slate", GFP_KERNEL), *part = kstrndup("slate", 2, GFP_KERNEL);
	char *block = kmemdup_nul("abc", 2, GFP_KERNEL);
	char *text = kasprintf(GFP_KERNEL, "%d of %s", 7, "nine");

	KUNIT_EXPECT_STREQ(test, copy, "slate");
	KUNIT_EXPECT_STREQ(test, part, "sl");
	KUNIT_EXPECT_STREQ(test, block, "ab");
	KUNIT_EXPECT_STREQ(test, text, "7 of nine");
	KUNIT_EXPECT_NULL(test, kstrdup(NULL, GFP_KERNEL));
	kfree(copy);
	kfree(part);
	kfree(block);
	kfree(text);
}

static void a_constant_string_is_not_copied(struct kunit *test)
{
	static const char constant[] = "constant";
	char variable[] = "variable";
	const char *copy = kstrdup_const(variable, GFP_KERNEL);

	KUNIT_EXPECT_PTR_EQ(test, kstrdup_const(constant, GFP_KERNEL), constant);
	KUNIT_EXPECT_PTR_NE(test, copy, (const char *)variable);
	KUNIT_EXPECT_STREQ(test, copy, "variable");
	kfree_const(constant);
	kfree_const(copy);
}

static void kvmalloc_falls_back_to_vmalloc(struct kunit *test)
{
	void *small = kvmalloc(100, GFP_KERNEL), *large = kvmalloc(KMALLOC_MAX_SIZE + 1, GFP_KERNEL);

	KUNIT_EXPECT_FALSE(test, is_vmalloc_addr(small));
	KUNIT_EXPECT_TRUE(test, is_vmalloc_addr(large));
	kvfree(small);
	kvfree(large);
}

static void kvmalloc_of_more_than_there_are_addresses_is_null(struct kunit *test)
{
	struct log_watch watch;

	log_watch_start(&watch);
	KUNIT_EXPECT_NULL(test, kvmalloc((size_t)INT_MAX + 1, GFP_KERNEL | __GFP_NOWARN));
	log_watch_stop(&watch);
	KUNIT_EXPECT_FALSE(test, log_saw(&watch, "*"));
}

static void who_asks_for_objects_in_highmem_is_told(struct kunit *test)
{
	struct log_watch watch;
	void *memory;

	log_watch_start(&watch);
	memory = __kmalloc(20000, GFP_KERNEL | __GFP_HIGHMEM);
	log_watch_stop(&watch);
	KUNIT_EXPECT_TRUE(test, virt_addr_valid(memory));
	KUNIT_EXPECT_TRUE(test, log_saw(&watch, "Unexpected gfp: 0x2 (__GFP_HIGHMEM). Fixing up to gfp: "
						"0x%x (GFP_KERNEL). Fix your code!", GFP_KERNEL));
	kfree(memory);
}

static void a_large_block_is_freed_by_its_start_only(struct kunit *test)
{
	static int slab_errors;
	struct kunit_resource resource;
	u8 *memory = kmalloc(20000, GFP_KERNEL);

	slab_errors = 0;
	kunit_add_named_resource(test, NULL, NULL, &resource, "slab_errors", &slab_errors);
	kfree(memory + 4096);
	kfree(memory + 8);
	KUNIT_EXPECT_EQ(test, slab_errors, 2);
	kfree(memory);
	kfree(memory);
	KUNIT_EXPECT_EQ(test, slab_errors, 3);
	kunit_destroy_named_resource(test, "slab_errors");
}

static void *by_constant(gfp_t gfp)
{
	return kmalloc(64, gfp);
}

static void *by_size(gfp_t gfp)
{
	size_t size = 64;

	OPTIMIZER_HIDE_VAR(size);
	return kmalloc(size, gfp);
}

static void *by_node(gfp_t gfp)
{
	return kmalloc_node(64, gfp, numa_mem_id());
}

static void *by_cache(gfp_t gfp)
{
	return kmem_cache_alloc(kmalloc_slab(64, GFP_KERNEL), gfp);
}

/* Reports of one allocation with @gfp where nobody may sleep. */
static unsigned int reports_of(struct kunit *test, void *(*allocate)(gfp_t gfp), gfp_t gfp, bool irqs_on)
{
	unsigned int before = sleep_in_atomic_count();
	unsigned long flags;
	void *memory;

	if (irqs_on)
		preempt_disable();
	else
		local_irq_save(flags);
	memory = allocate(gfp);
	if (irqs_on)
		preempt_enable();
	else
		local_irq_restore(flags);
	KUNIT_EXPECT_NOT_NULL(test, memory);
	if (gfp & __GFP_ZERO)
		KUNIT_EXPECT_PTR_EQ(test, memchr_inv(memory, 0, 64), NULL);
	kfree(memory);
	return sleep_in_atomic_count() - before;
}

/* Fast paths go by the flags. Each of them asks, each time, and then gives the object all the same. */
static void whoever_may_not_sleep_but_says_so_is_named_each_time(struct kunit *test)
{
	static void *(*const ways[])(gfp_t) = { by_constant, by_size, by_node, by_cache };
	static const gfp_t may_sleep[] = { GFP_KERNEL, GFP_KERNEL | __GFP_ZERO, GFP_NOFS,
					   GFP_KERNEL | __GFP_RECLAIMABLE };
	static const gfp_t may_not[] = { GFP_ATOMIC, GFP_NOWAIT, GFP_ATOMIC | __GFP_ZERO };
	struct log_watch watch;
	unsigned int way, i;

	log_watch_start(&watch);
	for (way = 0; way < ARRAY_SIZE(ways); way++) {
		for (i = 0; i < ARRAY_SIZE(may_sleep); i++) {
			KUNIT_EXPECT_GE(test, reports_of(test, ways[way], may_sleep[i], true), 1);
			KUNIT_EXPECT_GE(test, reports_of(test, ways[way], may_sleep[i], false), 1);
		}
		for (i = 0; i < ARRAY_SIZE(may_not); i++) {
			KUNIT_EXPECT_EQ(test, reports_of(test, ways[way], may_not[i], true), 0);
			KUNIT_EXPECT_EQ(test, reports_of(test, ways[way], may_not[i], false), 0);
		}
	}
	log_watch_stop(&watch);
	KUNIT_EXPECT_TRUE(test, log_saw(&watch, "BUG: sleeping function called from invalid context*"));
}

static struct kunit_case kmalloc_cases[] = {
	KUNIT_CASE(kmalloc_rounds_up_to_its_cache_size),
	KUNIT_CASE(a_constant_size_uses_the_same_cache_as_a_variable_one),
	KUNIT_CASE(powers_of_two_are_aligned_to_themselves),
	KUNIT_CASE(size_zero_is_not_null_and_can_be_freed),
	KUNIT_CASE(half_a_mebibyte_is_to_be_had),
	KUNIT_CASE(kmalloc_is_physically_contiguous),
	KUNIT_CASE(what_is_too_large_gives_null),
	KUNIT_CASE(a_product_that_overflows_gives_null),
	KUNIT_CASE(kcalloc_gives_zeroes),
	KUNIT_CASE(gfp_dma_comes_from_below_16_mib),
	KUNIT_CASE(krealloc_keeps_the_contents),
	KUNIT_CASE(a_failed_krealloc_leaves_the_old_allocation),
	KUNIT_CASE(kfree_sensitive_wipes),
	KUNIT_CASE(strings_are_copied),
	KUNIT_CASE(a_constant_string_is_not_copied),
	KUNIT_CASE(kvmalloc_falls_back_to_vmalloc),
	KUNIT_CASE(kvmalloc_of_more_than_there_are_addresses_is_null),
	KUNIT_CASE(who_asks_for_objects_in_highmem_is_told),
	KUNIT_CASE(a_large_block_is_freed_by_its_start_only),
	KUNIT_CASE(whoever_may_not_sleep_but_says_so_is_named_each_time),
	{}
};

static struct kunit_suite kmalloc_suite = { .name = "kmalloc", .test_cases = kmalloc_cases };
kunit_test_suite(kmalloc_suite);
