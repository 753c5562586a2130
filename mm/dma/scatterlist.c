// SPDX-License-Identifier: MIT
/*
 * mm/dma/scatterlist.c: build lists of pieces of memory, and take them apart.
 *
 * Idea.     A table is one array, or several chained by their last entries, so that no allocation is
 *           larger than a page:
 *
 *     table->sgl -> [ 0 | 1 | ... | 168 | CHAIN ] -> [ 169 | ... | END ]
 *
 * Invariants. Exactly one entry carries END. A chunk of n entries that is not the last has n - 1 pieces.
 * Locks.    None: a list belongs to its user.
 * Paths.    sg_alloc_table -> __sg_alloc_table -> kmalloc | the caller's chunk function
 * Sources.  LDD3 ch. 15 "Scatter/gather mappings".
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

struct scatterlist *sg_last(struct scatterlist *sgl, unsigned int nents)
{
	struct scatterlist *sg, *last = NULL;
	unsigned int i;

	for_each_sg(sgl, sg, nents, i)
		last = sg;
	return last;
}
EXPORT_SYMBOL(sg_last);

int sg_nents(struct scatterlist *sg)
{
	int nents = 0;

	for (; sg; sg = sg_next(sg))
		nents++;
	return nents;
}
EXPORT_SYMBOL(sg_nents);

/* Entries that hold the first @len bytes. Return: -EINVAL if the list is shorter; 0 for 0 bytes. */
int sg_nents_for_len(struct scatterlist *sg, u64 len)
{
	u64 total = 0;
	int nents = 0;

	if (!len)
		return 0;
	for (; sg; sg = sg_next(sg)) {
		nents++;
		total += sg->length;
		if (total >= len)
			return nents;
	}
	return -EINVAL;
}
EXPORT_SYMBOL(sg_nents_for_len);

void sg_init_table(struct scatterlist *sgl, unsigned int nents)
{
	memset(sgl, 0, sizeof(*sgl) * nents);
	sg_init_marker(sgl, nents);
}
EXPORT_SYMBOL(sg_init_table);

void sg_init_one(struct scatterlist *sg, const void *buf, unsigned int buflen)
{
	sg_init_table(sg, 1);
	sg_set_buf(sg, buf, buflen);
}
EXPORT_SYMBOL(sg_init_one);

static struct scatterlist *sg_kmalloc(unsigned int nents, gfp_t gfp)
{
	if (nents == SG_MAX_SINGLE_ALLOC)
		return (void *)__get_free_page(gfp);
	return kmalloc_array(nents, sizeof(struct scatterlist), gfp);
}

static void sg_kfree(struct scatterlist *sgl, unsigned int nents)
{
	if (nents == SG_MAX_SINGLE_ALLOC)
		free_page((unsigned long)sgl);
	else
		kfree(sgl);
}

/**
 * __sg_free_table() - free the chunks of a table.
 * @table: table; empty afterwards.
 * @max_ents: entries of a full chunk, as at allocation.
 * @nents_first_chunk: entries of a first chunk that is the caller's and stays, or 0.
 * @free_fn: frees a chunk.
 * @num_ents: entries in the table.
 *
 * Context: as @free_fn.
 */
void __sg_free_table(struct sg_table *table, unsigned int max_ents, unsigned int nents_first_chunk,
		     sg_free_fn *free_fn, unsigned int num_ents)
{
	unsigned int chunk_ents = nents_first_chunk ? nents_first_chunk : max_ents;
	bool keep = nents_first_chunk;
	struct scatterlist *sgl = table->sgl, *next;

	while (sgl && num_ents) {
		unsigned int here = num_ents;

		next = NULL;
		if (num_ents > chunk_ents) { /* the last entry is the chain */
			next = sg_chain_ptr(&sgl[chunk_ents - 1]);
			here = chunk_ents;
			num_ents -= chunk_ents - 1;
		} else {
			num_ents = 0;
		}
		if (!keep)
			free_fn(sgl, here);
		keep = false;
		sgl = next;
		chunk_ents = max_ents;
	}
	table->sgl = NULL;
}
EXPORT_SYMBOL(__sg_free_table);

void sg_free_table(struct sg_table *table)
{
	__sg_free_table(table, SG_MAX_SINGLE_ALLOC, 0, sg_kfree, table->orig_nents);
}
EXPORT_SYMBOL(sg_free_table);

void sg_free_append_table(struct sg_append_table *table)
{
	__sg_free_table(&table->sgt, SG_MAX_SINGLE_ALLOC, 0, sg_kfree, table->total_nents);
}
EXPORT_SYMBOL(sg_free_append_table);

/**
 * __sg_alloc_table() - a table from chunks that the caller supplies.
 * @table: gets the list; nents = orig_nents = @nents.
 * @nents: entries wanted, at least 1.
 * @max_ents: most entries in a chunk.
 * @first_chunk: chunk to begin with, or NULL.
 * @nents_first_chunk: its entries.
 * @gfp: for @alloc_fn.
 * @alloc_fn: allocates a chunk.
 *
 * Context: as @gfp.
 * Return: 0; -EINVAL for 0 entries; -ENOMEM, and then what was linked so far is in @table, to be freed
 * by __sg_free_table() with orig_nents entries.
 */
int __sg_alloc_table(struct sg_table *table, unsigned int nents, unsigned int max_ents,
		     struct scatterlist *first_chunk, unsigned int nents_first_chunk, gfp_t gfp,
		     sg_alloc_fn *alloc_fn)
{
	unsigned int chunk_ents = nents_first_chunk ? nents_first_chunk : max_ents, prev_ents = 0;
	unsigned int left = nents;
	struct scatterlist *prev = NULL;

	memset(table, 0, sizeof(*table));
	if (!nents)
		return -EINVAL;
	while (left) {
		unsigned int here = min(left, chunk_ents), pieces = left > here ? here - 1 : here;
		struct scatterlist *sg = first_chunk ? first_chunk : alloc_fn(here, gfp);

		first_chunk = NULL;
		if (unlikely(!sg)) {
			if (prev)
				table->nents = ++table->orig_nents; /* the chain entry ends the list */
			return -ENOMEM;
		}
		sg_init_table(sg, here);
		table->nents = table->orig_nents += pieces;
		if (prev)
			sg_chain(prev, prev_ents, sg);
		else
			table->sgl = sg;
		left -= pieces;
		prev = sg;
		prev_ents = here;
		chunk_ents = max_ents;
	}
	return 0;
}
EXPORT_SYMBOL(__sg_alloc_table);

/* Return: 0, -EINVAL for no entries, -ENOMEM with nothing allocated. Context: as @gfp. */
int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp)
{
	int err = __sg_alloc_table(table, nents, SG_MAX_SINGLE_ALLOC, NULL, 0, gfp, sg_kmalloc);

	if (unlikely(err))
		sg_free_table(table);
	return err;
}
EXPORT_SYMBOL(sg_alloc_table);

/* Pages from @i on that follow each other in memory and fit @max_bytes, the first from @offset on. */
static unsigned int run_of(struct page **pages, unsigned int n_pages, unsigned int i,
			   unsigned int max_bytes)
{
	unsigned int n = 1, most = max_bytes >> PAGE_SHIFT;

	while (i + n < n_pages && n < most && page_to_pfn(pages[i + n]) == page_to_pfn(pages[i]) + n)
		n++;
	return n;
}

/**
 * sg_alloc_table_from_pages_segment() - a table over pages, neighbours merged.
 * @sgt: gets the list.
 * @pages: the pages.
 * @n_pages: how many.
 * @offset: of the first byte in the first page.
 * @size: bytes in all.
 * @max_segment: most bytes of an entry, rounded down to pages; at least one page.
 * @gfp: for the table.
 *
 * Context: as @gfp.
 * Return: 0, -EINVAL, -ENOMEM.
 */
int sg_alloc_table_from_pages_segment(struct sg_table *sgt, struct page **pages,
				      unsigned int n_pages, unsigned int offset, unsigned long size,
				      unsigned int max_segment, gfp_t gfp)
{
	unsigned int i, runs = 0;
	struct scatterlist *sg;
	int err;

	max_segment = ALIGN_DOWN(max_segment, PAGE_SIZE);
	if (WARN_ON(max_segment < PAGE_SIZE) || !n_pages)
		return -EINVAL;
	for (i = 0; i < n_pages; i += run_of(pages, n_pages, i, max_segment))
		runs++;
	err = sg_alloc_table(sgt, runs, gfp);
	if (err)
		return err;
	for (i = 0, sg = sgt->sgl; sg; sg = sg_next(sg)) {
		unsigned int n = run_of(pages, n_pages, i, max_segment);
		unsigned long bytes = min_t(unsigned long, size, ((unsigned long)n << PAGE_SHIFT) - offset);

		sg_set_page(sg, pages[i], bytes, offset);
		size -= bytes;
		offset = 0;
		i += n;
	}
	return 0;
}
EXPORT_SYMBOL(sg_alloc_table_from_pages_segment);

/**
 * sgl_alloc_order() - a list with memory behind it.
 * @length: bytes.
 * @order: each entry is a block of this order; the last is cut to what is left.
 * @chainable: one more entry at the end, for a chain to come.
 * @gfp: for blocks and list; __GFP_HIGHMEM allowed.
 * @nent_p: gets the number of entries with memory, or NULL.
 *
 * Context: as @gfp.
 * Return: the list, freed by sgl_free_order(); NULL.
 */
struct scatterlist *sgl_alloc_order(unsigned long long length, unsigned int order, bool chainable,
				    gfp_t gfp, unsigned int *nent_p)
{
	unsigned long long block = (unsigned long long)PAGE_SIZE << order;
	unsigned int nent = (unsigned int)((length + block - 1) >> (PAGE_SHIFT + order)), i;
	unsigned int room = nent + chainable;
	struct scatterlist *sgl;

	if (length > ((unsigned long long)nent << (PAGE_SHIFT + order)) || room < nent || !room)
		return NULL;
	sgl = kmalloc_array(room, sizeof(*sgl), gfp & ~(__GFP_HIGHMEM | __GFP_DMA | __GFP_DMA32));
	if (!sgl)
		return NULL;
	sg_init_table(sgl, room);
	for (i = 0; i < nent; i++) {
		unsigned int bytes = (unsigned int)min(length, block);
		struct page *page = alloc_pages(gfp, order);

		if (!page) {
			sgl_free_n_order(sgl, (int)i, (int)order);
			return NULL;
		}
		sg_set_page(&sgl[i], page, bytes, 0);
		length -= bytes;
	}
	if (nent_p)
		*nent_p = nent;
	return sgl;
}
EXPORT_SYMBOL(sgl_alloc_order);

struct scatterlist *sgl_alloc(unsigned long long length, gfp_t gfp, unsigned int *nent_p)
{
	return sgl_alloc_order(length, 0, false, gfp, nent_p);
}
EXPORT_SYMBOL(sgl_alloc);

void sgl_free_n_order(struct scatterlist *sgl, int nents, int order)
{
	struct scatterlist *sg = sgl;
	int i;

	for (i = 0; i < nents && sg; i++, sg = sg_next(sg))
		if (sg_page(sg))
			__free_pages(sg_page(sg), (unsigned int)order);
	kfree(sgl);
}
EXPORT_SYMBOL(sgl_free_n_order);

void sgl_free_order(struct scatterlist *sgl, int order)
{
	sgl_free_n_order(sgl, INT_MAX, order);
}
EXPORT_SYMBOL(sgl_free_order);

void sgl_free(struct scatterlist *sgl)
{
	sgl_free_order(sgl, 0);
}
EXPORT_SYMBOL(sgl_free);
