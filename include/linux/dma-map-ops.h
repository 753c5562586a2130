/* SPDX-License-Identifier: MIT */
/*
 * linux/dma-map-ops.h: what implementers of DMA mappings share with buses.
 *
 * Slate has one implementation (direct, with bounce buffers), so there is no table of operations.
 */
#ifndef _LINUX_DMA_MAP_OPS_H
#define _LINUX_DMA_MAP_OPS_H

#include <linux/dma-mapping.h>

struct dma_map_ops;

static inline const struct dma_map_ops *get_dma_ops(struct device *dev)
{
	return NULL;
}

/* A PC snoops: every device sees what the caches hold. */
static inline bool dev_is_dma_coherent(struct device *dev)
{
	return true;
}

/* Files of /proc/dma-api, as in Linux's debugfs: reports made, and every mapping alive under dma_debug=1. */
struct seq_file;
int dma_debug_errors_show(struct seq_file *m, void *v);
int dma_debug_dump_show(struct seq_file *m, void *v);

#endif
