/* SPDX-License-Identifier: MIT */
/* tests/dma_device.h: the device of the DMA suites: it drives 32 address lines, and wants nothing special. */
#ifndef _TESTS_DMA_DEVICE_H
#define _TESTS_DMA_DEVICE_H

#include <kunit/test.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/swiotlb.h>

static struct device *dev;
static struct device_dma_parameters parms; /* what dev->dma_parms points to */
static u64 mask;			   /* what dev->dma_mask points to */

/* For a suite's init. Return: 0, -errno. */
static inline int dma_device_start(const char *name)
{
	dev = root_device_register(name);
	if (IS_ERR(dev))
		return (int)PTR_ERR(dev);
	mask = DMA_BIT_MASK(32);
	dev->dma_mask = &mask;
	dev->coherent_dma_mask = mask;
	parms = (struct device_dma_parameters){};
	dev->dma_parms = &parms;
	return 0;
}

/* For its exit: nothing may be mapped or allocated any more. */
static inline void dma_device_end(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, atomic_read(&dev->nr_dma_mappings), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&dev->nr_dma_buffers), 0);
	KUNIT_EXPECT_EQ(test, swiotlb_check(), 0);
	root_device_unregister(dev);
}

#endif
