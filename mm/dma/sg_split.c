// SPDX-License-Identifier: MIT
/*
 * mm/dma/sg_split.c: cut one list into several, for devices that take a transfer in parts.
 *
 * Idea.     A cursor walks the list by bytes. Walked once it counts the pieces of a part, walked again it
 *           writes them; the bus addresses of a mapped list are walked by a cursor of their own.
 *
 *     in     [ 4000 ][ 3000 ][ 5000 ]
 *     skip   1000, sizes 3500 and 4000
 *     out    [ 3000 ][ 500 ]   [ 2500 ][ 1500 ]
 *
 * Locks.    None: a list belongs to its user.
 * Paths.    sg_split -> split_memory, split_mapping -> take_bytes
 * Sources.  Linux Documentation/core-api/dma-api.rst (what a mapped list holds).
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

struct cursor {
	struct scatterlist *sg; /* entry, NULL behind the last */
	size_t at;		/* bytes of it that are behind us */
	int left;		/* entries from it on */
	bool mapped;		/* walk bus addresses, not memory */
};

static size_t bytes_here(const struct cursor *c)
{
	return (c->mapped ? sg_dma_len(c->sg) : c->sg->length) - c->at;
}

static void write_piece(const struct cursor *c, struct scatterlist *out, size_t bytes)
{
	if (c->mapped) {
		sg_dma_address(out) = sg_dma_address(c->sg) + c->at;
		sg_dma_len(out) = (unsigned int)bytes;
	} else {
		sg_set_page(out, sg_page(c->sg), (unsigned int)bytes, c->sg->offset + (unsigned int)c->at);
	}
}

/* Move on by @bytes; the pieces go to @out if it is given. Return: how many, or -EINVAL if the list is shorter. */
static int take_bytes(struct cursor *c, size_t bytes, struct scatterlist *out)
{
	int pieces = 0;

	while (bytes) {
		size_t n;

		if (!c->sg || !c->left)
			return -EINVAL;
		n = min(bytes, bytes_here(c));
		if (n && out)
			write_piece(c, out++, n);
		pieces += n > 0;
		bytes -= n;
		c->at += n;
		if (bytes_here(c))
			continue;
		c->sg = sg_next(c->sg);
		c->at = 0;
		c->left--;
	}
	return pieces;
}

/* Allocate and fill the list of one part. Return: 0 or -errno. */
static int split_memory(struct cursor *c, size_t size, struct scatterlist **out, gfp_t gfp)
{
	struct cursor again = *c;
	int pieces = take_bytes(c, size, NULL);

	if (pieces <= 0)
		return -EINVAL;
	*out = kmalloc_array((size_t)pieces, sizeof(**out), gfp);
	if (!*out)
		return -ENOMEM;
	sg_init_table(*out, (unsigned int)pieces);
	take_bytes(&again, size, *out);
	return 0;
}

/**
 * sg_split() - cut a list into several.
 * @in: list.
 * @in_mapped_nents: entries that dma_map_sg() returned; 0 if the list is not mapped.
 * @skip: bytes to leave out at the beginning.
 * @nb_splits: how many lists to make.
 * @split_sizes: bytes of each, at least 1.
 * @out: gets the lists; each to be freed by kfree().
 * @out_mapped_nents: gets how many entries of each have bus addresses; may be NULL if @in is not mapped.
 * @gfp_mask: for the lists.
 *
 * Context: as @gfp_mask.
 * Return: 0; -EINVAL if the list is shorter than asked for; -ENOMEM. Nothing is allocated then.
 */
int sg_split(struct scatterlist *in, const int in_mapped_nents, const off_t skip, const int nb_splits,
	     const size_t *split_sizes, struct scatterlist **out, int *out_mapped_nents, gfp_t gfp_mask)
{
	struct cursor memory = { .sg = in, .left = INT_MAX };
	struct cursor mapping = { .sg = in, .left = in_mapped_nents, .mapped = true };
	int i = 0, err = take_bytes(&memory, (size_t)skip, NULL);

	if (err >= 0 && in_mapped_nents)
		err = take_bytes(&mapping, (size_t)skip, NULL);
	for (; err >= 0 && i < nb_splits; i++) {
		out[i] = NULL;
		err = split_memory(&memory, split_sizes[i], &out[i], gfp_mask);
		if (err >= 0 && in_mapped_nents)
			err = out_mapped_nents[i] = take_bytes(&mapping, split_sizes[i], out[i]);
		else if (out_mapped_nents)
			out_mapped_nents[i] = 0;
	}
	if (err >= 0)
		return 0;
	while (i--) {
		kfree(out[i]);
		out[i] = NULL;
	}
	return err;
}
EXPORT_SYMBOL(sg_split);
