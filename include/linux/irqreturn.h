/* SPDX-License-Identifier: MIT */
/* linux/irqreturn.h: what an interrupt handler answers. */
#ifndef _LINUX_IRQRETURN_H
#define _LINUX_IRQRETURN_H

enum irqreturn {
	IRQ_NONE = (0 << 0),	   /* not from my device */
	IRQ_HANDLED = (1 << 0),	   /* it was, and it is done */
	IRQ_WAKE_THREAD = (1 << 1) /* it was; run my thread function */
};

typedef enum irqreturn irqreturn_t;
#define IRQ_RETVAL(x) ((x) ? IRQ_HANDLED : IRQ_NONE)

#endif
