/* SPDX-License-Identifier: MIT */
/* linux/panic.h: the last words. */
#ifndef _LINUX_PANIC_H
#define _LINUX_PANIC_H

#include <linux/compiler.h>
#include <linux/stdarg.h>
#include <linux/types.h>

struct pt_regs;

/*
 * Stop for good: message, backtrace, all of the log to the consoles, wait panic= seconds, exit 35.
 * Context: any, before any initialisation too. Return: never.
 */
__printf(1, 2) void __noreturn __cold panic(const char *fmt, ...);

/* What floors above want to add to the last words (page allocator state, disks...); called once each. */
struct panic_notifier {
	void (*report)(void);
	struct panic_notifier *next;
};
void panic_notifier_register(struct panic_notifier *notifier);

extern int panic_timeout;	 /* seconds to wait before the exit; panic= */
extern int oops_in_progress;	 /* somebody is reporting a fault: locks may be ignored */
extern bool panic_on_oops;	 /* a thread's fault stops the machine as well */
extern bool panic_on_warn;
void bust_spinlocks(int yes);
void oops_enter(void);
void oops_exit(void);

/* Bits of what made this boot untrustworthy; shown in reports as Linux's letters. */
#define TAINT_PROPRIETARY_MODULE 0
#define TAINT_FORCED_MODULE 1
#define TAINT_USER  6
#define TAINT_DIE   7
#define TAINT_WARN  9
#define TAINT_BAD_PAGE 5
#define TAINT_CRAP 10
#define TAINT_OOT_MODULE 12
#define TAINT_SOFTLOCKUP 14
#define TAINT_LIVEPATCH 15
#define TAINT_AUX 16
#define TAINT_RANDSTRUCT 17
#define TAINT_TEST 18 /* an in-kernel test has run */
#define TAINT_FLAGS_COUNT 19
enum lockdep_ok {
	LOCKDEP_STILL_OK,
	LOCKDEP_NOW_UNRELIABLE
};
void add_taint(unsigned int flag, enum lockdep_ok lockdep_ok);
int test_taint(unsigned int flag);
unsigned long get_taint(void);
/* "Not tainted", or "Tainted: " and a letter for each bit set. */
const char *print_tainted(void);

#endif
