/* SPDX-License-Identifier: MIT */
/* tests/host/kunit_host.h: the kernel's own suites in a host program: registered where its linker can tell. */
#ifndef _TESTS_HOST_KUNIT_HOST_H
#define _TESTS_HOST_KUNIT_HOST_H

#include <kunit/test.h>

#undef kunit_test_suites
#define __host_suites(unique_array, ...)                               \
	static struct kunit_suite *const unique_array[] __used        \
		__section("kunit_suites") __aligned(sizeof(void *)) = { __VA_ARGS__ }
#define kunit_test_suites(...) __host_suites(__UNIQUE_ID(suites), __VA_ARGS__)

#endif
