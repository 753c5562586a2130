// SPDX-License-Identifier: MIT
/*
 * mm/dma/bounce.c: bounce buffers (swiotlb): copies for devices that cannot reach the original.
 *
 * Problem.  A device that drives 32 address lines must read a page at 5 GiB.
 * Idea.     Copy. A mapping takes a run of slots below the limit (mm/dma/bounce_slots.c finds them, in
 *           chunks that mm/dma/swiotlb.c supplies), remembers whose they are, and copies at map, sync
 *           and unmap.
 *
 *     chunk   [s][s][s][s] ... 128 slots   slots: which are taken
 *     origin  [5G+0][.][.][0] ...          physical address behind the first slot of a mapping
 *
 *           Chunks lie on their own size, so chunk_at[phys / 256 KiB] finds the one that holds an
 *           address in one step. Slots keep the low bits of the original address: the offset within the
 *           slot always, within the page from a page on, and what dma_set_min_align_mask() asks for; and
 *           they do not cross what dma_set_seg_boundary() forbids.
 * Invariants. A chunk with a slot in use stays where it is; run and origin belong to the mapping until it ends.
 * Locks.    pool.lock, irqs off, once a map and once an unmap; copies are made outside of it, and memory is
 *           asked for outside of it.
 * Paths.    bounce_map -> take_slots -> slots_take_in_word | take_with_effort -> bounce_grow; copy
 *           bounce_unmap -> copy; slots_give
 * Cost.     About 500 instructions a pair of a highmem page, its window included, and a copy of every byte each way
 *           it travels: 320 a page with AVX (arch/x86/wide.c). FROM_DEVICE copies twice: what a device that
 *           writes less than was mapped leaves in the slot goes to the owner, and must be his own old bytes.
 * Sources.  Linux Documentation/core-api/swiotlb.rst.
 */
#include <linux/dma-mapping.h>
#include <linux/highmem.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "bounce.h"
#include "dma.h"

/* Has @addr a chunk? No lock: a chunk with a slot in use does not come or go. */
static __always_inline struct bounce_chunk *chunk_of(dma_addr_t addr)
{
	return addr < (u64)MAX_CHUNKS * IO_TLB_CHUNK ? bounce_pool.chunk_at[(u32)addr / IO_TLB_CHUNK] : NULL;
}

bool bounce_holds(dma_addr_t addr)
{
	return chunk_of(addr);
}

static __always_inline void copy_page_part(void *bounce, phys_addr_t origin, size_t size, bool to_bounce)
{
	u8 *at = kmap_local_page(pfn_to_page(PHYS_PFN(origin))), *part = at + (origin & ~PAGE_MASK);

	/* In parentheses the function, which copies words: the compiler would copy a page by bytes. */
	if (likely(size == PAGE_SIZE))
		copy_page(to_bounce ? bounce : part, to_bounce ? part : bounce);
	else if (to_bounce)
		(memcpy)(bounce, part, size);
	else
		(memcpy)(part, bounce, size);
	kunmap_local(at);
}

/* Copy between the bounce buffer and the frames behind it, which may be highmem, page by page. */
static noinline void copy_pages(void *bounce, phys_addr_t origin, size_t size, bool to_bounce)
{
	while (size) {
		size_t n = min_t(size_t, size, PAGE_SIZE - (origin & ~PAGE_MASK));

		copy_page_part(bounce, origin, n, to_bounce);
		bounce += n;
		origin += n;
		size -= n;
	}
}

static __always_inline void copy_pieces(void *bounce, phys_addr_t origin, size_t size, bool to_bounce)
{
	if (likely((origin & ~PAGE_MASK) + size <= PAGE_SIZE))
		copy_page_part(bounce, origin, size, to_bounce);
	else
		copy_pages(bounce, origin, size, to_bounce);
}

size_t swiotlb_max_mapping_size(struct device *dev)
{
	size_t before = max_t(size_t, dma_get_min_align_mask(dev) + 1, PAGE_SIZE);

	return IO_TLB_CHUNK - before; /* so much may lie before its first byte */
}
EXPORT_SYMBOL(swiotlb_max_mapping_size);

/* The slots for a buffer of a device without wishes: in its place within the slot, or the page from a page on. */
static __always_inline struct slot_want first_want(phys_addr_t phys, size_t size)
{
	unsigned int align = size >= PAGE_SIZE ? PAGE_SIZE / IO_TLB_SIZE : 1;

	return (struct slot_want){ .nr = ((u32)phys % IO_TLB_SIZE + size + IO_TLB_SIZE - 1) / IO_TLB_SIZE,
				   .align = align,
				   .phase = (u32)phys / IO_TLB_SIZE & (align - 1),
				   .window = IO_TLB_SEGSIZE };
}

/* What dma_set_seg_boundary() and dma_set_min_align_mask() of @dev say, in slots. */
static noinline void obey_parms(struct device *dev, struct slot_want *want, phys_addr_t phys)
{
	unsigned long boundary = dma_get_seg_boundary(dev) >> IO_TLB_SHIFT;

	want->align = max(want->align, (dma_get_min_align_mask(dev) + 1) / IO_TLB_SIZE);
	want->phase = (u32)phys / IO_TLB_SIZE % want->align;
	if (boundary < IO_TLB_SEGSIZE - 1)
		want->window = (unsigned int)boundary + 1;
}

/* Slots below @limit in the highest chunk that has them. Context: pool.lock. Return: the chunk, or NULL. */
static noinline struct bounce_chunk *take_elsewhere(u64 limit, const struct slot_want *want, int *slot)
{
	struct bounce_chunk *c;

	for (c = bounce_pool.chunks; c; c = c->next) {
		if (c->phys + IO_TLB_CHUNK - 1 > limit)
			continue;
		*slot = slots_take(&c->slots, want);
		if (*slot >= 0)
			return c;
	}
	return NULL;
}

static __always_inline void count_run(unsigned int nr_slots, size_t copied)
{
	struct swiotlb_stats *stats = &bounce_pool.stats;

	if (!stats->used)
		WRITE_ONCE(dma_watch, dma_watch | DMA_WATCH_BOUNCED);
	stats->used += nr_slots;
	if (stats->used > stats->high_water)
		stats->high_water = stats->used;
	stats->mappings++;
	stats->bytes_in += copied;
}

/* Slots in any chunk, or in a new one. Return: as take_slots(). */
static noinline struct bounce_chunk *take_with_effort(struct device *dev, phys_addr_t phys, size_t size,
						      size_t copied, int *slot)
{
	struct slot_want want = first_want(phys, size);
	u64 limit = dma_limit(dev);
	struct bounce_chunk *c;
	unsigned long flags;

	if (dev->dma_parms)
		obey_parms(dev, &want, phys);
	do {
		spin_lock_irqsave(&bounce_pool.lock, flags);
		c = take_elsewhere(limit, &want, slot);
		if (c) {
			bounce_pool.hint = c;
			count_run(want.nr, copied);
		}
		spin_unlock_irqrestore(&bounce_pool.lock, flags);
	} while (!c && bounce_grow(limit));
	if (!c)
		bounce_pool.stats.failures++;
	return c;
}

/* Slots below what @dev reaches, the chunk that served last first. Return: the chunk, with *slot set; NULL. */
static __always_inline struct bounce_chunk *take_slots(struct device *dev, phys_addr_t phys, size_t size,
						       size_t copied, int *slot)
{
	struct slot_want want = first_want(phys, size);
	u64 limit = dma_limit(dev);
	struct bounce_chunk *c;
	unsigned long flags;
	int first = -1;

	if (unlikely(dev->dma_parms))
		return take_with_effort(dev, phys, size, copied, slot);
	spin_lock_irqsave(&bounce_pool.lock, flags);
	c = bounce_pool.hint;
	if (likely(c && c->phys + IO_TLB_CHUNK - 1 <= limit && want.nr <= SLOT_WORD_BITS)) {
		first = slots_take_in_word(&c->slots, want.nr, (want.align == 1 ? ~0u : 0x55555555u) << want.phase);
		if (likely(first >= 0))
			count_run(want.nr, copied);
	}
	spin_unlock_irqrestore(&bounce_pool.lock, flags);
	if (unlikely(first < 0))
		return take_with_effort(dev, phys, size, copied, slot);
	*slot = first;
	return c;
}

/**
 * bounce_map() - map a buffer through slots that the device reaches.
 * @dev: device.
 * @phys: the buffer.
 * @size: bytes, at most swiotlb_max_mapping_size().
 * @dir: direction; what the device reads is copied in now, and so is what it might not overwrite.
 * @attrs: DMA_ATTR_SKIP_CPU_SYNC skips that.
 *
 * Context: any.
 * Return: bus address, or DMA_MAPPING_ERROR when no room can be had.
 */
dma_addr_t bounce_map(struct device *dev, phys_addr_t phys, size_t size, enum dma_data_direction dir,
		      unsigned long attrs)
{
	size_t copied = attrs & DMA_ATTR_SKIP_CPU_SYNC ? 0 : size;
	struct bounce_chunk *chunk;
	unsigned int offset;
	int slot = -1;

	if (!size || bounce_pool.mode == SWIOTLB_OFF ||
	    (size > PAGE_SIZE && size > swiotlb_max_mapping_size(dev))) {
		bounce_pool.stats.failures++;
		return DMA_MAPPING_ERROR;
	}
	chunk = take_slots(dev, phys, size, copied, &slot);
	if (unlikely(!chunk))
		return DMA_MAPPING_ERROR;
	chunk->origin[slot] = phys;
	offset = ((unsigned int)slot << IO_TLB_SHIFT) + (u32)phys % IO_TLB_SIZE;
	/* Also FROM_DEVICE: a short transfer must not hand stale slot contents to the owner. */
	if (copied)
		copy_pieces(chunk->vaddr + offset, phys, size, true);
	return chunk->phys + offset;
}

/* The slot at @addr, and the first of the mapping that covers it. Return: -1 after a report if none does. */
static __always_inline int first_slot(struct device *dev, const struct bounce_chunk *c, dma_addr_t addr)
{
	unsigned int at = (u32)(addr - c->phys) >> IO_TLB_SHIFT;
	int first = likely(c->slots.run[at]) ? (int)at : slots_find(&c->slots, at);

	if (unlikely(first < 0))
		dev_err(dev, "DMA: %pad is a bounce buffer, but nothing is mapped there\n", &addr);
	return first;
}

/* How many bytes from @addr on belong to the run that begins at slot @first; more are reported, and cut off. */
static __always_inline size_t within_run(struct device *dev, const struct bounce_chunk *c, int first,
					 dma_addr_t addr, size_t size)
{
	size_t end = ((size_t)first + c->slots.run[first]) << IO_TLB_SHIFT, at = (u32)(addr - c->phys);

	if (likely(at + size <= end))
		return size;
	dev_err(dev, "DMA: %zu bytes at %pad are more than was mapped there\n", size, &addr);
	return end - at;
}

/* What lies behind @addr, which is in the run that begins at slot @first. */
static __always_inline phys_addr_t origin_of(const struct bounce_chunk *c, int first, dma_addr_t addr)
{
	return (c->origin[first] & ~(phys_addr_t)(IO_TLB_SIZE - 1)) +
	       ((u32)(addr - c->phys) - ((u32)first << IO_TLB_SHIFT));
}

/* Before the CPU looks: copy out what the device wrote. Before the device does: copy in. */
void bounce_sync(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		 bool for_cpu)
{
	struct bounce_chunk *c = chunk_of(addr);
	int first = first_slot(dev, c, addr);
	unsigned long flags;

	if (first < 0 || dir == (for_cpu ? DMA_TO_DEVICE : DMA_FROM_DEVICE))
		return;
	size = within_run(dev, c, first, addr, size);
	copy_pieces(c->vaddr + (u32)(addr - c->phys), origin_of(c, first, addr), size, !for_cpu);
	spin_lock_irqsave(&bounce_pool.lock, flags);
	*(for_cpu ? &bounce_pool.stats.bytes_out : &bounce_pool.stats.bytes_in) += size;
	spin_unlock_irqrestore(&bounce_pool.lock, flags);
}

void bounce_unmap(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		  unsigned long attrs)
{
	struct bounce_chunk *c = chunk_of(addr);
	int first = first_slot(dev, c, addr);
	size_t copied = 0;
	unsigned long flags;

	if (first < 0)
		return;
	if (dir != DMA_TO_DEVICE && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		copied = within_run(dev, c, first, addr, size);
	if (copied)
		copy_pieces(c->vaddr + (u32)(addr - c->phys), origin_of(c, first, addr), copied, false);
	spin_lock_irqsave(&bounce_pool.lock, flags);
	bounce_pool.stats.bytes_out += copied;
	bounce_pool.stats.used -= slots_give(&c->slots, (unsigned int)first);
	if (!bounce_pool.stats.used)
		WRITE_ONCE(dma_watch, dma_watch & ~DMA_WATCH_BOUNCED);
	spin_unlock_irqrestore(&bounce_pool.lock, flags);
}
