/* SPDX-License-Identifier: MIT */
/* mm/dma/debug.h: what the files of dma_debug=1 share: the record of a mapping, and how a report is made. */
#ifndef _MM_DMA_DEBUG_H
#define _MM_DMA_DEBUG_H

#include <linux/list.h>
#include <linux/printk.h>

#include "dma.h"

/**
 * struct dma_entry - one mapping that is alive.
 * @dir: DMA_BIDIRECTIONAL for coherent memory.
 * @nents: entries of the whole list; 0 if no list.
 * @caller: return address of the call that mapped it.
 * @unchecked: dma_mapping_error() has not been called.
 * @lent: dma_sync_*_for_cpu() has lent it to the CPU.
 * @cpu_sum: checksum of the memory, when it changed hands last.
 * @device_sum: the same of the bounce slots, when the device took them last.
 */
struct dma_entry {
	struct list_head node;
	struct device *dev;
	dma_addr_t addr;
	phys_addr_t phys;
	size_t size;
	enum dma_debug_type type;
	enum dma_data_direction dir;
	int nents;
	unsigned long caller;
	bool unchecked;
	bool lent;
	u32 cpu_sum;
	u32 device_sum;
};

extern const char *const dma_type_names[];
extern const char *const dma_dir_names[];

#define dma_report(dev, fmt, ...)                                                                        \
	do {                                                                                             \
		dma_debug_count();                                                                       \
		pr_err("DMA-API: %s %s: " fmt "\n", dev_driver_string(dev), dev_name(dev), ##__VA_ARGS__); \
		dump_stack_lvl(KERN_ERR);                                                                \
	} while (0)

/* The same about a mapping, with who made it; who misuses it now is on the stack. */
#define dma_report_entry(entry, fmt, ...)                                            \
	do {                                                                         \
		dma_report((entry)->dev, fmt, ##__VA_ARGS__);                        \
		if ((entry)->caller)                                                 \
			pr_err("DMA-API: mapped at %pS\n", (void *)(entry)->caller); \
	} while (0)

/* mm/dma/debug_rules.c: does what the driver says agree with what it said before? */
bool dma_rules_unmap(const struct dma_entry *entry, const struct dma_debug_map *map);
void dma_rules_sync(const struct dma_entry *entry, const struct dma_debug_map *map, bool for_cpu);
void dma_rules_place(struct device *dev, phys_addr_t phys, size_t size);
bool dma_rules_freed(const struct dma_entry *entry);

/* mm/dma/debug_memory.c: what only the memory can tell. */
void dma_memory_mapped(struct dma_entry *entry);
void dma_memory_unmapped(const struct dma_entry *entry, unsigned long attrs);
void dma_memory_before_sync(const struct dma_entry *entry, bool for_cpu);
void dma_memory_after_sync(struct dma_entry *entry, bool for_cpu);

#endif
