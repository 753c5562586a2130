// SPDX-License-Identifier: MIT
/*
 * mm/vmalloc.c: memory that is contiguous to the kernel and scattered in RAM.
 *
 * Problem.  A module, a table or a buffer of many pages must not depend on a contiguous run of
 *           frames, which a machine that has run for a while no longer has.
 * Idea.     Reserve addresses (mm/vmap_area.c), take frames one by one from any zone, and enter them
 *           into the page table, which for this area exists since boot: mapping cannot fail.
 *
 *               addresses  [G][ p0 ][ p1 ][ p2 ][G]
 *               PTEs            |     |     +-------------> frame 0x81234 (highmem)
 *                               |     +-------------------> frame 0x01007
 *                               +-------------------------> frame 0x3ffff
 *
 *           Frames come in batches and are found again through the page table, so an area needs no
 *           array of pages. From 2 MiB on, aligned chunks take a compound block of order 9 and one
 *           page-directory entry: 512 times fewer entries to write, and one TLB entry. What is left
 *           takes blocks of 128 and 32 KiB, and single frames where there are no blocks to be had.
 *           A block is allocated and freed as one compound page: a reference to any page of it keeps
 *           all of it.
 * Invariants. Pages [0, vm.nr_pages) of an area are mapped, so a half-built area is undone by the
 *           same walk that frees a whole one.
 * Locks.    None of its own.
 * Paths.    Alloc  vmalloc (mm/vmalloc_forms.c) -> __vmalloc_node -> vmalloc_one, for one page
 *                  or -> __vmalloc_node_range -> vmap_area_get, populate
 *                  (-> fill_huge | fill_block | fill_small)
 *           Free   vfree -> release -> release_one | unmap_small | unmap_huge; vmap_area_put
 *           Irq    vfree -> vfree_atomic -> (work) -> release
 * Cost.     One page: 365 instructions from vmalloc() to the end of vfree(); lean Linux takes 2069.
 *           Per further page one batch slot, two 32-bit stores and one.
 * Left out. Accounting to users, KASAN shadow: they come with their floors.
 * Sources.  Gorman ch. 7; LDD3 ch. 8 "vmalloc and Friends".
 */
#include <asm/tlbflush.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/hardirq.h>
#include <linux/kernel.h>
#include <linux/llist.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>
#include <slate/fault.h>

#include "vmap.h"
#include "window.h"

#define BATCH_PAGES	32 /* frames taken or given back at a time: 128 bytes of stack */
#define BLOCK_ORDER	3  /* 32 KiB: the largest that each CPU keeps at hand, as cheap as one frame */
#define LARGE_ORDER	5  /* 128 KiB: dearer to have, and worth it for areas of that size */
#define PAGES_PER_BLOCK (1U << BLOCK_ORDER)
#define HUGE_ORDER	(PMD_SHIFT - PAGE_SHIFT)
#define PAGES_PER_HUGE	(1U << HUGE_ORDER)

static atomic_long_t nr_pages_mapped;

/* Everything that filling an area needs to know. */
struct fill {
	struct vmap_area *area;
	gfp_t gfp;
	int node;
	pgprot_t prot;
};

static unsigned long page_addr(const struct vmap_area *area, unsigned int index)
{
	return (unsigned long)area->vm.addr + ((unsigned long)index << PAGE_SHIFT);
}

/* Enter @nr frames from where the area ends so far. */
static void map_batch(const struct fill *fill, struct page **batch, unsigned int nr)
{
	pte_t *pte = window_pte(page_addr(fill->area, fill->area->vm.nr_pages));
	unsigned int i;

	for (i = 0; i < nr; i++)
		set_pte_page(pte + i, batch[i], fill->prot);
	fill->area->vm.nr_pages += nr;
}

/* Single frames up to page @end of the area. */
static bool fill_small(const struct fill *fill, unsigned int end)
{
	struct page *batch[BATCH_PAGES];

	while (fill->area->vm.nr_pages < end) {
		unsigned int want = min_t(unsigned int, BATCH_PAGES, end - fill->area->vm.nr_pages);
		unsigned int got = 0;

		memset(batch, 0, want * sizeof(batch[0]));
		if (want > 1)
			got = alloc_pages_bulk_array_node(fill->gfp, fill->node, want, batch);
		if (!got) {
			batch[0] = alloc_pages_node(fill->node, fill->gfp, 0);
			got = batch[0] ? 1 : 0;
		}
		if (!got)
			return false;
		map_batch(fill, batch, got);
	}
	return true;
}

/* 2^@order frames in a row as one compound page, if that is easily had. */
static struct page *alloc_block(const struct fill *fill, unsigned int order)
{
	gfp_t gfp = (fill->gfp | __GFP_COMP | __GFP_NOWARN | __GFP_NORETRY) & ~__GFP_NOFAIL;

	return alloc_pages_node(fill->node, gfp, order);
}

/* One block, entered page by page, if that many pages are left to fill and there is one. */
static bool fill_block(const struct fill *fill, unsigned int left, unsigned int order)
{
	struct page *block;
	pteval_t entry;
	unsigned int i;
	pte_t *pte;

	if (left < 1U << order)
		return false;
	block = alloc_block(fill, order);
	if (!block)
		return false;
	pte = window_pte(page_addr(fill->area, fill->area->vm.nr_pages));
	entry = pte_val(pfn_pte(page_to_pfn(block), fill->prot));
	for (i = 0; i < 1U << order; i++, entry += PAGE_SIZE)
		set_pte(pte + i, __pte(entry));
	fill->area->vm.nr_pages += 1U << order;
	return true;
}

/* One block of 2 MiB in one entry; false where there is no such block. */
static bool fill_huge(const struct fill *fill)
{
	unsigned long addr = page_addr(fill->area, fill->area->vm.nr_pages);
	struct page *block = alloc_block(fill, HUGE_ORDER);

	if (!block)
		return false;
	set_pmd(window_pmd(addr),
		pfn_pmd(page_to_pfn(block), __pgprot(pgprot_val(fill->prot) | _PAGE_PSE)));
	/* The CPU may have cached that this entry leads to a table. */
	__flush_tlb_one_kernel(addr);
	fill->area->vm.nr_pages += PAGES_PER_HUGE;
	fill->area->vm.page_order = HUGE_ORDER;
	return true;
}

static bool populate(const struct fill *fill, unsigned int nr_pages, bool huge)
{
	while (fill->area->vm.nr_pages < nr_pages) {
		unsigned int left = nr_pages - fill->area->vm.nr_pages;
		unsigned int done = fill->area->vm.nr_pages;

		/* Huge chunks come first: as long as they last, the address is aligned for the next. */
		if (huge && left >= PAGES_PER_HUGE && done % PAGES_PER_HUGE == 0 && fill_huge(fill))
			continue;
		if (left >= PAGES_PER_BLOCK &&
		    (fill_block(fill, left, LARGE_ORDER) || fill_block(fill, left, BLOCK_ORDER)))
			continue;
		if (!fill_small(fill, done + min_t(unsigned int, left, PAGES_PER_BLOCK)))
			return false;
	}
	return true;
}

static void unmap_huge(unsigned long addr)
{
	struct page *block = pfn_to_page(pmd_pfn(*window_pmd(addr)));

	window_pmd_restore(addr);
	__free_pages(block, HUGE_ORDER);
}

/*
 * Empty entries, then free the frames or blocks behind them: none is free while an entry leads to it.
 * Return: pages done, at most @nr.
 */
static unsigned int unmap_small(unsigned long addr, unsigned int nr)
{
	struct page *batch[BATCH_PAGES];
	pte_t *pte = window_pte(addr);
	unsigned int i, taken, done = 0;

	for (taken = 0; taken < BATCH_PAGES && done < nr; taken++) {
		struct page *page = pfn_to_page(pte_pfn(pte[done]));
		unsigned int end = done + compound_nr(page);

		batch[taken] = page;
		pte_clear_row(pte + done, end - done);
		done = end;
	}
	for (i = 0; i < taken; i++)
		__free_pages(batch[i], compound_order(batch[i]));
	return done;
}

/* Unmap and free the frames that a vmalloc area owns. */
static void release_pages_of(struct vmap_area *area)
{
	unsigned int done = 0, nr_pages = area->vm.nr_pages;

	while (done < nr_pages) {
		unsigned long addr = page_addr(area, done);

		if (area->vm.page_order && !(addr & ~PMD_MASK) && pmd_large(*window_pmd(addr))) {
			unmap_huge(addr);
			done += PAGES_PER_HUGE;
		} else {
			unsigned int end = nr_pages - done;

			/* Stop at the next 2 MiB boundary: what follows may be one block. */
			if (area->vm.page_order)
				end = min_t(unsigned int, end,
					    (PMD_SIZE - (addr & ~PMD_MASK)) >> PAGE_SHIFT);
			done += unmap_small(addr, end);
		}
	}
}

/* The way back of vmalloc_one(). */
static __always_inline void release_one(struct vmap_area *area)
{
	pte_t *pte = window_pte((unsigned long)area->vm.addr);
	struct page *page = pfn_to_page(pte_pfn(*pte));

	pte_clear(pte);
	__free_pages(page, 0);
}

/* Take an area apart, whoever owns its pages. */
static void release(struct vmap_area *area)
{
	unsigned int i;

	if (area->vm.flags & VM_ALLOC) {
		atomic_long_sub(area->vm.nr_pages, &nr_pages_mapped);
		if (area->vm.nr_pages == 1)
			release_one(area);
		else
			release_pages_of(area);
	} else {
		vmap_clear_range((unsigned long)area->vm.addr,
				 (unsigned long)area->vm.addr + get_vm_area_size(&area->vm));
	}
	if (area->vm.flags & VM_MAP_PUT_PAGES) {
		for (i = 0; i < area->vm.nr_pages; i++)
			put_page(area->vm.pages[i]);
		kvfree(area->vm.pages);
	}
	vmap_area_put(area);
}

static void zero_area(const struct vmap_area *area)
{
	unsigned int i;

	for (i = 0; i < area->vm.nr_pages; i++)
		clear_page((void *)page_addr(area, i));
}

static bool size_is_sane(const struct vmap_want *want)
{
	if (WARN_ON_ONCE(!want->size) || WARN_ON_ONCE(in_interrupt()))
		return false;
	if (fault_point(FAULT_VMALLOC))
		return false;
	if (vmap_fits_ram(want->size >> PAGE_SHIFT))
		return true;
	if (!(want->gfp & __GFP_NOWARN))
		pr_warn_ratelimited("vmalloc error: size %lu, exceeds total pages, asked for by %pS\n",
				    want->size, want->caller);
	return false;
}

/* From wanted addresses to memory in them. */
static void *vmalloc_area(const struct vmap_want *want, pgprot_t prot, int node)
{
	struct fill fill = { .gfp = want->gfp & ~__GFP_ZERO, .node = node, .prot = prot };
	unsigned int nr_pages = PAGE_ALIGN(want->size) >> PAGE_SHIFT;

	if (!(fill.gfp & (GFP_DMA | GFP_DMA32)))
		fill.gfp |= __GFP_HIGHMEM;
	fill.area = vmap_area_get(want);
	if (!fill.area)
		return NULL;
	if (!populate(&fill, nr_pages, want->align >= PMD_SIZE)) {
		fill.area->state = VMAP_DYING;
		release_pages_of(fill.area);
		fill.area->freed_by = want->caller;
		vmap_area_put(fill.area);
		return NULL;
	}
	atomic_long_add(nr_pages, &nr_pages_mapped);
	if (want->gfp & __GFP_ZERO)
		zero_area(fill.area);
	return fill.area->vm.addr;
}

/*
 * One page anywhere in the window: most areas are that small, and need none of the general form's
 * arguments, batches and blocks. Return: NULL where something is not as usual; then that form says why.
 */
static void *vmalloc_one(gfp_t gfp, int node, const void *caller)
{
	struct vmap_area *area;
	struct page *page;

	if (unlikely(in_interrupt() || fault_injection_on || gfp & (GFP_DMA | GFP_DMA32 | __GFP_ZERO)))
		return NULL;
	page = alloc_pages_node(node, gfp | __GFP_HIGHMEM | __GFP_NOWARN, 0);
	if (unlikely(!page))
		return NULL;
	area = vmap_area_idle(1 + 1, VM_ALLOC, caller);
	if (unlikely(!area)) {
		__free_pages(page, 0);
		return NULL;
	}
	set_pte_page(window_pte((unsigned long)area->vm.addr), page, PAGE_KERNEL);
	area->vm.nr_pages = 1;
	atomic_long_inc(&nr_pages_mapped);
	return area->vm.addr;
}

/**
 * __vmalloc_node() - anywhere in the window, for the kernel to read and write.
 * Arguments, context and return as __vmalloc_node_range().
 */
void *__vmalloc_node(unsigned long size, unsigned long align, gfp_t gfp, int node,
		     const void *caller)
{
	if (size - 1 < PAGE_SIZE && align <= PAGE_SIZE) {
		void *addr = vmalloc_one(gfp, node, caller);

		if (likely(addr))
			return addr;
	}
	return __vmalloc_node_range(size, align, VMALLOC_START, VMALLOC_END, gfp, PAGE_KERNEL, 0,
				    node, caller);
}
EXPORT_SYMBOL(__vmalloc_node);

/**
 * __vmalloc_node_range() - the general form.
 * @size: bytes; more than the machine has is refused at once.
 * @align: bytes, a power of two; what can never fit is refused at once.
 * @start: lowest address, inclusive; @end: highest, exclusive.
 * @gfp: where the frames come from and whether to wait; __GFP_ZERO clears them.
 * @prot: protection of the mapping.
 * @vm_flags: VM_* to add.
 * @node: NUMA node or NUMA_NO_NODE.
 * @caller: return address to show in /proc/vmallocinfo.
 *
 * Context: thread; may sleep as far as @gfp says.
 * Return: page-aligned address, or NULL.
 * Source: Gorman ch. 7.2 "Allocating a Noncontiguous Area".
 */
void *__vmalloc_node_range(unsigned long size, unsigned long align, unsigned long start,
			   unsigned long end, gfp_t gfp, pgprot_t prot, unsigned long vm_flags,
			   int node, const void *caller)
{
	struct vmap_want want = {
		.size = size, .align = align, .start = start, .end = end,
		.flags = VM_ALLOC | vm_flags, .gfp = gfp, .caller = caller,
	};
	void *addr;

	if (!size_is_sane(&want))
		return NULL;
	if (size < PMD_SIZE)
		return vmalloc_area(&want, prot, node);
	/* Room for 2 MiB entries first; an address range that is too ragged for it does without. */
	want.align = max_t(unsigned long, align, PMD_SIZE);
	want.gfp |= __GFP_NOWARN;
	addr = vmalloc_area(&want, prot, node);
	if (addr || want.align == align)
		return addr;
	want.align = align;
	want.gfp = gfp;
	return vmalloc_area(&want, prot, node);
}
EXPORT_SYMBOL(__vmalloc_node_range);

/* ---- freeing ---- */

static LLIST_HEAD(deferred_areas);

static void free_deferred(struct work_struct *work)
{
	struct vmap_area *area, *next;

	llist_for_each_entry_safe(area, next, llist_del_all(&deferred_areas), deferred)
		release(area);
}
static DECLARE_WORK(deferred_work, free_deferred);

static void defer(struct vmap_area *area)
{
	if (llist_add(&area->deferred, &deferred_areas))
		schedule_work(&deferred_work);
}

/**
 * vfree_atomic() - free soon: for callers that must not take the way of vfree().
 * @addr: what vmalloc() returned, or NULL.
 *
 * Context: any but NMI. The area is dead at once for everybody else; a work item takes it apart.
 */
void vfree_atomic(const void *addr)
{
	struct vmap_area *area;

	if (!addr)
		return;
	area = vmap_area_claim(addr, VM_ALLOC | VM_MAP, "vfree_atomic", __builtin_return_address(0));
	if (area)
		defer(area);
}
EXPORT_SYMBOL(vfree_atomic);

/**
 * vfree() - free what vmalloc() and its relatives, or vmap() with VM_MAP_PUT_PAGES, returned.
 * @addr: that address, or NULL. Anything else is reported and left alone.
 *
 * Context: any but NMI; in an interrupt the work is put off to a thread.
 * Source: Gorman ch. 7.3 "Freeing a Noncontiguous Area".
 */
void vfree(const void *addr)
{
	struct vmap_area *area;

	if (!addr)
		return;
	area = vmap_area_claim(addr, VM_ALLOC | VM_MAP, "vfree", __builtin_return_address(0));
	if (!area)
		return;
	if (unlikely(in_interrupt() || irqs_disabled()))
		defer(area);
	else
		release(area);
}
EXPORT_SYMBOL(vfree);

/* Wait until every area handed to vfree_atomic() is gone. Context: may sleep. */
void vfree_flush(void)
{
	flush_work(&deferred_work);
}

/* Frames behind vmalloc areas: VmallocUsed in /proc/meminfo. */
unsigned long vmalloc_nr_pages(void)
{
	return atomic_long_read(&nr_pages_mapped);
}
EXPORT_SYMBOL(vmalloc_nr_pages);
