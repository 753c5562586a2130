/* SPDX-License-Identifier: MIT */
/* linux/bottom_half.h: keep softirqs (timers, tasklets) away from this CPU; nests. */
#ifndef _LINUX_BH_H
#define _LINUX_BH_H

#include <linux/preempt.h>

static __always_inline void local_bh_disable(void)
{
	preempt_count_add(SOFTIRQ_DISABLE_OFFSET);
	barrier();
}

/* The outermost enable runs what was raised meanwhile. Context: irqs on. */
void local_bh_enable(void);
/* As local_bh_enable() where interrupts may be off: what is pending waits for the next chance. */
static __always_inline void _local_bh_enable(void)
{
	barrier();
	preempt_count_sub(SOFTIRQ_DISABLE_OFFSET);
}

#endif
