/* SPDX-License-Identifier: MIT */
/*
 * tests/dma_reports.h: commit a misuse of the DMA API, and read what dma_debug=1 says of it.
 *
 *     EXPECT_REPORTS(test, dma_unmap_single(dev, addr, 1, DMA_TO_DEVICE),
 *                    "device driver tries to free DMA memory it has not allocated *");
 *
 * As many reports must come as patterns are given, each in a line that fits its pattern as a whole. Consoles are
 * silent meanwhile. A ? stands for each bracket: brackets mean something in patterns.
 */
#ifndef _TESTS_DMA_REPORTS_H
#define _TESTS_DMA_REPORTS_H

#include <linux/slab.h>
#include <linux/string.h>

#include "dma_device.h"
#include "log_watch.h"
#include "mm/dma/dma.h"

#define LEN 1000

static u8 *buf; /* a page */

static inline int dma_reports_init(struct kunit *test)
{
	int err = dma_device_start("dma-debug-test");

	if (err)
		return err;
	buf = kzalloc(4096, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	dma_debug_watch(dev);
	return 0;
}

static inline void dma_reports_exit(struct kunit *test)
{
	dma_debug_watch(NULL);
	kfree(buf);
	dma_device_end(test);
}

static inline void expect_lines(struct kunit *test, const struct log_watch *watch, unsigned long reports,
				const char *const *lines, unsigned int nr)
{
	unsigned int i;

	KUNIT_EXPECT_EQ_MSG(test, reports, (unsigned long)nr, "%s", nr ? lines[0] : "no report");
	for (i = 0; i < nr; i++)
		KUNIT_EXPECT_TRUE_MSG(test, log_saw(watch, "DMA-API: *: %s", lines[i]), "%s", lines[i]);
	if (nr)
		KUNIT_EXPECT_TRUE(test, log_saw(watch, "Call Trace:"));
}

#define EXPECT_REPORTS(test, misuse, ...)                                                                   \
	do {                                                                                                \
		static const char *const lines[] = { __VA_ARGS__ };                                         \
		unsigned long reports = dma_debug_errors();                                                 \
		struct log_watch watch;                                                                     \
                                                                                                            \
		log_watch_start(&watch);                                                                    \
		misuse;                                                                                     \
		log_watch_stop(&watch);                                                                     \
		expect_lines(test, &watch, dma_debug_errors() - reports, lines, (unsigned int)ARRAY_SIZE(lines)); \
	} while (0)

/* What is correct, and must not be reported. */
#define EXPECT_SILENCE(test, use)                                                    \
	do {                                                                         \
		unsigned long reports = dma_debug_errors();                          \
                                                                                     \
		use;                                                                 \
		KUNIT_EXPECT_EQ(test, dma_debug_errors() - reports, 0ul);            \
	} while (0)

static inline dma_addr_t map(enum dma_data_direction dir)
{
	dma_addr_t addr = dma_map_single(dev, buf, LEN, dir);

	return dma_mapping_error(dev, addr) ? 0 : addr;
}

/* An address that bounces whatever the machine: the only way to see what the device's side does. */
static inline dma_addr_t map_bounced(struct kunit *test, enum dma_data_direction dir)
{
	unsigned int forced = dma_watch & DMA_WATCH_FORCE;
	dma_addr_t addr;

	if (!is_swiotlb_active(dev))
		kunit_skip(test, "swiotlb=noforce");
	dma_watch |= DMA_WATCH_FORCE;
	addr = map(dir);
	if (!forced)
		dma_watch &= ~DMA_WATCH_FORCE;
	return addr;
}

/* The device's side of what map_bounced() returned. */
static inline u8 *device_side(dma_addr_t addr)
{
	return __va((unsigned long)addr);
}

#endif
