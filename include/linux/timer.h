/* SPDX-License-Identifier: MIT */
/* linux/timer.h: call a function at a tick. It runs in softirq context. Source: LDD 3 ch. 7 "Kernel Timers". */
#ifndef _LINUX_TIMER_H
#define _LINUX_TIMER_H

#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/types.h>

struct timer_list {
	struct hlist_node entry; /* place in the wheel; unhashed = not pending */
	unsigned long expires;	 /* jiffies */
	void (*function)(struct timer_list *);
	u32 flags;
};

#define TIMER_DEFERRABLE 0x00080000
#define TIMER_PINNED	 0x00100000
#define TIMER_IRQSAFE	 0x00200000

#define __TIMER_INITIALIZER(_function, _flags) \
	{ .entry = { NULL, NULL }, .function = (_function), .flags = (_flags) }
#define DEFINE_TIMER(_name, _function) struct timer_list _name = __TIMER_INITIALIZER(_function, 0)

void init_timer_key(struct timer_list *timer, void (*func)(struct timer_list *), unsigned int flags);
#define timer_setup(timer, callback, flags)	     init_timer_key(timer, callback, flags)
#define timer_setup_on_stack(timer, callback, flags) init_timer_key(timer, callback, flags)
#define destroy_timer_on_stack(timer)		     ((void)(timer))
#define from_timer(var, callback_timer, timer_fieldname) \
	container_of(callback_timer, typeof(*var), timer_fieldname)

static inline int timer_pending(const struct timer_list *timer)
{
	return !hlist_unhashed(&timer->entry);
}

/* Context: any. Return: whether it was pending. */
int mod_timer(struct timer_list *timer, unsigned long expires);
int mod_timer_pending(struct timer_list *timer, unsigned long expires);
int timer_reduce(struct timer_list *timer, unsigned long expires);
void add_timer(struct timer_list *timer);
int del_timer(struct timer_list *timer);
int try_to_del_timer_sync(struct timer_list *timer); /* -1: its function runs right now */
/* Not pending and not running when this returns. Context: not from the function itself. */
int del_timer_sync(struct timer_list *timer);
#define del_singleshot_timer_sync(t) del_timer_sync(t)
#define timer_delete(t)		     del_timer(t)
#define timer_delete_sync(t)	     del_timer_sync(t)
#define timer_shutdown_sync(t)	     del_timer_sync(t)
#define timer_shutdown(t)	     del_timer(t)

void timers_init(void);
/* From the tick, interrupts off. */
void run_local_timers(void);
unsigned int timers_pending_count(void);
int timers_check(void);

#define round_jiffies(j)	  (j)
#define round_jiffies_relative(j) (j)

#endif
