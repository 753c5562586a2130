/* SPDX-License-Identifier: MIT */
/*
 * asm/irqflags.h: the interrupt flag of this CPU.
 *
 * Source: Intel SDM vol. 3, "Masking Maskable Hardware Interrupts".
 */
#ifndef _ASM_X86_IRQFLAGS_H
#define _ASM_X86_IRQFLAGS_H

#include <linux/types.h>

#define X86_EFLAGS_IF 0x200UL
#define X86_EFLAGS_NT 0x4000UL
#define X86_EFLAGS_ID 0x200000UL

static __always_inline unsigned long arch_local_save_flags(void)
{
	unsigned long flags;

	asm volatile("pushf; pop %0" : "=r"(flags) : : "memory");
	return flags;
}

static __always_inline void arch_local_irq_disable(void)
{
	asm volatile("cli" : : : "memory");
}

static __always_inline void arch_local_irq_enable(void)
{
	asm volatile("sti" : : : "memory");
}

static __always_inline unsigned long arch_local_irq_save(void)
{
	unsigned long flags = arch_local_save_flags();

	arch_local_irq_disable();
	return flags;
}

static __always_inline bool arch_irqs_disabled_flags(unsigned long flags)
{
	return !(flags & X86_EFLAGS_IF);
}

/* popf restores IF either way, but costs a microcoded instruction; a test and an sti do not. */
static __always_inline void arch_local_irq_restore(unsigned long flags)
{
	if (!arch_irqs_disabled_flags(flags))
		arch_local_irq_enable();
}

static __always_inline bool arch_irqs_disabled(void)
{
	return arch_irqs_disabled_flags(arch_local_save_flags());
}

/* sti takes effect after the next instruction, so no interrupt slips in before the halt. */
static __always_inline void arch_safe_halt(void)
{
	asm volatile("sti; hlt" : : : "memory");
}

static __always_inline void arch_halt(void)
{
	asm volatile("hlt" : : : "memory");
}

#endif
