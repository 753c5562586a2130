/* SPDX-License-Identifier: MIT */
/*
 * linux/compaction.h: make long runs out of scattered free pages, by moving what lies between them.
 *
 * Called by the page allocator's slow path through compact_hook; `echo 1 > /proc/sys/vm/compact_memory` does
 * all zones whole. Values and names are Linux 6.1's.
 */
#ifndef _LINUX_COMPACTION_H
#define _LINUX_COMPACTION_H

#include <linux/mmzone.h>

struct alloc_context;

/* How much trouble a request is worth: less is more. */
enum compact_priority {
	COMPACT_PRIO_SYNC_FULL, /* the whole zone, all pageblocks */
	MIN_COMPACT_PRIORITY = COMPACT_PRIO_SYNC_FULL,
	COMPACT_PRIO_SYNC_LIGHT,
	MIN_COMPACT_COSTLY_PRIORITY = COMPACT_PRIO_SYNC_LIGHT,
	DEF_COMPACT_PRIORITY = COMPACT_PRIO_SYNC_LIGHT,
	COMPACT_PRIO_ASYNC, /* go on where the last one stopped, wait for nothing */
	INIT_COMPACT_PRIORITY = COMPACT_PRIO_ASYNC,
};

/* The best of several zones counts. */
enum compact_result {
	COMPACT_NOT_SUITABLE_ZONE, /* memory is short, not fragmented */
	COMPACT_SKIPPED,	   /* too little free memory to work with, or nobody may */
	COMPACT_DEFERRED,	   /* it failed lately */
	COMPACT_NO_SUITABLE_PAGE,
	COMPACT_CONTINUE,
	COMPACT_COMPLETE,	 /* all of the zone was looked at, in vain */
	COMPACT_PARTIAL_SKIPPED, /* the rest of the zone was looked at, in vain */
	COMPACT_CONTENDED,
	COMPACT_SUCCESS, /* there is a run now */
};

/* Free pages that compaction wants to find before it begins: the copies exist beside the originals. */
static inline unsigned long compact_gap(unsigned int order)
{
	return 2UL << order;
}

/**
 * compaction_suitable() - would it help?
 * @zone: which.
 * @order: of the run that is wanted.
 * @alloc_flags: which watermark the request must keep.
 * @highest_zoneidx: the zone it began with.
 *
 * Return: COMPACT_SUCCESS: there is a run; COMPACT_SKIPPED, COMPACT_NOT_SUITABLE_ZONE: no; COMPACT_CONTINUE: yes.
 */
enum compact_result compaction_suitable(struct zone *zone, int order, unsigned int alloc_flags,
					int highest_zoneidx);

/**
 * fragmentation_index() - why would a run of 2^@order pages not be found?
 *
 * Return: -1000: it would; towards 0: memory is short; towards 1000: it is fragmented.
 */
int fragmentation_index(struct zone *zone, unsigned int order);

/* After a failure: leave @zone alone for the next 2, 4, ... 64 requests of @order or more. */
void defer_compaction(struct zone *zone, int order);
bool compaction_deferred(struct zone *zone, int order);
void compaction_defer_reset(struct zone *zone, int order, bool alloc_success);

/* Compact every zone whole: /proc/sys/vm/compact_memory. Context: may sleep. */
void compact_memory(void);

/**
 * wakeup_kcompactd() - somebody who cannot compact could use a run.
 * @order: of the run.
 * @highest_zoneidx: highest zone that it may come from.
 *
 * Context: any. Nothing happens if no zone is suitable.
 */
void wakeup_kcompactd(int order, enum zone_type highest_zoneidx);

extern int sysctl_extfrag_threshold; /* a costly request is compacted for above this index */

#endif
