/* SPDX-License-Identifier: MIT */
/*
 * linux/usb.h: memory that a USB controller sees, for the drivers of the books. There is no USB stack behind it.
 *
 * A device on the bus does no DMA of its own: its controller does, so that is whose mask counts.
 *
 * Source: LDD3 ch. 13 "USB Drivers", "USB Urbs"; Linux Documentation/driver-api/usb/dma.rst.
 */
#ifndef _LINUX_USB_H
#define _LINUX_USB_H

#include <linux/device.h>
#include <linux/dma-mapping.h>

struct usb_bus {
	struct device *controller;
	struct device *sysdev; /* who does the DMA: the controller, or what it is part of */
	int busnum;
};

struct usb_device {
	int devnum;
	struct usb_bus *bus;
	struct device dev;
};

#define to_usb_device(d) container_of(d, struct usb_device, dev)

/* Coherent memory for transfer buffers. Context: as @mem_flags. Return: kernel address, *dma set; NULL. */
static inline void *usb_alloc_coherent(struct usb_device *dev, size_t size, gfp_t mem_flags, dma_addr_t *dma)
{
	return dev && dev->bus ? dma_alloc_coherent(dev->bus->sysdev, size, dma, mem_flags) : NULL;
}

static inline void usb_free_coherent(struct usb_device *dev, size_t size, void *addr, dma_addr_t dma)
{
	if (dev && dev->bus && addr)
		dma_free_coherent(dev->bus->sysdev, size, addr, dma);
}

/* Their names until Linux 2.6.35. */
#define usb_buffer_alloc(dev, size, mem_flags, dma) usb_alloc_coherent(dev, size, mem_flags, dma)
#define usb_buffer_free(dev, size, addr, dma)	    usb_free_coherent(dev, size, addr, dma)

#endif
