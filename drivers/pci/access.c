// SPDX-License-Identifier: MIT
/*
 * drivers/pci/access.c: configuration space by mechanism 1.
 *
 * Idea.     Port CF8 takes an address, port CFC is the register there: two accesses, one lock.
 *
 *     CF8  31      23      15     10    7        0
 *          [enable][ -----][ bus ][ dev ][fn][reg & ~3]
 *
 * Locks.    config_lock, irqs off: the address port is one for the whole machine.
 * Paths.    pci_read_config_* -> bus->ops->read: direct_read; a test's bus has ops of its own.
 * Left out. Extended configuration space (MMCONFIG): offsets from 256 up are refused.
 * Sources.  PCI Local Bus Specification 3.0, 3.2.2.3.2 "Software Generation of Configuration
 *           Transactions".
 */
#include <linux/bits.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/spinlock.h>

#include "pci.h"

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_ENABLE  BIT(31)
#define CONFIG_DATA    0xcfc

static DEFINE_SPINLOCK(config_lock);

static u32 config_address(unsigned int bus, unsigned int devfn, int where)
{
	return CONFIG_ENABLE | bus << 16 | devfn << 8 | ((u32)where & 0xfc);
}

static u32 config_read(unsigned int bus, unsigned int devfn, int where, int size)
{
	u16 port = CONFIG_DATA + (where & 3);
	unsigned long flags;
	u32 value;

	spin_lock_irqsave(&config_lock, flags);
	outl(config_address(bus, devfn, where), CONFIG_ADDRESS);
	value = size == 1 ? inb(port) : size == 2 ? inw(port) : inl(port);
	spin_unlock_irqrestore(&config_lock, flags);
	return value;
}

static void config_write(unsigned int bus, unsigned int devfn, int where, int size, u32 value)
{
	u16 port = CONFIG_DATA + (where & 3);
	unsigned long flags;

	spin_lock_irqsave(&config_lock, flags);
	outl(config_address(bus, devfn, where), CONFIG_ADDRESS);
	if (size == 1)
		outb((u8)value, port);
	else if (size == 2)
		outw((u16)value, port);
	else
		outl(value, port);
	spin_unlock_irqrestore(&config_lock, flags);
}

/* Is there a mechanism 1? The address port keeps the enable bit, and bus 0 has a bridge or a display. */
bool pci_config_works(void)
{
	u32 before = inl(CONFIG_ADDRESS), kept;
	unsigned int devfn;

	outl(CONFIG_ENABLE, CONFIG_ADDRESS);
	kept = inl(CONFIG_ADDRESS);
	outl(before, CONFIG_ADDRESS);
	if (kept != CONFIG_ENABLE)
		return false;
	for (devfn = 0; devfn < 256; devfn += 8) {
		u32 class = config_read(0, devfn, PCI_CLASS_DEVICE, 2);

		if (class == PCI_CLASS_BRIDGE_HOST || class == PCI_CLASS_DISPLAY_VGA)
			return true;
	}
	return false;
}

static int direct_read(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 *val)
{
	*val = config_read(bus->number, devfn, where, size);
	return PCIBIOS_SUCCESSFUL;
}

static int direct_write(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 val)
{
	config_write(bus->number, devfn, where, size, val);
	return PCIBIOS_SUCCESSFUL;
}

struct pci_ops pci_direct_ops = { .read = direct_read, .write = direct_write };

#define CONFIG_ACCESSORS(name, type, size)                                                          \
	int pci_bus_read_config_##name(struct pci_bus *bus, unsigned int devfn, int where, type *val) \
	{                                                                                           \
		u32 value = ~0u;                                                                    \
		int err = PCIBIOS_BAD_REGISTER_NUMBER;                                              \
                                                                                                    \
		if (!(where & (size - 1)) && where >= 0 && where < PCI_CFG_SPACE_SIZE)              \
			err = bus->ops->read(bus, devfn, where, size, &value);                      \
		*val = (type)value;                                                                 \
		return err;                                                                         \
	}                                                                                           \
	EXPORT_SYMBOL(pci_bus_read_config_##name);                                                  \
	int pci_bus_write_config_##name(struct pci_bus *bus, unsigned int devfn, int where, type val) \
	{                                                                                           \
		if ((where & (size - 1)) || where < 0 || where >= PCI_CFG_SPACE_SIZE)               \
			return PCIBIOS_BAD_REGISTER_NUMBER;                                         \
		return bus->ops->write(bus, devfn, where, size, val);                               \
	}                                                                                           \
	EXPORT_SYMBOL(pci_bus_write_config_##name);                                                 \
	int pci_read_config_##name(const struct pci_dev *dev, int where, type *val)                 \
	{                                                                                           \
		return pci_bus_read_config_##name(dev->bus, dev->devfn, where, val);                \
	}                                                                                           \
	EXPORT_SYMBOL(pci_read_config_##name);                                                      \
	int pci_write_config_##name(const struct pci_dev *dev, int where, type val)                 \
	{                                                                                           \
		return pci_bus_write_config_##name(dev->bus, dev->devfn, where, val);               \
	}                                                                                           \
	EXPORT_SYMBOL(pci_write_config_##name)

CONFIG_ACCESSORS(byte, u8, 1);
CONFIG_ACCESSORS(word, u16, 2);
CONFIG_ACCESSORS(dword, u32, 4);

static u8 walk_capabilities(struct pci_dev *dev, u8 pos, int cap)
{
	int steps = 48; /* as many as fit behind the header: a loop in the list ends here */
	u8 id;

	for (; steps && pos >= PCI_STD_HEADER_SIZEOF; steps--) {
		pos &= 0xfc;
		pci_read_config_byte(dev, pos + PCI_CAP_LIST_ID, &id);
		if (id == 0xff)
			return 0;
		if (id == cap)
			return pos;
		pci_read_config_byte(dev, pos + PCI_CAP_LIST_NEXT, &pos);
	}
	return 0;
}

/* Return: offset of capability @cap in configuration space, or 0. */
u8 pci_find_capability(struct pci_dev *dev, int cap)
{
	u16 status;
	u8 pos;

	pci_read_config_word(dev, PCI_STATUS, &status);
	if (!(status & PCI_STATUS_CAP_LIST) || dev->hdr_type > PCI_HEADER_TYPE_BRIDGE)
		return 0;
	pci_read_config_byte(dev, PCI_CAPABILITY_LIST, &pos);
	return walk_capabilities(dev, pos, cap);
}
EXPORT_SYMBOL(pci_find_capability);

/* The next one behind the capability at @pos. */
u8 pci_find_next_capability(struct pci_dev *dev, u8 pos, int cap)
{
	pci_read_config_byte(dev, pos + PCI_CAP_LIST_NEXT, &pos);
	return walk_capabilities(dev, pos, cap);
}
EXPORT_SYMBOL(pci_find_next_capability);
