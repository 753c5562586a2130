// SPDX-License-Identifier: MIT
/*
 * tests/host/support.c: the few kernel services that code under test calls for, on a host.
 *
 * Messages go to standard output where HOST_VERBOSE is set; a BUG or panic ends the program with a trap,
 * so that a sanitizer or debugger shows the way there; warnings are counted.
 */
#include <linux/kernel.h>
#include <linux/bug.h>
#include "host.h"

/* Weak: a program that wants to see what is printed brings its own. */

int vprintf(const char *format, va_list args);

unsigned int host_warnings;

__weak void host_bug(const char *file, int line, int flags)
{
	if (flags & BUGFLAG_WARNING) {
		host_warnings++;
		return;
	}
	printf("BUG at %s:%d\n", file, line);
	__builtin_trap();
}

__weak void __warn_printk(const char *fmt, ...)
{
}

__weak int _printk(const char *fmt, ...)
{
	va_list args;

	if (!getenv("HOST_VERBOSE"))
		return 0;
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	return 0;
}

__weak void panic(const char *fmt, ...)
{
	printf("panic: %s\n", fmt);
	__builtin_trap();
}
