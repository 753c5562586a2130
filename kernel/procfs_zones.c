// SPDX-License-Identifier: MIT
/* kernel/procfs_zones.c: the page allocator's files in /proc; mm/zone_info.c prints them. */
#include <linux/bigphysarea.h>
#include <linux/init.h>
#include <linux/mmzone.h>
#include <linux/page_owner.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/writeback.h>

/* The limits of write-back move with what is free: they are worked out when somebody asks. */
static int vmstat_and_limits_show(struct seq_file *m, void *v)
{
	unsigned long background, dirty;

	vmstat_show(m, v);
	global_dirty_limits(&background, &dirty);
	seq_printf(m, "nr_dirty_threshold %lu\nnr_dirty_background_threshold %lu\n", dirty, background);
	return 0;
}

static int __init procfs_zones_init(void)
{
	proc_create_single("buddyinfo", 0, NULL, buddyinfo_show);
	proc_create_single("zoneinfo", 0, NULL, zoneinfo_show);
	proc_create_single("pagetypeinfo", 0400, NULL, pagetypeinfo_show);
	proc_create_single("vmstat", 0, NULL, vmstat_and_limits_show);
	proc_create_single("bigphysarea", 0, NULL, bigphysarea_show);
	proc_create_seq("page_owner", 0400, NULL, &page_owner_seq_ops);
	return 0;
}
fs_initcall(procfs_zones_init);
