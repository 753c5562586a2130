/* SPDX-License-Identifier: MIT */
/* mm/vmap_space.h: which pages of a range are free; for mm/vmap_area.c and its host test. */
#ifndef _MM_VMAP_SPACE_H
#define _MM_VMAP_SPACE_H

#include <linux/types.h>

/* Pages per leaf: a machine word. The host test builds with 4 to make every tree small and deep. */
#ifndef VMAP_LEAF_PAGES
#define VMAP_LEAF_PAGES 32
#endif

/* What a parent must know of the pages below it. All three in pages. */
struct vmap_runs {
	u32 prefix;  /* free pages in a row from the first page on */
	u32 suffix;  /* free pages in a row up to the last page */
	u32 longest; /* longest row of free pages anywhere inside */
};

struct vmap_space {
	u32 nr_pages;		/* pages of the range */
	u32 nr_leaves;		/* leaves of the tree: a power of two, >= nr_pages / VMAP_LEAF_PAGES */
	u32 nr_free;		/* free pages */
	u32 *free_bits;		/* [nr_leaves] bit = 1: the page is free */
	struct vmap_runs *tree; /* [2 * nr_leaves] heap order: root 1, children 2n and 2n + 1 */
};

/* What to look for: @nr pages starting at x in [from, to - nr] with x % align == phase. */
struct vmap_request {
	u32 nr;
	u32 align; /* a power of two */
	u32 phase; /* < align */
	u32 from;
	u32 to;
};

#define VMAP_NO_SPACE 0xffffffffU

u32 vmap_space_leaves(u32 nr_pages);
size_t vmap_space_bytes(u32 nr_pages);
void vmap_space_init(struct vmap_space *space, u32 nr_pages, void *memory);
u32 vmap_space_find(const struct vmap_space *space, const struct vmap_request *want);
void vmap_space_take(struct vmap_space *space, u32 first, u32 nr);
void vmap_space_give(struct vmap_space *space, u32 first, u32 nr);
bool vmap_space_is_free(const struct vmap_space *space, u32 page);
u32 vmap_space_longest(const struct vmap_space *space);
bool vmap_space_check(const struct vmap_space *space);

#endif
