/* SPDX-License-Identifier: MIT */
/*
 * tests/nth_failure.h: run an operation with its 1st request refused, with its 2nd, ... until it makes
 * no more of them.
 *
 * A request is anything that can say no (slate/fault.h): pages, objects, areas, mappings, disk commands.
 * After each refusal the operation must have said so, or coped, and every counter of what is handed out
 * (slate/leak.h) must be where it was. An operation undoes what it did when all went well.
 */
#ifndef _TESTS_NTH_FAILURE_H
#define _TESTS_NTH_FAILURE_H

#include <kunit/test.h>
#include <linux/errno.h>
#include <slate/fault.h>
#include <slate/leak.h>

#define NTH_MAX 400 /* requests of one operation; more of them means that it never ends */

/* Return: 0 or -errno. */
typedef int (*nth_operation)(void);

static inline void fail_each_request(struct kunit *test, nth_operation run)
{
	unsigned int nth, coped = 0;
	bool struck = true;

	/* Once without: it makes what is made only once, and shows that it can work. */
	KUNIT_ASSERT_EQ(test, run(), 0);
	for (nth = 1; struck && nth < NTH_MAX; nth++) {
		struct leak_snapshot before;
		char leaks[120];
		int err;

		leak_snapshot(&before);
		fault_inject(nth, FAULT_ALL_KINDS);
		err = run();
		struck = fault_injected();
		fault_inject(0, 0);
		if (leak_compare(&before, leaks, sizeof(leaks)))
			KUNIT_FAIL(test, "request %u refused, result %d: left behind %s", nth, err, leaks);
		if (!struck)
			KUNIT_EXPECT_EQ(test, err, 0);
		coped += struck && !err;
	}
	KUNIT_EXPECT_FALSE(test, struck);
	KUNIT_EXPECT_GT(test, nth, 2U);
	kunit_info(test, "%u requests refused, one at a time; %u did not matter\n", nth - 2, coped);
}

/* A case that is one operation: NTH_CASE(kmalloc_says_no) runs kmalloc_says_no_once(). */
#define NTH_TEST(name)                                  \
	static void name(struct kunit *test)            \
	{                                               \
		fail_each_request(test, name##_once);   \
	}

#endif
