// SPDX-License-Identifier: MIT
/* tests/bench/bench_dma.c: the DMA loops of the table of figures. */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <slate/bench.h>

#define NR_SG 128

static struct device *dev;
static u64 mask;
static void *low;
static struct page *high;
static struct dma_pool *pool;
static struct scatterlist sgl[NR_SG];

static int setup_device(void)
{
	dev = root_device_register("dma-bench");
	if (IS_ERR(dev))
		return (int)PTR_ERR(dev);
	mask = DMA_BIT_MASK(32);
	dev->dma_mask = &mask;
	dev->coherent_dma_mask = mask;
	return 0;
}

static void teardown_device(void)
{
	root_device_unregister(dev);
}

static int setup_low(void)
{
	low = (void *)__get_free_page(GFP_KERNEL);
	return low ? setup_device() : -ENOMEM;
}

static void teardown_low(void)
{
	free_page((unsigned long)low);
	teardown_device();
}

static __always_inline int map_low(unsigned int n, enum dma_data_direction dir)
{
	while (n--) {
		dma_addr_t addr = dma_map_single(dev, low, PAGE_SIZE, dir);

		if (dma_mapping_error(dev, addr))
			return -ENOMEM;
		dma_unmap_single(dev, addr, PAGE_SIZE, dir);
	}
	return 0;
}

static int run_to(unsigned int n)
{
	return map_low(n, DMA_TO_DEVICE);
}

static int run_from(unsigned int n)
{
	return map_low(n, DMA_FROM_DEVICE);
}

BENCH_LOOP(dma_map_single_4k_to, .op = "map, mapping_error, unmap of a low page", .run = run_to, .ops = 1000,
	   .setup = setup_low, .teardown = teardown_low, .debian = 210, .lean = 187, .goal = 50);
BENCH_LOOP(dma_map_single_4k_from, .op = "map, mapping_error, unmap of a low page", .run = run_from,
	   .ops = 1000, .setup = setup_low, .teardown = teardown_low, .debian = 210, .lean = 187, .goal = 50);

static bool is_wanted(struct page *page, bool above4g)
{
	return PageHighMem(page) && (page_to_phys(page) >> 32 != 0) == above4g;
}

/* Free pages come from the top: above 4 GiB where there are any; GFP_DMA32 with highmem stays below. */
static int setup_high(bool above4g)
{
	high = alloc_page(above4g ? GFP_HIGHUSER : GFP_HIGHUSER | __GFP_DMA32);
	if (!high)
		return -ENOMEM;
	if (is_wanted(high, above4g))
		return setup_device();
	__free_page(high);
	return -ENODEV;
}

static const char *skip_high(void)
{
	return totalhigh_pages() ? NULL : "no highmem";
}

static const char *skip_above4g(void)
{
	return (u64)max_pfn << PAGE_SHIFT > 1ULL << 32 ? NULL : "no RAM above 4 GiB";
}

static int setup_page_high(void)
{
	return setup_high(false);
}

static int setup_page_above4g(void)
{
	return setup_high(true);
}

static void teardown_high(void)
{
	__free_page(high);
	teardown_device();
}

static __always_inline int map_high(unsigned int n, enum dma_data_direction dir)
{
	while (n--) {
		dma_addr_t addr = dma_map_page(dev, high, 0, PAGE_SIZE, dir);

		if (dma_mapping_error(dev, addr))
			return -ENOMEM;
		dma_unmap_page(dev, addr, PAGE_SIZE, dir);
	}
	return 0;
}

static int run_high_to(unsigned int n)
{
	return map_high(n, DMA_TO_DEVICE);
}

static int run_high_from(unsigned int n)
{
	return map_high(n, DMA_FROM_DEVICE);
}

BENCH_LOOP(dma_map_page_high_to, .op = "the same for highmem below 4 GiB", .run = run_high_to, .ops = 1000,
	   .skip = skip_high, .setup = setup_page_high, .teardown = teardown_high, .debian = 188,
	   .lean = 171, .goal = 50);
BENCH_LOOP(dma_map_page_above4g_to, .op = "the same above 4 GiB: bounces", .run = run_high_to, .ops = 200,
	   .skip = skip_above4g, .setup = setup_page_above4g, .teardown = teardown_high, .debian = 4057,
	   .lean = 3777, .goal = 1300);
BENCH_LOOP(dma_map_page_above4g_from, .op = "the same above 4 GiB: bounces", .run = run_high_from,
	   .ops = 200, .skip = skip_above4g, .setup = setup_page_above4g, .teardown = teardown_high,
	   .debian = 5461, .lean = 5089, .goal = 1300);

static void free_sg(void)
{
	int i;

	for (i = 0; i < NR_SG; i++)
		if (sg_page(&sgl[i]))
			__free_page(sg_page(&sgl[i]));
}

static int setup_sg(void)
{
	int i;

	sg_init_table(sgl, NR_SG);
	for (i = 0; i < NR_SG; i++) {
		struct page *page = alloc_page(GFP_KERNEL);

		if (!page) {
			free_sg();
			return -ENOMEM;
		}
		sg_set_page(&sgl[i], page, PAGE_SIZE, 0);
	}
	return setup_device();
}

static void teardown_sg(void)
{
	free_sg();
	teardown_device();
}

static int run_sg(unsigned int n)
{
	while (n--) {
		if (!dma_map_sg(dev, sgl, NR_SG, DMA_TO_DEVICE))
			return -ENOMEM;
		dma_unmap_sg(dev, sgl, NR_SG, DMA_TO_DEVICE);
	}
	return 0;
}

BENCH_LOOP(dma_map_sg128_to, .op = "dma_map_sg of 128 single pages; unmap", .run = run_sg, .ops = 50,
	   .setup = setup_sg, .teardown = teardown_sg, .debian = 18817, .lean = 19529, .goal = 2500);

static int setup_pool(void)
{
	int err = setup_device();

	if (err)
		return err;
	pool = dma_pool_create("bench", dev, 64, 64, 0);
	return pool ? 0 : -ENOMEM;
}

static void teardown_pool(void)
{
	dma_pool_destroy(pool);
	teardown_device();
}

static int run_pool(unsigned int n)
{
	while (n--) {
		dma_addr_t handle;
		void *block = dma_pool_alloc(pool, GFP_KERNEL, &handle);

		if (!block)
			return -ENOMEM;
		dma_pool_free(pool, block, handle);
	}
	return 0;
}

BENCH_LOOP(dma_pool64_pair, .op = "dma_pool_alloc; dma_pool_free, size 64 align 64", .run = run_pool,
	   .ops = 1000, .setup = setup_pool, .teardown = teardown_pool, .debian = 201, .lean = 116, .goal = 55);

static __always_inline int coherent_pairs(unsigned int n, size_t size)
{
	while (n--) {
		dma_addr_t handle;
		void *p = dma_alloc_coherent(dev, size, &handle, GFP_KERNEL);

		if (!p)
			return -ENOMEM;
		dma_free_coherent(dev, size, p, handle);
	}
	return 0;
}

static int run_coherent_4k(unsigned int n)
{
	return coherent_pairs(n, 4096);
}

static int run_coherent_64k(unsigned int n)
{
	return coherent_pairs(n, 65536);
}

BENCH_LOOP(dma_coherent_4k_pair, .op = "dma_alloc_coherent; dma_free_coherent, 32-bit mask",
	   .run = run_coherent_4k, .ops = 100, .setup = setup_device, .teardown = teardown_device,
	   .debian = 5111, .lean = 4826, .goal = 1400);
BENCH_LOOP(dma_coherent_64k_pair, .op = "the same with 64 KiB", .run = run_coherent_64k, .ops = 10,
	   .setup = setup_device, .teardown = teardown_device, .debian = 67529, .lean = 67042, .goal = 18000);
