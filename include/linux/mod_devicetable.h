/* SPDX-License-Identifier: MIT */
/*
 * linux/mod_devicetable.h: the tables by which a driver says what it drives.
 */
#ifndef _LINUX_MOD_DEVICETABLE_H
#define _LINUX_MOD_DEVICETABLE_H

#include <linux/types.h>

typedef unsigned long kernel_ulong_t;

#define PCI_ANY_ID (~0)

/**
 * struct pci_device_id - one row of a driver's id table; a row of zeros ends it.
 * @vendor: vendor id, or PCI_ANY_ID.
 * @device: device id, or PCI_ANY_ID.
 * @subvendor: subsystem vendor id, or PCI_ANY_ID.
 * @subdevice: subsystem id, or PCI_ANY_ID.
 * @class: class, subclass and interface (24 bits) to compare under @class_mask.
 * @class_mask: bits of @class that count; 0 compares nothing.
 * @driver_data: the driver's own.
 * @override_only: 1 if the row matches only devices forced onto this driver.
 */
struct pci_device_id {
	__u32 vendor, device;
	__u32 subvendor, subdevice;
	__u32 class, class_mask;
	kernel_ulong_t driver_data;
	__u32 override_only;
};

#define PLATFORM_NAME_SIZE 20

struct platform_device_id {
	char name[PLATFORM_NAME_SIZE];
	kernel_ulong_t driver_data;
};

struct of_device_id {
	char name[32];
	char type[32];
	char compatible[128];
	const void *data;
};

#endif
