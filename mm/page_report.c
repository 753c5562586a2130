// SPDX-License-Identifier: MIT
/*
 * mm/page_report.c: what the page allocator says when something is wrong, and its totals.
 *
 * A wrong free is named by what the head's kind says: freed already, inside another block, another
 * order, owned by somebody. What a failed request prints is show_mem.c's.
 */
#include "internal.h"
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/page_owner.h>
#include <linux/string.h>
#include <linux/sched.h>
#include <slate/leak.h>
#include <slate/selfcheck.h>

static unsigned int bad_pages;

unsigned int bad_page_count(void)
{
	return bad_pages;
}

static const char *why_not_free(const struct page *page, unsigned int order)
{
	switch (page_kind(page)) {
	case KIND_BUDDY:
	case KIND_PCP:
		return "double free";
	case KIND_INTERIOR:
		return "free of a page inside a block";
	case KIND_RESERVED:
		return "free of a page that was never handed out";
	case KIND_ALLOCATED:
		return "freed with the wrong order";
	default:
		return "freed while it has an owner";
	}
}

void dump_page(struct page *page, const char *reason)
{
	struct page *head = __block_head(page);

	pr_alert("page:%px refcount:%d flags:%#lx zone:%s owner:%s order:%u pfn:%05lx\n", page,
		 page_ref_count(page), page->flags & PAGE_FLAGS_MASK, page_zone(page)->name,
		 page_kind_name(page_kind(page)), page_block_order(page), page_to_pfn(page));
	if (head && head != page)
		pr_alert("page: it lies inside a block of order %u that starts at pfn %05lx, owner:%s\n",
			 page_block_order(head), page_to_pfn(head), page_kind_name(page_kind(head)));
	if (reason)
		pr_alert("page dumped because: %s\n", reason);
	dump_page_owner(page);
}
EXPORT_SYMBOL(dump_page);

void bad_page(struct page *page, const char *why, unsigned int order, unsigned long caller)
{
	bad_pages++;
	pr_alert("BUG: Bad page state in process %s  pfn:%05lx\n", current->comm, page_to_pfn(page));
	pr_alert("page: %s: free of order %u, called from %pS\n", why ?: why_not_free(page, order), order,
		 (void *)caller);
	dump_page(page, NULL);
	dump_stack();
}

unsigned long totalram_pages(void)
{
	unsigned long pages = 0;
	struct zone *zone;

	for_each_zone(zone)
		pages += zone_managed_pages(zone);
	return pages;
}
EXPORT_SYMBOL(totalram_pages);

unsigned long totalhigh_pages(void)
{
	unsigned long pages = 0;
	struct zone *zone;

	for_each_zone(zone)
		pages += is_highmem(zone) ? zone_managed_pages(zone) : 0;
	return pages;
}
EXPORT_SYMBOL(totalhigh_pages);

static unsigned long zone_free_pages(const struct zone *zone)
{
	return zone->vm_stat[NR_FREE_PAGES] + pcp_pages(zone);
}

/* Pages in the CPUs' hands are free too, and counted: nothing is missing from any view. */
unsigned long nr_free_pages(void)
{
	unsigned long pages = 0;
	struct zone *zone;

	for_each_zone(zone)
		pages += zone_free_pages(zone);
	return pages;
}
EXPORT_SYMBOL(nr_free_pages);

unsigned long nr_free_highpages(void)
{
	unsigned long pages = 0;
	struct zone *zone;

	for_each_zone(zone)
		pages += is_highmem(zone) ? zone_free_pages(zone) : 0;
	return pages;
}
EXPORT_SYMBOL(nr_free_highpages);

unsigned long nr_buffer_pages; /* the page cache counts them, under its lock */

void si_meminfo(struct sysinfo *val)
{
	memset(val, 0, sizeof(*val));
	val->totalram = totalram_pages();
	val->freeram = nr_free_pages();
	val->totalhigh = totalhigh_pages();
	val->freehigh = nr_free_highpages();
	val->bufferram = READ_ONCE(nr_buffer_pages);
	val->mem_unit = PAGE_SIZE;
}
EXPORT_SYMBOL(si_meminfo);

/* Pages that can be had without trouble: free above the low watermarks, and most of the page cache. */
long si_mem_available(void)
{
	long available = nr_free_pages(), cached = 0, low = 0;
	struct zone *zone;

	for_each_zone(zone) {
		available -= low_wmark_pages(zone);
		low += low_wmark_pages(zone);
		cached += zone->vm_stat[NR_ZONE_ACTIVE_FILE] + zone->vm_stat[NR_ZONE_INACTIVE_FILE];
	}
	available += cached - min(cached / 2, low);
	return max(available, 0L);
}
EXPORT_SYMBOL(si_mem_available);

int page_alloc_check(void)
{
	struct zone *zone;
	unsigned long flags;
	int faults = 0;

	for_each_populated_zone(zone) {
		spin_lock_irqsave(&zone->lock, flags);
		faults += buddy_check(zone);
		spin_unlock_irqrestore(&zone->lock, flags);
	}
	local_irq_save(flags);
	faults += pcp_check();
	local_irq_restore(flags);
	return faults;
}
EXPORT_SYMBOL(page_alloc_check);
static void page_alloc_report(void)
{
	show_free_areas(0, NULL);
}
SELFCHECK(page_alloc, page_alloc_check, page_alloc_report);

/* Slabs come and go with what caches keep; what they hold is counted object by object. */
static long pages_in_use(void)
{
	atomic_long_t *stat = NODE_DATA(0)->vm_stat;
	long slab_bytes = atomic_long_read(&stat[NR_SLAB_RECLAIMABLE_B]) +
			  atomic_long_read(&stat[NR_SLAB_UNRECLAIMABLE_B]);

	return totalram_pages() - nr_free_pages() - slab_bytes / (long)PAGE_SIZE;
}

static void drain_pages(void)
{
	drain_all_pages(NULL);
}
LEAK_COUNTER_DRAIN(pages, pages_in_use, drain_pages);
