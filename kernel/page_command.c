// SPDX-License-Identifier: MIT
/*
 * kernel/page_command.c: `page PFN|ADDRESS`: whose frame is this?
 *
 * A number that is an address of the kernel means the frame behind it, in the direct map or in the
 * windows; any other is a frame number. Said are: zone, owner, order; the cache of a slab, the disk's
 * page of a cached one; every window on the frame, with who made it (vmalloc area, kmap slot, local
 * mapping); and with page_owner=1 who took the block and who freed it. Free and reserved frames, holes
 * and frames beyond mem_map are named too.
 *
 * Windows are found by asking the page table of each of their pages: 32768 looks, and no book-keeping.
 * Source: Linux mm/debug.c's dump_page() for what is worth telling.
 */
#include <asm/fixmap.h>
#include <asm/pgtable.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/page_owner.h>
#include <linux/pagemap.h>
#include <linux/vmalloc.h>
#include <slate/command.h>
#include "mm/slab.h"

/* Which of the windows lies at @addr, and whose it is. */
static void describe_window(unsigned long addr)
{
	const struct vm_struct *area = is_vmalloc_addr((void *)addr) ? find_vm_area((void *)addr) : NULL;

	if (area)
		console_printf("seen at %08lx: vmalloc area %08lx of %lu KiB, made by %pS\n", addr,
			       (unsigned long)area->addr, (area->size - PAGE_SIZE) >> 10, area->caller);
	else if (is_vmalloc_addr((void *)addr))
		console_printf("seen at %08lx: vmalloc space, an area that was freed and not yet flushed\n", addr);
	else if (addr >= PKMAP_ADDR(0) && addr < PKMAP_ADDR(LAST_PKMAP))
		console_printf("seen at %08lx: kmap slot %lu\n", addr, (addr - PKMAP_ADDR(0)) >> PAGE_SHIFT);
	else
		console_printf("seen at %08lx: local mapping or fixmap\n", addr);
}

static unsigned long frame_seen_at(unsigned long addr)
{
	bool is_large = false;
	pte_t *pte = lookup_address(addr, &is_large);

	if (!pte || !pte_present(*pte))
		return ULONG_MAX;
	return pte_pfn(*pte) + (is_large ? (addr & (PMD_SIZE - 1)) >> PAGE_SHIFT : 0);
}

static void describe_windows(unsigned long pfn)
{
	for (unsigned long addr = VMALLOC_START; addr >= VMALLOC_START; addr += PAGE_SIZE)
		if (frame_seen_at(addr) == pfn)
			describe_window(addr);
}

/* What only this kind of owner can tell. */
static void describe_owner(const struct page *head)
{
	switch (page_kind(head)) {
	case KIND_SLAB:
		console_printf("slab of cache %s, objects of %u bytes\n", head->slab_cache->name,
			       kmem_cache_size(head->slab_cache));
		break;
	case KIND_CACHE:
		if (head->mapping)
			console_printf("page %lu of a file or disk of %lu pages\n", head->index,
				       head->mapping->end);
		break;
	default:
		break;
	}
}

static void describe(unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn), *head = __block_head(page);
	struct zone *zone = page_zone(page);

	console_printf("frame %#lx, physical %#llx, zone %s: %s\n", pfn, (u64)pfn << PAGE_SHIFT, zone->name,
		       head ? page_kind_name(page_kind(head)) : "in no block");
	if (!head)
		return;
	console_printf("block of order %u from frame %#lx, %d references, flags %#lx, pageblock %s\n",
		       page_block_order(head), page_to_pfn(head), page_count(head), page->flags,
		       migratetype_names[zone->pageblock_types[(pfn >> pageblock_order) -
							       (zone->zone_start_pfn >> pageblock_order)]]);
	describe_owner(head);
	describe_windows(pfn);
	dump_page_owner(head);
}

static int run_page(int argc, char **argv)
{
	unsigned long number;

	if (argc != 2 || kstrtoul(argv[1], 0, &number))
		return -EINVAL;
	if (number >= PAGE_OFFSET && virt_addr_valid((void *)number)) {
		number = virt_to_pfn((void *)number);
	} else if (number >= VMALLOC_START && frame_seen_at(number) != ULONG_MAX) {
		number = frame_seen_at(number);
	} else if (number >= PAGE_OFFSET) {
		console_printf("address %08lx: nothing is mapped there\n", number);
		return 0;
	}
	if (!pfn_valid(number)) {
		console_printf("frame %#lx: no RAM that mem_map knows: a hole, or firmware's\n", number);
		return 0;
	}
	describe(number);
	return 0;
}
COMMAND(page, "PFN|ADDRESS", "whose frame this is", run_page);
