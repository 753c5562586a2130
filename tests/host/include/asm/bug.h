/* SPDX-License-Identifier: MIT */
/* asm/bug.h for host programs: BUG ends the program where a sanitizer shows it; WARN is counted by support.c. */
#ifndef _ASM_HOST_BUG_H
#define _ASM_HOST_BUG_H

#include <linux/types.h>

#define BUGFLAG_WARNING 1

void host_bug(const char *file, int line, int flags);
#define __BUG_ENTRY(bug_flags) host_bug(__FILE__, __LINE__, bug_flags)

#endif
