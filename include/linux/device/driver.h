/* SPDX-License-Identifier: MIT */
/*
 * linux/device/driver.h: code that knows how to work a kind of device.
 */
#ifndef _LINUX_DEVICE_DRIVER_H
#define _LINUX_DEVICE_DRIVER_H

#include <linux/device/bus.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/types.h>

struct module;
struct device;

/**
 * struct device_driver - a driver, as the device core sees it.
 * @name: name in log lines and views.
 * @bus: the bus whose devices it can drive.
 * @owner: module that holds it.
 * @mod_name: name of that module when built in.
 * @probe: take the device: 0, or -errno if it cannot (-ENODEV: not mine).
 * @remove: give it back; nothing of it may stay allocated, mapped or requested.
 * @shutdown: quiet it before the machine stops.
 * @bus_node: (private, bus lock) on the bus's list of drivers.
 */
struct device_driver {
	const char *name;
	struct bus_type *bus;
	struct module *owner;
	const char *mod_name;
	int (*probe)(struct device *dev);
	int (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);

	struct list_head bus_node;
};

int __must_check driver_register(struct device_driver *drv);
void driver_unregister(struct device_driver *drv);
struct device_driver *driver_find(const char *name, struct bus_type *bus);

/* A module that does nothing but register one driver. */
#define module_driver(__driver, __register, __unregister, ...) \
	static int __init __driver##_init(void)                \
	{                                                      \
		return __register(&(__driver), ##__VA_ARGS__); \
	}                                                      \
	module_init(__driver##_init);                          \
	static void __exit __driver##_exit(void)               \
	{                                                      \
		__unregister(&(__driver), ##__VA_ARGS__);      \
	}                                                      \
	module_exit(__driver##_exit)

#define builtin_driver(__driver, __register, ...)              \
	static int __init __driver##_init(void)                \
	{                                                      \
		return __register(&(__driver), ##__VA_ARGS__); \
	}                                                      \
	device_initcall(__driver##_init)

#endif
