// SPDX-License-Identifier: MIT
/*
 * mm/memblock_query.c: questions about memblock's two arrays, cutting memory short, and the checker.
 *
 * Problem.  Boot code asks whether an address is RAM or taken, and mem= style limits take memory away.
 * Idea.     Both arrays are sorted, so membership is a binary search; a limit is a translation from an
 *           amount of memory to the address below which there is that much.
 * Invariants. Those of mm/memblock.c, walked by memblock_check().
 * Locks.    None: boot only, one CPU.
 * Paths.    memblock_is_memory -> search;  memblock_enforce_memory_limit -> address_of_amount
 * Cost.     O(log n) to ask, O(n) to cut.
 * Sources.  Linux Documentation/core-api/boot-time-mm.rst.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/printk.h>

static phys_addr_t __init_memblock region_end(const struct memblock_region *r)
{
	return r->base + r->size;
}

static phys_addr_t __init_memblock cap_size(phys_addr_t base, phys_addr_t size)
{
	return min(size, PHYS_ADDR_MAX - base);
}

/* The region that holds @addr, or NULL. */
static struct memblock_region *__init_memblock search(struct memblock_type *type, phys_addr_t addr)
{
	unsigned long low = 0, high = type->cnt;

	while (low < high) {
		unsigned long middle = low + (high - low) / 2;
		struct memblock_region *r = &type->regions[middle];

		if (addr < r->base)
			high = middle;
		else if (addr - r->base >= r->size)
			low = middle + 1;
		else
			return r;
	}
	return NULL;
}

/* Do two ranges share a byte? Neither may reach beyond the end of the address space. */
unsigned long __init_memblock memblock_addrs_overlap(phys_addr_t base1, phys_addr_t size1,
						     phys_addr_t base2, phys_addr_t size2)
{
	return base1 < base2 + size2 && base2 < base1 + size1;
}

/* Does any region of @type share a byte with the range? */
bool __init_memblock memblock_overlaps_region(struct memblock_type *type, phys_addr_t base,
					      phys_addr_t size)
{
	unsigned long i;

	size = cap_size(base, size);
	for (i = 0; i < type->cnt; i++)
		if (memblock_addrs_overlap(base, size, type->regions[i].base,
					   type->regions[i].size))
			return true;
	return false;
}

bool __init_memblock memblock_is_memory(phys_addr_t addr)
{
	return search(&memblock.memory, addr);
}

/* RAM that the kernel may touch. */
bool __init_memblock memblock_is_map_memory(phys_addr_t addr)
{
	struct memblock_region *r = search(&memblock.memory, addr);

	return r && !memblock_is_nomap(r);
}

bool __init_memblock memblock_is_reserved(phys_addr_t addr)
{
	return search(&memblock.reserved, addr);
}

/* Does one memory region hold the whole range? */
bool __init_memblock memblock_is_region_memory(phys_addr_t base, phys_addr_t size)
{
	struct memblock_region *r = search(&memblock.memory, base);

	return r && region_end(r) >= base + cap_size(base, size);
}

/* Is any byte of the range reserved? */
bool __init_memblock memblock_is_region_reserved(phys_addr_t base, phys_addr_t size)
{
	return memblock_overlaps_region(&memblock.reserved, base, size);
}

/* Node of a frame and the frames of its region; -1 where there is no RAM. */
int __init_memblock memblock_search_pfn_nid(unsigned long pfn, unsigned long *start_pfn,
					    unsigned long *end_pfn)
{
	struct memblock_region *r = search(&memblock.memory, PFN_PHYS(pfn));

	if (!r)
		return -1;
	*start_pfn = PFN_DOWN(r->base);
	*end_pfn = PFN_DOWN(region_end(r));
	return memblock_get_region_node(r);
}

void __init_memblock memblock_set_current_limit(phys_addr_t limit)
{
	memblock.current_limit = limit;
}

phys_addr_t __init_memblock memblock_get_current_limit(void)
{
	return memblock.current_limit;
}

/* The address below which there are @amount bytes of memory; all-ones where there are not. */
static phys_addr_t __init address_of_amount(phys_addr_t amount)
{
	struct memblock_region *r;

	for_each_mem_region(r) {
		if (amount <= r->size)
			return r->base + amount;
		amount -= r->size;
	}
	return PHYS_ADDR_MAX;
}

/* Keep the lowest @limit bytes of memory; 0 and more than there is change nothing. */
void __init memblock_enforce_memory_limit(phys_addr_t limit)
{
	phys_addr_t end = limit ? address_of_amount(limit) : PHYS_ADDR_MAX;

	if (end == PHYS_ADDR_MAX)
		return;
	memblock_remove(end, PHYS_ADDR_MAX);
	memblock_phys_free(end, PHYS_ADDR_MAX);
}

/* Forget memory outside the range, except NOMAP regions, and reservations outside it. */
void __init memblock_cap_memory_range(phys_addr_t base, phys_addr_t size)
{
	phys_addr_t end = base + cap_size(base, size);
	unsigned long i;

	if (!size)
		return;
	if (!memblock.memory.total_size) {
		pr_warn("memblock: no memory to cap\n");
		return;
	}
	for (i = memblock.memory.cnt; i-- > 0;) {
		struct memblock_region r = memblock.memory.regions[i];

		if (memblock_is_nomap(&r))
			continue;
		if (region_end(&r) > end)
			memblock_remove(max(end, r.base), region_end(&r) - max(end, r.base));
		if (r.base < base)
			memblock_remove(r.base, min(base, region_end(&r)) - r.base);
	}
	memblock_phys_free(0, base);
	memblock_phys_free(end, PHYS_ADDR_MAX);
}

/* As memblock_enforce_memory_limit(), but NOMAP regions stay. */
void __init memblock_mem_limit_remove_map(phys_addr_t limit)
{
	phys_addr_t end = limit ? address_of_amount(limit) : PHYS_ADDR_MAX;

	if (end != PHYS_ADDR_MAX)
		memblock_cap_memory_range(0, end);
}

static void __init_memblock dump(struct memblock_type *type)
{
	unsigned long i;

	pr_info("memblock: %s: %lu regions, room for %lu, %llu bytes\n", type->name, type->cnt,
		type->max, (u64)type->total_size);
	for (i = 0; i < type->cnt; i++) {
		struct memblock_region *r = &type->regions[i];
		phys_addr_t last = region_end(r) - 1;

		pr_info("memblock:   %s[%lu] [%pa-%pa] flags %#x node %d\n", type->name, i,
			&r->base, &last, r->flags, memblock_get_region_node(r));
	}
}

/* Print both arrays. */
void __init_memblock memblock_dump_all(void)
{
	dump(&memblock.memory);
	dump(&memblock.reserved);
}

static int __init_memblock fault(struct memblock_type *type, unsigned long i, const char *what)
{
	pr_err("memblock: %s[%lu]: %s\n", type->name, i, what);
	return 1;
}

static int __init_memblock check_type(struct memblock_type *type)
{
	struct memblock_region *r = type->regions;
	phys_addr_t sum = 0;
	unsigned long i;
	int faults = 0;

	if (!type->cnt || type->cnt > type->max)
		return fault(type, type->cnt, "number of regions out of bounds");
	if (type->cnt == 1 && !r->size)
		return type->total_size ? fault(type, 0, "empty, but total_size is not 0") : 0;
	for (i = 0; i < type->cnt; i++) {
		sum += r[i].size;
		if (!r[i].size)
			faults += fault(type, i, "empty region");
		if (r[i].base + r[i].size < r[i].base)
			faults += fault(type, i, "wraps");
		if (i && region_end(&r[i - 1]) > r[i].base)
			faults += fault(type, i, "overlaps the one before or is out of order");
		if (i && region_end(&r[i - 1]) == r[i].base && r[i - 1].flags == r[i].flags &&
		    memblock_get_region_node(&r[i - 1]) == memblock_get_region_node(&r[i]))
			faults += fault(type, i, "should be merged with the one before");
	}
	if (sum != type->total_size)
		faults += fault(type, i, "total_size is not the sum");
	return faults;
}

int __init_memblock memblock_check(void)
{
	return check_type(&memblock.memory) + check_type(&memblock.reserved);
}
