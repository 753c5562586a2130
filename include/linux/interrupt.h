/* SPDX-License-Identifier: MIT */
/*
 * linux/interrupt.h: hardware interrupts, softirqs and tasklets for drivers.
 *
 * Source: LDD 3 ch. 10 "Interrupt Handling"; Linux Documentation/core-api/genericirq.rst.
 */
#ifndef _LINUX_INTERRUPT_H
#define _LINUX_INTERRUPT_H

#include <linux/atomic.h>
#include <linux/bottom_half.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/irqnr.h>
#include <linux/irqreturn.h>
#include <linux/list.h>
#include <linux/types.h>

#define IRQF_TRIGGER_NONE    0x00000000
#define IRQF_TRIGGER_RISING  0x00000001
#define IRQF_TRIGGER_FALLING 0x00000002
#define IRQF_TRIGGER_HIGH    0x00000004
#define IRQF_TRIGGER_LOW     0x00000008
#define IRQF_SHARED	     0x00000080 /* other handlers may sit on the line, if all say so */
#define IRQF_PROBE_SHARED    0x00000100
#define __IRQF_TIMER	     0x00000200
#define IRQF_PERCPU	     0x00000400
#define IRQF_NOBALANCING     0x00000800
#define IRQF_IRQPOLL	     0x00001000
#define IRQF_ONESHOT	     0x00002000 /* the line stays masked until the thread function is done */
#define IRQF_NO_SUSPEND	     0x00004000
#define IRQF_NO_THREAD	     0x00010000
#define IRQF_NO_AUTOEN	     0x00080000 /* request does not enable the line */
#define IRQF_TIMER	     (__IRQF_TIMER | IRQF_NO_SUSPEND | IRQF_NO_THREAD)

#define IRQ_NOTCONNECTED (1U << 31)

/* Runs with interrupts off, must not sleep. @dev_id: as given to request_irq(). */
typedef irqreturn_t (*irq_handler_t)(int irq, void *dev_id);

/*
 * Call @handler on each interrupt of line @irq, and enable the line.
 * @handler: NULL means "only wake @thread_fn" (IRQF_ONESHOT is needed then).
 * @thread_fn: runs in a thread of its own, may sleep; NULL for none.
 * @dev_id: who asks; must not be NULL on a shared line. @name must stay.
 * Context: may sleep. Return: 0, -EINVAL bad line or arguments, -EBUSY taken and not shared, -ENOMEM.
 */
int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev_id);

static inline int request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
			      const char *name, void *dev_id)
{
	return request_threaded_irq(irq, handler, NULL, flags, name, dev_id);
}

/*
 * The same until the driver unbinds. @name: NULL is the device's. devm_free_irq() gives one back earlier.
 * Context: may sleep. Return: as request_threaded_irq(), -ENOMEM.
 */
struct device;
int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
			      irq_handler_t thread_fn, unsigned long flags, const char *name, void *dev_id);
void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id);

static inline int __must_check devm_request_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
						unsigned long flags, const char *name, void *dev_id)
{
	return devm_request_threaded_irq(dev, irq, handler, NULL, flags, name, dev_id);
}

/* Take the handler of @dev_id off; the last one masks the line. Waits for a running one. Return: its dev name. */
const void *free_irq(unsigned int irq, void *dev_id);

/* Nest; disable_irq() waits for running handlers, _nosync does not. */
void disable_irq(unsigned int irq);
void disable_irq_nosync(unsigned int irq);
bool disable_hardirq(unsigned int irq);
void enable_irq(unsigned int irq);
/* Is anything requested on @irq? */
bool irq_has_action(unsigned int irq);

/* Which line does a device interrupt on? kernel/core/irq_probe.c. Context: may sleep. */
unsigned long probe_irq_on(void);
int probe_irq_off(unsigned long lines);

/* ---- softirqs ---- */

enum {
	HI_SOFTIRQ = 0,
	TIMER_SOFTIRQ,
	NET_TX_SOFTIRQ,
	NET_RX_SOFTIRQ,
	BLOCK_SOFTIRQ,
	IRQ_POLL_SOFTIRQ,
	TASKLET_SOFTIRQ,
	SCHED_SOFTIRQ,
	HRTIMER_SOFTIRQ,
	RCU_SOFTIRQ,
	NR_SOFTIRQS
};

struct softirq_action {
	void (*action)(struct softirq_action *);
};

extern const char *const softirq_to_name[NR_SOFTIRQS];

/* Install the handler of @nr, once, at boot. It runs with irqs on, must not sleep. */
void open_softirq(int nr, void (*action)(struct softirq_action *));
void raise_softirq(unsigned int nr);
void raise_softirq_irqoff(unsigned int nr); /* interrupts are off already */
void __raise_softirq_irqoff(unsigned int nr); /* and somebody will run it: wakes nobody */
void do_softirq(void);
u32 local_softirq_pending(void);
unsigned int softirq_count_of(unsigned int nr);
void softirq_init(void);

/* ---- tasklets: a function that runs soon, in softirq context, never twice at once ---- */

struct tasklet_struct {
	struct tasklet_struct *next;
	unsigned long state; /* TASKLET_STATE_ bits */
	atomic_t count;	     /* 0 = enabled */
	bool use_callback;
	union {
		void (*func)(unsigned long data);
		void (*callback)(struct tasklet_struct *t);
	};
	unsigned long data;
};

enum {
	TASKLET_STATE_SCHED,
	TASKLET_STATE_RUN
};

#define DECLARE_TASKLET(name, _callback) \
	struct tasklet_struct name = { .count = ATOMIC_INIT(0), .callback = _callback, .use_callback = true }
#define DECLARE_TASKLET_DISABLED(name, _callback) \
	struct tasklet_struct name = { .count = ATOMIC_INIT(1), .callback = _callback, .use_callback = true }
#define DECLARE_TASKLET_OLD(name, _func) \
	struct tasklet_struct name = { .count = ATOMIC_INIT(0), .func = _func }
#define from_tasklet(var, callback_tasklet, tasklet_fieldname) \
	container_of(callback_tasklet, typeof(*var), tasklet_fieldname)

void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *));
void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long), unsigned long data);
/* Run it once, soon. Already scheduled: nothing happens. Context: any. */
void tasklet_schedule(struct tasklet_struct *t);
void tasklet_hi_schedule(struct tasklet_struct *t);
/* No longer scheduled nor running when this returns. Context: may sleep. */
void tasklet_kill(struct tasklet_struct *t);
void tasklet_disable(struct tasklet_struct *t);

static inline void tasklet_disable_nosync(struct tasklet_struct *t)
{
	atomic_inc(&t->count);
}

static inline void tasklet_enable(struct tasklet_struct *t)
{
	atomic_dec(&t->count);
}

#endif
