// SPDX-License-Identifier: MIT
/* tests/test_scatterlist.c: tables, chains, iterators and copies. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

static void a_table_chains_beyond_one_page(struct kunit *test)
{
	static const unsigned int sizes[] = { 1, 2, SG_MAX_SINGLE_ALLOC - 1, SG_MAX_SINGLE_ALLOC,
					      SG_MAX_SINGLE_ALLOC + 1, 1000 };
	struct sg_table table;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		KUNIT_ASSERT_EQ(test, sg_alloc_table(&table, sizes[i], GFP_KERNEL), 0);
		KUNIT_EXPECT_EQ(test, table.orig_nents, sizes[i]);
		KUNIT_EXPECT_EQ(test, (unsigned int)sg_nents(table.sgl), sizes[i]);
		KUNIT_EXPECT_TRUE(test, sg_is_last(sg_last(table.sgl, sizes[i])));
		sg_free_table(&table);
		KUNIT_EXPECT_NULL(test, table.sgl);
	}
	KUNIT_EXPECT_EQ(test, sg_alloc_table(&table, 0, GFP_KERNEL), -EINVAL);
}

static struct scatterlist *small_chunk(unsigned int nents, gfp_t gfp)
{
	return kmalloc_array(nents, sizeof(struct scatterlist), gfp);
}

static void free_small_chunk(struct scatterlist *sgl, unsigned int nents)
{
	kfree(sgl);
}

static void a_table_can_begin_with_the_callers_chunk(struct kunit *test)
{
	struct scatterlist first[4];
	struct sg_table table;

	KUNIT_ASSERT_EQ(test, __sg_alloc_table(&table, 20, 8, first, 4, GFP_KERNEL, small_chunk), 0);
	KUNIT_EXPECT_PTR_EQ(test, table.sgl, first);
	KUNIT_EXPECT_TRUE(test, sg_is_chain(&first[3]));
	KUNIT_EXPECT_EQ(test, sg_nents(table.sgl), 20);
	__sg_free_table(&table, 8, 4, free_small_chunk, table.orig_nents);
}

static void nents_for_len_counts_what_holds_the_bytes(struct kunit *test)
{
	struct scatterlist sg[3];
	char *buf = kunit_kzalloc(test, 600, GFP_KERNEL);

	sg_init_table(sg, 3);
	sg_set_buf(&sg[0], buf, 100);
	sg_set_buf(&sg[1], buf + 100, 200);
	sg_set_buf(&sg[2], buf + 300, 300);
	KUNIT_EXPECT_EQ(test, sg_nents_for_len(sg, 0), 0);
	KUNIT_EXPECT_EQ(test, sg_nents_for_len(sg, 100), 1);
	KUNIT_EXPECT_EQ(test, sg_nents_for_len(sg, 101), 2);
	KUNIT_EXPECT_EQ(test, sg_nents_for_len(sg, 600), 3);
	KUNIT_EXPECT_EQ(test, sg_nents_for_len(sg, 601), -EINVAL);
	KUNIT_EXPECT_PTR_EQ(test, (char *)sg_virt(&sg[1]), buf + 100);
}

static void neighbouring_pages_share_an_entry(struct kunit *test)
{
	struct page *block = alloc_pages(GFP_KERNEL, 2), *pages[4];
	struct sg_table table;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, block);
	for (i = 0; i < 4; i++)
		pages[i] = block + i;
	KUNIT_ASSERT_EQ(test, sg_alloc_table_from_pages(&table, pages, 4, 10, 4 * PAGE_SIZE - 30,
							GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, table.orig_nents, 1u);
	KUNIT_EXPECT_EQ(test, table.sgl->offset, 10u);
	KUNIT_EXPECT_EQ(test, table.sgl->length, (unsigned int)(4 * PAGE_SIZE - 30));
	sg_free_table(&table);
	swap(pages[1], pages[2]);
	KUNIT_ASSERT_EQ(test, sg_alloc_table_from_pages_segment(&table, pages, 4, 0, 4 * PAGE_SIZE,
								PAGE_SIZE, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, table.orig_nents, 4u);
	sg_free_table(&table);
	__free_pages(block, 2);
}

static void copies_cross_entries_and_pages(struct kunit *test)
{
	size_t len = 3 * PAGE_SIZE - 100, i;
	u8 *in = kunit_kmalloc(test, len, GFP_KERNEL), *out = kunit_kzalloc(test, len, GFP_KERNEL);
	struct page *block = alloc_pages(GFP_KERNEL | __GFP_ZERO, 2);
	struct scatterlist sg[2];

	KUNIT_ASSERT_NOT_NULL(test, block);
	for (i = 0; i < len; i++)
		in[i] = (u8)(i * 7 + (i >> 8));
	sg_init_table(sg, 2);
	sg_set_page(&sg[0], block, 5000, 50);	      /* spans two pages */
	sg_set_page(&sg[1], block, (unsigned int)len - 5000, 5050); /* offset beyond a page */
	KUNIT_EXPECT_EQ(test, sg_copy_from_buffer(sg, 2, in, len), len);
	KUNIT_EXPECT_EQ(test, memcmp(page_address(block) + 50, in, len), 0);
	KUNIT_EXPECT_EQ(test, sg_copy_to_buffer(sg, 2, out, len + 100), len);
	KUNIT_EXPECT_EQ(test, memcmp(in, out, len), 0);
	KUNIT_EXPECT_EQ(test, sg_pcopy_to_buffer(sg, 2, out, 10, 4995), (size_t)10);
	KUNIT_EXPECT_EQ(test, memcmp(in + 4995, out, 10), 0);
	KUNIT_EXPECT_EQ(test, sg_zero_buffer(sg, 2, 20, 4990), (size_t)20);
	KUNIT_EXPECT_NULL(test, memchr_inv(page_address(block) + 50 + 4990, 0, 20));
	KUNIT_EXPECT_EQ(test, sg_pcopy_to_buffer(sg, 2, out, 10, (off_t)len + 1), (size_t)0);
	__free_pages(block, 2);
}

static void the_page_iterator_visits_each_page(struct kunit *test)
{
	struct page *block = alloc_pages(GFP_KERNEL, 3);
	struct sg_page_iter iter;
	struct scatterlist sg[2];
	int seen = 0;

	KUNIT_ASSERT_NOT_NULL(test, block);
	sg_init_table(sg, 2);
	sg_set_page(&sg[0], block, 3 * PAGE_SIZE, 0);
	sg_set_page(&sg[1], block + 3, 2 * PAGE_SIZE, 0);
	for_each_sg_page(sg, &iter, 2, 0)
		KUNIT_EXPECT_PTR_EQ(test, sg_page_iter_page(&iter), block + seen++);
	KUNIT_EXPECT_EQ(test, seen, 5);
	seen = 4;
	for_each_sg_page(sg, &iter, 2, 4)
		KUNIT_EXPECT_PTR_EQ(test, sg_page_iter_page(&iter), block + seen++);
	KUNIT_EXPECT_EQ(test, seen, 5);
	__free_pages(block, 3);
}

static void sgl_alloc_brings_memory(struct kunit *test)
{
	unsigned int nents;
	struct scatterlist *sgl = sgl_alloc(10000, GFP_KERNEL, &nents);

	KUNIT_ASSERT_NOT_NULL(test, sgl);
	KUNIT_EXPECT_EQ(test, nents, 3u);
	KUNIT_EXPECT_EQ(test, sgl[2].length, 10000u - 2 * (unsigned int)PAGE_SIZE);
	sgl_free(sgl);
}

static struct kunit_case scatterlist_cases[] = {
	KUNIT_CASE(a_table_chains_beyond_one_page),
	KUNIT_CASE(a_table_can_begin_with_the_callers_chunk),
	KUNIT_CASE(nents_for_len_counts_what_holds_the_bytes),
	KUNIT_CASE(neighbouring_pages_share_an_entry),
	KUNIT_CASE(copies_cross_entries_and_pages),
	KUNIT_CASE(the_page_iterator_visits_each_page),
	KUNIT_CASE(sgl_alloc_brings_memory),
	{}
};

static struct kunit_suite scatterlist_suite = {
	.name = "scatterlist", .test_cases = scatterlist_cases,
};
kunit_test_suite(scatterlist_suite);
