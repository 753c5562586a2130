// SPDX-License-Identifier: MIT
/* tests/test_seq_file.c: files of records, and the tree of /proc that holds them. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define NR_RECORDS 40
#define TEXT_MAX   (128 << 10) /* bytes: more than any case's records have */
#define WIDE	   120	       /* dots a record number: the last records are longer than a page */

/* Record i is its number and i * `width` dots. */
static struct {
	unsigned int starts, stops, shows, width;
	int fail_at;
} records;

static void *records_start(struct seq_file *m, loff_t *pos)
{
	records.starts++;
	return *pos < NR_RECORDS ? (void *)(unsigned long)(*pos + 1) : NULL;
}

static void *records_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return *pos < NR_RECORDS ? (void *)(unsigned long)(*pos + 1) : NULL;
}

static void records_stop(struct seq_file *m, void *v)
{
	records.stops++;
}

static int records_show(struct seq_file *m, void *v)
{
	int i = (unsigned long)v - 1;

	records.shows++;
	if (i == records.fail_at)
		return -EIO;
	if (i % 10 == 9) {
		seq_puts(m, "never seen\n");
		return SEQ_SKIP;
	}
	seq_printf(m, "%d", i);
	for (unsigned int dots = 0; dots < i * records.width; dots++)
		seq_putc(m, '.');
	seq_putc(m, '\n');
	return 0;
}

static const struct seq_operations records_ops = {
	.start = records_start,
	.next = records_next,
	.stop = records_stop,
	.show = records_show,
};

static int records_init(struct kunit *test)
{
	memset(&records, 0, sizeof(records));
	records.fail_at = -1;
	return proc_create_seq("kunit_records", 0, NULL, &records_ops) ? 0 : -ENOMEM;
}

static void records_exit(struct kunit *test)
{
	remove_proc_entry("kunit_records", NULL);
}

/* Read the file in pieces of @piece bytes. Return: its text, freed with the test. */
static char *read_all(struct kunit *test, size_t piece, ssize_t *total)
{
	char *text = kunit_kzalloc(test, TEXT_MAX, GFP_KERNEL);
	struct file *file = proc_open("kunit_records", O_RDONLY);
	loff_t pos = 0;
	ssize_t n;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, text);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	while ((n = kernel_read(file, text + pos, min(piece, (size_t)(TEXT_MAX - pos)), &pos)) > 0)
		;
	KUNIT_EXPECT_LT(test, pos, TEXT_MAX);
	*total = n < 0 ? n : (ssize_t)pos;
	proc_close(file);
	return text;
}

static void the_size_of_reads_does_not_change_the_text(struct kunit *test)
{
	static const size_t pieces[] = { 1, 2, 7, 100, 4095, 4096, 60000 };
	ssize_t whole, n;
	char *text = read_all(test, 60000, &whole);

	KUNIT_ASSERT_GT(test, whole, 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(pieces); i++) {
		char *again = read_all(test, pieces[i], &n);

		KUNIT_EXPECT_EQ(test, n, whole);
		KUNIT_EXPECT_STREQ(test, again, text);
	}
	KUNIT_EXPECT_NULL(test, strstr(text, "never"));
	KUNIT_EXPECT_EQ(test, records.starts, records.stops);
}

static void a_record_longer_than_a_page_grows_the_buffer(struct kunit *test)
{
	ssize_t n, expected = 0;
	char *text;

	records.width = WIDE;
	text = read_all(test, 512, &n);
	for (int i = 0; i < NR_RECORDS; i++)
		if (i % 10 != 9)
			expected += WIDE * i + (i > 9 ? 2 : 1) + 1;
	KUNIT_EXPECT_GT(test, WIDE * (NR_RECORDS - 2), (int)PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, n, expected);
	KUNIT_EXPECT_EQ(test, text[n - 1], '\n');
	KUNIT_EXPECT_EQ(test, records.starts, records.stops);
}

static void reading_at_a_position_gives_what_is_there(struct kunit *test)
{
	struct file *file = proc_open("kunit_records", O_RDONLY);
	ssize_t whole;
	char *text = read_all(test, 4096, &whole);
	char part[8];

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	for (loff_t at = whole - 1; at >= 0; at -= 5) {
		loff_t pos = at;
		ssize_t n = kernel_read(file, part, sizeof(part), &pos);

		KUNIT_ASSERT_GT(test, n, 0);
		KUNIT_EXPECT_EQ(test, pos, at + n);
		KUNIT_EXPECT_EQ(test, memcmp(part, text + at, n), 0);
	}
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, 3, SEEK_SET), 3);
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, -4, SEEK_SET), -EINVAL);
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, 0, SEEK_END), -EINVAL);
	proc_close(file);
}

static void an_error_of_show_reaches_the_reader_after_what_came_before(struct kunit *test)
{
	ssize_t n;

	records.fail_at = 5;
	read_all(test, 4096, &n);
	KUNIT_EXPECT_EQ(test, n, -EIO);
	KUNIT_EXPECT_EQ(test, records.starts, records.stops);
}

static int columns_show(struct seq_file *m, void *v)
{
	seq_setwidth(m, 8);
	seq_puts(m, "ab");
	seq_pad(m, '|');
	seq_put_decimal_ull_width(m, " ", 42, 5);
	seq_put_decimal_ll(m, " ", -7);
	seq_put_hex_ll(m, " ", 0xbeef, 8);
	seq_putc(m, ' ');
	seq_escape(m, "a b\n", " \n");
	return 0;
}

static void printing_helpers_lay_out_as_linux_does(struct kunit *test)
{
	struct file *file;
	char text[64] = "";
	loff_t pos = 0;

	KUNIT_ASSERT_NOT_NULL(test, proc_create_single("kunit_columns", 0, NULL, columns_show));
	file = proc_open("kunit_columns", O_RDONLY);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	kernel_read(file, text, sizeof(text) - 1, &pos);
	proc_close(file);
	remove_proc_entry("kunit_columns", NULL);
	KUNIT_EXPECT_STREQ(test, text, "ab      |    42 -7 0000beef a\\040b\\012");
}

static void kernel_pointers_pass_only_within_file_calls(struct kunit *test)
{
	char byte = 1;

	KUNIT_EXPECT_FALSE(test, access_ok(&byte, 1));
	KUNIT_EXPECT_EQ(test, copy_to_user(&byte, "x", 1), 1ul);
	kernel_pointers_begin();
	KUNIT_EXPECT_TRUE(test, access_ok(&byte, 1));
	KUNIT_EXPECT_FALSE(test, access_ok(NULL, 1));
	KUNIT_EXPECT_FALSE(test, access_ok(&byte, ULONG_MAX));
	kernel_pointers_end();
}

static struct kunit_case seq_file_cases[] = {
	KUNIT_CASE(the_size_of_reads_does_not_change_the_text),
	KUNIT_CASE(a_record_longer_than_a_page_grows_the_buffer),
	KUNIT_CASE(reading_at_a_position_gives_what_is_there),
	KUNIT_CASE(an_error_of_show_reaches_the_reader_after_what_came_before),
	KUNIT_CASE(printing_helpers_lay_out_as_linux_does),
	KUNIT_CASE(kernel_pointers_pass_only_within_file_calls),
	{}
};

static struct kunit_suite seq_file_suite = {
	.name = "seq_file",
	.init = records_init,
	.exit = records_exit,
	.test_cases = seq_file_cases,
};
kunit_test_suite(seq_file_suite);
