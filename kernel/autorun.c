// SPDX-License-Identifier: MIT
/*
 * kernel/autorun.c: what the command line asks for instead of a prompt.
 *
 *     test[=GLOB]      the self-tests, KTAP on the console
 *     bench[=GLOB]     the timed loops
 *     run="cmd; cmd"   commands, as if typed
 *
 * Each given one is done, in this order, and then the machine ends: success if all of it succeeded.
 */
#include <kunit/test.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <slate/bench.h>
#include <slate/command.h>
#include <slate/console.h>
#include <slate/param.h>

#define GLOB_MAX 64
#define RUN_MAX	 1024

static struct {
	bool test, bench, run;
	char test_glob[GLOB_MAX], bench_glob[GLOB_MAX];
	char line[RUN_MAX];
} wanted;

static int take(bool *given, char *buffer, size_t size, const char *value)
{
	*given = true;
	return strscpy(buffer, value ? value : "", size) < 0 ? -ENOSPC : 0;
}

static int set_test(char *value)
{
	return take(&wanted.test, wanted.test_glob, sizeof(wanted.test_glob), value);
}
SLATE_PARAM_CALL("test", set_test, "[GLOB]", "run the self-tests that match, then power off");

static int set_bench(char *value)
{
	return take(&wanted.bench, wanted.bench_glob, sizeof(wanted.bench_glob), value);
}
SLATE_PARAM_CALL("bench", set_bench, "[GLOB]", "run the timed loops that match, then power off");

static int set_run(char *value)
{
	return take(&wanted.run, wanted.line, sizeof(wanted.line), value);
}
SLATE_PARAM_CALL("run", set_run, "\"COMMAND; COMMAND\"", "run console commands, then power off");

bool autorun(bool *ok)
{
	*ok = true;
	if (wanted.test)
		*ok &= kunit_run_matching(*wanted.test_glob ? wanted.test_glob : NULL) == 0;
	if (wanted.bench)
		*ok &= bench_run(wanted.bench_glob) == 0;
	if (wanted.run)
		*ok &= console_run(wanted.line) == 0;
	return wanted.test || wanted.bench || wanted.run;
}
