// SPDX-License-Identifier: MIT
/* arch/x86/extable.c: look a faulting instruction up in the exception table (asm/extable.h). */
#include <asm/extable.h>
#include <linux/export.h>
#include <asm/ptrace.h>

extern const struct exception_table_entry __start___ex_table[], __stop___ex_table[];

bool (*extable_search_modules)(unsigned long ip, unsigned long *fixup);

/* A handful of entries, searched only when something has gone wrong: no need to sort them. */
bool fixup_exception(struct pt_regs *regs)
{
	for (const struct exception_table_entry *e = __start___ex_table; e < __stop___ex_table; e++) {
		if (e->insn == regs->ip) {
			regs->ip = e->fixup;
			return true;
		}
	}
	return extable_search_modules && extable_search_modules(regs->ip, &regs->ip);
}
EXPORT_SYMBOL(fixup_exception);
