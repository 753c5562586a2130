// SPDX-License-Identifier: MIT
/*
 * arch/x86/desc.c: this CPU's descriptor tables.
 *
 * Problem.  The boot loader's GDT lies in memory that will be reused; there is no IDT at all.
 * Idea.     Flat code and data, one data segment whose base finds the per-CPU variables, two task
 *           states: the one that every thread runs under and one for double faults, entered through a
 *           task gate so that it brings its own stack.
 * Invariants: gates are interrupt gates (IF off on entry) but 8, the task gate.
 * Left out. User segments are laid out but nothing loads them yet. One set of tables for one CPU;
 *           more CPUs make the struct below per-CPU.
 * Sources.  Intel SDM vol. 3, "Protected-Mode Memory Management", "Handling a Double Fault".
 */
#include <asm/desc.h>
#include <asm/page.h>
#include <asm/percpu.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>

#define NR_VECTORS	    256
#define VECTOR_DOUBLE_FAULT 8
#define DOUBLE_FAULT_STACK  4096 /* bytes: one report and its backtrace */

#define DESC_PRESENT	  0x8000ULL
#define DESC_CODE	  0x1a00ULL
#define DESC_DATA	  0x1200ULL
#define DESC_TSS	  0x0900ULL
#define DESC_USER	  0x6000ULL
#define DESC_FLAT_4G	  0x00cf00000000ffffULL /* 4 GiB limit, 32 bit, page granular */
#define GATE_INTERRUPT	  0x8e00u
#define GATE_TASK	  0x8500u

struct gate {
	u32 low, high;
};

struct table_pointer {
	u16 limit;
	u32 base;
} __packed;

static struct {
	u64 gdt[GDT_ENTRIES];
	struct gate idt[NR_VECTORS];
	struct x86_tss tss, double_fault_tss;
	u8 double_fault_stack[DOUBLE_FAULT_STACK] __aligned(16);
} tables __aligned(64);

extern const u32 vector_table[NR_VECTORS];
void double_fault_task(void);

static u64 segment(u64 type, u32 base)
{
	return DESC_FLAT_4G | (DESC_PRESENT | type) << 32 | (u64)(base & 0xffffff) << 16 |
	       (u64)(base >> 24) << 56;
}

static u64 task_segment(const struct x86_tss *tss)
{
	u32 base = (u32)tss;

	return (sizeof(*tss) - 1) | (DESC_PRESENT | DESC_TSS) << 32 | (u64)(base & 0xffffff) << 16 |
	       (u64)(base >> 24) << 56;
}

static void fill_gdt(void)
{
	tables.gdt[GDT_KERNEL_CS] = segment(DESC_CODE, 0);
	tables.gdt[GDT_KERNEL_DS] = segment(DESC_DATA, 0);
	tables.gdt[GDT_PERCPU] = segment(DESC_DATA, per_cpu_offset(0));
	tables.gdt[GDT_USER_CS] = segment(DESC_CODE | DESC_USER, 0);
	tables.gdt[GDT_USER_DS] = segment(DESC_DATA | DESC_USER, 0);
	tables.gdt[GDT_TSS] = task_segment(&tables.tss);
	tables.gdt[GDT_DOUBLE_FAULT_TSS] = task_segment(&tables.double_fault_tss);
}

static void fill_idt(void)
{
	for (unsigned int v = 0; v < NR_VECTORS; v++) {
		u32 entry = vector_table[v];

		tables.idt[v].low = __KERNEL_CS << 16 | (entry & 0xffff);
		tables.idt[v].high = (entry & 0xffff0000) | GATE_INTERRUPT;
	}
	tables.idt[VECTOR_DOUBLE_FAULT].low = (GDT_DOUBLE_FAULT_TSS * 8) << 16;
	tables.idt[VECTOR_DOUBLE_FAULT].high = GATE_TASK;
}

static void fill_task_states(void)
{
	struct x86_tss *df = &tables.double_fault_tss;

	tables.tss.ss0 = __KERNEL_DS;
	tables.tss.cr3 = __pa(swapper_pg_dir); /* loaded, but never saved, by a task switch */
	tables.tss.io_bitmap_base = sizeof(struct x86_tss);
	df->eip = (u32)double_fault_task;
	df->esp = (u32)tables.double_fault_stack + DOUBLE_FAULT_STACK;
	df->eflags = 2; /* the bit that is always one; interrupts off */
	df->cs = __KERNEL_CS;
	df->ss = df->ds = df->es = df->gs = __KERNEL_DS;
	df->fs = __KERNEL_PERCPU;
	df->cr3 = __pa(swapper_pg_dir);
	df->io_bitmap_base = sizeof(struct x86_tss);
}

void __init cpu_tables_init(void)
{
	struct table_pointer gdt = { sizeof(tables.gdt) - 1, (u32)tables.gdt };
	struct table_pointer idt = { sizeof(tables.idt) - 1, (u32)tables.idt };

	fill_gdt();
	fill_idt();
	fill_task_states();
	asm volatile("lgdt %0\n\t"
		     "ljmp %1, $1f\n"
		     "1:\n\t"
		     "movl %2, %%ds\n\tmovl %2, %%es\n\tmovl %2, %%ss\n\tmovl %2, %%gs\n\t"
		     "movl %3, %%fs\n\t"
		     "lidt %4\n\t"
		     "ltr %w5"
		     :
		     : "m"(gdt), "i"(__KERNEL_CS), "r"(__KERNEL_DS), "r"(__KERNEL_PERCPU), "m"(idt),
		       "r"(GDT_TSS * 8)
		     : "memory");
}

struct x86_tss *cpu_main_tss(void)
{
	return &tables.tss;
}
EXPORT_SYMBOL(cpu_main_tss);
