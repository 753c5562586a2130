/* SPDX-License-Identifier: MIT */
/*
 * linux/vmalloc.h: ranges of kernel addresses backed by frames from anywhere.
 *
 * vmalloc() needs no physically contiguous memory and takes highmem, at the price of page-table
 * entries and 4 KiB TLB entries; the areas lie between VMALLOC_START and VMALLOC_END, each with an
 * unmapped page on either side. vmap() does the same for pages the caller already has.
 *
 * Source: Gorman ch. 7 "Noncontiguous Memory Allocation"; LDD3 ch. 8 "vmalloc and Friends".
 */
#ifndef _LINUX_VMALLOC_H
#define _LINUX_VMALLOC_H

#include <asm/pgtable.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/llist.h>
#include <linux/overflow.h>
#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct page;
struct seq_file;
struct vm_area_struct;

#define VM_IOREMAP	    0x00000001 /* ioremap() and friends */
#define VM_ALLOC	    0x00000002 /* vmalloc() */
#define VM_MAP		    0x00000004 /* vmap() */
#define VM_USERMAP	    0x00000008 /* cleared, fit to be shown to a program, once there are any */
#define VM_DMA_COHERENT	    0x00000010 /* dma_alloc_coherent() */
#define VM_UNINITIALIZED    0x00000020 /* pages not all there yet */
#define VM_NO_GUARD	    0x00000040 /* accepted; Slate guards every area all the same */
#define VM_FLUSH_RESET_PERMS 0x00000100 /* flush at once on free */
#define VM_MAP_PUT_PAGES    0x00000200 /* vfree() puts the pages and frees the array */
#define VM_ALLOW_HUGE_VMAP  0x00000400 /* 2 MiB mappings are welcome */
#define VM_MAP_RAM	    0x00000800 /* vm_map_ram() (Linux keeps these outside vm_struct) */
#define VM_STACK	    0x00001000 /* a kernel stack (Slate's own) */

/*
 * One area. @addr is the first usable byte; @size counts the usable bytes and one guard page, as in
 * Linux. The pages of vmalloc are found through the page table, so @pages is only set where the
 * caller's array was handed over (VM_MAP_PUT_PAGES).
 */
struct vm_struct {
	struct vm_struct *next; /* in lists private to mm/vmalloc*.c */
	void *addr;
	unsigned long size; /* bytes, guard page included */
	unsigned long flags;
	struct page **pages;
	unsigned int page_order; /* 9 where 2 MiB mappings are used, else 0 */
	unsigned int nr_pages;	 /* frames the area owns or maps */
	phys_addr_t phys_addr;	 /* ioremap: where it leads */
	const void *caller;	 /* return address of who asked */
};

void __init vmalloc_init(void);
unsigned long vmalloc_nr_pages(void);

void *vmalloc(unsigned long size);
void *vzalloc(unsigned long size);
void *vmalloc_user(unsigned long size);
void *vmalloc_node(unsigned long size, int node);
void *vzalloc_node(unsigned long size, int node);
void *vmalloc_32(unsigned long size);
void *vmalloc_32_user(unsigned long size);
void *vmalloc_huge(unsigned long size, gfp_t gfp);
void *__vmalloc(unsigned long size, gfp_t gfp);
void *__vmalloc_node(unsigned long size, unsigned long align, gfp_t gfp, int node,
		     const void *caller);
/* Eight parameters and more are Linux's; external source calls it so. */
void *__vmalloc_node_range(unsigned long size, unsigned long align, unsigned long start,
			   unsigned long end, gfp_t gfp, pgprot_t prot, unsigned long vm_flags,
			   int node, const void *caller);
void *__vmalloc_array(size_t n, size_t size, gfp_t gfp);
void *vmalloc_array(size_t n, size_t size);
void *__vcalloc(size_t n, size_t size, gfp_t gfp);
void *vcalloc(size_t n, size_t size);

void vfree(const void *addr);
void vfree_atomic(const void *addr);

void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot);
void *vmap_pfn(unsigned long *pfns, unsigned int count, pgprot_t prot);
void vunmap(const void *addr);
void *vm_map_ram(struct page **pages, unsigned int count, int node);
void vm_unmap_ram(const void *mem, unsigned int count);
void vm_unmap_aliases(void);

struct page *vmalloc_to_page(const void *addr);
unsigned long vmalloc_to_pfn(const void *addr);

bool is_vmalloc_addr(const void *x); /* in linux/mm.h too, as in Linux */
bool is_vmalloc_or_module_addr(const void *x);

/* ---- areas without pages: for ioremap, DMA and the like ---- */

static inline size_t get_vm_area_size(const struct vm_struct *area)
{
	return area->size - PAGE_SIZE;
}

struct vm_struct *get_vm_area(unsigned long size, unsigned long flags);
struct vm_struct *get_vm_area_caller(unsigned long size, unsigned long flags, const void *caller);
struct vm_struct *__get_vm_area_caller(unsigned long size, unsigned long flags,
				       unsigned long start, unsigned long end, const void *caller);
void free_vm_area(struct vm_struct *area);
struct vm_struct *find_vm_area(const void *addr);
void vunmap_range(unsigned long start, unsigned long end);

static inline bool is_vm_area_hugepages(const void *addr)
{
	struct vm_struct *area = find_vm_area(addr);

	return area && area->page_order > 0;
}

static inline void set_vm_flush_reset_perms(void *addr)
{
	struct vm_struct *area = find_vm_area(addr);

	if (area)
		area->flags |= VM_FLUSH_RESET_PERMS;
}

#define VMALLOC_TOTAL (VMALLOC_END - VMALLOC_START)

/* ---- views ---- */

/* Figures of the window, for meminfo and the console. */
struct vmalloc_info {
	unsigned long total;	   /* bytes between VMALLOC_START and VMALLOC_END */
	unsigned long used;	   /* bytes in areas, guards included */
	unsigned long largest_free; /* bytes of the largest hole */
	unsigned long lazy;	   /* bytes freed whose TLB entries are not flushed yet */
	unsigned long cached;	   /* bytes flushed and kept for the next area of the same size */
	unsigned int nr_areas;
	unsigned int nr_purges;
};

void get_vmalloc_info(struct vmalloc_info *info);
/* Body of /proc/vmallocinfo, in Linux's format. */
int vmallocinfo_show(struct seq_file *m, void *v);
/* Walk every invariant of the window area; 0, or -EINVAL after naming what is broken. */
int vmalloc_check(void);

#endif
