/* SPDX-License-Identifier: MIT */
/*
 * boot/multiboot_regs.h: what the two multiboot protocols put into memory, byte for byte.
 *
 * Source: Multiboot Specification 0.6.96, 3.3 "Boot information format"; Multiboot2 Specification 2.0,
 *         3.6 "Boot information format" (offsets as GRUB's multiboot2.h has them).
 */
#ifndef _BOOT_MULTIBOOT_REGS_H
#define _BOOT_MULTIBOOT_REGS_H

#include <linux/build_bug.h>
#include <linux/types.h>

#define MB1_FLAG_MEMORY	     (1u << 0)
#define MB1_FLAG_CMDLINE     (1u << 2)
#define MB1_FLAG_MODULES     (1u << 3)
#define MB1_FLAG_MAP	     (1u << 6)
#define MB1_FLAG_LOADER	     (1u << 9)
#define MB1_FLAG_FRAMEBUFFER (1u << 12)

struct mb1_info {
	u32 flags;
	u32 mem_lower, mem_upper; /* KiB below 1 MiB, KiB from 1 MiB up */
	u32 boot_device;
	u32 cmdline;
	u32 mods_count, mods_addr;
	u32 syms[4];
	u32 mmap_length, mmap_addr;
	u32 drives_length, drives_addr;
	u32 config_table;
	u32 boot_loader_name;
	u32 apm_table;
	u32 vbe_control, vbe_mode_info;
	u16 vbe_mode, vbe_interface_seg, vbe_interface_off, vbe_interface_len;
	u64 fb_addr;
	u32 fb_pitch, fb_width, fb_height;
	u8 fb_bpp, fb_type;
	u8 fb_color[6];
} __attribute__((packed));
static_assert(sizeof(struct mb1_info) == 116);
static_assert(offsetof(struct mb1_info, boot_loader_name) == 64);
static_assert(offsetof(struct mb1_info, fb_addr) == 88);

/* Bytes every loader provides; what lies behind belongs to flags that old loaders never set. */
#define MB1_INFO_BASE_SIZE 88

struct mb1_module {
	u32 start, end;
	u32 cmdline;
	u32 reserved;
};

/* `size` does not count itself: the next entry is at + size + 4. */
struct mb1_range {
	u32 size;
	u64 base, length;
	u32 type;
} __attribute__((packed));
#define MB1_RANGE_MIN_SIZE 20

enum mb2_tag_type {
	MB2_TAG_END = 0,
	MB2_TAG_CMDLINE = 1,
	MB2_TAG_LOADER = 2,
	MB2_TAG_MODULE = 3,
	MB2_TAG_MEMORY = 4,
	MB2_TAG_MAP = 6,
	MB2_TAG_FRAMEBUFFER = 8,
	MB2_TAG_RSDP_OLD = 14,
	MB2_TAG_RSDP_NEW = 15,
};
#define MB2_TAG_ALIGN 8

struct mb2_info {
	u32 total_size, reserved;
};

struct mb2_tag {
	u32 type, size; /* size counts this header, not the padding to 8 bytes */
};

struct mb2_module {
	u32 start, end; /* then the string */
};

struct mb2_memory {
	u32 mem_lower, mem_upper;
};

struct mb2_map {
	u32 entry_size, entry_version;
};

struct mb2_range {
	u64 base, length;
	u32 type, reserved;
};
#define MB2_RANGE_MIN_SIZE 20

struct mb2_framebuffer {
	u64 addr;
	u32 pitch, width, height;
	u8 bpp, type;
	u16 reserved;
	u8 color[6];
} __attribute__((packed));
static_assert(offsetof(struct mb2_framebuffer, color) == 24);
#define MB2_FRAMEBUFFER_MIN_SIZE 24

#define RSDP_OLD_SIZE 20

#endif
