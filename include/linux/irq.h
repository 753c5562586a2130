/* SPDX-License-Identifier: MIT */
/*
 * linux/irq.h: below the handlers: interrupt controllers and descriptors.
 *
 * A controller driver fills a struct irq_chip and installs it on its lines; kernel/core/irq.c asks it to
 * mask, unmask and acknowledge and knows no port number.
 */
#ifndef _LINUX_IRQ_H
#define _LINUX_IRQ_H

#include <asm/linkage.h>
#include <linux/irqnr.h>
#include <linux/irqreturn.h>
#include <linux/types.h>

struct pt_regs;
struct seq_file;

struct irq_data {
	unsigned int irq;
	unsigned long hwirq; /* the controller's own number */
	void *chip_data;
};

/* All but name may be NULL. Called with the line's lock held and interrupts off. */
struct irq_chip {
	const char *name; /* as /proc/interrupts shows it */
	void (*irq_mask)(struct irq_data *data);
	void (*irq_unmask)(struct irq_data *data);
	void (*irq_ack)(struct irq_data *data); /* taken: the line may interrupt again */
	void (*irq_mask_ack)(struct irq_data *data);
	void (*irq_eoi)(struct irq_data *data);
	bool (*irq_spurious)(struct irq_data *data); /* true: nothing behind this interrupt; already dealt with */
};

/* Give line @irq to @chip; masked until somebody requests it. */
void irq_set_chip_data_and_name(unsigned int irq, const struct irq_chip *chip, unsigned long hwirq,
				void *chip_data, const char *flow_name);
/* Find and take a free line that is not a legacy one (MSI). Return: its number or -ENOSPC. */
int irq_alloc_line(void);
void irq_free_line(unsigned int irq);

/* Entry from the stubs: @vector is 0x20 + irq. Context: interrupts off. */
asmlinkage void do_irq(struct pt_regs *regs, unsigned int vector);
/* Run the handlers of @irq now, as its interrupt would. Context: any. Return: 0 or -EINVAL. */
int generic_handle_irq_safe(unsigned int irq);
/* Descriptors and bookkeeping. Before any request_irq(). */
void irq_init(void);
/* Registers of the interrupted code, inside a handler; else NULL. */
struct pt_regs *get_irq_regs(void);

/* What /proc/interrupts shows of one line. */
struct irq_info {
	const char *chip;
	const char *flow;      /* "edge", "level" */
	unsigned long hwirq;
	unsigned int count[CONFIG_NR_CPUS];
	unsigned int unhandled;
	unsigned int depth;    /* nested disable_irq() */
	bool requested;
	char actions[96];      /* names of the handlers, ", " between */
};
/* Return: 0, or -ENOENT when @irq has neither controller nor handler. Context: any. */
int irq_get_info(unsigned int irq, struct irq_info *info);
/* Interrupts with nothing behind them (Linux's ERR line), and all interrupts taken. */
unsigned long irq_spurious_count(void);
unsigned long irq_total_count(void);
int irq_check(void);

#endif
