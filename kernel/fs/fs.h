/* SPDX-License-Identifier: MIT */
/* kernel/fs/fs.h: what the files of this folder share. */
#ifndef _KERNEL_FS_FS_H
#define _KERNEL_FS_FS_H

#include <linux/fs.h>

struct file *chrdev_open(dev_t dev, unsigned int flags);
void chrdev_release(struct file *file);
void chrdev_for_each(void (*each)(unsigned int major, const char *name, void *context), void *context);
void cdev_for_each(void (*each)(dev_t first, unsigned int count, void *context), void *context);

/* Names in /dev. */
int dev_node_add(const char *name, dev_t dev);
void dev_node_del(dev_t dev);

#endif
