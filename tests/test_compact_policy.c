// SPDX-License-Identifier: MIT
/* tests/test_compact_policy.c: when a zone is compacted, by figures: on zones that exist only here. */
#include <kunit/test.h>
#include <linux/compaction.h>
#include <linux/kernel.h>

static void the_fragmentation_index_tells_short_from_fragmented(struct kunit *test)
{
	struct zone zone = { .vm_stat[NR_FREE_PAGES] = 1024 };

	zone.free_area[0].nr_free = 1024;
	KUNIT_EXPECT_EQ(test, fragmentation_index(&zone, 0), -1000);
	/* 1024 single pages, 512 wanted: 1000 - (1000 + 2000) / 1024 */
	KUNIT_EXPECT_EQ(test, fragmentation_index(&zone, 9), 998);
	zone.vm_stat[NR_FREE_PAGES] = zone.free_area[0].nr_free = 2;
	/* 1000 - (1000 + 2 * 1000 / 512) / 2 */
	KUNIT_EXPECT_EQ(test, fragmentation_index(&zone, 9), 499);
	zone.free_area[10].nr_free = 1;
	KUNIT_EXPECT_EQ(test, fragmentation_index(&zone, 9), -1000);
}

static void each_failure_doubles_how_long_a_zone_is_left_alone(struct kunit *test)
{
	struct zone zone = { .compact_order_failed = MAX_ORDER };
	unsigned int expected = 1;

	KUNIT_EXPECT_FALSE(test, compaction_deferred(&zone, 9));
	for (int failure = 0; failure < 8; failure++) {
		unsigned int deferred = 0;

		defer_compaction(&zone, 9);
		expected = min(expected * 2, 64u);
		while (compaction_deferred(&zone, 9))
			deferred++;
		KUNIT_EXPECT_EQ(test, deferred, expected - 1);
		KUNIT_EXPECT_FALSE(test, compaction_deferred(&zone, 8)); /* smaller runs are another matter */
	}
	compaction_defer_reset(&zone, 9, true);
	KUNIT_EXPECT_FALSE(test, compaction_deferred(&zone, 9));
	KUNIT_EXPECT_EQ(test, zone.compact_order_failed, 10);
}

static struct kunit_case compact_policy_cases[] = {
	KUNIT_CASE(the_fragmentation_index_tells_short_from_fragmented),
	KUNIT_CASE(each_failure_doubles_how_long_a_zone_is_left_alone),
	{}
};

static struct kunit_suite compact_policy_suite = {
	.name = "compact_policy",
	.test_cases = compact_policy_cases,
};
kunit_test_suite(compact_policy_suite);
