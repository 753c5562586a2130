/* SPDX-License-Identifier: MIT */
/*
 * mm/slob.h: what SLOB's two files share: how a page of units looks (mm/slob.c has the theory).
 */
#ifndef MM_SLOB_H
#define MM_SLOB_H

#include "slab.h"

#define UNIT	      8U
#define UNITS_IN_PAGE (PAGE_SIZE / UNIT)

/* What a page of units begins with. */
struct slob_maps {
	unsigned long used[BITS_TO_LONGS(UNITS_IN_PAGE)];
	unsigned long starts[BITS_TO_LONGS(UNITS_IN_PAGE)];
};

#define FIRST_UNIT ((unsigned int)(sizeof(struct slob_maps) / UNIT))
#define ALL_UNITS  (UNITS_IN_PAGE - FIRST_UNIT)

static_assert(sizeof(struct slob_maps) % UNIT == 0);

/* The unit before an object. It stays when the object is freed, until somebody else takes the unit. */
struct slob_header {
	struct kmem_cache *cache;
	unsigned long site; /* who allocated it; of a free one: who freed it */
};

static_assert(sizeof(struct slob_header) == UNIT);

extern struct kmem_cache slob_shared_pages; /* frames of shared pages name it */
extern struct list_head slob_blocks;	    /* objects that are blocks of pages (S) */
extern spinlock_t slob_lock;		    /* (S), irqs off */

static inline struct slob_header *header_of(const void *object)
{
	return (struct slob_header *)(object - UNIT);
}

static inline unsigned int unit_of(const struct slab *slab, const void *object)
{
	return (object - slab_address(slab)) / UNIT;
}

static inline bool is_shared(const struct slab *slab)
{
	return slab->slab_cache == &slob_shared_pages;
}

/* Who allocated an object that is a block of pages: such a slab has no other use for the word. */
static inline unsigned long *site_of_block(struct slab *slab)
{
	return &slab->counters;
}

/* --- slob.c ------------------------------------------------------------------------------------- */
struct list_head *slob_list_for(const struct kmem_cache *s);

/* --- slob_report.c ------------------------------------------------------------------------------ */
struct kmem_cache *slob_owner(const struct slab *slab, const void *object);
const char *slob_what_is_wrong(struct slab *slab, const void *object);
void slob_describe(struct kmem_cache *s, struct slab *slab, const void *object);
bool slob_shutdown(struct kmem_cache *s);
void slob_count(struct kmem_cache *s, struct slabinfo *info);
void slob_draw(struct seq_file *m, struct kmem_cache *s);
int slob_check(struct kmem_cache *s);

#endif
