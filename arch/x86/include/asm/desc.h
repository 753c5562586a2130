/* SPDX-License-Identifier: MIT */
/*
 * asm/desc.h: segments, task states and gates.
 *
 * Source: Intel SDM vol. 3, "Segment Descriptors", "Task-State Segment (TSS)", "IDT Descriptors".
 */
#ifndef _ASM_X86_DESC_H
#define _ASM_X86_DESC_H

#include <linux/build_bug.h>
#include <linux/types.h>

enum gdt_entry {
	GDT_NULL,
	GDT_KERNEL_CS,
	GDT_KERNEL_DS,
	GDT_PERCPU,
	GDT_USER_CS,
	GDT_USER_DS,
	GDT_TSS,
	GDT_DOUBLE_FAULT_TSS,
	GDT_ENTRIES
};

#define __KERNEL_CS    (GDT_KERNEL_CS * 8)
#define __KERNEL_DS    (GDT_KERNEL_DS * 8)
#define __KERNEL_PERCPU (GDT_PERCPU * 8)

/* A task state: what the CPU saves and loads when it switches tasks. */
struct x86_tss {
	u32 back_link, esp0, ss0, esp1, ss1, esp2, ss2, cr3, eip, eflags;
	u32 eax, ecx, edx, ebx, esp, ebp, esi, edi;
	u32 es, cs, ss, ds, fs, gs, ldt;
	u16 trap, io_bitmap_base;
};
static_assert(sizeof(struct x86_tss) == 104);

/* Load GDT, segments, task register and IDT of this CPU. */
void cpu_tables_init(void);
/* The interrupted thread's state after a switch to the double-fault task. */
struct x86_tss *cpu_main_tss(void);

#endif
