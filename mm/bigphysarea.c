// SPDX-License-Identifier: MIT
/*
 * mm/bigphysarea.c: a pool of contiguous frames that boot kept aside (bigmem=SIZE@align).
 *
 * Problem.  The page allocator's largest block is 4 MiB, and a machine that has run for a while may have
 *           none. A device that cannot gather wants more than that in one run, hours after boot.
 * Idea.     Boot is the one moment when long runs exist. bigmem= takes one out of memblock, the last
 *           reservation before the hand-over, so that all that boot itself needs has been served. The page
 *           allocator never sees these frames; drivers take runs of any length from them (bigmem_map.c).
 *
 *     lowmem  | image | .... page allocator .... | bigmem: run | run | gap | run | mem_map ... |
 *
 * Rules.    What cannot be had is said, with numbers, and the boot goes on without a pool. BIGMEM_LEAVE
 *           bytes of lowmem stay for everybody else. The pool is lowmem: every page has a kernel address.
 * Invariants (bigphysarea_check): those of bigmem_map.c.
 * Locks.    pool.lock, irqs off; nothing is taken under it.
 * Paths.    bigphysarea_alloc_pages -> bigmem_map_take;  bigphysarea_free_pages -> bigmem_map_give
 *           free_area_init -> bigmem_reserve -> bigphysarea_adopt
 * Left out. Lending idle frames to the page cache meanwhile, which is what CMA came to do.
 * Sources.  LDD ch. 8 "Obtaining Large Buffers"; the bigphysarea patch's README in words.
 */
#include "bigphysarea.h"
#include <linux/bigphysarea.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <slate/leak.h>
#include <slate/meminfo.h>
#include <slate/param.h>
#include <slate/selfcheck.h>

#define BIGMEM_LEAVE (8ull << 20) /* bytes of free lowmem: what self-tests on the smallest machine need */

static struct {
	spinlock_t lock;
	struct bigmem_map map;	/* under lock; first_pfn and nr_pages constant */
	unsigned int nr_used;	/* pages that are out, under lock */
} pool = { .lock = __SPIN_LOCK_UNLOCKED(pool.lock) };

/* ---- boot ---- */

static const char *bigmem_text __initdata;

static int __init set_bigmem(char *value)
{
	u64 size, align;
	int err = bigmem_parse(value, &size, &align);

	bigmem_text = err ? NULL : value;
	return err;
}
SLATE_EARLY_PARAM("bigmem", set_bigmem, "SIZE or SIZE@ALIGN, ALIGN a power of two",
		  "keep this much contiguous lowmem for bigphysarea_alloc_pages()");

/* Free lowmem, and its longest run; bytes. */
static u64 __init measure_lowmem(u64 *longest)
{
	phys_addr_t limit = PFN_PHYS(max_low_pfn), start, end;
	u64 i, sum = 0;

	*longest = 0;
	for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, NULL) {
		if (start >= limit)
			continue;
		end = min(end, limit);
		sum += end - start;
		*longest = max(*longest, (u64)(end - start));
	}
	return sum;
}

void __init bigmem_reserve(void)
{
	u64 size, align, longest, available = measure_lowmem(&longest);
	phys_addr_t phys = 0;

	if (!bigmem_text || bigmem_parse(bigmem_text, &size, &align))
		return;
	size = ALIGN(size, (u64)PAGE_SIZE);
	if (size < available && available - size >= BIGMEM_LEAVE)
		phys = memblock_phys_alloc(size, align);
	if (!phys) {
		pr_err("bigmem: %s cannot be had: %llu bytes of lowmem are free, at most %llu in one run, and %llu stay for the rest; no pool\n",
		       bigmem_text, available, longest, BIGMEM_LEAVE);
		return;
	}
	memblock_phys_free(phys, size);
	reserve_named(phys, size, "bigmem");
	bigphysarea_adopt(phys, size, alloc_named(bigmem_map_bytes(size >> PAGE_SHIFT), 0, "bigmem"));
	pr_info("bigmem: [mem %#010llx-%#010llx] kept for bigphysarea_alloc_pages()\n", (u64)phys,
		(u64)phys + size - 1);
}

void __init bigphysarea_adopt(phys_addr_t phys, phys_addr_t size, void *bitmaps)
{
	bigmem_map_init(&pool.map, PFN_DOWN(phys), size >> PAGE_SHIFT, bitmaps);
}

/* ---- use ---- */

static struct page *page_of(unsigned int number)
{
	return pfn_to_page(pool.map.first_pfn + number);
}

caddr_t bigphysarea_alloc_pages(int count, int align, int priority)
{
	unsigned long flags;
	unsigned int first;
	caddr_t memory;

	if (count <= 0 || align < 0)
		return NULL;
	spin_lock_irqsave(&pool.lock, flags);
	first = bigmem_map_take(&pool.map, count, align ?: 1);
	if (first != BIGMEM_NO_RUN) {
		pool.nr_used += count;
		page_of(first)->private = _RET_IP_;
	}
	spin_unlock_irqrestore(&pool.lock, flags);
	if (first == BIGMEM_NO_RUN)
		return NULL;
	memory = lowmem_page_address(page_of(first));
	if ((__force gfp_t)priority & __GFP_ZERO)
		memset(memory, 0, (size_t)count << PAGE_SHIFT);
	return memory;
}
EXPORT_SYMBOL(bigphysarea_alloc_pages);

/* @number: page of the pool, or beyond it. @taken_by, @freed_by: of the last run that began there. */
static noinline void report_bad_free(caddr_t base, unsigned long number, unsigned long caller)
{
	const struct page *page;

	if (number >= pool.map.nr_pages || offset_in_page(base)) {
		WARN(1, "bigphysarea: %px is not a page of the pool, freed by %pS\n", base, (void *)caller);
		return;
	}
	page = page_of(number);
	if (test_bit(number, pool.map.used))
		WARN(1, "bigphysarea: %px is inside a run, freed by %pS\n", base, (void *)caller);
	else if (page->private)
		WARN(1, "bigphysarea: double free of %px by %pS; taken by %pS, freed by %pS\n", base,
		     (void *)caller, (void *)page->private, (void *)page->index);
	else
		WARN(1, "bigphysarea: %px was never handed out, freed by %pS\n", base, (void *)caller);
}

static void free_run(caddr_t base, unsigned long caller)
{
	unsigned long number, flags;
	unsigned int count = 0;

	if (!base)
		return;
	/* An address below lowmem wraps to a number beyond the pool. */
	number = (((unsigned long)base - PAGE_OFFSET) >> PAGE_SHIFT) - pool.map.first_pfn;
	spin_lock_irqsave(&pool.lock, flags);
	if (number < pool.map.nr_pages && !offset_in_page(base))
		count = bigmem_map_give(&pool.map, number);
	if (count) {
		pool.nr_used -= count;
		page_of(number)->index = caller;
	}
	spin_unlock_irqrestore(&pool.lock, flags);
	if (!count)
		report_bad_free(base, number, caller);
}

void bigphysarea_free_pages(caddr_t base)
{
	free_run(base, _RET_IP_);
}
EXPORT_SYMBOL(bigphysarea_free_pages);

caddr_t bigphysarea_alloc(int size)
{
	return size > 0 ? bigphysarea_alloc_pages(PFN_UP((unsigned int)size), 1, GFP_KERNEL) : NULL;
}
EXPORT_SYMBOL(bigphysarea_alloc);

void bigphysarea_free(caddr_t addr, int size)
{
	free_run(addr, _RET_IP_);
}
EXPORT_SYMBOL(bigphysarea_free);

/* ---- views ---- */

struct tally {
	unsigned int blocks, largest, pages;
};

/* Return: where the next run or gap begins. */
static unsigned int tally_run(struct tally tally[2], unsigned int page)
{
	unsigned long flags;
	unsigned int nr;
	bool is_out;

	spin_lock_irqsave(&pool.lock, flags);
	nr = bigmem_map_run(&pool.map, page, &is_out);
	spin_unlock_irqrestore(&pool.lock, flags);
	tally[is_out].blocks++;
	tally[is_out].pages += nr;
	tally[is_out].largest = max(tally[is_out].largest, nr);
	return page + nr;
}

static void show_runs(struct seq_file *m)
{
	unsigned int nr;
	bool is_out;

	for (unsigned int page = 0; page < pool.map.nr_pages; page += nr) {
		nr = bigmem_map_run(&pool.map, page, &is_out);
		if (is_out)
			seq_printf(m, "%#010lx-%#010lx %8u kB %pS\n", (pool.map.first_pfn + page) << PAGE_SHIFT,
				   ((pool.map.first_pfn + page + nr) << PAGE_SHIFT) - 1,
				   nr << (PAGE_SHIFT - 10), (void *)page_of(page)->private);
	}
}

int bigphysarea_show(struct seq_file *m, void *v)
{
	struct tally tally[2] = {};

	for (unsigned int page = 0; page < pool.map.nr_pages;)
		page = tally_run(tally, page);
	seq_printf(m, "Big physical area, size %u kB\n", pool.map.nr_pages << (PAGE_SHIFT - 10));
	seq_puts(m, "                       free list:             used list:\n");
	seq_printf(m, "number of blocks:      %8u               %8u\n", tally[0].blocks, tally[1].blocks);
	seq_printf(m, "size of largest block: %8u kB            %8u kB\n", tally[0].largest << (PAGE_SHIFT - 10),
		   tally[1].largest << (PAGE_SHIFT - 10));
	seq_printf(m, "total:                 %8u kB            %8u kB\n", tally[0].pages << (PAGE_SHIFT - 10),
		   tally[1].pages << (PAGE_SHIFT - 10));
	show_runs(m);
	return 0;
}
EXPORT_SYMBOL(bigphysarea_show);

static long pages_out(void)
{
	return pool.nr_used;
}
LEAK_COUNTER(bigmem, pages_out);

static int bigphysarea_check(void)
{
	unsigned long flags;
	int faults;

	spin_lock_irqsave(&pool.lock, flags);
	faults = bigmem_map_check(&pool.map);
	faults += pool.map.nr_pages && bitmap_weight(pool.map.used, pool.map.nr_pages) != pool.nr_used;
	spin_unlock_irqrestore(&pool.lock, flags);
	return faults;
}
SELFCHECK(bigmem, bigphysarea_check, NULL);
