// SPDX-License-Identifier: MIT
/* kernel/procfs_devices.c: /proc/devices: majors and who has them. */
#include "fs/fs.h"
#include <linux/init.h>
#include <linux/proc_fs.h>

struct last {
	struct seq_file *m;
	unsigned int major;
	bool any;
};

/* A driver with several regions of one major is told once. */
static void show_major(unsigned int major, const char *name, void *context)
{
	struct last *last = context;

	if (!last->any || last->major != major)
		seq_printf(last->m, "%3u %s\n", major, name);
	last->any = true;
	last->major = major;
}

static int devices_show(struct seq_file *m, void *v)
{
	struct last last = { .m = m };

	seq_puts(m, "Character devices:\n");
	chrdev_for_each(show_major, &last);
	return 0;
}

static int __init procfs_devices_init(void)
{
	proc_create_single("devices", 0, NULL, devices_show);
	return 0;
}
fs_initcall(procfs_devices_init);
