/* SPDX-License-Identifier: MIT */
/* linux/ratelimit.h: limit how often something happens. */
#ifndef _LINUX_RATELIMIT_H
#define _LINUX_RATELIMIT_H

#include <linux/ratelimit_types.h>

static inline void ratelimit_state_init(struct ratelimit_state *rs, int interval, int burst)
{
	*rs = (struct ratelimit_state)RATELIMIT_STATE_INIT(, interval, burst);
}

static inline void ratelimit_default_init(struct ratelimit_state *rs)
{
	ratelimit_state_init(rs, DEFAULT_RATELIMIT_INTERVAL, DEFAULT_RATELIMIT_BURST);
}

#define WARN_ON_RATELIMIT(condition, state) \
	({ bool __rtn_cond = !!(condition); WARN_ON(__rtn_cond && __ratelimit(state)); __rtn_cond; })

#endif
