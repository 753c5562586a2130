// SPDX-License-Identifier: MIT
/* kernel/procfs_zones.c: the page allocator's files in /proc; mm/zone_info.c prints them. */
#include <linux/bigphysarea.h>
#include <linux/init.h>
#include <linux/mmzone.h>
#include <linux/page_owner.h>
#include <linux/proc_fs.h>

static int __init procfs_zones_init(void)
{
	proc_create_single("buddyinfo", 0, NULL, buddyinfo_show);
	proc_create_single("zoneinfo", 0, NULL, zoneinfo_show);
	proc_create_single("pagetypeinfo", 0400, NULL, pagetypeinfo_show);
	proc_create_single("vmstat", 0, NULL, vmstat_show);
	proc_create_single("bigphysarea", 0, NULL, bigphysarea_show);
	proc_create_seq("page_owner", 0400, NULL, &page_owner_seq_ops);
	return 0;
}
fs_initcall(procfs_zones_init);
