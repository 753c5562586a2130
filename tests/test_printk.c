// SPDX-License-Identifier: MIT
/* tests/test_printk.c: what is logged is stored whole, in order, and shown once on each console. */
#include <kunit/test.h>
#include <linux/console.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/kmsg_dump.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/string.h>

static char shown[2048];
static unsigned int shown_len, writes;

static void remember(struct console *con, const char *text, unsigned int len)
{
	writes++;
	if (shown_len + len < sizeof(shown)) {
		memcpy(shown + shown_len, text, len);
		shown_len += len;
		shown[shown_len] = '\0';
	}
}

static void start_watching(struct console *con)
{
	shown_len = writes = 0;
	shown[0] = '\0';
	*con = (struct console){ .name = "watch", .write = remember, .index = -1, .flags = CON_ENABLED };
	register_console(con);
	con->flags |= CON_ENABLED;
}

static void a_line_reaches_a_console_once_with_a_time_stamp(struct kunit *test)
{
	struct console con;

	start_watching(&con);
	pr_info("printk-test: one line, value=%d\n", 42);
	KUNIT_EXPECT_EQ(test, unregister_console(&con), 0);
	KUNIT_EXPECT_EQ(test, shown[0], '[');
	KUNIT_EXPECT_NOT_NULL(test, strstr(shown, "] printk-test: one line, value=42\n"));
	KUNIT_EXPECT_EQ(test, writes, 1U);
	KUNIT_EXPECT_EQ(test, unregister_console(&con), -ENODEV);
}

static void lines_above_the_console_level_are_stored_but_not_shown(struct kunit *test)
{
	struct console con;
	int level = console_loglevel;
	struct printk_stats before, after;

	printk_get_stats(&before);
	start_watching(&con);
	console_loglevel = CONSOLE_LOGLEVEL_QUIET;
	pr_info("printk-test: too quiet to be shown\n");
	console_loglevel = level;
	unregister_console(&con);
	printk_get_stats(&after);
	KUNIT_EXPECT_EQ(test, writes, 0U);
	KUNIT_EXPECT_EQ(test, after.next_seq, before.next_seq + 1);
}

static void pr_cont_goes_on_with_the_line(struct kunit *test)
{
	struct printk_stats before, after;
	struct console con;

	start_watching(&con);
	printk_get_stats(&before);
	printk(KERN_INFO "printk-test: a");
	pr_cont(" b");
	pr_cont(" c\n");
	printk_get_stats(&after);
	unregister_console(&con);
	KUNIT_EXPECT_NOT_NULL(test, strstr(shown, "printk-test: a b c\n"));
	KUNIT_EXPECT_EQ(test, after.next_seq, before.next_seq + 1);
}

static void an_unfinished_line_is_closed_by_the_next_one(struct kunit *test)
{
	struct console con;

	start_watching(&con);
	printk(KERN_INFO "printk-test: first");
	printk(KERN_INFO "printk-test: second\n");
	unregister_console(&con);
	KUNIT_EXPECT_NOT_NULL(test, strstr(shown, "printk-test: first\n["));
	KUNIT_EXPECT_NOT_NULL(test, strstr(shown, "printk-test: second\n"));
}

static void each_line_of_a_record_gets_its_own_stamp(struct kunit *test)
{
	struct console con;

	start_watching(&con);
	pr_info("printk-test: up\nprintk-test: down\n");
	unregister_console(&con);
	KUNIT_EXPECT_NOT_NULL(test, strstr(shown, "] printk-test: up\n["));
	KUNIT_EXPECT_NOT_NULL(test, strstr(shown, "] printk-test: down\n"));
}

static void printing_with_interrupts_off_loses_nothing(struct kunit *test)
{
	struct console con;

	start_watching(&con);
	local_irq_disable();
	pr_info("printk-test: from the dark\n");
	local_irq_enable();
	unregister_console(&con);
	KUNIT_EXPECT_NOT_NULL(test, strstr(shown, "from the dark\n"));
}

static void print_inside(struct console *con, const char *text, unsigned int len)
{
	if (!writes++)
		pr_info("printk-test: inner\n");
	else
		remember(con, text, len);
}

static void a_line_printed_by_a_console_is_shown_after_the_outer_one(struct kunit *test)
{
	struct console con;

	start_watching(&con);
	con.write = print_inside;
	pr_info("printk-test: outer\n");
	unregister_console(&con);
	KUNIT_EXPECT_NOT_NULL(test, strstr(shown, "printk-test: inner\n"));
}

static void a_late_console_is_shown_the_whole_log(struct kunit *test)
{
	struct console con = { .name = "late", .write = remember, .index = -1,
			       .flags = CON_ENABLED | CON_PRINTBUFFER };
	struct printk_stats stats;

	shown_len = writes = 0;
	pr_info("printk-test: before the console\n");
	printk_get_stats(&stats);
	register_console(&con);
	con.flags |= CON_ENABLED;
	pr_info("printk-test: after it\n");
	unregister_console(&con);
	KUNIT_EXPECT_GE(test, (u64)writes, (u64)1);
	KUNIT_EXPECT_EQ(test, con.seq, stats.next_seq + 1);
}

static void dmesg_walks_from_the_oldest_to_the_newest_record(struct kunit *test)
{
	static char line[PRINTK_MESSAGE_MAX];
	struct kmsg_dump_iter iter;
	struct printk_stats stats;
	u64 lines = 0;
	bool found = false;
	size_t len;

	pr_info("printk-test: needle\n");
	printk_get_stats(&stats);
	kmsg_dump_rewind(&iter);
	while (kmsg_dump_get_line(&iter, true, line, sizeof(line), &len)) {
		lines++;
		found |= strstr(line, "<6>") == line && strstr(line, "printk-test: needle\n");
	}
	KUNIT_EXPECT_TRUE(test, found);
	KUNIT_EXPECT_EQ(test, lines, stats.next_seq - stats.first_seq);
	KUNIT_EXPECT_EQ(test, printk_check(), 0);
}

static void a_line_that_is_too_long_is_cut_and_says_so(struct kunit *test)
{
	struct console con;

	start_watching(&con);
	pr_info("printk-test: %1500s\n", "end");
	unregister_console(&con);
	KUNIT_EXPECT_NOT_NULL(test, strstr(shown, "...[cut]\n"));
	KUNIT_EXPECT_LE(test, shown_len, PRINTK_MESSAGE_MAX + 32U);
}

static void the_ring_wraps_without_damage(struct kunit *test)
{
	int level = console_loglevel;
	struct printk_stats before, after;

	printk_get_stats(&before);
	console_loglevel = 0;
	for (int i = 0; i < 3000; i++) {
		printk(KERN_DEBUG "printk-test: filling the ring, line %d %.*s\n", i, i % 97,
		       "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456");
		if (i % 100 == 0)
			KUNIT_EXPECT_EQ(test, printk_check(), 0);
	}
	console_loglevel = level;
	printk_get_stats(&after);
	KUNIT_EXPECT_EQ(test, after.next_seq, before.next_seq + 3000);
	KUNIT_EXPECT_GT(test, after.first_seq, before.first_seq);
	KUNIT_EXPECT_EQ(test, printk_check(), 0);
}

static void a_rate_limit_lets_a_burst_through_and_no_more(struct kunit *test)
{
	struct ratelimit_state rs;
	int through = 0;

	ratelimit_state_init(&rs, 60 * HZ, 4);
	for (int i = 0; i < 20; i++)
		through += __ratelimit(&rs);
	KUNIT_EXPECT_EQ(test, through, 4);
	KUNIT_EXPECT_EQ(test, rs.missed, 16);
}

static void a_hex_dump_line_has_linuxs_layout(struct kunit *test)
{
	static const u8 bytes[16] = "ABCDEFGH\x01\x02" "klmnop";
	char line[100];

	KUNIT_EXPECT_EQ(test, hex_dump_to_buffer(bytes, 16, 16, 1, line, sizeof(line), true), 65);
	KUNIT_EXPECT_STREQ(test, line,
			   "41 42 43 44 45 46 47 48 01 02 6b 6c 6d 6e 6f 70  ABCDEFGH..klmnop");
	hex_dump_to_buffer(bytes, 8, 16, 4, line, sizeof(line), false);
	KUNIT_EXPECT_STREQ(test, line, "44434241 48474645");
	KUNIT_EXPECT_EQ(test, hex_dump_to_buffer(bytes, 16, 16, 1, line, 8, false), 47);
	KUNIT_EXPECT_STREQ(test, line, "41 42 4");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_line_reaches_a_console_once_with_a_time_stamp),
	KUNIT_CASE(lines_above_the_console_level_are_stored_but_not_shown),
	KUNIT_CASE(pr_cont_goes_on_with_the_line),
	KUNIT_CASE(an_unfinished_line_is_closed_by_the_next_one),
	KUNIT_CASE(each_line_of_a_record_gets_its_own_stamp),
	KUNIT_CASE(printing_with_interrupts_off_loses_nothing),
	KUNIT_CASE(a_line_printed_by_a_console_is_shown_after_the_outer_one),
	KUNIT_CASE(a_late_console_is_shown_the_whole_log),
	KUNIT_CASE(dmesg_walks_from_the_oldest_to_the_newest_record),
	KUNIT_CASE(a_line_that_is_too_long_is_cut_and_says_so),
	KUNIT_CASE(the_ring_wraps_without_damage),
	KUNIT_CASE(a_rate_limit_lets_a_burst_through_and_no_more),
	KUNIT_CASE(a_hex_dump_line_has_linuxs_layout),
	{}
};

static struct kunit_suite suite = { .name = "printk", .test_cases = cases };
kunit_test_suite(suite);
