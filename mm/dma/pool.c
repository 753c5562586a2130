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
 *     chunk -> page  [ A ][ B ][ . ][ D ]      B, D handed out, . free
 *              free  { 2 }                     stack of block positions, in units of 4 bytes
 *              live  1 1 0 1                   one bit an alignment unit: set where a block starts that is
 *                                              on no stack
 *
 *           Drivers mostly free one block and want one next: that is one exchange with the hand, and no lock.
 *           The hand is one word, and remembers a block that it lends:
 *
 *     kernel address       the block lies here, free              alloc: exchanged for its physical address
 *     physical address     lent, and not back yet                 free of just this block: exchanged back
 *     HAND_EMPTY           neither
 *
 *           So the free of a lent block is checked by the exchange itself: it came from this pool, begins here and
 *           is out. All others are looked up. The block in the hand is nobody's and on no stack; freeing it once
 *           more finds it there.
 *           A pool made while dma_debug=1 watches its device keeps nothing in its hand: free blocks
 *           hold a pattern, blocks have red zones behind them, and both are looked at each time.
 * Invariants (dma_pool_check walks them). A position is on the stack of its chunk, or live, never both; what lies in
 *           the hand counts as live; chunks with free blocks come first on the pool's list.
 * Locks.    pool->lock, irqs off. Chunks are allocated outside it.
 * Paths.    Alloc  dma_pool_alloc -> the hand | take_block -> first chunk -> (none free) add_chunk
 *           Free   dma_pool_free -> the hand | free_checked -> chunk_of; the hand | put_block
 * Cost.     A pair through the hand some 40 instructions, past it 200: a lock each way. Empty chunks stay until the pool is
 *           destroyed.
 * Sources.  LDD3 ch. 15 "DMA pools".
 */
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mutex.h>
#include <linux/page-flags.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "dma.h"

/* The physical address of no block: blocks begin at multiples of four. */
#define HAND_EMPTY 1

#define UNIT_SHIFT 2 /* positions count in words of 4 bytes: 16 bits reach 256 KiB */

#define RED_ZONE      16   /* bytes behind each block of a watched pool */
#define RED_BYTE      0xbb /* in the red zone */
#define POISON_FREED  0xa7 /* in blocks that are free: Linux's values */
#define POISON_ISSUED 0xa9 /* in blocks that nobody has written yet */

struct dma_pool {
	unsigned long hand;	 /* see above; only ever exchanged */
	bool watched;		 /* red zones and patterns */
	spinlock_t lock;
	struct list_head chunks; /* (L) those with free blocks first */
	struct list_head node;	 /* (pools.lock) */
	struct device *dev;
	size_t size;	   /* bytes of a block, red zone included */
	size_t usable;	   /* of these, the driver's */
	size_t boundary;   /* no block crosses a multiple of this */
	size_t chunk_size; /* bytes of a chunk */
	unsigned long pfn_mask;	   /* the bits of a frame number that say which chunk */
	unsigned long offset_mask; /* the bits of an address that say where in its chunk */
	unsigned int align_shift;
	unsigned int nr_units; /* of 1 << align_shift bytes in a chunk */
	unsigned int per_chunk; /* blocks */
	char name[32];
};

struct chunk {
	struct list_head node; /* (L) */
	u8 *vaddr;
	dma_addr_t handle;
	unsigned int nr_free; /* (L) */
	u16 *free;		/* (L) stack of positions, behind live[] */
	unsigned long live[]; /* (L) */
};

static struct {
	struct mutex lock;
	struct list_head list;
} pools = { __MUTEX_INITIALIZER(pools.lock), LIST_HEAD_INIT(pools.list) };

/* Blocks of a chunk, and their positions if @free is given: side by side, skipping the boundaries. */
static unsigned int lay_out(const struct dma_pool *pool, u16 *free)
{
	size_t offset = 0, end;
	unsigned int n = 0;

	for (; offset + pool->size <= pool->chunk_size; offset += pool->size) {
		end = (offset & ~(pool->boundary - 1)) + pool->boundary;
		if (offset + pool->size > end)
			offset = end;
		if (offset + pool->size > pool->chunk_size)
			break;
		if (free)
			free[n] = (u16)(offset >> UNIT_SHIFT);
		n++;
	}
	return n;
}

/**
 * dma_pool_create() - a pool of coherent blocks of one size.
 * @name: for reports.
 * @dev: device that will see them.
 * @size: bytes of a block; rounded up to @align, at least 4.
 * @align: power of two, or 0 for none.
 * @boundary: power of two that no block may cross, or 0.
 *
 * Context: may sleep.
 * Return: the pool; NULL for impossible sizes or no memory.
 */
struct dma_pool *dma_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				 size_t boundary)
{
	size_t usable, red_zone;
	struct dma_pool *pool;

	align = align ? align : 1;
	if (!dev || !is_power_of_2(align) || !size || size > (128 << 10))
		return NULL;
	align = max_t(size_t, align, 1 << UNIT_SHIFT);
	red_zone = dma_debug_watches(dev) ? RED_ZONE : 0;
	usable = ALIGN(size, align);
	size = ALIGN(usable + red_zone, align);
	if (boundary && (boundary < usable || !is_power_of_2(boundary)))
		return NULL;
	if (boundary && boundary < size)
		size = usable; /* no room for a red zone: patterns only */
	pool = kzalloc(sizeof(*pool), GFP_KERNEL);
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
	pool->chunk_size = PAGE_SIZE << get_order(size);
	pool->boundary = boundary ? min(boundary, pool->chunk_size) : pool->chunk_size;
	pool->align_shift = (unsigned int)ilog2(align);
	pool->pfn_mask = -PFN_DOWN(pool->chunk_size);
	pool->offset_mask = pool->chunk_size - 1;
	pool->nr_units = pool->chunk_size >> pool->align_shift;
	pool->per_chunk = lay_out(pool, NULL);
	mutex_lock(&pools.lock);
	list_add_tail(&pool->node, &pools.list);
	mutex_unlock(&pools.lock);
	return pool;
}
EXPORT_SYMBOL(dma_pool_create);

/* Context: as @gfp. Return: whether there is one more chunk. */
static noinline bool add_chunk(struct dma_pool *pool, gfp_t gfp)
{
	size_t stack = pool->per_chunk * sizeof(u16);
	size_t bits = BITS_TO_LONGS(pool->nr_units) * sizeof(long);
	struct chunk *c = kzalloc(sizeof(*c) + stack + bits, gfp & ~__GFP_ZERO);
	unsigned long flags;

	if (!c)
		return false;
	c->vaddr = dma_alloc_coherent(pool->dev, pool->chunk_size, &c->handle, gfp);
	if (!c->vaddr) {
		kfree(c);
		return false;
	}
	c->free = (u16 *)((u8 *)c->live + bits);
	c->nr_free = lay_out(pool, c->free);
	if (pool->watched)
		memset(c->vaddr, POISON_FREED, pool->chunk_size);
	virt_to_page(c->vaddr)->dma_pool = pool;
	virt_to_page(c->vaddr)->private = (unsigned long)c;
	spin_lock_irqsave(&pool->lock, flags);
	list_add(&c->node, &pool->chunks);
	spin_unlock_irqrestore(&pool->lock, flags);
	return true;
}

static noinline void report_bad_block(struct dma_pool *pool, const void *vaddr, const char *what)
{
	dma_debug_count();
	dev_err(pool->dev, "dma_pool %s, %px: %s\n", pool->name, vaddr, what);
	print_hex_dump(KERN_ERR, "", DUMP_PREFIX_OFFSET, 16, 1, vaddr, pool->size, true);
}

/* A watched block is handed out: has it changed since it was freed? */
static void issue_block(struct dma_pool *pool, u8 *block)
{
	if (memchr_inv(block, POISON_FREED, pool->usable))
		report_bad_block(pool, block, "written after it was freed");
	memset(block, POISON_ISSUED, pool->usable);
	memset(block + pool->usable, RED_BYTE, pool->size - pool->usable);
}

static void retire_block(struct dma_pool *pool, u8 *block)
{
	if (memchr_inv(block + pool->usable, RED_BYTE, pool->size - pool->usable))
		report_bad_block(pool, block, "written past its end");
	memset(block, POISON_FREED, pool->usable);
}

/* A block from the first chunk. Context: as @gfp. */
static __always_inline void *take_block(struct dma_pool *pool, gfp_t gfp)
{
	struct chunk *c;
	unsigned long flags;
	size_t offset;

	for (;;) {
		spin_lock_irqsave(&pool->lock, flags);
		c = list_entry(pool->chunks.next, struct chunk, node);
		if (likely(&c->node != &pool->chunks && c->nr_free))
			break;
		spin_unlock_irqrestore(&pool->lock, flags);
		if (!add_chunk(pool, gfp))
			return NULL;
	}
	offset = (size_t)c->free[--c->nr_free] << UNIT_SHIFT;
	__set_bit(offset >> pool->align_shift, c->live);
	if (unlikely(!c->nr_free))
		list_move_tail(&c->node, &pool->chunks);
	spin_unlock_irqrestore(&pool->lock, flags);
	if (pool->watched)
		issue_block(pool, c->vaddr + offset);
	return c->vaddr + offset;
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

/* The chunk of @pool that holds @vaddr, or NULL. A chunk is aligned to its size. */
static struct chunk *chunk_of(const struct dma_pool *pool, const void *vaddr)
{
	unsigned long pfn = __pa(vaddr) >> PAGE_SHIFT;
	struct page *page = pfn_to_page(pfn & pool->pfn_mask);

	if (unlikely(pfn >= max_low_pfn) || page_kind(page) != KIND_DMA || page->dma_pool != pool)
		return NULL;
	return (struct chunk *)page->private;
}

/* Does a block start at @vaddr that is on no stack? Bits that must be 0 are rotated to where they are too much. */
static bool is_live(const struct dma_pool *pool, const struct chunk *c, const void *vaddr)
{
	unsigned int unit = ror32((unsigned long)vaddr & pool->offset_mask, pool->align_shift);

	return likely(unit < pool->nr_units) && likely(c->live[unit / BITS_PER_LONG] >> unit % BITS_PER_LONG & 1);
}

/* Onto the stack of its chunk @c. Return: false if it is there already. */
static __always_inline bool put_block(struct dma_pool *pool, struct chunk *c, const u8 *block)
{
	size_t offset = (size_t)(block - c->vaddr);
	unsigned long flags;
	bool was_live;

	spin_lock_irqsave(&pool->lock, flags);
	was_live = __test_and_clear_bit(offset >> pool->align_shift, c->live);
	if (likely(was_live)) {
		c->free[c->nr_free++] = (u16)(offset >> UNIT_SHIFT);
		if (unlikely(c->nr_free == 1))
			list_move(&c->node, &pool->chunks);
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	return was_live;
}

static noinline void report_bad_free(struct dma_pool *pool, const void *vaddr, dma_addr_t addr)
{
	const struct chunk *c = chunk_of(pool, vaddr);

	pr_err("dma_pool_free %s, %px/%pad: %s\n", pool->name, vaddr, &addr,
	       !c		    ? "not a block of this pool" :
	       addr != __pa(vaddr) ? "the two addresses do not belong together" :
				     "already free, or inside a block");
	dump_stack();
}

/* Everything but a block that the hand lent: into the hand if there is room, else onto the stack. */
static noinline void free_checked(struct dma_pool *pool, void *vaddr, dma_addr_t addr)
{
	unsigned long hand = READ_ONCE(pool->hand);
	struct chunk *c = chunk_of(pool, vaddr);

	if (unlikely(!c) || unlikely(addr != __pa(vaddr)) || unlikely(!is_live(pool, c, vaddr)))
		return report_bad_free(pool, vaddr, addr);
	if (unlikely(pool->watched))
		retire_block(pool, vaddr);
	else if (hand < PAGE_OFFSET && try_cmpxchg(&pool->hand, &hand, (unsigned long)vaddr))
		return;
	if (unlikely(hand == (unsigned long)vaddr) || unlikely(!put_block(pool, c, vaddr)))
		report_bad_free(pool, vaddr, addr);
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

	if (unlikely(addr != lent) || unlikely(!try_cmpxchg(&pool->hand, &lent, (unsigned long)vaddr)))
		free_checked(pool, vaddr, addr);
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
	mutex_lock(&pools.lock);
	list_del(&pool->node);
	mutex_unlock(&pools.lock);
	if (pool->hand >= PAGE_OFFSET)
		put_block(pool, chunk_of(pool, (void *)pool->hand), (void *)pool->hand);
	list_for_each_entry_safe(c, next, &pool->chunks, node) {
		list_del(&c->node);
		virt_to_page(c->vaddr)->dma_pool = NULL;
		if (c->nr_free == pool->per_chunk) {
			dma_free_coherent(pool->dev, pool->chunk_size, c->vaddr, c->handle);
			kfree(c);
			continue;
		}
		dev_err(pool->dev, "dma_pool_destroy %s, %px busy: %u blocks live\n", pool->name,
			c->vaddr, pool->per_chunk - c->nr_free);
	}
	kfree(pool);
}
EXPORT_SYMBOL(dma_pool_destroy);

static int check_pool(struct dma_pool *pool)
{
	const void *held = (void *)pool->hand;
	struct chunk *c;
	unsigned int i;
	int faults = 0;

	if (pool->hand >= PAGE_OFFSET)
		faults += !chunk_of(pool, held) || !is_live(pool, chunk_of(pool, held), held);
	list_for_each_entry(c, &pool->chunks, node) {
		faults += bitmap_weight(c->live, pool->nr_units) + c->nr_free != pool->per_chunk;
		for (i = 0; i < c->nr_free; i++)
			faults += test_bit(((size_t)c->free[i] << UNIT_SHIFT) >> pool->align_shift, c->live);
	}
	return faults;
}

int dma_pool_check(void)
{
	struct dma_pool *pool;
	unsigned long flags;
	int faults = 0;

	mutex_lock(&pools.lock);
	list_for_each_entry(pool, &pools.list, node) {
		spin_lock_irqsave(&pool->lock, flags);
		faults += check_pool(pool);
		spin_unlock_irqrestore(&pool->lock, flags);
	}
	mutex_unlock(&pools.lock);
	if (faults)
		pr_err("dma_pool: %d faults\n", faults);
	return faults ? -EINVAL : 0;
}
EXPORT_SYMBOL(dma_pool_check);

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
