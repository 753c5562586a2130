// SPDX-License-Identifier: MIT
/*
 * mm/dma/debug.c: dma_debug=1: remember every mapping, and ask others what they think of the next call.
 *
 * Problem.  A wrong size or direction in an unmap call does nothing on a PC, and destroys data elsewhere.
 * Idea.     Keep an entry per mapping, in a hash by bus address. Each later call about it finds the entry, and
 *           is judged: what drivers say by mm/dma/debug_rules.c, what the memory says by debug_memory.c. This
 *           file also knows what takes more than one entry: mappings that overlap, that are left behind,
 *           that a mask does not cover.
 *
 *     map ----------------- device owns the buffer ----------------> unmap
 *      | entry, checksum, fence        sync_for_cpu: compare | compare all, drop the entry
 *      |                               sync_for_device: checksum again
 *
 * Invariants. An entry exists for each mapping of a watched device made since watching began, and for each
 *           piece of a list.
 * Locks.    debug.lock, irqs off; reports are printed outside of it.
 * Paths.    mapping.c, coherent.c -> (DMA_WATCH_DEBUG) dma_debug_map | dma_debug_unmap | dma_debug_sync
 * Cost.     Off: 5 instructions a coherent pair, 15 a list; single mappings pay none. On: an allocation, a walk over
 *           all entries and a checksum per mapping.
 * Left out. Linux's limits on how many errors are shown, and its preallocated entries: what has no memory for its
 *           entry ends debugging, with a line.
 * Sources.  Linux Documentation/core-api/dma-api.rst, "Part III - Debug drivers use of the DMA-API".
 */
#include <linux/device.h>
#include <linux/dma-map-ops.h>
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <slate/param.h>

#include "debug.h"

#define DEBUG_HASH_BITS 8
#define MAX_OVERLAP	7 /* Linux's ACTIVE_CACHELINE_MAX_OVERLAP: who has more mappings in a line leaks them */
#define NR_REFUSED	8 /* devices remembered whose mask was refused */

static struct {
	spinlock_t lock;
	struct list_head bucket[1 << DEBUG_HASH_BITS]; /* (L) by bus address; next is NULL before the first use */
	const struct device *refused[NR_REFUSED];      /* (L) their last dma_set_mask() failed */
	const struct device *only;		       /* watch no other device; NULL: all */
	unsigned long errors;
	unsigned int nr_entries; /* (L) */
} debug = { .lock = __SPIN_LOCK_UNLOCKED(debug.lock) };

static char driver_filter[32]; /* dma_debug_driver=, or empty */

const char *const dma_type_names[] = { "single", "scatter-gather", "coherent", "resource" };
const char *const dma_dir_names[] = { "DMA_BIDIRECTIONAL", "DMA_TO_DEVICE", "DMA_FROM_DEVICE", "DMA_NONE" };

unsigned long dma_debug_errors(void)
{
	return debug.errors;
}

/* A report is made. */
void dma_debug_count(void)
{
	debug.errors++;
}

static struct list_head *bucket_of(dma_addr_t addr)
{
	struct list_head *head = &debug.bucket[hash_32((u32)(addr >> PAGE_SHIFT), DEBUG_HASH_BITS)];

	if (!head->next)
		INIT_LIST_HEAD(head);
	return head;
}

bool dma_debug_watches(const struct device *dev)
{
	if (!(dma_watch & DMA_WATCH_DEBUG) || (debug.only && debug.only != dev))
		return false;
	return !driver_filter[0] || debug.only || (dev->driver && !strcmp(dev->driver->name, driver_filter));
}

/* Every entry in turn, with debug.lock held. */
#define for_each_entry_of_all(entry, i)                       \
	for (i = 0; i < 1 << DEBUG_HASH_BITS; i++)             \
		if (debug.bucket[i].next)                      \
			list_for_each_entry(entry, &debug.bucket[i], node)

/*
 * The entry at exactly @addr, best of the same @type and @size, as one address may be mapped twice.
 * Context: debug.lock.
 */
static struct dma_entry *find_exact(const struct device *dev, dma_addr_t addr, size_t size,
				    enum dma_debug_type type)
{
	struct dma_entry *entry, *found = NULL;

	list_for_each_entry(entry, bucket_of(addr), node) {
		if (entry->dev != dev || entry->addr != addr)
			continue;
		if (entry->type == type && entry->size == size)
			return entry;
		found = entry;
	}
	return found;
}

/* The entry that @addr lies in. Context: debug.lock. */
static struct dma_entry *find_around(const struct device *dev, dma_addr_t addr)
{
	struct dma_entry *entry;
	int i;

	for_each_entry_of_all(entry, i)
		if (entry->dev == dev && addr >= entry->addr && addr < entry->addr + entry->size)
			return entry;
	return NULL;
}

/* How many others a device may write share a cache line with @entry, if one may write that? Context: debug.lock. */
static unsigned int overlaps(const struct dma_entry *entry)
{
	unsigned int others = 0;
	u64 first = entry->phys / L1_CACHE_BYTES, last = (entry->phys + entry->size - 1) / L1_CACHE_BYTES;
	struct dma_entry *other;
	int i;

	if (entry->dir == DMA_TO_DEVICE || entry->type == DMA_DEBUG_RESOURCE)
		return 0;
	for_each_entry_of_all(other, i)
		others += other != entry && other->dir != DMA_TO_DEVICE && other->type != DMA_DEBUG_RESOURCE &&
			  other->phys / L1_CACHE_BYTES <= last &&
			  (other->phys + other->size - 1) / L1_CACHE_BYTES >= first;
	return others;
}

static void report_overlap(const struct dma_entry *entry, unsigned int others, unsigned long attrs)
{
	u64 line = entry->phys / L1_CACHE_BYTES;

	if (others == MAX_OVERLAP + 1)
		dma_report_entry(entry, "exceeded %d overlapping mappings of cacheline 0x%016llx", MAX_OVERLAP, line);
	if (others && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		dma_report_entry(entry, "cacheline tracking EEXIST, overlapping mappings aren't supported [device address=0x%016llx] [size=%zu bytes]",
				 (u64)entry->addr, entry->size);
}

/* Was @dev's last mask refused? Asked once: then it is forgotten. */
static bool was_refused(const struct device *dev)
{
	unsigned long flags;
	bool found = false;
	int i;

	spin_lock_irqsave(&debug.lock, flags);
	for (i = 0; i < NR_REFUSED; i++) {
		if (debug.refused[i] != dev)
			continue;
		debug.refused[i] = NULL;
		found = true;
	}
	spin_unlock_irqrestore(&debug.lock, flags);
	return found;
}

static void remember_refused(const struct device *dev)
{
	unsigned long flags;
	int i;

	spin_lock_irqsave(&debug.lock, flags);
	for (i = 0; i < NR_REFUSED - 1 && debug.refused[i]; i++)
		;
	debug.refused[i] = dev;
	spin_unlock_irqrestore(&debug.lock, flags);
}

/* A driver has asked for @mask, and got it or not. Context: any. */
void dma_debug_mask(struct device *dev, u64 mask, bool accepted)
{
	u64 beyond = 0;
	struct dma_entry *entry;
	unsigned long flags;
	int i;

	if (!dma_debug_watches(dev))
		return;
	was_refused(dev);
	if (!accepted) {
		remember_refused(dev);
		return;
	}
	spin_lock_irqsave(&debug.lock, flags);
	for_each_entry_of_all(entry, i)
		if (entry->dev == dev && entry->type != DMA_DEBUG_COHERENT && entry->addr + entry->size - 1 > mask)
			beyond = entry->addr;
	spin_unlock_irqrestore(&debug.lock, flags);
	if (beyond)
		dma_report(dev, "device driver sets a mask of %llx with memory mapped beyond it [device address=0x%016llx]",
			   mask, beyond);
}

/**
 * dma_debug_map() - a mapping has come to be.
 * @dev: device.
 * @map: its bus address, physical address, size, direction, kind, and entries of the list it belongs to.
 *
 * Context: any. Without memory for the entry debugging ends, with a line.
 */
void dma_debug_map(struct device *dev, const struct dma_debug_map *map)
{
	struct dma_entry *entry;
	unsigned int others;
	unsigned long flags;

	if (!dma_debug_watches(dev))
		return;
	if (map->type == DMA_DEBUG_SINGLE || map->type == DMA_DEBUG_SG)
		dma_rules_place(dev, map->phys, map->size);
	if (was_refused(dev))
		dma_report(dev, "device driver maps memory after its mask was refused [mask=%llx] [device address=0x%016llx]",
			   dma_get_mask(dev), (u64)map->addr);
	entry = kzalloc(sizeof(*entry), GFP_ATOMIC | __GFP_NOWARN);
	if (!entry) {
		pr_err("DMA-API: debugging out of memory - disabling\n");
		dma_watch &= ~DMA_WATCH_DEBUG;
		return;
	}
	*entry = (struct dma_entry){ .dev = dev, .addr = map->addr, .phys = map->phys, .size = map->size,
				     .type = map->type, .dir = map->dir, .nents = map->nents,
				     .caller = map->caller,
				     .unchecked = map->type == DMA_DEBUG_SINGLE || map->type == DMA_DEBUG_RESOURCE };
	dma_memory_mapped(entry);
	spin_lock_irqsave(&debug.lock, flags);
	list_add(&entry->node, bucket_of(entry->addr));
	debug.nr_entries++;
	others = overlaps(entry);
	spin_unlock_irqrestore(&debug.lock, flags);
	report_overlap(entry, others, map->attrs);
}

/* A mapping is about to end, as @map says. Context: any. Return: false if it must not: do nothing then. */
bool dma_debug_unmap(struct device *dev, const struct dma_debug_map *map)
{
	struct dma_entry *entry;
	unsigned long flags;

	if (!dma_debug_watches(dev))
		return true;
	if (map->addr == DMA_MAPPING_ERROR) {
		dma_report(dev, "device driver tries to free an invalid DMA memory address");
		return false;
	}
	spin_lock_irqsave(&debug.lock, flags);
	entry = find_exact(dev, map->addr, map->size, map->type);
	spin_unlock_irqrestore(&debug.lock, flags);
	if (!entry) {
		dma_report(dev, "device driver tries to free DMA memory it has not allocated [device address=0x%016llx] [size=%zu bytes]",
			   (u64)map->addr, map->size);
		return false;
	}
	if (!dma_rules_unmap(entry, map))
		return false;
	if (!dma_rules_freed(entry))
		dma_memory_unmapped(entry, map->attrs);
	spin_lock_irqsave(&debug.lock, flags);
	list_del(&entry->node);
	debug.nr_entries--;
	spin_unlock_irqrestore(&debug.lock, flags);
	kfree(entry);
	return true;
}

/* With how many entries was the list mapped whose first is at @addr? Context: any. Return: @nents if unknown. */
int dma_debug_list_length(struct device *dev, dma_addr_t addr, int nents)
{
	struct dma_entry *entry;
	unsigned long flags;

	if (!dma_debug_watches(dev))
		return nents;
	spin_lock_irqsave(&debug.lock, flags);
	list_for_each_entry(entry, bucket_of(addr), node)
		if (entry->dev == dev && entry->addr == addr && entry->type == DMA_DEBUG_SG) {
			nents = entry->nents;
			break;
		}
	spin_unlock_irqrestore(&debug.lock, flags);
	return nents;
}

static struct dma_entry *find_synced(struct device *dev, const struct dma_debug_map *map)
{
	struct dma_entry *entry;
	unsigned long flags;

	spin_lock_irqsave(&debug.lock, flags);
	entry = find_exact(dev, map->addr, map->size, map->type) ?: find_around(dev, map->addr);
	spin_unlock_irqrestore(&debug.lock, flags);
	return entry;
}

/*
 * Part of a mapping is about to be lent to the CPU (@for_cpu) or given back. Context: any; the driver keeps the
 * mapping alive. Return: false if the part is not inside a mapping; then copy nothing.
 */
bool dma_debug_sync(struct device *dev, const struct dma_debug_map *map, bool for_cpu)
{
	struct dma_entry *entry;

	if (!dma_debug_watches(dev))
		return true;
	entry = find_synced(dev, map);
	if (!entry) {
		dma_report(dev, "device driver tries to sync DMA memory it has not allocated [device address=0x%016llx] [size=%zu bytes]",
			   (u64)map->addr, map->size);
		return false;
	}
	dma_rules_sync(entry, map, for_cpu);
	dma_memory_before_sync(entry, for_cpu);
	return map->addr - entry->addr + map->size <= entry->size;
}

/* It has been: from now on the other side may not write. */
void dma_debug_synced(struct device *dev, const struct dma_debug_map *map, bool for_cpu)
{
	struct dma_entry *entry = dma_debug_watches(dev) ? find_synced(dev, map) : NULL;

	if (entry)
		dma_memory_after_sync(entry, for_cpu);
}

/* The driver has asked whether @addr is an error. Context: any. */
void dma_debug_checked(struct device *dev, dma_addr_t addr)
{
	struct dma_entry *entry;
	unsigned long flags;

	if (!dma_debug_watches(dev) || addr == DMA_MAPPING_ERROR)
		return;
	spin_lock_irqsave(&debug.lock, flags);
	list_for_each_entry(entry, bucket_of(addr), node)
		if (entry->dev == dev && entry->addr == addr)
			entry->unchecked = false;
	spin_unlock_irqrestore(&debug.lock, flags);
}

/* @dev's driver has let go of it: what is still mapped? Context: may sleep. */
static void report_left_behind(struct device *dev)
{
	struct dma_entry *entry, last = {};
	unsigned long flags;
	int i, count = 0;

	if (!dma_debug_watches(dev))
		return;
	was_refused(dev);
	spin_lock_irqsave(&debug.lock, flags);
	for_each_entry_of_all(entry, i) {
		if (entry->dev != dev)
			continue;
		last = *entry;
		count++;
	}
	spin_unlock_irqrestore(&debug.lock, flags);
	if (count)
		dma_report_entry(&last, "device driver has pending DMA allocations while released from device [count=%d] One of leaked entries details: [device address=0x%016llx] [size=%zu bytes] [mapped with %s] [mapped as %s]",
				 count, (u64)last.addr, last.size, dma_dir_names[last.dir], dma_type_names[last.type]);
}

/* The files of /proc/dma-api: Linux has them in debugfs. */
int dma_debug_errors_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%lu\n", debug.errors);
	return 0;
}

int dma_debug_dump_show(struct seq_file *m, void *v)
{
	struct dma_entry *entry;
	unsigned long flags;
	int i;

	spin_lock_irqsave(&debug.lock, flags);
	for_each_entry_of_all(entry, i)
		seq_printf(m, "%s %s %s idx %d P=%llx N=%lx D=%llx L=%zx %s%s\n", dev_driver_string(entry->dev),
			   dev_name(entry->dev), dma_type_names[entry->type], i, (u64)entry->phys,
			   PHYS_PFN(entry->phys), (u64)entry->addr, entry->size, dma_dir_names[entry->dir],
			   entry->unchecked ? " dma map error not checked" : "");
	spin_unlock_irqrestore(&debug.lock, flags);
	return 0;
}

/**
 * dma_debug_watch() - watch one device from now on, for a test.
 * @dev: device without mappings; NULL ends that, and leaves things as the command line wants them.
 *
 * Context: any.
 */
void dma_debug_watch(struct device *dev)
{
	static unsigned int before;

	if (dev) {
		before = dma_watch & DMA_WATCH_DEBUG;
		debug.only = before ? NULL : dev;
		dma_watch |= DMA_WATCH_DEBUG;
	} else {
		debug.only = NULL;
		dma_watch = (dma_watch & ~DMA_WATCH_DEBUG) | before;
	}
}

static int __init set_dma_debug(char *value)
{
	if (!strcmp(value, "1"))
		dma_watch |= DMA_WATCH_DEBUG;
	else if (strcmp(value, "0") && strcmp(value, "off"))
		return -EINVAL;
	return 0;
}
SLATE_PARAM_CALL("dma_debug", set_dma_debug, "0|1", "report drivers that misuse the DMA API");

static int __init set_driver_filter(char *value)
{
	return value && strscpy(driver_filter, value, sizeof(driver_filter)) > 0 ? 0 : -EINVAL;
}
SLATE_PARAM_CALL("dma_debug_driver", set_driver_filter, "NAME", "dma_debug=1 watches the devices of this driver only");

static int __init hear_of_releases(void)
{
	device_released_hook = report_left_behind;
	return 0;
}
core_initcall(hear_of_releases);
