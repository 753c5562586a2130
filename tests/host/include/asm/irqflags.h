/* SPDX-License-Identifier: MIT */
/* asm/irqflags.h for programs on the host: the interrupt flag is a variable. */
#ifndef _ASM_X86_IRQFLAGS_H
#define _ASM_X86_IRQFLAGS_H

#include <linux/types.h>

extern unsigned long host_irqs_off;

static inline unsigned long arch_local_save_flags(void)
{
	return host_irqs_off;
}

static inline void arch_local_irq_disable(void)
{
	host_irqs_off = 1;
}

static inline void arch_local_irq_enable(void)
{
	host_irqs_off = 0;
}

static inline unsigned long arch_local_irq_save(void)
{
	unsigned long flags = host_irqs_off;

	host_irqs_off = 1;
	return flags;
}

static inline bool arch_irqs_disabled_flags(unsigned long flags)
{
	return flags;
}

static inline void arch_local_irq_restore(unsigned long flags)
{
	host_irqs_off = flags;
}

static inline bool arch_irqs_disabled(void)
{
	return host_irqs_off;
}

#endif
