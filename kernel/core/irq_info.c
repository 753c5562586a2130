// SPDX-License-Identifier: MIT
/*
 * kernel/core/irq_info.c: what the lines have done so far, for /proc/interrupts and for tests.
 *
 * Locks. desc->lock, irqs off, one line at a time.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <slate/selfcheck.h>
#include "irq.h"

unsigned long irq_spurious_count(void)
{
	return irq_spurious_total;
}
EXPORT_SYMBOL(irq_spurious_count);

unsigned long irq_total_count(void)
{
	unsigned long total = 0;

	for (unsigned int irq = 0; irq < NR_IRQS; irq++)
		for (int cpu = 0; cpu < CONFIG_NR_CPUS; cpu++)
			total += irq_desc[irq].count[cpu];
	return total;
}
EXPORT_SYMBOL(irq_total_count);

int irq_get_info(unsigned int irq, struct irq_info *info)
{
	struct irq_desc *desc = get_desc(irq);
	unsigned long flags;
	int len = 0;

	if (!desc)
		return -ENOENT;
	raw_spin_lock_irqsave(&desc->lock, flags);
	*info = (struct irq_info){ .chip = desc->chip->name, .flow = desc->flow, .hwirq = desc->data.hwirq,
				   .unhandled = desc->unhandled_total, .depth = desc->depth,
				   .requested = desc->action != NULL };
	memcpy(info->count, desc->count, sizeof(info->count));
	for (struct irqaction *a = desc->action; a; a = a->next)
		len += scnprintf(info->actions + len, sizeof(info->actions) - (size_t)len, "%s%s",
				 len ? ", " : "", a->name);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return 0;
}
EXPORT_SYMBOL(irq_get_info);

static bool line_is_consistent(const struct irq_desc *desc)
{
	const struct irqaction *a = desc->action;

	if (!desc->masked && (!a || desc->depth))
		return false;
	for (; a && a->next; a = a->next)
		if (!(a->flags & a->next->flags & IRQF_SHARED))
			return false;
	return true;
}

int irq_check(void)
{
	for (unsigned int irq = 0; irq < NR_IRQS; irq++) {
		if (irq_desc[irq].chip && !line_is_consistent(&irq_desc[irq])) {
			pr_err("irq %u: open without a handler, or shared without consent\n", irq);
			return -EINVAL;
		}
	}
	return 0;
}
EXPORT_SYMBOL(irq_check);
SELFCHECK(irq, irq_check, NULL);
