// SPDX-License-Identifier: MIT
/*
 * tests/host/scatterlist_test.c: lists of pieces against a flat array of pointers to bytes.
 *
 * Each round builds a list of random pieces, in chunks of random size that are chained, and the model: for each
 * byte of the list its address. Then every function that walks lists is asked, with random arguments, and
 * must agree with the model byte by byte. Merging is asked about random runs of pages.
 */
#include <linux/scatterlist.h>
#include "host.h"
#include "slab_world.h"

#define POOL_PAGES 64
#define MOST_BYTES (256 << 10)

static u8 *pool; /* pages that the pieces lie in */
static u8 *model[MOST_BYTES];
static u8 flat[MOST_BYTES], expected[MOST_BYTES];
static unsigned long total;
static struct sg_table table;
static unsigned int nr_entries, chunk_ents;

/* Only lowmem here: nothing is ever mapped. */
void *__kmap_local_high(struct page *page)
{
	__builtin_trap();
}

void *kmap_high(struct page *page)
{
	__builtin_trap();
}

void kunmap_high(struct page *page)
{
	__builtin_trap();
}

void kunmap_local_indexed(const void *vaddr)
{
	__builtin_trap();
}

unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp, order);

	return page ? (unsigned long)page_address(page) : 0;
}

void free_pages(unsigned long addr, unsigned int order)
{
	__free_pages(virt_to_page(addr), order);
}

static struct scatterlist *take_chunk(unsigned int nents, gfp_t gfp)
{
	return malloc(nents * sizeof(struct scatterlist));
}

static void give_chunk(struct scatterlist *sgl, unsigned int nents)
{
	free(sgl);
}

static unsigned int draw(unsigned int limit)
{
	return (unsigned int)host_below(limit);
}

/* A piece of up to four pages, some of one byte, some with an offset beyond the first page. */
static void fill_entry(struct scatterlist *sg)
{
	unsigned int start = draw(POOL_PAGES * PAGE_SIZE - 5 * PAGE_SIZE), length = 1 + draw(draw(3) ? 3000 : 4 * PAGE_SIZE);
	unsigned int page = start / PAGE_SIZE, back = draw(4) ? 0 : min(page, draw(3)), i;

	sg_set_page(sg, virt_to_page(pool + (page - back) * PAGE_SIZE), length, start % PAGE_SIZE + back * PAGE_SIZE);
	for (i = 0; i < length; i++)
		model[total++] = pool + start + i;
}

static void build(void)
{
	struct scatterlist *sg;
	unsigned int i;

	nr_entries = 1 + draw(15);
	chunk_ents = 2 + draw(8);
	total = 0;
	EXPECT(!__sg_alloc_table(&table, nr_entries, chunk_ents, NULL, 0, GFP_KERNEL, take_chunk));
	for_each_sg(table.sgl, sg, nr_entries, i)
		fill_entry(sg);
	for (i = 0; i < POOL_PAGES * PAGE_SIZE; i += 8)
		*(u64 *)(pool + i) = host_random();
}

static void check_shape(void)
{
	struct scatterlist *sg, *last = NULL;
	unsigned int n = 0, want = draw(total + 2), i;
	unsigned long bytes = 0;
	int enough = want ? -EINVAL : 0;

	for (sg = table.sgl; sg; sg = sg_next(sg)) {
		EXPECT(!sg_is_chain(sg));
		EXPECT(!!sg_is_last(sg) == (++n == nr_entries));
		bytes += sg->length;
		if (enough == -EINVAL && bytes >= want)
			enough = (int)n;
		last = sg;
	}
	EXPECT(n == nr_entries && sg_nents(table.sgl) == (int)n && sg_last(table.sgl, n) == last);
	EXPECT(sg_nents_for_len(table.sgl, want) == enough);
	for (i = 0, bytes = 0; i < n; i++)
		bytes++;
	EXPECT(table.nents == n && table.orig_nents == n);
}

/* How many of @len bytes from @skip on a copy reaches; none if the list ends before @skip. */
static unsigned long reach(unsigned long skip, unsigned long len)
{
	return skip > total ? 0 : min(len, total - skip);
}

static void check_copies(void)
{
	unsigned long skip = draw(4) ? draw(total + 1) : total + draw(3), len = draw(total + 100), i, n = reach(skip, len);

	EXPECT(sg_pcopy_to_buffer(table.sgl, nr_entries, flat, len, skip) == n);
	for (i = 0; i < n && flat[i] == *model[skip + i]; i++)
		;
	EXPECT(i == n);
	for (i = 0; i < len; i++)
		flat[i] = (u8)host_random();
	EXPECT(sg_pcopy_from_buffer(table.sgl, nr_entries, flat, len, skip) == n);
	/* Pieces may overlap: the last write of a byte counts. */
	for (i = 0; i < n; i++)
		expected[model[skip + i] - pool] = flat[i];
	for (i = 0; i < n && *model[skip + i] == expected[model[skip + i] - pool]; i++)
		;
	EXPECT(i == n);
	EXPECT(sg_zero_buffer(table.sgl, nr_entries, len, skip) == n);
	for (i = 0; i < n && !*model[skip + i]; i++)
		;
	EXPECT(i == n);
}

/* Take random parts of what each step offers. */
static void check_miter(void)
{
	struct sg_mapping_iter miter;
	unsigned long at = draw(total), i;

	sg_miter_start(&miter, table.sgl, nr_entries, SG_MITER_ATOMIC | SG_MITER_FROM_SG);
	EXPECT(sg_miter_skip(&miter, at));
	while (sg_miter_next(&miter)) {
		EXPECT(miter.length && at + miter.length <= total);
		EXPECT(offset_in_page(miter.addr) + miter.length <= PAGE_SIZE);
		if (draw(2))
			miter.consumed = 1 + draw(miter.length);
		for (i = 0; i < miter.consumed && (u8 *)miter.addr + i == model[at + i]; i++)
			;
		EXPECT(i == miter.consumed);
		at += miter.consumed;
	}
	sg_miter_stop(&miter);
	EXPECT(at == total);
}

static void check_pages(void)
{
	struct sg_page_iter iter;
	struct scatterlist *sg = table.sgl;
	unsigned int page = 0;

	for_each_sg_page(table.sgl, &iter, nr_entries, 0) {
		EXPECT(sg && sg_page_iter_page(&iter) == sg_page(sg) + page);
		if (++page < PAGE_ALIGN(sg->offset + sg->length) >> PAGE_SHIFT)
			continue;
		sg = sg_next(sg);
		page = 0;
	}
	EXPECT(!sg);
}

/* Map the list by hand: bus address = 7 GiB + offset in the pool, two neighbours in one where they fit. */
static int map_by_hand(void)
{
	struct scatterlist *in = table.sgl, *out = table.sgl;
	unsigned long at = 0;
	int mapped = 0;

	for (; in; in = sg_next(in), out = sg_next(out), mapped++) {
		sg_dma_address(out) = 0x1c0000000ull + (dma_addr_t)at * 16;
		sg_dma_len(out) = in->length;
		at += in->length;
	}
	return mapped;
}

static void check_part(struct scatterlist *part, int mapped, unsigned long at, unsigned long size)
{
	struct scatterlist *sg;
	unsigned long bytes = 0, bus = 0;

	for (sg = part; sg; sg = sg_next(sg)) {
		u8 *start = page_address(sg_page(sg)) + sg->offset;

		EXPECT(sg->length && start == model[at + bytes] && start + sg->length - 1 == model[at + bytes + sg->length - 1]);
		bytes += sg->length;
	}
	EXPECT(bytes == size);
	for (sg = part; mapped--; sg = sg_next(sg))
		bus += sg_dma_len(sg);
	EXPECT(bus == size);
}

static void check_split(void)
{
	unsigned long skip = draw(total), left = total - skip, at = skip;
	size_t sizes[3];
	struct scatterlist *parts[3];
	int mapped[3], n = 0, i;

	for (; n < 3 && left; n++, left -= sizes[n - 1])
		sizes[n] = 1 + draw(left);
	EXPECT(!sg_split(table.sgl, map_by_hand(), (off_t)skip, n, sizes, parts, mapped, GFP_KERNEL));
	for (i = 0; i < n; at += sizes[i++]) {
		check_part(parts[i], mapped[i], at, sizes[i]);
		kfree(parts[i]);
	}
	sizes[n - 1] += left + 1; /* one byte more than there is */
	EXPECT(sg_split(table.sgl, 0, (off_t)skip, n, sizes, parts, NULL, GFP_KERNEL) == -EINVAL);
}

/* Runs of pages become entries: as few as neighbours and the longest segment allow, and all bytes in order. */
static void check_merge(void)
{
	static struct page *pages[200];
	unsigned int n = 1 + draw(200), segment = (1 + draw(8)) * PAGE_SIZE + draw(PAGE_SIZE), run = 0, runs = 0, i;
	unsigned int offset = draw(PAGE_SIZE);
	unsigned long size = n * PAGE_SIZE - offset - draw(n * PAGE_SIZE - offset > PAGE_SIZE ? PAGE_SIZE - 1 : 1), at = 0;
	struct sg_table merged;
	struct scatterlist *sg;

	for (i = 0; i < n; i++) {
		pages[i] = i && draw(3) ? pages[i - 1] + 1 : virt_to_page(pool) + draw(POOL_PAGES);
		run = i && pages[i] == pages[i - 1] + 1 && run < segment / PAGE_SIZE ? run + 1 : 1;
		runs += run == 1;
	}
	/* Only the pages that @size needs are promised to be there. */
	EXPECT(!sg_alloc_table_from_pages_segment(&merged, pages, n, offset, size, segment, GFP_KERNEL));
	EXPECT(merged.nents == runs && sg_nents(merged.sgl) == (int)runs);
	for (sg = merged.sgl; sg; sg = sg_next(sg)) {
		EXPECT(sg->length <= segment && sg->length);
		EXPECT(sg_page(sg) == pages[(at + offset) / PAGE_SIZE] && sg->offset == (at ? 0 : offset));
		at += sg->length;
	}
	EXPECT(at == size);
	sg_free_table(&merged);
}

int main(void)
{
	unsigned long rounds = host_rounds(1500), i;
	unsigned long free_pages_at_first;

	host_seed_random();
	world_start();
	kmem_cache_init();
	pool = (u8 *)__get_free_pages(GFP_KERNEL, 6);
	if (!pool)
		return 1;
	for (i = 0; i < 20; i++)
		check_merge(); /* fills the caches */
	free_pages_at_first = world_free_pages();
	for (i = 0; i < rounds; i++) {
		build();
		check_shape();
		check_copies();
		check_miter();
		check_pages();
		check_split();
		__sg_free_table(&table, chunk_ents, 0, give_chunk, nr_entries);
		check_merge();
	}
	EXPECT(world_free_pages() + 32 >= free_pages_at_first); /* empty slabs may have been kept */
	return host_summary();
}
