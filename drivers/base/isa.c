// SPDX-License-Identifier: MIT
/*
 * drivers/base/isa.c: the bus of cards that cannot be found: their driver makes its own devices.
 *
 * Each device belongs to the driver that made it, and meets no other. Those that match() denies or probe()
 * refuses are taken away again.
 *
 * Source: LDD3 ch. 9 "ISA Memory"; names and semantics of Linux 6.1 drivers/base/isa.c.
 */
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/isa.h>
#include <linux/slab.h>

struct isa_dev {
	struct device dev;
	struct device *next;
	unsigned int id;
	u64 dma_mask;
};

#define to_isa_dev(x) container_of((x), struct isa_dev, dev)

static int isa_bus_match(struct device *dev, struct device_driver *driver)
{
	struct isa_driver *isa_driver = to_isa_driver(driver);

	if (dev->platform_data != isa_driver)
		return 0;
	return !isa_driver->match || isa_driver->match(dev, to_isa_dev(dev)->id);
}

static int isa_bus_probe(struct device *dev)
{
	struct isa_driver *isa_driver = dev->platform_data;

	return isa_driver->probe ? isa_driver->probe(dev, to_isa_dev(dev)->id) : 0;
}

static void isa_bus_remove(struct device *dev)
{
	struct isa_driver *isa_driver = dev->platform_data;

	if (isa_driver->remove)
		isa_driver->remove(dev, to_isa_dev(dev)->id);
}

static struct bus_type isa_bus_type = {
	.name = "isa", .match = isa_bus_match, .probe = isa_bus_probe, .remove = isa_bus_remove,
};

static void isa_dev_release(struct device *dev)
{
	kfree(to_isa_dev(dev));
}

static int add_isa_device(struct isa_driver *isa_driver, unsigned int id)
{
	struct isa_dev *isa_dev = kzalloc(sizeof(*isa_dev), GFP_KERNEL);
	int err;

	if (!isa_dev)
		return -ENOMEM;
	device_initialize(&isa_dev->dev);
	isa_dev->id = id;
	isa_dev->dma_mask = DMA_BIT_MASK(24);
	isa_dev->dev.bus = &isa_bus_type;
	isa_dev->dev.platform_data = isa_driver;
	isa_dev->dev.release = isa_dev_release;
	isa_dev->dev.coherent_dma_mask = DMA_BIT_MASK(24);
	isa_dev->dev.dma_mask = &isa_dev->dma_mask;
	err = dev_set_name(&isa_dev->dev, "%s.%u", isa_driver->driver.name, id);
	err = err ?: device_add(&isa_dev->dev);
	if (err) {
		put_device(&isa_dev->dev);
		return err;
	}
	if (!isa_dev->dev.driver) {
		device_unregister(&isa_dev->dev);
		return 0;
	}
	isa_dev->next = isa_driver->devices;
	isa_driver->devices = &isa_dev->dev;
	return 0;
}

void isa_unregister_driver(struct isa_driver *isa_driver)
{
	struct device *dev = isa_driver->devices, *next;

	for (; dev; dev = next) {
		next = to_isa_dev(dev)->next;
		device_unregister(dev);
	}
	isa_driver->devices = NULL;
	driver_unregister(&isa_driver->driver);
}
EXPORT_SYMBOL_GPL(isa_unregister_driver);

int isa_register_driver(struct isa_driver *isa_driver, unsigned int ndev)
{
	int err;

	isa_driver->driver.bus = &isa_bus_type;
	isa_driver->devices = NULL;
	err = driver_register(&isa_driver->driver);
	if (err)
		return err;
	for (unsigned int id = 0; !err && id < ndev; id++)
		err = add_isa_device(isa_driver, id);
	if (!err && !isa_driver->devices)
		err = -ENODEV;
	if (err)
		isa_unregister_driver(isa_driver);
	return err;
}
EXPORT_SYMBOL_GPL(isa_register_driver);

static int __init isa_bus_init(void)
{
	return bus_register(&isa_bus_type);
}
core_initcall(isa_bus_init);
