// SPDX-License-Identifier: MIT
/*
 * mm/memblock.c: which physical memory there is and which of it is taken, before anything else can say.
 *
 * Problem.  The page allocator needs tables whose size depends on RAM; something must hand out memory for
 *           them, and remember it, with nothing but a few KiB of static arrays.
 * Idea.     Two sorted arrays of disjoint ranges, `memory` and `reserved`. An allocation walks the gaps of
 *           `reserved` inside `memory`, top down by default, and adds what it takes to `reserved`. Freeing
 *           removes it. There are no lists of free memory, so nothing can disagree.
 *
 *     memory    [=======================]        [==========]
 *     reserved      [##]   [####]     [####]
 *     cursor    (0,0)  (0,1)  (0,2)              (1,3)        index into memory, gap of reserved
 *
 * Invariants (memblock_check walks them): regions sorted, disjoint, not empty; neighbours that touch
 *           differ in flags or node; total_size is their sum; an empty type is one region of size 0.
 * Rule.     An array that is full doubles: the new one is reserved memory clear of the range being added.
 *           Hence boot code reserves first and adds memory last; while there is no memory there is
 *           nothing to resize into, and an untold reservation can never be overwritten.
 * Locks.    None: boot only, one CPU.
 * Paths.    Add    memblock_add | memblock_reserve -> add_range -> make_room, insert_uncovered, merge
 *           Remove memblock_remove | memblock_phys_free -> remove_range -> isolate -> delete_region
 *           Alloc  memblock_alloc -> alloc_virtual -> memblock_alloc_range_nid -> find_free -> reserve
 *           Over   memblock_free_all (mm/memblock_handover.c)
 * Cost.     Linear in the number of regions, which is tens.
 * Left out. physmem (a third array, s390's), debugfs, resizing from the slab.
 * Sources.  Linux Documentation/core-api/boot-time-mm.rst; Gorman ch. 5 for what came before.
 *
 * This file also compiles inside Linux's tools/testing/memblock, so it includes only what is there.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/init.h>
#include <linux/bitops.h>
#include <linux/poison.h>
#include <linux/pfn.h>
#include <linux/mm.h>
#include <linux/memblock.h>
#include <asm/sections.h>
#include <linux/io.h>
#include "internal.h"

#define INIT_MEMBLOCK_REGIONS 128

unsigned long max_low_pfn;
unsigned long min_low_pfn;
unsigned long max_pfn;
unsigned long long max_possible_pfn;

static struct memblock_region init_memory_regions[INIT_MEMBLOCK_REGIONS] __initdata_memblock;
static struct memblock_region init_reserved_regions[INIT_MEMBLOCK_REGIONS] __initdata_memblock;

struct memblock memblock __initdata_memblock = {
	.current_limit = MEMBLOCK_ALLOC_ANYWHERE,
	.memory = {
		.cnt = 1,
		.max = INIT_MEMBLOCK_REGIONS,
		.regions = init_memory_regions,
		.name = "memory",
	},
	.reserved = {
		.cnt = 1,
		.max = INIT_MEMBLOCK_REGIONS,
		.regions = init_reserved_regions,
		.name = "reserved",
	},
};

/* memblock=debug: every change is printed with its caller. */
static int memblock_debug __initdata_memblock;

#define memblock_dbg(fmt, ...)                           \
	do {                                             \
		if (memblock_debug)                      \
			pr_info(fmt, ##__VA_ARGS__);     \
	} while (0)

static void __init_memblock log_change(const char *what, phys_addr_t base, phys_addr_t size,
				       unsigned long caller)
{
	phys_addr_t last = base + size - 1;

	memblock_dbg("memblock_%s: [%pa-%pa] %pS\n", what, &base, &last, (void *)caller);
}

/* Ranges end at all-ones at most. */
static phys_addr_t __init_memblock end_of(phys_addr_t base, phys_addr_t size)
{
	return base + min(size, PHYS_ADDR_MAX - base);
}

static phys_addr_t __init_memblock region_end(const struct memblock_region *r)
{
	return r->base + r->size;
}

static void __init_memblock insert_region(struct memblock_type *type, unsigned long idx,
					  const struct memblock_region *new)
{
	struct memblock_region *at = &type->regions[idx];

	BUG_ON(type->cnt >= type->max);
	memmove(at + 1, at, (type->cnt - idx) * sizeof(*at));
	*at = *new;
	type->cnt++;
	type->total_size += new->size;
}

static void __init_memblock delete_region(struct memblock_type *type, unsigned long idx)
{
	struct memblock_region *at = &type->regions[idx];

	type->total_size -= at->size;
	type->cnt--;
	memmove(at, at + 1, (type->cnt - idx) * sizeof(*at));
	if (!type->cnt) {
		memset(at, 0, sizeof(*at));
		memblock_set_region_node(at, MAX_NUMNODES);
		type->cnt = 1;
	}
}

static bool __init_memblock can_merge(const struct memblock_region *a,
				      const struct memblock_region *b)
{
	return region_end(a) == b->base && a->flags == b->flags &&
	       memblock_get_region_node(a) == memblock_get_region_node(b);
}

static void __init_memblock merge_regions(struct memblock_type *type)
{
	struct memblock_region *r = type->regions;
	unsigned long i, kept = 0;

	for (i = 1; i < type->cnt; i++) {
		if (can_merge(&r[kept], &r[i]))
			r[kept].size += r[i].size;
		else
			r[++kept] = r[i];
	}
	type->cnt = kept + 1;
}

/*
 * Insert those parts of @new that no region covers yet, if @insert; in any case count them. What is
 * covered keeps its flags and node.
 */
static unsigned long __init_memblock insert_uncovered(struct memblock_type *type,
						      const struct memblock_region *new, bool insert)
{
	phys_addr_t base = new->base, end = region_end(new);
	struct memblock_region part = *new;
	unsigned long i, nr = 0;

	for (i = 0; i <= type->cnt && base < end; i++) {
		bool last = i == type->cnt;
		phys_addr_t next = last ? end : min(type->regions[i].base, end);

		if (!last && region_end(&type->regions[i]) <= base)
			continue;
		if (base < next) {
			part.base = base;
			part.size = next - base;
			nr++;
			if (insert)
				insert_region(type, i++, &part);
		}
		base = last ? end : max(base, region_end(&type->regions[i]));
	}
	return nr;
}

/* The first region of an empty type is its placeholder: overwrite it. */
static void __init_memblock add_to_type(struct memblock_type *type,
					const struct memblock_region *new)
{
	if (!type->regions[0].size) {
		type->regions[0] = *new;
		type->total_size = new->size;
		return;
	}
	insert_uncovered(type, new, true);
	merge_regions(type);
}

/*
 * Cut regions at both ends of [base, end), then tell which lie within: [*first, *behind). Needs room for
 * two more regions.
 */
static void __init_memblock isolate(struct memblock_type *type, phys_addr_t base, phys_addr_t end,
				    unsigned long *first, unsigned long *behind)
{
	unsigned long i;

	*first = *behind = 0;
	for (i = 0; i < type->cnt; i++) {
		struct memblock_region *r = &type->regions[i];
		struct memblock_region low = *r;
		phys_addr_t cut = r->base < base ? base : end;

		if (r->base >= end)
			break;
		if (region_end(r) <= base)
			continue;
		if (r->base < base || region_end(r) > end) {
			low.size = cut - r->base;
			r->base = cut;
			r->size -= low.size;
			type->total_size -= low.size;
			insert_region(type, i, &low);
			if (low.base < base)
				continue;
		}
		if (!*behind)
			*first = i;
		*behind = i + 1;
	}
}

static void __init_memblock delete_range(struct memblock_type *type, phys_addr_t base,
					 phys_addr_t end)
{
	unsigned long first, behind;

	isolate(type, base, end, &first, &behind);
	while (behind-- > first)
		delete_region(type, behind);
}

/* --- Finding free memory ----------------------------------------------------------------------- */

struct search {
	phys_addr_t size, align, start, end;
	int nid;
	enum memblock_flags flags;
};

static phys_addr_t __init_memblock find_bottom_up(const struct search *s)
{
	phys_addr_t start, end, found;
	u64 i;

	for_each_free_mem_range(i, s->nid, s->flags, &start, &end, NULL) {
		start = clamp(start, s->start, s->end);
		end = clamp(end, s->start, s->end);
		found = round_up(start, s->align);
		if (found >= start && found < end && end - found >= s->size)
			return found;
	}
	return 0;
}

static phys_addr_t __init_memblock find_top_down(const struct search *s)
{
	phys_addr_t start, end, found;
	u64 i;

	for_each_free_mem_range_reverse(i, s->nid, s->flags, &start, &end, NULL) {
		start = clamp(start, s->start, s->end);
		end = clamp(end, s->start, s->end);
		if (end < s->size)
			continue;
		found = round_down(end - s->size, s->align);
		if (found >= start)
			return found;
	}
	return 0;
}

/* 0 means nothing was found: frame 0 is never handed out. */
static phys_addr_t __init_memblock find_free(const struct search *wanted)
{
	struct search s = *wanted;

	if (s.end == MEMBLOCK_ALLOC_ACCESSIBLE || s.end == MEMBLOCK_ALLOC_NOLEAKTRACE)
		s.end = memblock.current_limit;
	s.start = max_t(phys_addr_t, s.start, PAGE_SIZE);
	s.end = max(s.start, s.end);
	return memblock_bottom_up() ? find_bottom_up(&s) : find_top_down(&s);
}

/* Mirrored memory is preferred as soon as there is any. */
static enum memblock_flags __init_memblock preferred_flags(void)
{
	struct memblock_region *r;

	for_each_mem_region(r)
		if (memblock_is_mirror(r))
			return MEMBLOCK_MIRROR;
	return MEMBLOCK_NONE;
}

/* --- Growing an array -------------------------------------------------------------------------- */

/* Room for an array of @bytes clear of @busy, which is about to be reserved. */
static phys_addr_t __init_memblock find_array(phys_addr_t bytes, const struct memblock_region *busy)
{
	struct search s = { bytes, PAGE_SIZE, region_end(busy), memblock.current_limit,
			    NUMA_NO_NODE, preferred_flags() };
	phys_addr_t found;

	for (;;) {
		found = find_free(&s);
		if (!found && busy->size) {
			s.start = 0;
			s.end = min(busy->base, memblock.current_limit);
			found = s.end ? find_free(&s) : 0;
		}
		if (found || s.flags == MEMBLOCK_NONE)
			return found;
		s.flags = MEMBLOCK_NONE;
		s.start = region_end(busy);
		s.end = memblock.current_limit;
	}
}

/* @busy: the range being added, which the new array must not touch if @type is `reserved`. */
static int __init_memblock double_array(struct memblock_type *type,
					const struct memblock_region *busy)
{
	struct memblock_region none = { .base = 0 };
	struct memblock_region area = { .base = 0 };
	struct memblock_region *old = type->regions;
	phys_addr_t old_bytes = type->max * sizeof(*old);
	bool was_static = old == init_memory_regions || old == init_reserved_regions;

	area.size = PAGE_ALIGN(2 * old_bytes);
	area.base = find_array(area.size, type == &memblock.reserved ? busy : &none);
	memblock_set_region_node(&area, MAX_NUMNODES);
	if (!area.base) {
		pr_err("memblock: no room to double the %s array of %lu regions\n", type->name,
		       type->max);
		return -ENOMEM;
	}
	type->regions = __va(area.base);
	memcpy(type->regions, old, old_bytes);
	memset(type->regions + type->max, 0, old_bytes);
	type->max *= 2;
	log_change(type->name, area.base, area.size, _RET_IP_);
	if (!was_static)
		delete_range(&memblock.reserved, __pa(old), __pa(old) + PAGE_ALIGN(old_bytes));
	add_to_type(&memblock.reserved, &area);
	return 0;
}

/* Doubling `memory` takes up to three entries of `reserved`: see to those first. */
static int __init_memblock grow(struct memblock_type *type, const struct memblock_region *busy)
{
	struct memblock_type *reserved = &memblock.reserved;
	struct memblock_region none = { .base = 0 };

	if (type != reserved && reserved->cnt + 3 > reserved->max && double_array(reserved, &none))
		return -ENOMEM;
	return double_array(type, busy);
}

static int __init_memblock add_range(struct memblock_type *type, const struct memblock_region *range)
{
	struct memblock_region new = *range;

	new.size = end_of(new.base, new.size) - new.base;
	if (!new.size)
		return 0;
	while (type->cnt + insert_uncovered(type, &new, false) > type->max)
		if (grow(type, &new))
			return -ENOMEM;
	add_to_type(type, &new);
	return 0;
}

/* Room for the two regions that isolate() may add. */
static int __init_memblock isolate_range(struct memblock_type *type, phys_addr_t base,
					 phys_addr_t size, unsigned long *first,
					 unsigned long *behind)
{
	struct memblock_region range = { .base = base };

	*first = *behind = 0;
	range.size = end_of(base, size) - base;
	if (!range.size)
		return 0;
	while (type->cnt + 2 > type->max)
		if (grow(type, &range))
			return -ENOMEM;
	isolate(type, base, region_end(&range), first, behind);
	return 0;
}

static int __init_memblock remove_range(struct memblock_type *type, phys_addr_t base,
					phys_addr_t size)
{
	unsigned long first, behind;
	int err = isolate_range(type, base, size, &first, &behind);

	while (!err && behind-- > first)
		delete_region(type, behind);
	return err;
}

/* --- Describing memory ------------------------------------------------------------------------- */

static int __init_memblock add_logged(struct memblock_type *type, const struct memblock_region *new,
				      const char *what, unsigned long caller)
{
	log_change(what, new->base, new->size, caller);
	return add_range(type, new);
}

/**
 * memblock_add_node() - there is RAM at @base, and it belongs to a node.
 * @base: physical address.
 * @size: bytes; cut at the end of the address space.
 * @nid: node.
 * @flags: attributes of the new parts; what was known before keeps its own.
 *
 * Return: 0, or -ENOMEM with nothing changed.
 */
int __init_memblock memblock_add_node(phys_addr_t base, phys_addr_t size, int nid,
				      enum memblock_flags flags)
{
	struct memblock_region new = { .base = base, .size = size, .flags = flags };

	memblock_set_region_node(&new, nid);
	return add_logged(&memblock.memory, &new, "add_node", _RET_IP_);
}

/* There is RAM at @base, of no known node. Return: 0 or -ENOMEM. */
int __init_memblock memblock_add(phys_addr_t base, phys_addr_t size)
{
	struct memblock_region new = { .base = base, .size = size };

	memblock_set_region_node(&new, MAX_NUMNODES);
	return add_logged(&memblock.memory, &new, "add", _RET_IP_);
}

/**
 * memblock_reserve() - nobody may be given [@base, @base + @size), RAM or not.
 * @base: physical address.
 * @size: bytes.
 *
 * Return: 0, or -ENOMEM with nothing changed.
 */
int __init_memblock memblock_reserve(phys_addr_t base, phys_addr_t size)
{
	struct memblock_region new = { .base = base, .size = size };

	memblock_set_region_node(&new, MAX_NUMNODES);
	return add_logged(&memblock.reserved, &new, "reserve", _RET_IP_);
}

/* Forget RAM; what was not known is no error. Return: 0 or -ENOMEM. */
int __init_memblock memblock_remove(phys_addr_t base, phys_addr_t size)
{
	log_change("remove", base, size, _RET_IP_);
	return remove_range(&memblock.memory, base, size);
}

/* Undo a reservation or allocation, or a part of one, by physical address. Return: 0 or -ENOMEM. */
int __init_memblock memblock_phys_free(phys_addr_t base, phys_addr_t size)
{
	log_change("phys_free", base, size, _RET_IP_);
	return remove_range(&memblock.reserved, base, size);
}

/* The same by kernel address; NULL is fine. */
void __init_memblock memblock_free(void *ptr, size_t size)
{
	if (ptr)
		memblock_phys_free(__pa(ptr), size);
}

static int __init_memblock change_flags(phys_addr_t base, phys_addr_t size,
					enum memblock_flags set, enum memblock_flags clear)
{
	struct memblock_type *type = &memblock.memory;
	unsigned long i, first, behind;
	int err = isolate_range(type, base, size, &first, &behind);

	for (i = first; !err && i < behind; i++)
		type->regions[i].flags = (type->regions[i].flags | set) & ~clear;
	if (!err)
		merge_regions(type);
	return err;
}

int __init_memblock memblock_mark_hotplug(phys_addr_t base, phys_addr_t size)
{
	return change_flags(base, size, MEMBLOCK_HOTPLUG, MEMBLOCK_NONE);
}

int __init_memblock memblock_clear_hotplug(phys_addr_t base, phys_addr_t size)
{
	return change_flags(base, size, MEMBLOCK_NONE, MEMBLOCK_HOTPLUG);
}

/* Only where the command line asked for kernelcore=mirror. */
int __init_memblock memblock_mark_mirror(phys_addr_t base, phys_addr_t size)
{
	return mirrored_kernelcore ? change_flags(base, size, MEMBLOCK_MIRROR, MEMBLOCK_NONE) : 0;
}

int __init_memblock memblock_mark_nomap(phys_addr_t base, phys_addr_t size)
{
	return change_flags(base, size, MEMBLOCK_NOMAP, MEMBLOCK_NONE);
}

int __init_memblock memblock_clear_nomap(phys_addr_t base, phys_addr_t size)
{
	return change_flags(base, size, MEMBLOCK_NONE, MEMBLOCK_NOMAP);
}

/* The regions of @type in the range belong to node @nid. Return: 0 or -ENOMEM. */
int __init_memblock memblock_set_node(phys_addr_t base, phys_addr_t size,
				      struct memblock_type *type, int nid)
{
	unsigned long i, first, behind;
	int err = isolate_range(type, base, size, &first, &behind);

	for (i = first; !err && i < behind; i++)
		memblock_set_region_node(&type->regions[i], nid);
	if (!err)
		merge_regions(type);
	return err;
}

/* Shrink every memory region to whole multiples of @align; drop those that have none. */
void __init_memblock memblock_trim_memory(phys_addr_t align)
{
	struct memblock_type *type = &memblock.memory;
	unsigned long i = type->cnt;

	while (i-- > 0) {
		struct memblock_region *r = &type->regions[i];
		phys_addr_t start = round_up(r->base, align);
		phys_addr_t end = round_down(region_end(r), align);

		if (start >= end || start < r->base) {
			delete_region(type, i);
			continue;
		}
		type->total_size -= r->size - (end - start);
		r->base = start;
		r->size = end - start;
	}
}

/*
 * Slate resizes whenever there is free memory to resize into, see Rule above; Linux wants to be told
 * when that is safe. Called or not makes no difference, which is what "no state" costs.
 */
void __init memblock_allow_resize(void)
{
	memblock_dbg("memblock: arrays may be resized\n");
}

/* --- Allocating -------------------------------------------------------------------------------- */

static phys_addr_t __init find_and_reserve(const struct search *s)
{
	phys_addr_t found = find_free(s);

	return found && !memblock_reserve(found, s->size) ? found : 0;
}

/**
 * memblock_alloc_range_nid() - reserve @size free bytes.
 * @size: bytes, reserved exactly.
 * @align: power of two; 0 means a cache line.
 * @start: lowest address wanted.
 * @end: highest, exclusive; MEMBLOCK_ALLOC_ACCESSIBLE is the current limit.
 * @nid: node, NUMA_NO_NODE for any.
 * @exact_nid: rather fail than take another node's.
 *
 * Return: physical address, 0 if there is no such room.
 */
phys_addr_t __init memblock_alloc_range_nid(phys_addr_t size, phys_addr_t align, phys_addr_t start,
					    phys_addr_t end, int nid, bool exact_nid)
{
	struct search s = { size, align ? align : SMP_CACHE_BYTES, start, end, nid,
			    preferred_flags() };
	phys_addr_t found;

	if (WARN_ONCE(nid == MAX_NUMNODES, "memblock: NUMA_NO_NODE means any node\n"))
		s.nid = NUMA_NO_NODE;
	for (;;) {
		found = find_and_reserve(&s);
		if (!found && s.nid != NUMA_NO_NODE && !exact_nid) {
			int wanted = s.nid;

			s.nid = NUMA_NO_NODE;
			found = find_and_reserve(&s);
			s.nid = wanted;
		}
		if (found || s.flags == MEMBLOCK_NONE)
			return found;
		pr_warn_ratelimited("memblock: no %pap bytes of mirrored memory\n", &size);
		s.flags = MEMBLOCK_NONE;
	}
}

phys_addr_t __init memblock_phys_alloc_range(phys_addr_t size, phys_addr_t align,
					     phys_addr_t start, phys_addr_t end)
{
	return memblock_alloc_range_nid(size, align, start, end, NUMA_NO_NODE, false);
}

phys_addr_t __init memblock_phys_alloc_try_nid(phys_addr_t size, phys_addr_t align, int nid)
{
	return memblock_alloc_range_nid(size, align, 0, MEMBLOCK_ALLOC_ACCESSIBLE, nid, false);
}

/* @want->start is a wish that is dropped when it cannot be had; the limit is not. */
static void *__init alloc_virtual(const struct search *want, bool exact_nid)
{
	phys_addr_t end = min(want->end, memblock.current_limit);
	phys_addr_t found;

	/* Too late: the page allocator owns the memory. Serve the caller, but tell. */
	if (WARN_ON_ONCE(slab_is_available()))
		return kzalloc_node(want->size, GFP_NOWAIT, want->nid);
	found = memblock_alloc_range_nid(want->size, want->align, want->start, end, want->nid,
					 exact_nid);
	if (!found && want->start)
		found = memblock_alloc_range_nid(want->size, want->align, 0, end, want->nid,
						 exact_nid);
	return found ? phys_to_virt(found) : NULL;
}

/**
 * memblock_alloc_try_nid_raw() - memory with a kernel address, as it is.
 * @size: bytes.
 * @align: power of two; 0 means a cache line.
 * @min_addr: lowest address, given up rather than failing.
 * @max_addr: highest; 0 or beyond the current limit means that limit.
 * @nid: preferred node.
 *
 * Return: kernel address, or NULL.
 */
void *__init memblock_alloc_try_nid_raw(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
					phys_addr_t max_addr, int nid)
{
	struct search want = { size, align, min_addr, max_addr, nid, MEMBLOCK_NONE };

	return alloc_virtual(&want, false);
}

/* As above, but from node @nid or not at all. */
void *__init memblock_alloc_exact_nid_raw(phys_addr_t size, phys_addr_t align,
					  phys_addr_t min_addr, phys_addr_t max_addr, int nid)
{
	struct search want = { size, align, min_addr, max_addr, nid, MEMBLOCK_NONE };

	return alloc_virtual(&want, true);
}

/* As memblock_alloc_try_nid_raw(), and zeroed. */
void *__init memblock_alloc_try_nid(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
				    phys_addr_t max_addr, int nid)
{
	void *memory = memblock_alloc_try_nid_raw(size, align, min_addr, max_addr, nid);

	return memory ? memset(memory, 0, size) : NULL;
}

/* --- Walking ----------------------------------------------------------------------------------- */

static bool __init_memblock is_skipped(const struct memblock_type *type, struct memblock_region *r,
				       int nid, enum memblock_flags flags)
{
	if (type != &memblock.memory)
		return false;
	if (nid != NUMA_NO_NODE && nid != memblock_get_region_node(r))
		return true;
	if (movable_node_is_enabled() && memblock_is_hotpluggable(r) && !(flags & MEMBLOCK_HOTPLUG))
		return true;
	if ((flags & MEMBLOCK_MIRROR) && !memblock_is_mirror(r))
		return true;
	if (memblock_is_nomap(r) && !(flags & MEMBLOCK_NOMAP))
		return true;
	return memblock_is_driver_managed(r) && !(flags & MEMBLOCK_DRIVER_MANAGED);
}

/* Gap number @i of @type: before region i, or behind the last one. All there is without a type. */
static void __init_memblock gap_of(const struct memblock_type *type, unsigned long i,
				   phys_addr_t *start, phys_addr_t *end)
{
	*start = type && i ? region_end(&type->regions[i - 1]) : 0;
	*end = type && i < type->cnt ? type->regions[i].base : PHYS_ADDR_MAX;
}

struct walk_out {
	phys_addr_t *start, *end;
	int *nid;
};

static void __init_memblock tell(const struct walk_out *out, phys_addr_t start, phys_addr_t end,
				 int nid)
{
	if (out->start)
		*out->start = start;
	if (out->end)
		*out->end = end;
	if (out->nid)
		*out->nid = nid;
}

static u64 __init_memblock make_cursor(u32 region, u32 gap)
{
	return region | (u64)gap << 32;
}

/*
 * Both arrays are sorted, so region and gap advance in step: of the two, the one that ends first cannot
 * meet anything more.
 */
void __init_memblock __next_mem_range(u64 *idx, int nid, enum memblock_flags flags,
				      struct memblock_type *type_a, struct memblock_type *type_b,
				      phys_addr_t *out_start, phys_addr_t *out_end, int *out_nid)
{
	struct walk_out out = { out_start, out_end, out_nid };
	u32 region = *idx, gap = *idx >> 32;
	phys_addr_t start, end;

	while (region < type_a->cnt) {
		struct memblock_region *r = &type_a->regions[region];

		if (is_skipped(type_a, r, nid, flags)) {
			region++;
			continue;
		}
		gap_of(type_b, gap, &start, &end);
		if (start >= region_end(r) && type_b) {
			region++;
			continue;
		}
		if (end > r->base || !type_b) {
			bool region_done = region_end(r) <= end || !type_b;

			tell(&out, max(start, r->base), min(end, region_end(r)),
			     memblock_get_region_node(r));
			*idx = make_cursor(region + region_done, gap + !region_done);
			return;
		}
		if (++gap > type_b->cnt)
			break;
	}
	*idx = ULLONG_MAX;
}

/* The same from the top: *@idx begins as all ones, and a cursor that has run out is all ones again. */
void __init_memblock __next_mem_range_rev(u64 *idx, int nid, enum memblock_flags flags,
					  struct memblock_type *type_a,
					  struct memblock_type *type_b, phys_addr_t *out_start,
					  phys_addr_t *out_end, int *out_nid)
{
	struct walk_out out = { out_start, out_end, out_nid };
	int region = (int)*idx, gap = (int)(*idx >> 32);
	phys_addr_t start, end;

	if (*idx == (u64)ULLONG_MAX) {
		region = type_a->cnt - 1;
		gap = type_b ? type_b->cnt : 0;
	}
	while (region >= 0 && gap >= 0) {
		struct memblock_region *r = &type_a->regions[region];

		if (is_skipped(type_a, r, nid, flags)) {
			region--;
			continue;
		}
		gap_of(type_b, gap, &start, &end);
		if (end <= r->base && type_b) {
			region--;
			continue;
		}
		if (start < region_end(r) || !type_b) {
			bool region_done = r->base >= start;

			tell(&out, max(start, r->base), min(end, region_end(r)),
			     memblock_get_region_node(r));
			*idx = make_cursor(region - region_done, gap - !region_done);
			return;
		}
		gap--;
	}
	*idx = ULLONG_MAX;
}

/* Whole frames of the next region of node @nid (MAX_NUMNODES: any); *@idx is -1 at both ends. */
void __init_memblock __next_mem_pfn_range(int *idx, int nid, unsigned long *out_start_pfn,
					  unsigned long *out_end_pfn, int *out_nid)
{
	struct memblock_type *type = &memblock.memory;

	while (++*idx < (int)type->cnt) {
		struct memblock_region *r = &type->regions[*idx];
		unsigned long start = PFN_UP(r->base), end = PFN_DOWN(region_end(r));

		if (start >= end || (nid != MAX_NUMNODES && nid != memblock_get_region_node(r)))
			continue;
		if (out_start_pfn)
			*out_start_pfn = start;
		if (out_end_pfn)
			*out_end_pfn = end;
		if (out_nid)
			*out_nid = memblock_get_region_node(r);
		return;
	}
	*idx = -1;
}

/* --- Asking ------------------------------------------------------------------------------------ */

phys_addr_t __init_memblock memblock_phys_mem_size(void)
{
	return memblock.memory.total_size;
}

phys_addr_t __init_memblock memblock_reserved_size(void)
{
	return memblock.reserved.total_size;
}

phys_addr_t __init_memblock memblock_start_of_DRAM(void)
{
	return memblock.memory.regions[0].base;
}

phys_addr_t __init_memblock memblock_end_of_DRAM(void)
{
	return region_end(&memblock.memory.regions[memblock.memory.cnt - 1]);
}

static int __init early_memblock(char *value)
{
	if (value && strstr(value, "debug"))
		memblock_debug = 1;
	return 0;
}
early_param("memblock", early_memblock);
