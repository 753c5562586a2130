/* SPDX-License-Identifier: MIT */
/*
 * linux/fault-inject.h: let requests fail now and then, as a plan says, to see who copes.
 *
 * Every choke point (pages, objects, mappings, disk commands) has a struct fault_attr that says when it
 * is to fail: never, at first. A plan is given on the command line, in Linux's four numbers,
 *
 *	failslab=<interval>,<probability>,<space>,<times>
 *	failslab=10,100,0,-1	every tenth object that may be refused
 *	fail_page_alloc=1,5,65536,20	5 % of the runs, after 65536 pages, 20 times
 *
 * or on the console, file by file, under /proc/fault/NAME/ (Linux: /sys/kernel/debug/NAME/):
 *
 *	echo N > /proc/fault/failslab/ignore-gfp-wait	requests that may sleep fail too
 *	echo -1 > /proc/fault/failslab/times
 *	echo 10 > /proc/fault/failslab/probability
 *
 * A driver may have a plan of its own: DECLARE_FAULT_ATTR(attr), setup_fault_attr(), should_fail().
 *
 * Source: Linux Documentation/fault-injection/fault-injection.rst.
 */
#ifndef _LINUX_FAULT_INJECT_H
#define _LINUX_FAULT_INJECT_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/gfp_types.h>
#include <linux/ratelimit_types.h>
#include <linux/types.h>

struct dentry;
struct kmem_cache;

/**
 * struct fault_attr - when to fail; all of it may be changed at any time.
 * @probability: percent of the requests that come this far; 0: none fails.
 * @interval: only each interval-th request is looked at; 0 and 1: each.
 * @times: so many failures more; -1: no limit.
 * @space: budget that is used up by the sizes of requests before the first may fail.
 * @verbose: 0: silent, 1: a line for each failure, 2: and the call chain.
 * @task_filter: only threads that wrote 1 to /proc/self/make-it-fail.
 * @stacktrace_depth: so many callers are compared with the ranges below; 0: none has to be there.
 * @require_start: some caller must lie in [require_start, require_end) ...
 * @reject_start: ... and none in [reject_start, reject_end).
 * @count: requests seen since the last interval.
 * @ratelimit_state: of what @verbose prints; no limit at first.
 * @dname: the name that is printed.
 */
struct fault_attr {
	unsigned long probability;
	unsigned long interval;
	atomic_t times;
	atomic_t space;
	unsigned long verbose;
	bool task_filter;
	unsigned long stacktrace_depth;
	unsigned long require_start;
	unsigned long require_end;
	unsigned long reject_start;
	unsigned long reject_end;
	unsigned long count;
	struct ratelimit_state ratelimit_state;
	const char *dname;
};

enum fault_flags {
	FAULT_NOWARN = 1 << 0, /* print nothing: who asks promised silence */
};

#define __FAULT_ATTR_INITIALIZER(name)                                                     \
	{                                                                                  \
		.interval = 1, .times = ATOMIC_INIT(1), .require_end = ~0UL,               \
		.stacktrace_depth = 32, .verbose = 2, .dname = name,                       \
		.ratelimit_state = RATELIMIT_STATE_INIT(, 0, DEFAULT_RATELIMIT_BURST),     \
	}
#define FAULT_ATTR_INITIALIZER __FAULT_ATTR_INITIALIZER(NULL)

#define DECLARE_FAULT_ATTR(name) struct fault_attr name = FAULT_ATTR_INITIALIZER

/* Set the four numbers from "<interval>,<probability>,<space>,<times>". Return: 1; 0 after a warning. */
int setup_fault_attr(struct fault_attr *attr, char *str);

/**
 * should_fail() - is this request to fail?
 * @attr: the plan.
 * @size: what it takes from the plan's space: bytes of an object, pages of a run, 1.
 *
 * A thread that wrote N to /proc/self/fail-nth fails its Nth request, whatever the plan says.
 * Context: any.
 */
bool should_fail(struct fault_attr *attr, ssize_t size);
bool should_fail_ex(struct fault_attr *attr, ssize_t size, int flags);

/* Only the plans that Slate knows have files (slate/fault.h). */
static inline struct dentry *fault_create_debugfs_attr(const char *name, struct dentry *parent,
						       struct fault_attr *attr)
{
	return ERR_PTR(-ENODEV);
}

/* mm/fail_page_alloc.c, mm/failslab.c. Context: any. */
bool __should_fail_alloc_page(gfp_t gfp, unsigned int order);
bool __should_failslab(struct kmem_cache *s, gfp_t gfp);

extern bool fault_injection_on;

/* Is this run of pages to be refused? */
static __always_inline bool should_fail_alloc_page(gfp_t gfp, unsigned int order)
{
	return unlikely(fault_injection_on) && __should_fail_alloc_page(gfp, order);
}

/* Is this object to be refused? @s is NULL for a block that kmalloc() takes from the page allocator. */
static __always_inline int should_failslab(struct kmem_cache *s, gfp_t gfp)
{
	return unlikely(fault_injection_on) && __should_failslab(s, gfp) ? -ENOMEM : 0;
}

#endif
