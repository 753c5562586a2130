/* SPDX-License-Identifier: MIT */
/*
 * asm/pte_note.h: what a page-table entry says while it maps nothing.
 *
 * The CPU looks at no bit of an entry whose present bit is 0, so 63 bits are the kernel's to write
 * in: here a kind (31 bits) and a kernel address (32 bits). The guard page in front of each vmalloc
 * area carries a note that leads to the area's descriptor, which makes vfree(address) a matter of
 * one load instead of a search.
 *
 *     63                      32 31              1  0
 *     [ kernel address           | kind           | 0 ]
 *
 * Source: Intel SDM vol. 3, "PAE Paging", the entry that is not present.
 */
#ifndef _ASM_X86_PTE_NOTE_H
#define _ASM_X86_PTE_NOTE_H

#include <asm/pgtable.h>

/* Replace an entry, present or not, by a note; @kind > 0. The TLB is the caller's business. */
static inline void set_pte_note(pte_t *ptep, u32 kind, const void *address)
{
	volatile u32 *half = (volatile u32 *)ptep;

	half[0] = kind << 1;
	barrier();
	half[1] = (u32)(unsigned long)address;
}

/* The address of a note of that kind, or NULL: the entry is present, empty, or another note. */
static inline void *pte_note(const pte_t *ptep, u32 kind)
{
	const volatile u32 *half = (const volatile u32 *)ptep;

	return half[0] == kind << 1 ? (void *)(unsigned long)half[1] : (void *)0;
}

#endif
