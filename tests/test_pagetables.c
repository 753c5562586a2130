// SPDX-License-Identifier: MIT
/* tests/test_pagetables.c: what must not be in the kernel's page tables. */
#include <asm/pgtable.h>
#include <asm/ptwalk.h>
#include <asm/sections.h>
#include <kunit/test.h>
#include <linux/kernel.h>
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

static void the_audit_sees_a_mapping_that_is_wrong(struct kunit *test)
{
	struct pagetable_audit before, after;
	char *memory = vmalloc(PAGE_SIZE);
	pte_t *pte, saved;

	KUNIT_ASSERT_NOT_NULL(test, memory);
	audit_page_tables(&before);
	pte = window_pte((unsigned long)memory);
	saved = *pte;
	set_pte(pte, __pte(pte_val(saved) | _PAGE_USER));
	audit_page_tables(&after);
	set_pte(pte, saved);
	KUNIT_EXPECT_EQ(test, after.user, before.user + 1);
	KUNIT_EXPECT_EQ(test, after.first_fault, (unsigned long)memory);
	vfree(memory);
}

struct cover {
	unsigned long next;
	bool gap;
};

static bool follow(void *data, const struct pt_range *range)
{
	struct cover *cover = data;

	cover->gap |= range->start != cover->next;
	cover->next = range->last + 1;
	return true;
}

static void the_walk_covers_every_address_once(struct kunit *test)
{
	struct cover cover = {};

	walk_page_tables(follow, &cover);
	KUNIT_EXPECT_FALSE(test, cover.gap);
	KUNIT_EXPECT_EQ(test, cover.next, 0UL);
}

static struct kunit_case pagetables_cases[] = {
	KUNIT_CASE(no_page_is_writable_and_executable),
	KUNIT_CASE(no_page_is_for_user_mode),
	KUNIT_CASE(nothing_is_mapped_below_the_kernel),
	KUNIT_CASE(text_and_rodata_cannot_be_written),
	KUNIT_CASE(guards_are_not_mapped),
	KUNIT_CASE(the_audit_sees_a_mapping_that_is_wrong),
	KUNIT_CASE(the_walk_covers_every_address_once),
	{}
};

static struct kunit_suite pagetables_suite = { .name = "pagetables", .test_cases = pagetables_cases };
kunit_test_suite(pagetables_suite);
