// SPDX-License-Identifier: MIT
/*
 * kernel/core/stacktrace.c: the call chain as a list of addresses (linux/stacktrace.h).
 *
 * [ebp] is the caller's saved ebp, [ebp + 4] the address it will return to; frames only ever go up the
 * stack, so a chain that does not is broken and ends there.
 */
#include <asm/extable.h>
#include <linux/export.h>
#include <linux/printk.h>
#include <linux/stacktrace.h>

noinline unsigned int stack_trace_save(unsigned long *store, unsigned int size, unsigned int skipnr)
{
	unsigned long frame = (unsigned long)__builtin_frame_address(0), next, caller;
	unsigned int nr = 0;

	while (nr < size && frame && !(frame & 3)) {
		if (probe_kernel_word((void *)frame, &next) ||
		    probe_kernel_word((void *)(frame + 4), &caller) || !caller)
			break;
		if (skipnr)
			skipnr--;
		else
			store[nr++] = caller;
		if (next <= frame)
			break;
		frame = next;
	}
	return nr;
}
EXPORT_SYMBOL(stack_trace_save);

void stack_trace_print(const unsigned long *entries, unsigned int nr_entries, int spaces)
{
	for (unsigned int i = 0; i < nr_entries; i++)
		printk("%*c%pS\n", 1 + spaces, ' ', (void *)entries[i]);
}
EXPORT_SYMBOL(stack_trace_print);
