// SPDX-License-Identifier: MIT
/*
 * drivers/pci/proc.c: /proc/pci, the list of functions that Linux had until 2.6, in its lines.
 *
 * Source: names and layout of Linux 2.4 drivers/pci/proc.c; PCI Local Bus Specification 3.0, 6.2.4 for the
 * latencies.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

#include "pci.h"

static void show_mastering(struct seq_file *m, struct pci_dev *dev)
{
	u8 latency, least, most;

	pci_read_config_byte(dev, PCI_LATENCY_TIMER, &latency);
	pci_read_config_byte(dev, PCI_MIN_GNT, &least);
	pci_read_config_byte(dev, PCI_MAX_LAT, &most);
	if (dev->hdr_type != PCI_HEADER_TYPE_NORMAL)
		least = most = 0; /* a bridge has other things there */
	if (!latency && !least && !most)
		return;
	seq_puts(m, "      Master Capable.  ");
	if (latency)
		seq_printf(m, "Latency=%d.  ", latency);
	else
		seq_puts(m, "No bursts.  ");
	if (least)
		seq_printf(m, "Min Gnt=%d.", least);
	if (most)
		seq_printf(m, "Max Lat=%d.", most);
	seq_putc(m, '\n');
}

static void show_region(struct seq_file *m, const struct resource *res)
{
	if (!res->flags || res->flags & IORESOURCE_UNSET)
		return;
	if (res->flags & IORESOURCE_IO)
		seq_printf(m, "      I/O at 0x%llx [0x%llx].\n", (u64)res->start, (u64)res->end);
	else
		seq_printf(m, "      %srefetchable %s bit memory at 0x%llx [0x%llx].\n",
			   res->flags & IORESOURCE_PREFETCH ? "P" : "Non-p",
			   res->flags & IORESOURCE_MEM_64 ? "64" : "32", (u64)res->start,
			   (u64)res->end);
}

static void show_function(struct seq_file *m, struct pci_dev *dev)
{
	int bar;

	seq_printf(m, "  Bus %2d, device %3d, function %2d:\n", dev->bus->number,
		   PCI_SLOT(dev->devfn), PCI_FUNC(dev->devfn));
	seq_printf(m, "    %s: PCI device %04x:%04x (%s) (rev %d).\n", pci_class_name(dev->class),
		   dev->vendor, dev->device, pci_vendor_name(dev->vendor), dev->revision);
	if (dev->irq)
		seq_printf(m, "      IRQ %d.\n", dev->irq);
	show_mastering(m, dev);
	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		show_region(m, &dev->resource[bar]);
}

static int pci_show(struct seq_file *m, void *unused)
{
	struct pci_dev *dev;

	seq_puts(m, "PCI devices found:\n");
	list_for_each_entry(dev, &pci_all_devices, global_list)
		show_function(m, dev);
	return 0;
}

static int __init pci_proc_init(void)
{
	proc_create_single("pci", 0, NULL, pci_show);
	return 0;
}
fs_initcall(pci_proc_init);
