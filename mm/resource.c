// SPDX-License-Identifier: MIT
/*
 * mm/resource.c: the trees of ports and physical addresses.
 *
 * Problem.  Two drivers must not program the same registers, and people want to know what is where.
 * Idea.     A tree of ranges. A range's children lie inside it; siblings are a list, sorted, without
 *           overlap. Who wants a range asks for a place below a parent; if something is there, the
 *           answer is that something, and its name goes into the message.
 *
 *               iomem_resource [0 .. ~0]
 *                  |-- [000a0000-000bffff]  PCI Bus 0000:00
 *                  |-- [00100000-7ffdffff]  System RAM
 *                  |      `-- [00100000-0034ffff]  Kernel code
 *                  `-- [febc0000-febdffff]  0000:00:03.0
 *                         `-- [febc0000-febdffff]  e1000
 *
 *           Three ways in: request (the place must be free), insert (what is there already may
 *           become the new one's child), allocate (find a free place).
 * Invariants (resource_check): start <= end; a child lies in its parent and points to it; siblings
 *           rise and do not overlap.
 * Locks.    resource_lock: readers list, writers change. Never from interrupts.
 * Paths.    request_resource -> place; insert_resource -> insert; allocate_resource -> find_gap, place
 * Cost.     Linear in siblings: there are dozens.
 * Left out. Hotplug, and splitting reservations around obstacles.
 * Sources.  LDD3 ch. 9; Linux Documentation/driver-api.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <slate/selfcheck.h>

#include "resource.h"

struct resource ioport_resource = {
	.name = "PCI IO",
	.start = 0,
	.end = 0xffff,
	.flags = IORESOURCE_IO,
};
EXPORT_SYMBOL(ioport_resource);

struct resource iomem_resource = {
	.name = "PCI mem",
	.start = 0,
	.end = ~(resource_size_t)0,
	.flags = IORESOURCE_MEM,
};
EXPORT_SYMBOL(iomem_resource);

DEFINE_RWLOCK(resource_lock);

/* Put @new among @root's children. Return: NULL, or what is in the way (@root: does not fit in). */
struct resource *resource_place(struct resource *root, struct resource *new)
{
	struct resource **link = &root->child;

	if (new->end < new->start || new->start < root->start || new->end > root->end)
		return root;
	while (*link && (*link)->end < new->start)
		link = &(*link)->sibling;
	if (*link && (*link)->start <= new->end)
		return *link;
	new->sibling = *link;
	new->parent = root;
	*link = new;
	return NULL;
}

/* Take @old, with its children if @with_children, else leaving them in its place. */
static int unlink_resource(struct resource *old, bool with_children)
{
	struct resource **link, *last;

	if (!old->parent)
		return -EINVAL;
	for (link = &old->parent->child; *link != old; link = &(*link)->sibling)
		if (!*link)
			return -EINVAL;
	if (with_children || !old->child) {
		*link = old->sibling;
	} else {
		for (last = old->child; ; last = last->sibling) {
			last->parent = old->parent;
			if (!last->sibling)
				break;
		}
		last->sibling = old->sibling;
		*link = old->child;
		old->child = NULL;
	}
	old->parent = NULL;
	old->sibling = NULL;
	return 0;
}

/**
 * request_resource_conflict() - take a range below @root that must be free.
 * @root: parent. @new: name, start, end and flags filled; stays in use until released.
 *
 * Context: thread.
 * Return: NULL, or the resource in the way.
 */
struct resource *request_resource_conflict(struct resource *root, struct resource *new)
{
	struct resource *conflict;

	write_lock(&resource_lock);
	conflict = resource_place(root, new);
	write_unlock(&resource_lock);
	return conflict;
}
EXPORT_SYMBOL(request_resource_conflict);

/* request_resource() - the same; Return: 0 or -EBUSY. */
int request_resource(struct resource *root, struct resource *new)
{
	return request_resource_conflict(root, new) ? -EBUSY : 0;
}
EXPORT_SYMBOL(request_resource);

/* release_resource() - give a range back, with all below it. Return: 0, -EINVAL if in no tree. */
int release_resource(struct resource *old)
{
	int error;

	write_lock(&resource_lock);
	error = unlink_resource(old, true);
	write_unlock(&resource_lock);
	return error;
}
EXPORT_SYMBOL(release_resource);

/* remove_resource() - take a range out and leave its children in its place. Return: as above. */
int remove_resource(struct resource *old)
{
	int error;

	write_lock(&resource_lock);
	error = unlink_resource(old, false);
	write_unlock(&resource_lock);
	return error;
}
EXPORT_SYMBOL(remove_resource);

/* The next of @res in depth-first order below @root, or NULL. */
struct resource *resource_next(struct resource *root, struct resource *res)
{
	if (res->child)
		return res->child;
	while (res != root && !res->sibling)
		res = res->parent;
	return res == root ? NULL : res->sibling;
}

/* release_child_resources() - empty a range: all below it become free. */
void release_child_resources(struct resource *parent)
{
	struct resource *res = parent, *up;

	write_lock(&resource_lock);
	while (parent->child) {
		for (res = parent->child; res->child; res = res->child)
			;
		up = res->parent;
		up->child = res->sibling;
		res->parent = NULL;
		res->sibling = NULL;
	}
	write_unlock(&resource_lock);
}
EXPORT_SYMBOL(release_child_resources);

/* The lowest resource at or below @parent that @new does not just fit into, but meets. */
static struct resource *find_level(struct resource *parent, struct resource *new)
{
	struct resource *first;

	for (;; parent = first) {
		first = resource_place(parent, new);
		if (!first || first == parent)
			return first;
		if (WARN_ON(first == new))
			return first;
		if (first->start > new->start || first->end < new->end)
			return first;
		/* Equal ranges: the new one goes outside. */
		if (first->start == new->start && first->end == new->end)
			return first;
	}
}

/* Under the lock. Return: NULL, or what overlaps @new in part only. */
static struct resource *insert(struct resource *parent, struct resource *new)
{
	struct resource *first = find_level(parent, new), *last, *next, **link;

	if (!first || first == parent || first == new)
		return first;
	for (next = first; ; next = next->sibling) {
		if (next->start < new->start || next->end > new->end)
			return next;
		last = next;
		if (!next->sibling || next->sibling->start > new->end)
			break;
	}
	/* first .. last lie in the new one: they become its children. */
	parent = first->parent;
	new->parent = parent;
	new->sibling = last->sibling;
	new->child = first;
	last->sibling = NULL;
	for (next = first; next; next = next->sibling)
		next->parent = new;
	for (link = &parent->child; *link != first; link = &(*link)->sibling)
		;
	*link = new;
	return NULL;
}

/**
 * insert_resource_conflict() - put a range where it belongs, around or inside what is there.
 * Context: thread. Return: NULL, or a resource that @new overlaps in part.
 */
struct resource *insert_resource_conflict(struct resource *parent, struct resource *new)
{
	struct resource *conflict;

	write_lock(&resource_lock);
	conflict = insert(parent, new);
	write_unlock(&resource_lock);
	return conflict;
}
EXPORT_SYMBOL(insert_resource_conflict);

/* insert_resource() - the same; Return: 0 or -EBUSY. */
int insert_resource(struct resource *parent, struct resource *new)
{
	return insert_resource_conflict(parent, new) ? -EBUSY : 0;
}
EXPORT_SYMBOL(insert_resource);

/* insert_resource_expand_to_fit() - widen @new over what it overlaps in part, until it goes in. */
void insert_resource_expand_to_fit(struct resource *root, struct resource *new)
{
	struct resource *conflict;

	write_lock(&resource_lock);
	while (!new->parent) {
		conflict = insert(root, new);
		if (!conflict || WARN_ON(conflict == root))
			break;
		new->start = min(new->start, conflict->start);
		new->end = max(new->end, conflict->end);
	}
	write_unlock(&resource_lock);
}
EXPORT_SYMBOL(insert_resource_expand_to_fit);

/* What allocate_resource() looks for. */
struct gap_request {
	resource_size_t size, min, max, align;
	resource_size_t (*alignf)(void *data, const struct resource *range, resource_size_t size,
				  resource_size_t align);
	void *data;
};

/* Does the free range [start, end] hold the request? Then *new says where. */
static bool fits(const struct gap_request *want, resource_size_t start, resource_size_t end,
		 struct resource *new)
{
	struct resource range = { .flags = new->flags };

	range.start = max(start, want->min);
	range.end = min(end, want->max);
	if (range.start > range.end)
		return false;
	range.start = (range.start + want->align - 1) & ~(want->align - 1);
	if (range.start < max(start, want->min))
		return false; /* wrapped */
	if (want->alignf)
		range.start = want->alignf(want->data, &range, want->size, want->align);
	if (range.start > range.end || range.end - range.start < want->size - 1)
		return false;
	new->start = range.start;
	new->end = range.start + want->size - 1;
	return true;
}

static bool find_gap(struct resource *root, const struct gap_request *want, struct resource *new)
{
	resource_size_t start = root->start;
	struct resource *child;

	for (child = root->child; child; child = child->sibling) {
		if (child->start > start && fits(want, start, child->start - 1, new))
			return true;
		start = child->end + 1;
		if (!start)
			return false;
	}
	return start <= root->end && fits(want, start, root->end, new);
}

/* Take the first gap for a range that has a place already; its own counts as free. Under the lock. */
static int allocate_again(struct resource *root, const struct gap_request *want, struct resource *res)
{
	const struct resource old = *res;
	bool found;

	unlink_resource(res, true);
	found = find_gap(root, want, res) &&
		(!res->child || (res->start <= old.start && res->end >= old.end));
	if (!found) {
		res->start = old.start;
		res->end = old.end;
		root = old.parent;
	}
	return resource_place(root, res) || !found ? -EBUSY : 0;
}

/**
 * allocate_resource() - find a free range below @root and take it.
 * @new: flags and name filled; start and end are set. If it is in a tree already, it moves; it stays where
 *       it is if nothing fits, or if what lies in it would not.
 * @size: addresses. @min, @max: bounds, inclusive. @align: a power of two.
 * @alignf: may move the start up further; NULL for none. @alignf_data: its argument.
 *
 * Context: thread. Return: 0, or -EBUSY where nothing fits.
 */
int allocate_resource(struct resource *root, struct resource *new, resource_size_t size,
		      resource_size_t min, resource_size_t max, resource_size_t align,
		      resource_size_t (*alignf)(void *, const struct resource *, resource_size_t,
						resource_size_t),
		      void *alignf_data)
{
	struct gap_request want = { size, min, max, align ? align : 1, alignf, alignf_data };
	int error = -EBUSY;

	if (!size || want.align & (want.align - 1))
		return -EINVAL;
	write_lock(&resource_lock);
	if (new->parent)
		error = allocate_again(root, &want, new);
	else if (find_gap(root, &want, new) && !resource_place(root, new))
		error = 0;
	write_unlock(&resource_lock);
	return error;
}
EXPORT_SYMBOL(allocate_resource);

/* lookup_resource() - the child of @root that starts at @start, or NULL. */
struct resource *lookup_resource(struct resource *root, resource_size_t start)
{
	struct resource *res;

	read_lock(&resource_lock);
	for (res = root->child; res && res->start != start; res = res->sibling)
		;
	read_unlock(&resource_lock);
	return res;
}
EXPORT_SYMBOL(lookup_resource);

/* May @res be [start, end] instead? Its parent, siblings and children decide. */
static bool may_become(const struct resource *res, resource_size_t start, resource_size_t end)
{
	const struct resource *other;

	if (end < start)
		return false;
	if (res->parent && (start < res->parent->start || end > res->parent->end))
		return false;
	if (res->sibling && res->sibling->start <= end)
		return false;
	if (res->parent)
		for (other = res->parent->child; other != res; other = other->sibling)
			if (other->end >= start)
				return false;
	for (other = res->child; other; other = other->sibling)
		if (other->start < start || other->end > end)
			return false;
	return true;
}

/* adjust_resource() - move or resize a range in place. Return: 0, or -EBUSY where it cannot be. */
int adjust_resource(struct resource *res, resource_size_t start, resource_size_t size)
{
	int error = -EBUSY;

	write_lock(&resource_lock);
	if (size && may_become(res, start, start + size - 1)) {
		res->start = start;
		res->end = start + size - 1;
		error = 0;
	}
	write_unlock(&resource_lock);
	return error;
}
EXPORT_SYMBOL(adjust_resource);

/* resource_alignment() - what the flags say about alignment; 0 if nothing. */
resource_size_t resource_alignment(struct resource *res)
{
	if (res->flags & IORESOURCE_SIZEALIGN)
		return resource_size(res);
	return res->flags & IORESOURCE_STARTALIGN ? res->start : 0;
}
EXPORT_SYMBOL(resource_alignment);

static int check_tree(struct resource *root)
{
	struct resource *res;
	int bad = 0;

	for (res = root; res; res = resource_next(root, res)) {
		if (res->start > res->end)
			bad++;
		if (res != root && (res->start < res->parent->start || res->end > res->parent->end))
			bad++;
		if (res != root && res->sibling && res->sibling->start <= res->end)
			bad++;
		if (res->child && res->child->parent != res)
			bad++;
	}
	if (bad)
		pr_err("resource_check: %d faults below %s\n", bad, root->name);
	return bad;
}

int resource_check(void)
{
	int bad;

	read_lock(&resource_lock);
	bad = check_tree(&ioport_resource) + check_tree(&iomem_resource);
	read_unlock(&resource_lock);
	return bad ? -EINVAL : 0;
}
EXPORT_SYMBOL(resource_check);
SELFCHECK(resource, resource_check, NULL);
