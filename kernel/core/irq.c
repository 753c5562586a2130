// SPDX-License-Identifier: MIT
/*
 * kernel/core/irq.c: from an interrupt line to the drivers that sit on it.
 *
 * Problem.  Lines are few and shared, controllers differ, and a line that nobody answers would interrupt for
 *           ever.
 * Idea.     One descriptor a line: its controller (struct irq_chip), its handlers in order, a count of nested
 *           disables. Each handler says whether the interrupt was its device's. If almost none of the last
 *           STORM_WINDOW interrupts was anybody's, the line is masked and the report names who sits on it.
 *
 *     vector 0x20+n -> do_irq -> desc[n] --chip--> mask, unmask, eoi
 *                                   |
 *                                   +--> action "ata" -> action "eth0" -> (IRQ_WAKE_THREAD) its thread
 *
 * Invariants (irq_check walks them): a line is unmasked exactly if it has a handler, is not disabled and waits
 *           for no thread (IRQF_ONESHOT); handlers of a shared line all said IRQF_SHARED.
 * Locks.    1. desc->lock, irqs off; handlers run without it, `in_progress` stands for them.
 * Paths.    Interrupt  do_irq -> handle_line -> run_handlers -> irq_exit
 *           Driver     request_irq -> request_threaded_irq -> attach -> unmask (irq_request.c)
 * Cost.     A handler is called after about 60 instructions.
 * Left out. Affinity; per-line trigger types (the 8259's are the firmware's).
 * Sources.  LDD 3 ch. 10; Linux Documentation/core-api/genericirq.rst.
 */
#include <asm/ptrace.h>
#include <asm/tsc.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include "irq.h"

#define FIRST_VECTOR 0x20
#define STORM_WINDOW 100000 /* interrupts over which a storm is judged ... */
#define STORM_UNANSWERED 99900 /* ... and how many of them nobody wanted */

struct irq_desc irq_desc[NR_IRQS];
static DEFINE_RAW_SPINLOCK(lines_lock); /* who takes a free line */
static DEFINE_PER_CPU(struct pt_regs *, irq_regs);
unsigned long irq_spurious_total;

struct pt_regs *get_irq_regs(void)
{
	return this_cpu_read(irq_regs);
}
EXPORT_SYMBOL(get_irq_regs);

/* ---- controllers ---- */

void irq_mask_line(struct irq_desc *desc)
{
	if (!desc->masked && desc->chip->irq_mask)
		desc->chip->irq_mask(&desc->data);
	desc->masked = true;
}

void irq_unmask_if_wanted(struct irq_desc *desc)
{
	if (!desc->masked || desc->depth || desc->threads_active || !desc->action)
		return;
	desc->masked = false;
	if (desc->chip->irq_unmask)
		desc->chip->irq_unmask(&desc->data);
}

void irq_set_chip_data_and_name(unsigned int irq, const struct irq_chip *chip, unsigned long hwirq,
				void *chip_data, const char *flow_name)
{
	struct irq_desc *desc = &irq_desc[irq];
	unsigned long flags;

	raw_spin_lock_irqsave(&desc->lock, flags);
	desc->chip = chip;
	desc->data = (struct irq_data){ .irq = irq, .hwirq = hwirq, .chip_data = chip_data };
	desc->flow = flow_name;
	desc->masked = true;
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}
EXPORT_SYMBOL(irq_set_chip_data_and_name);

static const struct irq_chip no_chip = { .name = "none" };

int irq_alloc_line(void)
{
	unsigned long flags;
	int irq = -ENOSPC;

	raw_spin_lock_irqsave(&lines_lock, flags);
	for (unsigned int i = NR_IRQS_LEGACY; i < NR_IRQS && irq < 0; i++) {
		if (!irq_desc[i].chip) {
			irq_desc[i].chip = &no_chip;
			irq = (int)i;
		}
	}
	raw_spin_unlock_irqrestore(&lines_lock, flags);
	return irq;
}
EXPORT_SYMBOL(irq_alloc_line);

void irq_free_line(unsigned int irq)
{
	struct irq_desc *desc = get_desc(irq);

	if (desc && irq >= NR_IRQS_LEGACY && !WARN_ON(desc->action))
		desc->chip = NULL;
}
EXPORT_SYMBOL(irq_free_line);

/* ---- an interrupt ---- */

static void report_storm(struct irq_desc *desc)
{
	pr_err("irq %u: nobody cared (%u of %u interrupts unanswered); the line is masked\n", desc->data.irq,
	       desc->unhandled, STORM_WINDOW);
	for (struct irqaction *a = desc->action; a; a = a->next)
		pr_err("irq %u: handler %pS of %s\n", desc->data.irq, (void *)a->handler, a->name);
	desc->depth++;
	irq_mask_line(desc);
}

static void note_answer(struct irq_desc *desc, bool answered)
{
	if (!answered) {
		desc->unhandled++;
		desc->unhandled_total++;
	}
	if (++desc->window < STORM_WINDOW)
		return;
	if (desc->unhandled > STORM_UNANSWERED)
		report_storm(desc);
	desc->window = desc->unhandled = 0;
}

static void wake_action_thread(struct irq_desc *desc, struct irqaction *action)
{
	if (!action->thread || action->thread_pending)
		return;
	action->thread_pending = true;
	desc->threads_active++;
	if (action->flags & IRQF_ONESHOT)
		irq_mask_line(desc);
	wake_up_process(action->thread);
}

/* Desc locked on entry and exit, not while the handlers run. */
static bool run_handlers(struct irq_desc *desc)
{
	bool answered = false;

	desc->in_progress = true;
	raw_spin_unlock(&desc->lock);
	for (struct irqaction *action = desc->action; action; action = action->next) {
		irqreturn_t ret = action->handler((int)desc->data.irq, action->dev_id);

		answered |= ret != IRQ_NONE;
		if (ret == IRQ_WAKE_THREAD) {
			raw_spin_lock(&desc->lock);
			wake_action_thread(desc, action);
			raw_spin_unlock(&desc->lock);
		}
	}
	raw_spin_lock(&desc->lock);
	desc->in_progress = false;
	return answered;
}

static void handle_line(struct irq_desc *desc)
{
	const struct irq_chip *chip = desc->chip;

	raw_spin_lock(&desc->lock);
	if (chip->irq_spurious && chip->irq_spurious(&desc->data)) {
		irq_spurious_total++;
		raw_spin_unlock(&desc->lock);
		return;
	}
	desc->count[smp_processor_id()]++;
	if (chip->irq_ack)
		chip->irq_ack(&desc->data);
	if (desc->action && !desc->depth)
		note_answer(desc, run_handlers(desc));
	else
		irq_mask_line(desc);
	if (chip->irq_eoi)
		chip->irq_eoi(&desc->data);
	raw_spin_unlock(&desc->lock);
}

asmlinkage void do_irq(struct pt_regs *regs, unsigned int vector)
{
	struct pt_regs *outer = this_cpu_read(irq_regs);
	struct irq_desc *desc = get_desc(vector - FIRST_VECTOR);

	this_cpu_write(irq_regs, regs);
	irq_enter();
	if (likely(desc)) {
		handle_line(desc);
	} else {
		irq_spurious_total++;
		pr_warn_ratelimited("irq: vector 0x%02x has no line\n", vector);
	}
	irq_exit();
	this_cpu_write(irq_regs, outer);
}
EXPORT_SYMBOL(do_irq);

/* As if the line had interrupted here: for drivers of lines behind lines, and for tests. */
int generic_handle_irq_safe(unsigned int irq)
{
	struct irq_desc *desc = get_desc(irq);
	unsigned long flags;

	if (!desc)
		return -EINVAL;
	local_irq_save(flags);
	irq_enter();
	handle_line(desc);
	irq_exit();
	local_irq_restore(flags);
	return 0;
}
EXPORT_SYMBOL(generic_handle_irq_safe);

/* ---- keeping a line quiet ---- */

bool synchronize_hardirq(unsigned int irq)
{
	struct irq_desc *desc = get_desc(irq);

	while (desc && READ_ONCE(desc->in_progress))
		cpu_relax();
	return !desc || !READ_ONCE(desc->threads_active);
}
EXPORT_SYMBOL(synchronize_hardirq);

void synchronize_irq(unsigned int irq)
{
	if (!synchronize_hardirq(irq))
		wait_event(irq_desc[irq].threads_done, !READ_ONCE(irq_desc[irq].threads_active));
}
EXPORT_SYMBOL(synchronize_irq);

void disable_irq_nosync(unsigned int irq)
{
	struct irq_desc *desc = get_desc(irq);
	unsigned long flags;

	if (!desc)
		return;
	raw_spin_lock_irqsave(&desc->lock, flags);
	if (!desc->depth++)
		irq_mask_line(desc);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}
EXPORT_SYMBOL(disable_irq_nosync);

void disable_irq(unsigned int irq)
{
	disable_irq_nosync(irq);
	synchronize_irq(irq);
}
EXPORT_SYMBOL(disable_irq);

bool disable_hardirq(unsigned int irq)
{
	disable_irq_nosync(irq);
	return synchronize_hardirq(irq);
}
EXPORT_SYMBOL(disable_hardirq);

void enable_irq(unsigned int irq)
{
	struct irq_desc *desc = get_desc(irq);
	unsigned long flags;
	bool unbalanced;

	if (!desc)
		return;
	raw_spin_lock_irqsave(&desc->lock, flags);
	unbalanced = !desc->depth;
	if (!unbalanced && !--desc->depth)
		irq_unmask_if_wanted(desc);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	WARN(unbalanced, "Unbalanced enable for IRQ %u\n", irq);
}
EXPORT_SYMBOL(enable_irq);

bool irq_has_action(unsigned int irq)
{
	struct irq_desc *desc = get_desc(irq);

	return desc && desc->action;
}
EXPORT_SYMBOL(irq_has_action);

void __init irq_init(void)
{
	for (unsigned int irq = 0; irq < NR_IRQS; irq++)
		init_waitqueue_head(&irq_desc[irq].threads_done);
	softirq_init();
	pic_init();
}
