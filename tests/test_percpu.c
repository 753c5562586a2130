// SPDX-License-Identifier: MIT
/* tests/test_percpu.c: per-CPU variables, static and allocated; the area has a limit and says so by NULL. */
#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/percpu.h>

static DEFINE_PER_CPU(unsigned int, counter) = 7;
static DEFINE_PER_CPU(u64, wide);
static DEFINE_PER_CPU(u8, narrow);

static void operations_of_each_width_change_this_cpus_copy(struct kunit *test)
{
	this_cpu_write(counter, 10);
	this_cpu_add(counter, 5);
	this_cpu_dec(counter);
	KUNIT_EXPECT_EQ(test, this_cpu_read(counter), 14U);
	KUNIT_EXPECT_EQ(test, per_cpu(counter, 0), 14U);
	KUNIT_EXPECT_EQ(test, this_cpu_inc_return(counter), 15U);
	KUNIT_EXPECT_EQ(test, this_cpu_xchg(counter, 3U), 15U);
	KUNIT_EXPECT_EQ(test, this_cpu_cmpxchg(counter, 3U, 4U), 3U);
	this_cpu_write(wide, 0xffffffffULL);
	this_cpu_inc(wide);
	KUNIT_EXPECT_EQ(test, this_cpu_read(wide), 0x100000000ULL);
	this_cpu_write(narrow, 0xff);
	this_cpu_inc(narrow);
	KUNIT_EXPECT_EQ(test, this_cpu_read(narrow), 0);
}

static void get_cpu_var_keeps_the_thread_on_its_cpu(struct kunit *test)
{
	get_cpu_var(counter) = 9;
	KUNIT_EXPECT_TRUE(test, in_atomic());
	put_cpu_var(counter);
	KUNIT_EXPECT_FALSE(test, in_atomic());
	KUNIT_EXPECT_EQ(test, *this_cpu_ptr(&counter), 9U);
}

static void allocated_memory_is_zeroed_aligned_and_comes_back(struct kunit *test)
{
	size_t before = percpu_used_bytes();
	u64 *a = alloc_percpu(u64);
	u8 *b = __alloc_percpu(100, 64);

	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_ASSERT_NOT_NULL(test, b);
	KUNIT_EXPECT_EQ(test, (unsigned long)b % 64, 0UL);
	for (int i = 0; i < 100; i++)
		KUNIT_EXPECT_EQ(test, per_cpu_ptr(b, 0)[i], 0);
	*this_cpu_ptr(a) = 5;
	KUNIT_EXPECT_EQ(test, this_cpu_read(*a), 5ULL);
	KUNIT_EXPECT_EQ(test, percpu_used_bytes(), before + 8 + 104);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	free_percpu(a);
	free_percpu(b);
	free_percpu(NULL);
	KUNIT_EXPECT_EQ(test, percpu_used_bytes(), before);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
}

static void a_full_area_grows_and_comes_back_whole(struct kunit *test)
{
	static void *pieces[2 * PERCPU_DYNAMIC_BYTES / 64];
	size_t before = percpu_used_bytes();
	unsigned int n = 0;

	while (n < ARRAY_SIZE(pieces) && (pieces[n] = __alloc_percpu(64, 64)) != NULL) {
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)pieces[n], 64));
		KUNIT_EXPECT_NULL(test, memchr_inv(per_cpu_ptr(pieces[n], 0), 0, 64));
		memset(this_cpu_ptr(pieces[n]), 0xff, 64);
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, ARRAY_SIZE(pieces));
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	for (unsigned int i = 0; i < n; i += 2)
		free_percpu(pieces[i]);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	for (unsigned int i = 1; i < n; i += 2)
		free_percpu(pieces[i]);
	KUNIT_EXPECT_EQ(test, percpu_used_bytes(), before);
}

static void wrong_sizes_and_wrong_frees_are_named(struct kunit *test)
{
	unsigned int before = warn_count();
	u64 *a = alloc_percpu(u64);

	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_EXPECT_NULL(test, __alloc_percpu(0, 8));
	KUNIT_EXPECT_NULL(test, __alloc_percpu(8, 3));
	KUNIT_EXPECT_NULL(test, __alloc_percpu((32 << 10) + 1, 8));
	free_percpu(a);
	free_percpu(a);
	free_percpu(&wide);
	KUNIT_EXPECT_EQ(test, warn_count(), before + 5);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(operations_of_each_width_change_this_cpus_copy),
	KUNIT_CASE(get_cpu_var_keeps_the_thread_on_its_cpu),
	KUNIT_CASE(allocated_memory_is_zeroed_aligned_and_comes_back),
	KUNIT_CASE(a_full_area_grows_and_comes_back_whole),
	KUNIT_CASE(wrong_sizes_and_wrong_frees_are_named),
	{}
};

static struct kunit_suite suite = { .name = "percpu", .test_cases = cases };
kunit_test_suite(suite);
