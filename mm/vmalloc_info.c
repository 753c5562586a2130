// SPDX-License-Identifier: MIT
/*
 * mm/vmalloc_info.c: what is in the window, for people: /proc/vmallocinfo, checks, fault reports.
 *
 * Problem.  A list of areas is wanted in order of address, while others come and go; and when an
 *           access faults, the useful answer is not the address but what used to be there.
 * Idea.     No list is kept for this. The guards' notes (mm/vmap_area.c) are in order of address by
 *           nature: walking the window's entries finds each area. A fault report reads without the
 *           lock, since the fault may have happened under it, and believes a descriptor only where
 *           a note leads to it; areas long gone are looked up in a ring of the last VMAP_HISTORY.
 *
 *               fault at F8812FF0 -> page F8812000 -> back to the note at F8810000 -> area
 *                    "freed vmalloc area F8811000, 8192 bytes, of foo_init+0x10, freed by foo_exit+0x8"
 *
 * Invariants. See mm/vmap_area.c; vmalloc_check() walks them.
 * Locks.    vmap_areas.lock for lists and checks; none for fault reports.
 * Paths.    vmallocinfo_show -> next_area; describe_fault -> vmap_area_find | past_of
 * Cost.     One load per page of the window: 32,768 for 128 MiB.
 * Left out. The NUMA column: Linux prints it only on kernels with NUMA.
 * Sources.  Linux Documentation/filesystems/proc.rst.
 */
#include <asm/pte_note.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <slate/leak.h>
#include <slate/oops.h>
#include <slate/selfcheck.h>

#include "vmap.h"

/* The area whose guard is at page *@page or after it; *@page moves behind it. Under vmap_areas.lock. */
static struct vmap_area *next_area(u32 *page)
{
	while (*page < vmap_areas.space.nr_pages) {
		struct vmap_area *area = NULL;

		if (!vmap_space_is_free(&vmap_areas.space, *page))
			area = pte_note(window_pte(vmap_page_address(*page)), VMAP_NOTE_GUARD);
		*page += area ? area->nr : 1;
		if (area)
			return area;
	}
	return NULL;
}

static void show_area(struct seq_file *m, const struct vmap_area *area)
{
	const struct vm_struct *vm = &area->vm;
	unsigned long start = (unsigned long)vm->addr;

	seq_printf(m, "0x%08lx-0x%08lx %7ld", start, start + vm->size, (long)vm->size);
	if (area->state != VMAP_LIVE) {
		seq_puts(m, " unpurged vm_area\n");
		return;
	}
	if (vm->flags & VM_MAP_RAM) {
		seq_puts(m, " vm_map_ram\n");
		return;
	}
	if (vm->caller)
		seq_printf(m, " %pS", vm->caller);
	if (vm->nr_pages)
		seq_printf(m, " pages=%d", vm->nr_pages);
	if (vm->phys_addr)
		seq_printf(m, " phys=%pa", &vm->phys_addr);
	if (vm->flags & VM_IOREMAP)
		seq_puts(m, " ioremap");
	if (vm->flags & VM_ALLOC)
		seq_puts(m, " vmalloc");
	if (vm->flags & VM_MAP)
		seq_puts(m, " vmap");
	if (vm->flags & VM_USERMAP)
		seq_puts(m, " user");
	if (vm->flags & VM_DMA_COHERENT)
		seq_puts(m, " dma-coherent");
	if (is_vmalloc_addr(vm->pages))
		seq_puts(m, " vpages");
	seq_putc(m, '\n');
}

/* Is an idle area one that a flush has yet to clean? Those are Linux's "unpurged" ones. */
static bool is_lazy(const struct vmap_area *area)
{
	return area->state == VMAP_IDLE && area->epoch == vmap_areas.epoch;
}

/**
 * vmallocinfo_show() - body of /proc/vmallocinfo.
 *
 * Live areas in order of address, then those freed but not flushed, as Linux lists them.
 * Context: thread.
 */
int vmallocinfo_show(struct seq_file *m, void *v)
{
	struct vmap_area *area;
	u32 page = 0;

	spin_lock(&vmap_areas.lock);
	while ((area = next_area(&page)))
		if (area->state == VMAP_LIVE)
			show_area(m, area);
	page = 0;
	while ((area = next_area(&page)))
		if (is_lazy(area))
			show_area(m, area);
	spin_unlock(&vmap_areas.lock);
	return 0;
}
EXPORT_SYMBOL(vmallocinfo_show);

/* Figures for meminfo and reports. Context: thread. */
void get_vmalloc_info(struct vmalloc_info *info)
{
	spin_lock(&vmap_areas.lock);
	*info = (struct vmalloc_info){
		.total = VMALLOC_TOTAL,
		.used = vmap_areas.used_pages << PAGE_SHIFT,
		.largest_free = (unsigned long)vmap_space_longest(&vmap_areas.space) << PAGE_SHIFT,
		.lazy = (unsigned long)vmap_areas.lazy_pages << PAGE_SHIFT,
		.cached = (unsigned long)vmap_areas.cached_pages << PAGE_SHIFT,
		.nr_areas = vmap_areas.nr_areas,
		.nr_purges = vmap_areas.epoch,
	};
	spin_unlock(&vmap_areas.lock);
}
EXPORT_SYMBOL(get_vmalloc_info);

/*
 * The next live ioremap area that shows a byte of [first, last], or NULL. *@page says how far the search
 * has come: 0 for the first. Context: thread.
 */
const struct vm_struct *vmap_ioremap_overlap(phys_addr_t first, phys_addr_t last, u32 *page)
{
	struct vmap_area *area;

	spin_lock(&vmap_areas.lock);
	while ((area = next_area(page)))
		if (area->state == VMAP_LIVE && area->vm.flags & VM_IOREMAP &&
		    area->vm.phys_addr <= last &&
		    area->vm.phys_addr + get_vm_area_size(&area->vm) > first)
			break;
	spin_unlock(&vmap_areas.lock);
	return area ? &area->vm : NULL;
}

/* ---- checks ---- */

static bool broken(const char *what, const struct vmap_area *area)
{
	pr_err("vmalloc_check: %s (area at %px)\n", what, area ? area->vm.addr : NULL);
	return false;
}

/* One area against the page table: nothing mapped in its guard, nothing in an idle one. */
static bool check_area(const struct vmap_area *area)
{
	unsigned long addr = (unsigned long)area->vm.addr;
	u32 i;

	if (addr != vmap_page_address(area->first + 1))
		return broken("address does not follow from the guard's place", area);
	if (area->vm.size != (unsigned long)area->nr << PAGE_SHIFT)
		return broken("size differs from the pages taken", area);
	for (i = 0; i < area->nr; i++)
		if (vmap_space_is_free(&vmap_areas.space, area->first + i))
			return broken("a page of it is free", area);
	if (area->state != VMAP_IDLE)
		return true;
	for (i = 0; i < area->nr - 1; i++)
		if (vmalloc_to_pfn((void *)(addr + (i << PAGE_SHIFT))))
			return broken("idle and still mapped", area);
	return true;
}

static bool check_all_areas(void)
{
	u32 page = 0, pages = 0, live = 0, lazy = 0, used = 0;
	struct vmap_area *area;
	bool first_is_lazy = false;

	while ((area = next_area(&page))) {
		if (!check_area(area))
			return false;
		pages += area->nr;
		if (area->state != VMAP_IDLE) {
			live++;
			used += area->nr;
		} else if (is_lazy(area)) {
			lazy += area->nr;
			first_is_lazy |= area == vmap_areas.first_lazy;
		}
	}
	if (pages + vmap_areas.space.nr_free != vmap_areas.space.nr_pages)
		return broken("areas and free pages do not add up", NULL);
	if (live != vmap_areas.nr_areas || used != vmap_areas.used_pages)
		return broken("live areas differ from the counters", NULL);
	if (lazy != vmap_areas.lazy_pages)
		return broken("unflushed areas differ from the counter", NULL);
	if (lazy && !first_is_lazy)
		return broken("the first unflushed area is none", vmap_areas.first_lazy);
	return true;
}

/**
 * vmalloc_check() - walk every invariant.
 *
 * Context: thread. Return: 0, or -EINVAL after naming what is broken.
 */
int vmalloc_check(void)
{
	bool good;

	spin_lock(&vmap_areas.lock);
	good = vmap_space_check(&vmap_areas.space) ||
	       broken("the tree of free pages is inconsistent", NULL);
	good = good && check_all_areas();
	spin_unlock(&vmap_areas.lock);
	return good ? 0 : -EINVAL;
}
EXPORT_SYMBOL(vmalloc_check);

/* Print the unit's state. Context: thread. */
static void vmalloc_report(void)
{
	struct vmalloc_info info;

	get_vmalloc_info(&info);
	pr_info("vmalloc: %u areas, %lu KiB of %lu KiB; %lu KiB lazy, %lu KiB kept, %u flushes\n",
		info.nr_areas, info.used >> 10, info.total >> 10, info.lazy >> 10,
		info.cached >> 10, info.nr_purges);
}
SELFCHECK(vmalloc, vmalloc_check, vmalloc_report);

static long areas_out(void)
{
	return vmap_areas.nr_areas;
}

static void drain_areas(void)
{
	vfree_flush();
	vmap_drain();
}
LEAK_COUNTER_DRAIN(vmalloc_areas, areas_out, drain_areas);

/* ---- fault reports ---- */

static const char *kind_of(unsigned long flags)
{
	if (flags & VM_IOREMAP)
		return "ioremap";
	if (flags & VM_STACK)
		return "stack";
	return flags & (VM_MAP | VM_MAP_RAM) ? "vmap" : "vmalloc";
}

static const struct vmap_past *past_of(unsigned long address)
{
	unsigned int i;

	for (i = 1; i <= VMAP_HISTORY && i <= vmap_areas.nr_past; i++) {
		const struct vmap_past *past =
			&vmap_areas.past[(vmap_areas.nr_past - i) % VMAP_HISTORY];

		if (address >= past->addr && address - past->addr < past->size)
			return past;
	}
	return NULL;
}

static void describe_area_at(unsigned long address, const struct vmap_area *area)
{
	unsigned long size = get_vm_area_size(&area->vm);

	if (address < (unsigned long)area->vm.addr)
		pr_alert("%08lx is the guard page below the %s area %px of %pS\n", address,
			 kind_of(area->vm.flags), area->vm.addr, area->vm.caller);
	else if (area->state == VMAP_LIVE)
		pr_alert("%08lx is in the %s area %px, %lu bytes, of %pS: not mapped so\n",
			 address, kind_of(area->vm.flags), area->vm.addr, size, area->vm.caller);
	else
		pr_alert("%08lx is in a freed %s area %px, %lu bytes, of %pS, freed by %pS\n",
			 address, kind_of(area->vm.flags), area->vm.addr, size, area->vm.caller,
			 area->freed_by);
}

/* Is the page in front of @address the last of an area? Then an overrun is likely. */
static void describe_neighbour(unsigned long address)
{
	struct vmap_area *below = vmap_area_find((address & PAGE_MASK) - 1);

	if (below && below->state == VMAP_LIVE)
		pr_alert("%08lx is %lu bytes past the end of the %s area %px of %pS\n", address,
			 address - (unsigned long)below->vm.addr - get_vm_area_size(&below->vm),
			 kind_of(below->vm.flags), below->vm.addr, below->vm.caller);
}

static bool describe_fault(unsigned long address)
{
	struct vmap_area *area = vmap_area_find(address);
	const struct vmap_past *past;

	if (address < VMALLOC_START || address >= VMALLOC_END)
		return false;
	if (!area || (address & PAGE_MASK) < (unsigned long)area->vm.addr)
		describe_neighbour(address);
	if (area) {
		describe_area_at(address, area);
		return true;
	}
	past = past_of(address);
	if (past)
		pr_alert("%08lx was in a %s area %08lx, %lu bytes, of %pS, freed by %pS\n", address,
			 kind_of(past->flags), past->addr, past->size - PAGE_SIZE, past->caller,
			 past->freed_by);
	else
		pr_alert("%08lx is in the vmalloc window, where no area is\n", address);
	return true;
}

static int __init vmalloc_info_init(void)
{
	register_fault_describer(describe_fault);
	return 0;
}
core_initcall(vmalloc_info_init);
