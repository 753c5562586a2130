// SPDX-License-Identifier: MIT
/*
 * mm/show_mem.c: how memory stands, in the log, when a request could not be served.
 *
 * Idea.     One report in Linux's shape answers the three questions in order: who asked for what (first
 *           line, call trace), what the memory is used for (totals, node), and why none of the zones
 *           would do (each zone's free pages against its watermarks, then its free lists by order with a
 *           letter for each migrate type that has a block there).
 *           A storm of failures prints one report in ten seconds; the others are counted.
 * Source:   Linux 6.1 mm/page_alloc.c's and lib/show_mem.c's wording; Gorman ch. 13 "Out Of Memory Management".
 */
#include "internal.h"
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>

#define K(pages)	 ((unsigned long)(pages) << (PAGE_SHIFT - 10))
#define REPORT_INTERVAL	 (10 * HZ)
#define KSWAPD_HOPELESS	 16 /* rounds without progress */

static unsigned int failures;

unsigned int alloc_failure_count(void)
{
	return failures;
}

static unsigned long node_pages(enum node_stat_item item)
{
	long value = atomic_long_read(&NODE_DATA(0)->vm_stat[item]);

	if (item == NR_SLAB_RECLAIMABLE_B || item == NR_SLAB_UNRECLAIMABLE_B)
		value >>= PAGE_SHIFT;
	return value > 0 ? value : 0;
}

static void show_totals(void)
{
	unsigned long in_hand = 0;
	struct zone *zone;

	for_each_populated_zone(zone)
		in_hand += pcp_pages(zone);
	printk("active_file:%lu inactive_file:%lu dirty:%lu writeback:%lu\n"
	       " slab_reclaimable:%lu slab_unreclaimable:%lu\n"
	       " pagetables:%lu free:%lu free_pcp:%lu\n",
	       node_pages(NR_ACTIVE_FILE), node_pages(NR_INACTIVE_FILE), node_pages(NR_FILE_DIRTY),
	       node_pages(NR_WRITEBACK), node_pages(NR_SLAB_RECLAIMABLE_B),
	       node_pages(NR_SLAB_UNRECLAIMABLE_B), node_pages(NR_PAGETABLE), nr_free_pages() - in_hand,
	       in_hand);
}

static void show_node(struct pglist_data *node)
{
	printk("Node %d active_file:%lukB inactive_file:%lukB dirty:%lukB writeback:%lukB kernel_stack:%lukB pagetables:%lukB all_unreclaimable? %s\n",
	       node->node_id, K(node_pages(NR_ACTIVE_FILE)), K(node_pages(NR_INACTIVE_FILE)),
	       K(node_pages(NR_FILE_DIRTY)), K(node_pages(NR_WRITEBACK)), node_pages(NR_KERNEL_STACK_KB),
	       K(node_pages(NR_PAGETABLE)), node->kswapd_failures >= KSWAPD_HOPELESS ? "yes" : "no");
}

static void show_zone(struct zone *zone)
{
	printk("Node %d %s free:%lukB boost:%lukB min:%lukB low:%lukB high:%lukB reserved_highatomic:%luKB active_file:%lukB inactive_file:%lukB present:%lukB managed:%lukB free_pcp:%lukB\n",
	       zone_to_nid(zone), zone->name, K(zone->vm_stat[NR_FREE_PAGES]), K(zone->watermark_boost),
	       K(min_wmark_pages(zone)), K(low_wmark_pages(zone)), K(high_wmark_pages(zone)),
	       K(zone->nr_reserved_highatomic), K(zone->vm_stat[NR_ZONE_ACTIVE_FILE]),
	       K(zone->vm_stat[NR_ZONE_INACTIVE_FILE]), K(zone->present_pages),
	       K(zone_managed_pages(zone)), K(pcp_pages(zone)));
	printk("lowmem_reserve[]:");
	for (int i = 0; i < MAX_NR_ZONES; i++)
		pr_cont(" %lu", zone->lowmem_reserve[i]);
	pr_cont("\n");
}

/* "12*4kB (UM) 3*8kB (M) ... = 96kB": the letters are the types that have a block of that order. */
static void show_free_lists(struct zone *zone)
{
	static const char letters[MIGRATE_TYPES] = { 'U', 'M', 'E', 'H' };
	unsigned long blocks[MAX_ORDER], total = 0, flags;
	unsigned int types[MAX_ORDER] = { 0 };

	spin_lock_irqsave(&zone->lock, flags);
	for (int order = 0; order < MAX_ORDER; order++) {
		blocks[order] = zone->free_area[order].nr_free;
		for (int type = 0; type < MIGRATE_TYPES; type++)
			if (zone->order_mask[type] & 1u << order)
				types[order] |= 1u << type;
	}
	spin_unlock_irqrestore(&zone->lock, flags);
	printk("Node %d %s: ", zone_to_nid(zone), zone->name);
	for (int order = 0; order < MAX_ORDER; order++) {
		total += blocks[order] << order;
		pr_cont("%lu*%lukB ", blocks[order], K(1UL) << order);
		if (!types[order])
			continue;
		pr_cont("(");
		for (int type = 0; type < MIGRATE_TYPES; type++)
			if (types[order] & 1u << type)
				pr_cont("%c", letters[type]);
		pr_cont(") ");
	}
	pr_cont("= %lukB\n", K(total));
}

void show_free_areas(unsigned int flags, nodemask_t *nodemask)
{
	struct pglist_data *node;
	struct zone *zone;

	show_totals();
	for_each_online_pgdat(node)
		show_node(node);
	for_each_populated_zone(zone)
		show_zone(zone);
	for_each_populated_zone(zone)
		show_free_lists(zone);
	printk("%lu total pagecache pages\n", node_pages(NR_FILE_PAGES));
}
EXPORT_SYMBOL(show_free_areas);

void show_mem(unsigned int flags, nodemask_t *nodemask)
{
	unsigned long present = 0, high = 0, managed = 0;
	struct zone *zone;

	printk("Mem-Info:\n");
	show_free_areas(flags, nodemask);
	for_each_populated_zone(zone) {
		present += zone->present_pages;
		managed += zone_managed_pages(zone);
		high += is_highmem(zone) ? zone->present_pages : 0;
	}
	printk("%lu pages RAM\n", present);
	printk("%lu pages HighMem/MovableOnly\n", high);
	printk("%lu pages reserved\n", present - managed);
}
EXPORT_SYMBOL(show_mem);

void warn_alloc(gfp_t gfp_mask, nodemask_t *nodemask, const char *fmt, ...)
{
	static DEFINE_RATELIMIT_STATE(limit, REPORT_INTERVAL, 1);
	struct va_format vaf;
	va_list args;

	if (gfp_mask & __GFP_NOWARN)
		return;
	failures++;
	if (!__ratelimit(&limit))
		return;
	va_start(args, fmt);
	vaf.fmt = fmt;
	vaf.va = &args;
	pr_warn("%s: %pV, mode:%#x(%pGg), nodemask=(null)\n", current->comm, &vaf, gfp_mask, &gfp_mask);
	va_end(args);
	dump_stack();
	show_mem(0, nodemask);
}
EXPORT_SYMBOL(warn_alloc);
