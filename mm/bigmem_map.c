// SPDX-License-Identifier: MIT
/*
 * mm/bigmem_map.c: which pages of a pool are out, and where each run begins.
 *
 * Problem.  A handful of drivers want runs of any length at any alignment, for as long as the machine is up;
 *           a mistaken free must not pull a run apart.
 * Idea.     Two bits for each page. First fit: the lowest place whose window has no used bit; a used bit in
 *           it moves the window behind the pages that are in the way.
 *
 *     page    0 1 2 3 4 5 6 7 8 9
 *     used    1 1 1 1 1 . . 1 1 .        runs: 0-2, 3-4, 7-8
 *     head    1 . . 1 . . . 1 . .        a run ends before the next head or the next free page
 *
 * Invariants (bigmem_map_check): a head is used; a used page behind a free one is a head.
 * Locks.    The caller's.
 * Cost.     O(pages / 32) a call. A buddy tree would be quicker, and round 20 MiB up to 32.
 * Left out. Best fit: runs are few and live long.
 * Sources.  Knuth vol. 1, 2.5 A "First-fit"; the bigphysarea patch kept sorted lists of ranges.
 */
#include "bigphysarea.h"
#include <asm/page.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

void bigmem_map_init(struct bigmem_map *map, unsigned long first_pfn, unsigned int nr_pages, void *memory)
{
	map->first_pfn = first_pfn;
	map->nr_pages = nr_pages;
	map->used = memory;
	map->head = map->used + BITS_TO_LONGS(nr_pages);
	memset(memory, 0, bigmem_map_bytes(nr_pages));
}

/* The first page from @page on whose frame number is a multiple of @align. */
static unsigned long align_page(const struct bigmem_map *map, unsigned long page, unsigned int align)
{
	unsigned long beyond = (map->first_pfn + page) % align;

	return beyond ? page + align - beyond : page;
}

/**
 * bigmem_map_take() - mark the lowest run that will do.
 * @map: the pool.
 * @count: pages, not 0.
 * @align: of the frame number; not 0, any number.
 *
 * Return: its first page, or BIGMEM_NO_RUN.
 */
unsigned int bigmem_map_take(struct bigmem_map *map, unsigned int count, unsigned int align)
{
	unsigned long first = align_page(map, 0, align), taken;

	while (count <= map->nr_pages && first <= map->nr_pages - count) {
		taken = find_next_bit(map->used, first + count, first);
		if (taken >= first + count) {
			bitmap_set(map->used, first, count);
			__set_bit(first, map->head);
			return first;
		}
		first = align_page(map, find_next_zero_bit(map->used, map->nr_pages, taken), align);
	}
	return BIGMEM_NO_RUN;
}

/**
 * bigmem_map_run() - what there is from @page on.
 * @map: the pool.
 * @page: 0 to nr_pages - 1.
 * @is_out: set: the pages are out.
 *
 * Return: pages up to the end of the run, or of the gap.
 */
unsigned int bigmem_map_run(const struct bigmem_map *map, unsigned int page, bool *is_out)
{
	unsigned long end;

	*is_out = test_bit(page, map->used);
	if (!*is_out)
		return find_next_bit(map->used, map->nr_pages, page) - page;
	end = find_next_zero_bit(map->used, map->nr_pages, page);
	return find_next_bit(map->head, end, page + 1) - page;
}

/**
 * bigmem_map_give() - give a run back.
 * @map: the pool.
 * @page: its first page.
 *
 * Return: its pages; 0 if no run begins there, and then nothing has changed.
 */
unsigned int bigmem_map_give(struct bigmem_map *map, unsigned int page)
{
	unsigned int count;
	bool is_out;

	if (page >= map->nr_pages || !test_bit(page, map->head))
		return 0;
	count = bigmem_map_run(map, page, &is_out);
	__clear_bit(page, map->head);
	bitmap_clear(map->used, page, count);
	return count;
}

int bigmem_map_check(const struct bigmem_map *map)
{
	bool before = false;
	int faults = 0;

	for (unsigned int page = 0; page < map->nr_pages; page++) {
		bool used = test_bit(page, map->used), head = test_bit(page, map->head);

		faults += (head && !used) || (used && !before && !head);
		before = used;
	}
	return faults;
}

/* Digits and a unit at *@text, which moves behind them. */
static bool take_number(const char **text, u64 *number)
{
	char *end;

	if (**text < '0' || **text > '9')
		return false;
	*number = memparse(*text, &end);
	*text = end;
	return true;
}

int bigmem_parse(const char *text, u64 *size, u64 *align)
{
	*align = PAGE_SIZE;
	if (!text || !take_number(&text, size) || !*size)
		return -EINVAL;
	if (*text == '@') {
		text++;
		if (!take_number(&text, align) || !*align || *align & (*align - 1))
			return -EINVAL;
	}
	*align = max_t(u64, *align, PAGE_SIZE);
	return *text ? -EINVAL : 0;
}
