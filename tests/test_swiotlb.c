// SPDX-License-Identifier: MIT
/* tests/test_swiotlb.c: the bounce pool: what swiotlb= accepts, growth and its end, figures, places of slots. */
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "dma_device.h"
#include "mm/dma/bounce.h"

static unsigned int watch_before;
static enum swiotlb_mode mode_before;

/* A device whose every mapping bounces, on any machine. */
static int swiotlb_init(struct kunit *test)
{
	int err = dma_device_start("swiotlb-test");

	if (err)
		return err;
	mode_before = bounce_pool.mode;
	watch_before = dma_watch & DMA_WATCH_FORCE;
	if (mode_before == SWIOTLB_OFF)
		bounce_pool.mode = SWIOTLB_ON_DEMAND;
	dma_watch |= DMA_WATCH_FORCE;
	return 0;
}

static void swiotlb_exit(struct kunit *test)
{
	dma_watch = (dma_watch & ~DMA_WATCH_FORCE) | watch_before;
	bounce_pool.mode = mode_before;
	dma_device_end(test);
}

struct value {
	const char *text;
	int err, force;
	unsigned long slots;
};

static const struct value values[] = {
	{ "force", 0, 1, 0 },	       { "noforce", 0, -1, 0 },	       { "2048", 0, 0, 2048 },
	{ "2049", 0, 0, 2176 },	       { "1", 0, 0, 512 },	       { "0x1000", 0, 0, 4096 },
	{ "4M", 0, 0, 2048 },	       { "16m", 0, 0, 8192 },	       { "2048,4", 0, 0, 2048 },
	{ "2048,force", 0, 1, 2048 },  { "2048,4,force", 0, 1, 2048 }, { "1024,1,noforce", 0, -1, 1024 },
	{ "0,force", 0, 1, 0 },	       { "", -EINVAL, 0, 0 },	       { NULL, -EINVAL, 0, 0 },
	{ "forc", -EINVAL, 0, 0 },     { "2048x", -EINVAL, 0, 0 },     { "2048,4,never", -EINVAL, 0, 0 },
	{ "force,2048", -EINVAL, 0, 0 }, { "-1", -EINVAL, 0, 0 },      { ",force", 0, 1, 0 },
};

static void linux_s_values_are_understood_and_others_refused(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		unsigned long slots = 0;
		int force = 0;

		KUNIT_EXPECT_EQ_MSG(test, swiotlb_parse(values[i].text, &slots, &force), values[i].err, "%s",
				    values[i].text);
		KUNIT_EXPECT_EQ_MSG(test, slots, values[i].slots, "%s", values[i].text);
		KUNIT_EXPECT_EQ_MSG(test, force, values[i].force, "%s", values[i].text);
	}
}

static void every_byte_that_bounces_is_counted(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, 3000, GFP_KERNEL);
	struct swiotlb_stats before, now;
	dma_addr_t to, from;

	swiotlb_stats(&before);
	to = dma_map_single(dev, buf, 1000, DMA_TO_DEVICE);
	from = dma_map_single(dev, buf + 1000, 2000, DMA_FROM_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, to) | dma_mapping_error(dev, from), 0);
	swiotlb_stats(&now);
	KUNIT_EXPECT_EQ(test, now.mappings - before.mappings, 2ul);
	KUNIT_EXPECT_EQ(test, now.bytes_in - before.bytes_in, 3000ull);
	KUNIT_EXPECT_EQ(test, now.bytes_out, before.bytes_out);
	KUNIT_EXPECT_GE(test, now.used, 2ul);
	KUNIT_EXPECT_GE(test, now.high_water, now.used);
	KUNIT_EXPECT_GE(test, now.total, now.high_water);
	dma_sync_single_for_cpu(dev, from, 500, DMA_FROM_DEVICE);
	dma_unmap_single(dev, to, 1000, DMA_TO_DEVICE);
	dma_unmap_single(dev, from, 2000, DMA_FROM_DEVICE);
	swiotlb_stats(&now);
	KUNIT_EXPECT_EQ(test, now.bytes_out - before.bytes_out, 2500ull);
	KUNIT_EXPECT_EQ(test, now.used, before.used);
}

static void with_noforce_nothing_bounces_and_nothing_passes(struct kunit *test)
{
	void *buf = kunit_kmalloc(test, 100, GFP_KERNEL);
	struct swiotlb_stats before, now;
	dma_addr_t addr;

	bounce_pool.mode = SWIOTLB_OFF;
	swiotlb_stats(&before);
	addr = dma_map_single_attrs(dev, buf, 100, DMA_TO_DEVICE, DMA_ATTR_NO_WARN);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, addr), -ENOMEM);
	KUNIT_EXPECT_FALSE(test, is_swiotlb_active(dev));
	KUNIT_EXPECT_EQ(test, dma_max_mapping_size(dev), (size_t)SIZE_MAX);
	swiotlb_stats(&now);
	KUNIT_EXPECT_EQ(test, now.failures - before.failures, 1ul);
	KUNIT_EXPECT_EQ(test, now.total, before.total);
}

#define NR_MAPPINGS 16

/* Map whole chunks until none is left; returns how many. */
static unsigned int map_chunks(void *buf, dma_addr_t *addrs)
{
	unsigned int n;

	for (n = 0; n < NR_MAPPINGS; n++) {
		addrs[n] = dma_map_single_attrs(dev, buf, 31 * PAGE_SIZE, DMA_TO_DEVICE, DMA_ATTR_NO_WARN);
		if (dma_mapping_error(dev, addrs[n]))
			break;
	}
	return n;
}

static void a_fixed_pool_fills_up_and_recovers(struct kunit *test)
{
	void *buf = (void *)__get_free_pages(GFP_KERNEL, 5);
	struct swiotlb_stats before, now;
	dma_addr_t addrs[NR_MAPPINGS];
	unsigned int n;

	if (!buf)
		kunit_skip(test, "no 32 pages in a row");
	dma_unmap_single(dev, dma_map_single(dev, buf, 1, DMA_TO_DEVICE), 1, DMA_TO_DEVICE); /* a first chunk */
	bounce_pool.mode = SWIOTLB_FIXED;
	swiotlb_stats(&before);
	n = map_chunks(buf, addrs);
	swiotlb_stats(&now);
	KUNIT_EXPECT_EQ(test, now.total, before.total);
	KUNIT_EXPECT_GE(test, n, 1u);
	if (now.total < NR_MAPPINGS * 62) {
		KUNIT_EXPECT_EQ(test, now.failures - before.failures, 1ul);
		KUNIT_EXPECT_LT(test, n, (unsigned int)NR_MAPPINGS);
	}
	while (n--)
		dma_unmap_single(dev, addrs[n], 31 * PAGE_SIZE, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, map_chunks(buf, addrs) > 0, true);
	for (n = 0; n < NR_MAPPINGS && addrs[n] != DMA_MAPPING_ERROR; n++)
		dma_unmap_single(dev, addrs[n], 31 * PAGE_SIZE, DMA_TO_DEVICE);
	free_pages((unsigned long)buf, 5);
}

static void the_low_bits_that_a_device_asks_for_are_kept(struct kunit *test)
{
	u8 *buf = (u8 *)__get_free_pages(GFP_KERNEL, 2);
	unsigned int at;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_ASSERT_EQ(test, dma_set_min_align_mask(dev, SZ_8K - 1), 0);
	for (at = 0; at < SZ_8K; at += 700) {
		dma_addr_t addr = dma_map_single(dev, buf + at, 100, DMA_TO_DEVICE);

		KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
		KUNIT_EXPECT_EQ(test, addr & (SZ_8K - 1), (dma_addr_t)(virt_to_phys(buf + at) & (SZ_8K - 1)));
		dma_unmap_single(dev, addr, 100, DMA_TO_DEVICE);
	}
	dma_set_min_align_mask(dev, 0);
	for (at = 0; at < SZ_4K; at += 300) { /* a page and more keeps its place within the page */
		dma_addr_t addr = dma_map_single(dev, buf + at, SZ_4K, DMA_TO_DEVICE);

		KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
		KUNIT_EXPECT_EQ(test, offset_in_page((unsigned long)addr), (unsigned long)offset_in_page(buf + at));
		dma_unmap_single(dev, addr, SZ_4K, DMA_TO_DEVICE);
	}
	free_pages((unsigned long)buf, 2);
}

static void no_mapping_crosses_the_device_s_boundary(struct kunit *test)
{
	u8 *buf = (u8 *)__get_free_pages(GFP_KERNEL, 2);
	dma_addr_t addrs[20];
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_ASSERT_EQ(test, dma_set_seg_boundary(dev, SZ_16K - 1), 0);
	for (i = 0; i < ARRAY_SIZE(addrs); i++) {
		addrs[i] = dma_map_single(dev, buf, 3 * IO_TLB_SIZE, DMA_TO_DEVICE);
		KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addrs[i]), 0);
		KUNIT_EXPECT_EQ(test, addrs[i] / SZ_16K, (addrs[i] + 3 * IO_TLB_SIZE - 1) / SZ_16K);
	}
	while (i--)
		dma_unmap_single(dev, addrs[i], 3 * IO_TLB_SIZE, DMA_TO_DEVICE);
	free_pages((unsigned long)buf, 2);
}

static void an_unmap_that_is_too_long_copies_only_what_was_mapped(struct kunit *test)
{
	u8 *buf = (u8 *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, 1);
	dma_addr_t addr;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	addr = dma_map_single(dev, buf, IO_TLB_SIZE, DMA_FROM_DEVICE);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	memset(__va((unsigned long)addr), 0x5a, IO_TLB_SIZE);
	dma_unmap_single(dev, addr, 2 * IO_TLB_SIZE, DMA_FROM_DEVICE);
	KUNIT_EXPECT_NULL(test, memchr_inv(buf, 0x5a, IO_TLB_SIZE));
	KUNIT_EXPECT_NULL(test, memchr_inv(buf + IO_TLB_SIZE, 0, PAGE_SIZE * 2 - IO_TLB_SIZE));
	free_pages((unsigned long)buf, 1);
}

static void the_files_of_linux_s_debugfs_say_the_same(struct kunit *test)
{
	static const char *const names[] = { "io_tlb_nslabs", "io_tlb_used", "io_tlb_used_hiwater" };
	struct swiotlb_stats s;
	char path[40], text[24];
	unsigned long value[3];
	unsigned int i;

	swiotlb_stats(&s);
	for (i = 0; i < 3; i++) {
		struct file *file;
		ssize_t n;

		snprintf(path, sizeof(path), "/proc/swiotlb/%s", names[i]);
		file = filp_open(path, O_RDONLY, 0);
		KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(file), "%s", path);
		n = kernel_read(file, text, sizeof(text) - 1, &(loff_t){ 0 });
		filp_close(file, NULL);
		KUNIT_ASSERT_GT(test, n, (ssize_t)1);
		text[n - 1] = '\0';
		KUNIT_ASSERT_EQ(test, kstrtoul(text, 10, &value[i]), 0);
	}
	KUNIT_EXPECT_EQ(test, value[0], s.total);
	KUNIT_EXPECT_EQ(test, value[1], s.used);
	KUNIT_EXPECT_EQ(test, value[2], s.high_water);
}

static struct kunit_case swiotlb_cases[] = {
	KUNIT_CASE(linux_s_values_are_understood_and_others_refused),
	KUNIT_CASE(every_byte_that_bounces_is_counted),
	KUNIT_CASE(with_noforce_nothing_bounces_and_nothing_passes),
	KUNIT_CASE(a_fixed_pool_fills_up_and_recovers),
	KUNIT_CASE(the_low_bits_that_a_device_asks_for_are_kept),
	KUNIT_CASE(no_mapping_crosses_the_device_s_boundary),
	KUNIT_CASE(an_unmap_that_is_too_long_copies_only_what_was_mapped),
	KUNIT_CASE(the_files_of_linux_s_debugfs_say_the_same),
	{}
};

static struct kunit_suite swiotlb_suite = {
	.name = "swiotlb", .init = swiotlb_init, .exit = swiotlb_exit, .test_cases = swiotlb_cases,
};
kunit_test_suite(swiotlb_suite);
