// SPDX-License-Identifier: MIT
/*
 * kernel/page_command.c: `page PFN|ADDRESS`: whose frame is this?
 *
 * A number that is an address of the direct map means the frame behind it; any other is a frame number.
 * Free and reserved frames, holes and
 * frames beyond mem_map are named too, and with page_owner=1 who took the block and who freed it.
 *
 * Source: Linux mm/debug.c's dump_page() for what is worth telling.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/page_owner.h>
#include <slate/command.h>

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
	dump_page_owner(head);
}

static int run_page(int argc, char **argv)
{
	unsigned long number;

	if (argc != 2 || kstrtoul(argv[1], 0, &number))
		return -EINVAL;
	if (number >= PAGE_OFFSET && virt_addr_valid((void *)number))
		number = virt_to_pfn((void *)number);
	if (!pfn_valid(number)) {
		console_printf("frame %#lx: no RAM that mem_map knows: a hole, or firmware's\n", number);
		return 0;
	}
	describe(number);
	return 0;
}
COMMAND(page, "PFN|ADDRESS", "whose frame this is", run_page);
