// SPDX-License-Identifier: MIT
/*
 * mm/dma/pool.c: small blocks of coherent memory.
 *
 * Problem.  Controllers want descriptors of 16 or 64 bytes, aligned, sometimes never across a boundary;
 *           dma_alloc_coherent() hands out whole pages.
 * Idea.     Cut coherent pages into blocks. What is free is kept beside the page, never inside: a
 *           device that writes into a block it was told to forget cannot break the pool.
 *
 *     chunk -> page  [ A ][ . ][ A ][ . ]      A handed out, . free
 *              free  { 3, 1 }                  stack of block positions, in units of 4 bytes
 *              live  1 0 1 0                   one bit an alignment unit: set where a live block starts
 *
 * Invariants (dma_pool_check walks them). A position is on the stack of its chunk, or live, never both;
 *           chunks with free blocks come first on the pool's list.
 * Locks.    pool->lock, irqs off. Chunks are allocated outside it.
 * Paths.    Alloc  dma_pool_alloc -> first chunk -> (none free) add_chunk
 *           Free   dma_pool_free -> chunk_of -> push
 * Cost.     Some 25 instructions each way. Empty chunks stay until the pool is destroyed.
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

#define UNIT_SHIFT 2 /* positions count in words of 4 bytes: 16 bits reach 256 KiB */

struct dma_pool {
	spinlock_t lock;
	struct list_head chunks; /* (L) those with free blocks first */
	struct list_head node;	 /* (pools.lock) */
	struct device *dev;
	size_t size;	   /* bytes of a block */
	size_t boundary;   /* no block crosses a multiple of this */
	size_t chunk_size; /* bytes of a chunk */
	unsigned int align_shift;
	unsigned int per_chunk; /* blocks */
	unsigned int nr_live;	/* (L) */
	char name[32];
};

struct chunk {
	struct list_head node; /* (L) */
	u8 *vaddr;
	dma_addr_t handle;
	unsigned int nr_free; /* (L) */
	unsigned long *live;  /* (L) behind free[] */
	u16 free[];	      /* (L) stack of positions */
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
	struct dma_pool *pool;

	align = align ? align : 1;
	if (!dev || !is_power_of_2(align) || !size || size > (128 << 10))
		return NULL;
	align = max_t(size_t, align, 1 << UNIT_SHIFT);
	size = ALIGN(size, align);
	if (boundary && (boundary < size || !is_power_of_2(boundary)))
		return NULL;
	pool = kzalloc(sizeof(*pool), GFP_KERNEL);
	if (!pool)
		return NULL;
	strscpy(pool->name, name, sizeof(pool->name));
	spin_lock_init(&pool->lock);
	INIT_LIST_HEAD(&pool->chunks);
	pool->dev = dev;
	pool->size = size;
	pool->chunk_size = PAGE_SIZE << get_order(size);
	pool->boundary = boundary ? min(boundary, pool->chunk_size) : pool->chunk_size;
	pool->align_shift = (unsigned int)ilog2(align);
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
	size_t stack = ALIGN(pool->per_chunk * sizeof(u16), sizeof(long));
	size_t bits = BITS_TO_LONGS(pool->chunk_size >> pool->align_shift) * sizeof(long);
	struct chunk *c = kzalloc(sizeof(*c) + stack + bits, gfp & ~__GFP_ZERO);
	unsigned long flags;

	if (!c)
		return false;
	c->vaddr = dma_alloc_coherent(pool->dev, pool->chunk_size, &c->handle, gfp);
	if (!c->vaddr) {
		kfree(c);
		return false;
	}
	c->live = (unsigned long *)((u8 *)c->free + stack);
	c->nr_free = lay_out(pool, c->free);
	virt_to_page(c->vaddr)->dma_pool = pool;
	virt_to_page(c->vaddr)->private = (unsigned long)c;
	spin_lock_irqsave(&pool->lock, flags);
	list_add(&c->node, &pool->chunks);
	spin_unlock_irqrestore(&pool->lock, flags);
	return true;
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
	struct chunk *c;
	unsigned long flags;
	size_t offset;

	for (;;) {
		spin_lock_irqsave(&pool->lock, flags);
		c = list_entry(pool->chunks.next, struct chunk, node);
		if (likely(&c->node != &pool->chunks && c->nr_free))
			break;
		spin_unlock_irqrestore(&pool->lock, flags);
		if (!add_chunk(pool, mem_flags))
			return NULL;
	}
	offset = (size_t)c->free[--c->nr_free] << UNIT_SHIFT;
	__set_bit(offset >> pool->align_shift, c->live);
	pool->nr_live++;
	if (unlikely(!c->nr_free))
		list_move_tail(&c->node, &pool->chunks);
	spin_unlock_irqrestore(&pool->lock, flags);
	*handle = c->handle + offset;
	if (mem_flags & __GFP_ZERO)
		memset(c->vaddr + offset, 0, pool->size);
	return c->vaddr + offset;
}
EXPORT_SYMBOL(dma_pool_alloc);

/* The chunk of @pool that holds @vaddr, or NULL. Context: pool->lock. */
static struct chunk *chunk_of(struct dma_pool *pool, const u8 *vaddr)
{
	struct chunk *c;

	if (likely(pool->chunk_size == PAGE_SIZE)) {
		struct page *page = virt_to_page(vaddr);

		if (unlikely(!virt_addr_valid(vaddr)) || page_kind(page) != KIND_DMA ||
		    page->dma_pool != pool)
			return NULL;
		return (struct chunk *)page->private;
	}
	list_for_each_entry(c, &pool->chunks, node)
		if (vaddr >= c->vaddr && vaddr < c->vaddr + pool->chunk_size)
			return c;
	return NULL;
}

static noinline void report_bad_free(struct dma_pool *pool, const void *vaddr, dma_addr_t addr,
				     const char *what)
{
	pr_err("dma_pool_free %s, %px/%pad: %s\n", pool->name, vaddr, &addr, what);
	dump_stack();
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
	const char *fault = NULL;
	unsigned long flags;
	struct chunk *c;
	size_t offset;

	spin_lock_irqsave(&pool->lock, flags);
	c = chunk_of(pool, vaddr);
	if (unlikely(!c)) {
		fault = "not a block of this pool";
		goto out;
	}
	offset = (size_t)((u8 *)vaddr - c->vaddr);
	if (unlikely(c->handle + offset != addr)) {
		fault = "the two addresses do not belong together";
		goto out;
	}
	if (unlikely((offset & ((1u << pool->align_shift) - 1)) ||
		     !__test_and_clear_bit(offset >> pool->align_shift, c->live))) {
		fault = "already free, or inside a block";
		goto out;
	}
	c->free[c->nr_free++] = (u16)(offset >> UNIT_SHIFT);
	pool->nr_live--;
	if (unlikely(c->nr_free == 1))
		list_move(&c->node, &pool->chunks);
out:
	spin_unlock_irqrestore(&pool->lock, flags);
	if (unlikely(fault))
		report_bad_free(pool, vaddr, addr, fault);
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
	list_for_each_entry_safe(c, next, &pool->chunks, node) {
		list_del(&c->node);
		if (c->nr_free == pool->per_chunk) {
			dma_free_coherent(pool->dev, pool->chunk_size, c->vaddr, c->handle);
			kfree(c);
			continue;
		}
		dev_err(pool->dev, "dma_pool_destroy %s, %px busy: %u blocks live\n", pool->name,
			c->vaddr, pool->per_chunk - c->nr_free);
		virt_to_page(c->vaddr)->dma_pool = NULL;
	}
	kfree(pool);
}
EXPORT_SYMBOL(dma_pool_destroy);

static int check_pool(struct dma_pool *pool)
{
	unsigned int live = 0, i;
	struct chunk *c;
	int faults = 0;

	list_for_each_entry(c, &pool->chunks, node) {
		live += bitmap_weight(c->live, pool->chunk_size >> pool->align_shift);
		faults += live < pool->per_chunk - c->nr_free;
		for (i = 0; i < c->nr_free; i++)
			faults += test_bit(((size_t)c->free[i] << UNIT_SHIFT) >> pool->align_shift,
					   c->live);
	}
	return faults + (live != pool->nr_live);
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
