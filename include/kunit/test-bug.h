/* SPDX-License-Identifier: MIT */
/* kunit/test-bug.h: code under test tells the running test that it failed. */
#ifndef _KUNIT_TEST_BUG_H
#define _KUNIT_TEST_BUG_H

#include <kunit/test.h>

#define kunit_fail_current_test(fmt, ...)                                        \
	do {                                                                     \
		if (current->kunit_test) {                                       \
			kunit_set_failure(current->kunit_test);                  \
			kunit_err(current->kunit_test, "%s:%d: " fmt "\n", __FILE__, __LINE__, \
				  ##__VA_ARGS__);                                \
		}                                                                \
	} while (0)

#endif
