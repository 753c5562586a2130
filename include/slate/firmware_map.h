/* SPDX-License-Identifier: MIT */
/*
 * slate/firmware_map.h: from the firmware's map, which may be anything, to sorted disjoint ranges.
 *
 * Pure functions: a struct firmware_map and its caller's arrays in, the same out. The kernel runs them
 * once; host tests run them millions of times.
 */
#ifndef _SLATE_FIRMWARE_MAP_H
#define _SLATE_FIRMWARE_MAP_H

#include <linux/types.h>

struct boot_range;

/* E820's numbers; whatever else firmware says (UEFI: 20 and more) counts as reserved. */
enum firmware_type {
	FIRMWARE_RAM = 1,
	FIRMWARE_RESERVED = 2,
	FIRMWARE_ACPI = 3,     /* tables; could be reused, is not */
	FIRMWARE_NVS = 4,
	FIRMWARE_UNUSABLE = 5, /* broken RAM */
	FIRMWARE_PRAM = 12,    /* persistent memory, also memmap=n!s */
};

struct firmware_range {
	u64 start, end; /* bytes, end exclusive and at most 2^64 - 1 */
	enum firmware_type type;
};

/* Sorted, disjoint, no empty range, no two touching ranges of one type; gaps are holes. */
struct firmware_map {
	unsigned int nr, max; /* ranges in use, and that fit */
	struct firmware_range *range;
	unsigned int nr_lost; /* ranges that did not fit: their memory is not used */
};

/* What firmware_map_build() met; for one line of report. */
struct firmware_map_stats {
	unsigned int unsorted, overlapping, empty, wrapping, unknown_types;
};

/**
 * firmware_map_build() - normalise @nr raw ranges.
 * @map: filled; room for 2 * @nr + 2 ranges is sure to be enough.
 * @raw: as the firmware gave them.
 * @nr: number of raw ranges.
 * @stats: filled.
 *
 * Where ranges overlap the most restrictive type wins: RAM loses to ACPI, ACPI to NVS, NVS to persistent,
 * that to reserved, and all to unusable. A range that wraps past 2^64 is cut at 2^64 - 1.
 */
void firmware_map_build(struct firmware_map *map, const struct boot_range *raw, unsigned int nr,
			struct firmware_map_stats *stats);

/**
 * firmware_map_add() - one more range, by the same rule.
 * @map: map.
 * @range: what and where; an unknown type counts as reserved.
 *
 * Return: 0, or -ENOSPC where the map is full and nothing was changed.
 */
int firmware_map_add(struct firmware_map *map, const struct firmware_range *range);

/**
 * firmware_map_remove() - make a hole.
 * @map: map.
 * @start: first byte.
 * @end: behind the last byte.
 * @only: the one type that is removed, 0 for all.
 *
 * Return: 0, or -ENOSPC where the map is full and nothing was changed.
 */
int firmware_map_remove(struct firmware_map *map, u64 start, u64 end, unsigned int only);

/* Bytes of @type in the map, and of those in [@start, @end). */
u64 firmware_map_bytes(const struct firmware_map *map, enum firmware_type type);
u64 firmware_map_bytes_in(const struct firmware_map *map, enum firmware_type type, u64 start, u64 end);

/* Text forms: boot/memory_params.c. */

/**
 * firmware_map_mem() - mem=SIZE: RAM from SIZE up is not used.
 * @map: map.
 * @value: text behind the `=`.
 *
 * Return: 0, -EINVAL where @value is no size or zero, -ENOSPC.
 */
int firmware_map_mem(struct firmware_map *map, const char *value);

/**
 * firmware_map_memmap() - memmap=: one or more of these, with commas between.
 *   n@s RAM   n#s ACPI   n$s reserved   n!s persistent   n RAM from n up is not used
 *   exactmap  forget the firmware's map: what follows is all there is
 *
 * Return: 0; -EINVAL where a form is not one of these (those before it hold); -ENOSPC.
 */
int firmware_map_memmap(struct firmware_map *map, const char *value);

/* A size: digits, then perhaps K, M, G or T, and nothing behind. Return: 0 or -EINVAL. */
int parse_memory_size(const char *value, u64 *size);

/**
 * lowmem_end() - where the direct map ends.
 * @ram_end: end of RAM, bytes.
 * @direct_map_bytes: room in the address space.
 * @highmem: bytes at the top of lowmem that highmem= asks to treat as highmem.
 *
 * Return: bytes, page aligned; at least LOWMEM_MIN of what there is stays lowmem whatever @highmem says.
 */
u64 lowmem_end(u64 ram_end, u64 direct_map_bytes, u64 highmem);
#define LOWMEM_MIN (16ull << 20) /* bytes */

const char *firmware_type_name(enum firmware_type type);

/* Every invariant of struct firmware_map. Return: number of faults. */
int firmware_map_check(const struct firmware_map *map);

#endif
