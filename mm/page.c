// SPDX-License-Identifier: MIT
/*
 * mm/page.c: who owns a page, and the one way to change it.
 *
 * Problem.  A struct page is a union of many owners' fields. Reading it as the wrong owner's is the
 *           classic way to corrupt memory.
 * Idea.     page->kind names the owner of each block; page_move() is its only writer outside the
 *           allocator and knows which changes are lawful:
 *
 *               RESERVED -> BUDDY <-> PCP <-> ALLOCATED <-> SLAB, VMALLOC, CACHE, DMA, ...
 *                           (the page allocator)   (page_move)
 *
 *           Only heads of blocks carry a kind; all other frames are KIND_INTERIOR. So a block of 1024
 *           pages costs what a single page costs, and the head is found by trying the ten places
 *           where a head that covers a given frame can be.
 * Sources.  Gorman ch. 2.4 "Pages".
 */
#include "internal.h"
#include "page_watch.h"
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>

static const char *const kind_names[NR_PAGE_KINDS] = {
	[KIND_INTERIOR] = "inside a block", [KIND_RESERVED] = "reserved", [KIND_BUDDY] = "free",
	[KIND_PCP] = "free (in a CPU's hand)", [KIND_ALLOCATED] = "allocated", [KIND_SLAB] = "slab",
	[KIND_VMALLOC] = "vmalloc", [KIND_CACHE] = "page cache", [KIND_DMA] = "DMA",
	[KIND_MEMPOOL] = "mempool", [KIND_TABLE] = "page table", [KIND_STACK] = "kernel stack",
	[KIND_BAD] = "bad",
};

const char *page_kind_name(enum page_kind kind)
{
	return kind < NR_PAGE_KINDS ? kind_names[kind] : "unknown";
}
EXPORT_SYMBOL(page_kind_name);

static bool is_owner(enum page_kind kind)
{
	return kind > KIND_ALLOCATED && kind < KIND_BAD;
}

bool page_move(struct page *page, enum page_kind to)
{
	enum page_kind from = page_kind(page);
	bool lawful = (from == KIND_ALLOCATED && is_owner(to)) || (is_owner(from) && to == KIND_ALLOCATED);

	if (!lawful) {
		WARN(1, "page: frame %lx cannot go from \"%s\" to \"%s\"\n", page_to_pfn(page),
		     page_kind_name(from), page_kind_name(to));
		return false;
	}
	page->kind = (page->kind & ~(0xffu << KIND_OWNER_SHIFT)) | to << KIND_OWNER_SHIFT;
	return true;
}
EXPORT_SYMBOL(page_move);

struct page *__block_head(const struct page *page)
{
	unsigned long pfn = page_to_pfn(page);

	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		unsigned long head_pfn = pfn & ~((1UL << order) - 1);
		struct page *head = pfn_to_page(head_pfn);

		/* The first frame upwards that is a head either covers @page or nothing does. */
		if (!pfn_valid(head_pfn))
			return NULL;
		if (page_kind(head) != KIND_INTERIOR)
			return pfn - head_pfn < 1UL << page_block_order(head) ? head : NULL;
	}
	return NULL;
}
EXPORT_SYMBOL(__block_head);

void split_page(struct page *page, unsigned int order)
{
	u8 type = page->migratetype;

	if (WARN_ON(PageCompound(page) || !page_count(page) || page_block_order(page) != order))
		return;
	for (unsigned long i = 0; i < 1UL << order; i++) {
		page_set_kind(&page[i], KIND_ALLOCATED, 0);
		page[i].migratetype = type;
		page[i].alloc_flags = 0;
		if (i)
			init_page_count(&page[i]);
	}
	if (unlikely(page_watched_by(PAGE_WATCH_OWNER)))
		page_owner_split(page, order);
}
EXPORT_SYMBOL(split_page);
