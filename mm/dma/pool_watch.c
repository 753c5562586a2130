// SPDX-License-Identifier: MIT
/*
 * mm/dma/pool_watch.c: what is wrong with a pool, a free, or a block: reports and checks.
 *
 * Idea.     A pool of a watched device (dma_debug=1) fills what is free with a pattern, and puts a red zone behind
 *           each block. A block is looked at when it changes hands:
 *
 *     issued   a9 a9 a9 a9 | bb bb bb bb        freed   a7 a7 a7 a7 | bb bb bb bb
 *              driver's    | nobody's                   nobody's    | nobody's
 *
 *           What changed while it was nobody's is shown in bytes. Frees that cannot be are reported in each pool.
 * Sources.  Linux Documentation/core-api/dma-api.rst; the patterns are Linux's (DMAPOOL_DEBUG).
 */
#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "dma.h"
#include "pool.h"

#define RED_BYTE      0xbb /* in the red zone */
#define POISON_ISSUED 0xa9 /* in blocks that nobody has written yet */

static void report_bad_block(struct dma_pool *pool, const void *vaddr, const char *what)
{
	dma_debug_count();
	dev_err(pool->dev, "dma_pool %s, %px: %s\n", pool->name, vaddr, what);
	print_hex_dump(KERN_ERR, "", DUMP_PREFIX_OFFSET, 16, 1, vaddr, pool->size, true);
}

/* A watched block is handed out: has it changed since it was freed? */
void dma_pool_issue(struct dma_pool *pool, u8 *block)
{
	if (memchr_inv(block, POISON_FREED, pool->usable))
		report_bad_block(pool, block, "written after it was freed");
	memset(block, POISON_ISSUED, pool->usable);
	memset(block + pool->usable, RED_BYTE, pool->size - pool->usable);
}

void dma_pool_retire(struct dma_pool *pool, u8 *block)
{
	if (memchr_inv(block + pool->usable, RED_BYTE, pool->size - pool->usable))
		report_bad_block(pool, block, "written past its end");
	memset(block, POISON_FREED, pool->usable);
}

/* Why @vaddr cannot be freed, whose bus address the driver says is @addr. */
void dma_pool_bad_free(struct dma_pool *pool, const void *vaddr, dma_addr_t addr)
{
	const struct chunk *c = chunk_of(pool, vaddr);

	pr_err("dma_pool_free %s, %px/%pad: %s\n", pool->name, vaddr, &addr,
	       !c		    ? "not a block of this pool" :
	       addr != __pa(vaddr) ? "the two addresses do not belong together" :
				     "already free, or inside a block");
	dump_stack();
}

static int check_pool(struct dma_pool *pool)
{
	const void *held = (void *)pool->hand;
	struct chunk *c;
	int faults = 0;

	if (pool->hand >= PAGE_OFFSET)
		faults += !chunk_of(pool, held) || !is_live(pool, chunk_of(pool, held), held);
	list_for_each_entry(c, &pool->chunks, node)
		faults += !bitmap_subset(c->live, pool->starts, pool->nr_units);
	return faults;
}

int dma_pool_check(void)
{
	struct dma_pool *pool;
	unsigned long flags;
	int faults = 0;

	mutex_lock(&dma_pools.lock);
	list_for_each_entry(pool, &dma_pools.list, node) {
		spin_lock_irqsave(&pool->lock, flags);
		faults += check_pool(pool);
		spin_unlock_irqrestore(&pool->lock, flags);
	}
	mutex_unlock(&dma_pools.lock);
	if (faults)
		pr_err("dma_pool: %d faults\n", faults);
	return faults ? -EINVAL : 0;
}
EXPORT_SYMBOL(dma_pool_check);
