/* SPDX-License-Identifier: MIT */
/* linux/hardirq.h: the borders of interrupt context. */
#ifndef _LINUX_HARDIRQ_H
#define _LINUX_HARDIRQ_H

#include <linux/bottom_half.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>

/* Around every hardware interrupt. irq_exit() runs pending softirqs when it leaves the outermost. */
void irq_enter(void);
void irq_exit(void);

#define nmi_enter() preempt_count_add(NMI_OFFSET + HARDIRQ_OFFSET)
#define nmi_exit()  preempt_count_sub(NMI_OFFSET + HARDIRQ_OFFSET)

/* Wait until no handler of @irq runs. Context: may sleep for a threaded handler. */
void synchronize_irq(unsigned int irq);
bool synchronize_hardirq(unsigned int irq);

#endif
