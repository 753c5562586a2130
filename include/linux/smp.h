/* SPDX-License-Identifier: MIT */
/* linux/smp.h: which CPU is this, and how many are there. */
#ifndef _LINUX_SMP_H
#define _LINUX_SMP_H

#include <linux/percpu-defs.h>
#include <linux/preempt.h>
#include <linux/types.h>

typedef void (*smp_call_func_t)(void *info);

#if CONFIG_NR_CPUS == 1
#define raw_smp_processor_id() 0U
#else
DECLARE_PER_CPU(unsigned int, cpu_number);
#define raw_smp_processor_id() this_cpu_read(cpu_number)
#endif

#define smp_processor_id() raw_smp_processor_id()
#define get_cpu()	   ({ preempt_disable(); smp_processor_id(); })
#define put_cpu()	   preempt_enable()

/* Run @func on this CPU with interrupts off: with one CPU that is every CPU. Return: 0. */
static inline int on_each_cpu(smp_call_func_t func, void *info, int wait)
{
	unsigned long flags;

	(void)wait;
	local_irq_save(flags);
	func(info);
	local_irq_restore(flags);
	return 0;
}

#endif
