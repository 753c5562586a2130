/* SPDX-License-Identifier: MIT */
/*
 * slate/fault.h: the points where Slate can be made to fail, and the exact way to do it.
 *
 * Every place where a resource is asked for calls fault_point() first (pages and objects: should_fail_*()
 * of linux/fault-inject.h); while injection is off, that is one test of one byte, and the fast paths have
 * not even that (alloc_watched). It fails
 *
 *   - as the kind's plan says: linux/fault-inject.h, fault_attrs[];
 *   - the Nth time after fault_inject(N, kinds), in this thread only, whatever the plan: for tests that
 *     try every N. `fail_nth=N` on the command line is the same for all threads.
 *
 * Source: Linux Documentation/fault-injection/fault-injection.rst, "fail-nth".
 */
#ifndef _SLATE_FAULT_H
#define _SLATE_FAULT_H

#include <linux/compiler.h>
#include <linux/fault-inject.h>
#include <linux/jump_label.h>
#include <linux/types.h>

enum fault_kind {
	FAULT_PAGE,
	FAULT_SLAB,
	FAULT_VMALLOC,
	FAULT_DMA_MAP,
	FAULT_IOREMAP,
	FAULT_DISK,
	NR_FAULT_KINDS
};

/*
 * Does anybody want to see, or fail, each single allocation? Counts fault injection and the tracepoints
 * of allocation; the fast path of pages asks this one key and leaves the rest to slow paths. The fast
 * path of objects asks object_detour, which is on then, too, and when slab=slab has another fast path.
 */
DECLARE_STATIC_KEY_FALSE(alloc_watched);
DECLARE_STATIC_KEY_FALSE(object_detour);

/* One more watcher of allocations, or one less. Context: any but an NMI. */
void alloc_watch(bool on);

bool __fault_point(enum fault_kind kind);

/* Must this attempt fail? Context: any. */
static __always_inline bool fault_point(enum fault_kind kind)
{
	return unlikely(fault_injection_on) && __fault_point(kind);
}

/* Let the @nth call (1 = the next) of the kinds in @kinds (bits) fail once, in this thread only. 0 = off. */
void fault_inject(unsigned int nth, unsigned int kinds);
#define FAULT_ALL_KINDS ((1u << NR_FAULT_KINDS) - 1)

/* Has the injection of the last fault_inject() happened? */
bool fault_injected(void);
/* Failures made since boot, by kind. */
unsigned long fault_count(enum fault_kind kind);
extern const char *const fault_kind_names[NR_FAULT_KINDS];

/* The plans, one a kind; after a change by hand, fault_update() lets the fast paths know. */
extern struct fault_attr fault_attrs[NR_FAULT_KINDS];
void fault_update(void);

/* Count one request of @kind towards fault_inject(). Return: this is the one. Context: any. */
bool fault_nth(enum fault_kind kind);
/* Ask the plan of @kind; @flags: FAULT_. Return: fail. Context: any. */
bool fault_planned(enum fault_kind kind, ssize_t size, int flags);

/* What /proc/self/fail-nth sets: this thread's Nth request that a plan could fail does. 0 = off. */
void fault_set_fail_nth(unsigned int nth);
unsigned int fault_get_fail_nth(void);

/* A setting besides the plan's own, of fault_attrs[kind]; files of /proc/fault/NAME/ as the rest. */
enum fault_knob_type { FAULT_KNOB_ULONG, FAULT_KNOB_UINT, FAULT_KNOB_ATOMIC, FAULT_KNOB_BOOL, FAULT_KNOB_MS };

struct fault_knob {
	const char *name;
	enum fault_knob_type type;
	void *value;
	enum fault_kind kind;
	struct fault_knob *next;
};

void fault_add_knob(struct fault_knob *knob);
extern struct fault_knob *fault_knobs;

/* mm/failslab.c: mark a cache for cache-filter, or not. Return: 0 or -ENOENT. Context: may sleep. */
int failslab_mark(const char *cache, bool on);

#endif
