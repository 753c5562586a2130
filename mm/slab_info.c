// SPDX-License-Identifier: MIT
/*
 * mm/slab_info.c: caches for people: /proc/slabinfo, a picture of a cache's slabs, and leak counts.
 *
 * Problem.  Counters that the fast path would have to keep cost more than the fast path itself.
 * Idea.     Count when somebody looks. Free objects are bits of maps; the rest is arithmetic:
 *
 *             active_objs = num_objs - free bits of (slabs in hands + partial slabs)
 *
 *           Full slabs have no free bits and need not be visited.
 * Invariants. 0 <= active_objs <= num_objs. num_slabs counts slabs in hands, too.
 * Locks.    slab_mutex, then a node's list_lock. While others allocate, figures of hands may be off by
 *           what is being done.
 * Paths.    slabinfo_show -> get_slabinfo -> ops->count
 * Cost.     A walk of the partial slabs.
 * Sources.  Linux Documentation/filesystems/proc.rst; proc(5), slabinfo version 2.1.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <slate/leak.h>
#include <slate/selfcheck.h>
#include "slab.h"

void get_slabinfo(struct kmem_cache *s, struct slabinfo *info)
{
	*info = (struct slabinfo){};
	s->ops->count(s, info);
}

static void show_cache(struct seq_file *m, struct kmem_cache *s)
{
	struct slabinfo info;

	get_slabinfo(s, &info);
	seq_printf(m, "%-17s %6lu %6lu %6u %4u %4d", s->name, info.active_objs, info.num_objs,
		   s->size, info.objects_per_slab, 1 << info.cache_order);
	/* Tunables are those of SLAB's magazines, which cannot be changed here. */
	seq_printf(m, " : tunables %4u %4u %4u", info.limit, info.batchcount, info.shared);
	seq_printf(m, " : slabdata %6lu %6lu %6lu\n", info.active_slabs, info.num_slabs,
		   info.shared_avail);
}

/**
 * slabinfo_show() - body of /proc/slabinfo, version 2.1.
 *
 * Context: thread.
 * Return: 0.
 */
int slabinfo_show(struct seq_file *m, void *v)
{
	struct kmem_cache *s;

	seq_puts(m, "slabinfo - version: 2.1\n");
	seq_puts(m, "# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>");
	seq_puts(m, " : tunables <limit> <batchcount> <sharedfactor>");
	seq_puts(m, " : slabdata <active_slabs> <num_slabs> <sharedavail>\n");
	mutex_lock(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list)
		show_cache(m, s);
	mutex_unlock(&slab_mutex);
	return 0;
}
EXPORT_SYMBOL(slabinfo_show);

/* Objects in use over all caches: what a test must leave as it found it. */
static long count_live_objects(void)
{
	unsigned long nr = 0;
	struct slabinfo info;
	struct kmem_cache *s;

	mutex_lock(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list) {
		get_slabinfo(s, &info);
		nr += info.active_objs;
	}
	mutex_unlock(&slab_mutex);
	return nr;
}

/* Give back what caches keep in reserve, so that pages can be counted, too. */
static void drain_caches(void)
{
	struct kmem_cache *s;

	mutex_lock(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list)
		s->ops->shrink(s);
	mutex_unlock(&slab_mutex);
}
LEAK_COUNTER_DRAIN(objects, count_live_objects, drain_caches);

/**
 * slab_check() - walk the invariants of every cache.
 *
 * Context: thread.
 * Return: number of violations, each reported.
 */
int slab_check(void)
{
	struct kmem_cache *s;
	int bad = 0;

	mutex_lock(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list)
		bad += s->ops->check(s);
	mutex_unlock(&slab_mutex);
	return bad;
}

/* The caches that hold the most memory, one line each. */
static void slab_report(void)
{
	struct slabinfo info;
	struct kmem_cache *s;

	mutex_lock(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list) {
		get_slabinfo(s, &info);
		if (info.num_slabs)
			pr_info("slab: %-20s %6lu of %6lu objects of %u bytes in use, %lu KiB\n",
				s->name, info.active_objs, info.num_objs, s->object_size,
				info.num_slabs << info.cache_order << (PAGE_SHIFT - 10));
	}
	mutex_unlock(&slab_mutex);
}
SELFCHECK(slab, slab_check, slab_report);

/**
 * slab_visit_caches() - the figures of every cache, one after the other.
 * @visit: called for each with @data; must not make or end caches. The row is gone afterwards.
 *
 * Context: thread.
 */
void slab_visit_caches(void (*visit)(void *data, const struct slab_row *row), void *data)
{
	struct slabinfo info;
	struct kmem_cache *s;

	mutex_lock(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list) {
		get_slabinfo(s, &info);
		visit(data, &(struct slab_row){
			.name = s->name, .size = s->size, .active_objs = info.active_objs,
			.num_objs = info.num_objs, .active_slabs = info.active_slabs,
			.num_slabs = info.num_slabs, .objects_per_slab = info.objects_per_slab,
			.slab_bytes = PAGE_SIZE << info.cache_order,
		});
	}
	mutex_unlock(&slab_mutex);
}
EXPORT_SYMBOL(slab_visit_caches);
