// SPDX-License-Identifier: MIT
/* tests/test_kunit.c: the test framework's own promises. */
#include <kunit/test-bug.h>
#include <kunit/test.h>
#include <linux/sched.h>

static int inits, exits, released;
static char order[8];
static bool went_on;

static int count_init(struct kunit *test)
{
	inits++;
	test->priv = &inits;
	return 0;
}

static void count_exit(struct kunit *test)
{
	exits++;
}

static void note_release(struct kunit_resource *res)
{
	order[released++] = *(char *)res->data;
}

static void init_runs_before_each_case(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, inits, exits + 1);
	KUNIT_EXPECT_PTR_EQ(test, test->priv, (void *)&inits);
}

static void the_running_case_is_known_to_the_code_under_test(struct kunit *test)
{
	KUNIT_EXPECT_PTR_EQ(test, current->kunit_test, test);
	KUNIT_EXPECT_PTR_EQ(test, kunit_get_current_test(), test);
}

static void arguments_are_evaluated_once(struct kunit *test)
{
	int calls = 0;

	KUNIT_EXPECT_EQ(test, ++calls, 1);
	KUNIT_EXPECT_TRUE(test, ++calls == 2);
	KUNIT_EXPECT_STREQ(test, ++calls == 3 ? "three" : "other", "three");
	KUNIT_EXPECT_EQ(test, calls, 3);
}

static void named_resources_are_found_and_unique(struct kunit *test)
{
	struct kunit_resource first, second, *found;
	char a = 'a';

	KUNIT_ASSERT_EQ(test, kunit_add_named_resource(test, NULL, NULL, &first, "counter", &a), 0);
	KUNIT_EXPECT_EQ(test, kunit_add_named_resource(test, NULL, NULL, &second, "counter", &a), -EEXIST);
	KUNIT_EXPECT_EQ(test, kunit_add_named_resource(test, NULL, NULL, &second, NULL, &a), -EINVAL);
	found = kunit_find_named_resource(test, "counter");
	KUNIT_ASSERT_PTR_EQ(test, found, &first);
	KUNIT_EXPECT_PTR_EQ(test, found->data, (void *)&a);
	kunit_put_resource(found);
	KUNIT_EXPECT_NULL(test, kunit_find_named_resource(test, "other"));
	KUNIT_EXPECT_EQ(test, kunit_destroy_named_resource(test, "counter"), 0);
	KUNIT_EXPECT_EQ(test, kunit_destroy_named_resource(test, "counter"), -ENOENT);
}

static void resources_go_newest_first(struct kunit *test)
{
	static char names[] = "abc";
	struct kunit_resource resources[3];
	struct kunit inner = { .name = "inner" };

	released = 0;
	memset(order, 0, sizeof(order));
	spin_lock_init(&inner.lock);
	INIT_LIST_HEAD(&inner.resources);
	for (int i = 0; i < 3; i++)
		kunit_add_resource(&inner, NULL, note_release, &resources[i], &names[i]);
	kunit_cleanup(&inner);
	KUNIT_EXPECT_STREQ(test, order, "cba");
}

static int refuse(struct kunit_resource *res, void *context)
{
	return -ENODEV;
}

static int take_context(struct kunit_resource *res, void *context)
{
	res->data = context;
	return 0;
}

static void a_resource_whose_init_fails_is_not_added(struct kunit *test)
{
	char a = 'a';

	KUNIT_EXPECT_NULL(test, kunit_alloc_resource(test, refuse, NULL, GFP_KERNEL, &a));
	KUNIT_EXPECT_NULL(test, kunit_find_resource(test, kunit_resource_instance_match, &a));
	KUNIT_EXPECT_PTR_EQ(test, kunit_alloc_resource(test, take_context, NULL, GFP_KERNEL, &a), (void *)&a);
	KUNIT_EXPECT_EQ(test, kunit_destroy_resource(test, kunit_resource_instance_match, &a), 0);
}

/* What is not freed here the framework frees: the leak counters of this case prove it. */
static void memory_of_a_case_is_freed_behind_it(struct kunit *test)
{
	u8 *zeroed = kunit_kzalloc(test, 100, GFP_KERNEL), *given_back = kunit_kmalloc(test, 50, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, zeroed);
	KUNIT_ASSERT_NOT_NULL(test, given_back);
	KUNIT_EXPECT_NULL(test, memchr_inv(zeroed, 0, 100));
	KUNIT_EXPECT_NULL(test, kunit_kmalloc_array(test, SIZE_MAX / 2, 3, GFP_KERNEL | __GFP_NOWARN));
	kunit_kfree(test, given_back);
}

static void a_failed_expectation_fails_the_case_and_goes_on(struct kunit *test)
{
	struct kunit inner = { .name = "deliberate", .depth = 1 };

	KUNIT_EXPECT_EQ(&inner, 1 + 1, 3);
	KUNIT_EXPECT_EQ(test, (int)inner.status, (int)KUNIT_FAILURE);
	inner.status = KUNIT_SUCCESS;
	KUNIT_EXPECT_EQ(&inner, 1 + 1, 2);
	KUNIT_EXPECT_EQ(test, (int)inner.status, (int)KUNIT_SUCCESS);
}

static void code_under_test_can_fail_the_case(struct kunit *test)
{
	struct kunit inner = { .name = "deliberate", .depth = 1 };

	current->kunit_test = &inner;
	kunit_fail_current_test("value %d", 7);
	current->kunit_test = test;
	KUNIT_EXPECT_EQ(test, (int)inner.status, (int)KUNIT_FAILURE);
}

static void a_skip_ends_the_case_at_once(struct kunit *test)
{
	went_on = false;
	kunit_skip(test, "on purpose: the next case looks whether this one went on");
	went_on = true;
}

static void nothing_ran_behind_the_skip(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, went_on);
}

static void exit_runs_behind_each_case_skipped_or_not(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, exits, inits - 1);
	KUNIT_EXPECT_GT(test, exits, 9);
}

static const int squares[] = { 0, 1, 4, 9 };

static void describe(const int *square, char *desc)
{
	sprintf(desc, "square %d", *square);
}
KUNIT_ARRAY_PARAM(square, squares, describe)

static void each_parameter_runs_with_its_index(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, *(const int *)test->param_value, test->param_index * test->param_index);
}

static int start_suite(struct kunit_suite *suite)
{
	inits = 0;
	exits = 0;
	return 0;
}

static struct kunit_case kunit_cases[] = {
	KUNIT_CASE(init_runs_before_each_case),
	KUNIT_CASE(the_running_case_is_known_to_the_code_under_test),
	KUNIT_CASE(arguments_are_evaluated_once),
	KUNIT_CASE(named_resources_are_found_and_unique),
	KUNIT_CASE(resources_go_newest_first),
	KUNIT_CASE(a_resource_whose_init_fails_is_not_added),
	KUNIT_CASE(memory_of_a_case_is_freed_behind_it),
	KUNIT_CASE(a_failed_expectation_fails_the_case_and_goes_on),
	KUNIT_CASE(code_under_test_can_fail_the_case),
	KUNIT_CASE(a_skip_ends_the_case_at_once),
	KUNIT_CASE(nothing_ran_behind_the_skip),
	KUNIT_CASE(exit_runs_behind_each_case_skipped_or_not),
	KUNIT_CASE_PARAM(each_parameter_runs_with_its_index, square_gen_params),
	{}
};

static struct kunit_suite kunit_suite_ = {
	.name = "kunit",
	.suite_init = start_suite,
	.init = count_init,
	.exit = count_exit,
	.test_cases = kunit_cases,
};
kunit_test_suite(kunit_suite_);
