// SPDX-License-Identifier: MIT
/*
 * tests/test_oom.c: every zone taken to the last page that each class of request may have, and freed in
 * three orders; then the zone is as it was, run by run.
 *
 * Which runs are free depends only on which pages are free, since free buddies always join: so equal
 * counts of free blocks of every order, before and after, are proof.
 */
#include "mm/internal.h"
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/sched/mm.h>

#define MAX_BLOCKS 4096 /* taken from one zone; large ones first, so a zone has fewer */

enum free_order { OLDEST_FIRST, NEWEST_FIRST, SHUFFLED, NR_FREE_ORDERS };

static const struct gfp_class {
	const char *name;
	gfp_t gfp;
} classes[] = {
	{ "KERNEL", GFP_KERNEL | __GFP_NORETRY }, { "USER", GFP_USER | __GFP_NORETRY },
	{ "NOIO", GFP_NOIO | __GFP_NORETRY },	  { "NOFS", GFP_NOFS | __GFP_NORETRY },
	{ "NOWAIT", GFP_NOWAIT },		  { "ATOMIC", GFP_ATOMIC },
	{ "MEMALLOC", GFP_NOWAIT | __GFP_MEMALLOC },
};

struct block {
	struct page *page;
	unsigned int order;
};

struct blocks_of {
	unsigned long nr[MAX_ORDER];
};

static struct blocks_of free_blocks(struct zone *zone)
{
	struct blocks_of blocks;

	drain_all_pages(NULL);
	for (int order = 0; order < MAX_ORDER; order++)
		blocks.nr[order] = zone->free_area[order].nr_free;
	return blocks;
}

/* The bits that make a request begin at @zone. */
static gfp_t zone_bits(const struct zone *zone)
{
	static const gfp_t bits[MAX_NR_ZONES] = {
		[ZONE_DMA] = __GFP_DMA, [ZONE_NORMAL] = 0,
		[ZONE_DMA32] = __GFP_DMA32 | __GFP_HIGHMEM, [ZONE_HIGHMEM] = __GFP_HIGHMEM,
	};

	return bits[zone_idx(zone)];
}

/* Take all that @gfp can get, of the zone it begins at and of those it falls back to. */
static unsigned int drain(gfp_t gfp, struct block *blocks)
{
	unsigned int nr = 0;

	for (int order = MAX_ORDER - 1; order >= 0; order--) {
		struct page *page;

		while (nr < MAX_BLOCKS && (page = alloc_pages(gfp | __GFP_NOWARN, order)))
			blocks[nr++] = (struct block){ page, order };
	}
	return nr;
}

static void shuffle(struct block *blocks, unsigned int nr, struct rnd_state *random)
{
	for (unsigned int i = nr; i > 1; i--) {
		unsigned int j = prandom_u32_state(random) % i;

		swap(blocks[i - 1], blocks[j]);
	}
}

static void give_back(struct block *blocks, unsigned int nr, enum free_order how, struct rnd_state *random)
{
	if (how == SHUFFLED)
		shuffle(blocks, nr, random);
	for (unsigned int i = 0; i < nr; i++) {
		struct block *block = how == NEWEST_FIRST ? &blocks[nr - 1 - i] : &blocks[i];

		__free_pages(block->page, block->order);
	}
}

static void expect_same(struct kunit *test, struct zone *zone, struct blocks_of before, const char *what)
{
	struct blocks_of after = free_blocks(zone);

	for (int order = 0; order < MAX_ORDER; order++)
		KUNIT_EXPECT_EQ_MSG(test, after.nr[order], before.nr[order], "zone %s, %s, order %d",
				    zone->name, what, order);
}

static void oom_case(struct kunit *test, struct zone *zone, struct block *blocks)
{
	struct rnd_state random;

	prandom_seed_state(&random, random_seed());
	for (unsigned int i = 0; i < ARRAY_SIZE(classes); i++) {
		for (enum free_order how = 0; how < NR_FREE_ORDERS; how++) {
			struct blocks_of before = free_blocks(zone);
			unsigned int nr = drain(classes[i].gfp | zone_bits(zone), blocks);

			KUNIT_EXPECT_GT(test, nr, 0);
			if (classes[i].gfp & __GFP_MEMALLOC && nr < MAX_BLOCKS)
				KUNIT_EXPECT_EQ(test, zone->vm_stat[NR_FREE_PAGES] + pcp_pages(zone), 0);
			give_back(blocks, nr, how, &random);
			expect_same(test, zone, before, classes[i].name);
		}
	}
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
}

static void run_for(struct kunit *test, enum zone_type type)
{
	struct zone *zone = &NODE_DATA(0)->node_zones[type];
	/* Not from the zone under test: static memory. */
	static struct block blocks[MAX_BLOCKS];

	if (!managed_zone(zone))
		kunit_skip(test, "this machine has no such zone");
	oom_case(test, zone, blocks);
}

static void zone_dma_is_restored_after_oom_by_every_class(struct kunit *test)
{
	run_for(test, ZONE_DMA);
}

static void zone_normal_is_restored_after_oom_by_every_class(struct kunit *test)
{
	run_for(test, ZONE_NORMAL);
}

static void zone_dma32_is_restored_after_oom_by_every_class(struct kunit *test)
{
	run_for(test, ZONE_DMA32);
}

static void zone_highmem_is_restored_after_oom_by_every_class(struct kunit *test)
{
	run_for(test, ZONE_HIGHMEM);
}

/* The sum over all views: what zones manage is what is free, in hand or taken, and RAM is that and what boot keeps. */
static void every_frame_is_in_exactly_one_view(struct kunit *test)
{
	struct zone *zone;

	drain_all_pages(NULL);
	for_each_populated_zone(zone) {
		unsigned long seen[NR_PAGE_KINDS] = { 0 }, frames = 0, flags;

		spin_lock_irqsave(&zone->lock, flags);
		for (unsigned long pfn = zone->zone_start_pfn; pfn < zone_end_pfn(zone);) {
			struct page *page = pfn_to_page(pfn);
			unsigned long nr = 1;

			if (!pfn_valid(pfn) || page_zone(page) != zone) {
				pfn++;
				continue;
			}
			if (page_kind(page) != KIND_RESERVED && page_kind(page) != KIND_INTERIOR)
				nr = 1UL << page_block_order(page);
			seen[page_kind(page)] += nr;
			frames += nr;
			pfn += nr;
		}
		KUNIT_EXPECT_EQ(test, seen[KIND_INTERIOR], 0);
		KUNIT_EXPECT_EQ(test, seen[KIND_BUDDY], zone->vm_stat[NR_FREE_PAGES]);
		KUNIT_EXPECT_EQ(test, seen[KIND_PCP], pcp_pages(zone));
		KUNIT_EXPECT_GE(test, frames, zone->present_pages);
		spin_unlock_irqrestore(&zone->lock, flags);
	}
}

static struct kunit_case oom_cases[] = {
	KUNIT_CASE(zone_dma_is_restored_after_oom_by_every_class),
	KUNIT_CASE(zone_normal_is_restored_after_oom_by_every_class),
	KUNIT_CASE(zone_dma32_is_restored_after_oom_by_every_class),
	KUNIT_CASE(zone_highmem_is_restored_after_oom_by_every_class),
	KUNIT_CASE(every_frame_is_in_exactly_one_view),
	{}
};

static struct kunit_suite oom_suite = {
	.name = "oom",
	.test_cases = oom_cases,
};
kunit_test_suite(oom_suite);
