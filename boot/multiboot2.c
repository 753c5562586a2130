// SPDX-License-Identifier: MIT
/*
 * boot/multiboot2.c: read what a multiboot 2 loader left (GRUB's `multiboot2`, BIOS and UEFI).
 *
 * Problem.  A total size and a row of tags, each with type and size, 8-byte aligned, ended by a tag of
 *           type 0. Sizes may lie, the end may be missing, a tag may come twice.
 * Idea.     A cursor that only moves forward by at least one header; each tag gets a window [body, body +
 *           size) inside the total, and a handler that reads within it only. One table maps a type to its
 *           handler and to the least body it needs.
 *
 *     EBX --> [total_size|0][type|size|body..]pad[type|size|body....][0|8]
 *                                     ^body, size checked against what is left
 *
 * Invariants. The cursor grows by 8 or more a step and the total is capped, so the walk ends. No read
 *           leaves the total.
 * Paths.    boot_info_parse -> multiboot2_parse -> walk_tags -> handler
 * Cost.     One reader call a tag, one a map entry, one a character.
 * Left out. EFI memory map and system tables (the plain map says the same), APM, VBE, network.
 * Sources.  Multiboot2 Specification 2.0, 3.6; GRUB include/multiboot2.h.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "boot_parse.h"
#include "multiboot_regs.h"

/* What a tag holds behind its header: physical address and number of bytes. */
struct tag_body {
	u64 phys;
	u32 size;
};

static void __init tag_cmdline(struct boot_parse *p, const struct tag_body *body)
{
	boot_read_string(p, body->phys, body->size, p->info->cmdline, sizeof(p->info->cmdline));
}

static void __init tag_loader(struct boot_parse *p, const struct tag_body *body)
{
	boot_read_string(p, body->phys, body->size, p->info->loader, sizeof(p->info->loader));
}

static void __init tag_module(struct boot_parse *p, const struct tag_body *body)
{
	struct mb2_module raw;
	struct boot_module *module;

	if (!boot_read(p, body->phys, &raw, sizeof(raw)))
		return;
	module = boot_add_module(p, raw.start, raw.end);
	if (module && body->size > sizeof(raw))
		boot_read_string(p, body->phys + sizeof(raw), body->size - sizeof(raw),
				 module->cmdline, sizeof(module->cmdline));
}

/* Only where there is no map: it comes in either order, so boot_info_parse() sorts that out last. */
static void __init tag_memory(struct boot_parse *p, const struct tag_body *body)
{
	struct mb2_memory memory;

	if (!p->info->nr_ranges && boot_read(p, body->phys, &memory, sizeof(memory)))
		boot_set_basic_memory(p, memory.mem_lower, memory.mem_upper);
}

static void __init tag_map(struct boot_parse *p, const struct tag_body *body)
{
	struct mb2_map map;
	struct mb2_range range;
	u64 at, end = body->phys + body->size;

	if (!boot_read(p, body->phys, &map, sizeof(map)))
		return;
	if (map.entry_size < MB2_RANGE_MIN_SIZE) {
		boot_fault(p, BOOT_FAULT_ENTRY_SIZE);
		return;
	}
	if (p->info->faults & 1ul << BOOT_FAULT_NO_MAP) {
		/* What the basic-memory tag told is worth less than a map. */
		p->info->faults &= ~(1ul << BOOT_FAULT_NO_MAP);
		p->info->nr_ranges = 0;
	}
	for (at = body->phys + sizeof(map); at < end; at += map.entry_size) {
		if (end - at < MB2_RANGE_MIN_SIZE) {
			boot_fault(p, BOOT_FAULT_TRUNCATED);
			return;
		}
		if (!boot_read(p, at, &range, MB2_RANGE_MIN_SIZE))
			return;
		boot_add_range(p, range.base, range.length, range.type);
	}
}

static void __init tag_framebuffer(struct boot_parse *p, const struct tag_body *body)
{
	struct mb2_framebuffer raw;
	struct boot_framebuffer fb;

	memset(&raw, 0, sizeof(raw));
	if (!boot_read(p, body->phys, &raw, min_t(size_t, body->size, sizeof(raw))))
		return;
	fb = (struct boot_framebuffer){
		.type = raw.type,
		.addr = raw.addr,
		.pitch = raw.pitch,
		.width = raw.width,
		.height = raw.height,
		.bpp = raw.bpp,
	};
	boot_set_framebuffer(p, &fb, raw.color);
}

/* The newer copy wins, in whichever order they come. */
static void __init tag_rsdp(struct boot_parse *p, const struct tag_body *body)
{
	u32 size = min_t(u32, body->size, BOOT_RSDP_SIZE);

	if (size <= p->info->rsdp_size)
		return;
	if (boot_read(p, body->phys, p->info->rsdp, size))
		p->info->rsdp_size = size;
}

static const struct tag_handler {
	u32 type;
	u32 min_size; /* bytes of body */
	void (*read)(struct boot_parse *p, const struct tag_body *body);
} tag_handlers[] __initconst = {
	{ MB2_TAG_CMDLINE, 1, tag_cmdline },
	{ MB2_TAG_LOADER, 1, tag_loader },
	{ MB2_TAG_MODULE, sizeof(struct mb2_module), tag_module },
	{ MB2_TAG_MEMORY, sizeof(struct mb2_memory), tag_memory },
	{ MB2_TAG_MAP, sizeof(struct mb2_map), tag_map },
	{ MB2_TAG_FRAMEBUFFER, MB2_FRAMEBUFFER_MIN_SIZE, tag_framebuffer },
	{ MB2_TAG_RSDP_OLD, RSDP_OLD_SIZE, tag_rsdp },
	{ MB2_TAG_RSDP_NEW, BOOT_RSDP_SIZE, tag_rsdp },
};

static void __init read_tag(struct boot_parse *p, u32 type, const struct tag_body *body)
{
	const struct tag_handler *handler = tag_handlers;
	const struct tag_handler *end = tag_handlers + ARRAY_SIZE(tag_handlers);

	while (handler < end && handler->type != type)
		handler++;
	if (handler == end)
		return;
	if (body->size < handler->min_size)
		boot_fault(p, BOOT_FAULT_TRUNCATED);
	else
		handler->read(p, body);
}

static void __init walk_tags(struct boot_parse *p, u64 at, u64 end)
{
	struct mb2_tag tag;
	struct tag_body body;

	while (end - at >= sizeof(tag)) {
		if (!boot_read(p, at, &tag, sizeof(tag)))
			return;
		if (tag.type == MB2_TAG_END)
			return;
		if (tag.size < sizeof(tag) || tag.size > end - at) {
			boot_fault(p, BOOT_FAULT_TAG_SIZE);
			return;
		}
		body.phys = at + sizeof(tag);
		body.size = tag.size - sizeof(tag);
		read_tag(p, tag.type, &body);
		at += ALIGN((u64)tag.size, MB2_TAG_ALIGN);
		if (at > end)
			break;
	}
	boot_fault(p, BOOT_FAULT_NO_END);
}

/**
 * multiboot2_parse() - fill p->info from the tags at @phys.
 * @p: parse in progress.
 * @phys: physical address of the tags, 8-byte aligned by a good loader.
 */
void __init multiboot2_parse(struct boot_parse *p, u32 phys)
{
	struct mb2_info head;
	u32 total;

	if (!boot_read(p, phys, &head, sizeof(head)))
		return;
	total = min_t(u32, head.total_size, BOOT_MAX_STRUCTURE);
	if (total < head.total_size)
		boot_fault(p, BOOT_FAULT_CUT);
	if (total < sizeof(head)) {
		boot_fault(p, BOOT_FAULT_TRUNCATED);
		return;
	}
	boot_add_extent(p, phys, total, "boot info");
	walk_tags(p, (u64)phys + sizeof(head), (u64)phys + total);
}
