// SPDX-License-Identifier: MIT
/*
 * mm/dma/debug_memory.c: dma_debug=1: misuse that no call betrays, read from the memory itself.
 *
 * Problem.  A PC forgives: its caches snoop, and its buffers mostly do not bounce. A CPU that writes to what the
 *           device owns, a forgotten sync, a device that writes too far go wrong elsewhere, or once in a
 *           thousand times.
 * Idea.     A checksum of a mapping each time it changes hands. With swiotlb=force the device has a copy of
 *           its own, so that both sides can be told apart:
 *
 *                      memory                    slots of the device
 *     given            cpu_sum                   device_sum
 *     until it is lent must not change           may change, if the device may write
 *     lent             may change: cpu_sum tells  must not be given back, or taken, unsynced
 *
 *           What a mapping leaves unused of its slots, and coherent memory of its pages, holds a pattern that
 *           nobody may overwrite:   [fence | the mapping .............. | fence]
 * Locks.    None: the driver keeps its mapping alive while it calls.
 * Cost.     A checksum of the mapping each time.
 * Left out. A CPU that only reads too early. Without bounced slots, what the CPU writes into memory that
 *           the device writes, and what the device writes into memory that it may only read.
 * Sources.  Linux Documentation/core-api/dma-api.rst, "Part Id - Streaming DMA mappings".
 */
#include <linux/crc32.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/swiotlb.h>

#include "debug.h"

#define FENCE_BYTE 0xdb

static bool is_bounced(const struct dma_entry *entry)
{
	return entry->type != DMA_DEBUG_COHERENT && entry->type != DMA_DEBUG_RESOURCE && entry->addr != entry->phys;
}

/* Streaming memory; what the device may write without a copy of its own changes at any time. */
static bool is_summed(const struct dma_entry *entry)
{
	return is_bounced(entry) || (entry->dir == DMA_TO_DEVICE && entry->type != DMA_DEBUG_RESOURCE);
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

static bool cpu_side_changed(const struct dma_entry *entry)
{
	return is_summed(entry) && sum_memory(entry->phys, entry->size) != entry->cpu_sum;
}

static bool device_side_changed(const struct dma_entry *entry)
{
	return is_bounced(entry) && sum_memory(entry->addr, entry->size) != entry->device_sum;
}

static void take_sums(struct dma_entry *entry)
{
	if (is_summed(entry))
		entry->cpu_sum = sum_memory(entry->phys, entry->size);
	if (is_bounced(entry))
		entry->device_sum = sum_memory(entry->addr, entry->size);
}

/* The unused bytes around a mapping: *head before it, *tail behind. Return: false if there are none to watch. */
static bool find_fence(const struct dma_entry *entry, size_t *head, size_t *tail)
{
	size_t unit = is_bounced(entry) ? IO_TLB_SIZE : PAGE_SIZE << get_order(entry->size);

	if (!is_bounced(entry) && entry->type != DMA_DEBUG_COHERENT)
		return false;
	*head = (size_t)entry->addr & (unit - 1);
	*tail = -(*head + entry->size) & (unit - 1);
	return true;
}

static void raise_fence(const struct dma_entry *entry)
{
	u8 *at = __va((unsigned long)entry->addr);
	size_t head, tail;

	if (find_fence(entry, &head, &tail)) {
		memset(at - head, FENCE_BYTE, head);
		memset(at + entry->size, FENCE_BYTE, tail);
	}
}

static void check_fence(const struct dma_entry *entry)
{
	u8 *at = __va((unsigned long)entry->addr);
	size_t head, tail;

	if (!find_fence(entry, &head, &tail))
		return;
	if (memchr_inv(at - head, FENCE_BYTE, head) || memchr_inv(at + entry->size, FENCE_BYTE, tail))
		dma_report_entry(entry, "%s wrote outside of the %s mapping [device address=0x%016llx] [size=%zu bytes]",
				 entry->type == DMA_DEBUG_COHERENT ? "device or CPU" : "device",
				 dma_type_names[entry->type], (u64)entry->addr, entry->size);
}

static void report_touch(const struct dma_entry *entry)
{
	dma_report_entry(entry, "CPU wrote to memory that the device owns [device address=0x%016llx] [size=%zu bytes] [mapped with %s]",
			 (u64)entry->addr, entry->size, dma_dir_names[entry->dir]);
}

static void report_forgotten(const struct dma_entry *entry, const char *who, const char *call)
{
	dma_report_entry(entry, "%s wrote, and device driver did not call %s [device address=0x%016llx] [size=%zu bytes] [mapped with %s]",
			 who, call, (u64)entry->addr, entry->size, dma_dir_names[entry->dir]);
}

/* With slots of its own, a device that may only read can be seen to write. */
static void check_read_only(const struct dma_entry *entry)
{
	if (entry->dir == DMA_TO_DEVICE && device_side_changed(entry))
		dma_report_entry(entry, "device wrote to memory that it may only read [device address=0x%016llx] [size=%zu bytes] [mapped with %s]",
				 (u64)entry->addr, entry->size, dma_dir_names[entry->dir]);
}

/* The device has got the mapping. */
void dma_memory_mapped(struct dma_entry *entry)
{
	raise_fence(entry);
	take_sums(entry);
}

/* Before bounce slots are copied: who wrote, and was it its turn? */
void dma_memory_before_sync(const struct dma_entry *entry, bool for_cpu)
{
	check_read_only(entry);
	if (for_cpu && !entry->lent) {
		if (cpu_side_changed(entry))
			report_touch(entry);
	} else if (for_cpu) {
		if (entry->dir != DMA_FROM_DEVICE && cpu_side_changed(entry))
			report_forgotten(entry, "CPU", "dma_sync_*_for_device()");
	} else if (!entry->lent && entry->dir != DMA_TO_DEVICE && device_side_changed(entry)) {
		report_forgotten(entry, "device", "dma_sync_*_for_cpu()");
	}
}

void dma_memory_after_sync(struct dma_entry *entry, bool for_cpu)
{
	entry->lent = for_cpu;
	take_sums(entry);
}

/* The mapping ends, with DMA_ATTR_* @attrs. What the CPU wrote while it was lent is overwritten by what bounced. */
void dma_memory_unmapped(const struct dma_entry *entry, unsigned long attrs)
{
	check_fence(entry);
	check_read_only(entry);
	if (!cpu_side_changed(entry))
		return;
	if (!entry->lent)
		report_touch(entry);
	else if (is_bounced(entry) && entry->dir != DMA_TO_DEVICE && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		report_forgotten(entry, "CPU", "dma_sync_*_for_device()");
}
