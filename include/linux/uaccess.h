/* SPDX-License-Identifier: MIT */
/*
 * linux/uaccess.h: page faults on purpose.
 *
 * A page fault in the kernel is either repaired through the exception table or is a bug: none is
 * ever resolved by sleeping, since there is no user memory yet. So there is nothing to forbid, and
 * pagefault_disable() keeps only its place in the order of things: what comes after stays after.
 */
#ifndef _LINUX_UACCESS_H
#define _LINUX_UACCESS_H

#include <linux/compiler.h>

static inline void pagefault_disable(void)
{
	barrier();
}

static inline void pagefault_enable(void)
{
	barrier();
}

#endif
