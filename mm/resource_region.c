// SPDX-License-Identifier: MIT
/*
 * mm/resource_region.c: request_region() and its kin, the PC's fixed ranges, /proc/{ioports,iomem}.
 *
 * Problem.  A driver says "these registers are mine" and expects a clear no if they are another's.
 * Idea.     A busy leaf in the tree (mm/resource.c). A request goes down through every range that is
 *           not busy and contains it (a bus, a BAR) and ends where it finds room or a busy owner.
 *
 *               request_region(0x3f8, 8, "serial")
 *                  ioport_resource -> PCI Bus (not busy, contains it): down -> free: taken
 *               again, by another: -> "serial" is busy: NULL, and the log names both
 *
 * Invariants. See resource_check().
 * Locks.    resource_lock (mm/resource.c). IORESOURCE_MUXED sleeps until the owner lets go.
 * Paths.    request_region | request_mem_region -> __request_region -> take
 * Cost.     Linear in the siblings on the way.
 * Left out. Reference counts of the requester: a driver that forgets to release is seen in /proc.
 * Sources.  LDD3 ch. 9 "I/O Port Allocation".
 */
#include <asm/sections.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <slate/firmware_map.h>

#include "resource.h"

#define MAX_DEPTH_SHOWN 5 /* as Linux's MAX_IORES_LEVEL */

static DECLARE_WAIT_QUEUE_HEAD(muxed_wait);

/* Go down from @parent to where @new has room. Return: NULL, or the owner in the way. */
static struct resource *take(struct resource *parent, struct resource *new)
{
	struct resource *conflict;

	for (;; parent = conflict) {
		conflict = resource_place(parent, new);
		if (!conflict || conflict == parent || conflict->flags & IORESOURCE_BUSY)
			return conflict;
		if (conflict->start > new->start || conflict->end < new->end)
			return conflict;
		new->desc = conflict->desc;
	}
}

/* Sleep until some muxed region is released. The lock is dropped meanwhile. */
static void wait_for_release(void)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&muxed_wait, &wait, TASK_UNINTERRUPTIBLE);
	write_unlock(&resource_lock);
	schedule();
	finish_wait(&muxed_wait, &wait);
	write_lock(&resource_lock);
}

/**
 * __request_region() - request_region(), request_mem_region(): take @n addresses from @start on.
 * @parent: root of the tree.
 * @name: who wants them; not copied.
 * @flags: IORESOURCE_MUXED waits for an owner who asked the same way; IORESOURCE_EXCLUSIVE.
 *
 * Context: thread, may sleep.
 * Return: the new resource, or NULL after a line that names the owner.
 */
struct resource *__request_region(struct resource *parent, resource_size_t start, resource_size_t n,
				  const char *name, int flags)
{
	struct resource *new = kzalloc(sizeof(*new), GFP_KERNEL), *conflict;

	if (!new)
		return NULL;
	new->name = name;
	new->start = start;
	new->end = start + n - 1;
	new->flags = resource_type(parent) | IORESOURCE_BUSY | flags;
	write_lock(&resource_lock);
	while ((conflict = take(parent, new))) {
		if (conflict == parent || !(conflict->flags & flags & IORESOURCE_MUXED))
			break;
		wait_for_release();
	}
	if (conflict)
		pr_info("resource: %s wants %pR of %s: %s has %pR\n", name, new, parent->name,
			conflict->name, conflict);
	write_unlock(&resource_lock);
	if (!conflict)
		return new;
	kfree(new);
	return NULL;
}
EXPORT_SYMBOL(__request_region);

/* Take the busy leaf [start, end] out of the tree; NULL if there is none. Under the lock. */
static struct resource *take_out(struct resource *parent, resource_size_t start,
				 resource_size_t end)
{
	struct resource **link = &parent->child, *res;

	while ((res = *link)) {
		if (res->start > start || res->end < end) {
			link = &res->sibling;
		} else if (!(res->flags & IORESOURCE_BUSY)) {
			link = &res->child;
		} else if (res->start == start && res->end == end) {
			*link = res->sibling;
			return res;
		} else {
			return NULL;
		}
	}
	return NULL;
}

/**
 * __release_region() - give back exactly what __request_region() took.
 *
 * Context: thread. A range that was not requested is reported in Linux's words and left alone.
 */
void __release_region(struct resource *parent, resource_size_t start, resource_size_t n)
{
	resource_size_t end = start + n - 1;
	struct resource *res;

	write_lock(&resource_lock);
	res = take_out(parent, start, end);
	write_unlock(&resource_lock);
	if (!res) {
		pr_warn("Trying to free nonexistent resource <%pa-%pa>\n", &start, &end);
		return;
	}
	if (res->flags & IORESOURCE_MUXED)
		wake_up(&muxed_wait);
	kfree(res);
}
EXPORT_SYMBOL(__release_region);

/* check_region() - 0 if the ports are free now, else -EBUSY. */
int check_region(resource_size_t start, resource_size_t n)
{
	struct resource *res = __request_region(&ioport_resource, start, n, "check-region", 0);

	if (!res)
		return -EBUSY;
	__release_region(&ioport_resource, start, n);
	return 0;
}
EXPORT_SYMBOL(check_region);

/* ---- System RAM ---- */

/* The lowest piece of System RAM in [start, end]; false if there is none. */
static bool next_ram(resource_size_t start, resource_size_t end, struct resource *piece)
{
	const struct resource *res;
	bool found = false;

	read_lock(&resource_lock);
	for (res = iomem_resource.child; res && !found; res = res->sibling) {
		if (res->end < start || (res->flags & IORESOURCE_SYSTEM_RAM) != IORESOURCE_SYSTEM_RAM)
			continue;
		if (res->start > end)
			break;
		*piece = (struct resource){ .start = max(res->start, start),
					    .end = min(res->end, end), .flags = res->flags };
		found = true;
	}
	read_unlock(&resource_lock);
	return found;
}

/**
 * walk_system_ram_res() - @func for each piece of System RAM in [start, end], lowest first.
 * Context: thread; @func may sleep. Return: @func's first nonzero answer, or 0; -EINVAL for no RAM.
 */
int walk_system_ram_res(u64 start, u64 end, void *arg, int (*func)(struct resource *, void *))
{
	struct resource piece;
	int answer = -EINVAL;

	while (start <= end && next_ram(start, end, &piece)) {
		answer = func(&piece, arg);
		if (answer || piece.end == ~(resource_size_t)0)
			break;
		start = piece.end + 1;
	}
	return answer;
}
EXPORT_SYMBOL(walk_system_ram_res);

/* walk_system_ram_range() - the same by whole frames. */
int walk_system_ram_range(unsigned long start_pfn, unsigned long nr_pages, void *arg,
			  int (*func)(unsigned long, unsigned long, void *))
{
	u64 start = (u64)start_pfn << PAGE_SHIFT;
	u64 end = ((u64)(start_pfn + nr_pages) << PAGE_SHIFT) - 1;
	struct resource piece;
	int answer = -EINVAL;

	while (start < end && next_ram(start, end, &piece)) {
		unsigned long first = (piece.start + PAGE_SIZE - 1) >> PAGE_SHIFT;
		unsigned long last = (piece.end + 1) >> PAGE_SHIFT;

		if (last > first) {
			answer = func(first, last - first, arg);
			if (answer)
				break;
		}
		start = piece.end + 1;
	}
	return answer;
}
EXPORT_SYMBOL(walk_system_ram_range);

/* Is any byte of [start, start + size) System RAM? Context: thread. */
bool range_has_system_ram(resource_size_t start, resource_size_t size)
{
	struct resource piece;

	return next_ram(start, start + size - 1, &piece);
}
EXPORT_SYMBOL(range_has_system_ram);

/* ---- views ---- */

static int depth_of(const struct resource *root, const struct resource *res)
{
	int depth = 0;

	while (res->parent != root && depth < MAX_DEPTH_SHOWN) {
		res = res->parent;
		depth++;
	}
	return depth;
}

/* "  03f8-03ff : serial": two blanks a level; four digits for ports, eight or more for memory. */
static int show_tree(struct seq_file *m, struct resource *root)
{
	int width = root->end < 0x10000 ? 4 : 8;
	struct resource *res;

	read_lock(&resource_lock);
	for (res = root->child; res; res = resource_next(root, res))
		seq_printf(m, "%*s%0*llx-%0*llx : %s\n", depth_of(root, res) * 2, "", width,
			   (unsigned long long)res->start, width, (unsigned long long)res->end,
			   res->name ? res->name : "<BAD>");
	read_unlock(&resource_lock);
	return 0;
}

/* Bodies of /proc/ioports and /proc/iomem. Context: thread. */
int ioports_show(struct seq_file *m, void *v)
{
	return show_tree(m, &ioport_resource);
}
EXPORT_SYMBOL(ioports_show);

int iomem_show(struct seq_file *m, void *v)
{
	return show_tree(m, &iomem_resource);
}
EXPORT_SYMBOL(iomem_show);
