/* SPDX-License-Identifier: MIT */
/* kernel/core/irq.h: a line and its handlers, as irq.c, irq_request.c and irq_info.c share them. */
#ifndef _CORE_IRQ_H
#define _CORE_IRQ_H

#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

/* One handler. Under the line's lock; constant once attached, but for thread_pending. */
struct irqaction {
	irq_handler_t handler;
	irq_handler_t thread_fn;
	void *dev_id;
	const char *name;
	unsigned long flags;	    /* IRQF_ */
	unsigned int irq;
	struct irqaction *next;
	struct task_struct *thread; /* NULL without thread_fn */
	bool thread_pending;	    /* its function has to run */
	bool used;
};

/* One line. All under the lock. */
struct irq_desc {
	raw_spinlock_t lock;
	const struct irq_chip *chip;
	struct irq_data data;
	const char *flow;
	struct irqaction *action;
	unsigned int depth;	    /* nested disable_irq() */
	unsigned int threads_active; /* thread functions that have to run or do */
	bool in_progress;	    /* handlers run right now */
	bool masked;
	unsigned int unhandled, window; /* storm detection */
	unsigned int unhandled_total;
	unsigned int count[CONFIG_NR_CPUS];
	struct wait_queue_head threads_done;
};

extern struct irq_desc irq_desc[NR_IRQS];
extern unsigned long irq_spurious_total; /* interrupts with nothing behind them */

static inline struct irq_desc *get_desc(unsigned int irq)
{
	return irq < NR_IRQS && irq_desc[irq].chip ? &irq_desc[irq] : NULL;
}

/* Lock held. */
void irq_mask_line(struct irq_desc *desc);
/* Open the line if nothing speaks against it. */
void irq_unmask_if_wanted(struct irq_desc *desc);

#endif
