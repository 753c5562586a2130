/* SPDX-License-Identifier: MIT */
/*
 * asm/tlbflush.h: make the CPU forget translations.
 *
 * Only the CPU at hand: with one CPU that is all of them. Growing to several means sending an
 * interrupt from these functions, and nowhere else.
 *
 * Source: Intel SDM vol. 3, "Invalidation of TLBs and Paging-Structure Caches".
 */
#ifndef _ASM_X86_TLBFLUSH_H
#define _ASM_X86_TLBFLUSH_H

#include <asm/page.h>
#include <asm/processor.h>

/* One page, global or not. */
static __always_inline void __flush_tlb_one_kernel(unsigned long vaddr)
{
	asm volatile("invlpg (%0)" : : "r"(vaddr) : "memory");
}

/* Everything, global pages included: toggling CR4.PGE does it where there are global pages. */
void __flush_tlb_all(void);

/*
 * Everything in the window area (asm/pgtable.h), whose pages are not global; lowmem and the kernel's text,
 * which are, stay known. Under TCG it is one flush of all instead of the two of __flush_tlb_all().
 */
static __always_inline void flush_tlb_windows(void)
{
	write_cr3(read_cr3());
}

/* A range of kernel addresses; past TLB_FLUSH_PAGES single pages the whole area is cheaper. */
void flush_tlb_kernel_range(unsigned long start, unsigned long end);

#define flush_tlb_all() __flush_tlb_all()

#define TLB_FLUSH_PAGES 33 /* pages: Linux's tlb_single_page_flush_ceiling, measured there */

#endif
