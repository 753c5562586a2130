// SPDX-License-Identifier: MIT
/*
 * mm/zone_info.c: the zones as /proc shows them: buddyinfo, zoneinfo, pagetypeinfo, vmstat.
 *
 * These only print; kernel/procfs_zones.c hangs them into the tree. Layouts, names and widths are Linux's.
 * Lines of what Slate does not count are left out, but for those that known readers look up by name.
 *
 * Locks. zone->lock, irqs off, while one zone's lists are counted; printing is done without it.
 * Source: Gorman ch. 6 "Physical Page Allocation"; Linux 6.1's Documentation/filesystems/proc.rst.
 */
#include "internal.h"
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mmzone.h>
#include <linux/seq_file.h>

#define COUNT_LIMIT 100000 /* blocks of one list that are counted with interrupts off */

static const char *const zone_item_names[NR_VM_ZONE_STAT_ITEMS] = {
	[NR_FREE_PAGES] = "nr_free_pages",
	[NR_ZONE_INACTIVE_FILE] = "nr_zone_inactive_file",
	[NR_ZONE_ACTIVE_FILE] = "nr_zone_active_file",
};

static const char *const node_item_names[NR_VM_NODE_STAT_ITEMS] = {
	[NR_INACTIVE_FILE] = "nr_inactive_file",
	[NR_ACTIVE_FILE] = "nr_active_file",
	[NR_SLAB_RECLAIMABLE_B] = "nr_slab_reclaimable",
	[NR_SLAB_UNRECLAIMABLE_B] = "nr_slab_unreclaimable",
	[NR_FILE_PAGES] = "nr_file_pages",
	[NR_FILE_DIRTY] = "nr_dirty",
	[NR_WRITEBACK] = "nr_writeback",
	[NR_ISOLATED_FILE] = "nr_isolated_file",
	[NR_DIRTIED] = "nr_dirtied",
	[NR_WRITTEN] = "nr_written",
	[NR_VMSCAN_WRITE] = "nr_vmscan_write",
	[NR_KERNEL_STACK_KB] = "nr_kernel_stack",
	[NR_PAGETABLE] = "nr_page_table_pages",
};

/* In pages, as Linux shows them; stacks are in KiB there too. */
static unsigned long node_item(struct pglist_data *pgdat, enum node_stat_item item)
{
	long value = atomic_long_read(&pgdat->vm_stat[item]);

	if (item == NR_SLAB_RECLAIMABLE_B || item == NR_SLAB_UNRECLAIMABLE_B)
		value >>= PAGE_SHIFT;
	return value > 0 ? value : 0;
}

/* What hands of CPUs hold is free as well. */
static unsigned long zone_item(struct zone *zone, enum zone_stat_item item)
{
	unsigned long value = READ_ONCE(zone->vm_stat[item]);

	return item == NR_FREE_PAGES ? value + pcp_pages(zone) : value;
}

int buddyinfo_show(struct seq_file *m, void *v)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		unsigned long blocks[MAX_ORDER], flags;

		spin_lock_irqsave(&zone->lock, flags);
		for (unsigned int order = 0; order < MAX_ORDER; order++)
			blocks[order] = zone->free_area[order].nr_free;
		spin_unlock_irqrestore(&zone->lock, flags);
		seq_printf(m, "Node %d, zone %8s ", zone_to_nid(zone), zone->name);
		for (unsigned int order = 0; order < MAX_ORDER; order++)
			seq_printf(m, "%6lu ", blocks[order]);
		seq_putc(m, '\n');
	}
	return 0;
}
EXPORT_SYMBOL(buddyinfo_show);

/* ---- zoneinfo ---- */

static void show_node_items(struct seq_file *m, struct pglist_data *pgdat)
{
	seq_puts(m, "\n  per-node stats");
	for (unsigned int item = 0; item < NR_VM_NODE_STAT_ITEMS; item++)
		seq_printf(m, "\n      %-12s %lu", node_item_names[item], node_item(pgdat, item));
}

static void show_zone_sizes(struct seq_file *m, struct zone *zone)
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
		   zone_item(zone, NR_FREE_PAGES), zone->watermark_boost, min_wmark_pages(zone),
		   low_wmark_pages(zone), high_wmark_pages(zone), zone->spanned_pages,
		   zone->present_pages, zone_managed_pages(zone), 0ul);
	seq_printf(m, "\n        protection: (%lu", zone->lowmem_reserve[0]);
	for (unsigned int i = 1; i < MAX_NR_ZONES; i++)
		seq_printf(m, ", %lu", zone->lowmem_reserve[i]);
	seq_putc(m, ')');
}

/* `high` is what the order-0 stacks hold at most; larger blocks have stacks of their own. */
static void show_pagesets(struct seq_file *m, struct zone *zone)
{
	seq_puts(m, "\n  pagesets");
	for (unsigned int cpu = 0; cpu < CONFIG_NR_CPUS; cpu++) {
		const struct per_cpu_pages *pcp = &per_cpu(page_pcp, cpu)[zone->id];

		seq_printf(m,
			   "\n    cpu: %u"
			   "\n              count: %lu"
			   "\n              high:  %i"
			   "\n              batch: %i",
			   cpu, pcp_pages(zone), pcp->stack[MIGRATE_UNMOVABLE][0].capacity, pcp->batch);
	}
}

static void show_zone_info(struct seq_file *m, struct zone *zone, bool first)
{
	seq_printf(m, "Node %d, zone %8s", zone_to_nid(zone), zone->name);
	if (first)
		show_node_items(m, zone->zone_pgdat);
	show_zone_sizes(m, zone);
	if (!zone->present_pages) {
		seq_putc(m, '\n');
		return;
	}
	for (unsigned int item = 0; item < NR_VM_ZONE_STAT_ITEMS; item++)
		seq_printf(m, "\n      %-12s %lu", zone_item_names[item], zone_item(zone, item));
	show_pagesets(m, zone);
	seq_printf(m, "\n  node_unreclaimable:  %u\n  start_pfn:           %lu\n",
		   zone->zone_pgdat->kswapd_failures >= 16, zone->zone_start_pfn);
}

int zoneinfo_show(struct seq_file *m, void *v)
{
	struct pglist_data *shown = NULL;
	struct zone *zone;

	for_each_zone(zone) {
		bool first = zone->present_pages && zone->zone_pgdat != shown;

		show_zone_info(m, zone, first);
		if (first)
			shown = zone->zone_pgdat;
	}
	return 0;
}
EXPORT_SYMBOL(zoneinfo_show);

/* ---- pagetypeinfo ---- */

static unsigned long count_blocks(struct zone *zone, unsigned int order, unsigned int type)
{
	struct list_head *entry;
	unsigned long n = 0, flags;

	spin_lock_irqsave(&zone->lock, flags);
	list_for_each(entry, &zone->free_area[order].free_list[type])
		if (++n >= COUNT_LIMIT)
			break;
	spin_unlock_irqrestore(&zone->lock, flags);
	return n;
}

static void show_free_by_type(struct seq_file *m, struct zone *zone)
{
	for (unsigned int type = 0; type < MIGRATE_TYPES; type++) {
		seq_printf(m, "Node %4d, zone %8s, type %12s ", zone_to_nid(zone), zone->name,
			   migratetype_names[type]);
		for (unsigned int order = 0; order < MAX_ORDER; order++) {
			unsigned long n = count_blocks(zone, order, type);

			seq_printf(m, "%s%6lu ", n >= COUNT_LIMIT ? ">" : "", n);
		}
		seq_putc(m, '\n');
	}
}

static void show_pageblocks(struct seq_file *m, struct zone *zone)
{
	unsigned long first = zone->zone_start_pfn >> pageblock_order;
	unsigned long last = (zone->zone_start_pfn + zone->spanned_pages - 1) >> pageblock_order;
	unsigned long count[MIGRATE_TYPES] = { 0 };

	for (unsigned long block = 0; block <= last - first; block++) {
		u8 type = READ_ONCE(zone->pageblock_types[block]);

		if (type < MIGRATE_TYPES)
			count[type]++;
	}
	seq_printf(m, "Node %d, zone %8s ", zone_to_nid(zone), zone->name);
	for (unsigned int type = 0; type < MIGRATE_TYPES; type++)
		seq_printf(m, "%12lu ", count[type]);
	seq_putc(m, '\n');
}

int pagetypeinfo_show(struct seq_file *m, void *v)
{
	struct zone *zone;

	seq_printf(m, "Page block order: %d\nPages per block:  %lu\n\n", pageblock_order,
		   pageblock_nr_pages);
	seq_printf(m, "%-43s ", "Free pages count per migrate type at order");
	for (unsigned int order = 0; order < MAX_ORDER; order++)
		seq_printf(m, "%6u ", order);
	seq_putc(m, '\n');
	for_each_populated_zone(zone)
		show_free_by_type(m, zone);
	seq_printf(m, "\n%-23s", "Number of blocks type ");
	for (unsigned int type = 0; type < MIGRATE_TYPES; type++)
		seq_printf(m, "%12s ", migratetype_names[type]);
	seq_putc(m, '\n');
	for_each_populated_zone(zone)
		show_pageblocks(m, zone);
	return 0;
}
EXPORT_SYMBOL(pagetypeinfo_show);

/* ---- vmstat ---- */

int vmstat_show(struct seq_file *m, void *v)
{
	struct zone *zone;

	for (unsigned int item = 0; item < NR_VM_ZONE_STAT_ITEMS; item++) {
		unsigned long sum = 0;

		for_each_zone(zone)
			sum += zone_item(zone, item);
		seq_printf(m, "%s %lu\n", zone_item_names[item], sum);
	}
	for (unsigned int item = 0; item < NR_VM_NODE_STAT_ITEMS; item++) {
		struct pglist_data *pgdat;
		unsigned long sum = 0;

		for_each_online_pgdat(pgdat)
			sum += node_item(pgdat, item);
		seq_printf(m, "%s %lu\n", node_item_names[item], sum);
	}
	vm_events_show(m);
	return 0;
}
EXPORT_SYMBOL(vmstat_show);
