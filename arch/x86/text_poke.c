// SPDX-License-Identifier: MIT
/*
 * arch/x86/text_poke.c: change instructions of the running kernel.
 *
 * Problem.  Text is mapped read-only, and no page may be writable and executable, not for a moment.
 * Idea.     The frame gets a second address, writable and not executable, in two fixmap slots of its
 *           own (two, because five bytes may cross a page). Write there, take the slots away, and let
 *           the CPU forget what it has already decoded.
 *
 *               text      c01a3ffe  R X   --\
 *                                            >--  frame 1a3, 1a4
 *               fixmap    ffffbffe  RW -  --/     only while interrupts are off
 *
 * Invariants. Interrupts stay off from the first slot set to the last one cleared.
 * Locks.    None: interrupts off on the one CPU.
 * Paths.    text_poke -> map_frame
 * Cost.     Two invlpg and a cpuid, some hundred cycles: for switches that are thrown by hand.
 * Left out. Other CPUs, who may be executing the very bytes: they need an int3 in the first byte and
 *           an interrupt to each; this is the place.
 * Sources.  Intel SDM vol. 3, "Handling Self- and Cross-Modifying Code".
 */
#include <asm/fixmap.h>
#include <asm/text-patching.h>
#include <asm/tlbflush.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/string.h>

/* What has been fetched and decoded is forgotten: cpuid serialises, and each CPU with PAE has it. */
static void sync_core(void)
{
	unsigned int leaf = 0, ecx = 0;

	asm volatile("cpuid" : "+a"(leaf), "+c"(ecx) : : "ebx", "edx", "memory");
}

/* Show the frame behind @vaddr, writable, at slot @idx. */
static bool map_frame(enum fixed_addresses idx, unsigned long vaddr)
{
	bool is_large;
	pte_t *pte = lookup_address(vaddr, &is_large);
	unsigned long pfn;

	if (!pte || !pte_present(*pte))
		return false;
	pfn = pte_pfn(*pte);
	if (is_large)
		pfn += (vaddr & ~PMD_MASK) >> PAGE_SHIFT;
	set_pte(window_pte(__fix_to_virt(idx)), pfn_pte(pfn, PAGE_KERNEL));
	return true;
}

static void unmap_frame(enum fixed_addresses idx)
{
	pte_clear(window_pte(__fix_to_virt(idx)));
	__flush_tlb_one_kernel(__fix_to_virt(idx));
}

void text_poke(void *addr, const void *opcode, size_t len)
{
	unsigned long vaddr = (unsigned long)addr, offset = vaddr & ~PAGE_MASK, flags;
	bool crosses = offset + len > PAGE_SIZE;

	if (WARN_ON(len > PAGE_SIZE))
		return;
	local_irq_save(flags);
	if (!__window_ptes) {
		/* The boot tables: everything is writable still. */
		memcpy(addr, opcode, len);
	} else if (!WARN_ON(!map_frame(FIX_TEXT_POKE0, vaddr) ||
			    (crosses && !map_frame(FIX_TEXT_POKE1, vaddr + len - 1)))) {
		memcpy((char *)__fix_to_virt(FIX_TEXT_POKE0) + offset, opcode, len);
		unmap_frame(FIX_TEXT_POKE0);
		if (crosses)
			unmap_frame(FIX_TEXT_POKE1);
	}
	sync_core();
	local_irq_restore(flags);
}
EXPORT_SYMBOL(text_poke);
