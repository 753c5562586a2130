// SPDX-License-Identifier: MIT
/*
 * mm/dma/debug.c: dma_debug=1: remember every mapping, and compare what drivers say about it later.
 *
 * Problem.  A wrong size or direction in an unmap call does nothing on a PC, and destroys data elsewhere. A
 *           buffer written while the device reads it goes wrong once in a thousand times.
 * Idea.     Keep an entry per mapping. Unmap and sync calls must agree with it; what only the memory can
 *           tell is read from the memory: a checksum of what the device reads must not change while the
 *           device owns it, and the unused rest of bounce slots holds a pattern that nobody may overwrite.
 *
 *     map ----------------- device owns the buffer ----------------> unmap
 *      | entry, checksum, fence        sync_for_cpu: compare | compare all, drop the entry
 *      |                               sync_for_device: checksum again
 *      |
 *      bounce slots  [fence | the mapping ............. | fence]
 *
 * Invariants. An entry exists for each mapping of a watched device made since watching began, and for each
 *           piece of a list.
 * Locks.    debug.lock, irqs off; reports are printed outside of it.
 * Paths.    mapping.c, coherent.c -> (DMA_WATCH_DEBUG) dma_debug_map | dma_debug_unmap | dma_debug_sync
 * Cost.     Off: 5 instructions a coherent pair, 15 a list; single mappings pay none. On: an allocation and a checksum per mapping.
 * Left out. dma_map_resource; overlapping mappings; a CPU that only reads too early. What the CPU writes into
 *           memory that the device writes is seen only where it bounces (swiotlb=force).
 * Sources.  Linux Documentation/core-api/dma-api.rst, "Part III - Debug drivers use of the DMA-API".
 */
#include <asm/sections.h>
#include <linux/crc32.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/swiotlb.h>
#include <slate/param.h>

#include "dma.h"

#define DEBUG_HASH_BITS 8
#define FENCE_BYTE	0xdb /* in the unused rest of bounce slots */

struct dma_entry {
	struct list_head node;
	struct device *dev;
	dma_addr_t addr;
	phys_addr_t phys;
	size_t size;
	enum dma_debug_type type;
	enum dma_data_direction dir;
	int nents;	 /* of the whole list; 0 if no list */
	bool unchecked;	 /* dma_mapping_error() has not been called */
	bool summed;	 /* the device owns it and @sum holds */
	u32 sum;
};

static struct {
	spinlock_t lock;
	struct list_head bucket[1 << DEBUG_HASH_BITS]; /* by bus address; next is NULL before the first use */
	const struct device *only;		       /* watch no other device; NULL: all */
	unsigned long errors;
} debug = { .lock = __SPIN_LOCK_UNLOCKED(debug.lock) };

static const char *const type_names[] = { "single", "scatter-gather", "coherent" };
static const char *const dir_names[] = { "DMA_BIDIRECTIONAL", "DMA_TO_DEVICE", "DMA_FROM_DEVICE", "DMA_NONE" };

#define report(dev, fmt, ...)                                                                       \
	do {                                                                                        \
		debug.errors++;                                                                     \
		pr_err("DMA-API: %s %s: " fmt "\n", dev_driver_string(dev), dev_name(dev), ##__VA_ARGS__); \
	} while (0)

unsigned long dma_debug_errors(void)
{
	return debug.errors;
}

static struct list_head *bucket_of(dma_addr_t addr)
{
	struct list_head *head = &debug.bucket[hash_32((u32)(addr >> PAGE_SHIFT), DEBUG_HASH_BITS)];

	if (!head->next)
		INIT_LIST_HEAD(head);
	return head;
}

/* A report that somebody else has made. */
void dma_debug_count(void)
{
	debug.errors++;
}

static bool watched(const struct device *dev)
{
	return (dma_watch & DMA_WATCH_DEBUG) && (!debug.only || debug.only == dev);
}

bool dma_debug_watches(const struct device *dev)
{
	return watched(dev);
}

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

	for (i = 0; i < 1 << DEBUG_HASH_BITS; i++) {
		if (!debug.bucket[i].next)
			continue;
		list_for_each_entry(entry, &debug.bucket[i], node)
			if (entry->dev == dev && addr >= entry->addr && addr < entry->addr + entry->size)
				return entry;
	}
	return NULL;
}

static u32 sum_memory(phys_addr_t phys, size_t size)
{
	u32 sum = ~0U;

	while (size) {
		size_t in_page = phys & ~PAGE_MASK, n = min_t(size_t, size, PAGE_SIZE - in_page);
		u8 *at = kmap_local_page(pfn_to_page(PHYS_PFN(phys)));

		sum = crc32_le(sum, at + in_page, n);
		kunmap_local(at);
		phys += n;
		size -= n;
	}
	return sum;
}

/* The device takes the buffer: from now on the frames behind it may not change. */
static void give_to_device(struct dma_entry *entry)
{
	entry->summed = entry->type != DMA_DEBUG_COHERENT &&
			(entry->dir == DMA_TO_DEVICE || entry->addr != entry->phys);
	if (entry->summed)
		entry->sum = sum_memory(entry->phys, entry->size);
}

static void check_untouched(const struct dma_entry *entry)
{
	if (entry->summed && sum_memory(entry->phys, entry->size) != entry->sum)
		report(entry->dev, "CPU wrote to memory that the device owns [device address=0x%016llx] [size=%zu bytes] [mapped with %s]",
		       (u64)entry->addr, entry->size, dir_names[entry->dir]);
}

/* The unused bytes of the slots of a bounced mapping: *head before it, *tail behind. */
static u8 *fence_of(const struct dma_entry *entry, size_t *head, size_t *tail)
{
	*head = (size_t)entry->addr & (IO_TLB_SIZE - 1);
	*tail = -(*head + entry->size) & (IO_TLB_SIZE - 1);
	return __va((unsigned long)entry->addr);
}

static bool is_fenced(const struct dma_entry *entry)
{
	return entry->type != DMA_DEBUG_COHERENT && entry->addr != entry->phys;
}

static void raise_fence(const struct dma_entry *entry)
{
	size_t head, tail;
	u8 *at = fence_of(entry, &head, &tail);

	memset(at - head, FENCE_BYTE, head);
	memset(at + entry->size, FENCE_BYTE, tail);
}

static void check_fence(const struct dma_entry *entry)
{
	size_t head, tail;
	u8 *at = fence_of(entry, &head, &tail);

	if (memchr_inv(at - head, FENCE_BYTE, head) || memchr_inv(at + entry->size, FENCE_BYTE, tail))
		report(entry->dev, "device wrote outside its mapping [device address=0x%016llx] [size=%zu bytes]",
		       (u64)entry->addr, entry->size);
}

static void check_place(struct device *dev, phys_addr_t phys, size_t size)
{
	unsigned long addr;

	if (PageHighMem(pfn_to_page(PHYS_PFN(phys))))
		return;
	addr = (unsigned long)__va((unsigned long)phys);
	if ((addr < (unsigned long)_etext && addr + size > (unsigned long)_stext) ||
	    (addr < (unsigned long)__end_rodata && addr + size > (unsigned long)__start_rodata))
		report(dev, "device driver maps memory from kernel text or rodata [addr=%p] [len=%zu]",
		       (void *)addr, size);
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
	unsigned long flags;

	if (!watched(dev))
		return;
	if (map->type != DMA_DEBUG_COHERENT)
		check_place(dev, map->phys, map->size);
	entry = kzalloc(sizeof(*entry), GFP_ATOMIC | __GFP_NOWARN);
	if (!entry) {
		pr_err("DMA-API: debugging out of memory - disabling\n");
		dma_watch &= ~DMA_WATCH_DEBUG;
		return;
	}
	*entry = (struct dma_entry){ .dev = dev, .addr = map->addr, .phys = map->phys, .size = map->size,
				     .type = map->type, .dir = map->dir, .nents = map->nents,
				     .unchecked = map->type == DMA_DEBUG_SINGLE };
	if (is_fenced(entry))
		raise_fence(entry);
	give_to_device(entry);
	spin_lock_irqsave(&debug.lock, flags);
	list_add(&entry->node, bucket_of(entry->addr));
	spin_unlock_irqrestore(&debug.lock, flags);
}

static void check_agreement(const struct dma_entry *entry, const struct dma_debug_map *map)
{
	struct device *dev = entry->dev;
	u64 addr = entry->addr;

	if (entry->size != map->size)
		report(dev, "device driver frees DMA memory with different size [device address=0x%016llx] [map size=%zu bytes] [unmap size=%zu bytes]",
		       addr, entry->size, map->size);
	if (entry->type != map->type)
		report(dev, "device driver frees DMA memory with wrong function [device address=0x%016llx] [size=%zu bytes] [mapped as %s] [unmapped as %s]",
		       addr, entry->size, type_names[entry->type], type_names[map->type]);
	else if (map->type == DMA_DEBUG_COHERENT && entry->phys != map->phys)
		report(dev, "device driver frees DMA memory with different CPU address [device address=0x%016llx] [size=%zu bytes] [cpu alloc address=0x%016llx] [cpu free address=0x%016llx]",
		       addr, entry->size, (u64)entry->phys, (u64)map->phys);
	if (map->nents && entry->nents && entry->nents != map->nents)
		report(dev, "device driver frees DMA sg list with different entry count [map count=%d] [unmap count=%d]",
		       entry->nents, map->nents);
	if (entry->dir != map->dir)
		report(dev, "device driver frees DMA memory with different direction [device address=0x%016llx] [size=%zu bytes] [mapped with %s] [unmapped with %s]",
		       addr, entry->size, dir_names[entry->dir], dir_names[map->dir]);
	if (entry->unchecked)
		report(dev, "device driver failed to check map error[device address=0x%016llx] [size=%zu bytes] [mapped as %s]",
		       addr, entry->size, type_names[entry->type]);
}

/* A mapping is about to end, as @map says. Context: any. Return: false if it does not exist; then do nothing. */
bool dma_debug_unmap(struct device *dev, const struct dma_debug_map *map)
{
	struct dma_entry *entry;
	unsigned long flags;

	if (!watched(dev))
		return true;
	spin_lock_irqsave(&debug.lock, flags);
	entry = find_exact(dev, map->addr, map->size, map->type);
	if (entry)
		list_del(&entry->node);
	spin_unlock_irqrestore(&debug.lock, flags);
	if (!entry) {
		report(dev, "device driver tries to free DMA memory it has not allocated [device address=0x%016llx] [size=%zu bytes]",
		       (u64)map->addr, map->size);
		return false;
	}
	check_agreement(entry, map);
	if (is_fenced(entry))
		check_fence(entry);
	check_untouched(entry);
	kfree(entry);
	return true;
}

/* With how many entries was the list mapped whose first is at @addr? Context: any. Return: @nents if unknown. */
int dma_debug_list_length(struct device *dev, dma_addr_t addr, int nents)
{
	struct dma_entry *entry;
	unsigned long flags;

	if (!watched(dev))
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

static void check_sync(const struct dma_entry *entry, const struct dma_debug_map *map, bool for_cpu)
{
	u64 end = map->addr - entry->addr + map->size;

	if (end > entry->size)
		report(entry->dev, "device driver syncs DMA memory outside allocated range [device address=0x%016llx] [allocation size=%zu bytes] [sync offset+size=%llu]",
		       (u64)entry->addr, entry->size, end);
	if (entry->dir == DMA_BIDIRECTIONAL)
		return;
	if (entry->dir != map->dir)
		report(entry->dev, "device driver syncs DMA memory with different direction [device address=0x%016llx] [size=%zu bytes] [mapped with %s] [synced with %s]",
		       (u64)entry->addr, entry->size, dir_names[entry->dir], dir_names[map->dir]);
	if (for_cpu && entry->dir == DMA_TO_DEVICE && map->dir != DMA_TO_DEVICE)
		report(entry->dev, "device driver syncs device read-only DMA memory for cpu [device address=0x%016llx] [size=%zu bytes] [mapped with %s] [synced with %s]",
		       (u64)entry->addr, entry->size, dir_names[entry->dir], dir_names[map->dir]);
	if (!for_cpu && entry->dir == DMA_FROM_DEVICE && map->dir != DMA_FROM_DEVICE)
		report(entry->dev, "device driver syncs device write-only DMA memory to device [device address=0x%016llx] [size=%zu bytes] [mapped with %s] [synced with %s]",
		       (u64)entry->addr, entry->size, dir_names[entry->dir], dir_names[map->dir]);
}

/*
 * Part of a mapping is lent to the CPU (@for_cpu) or given back. Context: any; the driver keeps the mapping alive.
 * Return: false if the part is not inside a mapping; then copy nothing.
 */
bool dma_debug_sync(struct device *dev, const struct dma_debug_map *map, bool for_cpu)
{
	struct dma_entry *entry;
	unsigned long flags;

	if (!watched(dev))
		return true;
	spin_lock_irqsave(&debug.lock, flags);
	entry = find_exact(dev, map->addr, map->size, DMA_DEBUG_SINGLE) ?: find_around(dev, map->addr);
	spin_unlock_irqrestore(&debug.lock, flags);
	if (!entry) {
		report(dev, "device driver tries to sync DMA memory it has not allocated [device address=0x%016llx] [size=%zu bytes]",
		       (u64)map->addr, map->size);
		return false;
	}
	check_sync(entry, map, for_cpu);
	if (for_cpu) {
		check_untouched(entry);
		entry->summed = false;
	} else {
		give_to_device(entry);
	}
	return map->addr - entry->addr + map->size <= entry->size;
}

/* The driver has asked whether @addr is an error. Context: any. */
void dma_debug_checked(struct device *dev, dma_addr_t addr)
{
	struct dma_entry *entry;
	unsigned long flags;

	if (!watched(dev) || addr == DMA_MAPPING_ERROR)
		return;
	spin_lock_irqsave(&debug.lock, flags);
	list_for_each_entry(entry, bucket_of(addr), node)
		if (entry->dev == dev && entry->addr == addr)
			entry->unchecked = false;
	spin_unlock_irqrestore(&debug.lock, flags);
}

/* An address of @dev's list that a driver gives to no map function. Context: any. */
void dma_debug_bad_pointer(struct device *dev, const void *ptr, size_t size)
{
	if (watched(dev))
		report(dev, "device driver maps memory from vmalloc area or stack [addr=%p] [len=%zu]", ptr, size);
}

/* A piece of a list, before it is mapped: is it what the device can do? Context: any. */
void dma_debug_segment(struct device *dev, dma_addr_t start, size_t size)
{
	u64 end = start + size - 1, boundary = dma_get_seg_boundary(dev);
	unsigned int longest = dma_get_max_seg_size(dev);

	if (!watched(dev))
		return;
	if (size > longest)
		report(dev, "mapping sg segment longer than device claims to support [len=%zu] [max=%u]", size, longest);
	if ((start ^ end) & ~boundary)
		report(dev, "mapping sg segment across boundary [start=0x%016llx] [end=0x%016llx] [boundary=0x%016llx]",
		       (u64)start, end, boundary);
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
