// SPDX-License-Identifier: MIT
/* tests/test_procfs.c: the tree of /proc, and that its files say what the allocators say. */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>

static int answer_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%lu\n", (unsigned long)m->private);
	return 0;
}

static ssize_t read_file(const char *path, char *text, size_t size)
{
	struct file *file = proc_open(path, O_RDONLY);
	ssize_t n, total = 0;
	loff_t pos = 0;

	if (IS_ERR(file))
		return PTR_ERR(file);
	while ((n = kernel_read(file, text + total, size - 1 - total, &pos)) > 0)
		total += n;
	text[total] = '\0';
	proc_close(file);
	return n < 0 ? n : total;
}

static void a_file_in_a_folder_is_found_by_its_path(struct kunit *test)
{
	struct proc_dir_entry *dir = proc_mkdir("kunit_dir", NULL);
	char text[16];

	KUNIT_ASSERT_NOT_NULL(test, dir);
	KUNIT_EXPECT_NOT_NULL(test, proc_create_single_data("answer", 0, dir, answer_show, (void *)42));
	KUNIT_EXPECT_NOT_NULL(test, proc_create_single_data("kunit_dir/other", 0, NULL, answer_show,
							    (void *)43));
	KUNIT_EXPECT_EQ(test, read_file("kunit_dir/answer", text, sizeof(text)), 3);
	KUNIT_EXPECT_STREQ(test, text, "42\n");
	KUNIT_EXPECT_EQ(test, read_file("kunit_dir/other", text, sizeof(text)), 3);
	KUNIT_EXPECT_STREQ(test, text, "43\n");
	KUNIT_EXPECT_EQ(test, proc_check(), 0);
	KUNIT_EXPECT_EQ(test, remove_proc_subtree("kunit_dir", NULL), 0);
	KUNIT_EXPECT_EQ(test, read_file("kunit_dir/answer", text, sizeof(text)), -ENOENT);
}

static void names_that_are_bad_or_taken_are_refused(struct kunit *test)
{
	struct proc_dir_entry *entry = proc_create_single("kunit_once", 0, NULL, answer_show);

	KUNIT_ASSERT_NOT_NULL(test, entry);
	KUNIT_EXPECT_NULL(test, proc_create_single("kunit_once", 0, NULL, answer_show));
	KUNIT_EXPECT_NULL(test, proc_create_single("", 0, NULL, answer_show));
	KUNIT_EXPECT_NULL(test, proc_create_single("..", 0, NULL, answer_show));
	KUNIT_EXPECT_NULL(test, proc_create_single("no_such_dir/x", 0, NULL, answer_show));
	KUNIT_EXPECT_NULL(test, proc_create_single("kunit_once/x", 0, NULL, answer_show));
	proc_remove(entry);
}

static void opening_tells_folders_from_files_and_rights(struct kunit *test)
{
	struct proc_dir_entry *dir = proc_mkdir("kunit_dir", NULL);

	KUNIT_ASSERT_NOT_NULL(test, dir);
	KUNIT_EXPECT_EQ(test, PTR_ERR(proc_open("kunit_dir", O_RDONLY)), -EISDIR);
	KUNIT_EXPECT_EQ(test, PTR_ERR(proc_open("kunit_none", O_RDONLY)), -ENOENT);
	KUNIT_EXPECT_EQ(test, PTR_ERR(proc_open("version/x", O_RDONLY)), -ENOENT);
	KUNIT_EXPECT_EQ(test, PTR_ERR(proc_open("version", O_WRONLY)), -EACCES);
	proc_remove(dir);
}

static int close_later(void *file)
{
	msleep(40);
	proc_close(file);
	return 0;
}

static void removal_waits_until_the_file_is_closed(struct kunit *test)
{
	struct proc_dir_entry *entry = proc_create_single("kunit_busy", 0, NULL, answer_show);
	struct task_struct *closer;
	unsigned long before = jiffies;
	struct file *file;

	KUNIT_ASSERT_NOT_NULL(test, entry);
	file = proc_open("kunit_busy", O_RDONLY);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	closer = kthread_run(close_later, file, "kunit-closer");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, closer);
	proc_remove(entry);
	KUNIT_EXPECT_GE(test, jiffies_to_msecs(jiffies - before), 36u);
}

static void count_name(const char *name, umode_t mode, void *context)
{
	unsigned int *count = context;

	++*count;
}

static void every_promised_file_is_there_and_not_empty(struct kunit *test)
{
	static const char *const names[] = {
		"meminfo", "buddyinfo", "zoneinfo", "slabinfo", "vmallocinfo", "iomem", "ioports",
		"interrupts", "cmdline", "version", "uptime", "stat", "loadavg", "vmstat",
		"pagetypeinfo",
	};
	char *text = kunit_kzalloc(test, 64 << 10, GFP_KERNEL);
	unsigned int count = 0;

	KUNIT_ASSERT_NOT_NULL(test, text);
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		KUNIT_EXPECT_GT_MSG(test, read_file(names[i], text, 64 << 10), 0, "%s", names[i]);
	KUNIT_EXPECT_GE(test, proc_list("", count_name, &count), (int)ARRAY_SIZE(names));
	KUNIT_EXPECT_GE(test, count, (unsigned int)ARRAY_SIZE(names));
	KUNIT_EXPECT_EQ(test, proc_list("version", count_name, &count), -ENOTDIR);
}

static unsigned long kilobytes(const char *text, const char *label)
{
	const char *at = strstr(text, label);

	return at ? simple_strtoul(skip_spaces(at + strlen(label)), NULL, 10) : ~0ul;
}

static void meminfo_agrees_with_the_page_allocator(struct kunit *test)
{
	char *text = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	unsigned long managed = 0;
	struct zone *zone;

	KUNIT_ASSERT_NOT_NULL(test, text);
	KUNIT_ASSERT_GT(test, read_file("meminfo", text, PAGE_SIZE), 0);
	for_each_zone(zone)
		managed += zone_managed_pages(zone);
	KUNIT_EXPECT_EQ(test, kilobytes(text, "MemTotal:"), managed * (PAGE_SIZE >> 10));
	KUNIT_EXPECT_EQ(test, kilobytes(text, "LowTotal:") + kilobytes(text, "HighTotal:"),
			kilobytes(text, "MemTotal:"));
	KUNIT_EXPECT_EQ(test, kilobytes(text, "LowFree:") + kilobytes(text, "HighFree:"),
			kilobytes(text, "MemFree:"));
	KUNIT_EXPECT_LE(test, kilobytes(text, "MemFree:"), kilobytes(text, "MemTotal:"));
	KUNIT_EXPECT_TRUE(test, strstr(text, "\nVmallocUsed:") != NULL);
}

static struct kunit_case procfs_cases[] = {
	KUNIT_CASE(a_file_in_a_folder_is_found_by_its_path),
	KUNIT_CASE(names_that_are_bad_or_taken_are_refused),
	KUNIT_CASE(opening_tells_folders_from_files_and_rights),
	KUNIT_CASE(removal_waits_until_the_file_is_closed),
	KUNIT_CASE(every_promised_file_is_there_and_not_empty),
	KUNIT_CASE(meminfo_agrees_with_the_page_allocator),
	{}
};

static struct kunit_suite procfs_suite = {
	.name = "procfs",
	.test_cases = procfs_cases,
};
kunit_test_suite(procfs_suite);
