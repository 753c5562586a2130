/* SPDX-License-Identifier: MIT */
/* linux/kthread.h: kernel threads. */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/sched.h>

/*
 * Make a thread that will run @threadfn(@data); it waits for wake_up_process().
 * Context: may sleep. Return: the thread, or ERR_PTR(-ENOMEM).
 */
__printf(4, 5) struct task_struct *kthread_create_on_node(int (*threadfn)(void *data), void *data, int node,
							  const char namefmt[], ...);
#define kthread_create(threadfn, data, namefmt, arg...) \
	kthread_create_on_node(threadfn, data, -1, namefmt, ##arg)
#define kthread_create_on_cpu(threadfn, data, cpu, namefmt) \
	kthread_create_on_node(threadfn, data, -1, namefmt, cpu)
#define kthread_run(threadfn, data, namefmt, ...)                                                  \
	({                                                                                         \
		struct task_struct *__k = kthread_create(threadfn, data, namefmt, ##__VA_ARGS__);  \
		if (!IS_ERR(__k))                                                                  \
			wake_up_process(__k);                                                      \
		__k;                                                                               \
	})

/*
 * Ask the thread to end and wait for it. It must still exist: it loops until kthread_should_stop(), or
 * the caller holds a reference. Context: may sleep.
 * Return: what threadfn returned, or -EINTR when it never started.
 */
int kthread_stop(struct task_struct *k);
int kthread_stop_put(struct task_struct *k);
bool kthread_should_stop(void);
/* Park: stay out of the way without ending. kthread_park() waits until the thread calls kthread_parkme(). */
int kthread_park(struct task_struct *k);
void kthread_unpark(struct task_struct *k);
bool kthread_should_park(void);
void kthread_parkme(void);
bool kthread_freezable_should_stop(bool *was_frozen);
void *kthread_data(struct task_struct *k);
void *kthread_func(struct task_struct *k);
void kthread_bind(struct task_struct *k, unsigned int cpu);
void __noreturn kthread_exit(long result);
struct completion;
void __noreturn kthread_complete_and_exit(struct completion *done, long code);
#define module_put_and_kthread_exit(code) kthread_exit(code)
/* From make_task_dead(): who waits in kthread_stop() is told. */
void kthread_task_died(struct task_struct *task, long code);

#endif
