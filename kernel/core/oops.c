// SPDX-License-Identifier: MIT
/*
 * kernel/core/oops.c: report a broken rule, then end what broke it.
 *
 * Problem.  After a fault in the kernel nothing the thread was doing can be trusted, but most of the
 *           rest can, and a kernel for learning is one that goes on and lets you look.
 * Idea.     Print all that is known, then end the thread. Where there is no thread to end (interrupt
 *           handler, first thread, idle) the machine panics.
 *           A backtrace follows the saved frame pointers: [ebp] is the caller's ebp, [ebp + 4] the
 *           address it called from. Every word is read by a probing read, since the chain may be broken.
 * Paths.    do_exception -> oops_headline, die -> make_task_dead | panic
 * Limits.   Locks that the thread held stay locked; Linux has the same limit.
 */
#include <asm/extable.h>
#include <asm/page.h>
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <asm/sections.h>
#include <linux/hardirq.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <slate/oops.h>

#define BACKTRACE_DEPTH 24
#define STACK_WORDS	16
#define MAX_DESCRIBERS	8

struct oops_record last_oops;

static fault_describer_t describers[MAX_DESCRIBERS];
static unsigned int oops_in_progress_depth;

void register_fault_describer(fault_describer_t describer)
{
	for (int i = 0; i < MAX_DESCRIBERS; i++) {
		if (!describers[i]) {
			describers[i] = describer;
			return;
		}
	}
	pr_err("oops: no room for another fault describer\n");
}

void oops_headline(const char *name, unsigned long address)
{
	console_verbose();
	pr_alert("BUG: %s, address: %08lx\n", name, address);
	for (int i = 0; i < MAX_DESCRIBERS && describers[i]; i++)
		if (describers[i](address))
			break;
}

static void show_frame(unsigned long ip)
{
	pr_emerg(" [<%08lx>] %pS\n", ip, (void *)ip);
}

void show_backtrace(unsigned long frame_pointer, unsigned long ip)
{
	unsigned long caller, next;

	pr_emerg("Call Trace:\n");
	show_frame(ip);
	for (int depth = 0; depth < BACKTRACE_DEPTH && frame_pointer; depth++) {
		if (frame_pointer & 3 || probe_kernel_word((void *)frame_pointer, &next) ||
		    probe_kernel_word((void *)(frame_pointer + 4), &caller) || !caller)
			return;
		show_frame(caller - 1); /* the call itself, not what follows it */
		if (next <= frame_pointer)
			return; /* frames only ever go up the stack */
		frame_pointer = next;
	}
}

static void show_stack_words(unsigned long sp)
{
	unsigned long word;

	pr_emerg("Stack: (from %08lx)\n", sp);
	for (int i = 0; i < STACK_WORDS; i++, sp += 4) {
		if (probe_kernel_word((void *)sp, &word))
			break;
		if (i % 8 == 0)
			pr_emerg("%s", "");
		pr_cont(" %08lx%s", word, i % 8 == 7 ? "\n" : "");
	}
}

void show_regs(struct pt_regs *regs)
{
	pr_emerg("EIP: %pS\n", (void *)regs->ip);
	pr_emerg("EAX: %08lx EBX: %08lx ECX: %08lx EDX: %08lx\n", regs->ax, regs->bx, regs->cx, regs->dx);
	pr_emerg("ESI: %08lx EDI: %08lx EBP: %08lx ESP: %08lx\n", regs->si, regs->di, regs->bp,
		 kernel_stack_pointer(regs));
	pr_emerg("CS: %04lx EFLAGS: %08lx CR0: %08lx CR2: %08lx CR3: %08lx CR4: %08lx\n",
		 regs->cs & 0xffff, regs->flags, read_cr0(), read_cr2(), read_cr3(), read_cr4());
}

void __noreturn die(const char *name, struct pt_regs *regs, unsigned long address)
{
	if (oops_in_progress_depth++)
		panic("%s while reporting \"%s\"", name, last_oops.name);
	last_oops.name = name;
	last_oops.address = address;
	last_oops.ip = regs->ip;
	last_oops.count++;
	pr_emerg("Oops: %04lx [#%u] in %s/%d\n", regs->orig_ax, last_oops.count, current->comm,
		 current->pid);
	show_regs(regs);
	show_stack_words(kernel_stack_pointer(regs));
	show_backtrace(regs->bp, regs->ip);
	oops_in_progress_depth--;
	if (in_interrupt())
		panic("Fatal exception in interrupt: %s", name);
	if (current->pid <= 1)
		panic("Fatal exception in %s: %s", current->comm, name);
	pr_emerg("oops: thread %s/%d ends here; the rest of the kernel goes on\n", current->comm,
		 current->pid);
	make_task_dead();
}
