// SPDX-License-Identifier: MIT
/* Fault injection: each sieve of a plan, the filters of pages and objects, the thread's own count. */
#include <kunit/test.h>
#include <linux/fault-inject.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/fault.h>

/* A plan as it is before anybody changes it, but silent. */
static struct fault_attr plan_of(const char *numbers)
{
	DECLARE_FAULT_ATTR(attr);
	char text[64];

	attr.verbose = 0;
	strscpy(text, numbers, sizeof(text));
	setup_fault_attr(&attr, text);
	return attr;
}

/* How many of @requests requests of @size fail. */
static unsigned int failures(struct fault_attr *attr, unsigned int requests, ssize_t size)
{
	unsigned int failed = 0;

	while (requests--)
		failed += should_fail(attr, size);
	return failed;
}

static void a_plan_fails_nothing_at_first(struct kunit *test)
{
	DECLARE_FAULT_ATTR(attr);

	KUNIT_EXPECT_EQ(test, failures(&attr, 1000, 1), 0U);
}

static void four_numbers_make_a_plan_and_fewer_make_none(struct kunit *test)
{
	struct fault_attr attr = plan_of("7,35,4096,-1");
	char few[] = "7,35,4096", none[] = "often";

	KUNIT_EXPECT_EQ(test, attr.interval, 7UL);
	KUNIT_EXPECT_EQ(test, attr.probability, 35UL);
	KUNIT_EXPECT_EQ(test, atomic_read(&attr.space), 4096);
	KUNIT_EXPECT_EQ(test, atomic_read(&attr.times), -1);
	KUNIT_EXPECT_EQ(test, setup_fault_attr(&attr, few), 0);
	KUNIT_EXPECT_EQ(test, setup_fault_attr(&attr, none), 0);
	KUNIT_EXPECT_EQ(test, attr.interval, 7UL);
}

static void times_are_used_up_one_by_one(struct kunit *test)
{
	struct fault_attr attr = plan_of("1,100,0,3");

	KUNIT_EXPECT_EQ(test, failures(&attr, 10, 1), 3U);
	KUNIT_EXPECT_EQ(test, atomic_read(&attr.times), 0);
	atomic_set(&attr.times, -1);
	KUNIT_EXPECT_EQ(test, failures(&attr, 10, 1), 10U);
	KUNIT_EXPECT_EQ(test, atomic_read(&attr.times), -1);
}

static void only_each_interval_th_request_is_looked_at(struct kunit *test)
{
	struct fault_attr attr = plan_of("5,100,0,-1");

	for (int i = 1; i <= 20; i++)
		KUNIT_EXPECT_EQ(test, should_fail(&attr, 1), i % 5 == 0);
}

static void space_is_used_up_before_the_first_failure(struct kunit *test)
{
	struct fault_attr attr = plan_of("1,100,100,-1");

	/* 100, 70, 40 are more than 30; 10 is not. */
	KUNIT_EXPECT_EQ(test, failures(&attr, 3, 30), 0U);
	KUNIT_EXPECT_EQ(test, atomic_read(&attr.space), 10);
	KUNIT_EXPECT_TRUE(test, should_fail(&attr, 30));
}

static void probability_is_a_percentage(struct kunit *test)
{
	struct fault_attr attr = plan_of("1,25,0,-1");
	unsigned int failed = failures(&attr, 10000, 1);

	/* Twelve standard deviations to each side. */
	KUNIT_EXPECT_GT(test, failed, 2000U);
	KUNIT_EXPECT_LT(test, failed, 3000U);
}

static void a_task_filter_spares_who_did_not_ask(struct kunit *test)
{
	struct fault_attr attr = plan_of("1,100,0,-1");

	attr.task_filter = true;
	KUNIT_EXPECT_FALSE(test, should_fail(&attr, 1));
	current->make_it_fail = true;
	KUNIT_EXPECT_TRUE(test, should_fail(&attr, 1));
	current->make_it_fail = false;
}

static noinline bool ask_from_here(struct fault_attr *attr)
{
	bool fail = should_fail(attr, 1);

	barrier();
	return fail;
}

static void callers_may_be_required_or_rejected(struct kunit *test)
{
	struct fault_attr attr = plan_of("1,100,0,-1");
	unsigned long here = (unsigned long)ask_from_here;

	attr.require_start = here;
	attr.require_end = here + 64;
	KUNIT_EXPECT_TRUE(test, ask_from_here(&attr));
	KUNIT_EXPECT_FALSE(test, should_fail(&attr, 1));
	attr.require_start = 0;
	attr.require_end = ULONG_MAX;
	attr.reject_start = here;
	attr.reject_end = here + 64;
	KUNIT_EXPECT_FALSE(test, ask_from_here(&attr));
	KUNIT_EXPECT_TRUE(test, should_fail(&attr, 1));
}

static void a_threads_own_count_fails_exactly_that_request(struct kunit *test)
{
	struct fault_attr attr = plan_of("1,0,0,0");

	fault_set_fail_nth(3);
	KUNIT_EXPECT_TRUE(test, fault_injection_on);
	KUNIT_EXPECT_FALSE(test, should_fail(&attr, 1));
	KUNIT_EXPECT_FALSE(test, should_fail(&attr, 1));
	KUNIT_EXPECT_EQ(test, fault_get_fail_nth(), 1U);
	KUNIT_EXPECT_TRUE(test, should_fail(&attr, 1));
	KUNIT_EXPECT_FALSE(test, should_fail(&attr, 1));
	KUNIT_EXPECT_FALSE(test, fault_injection_on);
}

/* --- pages and objects, for this thread only ------------------------------------------------------ */

static void write_file(struct kunit *test, const char *path, const char *text)
{
	struct file *file = filp_open(path, O_WRONLY, 0);
	loff_t pos = 0;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	KUNIT_EXPECT_EQ(test, kernel_write(file, text, strlen(text), &pos), (ssize_t)strlen(text));
	filp_close(file, NULL);
}

static void arm(struct kunit *test, enum fault_kind kind)
{
	fault_attrs[kind] = plan_of("1,100,0,-1");
	fault_attrs[kind].task_filter = true;
	fault_attrs[kind].dname = kind == FAULT_PAGE ? "fail_page_alloc" : "failslab";
	current->make_it_fail = true;
	fault_update();
}

static void fault_inject_exit(struct kunit *test)
{
	for (unsigned int i = 0; i < NR_FAULT_KINDS; i++) {
		const char *name = fault_attrs[i].dname;

		fault_attrs[i] = plan_of("1,0,0,1");
		fault_attrs[i].verbose = 2;
		fault_attrs[i].dname = name;
	}
	fault_update();
	write_file(test, "/proc/fault/fail_page_alloc/ignore-gfp-wait", "Y");
	write_file(test, "/proc/fault/fail_page_alloc/ignore-gfp-highmem", "Y");
	write_file(test, "/proc/fault/fail_page_alloc/min-order", "1");
	write_file(test, "/proc/fault/failslab/ignore-gfp-wait", "Y");
	write_file(test, "/proc/fault/failslab/cache-filter", "N");
}

static bool page_comes(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp | __GFP_NOWARN, order);

	if (page)
		__free_pages(page, order);
	return page;
}

static void page_filters_spare_what_need_not_expect_failure(struct kunit *test)
{
	arm(test, FAULT_PAGE);
	KUNIT_EXPECT_FALSE(test, page_comes(GFP_ATOMIC, 1));
	KUNIT_EXPECT_TRUE(test, page_comes(GFP_ATOMIC, 0));
	KUNIT_EXPECT_TRUE(test, page_comes(GFP_KERNEL, 1));
	KUNIT_EXPECT_TRUE(test, page_comes(GFP_ATOMIC | __GFP_HIGHMEM, 1));
	fault_attrs[FAULT_PAGE].probability = 0;
	write_file(test, "/proc/fault/fail_page_alloc/min-order", "0\n");
	write_file(test, "/proc/fault/fail_page_alloc/ignore-gfp-wait", "N\n");
	write_file(test, "/proc/fault/fail_page_alloc/ignore-gfp-highmem", "N\n");
	fault_attrs[FAULT_PAGE].probability = 100;
	fault_update();
	KUNIT_EXPECT_FALSE(test, page_comes(GFP_ATOMIC, 0));
	KUNIT_EXPECT_FALSE(test, page_comes(GFP_KERNEL, 0));
	KUNIT_EXPECT_FALSE(test, page_comes(GFP_HIGHUSER, 0));
	KUNIT_EXPECT_TRUE(test, page_comes(GFP_KERNEL | __GFP_NOFAIL, 0));
	fault_attrs[FAULT_PAGE].probability = 0;
	fault_update();
	KUNIT_EXPECT_TRUE(test, page_comes(GFP_KERNEL, 0));
}

static bool object_comes(struct kmem_cache *s, gfp_t gfp)
{
	void *object = kmem_cache_alloc(s, gfp | __GFP_NOWARN);

	if (object)
		kmem_cache_free(s, object);
	return object;
}

static void a_cache_filter_fails_the_marked_cache_only(struct kunit *test)
{
	struct kmem_cache *marked, *other;

	marked = kmem_cache_create("fault_marked", 72, 0, SLAB_FAILSLAB | SLAB_NO_MERGE, NULL);
	other = kmem_cache_create("fault_other", 72, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, marked);
	KUNIT_ASSERT_NOT_NULL(test, other);
	arm(test, FAULT_SLAB);
	KUNIT_EXPECT_FALSE(test, object_comes(marked, GFP_ATOMIC));
	KUNIT_EXPECT_FALSE(test, object_comes(other, GFP_ATOMIC));
	KUNIT_EXPECT_TRUE(test, object_comes(other, GFP_KERNEL));
	write_file(test, "/proc/fault/failslab/cache-filter", "Y");
	KUNIT_EXPECT_FALSE(test, object_comes(marked, GFP_ATOMIC));
	KUNIT_EXPECT_TRUE(test, object_comes(other, GFP_ATOMIC));
	write_file(test, "/proc/fault/failslab/caches", "fault_other\n");
	write_file(test, "/proc/fault/failslab/caches", "-fault_marked\n");
	KUNIT_EXPECT_TRUE(test, object_comes(marked, GFP_ATOMIC));
	KUNIT_EXPECT_FALSE(test, object_comes(other, GFP_ATOMIC));
	KUNIT_EXPECT_TRUE(test, object_comes(other, GFP_ATOMIC | __GFP_NOFAIL | __GFP_DIRECT_RECLAIM));
	fault_attrs[FAULT_SLAB].probability = 0;
	fault_update();
	kmem_cache_destroy(marked);
	kmem_cache_destroy(other);
}

static void files_show_and_refuse_as_settings_do(struct kunit *test)
{
	struct file *file = filp_open("/proc/fault/failslab/times", O_RDWR, 0);
	char text[16] = "";
	loff_t pos = 0;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	KUNIT_EXPECT_EQ(test, kernel_write(file, "many", 4, &pos), (ssize_t)-EINVAL);
	KUNIT_EXPECT_EQ(test, kernel_write(file, "-1\n", 3, &pos), (ssize_t)3);
	pos = 0;
	KUNIT_EXPECT_EQ(test, kernel_read(file, text, sizeof(text) - 1, &pos), (ssize_t)3);
	KUNIT_EXPECT_STREQ(test, text, "-1\n");
	filp_close(file, NULL);
}

static struct kunit_case fault_inject_cases[] = {
	KUNIT_CASE(a_plan_fails_nothing_at_first),
	KUNIT_CASE(four_numbers_make_a_plan_and_fewer_make_none),
	KUNIT_CASE(times_are_used_up_one_by_one),
	KUNIT_CASE(only_each_interval_th_request_is_looked_at),
	KUNIT_CASE(space_is_used_up_before_the_first_failure),
	KUNIT_CASE(probability_is_a_percentage),
	KUNIT_CASE(a_task_filter_spares_who_did_not_ask),
	KUNIT_CASE(callers_may_be_required_or_rejected),
	KUNIT_CASE(a_threads_own_count_fails_exactly_that_request),
	KUNIT_CASE(page_filters_spare_what_need_not_expect_failure),
	KUNIT_CASE(a_cache_filter_fails_the_marked_cache_only),
	KUNIT_CASE(files_show_and_refuse_as_settings_do),
	{}
};

static struct kunit_suite fault_inject_suite = {
	.name = "fault_inject",
	.exit = fault_inject_exit,
	.test_cases = fault_inject_cases,
};
kunit_test_suite(fault_inject_suite);
