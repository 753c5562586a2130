// SPDX-License-Identifier: MIT
/* tests/test_ata_runs.c: mapped pieces that are neighbours become one run, others do not. */
#include <kunit/test.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>

#include "drivers/ata/ata.h"

#define NR_PIECES 6

static struct scatterlist sgl[NR_PIECES];
static unsigned int nr_pieces;

/* As dma_map_sg() would have left it. */
static void add_piece(dma_addr_t at, u32 bytes)
{
	sg_dma_address(&sgl[nr_pieces]) = at;
	sg_dma_len(&sgl[nr_pieces++]) = bytes;
}

static int runs_init(struct kunit *test)
{
	sg_init_table(sgl, NR_PIECES);
	nr_pieces = 0;
	return 0;
}

static void expect_run(struct kunit *test, struct scatterlist **sg, u32 most, dma_addr_t at, u32 bytes)
{
	struct ata_run run;

	KUNIT_ASSERT_GT(test, nr_pieces, 0u);
	*sg = ata_take_run(*sg, &nr_pieces, most, &run);
	KUNIT_EXPECT_EQ(test, run.at, at);
	KUNIT_EXPECT_EQ(test, run.bytes, bytes);
}

static void neighbours_become_one_run(struct kunit *test)
{
	struct scatterlist *sg = sgl;

	add_piece(0x5000, 0x1000);
	add_piece(0x6000, 0x1000);
	add_piece(0x7000, 0x200);
	add_piece(0xa000, 0x1000);
	add_piece(0x2000, 0x1000);
	add_piece(0x3000, 0x1000);
	expect_run(test, &sg, SZ_1M, 0x5000, 0x2200);
	expect_run(test, &sg, SZ_1M, 0xa000, 0x1000);
	expect_run(test, &sg, SZ_1M, 0x2000, 0x2000);
	KUNIT_EXPECT_EQ(test, nr_pieces, 0u);
}

static void a_piece_below_or_inside_the_one_before_is_no_neighbour(struct kunit *test)
{
	struct scatterlist *sg = sgl;

	add_piece(0x6000, 0x1000);
	add_piece(0x5000, 0x1000);
	add_piece(0x5000, 0x1000);
	expect_run(test, &sg, SZ_1M, 0x6000, 0x1000);
	expect_run(test, &sg, SZ_1M, 0x5000, 0x1000);
	expect_run(test, &sg, SZ_1M, 0x5000, 0x1000);
	KUNIT_EXPECT_EQ(test, nr_pieces, 0u);
}

static void a_run_ends_with_what_is_wanted(struct kunit *test)
{
	struct scatterlist *sg = sgl;

	add_piece(0x5000, 0x1000);
	add_piece(0x6000, 0x1000);
	add_piece(0x7000, 0x1000);
	expect_run(test, &sg, 0x1200, 0x5000, 0x1200);
	KUNIT_EXPECT_EQ(test, nr_pieces, 1u);
	KUNIT_EXPECT_PTR_EQ(test, sg, &sgl[2]);
}

static void a_run_does_not_cross_4_gib(struct kunit *test)
{
	struct scatterlist *sg = sgl;

	add_piece(SZ_4G - 0x1000, 0x1000);
	add_piece(SZ_4G, 0x1000);
	add_piece(SZ_4G + 0x1000, 0x1000);
	add_piece(2 * SZ_4G + 0x2000, 0x1000); /* the same low words, another 4 GiB */
	expect_run(test, &sg, SZ_1M, SZ_4G - 0x1000, 0x1000);
	expect_run(test, &sg, SZ_1M, SZ_4G, 0x2000);
	expect_run(test, &sg, SZ_1M, 2 * SZ_4G + 0x2000, 0x1000);
}

static void a_run_goes_on_in_the_next_array(struct kunit *test)
{
	struct scatterlist more[2], *sg = sgl;

	add_piece(0x5000, 0x1000);
	sg_init_table(more, ARRAY_SIZE(more));
	sg_dma_address(&more[0]) = 0x6000;
	sg_dma_len(&more[0]) = 0x1000;
	sg_dma_address(&more[1]) = 0x9000;
	sg_dma_len(&more[1]) = 0x1000;
	sg_chain(sgl, 2, more);
	nr_pieces = 3;
	expect_run(test, &sg, SZ_1M, 0x5000, 0x2000);
	expect_run(test, &sg, SZ_1M, 0x9000, 0x1000);
}

static struct kunit_case runs_cases[] = {
	KUNIT_CASE(neighbours_become_one_run),
	KUNIT_CASE(a_piece_below_or_inside_the_one_before_is_no_neighbour),
	KUNIT_CASE(a_run_ends_with_what_is_wanted),
	KUNIT_CASE(a_run_does_not_cross_4_gib),
	KUNIT_CASE(a_run_goes_on_in_the_next_array),
	{}
};

static struct kunit_suite runs_suite = {
	.name = "ata_runs", .init = runs_init, .test_cases = runs_cases,
};
kunit_test_suite(runs_suite);
