// SPDX-License-Identifier: MIT
/*
 * drivers/pci/probe.c: find every function on every bus.
 *
 * Idea.     Ask each slot of bus 0 for its vendor; 0xffff means nobody. A bridge leads to another bus,
 *           whose number firmware has given it; put it on the work list. The numbers of buses are
 *           trusted only upwards: a bridge to a lower or known number is skipped, so the walk ends.
 *
 *     bus 0 - 00.0 host bridge
 *           - 01.1 IDE controller
 *           - 1e.0 bridge --> bus 1 - 00.0 network card
 *
 * Invariants. pci_all_devices holds each function once, in the order bus, slot, function.
 * Paths.    pci_init -> scan_bus -> pci_scan_single_device; pci_bus_add_device -> device_add -> drivers.
 * Sources.  PCI Local Bus Specification 3.0, ch. 6; LDD3 ch. 12.
 */
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "pci.h"

LIST_HEAD(pci_all_devices);
static LIST_HEAD(all_buses); /* in the order of the scan; through pci_bus.node */

static void release_function(struct device *dev)
{
	kfree(to_pci_dev(dev));
}

struct pci_bus *pci_find_bus(int domain, int busnr)
{
	struct pci_bus *bus;

	list_for_each_entry(bus, &all_buses, node)
		if (!domain && bus->number == busnr)
			return bus;
	return NULL;
}
EXPORT_SYMBOL(pci_find_bus);

static struct pci_bus *new_bus(u8 number, struct pci_dev *bridge)
{
	struct pci_bus *bus = kzalloc(sizeof(*bus), GFP_KERNEL);

	if (!bus)
		return NULL;
	INIT_LIST_HEAD(&bus->children);
	INIT_LIST_HEAD(&bus->devices);
	bus->ops = &pci_direct_ops;
	bus->number = number;
	bus->busn_end = number;
	bus->self = bridge;
	bus->parent = bridge ? bridge->bus : NULL;
	bus->primary = bridge ? bridge->bus->number : 0;
	snprintf(bus->name, sizeof(bus->name), "PCI Bus 0000:%02x", number);
	list_add_tail(&bus->node, &all_buses);
	return bus;
}

/* The bus behind @bridge, unless its number makes no sense. */
static void open_bridge(struct pci_dev *bridge)
{
	u8 secondary, last;

	pci_read_config_byte(bridge, PCI_SECONDARY_BUS, &secondary);
	pci_read_config_byte(bridge, PCI_SUBORDINATE_BUS, &last);
	if (secondary <= bridge->bus->number || pci_find_bus(0, secondary)) {
		pci_warn(bridge, "leads to bus %u, which cannot be: skipped\n", secondary);
		return;
	}
	bridge->subordinate = new_bus(secondary, bridge);
	if (bridge->subordinate) {
		bridge->subordinate->busn_end = last;
		pci_read_bridge_windows(bridge);
	}
}

static void read_header(struct pci_dev *dev)
{
	bool normal = dev->hdr_type == PCI_HEADER_TYPE_NORMAL;
	u32 class;
	u8 line;

	pci_read_config_word(dev, PCI_DEVICE_ID, &dev->device);
	pci_read_config_dword(dev, PCI_CLASS_REVISION, &class);
	dev->class = class >> 8;
	dev->revision = (u8)class;
	dev->rom_base_reg = normal ? PCI_ROM_ADDRESS : pci_is_bridge(dev) ? PCI_ROM_ADDRESS1 : 0;
	if (normal) {
		pci_read_config_word(dev, PCI_SUBSYSTEM_VENDOR_ID, &dev->subsystem_vendor);
		pci_read_config_word(dev, PCI_SUBSYSTEM_ID, &dev->subsystem_device);
	}
	pci_read_config_byte(dev, PCI_INTERRUPT_PIN, &dev->pin);
	pci_read_config_byte(dev, PCI_INTERRUPT_LINE, &line);
	dev->irq = dev->pin && line && line < 16 ? line : 0; /* 0xff: not connected */
}

static void init_device(struct pci_dev *dev)
{
	device_initialize(&dev->dev);
	dev->dev.bus = &pci_bus_type;
	dev->dev.release = release_function;
	dev->dev.parent = dev->bus->self ? &dev->bus->self->dev : NULL;
	dev->dma_mask = DMA_BIT_MASK(32);
	dev->dev.dma_mask = &dev->dma_mask;
	dev->dev.coherent_dma_mask = DMA_BIT_MASK(32);
	dev->dev.dma_parms = &dev->dma_parms;
	dev->cfg_size = PCI_CFG_SPACE_SIZE;
	dev->current_state = PCI_UNKNOWN;
	dev_set_name(&dev->dev, "0000:%02x:%02x.%d", dev->bus->number, PCI_SLOT(dev->devfn),
		     PCI_FUNC(dev->devfn));
}

/**
 * pci_scan_single_device() - find out about the function at @devfn.
 *
 * Context: may sleep.
 * Return: the function, on the lists, but unknown to drivers before pci_bus_add_device(); NULL: nobody
 *         is there, or no memory.
 */
struct pci_dev *pci_scan_single_device(struct pci_bus *bus, int devfn)
{
	struct pci_dev *dev;
	u16 vendor;
	u8 header;

	pci_bus_read_config_word(bus, (unsigned int)devfn, PCI_VENDOR_ID, &vendor);
	if (vendor == 0xffff || vendor == 0)
		return NULL;
	pci_bus_read_config_byte(bus, (unsigned int)devfn, PCI_HEADER_TYPE, &header);
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return NULL;
	dev->bus = bus;
	dev->devfn = (unsigned int)devfn;
	dev->vendor = vendor;
	dev->hdr_type = header & PCI_HEADER_TYPE_MASK;
	dev->multifunction = !!(header & PCI_HEADER_TYPE_MFD);
	init_device(dev);
	read_header(dev);
	pci_read_bars(dev);
	list_add_tail(&dev->bus_list, &bus->devices);
	list_add_tail(&dev->global_list, &pci_all_devices);
	if (pci_is_bridge(dev))
		open_bridge(dev);
	return dev;
}
EXPORT_SYMBOL(pci_scan_single_device);

/* Its regions into the trees of resources, and a driver to it if one fits. Context: may sleep. */
void pci_bus_add_device(struct pci_dev *dev)
{
	pci_claim_resources(dev);
	if (device_add(&dev->dev))
		pci_warn(dev, "cannot be registered\n");
}
EXPORT_SYMBOL(pci_bus_add_device);

/*
 * The driver lets go of it, then everybody else; it is freed with the last reference. A bridge with a bus behind
 * it stays: who is there would lose his way. Context: may sleep.
 */
void pci_stop_and_remove_bus_device(struct pci_dev *dev)
{
	int i;

	if (WARN_ON(dev->subordinate))
		return;
	if (device_is_registered(&dev->dev))
		device_del(&dev->dev);
	for (i = 0; i < PCI_NUM_RESOURCES; i++)
		if (dev->resource[i].parent)
			remove_resource(&dev->resource[i]);
	list_del(&dev->bus_list);
	list_del(&dev->global_list);
	put_device(&dev->dev);
}
EXPORT_SYMBOL(pci_stop_and_remove_bus_device);

static void scan_bus(struct pci_bus *bus)
{
	int slot, func;

	for (slot = 0; slot < 32; slot++) {
		struct pci_dev *first = pci_scan_single_device(bus, PCI_DEVFN(slot, 0));

		for (func = 1; first && first->multifunction && func < 8; func++)
			pci_scan_single_device(bus, PCI_DEVFN(slot, func));
	}
}

static int __init pci_init(void)
{
	static struct resource ports = { .start = 0xcf8, .end = 0xcff, .name = "PCI conf1",
					 .flags = IORESOURCE_IO | IORESOURCE_BUSY };
	struct pci_bus *bus;
	struct pci_dev *dev;
	unsigned int nr = 0, buses = 0;

	if (!pci_config_works()) {
		pr_info("pci: no configuration mechanism 1: no PCI\n");
		return 0;
	}
	insert_resource(&ioport_resource, &ports);
	if (!new_bus(0, NULL))
		return -ENOMEM;
	list_for_each_entry(bus, &all_buses, node) { /* grows while we walk it */
		scan_bus(bus);
		buses++;
	}
	list_for_each_entry(dev, &pci_all_devices, global_list) {
		pci_bus_add_device(dev);
		nr++;
	}
	pr_info("pci: %u functions on %u buses\n", nr, buses);
	return 0;
}
subsys_initcall(pci_init);
