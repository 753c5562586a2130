/* SPDX-License-Identifier: MIT */
/* asm/bug.h: ud2, and a table that says which source line each one stands for. */
#ifndef _ASM_X86_BUG_H
#define _ASM_X86_BUG_H

#include <linux/types.h>

#define BUGFLAG_WARNING 1

struct bug_entry {
	unsigned long bug_addr;
	const char *file;
	u16 line, flags;
};

#define __BUG_ENTRY(bug_flags)                                               \
	asm volatile("1: ud2\n"                                              \
		     ".pushsection __bug_table, \"aw\"\n"                    \
		     ".balign 4\n"                                           \
		     ".long 1b, %c0\n"                                       \
		     ".word %c1, %c2\n"                                      \
		     ".popsection"                                           \
		     : : "i"(__FILE__), "i"(__LINE__), "i"(bug_flags))

#endif
