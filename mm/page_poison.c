// SPDX-License-Identifier: MIT
/*
 * mm/page_poison.c: find who writes to, or touches, a page that is free.
 *
 * Poison.   A free page holds PAGE_POISON (0xaa) everywhere. The page is compared when it is next handed
 *           out: late, but for every frame, highmem too, and the dump shows what was written.
 * Unmap.    A free lowmem page has no entry in the direct map: reading or writing it faults at the
 *           instruction that did it. The fault report says that the page is free, and who freed it if
 *           page_owner=1. Highmem pages have no address while nobody maps them, so nothing is to be done.
 * Invariant: from the hand-over on, every free page is poisoned (unmapped), whoever holds it: a zone's
 *           list or a CPU's hand.
 * Cost.     A pass over the page on each free and each allocation; an invlpg per page for the mapping.
 * Sources.  Linux 6.1 mm/page_poison.c's behaviour and wording; Gorman ch. 6 has neither.
 */
#include "internal.h"
#include "page_watch.h"
#include <asm/pgtable.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/page_owner.h>
#include <linux/poison.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <slate/oops.h>

#define DUMP_BYTES 64 /* of a corrupted page, at most */

static unsigned int faults;

unsigned int poison_faults(void)
{
	return faults;
}

void poison_pages(struct page *page, unsigned int order)
{
	for (unsigned long i = 0; i < 1UL << order; i++) {
		void *address = kmap_atomic(page + i);

		memset(address, PAGE_POISON, PAGE_SIZE);
		kunmap_atomic(address);
	}
}

static bool single_bit_flip(u8 byte)
{
	u8 difference = byte ^ PAGE_POISON;

	return difference && !(difference & (difference - 1));
}

/* From the first wrong byte to the last. */
static void report_corruption(struct page *page, const u8 *bytes, const u8 *first)
{
	const u8 *last = bytes + PAGE_SIZE - 1;

	while (*last == PAGE_POISON)
		last--;
	faults++;
	if (first == last && single_bit_flip(*first))
		pr_err("pagealloc: single bit error\n");
	else
		pr_err("pagealloc: memory corruption\n");
	pr_err("page: frame %lx: bytes %#lx to %#lx were written while it was free\n", page_to_pfn(page),
	       (unsigned long)(first - bytes), (unsigned long)(last - bytes));
	print_hex_dump(KERN_ERR, "", DUMP_PREFIX_ADDRESS, 16, 1, first,
		       min_t(size_t, last - first + 1, DUMP_BYTES), true);
	dump_stack();
	dump_page(page, "pagealloc: corrupted page details");
}

void check_poison(struct page *page, unsigned int order)
{
	for (unsigned long i = 0; i < 1UL << order; i++) {
		u8 *address = kmap_atomic(page + i);
		u8 *wrong = memchr_inv(address, PAGE_POISON, PAGE_SIZE);

		if (unlikely(wrong))
			report_corruption(page + i, address, wrong);
		kunmap_atomic(address);
	}
}

static void change_mapping(struct page *page, unsigned int order, pgprot_t prot)
{
	unsigned long start = (unsigned long)lowmem_page_address(page);

	if (!PageHighMem(page))
		set_memory_prot(start, start + (PAGE_SIZE << order), prot);
}

void unmap_pages(struct page *page, unsigned int order)
{
	change_mapping(page, order, __pgprot(0));
}

void map_pages(struct page *page, unsigned int order)
{
	change_mapping(page, order, PAGE_KERNEL);
}

/* A fault at an address of the direct map: is the page free? */
static bool describe_free_page(unsigned long address)
{
	struct page *page, *head;

	if (!virt_addr_valid(address) || !pfn_valid(__pa(address) >> PAGE_SHIFT))
		return false;
	page = virt_to_page(address);
	head = __block_head(page);
	if (!head || (page_kind(head) != KIND_BUDDY && page_kind(head) != KIND_PCP))
		return false;
	pr_alert("page: %08lx lies in frame %lx, which is free: touched before allocation or after free\n",
		 address, page_to_pfn(page));
	dump_page_owner(page);
	return true;
}

static int __init page_poison_init(void)
{
	register_fault_describer(describe_free_page);
	return 0;
}
core_initcall(page_poison_init);
