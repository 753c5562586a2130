// SPDX-License-Identifier: MIT
/*
 * mm/fixmap.c: one page each at addresses the compiler knows.
 *
 * Problem.  A local APIC, or a screen before ioremap() works, needs an address without an allocator.
 * Idea.     An enum numbers pages from the top of the address space down (asm/fixmap.h); setting one
 *           writes its page-table entry, which is there since boot, and flushes that one page.
 *
 *               fix_to_virt(n) = FIXADDR_TOP - n * PAGE_SIZE
 *
 * Invariants. Slot 0 (FIX_HOLE) stays empty. The kmap_local slots are mm/kmap_local.c's alone.
 * Locks.    None: each slot has one owner.
 * Paths.    set_fixmap | clear_fixmap -> __set_fixmap
 * Cost.     Two stores and one invlpg.
 * Left out. Early remapping of firmware tables: lowmem reaches them, or ioremap does.
 * Sources.  Gorman ch. 3.8.3; Linux include/asm-generic/fixmap.h for the interface.
 */
#include <asm/fixmap.h>
#include <asm/tlbflush.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>

/**
 * __set_fixmap() - show a frame at slot @idx, or nothing.
 * @phys: any address in the frame.
 * @prot: without the present bit (FIXMAP_PAGE_CLEAR) the slot is emptied.
 *
 * Context: any, also before any allocator.
 */
void __set_fixmap(enum fixed_addresses idx, phys_addr_t phys, pgprot_t prot)
{
	unsigned long addr = __fix_to_virt(idx);
	pte_t *pte = window_pte(addr);

	if (WARN_ON(idx == FIX_HOLE || idx >= FIX_KMAP_BEGIN))
		return;
	if (pte_present(*pte)) {
		pte_clear(pte);
		__flush_tlb_one_kernel(addr);
	}
	if (pgprot_val(prot) & _PAGE_PRESENT)
		set_pte(pte, pfn_pte((unsigned long)(phys >> PAGE_SHIFT), prot));
}
EXPORT_SYMBOL(__set_fixmap);

/* The slot of an address. Context: any. */
unsigned long virt_to_fix(unsigned long vaddr)
{
	BUG_ON(vaddr >= FIXADDR_TOP || vaddr < FIXADDR_TOP - FIXADDR_SIZE);
	return __virt_to_fix(vaddr);
}
EXPORT_SYMBOL(virt_to_fix);
