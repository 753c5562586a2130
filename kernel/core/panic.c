// SPDX-License-Identifier: MIT
/*
 * kernel/core/panic.c: the last words of a machine that cannot go on.
 *
 * Problem.  Whatever broke may hold any lock, with interrupts in any state, on any stack.
 * Idea.     Interrupts off; forget all printk and console locks, since their holder will never run
 *           again; say why, show the call chain, let other floors add a few lines, push the whole log to the
 *           consoles; wait panic= seconds so that a person can read it; end by the exit protocol (35). A
 *           panic inside a panic ends at once.
 * Paths.    panic -> bust_spinlocks, report, console_flush_on_panic, machine_exit(false)
 *
 * Also here: the stack canary that the compiler checks, and the record of what tainted this boot.
 */
#include <asm/reboot.h>
#include <linux/bitops.h>
#include <linux/console.h>
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/stackprotector.h>
#include <slate/oops.h>
#include <slate/param.h>
#include "printk.h"

#define LAST_WORDS_MAX 512

int panic_timeout;
EXPORT_SYMBOL(panic_timeout);
int oops_in_progress;
EXPORT_SYMBOL(oops_in_progress);
bool panic_on_oops;
EXPORT_SYMBOL(panic_on_oops);
bool panic_on_warn;
EXPORT_SYMBOL(panic_on_warn);
unsigned long __stack_chk_guard = 0x5a17e500;
EXPORT_SYMBOL(__stack_chk_guard);

static unsigned long tainted;
static struct panic_notifier *notifiers;
static int panicking;

void panic_notifier_register(struct panic_notifier *notifier)
{
	notifier->next = notifiers;
	notifiers = notifier;
}
EXPORT_SYMBOL(panic_notifier_register);

void bust_spinlocks(int yes)
{
	if (!yes) {
		oops_in_progress--;
		return;
	}
	oops_in_progress++;
	printk_break_locks();
	console_break_locks();
}
EXPORT_SYMBOL(bust_spinlocks);

void oops_enter(void)
{
	oops_in_progress++;
}
EXPORT_SYMBOL(oops_enter);

void oops_exit(void)
{
	oops_in_progress--;
}
EXPORT_SYMBOL(oops_exit);

static void wait_for_reader(void)
{
	if (panic_timeout > 0) {
		pr_emerg("panic: the machine stops in %d seconds\n", panic_timeout);
		for (int i = 0; i < panic_timeout; i++)
			mdelay(1000);
	}
}

void panic(const char *fmt, ...)
{
	static char words[LAST_WORDS_MAX];
	va_list args;

	local_irq_disable();
	if (panicking++)
		machine_exit(false);
	bust_spinlocks(1);
	console_verbose();
	va_start(args, fmt);
	vscnprintf(words, sizeof(words), fmt, args);
	va_end(args);
	pr_emerg("Kernel panic - not syncing: %s\n", words);
	pr_emerg("panic: thread %s/%d, preempt_count %08x, %s\n", current->comm, current->pid,
		 (unsigned int)preempt_count(), print_tainted());
	show_backtrace((unsigned long)__builtin_frame_address(0), _RET_IP_);
	for (struct panic_notifier *n = notifiers; n; n = n->next)
		n->report();
	console_flush_on_panic();
	wait_for_reader();
	pr_emerg("---[ end Kernel panic - not syncing: %s ]---\n", words);
	console_flush_on_panic();
	machine_exit(false);
}
EXPORT_SYMBOL(panic);

void add_taint(unsigned int flag, enum lockdep_ok lockdep_ok)
{
	(void)lockdep_ok;
	tainted |= BIT(flag);
}
EXPORT_SYMBOL(add_taint);

int test_taint(unsigned int flag)
{
	return tainted >> flag & 1;
}
EXPORT_SYMBOL(test_taint);

unsigned long get_taint(void)
{
	return tainted;
}
EXPORT_SYMBOL(get_taint);

const char *print_tainted(void)
{
	static const struct {
		u8 flag;
		char letter;
	} letters[] = { { TAINT_BAD_PAGE, 'B' }, { TAINT_USER, 'U' }, { TAINT_DIE, 'D' }, { TAINT_WARN, 'W' } };
	static char text[16] = "Tainted: ";
	char *p = text + 9;

	if (!tainted)
		return "Not tainted";
	for (size_t i = 0; i < ARRAY_SIZE(letters); i++)
		if (test_taint(letters[i].flag))
			*p++ = letters[i].letter;
	*p = '\0';
	return text;
}
EXPORT_SYMBOL(print_tainted);

/* Where are we, and who called? */
void dump_stack_lvl(const char *log_lvl)
{
	printk("%sCPU: %u PID: %d Comm: %s %s\n", log_lvl, raw_smp_processor_id(), current->pid, current->comm,
	       print_tainted());
	show_backtrace((unsigned long)__builtin_frame_address(0), _RET_IP_);
}

void dump_stack(void)
{
	dump_stack_lvl(KERN_EMERG);
}

/* The compiler calls this where a function finds the word above its locals changed. */
void __noreturn __stack_chk_fail(void);
void __noreturn __stack_chk_fail(void)
{
	panic("stack-protector: Kernel stack is corrupted in: %pS", (void *)_RET_IP_);
}
EXPORT_SYMBOL(__stack_chk_fail);

static int __init parse_panic(char *value)
{
	return value ? kstrtoint(value, 0, &panic_timeout) : -EINVAL;
}

SLATE_EARLY_PARAM("panic", parse_panic, "SECONDS", "wait that long before a panic ends the machine (0)");
