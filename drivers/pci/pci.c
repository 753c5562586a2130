// SPDX-License-Identifier: MIT
/*
 * drivers/pci/pci.c: wake a function up, own its regions, map them, let it master the bus.
 *
 * Order for a driver: pci_enable_device, pci_request_regions, pci_iomap, dma_set_mask, pci_set_master,
 * request_irq; and back again at remove.
 *
 * Invariants. Decoding follows enable_cnt: on from the first enable to the last disable. The master bit
 *           is on only between pci_set_master() and clear_master() or the last disable.
 * Locks.    None: the binding of a driver is serialized by its bus, and nobody else may touch a function.
 * Sources.  LDD3 ch. 12 "Enabling the PCI Device", "Accessing the I/O and Memory Spaces".
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/pci.h>

#include "pci.h"

/* Context: any; nobody else changes it meanwhile. */
void pci_change_command(struct pci_dev *dev, u16 clear, u16 set)
{
	u16 old, new;

	pci_read_config_word(dev, PCI_COMMAND, &old);
	new = (old & ~clear) | set;
	if (new != old)
		pci_write_config_word(dev, PCI_COMMAND, new);
}

static int enable(struct pci_dev *dev, unsigned long types)
{
	u16 decode = 0;
	int i;

	if (atomic_inc_return(&dev->enable_cnt) > 1)
		return 0;
	pci_set_power_state(dev, PCI_D0); /* firmware may have left it asleep; what knows no sleep is awake */
	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		const struct resource *res = &dev->resource[i];

		if (!(res->flags & types))
			continue;
		if (res->flags & IORESOURCE_UNSET) {
			pci_err(dev, "region %d has no address\n", i);
			atomic_dec(&dev->enable_cnt);
			return -EINVAL;
		}
		decode |= res->flags & IORESOURCE_IO ? PCI_COMMAND_IO : PCI_COMMAND_MEMORY;
	}
	pci_change_command(dev, 0, decode);
	return 0;
}

/* Make it answer at all its regions. Calls nest. Return: 0; -EINVAL if one has no address. */
int pci_enable_device(struct pci_dev *dev)
{
	return enable(dev, IORESOURCE_MEM | IORESOURCE_IO);
}
EXPORT_SYMBOL(pci_enable_device);

int pci_enable_device_io(struct pci_dev *dev)
{
	return enable(dev, IORESOURCE_IO);
}
EXPORT_SYMBOL(pci_enable_device_io);

int pci_enable_device_mem(struct pci_dev *dev)
{
	return enable(dev, IORESOURCE_MEM);
}
EXPORT_SYMBOL(pci_enable_device_mem);

/* Undo one enable; the last one stops it mastering. It goes on decoding, as with Linux. */
void pci_disable_device(struct pci_dev *dev)
{
	if (WARN_ONCE(!pci_is_enabled(dev), "disabling already-disabled device %s\n", pci_name(dev)))
		return;
	if (!atomic_dec_return(&dev->enable_cnt))
		pci_clear_master(dev);
}
EXPORT_SYMBOL(pci_disable_device);

static void release_managed(void *data)
{
	struct pci_dev *dev = data;

	dev->is_managed = 0;
	pci_disable_device(dev);
}

/* Enabled until the driver unbinds. */
int pcim_enable_device(struct pci_dev *pdev)
{
	int err = pci_enable_device(pdev);

	if (err)
		return err;
	pdev->is_managed = 1;
	return devm_add_action_or_reset(&pdev->dev, release_managed, pdev);
}
EXPORT_SYMBOL(pcim_enable_device);

void pci_set_master(struct pci_dev *dev)
{
	pci_change_command(dev, 0, PCI_COMMAND_MASTER);
	dev->is_busmaster = 1;
}
EXPORT_SYMBOL(pci_set_master);

void pci_clear_master(struct pci_dev *dev)
{
	pci_change_command(dev, PCI_COMMAND_MASTER, 0);
	dev->is_busmaster = 0;
}
EXPORT_SYMBOL(pci_clear_master);

void pci_intx(struct pci_dev *dev, int enable)
{
	pci_change_command(dev, PCI_COMMAND_INTX_DISABLE, enable ? 0 : PCI_COMMAND_INTX_DISABLE);
}
EXPORT_SYMBOL(pci_intx);

static void release_bar(struct device *dev, void *res)
{
	pci_release_region(to_pci_dev(dev), *(int *)res);
}

static int same_bar(struct device *dev, void *res, void *bar)
{
	return *(int *)res == *(int *)bar;
}

/* Own region @bar. A managed device's goes by itself. Return: 0 (also if there is none), -EBUSY. */
int pci_request_region(struct pci_dev *dev, int bar, const char *res_name)
{
	struct resource *res = pci_resource_n(dev, bar);
	resource_size_t len = pci_resource_len(dev, bar);
	int *managed;

	if (!len)
		return 0;
	if (!__request_region(res->flags & IORESOURCE_IO ? &ioport_resource : &iomem_resource,
			      res->start, len, res_name, 0)) {
		pci_warn(dev, "region %d at %pa is in use\n", bar, &res->start);
		return -EBUSY;
	}
	if (!dev->is_managed)
		return 0;
	managed = devres_alloc(release_bar, sizeof(*managed), GFP_KERNEL);
	if (!managed) {
		pci_release_region(dev, bar);
		return -ENOMEM;
	}
	*managed = bar;
	devres_add(&dev->dev, managed);
	return 0;
}
EXPORT_SYMBOL(pci_request_region);

void pci_release_region(struct pci_dev *dev, int bar)
{
	struct resource *res = pci_resource_n(dev, bar);
	resource_size_t len = pci_resource_len(dev, bar);

	devres_destroy(&dev->dev, release_bar, same_bar, &bar);
	if (len)
		__release_region(res->flags & IORESOURCE_IO ? &ioport_resource : &iomem_resource,
				 res->start, len);
}
EXPORT_SYMBOL(pci_release_region);

/* @bars: one bit a region. All of them, or none and -EBUSY. */
int pci_request_selected_regions(struct pci_dev *dev, int bars, const char *res_name)
{
	int i, err;

	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		err = bars & (1 << i) ? pci_request_region(dev, i, res_name) : 0;
		if (err) {
			pci_release_selected_regions(dev, bars & ((1 << i) - 1));
			return err;
		}
	}
	return 0;
}
EXPORT_SYMBOL(pci_request_selected_regions);

void pci_release_selected_regions(struct pci_dev *dev, int bars)
{
	int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++)
		if (bars & (1 << i))
			pci_release_region(dev, i);
}
EXPORT_SYMBOL(pci_release_selected_regions);

int pci_request_regions(struct pci_dev *dev, const char *res_name)
{
	return pci_request_selected_regions(dev, (1 << PCI_STD_NUM_BARS) - 1, res_name);
}
EXPORT_SYMBOL(pci_request_regions);

void pci_release_regions(struct pci_dev *dev)
{
	pci_release_selected_regions(dev, (1 << PCI_STD_NUM_BARS) - 1);
}
EXPORT_SYMBOL(pci_release_regions);

int pci_select_bars(struct pci_dev *dev, unsigned long flags)
{
	int i, bars = 0;

	for (i = 0; i < PCI_NUM_RESOURCES; i++)
		if (pci_resource_flags(dev, i) & flags)
			bars |= 1 << i;
	return bars;
}
EXPORT_SYMBOL(pci_select_bars);

/* Map @maxlen bytes (0: to the end) of a region from @offset on; ports or memory. Return: NULL on failure. */
void __iomem *pci_iomap_range(struct pci_dev *dev, int bar, unsigned long offset, unsigned long maxlen)
{
	resource_size_t start = pci_resource_start(dev, bar), len = pci_resource_len(dev, bar);

	if (len <= offset || !start)
		return NULL;
	len -= offset;
	start += offset;
	if (maxlen && len > maxlen)
		len = maxlen;
	if (pci_resource_flags(dev, bar) & IORESOURCE_IO)
		return ioport_map((unsigned long)start, (unsigned int)len);
	return ioremap(start, len);
}
EXPORT_SYMBOL(pci_iomap_range);

void __iomem *pci_iomap(struct pci_dev *dev, int bar, unsigned long max)
{
	return pci_iomap_range(dev, bar, 0, max);
}
EXPORT_SYMBOL(pci_iomap);

void pci_iounmap(struct pci_dev *dev, void __iomem *addr)
{
	if ((unsigned long)addr >= PAGE_OFFSET)
		iounmap(addr);
	else
		ioport_unmap(addr);
}
EXPORT_SYMBOL(pci_iounmap);

void __iomem *pci_ioremap_bar(struct pci_dev *pdev, int bar)
{
	if (!(pci_resource_flags(pdev, bar) & IORESOURCE_MEM))
		return NULL;
	return ioremap(pci_resource_start(pdev, bar), pci_resource_len(pdev, bar));
}
EXPORT_SYMBOL(pci_ioremap_bar);
