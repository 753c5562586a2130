// SPDX-License-Identifier: MIT
/*
 * tests/host/suites_test.c: run the pure suites of the kernel (those of floor 0) under the sanitizers.
 *
 * The files tests/test_*.c are compiled as they are; this is the runner, reduced to what a program of
 * one thread needs: an assertion jumps out of its case. Each case is one verdict.
 */
#include "host.h"
#include "kunit_host.h"
#include <linux/random.h>
#include <slate/symbols.h>

extern struct kunit_suite *const __start_kunit_suites[], *const __stop_kunit_suites[];

static void *after_case[5]; /* where __builtin_longjmp() returns to */

void __noreturn kunit_abort(struct kunit *test)
{
	__builtin_longjmp(after_case, 1);
}

void __kunit_fail(struct kunit *test, const struct kunit_failure *failure, const char *fmt, ...)
{
	kunit_set_failure(test);
	printf("# %s: %s:%d: %s %s %s: %lld, %lld\n", test->name, failure->file, failure->line,
	       failure->left_text ?: "", failure->what ?: "", failure->right_text ?: "", failure->left,
	       failure->right);
	if (failure->strings)
		printf("#   \"%s\"\n#   \"%s\"\n", failure->left_string, failure->right_string);
	if (failure->is_assert)
		kunit_abort(test);
}

void __kunit_skip_note(struct kunit *test, const char *fmt, ...)
{
	WRITE_ONCE(test->status, KUNIT_SKIPPED);
}

/* A program has no kernel symbols; %pS prints numbers. */
const char *symbol_lookup(unsigned long addr, unsigned long *offset, unsigned long *size)
{
	return NULL;
}

int sprint_symbol(char *buf, unsigned long addr)
{
	return sprintf(buf, "0x%lx", addr);
}

static noinline void run_case(struct kunit_suite *suite, struct kunit_case *test_case, const void *param)
{
	static struct kunit test;

	test = (struct kunit){ .name = test_case->name, .param_value = param };
	if (!__builtin_setjmp(after_case)) {
		if (suite->init && suite->init(&test))
			kunit_set_failure(&test);
		else
			test_case->run_case(&test);
	}
	if (suite->exit)
		suite->exit(&test);
	host_verdict(test.status != KUNIT_FAILURE, test.name, suite->name, 0);
}

int main(void)
{
	host_seed_random();
	random_set_seed(host_seed);
	for (struct kunit_suite *const *s = __start_kunit_suites; s < __stop_kunit_suites; s++) {
		struct kunit_case *test_case;

		kunit_suite_for_each_test_case((*s), test_case) {
			char description[KUNIT_PARAM_DESC_SIZE];
			const void *param = NULL;

			if (!test_case->generate_params) {
				run_case(*s, test_case, NULL);
				continue;
			}
			while ((param = test_case->generate_params(param, description)))
				run_case(*s, test_case, param);
		}
	}
	return host_summary();
}
