/* SPDX-License-Identifier: MIT */
/*
 * linux/sched.h: threads, and how they give up the CPU.
 *
 * Source: LDD 3 ch. 6 "Blocking I/O", ch. 7 "Time, Delays, and Deferred Work".
 */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <asm/current.h>
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kmap_ctrl.h>
#include <linux/list.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>
#include <linux/thread_info.h>
#include <linux/types.h>

#define TASK_COMM_LEN 16

/* task->__state: what the thread waits for. 0 = runs or waits for the CPU. */
#define TASK_RUNNING	     0x00000000
#define TASK_INTERRUPTIBLE   0x00000001 /* a signal wakes it too */
#define TASK_UNINTERRUPTIBLE 0x00000002
#define __TASK_STOPPED	     0x00000004
#define TASK_PARKED	     0x00000040
#define TASK_DEAD	     0x00000080 /* never runs again */
#define TASK_WAKEKILL	     0x00000100
#define TASK_NOLOAD	     0x00000400
#define TASK_NEW	     0x00000800 /* made, not yet woken */
#define TASK_KILLABLE	     (TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_IDLE	     (TASK_UNINTERRUPTIBLE | TASK_NOLOAD)
#define TASK_NORMAL	     (TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)
#define TASK_ANY	     (TASK_NORMAL | TASK_PARKED | TASK_NEW)

/* task->flags */
#define PF_IDLE		0x00000002 /* runs when nobody else can */
#define PF_EXITING	0x00000004
#define PF_WQ_WORKER	0x00000020 /* tells the workqueue when it sleeps and wakes */
#define PF_MEMALLOC	0x00000800 /* is freeing memory: may use the reserves, must not reclaim */
#define PF_KSWAPD	0x00020000
#define PF_MEMALLOC_NOFS 0x00040000 /* each allocation as if GFP_NOFS */
#define PF_MEMALLOC_NOIO 0x00080000 /* each allocation as if GFP_NOIO */
#define PF_KTHREAD	0x00200000
#define PF_MEMALLOC_PIN 0x10000000

struct kunit;
struct kthread;
struct reclaim_state;
struct mm_struct;

/* Locks: (R) run queue lock, (T) task list lock, (O) only the thread itself, (C) constant once it runs. */
struct task_struct {
	unsigned long sp;	      /* (R) saved stack pointer while it does not run */
	unsigned int __state;	      /* what it waits for, TASK_ */
	void *stack;		      /* (C) lowest address of the stack allocation */
	unsigned int flags;	      /* (O) PF_ */
	atomic_t usage;		      /* references; the stack goes with the last one */
	struct list_head run_list;    /* (R) place in the run queue; empty while it is not there */
	struct list_head tasks;	      /* (T) all threads */
	pid_t pid, tgid;	      /* (C) */
	char comm[TASK_COMM_LEN];     /* name; NUL terminated */
	unsigned int cpu;	      /* (R) where it runs */
	int saved_preempt_count;      /* (R) of a thread that slept although it must not */
	int exit_code;		      /* (O) */
	bool sigpending;	      /* a signal waits: interruptible sleeps end */
	bool need_oom_report;
	u64 sum_exec_ns;	      /* (R) CPU time used */
	u64 exec_start_ns;	      /* (R) when it came on the CPU */
	unsigned long nvcsw, nivcsw;  /* (R) switches: it slept; it yielded */
	struct kthread *kthread;      /* (C) kthread.c's; NULL in thread 0 */
	void *worker;		      /* (O) workqueue.c's */
	struct kunit *kunit_test;     /* (O) the test that runs here */
	void *journal_info;	      /* (O) */
	unsigned int kernel_pointers; /* (O) depth of file calls by the kernel itself: linux/uaccess.h */
	struct reclaim_state *reclaim_state; /* (O) */
	struct mm_struct *mm;	      /* NULL: kernel threads only */
	struct kmap_ctrl kmap_ctrl;   /* (O) */
	unsigned int fail_nth;	      /* (O) requests until one fails: linux/fault-inject.h */
	bool make_it_fail;	      /* (O) a plan with task-filter may fail it */
};

extern struct task_struct init_task; /* thread 0: the boot thread, then the idle thread */

/* How far boot is. Sleeping and its checks begin with SYSTEM_SCHEDULING. */
enum system_states {
	SYSTEM_BOOTING,
	SYSTEM_SCHEDULING,
	SYSTEM_FREEING_INITMEM,
	SYSTEM_RUNNING,
	SYSTEM_HALT,
	SYSTEM_POWER_OFF,
	SYSTEM_RESTART
};
extern enum system_states system_state;

#define task_is_running(task) (READ_ONCE((task)->__state) == TASK_RUNNING)
#define get_current_state()   READ_ONCE(current->__state)
#define __set_current_state(state_value) WRITE_ONCE(current->__state, (state_value))
/* With a barrier, so that the condition is tested after a waker can see the state. */
#define set_current_state(state_value) smp_store_mb(current->__state, (state_value))

/* Give up the CPU: at once if the state says sleep, else go to the end of the queue. */
void schedule(void);
void schedule_preempt_disabled(void);
void yield(void);

#define MAX_SCHEDULE_TIMEOUT ((long)(~0UL >> 1))
/* Sleep at most @timeout ticks. Set the state first. Return: ticks left, 0 if time ran out. */
long schedule_timeout(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_killable(long timeout);
long schedule_timeout_uninterruptible(long timeout);
long schedule_timeout_idle(long timeout);
void io_schedule(void);
long io_schedule_timeout(long timeout);

/* Make @p runnable if it sleeps. Context: any. Return: 1 if it slept. */
int wake_up_process(struct task_struct *p);
int wake_up_state(struct task_struct *p, unsigned int state);

/* Set by the tick when the current thread has had its turn. */
DECLARE_PER_CPU(bool, need_resched_flag);

static __always_inline bool need_resched(void)
{
	return unlikely(this_cpu_read(need_resched_flag));
}

/* Such reports since boot (calls and sleeps themselves). */
unsigned int sleep_in_atomic_count(void);
int __cond_resched(void);

#define might_resched() do { } while (0)
#define non_block_start() do { } while (0)
#define non_block_end()	  do { } while (0)
#define cant_sleep()	  do { } while (0)

/* Let others run if the turn is over. Return: 1 if they did. */
#define cond_resched()                                       \
	({                                                   \
		might_sleep();                               \
		need_resched() ? __cond_resched() : 0;       \
	})
#define cond_resched_lock(lock)              \
	({                                   \
		int __resched = 0;           \
		if (need_resched()) {        \
			spin_unlock(lock);   \
			__cond_resched();    \
			spin_lock(lock);     \
			__resched = 1;       \
		}                            \
		__resched;                   \
	})
#define cond_resched_rcu() cond_resched()

static inline int signal_pending(struct task_struct *p)
{
	return unlikely(READ_ONCE(p->sigpending));
}

static inline int fatal_signal_pending(struct task_struct *p)
{
	return signal_pending(p);
}

static inline int signal_pending_state(unsigned int state, struct task_struct *p)
{
	return (state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)) && signal_pending(p);
}

static inline bool is_idle_task(const struct task_struct *p)
{
	return p->flags & PF_IDLE;
}

static inline pid_t task_pid_nr(struct task_struct *p)
{
	return p->pid;
}

static inline unsigned int task_cpu(const struct task_struct *p)
{
	return p->cpu;
}

static inline void set_task_comm(struct task_struct *p, const char *name)
{
	size_t i = 0;

	for (; name[i] && i < TASK_COMM_LEN - 1; i++)
		p->comm[i] = name[i];
	p->comm[i] = '\0';
}

/* One letter for the state, as ps shows it. */
char task_state_to_char(struct task_struct *p);

#include <linux/sched/task.h>

#endif
