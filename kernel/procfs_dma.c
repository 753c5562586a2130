// SPDX-License-Identifier: MIT
/* kernel/procfs_dma.c: /proc/dma; drivers/isa/dma8237.c prints it. */
#include <linux/init.h>
#include <linux/isa-dma.h>
#include <linux/proc_fs.h>

static int __init procfs_dma_init(void)
{
	proc_create_single("dma", 0, NULL, isa_dma_show);
	return 0;
}
fs_initcall(procfs_dma_init);
