/* SPDX-License-Identifier: MIT */
/*
 * slate/boot_info.h: what the boot loader said, in one form for both multiboot protocols.
 *
 * Loader structures are hostile input and lie in memory that is about to be reused, so they are parsed
 * once, by pure functions from bytes to this struct, and never looked at again. Parsing never fails as
 * a whole: what cannot be used is left out and counted in @faults, one bit per kind.
 */
#ifndef _SLATE_BOOT_INFO_H
#define _SLATE_BOOT_INFO_H

#include <linux/types.h>

#define BOOT_CMDLINE_SIZE    2048 /* bytes with the final zero; longer lines are cut */
#define BOOT_LOADER_SIZE     64
#define BOOT_MAX_RANGES	     1024 /* raw firmware ranges kept */
#define BOOT_MAX_MODULES     16
#define BOOT_MODULE_CMDLINE  128
#define BOOT_MAX_EXTENTS     24
#define BOOT_RSDP_SIZE	     36 /* ACPI 2.0; an ACPI 1.0 copy is 20 bytes */

#define MULTIBOOT1_LOADER_MAGIC 0x2badb002
#define MULTIBOOT2_LOADER_MAGIC 0x36d76289

enum boot_protocol { BOOT_UNKNOWN, BOOT_MULTIBOOT1, BOOT_MULTIBOOT2 };

/* Bits of boot_info.faults; boot_fault_names[] has the words. */
enum boot_fault {
	BOOT_FAULT_UNREADABLE,	/* a structure lies where the reader cannot look */
	BOOT_FAULT_TRUNCATED,	/* a tag, entry or string runs past its end */
	BOOT_FAULT_TAG_SIZE,	/* a tag's size is below its header or past the end */
	BOOT_FAULT_ENTRY_SIZE,	/* map entries of a size below what they must hold */
	BOOT_FAULT_UNTERMINATED,/* a string without its zero */
	BOOT_FAULT_TOO_MANY,	/* more ranges, modules or extents than fit */
	BOOT_FAULT_CUT,		/* a string longer than its buffer */
	BOOT_FAULT_NO_END,	/* tags end without an end tag */
	BOOT_FAULT_NO_MAP,	/* no memory map */
	BOOT_FAULT_MODULE,	/* a module that ends before it starts */
	BOOT_FAULT_FRAMEBUFFER,	/* a framebuffer with impossible numbers */
	NR_BOOT_FAULTS
};

/* One line of the firmware's map, as given. Types are E820's: 1 is RAM that may be used. */
struct boot_range {
	u64 base;
	u64 size; /* bytes */
	u32 type;
};

struct boot_module {
	u64 start, end; /* physical, end exclusive */
	char cmdline[BOOT_MODULE_CMDLINE];
};

/* Memory that the loader's own structures occupy and that must not be reused while they are read. */
struct boot_extent {
	u64 base, size;
	const char *what;
};

enum boot_framebuffer_type { BOOT_FB_NONE = -1, BOOT_FB_INDEXED = 0, BOOT_FB_RGB = 1, BOOT_FB_TEXT = 2 };

struct boot_framebuffer {
	s32 type; /* enum boot_framebuffer_type */
	u64 addr; /* physical */
	u32 pitch; /* bytes a line */
	u32 width, height; /* pixels; characters for BOOT_FB_TEXT */
	u8 bpp;
	u8 red_pos, red_size, green_pos, green_size, blue_pos, blue_size; /* bits, BOOT_FB_RGB */
};

struct boot_info {
	enum boot_protocol protocol;
	unsigned long faults;	 /* BIT(enum boot_fault) */
	unsigned int nr_dropped; /* ranges, modules and extents that did not fit */
	char loader[BOOT_LOADER_SIZE];
	char cmdline[BOOT_CMDLINE_SIZE];
	struct boot_framebuffer framebuffer;
	u8 rsdp[BOOT_RSDP_SIZE];
	unsigned int rsdp_size; /* 0 where the loader gave none */
	unsigned int nr_modules;
	struct boot_module modules[BOOT_MAX_MODULES];
	unsigned int nr_extents;
	struct boot_extent extents[BOOT_MAX_EXTENTS];
	unsigned int nr_ranges;
	unsigned int max_ranges;   /* room at @ranges */
	struct boot_range *ranges; /* boot only; the caller's buffer */
};

extern struct boot_info boot_info;
extern const char *const boot_fault_names[NR_BOOT_FAULTS];

/**
 * struct boot_reader - how a parser looks at physical memory.
 * @read: copy @size bytes at @phys to @to; false where that is not possible.
 * @context: the reader's own.
 */
struct boot_reader {
	bool (*read)(const struct boot_reader *reader, u64 phys, void *to, size_t size);
	void *context;
};

/**
 * boot_info_parse() - fill @info from what a loader with @magic left at @phys.
 * @reader: how to read memory.
 * @magic: EAX at entry; anything but the two known values leaves BOOT_UNKNOWN.
 * @phys: EBX at entry.
 * @info: filled whole; @info->ranges and @info->max_ranges are the caller's and set before.
 *
 * Context: any; no state, no output, no allocation.
 */
void boot_info_parse(const struct boot_reader *reader, u32 magic, u32 phys, struct boot_info *info);

/**
 * boot_info_init() - parse the running machine's structures into boot_info.
 * @magic: EAX at entry.
 * @phys: EBX at entry.
 *
 * Context: boot, first of all; physical 0..3 GiB readable at identity addresses. Needs no printk:
 * boot_info_report() prints what was found and what was wrong.
 */
void boot_info_init(u32 magic, u32 phys);
void boot_info_report(void);

/* Every count within its limit, every string ended, every module in order. Return: number of faults. */
int boot_info_check(const struct boot_info *info);

#endif
