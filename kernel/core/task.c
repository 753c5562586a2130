// SPDX-License-Identifier: MIT
/*
 * kernel/core/task.c: a thread's life: where its stack comes from, and who clears it away.
 *
 * Problem.  A thread cannot free the stack it stands on, and somebody may still hold its task_struct.
 * Idea.     Everything about a thread lies in its stack allocation, task_struct on top, so that there is one
 *           thing to allocate and one to free. It counts references: the thread itself is one, dropped by the
 *           thread that runs next; the last reference puts the allocation on the list of the dead. A reaper
 *           thread, or the next task_create(), takes it from there in a context that may sleep.
 *
 *     stack + THREAD_SIZE  +---------------------+
 *                          | task_struct         |
 *                          | record of the maker | (kthread.c)
 *                          +---------------------+
 *                          | the stack, downward |
 *                  stack   | STACK_END_MAGIC     |
 *                          +---------------------+
 *                            guard page (floor 5's stacks)
 *
 *           Floor 5 makes stacks with guard pages out of vmalloc; but init and the first workers start
 *           before vmalloc does, so a few static stacks serve them.
 * Locks.    1. task_lock: list of threads, list of the dead, static stacks. Irqs off.
 * Paths.    Birth  kthread_create -> task_create -> get_stack
 *           Death  do_exit -> schedule -> finish_switch -> put_task_struct -> dead list -> sched_reap_dead
 * Cost.     A reused stack costs no allocation.
 */
#include <asm/switch_to.h>
#include <linux/align.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/time64.h>
#include "sched.h"

#define NR_BOOT_STACKS 4 /* init, and what core_initcalls may start before floor 5 registers its stacks */

static char boot_stacks[NR_BOOT_STACKS][THREAD_SIZE] __aligned(THREAD_ALIGN);

LIST_HEAD(task_list_head);

static struct {
	raw_spinlock_t lock;
	struct list_head dead;	   /* through task->tasks: unreferenced, stack not yet freed */
	unsigned int nr_threads;   /* on task_list_head */
	pid_t last_pid;
	bool boot_stack_used[NR_BOOT_STACKS];
	void *(*alloc)(void);
	void (*free)(void *stack);
	struct task_struct *reaper;
} life = { .lock = { { .word = 0 } }, .dead = LIST_HEAD_INIT(life.dead) };

unsigned long task_list_lock(void)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&life.lock, flags);
	return flags;
}
EXPORT_SYMBOL(task_list_lock);

void task_list_unlock(unsigned long flags)
{
	raw_spin_unlock_irqrestore(&life.lock, flags);
}
EXPORT_SYMBOL(task_list_unlock);

/* ---- stacks ---- */

void sched_set_stack_provider(void *(*alloc)(void), void (*free)(void *stack))
{
	unsigned long flags = task_list_lock();

	life.alloc = alloc;
	life.free = free;
	task_list_unlock(flags);
}
EXPORT_SYMBOL(sched_set_stack_provider);

static bool is_boot_stack(const void *stack)
{
	return stack >= (void *)boot_stacks && stack < (void *)(boot_stacks + NR_BOOT_STACKS);
}

static void *get_boot_stack(void)
{
	unsigned long flags = task_list_lock();
	void *stack = NULL;

	for (int i = 0; i < NR_BOOT_STACKS && !stack; i++) {
		if (!life.boot_stack_used[i]) {
			life.boot_stack_used[i] = true;
			stack = boot_stacks[i];
		}
	}
	task_list_unlock(flags);
	return stack;
}

static void put_stack(void *stack)
{
	unsigned long flags;

	if (!is_boot_stack(stack)) {
		life.free(stack);
		return;
	}
	flags = task_list_lock();
	life.boot_stack_used[((char *)stack - boot_stacks[0]) / THREAD_SIZE] = false;
	task_list_unlock(flags);
}

static void *take_dead_stack(void)
{
	unsigned long flags = task_list_lock();
	struct task_struct *dead = list_first_entry_or_null(&life.dead, struct task_struct, tasks);
	void *stack = NULL;

	if (dead) {
		list_del(&dead->tasks);
		stack = dead->stack;
	}
	task_list_unlock(flags);
	return stack;
}

static void *get_stack(void)
{
	void *stack = take_dead_stack();

	if (stack)
		return stack;
	return life.alloc ? life.alloc() : get_boot_stack();
}

void sched_reap_dead(void)
{
	void *stack;

	while ((stack = take_dead_stack()) != NULL)
		put_stack(stack);
}
EXPORT_SYMBOL(sched_reap_dead);

/* ---- birth ---- */

/* The picture that switch_stacks() expects of a thread that left the CPU. */
static void prepare_first_switch(struct task_struct *task, void *top, void (*start)(void))
{
	unsigned long *sp = top;

	*--sp = 0; /* alignment, and an end for those who read the stack */
	*--sp = (unsigned long)thread_entry;
	*--sp = 0;			/* edi */
	*--sp = 0;			/* esi */
	*--sp = (unsigned long)start;	/* ebx */
	*--sp = 0;			/* ebp: the chain of frames ends here */
	task->sp = (unsigned long)sp;
}

struct task_struct *task_create(void (*start)(void), const char *name, size_t extra_bytes, void **extra)
{
	char *stack = get_stack();
	struct task_struct *task;
	unsigned long flags;
	char *bottom;

	if (!stack)
		return NULL;
	task = (void *)ALIGN_DOWN((unsigned long)stack + THREAD_SIZE - sizeof(*task), 16);
	bottom = (void *)ALIGN_DOWN((unsigned long)task - extra_bytes, 16);
	memset(bottom, 0, (size_t)(stack + THREAD_SIZE - bottom));
	if (extra)
		*extra = bottom;
	task->stack = stack;
	*end_of_stack(task) = STACK_END_MAGIC;
	task->__state = TASK_UNINTERRUPTIBLE;
	task->flags = PF_KTHREAD;
	atomic_set(&task->usage, 1);
	INIT_LIST_HEAD(&task->run_list);
	set_task_comm(task, name);
	prepare_first_switch(task, bottom, start);

	flags = task_list_lock();
	task->pid = task->tgid = ++life.last_pid;
	list_add_tail(&task->tasks, &task_list_head);
	life.nr_threads++;
	task_list_unlock(flags);
	return task;
}
EXPORT_SYMBOL(task_create);

/* ---- death ---- */

void __put_task_struct(struct task_struct *t)
{
	unsigned long flags = task_list_lock();

	list_add_tail(&t->tasks, &life.dead);
	task_list_unlock(flags);
	if (life.reaper)
		wake_up_process(life.reaper);
}
EXPORT_SYMBOL(__put_task_struct);

void do_exit(long code)
{
	unsigned long flags;

	current->exit_code = (int)code;
	current->flags |= PF_EXITING;
	current->flags &= ~PF_WQ_WORKER;
	flags = task_list_lock();
	list_del_init(&current->tasks);
	life.nr_threads--;
	task_list_unlock(flags);
	local_irq_disable();
	__set_current_state(TASK_DEAD);
	schedule();
	panic("dead thread %s/%d was scheduled", current->comm, current->pid);
}
EXPORT_SYMBOL(do_exit);

void make_task_dead(void)
{
	if (current == &init_task)
		panic("the boot thread died");
	preempt_count_set(0);
	local_irq_enable();
	kthread_task_died(current, -EFAULT);
	do_exit(-EFAULT);
}
EXPORT_SYMBOL(make_task_dead);

static int reap_forever(void *unused)
{
	(void)unused;
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (list_empty(&life.dead))
			schedule();
		__set_current_state(TASK_RUNNING);
		sched_reap_dead();
	}
	return 0;
}

static int __init start_reaper(void)
{
	struct task_struct *reaper = kthread_run(reap_forever, NULL, "reaper");

	if (IS_ERR(reaper))
		return (int)PTR_ERR(reaper);
	life.reaper = reaper;
	return 0;
}
postcore_initcall(start_reaper);

/* ---- views ---- */

void __init tasks_init(void)
{
	list_add_tail(&init_task.tasks, &task_list_head);
	life.nr_threads = 1;
}

unsigned int nr_threads_alive(void)
{
	return life.nr_threads;
}
EXPORT_SYMBOL(nr_threads_alive);

char task_state_to_char(struct task_struct *p)
{
	unsigned int state = READ_ONCE(p->__state);

	if (state == TASK_RUNNING)
		return 'R';
	if (state & TASK_DEAD)
		return 'X';
	if (state & TASK_PARKED)
		return 'P';
	if ((state & TASK_IDLE) == TASK_IDLE)
		return 'I';
	return state & TASK_INTERRUPTIBLE ? 'S' : 'D';
}
EXPORT_SYMBOL(task_state_to_char);

int tasks_check(void)
{
	unsigned long flags = task_list_lock();
	struct task_struct *task;
	unsigned int n = 0;
	int ret = 0;

	for_each_process(task) {
		n++;
		if (task_stack_end_corrupted(task)) {
			ret = -EINVAL;
			break;
		}
	}
	if (!ret && n != life.nr_threads)
		ret = -EINVAL;
	task_list_unlock(flags);
	if (ret)
		pr_err("sched: %u threads listed, %u counted, or a stack end is gone\n", n, life.nr_threads);
	return ret;
}

void sched_report(void)
{
	unsigned long flags = task_list_lock();
	struct task_struct *task;

	for_each_process(task)
		pr_info("sched: %5d %c %-15s %llu ms\n", task->pid, task_state_to_char(task), task->comm,
			div_u64(task->sum_exec_ns, NSEC_PER_MSEC));
	task_list_unlock(flags);
}
EXPORT_SYMBOL(sched_report);
