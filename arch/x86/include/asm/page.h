/* SPDX-License-Identifier: MIT */
/*
 * asm/page.h: page size, and the one arithmetic rule between physical and kernel addresses.
 *
 * Physical address p below the end of lowmem is readable at PAGE_OFFSET + p, always; the rule holds
 * for nothing else. Highmem has no kernel address until kmap gives it one, and vmalloc addresses
 * need a page-table walk (vmalloc_to_page).
 *
 * Source: Gorman ch. 3.7 "Kernel Page Tables", 3.8 "Mapping Addresses to a struct page".
 */
#ifndef _ASM_X86_PAGE_H
#define _ASM_X86_PAGE_H

#include <linux/const.h>
#include <linux/types.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE  (_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK  (~(PAGE_SIZE - 1))
/* PAE frame numbers exceed 32 bits of address: masking a physical address needs the wide mask. */
#define PHYSICAL_PAGE_MASK (~((phys_addr_t)PAGE_SIZE - 1))

#define HPAGE_SHIFT 21
#define HPAGE_SIZE  (_AC(1, UL) << HPAGE_SHIFT)
#define HPAGE_MASK  (~(HPAGE_SIZE - 1))

#define PAGE_OFFSET _AC(CONFIG_PAGE_OFFSET, UL)

#define THREAD_SIZE	  CONFIG_THREAD_SIZE
#define THREAD_SIZE_ORDER 1
#define THREAD_ALIGN	  THREAD_SIZE

/* Lowmem only. __pa() of a 32-bit kernel address fits unsigned long; virt_to_phys() is the wide form. */
#define __pa(x) ((unsigned long)(x) - PAGE_OFFSET)
#define __va(x) ((void *)((unsigned long)(x) + PAGE_OFFSET))
/* Address of a linker symbol: same rule here, its own name in Linux's sources. */
#define __pa_symbol(x) __pa(x)

#define pfn_to_kaddr(pfn)	__va((pfn) << PAGE_SHIFT)
#define virt_to_pfn(kaddr)	(__pa(kaddr) >> PAGE_SHIFT)
#define virt_addr_valid(kaddr)	__virt_addr_valid((unsigned long)(kaddr))

/* Last lowmem frame + 1, and the first kernel address above the direct map; set by memory_init(). */
extern unsigned long max_low_pfn;
extern void *high_memory;

static inline bool __virt_addr_valid(unsigned long vaddr)
{
	/* Below PAGE_OFFSET it wraps to a frame number that no lowmem has. */
	return __pa(vaddr) >> PAGE_SHIFT < max_low_pfn;
}

/* Bytes that one move of the CPU's has: 16 with SSE, 32 with AVX, 0 with neither. arch/x86/wide.c. */
extern u8 wide_moves;
void clear_page_wide(void *page);
void copy_page_wide(void *to, const void *from);
int wide_check(void *to, const void *from);

/**
 * clear_page() - zero one page.
 * @page: kernel address, page aligned.
 *
 * Context: any.
 */
static inline void clear_page(void *page)
{
	unsigned long words = PAGE_SIZE / 4;

	if (wide_moves) {
		clear_page_wide(page);
		return;
	}
	asm volatile("rep stosl" : "+c"(words), "+D"(page) : "a"(0) : "memory");
}

/**
 * copy_page() - copy one page.
 * @to: kernel address, page aligned.
 * @from: kernel address, page aligned; must not overlap @to.
 *
 * Context: any.
 */
static inline void copy_page(void *to, void *from)
{
	unsigned long words = PAGE_SIZE / 4;

	if (wide_moves) {
		copy_page_wide(to, from);
		return;
	}
	asm volatile("rep movsl" : "+c"(words), "+D"(to), "+S"(from) : : "memory");
}

#endif
