/* SPDX-License-Identifier: MIT */
/* drivers/base/base.h: what the files of the device core share. */
#ifndef _DRIVERS_BASE_H
#define _DRIVERS_BASE_H

struct device;

void bus_add_device(struct device *dev);
void bus_remove_device(struct device *dev);

#endif
