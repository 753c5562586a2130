// SPDX-License-Identifier: MIT
/*
 * drivers/base/platform.c: the bus of devices that nobody can ask whether they exist.
 *
 * Problem.  A device soldered to fixed ports, or one made of software, answers to no scan.
 * Idea.     Whoever knows of it registers a struct platform_device with its resources; drivers register by
 *           name, and equal names (or a row of the driver's table) meet. Registered resources are claimed in
 *           the resource tree under the device's name, so that two devices cannot have the same ports.
 * Paths.    platform_device_add -> insert_resource, device_add -> platform_match -> drv->probe
 * Sources.  Linux Documentation/driver-api/driver-model/platform.rst.
 */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#define AUTO_IDS 64

static DECLARE_BITMAP(auto_ids, AUTO_IDS);

static const struct platform_device_id *match_id(const struct platform_device_id *id, struct platform_device *pdev)
{
	for (; id && id->name[0]; id++)
		if (!strcmp(pdev->name, id->name))
			return id;
	return NULL;
}

static int platform_match(struct device *dev, struct device_driver *drv)
{
	struct platform_device *pdev = to_platform_device(dev);
	struct platform_driver *pdrv = to_platform_driver(drv);

	if (pdrv->id_table) {
		pdev->id_entry = match_id(pdrv->id_table, pdev);
		return pdev->id_entry != NULL;
	}
	return !strcmp(pdev->name, drv->name);
}

static int platform_probe(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);

	return drv->probe ? drv->probe(to_platform_device(dev)) : 0;
}

static void platform_remove(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);
	int err = drv->remove ? drv->remove(to_platform_device(dev)) : 0;

	if (err)
		dev_warn(dev, "remove callback returned a non-zero value. This will be ignored.\n");
}

static void platform_shutdown(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);

	if (dev->driver && drv->shutdown)
		drv->shutdown(to_platform_device(dev));
}

struct bus_type platform_bus_type = {
	.name = "platform",
	.match = platform_match,
	.probe = platform_probe,
	.remove = platform_remove,
	.shutdown = platform_shutdown,
};
EXPORT_SYMBOL_GPL(platform_bus_type);

/* ---- devices ---- */

static int name_device(struct platform_device *pdev)
{
	if (pdev->id == PLATFORM_DEVID_NONE)
		return dev_set_name(&pdev->dev, "%s", pdev->name);
	if (pdev->id == PLATFORM_DEVID_AUTO) {
		unsigned int id = find_first_zero_bit(auto_ids, AUTO_IDS);

		if (id >= AUTO_IDS)
			return -ENOSPC;
		__set_bit(id, auto_ids);
		pdev->id = id;
		pdev->id_auto = true;
		return dev_set_name(&pdev->dev, "%s.%d.auto", pdev->name, pdev->id);
	}
	return dev_set_name(&pdev->dev, "%s.%d", pdev->name, pdev->id);
}

static void release_resources(struct platform_device *pdev, u32 nr)
{
	while (nr-- > 0)
		if (pdev->resource[nr].parent)
			release_resource(&pdev->resource[nr]);
	if (pdev->id_auto) {
		__clear_bit(pdev->id, auto_ids);
		pdev->id = PLATFORM_DEVID_AUTO;
		pdev->id_auto = false;
	}
}

static int claim(struct platform_device *pdev, struct resource *res)
{
	struct resource *root = res->parent;

	if (!res->name)
		res->name = dev_name(&pdev->dev);
	if (!root && resource_type(res) == IORESOURCE_MEM)
		root = &iomem_resource;
	else if (!root && resource_type(res) == IORESOURCE_IO)
		root = &ioport_resource;
	return root ? insert_resource(root, res) : 0;
}

int platform_device_add(struct platform_device *pdev)
{
	int err = name_device(pdev);

	if (err)
		return err;
	pdev->dev.bus = &platform_bus_type;
	for (u32 i = 0; i < pdev->num_resources; i++) {
		err = claim(pdev, &pdev->resource[i]);
		if (err) {
			dev_err(&pdev->dev, "failed to claim resource %u: %pR\n", i, &pdev->resource[i]);
			release_resources(pdev, i);
			return err;
		}
	}
	err = device_add(&pdev->dev);
	if (err)
		release_resources(pdev, pdev->num_resources);
	return err;
}
EXPORT_SYMBOL_GPL(platform_device_add);

void platform_device_del(struct platform_device *pdev)
{
	if (IS_ERR_OR_NULL(pdev))
		return;
	device_del(&pdev->dev);
	release_resources(pdev, pdev->num_resources);
}
EXPORT_SYMBOL_GPL(platform_device_del);

/* A device in somebody's static memory: there is nothing to free. */
static void release_nothing(struct device *dev)
{
}

int platform_device_register(struct platform_device *pdev)
{
	device_initialize(&pdev->dev);
	if (!pdev->dev.release)
		pdev->dev.release = release_nothing;
	if (!pdev->dev.dma_mask) {
		pdev->platform_dma_mask = 0xffffffff;
		pdev->dev.dma_mask = &pdev->platform_dma_mask;
		pdev->dev.coherent_dma_mask = pdev->platform_dma_mask;
	}
	return platform_device_add(pdev);
}
EXPORT_SYMBOL_GPL(platform_device_register);

void platform_device_unregister(struct platform_device *pdev)
{
	platform_device_del(pdev);
	platform_device_put(pdev);
}
EXPORT_SYMBOL_GPL(platform_device_unregister);

/* ---- devices made piece by piece ---- */

struct platform_object {
	struct platform_device pdev;
	char name[];
};

static void free_object(struct device *dev)
{
	struct platform_object *object = container_of(dev, struct platform_object, pdev.dev);

	kfree(object->pdev.dev.platform_data);
	kfree(object->pdev.resource);
	kfree(object);
}

struct platform_device *platform_device_alloc(const char *name, int id)
{
	struct platform_object *object = kzalloc(sizeof(*object) + strlen(name) + 1, GFP_KERNEL);

	if (!object)
		return NULL;
	strcpy(object->name, name);
	object->pdev.name = object->name;
	object->pdev.id = id;
	device_initialize(&object->pdev.dev);
	object->pdev.dev.release = free_object;
	object->pdev.platform_dma_mask = 0xffffffff;
	object->pdev.dev.dma_mask = &object->pdev.platform_dma_mask;
	object->pdev.dev.coherent_dma_mask = object->pdev.platform_dma_mask;
	return &object->pdev;
}
EXPORT_SYMBOL_GPL(platform_device_alloc);

int platform_device_add_resources(struct platform_device *pdev, const struct resource *res, unsigned int num)
{
	struct resource *copy = NULL;

	if (res && num) {
		copy = kmemdup(res, array_size(sizeof(*res), num), GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
	}
	kfree(pdev->resource);
	pdev->resource = copy;
	pdev->num_resources = copy ? num : 0;
	return 0;
}
EXPORT_SYMBOL_GPL(platform_device_add_resources);

int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size)
{
	void *copy = NULL;

	if (data) {
		copy = kmemdup(data, size, GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
	}
	kfree(pdev->dev.platform_data);
	pdev->dev.platform_data = copy;
	return 0;
}
EXPORT_SYMBOL_GPL(platform_device_add_data);

void platform_device_put(struct platform_device *pdev)
{
	if (!IS_ERR_OR_NULL(pdev))
		put_device(&pdev->dev);
}
EXPORT_SYMBOL_GPL(platform_device_put);

struct platform_device *platform_device_register_resndata(struct device *parent, const char *name, int id,
							   const struct resource *res, unsigned int num,
							   const void *data, size_t size)
{
	struct platform_device *pdev = platform_device_alloc(name, id);
	int err;

	if (!pdev)
		return ERR_PTR(-ENOMEM);
	pdev->dev.parent = parent;
	err = platform_device_add_resources(pdev, res, num);
	err = err ?: platform_device_add_data(pdev, data, size);
	err = err ?: platform_device_add(pdev);
	if (!err)
		return pdev;
	platform_device_put(pdev);
	return ERR_PTR(err);
}
EXPORT_SYMBOL_GPL(platform_device_register_resndata);

/* ---- what a driver asks ---- */

struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type, unsigned int num)
{
	for (u32 i = 0; i < pdev->num_resources; i++)
		if (resource_type(&pdev->resource[i]) == type && num-- == 0)
			return &pdev->resource[i];
	return NULL;
}
EXPORT_SYMBOL_GPL(platform_get_resource);

struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type, const char *name)
{
	for (u32 i = 0; i < pdev->num_resources; i++) {
		struct resource *res = &pdev->resource[i];

		if (resource_type(res) == type && res->name && !strcmp(res->name, name))
			return res;
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(platform_get_resource_byname);

int platform_get_irq_optional(struct platform_device *pdev, unsigned int num)
{
	struct resource *res = platform_get_resource(pdev, IORESOURCE_IRQ, num);

	return res ? (int)res->start : -ENXIO;
}
EXPORT_SYMBOL_GPL(platform_get_irq_optional);

int platform_get_irq(struct platform_device *pdev, unsigned int num)
{
	int irq = platform_get_irq_optional(pdev, num);

	if (irq < 0)
		dev_err(&pdev->dev, "IRQ index %u not found\n", num);
	return irq;
}
EXPORT_SYMBOL_GPL(platform_get_irq);

void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev, unsigned int index)
{
	return devm_ioremap_resource(&pdev->dev, platform_get_resource(pdev, IORESOURCE_MEM, index));
}
EXPORT_SYMBOL_GPL(devm_platform_ioremap_resource);

int __platform_driver_register(struct platform_driver *drv, struct module *owner)
{
	drv->driver.owner = owner;
	drv->driver.bus = &platform_bus_type;
	return driver_register(&drv->driver);
}
EXPORT_SYMBOL_GPL(__platform_driver_register);

void platform_driver_unregister(struct platform_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL_GPL(platform_driver_unregister);

static int __init platform_bus_init(void)
{
	return bus_register(&platform_bus_type);
}
core_initcall(platform_bus_init);
