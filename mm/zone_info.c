// SPDX-License-Identifier: MIT
/*
 * mm/zone_info.c: /proc/buddyinfo, /proc/zoneinfo and /proc/pagetypeinfo, in Linux's formats.
 *
 * Numbers are read without locks, one zone after the other: each is right, the picture as a whole is of
 * a moment only when nobody allocates. Pages in a CPU's hand are not on the lists: zoneinfo shows them
 * under "pagesets".
 *
 * Source: proc(5); Linux Documentation/filesystems/proc.rst, "buddyinfo".
 */
#include "internal.h"
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

static const char *const zone_stat_names[NR_VM_ZONE_STAT_ITEMS] = {
	"nr_free_pages", "nr_zone_inactive_file", "nr_zone_active_file"
};

static const char *const node_stat_names[NR_VM_NODE_STAT_ITEMS] = {
	"nr_inactive_file", "nr_active_file", "nr_slab_reclaimable", "nr_slab_unreclaimable",
	"nr_file_pages", "nr_dirty", "nr_writeback", "nr_kernel_stack", "nr_page_table_pages"
};

static int buddyinfo_show(struct seq_file *m, void *v)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		seq_printf(m, "Node %d, zone %8s ", zone_to_nid(zone), zone->name);
		for (unsigned int order = 0; order < MAX_ORDER; order++)
			seq_printf(m, "%6lu ", READ_ONCE(zone->free_area[order].nr_free));
		seq_putc(m, '\n');
	}
	return 0;
}

/* Bytes are kept for what is smaller than a page; the file counts pages. */
static unsigned long node_stat_pages(int item)
{
	unsigned long value = atomic_long_read(&NODE_DATA(0)->vm_stat[item]);

	if (item == NR_SLAB_RECLAIMABLE_B || item == NR_SLAB_UNRECLAIMABLE_B)
		return value >> PAGE_SHIFT;
	return value;
}

static void show_node_stats(struct seq_file *m)
{
	seq_puts(m, "\n  per-node stats");
	for (int i = 0; i < NR_VM_NODE_STAT_ITEMS; i++)
		seq_printf(m, "\n      %-12s %lu", node_stat_names[i], node_stat_pages(i));
}

static void show_zone_pages(struct seq_file *m, struct zone *zone)
{
	seq_printf(m,
		   "\n  pages free     %lu"
		   "\n        boost    %lu"
		   "\n        min      %lu"
		   "\n        low      %lu"
		   "\n        high     %lu"
		   "\n        spanned  %lu"
		   "\n        present  %lu"
		   "\n        managed  %lu"
		   "\n        cma      %lu",
		   zone->vm_stat[NR_FREE_PAGES], zone->watermark_boost, min_wmark_pages(zone),
		   low_wmark_pages(zone), high_wmark_pages(zone), zone->spanned_pages,
		   zone->present_pages, zone_managed_pages(zone), 0UL);
	seq_printf(m, "\n        protection: (%ld", (long)zone->lowmem_reserve[0]);
	for (int i = 1; i < MAX_NR_ZONES; i++)
		seq_printf(m, ", %ld", (long)zone->lowmem_reserve[i]);
	seq_putc(m, ')');
}

static void show_pagesets(struct seq_file *m, struct zone *zone)
{
	const struct per_cpu_pages *pcp = &per_cpu(page_pcp, 0)[zone->id];

	seq_puts(m, "\n  pagesets");
	seq_printf(m,
		   "\n    cpu: %i"
		   "\n              count: %i"
		   "\n              high:  %i"
		   "\n              batch: %i",
		   0, pcp->count, pcp->high, pcp->batch);
	seq_printf(m,
		   "\n  node_unreclaimable:  %u"
		   "\n  start_pfn:           %lu\n",
		   zone->zone_pgdat->kswapd_failures >= 16, zone->zone_start_pfn);
}

static int zoneinfo_show(struct seq_file *m, void *v)
{
	bool first = true;
	struct zone *zone;

	for_each_zone(zone) {
		seq_printf(m, "Node %d, zone %8s", zone_to_nid(zone), zone->name);
		if (populated_zone(zone) && first) {
			show_node_stats(m);
			first = false;
		}
		show_zone_pages(m, zone);
		if (!populated_zone(zone)) {
			seq_putc(m, '\n');
			continue;
		}
		for (int i = 0; i < NR_VM_ZONE_STAT_ITEMS; i++)
			seq_printf(m, "\n      %-12s %lu", zone_stat_names[i], zone->vm_stat[i]);
		show_pagesets(m, zone);
	}
	return 0;
}

static unsigned long count_list(struct zone *zone, unsigned int order, int type)
{
	struct list_head *entry;
	unsigned long flags, count = 0;

	spin_lock_irqsave(&zone->lock, flags);
	list_for_each(entry, &zone->free_area[order].free_list[type])
		count++;
	spin_unlock_irqrestore(&zone->lock, flags);
	return count;
}

static int pagetypeinfo_show(struct seq_file *m, void *v)
{
	struct zone *zone;

	seq_printf(m, "Page block order: %d\n", pageblock_order);
	seq_printf(m, "Pages per block:  %lu\n\n", pageblock_nr_pages);
	seq_printf(m, "%-43s ", "Free pages count per migrate type at order");
	for (unsigned int order = 0; order < MAX_ORDER; order++)
		seq_printf(m, "%6d ", order);
	seq_putc(m, '\n');
	for_each_populated_zone(zone) {
		for (int type = 0; type < MIGRATE_TYPES; type++) {
			seq_printf(m, "Node %4d, zone %8s, type %12s ", zone_to_nid(zone), zone->name,
				   migratetype_names[type]);
			for (unsigned int order = 0; order < MAX_ORDER; order++)
				seq_printf(m, "%6lu ", count_list(zone, order, type));
			seq_putc(m, '\n');
		}
	}
	return 0;
}

static int __init zone_info_init(void)
{
	proc_create_single("buddyinfo", 0444, NULL, buddyinfo_show);
	proc_create_single("zoneinfo", 0444, NULL, zoneinfo_show);
	proc_create_single("pagetypeinfo", 0400, NULL, pagetypeinfo_show);
	return 0;
}
fs_initcall(zone_info_init);
