// SPDX-License-Identifier: MIT
/*
 * mm/dma/pool.c: small blocks of coherent memory.
 *
 * Problem.  Controllers want descriptors of 16 or 64 bytes, aligned, sometimes never across a boundary;
 *           dma_alloc_coherent() hands out whole pages.
 * Idea.     Cut coherent pages into blocks. What is free is kept beside the page, never inside: a
 *           device that writes into a block it was told to forget cannot break the pool.
 *
 *     hand  -> A                               the block that was freed last, or lent to whom asked next
 *     chunk -> page  [ A   ][ B   ][ .   ][ D   ]   B, D handed out, . free; two units of alignment each
 *              live   1 0    1 0    0 0    1 0      a bit a unit: set where a block starts that is not free
 *     pool     starts 1 0    1 0    1 0    1 0      where blocks start, the same in each chunk
 *
 *           What is in starts and not in live is free. Taking a block is setting its bit, freeing it is clearing
 *           it, and a bit that was not set says that nothing was handed out there: twice, inside a block, never.
 *           Drivers mostly free one block and want one next: that is one exchange with the hand, and no lock.
 *           The hand is one word, and remembers a block that it lends:
 *
 *     kernel address       the block lies here, free              alloc: exchanged for its physical address
 *     physical address     lent, and not back yet                 free of just this block: exchanged back
 *     HAND_EMPTY           neither
 *
 *           So the free of a lent block is checked by the exchange itself: it came from this pool, begins here and
 *           is out. All others are looked up. The block in the hand is nobody's, though live; freeing it once
 *           more finds it there.
 *           A pool made while dma_debug=1 watches its device keeps nothing in its hand: free blocks
 *           hold a pattern, blocks have red zones behind them, and both are looked at each time (pool_watch.c).
 * Invariants (dma_pool_check in pool_watch.c walks them). Live bits stand only where blocks start; what lies in the hand is live.
 * Locks.    Hand and bits change by one atomic instruction each. pool->lock, irqs off, is for the list of chunks;
 *           they are allocated outside it, and stay until the pool is destroyed.
 * Paths.    Alloc  dma_pool_alloc -> the hand | take_block -> take_from -> (none) search -> next_chunk | add_chunk
 *           Free   dma_pool_free -> the hand | free_checked -> chunk_of; the hand | put_block
 * Cost.     A pair through the hand 30 instructions, past it 130: who owns the block is looked up. A chunk that is full
 *           costs a walk over its bits and the list, once.
 * Sources.  LDD3 ch. 15 "DMA pools".
 */
#include <linux/bitmap.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/page-flags.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "dma.h"
#include "pool.h"

struct dma_pool_list dma_pools = { __MUTEX_INITIALIZER(dma_pools.lock), LIST_HEAD_INIT(dma_pools.list) };

/* What the page allocator has in one run. */
#define LARGEST_CHUNK (MAX_ORDER_NR_PAGES << PAGE_SHIFT)

/* Blocks lie side by side, skipping the boundaries. */
static void lay_out(struct dma_pool *pool)
{
	size_t offset = 0, end;

	for (; offset + pool->size <= pool->chunk_size; offset += pool->size) {
		end = (offset & ~(pool->boundary - 1)) + pool->boundary;
		if (offset + pool->size > end)
			offset = end;
		if (offset + pool->size > pool->chunk_size)
			break;
		__set_bit(offset >> pool->align_shift, pool->starts);
	}
}

/**
 * dma_pool_create() - a pool of coherent blocks of one size.
 * @name: for reports.
 * @dev: device that will see them.
 * @size: bytes of a block, up to 4 MiB; rounded up to @align, at least 4.
 * @align: power of two, or 0 for none.
 * @boundary: power of two that no block may cross, or 0.
 *
 * Context: may sleep.
 * Return: the pool; NULL for impossible sizes or no memory.
 */
struct dma_pool *dma_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				 size_t boundary)
{
	size_t usable, red_zone, chunk_size;
	struct dma_pool *pool;
	unsigned int nr_units;

	align = align ? align : 1;
	if (!dev || !is_power_of_2(align) || !size || max(size, align) > LARGEST_CHUNK)
		return NULL;
	align = max_t(size_t, align, MIN_ALIGN);
	red_zone = dma_debug_watches(dev) ? RED_ZONE : 0;
	usable = ALIGN(size, align);
	size = ALIGN(usable + red_zone, align);
	if (boundary && (boundary < usable || !is_power_of_2(boundary)))
		return NULL;
	if ((boundary && boundary < size) || size > LARGEST_CHUNK)
		size = usable; /* no room for a red zone: patterns only */
	chunk_size = PAGE_SIZE << get_order(size);
	nr_units = chunk_size >> ilog2(align);
	pool = kzalloc(struct_size(pool, starts, BITS_TO_LONGS(nr_units)), GFP_KERNEL);
	if (!pool)
		return NULL;
	strscpy(pool->name, name, sizeof(pool->name));
	pool->hand = HAND_EMPTY;
	spin_lock_init(&pool->lock);
	INIT_LIST_HEAD(&pool->chunks);
	pool->dev = dev;
	pool->size = size;
	pool->usable = usable;
	pool->watched = red_zone;
	pool->chunk_size = chunk_size;
	pool->boundary = boundary ? min(boundary, chunk_size) : chunk_size;
	pool->align_shift = (unsigned int)ilog2(align);
	pool->pfn_mask = -PFN_DOWN(chunk_size);
	pool->offset_mask = chunk_size - 1;
	pool->nr_units = nr_units;
	pool->nr_words = BITS_TO_LONGS(nr_units);
	lay_out(pool);
	mutex_lock(&dma_pools.lock);
	list_add_tail(&pool->node, &dma_pools.list);
	mutex_unlock(&dma_pools.lock);
	return pool;
}
EXPORT_SYMBOL(dma_pool_create);

/* Context: as @gfp. Return: whether there is one more chunk. */
static noinline bool add_chunk(struct dma_pool *pool, gfp_t gfp)
{
	struct chunk *c = kzalloc(struct_size(c, live, pool->nr_words), gfp & ~__GFP_ZERO);
	unsigned long flags;

	if (!c)
		return false;
	c->vaddr = dma_alloc_coherent(pool->dev, pool->chunk_size, &c->handle, gfp);
	if (!c->vaddr) {
		kfree(c);
		return false;
	}
	if (pool->watched)
		memset(c->vaddr, POISON_FREED, pool->chunk_size);
	virt_to_page(c->vaddr)->dma_pool = pool;
	virt_to_page(c->vaddr)->private = (unsigned long)c;
	spin_lock_irqsave(&pool->lock, flags);
	list_add(&c->node, &pool->chunks);
	WRITE_ONCE(pool->current_chunk, c);
	spin_unlock_irqrestore(&pool->lock, flags);
	return true;
}

/* A block that is free by word @word of @c's bits. Return: NULL if there is none. */
static __always_inline u8 *take_from(const struct dma_pool *pool, struct chunk *c, unsigned int word)
{
	unsigned long free;

	while ((free = pool->starts[word] & ~READ_ONCE(c->live[word]))) {
		unsigned int bit = __ffs(free);

		if (likely(!test_and_set_bit(bit, &c->live[word]))) /* or an interrupt was faster */
			return c->vaddr + ((word * BITS_PER_LONG + bit) << pool->align_shift);
	}
	return NULL;
}

static bool has_free(const struct dma_pool *pool, const struct chunk *c)
{
	return !bitmap_equal(pool->starts, c->live, pool->nr_units);
}

/* The current chunk is full: is there another that is not? */
static noinline bool next_chunk(struct dma_pool *pool)
{
	struct chunk *c, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	list_for_each_entry(c, &pool->chunks, node)
		if (has_free(pool, c)) {
			found = c;
			break;
		}
	if (found) {
		list_move_tail(&found->node, &pool->chunks); /* so that full ones are not asked first again */
		WRITE_ONCE(pool->current_chunk, found);
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	return found;
}

/* A block from wherever there is one. Context: as @gfp. */
static noinline u8 *search(struct dma_pool *pool, gfp_t gfp)
{
	struct chunk *c;
	unsigned int word;
	u8 *block;

	do {
		c = READ_ONCE(pool->current_chunk);
		for (word = 0; c && word < pool->nr_words; word++) {
			block = take_from(pool, c, word);
			if (block) {
				pool->current_word = word;
				return block;
			}
		}
	} while (next_chunk(pool) || add_chunk(pool, gfp));
	return NULL;
}

/* A block past the hand. Context: as @gfp. */
static __always_inline void *take_block(struct dma_pool *pool, gfp_t gfp)
{
	struct chunk *c = READ_ONCE(pool->current_chunk);
	u8 *block = likely(c) ? take_from(pool, c, READ_ONCE(pool->current_word)) : NULL;

	if (unlikely(!block))
		block = search(pool, gfp);
	if (unlikely(pool->watched) && block)
		dma_pool_issue(pool, block);
	return block;
}

static noinline void *clear_block(const struct dma_pool *pool, void *block)
{
	return memset(block, 0, pool->usable);
}

static noinline void *alloc_slow(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle)
{
	void *block = take_block(pool, gfp);

	if (!block)
		return NULL;
	*handle = __pa(block);
	return gfp & __GFP_ZERO ? clear_block(pool, block) : block;
}

/**
 * dma_pool_alloc() - one block.
 * @pool: pool.
 * @mem_flags: GFP_KERNEL or GFP_ATOMIC, for when the pool must grow; __GFP_ZERO clears the block.
 * @handle: gets the address for the device.
 *
 * Context: as @mem_flags.
 * Return: kernel address, or NULL.
 */
void *dma_pool_alloc(struct dma_pool *pool, gfp_t mem_flags, dma_addr_t *handle)
{
	unsigned long block = READ_ONCE(pool->hand);

	do {
		if (unlikely(block < PAGE_OFFSET))
			return alloc_slow(pool, mem_flags, handle);
	} while (!try_cmpxchg(&pool->hand, &block, __pa(block)));
	*handle = __pa(block); /* coherent memory is lowmem, and the bus sees physical addresses */
	if (unlikely(mem_flags & __GFP_ZERO))
		return clear_block(pool, (void *)block);
	return (void *)block;
}
EXPORT_SYMBOL(dma_pool_alloc);

/* @vaddr was live a moment ago. Return: false if somebody has freed it meanwhile. */
static __always_inline bool put_block(const struct dma_pool *pool, struct chunk *c, const void *vaddr)
{
	unsigned int unit = unit_of(pool, vaddr);

	return test_and_clear_bit(unit % BITS_PER_LONG, &c->live[unit / BITS_PER_LONG]);
}

/* Everything but a block that the hand lent: into the hand if there is room, else among the free ones. */
static noinline void free_checked(struct dma_pool *pool, void *vaddr)
{
	unsigned long hand = READ_ONCE(pool->hand);
	struct chunk *c = chunk_of(pool, vaddr);

	if (unlikely(!c) || unlikely(!is_live(pool, c, vaddr)))
		return dma_pool_bad_free(pool, vaddr, __pa(vaddr));
	if (unlikely(pool->watched))
		dma_pool_retire(pool, vaddr);
	else if (hand < PAGE_OFFSET && try_cmpxchg(&pool->hand, &hand, (unsigned long)vaddr))
		return;
	if (unlikely(hand == (unsigned long)vaddr) || unlikely(!put_block(pool, c, vaddr)))
		dma_pool_bad_free(pool, vaddr, __pa(vaddr));
}

/**
 * dma_pool_free() - give a block back.
 * @pool: pool it came from.
 * @vaddr: kernel address.
 * @addr: address for the device, as dma_pool_alloc() gave it.
 *
 * A block of another pool, one that is free already, and an address inside one are reported and ignored.
 * Context: any.
 */
void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t addr)
{
	unsigned long lent = __pa(vaddr);

	if (unlikely(addr != lent))
		dma_pool_bad_free(pool, vaddr, addr);
	else if (unlikely(!try_cmpxchg(&pool->hand, &lent, (unsigned long)vaddr)))
		free_checked(pool, vaddr);
}
EXPORT_SYMBOL(dma_pool_free);

/**
 * dma_pool_destroy() - end a pool whose blocks have all come back.
 * @pool: pool, or NULL.
 *
 * A chunk with live blocks is reported and kept: the device may still use it.
 * Context: may sleep.
 */
void dma_pool_destroy(struct dma_pool *pool)
{
	struct chunk *c, *next;

	if (!pool)
		return;
	mutex_lock(&dma_pools.lock);
	list_del(&pool->node);
	mutex_unlock(&dma_pools.lock);
	if (pool->hand >= PAGE_OFFSET)
		put_block(pool, chunk_of(pool, (void *)pool->hand), (void *)pool->hand);
	list_for_each_entry_safe(c, next, &pool->chunks, node) {
		list_del(&c->node);
		virt_to_page(c->vaddr)->dma_pool = NULL;
		if (bitmap_empty(c->live, pool->nr_units)) {
			dma_free_coherent(pool->dev, pool->chunk_size, c->vaddr, c->handle);
			kfree(c);
			continue;
		}
		dev_err(pool->dev, "dma_pool_destroy %s, %px busy: %u blocks live\n", pool->name,
			c->vaddr, bitmap_weight(c->live, pool->nr_units));
	}
	kfree(pool);
}
EXPORT_SYMBOL(dma_pool_destroy);

static void managed_pool_release(struct device *dev, void *res)
{
	dma_pool_destroy(*(struct dma_pool **)res);
}

static int same_pool(struct device *dev, void *res, void *pool)
{
	return *(void **)res == pool;
}

struct dma_pool *dmam_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				  size_t boundary)
{
	struct dma_pool **res = devres_alloc(managed_pool_release, sizeof(*res), GFP_KERNEL);

	if (!res)
		return NULL;
	*res = dma_pool_create(name, dev, size, align, boundary);
	if (*res) {
		devres_add(dev, res);
		return *res;
	}
	devres_free(res);
	return NULL;
}
EXPORT_SYMBOL(dmam_pool_create);

void dmam_pool_destroy(struct dma_pool *pool)
{
	WARN_ON(devres_release(pool->dev, managed_pool_release, same_pool, pool));
}
EXPORT_SYMBOL(dmam_pool_destroy);
