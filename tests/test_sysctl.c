// SPDX-License-Identifier: MIT
/* tests/test_sysctl.c: knobs as files, and the knobs of /proc/sys/vm at work. */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/mmzone.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>

static int whole, pair[2];
static unsigned long large;
static bool flag;
static int limit = 7;

static struct ctl_table table[] = {
	{ .procname = "whole", .data = &whole, .maxlen = sizeof(whole), .mode = 0644,
	  .proc_handler = proc_dointvec_minmax, .extra1 = SYSCTL_ONE, .extra2 = &limit },
	{ .procname = "pair", .data = pair, .maxlen = sizeof(pair), .mode = 0644, .proc_handler = proc_dointvec },
	{ .procname = "large", .data = &large, .maxlen = sizeof(large), .mode = 0644,
	  .proc_handler = proc_doulongvec_minmax },
	{ .procname = "flag", .data = &flag, .maxlen = sizeof(flag), .mode = 0644, .proc_handler = proc_dobool },
	{}
};
static struct ctl_table_header *header;

static int sysctl_init(struct kunit *test)
{
	whole = 3;
	pair[0] = -1;
	pair[1] = 2;
	large = 4000000000ul;
	flag = true;
	header = register_sysctl("kunit", table);
	return header ? 0 : -ENOMEM;
}

static void sysctl_exit(struct kunit *test)
{
	unregister_sysctl_table(header);
}

/* What the file says, or "error". */
static const char *get(const char *name)
{
	static char text[64];
	char path[64];
	struct file *file;
	loff_t pos = 0;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/sys/%s", name);
	file = filp_open(path, O_RDONLY, 0);
	if (IS_ERR(file))
		return "error";
	n = kernel_read(file, text, sizeof(text) - 1, &pos);
	filp_close(file, NULL);
	text[max_t(ssize_t, n, 0)] = '\0';
	return text;
}

static int put(const char *name, const char *text)
{
	char path[64];
	struct file *file;
	loff_t pos = 0;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/sys/%s", name);
	file = filp_open(path, O_WRONLY, 0);
	if (IS_ERR(file))
		return (int)PTR_ERR(file);
	n = kernel_write(file, text, strlen(text), &pos);
	filp_close(file, NULL);
	return n < 0 ? (int)n : 0;
}

static void a_knob_is_a_line_of_text_both_ways(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, get("kunit/whole"), "3\n");
	KUNIT_EXPECT_EQ(test, put("kunit/whole", "5\n"), 0);
	KUNIT_EXPECT_EQ(test, whole, 5);
	KUNIT_EXPECT_STREQ(test, get("kunit/pair"), "-1\t2\n");
	KUNIT_EXPECT_EQ(test, put("kunit/pair", "8 -9\n"), 0);
	KUNIT_EXPECT_EQ(test, pair[0], 8);
	KUNIT_EXPECT_EQ(test, pair[1], -9);
	KUNIT_EXPECT_STREQ(test, get("kunit/large"), "4000000000\n");
	KUNIT_EXPECT_EQ(test, put("kunit/large", "0x10"), 0);
	KUNIT_EXPECT_EQ(test, large, 16);
	KUNIT_EXPECT_EQ(test, put("kunit/flag", "0"), 0);
	KUNIT_EXPECT_FALSE(test, flag);
}

static void what_is_no_number_or_beyond_the_limits_changes_nothing(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, put("kunit/whole", "0"), -EINVAL);
	KUNIT_EXPECT_EQ(test, put("kunit/whole", "8"), -EINVAL);
	KUNIT_EXPECT_EQ(test, put("kunit/whole", "five"), -EINVAL);
	KUNIT_EXPECT_EQ(test, put("kunit/whole", "4 4"), -EINVAL);
	KUNIT_EXPECT_EQ(test, put("kunit/whole", "\n"), -EINVAL);
	KUNIT_EXPECT_EQ(test, put("kunit/large", "-1"), -EINVAL);
	KUNIT_EXPECT_EQ(test, put("kunit/pair", "2147483648"), -EINVAL);
	KUNIT_EXPECT_EQ(test, put("kunit/flag", "2"), -EINVAL);
	KUNIT_EXPECT_EQ(test, large, 4000000000ul);
	KUNIT_EXPECT_TRUE(test, flag);
}

static void a_table_that_is_gone_leaves_no_files(struct kunit *test)
{
	unregister_sysctl_table(header);
	header = NULL;
	KUNIT_EXPECT_STREQ(test, get("kunit/whole"), "error");
}

static void the_knobs_of_vm_are_those_of_linux(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, get("vm/dirty_ratio"), "20\n");
	KUNIT_EXPECT_STREQ(test, get("vm/dirty_background_ratio"), "10\n");
	KUNIT_EXPECT_STREQ(test, get("vm/dirty_expire_centisecs"), "3000\n");
	KUNIT_EXPECT_STREQ(test, get("vm/dirty_writeback_centisecs"), "500\n");
	KUNIT_EXPECT_EQ(test, put("vm/dirty_ratio", "101"), -EINVAL);
	KUNIT_EXPECT_EQ(test, put("vm/drop_caches", "0"), -EINVAL);
}

static void min_free_kbytes_moves_the_watermarks(struct kunit *test)
{
	struct zone *zone = &NODE_DATA(0)->node_zones[ZONE_NORMAL];
	int before = min_free_kbytes;
	unsigned long low;
	char text[16];

	if (!managed_zone(zone))
		kunit_skip(test, "no such zone");
	/* Anew, with the pages that boot gave back since the watermarks were first worked out. */
	snprintf(text, sizeof(text), "%d\n", before);
	KUNIT_EXPECT_EQ(test, put("vm/min_free_kbytes", text), 0);
	low = low_wmark_pages(zone);
	snprintf(text, sizeof(text), "%d\n", before * 2);
	KUNIT_EXPECT_EQ(test, put("vm/min_free_kbytes", text), 0);
	KUNIT_EXPECT_GT(test, low_wmark_pages(zone), low);
	KUNIT_EXPECT_EQ(test, put("vm/min_free_kbytes", "2000000000"), -EINVAL);
	snprintf(text, sizeof(text), "%d\n", before);
	KUNIT_EXPECT_EQ(test, put("vm/min_free_kbytes", text), 0);
	KUNIT_EXPECT_EQ(test, low_wmark_pages(zone), low);
}

static void drop_caches_drops_what_its_bits_say(struct kunit *test)
{
	unsigned long pages = vm_event(DROP_PAGECACHE), slab = vm_event(DROP_SLAB);

	KUNIT_EXPECT_EQ(test, put("vm/drop_caches", "1"), 0);
	KUNIT_EXPECT_EQ(test, vm_event(DROP_PAGECACHE), pages + 1);
	KUNIT_EXPECT_EQ(test, vm_event(DROP_SLAB), slab);
	KUNIT_EXPECT_EQ(test, put("vm/drop_caches", "2\n"), 0);
	KUNIT_EXPECT_EQ(test, vm_event(DROP_PAGECACHE), pages + 1);
	KUNIT_EXPECT_EQ(test, vm_event(DROP_SLAB), slab + 1);
}

static struct kunit_case sysctl_cases[] = {
	KUNIT_CASE(a_knob_is_a_line_of_text_both_ways),
	KUNIT_CASE(what_is_no_number_or_beyond_the_limits_changes_nothing),
	KUNIT_CASE(a_table_that_is_gone_leaves_no_files),
	KUNIT_CASE(the_knobs_of_vm_are_those_of_linux),
	KUNIT_CASE(min_free_kbytes_moves_the_watermarks),
	KUNIT_CASE(drop_caches_drops_what_its_bits_say),
	{}
};

static struct kunit_suite sysctl_suite = {
	.name = "sysctl", .init = sysctl_init, .exit = sysctl_exit, .test_cases = sysctl_cases,
};
kunit_test_suite(sysctl_suite);
