/* SPDX-License-Identifier: MIT */
/*
 * linux/shrinker.h: caches that can give memory back, asked by reclaim in proportion to its need.
 *
 * Source: LDD does not cover them; Gorman ch. 8.1.6 "Cache Shrinking" is their ancestor; Linux 6.1.
 */
#ifndef _LINUX_SHRINKER_H
#define _LINUX_SHRINKER_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/numa.h>
#include <linux/types.h>

struct mem_cgroup;

/**
 * struct shrink_control - what reclaim asks for.
 * @gfp_mask: of the request that needs memory: no I/O or locks of file systems where it forbids them.
 * @nid: the node that is short.
 * @nr_to_scan: objects to look at.
 * @nr_scanned: in: nr_to_scan; out: how many were looked at, if it was another number.
 */
struct shrink_control {
	gfp_t gfp_mask;
	int nid;
	unsigned long nr_to_scan;
	unsigned long nr_scanned;
	struct mem_cgroup *memcg; /* always NULL */
};

#define SHRINK_STOP  (~0UL)	/* from scan_objects: no progress is possible now */
#define SHRINK_EMPTY (~0UL - 1) /* from count_objects: there are no objects at all */

#define DEFAULT_SEEKS 2 /* a good number if you do not know better */

#define SHRINKER_REGISTERED  (1 << 0)
#define SHRINKER_NUMA_AWARE  (1 << 1)
#define SHRINKER_MEMCG_AWARE (1 << 2) /* accepted, means nothing */
#define SHRINKER_NONSLAB     (1 << 3) /* as above */

/**
 * struct shrinker - a cache that can shrink.
 * @count_objects: how many could be freed; 0: it cannot say; SHRINK_EMPTY. Must be quick.
 * @scan_objects: look at sc->nr_to_scan objects, free what can be freed. Returns objects freed, or
 *                SHRINK_STOP. May sleep; must not wait for locks that are held around allocations.
 * @batch: objects per call; 0: 128.
 * @seeks: what it costs to make an object again; 0: nothing, so half of them go at once.
 * @flags: SHRINKER_NUMA_AWARE; the rest is the layer's.
 */
struct shrinker {
	unsigned long (*count_objects)(struct shrinker *shrinker, struct shrink_control *sc);
	unsigned long (*scan_objects)(struct shrinker *shrinker, struct shrink_control *sc);
	long batch;
	int seeks;
	unsigned int flags;

	struct list_head list;
	char name[32];
	atomic_long_t nr_deferred[MAX_NUMNODES]; /* asked for and not yet looked at */
};

__printf(2, 3) int prealloc_shrinker(struct shrinker *shrinker, const char *fmt, ...);
void register_shrinker_prepared(struct shrinker *shrinker);
void free_prealloced_shrinker(struct shrinker *shrinker);
__printf(2, 3) int register_shrinker(struct shrinker *shrinker, const char *fmt, ...);
void unregister_shrinker(struct shrinker *shrinker);
void synchronize_shrinkers(void);

/* Ask all of them. @priority: 12 asks for 1/4096 of each, 0 for all. Return: objects freed. */
unsigned long shrink_slab(gfp_t gfp_mask, int nid, int priority);

/* As drop_caches does: until little is left. */
void drop_slab(void);

#endif
