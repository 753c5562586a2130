// SPDX-License-Identifier: MIT
/*
 * arch/x86/traps.c: what the CPU complains about, told in words.
 *
 * Problem.  An exception is a number and, for a page fault, an address and five bits. A student needs:
 *           what was attempted, on what, by whom.
 * Idea.     In order: a fault that somebody expected (exception table), one that a higher floor
 *           resolves (registered handler), a WARN (ud2 with an entry in the bug table), else an oops
 *           whose first line names the class. A page fault's class follows from address and error
 *           code; RSVD is tested first, because emulators disagree about the other bits then.
 * Paths.    vectors.asm -> do_exception -> page_fault | invalid_opcode | die
 *           double_fault_task -> do_double_fault -> (thread) finish_overflowed_thread -> die
 * Sources.  Intel SDM vol. 3, "Exception and Interrupt Reference"; Gorman ch. 4.6.1.
 */
#include <asm/processor.h>
#include <asm/desc.h>
#include <asm/extable.h>
#include <asm/linkage.h>
#include <asm/pgtable.h>
#include <asm/ptrace.h>
#include <asm/sections.h>
#include <asm/traps.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/poison.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/string.h>
#include <slate/oops.h>

#define FIRST_PAGES 0x10000 /* a NULL pointer plus a field's offset lands below this */

asmlinkage void do_exception(struct pt_regs *regs);
asmlinkage void do_double_fault(void);

static const char *const exception_names[NR_EXCEPTIONS] = {
	"divide error", "debug", "NMI", "breakpoint", "overflow", "bound range exceeded",
	"invalid opcode", "device not available", "double fault", "coprocessor segment overrun",
	"invalid TSS", "segment not present", "stack segment fault", "general protection fault",
	"page fault", "reserved (15)", "x87 floating point", "alignment check", "machine check",
	"SIMD floating point", "virtualization", "control protection",
};

static fault_handler_t fault_handler;
static unsigned long overflowed_stack_pointer;

void register_fault_handler(fault_handler_t handler)
{
	fault_handler = handler;
}

static const char *fault_class(unsigned long address, unsigned long error)
{
	bool is_large;
	pte_t *pte;

	if (error & X86_PF_RSVD)
		return "corrupted page table (reserved bit set)";
	if (address < FIRST_PAGES)
		return "kernel NULL pointer dereference";
	if (error & X86_PF_INSTR)
		return "execution of non-executable memory";
	if (error & X86_PF_PROT)
		return is_kernel_rodata(address) ? "write to rodata" :
		       kernel_text_address(address) ? "write to kernel text" : "write to read-only memory";
	pte = lookup_address(address, &is_large);
	if (!pte)
		return "access to an address that no table maps";
	return "access to an unmapped page";
}

static void explain_page_fault(unsigned long address, unsigned long error)
{
	bool is_large;
	pte_t *pte = lookup_address(address, &is_large);

	pr_alert("#PF: supervisor %s in kernel mode\n",
		 error & X86_PF_INSTR ? "instruction fetch" :
		 error & X86_PF_WRITE ? "write access" : "read access");
	pr_alert("#PF: error_code(0x%04lx) - %s\n", error,
		 error & X86_PF_RSVD ? "reserved bit violation" :
		 error & X86_PF_PROT ? "permissions violation" : "not-present page");
	if (pte)
		pr_alert("#PF: the %s entry there is %016llx\n", is_large ? "2 MiB" : "page",
			 pte_val(*pte));
}

static void page_fault(struct pt_regs *regs)
{
	unsigned long address = read_cr2();
	unsigned long error = regs->orig_ax;

	if (fault_handler && fault_handler(regs, address, error))
		return;
	if (fixup_exception(regs))
		return;
	oops_headline(fault_class(address, error), address);
	explain_page_fault(address, error);
	die(fault_class(address, error), regs, address);
}

static void invalid_opcode(struct pt_regs *regs)
{
	if (handle_bug(regs))
		return;
	oops_headline(exception_names[X86_TRAP_UD], regs->ip);
	die(exception_names[X86_TRAP_UD], regs, regs->ip);
}

asmlinkage void do_exception(struct pt_regs *regs)
{
	const char *name = exception_names[regs->vector];

	switch (regs->vector) {
	case X86_TRAP_PF:
		page_fault(regs);
		return;
	case X86_TRAP_UD:
		invalid_opcode(regs);
		return;
	case X86_TRAP_NMI:
		pr_emerg("NMI received at %pS; going on\n", (void *)regs->ip);
		return;
	}
	if (fixup_exception(regs))
		return;
	oops_headline(name ?: "reserved exception", regs->ip);
	die(name ?: "reserved exception", regs, regs->ip);
}

/*
 * Where a thread goes on after its stack overflowed: at the top of that stack, whose contents nobody
 * needs any more, with registers as they were saved.
 */
static void __noreturn finish_overflowed_thread(void)
{
	const struct x86_tss *tss = cpu_main_tss();
	struct pt_regs regs = {
		.ax = tss->eax, .bx = tss->ebx, .cx = tss->ecx, .dx = tss->edx, .si = tss->esi,
		.di = tss->edi, .bp = tss->ebp, .pusha_sp = overflowed_stack_pointer,
		.vector = X86_TRAP_DF, .ip = last_oops.ip, .cs = __KERNEL_CS, .flags = tss->eflags,
	};

	write_cr0(read_cr0() & ~X86_CR0_TS); /* the task switch set it, and copy_page() would fault */
	/* The overflow went over the mark at the stack's end; it has been reported, so put it back. */
	*end_of_stack(current) = STACK_END_MAGIC;
	die("kernel stack overflow", &regs, overflowed_stack_pointer);
}

/* Runs as the double-fault task, interrupts off, on its own stack. */
asmlinkage void do_double_fault(void)
{
	struct x86_tss *tss = cpu_main_tss();
	unsigned long low = (unsigned long)current->stack;

	overflowed_stack_pointer = tss->esp;
	last_oops.ip = tss->eip;
	if (tss->esp >= low + THREAD_SIZE || tss->esp + PAGE_SIZE < low) {
		oops_headline("double fault", tss->esp);
		show_backtrace(tss->ebp, tss->eip);
		panic("double fault at %pS, stack pointer %08x is not on the stack of %s (%08lx)",
		      (void *)tss->eip, tss->esp, current->comm, low);
	}
	oops_headline("kernel stack overflow", tss->esp);
	pr_alert("the stack of %s/%d is %08lx..%08lx; its guard page below was hit\n", current->comm,
		 current->pid, low, low + THREAD_SIZE);
	show_backtrace(tss->ebp, tss->eip);
	/* Resume the thread in the function that ends it, from the top, below the records that sit there. */
	tss->esp = (current->kthread ? (unsigned long)current->kthread : (unsigned long)current) - 16;
	tss->ebp = 0;
	tss->eip = (u32)finish_overflowed_thread;
	tss->eflags = 2;
}
