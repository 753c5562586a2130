// SPDX-License-Identifier: MIT
/* tests/test_pagetables.c: what must not be in the kernel's page tables. */
#include <asm/pgtable.h>
#include <asm/ptwalk.h>
#include <asm/sections.h>
#include <asm/tlbflush.h>
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <slate/pagetables.h>

static void no_page_is_writable_and_executable(struct kunit *test)
{
	struct pagetable_audit audit;

	audit_page_tables(&audit);
	if (!cpu_has_noexec())
		kunit_skip(test, "this CPU has no NX");
	KUNIT_EXPECT_EQ_MSG(test, audit.write_exec, 0UL, "first at %lx", audit.first_fault);
}

static void no_page_is_for_user_mode(struct kunit *test)
{
	struct pagetable_audit audit;

	audit_page_tables(&audit);
	KUNIT_EXPECT_EQ_MSG(test, audit.user, 0UL, "first at %lx", audit.first_fault);
}

static void nothing_is_mapped_below_the_kernel(struct kunit *test)
{
	struct pagetable_audit audit;

	audit_page_tables(&audit);
	KUNIT_EXPECT_EQ(test, audit.null_page, 0UL);
	KUNIT_EXPECT_EQ(test, page_attrs(0), 0U);
}

static void text_and_rodata_cannot_be_written(struct kunit *test)
{
	struct pagetable_audit audit;

	audit_page_tables(&audit);
	KUNIT_EXPECT_EQ_MSG(test, audit.text_write, 0UL, "first at %lx", audit.first_fault);
}

static void guards_are_not_mapped(struct kunit *test)
{
	struct pagetable_audit audit;

	audit_page_tables(&audit);
	KUNIT_EXPECT_EQ_MSG(test, audit.guards, 0UL, "first at %lx", audit.first_fault);
	KUNIT_EXPECT_EQ(test, page_attrs((unsigned long)boot_stack_guard), 0U);
	KUNIT_EXPECT_EQ(test, page_attrs(~0UL), 0U);
}

static void only_lowmem_is_global(struct kunit *test)
{
	struct pagetable_audit audit;

	audit_page_tables(&audit);
	KUNIT_EXPECT_EQ_MSG(test, audit.global, 0UL, "first at %lx", audit.first_fault);
	if (__supported_global)
		KUNIT_EXPECT_NE(test, page_attrs((unsigned long)_stext) & PT_GLOBAL, 0U);
}

/*
 * Commit a crime: let @entry be @wrong for the length of one audit, with interrupts off so that
 * nobody meets it. Return: what the audit saw on top of what it saw before.
 */
static struct pagetable_audit seen_with(pte_t *entry, pteval_t wrong, unsigned long vaddr)
{
	struct pagetable_audit before, after;
	unsigned long flags;
	pte_t saved;

	local_irq_save(flags);
	audit_page_tables(&before);
	saved = *entry;
	set_pte(entry, __pte(wrong));
	audit_page_tables(&after);
	set_pte(entry, saved);
	__flush_tlb_one_kernel(vaddr);
	local_irq_restore(flags);
	after.write_exec -= before.write_exec;
	after.user -= before.user;
	after.null_page -= before.null_page;
	after.text_write -= before.text_write;
	after.guards -= before.guards;
	after.global -= before.global;
	return after;
}

static void the_audit_sees_a_page_for_user_mode(struct kunit *test)
{
	unsigned long vaddr = (unsigned long)vmalloc(PAGE_SIZE);
	struct pagetable_audit seen;
	pte_t *pte = window_pte(vaddr);

	KUNIT_ASSERT_NE(test, vaddr, 0UL);
	seen = seen_with(pte, pte_val(*pte) | _PAGE_USER, vaddr);
	KUNIT_EXPECT_EQ(test, seen.user, 1UL);
	KUNIT_EXPECT_EQ(test, seen.first_fault, vaddr);
	vfree((void *)vaddr);
}

static void the_audit_sees_a_page_both_writable_and_executable(struct kunit *test)
{
	unsigned long vaddr = (unsigned long)vmalloc(PAGE_SIZE);
	struct pagetable_audit seen;
	pte_t *pte = window_pte(vaddr);

	KUNIT_ASSERT_NE(test, vaddr, 0UL);
	seen = seen_with(pte, pte_val(*pte) & ~_PAGE_NX, vaddr);
	KUNIT_EXPECT_EQ(test, seen.write_exec, cpu_has_noexec() ? 1UL : 0UL);
	vfree((void *)vaddr);
}

static void the_audit_sees_a_global_page_in_a_window(struct kunit *test)
{
	unsigned long vaddr = (unsigned long)vmalloc(PAGE_SIZE);
	struct pagetable_audit seen;
	pte_t *pte = window_pte(vaddr);

	KUNIT_ASSERT_NE(test, vaddr, 0UL);
	seen = seen_with(pte, pte_val(*pte) | _PAGE_GLOBAL, vaddr);
	KUNIT_EXPECT_EQ(test, seen.global, 1UL);
	KUNIT_EXPECT_EQ(test, seen.first_fault, vaddr);
	vfree((void *)vaddr);
}

static void the_audit_sees_text_that_can_be_written(struct kunit *test)
{
	unsigned long vaddr = (unsigned long)_stext;
	struct pagetable_audit seen;
	bool is_large;
	pte_t *pte = lookup_address(vaddr, &is_large);

	KUNIT_ASSERT_NOT_NULL(test, pte);
	seen = seen_with(pte, pte_val(*pte) | _PAGE_RW, vaddr);
	KUNIT_EXPECT_NE(test, seen.text_write, 0UL);
	/* Without NX such a page looks like the data in front of it: one range, which begins earlier. */
	if (cpu_has_noexec())
		KUNIT_EXPECT_EQ(test, seen.first_fault, vaddr);
	else
		KUNIT_EXPECT_LE(test, seen.first_fault, vaddr);
}

static void the_audit_sees_each_guard_that_is_mapped(struct kunit *test)
{
	unsigned long guards[] = { (unsigned long)boot_stack_guard, VMALLOC_START - PAGE_SIZE,
				   VMALLOC_END, ~0UL & PAGE_MASK };
	pteval_t frame = pte_val(pfn_pte(PHYS_PFN(__pa(boot_stack_guard)), PAGE_KERNEL_RO));

	for (int i = 0; i < ARRAY_SIZE(guards); i++) {
		bool is_large;
		pte_t *pte = lookup_address(guards[i], &is_large);
		struct pagetable_audit seen;

		KUNIT_ASSERT_NOT_NULL(test, pte);
		seen = seen_with(pte, frame, guards[i]);
		KUNIT_EXPECT_EQ_MSG(test, seen.guards, 1UL, "guard at %lx", guards[i]);
		KUNIT_EXPECT_EQ(test, seen.first_fault, guards[i]);
	}
}

/* The CPU has the four top entries in registers and never sees this one: only the walk does. */
static void the_audit_sees_page_0_mapped(struct kunit *test)
{
	pmd_t *low = (pmd_t *)get_zeroed_page(GFP_KERNEL);
	pmd_t large = __pmd(pgprot_val(PAGE_KERNEL) | _PAGE_PSE);
	struct pagetable_audit seen;

	KUNIT_ASSERT_NOT_NULL(test, low);
	set_pmd(low, large);
	seen = seen_with((pte_t *)&swapper_pg_dir[0], __pa(low) | _PAGE_PRESENT, 0);
	KUNIT_EXPECT_EQ(test, seen.null_page, (unsigned long)PTRS_PER_PTE);
	KUNIT_EXPECT_EQ(test, seen.first_fault, 0UL);
	KUNIT_EXPECT_EQ(test, page_attrs(0), 0U);
	free_page((unsigned long)low);
}

struct cover {
	unsigned long next;
	bool gap, apart; /* neighbours that are alike in all */
	struct pt_range before;
};

static bool follow(void *data, const struct pt_range *range)
{
	struct cover *cover = data;

	cover->gap |= range->start != cover->next;
	cover->apart |= range->start && range->attrs == cover->before.attrs &&
			range->span == cover->before.span;
	cover->before = *range;
	cover->next = range->last + 1;
	return true;
}

static void the_walk_covers_every_address_once(struct kunit *test)
{
	struct cover cover = {};

	walk_page_tables(follow, &cover);
	KUNIT_EXPECT_FALSE(test, cover.gap);
	KUNIT_EXPECT_EQ(test, cover.next, 0UL);
	KUNIT_EXPECT_FALSE(test, cover.apart);
	/* The top is a table of its own, with a hole in it. */
	KUNIT_EXPECT_EQ(test, cover.before.span, PAGE_SIZE);
}

static struct kunit_case pagetables_cases[] = {
	KUNIT_CASE(no_page_is_writable_and_executable),
	KUNIT_CASE(no_page_is_for_user_mode),
	KUNIT_CASE(nothing_is_mapped_below_the_kernel),
	KUNIT_CASE(text_and_rodata_cannot_be_written),
	KUNIT_CASE(guards_are_not_mapped),
	KUNIT_CASE(only_lowmem_is_global),
	KUNIT_CASE(the_audit_sees_a_page_for_user_mode),
	KUNIT_CASE(the_audit_sees_a_page_both_writable_and_executable),
	KUNIT_CASE(the_audit_sees_a_global_page_in_a_window),
	KUNIT_CASE(the_audit_sees_text_that_can_be_written),
	KUNIT_CASE(the_audit_sees_each_guard_that_is_mapped),
	KUNIT_CASE(the_audit_sees_page_0_mapped),
	KUNIT_CASE(the_walk_covers_every_address_once),
	{}
};

static struct kunit_suite pagetables_suite = { .name = "pagetables", .test_cases = pagetables_cases };
kunit_test_suite(pagetables_suite);
