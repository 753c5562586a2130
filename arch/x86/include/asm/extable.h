/* SPDX-License-Identifier: MIT */
/*
 * asm/extable.h: instructions that may fault, and where to go on when they do.
 *
 * An access that is allowed to fail (a probing read, an MSR that may not exist) is written with
 * _ASM_EXTABLE(from, to): the pair of addresses goes into a table; the fault handler looks the
 * faulting instruction up and continues at `to` instead of reporting.
 *
 * Source: Linux Documentation/x86/exception-tables.rst.
 */
#ifndef _ASM_X86_EXTABLE_H
#define _ASM_X86_EXTABLE_H

#include <linux/types.h>

struct pt_regs;

struct exception_table_entry {
	unsigned long insn, fixup;
};

#define _ASM_EXTABLE(from, to)                  \
	" .pushsection __ex_table, \"a\"\n"     \
	" .balign 4\n"                          \
	" .long " #from ", " #to "\n"           \
	" .popsection\n"

/* Send @regs to the fixup of the instruction they stand at; false if it has none. */
bool fixup_exception(struct pt_regs *regs);
/* Registered by the module loader: the same for the tables of modules. */
extern bool (*extable_search_modules)(unsigned long ip, unsigned long *fixup);

/* Read one word that may not be there: 0, or -EFAULT. */
static inline int probe_kernel_word(const void *addr, unsigned long *value)
{
	int err = 0;
	unsigned long word = 0;

	asm volatile("1: movl %2, %1\n"
		     "2:\n"
		     " .pushsection .text.unlikely, \"ax\"\n"
		     "3: movl %3, %0\n"
		     " jmp 2b\n"
		     " .popsection\n" _ASM_EXTABLE(1b, 3b)
		     : "+r"(err), "+r"(word)
		     : "m"(*(const unsigned long *)addr), "i"(-14));
	*value = word;
	return err;
}

#endif
