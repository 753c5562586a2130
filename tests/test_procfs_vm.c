// SPDX-License-Identifier: MIT
/* tests/test_procfs_vm.c: /proc/sys/vm obeys what it is told, and only that. */
#include <kunit/test.h>
#include <linux/compaction.h>
#include <linux/fs.h>
#include <linux/pagemap.h>
#include <linux/proc_fs.h>
#include <linux/shrinker.h>
#include <linux/string.h>
#include <linux/vmstat.h>

static ssize_t write_to(const char *name, const char *text)
{
	struct file *file = proc_open(name, O_WRONLY);
	loff_t pos = 0;
	ssize_t result;

	if (IS_ERR(file))
		return PTR_ERR(file);
	result = kernel_write(file, text, strlen(text), &pos);
	proc_close(file);
	return result;
}

static void read_from(struct kunit *test, const char *name, char *text, size_t size)
{
	struct file *file = proc_open(name, O_RDONLY);
	loff_t pos = 0;
	ssize_t length;

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	length = kernel_read(file, text, size - 1, &pos);
	proc_close(file);
	KUNIT_ASSERT_GE(test, length, 0);
	text[length] = '\0';
}

static void compact_memory_takes_1_and_nothing_else(struct kunit *test)
{
	static const char *const bad[] = { "0", "2", "-1", "one", "1 1", "", "11111111111111111" };
	unsigned long scanned = vm_event(COMPACTMIGRATE_SCANNED);

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_NE_MSG(test, write_to("sys/vm/compact_memory", bad[i]), (ssize_t)strlen(bad[i]) ?: 1,
				    "`%s'", bad[i]);
	KUNIT_EXPECT_EQ(test, vm_event(COMPACTMIGRATE_SCANNED), scanned);
	KUNIT_EXPECT_EQ(test, write_to("sys/vm/compact_memory", "1"), 1);
	KUNIT_EXPECT_GT(test, vm_event(COMPACTMIGRATE_SCANNED), scanned);
}

static void extfrag_threshold_is_read_and_written_within_limits(struct kunit *test)
{
	int before = sysctl_extfrag_threshold;
	char text[16];

	KUNIT_EXPECT_EQ(test, write_to("sys/vm/extfrag_threshold", "1001\n"), -EINVAL);
	KUNIT_EXPECT_EQ(test, write_to("sys/vm/extfrag_threshold", "-1\n"), -EINVAL);
	KUNIT_EXPECT_EQ(test, sysctl_extfrag_threshold, before);
	KUNIT_EXPECT_EQ(test, write_to("sys/vm/extfrag_threshold", " 250\n"), 5);
	read_from(test, "sys/vm/extfrag_threshold", text, sizeof(text));
	KUNIT_EXPECT_STREQ(test, text, "250\n");
	sysctl_extfrag_threshold = before;
}

static unsigned long shrinker_calls;

static unsigned long count_nothing(struct shrinker *shrinker, struct shrink_control *sc)
{
	shrinker_calls++;
	return 0;
}

static unsigned long scan_nothing(struct shrinker *shrinker, struct shrink_control *sc)
{
	return SHRINK_STOP;
}

static void drop_caches_1_drops_pages_2_asks_shrinkers_3_does_both(struct kunit *test)
{
	struct shrinker shrinker = {
		.count_objects = count_nothing, .scan_objects = scan_nothing, .seeks = DEFAULT_SEEKS,
	};
	unsigned long drops = vm_event(DROP_PAGECACHE);

	KUNIT_ASSERT_EQ(test, register_shrinker(&shrinker, "test-%s", "drop"), 0);
	shrinker_calls = 0;
	KUNIT_EXPECT_EQ(test, write_to("sys/vm/drop_caches", "1"), 1);
	KUNIT_EXPECT_EQ(test, vm_event(DROP_PAGECACHE), drops + 1);
	KUNIT_EXPECT_EQ(test, shrinker_calls, 0);
	KUNIT_EXPECT_EQ(test, write_to("sys/vm/drop_caches", "2"), 1);
	KUNIT_EXPECT_EQ(test, vm_event(DROP_PAGECACHE), drops + 1);
	KUNIT_EXPECT_GT(test, shrinker_calls, 0);
	shrinker_calls = 0;
	KUNIT_EXPECT_EQ(test, write_to("sys/vm/drop_caches", "3"), 1);
	KUNIT_EXPECT_EQ(test, vm_event(DROP_PAGECACHE), drops + 2);
	KUNIT_EXPECT_GT(test, shrinker_calls, 0);
	KUNIT_EXPECT_EQ(test, write_to("sys/vm/drop_caches", "5"), -EINVAL);
	unregister_shrinker(&shrinker);
}

static struct kunit_case procfs_vm_cases[] = {
	KUNIT_CASE(compact_memory_takes_1_and_nothing_else),
	KUNIT_CASE(extfrag_threshold_is_read_and_written_within_limits),
	KUNIT_CASE(drop_caches_1_drops_pages_2_asks_shrinkers_3_does_both),
	{}
};

static struct kunit_suite procfs_vm_suite = {
	.name = "procfs_vm",
	.test_cases = procfs_vm_cases,
};
kunit_test_suite(procfs_vm_suite);
