/* SPDX-License-Identifier: MIT */
/* tests/host/boot_world.h: an array that plays physical memory, for the loader parsers and their fuzzer. */
#ifndef _TESTS_HOST_BOOT_WORLD_H
#define _TESTS_HOST_BOOT_WORLD_H

#include <linux/kernel.h>
#include <linux/string.h>
#include <slate/boot_info.h>

#define BOOT_WORLD_SIZE (128 << 10)

struct boot_world {
	u64 base;  /* physical address of bytes[0] */
	u32 used;  /* what lies behind cannot be read */
	u8 bytes[BOOT_WORLD_SIZE];
};

static inline bool boot_world_read(const struct boot_reader *reader, u64 phys, void *to, size_t size)
{
	const struct boot_world *world = reader->context;

	if (phys < world->base || phys - world->base > world->used ||
	    size > world->used - (phys - world->base))
		return false;
	memcpy(to, world->bytes + (phys - world->base), size);
	return true;
}

static inline void boot_world_parse(struct boot_world *world, u32 magic, struct boot_info *info,
				    struct boot_range *ranges, unsigned int max_ranges)
{
	struct boot_reader reader = { boot_world_read, world };

	info->ranges = ranges;
	info->max_ranges = max_ranges;
	boot_info_parse(&reader, magic, world->base, info);
}

static inline void boot_world_reset(struct boot_world *world, u64 base)
{
	world->base = base;
	world->used = 0;
}

static inline void boot_world_bytes(struct boot_world *world, const void *bytes, u32 size)
{
	if (size)
		memcpy(world->bytes + world->used, bytes, size);
	world->used += size;
}

static inline void boot_world_u32(struct boot_world *world, u32 value)
{
	boot_world_bytes(world, &value, sizeof(value));
}

static inline void boot_world_put_u32(struct boot_world *world, u32 at, u32 value)
{
	memcpy(world->bytes + at, &value, sizeof(value));
}

static inline void boot_world_align(struct boot_world *world, u32 to)
{
	while (world->used % to)
		world->bytes[world->used++] = 0;
}

#endif
