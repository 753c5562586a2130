// SPDX-License-Identifier: MIT
/*
 * kernel/core/irq.c: from an interrupt line to the drivers that sit on it.
 *
 * Problem.  Lines are few and shared, controllers differ, and a line that nobody answers would interrupt for
 *           ever.
 * Idea.     One descriptor a line: its controller (struct irq_chip), its handlers in order, a count of nested
 *           disables. Each handler says whether the interrupt was its device's. If almost none of the last
 *           STORM_WINDOW interrupts was anybody's, the line is masked and the report names who sits on it.
 *
 *     vector 0x20+n -> do_irq -> desc[n] --chip--> mask, unmask, eoi
 *                                   |
 *                                   +--> action "ata" -> action "eth0" -> (IRQ_WAKE_THREAD) its thread
 *
 * Invariants (irq_check walks them): a line is unmasked exactly if it has a handler, is not disabled and waits
 *           for no thread (IRQF_ONESHOT); handlers of a shared line all said IRQF_SHARED.
 * Locks.    1. desc->lock, irqs off; handlers run without it, `in_progress` stands for them.
 * Paths.    Interrupt  do_irq -> handle_line -> run_handlers -> irq_exit
 *           Driver     request_irq -> request_threaded_irq -> attach -> unmask
 * Cost.     A handler is called after about 60 instructions.
 * Left out. Affinity; per-line trigger types (the 8259's are the firmware's).
 * Sources.  LDD 3 ch. 10; Linux Documentation/core-api/genericirq.rst.
 */
#include <asm/ptrace.h>
#include <asm/tsc.h>
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/wait.h>

#define FIRST_VECTOR 0x20
#define NR_ACTIONS   64	    /* handlers at once; floor 2 cannot allocate */
#define STORM_WINDOW 100000 /* interrupts over which a storm is judged ... */
#define STORM_UNANSWERED 99900 /* ... and how many of them nobody wanted */

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

static struct irq_desc irq_desc[NR_IRQS];
static struct irqaction actions[NR_ACTIONS];
static DEFINE_RAW_SPINLOCK(actions_lock);
static DEFINE_PER_CPU(struct pt_regs *, irq_regs);
static unsigned long spurious_total;

static struct irq_desc *get_desc(unsigned int irq)
{
	return irq < NR_IRQS && irq_desc[irq].chip ? &irq_desc[irq] : NULL;
}

struct pt_regs *get_irq_regs(void)
{
	return this_cpu_read(irq_regs);
}

/* ---- controllers ---- */

static void mask_line(struct irq_desc *desc)
{
	if (!desc->masked && desc->chip->irq_mask)
		desc->chip->irq_mask(&desc->data);
	desc->masked = true;
}

/* Open the line if nothing speaks against it. */
static void unmask_if_wanted(struct irq_desc *desc)
{
	if (!desc->masked || desc->depth || desc->threads_active || !desc->action)
		return;
	desc->masked = false;
	if (desc->chip->irq_unmask)
		desc->chip->irq_unmask(&desc->data);
}

void irq_set_chip_data_and_name(unsigned int irq, const struct irq_chip *chip, unsigned long hwirq,
				void *chip_data, const char *flow_name)
{
	struct irq_desc *desc = &irq_desc[irq];
	unsigned long flags;

	raw_spin_lock_irqsave(&desc->lock, flags);
	desc->chip = chip;
	desc->data = (struct irq_data){ .irq = irq, .hwirq = hwirq, .chip_data = chip_data };
	desc->flow = flow_name;
	desc->masked = true;
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}

static const struct irq_chip no_chip = { .name = "none" };

int irq_alloc_line(void)
{
	unsigned long flags;
	int irq = -ENOSPC;

	raw_spin_lock_irqsave(&actions_lock, flags);
	for (unsigned int i = NR_IRQS_LEGACY; i < NR_IRQS && irq < 0; i++) {
		if (!irq_desc[i].chip) {
			irq_desc[i].chip = &no_chip;
			irq = (int)i;
		}
	}
	raw_spin_unlock_irqrestore(&actions_lock, flags);
	return irq;
}

void irq_free_line(unsigned int irq)
{
	struct irq_desc *desc = get_desc(irq);

	if (desc && irq >= NR_IRQS_LEGACY && !WARN_ON(desc->action))
		desc->chip = NULL;
}

/* ---- an interrupt ---- */

static void report_storm(struct irq_desc *desc)
{
	pr_err("irq %u: nobody cared (%u of %u interrupts unanswered); the line is masked\n", desc->data.irq,
	       desc->unhandled, STORM_WINDOW);
	for (struct irqaction *a = desc->action; a; a = a->next)
		pr_err("irq %u: handler %pS of %s\n", desc->data.irq, (void *)a->handler, a->name);
	desc->depth++;
	mask_line(desc);
}

static void note_answer(struct irq_desc *desc, bool answered)
{
	if (!answered) {
		desc->unhandled++;
		desc->unhandled_total++;
	}
	if (++desc->window < STORM_WINDOW)
		return;
	if (desc->unhandled > STORM_UNANSWERED)
		report_storm(desc);
	desc->window = desc->unhandled = 0;
}

static void wake_action_thread(struct irq_desc *desc, struct irqaction *action)
{
	if (!action->thread || action->thread_pending)
		return;
	action->thread_pending = true;
	desc->threads_active++;
	if (action->flags & IRQF_ONESHOT)
		mask_line(desc);
	wake_up_process(action->thread);
}

/* Desc locked on entry and exit, not while the handlers run. */
static bool run_handlers(struct irq_desc *desc)
{
	bool answered = false;

	desc->in_progress = true;
	raw_spin_unlock(&desc->lock);
	for (struct irqaction *action = desc->action; action; action = action->next) {
		irqreturn_t ret = action->handler((int)desc->data.irq, action->dev_id);

		answered |= ret != IRQ_NONE;
		if (ret == IRQ_WAKE_THREAD) {
			raw_spin_lock(&desc->lock);
			wake_action_thread(desc, action);
			raw_spin_unlock(&desc->lock);
		}
	}
	raw_spin_lock(&desc->lock);
	desc->in_progress = false;
	return answered;
}

static void handle_line(struct irq_desc *desc)
{
	const struct irq_chip *chip = desc->chip;

	raw_spin_lock(&desc->lock);
	if (chip->irq_spurious && chip->irq_spurious(&desc->data)) {
		spurious_total++;
		raw_spin_unlock(&desc->lock);
		return;
	}
	desc->count[smp_processor_id()]++;
	if (chip->irq_ack)
		chip->irq_ack(&desc->data);
	if (desc->action && !desc->depth)
		note_answer(desc, run_handlers(desc));
	else
		mask_line(desc);
	if (chip->irq_eoi)
		chip->irq_eoi(&desc->data);
	raw_spin_unlock(&desc->lock);
}

asmlinkage void do_irq(struct pt_regs *regs, unsigned int vector)
{
	struct pt_regs *outer = this_cpu_read(irq_regs);
	struct irq_desc *desc = get_desc(vector - FIRST_VECTOR);

	this_cpu_write(irq_regs, regs);
	irq_enter();
	if (likely(desc)) {
		handle_line(desc);
	} else {
		spurious_total++;
		pr_warn_ratelimited("irq: vector 0x%02x has no line\n", vector);
	}
	irq_exit();
	this_cpu_write(irq_regs, outer);
}

/* As if the line had interrupted here: for drivers of lines behind lines, and for tests. */
int generic_handle_irq_safe(unsigned int irq)
{
	struct irq_desc *desc = get_desc(irq);
	unsigned long flags;

	if (!desc)
		return -EINVAL;
	local_irq_save(flags);
	irq_enter();
	handle_line(desc);
	irq_exit();
	local_irq_restore(flags);
	return 0;
}

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
	unmask_if_wanted(desc);
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
		unmask_if_wanted(desc);
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
		mask_line(desc);
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

/* ---- keeping a line quiet ---- */

bool synchronize_hardirq(unsigned int irq)
{
	struct irq_desc *desc = get_desc(irq);

	while (desc && READ_ONCE(desc->in_progress))
		cpu_relax();
	return !desc || !READ_ONCE(desc->threads_active);
}

void synchronize_irq(unsigned int irq)
{
	if (!synchronize_hardirq(irq))
		wait_event(irq_desc[irq].threads_done, !READ_ONCE(irq_desc[irq].threads_active));
}

void disable_irq_nosync(unsigned int irq)
{
	struct irq_desc *desc = get_desc(irq);
	unsigned long flags;

	if (!desc)
		return;
	raw_spin_lock_irqsave(&desc->lock, flags);
	if (!desc->depth++)
		mask_line(desc);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}

void disable_irq(unsigned int irq)
{
	disable_irq_nosync(irq);
	synchronize_irq(irq);
}

bool disable_hardirq(unsigned int irq)
{
	disable_irq_nosync(irq);
	return synchronize_hardirq(irq);
}

void enable_irq(unsigned int irq)
{
	struct irq_desc *desc = get_desc(irq);
	unsigned long flags;
	bool unbalanced;

	if (!desc)
		return;
	raw_spin_lock_irqsave(&desc->lock, flags);
	unbalanced = !desc->depth;
	if (!unbalanced && !--desc->depth)
		unmask_if_wanted(desc);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	WARN(unbalanced, "Unbalanced enable for IRQ %u\n", irq);
}

bool irq_has_action(unsigned int irq)
{
	struct irq_desc *desc = get_desc(irq);

	return desc && desc->action;
}

/* ---- views ---- */

unsigned long irq_spurious_count(void)
{
	return spurious_total;
}

unsigned long irq_total_count(void)
{
	unsigned long total = 0;

	for (unsigned int irq = 0; irq < NR_IRQS; irq++)
		for (int cpu = 0; cpu < CONFIG_NR_CPUS; cpu++)
			total += irq_desc[irq].count[cpu];
	return total;
}

int irq_get_info(unsigned int irq, struct irq_info *info)
{
	struct irq_desc *desc = get_desc(irq);
	unsigned long flags;
	int len = 0;

	if (!desc)
		return -ENOENT;
	raw_spin_lock_irqsave(&desc->lock, flags);
	*info = (struct irq_info){ .chip = desc->chip->name, .flow = desc->flow, .hwirq = desc->data.hwirq,
				   .unhandled = desc->unhandled_total, .depth = desc->depth,
				   .requested = desc->action != NULL };
	memcpy(info->count, desc->count, sizeof(info->count));
	for (struct irqaction *a = desc->action; a; a = a->next)
		len += scnprintf(info->actions + len, sizeof(info->actions) - (size_t)len, "%s%s",
				 len ? ", " : "", a->name);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return 0;
}

static bool line_is_consistent(const struct irq_desc *desc)
{
	const struct irqaction *a = desc->action;

	if (!desc->masked && (!a || desc->depth))
		return false;
	for (; a && a->next; a = a->next)
		if (!(a->flags & a->next->flags & IRQF_SHARED))
			return false;
	return true;
}

int irq_check(void)
{
	for (unsigned int irq = 0; irq < NR_IRQS; irq++) {
		if (irq_desc[irq].chip && !line_is_consistent(&irq_desc[irq])) {
			pr_err("irq %u: open without a handler, or shared without consent\n", irq);
			return -EINVAL;
		}
	}
	return 0;
}

void __init irq_init(void)
{
	for (unsigned int irq = 0; irq < NR_IRQS; irq++)
		init_waitqueue_head(&irq_desc[irq].threads_done);
	softirq_init();
	pic_init();
}
