/* SPDX-License-Identifier: MIT */
/*
 * tests/log_watch.h: read what the kernel reports about a bug that a test commits on purpose.
 *
 *     struct log_watch watch;
 *
 *     log_watch_start(&watch);          consoles are silent from here on; the log is not
 *     kfree(twice);
 *     log_watch_stop(&watch);
 *     KUNIT_EXPECT_TRUE(test, log_saw(&watch, "BUG kmalloc-64 *: Object already free"));
 */
#ifndef TESTS_LOG_WATCH_H
#define TESTS_LOG_WATCH_H

#include <linux/kmsg_dump.h>
#include <linux/printk.h>
#include <linux/stdarg.h>
#include <linux/string.h>

struct log_watch {
	u64 from, to; /* records of the log */
	int level;    /* of the consoles before */
};

static inline void log_watch_start(struct log_watch *watch)
{
	struct kmsg_dump_iter iter;

	kmsg_dump_rewind(&iter);
	watch->from = iter.next_seq;
	watch->level = console_loglevel;
	console_loglevel = 0;
}

static inline void log_watch_stop(struct log_watch *watch)
{
	struct kmsg_dump_iter iter;

	kmsg_dump_rewind(&iter);
	watch->to = iter.next_seq;
	console_loglevel = watch->level;
}

/* Lines logged during @watch that match the shell pattern @glob, which stands for a whole line. */
static inline unsigned int log_count(const struct log_watch *watch, const char *glob)
{
	static char line[512];
	struct kmsg_dump_iter iter;
	unsigned int nr = 0;
	size_t len;

	kmsg_dump_rewind(&iter);
	iter.cur_seq = max(iter.cur_seq, watch->from);
	iter.next_seq = min(iter.next_seq, watch->to);
	while (kmsg_dump_get_line(&iter, false, line, sizeof(line), &len)) {
		char *text = strstr(line, "] ");

		line[strcspn(line, "\n")] = 0;
		nr += glob_match(glob, text ? text + 2 : line);
	}
	return nr;
}

/* Is there such a line? @fmt makes the pattern. */
static inline __printf(2, 3) bool log_saw(const struct log_watch *watch, const char *fmt, ...)
{
	static char glob[320];
	va_list args;

	va_start(args, fmt);
	vsnprintf(glob, sizeof(glob), fmt, args);
	va_end(args);
	return log_count(watch, glob);
}

#endif
