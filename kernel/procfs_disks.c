// SPDX-License-Identifier: MIT
/* kernel/procfs_disks.c: the block layer's file in /proc; drivers/block/stats.c prints it. */
#include <linux/blkdev.h>
#include <linux/init.h>
#include <linux/proc_fs.h>

static int __init procfs_disks_init(void)
{
	proc_create_single("diskstats", 0, NULL, diskstats_show);
	return 0;
}
fs_initcall(procfs_disks_init);
