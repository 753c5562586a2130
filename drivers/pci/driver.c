// SPDX-License-Identifier: MIT
/*
 * drivers/pci/driver.c: which driver drives which function.
 *
 * Idea.     A driver brings a table of ids; a function fits a row when every field agrees that is not
 *           PCI_ANY_ID, and the class under its mask. The device core does the rest.
 * Paths.    pci_register_driver -> driver_register -> pci_match -> pci_probe -> drv->probe
 * Sources.  LDD3 ch. 12 "Registering a PCI Driver".
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/pci.h>

#include "pci.h"

static bool id_fits(const struct pci_device_id *id, const struct pci_dev *dev)
{
	return (id->vendor == (u32)PCI_ANY_ID || id->vendor == dev->vendor) &&
	       (id->device == (u32)PCI_ANY_ID || id->device == dev->device) &&
	       (id->subvendor == (u32)PCI_ANY_ID || id->subvendor == dev->subsystem_vendor) &&
	       (id->subdevice == (u32)PCI_ANY_ID || id->subdevice == dev->subsystem_device) &&
	       !((id->class ^ dev->class) & id->class_mask) && !id->override_only;
}

/* Return: the first row of @ids that fits @dev, or NULL. */
const struct pci_device_id *pci_match_id(const struct pci_device_id *ids, struct pci_dev *dev)
{
	for (; ids && (ids->vendor || ids->subvendor || ids->class_mask); ids++)
		if (id_fits(ids, dev))
			return ids;
	return NULL;
}
EXPORT_SYMBOL(pci_match_id);

static int pci_match(struct device *dev, struct device_driver *drv)
{
	return pci_match_id(to_pci_driver(drv)->id_table, to_pci_dev(dev)) != NULL;
}

static int pci_probe(struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	struct pci_driver *drv = to_pci_driver(dev->driver);
	int err;

	if (!drv->probe)
		return 0;
	pdev->driver = drv;
	err = drv->probe(pdev, pci_match_id(drv->id_table, pdev));
	if (err > 0) {
		pci_warn(pdev, "probe returned %d, which is neither 0 nor an error\n", err);
		err = 0;
	}
	if (err)
		pdev->driver = NULL;
	return err;
}

static void pci_remove(struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);

	if (pdev->driver && pdev->driver->remove)
		pdev->driver->remove(pdev);
	pdev->driver = NULL;
}

struct bus_type pci_bus_type = {
	.name = "pci",
	.match = pci_match,
	.probe = pci_probe,
	.remove = pci_remove,
};
EXPORT_SYMBOL(pci_bus_type);

/* Context: may sleep; probes what fits. Return: 0, -EBUSY the name is taken. */
int __pci_register_driver(struct pci_driver *drv, struct module *owner, const char *mod_name)
{
	drv->driver.name = drv->name;
	drv->driver.bus = &pci_bus_type;
	drv->driver.owner = owner;
	drv->driver.mod_name = mod_name;
	return driver_register(&drv->driver);
}
EXPORT_SYMBOL(__pci_register_driver);

void pci_unregister_driver(struct pci_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL(pci_unregister_driver);

struct pci_driver *pci_dev_driver(const struct pci_dev *dev)
{
	return dev->driver;
}
EXPORT_SYMBOL(pci_dev_driver);

static struct pci_dev *find(struct pci_dev *from, const struct pci_device_id *id)
{
	struct list_head *at = from ? from->global_list.next : pci_all_devices.next;
	struct pci_dev *found = NULL;

	for (; at != &pci_all_devices && !found; at = at->next) {
		struct pci_dev *dev = list_entry(at, struct pci_dev, global_list);

		if (id_fits(id, dev))
			found = pci_dev_get(dev);
	}
	pci_dev_put(from);
	return found;
}

/* Return: the first function behind @from (NULL: of all) that fits, with a reference; or NULL. */
struct pci_dev *pci_get_subsys(unsigned int vendor, unsigned int device, unsigned int ss_vendor,
			       unsigned int ss_device, struct pci_dev *from)
{
	struct pci_device_id id = { PCI_DEVICE_SUB(vendor, device, ss_vendor, ss_device) };

	return find(from, &id);
}
EXPORT_SYMBOL(pci_get_subsys);

struct pci_dev *pci_get_device(unsigned int vendor, unsigned int device, struct pci_dev *from)
{
	return pci_get_subsys(vendor, device, PCI_ANY_ID, PCI_ANY_ID, from);
}
EXPORT_SYMBOL(pci_get_device);

/* @class: all 24 bits. */
struct pci_dev *pci_get_class(unsigned int class, struct pci_dev *from)
{
	struct pci_device_id id = { PCI_DEVICE_CLASS(class, ~0u) };

	return find(from, &id);
}
EXPORT_SYMBOL(pci_get_class);

struct pci_dev *pci_get_slot(struct pci_bus *bus, unsigned int devfn)
{
	struct pci_dev *dev;

	list_for_each_entry(dev, &bus->devices, bus_list)
		if (dev->devfn == devfn)
			return pci_dev_get(dev);
	return NULL;
}
EXPORT_SYMBOL(pci_get_slot);

struct pci_dev *pci_get_domain_bus_and_slot(int domain, unsigned int bus, unsigned int devfn)
{
	struct pci_bus *found = pci_find_bus(domain, (int)bus);

	return found ? pci_get_slot(found, devfn) : NULL;
}
EXPORT_SYMBOL(pci_get_domain_bus_and_slot);

int pci_dev_present(const struct pci_device_id *ids)
{
	struct pci_dev *dev;

	list_for_each_entry(dev, &pci_all_devices, global_list)
		if (pci_match_id(ids, dev))
			return 1;
	return 0;
}
EXPORT_SYMBOL(pci_dev_present);

static int __init pci_driver_init(void)
{
	return bus_register(&pci_bus_type);
}
postcore_initcall(pci_driver_init);
