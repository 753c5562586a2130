/* SPDX-License-Identifier: MIT */
/*
 * linux/bug.h: say that something which must not be is.
 *
 * BUG(): this thread cannot go on. WARN(): it can; report once or each time, with a backtrace.
 * Each costs one branch and, out of line, one `ud2`; file and line lie in a table by address.
 */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <asm/bug.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>

struct pt_regs;

/* Print a WARN()'s message before the report that its ud2 makes. */
__printf(1, 2) void __warn_printk(const char *fmt, ...);
/* Is @regs at a ud2 of BUG or WARN? Reports it; true if execution goes on behind it. */
bool handle_bug(struct pt_regs *regs);
/* Warnings since boot, for tests that cause some on purpose. */
unsigned int warn_count(void);
/* Count a warning from elsewhere, and print the call chain. */
void warn_slowpath(const char *file, int line);

#define BUG()                                  \
	do {                                   \
		__BUG_ENTRY(0);                \
		unreachable();                 \
	} while (0)
#define BUG_ON(condition)                      \
	do {                                   \
		if (unlikely(condition))       \
			BUG();                 \
	} while (0)

#define __WARN() __BUG_ENTRY(BUGFLAG_WARNING)

#define WARN_ON(condition)                     \
	({                                     \
		int __ret_warn_on = !!(condition); \
		if (unlikely(__ret_warn_on))   \
			__WARN();              \
		unlikely(__ret_warn_on);       \
	})
#define WARN(condition, format...)             \
	({                                     \
		int __ret_warn_on = !!(condition); \
		if (unlikely(__ret_warn_on)) { \
			__warn_printk(format); \
			__WARN();              \
		}                              \
		unlikely(__ret_warn_on);       \
	})

/* True the first time only, wherever the expression stands. */
#define __ONCE_LITE_IF(condition)              \
	({                                     \
		static bool __section(".data.once") __already_done; \
		bool __ret_cond = !!(condition); \
		bool __ret_once = false;       \
		if (unlikely(__ret_cond && !__already_done)) { \
			__already_done = true; \
			__ret_once = true;     \
		}                              \
		unlikely(__ret_once);          \
	})
#define WARN_ON_ONCE(condition)                \
	({                                     \
		int __ret_warn_on = !!(condition); \
		if (__ONCE_LITE_IF(__ret_warn_on)) \
			__WARN();              \
		unlikely(__ret_warn_on);       \
	})
#define WARN_ONCE(condition, format...)        \
	({                                     \
		int __ret_warn_on = !!(condition); \
		if (__ONCE_LITE_IF(__ret_warn_on)) { \
			__warn_printk(format); \
			__WARN();              \
		}                              \
		unlikely(__ret_warn_on);       \
	})
#define WARN_TAINT(condition, taint, format...)	     WARN(condition, format)
#define WARN_TAINT_ONCE(condition, taint, format...) WARN_ONCE(condition, format)
#define WARN_ON_SMP(x) ({ (void)sizeof(x); 0; })

#define CHECK_DATA_CORRUPTION(condition, fmt, ...)                  \
	({                                                          \
		bool corruption = unlikely(condition);              \
		if (corruption)                                     \
			WARN(1, fmt, ##__VA_ARGS__);                \
		corruption;                                         \
	})

#ifndef SLATE_HOST
/* Registered by the module loader: the BUG() or WARN() at @addr, if a module has one there. */
extern const struct bug_entry *(*bug_search_modules)(unsigned long addr);
#endif

#endif
