// SPDX-License-Identifier: MIT
/*
 * mm/dma/bounce.c: bounce buffers (swiotlb) that grow with the need.
 *
 * Problem.  A device that drives 32 address lines must read a page at 5 GiB.
 * Idea.     Copy. Chunks of 256 KiB below the limit are cut into slots of 2 KiB; a mapping takes a run
 *           of slots in one chunk, remembers whose they are, and copies at map, sync and unmap.
 *
 *     chunk   [s][s][s][s] ... 128 slots   used: one bit a slot
 *     origin  [5G+0][.][.][0] ...          physical address behind the first slot of a mapping
 *
 *           Chunks lie on their own size, so chunk_at[phys / 256 KiB] finds the one that holds an
 *           address in one step. A pool that is full takes another chunk; none is reserved at boot,
 *           for machines below 4 GiB never bounce anything. Empty chunks go back
 *           when leaks are counted.
 * Invariants (swiotlb_check walks them). A run is marked used from its first slot to its last; run[]
 *           is nonzero at first slots only; the sum of runs is stats.used.
 * Locks.    pool.lock, irqs off; page allocation (GFP_ATOMIC where the caller is) happens outside it.
 *           Copies too: the run belongs to its mapping.
 * Paths.    bounce_map -> take_run -> (none free) grow; bounce_unmap -> copy -> free_run
 * Cost.     First fit over at most 128 bits a chunk; a copy of every byte, each way it travels.
 * Sources.  Linux Documentation/core-api/swiotlb.rst.
 */
#include <asm/dma.h>
#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/swiotlb.h>
#include <slate/leak.h>
#include <slate/param.h>
#include <slate/selfcheck.h>

#include "dma.h"

#define CHUNK_ORDER 6				   /* 256 KiB */
#define MAX_CHUNKS  (0x40000000u / IO_TLB_CHUNK) /* of a lowmem of at most 1 GiB */

struct chunk {
	struct chunk *next;
	void *vaddr;
	phys_addr_t phys;
	unsigned long used[BITS_TO_LONGS(IO_TLB_SEGSIZE)];
	phys_addr_t origin[IO_TLB_SEGSIZE];
	u8 run[IO_TLB_SEGSIZE]; /* slots of the mapping that begins here, 0 = none does */
};

static_assert((PAGE_SIZE << CHUNK_ORDER) == IO_TLB_CHUNK);

static struct {
	spinlock_t lock;
	struct chunk *chunks;
	struct chunk *chunk_at[MAX_CHUNKS];
	struct swiotlb_stats stats;
} pool = { .lock = __SPIN_LOCK_UNLOCKED(pool.lock) };

size_t bounce_max_mapping_size(void)
{
	return IO_TLB_CHUNK - PAGE_SIZE; /* the offset within the page is kept */
}

size_t swiotlb_max_mapping_size(struct device *dev)
{
	return bounce_max_mapping_size();
}
EXPORT_SYMBOL(swiotlb_max_mapping_size);

bool bounce_holds(dma_addr_t addr)
{
	return addr < (u64)MAX_CHUNKS * IO_TLB_CHUNK && pool.chunk_at[(u32)addr / IO_TLB_CHUNK];
}

bool is_swiotlb_buffer(struct device *dev, phys_addr_t paddr)
{
	return bounce_holds(paddr);
}
EXPORT_SYMBOL(is_swiotlb_buffer);

void swiotlb_stats(struct swiotlb_stats *stats)
{
	unsigned long flags;

	spin_lock_irqsave(&pool.lock, flags);
	*stats = pool.stats;
	spin_unlock_irqrestore(&pool.lock, flags);
}
EXPORT_SYMBOL(swiotlb_stats);

/* Copy between the bounce buffer and the frames behind it, which may be highmem, page by page. */
static void copy_pieces(void *bounce, phys_addr_t origin, size_t size, bool to_bounce)
{
	while (size) {
		size_t in_page = origin & ~PAGE_MASK, n = min_t(size_t, size, PAGE_SIZE - in_page);
		u8 *at = kmap_local_page(pfn_to_page(PHYS_PFN(origin)));

		if (to_bounce)
			memcpy(bounce, at + in_page, n);
		else
			memcpy(at + in_page, bounce, n);
		kunmap_local(at);
		bounce += n;
		origin += n;
		size -= n;
	}
}

/* First fit in the chunks below @limit. Context: pool.lock. Return: first slot in *chunk, or -1. */
static int take_run(u64 limit, unsigned int nr_slots, phys_addr_t origin, struct chunk **found)
{
	struct chunk *c;

	for (c = pool.chunks; c; c = c->next) {
		unsigned long slot;

		if (c->phys + IO_TLB_CHUNK - 1 > limit)
			continue;
		slot = bitmap_find_next_zero_area(c->used, IO_TLB_SEGSIZE, 0, nr_slots, 1);
		if (slot + nr_slots > IO_TLB_SEGSIZE)
			continue;
		bitmap_set(c->used, slot, nr_slots);
		c->run[slot] = (u8)nr_slots;
		c->origin[slot] = origin;
		pool.stats.used += nr_slots;
		pool.stats.high_water = max(pool.stats.high_water, pool.stats.used);
		pool.stats.mappings++;
		WRITE_ONCE(dma_watch, dma_watch | DMA_WATCH_BOUNCED);
		*found = c;
		return (int)slot;
	}
	return -1;
}

/* Another chunk below @limit, outside the lock. Return: whether there is one more. */
static bool grow(u64 limit)
{
	gfp_t gfp = GFP_ATOMIC | __GFP_NOWARN;
	struct chunk *c = kzalloc(sizeof(*c), gfp);
	struct page *page = NULL;
	unsigned long flags;

	if (!c)
		return false;
	if (limit >= (u64)MAX_DMA_PFN << PAGE_SHIFT)
		page = alloc_pages(gfp, CHUNK_ORDER);
	if (page && page_to_phys(page) + IO_TLB_CHUNK - 1 > limit) {
		__free_pages(page, CHUNK_ORDER);
		page = NULL;
	}
	if (!page)
		page = alloc_pages(gfp | __GFP_DMA, CHUNK_ORDER);
	if (!page || page_to_phys(page) + IO_TLB_CHUNK - 1 > limit) {
		if (page)
			__free_pages(page, CHUNK_ORDER);
		kfree(c);
		return false;
	}
	page_move(page, KIND_DMA);
	c->phys = page_to_phys(page);
	c->vaddr = page_address(page);
	spin_lock_irqsave(&pool.lock, flags);
	c->next = pool.chunks;
	pool.chunks = c;
	pool.chunk_at[(u32)c->phys / IO_TLB_CHUNK] = c;
	pool.stats.total += IO_TLB_SEGSIZE;
	spin_unlock_irqrestore(&pool.lock, flags);
	return true;
}

static unsigned int slots_for(phys_addr_t origin, size_t size)
{
	return DIV_ROUND_UP((unsigned int)(origin & (IO_TLB_SIZE - 1)) + size, IO_TLB_SIZE);
}

/**
 * bounce_map() - map a buffer through slots that the device reaches.
 * @dev: device.
 * @phys: the buffer.
 * @size: bytes, at most bounce_max_mapping_size().
 * @dir: direction; what the device reads is copied in now, and so is what it might not overwrite.
 * @attrs: DMA_ATTR_SKIP_CPU_SYNC skips that.
 *
 * Context: any.
 * Return: bus address, or DMA_MAPPING_ERROR when no room can be had.
 */
dma_addr_t bounce_map(struct device *dev, phys_addr_t phys, size_t size, enum dma_data_direction dir,
		      unsigned long attrs)
{
	unsigned int offset = phys & (IO_TLB_SIZE - 1), nr_slots = slots_for(phys, size);
	u64 limit = dma_limit(dev);
	struct chunk *chunk;
	unsigned long flags;
	int slot = -1;

	if (!size || size > bounce_max_mapping_size())
		return DMA_MAPPING_ERROR;
	do {
		spin_lock_irqsave(&pool.lock, flags);
		slot = take_run(limit, nr_slots, phys, &chunk);
		spin_unlock_irqrestore(&pool.lock, flags);
	} while (slot < 0 && grow(limit));
	if (slot < 0) {
		pool.stats.failures++;
		return DMA_MAPPING_ERROR;
	}
	offset += (unsigned int)slot << IO_TLB_SHIFT;
	/* Also FROM_DEVICE: a short transfer must not hand stale slot contents to the owner. */
	if (!(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		copy_pieces(chunk->vaddr + offset, phys, size, true);
	return chunk->phys + offset;
}

/* The first slot of the mapping that @addr lies in. Context: pool.lock. Return: -1 for none. */
static int find_run(const struct chunk *c, dma_addr_t addr)
{
	int at = (int)((u32)(addr - c->phys) >> IO_TLB_SHIFT), first = at;

	while (first >= 0 && !c->run[first])
		first--;
	return first >= 0 && first + c->run[first] > at ? first : -1;
}

/* Whose memory is behind @addr? Return: its physical address, or 0 after a report. */
static phys_addr_t origin_of(struct device *dev, struct chunk *c, dma_addr_t addr, int *first)
{
	phys_addr_t origin = 0;
	unsigned long flags;

	spin_lock_irqsave(&pool.lock, flags);
	*first = find_run(c, addr);
	if (*first >= 0)
		origin = (c->origin[*first] & ~(phys_addr_t)(IO_TLB_SIZE - 1)) +
			 (addr - c->phys - ((u32)*first << IO_TLB_SHIFT));
	spin_unlock_irqrestore(&pool.lock, flags);
	if (*first < 0)
		dev_err(dev, "DMA: %pad is a bounce buffer, but nothing is mapped there\n", &addr);
	return origin;
}

/* Before the CPU looks: copy out what the device wrote. Before the device does: copy in. */
void bounce_sync(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		 bool for_cpu)
{
	struct chunk *c = pool.chunk_at[(u32)addr / IO_TLB_CHUNK];
	int first;
	phys_addr_t origin = origin_of(dev, c, addr, &first);

	if (first < 0 || dir == (for_cpu ? DMA_TO_DEVICE : DMA_FROM_DEVICE))
		return;
	copy_pieces(c->vaddr + (u32)(addr - c->phys), origin, size, !for_cpu);
}

void bounce_unmap(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		  unsigned long attrs)
{
	struct chunk *c = pool.chunk_at[(u32)addr / IO_TLB_CHUNK];
	unsigned long flags;
	int first;
	phys_addr_t origin = origin_of(dev, c, addr, &first);

	if (first < 0)
		return;
	if (dir != DMA_TO_DEVICE && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		copy_pieces(c->vaddr + (u32)(addr - c->phys), origin, size, false);
	spin_lock_irqsave(&pool.lock, flags);
	bitmap_clear(c->used, (unsigned int)first, c->run[first]);
	pool.stats.used -= c->run[first];
	c->run[first] = 0;
	if (!pool.stats.used)
		WRITE_ONCE(dma_watch, dma_watch & ~DMA_WATCH_BOUNCED);
	spin_unlock_irqrestore(&pool.lock, flags);
}

int swiotlb_check(void)
{
	unsigned long flags, used = 0;
	struct chunk *c;
	int faults = 0;

	spin_lock_irqsave(&pool.lock, flags);
	for (c = pool.chunks; c; c = c->next) {
		unsigned int slot, covered = 0;

		for (slot = 0; slot < IO_TLB_SEGSIZE; slot++) {
			faults += covered && c->run[slot]; /* runs overlap */
			covered = c->run[slot] ? c->run[slot] : covered;
			faults += test_bit(slot, c->used) != !!covered;
			used += !!covered;
			covered -= !!covered;
		}
		faults += !!covered + (pool.chunk_at[(u32)c->phys / IO_TLB_CHUNK] != c);
	}
	faults += used != pool.stats.used;
	spin_unlock_irqrestore(&pool.lock, flags);
	if (faults)
		pr_err("swiotlb: %d faults in the bounce pool\n", faults);
	return faults;
}
EXPORT_SYMBOL(swiotlb_check);

/* Take one empty chunk off the pool. Context: pool.lock. */
static struct chunk *unlink_empty(void)
{
	struct chunk **link = &pool.chunks, *c;

	for (; (c = *link); link = &c->next) {
		if (!bitmap_empty(c->used, IO_TLB_SEGSIZE))
			continue;
		*link = c->next;
		pool.chunk_at[(u32)c->phys / IO_TLB_CHUNK] = NULL;
		pool.stats.total -= IO_TLB_SEGSIZE;
		return c;
	}
	return NULL;
}

/* Give empty chunks back to the page allocator. */
static void drain(void)
{
	struct chunk *c;
	unsigned long flags;

	do {
		spin_lock_irqsave(&pool.lock, flags);
		c = unlink_empty();
		spin_unlock_irqrestore(&pool.lock, flags);
		if (c) {
			page_move(virt_to_page(c->vaddr), KIND_ALLOCATED);
			__free_pages(virt_to_page(c->vaddr), CHUNK_ORDER);
			kfree(c);
		}
	} while (c);
}

static long slots_used(void)
{
	return (long)pool.stats.used;
}
LEAK_COUNTER_DRAIN(bounce_slots, slots_used, drain);

static void swiotlb_report(void)
{
	struct swiotlb_stats s;

	swiotlb_stats(&s);
	pr_info("swiotlb: %lu KiB, %lu used, %lu at most; %lu mappings bounced, %lu failed\n",
		s.total * 2, s.used * 2, s.high_water * 2, s.mappings, s.failures);
}

/* swiotlb=force sends every streaming mapping through the pool: forgotten syncs show. */
static int __init set_swiotlb(char *value)
{
	if (!strcmp(value, "force"))
		dma_watch |= DMA_WATCH_FORCE;
	else if (strcmp(value, "noforce"))
		return -EINVAL;
	return 0;
}
SLATE_PARAM_CALL("swiotlb", set_swiotlb, "force|noforce", "bounce every streaming DMA mapping");

SELFCHECK(swiotlb, swiotlb_check, swiotlb_report);
