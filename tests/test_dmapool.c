// SPDX-License-Identifier: MIT
/* tests/test_dmapool.c: blocks, alignment, boundaries, and frees that are refused. */
#include <linux/dmapool.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "dma_device.h"

static int pool_init(struct kunit *test)
{
	return dma_device_start("pool-test");
}

static void pool_exit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, dma_pool_check(), 0);
	dma_device_end(test);
}

static void blocks_keep_alignment_and_boundary(struct kunit *test)
{
	static const struct {
		size_t size, align, boundary;
	} shapes[] = { { 64, 64, 0 }, { 24, 8, 128 }, { 48, 16, 64 }, { 1, 0, 0 }, { 5000, 32, 8192 },
		      { 200 << 10, 0, 0 } };
	static void *block[200];
	static dma_addr_t handle[200];
	int s, i;

	for (s = 0; s < (int)ARRAY_SIZE(shapes); s++) {
		struct dma_pool *pool = dma_pool_create("shape", dev, shapes[s].size, shapes[s].align,
							shapes[s].boundary);
		size_t align = max_t(size_t, shapes[s].align, 1);
		int n = shapes[s].size > SZ_64K ? 2 : shapes[s].size > PAGE_SIZE ? 8 : 200;

		KUNIT_ASSERT_NOT_NULL(test, pool);
		for (i = 0; i < n; i++) {
			dma_addr_t last;

			block[i] = dma_pool_zalloc(pool, GFP_KERNEL, &handle[i]);
			KUNIT_ASSERT_NOT_NULL(test, block[i]);
			KUNIT_EXPECT_EQ(test, handle[i] & (align - 1), (dma_addr_t)0);
			last = handle[i] + shapes[s].size - 1;
			if (shapes[s].boundary)
				KUNIT_EXPECT_EQ(test, handle[i] & ~(dma_addr_t)(shapes[s].boundary - 1),
						last & ~(dma_addr_t)(shapes[s].boundary - 1));
			KUNIT_EXPECT_NULL(test, memchr_inv(block[i], 0, shapes[s].size));
			memset(block[i], i + 1, shapes[s].size);
		}
		for (i = 0; i < n; i++)
			KUNIT_EXPECT_NULL(test, memchr_inv(block[i], (u8)(i + 1), shapes[s].size));
		KUNIT_EXPECT_EQ(test, dma_pool_check(), 0);
		for (i = 0; i < n; i++)
			dma_pool_free(pool, block[i], handle[i]);
		dma_pool_destroy(pool);
	}
}

static void impossible_pools_are_refused(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, dma_pool_create("p", dev, 0, 0, 0));
	KUNIT_EXPECT_NULL(test, dma_pool_create("p", dev, 64, 48, 0));
	KUNIT_EXPECT_NULL(test, dma_pool_create("p", dev, 64, 64, 32));
	KUNIT_EXPECT_NULL(test, dma_pool_create("p", dev, SZ_4M + 1, 0, 0));
	KUNIT_EXPECT_NULL(test, dma_pool_create("p", dev, 64, SZ_8M, 0));
	KUNIT_EXPECT_NULL(test, dma_pool_create("p", dev, -1, 0, 0));
}

static void wrong_frees_are_refused_and_survived(struct kunit *test)
{
	struct dma_pool *a = dma_pool_create("a", dev, 64, 64, 0), *b = dma_pool_create("b", dev, 64, 64, 0);
	dma_addr_t handle, again;
	void *block = dma_pool_alloc(a, GFP_KERNEL, &handle), *second;

	KUNIT_ASSERT_NOT_NULL(test, block);
	dma_pool_free(b, block, handle);	   /* of another pool */
	dma_pool_free(a, block + 16, handle + 16); /* inside a block */
	dma_pool_free(a, block, handle + 64);	   /* addresses that do not belong together */
	dma_pool_free(a, block, handle);
	dma_pool_free(a, block, handle); /* twice */
	KUNIT_EXPECT_EQ(test, dma_pool_check(), 0);
	block = dma_pool_alloc(a, GFP_KERNEL, &handle);
	second = dma_pool_alloc(a, GFP_KERNEL, &again);
	KUNIT_EXPECT_PTR_NE(test, block, second);
	dma_pool_free(a, block, handle);
	dma_pool_free(a, second, again);
	dma_pool_destroy(a);
	dma_pool_destroy(b);
}

static void a_block_in_the_hand_cannot_be_freed_again(struct kunit *test)
{
	struct dma_pool *pool = dma_pool_create("hand", dev, 32, 32, 0);
	dma_addr_t first, second, again;
	void *a = dma_pool_alloc(pool, GFP_KERNEL, &first), *b = dma_pool_alloc(pool, GFP_KERNEL, &second), *c;

	KUNIT_ASSERT_NOT_NULL(test, b);
	dma_pool_free(pool, a, first);	/* into the hand */
	dma_pool_free(pool, a, first);	/* it is there */
	dma_pool_free(pool, b, second); /* onto the stack: the hand is full */
	dma_pool_free(pool, b, second);
	dma_pool_free(pool, a, first); /* the hand has it still */
	KUNIT_EXPECT_EQ(test, dma_pool_check(), 0);
	c = dma_pool_alloc(pool, GFP_KERNEL, &again);
	KUNIT_EXPECT_TRUE(test, c == a || c == b); /* a watched pool has no hand, but only these two */
	KUNIT_EXPECT_EQ(test, again, c == a ? first : second);
	c = c == a ? b : a;
	KUNIT_EXPECT_PTR_EQ(test, dma_pool_alloc(pool, GFP_KERNEL, &again), c);
	KUNIT_EXPECT_EQ(test, again, c == a ? first : second);
	dma_pool_free(pool, b, second);
	dma_pool_free(pool, a, first);
	dma_pool_destroy(pool);
}

/* The way of most frees: the hand knows the block that it lent, and nothing else may pass for it. */
static void a_block_that_the_hand_lent_is_the_only_one_it_takes(struct kunit *test)
{
	struct dma_pool *pool = dma_pool_create("lender", dev, 64, 64, 0);
	struct dma_pool *other = dma_pool_create("other", dev, 64, 64, 0);
	dma_addr_t handle, again, third;
	void *block = dma_pool_alloc(pool, GFP_KERNEL, &handle), *second;

	KUNIT_ASSERT_NOT_NULL(test, block);
	dma_pool_free(pool, block, handle);
	KUNIT_ASSERT_PTR_EQ(test, dma_pool_alloc(pool, GFP_KERNEL, &again), block); /* lent */
	KUNIT_EXPECT_EQ(test, again, handle);
	dma_pool_free(other, block, handle);
	dma_pool_free(pool, block, handle + 64);
	dma_pool_free(pool, block, handle + (1ULL << 32));
	dma_pool_free(pool, block + 16, handle + 16);
	dma_pool_free(pool, NULL, 0);
	dma_pool_free(other, NULL, 0);
	second = dma_pool_alloc(pool, GFP_KERNEL, &again);
	KUNIT_EXPECT_PTR_NE(test, second, block); /* none of these freed it */
	dma_pool_free(pool, block, handle);
	dma_pool_free(pool, block, handle); /* twice */
	KUNIT_EXPECT_EQ(test, dma_pool_check(), 0);
	KUNIT_EXPECT_PTR_EQ(test, dma_pool_alloc(pool, GFP_KERNEL, &again), block);
	KUNIT_EXPECT_PTR_NE(test, dma_pool_alloc(pool, GFP_KERNEL, &third), block);
	dma_pool_free(pool, __va(third), third);
	dma_pool_free(pool, block, handle);
	dma_pool_free(pool, second, __pa(second));
	dma_pool_destroy(pool);
	dma_pool_destroy(other);
}

static void a_chunk_with_room_is_used_before_another_is_made(struct kunit *test)
{
	struct dma_pool *pool = dma_pool_create("rooms", dev, 512, 512, 0); /* 8 in a page */
	static void *block[25];
	static dma_addr_t handle[25];
	int i, k;

	for (i = 0; i < 24; i++) {
		block[i] = dma_pool_alloc(pool, GFP_KERNEL, &handle[i]);
		KUNIT_ASSERT_NOT_NULL(test, block[i]);
		for (k = 0; k < i; k++)
			KUNIT_EXPECT_PTR_NE(test, block[k], block[i]);
	}
	if (!(dma_watch & DMA_WATCH_DEBUG)) /* red zones need room */
		KUNIT_EXPECT_EQ(test, atomic_read(&dev->nr_dma_buffers), 3);
	k = atomic_read(&dev->nr_dma_buffers);
	for (i = 1; i < 24; i += 8)
		dma_pool_free(pool, block[i], handle[i]);
	KUNIT_EXPECT_EQ(test, dma_pool_check(), 0);
	for (i = 1; i < 24; i += 8)
		block[i] = dma_pool_alloc(pool, GFP_KERNEL, &handle[i]);
	KUNIT_EXPECT_EQ(test, atomic_read(&dev->nr_dma_buffers), k);
	block[24] = dma_pool_alloc(pool, GFP_KERNEL, &handle[24]);
	if (!(dma_watch & DMA_WATCH_DEBUG))
		KUNIT_EXPECT_EQ(test, atomic_read(&dev->nr_dma_buffers), k + 1);
	for (i = 0; i < 25; i++)
		dma_pool_free(pool, block[i], handle[i]);
	KUNIT_EXPECT_EQ(test, dma_pool_check(), 0);
	dma_pool_destroy(pool);
}

static void a_managed_pool_goes_with_its_device(struct kunit *test)
{
	struct dma_pool *pool = dmam_pool_create("managed", dev, 32, 32, 0);
	dma_addr_t handle;
	void *block = dma_pool_alloc(pool, GFP_KERNEL, &handle);

	KUNIT_ASSERT_NOT_NULL(test, block);
	dma_pool_free(pool, block, handle);
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 1);
}

static struct kunit_case pool_cases[] = {
	KUNIT_CASE(blocks_keep_alignment_and_boundary),
	KUNIT_CASE(impossible_pools_are_refused),
	KUNIT_CASE(wrong_frees_are_refused_and_survived),
	KUNIT_CASE(a_block_in_the_hand_cannot_be_freed_again),
	KUNIT_CASE(a_block_that_the_hand_lent_is_the_only_one_it_takes),
	KUNIT_CASE(a_chunk_with_room_is_used_before_another_is_made),
	KUNIT_CASE(a_managed_pool_goes_with_its_device),
	{}
};

static struct kunit_suite pool_suite = {
	.name = "dmapool", .init = pool_init, .exit = pool_exit, .test_cases = pool_cases,
};
kunit_test_suite(pool_suite);
