// SPDX-License-Identifier: MIT
/*
 * mm/vmap.c: give pages that somebody already has a second, contiguous address.
 *
 * Problem.  A driver has sixteen scattered pages and wants to see them as one buffer; code has a
 *           vmalloc address and wants the page behind it.
 * Idea.     The same areas as vmalloc's (mm/vmap_area.c), filled with the caller's pages. Unmapping
 *           empties the entries and leaves the pages alone.
 *
 *               pages[] = { a, b, c }      vmap ->   [G][ a ][ b ][ c ]
 *               direct map of lowmem:      ..a......c...b..      (the same frames, still there)
 *
 * Invariants. An entry is present only within a live area.
 * Locks.    None of its own.
 * Paths.    Map    vmap | vm_map_ram -> map_area -> vmap_area_idle | new_area; enter_pages
 *           Unmap  vunmap | vm_unmap_ram | free_vm_area -> drop -> vmap_area_put
 *           Look   vmalloc_to_page -> vmalloc_to_pfn: one load
 * Cost.     Two 32-bit stores per page to map, one to unmap; no flush (see mm/vmap_area.c).
 * Left out. Per-CPU blocks for vm_map_ram(): the queues of mm/vmap_area.c do for all what those
 *           blocks do for it in Linux. remap_vmalloc_range() and vm_insert_page(): they want a
 *           program's address space.
 * Sources.  Gorman ch. 7; LDD3 ch. 8 "vmalloc and Friends".
 */
#include <asm/tlbflush.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "vmap.h"
#include "window.h"

/* Empty the entries of [start, end) and flush nothing. */
void vmap_clear_range(unsigned long start, unsigned long end)
{
	pte_clear_row(window_pte(start), (end - start) >> PAGE_SHIFT);
}

/**
 * vunmap_range() - empty the entries of a range within an area, and flush.
 * Context: any.
 */
void vunmap_range(unsigned long start, unsigned long end)
{
	vmap_clear_range(start, end);
	flush_tlb_kernel_range(start, end);
}
EXPORT_SYMBOL(vunmap_range);

static noinline struct vmap_area *new_area(unsigned long size, unsigned long flags, const void *caller)
{
	struct vmap_want want = {
		.size = size, .align = 1, .start = VMALLOC_START, .end = VMALLOC_END,
		.flags = flags, .gfp = GFP_KERNEL, .caller = caller,
	};

	return vmap_area_get(&want);
}

/* Empty an area that was claimed, and give its addresses back. */
static void drop(struct vmap_area *area)
{
	unsigned long addr = (unsigned long)area->vm.addr;

	vmap_clear_range(addr, addr + get_vm_area_size(&area->vm));
	vmap_area_put(area);
}

/* Enter @count pages; false at the first that is none. */
static __always_inline bool enter_pages(pte_t *pte, struct page **pages, unsigned int count,
					pgprot_t prot)
{
	struct page **end = pages + count;

	for (; pages < end; pages++, pte++) {
		if (unlikely(!*pages))
			return false;
		set_pte_page(pte, *pages, prot);
	}
	return true;
}

static noinline void *refuse_pages(struct vmap_area *area)
{
	WARN_ONCE(1, "vmap: an array of pages with a NULL in it\n");
	area->state = VMAP_DYING;
	drop(area);
	return NULL;
}

/* An area with @count pages of the caller's in it. */
static void *map_area(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot,
		      const void *caller)
{
	struct vmap_area *area;

	if (!count || !vmap_fits_ram(count))
		return NULL;
	area = vmap_area_idle(count + 1, flags, caller);
	if (unlikely(!area))
		area = new_area((unsigned long)count << PAGE_SHIFT, flags, caller);
	if (!area)
		return NULL;
	if (unlikely(!enter_pages(window_pte((unsigned long)area->vm.addr), pages, count, prot)))
		return refuse_pages(area);
	return area->vm.addr;
}

/**
 * vmap() - map an array of pages.
 * @pages: the pages; with VM_MAP_PUT_PAGES the array (kvmalloc) and one reference to each page are
 *         handed over, to be released by vfree().
 * @count: how many.
 * @flags: VM_MAP, and possibly VM_MAP_PUT_PAGES.
 * @prot: protection, PAGE_KERNEL as a rule.
 *
 * Context: thread, may sleep.
 * Return: the address, or NULL. Unmap with vunmap().
 */
void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot)
{
	struct vmap_area *area;
	void *addr;

	might_sleep();
	addr = map_area(pages, count, flags | VM_MAP, prot, __builtin_return_address(0));
	if (addr && flags & VM_MAP_PUT_PAGES) {
		area = vmap_area_find((unsigned long)addr);
		area->vm.pages = pages;
		area->vm.nr_pages = count;
	}
	return addr;
}
EXPORT_SYMBOL(vmap);

/* vmap_pfn() - the same for frames without a struct page; RAM is refused, as in Linux. */
void *vmap_pfn(unsigned long *pfns, unsigned int count, pgprot_t prot)
{
	struct vmap_area *area;
	unsigned int i;

	for (i = 0; i < count; i++)
		if (WARN_ON_ONCE(pfn_valid(pfns[i])))
			return NULL;
	area = count ? new_area((unsigned long)count << PAGE_SHIFT, VM_IOREMAP | VM_MAP,
				__builtin_return_address(0)) : NULL;
	if (!area)
		return NULL;
	for (i = 0; i < count; i++)
		set_pte(window_pte((unsigned long)area->vm.addr) + i, pfn_pte(pfns[i], prot));
	return area->vm.addr;
}
EXPORT_SYMBOL(vmap_pfn);

/**
 * vunmap() - undo vmap().
 * @addr: what vmap() returned, or NULL. Anything else is reported and left alone.
 *
 * Context: thread.
 */
void vunmap(const void *addr)
{
	struct vmap_area *area;

	might_sleep();
	if (!addr)
		return;
	area = vmap_area_claim(addr, VM_MAP, "vunmap", __builtin_return_address(0));
	if (area)
		drop(area);
}
EXPORT_SYMBOL(vunmap);

/**
 * vm_map_ram() - map pages for a short time.
 * @pages: @count pages.
 * @node: NUMA node of the descriptor; not used.
 *
 * Context: thread, may sleep.
 * Return: the address, or NULL. Unmap with vm_unmap_ram() and the same count.
 */
void *vm_map_ram(struct page **pages, unsigned int count, int node)
{
	return map_area(pages, count, VM_MAP_RAM, PAGE_KERNEL, __builtin_return_address(0));
}
EXPORT_SYMBOL(vm_map_ram);

/* vm_unmap_ram() - undo vm_map_ram(); a count other than the mapped one is reported. */
void vm_unmap_ram(const void *mem, unsigned int count)
{
	struct vmap_area *area =
		vmap_area_claim(mem, VM_MAP_RAM, "vm_unmap_ram", __builtin_return_address(0));

	if (!area)
		return;
	if (get_vm_area_size(&area->vm) >> PAGE_SHIFT != count)
		vmap_misuse("vm_unmap_ram of a count that was not mapped", mem);
	drop(area);
}
EXPORT_SYMBOL(vm_unmap_ram);

/**
 * vm_unmap_aliases() - leave no translation of a freed area in any TLB.
 *
 * For those who change the attributes of pages that may have been mapped before. Context: thread.
 */
void vm_unmap_aliases(void)
{
	vmap_purge();
}
EXPORT_SYMBOL(vm_unmap_aliases);

/* Areas without pages: the caller fills the entries. Return: the area, or NULL. */
struct vm_struct *__get_vm_area_caller(unsigned long size, unsigned long flags,
				       unsigned long start, unsigned long end, const void *caller)
{
	struct vmap_want want = {
		.size = size, .align = 1, .start = start, .end = end,
		.flags = flags, .gfp = GFP_KERNEL, .caller = caller,
	};
	struct vmap_area *area = vmap_area_get(&want);

	return area ? &area->vm : NULL;
}
EXPORT_SYMBOL(__get_vm_area_caller);

struct vm_struct *get_vm_area_caller(unsigned long size, unsigned long flags, const void *caller)
{
	return __get_vm_area_caller(size, flags, VMALLOC_START, VMALLOC_END, caller);
}
EXPORT_SYMBOL(get_vm_area_caller);

struct vm_struct *get_vm_area(unsigned long size, unsigned long flags)
{
	return get_vm_area_caller(size, flags, __builtin_return_address(0));
}
EXPORT_SYMBOL(get_vm_area);

/* free_vm_area() - empty an area of get_vm_area() and give it back. */
void free_vm_area(struct vm_struct *vm)
{
	struct vmap_area *area =
		vmap_area_claim(vm->addr, ~0UL, "free_vm_area", __builtin_return_address(0));

	if (area)
		drop(area);
}
EXPORT_SYMBOL(free_vm_area);

/* find_vm_area() - the live area that @addr lies in, or NULL. */
struct vm_struct *find_vm_area(const void *addr)
{
	struct vmap_area *area = vmap_area_find((unsigned long)addr);

	if (!area || area->state != VMAP_LIVE || addr < area->vm.addr)
		return NULL;
	return &area->vm;
}
EXPORT_SYMBOL(find_vm_area);

/**
 * vmalloc_to_pfn() - the frame behind a window address.
 * @addr: any address of the window area.
 *
 * Context: any. Return: the frame number; 0 where nothing is mapped.
 */
unsigned long vmalloc_to_pfn(const void *addr)
{
	unsigned long vaddr = (unsigned long)addr;
	pmd_t pmd;
	pte_t pte;

	if (vaddr < WINDOW_START)
		return 0;
	pmd = *window_pmd(vaddr);
	if (pmd_large(pmd))
		return pmd_pfn(pmd) + ((vaddr & ~PMD_MASK) >> PAGE_SHIFT);
	pte = *window_pte(vaddr);
	return pte_present(pte) ? pte_pfn(pte) : 0;
}
EXPORT_SYMBOL(vmalloc_to_pfn);

/* vmalloc_to_page() - its struct page; NULL where nothing is mapped, or something without one. */
struct page *vmalloc_to_page(const void *addr)
{
	unsigned long pfn = vmalloc_to_pfn(addr);

	return pfn && pfn_valid(pfn) ? pfn_to_page(pfn) : NULL;
}
EXPORT_SYMBOL(vmalloc_to_page);

/* Is @x an address of the vmalloc window? Context: any. */
bool is_vmalloc_addr(const void *x)
{
	unsigned long addr = (unsigned long)x;

	return addr >= VMALLOC_START && addr < VMALLOC_END;
}
EXPORT_SYMBOL(is_vmalloc_addr);

/* Modules live in the vmalloc area. */
bool is_vmalloc_or_module_addr(const void *x)
{
	return is_vmalloc_addr(x);
}
EXPORT_SYMBOL(is_vmalloc_or_module_addr);
