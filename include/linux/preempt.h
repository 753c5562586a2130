/* SPDX-License-Identifier: MIT */
/*
 * linux/preempt.h: what this CPU is in the middle of, as one number.
 *
 * Problem.  Code that is shared by threads and interrupts must know whether it may sleep, and a bug
 *           must be caught at the call, not when the call happens to sleep.
 * Idea.     A per-CPU word counts, in separate bit fields, what forbids sleeping:
 *
 *             bits  0-7   preempt_disable() and held spinlocks
 *             bits  8-15  softirqs: 1 (0x100) while one runs, 2 (0x200) for each local_bh_disable()
 *             bits 16-19  hardirq nesting
 *             bits 20-23  NMI nesting
 *
 *           All zero means thread context that may sleep (if interrupts are on).
 * Cost.     One instruction to enter or leave: `incl %fs:__preempt_count`.
 *
 * Slate never preempts a thread (Linux's PREEMPT_NONE): a thread runs until it sleeps, yields in
 * cond_resched() or ends. So preempt_enable() has nothing to check.
 */
#ifndef _LINUX_PREEMPT_H
#define _LINUX_PREEMPT_H

#include <linux/compiler.h>
#include <linux/percpu-defs.h>

#define PREEMPT_BITS 8
#define SOFTIRQ_BITS 8
#define HARDIRQ_BITS 4
#define NMI_BITS     4

#define PREEMPT_SHIFT 0
#define SOFTIRQ_SHIFT (PREEMPT_SHIFT + PREEMPT_BITS)
#define HARDIRQ_SHIFT (SOFTIRQ_SHIFT + SOFTIRQ_BITS)
#define NMI_SHIFT     (HARDIRQ_SHIFT + HARDIRQ_BITS)

#define __IRQ_MASK(bits) ((1UL << (bits)) - 1)
#define PREEMPT_MASK	 (__IRQ_MASK(PREEMPT_BITS) << PREEMPT_SHIFT)
#define SOFTIRQ_MASK	 (__IRQ_MASK(SOFTIRQ_BITS) << SOFTIRQ_SHIFT)
#define HARDIRQ_MASK	 (__IRQ_MASK(HARDIRQ_BITS) << HARDIRQ_SHIFT)
#define NMI_MASK	 (__IRQ_MASK(NMI_BITS) << NMI_SHIFT)

#define PREEMPT_OFFSET	       (1 << PREEMPT_SHIFT)
#define SOFTIRQ_OFFSET	       (1 << SOFTIRQ_SHIFT)
#define HARDIRQ_OFFSET	       (1 << HARDIRQ_SHIFT)
#define NMI_OFFSET	       (1 << NMI_SHIFT)
#define SOFTIRQ_DISABLE_OFFSET (2 * SOFTIRQ_OFFSET)

DECLARE_PER_CPU(int, __preempt_count);

static __always_inline int preempt_count(void)
{
	return this_cpu_read(__preempt_count);
}

/* preempt_count() & @mask, a constant, as a truth. */
#define preempt_count_has(mask) arch_this_cpu_test_4(__preempt_count, mask)

static __always_inline void preempt_count_set(int count)
{
	this_cpu_write(__preempt_count, count);
}

static __always_inline void __preempt_count_add(int val)
{
	this_cpu_add(__preempt_count, val);
}

static __always_inline void __preempt_count_sub(int val)
{
	this_cpu_sub(__preempt_count, val);
}

#define preempt_count_add(val) __preempt_count_add(val)
#define preempt_count_sub(val) __preempt_count_sub(val)
#define preempt_count_inc()    __preempt_count_add(1)
#define preempt_count_dec()    __preempt_count_sub(1)

#define preempt_disable()                  \
	do {                               \
		preempt_count_inc();       \
		barrier();                 \
	} while (0)
#define preempt_enable()                   \
	do {                               \
		barrier();                 \
		preempt_count_dec();       \
	} while (0)
#define preempt_enable_no_resched() preempt_enable()
#define preempt_disable_notrace()   preempt_disable()
#define preempt_enable_notrace()    preempt_enable()
#define preempt_check_resched()	    do { } while (0)
#define migrate_disable()	    preempt_disable()
#define migrate_enable()	    preempt_enable()

#define nmi_count()	((unsigned long)preempt_count() & NMI_MASK)
#define hardirq_count() ((unsigned long)preempt_count() & HARDIRQ_MASK)
#define softirq_count() ((unsigned long)preempt_count() & SOFTIRQ_MASK)
#define INTERRUPT_MASK	(NMI_MASK | HARDIRQ_MASK | SOFTIRQ_MASK)
#define irq_count()	((unsigned long)preempt_count() & INTERRUPT_MASK)

#define in_nmi()	     (nmi_count())
#define in_hardirq()	     (hardirq_count())
#define in_irq()	     (hardirq_count())
#define in_serving_softirq() (softirq_count() & SOFTIRQ_OFFSET)
#define in_softirq()	     (softirq_count())
#define in_interrupt()	     (irq_count())
#define in_task()	     (!((unsigned long)preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET)))
#define in_atomic()	     (preempt_count() != 0)
#define preemptible()	     (preempt_count() == 0 && !irqs_disabled())

#endif
