// SPDX-License-Identifier: MIT
/*
 * kernel/core/irq_request.c: drivers put handlers on lines and take them off.
 *
 * Problem.  A handler may run at the very moment it is taken away, and some need more time than an interrupt
 *           handler may take.
 * Idea.     Handlers hang in a list on the line's descriptor. Taking one off unlinks it first, waits until no
 *           handler of the line runs, and only then lets its record be used again. A handler with a thread
 *           function answers IRQ_WAKE_THREAD; the thread runs it, and an IRQF_ONESHOT line stays masked
 *           until it has.
 * Locks.    1. desc->lock  2. actions_lock, for the pool of records: floor 2 lies below the allocators. Irqs off.
 * Paths.    request_irq -> request_threaded_irq -> get_action, start_thread, attach
 *           free_irq -> detach, synchronize_irq, kthread_stop
 * Sources.  LDD 3 ch. 10 "Installing an Interrupt Handler".
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include "irq.h"

#define NR_ACTIONS 64 /* handlers at once */

static struct irqaction actions[NR_ACTIONS];
static DEFINE_RAW_SPINLOCK(actions_lock);

/* ---- handlers with a thread ---- */

static irqreturn_t wake_thread_only(int irq, void *dev_id)
{
	return IRQ_WAKE_THREAD;
}

static void thread_function_done(struct irq_desc *desc)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&desc->lock, flags);
	desc->threads_active--;
	irq_unmask_if_wanted(desc);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	wake_up_all(&desc->threads_done);
}

static int irq_thread(void *data)
{
	struct irqaction *action = data;
	struct irq_desc *desc = &irq_desc[action->irq];

	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!xchg(&action->thread_pending, false)) {
			if (!kthread_should_stop())
				schedule();
			continue;
		}
		__set_current_state(TASK_RUNNING);
		action->thread_fn((int)action->irq, action->dev_id);
		thread_function_done(desc);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static int start_thread(struct irqaction *action)
{
	struct task_struct *thread;

	if (!action->thread_fn)
		return 0;
	thread = kthread_create(irq_thread, action, "irq/%u-%s", action->irq, action->name);
	if (IS_ERR(thread))
		return (int)PTR_ERR(thread);
	get_task_struct(thread);
	action->thread = thread;
	wake_up_process(thread);
	return 0;
}

/* ---- request and free ---- */

static struct irqaction *get_action(void)
{
	struct irqaction *action = NULL;
	unsigned long flags;

	raw_spin_lock_irqsave(&actions_lock, flags);
	for (int i = 0; i < NR_ACTIONS && !action; i++)
		if (!actions[i].used)
			action = &actions[i];
	if (action)
		*action = (struct irqaction){ .used = true };
	raw_spin_unlock_irqrestore(&actions_lock, flags);
	return action;
}

/* At the end of the line's handlers, if all agree to share. Return: 0 or -EBUSY. */
static int attach(struct irq_desc *desc, struct irqaction *new)
{
	struct irqaction **link = &desc->action;
	unsigned long flags;
	int ret = 0;

	raw_spin_lock_irqsave(&desc->lock, flags);
	for (; *link; link = &(*link)->next)
		if (!((*link)->flags & new->flags & IRQF_SHARED))
			ret = -EBUSY;
	if (!ret) {
		if (!desc->action)
			desc->depth = new->flags & IRQF_NO_AUTOEN ? 1 : 0;
		*link = new;
		irq_unmask_if_wanted(desc);
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return ret;
}

int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev_id)
{
	struct irq_desc *desc = get_desc(irq);
	struct irqaction *action;
	int ret;

	if (!desc || (!handler && !thread_fn) || (flags & IRQF_SHARED && !dev_id) ||
	    (!handler && !(flags & IRQF_ONESHOT)))
		return -EINVAL;
	action = get_action();
	if (!action)
		return -ENOMEM;
	action->handler = handler ? handler : wake_thread_only;
	action->thread_fn = thread_fn;
	action->flags = flags;
	action->name = name ? name : "?";
	action->dev_id = dev_id;
	action->irq = irq;
	ret = start_thread(action);
	if (!ret)
		ret = attach(desc, action);
	if (ret) {
		if (action->thread)
			kthread_stop_put(action->thread);
		if (ret == -EBUSY)
			pr_err("irq %u: %s wants it, %s has it and does not share\n", irq, action->name,
			       desc->action ? desc->action->name : "nobody");
		action->used = false;
	}
	return ret;
}
EXPORT_SYMBOL(request_threaded_irq);

static struct irqaction *detach(struct irq_desc *desc, void *dev_id)
{
	struct irqaction **link = &desc->action;
	struct irqaction *action;
	unsigned long flags;

	raw_spin_lock_irqsave(&desc->lock, flags);
	while (*link && (*link)->dev_id != dev_id)
		link = &(*link)->next;
	action = *link;
	if (action)
		*link = action->next;
	if (!desc->action)
		irq_mask_line(desc);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return action;
}

const void *free_irq(unsigned int irq, void *dev_id)
{
	struct irq_desc *desc = get_desc(irq);
	struct irqaction *action = desc ? detach(desc, dev_id) : NULL;
	const void *name;

	if (WARN(!action, "Trying to free already-free IRQ %u\n", irq))
		return NULL;
	synchronize_irq(irq);
	if (action->thread)
		kthread_stop_put(action->thread);
	name = action->name;
	action->used = false;
	return name;
}
EXPORT_SYMBOL(free_irq);
