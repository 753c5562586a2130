// SPDX-License-Identifier: MIT
/*
 * kernel/core/kthread.c: kernel threads that can be asked to stop.
 *
 * Problem.  Who started a thread must be able to end it, and learn its result, without pulling the ground
 *           from under it.
 * Idea.     Nobody kills: a flag asks, the thread looks at it where it suits (kthread_should_stop) and
 *           returns; the asker waits for its `exited` completion, holding a reference so that the record
 *           stays. A thread that dies of a fault completes `exited` as well, so nobody waits for ever.
 * Paths.    kthread_run -> task_create, wake_up_process;  thread_main -> threadfn -> kthread_exit
 *           kthread_stop -> wait_for_completion(exited)
 * Sources.  Linux Documentation/driver-api/basics.rst "Kernel threads".
 */
#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>

enum kthread_flag {
	SHOULD_STOP,
	SHOULD_PARK
};

/* Lies beneath the task_struct on the thread's stack allocation. */
struct kthread {
	int (*threadfn)(void *data);
	void *data;
	unsigned long flags; /* 1 << enum kthread_flag */
	long result;
	struct completion exited;
	struct completion parked;
};

static struct kthread *self(void)
{
	return current->kthread;
}

static void thread_main(void)
{
	struct kthread *k = self();

	if (test_bit(SHOULD_STOP, &k->flags))
		kthread_exit(-EINTR);
	kthread_exit(k->threadfn(k->data));
}

struct task_struct *kthread_create_on_node(int (*threadfn)(void *data), void *data, int node,
					   const char namefmt[], ...)
{
	char name[TASK_COMM_LEN];
	struct task_struct *task;
	struct kthread *k;
	va_list args;
	void *extra;

	va_start(args, namefmt);
	vsnprintf(name, sizeof(name), namefmt, args);
	va_end(args);
	task = task_create(thread_main, name, sizeof(*k), &extra);
	if (!task)
		return ERR_PTR(-ENOMEM);
	k = extra;
	k->threadfn = threadfn;
	k->data = data;
	init_completion(&k->exited);
	init_completion(&k->parked);
	task->kthread = k;
	return task;
}
EXPORT_SYMBOL(kthread_create_on_node);

void kthread_exit(long result)
{
	struct kthread *k = self();

	k->result = result;
	complete_all(&k->parked);
	complete_all(&k->exited);
	do_exit(0);
}
EXPORT_SYMBOL(kthread_exit);

void kthread_complete_and_exit(struct completion *done, long code)
{
	if (done)
		complete(done);
	kthread_exit(code);
}
EXPORT_SYMBOL(kthread_complete_and_exit);

void kthread_task_died(struct task_struct *task, long code)
{
	struct kthread *k = task->kthread;

	if (!k)
		return;
	k->result = code;
	complete_all(&k->parked);
	complete_all(&k->exited);
}
EXPORT_SYMBOL(kthread_task_died);

int kthread_stop(struct task_struct *task)
{
	struct kthread *k = task->kthread;
	int result;

	get_task_struct(task);
	set_bit(SHOULD_STOP, &k->flags);
	kthread_unpark(task);
	wake_up_process(task);
	wait_for_completion(&k->exited);
	result = (int)k->result;
	put_task_struct(task);
	return result;
}
EXPORT_SYMBOL(kthread_stop);

int kthread_stop_put(struct task_struct *task)
{
	int result = kthread_stop(task);

	put_task_struct(task);
	return result;
}
EXPORT_SYMBOL(kthread_stop_put);

bool kthread_should_stop(void)
{
	return self() && test_bit(SHOULD_STOP, &self()->flags);
}
EXPORT_SYMBOL(kthread_should_stop);

bool kthread_freezable_should_stop(bool *was_frozen)
{
	if (was_frozen)
		*was_frozen = false;
	return kthread_should_stop();
}
EXPORT_SYMBOL(kthread_freezable_should_stop);

/* ---- parking ---- */

bool kthread_should_park(void)
{
	return self() && test_bit(SHOULD_PARK, &self()->flags);
}
EXPORT_SYMBOL(kthread_should_park);

int kthread_park(struct task_struct *task)
{
	struct kthread *k = task->kthread;

	if (task->flags & PF_EXITING)
		return -ENOSYS;
	if (test_bit(SHOULD_PARK, &k->flags))
		return -EBUSY;
	reinit_completion(&k->parked);
	set_bit(SHOULD_PARK, &k->flags);
	if (task != current) {
		wake_up_process(task);
		wait_for_completion(&k->parked);
	}
	return 0;
}
EXPORT_SYMBOL(kthread_park);

void kthread_unpark(struct task_struct *task)
{
	clear_bit(SHOULD_PARK, &task->kthread->flags);
	wake_up_state(task, TASK_PARKED);
}
EXPORT_SYMBOL(kthread_unpark);

void kthread_parkme(void)
{
	struct kthread *k = self();

	for (;;) {
		set_current_state(TASK_PARKED);
		if (!test_bit(SHOULD_PARK, &k->flags))
			break;
		complete(&k->parked);
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}
EXPORT_SYMBOL(kthread_parkme);

/* ---- what it is ---- */

void *kthread_data(struct task_struct *task)
{
	return task->kthread->data;
}
EXPORT_SYMBOL(kthread_data);

void *kthread_func(struct task_struct *task)
{
	return task->kthread ? (void *)task->kthread->threadfn : NULL;
}
EXPORT_SYMBOL(kthread_func);

/* Binding to a CPU waits for a second one. */
void kthread_bind(struct task_struct *task, unsigned int cpu)
{
	task->cpu = cpu;
}
EXPORT_SYMBOL(kthread_bind);
