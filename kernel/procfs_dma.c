// SPDX-License-Identifier: MIT
/*
 * kernel/procfs_dma.c: files about DMA.
 *
 *     /proc/dma                 channels of the 8237 and their owners          drivers/isa/dma8237.c
 *     /proc/swiotlb/io_tlb_*    the bounce pool, in slots, as in Linux's debugfs  mm/dma/swiotlb.c
 *     /proc/swiotlb/stats       the same and more, with names
 *     /proc/dma-api/error_count  reports that dma_debug=1 has made              mm/dma/debug.c
 *     /proc/dma-api/dump         every mapping that it knows of, a line each
 */
#include <linux/dma-map-ops.h>
#include <linux/init.h>
#include <linux/isa-dma.h>
#include <linux/proc_fs.h>
#include <linux/swiotlb.h>

static int __init procfs_dma_init(void)
{
	struct proc_dir_entry *dir = proc_mkdir("swiotlb", NULL), *api = proc_mkdir("dma-api", NULL);

	proc_create_single("dma", 0, NULL, isa_dma_show);
	proc_create_single("io_tlb_nslabs", 0400, dir, swiotlb_nslabs_show);
	proc_create_single("io_tlb_used", 0400, dir, swiotlb_used_show);
	proc_create_single("io_tlb_used_hiwater", 0400, dir, swiotlb_used_hiwater_show);
	proc_create_single("stats", 0400, dir, swiotlb_stats_show);
	proc_create_single("error_count", 0444, api, dma_debug_errors_show);
	proc_create_single("dump", 0444, api, dma_debug_dump_show);
	return 0;
}
fs_initcall(procfs_dma_init);
