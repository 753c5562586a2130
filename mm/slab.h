/* SPDX-License-Identifier: MIT */
/*
 * mm/slab.h: what the files of the object floor share, and nobody else may see.
 *
 * A slab is a block of pages cut into equal objects of one cache. Its bookkeeping lives in the
 * struct page of its first frame, seen here as struct slab. Which objects are free is said in one of
 * two ways:
 *
 *   free map   one bit per object, 1 = free. All SLUB caches that nobody debugs. Up to 32 objects
 *              the map is a word of struct slab, otherwise the last bytes of the slab itself:
 *
 *                  [ object 0 | object 1 | ... | object n-1 | unused | map: n bits ]
 *
 *   free list  a link in each free object, as in Linux, at kmem_cache.offset. Caches with a debug
 *              flag, because a link that somebody overwrites is evidence:
 *
 *              size       [ left red zone | object | right red zone | link | 2 tracks | padding ]
 *              object is at red_left_pad; object_size bytes are the caller's; `inuse` is where
 *              the metadata starts; offsets count from the object, not from the left red zone.
 *
 * A slab is on exactly one of: a node's partial list, a node's full list, or no list, which means
 * that a CPU holds it (it is "frozen": only that CPU takes objects from it; anyone may return them).
 */
#ifndef MM_SLAB_H
#define MM_SLAB_H

#include <linux/bitops.h>
#include <linux/gfp.h>
#include <linux/jump_label.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mm_types.h>
#include <linux/numa.h>
#include <linux/page-flags.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

struct seq_file;

/* struct page of a slab's first frame, as this floor sees it. */
struct slab {
	unsigned long __page_flags;
	union {
		struct list_head slab_list; /* next is NULL: a CPU holds it (N) */
		struct rcu_head rcu_head;   /* empty slab of a TYPESAFE_BY_RCU cache, on its way out */
	};
	struct kmem_cache *slab_cache;
	union {
		unsigned long *map; /* free map */
		void *freelist;	    /* free list: first free object (N) */
	};
	union {
		unsigned long small_map; /* the free map itself when it is one word */
		unsigned long counters;
		struct { /* free list (N) */
			unsigned inuse : 16;   /* objects handed out */
			unsigned objects : 15; /* objects in the slab */
			unsigned frozen : 1;   /* found corrupted: never used again */
		};
		struct slab_desc *desc; /* SLAB: in every frame of the slab */
	};
	unsigned int __page_type;
	atomic_t __page_refcount;
};

static_assert(sizeof(struct slab) == sizeof(struct page));
static_assert(offsetof(struct slab, slab_list) == offsetof(struct page, slab_list));
static_assert(offsetof(struct slab, slab_cache) == offsetof(struct page, slab_cache));
static_assert(offsetof(struct slab, freelist) == offsetof(struct page, freelist));
static_assert(offsetof(struct slab, __page_refcount) == offsetof(struct page, _refcount));

#define slab_page(slab) ((struct page *)(slab))
#define page_slab(page) ((struct slab *)(page))

static inline void *slab_address(const struct slab *slab)
{
	return lowmem_page_address((struct page *)slab);
}

static inline unsigned int slab_order(const struct slab *slab)
{
	return page_block_order((const struct page *)slab);
}

static inline size_t slab_bytes(const struct slab *slab)
{
	return PAGE_SIZE << slab_order(slab);
}

/*
 * Every frame of a slab, not only the first, bears this flag and names the cache, so that kfree()
 * gets from an address to a cache without looking for the first frame.
 */
#define PG_slab PG_owner_priv_1
/* Which list a slab is on is said twice, here and by the list, so that a free can ask without a lock. */
#define PG_slab_full	PG_mappedtodisk
#define PG_slab_partial PG_reclaim
/* The first frame of a block that kmalloc() took from the page allocator bears this one. */
#define PG_large_kmalloc PG_arch_1

/* The slab that a frame with PG_slab is of. Frames but the first point to it where that has its map. */
static __always_inline struct slab *slab_of_frame(struct page *page)
{
	return page_kind(page) == KIND_SLAB ? page_slab(page) : page->freelist;
}

/* The slab around @addr, which must be a lowmem address; NULL where there is none. */
static inline struct slab *virt_to_slab(const void *addr)
{
	struct page *page = virt_to_page(addr);

	return test_bit(PG_slab, &page->flags) ? slab_of_frame(page) : NULL;
}

/* A CPU's hand: the slab it takes from and returns to without a lock. See mm/slub.c. */
struct kmem_cache_cpu {
	unsigned long *word; /* the word of the map that is being used up; never NULL (C) */
	void *word_base;     /* the object of that word's bit 0 (C) */
	void *base;	     /* object 0 of the slab (C) */
	unsigned int objects; /* in the slab; 0: no slab (C) */
	unsigned long bytes; /* from `base` to the end of the last object (C) */
	unsigned long *map;  /* the slab's map (C) */
	struct slab *slab;   /* the slab, or NULL (C) */
};

/* The slabs of a cache on one node that no CPU holds. */
struct kmem_cache_node {
	spinlock_t list_lock;	     /* (N), irqs off */
	unsigned long nr_partial;    /* slabs on partial (N) */
	struct list_head partial;    /* some objects free, or all (N) */
	struct list_head full;	     /* no object free (N) */
	unsigned long nr_empty;	     /* SLAB: slabs at the end of partial with no object in use (N) */
	unsigned long nr_slabs;	     /* slabs of the cache here, held ones included (N) */
	unsigned long total_objects; /* objects in them (N) */
};

/* SLUB: what this CPU has freed last, which it uses next, if it is free still. See mm/slub_free.c. */
#define SLUB_RECENT 16

struct slub_freed {
	void *object;
	unsigned long *map; /* of its slab ... */
	unsigned int index; /* ... where this bit is set while the object is free */
};

struct slub_recent {
	struct slub_freed *top;   /* freed last; threads only (C) */
	struct slub_freed *limit; /* the last place: equal to top, it is full */
	struct slub_freed freed[1 + SLUB_RECENT]; /* the first is nobody: its bit is never set (C) */
};

/* SLAB: the magazines of a CPU. See mm/slab_magazine.c. */
struct magazine_cpu {
	struct slab_round *top;	   /* the place above the uppermost round of the loaded magazine (C) */
	struct slab_round *bottom; /* its lowest place; equal to top: it is empty (C) */
	struct slab_round *limit;  /* the end of its places; equal to top: it is full (C) */
	struct magazine *loaded;   /* or NULL, and then all three are (C) */
	struct magazine *previous; /* full or empty, or NULL (C) */
	bool previous_full;	   /* (C) */
};

/* SLAB: magazines that no CPU has, full ones and empty ones. */
struct magazine_depot {
	spinlock_t lock; /* (D); interrupts do not take it */
	struct magazine *full, *empty; /* (D) */
	unsigned int nr_full; /* (D) */
};

/* Order of a slab and the objects that fit one, in a word as Linux has it. */
struct kmem_cache_order_objects {
	unsigned int x;
};

#define OO_SHIFT 16
#define OO_MASK	 ((1U << OO_SHIFT) - 1)

static inline struct kmem_cache_order_objects oo_make(unsigned int order, unsigned int objects)
{
	return (struct kmem_cache_order_objects){ order << OO_SHIFT | objects };
}

static inline unsigned int oo_order(struct kmem_cache_order_objects oo)
{
	return oo.x >> OO_SHIFT;
}

static inline unsigned int oo_objects(struct kmem_cache_order_objects oo)
{
	return oo.x & OO_MASK;
}

/* One line of /proc/slabinfo. */
struct slabinfo {
	unsigned long active_objs;
	unsigned long num_objs;
	unsigned long active_slabs;
	unsigned long num_slabs;
	unsigned int objects_per_slab;
	unsigned int cache_order;
	unsigned int limit, batchcount, shared; /* SLAB: rounds of a CPU, rounds at once, full magazines */
	unsigned long shared_avail;	       /* SLAB: rounds in the depot */
};

/* Who allocated or freed an object, kept beside it under slub_debug=U. */
struct track {
	unsigned long addr; /* call site */
	int cpu;
	int pid;
	unsigned long when; /* jiffies */
};

enum track_item { TRACK_ALLOC, TRACK_FREE };

/* What an object is at the moment. */
enum object_state {
	OBJECT_FREE,
	OBJECT_LIVE,	/* handed out */
	OBJECT_RESTING, /* free, in a magazine (SLAB) */
};

/* What an allocator is. Everything behind kmem_cache_alloc() that is not SLUB's fast path. */
struct slab_ops {
	const char *name;
	void (*init)(void);			/* before the first cache; may be NULL */
	int (*create)(struct kmem_cache *s);	/* lay out; 0 or -errno */
	void *(*alloc)(struct kmem_cache *s, gfp_t gfp, int node, unsigned long caller);
	void (*free)(struct kmem_cache *s, struct slab *slab, void *object, unsigned long caller);
	/* whose @object is, where caches share slabs; it says NULL if it cannot tell (SLOB) */
	struct kmem_cache *(*owner)(const struct slab *slab, const void *object);
	/* print what is known of @object, which cannot be freed */
	void (*describe)(struct kmem_cache *s, struct slab *slab, const void *object);
	/* object @index of @slab; NULL where objects have no numbers (SLOB) */
	enum object_state (*look)(struct kmem_cache *s, struct slab *slab, unsigned int index,
				  void **object);
	int (*shrink)(struct kmem_cache *s);	/* empty slabs to the pages; slabs left */
	unsigned long (*idle_pages)(struct kmem_cache *s); /* what shrink would return; NULL: none */
	bool (*shutdown)(struct kmem_cache *s); /* release everything; false: objects are live */
	void (*count)(struct kmem_cache *s, struct slabinfo *info);
	/* draw the memory of @s; NULL: slabs and objects, as `look` tells */
	void (*draw)(struct seq_file *m, struct kmem_cache *s);
	int (*check)(struct kmem_cache *s);	/* walk every invariant; number of violations */
};

/* Add to what /proc/meminfo calls SReclaimable or SUnreclaim. */
static inline void account_slab_bytes(struct page *page, enum node_stat_item item, long bytes)
{
	atomic_long_add(bytes, &page_pgdat(page)->vm_stat[item]);
}

struct kmem_cache {
	struct kmem_cache_cpu cpu_slab[CONFIG_NR_CPUS]; /* (C); its offset 0 saves an addition */
	unsigned int size;	  /* bytes from one object to the next */
	unsigned int inverse;	  /* of size's odd part, modulo 2^32: see slab_index() ... */
	unsigned int shift;	  /* ... and log2 of the rest */
	unsigned int object_size; /* bytes that are the caller's */
	slab_flags_t flags;
	const struct slab_ops *ops;
	u16 slab_kind;		   /* page->kind of a slab that we like; 0: every free is to be looked at */
	unsigned long slab_mask;   /* bytes of such a slab, less 1 */
	unsigned long first_word;  /* first word of its map when all objects are free */
	unsigned int offset;	   /* bytes from an object to its free link (free list only) */
	unsigned int inuse;	   /* bytes from an object to its metadata */
	unsigned int words;	   /* the same in words: what __GFP_ZERO is to clear */
	unsigned int align;	   /* bytes */
	unsigned int red_left_pad; /* bytes of left red zone, alignment included */
	unsigned int min_partial;  /* empty slabs kept while the node has no more partial ones */
	struct kmem_cache_order_objects oo;  /* the slab we like */
	struct kmem_cache_order_objects min; /* the smallest, when memory is in crumbs */
	gfp_t allocflags;	   /* added to each request for pages */
	int refcount;		   /* users of a shared cache; below 0: never shared (M) */
	struct list_head aliases;  /* names of the later users (M) */
	void (*ctor)(void *);
	const char *name;
	struct list_head list;	   /* all caches (M) */
	unsigned int useroffset, usersize;
	struct slub_recent recent[CONFIG_NR_CPUS]; /* SLUB */
	unsigned long nr_live;	   /* SLOB: objects handed out (slob_lock) */
	struct magazine_cpu magazines[CONFIG_NR_CPUS]; /* SLAB (C) */
	struct magazine_depot depot; /* SLAB */
	unsigned int rounds;	   /* SLAB: in a full magazine; 0: this cache has none */
	unsigned int per_slab;	   /* objects to a slab that we like */
	unsigned int desc_offset;  /* SLAB: bytes from a slab's start to its descriptor; 0: outside */
	unsigned int colour_step;  /* SLAB: bytes from one colour to the next */
	u8 nr_colours, next_colour; /* SLAB: the latter of the next slab */
	struct kmem_cache_node *node[MAX_NUMNODES];
};

extern struct list_head slab_caches;
extern struct mutex slab_mutex;	       /* (M) */
extern struct kmem_cache *kmem_cache;  /* the cache of caches */
extern const struct slab_ops slub_ops, slab_ops, slob_ops;
extern const struct slab_ops *slab_allocator; /* chosen by slab= */
extern bool slab_share_caches;		      /* no slab_nomerge (B) */
extern unsigned long slab_lowmem_bytes;	      /* of the direct map: what kfree() may be given */

/*
 * Frees begin here, SLUB's and SLAB's: the frame that @object lies in. False if it lies in none that is a
 * slab's. One comparison refuses whatever has no frame: NULL, vmalloc space, user mode's addresses.
 */
static __always_inline bool slab_frame(const void *object, struct page **page)
{
	if (unlikely((unsigned long)object - PAGE_OFFSET >= slab_lowmem_bytes))
		return false;
	*page = virt_to_page(object);
	return likely((*page)->flags & 1UL << PG_slab);
}

/* The same, of a slab of @s. A frame that is no slab's names no cache. */
static __always_inline bool slab_frame_of(const struct kmem_cache *s, const void *object, struct page **page)
{
	if (unlikely((unsigned long)object - PAGE_OFFSET >= slab_lowmem_bytes))
		return false;
	*page = virt_to_page(object);
	return likely((*page)->slab_cache == s);
}

#define SLAB_DEBUG_FLAGS \
	(SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER | SLAB_TRACE)
/* Debugging that needs room of its own in each object. */
#define DEBUG_METADATA_FLAGS (SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER)
#define SLAB_PUBLIC_FLAGS                                                                     \
	(SLAB_DEBUG_FLAGS | SLAB_HWCACHE_ALIGN | SLAB_CACHE_DMA | SLAB_CACHE_DMA32 |          \
	 SLAB_PANIC | SLAB_TYPESAFE_BY_RCU | SLAB_RECLAIM_ACCOUNT | SLAB_NOLEAKTRACE |        \
	 SLAB_FAILSLAB | SLAB_NO_USER_FLAGS | SLAB_NO_MERGE | SLAB_KMALLOC)

/* Internal: objects bear a poison pattern (not where a constructor or RCU readers own the bytes). */
#define __OBJECT_POISON ((slab_flags_t)0x80000000)
/* Internal: no CPU holds a slab, so that every call takes the slow path: another allocator, debugging. */
#define __SLAB_HOOKED	((slab_flags_t)0x40000000)

/* Internal: SLAB's own caches, which magazines are made from. */
#define SLAB_NO_MAGAZINES ((slab_flags_t)0x20000000)

static inline bool kmem_cache_debug(const struct kmem_cache *s)
{
	return s->flags & SLAB_DEBUG_FLAGS;
}

static inline bool kmem_cache_debug_flags(const struct kmem_cache *s, slab_flags_t flags)
{
	return s->flags & flags;
}

static inline struct kmem_cache_node *get_node(struct kmem_cache *s, int node)
{
	return s->node[node];
}

static inline struct kmem_cache_node *node_of_slab(const struct slab *slab)
{
	return slab->slab_cache->node[page_to_nid((struct page *)slab)];
}

#define for_each_kmem_cache_node(s, node, n)           \
	for ((node) = 0; (node) < MAX_NUMNODES; (node)++) \
		if (((n) = (s)->node[node]))

/* Objects a slab of @s has room for: it was made by either of two recipes. */
static inline unsigned int slab_objects(const struct kmem_cache *s, const struct slab *slab)
{
	return oo_objects(slab_order(slab) == oo_order(s->oo) ? s->oo : s->min);
}

/*
 * From a byte offset in a slab to an object's number, without dividing.
 *
 * size is odd * 2^k. An odd number has an inverse modulo 2^32: offset * inverse is offset / odd if odd
 * divides it, and otherwise a number too large to be a quotient. Rotating right by k divides by 2^k in
 * the same sense: a remainder lands in the top bits. So `result < objects` says at once that offset
 * is the start of an object, of this slab; and result is its number.
 *
 * Source: Hacker's Delight, 10-17 "Test for Zero Remainder after Division by a Constant".
 */
static __always_inline unsigned int slab_index(const struct kmem_cache *s, unsigned long offset)
{
	return ror32((u32)offset * s->inverse, s->shift);
}

/* --- slab_common.c ------------------------------------------------------------------------------ */
void *slab_alloc_slow(struct kmem_cache *s, gfp_t gfp);
void *slab_alloc_detour(struct kmem_cache *s, gfp_t gfp);
void *slab_alloc_node_slow(struct kmem_cache *s, gfp_t gfp, int node, unsigned long caller);
void *slab_zero_object(struct kmem_cache *s, void *object);
bool slab_want_init_on_free(const struct kmem_cache *s);
unsigned int slab_alignment(slab_flags_t flags, unsigned int align, unsigned int size);
struct kmem_cache *slab_create_boot_cache(const char *name, unsigned int size, slab_flags_t flags);
void slab_create_static_cache(struct kmem_cache *s, struct kmem_cache_node *nodes, const char *name,
			      unsigned int size, slab_flags_t flags);
int slab_setup_cache(struct kmem_cache *s, const char *name, unsigned int size, unsigned int align,
		     slab_flags_t flags, void (*ctor)(void *));

/* --- slab_merge.c -------------------------------------------------------------------------------- */
struct kmem_cache *slab_find_alias(const char *name, unsigned int size, unsigned int align,
				   slab_flags_t flags, void (*ctor)(void *));
bool slab_drop_alias(struct kmem_cache *s);
bool slab_has_name(const struct kmem_cache *s, const char *name);
void slab_visit_aliases(const struct kmem_cache *s, void (*visit)(void *data, const char *alias),
			void *data);

/* --- slab_info.c --------------------------------------------------------------------------------- */
void get_slabinfo(struct kmem_cache *s, struct slabinfo *info);
int slab_check(void);

/* --- slab_check.c: always on -------------------------------------------------------------------- */
void slab_free_slow(struct kmem_cache *s, const void *object);
void kfree_slow(const void *object);
struct kmem_cache *slab_cache_of(const void *object);
void slab_err_free(struct kmem_cache *s, const void *object, const char *what,
		   unsigned long caller);

/* --- kmalloc.c ---------------------------------------------------------------------------------- */
gfp_t kmalloc_fix_flags(gfp_t gfp);
void create_kmalloc_caches(void);
void *kmalloc_detour(struct kmem_cache *s, gfp_t gfp, size_t size);
void *kmalloc_by_size_detour(size_t size, gfp_t gfp);
void *kmalloc_special(size_t size, gfp_t gfp);
void *kmalloc_watched(struct kmem_cache *s, gfp_t gfp, size_t size);
struct kmem_cache *kmalloc_slab(size_t size, gfp_t flags);
bool free_large_kmalloc(struct page *page, const void *object);

/* What no request for an object may ask: it lies in lowmem, wherever. */
#define GFP_SLAB_BUG_MASK (__GFP_DMA32 | __GFP_HIGHMEM | ~__GFP_BITS_MASK)

/* --- What all allocators ask of SLUB's files; the rest of these is in mm/slub.h --------------------- */
void slub_spare_order(struct kmem_cache *s);
void slab_set_size(struct kmem_cache *s, unsigned int size);
gfp_t slab_pages_wanted(const struct kmem_cache *s);
void slub_hook_cache(struct kmem_cache *s);
unsigned int slab_free_objects(struct kmem_cache *s, struct slab *slab);
void slab_mark_frames(struct kmem_cache *s, struct page *page, unsigned int order);
void slab_unmark_frames(struct page *page, unsigned int order);
void slab_account(struct kmem_cache *s, struct slab *slab, int sign);
slab_flags_t kmem_cache_flags(slab_flags_t flags, const char *name);
long validate_slab_cache(struct kmem_cache *s);
extern bool (*slab_error_counter)(void);
bool slab_count_kunit_error(void);
void list_live_objects(struct kmem_cache *s, struct slab *slab, const char *title);

/* Bytes of an object that its user may write to. */
static inline size_t slab_usable_size(const struct kmem_cache *s)
{
	if (s->flags & (SLAB_RED_ZONE | SLAB_POISON))
		return s->object_size;
	return s->flags & (SLAB_STORE_USER | SLAB_TYPESAFE_BY_RCU) ? s->inuse : s->size;
}

#endif
