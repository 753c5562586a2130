/* SPDX-License-Identifier: MIT */
/* linux/irqnr.h: how many interrupt lines there are. 0 to 15 are the 8259s'; more are for MSI. */
#ifndef _LINUX_IRQNR_H
#define _LINUX_IRQNR_H

#define NR_IRQS_LEGACY 16
#define NR_IRQS	       48
#define nr_irqs	       ((unsigned int)NR_IRQS)

#define for_each_irq_nr(irq) for ((irq) = 0; (irq) < nr_irqs; (irq)++)

#endif
