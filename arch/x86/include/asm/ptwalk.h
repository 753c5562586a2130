/* SPDX-License-Identifier: MIT */
/* asm/ptwalk.h: the kernel's page tables as a list of ranges, in words that hold for any machine. */
#ifndef _ASM_X86_PTWALK_H
#define _ASM_X86_PTWALK_H

#include <linux/types.h>

#define PT_PRESENT 0x01
#define PT_WRITE   0x02
#define PT_EXEC	   0x04 /* not NX, or the CPU has no NX */
#define PT_USER	   0x08
#define PT_GLOBAL  0x10
#define PT_PWT	   0x20
#define PT_PCD	   0x40
#define PT_LARGE   0x80 /* 2 MiB entries */

/* Neighbouring pages with the same attributes, which entries of the same level say. */
struct pt_range {
	unsigned long start;
	unsigned long last; /* address of the last byte */
	unsigned int attrs; /* PT_* ; 0: not mapped */
	unsigned long span; /* bytes for which one of the entries speaks */
};

/**
 * walk_page_tables() - call @visit for each range from address 0 to the top, in order.
 * @visit: returns false to stop.
 *
 * Context: any; what changes meanwhile is seen before or after the change.
 */
void walk_page_tables(bool (*visit)(void *data, const struct pt_range *range), void *data);

/* The attributes of one page. */
unsigned int page_attrs(unsigned long vaddr);

/* Does the CPU refuse to execute pages that say so? */
bool cpu_has_noexec(void);

#endif
