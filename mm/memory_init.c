// SPDX-License-Identifier: MIT
/*
 * mm/memory_init.c: from what firmware, loader and user say to a memblock that can allocate.
 *
 * Problem.  The map is hostile, the user may cut it, the CPU may not reach all of it, and several things
 *           that already lie in memory must survive: the image, the loader's modules and tables, whatever
 *           firmware keeps below 1 MiB.
 * Idea.     One straight line: build the map, apply parameters in the order they were given, clip, protect
 *           what exists, only then tell memblock about RAM. Protecting first matters: an array of memblock
 *           that grows takes free memory, so nothing in use may look free at any time.
 *
 *     boot_info.ranges -> firmware map -> mem=, memmap= -> clip to CPU -> whole frames -> memblock.memory
 *     image, low 1 MiB, boot info, modules ------------------------------------------> memblock.reserved
 *
 * Locks.    None: boot only, one CPU.
 * Paths.    kernel_main -> memory_init -> firmware_map | protect | add_ram | set_limits
 * Sources.  Gorman 2.3 "Zone Initialisation", 5.2; DESIGN: less than 15 MiB is refused.
 */
#include <asm/cpufeature.h>
#include <asm/page.h>
#include <asm/pgtable.h>
#include <asm/reboot.h>
#include <asm/sections.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <slate/boot_info.h>
#include <slate/firmware_map.h>
#include <slate/param.h>
#include "meminfo.h"

#define LOW_MEMORY_END (1u << 20) /* bytes: firmware's own below it, and frames that ISA ROMs shadow */
#define EXTRA_RANGES   64	  /* room for what memmap= adds */

void *high_memory;
bool mirrored_kernelcore; /* no firmware that Slate reads tells which RAM is mirrored */
EXPORT_SYMBOL(mirrored_kernelcore);

static struct firmware_range map_ranges[2 * BOOT_MAX_RANGES + EXTRA_RANGES] __initdata;
static struct firmware_map map __initdata = {
	.max = ARRAY_SIZE(map_ranges),
	.range = map_ranges,
};
static bool map_is_built __initdata;
static struct meminfo_firmware sums __initdata;
static u64 highmem_bytes __initdata; /* highmem= */

/* What firmware_range() tells after boot. */
static struct firmware_range *kept_ranges;
static unsigned int nr_kept_ranges;

/* The map before any parameter; parameters may come first, so it is built on demand. */
static struct firmware_map *__init firmware_map_get(void)
{
	struct firmware_map_stats stats;

	if (map_is_built)
		return &map;
	map_is_built = true;
	firmware_map_build(&map, boot_info.ranges, boot_info.nr_ranges, &stats);
	sums.firmware = firmware_map_bytes(&map, FIRMWARE_RAM);
	if (stats.unsorted || stats.overlapping || stats.empty || stats.wrapping || map.nr_lost)
		pr_warn("memory: odd firmware map: %u unsorted, %u overlapping, %u empty, %u wrapping, %u lost\n",
			stats.unsorted, stats.overlapping, stats.empty, stats.wrapping, map.nr_lost);
	return &map;
}

static int __init set_mem(char *value)
{
	return firmware_map_mem(firmware_map_get(), value);
}
SLATE_EARLY_PARAM("mem", set_mem, "SIZE", "use only RAM below this address");

static int __init set_memmap(char *value)
{
	return firmware_map_memmap(firmware_map_get(), value);
}
SLATE_EARLY_PARAM("memmap", set_memmap, "SIZE@START RAM, #START ACPI, $START reserved, !START persistent, SIZE, exactmap",
		  "change the firmware's map");

static int __init set_highmem(char *value)
{
	return parse_memory_size(value, &highmem_bytes);
}
SLATE_EARLY_PARAM("highmem", set_highmem, "SIZE", "treat this much at the top of lowmem as highmem");

/* RAM that page-table entries of this CPU cannot name. */
static void __init clip_to_cpu(void)
{
	u64 end = 1ull << boot_cpu_data.phys_bits;

	sums.phys_bits = boot_cpu_data.phys_bits;
	sums.clipped = firmware_map_bytes_in(&map, FIRMWARE_RAM, end, U64_MAX);
	firmware_map_remove(&map, end, U64_MAX, FIRMWARE_RAM);
	if (sums.clipped)
		pr_warn("memory: %llu bytes of RAM lie beyond this CPU's %u address bits and are NOT used\n",
			sums.clipped, sums.phys_bits);
}

typedef int (*each_fn)(phys_addr_t phys, phys_addr_t size, const char *what);

/* Everything that is in memory already and must stay. */
static int __init for_each_in_use(each_fn fn)
{
	int err = 0;
	unsigned int i;

	err |= fn(0, LOW_MEMORY_END, "low 1 MiB");
	err |= fn(__pa(_image_start), _image_end - _image_start, "kernel image");
	for (i = 0; i < boot_info.nr_extents; i++)
		err |= fn(boot_info.extents[i].base, boot_info.extents[i].size,
			  boot_info.extents[i].what);
	for (i = 0; i < boot_info.nr_modules; i++)
		err |= fn(boot_info.modules[i].start,
			  boot_info.modules[i].end - boot_info.modules[i].start, "modules");
	return err;
}

static int __init protect(phys_addr_t phys, phys_addr_t size, const char *what)
{
	return memblock_reserve(phys, size);
}

static int __init unprotect(phys_addr_t phys, phys_addr_t size, const char *what)
{
	return memblock_phys_free(phys, size);
}

/* Whole frames of RAM go to memblock, the rest is counted. */
static void __init add_ram(void)
{
	unsigned int i;

	for (i = 0; i < map.nr; i++) {
		const struct firmware_range *range = &map.range[i];
		u64 start = ALIGN(range->start, (u64)PAGE_SIZE);
		u64 end = ALIGN_DOWN(range->end, (u64)PAGE_SIZE);

		if (range->type != FIRMWARE_RAM)
			continue;
		if (start >= end || memblock_add(start, end - start))
			end = start;
		sums.partial += range->end - range->start - (end - start);
	}
	sums.memory = memblock_phys_mem_size();
}

static void __init refuse_small_machine(void)
{
	if (sums.memory >= CONFIG_MIN_RAM)
		return;
	pr_emerg("slate: this machine has %llu KiB of usable RAM; Slate needs at least %u KiB. Halted.\n",
		 sums.memory >> 10, (unsigned int)CONFIG_MIN_RAM >> 10);
	machine_exit(false);
}

static void __init set_limits(void)
{
	u64 end = memblock_end_of_DRAM();
	u64 low_end = lowmem_end(end, WINDOW_START - PAGE_OFFSET, highmem_bytes);

	min_low_pfn = PFN_UP(memblock_start_of_DRAM());
	max_pfn = PFN_DOWN(end);
	max_possible_pfn = max_pfn;
	max_low_pfn = PFN_DOWN(low_end);
	high_memory = __va(low_end);
	memblock_set_current_limit(low_end);
	if (highmem_bytes && low_end <= LOWMEM_MIN)
		pr_warn("memory: highmem= leaves the least lowmem there can be, %llu MiB\n",
			LOWMEM_MIN >> 20);
}

static void __init keep_map(void)
{
	unsigned int i;

	kept_ranges = alloc_named(map.nr * sizeof(*kept_ranges), 0, "firmware map");
	memcpy(kept_ranges, map.range, map.nr * sizeof(*kept_ranges));
	nr_kept_ranges = map.nr;
	for (i = 0; i < map.nr; i++)
		pr_info("memory: [%#018llx-%#018llx] %s\n", map.range[i].start,
			map.range[i].end - 1, firmware_type_name(map.range[i].type));
}

void __init memory_init(void)
{
	firmware_map_get();
	/* Parameters ran in the early pass: what is missing now, they took. */
	sums.cut = sums.firmware - firmware_map_bytes(&map, FIRMWARE_RAM);
	clip_to_cpu();

	if (for_each_in_use(protect))
		pr_err("memory: not everything in use could be reserved\n");
	add_ram();
	meminfo_set_firmware(&sums);
	refuse_small_machine();
	set_limits();
	/* Once more, now that it can be told which of these bytes are RAM. */
	for_each_in_use(unprotect);
	for_each_in_use(reserve_named);
	keep_map();
}

bool firmware_range(unsigned int index, struct firmware_range *range)
{
	if (index >= nr_kept_ranges)
		return false;
	*range = kept_ranges[index];
	return true;
}
