/* SPDX-License-Identifier: MIT */
/* linux/sched/task.h: the life of a thread: where its stack comes from, who holds it, how it ends. */
#ifndef _LINUX_SCHED_TASK_H
#define _LINUX_SCHED_TASK_H

#include <asm/linkage.h>
#include <linux/sched.h>

/* Thread 0 and the run queue. Interrupts off, once, before any thread is made. */
void sched_init(void);
/* Thread 0 has nothing more to boot: run others, halt when there is none. */
void __noreturn cpu_idle_loop(void);

/*
 * Where stacks come from: THREAD_SIZE bytes, THREAD_ALIGN aligned. Until a provider is registered a few
 * static stacks serve, because the threads that finish boot start before floor 5 exists.
 * @alloc: may sleep; NULL when there is no memory. @free: may sleep.
 */
void sched_set_stack_provider(void *(*alloc)(void), void (*free)(void *stack));
/* Called around a switch away from and to a thread that holds kmap_local() slots. */
void sched_set_kmap_hooks(void (*out)(struct task_struct *), void (*in)(struct task_struct *));

static inline struct task_struct *get_task_struct(struct task_struct *t)
{
	atomic_inc(&t->usage);
	return t;
}

void __put_task_struct(struct task_struct *t);

static inline void put_task_struct(struct task_struct *t)
{
	if (atomic_dec_and_test(&t->usage))
		__put_task_struct(t);
}

/*
 * Make a thread on a fresh stack that will call @start(current); it stays TASK_NEW until woken.
 * @extra_bytes: zeroed room beside the task_struct, for the caller's own record.
 * Context: may sleep. Return: the thread with one reference for the caller, or NULL.
 */
struct task_struct *task_create(void (*start)(void), const char *name, size_t extra_bytes, void **extra);
/* End the current thread. Context: irqs on, nothing held. */
void __noreturn do_exit(long code);
/* End the current thread whatever it holds: it broke the kernel's rules. */
void __noreturn make_task_dead(void);
/* Free the stacks of threads that have ended. Context: may sleep. */
void sched_reap_dead(void);

/* All threads; hold task_list_lock() so that none goes. */
extern struct list_head task_list_head;
unsigned long task_list_lock(void);
void task_list_unlock(unsigned long flags);
#define for_each_process(p) list_for_each_entry(p, &task_list_head, tasks)
#define for_each_process_thread(p, t) for_each_process(p) if (((t) = (p)))

unsigned int nr_threads_alive(void);
unsigned int nr_running_threads(void);
unsigned long long nr_context_switches(void);
/* Threads, queue and stacks are consistent. Return: 0 or -EINVAL after naming what is not. */
int sched_check(void);
void sched_report(void);

/* From the tick, interrupts off: charge the current thread and end its turn when it is over. */
void scheduler_tick(void);
/* First C function of a new thread. */
asmlinkage void schedule_tail(struct task_struct *prev);

#endif
