/* SPDX-License-Identifier: MIT */
/*
 * linux/irqflags.h: keep interrupts away from this CPU for a few instructions.
 *
 * save/restore nest; disable/enable do not.
 */
#ifndef _LINUX_IRQFLAGS_H
#define _LINUX_IRQFLAGS_H

#include <asm/irqflags.h>
#include <linux/typecheck.h>

#define local_irq_disable() arch_local_irq_disable()
#define local_irq_enable()  arch_local_irq_enable()
#define local_irq_save(flags)                        \
	do {                                         \
		typecheck(unsigned long, flags);     \
		(flags) = arch_local_irq_save();     \
	} while (0)
#define local_irq_restore(flags)                     \
	do {                                         \
		typecheck(unsigned long, flags);     \
		arch_local_irq_restore(flags);       \
	} while (0)
#define local_save_flags(flags)	    ((flags) = arch_local_save_flags())
#define irqs_disabled()		    arch_irqs_disabled()
#define irqs_disabled_flags(flags)  arch_irqs_disabled_flags(flags)
#define safe_halt()		    arch_safe_halt()

#define raw_local_irq_disable()	     arch_local_irq_disable()
#define raw_local_irq_enable()	     arch_local_irq_enable()
#define raw_local_irq_save(flags)    ((flags) = arch_local_irq_save())
#define raw_local_irq_restore(flags) arch_local_irq_restore(flags)
#define raw_irqs_disabled()	     arch_irqs_disabled()

#define trace_hardirqs_on()  do { } while (0)
#define trace_hardirqs_off() do { } while (0)

#endif
