// SPDX-License-Identifier: MIT
/*
 * mm/resource_boot.c: what every PC has, entered into the resource trees before any driver asks.
 *
 * Problem.  RAM, the kernel in it and the legacy chips are owned by no driver, and still nobody may
 *           take them.
 * Idea.     Tables. The firmware's map (after mem= and memmap=) becomes one resource per range, named
 *           as Linux names them; the kernel's sections go inside the RAM they lie in; the ports of the
 *           chips that Slate itself programs are busy from the start.
 *
 *               00100000-0ffdffff : System RAM
 *                 00100000-002fffff : Kernel code
 *                 00300000-0036ffff : Kernel rodata
 *
 * Invariants. No range of RAM overlaps another: firmware_map_build() has seen to it.
 * Locks.    None: boot.
 * Paths.    resources_init
 * Cost.     One allocation per firmware range.
 * Left out. ACPI's own list of ports.
 * Sources.  Linux Documentation/filesystems/proc.rst, iomem and ioports.
 */
#include <asm/io.h>
#include <asm/sections.h>
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <slate/firmware_map.h>
#include <slate/meminfo.h>

#define BUSY_PORTS(first, last, who) \
	{ .start = (first), .end = (last), .name = (who), .flags = IORESOURCE_IO | IORESOURCE_BUSY }

/* Chips that the kernel programs without a driver that would ask for them. */
static struct resource standard_ports[] = {
	BUSY_PORTS(0x00, 0x1f, "dma1"),
	BUSY_PORTS(0x20, 0x21, "pic1"),
	BUSY_PORTS(0x40, 0x43, "timer0"),
	BUSY_PORTS(0x50, 0x53, "timer1"),
	BUSY_PORTS(0x80, 0x8f, "dma page reg"),
	BUSY_PORTS(0xa0, 0xa1, "pic2"),
	BUSY_PORTS(0xc0, 0xdf, "dma2"),
	BUSY_PORTS(0xf0, 0xff, "fpu"),
};

#define KERNEL_PART(who) { .name = (who), .flags = IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY }

static struct resource kernel_parts[] = {
	KERNEL_PART("Kernel code"),
	KERNEL_PART("Kernel rodata"),
	KERNEL_PART("Kernel data"),
	KERNEL_PART("Kernel bss"),
};

static void __init add_kernel_part(struct resource *part, const char *start, const char *end)
{
	part->start = __pa(start);
	part->end = __pa(end) - 1;
	if (end > start && insert_resource(&iomem_resource, part))
		pr_warn("resource: no place for %s\n", part->name);
}

static const char *__init iomem_name(enum firmware_type type)
{
	switch (type) {
	case FIRMWARE_RAM:
		return "System RAM";
	case FIRMWARE_ACPI:
		return "ACPI Tables";
	case FIRMWARE_NVS:
		return "ACPI Non-volatile Storage";
	case FIRMWARE_UNUSABLE:
		return "Unusable memory";
	case FIRMWARE_PRAM:
		return "Persistent Memory (legacy)";
	default:
		return "Reserved";
	}
}

static void __init add_firmware_range(const struct firmware_range *range)
{
	struct resource *res = kzalloc(sizeof(*res), GFP_KERNEL);

	if (!res)
		return;
	res->start = range->start;
	res->end = range->end - 1;
	res->name = iomem_name(range->type);
	res->flags = range->type == FIRMWARE_RAM ? IORESOURCE_SYSTEM_RAM : IORESOURCE_MEM;
	/* Reserved ranges hold devices too: their drivers may still ask for them. */
	if (range->type == FIRMWARE_RAM)
		res->flags |= IORESOURCE_BUSY;
	if (insert_resource(&iomem_resource, res)) {
		pr_warn("resource: no place for %s at %pa\n", res->name, &res->start);
		kfree(res);
	}
}

/* Enter RAM, the kernel and the standard chips; mm/ is linked before drivers, so they come later. */
static int __init resources_init(void)
{
	struct firmware_range range;
	unsigned int i;

	for (i = 0; firmware_range(i, &range); i++)
		add_firmware_range(&range);
	add_kernel_part(&kernel_parts[0], _stext, _etext);
	add_kernel_part(&kernel_parts[1], __start_rodata, __end_rodata);
	add_kernel_part(&kernel_parts[2], _sdata, _edata);
	add_kernel_part(&kernel_parts[3], __bss_start, __bss_stop);
	for (i = 0; i < ARRAY_SIZE(standard_ports); i++)
		if (request_resource(&ioport_resource, &standard_ports[i]))
			pr_warn("resource: no place for %s\n", standard_ports[i].name);
	return 0;
}
early_initcall(resources_init);
