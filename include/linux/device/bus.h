/* SPDX-License-Identifier: MIT */
/*
 * linux/device/bus.h: a bus joins devices to drivers by its match rule.
 */
#ifndef _LINUX_DEVICE_BUS_H
#define _LINUX_DEVICE_BUS_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

struct device;
struct device_driver;

/**
 * struct bus_type - a kind of bus.
 * @name: how it is called.
 * @dev_name: prefix for device names that are numbers only.
 * @match: nonzero if @drv can drive @dev; both belong to this bus.
 * @probe: bind; a bus without it uses the driver's own probe.
 * @remove: undo @probe.
 * @shutdown: quiet the device before the machine stops.
 * @lock: (private) guards the two lists and every binding on the bus.
 * @devices: (L) registered devices, in order of registration.
 * @drivers: (L) registered drivers.
 */
struct bus_type {
	const char *name;
	const char *dev_name;
	int (*match)(struct device *dev, struct device_driver *drv);
	int (*probe)(struct device *dev);
	void (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);

	struct mutex lock;
	struct list_head devices;
	struct list_head drivers;
};

int __must_check bus_register(struct bus_type *bus);
void bus_unregister(struct bus_type *bus);
int bus_for_each_dev(struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data));
struct device *bus_find_device(struct bus_type *bus, struct device *start, const void *data,
			       int (*match)(struct device *dev, const void *data));

#endif
