// SPDX-License-Identifier: MIT
/*
 * boot/boot_init.c: the one place that looks at loader memory, and what is said about it.
 *
 * Problem.  The parsers are pure; somebody must own boot_info and read real memory for them.
 * Idea.     entry.asm maps physical 0..3 GiB onto itself until paging_init(), so reading is a copy from
 *           the address itself, bounded by that map. No other function of Slate dereferences an address
 *           that a loader gave.
 * Paths.    kernel_main -> boot_info_init -> boot_info_parse -> read_identity
 *           kernel_main -> boot_info_report
 */
#include <asm/page.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <slate/boot_info.h>

#define IDENTITY_END 0xc0000000ull /* bytes: what entry.asm maps onto itself */

struct boot_info boot_info;
static struct boot_range boot_ranges[BOOT_MAX_RANGES] __initdata;

static bool __init read_identity(const struct boot_reader *reader, u64 phys, void *to, size_t size)
{
	const char *from = (const char *)(unsigned long)phys;

	if (phys >= IDENTITY_END || size > IDENTITY_END - phys)
		return false;
	OPTIMIZER_HIDE_VAR(from);
	memcpy(to, from, size);
	return true;
}

void __init boot_info_init(u32 magic, u32 phys)
{
	struct boot_reader reader = { .read = read_identity };

	boot_info.ranges = boot_ranges;
	boot_info.max_ranges = BOOT_MAX_RANGES;
	boot_info_parse(&reader, magic, phys, &boot_info);
}

static const char *__init protocol_name(void)
{
	switch (boot_info.protocol) {
	case BOOT_MULTIBOOT1:
		return "multiboot1";
	case BOOT_MULTIBOOT2:
		return "multiboot2";
	default:
		return "no known protocol";
	}
}

void __init boot_info_report(void)
{
	const struct boot_framebuffer *fb = &boot_info.framebuffer;
	unsigned int i;

	pr_info("boot: %s by %s, %u map ranges, %u modules, RSDP %u bytes\n", protocol_name(),
		boot_info.loader[0] ? boot_info.loader : "a nameless loader", boot_info.nr_ranges,
		boot_info.nr_modules, boot_info.rsdp_size);
	if (fb->type != BOOT_FB_NONE)
		pr_info("boot: framebuffer %ux%ux%u type %d at %#llx, %u bytes a line\n", fb->width,
			fb->height, fb->bpp, fb->type, fb->addr, fb->pitch);
	for (i = 0; i < NR_BOOT_FAULTS; i++)
		if (boot_info.faults >> i & 1)
			pr_warn("boot: the loader's information has a fault: %s\n",
				boot_fault_names[i]);
	if (boot_info.nr_dropped)
		pr_warn("boot: %u entries did not fit and are ignored\n", boot_info.nr_dropped);
}
