// SPDX-License-Identifier: MIT
/*
 * mm/page_owner.c: for each frame, the call chain that took it and the one that freed it.
 *
 * Problem.  Memory is missing, or a page is wrong: who had it?
 * Idea.     With page_owner=1 a table beside mem_map holds a record per frame, written for the head of a
 *           block when it is handed out and when it comes back. The record stays after the free, so that
 *           a double free or a write to a free page can be told with both call sites.
 *           /proc/page_owner lists what is allocated, in Linux's format: tools/mm/page_owner_sort reads it.
 * Cost.     96 bytes a frame (2.3 % of RAM) from boot on, and a walk of the stack on each operation;
 *           nothing without the option.
 * Left out. Stack depot (equal chains stored once): a fixed number of callers is enough to tell.
 * Sources.  Linux 6.1 Documentation/mm/page_owner.rst.
 */
#include "internal.h"
#include "page_watch.h"
#include <linux/build_bug.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/page_owner.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/seq_file.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <slate/meminfo.h>

#define TAKEN_DEPTH  8
#define FREED_DEPTH  6
#define SKIPPED	     1 /* __page_watch_alloc(), __page_watch_free() */

struct page_owner {
	u64 ts_ns, free_ts_ns;
	gfp_t gfp;
	s16 pid;
	u8 order;
	bool allocated;
	char comm[16];
	unsigned long taken_by[TAKEN_DEPTH];
	unsigned long freed_by[FREED_DEPTH];
};
static_assert(sizeof(struct page_owner) == 96);

static struct page_owner *owners; /* one per frame of mem_map; NULL = off */

bool __init page_owner_init(void)
{
	phys_addr_t bytes = (phys_addr_t)max_mapnr * sizeof(*owners);

	/* Half of lowmem at most: a machine that cannot spare it is better off without. */
	if (bytes > (phys_addr_t)max_low_pfn << (PAGE_SHIFT - 1))
		return false;
	owners = alloc_named(bytes, PAGE_SIZE, "page_owner");
	return owners;
}

static struct page_owner *owner_of(const struct page *page)
{
	return &owners[page_to_pfn(page)];
}

void page_owner_set(struct page *page, unsigned int order, gfp_t gfp)
{
	struct page_owner *owner = owner_of(page);
	unsigned int nr = stack_trace_save(owner->taken_by, TAKEN_DEPTH, SKIPPED);

	while (nr < TAKEN_DEPTH)
		owner->taken_by[nr++] = 0;
	owner->gfp = gfp;
	owner->order = order;
	owner->pid = current->pid;
	owner->ts_ns = local_clock();
	memcpy(owner->comm, current->comm, sizeof(owner->comm));
	owner->allocated = true;
}

void page_owner_reset(struct page *page, unsigned int order)
{
	struct page_owner *owner = owner_of(page);
	unsigned int nr = stack_trace_save(owner->freed_by, FREED_DEPTH, SKIPPED);

	while (nr < FREED_DEPTH)
		owner->freed_by[nr++] = 0;
	owner->order = order;
	owner->free_ts_ns = local_clock();
	owner->allocated = false;
}

/* The block that begins at @page is 2^@order single pages now, and each has the block's record. */
void page_owner_split(struct page *page, unsigned int order)
{
	struct page_owner *owner = owner_of(page);

	owner->order = 0;
	for (unsigned long i = 1; i < 1UL << order; i++)
		owner[i] = *owner;
}

/* The contents of @old, and its place in the world, are @new's. */
void page_owner_copy(const struct page *old, struct page *new)
{
	*owner_of(new) = *owner_of(old);
}

static unsigned int depth_of(const unsigned long *chain, unsigned int size)
{
	unsigned int depth = 0;

	while (depth < size && chain[depth])
		depth++;
	return depth;
}

/* The record of the block that holds or, once freed, held @page. */
static const struct page_owner *find_owner(const struct page *page)
{
	const struct page *head;

	if (!owners || !pfn_valid(page_to_pfn(page)))
		return NULL;
	head = __block_head(page);
	/* A tail may still have a record of its own, from before it was part of this block. */
	if (head && (page_kind(head) >= KIND_ALLOCATED || !owner_of(page)->taken_by[0]))
		page = head;
	return owner_of(page)->taken_by[0] ? owner_of(page) : NULL;
}

void dump_page_owner(const struct page *page)
{
	const struct page_owner *owner = find_owner(page);
	unsigned int freed;

	if (!owner)
		return;
	pr_alert("page_owner tracks the page as %s\n", owner->allocated ? "allocated" : "freed");
	pr_alert("page last allocated via order %u, migratetype %s, gfp_mask %#x(%pGg), pid %d (%s), ts %llu, free_ts %llu\n",
		 owner->order, migratetype_names[min(gfp_migratetype(owner->gfp), MIGRATE_PCPTYPES - 1)],
		 owner->gfp, &owner->gfp, owner->pid, owner->comm, owner->ts_ns, owner->free_ts_ns);
	stack_trace_print(owner->taken_by, depth_of(owner->taken_by, TAKEN_DEPTH), 0);
	freed = depth_of(owner->freed_by, FREED_DEPTH);
	if (freed)
		pr_alert("page last free stack trace:\n");
	stack_trace_print(owner->freed_by, freed, 0);
}
EXPORT_SYMBOL(dump_page_owner);

static void show_chain(struct seq_file *m, const unsigned long *chain, unsigned int size)
{
	for (unsigned int i = 0; i < depth_of(chain, size); i++)
		seq_printf(m, " %pS\n", (void *)chain[i]);
}

bool page_owner_show(struct seq_file *m, const struct page *page)
{
	const struct page_owner *owner = find_owner(page);

	if (!owner)
		return false;
	seq_printf(m, "Page %s via order %u, mask %#x(%pGg), pid %d, tgid %d (%s), ts %llu ns, free_ts %llu ns\n",
		   owner->allocated ? "allocated" : "last allocated", owner->order, owner->gfp, &owner->gfp,
		   owner->pid, owner->pid, owner->comm, owner->ts_ns, owner->free_ts_ns);
	show_chain(m, owner->taken_by, TAKEN_DEPTH);
	if (!owner->allocated) {
		seq_puts(m, "Page last freed by\n");
		show_chain(m, owner->freed_by, FREED_DEPTH);
	}
	return true;
}
EXPORT_SYMBOL(page_owner_show);

/* ---- /proc/page_owner: a record per allocated block ---- */

static void *next_block(loff_t *pos)
{
	for (; owners && *pos < max_mapnr; (*pos)++) {
		unsigned long pfn = *pos;

		if (!pfn_valid(pfn))
			continue;
		if (page_kind(pfn_to_page(pfn)) >= KIND_ALLOCATED && owners[pfn].allocated)
			return pfn_to_page(pfn);
	}
	return NULL;
}

static void *owner_start(struct seq_file *m, loff_t *pos)
{
	return next_block(pos);
}

static void *owner_next(struct seq_file *m, void *v, loff_t *pos)
{
	(*pos)++;
	return next_block(pos);
}

static void owner_stop(struct seq_file *m, void *v)
{
}

static int owner_line(struct seq_file *m, void *v)
{
	const struct page *page = v;
	const struct page_owner *owner = owner_of(page);
	unsigned long pfn = page_to_pfn(page);
	struct zone *zone = page_zone(page);

	seq_printf(m, "Page allocated via order %u, mask %#x(%pGg), pid %d, tgid %d (%s), ts %llu ns, free_ts %llu ns\n",
		   owner->order, owner->gfp, &owner->gfp, owner->pid, owner->pid, owner->comm,
		   owner->ts_ns, owner->free_ts_ns);
	seq_printf(m, "PFN %lu type %s Block %lu type %s Flags %#lx(%s)\n", pfn,
		   migratetype_names[min(gfp_migratetype(owner->gfp), MIGRATE_PCPTYPES - 1)],
		   pfn >> pageblock_order,
		   migratetype_names[zone->pageblock_types[(pfn >> pageblock_order) -
							   (zone->zone_start_pfn >> pageblock_order)]],
		   page->flags & PAGE_FLAGS_MASK, page_kind_name(page_kind(page)));
	show_chain(m, owner->taken_by, TAKEN_DEPTH);
	seq_putc(m, '\n');
	return 0;
}

const struct seq_operations page_owner_seq_ops = {
	.start = owner_start, .next = owner_next, .stop = owner_stop, .show = owner_line,
};
