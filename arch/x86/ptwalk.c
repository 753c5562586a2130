// SPDX-License-Identifier: MIT
/*
 * arch/x86/ptwalk.c: read the live page tables.
 *
 * Problem.  What is mapped, and how, is decided in many places; what counts is what the CPU finds.
 * Idea.     Walk the tables that CR3 points to, entry by entry, and join neighbours that agree.
 *           Attributes add up along the walk as the CPU adds them: the PAE directory has none of its
 *           own, so an entry of 2 MiB or 4 KiB says it all.
 *
 *               C0000000-C00FFFFF  4K  RW NX     \
 *               C0100000-C02FFFFF  4K  ro x       > each line one pt_range
 *               C0400000-F7FFFFFF  2M  RW NX     /
 *
 * Invariants. Ranges rise without gap: together they are the whole 4 GiB.
 * Locks.    None.
 * Paths.    walk_page_tables -> page_attrs -> lookup_address
 * Cost.     One look per page of split or window areas, one per 2 MiB elsewhere.
 * Left out. Other processes' tables: there are none.
 * Sources.  Intel SDM vol. 3, "PAE Paging"; Linux mm/ptdump.c for what to show.
 */
#include <asm/pgtable.h>
#include <asm/ptwalk.h>
#include <linux/export.h>
#include <linux/kernel.h>

bool cpu_has_noexec(void)
{
	return __supported_nx != 0;
}
EXPORT_SYMBOL(cpu_has_noexec);

static unsigned int attrs_of(pteval_t entry, bool is_large)
{
	unsigned int attrs = PT_PRESENT;

	attrs |= entry & _PAGE_RW ? PT_WRITE : 0;
	attrs |= entry & _PAGE_USER ? PT_USER : 0;
	attrs |= entry & _PAGE_GLOBAL ? PT_GLOBAL : 0;
	attrs |= entry & _PAGE_PWT ? PT_PWT : 0;
	attrs |= entry & _PAGE_PCD ? PT_PCD : 0;
	attrs |= entry & _PAGE_NX ? 0 : PT_EXEC;
	return attrs | (is_large ? PT_LARGE : 0);
}

/* What maps @vaddr, and the number of bytes from there for which that entry speaks. */
static unsigned int entry_at(unsigned long vaddr, unsigned long *span)
{
	bool is_large = false;
	pte_t *entry;

	if (!(pgd_val(swapper_pg_dir[vaddr >> 30]) & _PAGE_PRESENT)) {
		*span = 1UL << 30;
		return 0;
	}
	entry = lookup_address(vaddr, &is_large);
	*span = !entry || is_large ? PMD_SIZE : PAGE_SIZE;
	return entry && pte_present(*entry) ? attrs_of(pte_val(*entry), is_large) : 0;
}

unsigned int page_attrs(unsigned long vaddr)
{
	unsigned long span;

	return entry_at(vaddr, &span);
}
EXPORT_SYMBOL(page_attrs);

void walk_page_tables(bool (*visit)(void *data, const struct pt_range *range), void *data)
{
	struct pt_range range = {};
	unsigned long vaddr = 0, span;

	range.attrs = entry_at(0, &range.span);
	do {
		unsigned int attrs = entry_at(vaddr, &span);

		if (attrs != range.attrs || span != range.span) {
			range.last = vaddr - 1;
			if (!visit(data, &range))
				return;
			range.start = vaddr;
			range.attrs = attrs;
			range.span = span;
		}
		vaddr = (vaddr & ~(span - 1)) + span;
	} while (vaddr);
	range.last = ~0UL;
	visit(data, &range);
}
EXPORT_SYMBOL(walk_page_tables);
