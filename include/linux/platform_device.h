/* SPDX-License-Identifier: MIT */
/*
 * linux/platform_device.h: devices that no bus can find: somebody has to say that they are there.
 *
 * Source: Linux Documentation/driver-api/driver-model/platform.rst; LDD3 ch. 14 "The Linux Device Model".
 */
#ifndef _LINUX_PLATFORM_DEVICE_H
#define _LINUX_PLATFORM_DEVICE_H

#include <linux/device.h>
#include <linux/ioport.h>

#define PLATFORM_NAME_SIZE   20
#define PLATFORM_DEVID_NONE (-1)
#define PLATFORM_DEVID_AUTO (-2)

struct platform_device_id {
	char name[PLATFORM_NAME_SIZE];
	unsigned long driver_data;
};

struct platform_device {
	const char *name;
	int id; /* PLATFORM_DEVID_NONE: the name alone; else "name.id" */
	bool id_auto;
	struct device dev;
	u64 platform_dma_mask;
	u32 num_resources;
	struct resource *resource;
	const struct platform_device_id *id_entry;
};

struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	int (*remove)(struct platform_device *pdev);
	void (*shutdown)(struct platform_device *pdev);
	struct device_driver driver;
	const struct platform_device_id *id_table;
	bool prevent_deferred_probe;
};

#define to_platform_device(x) container_of((x), struct platform_device, dev)
#define to_platform_driver(x) container_of((x), struct platform_driver, driver)
#define platform_get_device_id(pdev) ((pdev)->id_entry)

extern struct bus_type platform_bus_type;

/* A device of the caller's: resources are claimed, then a driver is looked for. Context: may sleep. */
int platform_device_register(struct platform_device *pdev);
void platform_device_unregister(struct platform_device *pdev);

/* One made piece by piece; what it is given is copied. put() instead of unregister() if add() failed. */
struct platform_device *platform_device_alloc(const char *name, int id);
int platform_device_add_resources(struct platform_device *pdev, const struct resource *res, unsigned int num);
int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size);
int platform_device_add(struct platform_device *pdev);
void platform_device_del(struct platform_device *pdev);
void platform_device_put(struct platform_device *pdev);
/* All of these at once. ERR_PTR on failure. */
struct platform_device *platform_device_register_resndata(struct device *parent, const char *name, int id,
							   const struct resource *res, unsigned int num,
							   const void *data, size_t size);

static inline struct platform_device *platform_device_register_simple(const char *name, int id,
								      const struct resource *res,
								      unsigned int num)
{
	return platform_device_register_resndata(NULL, name, id, res, num, NULL, 0);
}

static inline struct platform_device *platform_device_register_data(struct device *parent, const char *name,
								    int id, const void *data, size_t size)
{
	return platform_device_register_resndata(parent, name, id, NULL, 0, data, size);
}

/* The @num-th resource of that type; by name; the @num-th interrupt (-ENXIO: there is none). */
struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type, unsigned int num);
struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type, const char *name);
int platform_get_irq(struct platform_device *pdev, unsigned int num);
int platform_get_irq_optional(struct platform_device *pdev, unsigned int num);
void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev, unsigned int index);

#define platform_driver_register(drv) __platform_driver_register(drv, THIS_MODULE)
int __platform_driver_register(struct platform_driver *drv, struct module *owner);
void platform_driver_unregister(struct platform_driver *drv);
#define module_platform_driver(drv) module_driver(drv, platform_driver_register, platform_driver_unregister)
#define builtin_platform_driver(drv) builtin_driver(drv, platform_driver_register)

static inline void *platform_get_drvdata(const struct platform_device *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

static inline void platform_set_drvdata(struct platform_device *pdev, void *data)
{
	dev_set_drvdata(&pdev->dev, data);
}

#endif
