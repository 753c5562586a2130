// SPDX-License-Identifier: MIT
/*
 * boot/memory_params.c: mem=, memmap= and highmem= as text, applied to a firmware map.
 *
 * Problem.  The user may know better than the firmware, or want a smaller machine; a typing error must
 *           not turn a device's registers into RAM unnoticed.
 * Idea.     Each form is one call of firmware_map_add() or _remove(), after the whole form was understood.
 *           RAM by n@s goes into holes only: it never overrides what firmware calls reserved. Who wants
 *           that says exactmap first.
 * Paths.    memory_init -> firmware_map_mem | firmware_map_memmap -> apply_one -> firmware_map_add
 * Sources.  Linux Documentation/admin-guide/kernel-parameters.txt: mem=, memmap=, highmem=.
 */
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/page.h>
#include <slate/firmware_map.h>

/* The separator of a memmap form says what the range becomes. */
static const struct {
	char mark;
	enum firmware_type type;
} memmap_forms[] __initconst = {
	{ '@', FIRMWARE_RAM },
	{ '#', FIRMWARE_ACPI },
	{ '$', FIRMWARE_RESERVED },
	{ '!', FIRMWARE_PRAM },
};

/* Digits and a unit at *@text, which moves behind them. False where there are none, or beyond 64 bits. */
static bool __init take_size(const char **text, u64 *size)
{
	char *end;
	u64 value = memparse(*text, &end);

	if (end == *text || **text < '0' || **text > '9')
		return false;
	*text = end;
	*size = value;
	return true;
}

int __init parse_memory_size(const char *value, u64 *size)
{
	if (!value || !take_size(&value, size) || *value)
		return -EINVAL;
	return 0;
}

int __init firmware_map_mem(struct firmware_map *map, const char *value)
{
	u64 size;

	if (parse_memory_size(value, &size) || !size)
		return -EINVAL;
	return firmware_map_remove(map, size, U64_MAX, FIRMWARE_RAM);
}

static int __init apply_range(struct firmware_map *map, char mark, u64 size, u64 start)
{
	struct firmware_range range;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(memmap_forms); i++) {
		if (memmap_forms[i].mark != mark)
			continue;
		range.start = start;
		range.end = start + min(size, U64_MAX - start);
		range.type = memmap_forms[i].type;
		return firmware_map_add(map, &range);
	}
	return -EINVAL;
}

/* One form at *@text, up to a comma or the end. */
static int __init apply_one(struct firmware_map *map, const char **text)
{
	const char *at = *text;
	u64 size, start;
	char mark;
	int err;

	if (!strncmp(at, "exactmap", 8) && (!at[8] || at[8] == ',')) {
		*text = at + 8;
		map->nr = 0;
		return 0;
	}
	if (!take_size(&at, &size) || !size)
		return -EINVAL;
	mark = *at;
	if (!mark || mark == ',') {
		err = firmware_map_remove(map, size, U64_MAX, FIRMWARE_RAM);
	} else {
		at++;
		if (!take_size(&at, &start) || (*at && *at != ','))
			return -EINVAL;
		err = apply_range(map, mark, size, start);
	}
	*text = at;
	return err;
}

int __init firmware_map_memmap(struct firmware_map *map, const char *value)
{
	int err;

	if (!value)
		return -EINVAL;
	for (;;) {
		err = apply_one(map, &value);
		if (err || !*value)
			return err;
		value++;
	}
}

u64 __init lowmem_end(u64 ram_end, u64 direct_map_bytes, u64 highmem)
{
	u64 end = min(ram_end, direct_map_bytes) & PHYSICAL_PAGE_MASK;
	u64 least = min(end, LOWMEM_MIN);

	if (!highmem || end <= least)
		return end;
	if (highmem >= end - least)
		return least;
	/* A whole number of the page allocator's largest blocks, so that none is cut in two. */
	return max(least, ALIGN_DOWN(end - highmem, 4ull << 20));
}
