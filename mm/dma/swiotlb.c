// SPDX-License-Identifier: MIT
/*
 * mm/dma/swiotlb.c: where bounce memory comes from, and what became of it: swiotlb=, /proc/swiotlb.
 *
 * Problem.  Linux takes 64 MiB at boot, which a machine below 4 GiB never uses, and which do not help a
 *           device of 24 address lines.
 * Idea.     Take chunks of 256 KiB when somebody bounces, below the limit of who bounces, and give empty
 *           ones back when leaks are counted. Who wants to know beforehand says so:
 *
 *     swiotlb=          the pool
 *     (nothing)         grows on demand, as far as memory goes
 *     4M, 2048          is taken at boot and never grows: Linux's way. SIZE counts slots, or bytes with a suffix;
 *                       half of what is free is left to others; the first chunk comes from ZONE_DMA, for devices that reach no further
 *     force             every streaming mapping bounces: forgotten syncs show
 *     noforce           nothing bounces: what the device cannot reach is not mapped
 *
 *           Chunks are listed by falling address, so that who reaches everything leaves ZONE_DMA alone.
 * Invariants (swiotlb_check walks them). The sum of runs over all chunks is stats.used; used <= high_water <=
 *           total at its highest; chunk_at[] knows exactly the listed chunks.
 * Locks.    pool.lock, irqs off; the page allocator is called outside of it.
 * Paths.    bounce_map -> (no slots) bounce_grow -> take_chunk -> add_chunk;  drain -> unlink_empty
 * Left out. Areas with a lock each, which Linux has for machines of many CPUs: the number is read and checked, and
 *           there is one lock.
 * Sources.  Linux Documentation/admin-guide/kernel-parameters.txt "swiotlb=".
 */
#include <asm/dma.h>
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/page-flags.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <slate/leak.h>
#include <slate/param.h>
#include <slate/selfcheck.h>

#include "bounce.h"
#include "dma.h"

#define CHUNK_ORDER 6 /* 256 KiB */

static_assert((PAGE_SIZE << CHUNK_ORDER) == IO_TLB_CHUNK);
/* A record has a page of its own: given back, it is in no slab that would have to be drained in turn. */
static_assert(sizeof(struct bounce_chunk) <= PAGE_SIZE);

struct bounce_pool bounce_pool = { .lock = __SPIN_LOCK_UNLOCKED(bounce_pool.lock) };

static const char *const mode_names[] = { "on demand", "fixed", "off" };

/* A block below @limit, or NULL. Context: as @gfp. */
static struct page *take_block(u64 limit, gfp_t gfp)
{
	struct page *page = alloc_pages(gfp, CHUNK_ORDER);

	if (page && page_to_phys(page) + IO_TLB_CHUNK - 1 > limit) {
		__free_pages(page, CHUNK_ORDER);
		return NULL;
	}
	return page;
}

static struct bounce_chunk *take_chunk(u64 limit, gfp_t gfp)
{
	struct bounce_chunk *c = (void *)get_zeroed_page(gfp);
	struct page *page = NULL;

	if (!c)
		return NULL;
	if (limit >= (u64)MAX_DMA_PFN << PAGE_SHIFT)
		page = take_block(limit, gfp);
	if (!page)
		page = take_block(limit, gfp | __GFP_DMA);
	if (!page) {
		free_page((unsigned long)c);
		return NULL;
	}
	page_move(page, KIND_DMA);
	c->phys = page_to_phys(page);
	c->vaddr = page_address(page);
	return c;
}

static void add_chunk(struct bounce_chunk *c)
{
	struct bounce_chunk **link = &bounce_pool.chunks;
	unsigned long flags;

	spin_lock_irqsave(&bounce_pool.lock, flags);
	while (*link && (*link)->phys > c->phys)
		link = &(*link)->next;
	c->next = *link;
	*link = c;
	bounce_pool.chunk_at[(u32)c->phys / IO_TLB_CHUNK] = c;
	bounce_pool.stats.total += IO_TLB_SEGSIZE;
	spin_unlock_irqrestore(&bounce_pool.lock, flags);
}

/* Another chunk below @limit. Context: any. Return: whether there is one more. */
bool bounce_grow(u64 limit)
{
	struct bounce_chunk *c = NULL;

	if (bounce_pool.mode == SWIOTLB_ON_DEMAND)
		c = take_chunk(limit, GFP_ATOMIC | __GFP_NOWARN);
	if (c)
		add_chunk(c);
	return c;
}

bool is_swiotlb_buffer(struct device *dev, phys_addr_t paddr)
{
	return bounce_holds(paddr);
}
EXPORT_SYMBOL(is_swiotlb_buffer);

bool is_swiotlb_active(struct device *dev)
{
	return bounce_pool.mode != SWIOTLB_OFF;
}
EXPORT_SYMBOL(is_swiotlb_active);

bool is_swiotlb_force_bounce(struct device *dev)
{
	return dma_watch & DMA_WATCH_FORCE;
}
EXPORT_SYMBOL(is_swiotlb_force_bounce);

void swiotlb_stats(struct swiotlb_stats *stats)
{
	unsigned long flags;

	spin_lock_irqsave(&bounce_pool.lock, flags);
	*stats = bounce_pool.stats;
	spin_unlock_irqrestore(&bounce_pool.lock, flags);
}
EXPORT_SYMBOL(swiotlb_stats);

static int check_chunk(const struct bounce_chunk *c, unsigned long *used)
{
	unsigned int here;
	int faults = slots_check(&c->slots, &here);

	*used += here;
	faults += bounce_pool.chunk_at[(u32)c->phys / IO_TLB_CHUNK] != c;
	return faults + (c->next && c->next->phys >= c->phys);
}

int swiotlb_check(void)
{
	const struct swiotlb_stats *stats = &bounce_pool.stats;
	unsigned long flags, used = 0, total = 0;
	struct bounce_chunk *c;
	int faults = 0;

	spin_lock_irqsave(&bounce_pool.lock, flags);
	for (c = bounce_pool.chunks; c; c = c->next, total += IO_TLB_SEGSIZE)
		faults += check_chunk(c, &used);
	faults += used != stats->used || total != stats->total || used > stats->high_water;
	faults += !used != !(dma_watch & DMA_WATCH_BOUNCED);
	spin_unlock_irqrestore(&bounce_pool.lock, flags);
	if (faults)
		pr_err("swiotlb: %d faults in the bounce pool\n", faults);
	return faults;
}
EXPORT_SYMBOL(swiotlb_check);

/* Take one empty chunk off the pool. Context: pool.lock. */
static struct bounce_chunk *unlink_empty(void)
{
	struct bounce_chunk **link = &bounce_pool.chunks, *c;

	for (; (c = *link); link = &c->next) {
		if (!slots_empty(&c->slots))
			continue;
		*link = c->next;
		bounce_pool.chunk_at[(u32)c->phys / IO_TLB_CHUNK] = NULL;
		bounce_pool.stats.total -= IO_TLB_SEGSIZE;
		bounce_pool.hint = NULL;
		return c;
	}
	return NULL;
}

/* Give empty chunks back to the page allocator, unless they were taken at boot. */
static void drain(void)
{
	struct bounce_chunk *c;
	unsigned long flags;

	do {
		spin_lock_irqsave(&bounce_pool.lock, flags);
		c = bounce_pool.mode == SWIOTLB_FIXED ? NULL : unlink_empty();
		spin_unlock_irqrestore(&bounce_pool.lock, flags);
		if (c) {
			page_move(virt_to_page(c->vaddr), KIND_ALLOCATED);
			__free_pages(virt_to_page(c->vaddr), CHUNK_ORDER);
			free_page((unsigned long)c);
		}
	} while (c);
}

static long slots_used(void)
{
	return (long)bounce_pool.stats.used;
}
LEAK_COUNTER_DRAIN(bounce_slots, slots_used, drain);

int swiotlb_nslabs_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%lu\n", bounce_pool.stats.total);
	return 0;
}

int swiotlb_used_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%lu\n", bounce_pool.stats.used);
	return 0;
}

int swiotlb_used_hiwater_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%lu\n", bounce_pool.stats.high_water);
	return 0;
}

int swiotlb_stats_show(struct seq_file *m, void *v)
{
	struct swiotlb_stats s;

	swiotlb_stats(&s);
	seq_printf(m, "pool           %s%s\n", mode_names[bounce_pool.mode],
		   dma_watch & DMA_WATCH_FORCE ? ", forced" : "");
	seq_printf(m, "slot_bytes     %d\n", IO_TLB_SIZE);
	seq_printf(m, "total_slots    %lu\n", s.total);
	seq_printf(m, "used_slots     %lu\n", s.used);
	seq_printf(m, "highest_used   %lu\n", s.high_water);
	seq_printf(m, "bounced        %lu\n", s.mappings);
	seq_printf(m, "bytes_in       %llu\n", s.bytes_in);
	seq_printf(m, "bytes_out      %llu\n", s.bytes_out);
	seq_printf(m, "failures       %lu\n", s.failures);
	return 0;
}

void swiotlb_print_info(void)
{
	struct swiotlb_stats s;

	swiotlb_stats(&s);
	pr_info("swiotlb: %s, %lu KiB, %lu used, %lu at most; %lu mappings bounced, %lu failed\n",
		mode_names[bounce_pool.mode], s.total * 2, s.used * 2, s.high_water * 2, s.mappings, s.failures);
}
EXPORT_SYMBOL(swiotlb_print_info);

/* A number, if there is one; a suffix makes it bytes. */
static void read_slots(const char **text, unsigned long *slots)
{
	unsigned long long value;
	char *end;

	if (!isdigit(**text))
		return;
	value = memparse(*text, &end);
	if (!isdigit(end[-1]))
		value >>= IO_TLB_SHIFT;
	*slots = (unsigned long)min_t(unsigned long long, value, (u64)MAX_CHUNKS * IO_TLB_SEGSIZE);
	*text = end;
}

int swiotlb_parse(const char *text, unsigned long *slots, int *force)
{
	unsigned long size = 0, areas;
	int word = 0;

	if (!text || !*text)
		return -EINVAL;
	read_slots(&text, &size);
	text += *text == ',';
	read_slots(&text, &areas);
	text += *text == ',';
	if (!strcmp(text, "force"))
		word = 1;
	else if (!strcmp(text, "noforce"))
		word = -1;
	else if (*text)
		return -EINVAL;
	if (size)
		size = ALIGN(max_t(unsigned long, size, IO_TLB_MIN_SLABS), IO_TLB_SEGSIZE);
	*slots = size;
	*force = word;
	return 0;
}

static int __init set_swiotlb(char *value)
{
	unsigned long slots;
	int force;

	if (swiotlb_parse(value, &slots, &force))
		return -EINVAL;
	bounce_pool.mode = force < 0 ? SWIOTLB_OFF : slots ? SWIOTLB_FIXED : SWIOTLB_ON_DEMAND;
	bounce_pool.reserve = force < 0 ? 0 : slots;
	dma_watch = force > 0 ? dma_watch | DMA_WATCH_FORCE : dma_watch & ~DMA_WATCH_FORCE;
	return 0;
}
SLATE_PARAM_CALL("swiotlb", set_swiotlb, "[SIZE][,AREAS][,force|noforce], SIZE in slots of 2 KiB, or bytes with K, M, G",
		 "bounce memory taken at boot; bounce every mapping, or none");

/* swiotlb=SIZE: take it all now; the first chunk for devices of 24 address lines. */
static int __init reserve_pool(void)
{
	unsigned long left = bounce_pool.reserve;
	u64 limit = ((u64)MAX_DMA_PFN << PAGE_SHIFT) - 1;
	struct bounce_chunk *c;

	for (; left; left -= IO_TLB_SEGSIZE, limit = DMA_BIT_MASK(32)) {
		c = NULL;
		if (nr_free_pages() > totalram_pages() / 2) /* half of memory is for everybody else */
			c = take_chunk(limit, GFP_KERNEL | __GFP_NOWARN | __GFP_NORETRY);
		if (!c) {
			pr_warn("swiotlb: only %lu of %lu slots can be had\n", bounce_pool.stats.total,
				bounce_pool.reserve);
			break;
		}
		add_chunk(c);
	}
	if (bounce_pool.reserve)
		swiotlb_print_info();
	return 0;
}
core_initcall(reserve_pool);

SELFCHECK(swiotlb, swiotlb_check, swiotlb_print_info);
