// SPDX-License-Identifier: MIT
/*
 * mm/dma/debug_rules.c: dma_debug=1: does what a driver says agree with what it said before?
 *
 * Idea.     A report for each sentence of the DMA API's contract, in the words of Linux's dma-debug:
 *
 *     an unmap names the address, size, direction, kind, CPU address and entry count of its mapping
 *     dma_mapping_error() is asked before an address is used
 *     a sync stays within its mapping, in its direction, with its entry count
 *     memory of the image, of vmalloc, of stacks is not mapped; memory is not freed while it is mapped
 *     a segment is no longer than the device can, and crosses no boundary of its
 *
 * Locks.    None: each looks at one entry that the caller keeps alive.
 * Sources.  Linux Documentation/core-api/dma-api.rst, "Part III - Debug drivers use of the DMA-API".
 */
#include <asm/sections.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/sched/task_stack.h>
#include <linux/vmalloc.h>

#include "debug.h"

/* Return: false if the call must not go on: it would free what is not its own. */
bool dma_rules_unmap(const struct dma_entry *entry, const struct dma_debug_map *map)
{
	u64 addr = entry->addr;

	if (entry->size != map->size)
		dma_report_entry(entry, "device driver frees DMA memory with different size [device address=0x%016llx] [map size=%zu bytes] [unmap size=%zu bytes]",
				 addr, entry->size, map->size);
	if (entry->type != map->type)
		dma_report_entry(entry, "device driver frees DMA memory with wrong function [device address=0x%016llx] [size=%zu bytes] [mapped as %s] [unmapped as %s]",
				 addr, entry->size, dma_type_names[entry->type], dma_type_names[map->type]);
	else if (map->type == DMA_DEBUG_COHERENT && entry->phys != map->phys)
		dma_report_entry(entry, "device driver frees DMA memory with different CPU address [device address=0x%016llx] [size=%zu bytes] [cpu alloc address=0x%016llx] [cpu free address=0x%016llx]",
				 addr, entry->size, (u64)entry->phys, (u64)map->phys);
	if (map->nents && entry->nents && entry->nents != map->nents)
		dma_report_entry(entry, "device driver frees DMA sg list with different entry count [map count=%d] [unmap count=%d]",
				 entry->nents, map->nents);
	if (entry->dir != map->dir)
		dma_report_entry(entry, "device driver frees DMA memory with different direction [device address=0x%016llx] [size=%zu bytes] [mapped with %s] [unmapped with %s]",
				 addr, entry->size, dma_dir_names[entry->dir], dma_dir_names[map->dir]);
	if (entry->unchecked)
		dma_report_entry(entry, "device driver failed to check map error[device address=0x%016llx] [size=%zu bytes] [mapped as %s]",
				 addr, entry->size, dma_type_names[entry->type]);
	return map->type != DMA_DEBUG_COHERENT || (entry->type == map->type && entry->phys == map->phys);
}

void dma_rules_sync(const struct dma_entry *entry, const struct dma_debug_map *map, bool for_cpu)
{
	u64 end = map->addr - entry->addr + map->size;
	const char *what = NULL;

	if (end > entry->size)
		dma_report_entry(entry, "device driver syncs DMA memory outside allocated range [device address=0x%016llx] [allocation size=%zu bytes] [sync offset+size=%llu]",
				 (u64)entry->addr, entry->size, end);
	if (map->nents && entry->nents && entry->nents != map->nents)
		dma_report_entry(entry, "device driver syncs DMA sg list with different entry count [map count=%d] [sync count=%d]",
				 entry->nents, map->nents);
	if (entry->dir == DMA_BIDIRECTIONAL)
		return;
	if (entry->dir != map->dir)
		dma_report_entry(entry, "device driver syncs DMA memory with different direction [device address=0x%016llx] [size=%zu bytes] [mapped with %s] [synced with %s]",
				 (u64)entry->addr, entry->size, dma_dir_names[entry->dir], dma_dir_names[map->dir]);
	if (for_cpu && entry->dir == DMA_TO_DEVICE && map->dir != DMA_TO_DEVICE)
		what = "read-only DMA memory for cpu";
	if (!for_cpu && entry->dir == DMA_FROM_DEVICE && map->dir != DMA_FROM_DEVICE)
		what = "write-only DMA memory to device";
	if (what)
		dma_report_entry(entry, "device driver syncs device %s [device address=0x%016llx] [size=%zu bytes] [mapped with %s] [synced with %s]",
				 what, (u64)entry->addr, entry->size, dma_dir_names[entry->dir], dma_dir_names[map->dir]);
}

/* A frame of the stack in use, mapped as a page or as an entry of a list: stacks lie in vmalloc's windows. */
static void check_stack(struct device *dev, phys_addr_t phys)
{
	const char *at = task_stack_page(current), *end = at + THREAD_SIZE;

	for (; at < end; at += PAGE_SIZE) {
		unsigned long pfn = is_vmalloc_addr(at) ? vmalloc_to_pfn(at) : virt_to_pfn(at);

		if (pfn == PHYS_PFN(phys))
			dma_report(dev, "device driver maps memory from stack [probable addr=%p]",
				   at + (phys & ~PAGE_MASK));
	}
}

/* Memory that no driver has a claim to. */
void dma_rules_place(struct device *dev, phys_addr_t phys, size_t size)
{
	unsigned long addr = (unsigned long)__va((unsigned long)phys);

	check_stack(dev, phys);
	if (PageHighMem(pfn_to_page(PHYS_PFN(phys))))
		return;
	if ((addr < (unsigned long)_etext && addr + size > (unsigned long)_stext) ||
	    (addr < (unsigned long)__end_rodata && addr + size > (unsigned long)__start_rodata))
		dma_report(dev, "device driver maps memory from kernel text or rodata [addr=%p] [len=%zu]",
			   (void *)addr, size);
}

/* A pointer that no map function takes. Context: any. */
void dma_debug_bad_pointer(struct device *dev, const void *ptr, size_t size)
{
	if (!dma_debug_watches(dev))
		return;
	if (object_is_on_stack(ptr))
		dma_report(dev, "device driver maps memory from stack [addr=%p]", ptr);
	else
		dma_report(dev, "device driver maps memory from %s area [addr=%p] [len=%zu]",
			   is_vmalloc_addr(ptr) ? "vmalloc" : "invalid", ptr, size);
}

/* A piece of a list: is it what the device can do? Context: any. */
void dma_debug_segment(struct device *dev, dma_addr_t start, size_t size)
{
	u64 end = start + size - 1, boundary = dma_get_seg_boundary(dev);
	unsigned int longest = dma_get_max_seg_size(dev);

	if (!dma_debug_watches(dev))
		return;
	if (size > longest)
		dma_report(dev, "mapping sg segment longer than device claims to support [len=%zu] [max=%u]", size,
			   longest);
	if ((start ^ end) & ~boundary)
		dma_report(dev, "mapping sg segment across boundary [start=0x%016llx] [end=0x%016llx] [boundary=0x%016llx]",
			   (u64)start, end, boundary);
}

/* Whose is frame @pfn? The head of its block says so: the nearest frame below that can be one and reaches it. */
static enum page_kind frame_kind(unsigned long pfn)
{
	unsigned int order;

	for (order = 0; order < MAX_ORDER; order++) {
		const struct page *head = pfn_to_page(pfn & ~((1UL << order) - 1));

		if (page_kind(head) != KIND_INTERIOR)
			return page_block_order(head) >= order ? page_kind(head) : KIND_INTERIOR;
	}
	return KIND_INTERIOR;
}

/* Has memory behind @entry gone back to the page allocator while the device had it? Reported if so. */
bool dma_rules_freed(const struct dma_entry *entry)
{
	unsigned long pfn = PHYS_PFN(entry->phys), last = PHYS_PFN(entry->phys + entry->size - 1);

	for (; entry->type != DMA_DEBUG_RESOURCE && pfn <= last; pfn++) {
		enum page_kind kind = frame_kind(pfn);

		if (kind != KIND_BUDDY && kind != KIND_PCP)
			continue;
		dma_report_entry(entry, "memory was freed while the device owned it [device address=0x%016llx] [size=%zu bytes] [mapped with %s] [page frame=%lx]",
				 (u64)entry->addr, entry->size, dma_dir_names[entry->dir], pfn);
		return true;
	}
	return false;
}
