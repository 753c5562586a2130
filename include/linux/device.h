/* SPDX-License-Identifier: MIT */
/*
 * linux/device.h: what every device has, whatever its bus.
 *
 * A device is named, counted, bound to at most one driver, and knows which bus addresses it can
 * drive (its DMA masks). Managed resources (devres) hang on it and go when its driver unbinds.
 *
 * Source: LDD3 ch. 14 "The Linux Device Model"; Linux Documentation/driver-api/driver-model/.
 */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/dev_printk.h>
#include <linux/device/bus.h>
#include <linux/device/driver.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/ratelimit.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define DEVICE_NAME_LEN 32 /* bytes of a device's name with its end */

/* What the segments of one scatter/gather transfer may be; a driver sets it, block code obeys it. */
struct device_dma_parameters {
	unsigned int max_segment_size;
	unsigned int min_align_mask;
	unsigned long segment_boundary_mask;
};

/**
 * struct device - a device.
 * @parent: the device it hangs on, usually a bus or a bridge; holds a reference.
 * @bus: bus it sits on, or NULL.
 * @driver: (bus lock) driver bound to it, or NULL.
 * @driver_data: the driver's own: dev_set_drvdata().
 * @platform_data: what the maker of the device hands to its driver.
 * @init_name: name to take at registration when dev_set_name() was not called.
 * @dma_mask: highest address that streaming DMA may use; NULL means that it cannot do DMA.
 * @coherent_dma_mask: the same for dma_alloc_coherent().
 * @bus_dma_limit: a lower limit put on by the bus, or 0.
 * @dma_parms: limits on segments, or NULL for the defaults.
 * @nr_dma_mappings: streaming mappings alive now; must be 0 when the driver has unbound.
 * @nr_dma_buffers: coherent allocations and pools alive now; likewise.
 * @id: number of the device where its kind counts them.
 * @devt: device number of its file, or 0.
 * @release: frees the structure when the last reference goes; demanded.
 * @kref: references.
 * @registered: (bus lock) between device_add() and device_del().
 * @bus_node: (bus lock) on the bus's list of devices.
 * @devres_lock: guards @devres_head.
 * @devres_head: managed resources, newest last.
 * @name: dev_name().
 */
struct device {
	struct device *parent;
	struct bus_type *bus;
	struct device_driver *driver;
	void *driver_data;
	void *platform_data;
	const char *init_name;

	u64 *dma_mask;
	u64 coherent_dma_mask;
	u64 bus_dma_limit;
	struct device_dma_parameters *dma_parms;
	atomic_t nr_dma_mappings;
	atomic_t nr_dma_buffers;

	u32 id;
	dev_t devt;
	void (*release)(struct device *dev);
	struct kref kref;
	bool registered;
	struct mutex mutex;
	struct list_head bus_node;
	spinlock_t devres_lock;
	struct list_head devres_head;
	char name[DEVICE_NAME_LEN];
};

/* Life of a device: initialize, name, add ... del, put. register and unregister do two steps each. */
void device_initialize(struct device *dev);
int dev_set_name(struct device *dev, const char *fmt, ...) __printf(2, 3);
int __must_check device_add(struct device *dev);
int __must_check device_register(struct device *dev);
void device_del(struct device *dev);
void device_unregister(struct device *dev);
struct device *get_device(struct device *dev);
void put_device(struct device *dev);

struct device *__root_device_register(const char *name, struct module *owner);
void root_device_unregister(struct device *dev);
#define root_device_register(name) __root_device_register(name, NULL)

/* Binding by hand; registration does it by itself. */
int __must_check device_attach(struct device *dev);
int __must_check device_driver_attach(struct device_driver *drv, struct device *dev);
void device_release_driver(struct device *dev);

/* Name of the driver bound to @dev, else of its bus, else "". */
const char *dev_driver_string(const struct device *dev);
/* Called when a driver has let go of a device, before its name is forgotten; NULL: nobody wants to know. */
extern void (*device_released_hook)(struct device *dev);

static inline const char *dev_name(const struct device *dev)
{
	return dev->name[0] || !dev->init_name ? dev->name : dev->init_name;
}

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

static inline void *dev_get_platdata(const struct device *dev)
{
	return dev->platform_data;
}

static inline int dev_to_node(struct device *dev)
{
	return 0;
}

static inline int device_is_registered(struct device *dev)
{
	return dev->registered;
}

static inline bool device_is_bound(struct device *dev)
{
	return dev->driver != NULL;
}

static inline void device_lock(struct device *dev)
{
	mutex_lock(&dev->mutex);
}

static inline void device_unlock(struct device *dev)
{
	mutex_unlock(&dev->mutex);
}

/* Managed resources: released in reverse order when the driver unbinds, or its probe fails. */
typedef void (*dr_release_t)(struct device *dev, void *res);
typedef int (*dr_match_t)(struct device *dev, void *res, void *match_data);

void *devres_alloc(dr_release_t release, size_t size, gfp_t gfp) __malloc;
void devres_free(void *res);
void devres_add(struct device *dev, void *res);
void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
int devres_release_all(struct device *dev);

int devm_add_action(struct device *dev, void (*action)(void *data), void *data);
void devm_remove_action(struct device *dev, void (*action)(void *data), void *data);
void devm_release_action(struct device *dev, void (*action)(void *data), void *data);

static inline int devm_add_action_or_reset(struct device *dev, void (*action)(void *data), void *data)
{
	int err = devm_add_action(dev, action, data);

	if (err)
		action(data);
	return err;
}

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp) __malloc;
void devm_kfree(struct device *dev, const void *p);
char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp) __malloc;
void *devm_kmemdup(struct device *dev, const void *src, size_t size, gfp_t gfp) __malloc;
char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...) __printf(3, 4) __malloc;

static inline void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return devm_kmalloc(dev, size, gfp | __GFP_ZERO);
}

static inline void *devm_kmalloc_array(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return devm_kmalloc(dev, bytes, gfp);
}

static inline void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	return devm_kmalloc_array(dev, n, size, gfp | __GFP_ZERO);
}

void __iomem *devm_ioremap(struct device *dev, resource_size_t offset, resource_size_t size);
void __iomem *devm_ioremap_uc(struct device *dev, resource_size_t offset, resource_size_t size);
void __iomem *devm_ioremap_wc(struct device *dev, resource_size_t offset, resource_size_t size);
void devm_iounmap(struct device *dev, void __iomem *addr);
void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res);
void __iomem *devm_ioremap_resource_wc(struct device *dev, const struct resource *res);

/*
 * Devices of one sort ("tty", "scull"). device_create() makes a device of it and a name in /dev.
 * Source: LDD3 ch. 14 "Classes".
 */
struct class {
	const char *name;
	struct module *owner;
	struct list_head devices;
};

struct class *__class_create(struct module *owner, const char *name);
#define class_create(owner, name) __class_create(owner, name)
void class_destroy(struct class *class);
struct device *device_create(struct class *class, struct device *parent, dev_t devt, void *drvdata,
			     const char *fmt, ...) __printf(5, 6);
void device_destroy(struct class *class, dev_t devt);

#endif
