// SPDX-License-Identifier: MIT
/*
 * drivers/base/core.c: the life of a device, from its first reference to its last.
 *
 * Problem.  Many may point to a device while it is unplugged; it must live until the last lets go.
 * Idea.     Count references. Whoever registers holds one; release() frees when none is left.
 *
 *     device_initialize -> dev_set_name -> device_add -> (bound, unbound) -> device_del -> put_device
 *     |<------------------------------ references > 0 --------------------------------------->| release
 *
 * Invariants. A registered device has a name, and is on its bus's list exactly once. A child holds a
 *           reference to its parent. release() runs once, after device_del().
 * Locks.    bus->lock (drivers/base/bus.c) guards lists and bindings.
 * Paths.    device_register -> device_initialize, device_add -> bus_add_device -> bind.
 * Left out. kobjects and sysfs: names and references are in the device itself; classes.
 * Sources.  LDD3 ch. 14 "The Linux Device Model".
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base.h"

const char *dev_driver_string(const struct device *dev)
{
	const struct device_driver *drv = READ_ONCE(dev->driver);

	if (drv)
		return drv->name;
	return dev->bus ? dev->bus->name : "";
}
EXPORT_SYMBOL(dev_driver_string);

static void tell_names(const struct device *dev, const char **driver, const char **name)
{
	*driver = dev_driver_string(dev);
	*name = dev_name(dev);
}

/**
 * device_initialize() - make a zeroed structure a device with one reference, the caller's.
 * @dev: device; from now on freed by put_device() only.
 *
 * Context: any.
 */
void device_initialize(struct device *dev)
{
	kref_init(&dev->kref);
	mutex_init(&dev->mutex);
	spin_lock_init(&dev->devres_lock);
	INIT_LIST_HEAD(&dev->devres_head);
	INIT_LIST_HEAD(&dev->bus_node);
}
EXPORT_SYMBOL(device_initialize);

/* Return: 0, or -ENAMETOOLONG and no name where it does not fit DEVICE_NAME_LEN. */
int dev_set_name(struct device *dev, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(dev->name, sizeof(dev->name), fmt, args);
	va_end(args);
	if (len < (int)sizeof(dev->name))
		return 0;
	dev->name[0] = '\0';
	return -ENAMETOOLONG;
}
EXPORT_SYMBOL(dev_set_name);

struct device *get_device(struct device *dev)
{
	if (dev)
		kref_get(&dev->kref);
	return dev;
}
EXPORT_SYMBOL(get_device);

static void device_gone(struct kref *kref)
{
	struct device *dev = container_of(kref, struct device, kref);

	WARN(dev->registered, "device %s: last reference dropped while registered\n", dev_name(dev));
	devres_release_all(dev);
	if (dev->release)
		dev->release(dev);
	else
		WARN(1, "device %s has no release(): it cannot be freed\n", dev_name(dev));
}

/* Drop a reference; the last one frees @dev and drops its own to the parent, and so on upwards. */
void put_device(struct device *dev)
{
	while (dev) {
		struct device *parent = dev->parent;

		if (!kref_put(&dev->kref, device_gone))
			return;
		dev = parent;
	}
}
EXPORT_SYMBOL(put_device);

/**
 * device_add() - make an initialized, named device known, and bind it if a driver matches.
 * @dev: device.
 *
 * Context: may sleep.
 * Return: 0; -EINVAL without a name. After an error the caller still has to put_device().
 */
int device_add(struct device *dev)
{
	if (!dev->name[0] && dev->init_name)
		strscpy(dev->name, dev->init_name, sizeof(dev->name));
	dev->init_name = NULL;
	get_device(dev->parent); /* dropped with the last reference to @dev */
	if (!dev->name[0])
		return -EINVAL;
	get_device(dev);
	if (dev->bus)
		bus_add_device(dev);
	else
		dev->registered = true;
	return 0;
}
EXPORT_SYMBOL(device_add);

int device_register(struct device *dev)
{
	device_initialize(dev);
	return device_add(dev);
}
EXPORT_SYMBOL(device_register);

/* Unbind it and let nobody find it any more; the caller's reference stays. Context: may sleep. */
void device_del(struct device *dev)
{
	if (dev->bus)
		bus_remove_device(dev);
	dev->registered = false;
	devres_release_all(dev);
	put_device(dev);
}
EXPORT_SYMBOL(device_del);

void device_unregister(struct device *dev)
{
	device_del(dev);
	put_device(dev);
}
EXPORT_SYMBOL(device_unregister);

/* A device of no bus, under which others can hang; also what tests use. */
struct root_device {
	struct device dev;
	struct module *owner;
};

static void root_device_release(struct device *dev)
{
	kfree(container_of(dev, struct root_device, dev));
}

/* Return: the registered device, or ERR_PTR. Context: may sleep. */
struct device *__root_device_register(const char *name, struct module *owner)
{
	struct root_device *root = kzalloc(sizeof(*root), GFP_KERNEL);
	int err;

	if (!root)
		return ERR_PTR(-ENOMEM);
	root->owner = owner;
	root->dev.release = root_device_release;
	device_initialize(&root->dev);
	err = dev_set_name(&root->dev, "%s", name);
	if (!err)
		err = device_add(&root->dev);
	if (err) {
		put_device(&root->dev);
		return ERR_PTR(err);
	}
	return &root->dev;
}
EXPORT_SYMBOL(__root_device_register);

void root_device_unregister(struct device *dev)
{
	device_unregister(dev);
}
EXPORT_SYMBOL(root_device_unregister);

static int __init device_core_init(void)
{
	dev_printk_set_names(tell_names);
	return 0;
}
core_initcall(device_core_init);
