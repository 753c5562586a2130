/* SPDX-License-Identifier: MIT */
/*
 * linux/rcupdate.h: readers that pay nothing; writers that wait until no reader can still be looking.
 *
 * A writer unlinks an object, waits for a grace period, then frees it. A grace period has passed when each
 * CPU has been through a quiescent state: a context switch or the idle loop, where no reader can be, since a
 * reader may not sleep. kernel/core/rcu.c counts them.
 *
 * Source: Linux Documentation/RCU/whatisRCU.rst.
 */
#ifndef _LINUX_RCUPDATE_H
#define _LINUX_RCUPDATE_H

#include <asm/barrier.h>
#include <linux/bottom_half.h>
#include <linux/compiler.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/types.h>

static __always_inline void rcu_read_lock(void)
{
	preempt_disable();
}

static __always_inline void rcu_read_unlock(void)
{
	preempt_enable();
}

#define rcu_read_lock_sched()	preempt_disable()
#define rcu_read_unlock_sched() preempt_enable()
#define rcu_read_lock_bh()	local_bh_disable()
#define rcu_read_unlock_bh()	local_bh_enable()
#define rcu_read_lock_held()	(!preemptible())
#define rcu_read_lock_any_held() (!preemptible())
#define rcu_read_lock_sched_held() (!preemptible())

#define RCU_INITIALIZER(v)	     (typeof(*(v)) *)(v)
#define rcu_dereference_check(p, c)  READ_ONCE(p)
#define rcu_dereference(p)	     READ_ONCE(p)
#define rcu_dereference_bh(p)	     READ_ONCE(p)
#define rcu_dereference_sched(p)     READ_ONCE(p)
#define rcu_dereference_raw(p)	     READ_ONCE(p)
#define rcu_dereference_protected(p, c) (p)
#define rcu_access_pointer(p)	     READ_ONCE(p)
#define rcu_pointer_handoff(p)	     (p)
/* The object is complete before anybody can find it. */
#define rcu_assign_pointer(p, v)     smp_store_release(&(p), (v))
#define RCU_INIT_POINTER(p, v)	     WRITE_ONCE(p, v)
#define rcu_replace_pointer(rcu_ptr, ptr, c)            \
	({                                              \
		typeof(ptr) __tmp = (rcu_ptr);          \
		rcu_assign_pointer((rcu_ptr), (ptr));   \
		__tmp;                                  \
	})
#define init_rcu_head(head)    ((void)(head))
#define destroy_rcu_head(head) ((void)(head))
#define RCU_LOCKDEP_WARN(c, s) do { } while (0)

/* After a grace period call @func(@head), in softirq context. Context: any. */
void call_rcu(struct rcu_head *head, rcu_callback_t func);
#define call_rcu_hurry(head, func) call_rcu(head, func)
/* Wait for a grace period. Context: may sleep. */
void synchronize_rcu(void);
void synchronize_rcu_expedited(void);
/* Wait until all callbacks handed to call_rcu() before have run. Context: may sleep. */
void rcu_barrier(void);
unsigned long get_state_synchronize_rcu(void);
bool poll_state_synchronize_rcu(unsigned long oldstate);
void cond_synchronize_rcu(unsigned long oldstate);

/*
 * Free after a grace period; @head_field: the struct rcu_head inside *@ptr, in its first 4 KiB. Without a
 * head (one argument) the caller waits for the grace period himself and must be allowed to sleep.
 */
void kvfree_call_rcu(struct rcu_head *head, void *ptr);
/* A callback below this is no function but the offset of the head in what shall be freed. */
#define RCU_FREE_OFFSETS 4096
/* How to free it: kvfree(), registered by the object floor. */
extern void (*rcu_free_fn)(const void *ptr);
#define __kfree_rcu_2(ptr, head_field)                                          \
	do {                                                                    \
		typeof(ptr) ___p = (ptr);                                       \
		if (___p)                                                       \
			kvfree_call_rcu(&___p->head_field, (void *)___p);       \
	} while (0)
#define __kfree_rcu_1(ptr)                                    \
	do {                                                  \
		typeof(ptr) ___p = (ptr);                     \
		if (___p)                                     \
			kvfree_call_rcu(NULL, (void *)___p);  \
	} while (0)
#define __kfree_rcu_pick(_1, _2, name, ...) name
#define kfree_rcu(...)	     __kfree_rcu_pick(__VA_ARGS__, __kfree_rcu_2, __kfree_rcu_1)(__VA_ARGS__)
#define kvfree_rcu(...)	     kfree_rcu(__VA_ARGS__)
#define kfree_rcu_mightsleep(ptr)  __kfree_rcu_1(ptr)
#define kvfree_rcu_mightsleep(ptr) __kfree_rcu_1(ptr)

void rcu_init(void);
/* From schedule() and the tick: this CPU is in a quiescent state. Interrupts off. */
void rcu_note_context_switch(void);
void rcu_sched_clock_irq(bool idle);
unsigned long rcu_completed_grace_periods(void);
unsigned int rcu_callbacks_waiting(void);
int rcu_check(void);
#define cond_resched_tasks_rcu_qs() cond_resched()
#define rcu_softirq_qs()	    do { } while (0)

#endif
