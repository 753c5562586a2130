/* SPDX-License-Identifier: MIT */
/* mm/window.h: what the files of floor 5 that write page-table entries share. */
#ifndef _MM_WINDOW_H
#define _MM_WINDOW_H

#include <asm/pgtable.h>
#include <linux/build_bug.h>
#include <linux/mm.h>

/*
 * set_pte(ptep, pfn_pte(page_to_pfn(page), prot)) in half the instructions. A struct page is 2^5 bytes
 * and a frame 2^12, so the distance from mem_map shifted by 7 is the frame's address; and each half of
 * the entry is worked out by itself, where 64-bit arithmetic would go through the stack.
 */
static __always_inline void set_pte_page(pte_t *ptep, const struct page *page, pgprot_t prot)
{
	u32 distance = (u32)((unsigned long)page - (unsigned long)mem_map);
	volatile u32 *half = (volatile u32 *)ptep;
	u32 high = distance >> 25 | (u32)(pgprot_val(prot) >> 32);
	u32 low = distance << 7 | (u32)pgprot_val(prot);

	BUILD_BUG_ON(sizeof(struct page) << 7 != PAGE_SIZE);
	half[1] = high;
	barrier();
	half[0] = low;
}

/* Empty @nr entries, four at a time as long as that goes. */
static __always_inline void pte_clear_row(pte_t *pte, unsigned int nr)
{
	for (; nr >= 4; nr -= 4, pte += 4) {
		pte_clear(pte);
		pte_clear(pte + 1);
		pte_clear(pte + 2);
		pte_clear(pte + 3);
	}
	for (; nr; nr--, pte++)
		pte_clear(pte);
}

#endif
