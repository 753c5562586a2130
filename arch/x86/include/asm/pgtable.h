/* SPDX-License-Identifier: MIT */
/*
 * asm/pgtable.h: PAE page tables, and the window area whose tables never run out.
 *
 * PAE in one picture: CR3 -> 4 pointers (PDPT, 1 GiB each) -> 512 PMD entries (2 MiB each, or one
 * large page) -> 512 PTEs (4 KiB each). Entries are 64 bits wide; bit 63 is NX where EFER.NX is on
 * and a reserved-bit fault where it is not, so NX is only ever used through __PAGE_NX_IF_ANY.
 *
 *   C0000000  direct map of lowmem, 2 MiB pages        PAGE_OFFSET
 *   F8000000  window area starts (vmalloc= moves it)   WINDOW_START = VMALLOC_START - 8 MiB gap
 *   FFC00000  512 kmap slots                           PKMAP_BASE
 *   FFE00000  fixmap and kmap_local slots              FIXADDR_START
 *   FFFFF000  never mapped, so that ERR_PTR and -1 fault
 *
 * The PTEs of the whole window area are one array, built at boot: mapping there can never fail for
 * want of a page table, and finding a PTE is one subtraction (window_pte).
 *
 * Source: Intel SDM vol. 3, "PAE Paging"; Gorman ch. 3 "Page Table Management".
 */
#ifndef _ASM_X86_PGTABLE_H
#define _ASM_X86_PGTABLE_H

#include <asm/page.h>
#include <linux/compiler.h>

typedef u64 pteval_t;
typedef struct { pteval_t pte; } pte_t;
typedef struct { pteval_t pmd; } pmd_t;
typedef struct { pteval_t pgd; } pgd_t;
typedef struct { pteval_t pgprot; } pgprot_t;

#define PTRS_PER_PTE 512
#define PTRS_PER_PMD 512
#define PTRS_PER_PGD 4
#define PMD_SHIFT    21
#define PMD_SIZE     (_AC(1, UL) << PMD_SHIFT)
#define PMD_MASK     (~(PMD_SIZE - 1))

#define _PAGE_PRESENT  0x001ULL
#define _PAGE_RW       0x002ULL
#define _PAGE_USER     0x004ULL
#define _PAGE_PWT      0x008ULL
#define _PAGE_PCD      0x010ULL
#define _PAGE_ACCESSED 0x020ULL
#define _PAGE_DIRTY    0x040ULL
#define _PAGE_PSE      0x080ULL	/* in a PMD entry: a 2 MiB page */
#define _PAGE_PAT      0x080ULL	/* in a PTE: high bit of the memory type */
#define _PAGE_GLOBAL   0x100ULL
#define _PAGE_NX       (1ULL << 63)

/*
 * NX and GLOBAL where the CPU has them, else 0, and what NX makes of PAGE_KERNEL, which every mapping
 * asks for: set once by paging_init() before any user. Only lowmem is global: it never changes, while the
 * windows do, and a reload of CR3 then forgets them and nothing else (flush_tlb_windows).
 */
extern pteval_t __supported_nx, __supported_global, __page_kernel;

#define PTE_PFN_MASK 0x000ffffffffff000ULL

#define __PAGE_KERNEL_BASE (_PAGE_PRESENT | _PAGE_ACCESSED | _PAGE_DIRTY)
#define __PAGE_KERNEL	   __page_kernel
#define __PAGE_KERNEL_RO   (__PAGE_KERNEL_BASE | __supported_nx)
#define __PAGE_KERNEL_ROX  (__PAGE_KERNEL_BASE)

#define __pgprot(x)	((pgprot_t){ (x) })
#define pgprot_val(x)	((x).pgprot)
#define __pte(x)	((pte_t){ (x) })
#define pte_val(x)	((x).pte)
#define __pmd(x)	((pmd_t){ (x) })
#define pmd_val(x)	((x).pmd)
#define pgd_val(x)	((x).pgd)

#define PAGE_KERNEL	__pgprot(__PAGE_KERNEL)
#define PAGE_KERNEL_RO	__pgprot(__PAGE_KERNEL_RO)
#define PAGE_KERNEL_ROX __pgprot(__PAGE_KERNEL_ROX)

/*
 * Memory types by PAT index: entry 0 WB, 1 WC (reprogrammed from WT), 2 UC-, 3 UC. Without PAT,
 * index 1 is write-through, so WC falls back to UC (pat_enabled).
 */
#define _PAGE_CACHE_WB	  0ULL
#define _PAGE_CACHE_WC	  _PAGE_PWT
#define _PAGE_CACHE_UC_MINUS _PAGE_PCD
#define _PAGE_CACHE_UC	  (_PAGE_PCD | _PAGE_PWT)
#define _PAGE_CACHE_MASK  (_PAGE_PCD | _PAGE_PWT)

/* Program the PAT of this CPU; false (and UC for WC) where it has none. */
void pat_init(void);
bool pat_enabled(void);

#define pgprot_noncached(p) __pgprot((pgprot_val(p) & ~_PAGE_CACHE_MASK) | _PAGE_CACHE_UC)
#define pgprot_writecombine(p)                                           \
	__pgprot((pgprot_val(p) & ~_PAGE_CACHE_MASK) |                   \
		 (pat_enabled() ? _PAGE_CACHE_WC : _PAGE_CACHE_UC))

#define pte_present(pte)    (pte_val(pte) & _PAGE_PRESENT)
#define pte_none(pte)	    (!(u32)pte_val(pte))
#define pte_write(pte)	    (pte_val(pte) & _PAGE_RW)
#define pte_pfn(pte)	    ((unsigned long)((pte_val(pte) & PTE_PFN_MASK) >> PAGE_SHIFT))
#define pfn_pte(pfn, prot)  __pte((pteval_t)(pfn) << PAGE_SHIFT | pgprot_val(prot))
#define pmd_present(pmd)    (pmd_val(pmd) & _PAGE_PRESENT)
#define pmd_large(pmd)	    (pmd_val(pmd) & _PAGE_PSE)
#define pfn_pmd(pfn, prot)  __pmd((pteval_t)(pfn) << PAGE_SHIFT | pgprot_val(prot))
#define pmd_pfn(pmd)	    ((unsigned long)((pmd_val(pmd) & PTE_PFN_MASK) >> PAGE_SHIFT))

/*
 * Two 32-bit stores. Making an entry present writes the half with the present bit last, taking it
 * away writes that half first, so that the CPU never walks through half an entry. Replacing one
 * present entry by another is two steps: clear, flush, set.
 */
static inline void set_pte(pte_t *ptep, pte_t pte)
{
	volatile u32 *half = (volatile u32 *)ptep;

	half[1] = (u32)(pte_val(pte) >> 32);
	barrier();
	half[0] = (u32)pte_val(pte);
}

/* Empty an entry. Its upper half stays as it was: nobody looks at it while the lower half is 0. */
static __always_inline void pte_clear(pte_t *ptep)
{
	*(volatile u32 *)ptep = 0;
}

static inline void set_pmd(pmd_t *pmdp, pmd_t pmd)
{
	set_pte((pte_t *)pmdp, __pte(pmd_val(pmd)));
}

static inline void pmd_clear(pmd_t *pmdp)
{
	pte_clear((pte_t *)pmdp);
}

/* The kernel's tables: the only ones there are until user mode comes. */
extern pgd_t swapper_pg_dir[PTRS_PER_PGD];
extern pmd_t kernel_pmd[PTRS_PER_PMD]; /* C0000000 to the top */

static inline pmd_t *pmd_of(unsigned long vaddr)
{
	return &kernel_pmd[(vaddr - PAGE_OFFSET) >> PMD_SHIFT];
}

/* The entry that maps @vaddr: *is_large tells a 2 MiB entry; NULL where no table is. */
pte_t *lookup_address(unsigned long vaddr, bool *is_large);

/* The window area. */
#define VMALLOC_OFFSET (8UL << 20) /* bytes: unmapped gap that catches overruns of the direct map */
extern unsigned long __window_start; /* 2 MiB aligned; 4 GiB less the window's size */
extern pte_t *__window_ptes;	     /* one PTE a page, __window_start to the top */

#define WINDOW_START  __window_start
#define PKMAP_BASE    0xFFC00000UL
#ifndef LAST_PKMAP /* the host test has a world of 4 */
#define LAST_PKMAP    512
#endif
#define FIXADDR_START 0xFFE00000UL
#define FIXADDR_TOP   0xFFFFF000UL
#define VMALLOC_START (WINDOW_START + VMALLOC_OFFSET)
#define VMALLOC_END   (PKMAP_BASE - 2 * PAGE_SIZE)

/* The PTE of a page of the window area. Never NULL, never fails. */
static __always_inline pte_t *window_pte(unsigned long vaddr)
{
	return __window_ptes + ((vaddr - WINDOW_START) >> PAGE_SHIFT);
}

/* Point the PMD entry of @vaddr (window area, 2 MiB aligned) at one 2 MiB frame, and back at its PTEs. */
static inline pmd_t *window_pmd(unsigned long vaddr)
{
	return pmd_of(vaddr);
}
void window_pmd_restore(unsigned long vaddr);

/*
 * Build the final tables from memblock and switch to them.
 * Needs max_low_pfn, memblock complete. Context: boot, irqs off.
 */
void paging_init(void);

/* Map lowmem by 4 KiB pages (debug_pagealloc=): before paging_init(). */
void paging_use_small_pages(void);

/* Make freed boot code ordinary memory: writable, not executable. */
void set_memory_rw_nx(unsigned long start, unsigned long end);
/* Change the protection of lowmem mapped by 4 KiB pages; no bits at all = unmapped. -EINVAL on a 2 MiB page. */
int set_memory_prot(unsigned long start, unsigned long end, pgprot_t prot);

#endif
