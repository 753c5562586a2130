// SPDX-License-Identifier: MIT
/*
 * mm/pagetables.c: show the kernel's page tables, and prove what must not be in them.
 *
 * Problem.  "No page is both writable and executable" is easy to promise and easy to break by one
 *           wrong protection anywhere.
 * Idea.     Ask the tables themselves (asm/ptwalk.h). One walker feeds two readers: one prints ranges
 *           under headings, one counts pages that break a rule.
 *
 *               rule                               counted as
 *               nothing below PAGE_OFFSET          null_page
 *               no page for user mode              user
 *               no page writable and executable    write_exec
 *               text and rodata not writable       text_write
 *               guards not mapped                  guards
 *               windows not global                 global
 *
 * Invariants. The tables at rest; areas that come and go during the walk obey the rules as well.
 * Locks.    None.
 * Paths.    pagetables (command) -> pagetables_show; tests -> audit_page_tables
 * Cost.     A look at each entry: milliseconds.
 * Left out. Direct-map addresses that a debug option has unmapped are shown as holes.
 * Sources.  Linux Documentation/arch/x86/mm.rst; Gorman ch. 3.
 */
#include <asm/page.h>
#include <asm/pgtable.h>
#include <asm/ptwalk.h>
#include <asm/sections.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <slate/pagetables.h>

struct heading {
	unsigned long start;
	const char *name;
};

struct show_state {
	struct seq_file *m;
	struct heading headings[6];
	unsigned int next; /* heading not printed yet */
};

static unsigned long pages_of(const struct pt_range *range)
{
	return ((range->last - range->start) >> PAGE_SHIFT) + 1;
}

static void show_size(struct seq_file *m, unsigned long kib)
{
	static const char units[] = "KMG";
	const char *unit = units;

	while (!(kib & 1023) && unit[1]) {
		kib >>= 10;
		unit++;
	}
	seq_printf(m, "%9lu%c ", kib, *unit);
}

/* The level of the entries that say so: 1 GiB, 2 MiB or a page each. */
static const char *level_of(const struct pt_range *range)
{
	return range->span == PAGE_SIZE ? "pte" : range->span == PMD_SIZE ? "pmd" : "pgd";
}

/* The column between PSE and GLB is Linux's PAT bit, which no entry here uses. */
static void show_part(struct seq_file *m, const struct pt_range *range)
{
	unsigned int attrs = range->attrs;

	seq_printf(m, "0x%08lx-0x%08lx   ", range->start, range->last + 1);
	show_size(m, pages_of(range) << (PAGE_SHIFT - 10));
	if (attrs)
		seq_printf(m, "%s%s%s%s%s    %s%s", attrs & PT_USER ? "USR " : "    ",
			   attrs & PT_WRITE ? "RW " : "ro ", attrs & PT_PWT ? "PWT " : "    ",
			   attrs & PT_PCD ? "PCD " : "    ", attrs & PT_LARGE ? "PSE " : "    ",
			   attrs & PT_GLOBAL ? "GLB " : "    ", attrs & PT_EXEC ? "x  " : "NX ");
	else
		seq_printf(m, "%30s", "");
	seq_printf(m, "%s\n", level_of(range));
}

/* Ranges are cut where a heading begins. */
static bool show_range(void *data, const struct pt_range *whole)
{
	struct show_state *state = data;
	struct pt_range part = *whole;

	for (;;) {
		const struct heading *heading = &state->headings[state->next];
		bool more = state->next < ARRAY_SIZE(state->headings);

		if (more && heading->start == part.start) {
			seq_printf(state->m, "---[ %s ]---\n", heading->name);
			state->next++;
			continue;
		}
		if (!more || heading->start > part.last) {
			show_part(state->m, &part);
			return true;
		}
		part.last = heading->start - 1;
		show_part(state->m, &part);
		part.start = heading->start;
		part.last = whole->last;
	}
}

/* pagetables_show() - ranges and protections under the names of their areas. Context: thread. */
int pagetables_show(struct seq_file *m, void *v)
{
	struct show_state state = {
		.m = m,
		.headings = {
			{ 0, "User Space" },
			{ PAGE_OFFSET, "Kernel Mapping" },
			{ VMALLOC_START, "vmalloc() Area" },
			{ VMALLOC_END, "vmalloc() End" },
			{ PKMAP_BASE, "Persistent kmap() Area" },
			{ FIXADDR_START, "Fixmap Area" },
		},
	};

	walk_page_tables(show_range, &state);
	return 0;
}

/* Pages that @range shares with [start, end). */
static unsigned long overlap(const struct pt_range *range, unsigned long start, unsigned long end)
{
	unsigned long first = max(range->start, start), last = min(range->last, end - 1);

	return first <= last ? ((last - first) >> PAGE_SHIFT) + 1 : 0;
}

static unsigned long guard_pages_in(const struct pt_range *range)
{
	unsigned long boot_guard = (unsigned long)boot_stack_guard;

	return overlap(range, boot_guard, boot_guard + PAGE_SIZE) +
	       overlap(range, VMALLOC_START - VMALLOC_OFFSET, VMALLOC_START) +
	       overlap(range, VMALLOC_END, PKMAP_BASE) + (range->last == ~0UL ? 1 : 0);
}

static unsigned long faults_in(const struct pagetable_audit *audit)
{
	return audit->write_exec + audit->user + audit->null_page + audit->text_write +
	       audit->guards + audit->global;
}

static bool audit_range(void *data, const struct pt_range *range)
{
	struct pagetable_audit *audit = data;
	unsigned long before = faults_in(audit), pages = pages_of(range);

	if (!range->attrs)
		return true;
	audit->mapped += pages;
	audit->null_page += overlap(range, 0, PAGE_OFFSET);
	audit->user += range->attrs & PT_USER ? pages : 0;
	if (cpu_has_noexec() && range->attrs & PT_EXEC && range->attrs & PT_WRITE)
		audit->write_exec += pages;
	if (range->attrs & PT_WRITE)
		audit->text_write +=
			overlap(range, (unsigned long)_stext, (unsigned long)_etext) +
			overlap(range, (unsigned long)__start_rodata, (unsigned long)__end_rodata);
	audit->guards += guard_pages_in(range);
	if (range->attrs & PT_GLOBAL)
		audit->global += overlap(range, WINDOW_START, 0);
	if (faults_in(audit) && !before)
		audit->first_fault = range->start;
	return true;
}

unsigned long audit_page_tables(struct pagetable_audit *audit)
{
	memset(audit, 0, sizeof(*audit));
	walk_page_tables(audit_range, audit);
	return faults_in(audit);
}
