// SPDX-License-Identifier: MIT
/*
 * boot/multiboot1.c: read what a multiboot 1 loader left (QEMU -kernel, GRUB's `multiboot`, v86).
 *
 * Problem.  One fixed struct with a flags word; each flag vouches for a few fields, and most fields are
 *           pointers to something elsewhere in the first 4 GiB. None of it can be trusted.
 * Idea.     Copy the struct, then follow one pointer after the other through the bounded reader. A
 *           fact that cannot be had is left out and its fault noted; nothing stops the rest.
 *
 *     EBX --> [flags|mem|..|cmdline|mods|..|mmap|..|loader|..|framebuffer]
 *                             |       |       |       `--> "GRUB 2.06"
 *                             |       |       `--> [size|base,length,type][size|...]
 *                             |       `--> [start,end,cmdline] x count --> "module arguments"
 *                             `--> "slate.elf test"
 *
 * Invariant. Every loop ends: counts are capped, an entry smaller than it must be ends the map.
 * Paths.    boot_info_parse -> multiboot1_parse -> read_map | read_modules | read_framebuffer
 * Cost.     One reader call for each structure and each character of a string.
 * Left out. Drives, APM, VBE, boot device, symbol tables: nobody in Slate asks.
 * Sources.  Multiboot Specification 0.6.96, 3.3.
 */
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include "boot_parse.h"
#include "multiboot_regs.h"

static void __init read_map(struct boot_parse *p, const struct mb1_info *mb)
{
	u64 at = mb->mmap_addr;
	u64 end = at + min_t(u32, mb->mmap_length, BOOT_MAX_STRUCTURE);
	struct mb1_range entry;

	boot_add_extent(p, at, end - at, "boot info");
	if (mb->mmap_length > BOOT_MAX_STRUCTURE)
		boot_fault(p, BOOT_FAULT_TOO_MANY);
	while (at < end) {
		if (end - at < sizeof(entry)) {
			boot_fault(p, BOOT_FAULT_TRUNCATED);
			return;
		}
		if (!boot_read(p, at, &entry, sizeof(entry)))
			return;
		if (entry.size < MB1_RANGE_MIN_SIZE) {
			boot_fault(p, BOOT_FAULT_ENTRY_SIZE);
			return;
		}
		boot_add_range(p, entry.base, entry.length, entry.type);
		at += (u64)entry.size + sizeof(entry.size);
	}
}

static void __init read_modules(struct boot_parse *p, const struct mb1_info *mb)
{
	u32 count = min_t(u32, mb->mods_count, BOOT_MAX_MODULES);
	struct mb1_module raw;
	struct boot_module *module;
	u32 i, length;

	if (count < mb->mods_count) {
		boot_fault(p, BOOT_FAULT_TOO_MANY);
		p->info->nr_dropped += mb->mods_count - count;
	}
	boot_add_extent(p, mb->mods_addr, count * sizeof(raw), "boot info");
	for (i = 0; i < count; i++) {
		if (!boot_read(p, (u64)mb->mods_addr + i * sizeof(raw), &raw, sizeof(raw)))
			return;
		module = boot_add_module(p, raw.start, raw.end);
		if (!module || !raw.cmdline)
			continue;
		length = boot_read_string(p, raw.cmdline, BOOT_MAX_STRUCTURE, module->cmdline,
					  sizeof(module->cmdline));
		boot_add_extent(p, raw.cmdline, length, "boot info");
	}
}

static void __init read_framebuffer(struct boot_parse *p, const struct mb1_info *mb)
{
	struct boot_framebuffer fb = {
		.type = mb->fb_type,
		.addr = mb->fb_addr,
		.pitch = mb->fb_pitch,
		.width = mb->fb_width,
		.height = mb->fb_height,
		.bpp = mb->fb_bpp,
	};

	boot_set_framebuffer(p, &fb, mb->fb_color);
}

static void __init read_strings(struct boot_parse *p, const struct mb1_info *mb)
{
	struct boot_info *info = p->info;
	u32 length;

	if (mb->flags & MB1_FLAG_LOADER) {
		length = boot_read_string(p, mb->boot_loader_name, BOOT_MAX_STRUCTURE, info->loader,
					  sizeof(info->loader));
		boot_add_extent(p, mb->boot_loader_name, length, "boot info");
	}
	if (mb->flags & MB1_FLAG_CMDLINE) {
		length = boot_read_string(p, mb->cmdline, BOOT_MAX_STRUCTURE, info->cmdline,
					  sizeof(info->cmdline));
		boot_add_extent(p, mb->cmdline, length, "boot info");
		boot_cmdline_strip_path(info->cmdline, info->loader);
	}
}

/**
 * multiboot1_parse() - fill p->info from the structure at @phys.
 * @p: parse in progress.
 * @phys: physical address of the information structure.
 */
void __init multiboot1_parse(struct boot_parse *p, u32 phys)
{
	struct mb1_info mb;
	u32 size = MB1_INFO_BASE_SIZE;

	memset(&mb, 0, sizeof(mb));
	if (!boot_read(p, phys, &mb, size))
		return;
	if (mb.flags & MB1_FLAG_FRAMEBUFFER) {
		size = sizeof(mb);
		if (!boot_read(p, phys, &mb, size))
			mb.flags &= ~MB1_FLAG_FRAMEBUFFER;
	}
	boot_add_extent(p, phys, size, "boot info");
	read_strings(p, &mb);
	if (mb.flags & MB1_FLAG_MAP)
		read_map(p, &mb);
	if (!p->info->nr_ranges && (mb.flags & MB1_FLAG_MEMORY))
		boot_set_basic_memory(p, mb.mem_lower, mb.mem_upper);
	if (mb.flags & MB1_FLAG_MODULES)
		read_modules(p, &mb);
	if (mb.flags & MB1_FLAG_FRAMEBUFFER)
		read_framebuffer(p, &mb);
}
