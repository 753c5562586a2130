/* SPDX-License-Identifier: MIT */
/*
 * tests/fake_function.h: a PCI function whose configuration space is 256 bytes of memory.
 *
 * It sits alone on a bus that no bridge leads to. The PCI core scans it as it scans every other, sizes its BARs,
 * and finds a driver for it; a test fills in the registers before, and looks at them afterwards.
 *
 *     fake_start -> fake_bar, fake_byte ... -> fake_scan -> (fake_add: drivers see it) -> fake_end
 */
#ifndef _TESTS_FAKE_FUNCTION_H
#define _TESTS_FAKE_FUNCTION_H

#include <kunit/test.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/string.h>

#define FAKE_BUS 0xfe

struct fake_function {
	struct pci_bus bus;
	struct pci_dev *dev;
	u8 space[PCI_CFG_SPACE_SIZE];
	u8 writable[PCI_CFG_SPACE_SIZE]; /* which bits keep what is written */
	unsigned int reads;
};

static int fake_read(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 *val)
{
	struct fake_function *fake = container_of(bus, struct fake_function, bus);

	*val = 0;
	memcpy(val, fake->space + where, (size_t)size);
	fake->reads++;
	return PCIBIOS_SUCCESSFUL;
}

static int fake_write(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 val)
{
	struct fake_function *fake = container_of(bus, struct fake_function, bus);
	int i;

	for (i = where; i < where + size; i++, val >>= 8)
		fake->space[i] = (u8)((fake->space[i] & ~fake->writable[i]) | (val & fake->writable[i]));
	return PCIBIOS_SUCCESSFUL;
}

static struct pci_ops fake_ops = { .read = fake_read, .write = fake_write };

static inline void fake_byte(struct fake_function *fake, int where, unsigned int value)
{
	fake->space[where] = (u8)value;
}

static inline void fake_dword(struct fake_function *fake, int where, u32 value)
{
	memcpy(fake->space + where, &value, sizeof(value));
}

/* @value with its type bits; @size: bytes the BAR decodes. */
static inline void fake_bar(struct fake_function *fake, int bar, u32 value, u32 size)
{
	u32 kept = ~(size - 1);

	fake_dword(fake, PCI_BASE_ADDRESS_0 + 4 * bar, value);
	memcpy(fake->writable + PCI_BASE_ADDRESS_0 + 4 * bar, &kept, sizeof(kept));
}

/* A function of @class (24 bits) without BARs, capabilities or interrupt, and a command register that can be written. */
static inline struct fake_function *fake_start(struct kunit *test, u32 class)
{
	struct fake_function *fake = kunit_kzalloc(test, sizeof(*fake), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, fake);
	INIT_LIST_HEAD(&fake->bus.children);
	INIT_LIST_HEAD(&fake->bus.devices);
	fake->bus.ops = &fake_ops;
	fake->bus.number = FAKE_BUS;
	fake_dword(fake, PCI_VENDOR_ID, 0xfa4efa4e);
	fake_dword(fake, PCI_CLASS_REVISION, class << 8);
	fake->writable[PCI_COMMAND] = fake->writable[PCI_COMMAND + 1] = 0xff;
	return fake;
}

static inline struct pci_dev *fake_scan(struct kunit *test, struct fake_function *fake)
{
	fake->dev = pci_scan_single_device(&fake->bus, 0);
	KUNIT_ASSERT_NOT_NULL(test, fake->dev);
	return fake->dev;
}

static inline struct pci_dev *fake_add(struct kunit *test, struct fake_function *fake)
{
	pci_bus_add_device(fake_scan(test, fake));
	return fake->dev;
}

static inline void fake_end(struct fake_function *fake)
{
	pci_stop_and_remove_bus_device(fake->dev);
	fake->dev = NULL;
}

#endif
