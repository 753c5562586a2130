// SPDX-License-Identifier: MIT
/*
 * arch/x86/paging.c: the kernel's page tables, built once.
 *
 * Problem.  The boot tables map everything writable and executable. The real ones must say exactly
 *           what may be done where, and must never need growing.
 * Idea.     The kernel's gigabyte is one page of 512 PMD entries. For each 2 MiB of lowmem:
 *               all RAM, nothing special      one large page, read/write, NX
 *               part RAM, image or page 0     a table of 512 entries, each page by its own rule
 *               no RAM                        nothing
 *           Above that the window area: all its PTEs in one array from memblock, so that vmalloc,
 *           kmap and fixmap never allocate a table and find an entry by subtraction.
 *
 *     0          1M     image                       lowmem end   WINDOW_START        4 GiB
 *     |-|low BIOS|boot|init|text|rodata|data|  ......  |  (nothing)  | PTE array ........|
 *     page 0: not present (catches physical NULL)
 *
 * Invariants: no entry is both writable and executable; none has the user bit; page 0 and the guard
 *           of the first stack are absent. The audit on floor 5 walks the live tables and checks.
 * Left out. Splitting 2 MiB pages after boot: debug_pagealloc= maps lowmem by small pages from the
 *           start instead, so nobody needs it.
 * Sources.  Intel SDM vol. 3, "PAE Paging"; Gorman ch. 3.6 "Kernel Page Tables".
 */
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/pgtable.h>
#include <asm/sections.h>
#include <asm/tlbflush.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/printk.h>
#include <slate/meminfo.h>
#include <slate/param.h>

#define LOW_BIOS_END   0x100000UL /* the first MiB stays mapped: BIOS data, tables, VGA text */
#define MIN_WINDOW     (32UL << 20)
#define MAX_WINDOW     (512UL << 20)
#define PAT_WB_WC_UCM_UC 0x0007010600070106ULL /* PAT entries 0 WB, 1 WC, 2 UC-, 3 UC, twice */

pgd_t swapper_pg_dir[PTRS_PER_PGD] __aligned(32);
pmd_t kernel_pmd[PTRS_PER_PMD] __aligned(PAGE_SIZE);
pteval_t __supported_nx, __supported_global;
EXPORT_SYMBOL(__supported_nx);
EXPORT_SYMBOL(__supported_global);
pteval_t __page_kernel = _PAGE_PRESENT | _PAGE_ACCESSED | _PAGE_DIRTY | _PAGE_RW;
EXPORT_SYMBOL(__page_kernel);
unsigned long __window_start = -CONFIG_VMALLOC_SIZE;
EXPORT_SYMBOL(__window_start);
pte_t *__window_ptes;
EXPORT_SYMBOL(__window_ptes);

static bool pat_on;
static bool small_pages_only __initdata;

static int __init parse_vmalloc(char *arg)
{
	unsigned long size = ALIGN(memparse(arg, &arg), PMD_SIZE);

	if (size < MIN_WINDOW || size > MAX_WINDOW)
		return -EINVAL;
	__window_start = -size;
	return 0;
}
SLATE_EARLY_PARAM("vmalloc", parse_vmalloc, "SIZE, 32M to 512M",
		  "address space for vmalloc, kmap and fixmap (default 128M)");

void __init paging_use_small_pages(void)
{
	small_pages_only = true;
}

/* What may be done with one page of lowmem; 0 = nothing. */
static pteval_t __init lowmem_page_rule(phys_addr_t phys)
{
	char *vaddr = __va((unsigned long)phys);

	if (phys == 0 || vaddr == boot_stack_guard)
		return 0;
	if (phys >= LOW_BIOS_END && !memblock_is_memory(phys))
		return 0;
	if ((vaddr >= _sinittext && vaddr < _einittext) || (vaddr >= _stext && vaddr < _etext))
		return __PAGE_KERNEL_ROX;
	if (vaddr >= __start_rodata && vaddr < __end_rodata)
		return __PAGE_KERNEL_RO;
	return __PAGE_KERNEL;
}

static bool __init holds_special_pages(phys_addr_t phys)
{
	return small_pages_only || phys == 0 ||
	       (phys < __pa(_image_end) && phys + PMD_SIZE > __pa(_image_start));
}

static void __init map_small_pages(phys_addr_t phys)
{
	pte_t *table = alloc_named(PAGE_SIZE, PAGE_SIZE, "page tables");

	for (int i = 0; i < PTRS_PER_PTE; i++) {
		phys_addr_t page = phys + i * PAGE_SIZE;
		pteval_t rule = lowmem_page_rule(page);

		set_pte(&table[i], __pte(rule ? page | rule | __supported_global : 0));
	}
	set_pmd(pmd_of((unsigned long)__va((unsigned long)phys)),
		__pmd(__pa(table) | _PAGE_PRESENT | _PAGE_RW));
}

static bool __init any_ram_within(phys_addr_t phys, phys_addr_t size)
{
	phys_addr_t start, end;
	u64 i;

	for_each_mem_range(i, &start, &end)
		if (start < phys + size && end > phys)
			return true;
	return false;
}

static void __init map_lowmem(void)
{
	phys_addr_t end = (phys_addr_t)max_low_pfn << PAGE_SHIFT;

	for (phys_addr_t phys = 0; phys < end; phys += PMD_SIZE) {
		if (holds_special_pages(phys))
			map_small_pages(phys);
		else if (phys + PMD_SIZE <= end && memblock_is_region_memory(phys, PMD_SIZE))
			set_pmd(pmd_of((unsigned long)__va((unsigned long)phys)),
				__pmd(phys | __PAGE_KERNEL | __supported_global | _PAGE_PSE));
		else if (any_ram_within(phys, PMD_SIZE))
			map_small_pages(phys);
	}
}

void window_pmd_restore(unsigned long vaddr)
{
	unsigned long table = __pa(window_pte(vaddr & PMD_MASK));

	set_pmd(pmd_of(vaddr), __pmd(table | _PAGE_PRESENT | _PAGE_RW));
}
EXPORT_SYMBOL(window_pmd_restore);

static void __init map_window(void)
{
	unsigned long bytes = ((0UL - WINDOW_START) >> PAGE_SHIFT) * sizeof(pte_t);

	__window_ptes = alloc_named(bytes, PAGE_SIZE, "page tables");
	for (unsigned long vaddr = WINDOW_START; vaddr; vaddr += PMD_SIZE)
		window_pmd_restore(vaddr);
}

static void __init enable_features(void)
{
	if (boot_cpu_has(X86_FEATURE_NX)) {
		wrmsrl(MSR_EFER, rdmsrl_raw(MSR_EFER) | EFER_NX);
		__supported_nx = _PAGE_NX;
	}
	if (boot_cpu_has(X86_FEATURE_PGE))
		__supported_global = _PAGE_GLOBAL;
	__page_kernel |= __supported_nx;
}

void __init paging_init(void)
{
	enable_features();
	map_window();
	map_lowmem();
	swapper_pg_dir[PTRS_PER_PGD - 1].pgd = __pa(kernel_pmd) | _PAGE_PRESENT;
	write_cr3(__pa(swapper_pg_dir));
	if (__supported_global)
		write_cr4(read_cr4() | X86_CR4_PGE);
	pat_init();
	pr_info("paging: lowmem %08lx..%08lx, window %08lx..ffffffff (%lu MiB, %lu KiB of tables), %s\n",
		PAGE_OFFSET, (unsigned long)high_memory, WINDOW_START, (0UL - WINDOW_START) >> 20,
		((0UL - WINDOW_START) >> PAGE_SHIFT) * sizeof(pte_t) >> 10,
		__supported_nx ? "data is not executable (NX)" : "no NX: data is executable");
}

void __init pat_init(void)
{
	if (!boot_cpu_has(X86_FEATURE_PAT))
		return;
	wrmsrl(MSR_IA32_CR_PAT, PAT_WB_WC_UCM_UC);
	__flush_tlb_all();
	pat_on = true;
}

bool pat_enabled(void)
{
	return pat_on;
}
EXPORT_SYMBOL(pat_enabled);

pte_t *lookup_address(unsigned long vaddr, bool *is_large)
{
	pgd_t pgd = swapper_pg_dir[vaddr >> 30];
	pmd_t *pmd;
	pte_t *table;

	*is_large = false;
	if (!(pgd_val(pgd) & _PAGE_PRESENT))
		return NULL;
	pmd = (pmd_t *)__va(pgd_val(pgd) & PAGE_MASK) + (vaddr >> PMD_SHIFT & (PTRS_PER_PMD - 1));
	if (!pmd_present(*pmd))
		return NULL;
	if (pmd_large(*pmd)) {
		*is_large = true;
		return (pte_t *)pmd;
	}
	table = pfn_to_kaddr(pmd_pfn(*pmd));
	return &table[vaddr >> PAGE_SHIFT & (PTRS_PER_PTE - 1)];
}
EXPORT_SYMBOL(lookup_address);

int set_memory_prot(unsigned long start, unsigned long end, pgprot_t prot)
{
	for (unsigned long vaddr = start; vaddr < end; vaddr += PAGE_SIZE) {
		bool is_large;
		pte_t *pte = lookup_address(vaddr, &is_large);
		pteval_t frame = (pteval_t)__pa(vaddr) | __supported_global;

		if (!pte || is_large)
			return -EINVAL;
		/* No prot: not present. The flush comes before reuse, so clear, then set. */
		pte_clear(pte);
		if (pgprot_val(prot))
			set_pte(pte, __pte(frame | pgprot_val(prot)));
	}
	flush_tlb_kernel_range(start, end);
	return 0;
}
EXPORT_SYMBOL(set_memory_prot);

void set_memory_rw_nx(unsigned long start, unsigned long end)
{
	if (set_memory_prot(start, end, PAGE_KERNEL))
		pr_err("paging: %08lx..%08lx is not mapped by small pages; left as it was\n", start, end);
}
EXPORT_SYMBOL(set_memory_rw_nx);

void __flush_tlb_all(void)
{
	unsigned long cr4 = read_cr4();

	if (cr4 & X86_CR4_PGE) {
		write_cr4(cr4 & ~X86_CR4_PGE);
		write_cr4(cr4);
	} else {
		write_cr3(read_cr3());
	}
}
EXPORT_SYMBOL(__flush_tlb_all);

void flush_tlb_kernel_range(unsigned long start, unsigned long end)
{
	if (end - start > TLB_FLUSH_PAGES * PAGE_SIZE) {
		if (start >= WINDOW_START)
			flush_tlb_windows();
		else
			__flush_tlb_all();
		return;
	}
	for (unsigned long vaddr = start & PAGE_MASK; vaddr < end; vaddr += PAGE_SIZE)
		__flush_tlb_one_kernel(vaddr);
}
EXPORT_SYMBOL(flush_tlb_kernel_range);
