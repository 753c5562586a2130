// SPDX-License-Identifier: MIT
/*
 * drivers/pci/names.c: what the class and vendor numbers mean, and `lspci`, which prints them.
 *
 * Source: PCI Code and ID Assignment Specification 1.11.
 */
#include <linux/kernel.h>
#include <linux/pci.h>
#include <slate/command.h>

#include "pci.h"

static const struct {
	u16 class; /* subclass 0x80 stands for "other" of its base class */
	const char *name;
} classes[] = {
	{ 0x0001, "VGA compatible device" },  { 0x0100, "SCSI storage" },
	{ 0x0101, "IDE interface" },	      { 0x0102, "Floppy controller" },
	{ 0x0104, "RAID controller" },	      { 0x0106, "SATA controller" },
	{ 0x0107, "SAS controller" },	      { 0x0108, "NVM controller" },
	{ 0x0180, "Mass storage controller" }, { 0x0200, "Ethernet controller" },
	{ 0x0280, "Network controller" },     { 0x0300, "VGA compatible controller" },
	{ 0x0302, "3D controller" },	      { 0x0380, "Display controller" },
	{ 0x0401, "Audio device" },	      { 0x0403, "HD audio device" },
	{ 0x0480, "Multimedia controller" },  { 0x0500, "RAM memory" },
	{ 0x0580, "Memory controller" },      { 0x0600, "Host bridge" },
	{ 0x0601, "ISA bridge" },	      { 0x0604, "PCI bridge" },
	{ 0x0607, "CardBus bridge" },	      { 0x0680, "Bridge" },
	{ 0x0700, "Serial controller" },      { 0x0780, "Communication controller" },
	{ 0x0805, "SD host controller" },     { 0x0880, "System peripheral" },
	{ 0x0980, "Input device" },	      { 0x0c00, "FireWire controller" },
	{ 0x0c03, "USB controller" },	      { 0x0c05, "SMBus" },
	{ 0x0d80, "Wireless controller" },    { 0x00ff, "Unassigned class" },
};

static const struct {
	u16 vendor;
	const char *name;
} vendors[] = {
	{ PCI_VENDOR_ID_INTEL, "Intel" },    { PCI_VENDOR_ID_AMD, "AMD" },
	{ PCI_VENDOR_ID_ATI, "AMD/ATI" },    { PCI_VENDOR_ID_NVIDIA, "NVIDIA" },
	{ PCI_VENDOR_ID_VIA, "VIA" },	     { PCI_VENDOR_ID_SI, "SiS" },
	{ PCI_VENDOR_ID_REALTEK, "Realtek" }, { PCI_VENDOR_ID_BOCHS, "QEMU/Bochs" },
	{ PCI_VENDOR_ID_REDHAT, "Red Hat" }, { PCI_VENDOR_ID_REDHAT_QUMRANET, "Red Hat virtio" },
};

const char *pci_class_name(unsigned int class)
{
	unsigned int subclass = class >> 8, other = (subclass & 0xff00) | 0x80, i;
	const char *name = "Unknown class";

	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		if (classes[i].class == subclass)
			return classes[i].name;
		if (classes[i].class == other)
			name = classes[i].name;
	}
	return name;
}

const char *pci_vendor_name(unsigned int vendor)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vendors); i++)
		if (vendors[i].vendor == vendor)
			return vendors[i].name;
	return "Vendor";
}

static void list_regions(struct pci_dev *dev)
{
	int i;

	for (i = 0; i < PCI_NUM_RESOURCES; i++) {
		const struct resource *res = &dev->resource[i];

		if (!res->flags)
			continue;
		console_printf("\t%s %d: %s %llx-%llx%s%s%s\n",
			       i < PCI_BRIDGE_RESOURCES ? "region" : "window", i,
			       res->flags & IORESOURCE_IO ? "ports" : "memory", (u64)res->start,
			       (u64)res->end, res->flags & IORESOURCE_MEM_64 ? " 64-bit" : "",
			       res->flags & IORESOURCE_PREFETCH ? " prefetchable" : "",
			       res->flags & IORESOURCE_UNSET ? " unset" : "");
	}
}

static int run_lspci(int argc, char **argv)
{
	bool verbose = argc > 1 && argv[1][0] == '-' && argv[1][1] == 'v';
	struct pci_dev *dev;

	list_for_each_entry(dev, &pci_all_devices, global_list) {
		console_printf("%s %s: %s [%04x:%04x] (rev %02x)", pci_name(dev) + 5,
			       pci_class_name(dev->class), pci_vendor_name(dev->vendor), dev->vendor,
			       dev->device, dev->revision);
		if (dev->irq)
			console_printf(" irq %u", dev->irq);
		console_printf("%s%s\n", dev->driver ? " driver " : "",
			       dev->driver ? dev->driver->name : "");
		if (verbose)
			list_regions(dev);
	}
	return 0;
}
COMMAND(lspci, "[-v]", "list PCI functions, with -v their regions", run_lspci);
