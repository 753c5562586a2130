/* SPDX-License-Identifier: MIT */
/*
 * linux/vmstat.h: events of memory management, counted since boot, and the lines of /proc/vmstat.
 *
 * An event is one instruction on this CPU's own counter. What can be worked out from other figures
 * (pgalloc_*, pgfree) is not counted at all: the fast paths of the page allocator stay as they are.
 */
#ifndef _LINUX_VMSTAT_H
#define _LINUX_VMSTAT_H

#include <linux/mmzone.h>
#include <linux/percpu.h>

/* The four of a zone stand in the order of enum zone_type. */
enum vm_event_item {
	PGPGIN,	 /* sectors read from disks; shown in KiB */
	PGPGOUT, /* sectors written */
	ALLOCSTALL_DMA, /* requests that had to free memory themselves */
	ALLOCSTALL_NORMAL,
	ALLOCSTALL_DMA32,
	ALLOCSTALL_HIGH,
	PGACTIVATE,
	PGDEACTIVATE,
	PGREFILL, /* active pages looked at */
	PGSTEAL_KSWAPD, /* pages freed */
	PGSTEAL_DIRECT,
	PGSCAN_KSWAPD, /* pages looked at */
	PGSCAN_DIRECT,
	PGINODESTEAL, /* with inodes that went: there are none */
	SLABS_SCANNED, /* objects that shrinkers were asked to look at */
	KSWAPD_INODESTEAL,
	KSWAPD_LOW_WMARK_HIT_QUICKLY,
	KSWAPD_HIGH_WMARK_HIT_QUICKLY,
	PAGEOUTRUN, /* rounds of kswapd */
	DROP_PAGECACHE,
	DROP_SLAB,
	PGMIGRATE_SUCCESS, /* pages moved, */
	PGMIGRATE_FAIL,	   /* and pages that could not be */
	COMPACTMIGRATE_SCANNED, /* frames that compaction looked at for what is in the way, */
	COMPACTFREE_SCANNED,	/* and for where to move it */
	COMPACTISOLATED,	/* pages it set aside for a move, old and new */
	COMPACTSTALL, /* requests that compacted, */
	COMPACTFAIL,  /* in vain, */
	COMPACTSUCCESS, /* and got their run */
	KCOMPACTD_WAKE,
	KCOMPACTD_MIGRATE_SCANNED, /* its part of the two above */
	KCOMPACTD_FREE_SCANNED,
	NR_VM_EVENT_ITEMS,
};

struct vm_event_state {
	unsigned long event[NR_VM_EVENT_ITEMS];
};
DECLARE_PER_CPU(struct vm_event_state, vm_event_states);

/* Context: any. */
static inline void count_vm_events(enum vm_event_item item, unsigned long delta)
{
	this_cpu_add(vm_event_states.event[item], delta);
}

static inline void count_vm_event(enum vm_event_item item)
{
	count_vm_events(item, 1);
}

/* All CPUs' events, summed. @ret: room for NR_VM_EVENT_ITEMS. */
void all_vm_events(unsigned long *ret);
unsigned long vm_event(enum vm_event_item item);

static inline void __mod_zone_page_state(struct zone *zone, enum zone_stat_item item, long delta)
{
	zone->vm_stat[item] += delta;
}

static inline void mod_node_page_state(struct pglist_data *pgdat, enum node_stat_item item, long delta)
{
	atomic_long_add(delta, &pgdat->vm_stat[item]);
}

static inline unsigned long node_page_state(struct pglist_data *pgdat, enum node_stat_item item)
{
	long value = atomic_long_read(&pgdat->vm_stat[item]);

	return value > 0 ? value : 0;
}

#endif
