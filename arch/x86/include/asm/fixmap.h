/* SPDX-License-Identifier: MIT */
/*
 * asm/fixmap.h: kernel addresses that are known at compile time and mapped at run time.
 *
 * The last 2 MiB of the address space. Slot n is the page at FIXADDR_TOP - n pages, counted
 * downwards as in Linux, so that slot 0 is the last page of all: the one that stays unmapped.
 *
 *     FFFFF000  FIX_HOLE           never mapped: ERR_PTR() and (void *)-1 fault
 *     ....      FIX_EARLY_..       one page each, for one purpose each
 *     ....      FIX_KMAP_BEGIN     kmap_local windows, KM_SLOTS for each CPU (mm/kmap_local.c)
 *     FFE00000  FIXADDR_START
 *
 * Source: Gorman ch. 3.8.3 (fixmap), ch. 9 "High Memory Management".
 */
#ifndef _ASM_X86_FIXMAP_H
#define _ASM_X86_FIXMAP_H

#include <asm/pgtable.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/types.h>

/*
 * Windows per CPU for kmap_local. More than the nesting depth, because a window is emptied lazily:
 * the TLB is flushed once in KM_SLOTS mappings instead of once in each. A slot number fits a byte.
 */
#define KM_SLOTS 256

enum fixed_addresses {
	FIX_HOLE,
	FIX_EARLYCON_MEM_BASE, /* a console's frame buffer before ioremap works */
	FIX_APIC_BASE,	       /* local APIC */
	FIX_IO_APIC_BASE_0,
	FIX_TEXT_POKE1, /* text_poke(): the page after ... */
	FIX_TEXT_POKE0, /* ... the page of the bytes it writes */
	FIX_TEST, /* tests/test_fixmap.c maps and unmaps this one */
	FIX_KMAP_BEGIN,
	FIX_KMAP_END = FIX_KMAP_BEGIN + KM_SLOTS * CONFIG_NR_CPUS - 1,
	__end_of_fixed_addresses
};

#define FIXADDR_SIZE	 ((unsigned long)__end_of_fixed_addresses << PAGE_SHIFT)
#define __fix_to_virt(x) (FIXADDR_TOP - ((unsigned long)(x) << PAGE_SHIFT))
#define __virt_to_fix(x) ((FIXADDR_TOP - ((x) & PAGE_MASK)) >> PAGE_SHIFT)

static __always_inline unsigned long fix_to_virt(const unsigned int idx)
{
	BUILD_BUG_ON(__end_of_fixed_addresses > (FIXADDR_TOP - FIXADDR_START) >> PAGE_SHIFT);
	return __fix_to_virt(idx);
}

unsigned long virt_to_fix(unsigned long vaddr);

#define PAGE_KERNEL_NOCACHE pgprot_noncached(PAGE_KERNEL)
#define PAGE_KERNEL_IO	    PAGE_KERNEL

#define FIXMAP_PAGE_NORMAL  PAGE_KERNEL
#define FIXMAP_PAGE_RO	    PAGE_KERNEL_RO
#define FIXMAP_PAGE_NOCACHE PAGE_KERNEL_NOCACHE
#define FIXMAP_PAGE_IO	    PAGE_KERNEL_IO
#define FIXMAP_PAGE_CLEAR   __pgprot(0)

/* Point slot @idx at the page of @phys; a pgprot without the present bit empties it. mm/fixmap.c */
void __set_fixmap(enum fixed_addresses idx, phys_addr_t phys, pgprot_t prot);

#define set_fixmap(idx, phys)	      __set_fixmap(idx, phys, FIXMAP_PAGE_NORMAL)
#define set_fixmap_nocache(idx, phys) __set_fixmap(idx, phys, FIXMAP_PAGE_NOCACHE)
#define set_fixmap_io(idx, phys)      __set_fixmap(idx, phys, FIXMAP_PAGE_IO)
#define clear_fixmap(idx)	      __set_fixmap(idx, 0, FIXMAP_PAGE_CLEAR)

/* The same, returning the address of @phys itself, its offset in the page included. */
#define __set_fixmap_offset(idx, phys, prot)                             \
	({                                                               \
		phys_addr_t __sfo_phys = (phys);                         \
		__set_fixmap(idx, __sfo_phys, prot);                     \
		fix_to_virt(idx) + ((unsigned long)__sfo_phys & ~PAGE_MASK); \
	})
#define set_fixmap_offset(idx, phys)	     __set_fixmap_offset(idx, phys, FIXMAP_PAGE_NORMAL)
#define set_fixmap_offset_nocache(idx, phys) __set_fixmap_offset(idx, phys, FIXMAP_PAGE_NOCACHE)
#define set_fixmap_offset_io(idx, phys)	     __set_fixmap_offset(idx, phys, FIXMAP_PAGE_IO)

#endif
