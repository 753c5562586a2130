/* SPDX-License-Identifier: MIT */
/* linux/ratelimit_types.h: at most @burst events in @interval ticks. */
#ifndef _LINUX_RATELIMIT_TYPES_H
#define _LINUX_RATELIMIT_TYPES_H

#include <linux/spinlock_types.h>
#include <linux/types.h>

#define DEFAULT_RATELIMIT_INTERVAL (5 * CONFIG_HZ)
#define DEFAULT_RATELIMIT_BURST	   10

struct ratelimit_state {
	raw_spinlock_t lock;
	int interval;	     /* ticks; 0 = no limit */
	int burst;	     /* events let through in each interval */
	int printed;	     /* let through in this one */
	int missed;	     /* held back in this one */
	unsigned long begin; /* jiffies at its start; 0 = none yet */
};

#define RATELIMIT_STATE_INIT(name, interval_init, burst_init) \
	{ .lock = { { .word = 0 } }, .interval = interval_init, .burst = burst_init }
#define DEFINE_RATELIMIT_STATE(name, interval_init, burst_init) \
	struct ratelimit_state name = RATELIMIT_STATE_INIT(name, interval_init, burst_init)

/* Return: 1 = go ahead. Says how many were held back when a new interval starts. Context: any. */
int ___ratelimit(struct ratelimit_state *rs, const char *func);
#define __ratelimit(state) ___ratelimit(state, __func__)

#endif
