/* SPDX-License-Identifier: MIT */
/*
 * linux/cdev.h: a character device: numbers on the outside, operations inside.
 *
 * Source: LDD3 ch. 3 "Char Device Registration".
 */
#ifndef _LINUX_CDEV_H
#define _LINUX_CDEV_H

#include <linux/device.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/list.h>

struct cdev {
	struct module *owner;
	const struct file_operations *ops;
	struct list_head list; /* in the map of numbers */
	dev_t dev;
	unsigned int count;
	bool allocated;	       /* by cdev_alloc(): freed by cdev_del() */
};

void cdev_init(struct cdev *cdev, const struct file_operations *fops);
struct cdev *cdev_alloc(void);
/* The device is live as soon as this returns 0. -EBUSY: another has one of the numbers. */
int cdev_add(struct cdev *cdev, dev_t dev, unsigned count);
void cdev_del(struct cdev *cdev);
/* Together with the struct device that holds it: registers both, or none. */
int cdev_device_add(struct cdev *cdev, struct device *dev);
void cdev_device_del(struct cdev *cdev, struct device *dev);

#endif
