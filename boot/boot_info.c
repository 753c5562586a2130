// SPDX-License-Identifier: MIT
/*
 * boot/boot_info.c: the loader's facts, whichever protocol brought them.
 *
 * Problem.  Two protocols, hostile bytes, and memory that will soon be overwritten.
 * Idea.     Both parsers put facts into struct boot_info through the few functions here, which hold the
 *           limits. All reading goes through one callback, so that the same code runs in the kernel
 *           (identity-mapped memory) and under a fuzzer (a byte array).
 * Invariants (boot_info_check walks them): counts within their arrays, strings ended, modules in order.
 * Locks.    None: boot only, one CPU; boot_info is constant afterwards.
 * Paths.    boot_info_init -> boot_info_parse -> multiboot1_parse | multiboot2_parse -> boot_add_*
 * Left out. A table of loader quirks: what is wrong is counted and said, never guessed at.
 * Sources.  Both multiboot specifications.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "boot_parse.h"

const char *const boot_fault_names[NR_BOOT_FAULTS] = {
	[BOOT_FAULT_UNREADABLE] = "structure outside readable memory",
	[BOOT_FAULT_TRUNCATED] = "truncated structure",
	[BOOT_FAULT_TAG_SIZE] = "impossible tag size",
	[BOOT_FAULT_ENTRY_SIZE] = "impossible map entry size",
	[BOOT_FAULT_UNTERMINATED] = "string without end",
	[BOOT_FAULT_TOO_MANY] = "more entries than fit",
	[BOOT_FAULT_CUT] = "text too long, cut",
	[BOOT_FAULT_NO_END] = "no end tag",
	[BOOT_FAULT_NO_MAP] = "no memory map",
	[BOOT_FAULT_MODULE] = "module ends before it starts",
	[BOOT_FAULT_FRAMEBUFFER] = "impossible framebuffer",
};

/* Note that something of kind @fault was met; how often does not matter. */
void __init boot_fault(struct boot_parse *p, enum boot_fault fault)
{
	p->info->faults |= 1ul << fault;
}

/* Copy @size bytes at @phys; false, and a fault, where the reader cannot. */
bool __init boot_read(struct boot_parse *p, u64 phys, void *to, size_t size)
{
	if (p->reader->read(p->reader, phys, to, size))
		return true;
	boot_fault(p, BOOT_FAULT_UNREADABLE);
	return false;
}

/**
 * boot_read_string() - copy a string that may not be one.
 * @p: parse in progress.
 * @phys: where it starts.
 * @room: bytes that belong to it at most, the zero included.
 * @to: always ended with a zero.
 * @to_size: bytes at @to; what is longer is cut.
 *
 * Return: bytes the string takes in memory, its zero included.
 */
u32 __init boot_read_string(struct boot_parse *p, u64 phys, u32 room, char *to, u32 to_size)
{
	u32 i;
	char c;

	to[0] = '\0';
	for (i = 0; i < room; i++) {
		if (!boot_read(p, phys + i, &c, 1))
			return i;
		if (i == to_size - 1 && c) {
			boot_fault(p, BOOT_FAULT_CUT);
			return i;
		}
		to[i] = c;
		if (!c)
			return i + 1;
		to[i + 1 < to_size ? i + 1 : i] = '\0';
	}
	boot_fault(p, BOOT_FAULT_UNTERMINATED);
	return i;
}

/* Keep one line of the firmware's map as it is; empty ones too, the normaliser counts them. */
void __init boot_add_range(struct boot_parse *p, u64 base, u64 size, u32 type)
{
	struct boot_info *info = p->info;

	if (info->nr_ranges == info->max_ranges) {
		boot_fault(p, BOOT_FAULT_TOO_MANY);
		info->nr_dropped++;
		return;
	}
	info->ranges[info->nr_ranges++] = (struct boot_range){ base, size, type };
}

/* Remember that the loader's data lies at [@base, @base + @size). */
void __init boot_add_extent(struct boot_parse *p, u64 base, u64 size, const char *what)
{
	struct boot_info *info = p->info;

	if (!size)
		return;
	if (info->nr_extents == BOOT_MAX_EXTENTS) {
		boot_fault(p, BOOT_FAULT_TOO_MANY);
		info->nr_dropped++;
		return;
	}
	info->extents[info->nr_extents++] = (struct boot_extent){ base, size, what };
}

/* A module, its command line still empty; NULL where there is no room or it makes no sense. */
struct boot_module *__init boot_add_module(struct boot_parse *p, u32 start, u32 end)
{
	struct boot_info *info = p->info;
	struct boot_module *module;

	if (end < start) {
		boot_fault(p, BOOT_FAULT_MODULE);
		return NULL;
	}
	if (info->nr_modules == BOOT_MAX_MODULES) {
		boot_fault(p, BOOT_FAULT_TOO_MANY);
		info->nr_dropped++;
		return NULL;
	}
	module = &info->modules[info->nr_modules++];
	module->start = start;
	module->end = end;
	module->cmdline[0] = '\0';
	return module;
}

static bool __init framebuffer_is_sane(const struct boot_framebuffer *fb)
{
	u64 line = fb->type == BOOT_FB_TEXT ? (u64)fb->width * 2 : (u64)fb->width * ((fb->bpp + 7) / 8);

	if (fb->type < BOOT_FB_INDEXED || fb->type > BOOT_FB_TEXT)
		return false;
	if (!fb->addr || !fb->width || !fb->height || fb->pitch < line)
		return false;
	if (fb->type == BOOT_FB_RGB && fb->bpp != 15 && fb->bpp != 16 && fb->bpp != 24 && fb->bpp != 32)
		return false;
	return fb->width <= 32768 && fb->height <= 32768 && fb->pitch <= 32768 * 4;
}

/* A framebuffer, if its numbers can be true. @color: six bytes, used for BOOT_FB_RGB. */
void __init boot_set_framebuffer(struct boot_parse *p, const struct boot_framebuffer *fb,
				 const u8 *color)
{
	struct boot_framebuffer *out = &p->info->framebuffer;

	if (!framebuffer_is_sane(fb)) {
		boot_fault(p, BOOT_FAULT_FRAMEBUFFER);
		return;
	}
	*out = *fb;
	if (fb->type != BOOT_FB_RGB)
		return;
	out->red_pos = color[0];
	out->red_size = color[1];
	out->green_pos = color[2];
	out->green_size = color[3];
	out->blue_pos = color[4];
	out->blue_size = color[5];
}

/* Two ranges from the sizes that a BIOS call of 1987 gave: all there is where no map came. */
void __init boot_set_basic_memory(struct boot_parse *p, u32 lower_kib, u32 upper_kib)
{
	boot_fault(p, BOOT_FAULT_NO_MAP);
	boot_add_range(p, 0, (u64)min_t(u32, lower_kib, 640) << 10, 1);
	boot_add_range(p, 1u << 20, (u64)upper_kib << 10, 1);
}

void __init boot_info_parse(const struct boot_reader *reader, u32 magic, u32 phys,
			    struct boot_info *info)
{
	struct boot_parse parse = { reader, info };
	struct boot_range *ranges = info->ranges;
	unsigned int max_ranges = info->max_ranges;

	memset(info, 0, sizeof(*info));
	info->ranges = ranges;
	info->max_ranges = max_ranges;
	info->framebuffer.type = BOOT_FB_NONE;
	if (magic == MULTIBOOT1_LOADER_MAGIC) {
		info->protocol = BOOT_MULTIBOOT1;
		multiboot1_parse(&parse, phys);
	} else if (magic == MULTIBOOT2_LOADER_MAGIC) {
		info->protocol = BOOT_MULTIBOOT2;
		multiboot2_parse(&parse, phys);
	}
	boot_cmdline_normalise(info->cmdline);
	if (!info->nr_ranges)
		boot_fault(&parse, BOOT_FAULT_NO_MAP);
}

int boot_info_check(const struct boot_info *info)
{
	unsigned int i;
	int faults = 0;

	faults += info->nr_ranges > info->max_ranges;
	faults += info->nr_modules > BOOT_MAX_MODULES;
	faults += info->nr_extents > BOOT_MAX_EXTENTS;
	faults += info->rsdp_size > BOOT_RSDP_SIZE;
	faults += !memchr(info->loader, 0, sizeof(info->loader));
	faults += !memchr(info->cmdline, 0, sizeof(info->cmdline));
	for (i = 0; i < min_t(unsigned int, info->nr_modules, BOOT_MAX_MODULES); i++) {
		faults += info->modules[i].end < info->modules[i].start;
		faults += !memchr(info->modules[i].cmdline, 0, sizeof(info->modules[i].cmdline));
	}
	return faults;
}
