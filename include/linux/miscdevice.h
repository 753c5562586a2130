/* SPDX-License-Identifier: MIT */
/* linux/miscdevice.h: devices that need one minor only share major 10. Source: LDD3 ch. 3. */
#ifndef _LINUX_MISCDEVICE_H
#define _LINUX_MISCDEVICE_H

#include <linux/device.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/module.h>

#define MISC_MAJOR	   10
#define MISC_DYNAMIC_MINOR 255

struct miscdevice {
	int minor; /* MISC_DYNAMIC_MINOR: any; then the one that was found */
	const char *name;
	const struct file_operations *fops;
	struct list_head list;
	struct device *parent;
	struct device *this_device;
	const char *nodename; /* in /dev, if it is not the name */
	umode_t mode;
};

int misc_register(struct miscdevice *misc);
void misc_deregister(struct miscdevice *misc);

#define module_misc_device(__misc)                                                      \
	static int __init __misc##_init(void) { return misc_register(&(__misc)); }      \
	module_init(__misc##_init);                                                     \
	static void __exit __misc##_exit(void) { misc_deregister(&(__misc)); }          \
	module_exit(__misc##_exit)

#endif
