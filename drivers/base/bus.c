// SPDX-License-Identifier: MIT
/*
 * drivers/base/bus.c: bring devices and drivers of one bus together.
 *
 * Idea.     A bus has a list of devices and one of drivers. Whoever joins is tried against all of the
 *           other list: match() says who fits, probe() takes the device or refuses.
 * Invariants. A device has at most one driver. After its driver has gone, a device has no managed
 *           resource, no DMA mapping and no driver data left; what is left is reported.
 * Locks.    bus->lock, held through probe() and remove(): one bind at a time on a bus. So a probe must
 *           not register devices or drivers of its own bus.
 * Paths.    bus_add_device | driver_register -> bind_driver -> bus->probe | drv->probe
 * Sources.  LDD3 ch. 14 "Buses, Devices, and Drivers".
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "base.h"

int bus_register(struct bus_type *bus)
{
	mutex_init(&bus->lock);
	INIT_LIST_HEAD(&bus->devices);
	INIT_LIST_HEAD(&bus->drivers);
	return 0;
}
EXPORT_SYMBOL(bus_register);

void bus_unregister(struct bus_type *bus)
{
	WARN(!list_empty(&bus->devices) || !list_empty(&bus->drivers),
	     "bus %s: unregistered while in use\n", bus->name);
}
EXPORT_SYMBOL(bus_unregister);

/* A driver that has let go must have taken its traces with it. */
static void report_leftovers(struct device *dev, const char *driver)
{
	int mappings = atomic_read(&dev->nr_dma_mappings), buffers = atomic_read(&dev->nr_dma_buffers);

	if (mappings || buffers)
		dev_warn(dev, "driver %s left %d DMA mappings and %d DMA buffers behind\n", driver,
			 mappings, buffers);
}

void (*device_released_hook)(struct device *dev);

static void forget_driver(struct device *dev)
{
	const char *driver = dev->driver->name;

	devres_release_all(dev);
	if (device_released_hook)
		device_released_hook(dev);
	dev->driver = NULL;
	dev->driver_data = NULL;
	report_leftovers(dev, driver);
}

/* Context: bus lock held. Return: 0 bound; -ENODEV does not fit; else what probe said. */
static int bind_driver(struct device_driver *drv, struct device *dev)
{
	int err;

	if (dev->bus->match && !dev->bus->match(dev, drv))
		return -ENODEV;
	dev->driver = drv;
	err = dev->bus->probe ? dev->bus->probe(dev) : drv->probe ? drv->probe(dev) : 0;
	if (!err)
		return 0;
	if (err != -ENODEV && err != -ENXIO)
		dev_warn(dev, "probe failed with error %d\n", err);
	forget_driver(dev);
	return err;
}

static void unbind(struct device *dev)
{
	struct device_driver *drv = dev->driver;

	if (!drv)
		return;
	if (dev->bus->remove)
		dev->bus->remove(dev);
	else if (drv->remove)
		drv->remove(dev);
	forget_driver(dev);
}

static int try_all_drivers(struct device *dev)
{
	struct device_driver *drv;

	list_for_each_entry(drv, &dev->bus->drivers, bus_node)
		if (!bind_driver(drv, dev))
			return 1;
	return 0;
}

void bus_add_device(struct device *dev)
{
	mutex_lock(&dev->bus->lock);
	list_add_tail(&dev->bus_node, &dev->bus->devices);
	dev->registered = true;
	try_all_drivers(dev);
	mutex_unlock(&dev->bus->lock);
}

void bus_remove_device(struct device *dev)
{
	mutex_lock(&dev->bus->lock);
	unbind(dev);
	list_del_init(&dev->bus_node);
	dev->registered = false;
	mutex_unlock(&dev->bus->lock);
}

/* Return: 1 bound (now or before), 0 no driver took it. Context: may sleep. */
int device_attach(struct device *dev)
{
	int bound = 1;

	mutex_lock(&dev->bus->lock);
	if (!dev->driver)
		bound = try_all_drivers(dev);
	mutex_unlock(&dev->bus->lock);
	return bound;
}
EXPORT_SYMBOL(device_attach);

/* Bind @dev to @drv and no other. Return: 0; -EBUSY it has a driver; -ENODEV; what probe said. */
int device_driver_attach(struct device_driver *drv, struct device *dev)
{
	int err = -EBUSY;

	mutex_lock(&dev->bus->lock);
	if (!dev->driver)
		err = bind_driver(drv, dev);
	mutex_unlock(&dev->bus->lock);
	return err;
}
EXPORT_SYMBOL(device_driver_attach);

void device_release_driver(struct device *dev)
{
	mutex_lock(&dev->bus->lock);
	unbind(dev);
	mutex_unlock(&dev->bus->lock);
}
EXPORT_SYMBOL(device_release_driver);

/**
 * driver_register() - offer a driver to every device of its bus.
 * @drv: driver; its name must be unique on the bus.
 *
 * Context: may sleep; calls probe.
 * Return: 0; -EBUSY the name is taken; -EINVAL without a bus. That no device fits is no error.
 */
int driver_register(struct device_driver *drv)
{
	struct device *dev;

	if (!drv->bus || !drv->name)
		return -EINVAL;
	if (driver_find(drv->name, drv->bus)) {
		pr_err("driver %s is already registered on bus %s\n", drv->name, drv->bus->name);
		return -EBUSY;
	}
	mutex_lock(&drv->bus->lock);
	list_add_tail(&drv->bus_node, &drv->bus->drivers);
	list_for_each_entry(dev, &drv->bus->devices, bus_node)
		if (!dev->driver)
			bind_driver(drv, dev);
	mutex_unlock(&drv->bus->lock);
	return 0;
}
EXPORT_SYMBOL(driver_register);

void driver_unregister(struct device_driver *drv)
{
	struct device *dev;

	mutex_lock(&drv->bus->lock);
	list_del_init(&drv->bus_node);
	list_for_each_entry(dev, &drv->bus->devices, bus_node)
		if (dev->driver == drv)
			unbind(dev);
	mutex_unlock(&drv->bus->lock);
}
EXPORT_SYMBOL(driver_unregister);

struct device_driver *driver_find(const char *name, struct bus_type *bus)
{
	struct device_driver *drv, *found = NULL;

	mutex_lock(&bus->lock);
	list_for_each_entry(drv, &bus->drivers, bus_node)
		if (!strcmp(drv->name, name))
			found = drv;
	mutex_unlock(&bus->lock);
	return found;
}
EXPORT_SYMBOL(driver_find);

/**
 * bus_find_device() - the next device that @match likes.
 * @bus: bus.
 * @start: device to go on behind, or NULL.
 * @data: handed to @match.
 * @match: nonzero ends the search.
 *
 * Context: may sleep.
 * Return: the device with a reference for the caller, or NULL.
 */
struct device *bus_find_device(struct bus_type *bus, struct device *start, const void *data,
			       int (*match)(struct device *dev, const void *data))
{
	struct list_head *at = start ? &start->bus_node : &bus->devices;
	struct device *found = NULL;

	mutex_lock(&bus->lock);
	for (at = at->next; at != &bus->devices && !found; at = at->next) {
		struct device *dev = list_entry(at, struct device, bus_node);

		if (match(dev, data))
			found = get_device(dev);
	}
	mutex_unlock(&bus->lock);
	return found;
}
EXPORT_SYMBOL(bus_find_device);

/* Call @fn for each device behind @start until it returns nonzero, which comes back. */
int bus_for_each_dev(struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data))
{
	struct list_head *at = start ? &start->bus_node : &bus->devices;
	int err = 0;

	mutex_lock(&bus->lock);
	for (at = at->next; at != &bus->devices && !err; at = at->next)
		err = fn(list_entry(at, struct device, bus_node), data);
	mutex_unlock(&bus->lock);
	return err;
}
EXPORT_SYMBOL(bus_for_each_dev);
