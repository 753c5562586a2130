/* SPDX-License-Identifier: MIT */
/*
 * linux/stacktrace.h: remember who called whom, to print it later.
 *
 * Source: names and semantics of Linux 6.1 include/linux/stacktrace.h.
 */
#ifndef _LINUX_STACKTRACE_H
#define _LINUX_STACKTRACE_H

#include <linux/types.h>

/**
 * stack_trace_save() - store the return addresses of the call chain.
 * @store: room for @size addresses, the innermost first.
 * @skipnr: so many callers are left out; 0 begins with who called this function.
 *
 * Follows saved frame pointers with probing reads, so a broken chain ends the list and harms nothing.
 * Context: any.
 * Return: addresses stored.
 */
unsigned int stack_trace_save(unsigned long *store, unsigned int size, unsigned int skipnr);

/* One line per entry, each indented by @spaces, as dump_stack() prints them. */
void stack_trace_print(const unsigned long *entries, unsigned int nr_entries, int spaces);

#endif
