// SPDX-License-Identifier: MIT
/*
 * kernel/core/bug.c: BUG and WARN, seen from the invalid-opcode handler.
 *
 * A ud2 faults; its address is looked up in the table that the macros left. A warning prints the
 * source line and the call chain and steps over the two bytes; a BUG becomes an oops.
 *
 * Paths. WARN_ON -> ud2 -> do_exception -> handle_bug -> (next instruction) | die
 */
#include <asm/ptrace.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <slate/oops.h>

#define UD2_LENGTH 2

extern const struct bug_entry __start___bug_table[], __stop___bug_table[];

const struct bug_entry *(*bug_search_modules)(unsigned long addr);
static unsigned int warnings;

unsigned int warn_count(void)
{
	return warnings;
}
EXPORT_SYMBOL(warn_count);

static const struct bug_entry *find_bug(unsigned long addr)
{
	for (const struct bug_entry *bug = __start___bug_table; bug < __stop___bug_table; bug++)
		if (bug->bug_addr == addr)
			return bug;
	return bug_search_modules ? bug_search_modules(addr) : NULL;
}

void __warn_printk(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintk(fmt, args);
	va_end(args);
}
EXPORT_SYMBOL(__warn_printk);

static void report_warning(const char *file, int line, unsigned long frame, unsigned long ip)
{
	warnings++;
	pr_warn("WARNING: %s/%d at %s:%d %pS\n", current->comm, current->pid, file, line, (void *)ip);
	show_backtrace(frame, ip);
}

void warn_slowpath(const char *file, int line)
{
	report_warning(file, line, (unsigned long)__builtin_frame_address(0), _RET_IP_);
}
EXPORT_SYMBOL(warn_slowpath);

bool handle_bug(struct pt_regs *regs)
{
	const struct bug_entry *bug = find_bug(regs->ip);

	if (!bug)
		return false;
	if (bug->flags & BUGFLAG_WARNING) {
		report_warning(bug->file, bug->line, regs->bp, regs->ip);
		regs->ip += UD2_LENGTH;
		return true;
	}
	pr_emerg("kernel BUG at %s:%d!\n", bug->file, bug->line);
	die("BUG", regs, regs->ip);
}
EXPORT_SYMBOL(handle_bug);
