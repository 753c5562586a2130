// SPDX-License-Identifier: MIT
/* tests/test_console.c: running lines, the table of commands, interrupting, and the input queue. */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <slate/command.h>
#include <slate/input.h>
#include <slate/serial.h>

/* What the probe command below was called with, and what it shall answer. */
static struct {
	int calls, argc, result;
	char last[16];
	bool interrupt;
} probe;

static int run_probe(int argc, char **argv)
{
	static const u8 ctrl_c = INPUT_INTERRUPT;

	probe.calls++;
	probe.argc = argc;
	strscpy(probe.last, argv[argc - 1], sizeof(probe.last));
	if (probe.interrupt)
		input_put(&ctrl_c, 1);
	return argv[argc] ? -EINVAL : probe.result;
}
COMMAND(kunit_probe, "[WORD...]", "used by the self-tests: counts its calls", run_probe);

static int probe_init(struct kunit *test)
{
	memset(&probe, 0, sizeof(probe));
	return 0;
}

static void a_line_runs_its_commands_in_order(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, console_run("kunit_probe a; kunit_probe \"b c\" d"), 0);
	KUNIT_EXPECT_EQ(test, probe.calls, 2);
	KUNIT_EXPECT_EQ(test, probe.argc, 3);
	KUNIT_EXPECT_STREQ(test, probe.last, "d");
}

static void the_first_error_is_the_line_s_and_the_rest_still_runs(struct kunit *test)
{
	probe.result = -ENODEV;
	KUNIT_EXPECT_EQ(test, console_run("kunit_probe; kunit_no_such_command; kunit_probe"), -ENODEV);
	KUNIT_EXPECT_EQ(test, probe.calls, 2);
	probe.result = 0;
	KUNIT_EXPECT_EQ(test, console_run("kunit_probe; kunit_no_such_command"), -ENOENT);
	KUNIT_EXPECT_EQ(test, console_run("kunit_probe 'x"), -EINVAL);
	KUNIT_EXPECT_EQ(test, console_run(""), 0);
}

static void ctrl_c_ends_the_line_and_is_then_forgotten(struct kunit *test)
{
	probe.interrupt = true;
	KUNIT_EXPECT_EQ(test, console_run("kunit_probe; kunit_probe; kunit_probe"), -EINTR);
	KUNIT_EXPECT_EQ(test, probe.calls, 1);
	KUNIT_EXPECT_FALSE(test, console_interrupted());
	KUNIT_EXPECT_EQ(test, input_get(0), -ETIMEDOUT);
}

static void every_command_has_a_name_of_its_own_and_a_help_line(struct kunit *test)
{
	for (const struct command *a = __start_command; a < __stop_command; a++) {
		KUNIT_EXPECT_GT_MSG(test, strlen(a->help), (size_t)0, "%s", a->name);
		KUNIT_EXPECT_NOT_NULL(test, a->run);
		KUNIT_EXPECT_TRUE(test, !strpbrk(a->name, " ;'\"#"));
		for (const struct command *b = __start_command; b < a; b++)
			KUNIT_EXPECT_NE_MSG(test, strcmp(a->name, b->name), 0, "%s twice", a->name);
	}
}

static void the_promised_commands_are_there(struct kunit *test)
{
	static const char *const names[] = {
		"help", "cat", "ls", "free", "dmesg", "test", "bench", "reboot", "poweroff",
		"uptime", "date", "ps", "version", "clear", "echo", "selfcheck",
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		bool found = false;

		for (const struct command *c = __start_command; c < __stop_command; c++)
			found |= !strcmp(c->name, names[i]);
		KUNIT_EXPECT_TRUE_MSG(test, found, "%s", names[i]);
	}
}

static void commands_say_what_is_wrong_by_their_result(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, console_run("cat /no/such/file"), -ENOENT);
	KUNIT_EXPECT_EQ(test, console_run("cat /proc"), -EISDIR);
	KUNIT_EXPECT_EQ(test, console_run("ls /proc/version"), -ENOTDIR);
	KUNIT_EXPECT_EQ(test, console_run("free -x"), -EINVAL);
	KUNIT_EXPECT_EQ(test, console_run("help kunit_no_such_command"), -ENOENT);
	KUNIT_EXPECT_STREQ(test, errno_text(-ENOENT), "No such file or directory");
	KUNIT_EXPECT_STREQ(test, errno_text(4711), "Error");
}

static void input_comes_out_in_the_order_it_went_in(struct kunit *test)
{
	u8 bytes[64];

	for (unsigned int i = 0; i < sizeof(bytes); i++)
		bytes[i] = 'A' + i % 26;
	for (int round = 0; round < 200; round++) {
		input_put(bytes, sizeof(bytes));
		for (unsigned int i = 0; i < sizeof(bytes); i++)
			KUNIT_ASSERT_EQ(test, input_get(HZ), bytes[i]);
	}
	KUNIT_EXPECT_EQ(test, input_check(), 0);
}

static void a_full_queue_drops_and_counts_and_a_read_gives_room(struct kunit *test)
{
	struct input_stats before, after;
	unsigned int room = input_room();
	u8 byte = 'x';

	input_get_stats(&before);
	for (unsigned int i = 0; i < room + 5; i++)
		input_put(&byte, 1);
	input_get_stats(&after);
	KUNIT_EXPECT_EQ(test, after.dropped - before.dropped, 5ull);
	KUNIT_EXPECT_EQ(test, input_room(), 0u);
	KUNIT_EXPECT_EQ(test, input_check(), 0);
	while (input_get(0) >= 0)
		;
	KUNIT_EXPECT_EQ(test, input_room(), room);
}

static void waiting_for_input_ends_in_time(struct kunit *test)
{
	unsigned long before = jiffies;

	KUNIT_EXPECT_EQ(test, input_get(5), -ETIMEDOUT);
	KUNIT_EXPECT_GE(test, jiffies - before, 4ul);
	KUNIT_EXPECT_LE(test, jiffies - before, (unsigned long)HZ);
}

static void serial_registers_are_as_they_were_set(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, serial_check(), 0);
}

static struct kunit_case console_cases[] = {
	KUNIT_CASE(a_line_runs_its_commands_in_order),
	KUNIT_CASE(the_first_error_is_the_line_s_and_the_rest_still_runs),
	KUNIT_CASE(ctrl_c_ends_the_line_and_is_then_forgotten),
	KUNIT_CASE(every_command_has_a_name_of_its_own_and_a_help_line),
	KUNIT_CASE(the_promised_commands_are_there),
	KUNIT_CASE(commands_say_what_is_wrong_by_their_result),
	{}
};

static struct kunit_suite console_suite = {
	.name = "console",
	.init = probe_init,
	.test_cases = console_cases,
};

static struct kunit_case serial_cases[] = {
	KUNIT_CASE(serial_registers_are_as_they_were_set),
	KUNIT_CASE(input_comes_out_in_the_order_it_went_in),
	KUNIT_CASE(a_full_queue_drops_and_counts_and_a_read_gives_room),
	KUNIT_CASE(waiting_for_input_ends_in_time),
	{}
};

static struct kunit_suite serial_suite = {
	.name = "serial",
	.test_cases = serial_cases,
};
kunit_test_suites(&serial_suite, &console_suite);
