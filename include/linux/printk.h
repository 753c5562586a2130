/* SPDX-License-Identifier: MIT */
/*
 * linux/printk.h: the kernel's voice.
 *
 * pr_info("unit: value=%lu pages\n", n) stores one record in the ring buffer and hands it to each
 * registered console. It works from the first line of C and in every context: interrupts, with
 * locks held, in the middle of another printk (the record is stored and the outer one prints it).
 *
 * Source: Linux Documentation/core-api/printk-basics.rst; LDD 3 ch. 4 "Debugging by Printing".
 */
#ifndef _LINUX_PRINTK_H
#define _LINUX_PRINTK_H

#include <linux/compiler.h>
#include <linux/kern_levels.h>
#include <linux/stdarg.h>
#include <linux/types.h>

#define MESSAGE_LOGLEVEL_DEFAULT LOGLEVEL_WARNING
#define CONSOLE_LOGLEVEL_SILENT	 0
#define CONSOLE_LOGLEVEL_QUIET	 4 /* `quiet`: errors and worse */
#define CONSOLE_LOGLEVEL_DEFAULT 7 /* all but debug */
#define CONSOLE_LOGLEVEL_DEBUG	 10
#define CONSOLE_LOGLEVEL_MOTORMOUTH 15

/* The longest text of one record, in bytes; what is longer is cut, and the cut is marked. */
#define PRINTK_MESSAGE_MAX 1024

extern int console_printk[4]; /* [0] is the console level: lines below it are shown */
#define console_loglevel	 (console_printk[0])
#define default_message_loglevel (console_printk[1])

/* From now on show everything: something is wrong. */
static inline void console_verbose(void)
{
	if (console_loglevel)
		console_loglevel = CONSOLE_LOGLEVEL_MOTORMOUTH;
}

/*
 * Log one record. @fmt starts with a KERN_ level, or MESSAGE_LOGLEVEL_DEFAULT is meant. Without a
 * final newline the record stays open for pr_cont() from the same context.
 * Context: any. Return: bytes of text stored.
 */
__printf(1, 2) int _printk(const char *fmt, ...);
__printf(1, 0) int vprintk(const char *fmt, va_list args);
#define printk(fmt, ...) _printk(fmt, ##__VA_ARGS__)

/* As printk, but the consoles are served later (by the next printk or tick). Context: any. */
__printf(1, 2) int _printk_deferred(const char *fmt, ...);
#define printk_deferred(fmt, ...) _printk_deferred(fmt, ##__VA_ARGS__)

/* The level in front of @buffer ('0'..'7' or 'c'), or 0. */
static inline int printk_get_level(const char *buffer)
{
	if (buffer[0] == KERN_SOH_ASCII && buffer[1]) {
		if ((buffer[1] >= '0' && buffer[1] <= '7') || buffer[1] == 'c')
			return buffer[1];
	}
	return 0;
}

static inline const char *printk_skip_level(const char *buffer)
{
	return printk_get_level(buffer) ? buffer + 2 : buffer;
}

/* What %pV takes: a format and its arguments, to be printed inside another. */
struct va_format {
	const char *fmt;
	va_list *va;
};

/* The call chain up to here, at KERN_DEFAULT. Context: any. */
void dump_stack(void);
void dump_stack_lvl(const char *log_lvl);

/* A file may define pr_fmt before its includes to put its name in front of each line. */
#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif

/* Compiles and type-checks its arguments, prints nothing. */
#define no_printk(fmt, ...)                           \
	({                                            \
		if (0)                                \
			_printk(fmt, ##__VA_ARGS__);  \
		0;                                    \
	})

#define pr_emerg(fmt, ...)  printk(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert(fmt, ...)  printk(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit(fmt, ...)   printk(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err(fmt, ...)    printk(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)   printk(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice(fmt, ...) printk(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...)   printk(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#define pr_cont(fmt, ...)   printk(KERN_CONT fmt, ##__VA_ARGS__)

#ifdef DEBUG
#define pr_devel(fmt, ...) printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...) printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#else
#define pr_devel(fmt, ...) no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...) no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#endif

#define printk_once(fmt, ...)                                   \
	({                                                      \
		static bool __section(".data") __already_printed; \
		bool __first = !__already_printed;              \
		if (unlikely(__first)) {                        \
			__already_printed = true;               \
			printk(fmt, ##__VA_ARGS__);             \
		}                                               \
		unlikely(__first);                              \
	})

#define pr_emerg_once(fmt, ...)	 printk_once(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert_once(fmt, ...)	 printk_once(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit_once(fmt, ...)	 printk_once(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err_once(fmt, ...)	 printk_once(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_once(fmt, ...)	 printk_once(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice_once(fmt, ...) printk_once(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info_once(fmt, ...)	 printk_once(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug_once(fmt, ...)	 no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)

/* At most DEFAULT_RATELIMIT_BURST lines in DEFAULT_RATELIMIT_INTERVAL at each such place. */
#define printk_ratelimited(fmt, ...)                                                  \
	({                                                                            \
		static DEFINE_RATELIMIT_STATE(_rs, DEFAULT_RATELIMIT_INTERVAL,        \
					      DEFAULT_RATELIMIT_BURST);               \
		if (__ratelimit(&_rs))                                                \
			printk(fmt, ##__VA_ARGS__);                                   \
	})

#define pr_emerg_ratelimited(fmt, ...)	printk_ratelimited(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert_ratelimited(fmt, ...)	printk_ratelimited(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit_ratelimited(fmt, ...)	printk_ratelimited(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err_ratelimited(fmt, ...)	printk_ratelimited(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_ratelimited(fmt, ...)	printk_ratelimited(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice_ratelimited(fmt, ...) printk_ratelimited(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info_ratelimited(fmt, ...)	printk_ratelimited(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug_ratelimited(fmt, ...)	no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)

/* Hex dumps: how each line begins, then @rowsize (16 or 32) bytes in groups of @groupsize. */
enum {
	DUMP_PREFIX_NONE,
	DUMP_PREFIX_ADDRESS,
	DUMP_PREFIX_OFFSET
};

extern const char hex_asc[];
extern const char hex_asc_upper[];
#define hex_asc_lo(x) hex_asc[((x) & 0x0f)]
#define hex_asc_hi(x) hex_asc[((x) & 0xf0) >> 4]

/*
 * One line of a dump into @linebuf. Return: its length, or what it would have been. Context: any.
 */
int hex_dump_to_buffer(const void *buf, size_t len, int rowsize, int groupsize, char *linebuf,
		       size_t linebuflen, bool ascii);
void print_hex_dump(const char *level, const char *prefix_str, int prefix_type, int rowsize,
		    int groupsize, const void *buf, size_t len, bool ascii);
#define print_hex_dump_bytes(prefix_str, prefix_type, buf, len) \
	print_hex_dump(KERN_DEBUG, prefix_str, prefix_type, 16, 1, buf, len, true)
#define print_hex_dump_debug(prefix_str, prefix_type, rowsize, groupsize, buf, len, ascii) \
	print_hex_dump(KERN_DEBUG, prefix_str, prefix_type, rowsize, groupsize, buf, len, ascii)

/* Counts for tests and /proc: records ever stored, records overwritten unread, bytes of the ring. */
struct printk_stats {
	u64 next_seq;  /* sequence number the next record will get */
	u64 first_seq; /* oldest record still in the ring */
	u64 overwritten; /* records a console had not shown when they went */
	size_t buffer_bytes;
};
void printk_get_stats(struct printk_stats *stats);
/* Walk the ring and check every record. Return: 0, or -EINVAL after naming what is wrong. */
int printk_check(void);

#include <linux/ratelimit.h>

#endif
