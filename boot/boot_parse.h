/* SPDX-License-Identifier: MIT */
/* boot/boot_parse.h: what the two protocol parsers share. */
#ifndef _BOOT_BOOT_PARSE_H
#define _BOOT_BOOT_PARSE_H

#include <slate/boot_info.h>

/* Loader structures beyond this are not believed; a loop over them ends. */
#define BOOT_MAX_STRUCTURE (1u << 20)

/* One parse: where bytes come from and where facts go. */
struct boot_parse {
	const struct boot_reader *reader;
	struct boot_info *info;
};

void multiboot1_parse(struct boot_parse *p, u32 phys);
void multiboot2_parse(struct boot_parse *p, u32 phys);

void boot_fault(struct boot_parse *p, enum boot_fault fault);
bool boot_read(struct boot_parse *p, u64 phys, void *to, size_t size);
u32 boot_read_string(struct boot_parse *p, u64 phys, u32 room, char *to, u32 to_size);
void boot_add_range(struct boot_parse *p, u64 base, u64 size, u32 type);
void boot_add_extent(struct boot_parse *p, u64 base, u64 size, const char *what);
struct boot_module *boot_add_module(struct boot_parse *p, u32 start, u32 end);
void boot_set_framebuffer(struct boot_parse *p, const struct boot_framebuffer *fb, const u8 *color);
void boot_set_basic_memory(struct boot_parse *p, u32 lower_kib, u32 upper_kib);

/* cmdline.c */
void boot_cmdline_strip_path(char *line, const char *loader);
void boot_cmdline_normalise(char *line);

#endif
