/* SPDX-License-Identifier: MIT */
/*
 * linux/isa.h: ISA devices: the driver says how many there may be, match() says which there are.
 *
 * Source: names and semantics of Linux 6.1 drivers/base/isa.c.
 */
#ifndef _LINUX_ISA_H
#define _LINUX_ISA_H

#include <linux/device.h>

struct isa_driver {
	int (*match)(struct device *dev, unsigned int id); /* is number @id there? NULL: all are */
	int (*probe)(struct device *dev, unsigned int id);
	void (*remove)(struct device *dev, unsigned int id);
	void (*shutdown)(struct device *dev, unsigned int id);
	struct device_driver driver;
	struct device *devices; /* (private) the first; the bus's list has them all */
};

#define to_isa_driver(x) container_of((x), struct isa_driver, driver)

/* Make devices 0 to @ndev - 1 and offer them to the driver. -ENODEV: it took none. */
int isa_register_driver(struct isa_driver *isa_driver, unsigned int ndev);
void isa_unregister_driver(struct isa_driver *isa_driver);
#define module_isa_driver(__isa_driver, __num_isa_dev)                                       \
	static int __init __isa_driver##_init(void)                                         \
	{                                                                                   \
		return isa_register_driver(&(__isa_driver), __num_isa_dev);                 \
	}                                                                                   \
	module_init(__isa_driver##_init);                                                   \
	static void __exit __isa_driver##_exit(void)                                        \
	{                                                                                   \
		isa_unregister_driver(&(__isa_driver));                                     \
	}                                                                                   \
	module_exit(__isa_driver##_exit)

#endif
