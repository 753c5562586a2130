/* SPDX-License-Identifier: MIT */
/*
 * slate/meminfo.h: where every byte of the firmware's RAM went before the page allocator got the rest.
 *
 * Two views that add up exactly, printed at boot and asked by tests:
 *   firmware RAM = mem=/memmap= cut + above the CPU's reach + partial frames + memblock memory
 *   memblock memory = reserved (item by item) + handed over
 * An item is a name and a number of bytes. A reservation counts only bytes that are RAM and that nobody
 * had reserved before, so that overlapping reservations never count twice.
 */
#ifndef _SLATE_MEMINFO_H
#define _SLATE_MEMINFO_H

#include <linux/types.h>

struct memory_item {
	const char *what;
	u64 bytes;
};

/**
 * reserve_named() - keep @size bytes at @phys from the allocators.
 * @phys: physical address, any alignment; need not be RAM.
 * @size: bytes.
 * @what: item it counts under; a literal.
 *
 * Context: boot, before memblock_free_all().
 * Return: 0, or -ENOMEM from memblock_reserve().
 */
int reserve_named(phys_addr_t phys, phys_addr_t size, const char *what);

/**
 * unreserve_named() - give back part of a named reservation before the hand-over.
 * @phys: physical address.
 * @size: bytes; all of them reserved.
 * @what: item they were counted under.
 */
void unreserve_named(phys_addr_t phys, phys_addr_t size, const char *what);

/**
 * alloc_named() - memblock_alloc() that knows what for.
 * @size: bytes.
 * @align: power of two; 0 means a cache line.
 * @what: item it counts under; a literal.
 *
 * Context: boot, before memblock_free_all().
 * Return: zeroed lowmem; never NULL: without this memory there is no boot, so it panics with numbers.
 */
void *alloc_named(phys_addr_t size, phys_addr_t align, const char *what);

/* Tell that @bytes of item @what went to the page allocator after the hand-over (init sections). */
void release_named(u64 bytes, const char *what);

/* RAM as the firmware gave it, and what of it never reached memblock; bytes. */
u64 memory_firmware_bytes(void);
u64 memory_clipped_bytes(void);	  /* above the CPU's physical width */
s64 memory_cut_bytes(void);	  /* taken by mem= and memmap=; negative where memmap= added more */
u64 memory_partial_bytes(void);	  /* parts of frames */
u64 memory_handed_over_bytes(void); /* what memblock_free_all() gave away, plus what was released since */

/* Items in order of first mention; NULL behind the last one. */
const struct memory_item *memory_item(unsigned int index);

/* One line of the normalised firmware map, kept for /proc/iomem. False behind the last one. */
struct firmware_range;
bool firmware_range(unsigned int index, struct firmware_range *range);

/**
 * memory_init() - from boot_info and the command line to a memblock ready for allocation.
 *
 * Sets max_low_pfn, max_pfn, high_memory, highend. Refuses with a message and exit code 35 where less
 * than CONFIG_MIN_RAM is usable.
 * Context: boot, after params_parse_early(); before paging_init().
 */
void memory_init(void);

/* Print the two boot lines: what the firmware has, and where it went. After memblock_free_all(). */
void memory_report(void);

/* Do the two sums above hold, and is every item within memblock's view? Return: number of faults. */
int memory_check(void);

#endif
