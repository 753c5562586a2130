/* SPDX-License-Identifier: MIT */
/*
 * linux/slab.h: objects smaller than a page, and anything else by its size in bytes.
 *
 * Two doors lead to the same floor. kmem_cache_create() makes a cache of equal objects, for a
 * structure that comes and goes often. kmalloc() asks by size: a row of caches whose sizes are the
 * powers of two from 8 to 8192, and 96 and 192 because the step from 64 to 128 to 256 wastes most
 * there; what is larger is taken from the page allocator. A constant size is turned into one of
 * these caches by the compiler, so that kmalloc(sizeof(*p), GFP_KERNEL) is a kmem_cache_alloc().
 *
 * Three allocators serve the floor, chosen by `slab=` at boot: SLUB (mm/slub.c), SLAB
 * (mm/slab_magazine.c) and SLOB (mm/slob.c). The choice costs SLUB's fast path nothing. That path takes an
 * object from the slab that this CPU holds of the cache, and returns one to it; it must have a way out
 * for the case that there is none anyway. A cache of another allocator, and a cache that is debugged,
 * simply never has a slab in any CPU's hand: each call takes the way out, to slab_ops (mm/slab.h). SLAB,
 * whose own fast path is to be raced, is entered earlier, by a nop that stands there for tracing.
 *
 * Misuse is caught always, not in a debug build only: double free, a pointer into the middle of an
 * object, another cache's object, memory that was never allocated here. Each is reported by name,
 * then the free is refused and the kernel goes on. `slub_debug=` adds red zones, poison, and owners.
 *
 * Source: Bonwick, "The Slab Allocator" (1994); Gorman ch. 8 "Slab Allocator"; LDD ch. 8
 * "Allocating Memory".
 */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <asm/page.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kasan.h>
#include <linux/log2.h>
#include <linux/overflow.h>
#include <linux/rcupdate.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <linux/workqueue.h>

/* What a cache is made with. The first four (and TRACE) are what slub_debug=FZPUT asks for. */
#define SLAB_CONSISTENCY_CHECKS ((slab_flags_t)0x00000100) /* F: walk and check at each step */
#define SLAB_RED_ZONE		((slab_flags_t)0x00000400) /* Z: guard bytes left and right */
#define SLAB_POISON		((slab_flags_t)0x00000800) /* P: free objects hold POISON_FREE */
#define SLAB_KMALLOC		((slab_flags_t)0x00001000) /* one of the kmalloc row */
#define SLAB_HWCACHE_ALIGN	((slab_flags_t)0x00002000) /* objects start at cache lines */
#define SLAB_CACHE_DMA		((slab_flags_t)0x00004000) /* from ZONE_DMA */
#define SLAB_CACHE_DMA32	((slab_flags_t)0x00008000) /* below 4 GiB: all lowmem is */
#define SLAB_STORE_USER		((slab_flags_t)0x00010000) /* U: who allocated, who freed */
#define SLAB_RECLAIM_ACCOUNT	((slab_flags_t)0x00020000) /* counted as reclaimable */
#define SLAB_TEMPORARY		SLAB_RECLAIM_ACCOUNT
#define SLAB_PANIC		((slab_flags_t)0x00040000) /* panic when it cannot be made */
/*
 * A freed object may be handed out again at once, but it stays an object of this cache until a
 * grace period has passed: an RCU reader that still holds the pointer reads a valid object, if
 * perhaps a different one, and must check after the fact which it is.
 */
#define SLAB_TYPESAFE_BY_RCU	((slab_flags_t)0x00080000)
#define SLAB_MEM_SPREAD		((slab_flags_t)0)	   /* cpusets: none here */
#define SLAB_TRACE		((slab_flags_t)0x00200000) /* T: print each allocation and free */
#define SLAB_DEBUG_OBJECTS	((slab_flags_t)0)
#define SLAB_NOLEAKTRACE	((slab_flags_t)0x00800000)
#define SLAB_FAILSLAB		((slab_flags_t)0x02000000) /* subject to fail_slab by name */
#define SLAB_ACCOUNT		((slab_flags_t)0)	   /* memory cgroups: none here */
#define SLAB_KASAN		((slab_flags_t)0)
#define SLAB_NO_USER_FLAGS	((slab_flags_t)0x10000000) /* slub_debug= does not touch it */
#define SLAB_SKIP_KFENCE	((slab_flags_t)0)
#define SLAB_NO_MERGE		((slab_flags_t)0x01000000) /* never shares slabs with another */

/* What kmalloc(0) returns: not NULL, faults when followed, and kfree() takes it. */
#define ZERO_SIZE_PTR	    ((void *)16)
#define ZERO_OR_NULL_PTR(x) ((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)

struct kmem_cache;
struct list_lru;

/* --- Caches (mm/slab_common.c) ----------------------------------------------------------------- */
void __init kmem_cache_init(void);
void __init kmem_cache_init_late(void);
bool slab_is_available(void);

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     slab_flags_t flags, void (*ctor)(void *));
struct kmem_cache *kmem_cache_create_usercopy(const char *name, unsigned int size,
					      unsigned int align, slab_flags_t flags,
					      unsigned int useroffset, unsigned int usersize,
					      void (*ctor)(void *));
void kmem_cache_destroy(struct kmem_cache *s);
int kmem_cache_shrink(struct kmem_cache *s);
unsigned int kmem_cache_size(struct kmem_cache *s);
bool kmem_dump_obj(void *object);

/* A cache named after a structure, with its size and alignment. */
#define KMEM_CACHE(__struct, __flags)                                   \
	kmem_cache_create(#__struct, sizeof(struct __struct),           \
			  __alignof__(struct __struct), (__flags), NULL)

#define KMEM_CACHE_USERCOPY(__struct, __flags, __field)                          \
	kmem_cache_create_usercopy(#__struct, sizeof(struct __struct),           \
				   __alignof__(struct __struct), (__flags),      \
				   offsetof(struct __struct, __field),           \
				   sizeof(((struct __struct *)0)->__field), NULL)

struct seq_file;

/* One line of slabtop: what a cache holds. */
struct slab_row {
	const char *name;
	unsigned int size; /* bytes of a slot */
	unsigned long active_objs, num_objs, active_slabs, num_slabs;
	unsigned int objects_per_slab;
	unsigned long slab_bytes; /* of each slab */
};

/* /proc/slabinfo; the caches one after the other (mm/slab_info.c); a picture of one (mm/slab_draw.c). */
int slabinfo_show(struct seq_file *m, void *v);
void slab_visit_caches(void (*visit)(void *data, const struct slab_row *row), void *data);
int slab_draw_cache(struct seq_file *m, const char *name);

/* --- Objects (mm/slub.c or the allocator chosen) ------------------------------------------------ */
#ifndef ARCH_KMALLOC_MINALIGN
#define ARCH_KMALLOC_MINALIGN __alignof__(unsigned long long)
#endif
#ifndef ARCH_SLAB_MINALIGN
#define ARCH_SLAB_MINALIGN __alignof__(unsigned long long)
#endif

static inline unsigned int arch_slab_minalign(void)
{
	return ARCH_SLAB_MINALIGN;
}

void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags) __malloc;
void *kmem_cache_alloc_lru(struct kmem_cache *s, struct list_lru *lru, gfp_t flags) __malloc;
void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t flags, int node) __malloc;
void kmem_cache_free(struct kmem_cache *s, void *object);
int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t flags, size_t nr, void **objects);
void kmem_cache_free_bulk(struct kmem_cache *s, size_t nr, void **objects);

/* Allocate an object and zero it. Not for caches with a constructor: it would undo the work. */
static inline void *kmem_cache_zalloc(struct kmem_cache *s, gfp_t flags)
{
	return kmem_cache_alloc(s, flags | __GFP_ZERO);
}

/* --- Sizes (mm/kmalloc.c) ----------------------------------------------------------------------- */
#define KMALLOC_SHIFT_LOW  3			/* the smallest cache: 8 bytes ... */
#define KMALLOC_SHIFT_HIGH (PAGE_SHIFT + 1)	/* ... the largest: 8192 */
#define KMALLOC_SHIFT_MAX  (MAX_ORDER + PAGE_SHIFT - 1)

#define KMALLOC_MIN_SIZE       (1 << KMALLOC_SHIFT_LOW)
#define KMALLOC_MAX_SIZE       (1UL << KMALLOC_SHIFT_MAX)
#define KMALLOC_MAX_CACHE_SIZE (1UL << KMALLOC_SHIFT_HIGH)
#define KMALLOC_MAX_ORDER      (KMALLOC_SHIFT_MAX - PAGE_SHIFT)
#define SLAB_OBJ_MIN_SIZE      KMALLOC_MIN_SIZE

enum kmalloc_cache_type {
	KMALLOC_NORMAL,
	KMALLOC_CGROUP = KMALLOC_NORMAL,
	KMALLOC_RECLAIM,
	KMALLOC_DMA,
	NR_KMALLOC_TYPES
};

extern struct kmem_cache *kmalloc_caches[NR_KMALLOC_TYPES][KMALLOC_SHIFT_HIGH + 1];

/* Which row of kmalloc_caches serves @flags: DMA goes before RECLAIMABLE. */
static __always_inline enum kmalloc_cache_type kmalloc_type(gfp_t flags)
{
	if (likely((flags & (__GFP_RECLAIMABLE | __GFP_DMA)) == 0))
		return KMALLOC_NORMAL;
	return flags & __GFP_DMA ? KMALLOC_DMA : KMALLOC_RECLAIM;
}

/*
 * Which column serves @size: 1 is 96 bytes, 2 is 192, otherwise column n holds 2^n bytes. Only for
 * constants, where all of it is worked out by the compiler; kmalloc_slab() is for the rest.
 */
static __always_inline unsigned int __kmalloc_index(size_t size, bool size_is_constant)
{
	if (!size)
		return 0;
	if (size <= KMALLOC_MIN_SIZE)
		return KMALLOC_SHIFT_LOW;
	if (size > 64 && size <= 96)
		return 1;
	if (size > 128 && size <= 192)
		return 2;
	return ilog2(size - 1) + 1;
}
#define kmalloc_index(size) __kmalloc_index(size, true)

void *kmalloc_trace(struct kmem_cache *s, gfp_t flags, size_t size) __malloc __alloc_size(3);
void *kmalloc_node_trace(struct kmem_cache *s, gfp_t flags, int node, size_t size)
	__malloc __alloc_size(4);
void *__kmalloc(size_t size, gfp_t flags) __malloc __alloc_size(1);
void *__kmalloc_node(size_t size, gfp_t flags, int node) __malloc __alloc_size(1);
void *kmalloc_large(size_t size, gfp_t flags) __malloc __alloc_size(1);
void *kmalloc_large_node(size_t size, gfp_t flags, int node) __malloc __alloc_size(1);
void *__kmalloc_node_track_caller(size_t size, gfp_t flags, int node, unsigned long caller)
	__alloc_size(1);
void kfree(const void *object);
void kfree_sensitive(const void *object);
void kfree_const(const void *object);
size_t __ksize(const void *object);
size_t ksize(const void *object);
size_t kmalloc_size_roundup(size_t size);
void *__must_check krealloc(const void *object, size_t new_size, gfp_t flags);

/**
 * kmalloc() - allocate memory by size.
 * @size: bytes; 0 gives ZERO_SIZE_PTR.
 * @flags: GFP_KERNEL where the caller may sleep, GFP_ATOMIC where not, | GFP_DMA for ISA devices.
 *
 * The result is physically contiguous. A power-of-two size is aligned to itself, any other to 8.
 *
 * Context: as @flags say; GFP_ATOMIC from anywhere, interrupts included.
 * Return: the memory, not cleared; or NULL.
 * Source: LDD ch. 8 "The Real Story of kmalloc"; Gorman ch. 8.4 "Sizes Cache".
 */
static __always_inline __alloc_size(1) void *kmalloc(size_t size, gfp_t flags)
{
	if (__builtin_constant_p(size)) {
		if (size > KMALLOC_MAX_CACHE_SIZE)
			return kmalloc_large(size, flags);
		if (!size)
			return ZERO_SIZE_PTR;
		return kmalloc_trace(kmalloc_caches[kmalloc_type(flags)][kmalloc_index(size)],
				     flags, size);
	}
	return __kmalloc(size, flags);
}

/* kmalloc() from the memory of one node. */
static __always_inline __alloc_size(1) void *kmalloc_node(size_t size, gfp_t flags, int node)
{
	if (__builtin_constant_p(size)) {
		if (size > KMALLOC_MAX_CACHE_SIZE)
			return kmalloc_large_node(size, flags, node);
		if (!size)
			return ZERO_SIZE_PTR;
		return kmalloc_node_trace(
			kmalloc_caches[kmalloc_type(flags)][kmalloc_index(size)], flags, node, size);
	}
	return __kmalloc_node(size, flags, node);
}

/* kmalloc() on behalf of a caller's caller, who is recorded as the owner (slub_debug=U). */
#define kmalloc_node_track_caller(size, flags, node) \
	__kmalloc_node_track_caller(size, flags, node, _RET_IP_)
#define kmalloc_track_caller(size, flags) \
	__kmalloc_node_track_caller(size, flags, NUMA_NO_NODE, _RET_IP_)

static inline __alloc_size(1) void *kzalloc(size_t size, gfp_t flags)
{
	return kmalloc(size, flags | __GFP_ZERO);
}

static inline __alloc_size(1) void *kzalloc_node(size_t size, gfp_t flags, int node)
{
	return kmalloc_node(size, flags | __GFP_ZERO, node);
}

/* An array of @n elements. NULL where n * size does not fit: the reason to prefer it to kmalloc(). */
static __always_inline __alloc_size(1, 2) void *kmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return kmalloc(bytes, flags);
}

static __always_inline __alloc_size(1, 2) void *kmalloc_array_node(size_t n, size_t size,
								   gfp_t flags, int node)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return kmalloc_node(bytes, flags, node);
}

static __always_inline __alloc_size(1, 2) void *kcalloc(size_t n, size_t size, gfp_t flags)
{
	return kmalloc_array(n, size, flags | __GFP_ZERO);
}

static __always_inline __alloc_size(1, 2) void *kcalloc_node(size_t n, size_t size, gfp_t flags,
							     int node)
{
	return kmalloc_array_node(n, size, flags | __GFP_ZERO, node);
}

static inline void *__must_check krealloc_array(void *p, size_t new_n, size_t new_size, gfp_t flags)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(new_n, new_size, &bytes)))
		return NULL;
	return krealloc(p, bytes, flags);
}

static inline void kfree_bulk(size_t nr, void **objects)
{
	kmem_cache_free_bulk(NULL, nr, objects);
}

/* --- kmalloc where it can, vmalloc where it must (mm/util.c) ------------------------------------- */
void *kvmalloc_node(size_t size, gfp_t flags, int node) __alloc_size(1);
void *kvrealloc(const void *p, size_t old_size, size_t new_size, gfp_t flags);
void kvfree(const void *addr);
void kvfree_sensitive(const void *addr, size_t len);

static inline __alloc_size(1) void *kvmalloc(size_t size, gfp_t flags)
{
	return kvmalloc_node(size, flags, NUMA_NO_NODE);
}

static inline __alloc_size(1) void *kvzalloc(size_t size, gfp_t flags)
{
	return kvmalloc(size, flags | __GFP_ZERO);
}

static inline __alloc_size(1) void *kvzalloc_node(size_t size, gfp_t flags, int node)
{
	return kvmalloc_node(size, flags | __GFP_ZERO, node);
}

static inline __alloc_size(1, 2) void *kvmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return kvmalloc(bytes, flags);
}

static inline __alloc_size(1, 2) void *kvcalloc(size_t n, size_t size, gfp_t flags)
{
	return kvmalloc_array(n, size, flags | __GFP_ZERO);
}

#endif
