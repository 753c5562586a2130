// SPDX-License-Identifier: MIT
/*
 * mm/vmstat.c: what memory management did since boot, by Linux's names: the events of /proc/vmstat.
 *
 * Problem.  "Is the machine short of memory, and who pays for it?" is answered by rates: how often kswapd
 *           ran, how many pages it looked at for each one it freed, who had to wait.
 * Idea.     A counter per event and CPU, summed when read. Pages handed out are known already, by zone
 *           (the hands of CPUs and the zones count blocks), and pages taken back are those less what is
 *           out now; so the two busiest lines cost the allocator nothing.
 *
 *     pgalloc_normal = taken from the hands + taken from the zone       pgfree = all pgalloc - in use
 *
 * Locks.    None: a sum may miss events of other CPUs that happen while it is taken.
 * Cost.     One add per event.
 * Sources.  Linux Documentation/admin-guide/mm; the names of mm/vmstat.c of 6.1.
 */
#include "internal.h"
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/vmstat.h>

DEFINE_PER_CPU(struct vm_event_state, vm_event_states);

static const char *const event_names[NR_VM_EVENT_ITEMS] = {
	[PGPGIN] = "pgpgin", [PGPGOUT] = "pgpgout",
	[ALLOCSTALL_DMA] = "allocstall_dma", [ALLOCSTALL_NORMAL] = "allocstall_normal",
	[ALLOCSTALL_DMA32] = "allocstall_dma32", [ALLOCSTALL_HIGH] = "allocstall_high",
	[PGACTIVATE] = "pgactivate", [PGDEACTIVATE] = "pgdeactivate",
	[PGSTEAL_KSWAPD] = "pgsteal_kswapd", [PGSTEAL_DIRECT] = "pgsteal_direct",
	[PGSCAN_KSWAPD] = "pgscan_kswapd", [PGSCAN_DIRECT] = "pgscan_direct",
	[PGREFILL] = "pgrefill", [PGINODESTEAL] = "pginodesteal", [KSWAPD_INODESTEAL] = "kswapd_inodesteal",
	[SLABS_SCANNED] = "slabs_scanned",
	[KSWAPD_LOW_WMARK_HIT_QUICKLY] = "kswapd_low_wmark_hit_quickly",
	[KSWAPD_HIGH_WMARK_HIT_QUICKLY] = "kswapd_high_wmark_hit_quickly",
	[PAGEOUTRUN] = "pageoutrun", [DROP_PAGECACHE] = "drop_pagecache", [DROP_SLAB] = "drop_slab",
	[PGMIGRATE_SUCCESS] = "pgmigrate_success", [PGMIGRATE_FAIL] = "pgmigrate_fail",
	[COMPACTMIGRATE_SCANNED] = "compact_migrate_scanned",
	[COMPACTFREE_SCANNED] = "compact_free_scanned", [COMPACTISOLATED] = "compact_isolated",
	[COMPACTSTALL] = "compact_stall", [COMPACTFAIL] = "compact_fail",
	[COMPACTSUCCESS] = "compact_success", [KCOMPACTD_WAKE] = "compact_daemon_wake",
	[KCOMPACTD_MIGRATE_SCANNED] = "compact_daemon_migrate_scanned",
	[KCOMPACTD_FREE_SCANNED] = "compact_daemon_free_scanned",
};

unsigned long vm_event(enum vm_event_item item)
{
	unsigned long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu(vm_event_states, cpu).event[item];
	return sum;
}

void all_vm_events(unsigned long *ret)
{
	for (int item = 0; item < NR_VM_EVENT_ITEMS; item++)
		ret[item] = vm_event(item);
}
EXPORT_SYMBOL(all_vm_events);

/* Events of one line's unit. */
static unsigned int unit_of(int item)
{
	return item == PGPGIN || item == PGPGOUT ? 2 : 1;
}

void vm_events_show(struct seq_file *m)
{
	static const char *const zone_suffix[MAX_NR_ZONES] = { "dma", "normal", "dma32", "high" };
	unsigned long taken = 0, in_use = 0;
	struct zone *zone;

	for_each_zone(zone) {
		unsigned long pages = READ_ONCE(zone->pages_taken) + pcp_pages_taken(zone);

		seq_printf(m, "pgalloc_%s %lu\n", zone_suffix[zone_idx(zone)], pages);
		taken += pages;
		in_use += zone_managed_pages(zone) - READ_ONCE(zone->vm_stat[NR_FREE_PAGES]) -
			  pcp_pages(zone);
	}
	seq_printf(m, "pgfree %lu\n", taken - in_use);
	for (int item = 0; item < NR_VM_EVENT_ITEMS; item++)
		seq_printf(m, "%s %lu\n", event_names[item], vm_event(item) / unit_of(item));
}
