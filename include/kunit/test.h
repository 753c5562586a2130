/* SPDX-License-Identifier: MIT */
/*
 * kunit/test.h: Linux's in-kernel test framework, as tests see it.
 *
 * A suite is a name and a table of cases; each case runs in a thread of its own with a struct kunit.
 * EXPECT notes a failure and goes on; ASSERT ends the case. Resources of a case are freed behind it.
 *
 * Source: Linux Documentation/dev-tools/kunit/.
 */
#ifndef _KUNIT_TEST_H
#define _KUNIT_TEST_H

#include <kunit/resource.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

#define KUNIT_PARAM_DESC_SIZE 128
#define KUNIT_STATUS_COMMENT_SIZE 256

enum kunit_status { KUNIT_SUCCESS, KUNIT_FAILURE, KUNIT_SKIPPED };

struct kunit;

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(const void *prev, char *desc);
	enum kunit_status status;
};

#define KUNIT_CASE(test_name) { .run_case = test_name, .name = #test_name }
#define KUNIT_CASE_PARAM(test_name, gen_params) \
	{ .run_case = test_name, .name = #test_name, .generate_params = gen_params }

struct kunit_suite {
	const char name[256];
	int (*suite_init)(struct kunit_suite *suite);
	void (*suite_exit)(struct kunit_suite *suite);
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
	int suite_init_err;
};

struct kunit {
	void *priv;
	const char *name;
	const void *param_value;
	int param_index;
	spinlock_t lock;
	enum kunit_status status;
	struct list_head resources; /* newest last */
	char status_comment[KUNIT_STATUS_COMMENT_SIZE];
	unsigned int depth;	/* KTAP nesting of its log lines */
	void *try_catch;	/* the runner's */
	bool abandoned;	      /* its time was over; its thread still uses this */
};

static inline void kunit_set_failure(struct kunit *test)
{
	WRITE_ONCE(test->status, KUNIT_FAILURE);
}

static inline struct kunit *kunit_get_current_test(void);

/* Suites register themselves by section; link order is the order in which they run. */
#ifdef SLATE_EXTRA
#define __kunit_section ".extra_kunit_suites" /* run by kernel/extra.c, after the inits */
#else
#define __kunit_section ".kunit_test_suites"
#endif
#define __kunit_test_suites(unique_array, ...)                                                \
	static struct kunit_suite *const unique_array[] __used                                \
		__section(__kunit_section) __aligned(4) = { __VA_ARGS__ }
#define kunit_test_suites(...)	__kunit_test_suites(__UNIQUE_ID(suites), __VA_ARGS__)
#define kunit_test_suite(suite) kunit_test_suites(&suite)
#define kunit_test_init_section_suites(...) kunit_test_suites(__VA_ARGS__)
#define kunit_test_init_section_suite(suite) kunit_test_suite(suite)

#define kunit_suite_for_each_test_case(suite, test_case) \
	for (test_case = suite->test_cases; test_case->run_case; test_case++)

/* Run the suites whose name, or suite.case, matches @glob (NULL: all). Return: failed cases. */
int kunit_run_matching(const char *glob);
/* Run the given suites, printed as one KTAP document. Return: failed cases. */
int kunit_run_suites(struct kunit_suite *const *suites, int count, const char *glob);
/* Lines of the table, for completion and listing; NULL behind the last. */
struct kunit_suite *kunit_suite_at(unsigned int index);

#define KUNIT_ARRAY_PARAM(name, array, get_desc)                                              \
	static const void *name##_gen_params(const void *prev, char *desc)                    \
	{                                                                                     \
		typeof((array)[0]) *__next = prev ? ((typeof(__next))prev) + 1 : (array);     \
		if (__next - (array) < ARRAY_SIZE((array))) {                                 \
			void (*__get_desc)(typeof(__next), char *) = get_desc;                \
			if (__get_desc)                                                       \
				__get_desc(__next, desc);                                     \
			return __next;                                                        \
		}                                                                             \
		return NULL;                                                                  \
	}

/* Memory that is freed behind the case. */
void *kunit_kmalloc_array(struct kunit *test, size_t n, size_t size, gfp_t gfp);
static inline void *kunit_kmalloc(struct kunit *test, size_t size, gfp_t gfp)
{
	return kunit_kmalloc_array(test, 1, size, gfp);
}
static inline void *kunit_kzalloc(struct kunit *test, size_t size, gfp_t gfp)
{
	return kunit_kmalloc(test, size, gfp | __GFP_ZERO);
}
static inline void *kunit_kcalloc(struct kunit *test, size_t n, size_t size, gfp_t gfp)
{
	return kunit_kmalloc_array(test, n, size, gfp | __GFP_ZERO);
}
void kunit_kfree(struct kunit *test, const void *ptr);

/* Log lines belong to the case and are indented below it. */
__printf(3, 4) void __kunit_log(struct kunit *test, const char *level, const char *fmt, ...);
__printf(3, 4) void __kunit_suite_log(struct kunit_suite *suite, const char *level, const char *fmt, ...);
/* @test: a struct kunit or, in suite_init and suite_exit, a struct kunit_suite. */
#define kunit_log(lvl, test, fmt, ...)                                                        \
	_Generic((test), struct kunit_suite *: __kunit_suite_log, default: __kunit_log)(test, lvl, fmt, ##__VA_ARGS__)
#define kunit_printk(lvl, test, fmt, ...) kunit_log(lvl, test, fmt, ##__VA_ARGS__)
#define kunit_info(test, fmt, ...) kunit_log(KERN_INFO, test, fmt, ##__VA_ARGS__)
#define kunit_warn(test, fmt, ...) kunit_log(KERN_WARNING, test, fmt, ##__VA_ARGS__)
#define kunit_err(test, fmt, ...)  kunit_log(KERN_ERR, test, fmt, ##__VA_ARGS__)

void __noreturn kunit_abort(struct kunit *test);
__printf(2, 3) void __kunit_skip_note(struct kunit *test, const char *fmt, ...);
#define kunit_mark_skipped(test, fmt, ...) __kunit_skip_note(test, fmt, ##__VA_ARGS__)
#define kunit_skip(test, fmt, ...)                      \
	do {                                            \
		kunit_mark_skipped(test, fmt, ##__VA_ARGS__); \
		kunit_abort(test);                      \
	} while (0)

/* --- Expectations ------------------------------------------------------------------------------ */

/* What was compared, for the report; the message is the test author's own. */
struct kunit_failure {
	const char *file;
	int line;
	bool is_assert;
	const char *what;	/* "Expected a == b, but" */
	const char *left_text, *right_text;
	long long left, right;
	const char *left_string, *right_string;
	bool values, strings;	/* which of the fields hold */
};

__printf(3, 4) void __kunit_fail(struct kunit *test, const struct kunit_failure *failure,
				 const char *fmt, ...);

#define KUNIT_SUCCEED(test) do {} while (0)

#define __KUNIT_FAIL(test, assert_, fmt, ...)                                                 \
	do {                                                                                  \
		static const struct kunit_failure __failure = { .file = __FILE__, .line = __LINE__, \
								.is_assert = assert_ };       \
		__kunit_fail(test, &__failure, fmt, ##__VA_ARGS__);                           \
	} while (0)
#define KUNIT_FAIL(test, fmt, ...)	     __KUNIT_FAIL(test, false, fmt, ##__VA_ARGS__)
#define KUNIT_FAIL_ASSERTION(test, fmt, ...) __KUNIT_FAIL(test, true, fmt, ##__VA_ARGS__)

#define __KUNIT_UNARY(test, assert_, condition, text, fmt, ...)                               \
	do {                                                                                  \
		if (likely(condition))                                                        \
			break;                                                                \
		static const struct kunit_failure __failure = {                               \
			.file = __FILE__, .line = __LINE__, .is_assert = assert_, .what = text }; \
		__kunit_fail(test, &__failure, fmt, ##__VA_ARGS__);                           \
	} while (0)

#define __KUNIT_BINARY(test, assert_, left_, op, right_, fmt, ...)                            \
	do {                                                                                  \
		const typeof(left_) __left = (left_);                                         \
		const typeof(right_) __right = (right_);                                      \
		if (likely(__left op __right))                                                \
			break;                                                                \
		const struct kunit_failure __failure = {                                      \
			.file = __FILE__, .line = __LINE__, .is_assert = assert_,             \
			.what = #op, .left_text = #left_, .right_text = #right_,              \
			.left = (long long)__left, .right = (long long)__right, .values = true }; \
		__kunit_fail(test, &__failure, fmt, ##__VA_ARGS__);                           \
	} while (0)

#define __KUNIT_PTR(test, assert_, left_, op, right_, fmt, ...)                               \
	__KUNIT_BINARY(test, assert_, (unsigned long)(left_), op, (unsigned long)(right_), fmt, \
		       ##__VA_ARGS__)

#define __KUNIT_STR(test, assert_, left_, op, right_, fmt, ...)                               \
	do {                                                                                  \
		const char *__left = (left_);                                                 \
		const char *__right = (right_);                                               \
		if (likely(__left && __right && strcmp(__left, __right) op 0))                \
			break;                                                                \
		const struct kunit_failure __failure = {                                      \
			.file = __FILE__, .line = __LINE__, .is_assert = assert_,             \
			.what = #op, .left_text = #left_, .right_text = #right_,              \
			.left_string = __left, .right_string = __right, .strings = true };    \
		__kunit_fail(test, &__failure, fmt, ##__VA_ARGS__);                           \
	} while (0)

#define KUNIT_EXPECT_TRUE(test, c)	   __KUNIT_UNARY(test, false, c, #c " is true", NULL)
#define KUNIT_EXPECT_TRUE_MSG(test, c, ...)  __KUNIT_UNARY(test, false, c, #c " is true", __VA_ARGS__)
#define KUNIT_EXPECT_FALSE(test, c)	   __KUNIT_UNARY(test, false, !(c), #c " is false", NULL)
#define KUNIT_EXPECT_FALSE_MSG(test, c, ...) __KUNIT_UNARY(test, false, !(c), #c " is false", __VA_ARGS__)
#define KUNIT_ASSERT_TRUE(test, c)	   __KUNIT_UNARY(test, true, c, #c " is true", NULL)
#define KUNIT_ASSERT_TRUE_MSG(test, c, ...)  __KUNIT_UNARY(test, true, c, #c " is true", __VA_ARGS__)
#define KUNIT_ASSERT_FALSE(test, c)	   __KUNIT_UNARY(test, true, !(c), #c " is false", NULL)
#define KUNIT_ASSERT_FALSE_MSG(test, c, ...) __KUNIT_UNARY(test, true, !(c), #c " is false", __VA_ARGS__)

#define KUNIT_EXPECT_NULL(test, p)	     __KUNIT_UNARY(test, false, !(p), #p " is NULL", NULL)
#define KUNIT_EXPECT_NULL_MSG(test, p, ...)  __KUNIT_UNARY(test, false, !(p), #p " is NULL", __VA_ARGS__)
#define KUNIT_ASSERT_NULL(test, p)	     __KUNIT_UNARY(test, true, !(p), #p " is NULL", NULL)
#define KUNIT_ASSERT_NULL_MSG(test, p, ...)  __KUNIT_UNARY(test, true, !(p), #p " is NULL", __VA_ARGS__)
#define KUNIT_EXPECT_NOT_NULL(test, p)	     __KUNIT_UNARY(test, false, p, #p " is not NULL", NULL)
#define KUNIT_EXPECT_NOT_NULL_MSG(test, p, ...) __KUNIT_UNARY(test, false, p, #p " is not NULL", __VA_ARGS__)
#define KUNIT_ASSERT_NOT_NULL(test, p)	     __KUNIT_UNARY(test, true, p, #p " is not NULL", NULL)
#define KUNIT_ASSERT_NOT_NULL_MSG(test, p, ...) __KUNIT_UNARY(test, true, p, #p " is not NULL", __VA_ARGS__)
#define KUNIT_EXPECT_NOT_ERR_OR_NULL(test, p) \
	__KUNIT_UNARY(test, false, !IS_ERR_OR_NULL(p), #p " is neither an error nor NULL", NULL)
#define KUNIT_EXPECT_NOT_ERR_OR_NULL_MSG(test, p, ...) \
	__KUNIT_UNARY(test, false, !IS_ERR_OR_NULL(p), #p " is neither an error nor NULL", __VA_ARGS__)
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(test, p) \
	__KUNIT_UNARY(test, true, !IS_ERR_OR_NULL(p), #p " is neither an error nor NULL", NULL)
#define KUNIT_ASSERT_NOT_ERR_OR_NULL_MSG(test, p, ...) \
	__KUNIT_UNARY(test, true, !IS_ERR_OR_NULL(p), #p " is neither an error nor NULL", __VA_ARGS__)

#define KUNIT_EXPECT_EQ(test, l, r) __KUNIT_BINARY(test, false, l, ==, r, NULL)
#define KUNIT_EXPECT_EQ_MSG(test, l, r, ...) __KUNIT_BINARY(test, false, l, ==, r, __VA_ARGS__)
#define KUNIT_EXPECT_NE(test, l, r) __KUNIT_BINARY(test, false, l, !=, r, NULL)
#define KUNIT_EXPECT_NE_MSG(test, l, r, ...) __KUNIT_BINARY(test, false, l, !=, r, __VA_ARGS__)
#define KUNIT_EXPECT_LT(test, l, r) __KUNIT_BINARY(test, false, l, <, r, NULL)
#define KUNIT_EXPECT_LT_MSG(test, l, r, ...) __KUNIT_BINARY(test, false, l, <, r, __VA_ARGS__)
#define KUNIT_EXPECT_LE(test, l, r) __KUNIT_BINARY(test, false, l, <=, r, NULL)
#define KUNIT_EXPECT_LE_MSG(test, l, r, ...) __KUNIT_BINARY(test, false, l, <=, r, __VA_ARGS__)
#define KUNIT_EXPECT_GT(test, l, r) __KUNIT_BINARY(test, false, l, >, r, NULL)
#define KUNIT_EXPECT_GT_MSG(test, l, r, ...) __KUNIT_BINARY(test, false, l, >, r, __VA_ARGS__)
#define KUNIT_EXPECT_GE(test, l, r) __KUNIT_BINARY(test, false, l, >=, r, NULL)
#define KUNIT_EXPECT_GE_MSG(test, l, r, ...) __KUNIT_BINARY(test, false, l, >=, r, __VA_ARGS__)
#define KUNIT_EXPECT_PTR_EQ(test, l, r) __KUNIT_PTR(test, false, l, ==, r, NULL)
#define KUNIT_EXPECT_PTR_EQ_MSG(test, l, r, ...) __KUNIT_PTR(test, false, l, ==, r, __VA_ARGS__)
#define KUNIT_EXPECT_STREQ(test, l, r) __KUNIT_STR(test, false, l, ==, r, NULL)
#define KUNIT_EXPECT_STREQ_MSG(test, l, r, ...) __KUNIT_STR(test, false, l, ==, r, __VA_ARGS__)
#define KUNIT_EXPECT_PTR_NE(test, l, r) __KUNIT_PTR(test, false, l, !=, r, NULL)
#define KUNIT_EXPECT_PTR_NE_MSG(test, l, r, ...) __KUNIT_PTR(test, false, l, !=, r, __VA_ARGS__)
#define KUNIT_EXPECT_STRNE(test, l, r) __KUNIT_STR(test, false, l, !=, r, NULL)
#define KUNIT_EXPECT_STRNE_MSG(test, l, r, ...) __KUNIT_STR(test, false, l, !=, r, __VA_ARGS__)
#define KUNIT_EXPECT_STRNEQ(test, l, r)		KUNIT_EXPECT_STRNE(test, l, r)
#define KUNIT_EXPECT_STRNEQ_MSG(test, l, r, ...) KUNIT_EXPECT_STRNE_MSG(test, l, r, __VA_ARGS__)
#define KUNIT_ASSERT_STRNEQ(test, l, r)		KUNIT_ASSERT_STRNE(test, l, r)
#define KUNIT_ASSERT_STRNEQ_MSG(test, l, r, ...) KUNIT_ASSERT_STRNE_MSG(test, l, r, __VA_ARGS__)
#define KUNIT_ASSERT_EQ(test, l, r) __KUNIT_BINARY(test, true, l, ==, r, NULL)
#define KUNIT_ASSERT_EQ_MSG(test, l, r, ...) __KUNIT_BINARY(test, true, l, ==, r, __VA_ARGS__)
#define KUNIT_ASSERT_NE(test, l, r) __KUNIT_BINARY(test, true, l, !=, r, NULL)
#define KUNIT_ASSERT_NE_MSG(test, l, r, ...) __KUNIT_BINARY(test, true, l, !=, r, __VA_ARGS__)
#define KUNIT_ASSERT_LT(test, l, r) __KUNIT_BINARY(test, true, l, <, r, NULL)
#define KUNIT_ASSERT_LT_MSG(test, l, r, ...) __KUNIT_BINARY(test, true, l, <, r, __VA_ARGS__)
#define KUNIT_ASSERT_LE(test, l, r) __KUNIT_BINARY(test, true, l, <=, r, NULL)
#define KUNIT_ASSERT_LE_MSG(test, l, r, ...) __KUNIT_BINARY(test, true, l, <=, r, __VA_ARGS__)
#define KUNIT_ASSERT_GT(test, l, r) __KUNIT_BINARY(test, true, l, >, r, NULL)
#define KUNIT_ASSERT_GT_MSG(test, l, r, ...) __KUNIT_BINARY(test, true, l, >, r, __VA_ARGS__)
#define KUNIT_ASSERT_GE(test, l, r) __KUNIT_BINARY(test, true, l, >=, r, NULL)
#define KUNIT_ASSERT_GE_MSG(test, l, r, ...) __KUNIT_BINARY(test, true, l, >=, r, __VA_ARGS__)
#define KUNIT_ASSERT_PTR_EQ(test, l, r) __KUNIT_PTR(test, true, l, ==, r, NULL)
#define KUNIT_ASSERT_PTR_EQ_MSG(test, l, r, ...) __KUNIT_PTR(test, true, l, ==, r, __VA_ARGS__)
#define KUNIT_ASSERT_STREQ(test, l, r) __KUNIT_STR(test, true, l, ==, r, NULL)
#define KUNIT_ASSERT_STREQ_MSG(test, l, r, ...) __KUNIT_STR(test, true, l, ==, r, __VA_ARGS__)
#define KUNIT_ASSERT_PTR_NE(test, l, r) __KUNIT_PTR(test, true, l, !=, r, NULL)
#define KUNIT_ASSERT_PTR_NE_MSG(test, l, r, ...) __KUNIT_PTR(test, true, l, !=, r, __VA_ARGS__)
#define KUNIT_ASSERT_STRNE(test, l, r) __KUNIT_STR(test, true, l, !=, r, NULL)
#define KUNIT_ASSERT_STRNE_MSG(test, l, r, ...) __KUNIT_STR(test, true, l, !=, r, __VA_ARGS__)

#include <linux/sched.h>

static inline struct kunit *kunit_get_current_test(void)
{
	return current->kunit_test;
}

#endif
