/* SPDX-License-Identifier: MIT */
/* kernel/soak.h: what `soak` and its kinds of memory share. */
#ifndef _KERNEL_SOAK_H
#define _KERNEL_SOAK_H

#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/mm_types.h>
#include <linux/types.h>

struct soak_kind;

/* One piece of memory that a thread, or the timer, holds. */
struct soak_slot {
	const struct soak_kind *kind; /* NULL: empty */
	void *address;		      /* NULL where it has none of its own: see page */
	struct page *page;	      /* the first of bytes / PAGE_SIZE pages, or NULL */
	void *pin;		      /* kmap: the mapping that is kept */
	dma_addr_t handle;
	size_t bytes;
	u32 generation;		      /* of the pattern in it */
	u8 form;		      /* the kind's own */
};

/**
 * struct soak_kind - one allocator under water.
 * @take: fill in address or page, and bytes. @draw: a random number. Return: false if there is none to be had.
 * @start: may be NULL; after the pattern is written: let something go on with the memory ...
 * @settle: may be NULL; ... and end that, before the contents are checked.
 * @give: give it back.
 * @atomic: works in an interrupt, with a @gfp that must not sleep.
 * @begin, @end: may be NULL; before the first and after the last. @begin returns 0 or -errno.
 */
struct soak_kind {
	const char *name;
	bool (*take)(struct soak_slot *slot, gfp_t gfp, u32 draw);
	void (*start)(struct soak_slot *slot);
	void (*settle)(struct soak_slot *slot);
	void (*give)(struct soak_slot *slot);
	bool atomic;
	int (*begin)(void);
	void (*end)(void);
};

extern const struct soak_kind soak_kinds[];
extern const unsigned int nr_soak_kinds;

/* Write the pattern of @generation at @map, which stands for address @as; or count the words that differ. */
void soak_write(u32 *map, unsigned long as, size_t bytes, u32 generation);
unsigned long soak_check(const u32 *map, unsigned long as, size_t bytes, u32 generation);

#endif
