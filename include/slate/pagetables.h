/* SPDX-License-Identifier: MIT */
/* slate/pagetables.h: the audit of the kernel's own page tables (mm/pagetables.c). */
#ifndef _SLATE_PAGETABLES_H
#define _SLATE_PAGETABLES_H

#include <linux/types.h>

struct seq_file;

/* What the tables must not contain; each counted in pages. All zero is a pass. */
struct pagetable_audit {
	unsigned long write_exec;   /* writable and executable; 0 by definition where there is no NX */
	unsigned long user;	    /* reachable from user mode */
	unsigned long null_page;    /* page 0, and the rest of what is below PAGE_OFFSET */
	unsigned long text_write;   /* kernel text or rodata that can be written */
	unsigned long guards;	    /* guards that are mapped: boot stack, last page, gap below vmalloc */
	unsigned long global;	    /* global pages in the window area: flush_tlb_windows() would not forget them */
	unsigned long mapped;	    /* not a fault: pages mapped in all */
	unsigned long first_fault;  /* address of the first fault, if any */
};

/* Walk the live tables. Context: thread. Return: faults found. */
unsigned long audit_page_tables(struct pagetable_audit *audit);

/* The tables as Linux's /sys/kernel/debug/kernel_page_tables shows them. */
int pagetables_show(struct seq_file *m, void *v);

#endif
