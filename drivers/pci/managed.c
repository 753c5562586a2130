// SPDX-License-Identifier: MIT
/*
 * drivers/pci/managed.c: regions that are mapped until the driver unbinds.
 *
 * Problem.  A probe that fails half way must give back what it took, in the right order, and so must remove.
 * Idea.     One table a function: the address under which each region is mapped. It is a resource of the device,
 *           and who frees it unmaps what is in it. So a probe is three calls, and remove none:
 *
 *     pcim_enable_device(pdev);
 *     pcim_iomap_regions(pdev, BIT(0) | BIT(2), "name");     owns both, maps both, or neither
 *     regs = pcim_iomap_table(pdev)[0];
 *
 * Invariants. An entry is not NULL while its region is mapped here; a region is mapped here once at most.
 * Locks.    None: as in pci.c.
 * Paths.    pcim_iomap_regions -> pci_request_region, pcim_iomap -> pcim_iomap_table
 * Sources.  Linux Documentation/driver-api/driver-model/devres.rst, "PCI".
 */
#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/pci.h>

struct iomap_table {
	void __iomem *at[PCI_STD_NUM_BARS];
};

static void unmap_all(struct device *dev, void *res)
{
	struct iomap_table *table = res;
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		if (table->at[bar])
			pci_iounmap(to_pci_dev(dev), table->at[bar]);
}

static struct iomap_table *table_of(struct pci_dev *pdev)
{
	struct iomap_table *table = devres_find(&pdev->dev, unmap_all, NULL, NULL);

	if (table)
		return table;
	table = devres_alloc(unmap_all, sizeof(*table), GFP_KERNEL);
	if (table)
		devres_add(&pdev->dev, table);
	return table;
}

/**
 * pcim_iomap_table() - where the regions are that pcim_iomap() mapped.
 *
 * Context: the first call may sleep.
 * Return: an address, or NULL, for each of PCI_STD_NUM_BARS regions; NULL: no memory for the table, which cannot be
 *         once there is one.
 */
void __iomem *const *pcim_iomap_table(struct pci_dev *pdev)
{
	struct iomap_table *table = table_of(pdev);

	return table ? table->at : NULL;
}
EXPORT_SYMBOL(pcim_iomap_table);

/**
 * pcim_iomap() - pci_iomap(), until the driver unbinds.
 * @maxlen: bytes; 0: all.
 *
 * Context: may sleep.
 * Return: address; NULL: no such region, mapped already, no memory.
 */
void __iomem *pcim_iomap(struct pci_dev *pdev, int bar, unsigned long maxlen)
{
	struct iomap_table *table;

	BUG_ON(bar < 0 || bar >= PCI_STD_NUM_BARS);
	table = table_of(pdev);
	if (!table || table->at[bar])
		return NULL;
	table->at[bar] = pci_iomap(pdev, bar, maxlen);
	return table->at[bar];
}
EXPORT_SYMBOL(pcim_iomap);

void pcim_iounmap(struct pci_dev *pdev, void __iomem *addr)
{
	struct iomap_table *table = devres_find(&pdev->dev, unmap_all, NULL, NULL);
	int bar;

	for (bar = 0; table && addr && bar < PCI_STD_NUM_BARS; bar++)
		if (table->at[bar] == addr) {
			pci_iounmap(pdev, addr);
			table->at[bar] = NULL;
			return;
		}
	WARN(1, "%s: %p is not mapped by pcim_iomap()\n", pci_name(pdev), addr);
}
EXPORT_SYMBOL(pcim_iounmap);

static int own_and_map(struct pci_dev *pdev, int bar, const char *name)
{
	int err = pci_resource_len(pdev, bar) ? pci_request_region(pdev, bar, name) : -EINVAL;

	if (err || pcim_iomap(pdev, bar, 0))
		return err;
	pci_release_region(pdev, bar);
	return -ENOMEM;
}

/**
 * pcim_iomap_regions() - own and map regions.
 * @mask: a bit each.
 * @name: owner, for /proc/iomem and /proc/ioports.
 *
 * Context: may sleep.
 * Return: 0; and nothing of them is owned or mapped: -EINVAL: one does not exist; -EBUSY; -ENOMEM.
 */
int pcim_iomap_regions(struct pci_dev *pdev, int mask, const char *name)
{
	int bar, err;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		err = mask & BIT(bar) ? own_and_map(pdev, bar, name) : 0;
		if (err) {
			pcim_iounmap_regions(pdev, mask & (int)(BIT(bar) - 1));
			return err;
		}
	}
	return 0;
}
EXPORT_SYMBOL(pcim_iomap_regions);

/* Own all regions, and map those of @mask. Return: as pcim_iomap_regions(). */
int pcim_iomap_regions_request_all(struct pci_dev *pdev, int mask, const char *name)
{
	int others = ~mask & (int)(BIT(PCI_STD_NUM_BARS) - 1);
	int err = pci_request_selected_regions(pdev, others, name);

	if (err)
		return err;
	err = pcim_iomap_regions(pdev, mask, name);
	if (err)
		pci_release_selected_regions(pdev, others);
	return err;
}
EXPORT_SYMBOL(pcim_iomap_regions_request_all);

void pcim_iounmap_regions(struct pci_dev *pdev, int mask)
{
	struct iomap_table *table = devres_find(&pdev->dev, unmap_all, NULL, NULL);
	int bar;

	for (bar = 0; table && bar < PCI_STD_NUM_BARS; bar++) {
		if (!(mask & BIT(bar)) || !table->at[bar])
			continue;
		pcim_iounmap(pdev, table->at[bar]);
		pci_release_region(pdev, bar);
	}
}
EXPORT_SYMBOL(pcim_iounmap_regions);
