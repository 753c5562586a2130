/* SPDX-License-Identifier: MIT */
/*
 * slate/fault.h: make the Nth attempt fail.
 *
 * Every place where a resource is asked for calls fault_point() first; while injection is off, that
 * is one test of one byte. `fail_nth=N` on the command line, or fault_inject(N) from a test, makes the
 * Nth call from then on fail; the counter is shared by all kinds unless a kind is given.
 *
 * Source: Linux Documentation/fault-injection/fault-injection.rst, "fail-nth".
 */
#ifndef _SLATE_FAULT_H
#define _SLATE_FAULT_H

#include <linux/compiler.h>
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

extern bool fault_injection_on;

/*
 * Does anybody want to see, or fail, each single allocation? Counts fault injection and the tracepoints
 * of allocation; the fast paths of pages and objects ask this one key and leave the rest to slow paths.
 */
DECLARE_STATIC_KEY_FALSE(alloc_watched);

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

#endif
