// SPDX-License-Identifier: MIT
/*
 * drivers/pci/bars.c: what addresses a function answers at.
 *
 * Idea.     A base address register keeps only the bits that matter: write ones, read back, and the
 *           lowest bit that stuck is the size. Decoding is off meanwhile, so that nothing answers at
 *           the wild address for that moment.
 *
 *     written 0xffffffff, read 0xfffff001:  I/O, 4 KiB     read 0xff80000c: memory, 64 bits, prefetch
 *
 *           An IDE channel in compatibility mode decodes the PC's old ports whatever its registers hold; these
 *           are its regions then.
 * Sources.  PCI Local Bus Specification 3.0, 6.2.5.1 "Address Maps"; PCI-to-PCI Bridge Architecture
 *           1.2, 3.2.5 for the windows.
 */
#include <linux/kernel.h>
#include <linux/pci.h>

#include "pci.h"

static u32 probe_register(struct pci_dev *dev, int reg, u32 ones, u32 *value)
{
	u32 kept;

	pci_read_config_dword(dev, reg, value);
	pci_write_config_dword(dev, reg, ones);
	pci_read_config_dword(dev, reg, &kept);
	pci_write_config_dword(dev, reg, *value);
	return kept == 0xffffffff && *value == 0xffffffff ? 0 : kept;
}

static void set_region(struct pci_dev *dev, int bar, u64 start, u64 kept, unsigned long flags)
{
	struct resource *res = &dev->resource[bar];
	u64 size = kept & -kept; /* the lowest bit that stuck */

	if (!size)
		return;
	res->name = pci_name(dev);
	res->flags = flags;
	res->start = start;
	res->end = start + size - 1;
	if (!start)
		res->flags |= IORESOURCE_UNSET; /* firmware gave it no place */
}

/* @bars: how many registers there are. Return: registers used, 1 or 2. */
static int read_bar(struct pci_dev *dev, int bar, int bars)
{
	int reg = PCI_BASE_ADDRESS_0 + 4 * bar;
	u32 value, kept = probe_register(dev, reg, 0xffffffff, &value), high, high_kept;
	unsigned long flags = IORESOURCE_MEM;

	if (value & PCI_BASE_ADDRESS_SPACE_IO) {
		kept &= (u32)PCI_BASE_ADDRESS_IO_MASK;
		if (kept)
			kept |= 0xffff0000; /* the upper half may be wired to 0 */
		set_region(dev, bar, value & (u32)PCI_BASE_ADDRESS_IO_MASK,
			   kept & -kept, IORESOURCE_IO);
		return 1;
	}
	if (value & PCI_BASE_ADDRESS_MEM_PREFETCH)
		flags |= IORESOURCE_PREFETCH;
	kept &= (u32)PCI_BASE_ADDRESS_MEM_MASK;
	value &= (u32)~0xf | PCI_BASE_ADDRESS_MEM_TYPE_MASK;
	if ((value & PCI_BASE_ADDRESS_MEM_TYPE_MASK) != PCI_BASE_ADDRESS_MEM_TYPE_64) {
		set_region(dev, bar, value & (u32)PCI_BASE_ADDRESS_MEM_MASK, kept, flags);
		return 1;
	}
	if (bar + 1 == bars) {
		pci_warn(dev, "region %d is 64 bits wide, and there is no register for the upper half\n", bar);
		return 1; /* what comes next is a bridge's bus numbers, or no address */
	}
	high_kept = probe_register(dev, reg + 4, 0xffffffff, &high);
	set_region(dev, bar, (u64)high << 32 | (value & (u32)PCI_BASE_ADDRESS_MEM_MASK),
		   (u64)high_kept << 32 | kept, flags | IORESOURCE_MEM_64);
	return 2;
}

static void read_rom(struct pci_dev *dev)
{
	u32 value, kept = probe_register(dev, dev->rom_base_reg, PCI_ROM_ADDRESS_MASK, &value);

	set_region(dev, PCI_ROM_RESOURCE, value & PCI_ROM_ADDRESS_MASK, kept & PCI_ROM_ADDRESS_MASK,
		   IORESOURCE_MEM | IORESOURCE_READONLY);
}

/* The registers of a channel that is not native say nothing, and firmware leaves them as they are. */
static void place_old_ide_channels(struct pci_dev *dev)
{
	static const struct {
		u16 start, ports;
	} old[4] = { { 0x1f0, 8 }, { 0x3f6, 1 }, { 0x170, 8 }, { 0x376, 1 } };
	int bar;

	for (bar = 0; bar < 4; bar++) {
		struct resource *res = &dev->resource[bar];

		if (dev->class & (bar < 2 ? PCI_IDE_NATIVE_0 : PCI_IDE_NATIVE_1))
			continue;
		res->name = pci_name(dev);
		res->flags = IORESOURCE_IO | IORESOURCE_PCI_FIXED;
		res->start = old[bar].start;
		res->end = old[bar].start + old[bar].ports - 1u;
	}
}

void pci_read_bars(struct pci_dev *dev)
{
	int bars = dev->hdr_type == PCI_HEADER_TYPE_NORMAL ? PCI_STD_NUM_BARS :
		   dev->hdr_type == PCI_HEADER_TYPE_BRIDGE ? 2 : 0;
	bool display = dev->class >> 16 == PCI_BASE_CLASS_DISPLAY;
	bool bridge = dev->class >> 16 == PCI_BASE_CLASS_BRIDGE;
	u16 command;
	int bar;

	/* Bridges and displays must keep answering: the console may be behind them. */
	pci_read_config_word(dev, PCI_COMMAND, &command);
	if (!display && !bridge)
		pci_write_config_word(dev, PCI_COMMAND,
				      command & ~(PCI_COMMAND_IO | PCI_COMMAND_MEMORY));
	for (bar = 0; bar < bars;)
		bar += read_bar(dev, bar, bars);
	if (dev->rom_base_reg)
		read_rom(dev);
	pci_write_config_word(dev, PCI_COMMAND, command);
	if (dev->class >> 8 == PCI_CLASS_STORAGE_IDE && bars == PCI_STD_NUM_BARS)
		place_old_ide_channels(dev);
}

static void set_window(struct pci_dev *dev, int which, u64 base, u64 limit, unsigned long flags)
{
	struct resource *res = &dev->resource[PCI_BRIDGE_RESOURCES + which];

	if (base > limit || !base)
		return; /* closed */
	res->name = dev->subordinate->name;
	res->flags = flags | IORESOURCE_WINDOW;
	res->start = base;
	res->end = limit;
}

void pci_read_bridge_windows(struct pci_dev *dev)
{
	u16 base, limit, base_high = 0, limit_high = 0;
	u32 pref_high = 0, pref_limit_high = 0;
	u8 io_base, io_limit;

	pci_read_config_byte(dev, PCI_IO_BASE, &io_base);
	pci_read_config_byte(dev, PCI_IO_LIMIT, &io_limit);
	if ((io_base & PCI_IO_RANGE_TYPE_MASK) == PCI_IO_RANGE_TYPE_32) {
		pci_read_config_word(dev, PCI_IO_BASE_UPPER16, &base_high);
		pci_read_config_word(dev, PCI_IO_LIMIT_UPPER16, &limit_high);
	}
	set_window(dev, 0, (u32)base_high << 16 | (u32)(io_base & 0xf0) << 8,
		   (u32)limit_high << 16 | (u32)(io_limit & 0xf0) << 8 | 0xfff, IORESOURCE_IO);

	pci_read_config_word(dev, PCI_MEMORY_BASE, &base);
	pci_read_config_word(dev, PCI_MEMORY_LIMIT, &limit);
	set_window(dev, 1, (u32)(base & 0xfff0) << 16, (u32)(limit & 0xfff0) << 16 | 0xfffff,
		   IORESOURCE_MEM);

	pci_read_config_word(dev, PCI_PREF_MEMORY_BASE, &base);
	pci_read_config_word(dev, PCI_PREF_MEMORY_LIMIT, &limit);
	if ((base & PCI_PREF_RANGE_TYPE_MASK) == PCI_PREF_RANGE_TYPE_64) {
		pci_read_config_dword(dev, PCI_PREF_BASE_UPPER32, &pref_high);
		pci_read_config_dword(dev, PCI_PREF_LIMIT_UPPER32, &pref_limit_high);
	}
	set_window(dev, 2, (u64)pref_high << 32 | (u32)(base & 0xfff0) << 16,
		   (u64)pref_limit_high << 32 | (u32)(limit & 0xfff0) << 16 | 0xfffff,
		   IORESOURCE_MEM | IORESOURCE_PREFETCH);
}

/* Into /proc/iomem and /proc/ioports. What lies where something else is stays out, and is said. */
void pci_claim_resources(struct pci_dev *dev)
{
	int i;

	for (i = 0; i < PCI_NUM_RESOURCES; i++) {
		struct resource *res = &dev->resource[i], *root;

		if (!res->flags || (res->flags & IORESOURCE_UNSET))
			continue;
		if (i == PCI_ROM_RESOURCE)
			continue; /* not decoding until somebody enables it */
		root = res->flags & IORESOURCE_IO ? &ioport_resource : &iomem_resource;
		if (insert_resource(root, res))
			pci_warn(dev, "region %d at %pa overlaps another\n", i, &res->start);
	}
}
