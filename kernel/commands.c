// SPDX-License-Identifier: MIT
/*
 * kernel/commands.c: the console's own commands: help, what time it is, how to end.
 *
 * Commands that belong to a unit are defined beside it; these belong to no other.
 */
#include <asm/reboot.h>
#include <kunit/test.h>
#include <linux/blkdev.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kmsg_dump.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <linux/time.h>
#include <linux/timekeeping.h>
#include <slate/command.h>
#include <slate/version.h>
#include <slate/param.h>
#include <slate/selfcheck.h>

#define HELP_COLUMN 28	 /* where the explanations begin */
#define LOG_LINE    1152 /* bytes of the longest record as text */

static void print_usage(const char *name, const char *synopsis, const char *separator,
			const char *help)
{
	char left[64];

	snprintf(left, sizeof(left), "%s%s%s", name, *synopsis ? separator : "", synopsis);
	console_printf("%-*s %s\n", HELP_COLUMN - 1, left, help);
}

static int help_params(void)
{
	for (const struct kernel_param *kp = params_next(NULL); kp; kp = params_next(kp))
		print_usage(kp->name, param_accepts(kp), "=", param_help(kp));
	return 0;
}

/* The command whose name comes next behind @name, or the first: the table is in link order. */
static const struct command *next_by_name(const char *name)
{
	const struct command *best = NULL;

	for (const struct command *c = __start_command; c < __stop_command; c++)
		if ((!name || strcmp(c->name, name) > 0) && (!best || strcmp(c->name, best->name) < 0))
			best = c;
	return best;
}

static int run_help(int argc, char **argv)
{
	const struct command *c;

	if (argc > 1 && !strcmp(argv[1], "params"))
		return help_params();
	for (c = next_by_name(NULL); c; c = next_by_name(c->name)) {
		if (argc > 1 && strcmp(c->name, argv[1]))
			continue;
		print_usage(c->name, c->synopsis, " ", c->help);
		if (argc > 1)
			return 0;
	}
	if (argc > 1)
		return -ENOENT;
	console_printf("Words may be quoted; `;' separates commands. Tab completes, Ctrl-C ends.\n");
	return 0;
}

static void complete_help(struct completions *list, const char *word)
{
	for (const struct command *c = __start_command; c < __stop_command; c++)
		offer_completion(list, c->name);
	offer_completion(list, "params");
}
COMMAND_COMPLETE(help, "[COMMAND|params]", "what there is to type, or what the command line takes",
		 run_help, complete_help);

static int run_clear(int argc, char **argv)
{
	console_printf("\033[H\033[2J");
	return 0;
}
COMMAND(clear, "", "clear the screen", run_clear);

static int run_version(int argc, char **argv)
{
	console_printf("%s", slate_banner);
	return 0;
}
COMMAND(version, "", "which Slate this is", run_version);

/* As date(1) prints it: Sat Nov 21 03:40:00 UTC 2026. */
static int run_date(int argc, char **argv)
{
	static const char days[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct tm tm;

	time64_to_tm(ktime_get_real_seconds(), 0, &tm);
	console_printf("%s %s %2d %02d:%02d:%02d UTC %ld\n", days[tm.tm_wday], months[tm.tm_mon],
		       tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, tm.tm_year + 1900L);
	return 0;
}
COMMAND(date, "", "the time of day, by the battery clock", run_date);

static int run_dmesg(int argc, char **argv)
{
	struct kmsg_dump_iter iter;
	static char line[LOG_LINE];
	size_t len;

	kmsg_dump_rewind(&iter);
	while (kmsg_dump_get_line(&iter, false, line, sizeof(line), &len)) {
		console_puts(line, len);
		if (console_interrupted())
			return -EINTR;
	}
	return 0;
}
COMMAND(dmesg, "", "print the kernel's log", run_dmesg);

static int run_test(int argc, char **argv)
{
	return kunit_run_matching(argc > 1 ? argv[1] : NULL) ? -EIO : 0;
}

static void complete_test(struct completions *list, const char *word)
{
	struct kunit_suite *suite;

	for (unsigned int i = 0; (suite = kunit_suite_at(i)); i++)
		offer_completion(list, suite->name);
}
COMMAND_COMPLETE(test, "[GLOB]", "run the self-tests whose names match", run_test, complete_test);

/* Every unit's walk over its own invariants. */
static int run_selfcheck(int argc, char **argv)
{
	int faults = 0;

	for_each_selfcheck(c) {
		int found;

		if (argc > 1 && !glob_match(argv[1], c->name))
			continue;
		found = c->check();
		console_printf("%-20s %s\n", c->name, found ? "FAULTY" : "sound");
		if (argc > 1 && c->report)
			c->report();
		faults += found != 0;
	}
	return faults ? -EIO : 0;
}

static void complete_selfcheck(struct completions *list, const char *word)
{
	for_each_selfcheck(c)
		offer_completion(list, c->name);
}
COMMAND_COMPLETE(selfcheck, "[GLOB]", "walk every unit's invariants; with GLOB also report its state",
		 run_selfcheck, complete_selfcheck);

static int run_poweroff(int argc, char **argv)
{
	sync_bdevs(true);
	machine_exit(true);
}
COMMAND_TYPED_WHOLE(poweroff, "", "switch the machine off", run_poweroff);

static int run_reboot(int argc, char **argv)
{
	sync_bdevs(true);
	machine_restart();
}
COMMAND_TYPED_WHOLE(reboot, "", "start the machine anew", run_reboot);
