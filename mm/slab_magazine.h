/* SPDX-License-Identifier: MIT */
/*
 * mm/slab_magazine.h: SLAB's fast path, and what its files share. The theory: mm/slab_magazine.c.
 */
#ifndef MM_SLAB_MAGAZINE_H
#define MM_SLAB_MAGAZINE_H

#include <linux/align.h>
#include <linux/jump_label.h>
#include <linux/preempt.h>
#include "slab.h"
#include "slub_hand.h"

/* slab=slab was chosen: who is led past SLUB's fast path finds the magazines. */
DECLARE_STATIC_KEY_FALSE(magazines_serve);

/* Frees are to go past the magazines' fast path: they are traced, or SLAB does not serve. */
DECLARE_STATIC_KEY_TRUE(magazines_shut);

/*
 * What is known of an object is one byte, its bufctl. Of an object that is free in its slab it is the
 * number of the next free one; the largest numbers are states.
 */
enum {
	BUFCTL_MAX = 253,     /* objects to a slab at most: numbers below this one */
	BUFCTL_RESTING = 253, /* free, in a magazine */
	BUFCTL_LIVE = 254,    /* handed out */
	BUFCTL_END = 255,     /* no next one */
};

/* What a descriptor outside its slab has room for. */
#define OUTSIDE_MAX 24
/* Full magazines that a depot keeps; what comes beyond is returned to the slabs. */
#define DEPOT_FULL 2

/* The descriptor of a slab. Every frame of the slab points to it. */
struct slab_desc {
	void *first;	 /* object 0: the slab's address and its colour */
	u8 first_free;	 /* number of an object, or BUFCTL_END (N) */
	u8 in_use;	 /* objects that are live or resting (N) */
	u8 bufctl[];	 /* one for each object */
};

static inline unsigned int desc_bytes(unsigned int objects)
{
	return ALIGN(offsetof(struct slab_desc, bufctl) + objects, sizeof(void *));
}

/* An object that rests in a magazine, and its bufctl, so that who takes it need not look for that. */
struct slab_round {
	void *object;
	u8 *bufctl;
};

/* Rounds are put on top and taken from the top. In the depot all are there, or none. */
struct magazine {
	struct magazine *next;
	struct slab_round rounds[];
};

static __always_inline struct magazine_cpu *magazines_of(struct kmem_cache *s)
{
	return &s->magazines[CONFIG_NR_CPUS > 1 ? raw_smp_processor_id() : 0];
}

/*
 * Magazines belong to threads. An interrupt may have stopped a thread in the middle of using one, so it
 * leaves them alone and goes to the slabs.
 */
static __always_inline bool magazines_are_ours(void)
{
	return !preempt_count_has(INTERRUPT_MASK);
}

/* An object of the loaded magazine; false if that is empty. In a thread. */
static __always_inline bool magazine_take(struct kmem_cache *s, void **object)
{
	struct magazine_cpu *cpu = magazines_of(s);
	struct slab_round *round = cpu->top;

	if (unlikely(round == cpu->bottom))
		return false;
	cpu->top = --round;
	*round->bufctl = BUFCTL_LIVE;
	*object = round->object;
	return true;
}

static __always_inline unsigned int bufctl_index(const struct kmem_cache *s,
						 const struct slab_desc *desc, const void *object)
{
	return slab_index(s, object - desc->first);
}

/*
 * Put @object into the loaded magazine. False, and nothing has happened, if that is full, or if this is
 * no live object of @s, to which the slab around it belongs.
 */
static __always_inline bool magazine_put(struct kmem_cache *s, struct page *page, void *object)
{
	struct magazine_cpu *cpu = magazines_of(s);
	struct slab_round *round = cpu->top;
	struct slab_desc *desc;
	unsigned int index;
	u8 *bufctl;

	if (unlikely(round == cpu->limit || !magazines_are_ours()))
		return false;
	desc = page_slab(page)->desc;
	index = bufctl_index(s, desc, object);
	if (unlikely(index >= s->per_slab))
		return false;
	bufctl = &desc->bufctl[index];
	if (unlikely(*bufctl != BUFCTL_LIVE))
		return false;
	*bufctl = BUFCTL_RESTING;
	round->object = object;
	round->bufctl = bufctl;
	cpu->top = round + 1;
	return true;
}

void *magazine_alloc_special(struct kmem_cache *s, gfp_t gfp);

/* kmem_cache_alloc() and kmalloc() where SLAB serves and nobody watches. GFP_KERNEL is what most say. */
static __always_inline void *magazine_alloc(struct kmem_cache *s, gfp_t gfp)
{
	void *object;

	if (unlikely(gfp != GFP_KERNEL))
		return magazine_alloc_special(s, gfp);
	if (unlikely(sleep_is_forbidden(GFP_KERNEL)) || unlikely(!magazine_take(s, &object)))
		return slab_alloc_slow(s, GFP_KERNEL);
	return object;
}

/* kmem_cache_free() likewise. */
static __always_inline void magazine_free(struct kmem_cache *s, void *object)
{
	struct page *page;

	if (unlikely(!slab_frame_of(s, object, &page)) || unlikely(!magazine_put(s, page, object)))
		slab_free_slow(s, object);
}

/* kfree() likewise. */
static __always_inline void magazine_free_by_frame(const void *object)
{
	struct kmem_cache *s;
	struct page *page;

	if (unlikely(!slab_frame(object, &page)))
		return kfree_slow(object);
	s = page->slab_cache;
	if (unlikely(!magazine_put(s, page, (void *)object)))
		slab_free_slow(s, object);
}

/* --- slab_bufctl.c: slabs ------------------------------------------------------------------------- */
void bufctl_init(void);
struct slab *bufctl_new_slab(struct kmem_cache *s, gfp_t gfp, int node);
unsigned int bufctl_take(struct kmem_cache *s, int node, struct slab_round *rounds, unsigned int nr);
void bufctl_return(struct kmem_cache *s, const struct slab_round *rounds, unsigned int nr);
void *bufctl_alloc(struct kmem_cache *s, gfp_t gfp, int node);
void bufctl_free(struct kmem_cache *s, void *object);
void bufctl_release_empty(struct kmem_cache *s);

/* --- slab_magazine.c ------------------------------------------------------------------------------- */
void magazines_init(void);
void magazines_set_up(struct kmem_cache *s);
void *magazine_alloc_slow(struct kmem_cache *s, gfp_t gfp, int node, unsigned long caller);
void magazine_free_slow(struct kmem_cache *s, struct slab *slab, void *object, unsigned long caller);
void magazines_drain(struct kmem_cache *s);
unsigned long magazines_resting(struct kmem_cache *s);

#endif
