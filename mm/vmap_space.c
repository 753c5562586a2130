// SPDX-License-Identifier: MIT
/*
 * mm/vmap_space.c: find the lowest row of n free pages in a range, in logarithmic time.
 *
 * Problem.  Areas of any size come and go in one address range; the lowest hole that is long enough
 *           must be found without looking at each hole, and giving a hole back must never need
 *           memory: it happens in vfree(), which may not fail.
 * Idea.     One bit per page, and above the words of bits a binary tree. Each node knows three
 *           numbers of the pages below it: free pages at its start, at its end, and the longest row
 *           inside. Two children make their parent:
 *
 *               left  [##....##.]          right [...#..##.]
 *                      prefix 0                   prefix 3
 *                      suffix 1  --- joined: 4 --- longest 3
 *                      longest 4
 *               parent: prefix 0, suffix 1, longest max(4, 3, 1 + 3) = 4
 *
 *           Where to look follows from the numbers: if the left child holds a row that long, go left;
 *           else if the row lies across the middle, it is found; else go right.
 * Alignment. First ask for nr + align - 1 pages, which holds an aligned row for certain. If there is
 *           no such row, visit the rows of at least nr pages one by one; only this second try is
 *           linear, and only in the number of rows too short for the first.
 * Invariants (vmap_space_check): each node equals what its children give; pages past the end are
 *           never free; nr_free is the number of bits set.
 * Locks.    The caller's (mm/vmap_area.c: vmap_areas.lock).
 * Paths.    Find   vmap_space_find -> find_row -> descend
 *           Change vmap_space_take | vmap_space_give -> rebuild
 * Cost.     Find O(log pages); change O(pages / 32 + log pages). 28 bits of memory per page (28 KiB
 *           for 128 MiB); no node is ever allocated. An rbtree of holes, as in Linux, costs nothing
 *           for empty space but a node per hole, and two rebalancings per area.
 * Left out. Best fit: first fit keeps the low end dense and leaves the long rows at the high end.
 * Sources.  Knuth vol. 1, 2.5 (first fit); Bentley's segment tree; Gorman ch. 7.2 for what it replaces.
 */
#include <linux/string.h>
#include <linux/types.h>

#include "vmap_space.h"

#define LEAF_MASK (VMAP_LEAF_PAGES == 32 ? 0xffffffffU : (1U << (VMAP_LEAF_PAGES % 32)) - 1)

/* Bits [first, first + nr) of a leaf. */
static u32 leaf_mask(u32 first, u32 nr)
{
	return (nr >= 32 ? 0xffffffffU : (1U << nr) - 1) << first;
}

static u32 count_bits(u32 word)
{
	u32 count = 0;

	for (; word; word &= word - 1)
		count++;
	return count;
}

/* The three numbers of a leaf. Shifting a word onto itself shortens each row of ones by one. */
static struct vmap_runs leaf_runs(u32 word)
{
	struct vmap_runs runs = { VMAP_LEAF_PAGES, VMAP_LEAF_PAGES, 0 };
	u32 used = ~word & LEAF_MASK;

	if (!used) {
		runs.longest = VMAP_LEAF_PAGES;
		return runs;
	}
	runs.prefix = __builtin_ctz(used);
	runs.suffix = __builtin_clz(used) - (32 - VMAP_LEAF_PAGES);
	for (; word; word &= word << 1)
		runs.longest++;
	return runs;
}

/* The three numbers of a parent whose children span @half pages each. */
static struct vmap_runs join_runs(const struct vmap_runs *left, const struct vmap_runs *right,
				  u32 half)
{
	u32 across = left->suffix + right->prefix;
	struct vmap_runs runs = {
		.prefix = left->prefix == half ? half + right->prefix : left->prefix,
		.suffix = right->suffix == half ? half + left->suffix : right->suffix,
		.longest = left->longest > right->longest ? left->longest : right->longest,
	};

	if (across > runs.longest)
		runs.longest = across;
	return runs;
}

/* Bring the tree up to date above the leaves that hold pages [first, first + nr). */
static void rebuild(struct vmap_space *space, u32 first, u32 nr)
{
	u32 low = space->nr_leaves + first / VMAP_LEAF_PAGES;
	u32 high = space->nr_leaves + (first + nr - 1) / VMAP_LEAF_PAGES;
	u32 half = VMAP_LEAF_PAGES, node;

	for (node = low; node <= high; node++)
		space->tree[node] = leaf_runs(space->free_bits[node - space->nr_leaves]);
	while (low > 1) {
		low /= 2;
		high /= 2;
		for (node = low; node <= high; node++)
			space->tree[node] =
				join_runs(&space->tree[2 * node], &space->tree[2 * node + 1], half);
		half *= 2;
	}
}

/* Leaves of the tree over @nr_pages: the next power of two. */
u32 vmap_space_leaves(u32 nr_pages)
{
	u32 leaves = 1;

	while (leaves * VMAP_LEAF_PAGES < nr_pages)
		leaves *= 2;
	return leaves;
}

/* Bytes of memory that vmap_space_init() wants for @nr_pages. */
size_t vmap_space_bytes(u32 nr_pages)
{
	return vmap_space_leaves(nr_pages) * (2 * sizeof(struct vmap_runs) + sizeof(u32));
}

/**
 * vmap_space_init() - start with @nr_pages free pages.
 * @memory: vmap_space_bytes(nr_pages) bytes, aligned to 4; the space keeps them.
 */
void vmap_space_init(struct vmap_space *space, u32 nr_pages, void *memory)
{
	u32 leaves = vmap_space_leaves(nr_pages);

	space->nr_pages = nr_pages;
	space->nr_leaves = leaves;
	space->nr_free = 0;
	space->tree = memory;
	space->free_bits = (u32 *)(space->tree + 2 * leaves);
	memset(memory, 0, vmap_space_bytes(nr_pages));
	rebuild(space, 0, leaves * VMAP_LEAF_PAGES);
	vmap_space_give(space, 0, nr_pages);
}

bool vmap_space_is_free(const struct vmap_space *space, u32 page)
{
	return space->free_bits[page / VMAP_LEAF_PAGES] >> page % VMAP_LEAF_PAGES & 1;
}

u32 vmap_space_longest(const struct vmap_space *space)
{
	return space->tree[1].longest;
}

/* First page of the lowest row of @nr ones in @word; the row is known to exist. */
static u32 row_in_leaf(u32 word, u32 nr)
{
	u32 have = 1;

	while (have < nr) {
		u32 step = nr - have < have ? nr - have : have;

		word &= word >> step;
		have += step;
	}
	return __builtin_ctz(word);
}

/* The lowest row of @nr pages below @node, which starts at page @pos, spans @span and has one. */
static u32 descend(const struct vmap_space *space, u32 node, u32 pos, u32 span, u32 nr)
{
	while (span > VMAP_LEAF_PAGES) {
		const struct vmap_runs *left = &space->tree[2 * node];

		span /= 2;
		node *= 2;
		if (left->longest >= nr)
			continue;
		if (left->suffix + space->tree[node + 1].prefix >= nr)
			return pos + span - left->suffix;
		node++;
		pos += span;
	}
	return pos + row_in_leaf(space->free_bits[node - space->nr_leaves], nr);
}

/* The largest subtree that starts at @pos (a leaf boundary) and ends at or before @to. */
static u32 largest_node(const struct vmap_space *space, u32 pos, u32 to, u32 *span)
{
	u32 node = space->nr_leaves + pos / VMAP_LEAF_PAGES;
	u32 size = VMAP_LEAF_PAGES;

	while (node > 1 && !(node & 1) && to - pos >= 2 * size) {
		node /= 2;
		size *= 2;
	}
	*span = size;
	return node;
}

/*
 * The lowest row of @nr free pages within [from, to), or VMAP_NO_SPACE. Walks the range as a row of
 * largest subtrees, at most two of each size, carrying the free pages that end where the next begins.
 */
static u32 find_row(const struct vmap_space *space, u32 nr, u32 from, u32 to)
{
	u32 pos = from, carry = 0;

	while (pos < to) {
		const struct vmap_runs *runs;
		u32 span, node;

		if (pos % VMAP_LEAF_PAGES || to - pos < VMAP_LEAF_PAGES) {
			carry = vmap_space_is_free(space, pos++) ? carry + 1 : 0;
			if (carry == nr)
				return pos - nr;
			continue;
		}
		node = largest_node(space, pos, to, &span);
		runs = &space->tree[node];
		if (carry + runs->prefix >= nr)
			return pos - carry;
		if (runs->longest >= nr)
			return descend(space, node, pos, span, nr);
		carry = runs->suffix == span ? carry + span : runs->suffix;
		pos += span;
	}
	return VMAP_NO_SPACE;
}

/* The first page from @page on that has the phase asked for. */
static u32 align_page(const struct vmap_request *want, u32 page)
{
	return page + ((want->phase - page) & (want->align - 1));
}

/* Rows of at least @want->nr pages, one by one, until one holds an aligned fit. */
static u32 find_aligned_slowly(const struct vmap_space *space, const struct vmap_request *want,
			       u32 to)
{
	u32 pos = want->from;

	while ((pos = find_row(space, want->nr, pos, to)) != VMAP_NO_SPACE) {
		u32 end = pos + want->nr, fit = align_page(want, pos);

		while (end < to && vmap_space_is_free(space, end))
			end++;
		if (fit + want->nr <= end)
			return fit;
		pos = end;
	}
	return VMAP_NO_SPACE;
}

/**
 * vmap_space_find() - the lowest place for a row of pages.
 * @want: how many, how aligned, between which bounds.
 *
 * Return: the first page, or VMAP_NO_SPACE. Nothing is taken yet. With an alignment the place is
 * the lowest of those in rows of nr + align - 1 pages, where there is one.
 */
u32 vmap_space_find(const struct vmap_space *space, const struct vmap_request *want)
{
	u32 to = want->to < space->nr_pages ? want->to : space->nr_pages;
	u32 first;

	if (!want->nr || want->from >= to || want->nr > to - want->from)
		return VMAP_NO_SPACE;
	if (want->align <= 1)
		return find_row(space, want->nr, want->from, to);
	first = find_row(space, want->nr + want->align - 1, want->from, to);
	if (first != VMAP_NO_SPACE)
		return align_page(want, first);
	return find_aligned_slowly(space, want, to);
}

/* Set or clear the bits of a range, a leaf at a time. */
static void set_pages(struct vmap_space *space, u32 first, u32 nr, bool free)
{
	u32 page = first, left = nr;

	while (left) {
		u32 bit = page % VMAP_LEAF_PAGES;
		u32 chunk = left < VMAP_LEAF_PAGES - bit ? left : VMAP_LEAF_PAGES - bit;
		u32 *word = &space->free_bits[page / VMAP_LEAF_PAGES];

		if (free)
			*word |= leaf_mask(bit, chunk);
		else
			*word &= ~leaf_mask(bit, chunk);
		page += chunk;
		left -= chunk;
	}
	rebuild(space, first, nr);
}

/* Take @nr pages from @first on; all are free. */
void vmap_space_take(struct vmap_space *space, u32 first, u32 nr)
{
	set_pages(space, first, nr, false);
	space->nr_free -= nr;
}

/* Give back @nr pages from @first on; all are taken. */
void vmap_space_give(struct vmap_space *space, u32 first, u32 nr)
{
	set_pages(space, first, nr, true);
	space->nr_free += nr;
}

static bool same_runs(const struct vmap_runs *a, const struct vmap_runs *b)
{
	return a->prefix == b->prefix && a->suffix == b->suffix && a->longest == b->longest;
}

/* Walk every invariant; false where one is broken. */
bool vmap_space_check(const struct vmap_space *space)
{
	u32 half = VMAP_LEAF_PAGES, nr_free = 0, node, level = space->nr_leaves;
	struct vmap_runs runs;

	for (node = 0; node < space->nr_leaves; node++) {
		runs = leaf_runs(space->free_bits[node]);
		nr_free += count_bits(space->free_bits[node]);
		if (!same_runs(&runs, &space->tree[space->nr_leaves + node]))
			return false;
	}
	for (; level > 1; level /= 2, half *= 2)
		for (node = level / 2; node < level; node++) {
			runs = join_runs(&space->tree[2 * node], &space->tree[2 * node + 1], half);
			if (!same_runs(&runs, &space->tree[node]))
				return false;
		}
	for (node = space->nr_pages; node < space->nr_leaves * VMAP_LEAF_PAGES; node++)
		if (vmap_space_is_free(space, node))
			return false;
	return nr_free == space->nr_free;
}
