/* SPDX-License-Identifier: MIT */
/* linux/sched/signal.h: interrupt the sleep of a kernel thread. There is one kind of signal: "stop that". */
#ifndef _LINUX_SCHED_SIGNAL_H
#define _LINUX_SCHED_SIGNAL_H

#include <linux/signal.h>
#include <linux/sched.h>

#define SIGINT	2

/* Wake @p from an interruptible sleep, with -ERESTARTSYS. Context: any. Return: 0. */
int send_sig(int sig, struct task_struct *p, int priv);

static inline void flush_signals(struct task_struct *p)
{
	WRITE_ONCE(p->sigpending, false);
}

static inline void allow_signal(int sig)
{
	(void)sig;
}

#endif
