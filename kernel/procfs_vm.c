// SPDX-License-Identifier: MIT
/*
 * kernel/procfs_vm.c: /proc/sys/vm: the knobs of compaction, beside those of mm/vm_sysctl.c.
 *
 *     compact_memory      write 1: make all zones dense (mm/compaction.c)
 *     extfrag_threshold   0 to 1000: a costly request is compacted for above this fragmentation index
 *
 * Source: Linux 6.1 Documentation/admin-guide/sysctl/vm.rst.
 */
#include <linux/compaction.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sysctl.h>

static int compact_now;
static int most_fragmented = 1000;

static int compact_handler(struct ctl_table *ctl, int write, void *buffer, size_t *lenp, loff_t *ppos)
{
	int err = write ? proc_dointvec_minmax(ctl, write, buffer, lenp, ppos) : -EINVAL;

	if (!err)
		compact_memory();
	return err;
}

static struct ctl_table table[] = {
	{ .procname = "compact_memory", .data = &compact_now, .maxlen = sizeof(compact_now), .mode = 0200,
	  .proc_handler = compact_handler, .extra1 = SYSCTL_ONE, .extra2 = SYSCTL_ONE },
	{ .procname = "extfrag_threshold", .data = &sysctl_extfrag_threshold,
	  .maxlen = sizeof(sysctl_extfrag_threshold), .mode = 0644, .proc_handler = proc_dointvec_minmax,
	  .extra1 = SYSCTL_ZERO, .extra2 = &most_fragmented },
	{}
};

static int __init procfs_vm_init(void)
{
	return register_sysctl("vm", table) ? 0 : -ENOMEM;
}
fs_initcall(procfs_vm_init);
