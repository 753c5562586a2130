// SPDX-License-Identifier: MIT
/*
 * boot/firmware_map.c: a firmware's map made sorted, disjoint and believable.
 *
 * Problem.  Firmware lists ranges in any order, twice, overlapping with different types, empty, wrapping
 *           past the end of the address space, cut at odd bytes. Memory may be used only where all that
 *           was said about it agrees that it is RAM.
 * Idea.     Painting. Start with an empty canvas and paint one raw range after the other; a colour covers
 *           only colours that are less restrictive. Since "the more restrictive" is a maximum, the order
 *           in which ranges are painted cannot matter, and sorting them first is not needed.
 *
 *     raw     RAM [-------------------]         painted   [RAM][RSV][--RAM--][ACPI]
 *             RESERVED [---]
 *             ACPI            [--------]
 *
 * Invariants (firmware_map_check walks them): ranges sorted, disjoint, none empty, touching ranges differ
 *           in type; types are those of enum firmware_type.
 * Locks.    None: the map is its caller's.
 * Paths.    firmware_map_build -> paint -> split_at, fill, merge
 *           firmware_map_remove -> split_at, close_gap, merge
 * Cost.     Painting one of n ranges is O(n); a map O(n^2) for n <= 1024, in practice n is about 10.
 * Left out. E820 extended attributes; UEFI's finer types, all reserved here.
 * Sources.  ACPI Specification, "System Address Map Interfaces".
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <slate/boot_info.h>
#include <slate/firmware_map.h>

/* From least to most restrictive; the place in this table is the rank. 0 is a hole. */
static const u8 types_by_rank[] __initconst = {
	0,	      FIRMWARE_RAM,	 FIRMWARE_ACPI,	    FIRMWARE_NVS,
	FIRMWARE_PRAM, FIRMWARE_RESERVED, FIRMWARE_UNUSABLE,
};

static unsigned int __init rank_of(unsigned int type)
{
	unsigned int rank = ARRAY_SIZE(types_by_rank) - 1;

	while (rank && types_by_rank[rank] != type)
		rank--;
	return rank;
}

static bool __init is_known(unsigned int type)
{
	return type && rank_of(type);
}

/* Index of the first range that ends above @addr. */
static unsigned int __init first_above(const struct firmware_map *map, u64 addr)
{
	unsigned int i = 0;

	while (i < map->nr && map->range[i].end <= addr)
		i++;
	return i;
}

static void __init open_gap(struct firmware_map *map, unsigned int at)
{
	memmove(&map->range[at + 1], &map->range[at], (map->nr - at) * sizeof(*map->range));
	map->nr++;
}

static void __init close_gap(struct firmware_map *map, unsigned int at)
{
	map->nr--;
	memmove(&map->range[at], &map->range[at + 1], (map->nr - at) * sizeof(*map->range));
}

/* Make @addr a border between ranges, if it lies inside one. Needs room for one more. */
static void __init split_at(struct firmware_map *map, u64 addr)
{
	unsigned int i = first_above(map, addr);

	if (i == map->nr || map->range[i].start >= addr)
		return;
	open_gap(map, i);
	map->range[i].end = addr;
	map->range[i + 1].start = addr;
}

/* Join touching ranges of one type. */
static void __init merge(struct firmware_map *map)
{
	unsigned int i, kept = 0;

	for (i = 1; i < map->nr; i++) {
		struct firmware_range *last = &map->range[kept];

		if (last->end == map->range[i].start && last->type == map->range[i].type)
			last->end = map->range[i].end;
		else
			map->range[++kept] = map->range[i];
	}
	if (map->nr)
		map->nr = kept + 1;
}

/* How many holes does [@start, @end) contain, parts included? Each may become a range of its own. */
static unsigned int __init count_holes(const struct firmware_map *map, u64 start, u64 end)
{
	unsigned int i, holes = 0;
	u64 cursor = start;

	for (i = first_above(map, start); i < map->nr && cursor < end; i++) {
		holes += map->range[i].start > cursor;
		cursor = map->range[i].end;
	}
	return holes + (cursor < end);
}

/* The borders are there: give what lies between them @type where that is more restrictive. */
static void __init fill(struct firmware_map *map, const struct firmware_range *new)
{
	unsigned int i = first_above(map, new->start);
	u64 cursor = new->start;

	while (cursor < new->end) {
		struct firmware_range *old = &map->range[i];

		if (i == map->nr || old->start > cursor) {
			u64 end = i == map->nr ? new->end : min(old->start, new->end);

			open_gap(map, i);
			*old = (struct firmware_range){ cursor, end, new->type };
		} else if (rank_of(old->type) < rank_of(new->type)) {
			old->type = new->type;
		}
		cursor = old->end;
		i++;
	}
}

int __init firmware_map_add(struct firmware_map *map, const struct firmware_range *range)
{
	struct firmware_range new = *range;

	if (new.start >= new.end)
		return 0;
	if (!is_known(new.type))
		new.type = FIRMWARE_RESERVED;
	if (map->nr + 2 + count_holes(map, new.start, new.end) > map->max)
		return -ENOSPC;
	split_at(map, new.start);
	split_at(map, new.end);
	fill(map, &new);
	merge(map);
	return 0;
}

int __init firmware_map_remove(struct firmware_map *map, u64 start, u64 end, unsigned int only)
{
	unsigned int i;

	if (start >= end)
		return 0;
	if (map->nr + 2 > map->max)
		return -ENOSPC;
	split_at(map, start);
	split_at(map, end);
	i = first_above(map, start);
	while (i < map->nr && map->range[i].start < end) {
		if (only && map->range[i].type != only) {
			i++;
			continue;
		}
		close_gap(map, i);
	}
	merge(map);
	return 0;
}

static void __init note(struct firmware_map_stats *stats, const struct boot_range *raw,
			const struct boot_range *before)
{
	stats->empty += !raw->size;
	stats->wrapping += raw->size && raw->base + raw->size - 1 < raw->base;
	stats->unknown_types += !is_known(raw->type);
	if (!before)
		return;
	stats->unsorted += raw->base < before->base;
	stats->overlapping += raw->size && raw->base < before->base + before->size &&
			      before->base < raw->base + raw->size;
}

void __init firmware_map_build(struct firmware_map *map, const struct boot_range *raw,
			       unsigned int nr, struct firmware_map_stats *stats)
{
	struct firmware_range range;
	unsigned int i;

	map->nr = 0;
	map->nr_lost = 0;
	memset(stats, 0, sizeof(*stats));
	for (i = 0; i < nr; i++) {
		note(stats, &raw[i], i ? &raw[i - 1] : NULL);
		range.start = raw[i].base;
		range.end = raw[i].base + min(raw[i].size, U64_MAX - raw[i].base);
		range.type = is_known(raw[i].type) ? raw[i].type : FIRMWARE_RESERVED;
		if (firmware_map_add(map, &range))
			map->nr_lost++;
	}
}

u64 __init firmware_map_bytes_in(const struct firmware_map *map, enum firmware_type type, u64 start,
				 u64 end)
{
	u64 bytes = 0;
	unsigned int i;

	for (i = first_above(map, start); i < map->nr && map->range[i].start < end; i++)
		if (map->range[i].type == type)
			bytes += min(map->range[i].end, end) - max(map->range[i].start, start);
	return bytes;
}

u64 __init firmware_map_bytes(const struct firmware_map *map, enum firmware_type type)
{
	return firmware_map_bytes_in(map, type, 0, U64_MAX);
}

const char *firmware_type_name(enum firmware_type type)
{
	switch (type) {
	case FIRMWARE_RAM:
		return "System RAM";
	case FIRMWARE_ACPI:
		return "ACPI Tables";
	case FIRMWARE_NVS:
		return "ACPI Non-volatile Storage";
	case FIRMWARE_UNUSABLE:
		return "Unusable memory";
	case FIRMWARE_PRAM:
		return "Persistent Memory (legacy)";
	default:
		return "Reserved";
	}
}

int __init firmware_map_check(const struct firmware_map *map)
{
	const struct firmware_range *range = map->range;
	unsigned int i;
	int faults = map->nr > map->max;

	for (i = 0; i < map->nr; i++) {
		faults += range[i].start >= range[i].end;
		faults += !is_known(range[i].type);
		if (!i)
			continue;
		faults += range[i - 1].end > range[i].start;
		faults += range[i - 1].end == range[i].start && range[i - 1].type == range[i].type;
	}
	return faults;
}
