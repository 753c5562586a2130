// SPDX-License-Identifier: MIT
/*
 * kernel/core/irq_probe.c: which line does my device interrupt on?
 *
 * Problem.  An ISA card's line is set by a jumper; the driver can make it interrupt but not ask it.
 * Idea.     Listen on every line that nobody has. Let those that chatter by themselves fall silent again;
 *           then the driver makes its device interrupt once, and one line has spoken.
 *
 *     mask = probe_irq_on();      listen on all free lines; drop those that speak unasked
 *     (make it interrupt, wait)
 *     irq = probe_irq_off(mask);  > 0: the line.  0: none spoke.  < 0: several did, -first
 *
 * Invariants. A line that has spoken is disabled at once, so one that nobody can quieten does no harm.
 * Locks.    probing (mutex), from probe_irq_on() to probe_irq_off(): one at a time.
 * Source.   LDD3 ch. 10 "Autodetecting the IRQ Number".
 */
#include <linux/bits.h>
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/mutex.h>

#define SETTLE_MS    20 /* what interrupts in that time was not asked to */
#define CASCADE_LINE 2	/* the second controller's, no device's */

static DEFINE_MUTEX(probing);
static unsigned long spoken; /* lines, a bit each */

static irqreturn_t note_line(int irq, void *dev_id)
{
	disable_irq_nosync(irq);
	set_bit(irq, &spoken);
	return IRQ_HANDLED;
}

static void stop_listening(unsigned long lines)
{
	unsigned int irq;

	for_each_set_bit(irq, &lines, NR_IRQS_LEGACY)
		free_irq(irq, &spoken);
}

/**
 * probe_irq_on() - begin to find out a device's line; probe_irq_off() must follow.
 *
 * Context: may sleep.
 * Return: the lines listened on, a bit each; 0 where all are taken.
 */
unsigned long probe_irq_on(void)
{
	unsigned long lines = 0, chatter;

	mutex_lock(&probing);
	spoken = 0;
	for (unsigned int irq = 1; irq < NR_IRQS_LEGACY; irq++)
		if (irq != CASCADE_LINE && !irq_has_action(irq) &&
		    !request_irq(irq, note_line, 0, "probe", &spoken))
			lines |= BIT(irq);
	msleep(SETTLE_MS);
	chatter = READ_ONCE(spoken) & lines;
	stop_listening(chatter);
	spoken = 0;
	return lines & ~chatter;
}
EXPORT_SYMBOL(probe_irq_on);

/**
 * probe_irq_off() - which line was it?
 * @lines: what probe_irq_on() returned.
 *
 * Context: may sleep.
 * Return: the line; 0 if none interrupted; the first, negative, if several did.
 */
int probe_irq_off(unsigned long lines)
{
	unsigned long found;

	stop_listening(lines);
	found = spoken & lines;
	mutex_unlock(&probing);
	if (!found)
		return 0;
	return hweight_long(found) == 1 ? (int)__ffs(found) : -(int)__ffs(found);
}
EXPORT_SYMBOL(probe_irq_off);
