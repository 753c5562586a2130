// SPDX-License-Identifier: MIT
/*
 * mm/kmalloc.c: memory by size: a row of caches, and whole pages beyond it.
 *
 * Problem.  Most structures are allocated too seldom to deserve a cache of their own.
 * Idea.     A cache for each power of two from 8 to 8192 bytes, and for 96 and 192; a request takes
 *           the smallest that fits, so at most half is wasted. Three rows: normal memory, memory that
 *           is counted as reclaimable, memory that ISA devices reach. Larger requests are blocks of
 *           pages, found again by kfree() through struct page.
 *
 *             bytes   1..8  ..16  ..32  ..64  ..96  ..128  ..192  ..256  ..512 ... ..8192 | pages
 *             index     3     4     5     6     1      7      2      8      9        13    |
 * Invariants. cache_by_size[(size - 1) / 8] is the smallest that fits; ksize(p) >= the size asked.
 * Locks.    none.
 * Paths.    Alloc  __kmalloc -> cache_for, alloc_object   (constant size: no first hop)
 *           Large  __kmalloc -> kmalloc_large -> alloc_pages
 *           Free   kfree (mm/slub.c) -> kfree_slow -> free_large_kmalloc
 * Cost.     One load from a table of 4 KiB, which saves the four instructions that would tell 96 and 192
 *           from the powers of two.
 * Sources.  Gorman ch. 8.4 "Sizes Cache"; LDD ch. 8 "The Real Story of kmalloc".
 */
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <slate/leak.h>
#include <trace/events/kmem.h>
#include "slab.h"
#include "slab_magazine.h"
#include "slub_hand.h"

struct kmem_cache *kmalloc_caches[NR_KMALLOC_TYPES][KMALLOC_SHIFT_HIGH + 1];
EXPORT_SYMBOL(kmalloc_caches);

/* KMALLOC_NORMAL's cache for a size, by (size - 1) / 8. (B) */
static struct kmem_cache *cache_by_size[KMALLOC_MAX_CACHE_SIZE / KMALLOC_MIN_SIZE];

static const char *const cache_names[NR_KMALLOC_TYPES][KMALLOC_SHIFT_HIGH + 1] = {
	[KMALLOC_NORMAL] = { NULL, "kmalloc-96", "kmalloc-192", "kmalloc-8", "kmalloc-16",
			     "kmalloc-32", "kmalloc-64", "kmalloc-128", "kmalloc-256",
			     "kmalloc-512", "kmalloc-1k", "kmalloc-2k", "kmalloc-4k",
			     "kmalloc-8k" },
	[KMALLOC_RECLAIM] = { NULL, "kmalloc-rcl-96", "kmalloc-rcl-192", "kmalloc-rcl-8",
			      "kmalloc-rcl-16", "kmalloc-rcl-32", "kmalloc-rcl-64",
			      "kmalloc-rcl-128", "kmalloc-rcl-256", "kmalloc-rcl-512",
			      "kmalloc-rcl-1k", "kmalloc-rcl-2k", "kmalloc-rcl-4k",
			      "kmalloc-rcl-8k" },
	[KMALLOC_DMA] = { NULL, "dma-kmalloc-96", "dma-kmalloc-192", "dma-kmalloc-8",
			  "dma-kmalloc-16", "dma-kmalloc-32", "dma-kmalloc-64", "dma-kmalloc-128",
			  "dma-kmalloc-256", "dma-kmalloc-512", "dma-kmalloc-1k",
			  "dma-kmalloc-2k", "dma-kmalloc-4k", "dma-kmalloc-8k" },
};

static unsigned int size_of_index(unsigned int index)
{
	return index == 1 ? 96 : index == 2 ? 192 : 1U << index;
}

void __init create_kmalloc_caches(void)
{
	static const slab_flags_t flags[NR_KMALLOC_TYPES] = {
		[KMALLOC_RECLAIM] = SLAB_RECLAIM_ACCOUNT,
		[KMALLOC_DMA] = SLAB_CACHE_DMA,
	};
	unsigned int type, index, size;

	for (type = 0; type < NR_KMALLOC_TYPES; type++)
		for (index = 1; index <= KMALLOC_SHIFT_HIGH; index++)
			kmalloc_caches[type][index] = slab_create_boot_cache(
				cache_names[type][index], size_of_index(index), flags[type]);
	for (size = KMALLOC_MIN_SIZE; size <= KMALLOC_MAX_CACHE_SIZE; size += KMALLOC_MIN_SIZE)
		cache_by_size[(size - 1) / KMALLOC_MIN_SIZE] =
			kmalloc_caches[KMALLOC_NORMAL][__kmalloc_index(size, false)];
}

/* The cache for a size that is not known to the compiler; 1 to KMALLOC_MAX_CACHE_SIZE. */
static __always_inline struct kmem_cache *cache_for(size_t size, gfp_t gfp)
{
	if (unlikely(gfp & (__GFP_RECLAIMABLE | __GFP_DMA)))
		return kmalloc_caches[kmalloc_type(gfp)][__kmalloc_index(size, false)];
	return cache_by_size[(size - 1) / KMALLOC_MIN_SIZE];
}

struct kmem_cache *kmalloc_slab(size_t size, gfp_t gfp)
{
	if (!size || size > KMALLOC_MAX_CACHE_SIZE)
		return NULL;
	return cache_for(size, gfp);
}
EXPORT_SYMBOL(kmalloc_slab);

/*
 * These are jumped to, so that the return address is that of the allocation's own caller. None is static: a
 * compiler may pass the arguments of a function that only it knows on the stack, and then it cannot jump.
 */
noinline void *kmalloc_watched(struct kmem_cache *s, gfp_t gfp, size_t size)
{
	void *object = slab_alloc_node_slow(s, gfp, NUMA_NO_NODE, _RET_IP_);

	trace_kmalloc(_RET_IP_, object, size, s->size, gfp, NUMA_NO_NODE);
	return object;
}

/* Somebody watches, or SLAB serves. */
noinline void *kmalloc_detour(struct kmem_cache *s, gfp_t gfp, size_t size)
{
	if (static_branch_unlikely(&alloc_watched))
		return kmalloc_watched(s, gfp, size);
	return magazine_alloc(s, gfp);
}

/* The same of a size that is not constant. */
noinline void *kmalloc_by_size_detour(size_t size, gfp_t gfp)
{
	if (unlikely(size - 1 >= KMALLOC_MAX_CACHE_SIZE))
		return size ? kmalloc_large(size, gfp) : ZERO_SIZE_PTR;
	if (static_branch_unlikely(&alloc_watched))
		return kmalloc_watched(cache_for(size, gfp), gfp, size);
	return magazine_alloc(cache_for(size, gfp), gfp);
}

/* Beyond the caches, or with other flags than GFP_KERNEL. */
noinline void *kmalloc_special(size_t size, gfp_t gfp)
{
	if (unlikely(size - 1 >= KMALLOC_MAX_CACHE_SIZE))
		return size ? kmalloc_large(size, gfp) : ZERO_SIZE_PTR;
	return slub_alloc_special(cache_for(size, gfp), gfp);
}

/**
 * __kmalloc() - kmalloc() of a size that is not constant.
 *
 * Context, Return: as kmalloc().
 */
void *__kmalloc(size_t size, gfp_t gfp)
{
	if (static_branch_unlikely(&object_detour))
		return kmalloc_by_size_detour(size, gfp);
	if (unlikely(gfp != GFP_KERNEL) || unlikely(size - 1 >= KMALLOC_MAX_CACHE_SIZE))
		return kmalloc_special(size, gfp);
	return alloc_object_plain(cache_by_size[(size - 1) / KMALLOC_MIN_SIZE]);
}
EXPORT_SYMBOL(__kmalloc);

/**
 * kmalloc_trace() - kmalloc() of a constant size, for which the compiler has found the cache.
 * @size: what was asked for: nobody wants to know unless kmalloc is traced.
 */
void *kmalloc_trace(struct kmem_cache *s, gfp_t gfp, size_t size)
{
	if (static_branch_unlikely(&object_detour))
		return kmalloc_detour(s, gfp, size);
	/* From here on @size's register is free for @s. */
	OPTIMIZER_HIDE_VAR(s);
	return alloc_object_unwatched(s, gfp);
}
EXPORT_SYMBOL(kmalloc_trace);

static __always_inline void *kmalloc_from_node(struct kmem_cache *s, gfp_t gfp, int node, size_t size)
{
	void *object;

	if (!trace_kmalloc_node_enabled())
		return kmem_cache_alloc_node(s, gfp, node);
	object = slab_alloc_node_slow(s, gfp, node, _RET_IP_);
	trace_kmalloc_node(_RET_IP_, object, size, s->size, gfp, node);
	return object;
}

/* The same from the memory of one node. */
void *kmalloc_node_trace(struct kmem_cache *s, gfp_t gfp, int node, size_t size)
{
	return kmalloc_from_node(s, gfp, node, size);
}
EXPORT_SYMBOL(kmalloc_node_trace);

/**
 * __kmalloc_node() - kmalloc_node() of a size that is not constant.
 *
 * Context, Return: as kmalloc().
 */
void *__kmalloc_node(size_t size, gfp_t gfp, int node)
{
	if (unlikely(size - 1 >= KMALLOC_MAX_CACHE_SIZE))
		return size ? kmalloc_large_node(size, gfp, node) : ZERO_SIZE_PTR;
	return kmalloc_from_node(cache_for(size, gfp), gfp, node, size);
}
EXPORT_SYMBOL(__kmalloc_node);

/**
 * __kmalloc_node_track_caller() - kmalloc_node() for a function that allocates for its caller.
 * @caller: whom slub_debug=U names as the owner.
 *
 * Context, Return: as kmalloc().
 */
void *__kmalloc_node_track_caller(size_t size, gfp_t gfp, int node, unsigned long caller)
{
	struct kmem_cache *s;

	if (unlikely(size - 1 >= KMALLOC_MAX_CACHE_SIZE))
		return size ? kmalloc_large_node(size, gfp, node) : ZERO_SIZE_PTR;
	s = cache_for(size, gfp);
	if (trace_kmalloc_enabled()) {
		void *object = slab_alloc_node_slow(s, gfp, node, caller);

		trace_kmalloc(caller, object, size, s->size, gfp, node);
		return object;
	}
	if (kmem_cache_debug_flags(s, SLAB_STORE_USER))
		return slab_alloc_node_slow(s, gfp, node, caller);
	return kmem_cache_alloc_node(s, gfp, node);
}
EXPORT_SYMBOL(__kmalloc_node_track_caller);

static atomic_long_t nr_large_blocks; /* handed out; their pages count as slab memory, not as pages */

static long large_blocks_out(void)
{
	return atomic_long_read(&nr_large_blocks);
}
LEAK_COUNTER(kmalloc_blocks, large_blocks_out);

/* Blocks are counted as unreclaimable slab memory; their head says KIND_ALLOCATED and compound. */
static void account_large(struct page *page, int sign)
{
	atomic_long_add(sign, &nr_large_blocks);
	account_slab_bytes(page, NR_SLAB_UNRECLAIMABLE_B,
			   sign * (long)(PAGE_SIZE << page_block_order(page)));
}

/**
 * kmalloc_large_node() - a block of pages for a request beyond the largest cache.
 *
 * Context: as @gfp says.
 * Return: memory aligned to a page (a power-of-two size: to itself); NULL beyond KMALLOC_MAX_SIZE, with a
 * warning as for any block of an order that there is not.
 */
void *kmalloc_large_node(size_t size, gfp_t gfp, int node)
{
	struct page *page;

	might_sleep_if(gfpflags_allow_blocking(gfp));
	if (unlikely(gfp & GFP_SLAB_BUG_MASK))
		gfp = kmalloc_fix_flags(gfp);
	if (unlikely(should_failslab(NULL, gfp)))
		return NULL;
	page = alloc_pages_node(node, gfp | __GFP_COMP, get_order(size));
	if (!page)
		return NULL;
	__set_bit(PG_large_kmalloc, &page->flags);
	account_large(page, 1);
	trace_kmalloc(_RET_IP_, page_address(page), size, PAGE_SIZE << get_order(size), gfp, node);
	return page_address(page);
}
EXPORT_SYMBOL(kmalloc_large_node);

void *kmalloc_large(size_t size, gfp_t gfp)
{
	return kmalloc_large_node(size, gfp, NUMA_NO_NODE);
}
EXPORT_SYMBOL(kmalloc_large);

/* Free the block that @object starts; false if it is no such block. */
bool free_large_kmalloc(struct page *page, const void *object)
{
	unsigned int order = page_block_order(page);

	if (page_kind(page) != KIND_ALLOCATED || !test_bit(PG_large_kmalloc, &page->flags) ||
	    page_address(page) != object)
		return false;
	__clear_bit(PG_large_kmalloc, &page->flags);
	account_large(page, -1);
	__free_pages(page, order);
	return true;
}

/**
 * __ksize() - bytes that an allocation really has.
 * @object: what kmalloc() or kmem_cache_alloc() returned, or ZERO_SIZE_PTR.
 *
 * Return: bytes that may be used: the cache's size, not the one asked for. 0 for ZERO_SIZE_PTR, and
 *         for what is no allocation, after a warning.
 */
size_t __ksize(const void *object)
{
	struct kmem_cache *s;
	struct page *page;

	if (object == ZERO_SIZE_PTR)
		return 0;
	s = slab_cache_of(object);
	if (s)
		return slab_usable_size(s);
	if (WARN_ON(!virt_addr_valid(object)))
		return 0;
	page = compound_head(virt_to_page(object));
	if (WARN_ON(!test_bit(PG_large_kmalloc, &page->flags) || page_address(page) != object))
		return 0;
	return PAGE_SIZE << page_block_order(page);
}
EXPORT_SYMBOL(__ksize);

size_t ksize(const void *object)
{
	return ZERO_OR_NULL_PTR(object) ? 0 : __ksize(object);
}
EXPORT_SYMBOL(ksize);

/**
 * kmalloc_size_roundup() - what ksize() would say of an allocation of @size bytes.
 */
size_t kmalloc_size_roundup(size_t size)
{
	if (size && size <= KMALLOC_MAX_CACHE_SIZE)
		return kmalloc_slab(size, GFP_KERNEL)->object_size;
	if (!size || size > KMALLOC_MAX_SIZE)
		return size;
	return PAGE_SIZE << get_order(size);
}
EXPORT_SYMBOL(kmalloc_size_roundup);

/**
 * krealloc() - change the size of an allocation, keeping its contents.
 * @object: allocation, NULL or ZERO_SIZE_PTR.
 * @new_size: bytes; 0 frees it.
 * @gfp: as kmalloc(). With __GFP_ZERO, bytes beyond the old usable size are zeroed.
 *
 * Context: as kmalloc().
 * Return: the allocation, perhaps elsewhere; or NULL, and then the old one stands.
 */
void *krealloc(const void *object, size_t new_size, gfp_t gfp)
{
	size_t old_size;
	void *new;

	if (!new_size) {
		kfree(object);
		return ZERO_SIZE_PTR;
	}
	old_size = ksize(object);
	if (old_size >= new_size)
		return (void *)object;
	new = kmalloc_track_caller(new_size, gfp);
	if (new && old_size) {
		memcpy(new, object, old_size);
		kfree(object);
	}
	return new;
}
EXPORT_SYMBOL(krealloc);

/**
 * kfree_sensitive() - zero an allocation, then free it: keys, passwords.
 */
void kfree_sensitive(const void *object)
{
	size_t size = ksize(object);

	if (size)
		memzero_explicit((void *)object, size);
	kfree(object);
}
EXPORT_SYMBOL(kfree_sensitive);
