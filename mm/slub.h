/* SPDX-License-Identifier: MIT */
/*
 * mm/slub.h: what the files of SLUB share. The theory: mm/slub.c, mm/slub_free.c; caches and slabs as
 * all allocators know them: mm/slab.h.
 */
#ifndef MM_SLUB_H
#define MM_SLUB_H

#include "slab.h"

/* --- slub_layout.c ------------------------------------------------------------------------------ */
int slub_layout(struct kmem_cache *s);

/* The last word of a map has bits for this many objects. */
static __always_inline unsigned long last_word_mask(unsigned int objects)
{
	return ~0UL >> (-objects & (BITS_PER_LONG - 1));
}

/* No object of @slab is free. */
static __always_inline bool slub_map_full(const struct kmem_cache *s, const struct slab *slab)
{
	unsigned int nr_words = BITS_TO_LONGS(slab_objects(s, slab)), i;

	for (i = 0; i < nr_words; i++)
		if (READ_ONCE(slab->map[i]))
			return false;
	return true;
}

/* Every object of @slab is free. */
static __always_inline bool slub_map_empty(const struct kmem_cache *s, const struct slab *slab)
{
	unsigned int objects = slab_objects(s, slab);
	unsigned int last = BITS_TO_LONGS(objects) - 1, i;

	for (i = 0; i < last; i++)
		if (READ_ONCE(slab->map[i]) != ~0UL)
			return false;
	return READ_ONCE(slab->map[last]) == last_word_mask(objects);
}

/* --- slub.c ------------------------------------------------------------------------------------- */
void slub_add_partial(struct kmem_cache_node *n, struct slab *slab);
void slub_del_partial(struct kmem_cache_node *n, struct slab *slab);
void slub_flush_cpu(struct kmem_cache *s);
void *slub_refill(struct kmem_cache *s);
void *slub_alloc_special(struct kmem_cache *s, gfp_t gfp);

/* --- slub_free.c -------------------------------------------------------------------------------- */
DECLARE_STATIC_KEY_FALSE(free_detour);
void free_of_cache_detour(struct kmem_cache *s, void *object);
void free_by_frame_detour(const void *object);
void kfree_elsewhere(struct page *page, void *object, struct kmem_cache *s);
void slub_free(struct kmem_cache *s, struct slab *slab, void *object, unsigned long caller);
void slub_settle_recent(struct kmem_cache *s);
void slub_forget(struct kmem_cache *s, const struct slab *slab);

/* --- slub_slab.c -------------------------------------------------------------------------------- */
unsigned int slub_free_objects(const struct kmem_cache *s, const struct slab *slab);
enum object_state slub_look(struct kmem_cache *s, struct slab *slab, unsigned int index, void **object);
struct slab *slub_new_slab(struct kmem_cache *s, gfp_t gfp, int node);
void slub_discard_slab(struct kmem_cache *s, struct slab *slab);
int slub_shrink(struct kmem_cache *s);
unsigned long slub_idle_pages(struct kmem_cache *s);
bool slub_shutdown(struct kmem_cache *s);
void slub_count(struct kmem_cache *s, struct slabinfo *info);
int slub_check(struct kmem_cache *s);

/* --- slub_options.c ------------------------------------------------------------------------------ */
extern bool slub_spares_order;
slab_flags_t slub_debug_flags(const char *text, const char *name, slab_flags_t flags);

/* --- slub_debug.c: by option --------------------------------------------------------------------- */
void slub_debug_setup_slab(struct kmem_cache *s, struct slab *slab);
void *slub_debug_alloc(struct kmem_cache *s, gfp_t gfp, int node, unsigned long caller);
void slub_debug_free(struct kmem_cache *s, struct slab *slab, void *object, unsigned long caller);
bool slub_debug_is_free(struct kmem_cache *s, struct slab *slab, const void *object);

/* --- slub_report.c: Linux's wording --------------------------------------------------------------- */
__printf(3, 4) void slab_err(struct kmem_cache *s, struct slab *slab, const char *fmt, ...);
__printf(2, 3) void slab_fix(struct kmem_cache *s, const char *fmt, ...);
void slub_err_pointer(struct kmem_cache *s, struct slab *slab, const void *addr);
void object_err(struct kmem_cache *s, struct slab *slab, u8 *object, const char *reason);
bool check_bytes_and_report(struct kmem_cache *s, struct slab *slab, u8 *object, const char *what,
			    u8 *start, unsigned int value, unsigned int bytes);
void print_section(const char *level, const char *text, u8 *addr, unsigned int length);
void print_tracking(struct kmem_cache *s, void *object);
void slub_describe(struct kmem_cache *s, struct slab *slab, const void *object);

/* --- Layout of a debugged slot ------------------------------------------------------------------- */
static inline bool freeptr_outside_object(const struct kmem_cache *s)
{
	return s->offset >= s->inuse;
}

/* Bytes from an object to the end of its free link, if that lies outside, else to its metadata. */
static inline unsigned int get_info_end(const struct kmem_cache *s)
{
	return freeptr_outside_object(s) ? s->inuse + sizeof(void *) : s->inuse;
}

/* Bytes from an object to what is only padding. */
static inline unsigned int get_padding_start(const struct kmem_cache *s)
{
	return get_info_end(s) + (s->flags & SLAB_STORE_USER ? 2 * sizeof(struct track) : 0);
}

/* Bytes from an object to the end of its slot. */
static inline unsigned int size_from_object(const struct kmem_cache *s)
{
	return s->size - s->red_left_pad;
}

static inline struct track *get_track(const struct kmem_cache *s, void *object,
				      enum track_item item)
{
	return (struct track *)(object + get_info_end(s)) + item;
}

static inline void *get_freepointer(const struct kmem_cache *s, void *object)
{
	return *(void **)(object + s->offset);
}

static inline void set_freepointer(const struct kmem_cache *s, void *object, void *next)
{
	*(void **)(object + s->offset) = next;
}

/* Is @object NULL or the start of one of the objects in @slab? */
static inline bool check_valid_pointer(const struct kmem_cache *s, const struct slab *slab,
				       const void *object)
{
	unsigned long offset = (unsigned long)object - s->red_left_pad -
			       (unsigned long)slab_address(slab);

	return !object || (offset < slab_objects(s, slab) * s->size && offset % s->size == 0);
}

#endif
