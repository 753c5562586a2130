// SPDX-License-Identifier: MIT
/*
 * mm/ioremap.c: give a device's registers or memory a kernel address.
 *
 * Problem.  A BAR is a physical address, above 4 GiB perhaps, of something that must not be cached:
 *           a read must reach the device each time, writes must not be held back or merged, unless
 *           the device is a frame buffer, where merging is the whole point.
 * Idea.     An area of the vmalloc window (mm/vmap_area.c) whose entries carry a memory type.
 *
 *               function        type   a write is                      for
 *               ioremap         UC     on the bus before the next one   registers
 *               ioremap_wc      WC     collected into bursts            frame buffers
 *               ioremap_cache   WB     in the cache                     ROMs, tables of the firmware
 *
 *           Types come from the page attribute table (PAT); on a CPU without one WC becomes UC,
 *           which is slower and as correct.
 * Refused.  RAM that the kernel manages: it is mapped write-back already, and two types for one
 *           frame are undefined behaviour of the CPU. Also what wraps, or lies beyond the CPU's
 *           physical width. For the same reason a second mapping of a range gets the type of the
 *           first, whatever it asks for, as in Linux; it is refused if the first one caches.
 * Invariants. area->vm.phys_addr is the first frame's address; the entries run on from there.
 * Locks.    None of its own.
 * Paths.    ioremap | ioremap_wc | ioremap_cache -> remap -> vmap_area_get; iounmap -> vmap_area_put
 * Cost.     Two stores per page. iounmap() flushes at once: a register must not stay reachable
 *           through an address that was given back.
 * Left out. 2 MiB entries; MTRRs.
 * Sources.  LDD3 ch. 9 "Using I/O Memory"; Intel SDM vol. 3, "Memory Cache Control", "PAT".
 */
#include <asm/cpufeature.h>
#include <asm/pgtable.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/vmalloc.h>
#include <slate/fault.h>

#include "vmap.h"

static pgprot_t type_prot(pteval_t type)
{
	return __pgprot((pgprot_val(PAGE_KERNEL) & ~_PAGE_CACHE_MASK) | type);
}

static bool range_is_sane(resource_size_t phys, unsigned long size, const void *caller)
{
	resource_size_t last = phys + size - 1;

	if (!size || last < phys || last >> boot_cpu_data.phys_bits) {
		pr_warn("ioremap: %pS asks for %lu bytes at %pa: no such addresses\n", caller, size,
			&phys);
		return false;
	}
	if (range_has_system_ram(phys, size)) {
		WARN_ONCE(1, "ioremap on RAM at %pa - %pa by %pS\n", &phys, &last, caller);
		return false;
	}
	return true;
}

/*
 * What is mapped already keeps its memory type, and a second mapping gets the same one instead of *@type.
 * False where that cannot be: memory that others cache, or that is mapped with two types. Context: thread.
 */
static bool agree_on_type(resource_size_t first, resource_size_t last, pteval_t *type)
{
	const struct vm_struct *other;
	bool agreed = false;
	u32 page = 0;

	while ((other = vmap_ioremap_overlap(first, last, &page))) {
		pteval_t theirs = pte_val(*window_pte((unsigned long)other->addr)) & _PAGE_CACHE_MASK;

		if (theirs != *type && (agreed || theirs == _PAGE_CACHE_WB)) {
			pr_warn("ioremap: %pa is mapped with another memory type by %pS\n", &first,
				other->caller);
			return false;
		}
		*type = theirs;
		agreed = true;
	}
	return true;
}

static void __iomem *remap(resource_size_t phys, unsigned long size, pteval_t type,
			   const void *caller)
{
	unsigned long offset = (unsigned long)phys & ~PAGE_MASK;
	resource_size_t base = phys - offset;
	struct vmap_want want = {
		.size = PAGE_ALIGN(size + offset), .align = 1, .start = VMALLOC_START,
		.end = VMALLOC_END, .flags = VM_IOREMAP | VM_FLUSH_RESET_PERMS, .gfp = GFP_KERNEL,
		.caller = caller,
	};
	struct vmap_area *area;

	if (!range_is_sane(phys, size, caller) || fault_point(FAULT_IOREMAP))
		return NULL;
	if (!agree_on_type(base, base + want.size - 1, &type))
		return NULL;
	area = vmap_area_get(&want);
	if (!area)
		return NULL;
	area->vm.phys_addr = base;
	ioremap_page_range((unsigned long)area->vm.addr, (unsigned long)area->vm.addr + want.size,
			   base, type_prot(type));
	return (void __iomem *)((char *)area->vm.addr + offset);
}

/**
 * ioremap_page_range() - enter frames into addresses of an area that the caller has.
 * @addr: first address, page aligned; @end: behind the last.
 * @phys: first physical address, page aligned.
 *
 * Context: any. Return: 0.
 */
int ioremap_page_range(unsigned long addr, unsigned long end, phys_addr_t phys, pgprot_t prot)
{
	unsigned long pfn = (unsigned long)(phys >> PAGE_SHIFT);
	pte_t *pte = window_pte(addr), *last = window_pte(end);

	for (; pte < last; pte++, pfn++)
		set_pte(pte, pfn_pte(pfn, prot));
	return 0;
}
EXPORT_SYMBOL(ioremap_page_range);

/**
 * ioremap() - map device registers, uncached.
 * @phys: physical address, any alignment.
 * @size: bytes, at least 1.
 *
 * Context: thread, may sleep.
 * Return: the address of @phys, or NULL: RAM, impossible addresses, no room. Undo with iounmap().
 * Source: LDD3 ch. 9 "I/O Memory Allocation and Mapping".
 */
void __iomem *ioremap(resource_size_t phys, unsigned long size)
{
	return remap(phys, size, _PAGE_CACHE_UC_MINUS, __builtin_return_address(0));
}
EXPORT_SYMBOL(ioremap);

/* ioremap_uc() - uncached, also where an MTRR says write-combining. */
void __iomem *ioremap_uc(resource_size_t phys, unsigned long size)
{
	return remap(phys, size, _PAGE_CACHE_UC, __builtin_return_address(0));
}
EXPORT_SYMBOL(ioremap_uc);

/* ioremap_wc() - write-combining where the CPU can, else uncached. */
void __iomem *ioremap_wc(resource_size_t phys, unsigned long size)
{
	return remap(phys, size, pat_enabled() ? _PAGE_CACHE_WC : _PAGE_CACHE_UC,
		     __builtin_return_address(0));
}
EXPORT_SYMBOL(ioremap_wc);

/* ioremap_cache() - write-back: for what behaves like memory. */
void __iomem *ioremap_cache(resource_size_t phys, unsigned long size)
{
	return remap(phys, size, _PAGE_CACHE_WB, __builtin_return_address(0));
}
EXPORT_SYMBOL(ioremap_cache);

/* ioremap_prot() - with the memory type of @prot. */
void __iomem *ioremap_prot(resource_size_t phys, unsigned long size, unsigned long prot)
{
	return remap(phys, size, prot & _PAGE_CACHE_MASK, __builtin_return_address(0));
}
EXPORT_SYMBOL(ioremap_prot);

/**
 * iounmap() - undo an ioremap: the address is dead for every CPU when this returns.
 * @addr: what it returned, or NULL. Anything else is reported and left alone.
 *
 * Context: thread.
 */
void iounmap(volatile void __iomem *addr)
{
	void *start = (void *)((unsigned long)addr & PAGE_MASK);
	struct vmap_area *area;

	if (!addr || (unsigned long)addr < (unsigned long)high_memory)
		return;
	area = vmap_area_claim(start, VM_IOREMAP, "iounmap", __builtin_return_address(0));
	if (!area)
		return;
	vmap_clear_range((unsigned long)start, (unsigned long)start + get_vm_area_size(&area->vm));
	vmap_area_put(area);
}
EXPORT_SYMBOL(iounmap);

static int add_bytes(struct resource *ram, void *sum)
{
	*(resource_size_t *)sum += resource_size(ram);
	return 0;
}

/**
 * memremap() - map something that is memory: no __iomem, plain loads and stores.
 * @flags: MEMREMAP_WB, _WT or _WC; WB on lowmem RAM gives its address in the direct map.
 *
 * Context: thread. Return: the address of @phys, or NULL, as for what is RAM only in part. Undo with
 * memunmap().
 */
void *memremap(resource_size_t phys, size_t size, unsigned long flags)
{
	resource_size_t ram = 0;

	if (!flags || !size)
		return NULL;
	walk_system_ram_res(phys, phys + size - 1, &ram, add_bytes);
	if (ram && ram != size) {
		WARN_ONCE(1, "memremap attempted on mixed range %pa size: %#zx\n", &phys, size);
		return NULL;
	}
	if (!(flags & MEMREMAP_WB))
		return flags & MEMREMAP_WC ? (void *)ioremap_wc(phys, size) : (void *)ioremap(phys, size);
	if (ram && phys + size <= (resource_size_t)__pa(high_memory))
		return __va((unsigned long)phys);
	return (void *)ioremap_cache(phys, size);
}
EXPORT_SYMBOL(memremap);

void memunmap(void *addr)
{
	if (is_vmalloc_addr(addr))
		iounmap((void __iomem *)addr);
}
EXPORT_SYMBOL(memunmap);
