// SPDX-License-Identifier: MIT
/*
 * mm/shrinker.c: ask every registered cache for its share when memory is short.
 *
 * Problem.  Much memory is kept only because it may be useful again: objects that can be made anew. Reclaim
 *           cannot know them all, and the caches cannot know how short memory is.
 * Idea.     A cache registers two functions: how many objects could go, and look at n of them. Reclaim says
 *           how hard it is pressed by a priority, 12 (barely) down to 0 (desperate), and asks each cache
 *           for the same share of what it has:
 *
 *               n = objects / 2^priority * 4 / seeks          seeks: what it costs to make one again
 *
 *           n is worked off in batches. What remains (less than a batch, or the cache stopped because it
 *           cannot free under this gfp) is remembered and added the next time, at most twice the objects.
 * Invariants: 0 <= nr_deferred <= 2 * objects as of the last call.
 * Locks.    shrinker_rwsem: held for reading while they are asked, so that none disappears meanwhile. If
 *           somebody (un)registers just now, reclaim does without them instead of waiting.
 * Paths.    shrink_slab -> do_shrink_slab -> count_objects, scan_objects
 * Cost.     One count per cache and round.
 * Left out. Memory cgroups; nr_deferred lies in struct shrinker, so that registering cannot fail.
 * Sources.  Gorman ch. 8.1.6 "Cache Shrinking", ch. 10.4 "Shrinking All Caches"; semantics of Linux 6.1.
 */
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/shrinker.h>
#include <linux/vmstat.h>

#define SHRINK_BATCH 128
#define DROP_ROUNDS  8 /* of drop_slab() */

static DECLARE_RWSEM(shrinker_rwsem);
static LIST_HEAD(shrinker_list);

static int prepare_shrinker(struct shrinker *shrinker, const char *fmt, va_list args)
{
	if (!shrinker->count_objects || !shrinker->scan_objects)
		return -EINVAL;
	vsnprintf(shrinker->name, sizeof(shrinker->name), fmt, args);
	for (int nid = 0; nid < MAX_NUMNODES; nid++)
		atomic_long_set(&shrinker->nr_deferred[nid], 0);
	INIT_LIST_HEAD(&shrinker->list);
	return 0;
}

/**
 * prealloc_shrinker() - the part of registering that may fail.
 * @shrinker: count_objects, scan_objects, seeks, batch and flags are filled in.
 * @fmt: its name, for reports; 31 characters are kept.
 *
 * Return: 0, or -EINVAL if a function is missing.
 */
int prealloc_shrinker(struct shrinker *shrinker, const char *fmt, ...)
{
	va_list args;
	int err;

	va_start(args, fmt);
	err = prepare_shrinker(shrinker, fmt, args);
	va_end(args);
	return err;
}
EXPORT_SYMBOL(prealloc_shrinker);

void register_shrinker_prepared(struct shrinker *shrinker)
{
	down_write(&shrinker_rwsem);
	list_add_tail(&shrinker->list, &shrinker_list);
	shrinker->flags |= SHRINKER_REGISTERED;
	up_write(&shrinker_rwsem);
}
EXPORT_SYMBOL(register_shrinker_prepared);

void free_prealloced_shrinker(struct shrinker *shrinker)
{
	shrinker->name[0] = 0;
}
EXPORT_SYMBOL(free_prealloced_shrinker);

/**
 * register_shrinker() - have a cache asked when memory is short.
 * @shrinker: filled in; stays the caller's and must live until it is unregistered.
 * @fmt: its name.
 *
 * Context: may sleep.
 * Return: 0, or -EINVAL if a function is missing.
 */
int register_shrinker(struct shrinker *shrinker, const char *fmt, ...)
{
	va_list args;
	int err;

	va_start(args, fmt);
	err = prepare_shrinker(shrinker, fmt, args);
	va_end(args);
	if (!err)
		register_shrinker_prepared(shrinker);
	return err;
}
EXPORT_SYMBOL(register_shrinker);

/**
 * unregister_shrinker() - never ask it again; calls under way have ended when this returns.
 * @shrinker: registered; if it is not, nothing happens.
 *
 * Context: may sleep.
 */
void unregister_shrinker(struct shrinker *shrinker)
{
	if (!(shrinker->flags & SHRINKER_REGISTERED))
		return;
	down_write(&shrinker_rwsem);
	list_del(&shrinker->list);
	shrinker->flags &= ~SHRINKER_REGISTERED;
	up_write(&shrinker_rwsem);
}
EXPORT_SYMBOL(unregister_shrinker);

/* All calls that were under way have ended. Context: may sleep. */
void synchronize_shrinkers(void)
{
	down_write(&shrinker_rwsem);
	up_write(&shrinker_rwsem);
}
EXPORT_SYMBOL(synchronize_shrinkers);

/* This round's share of @freeable objects. */
static unsigned long share_of(const struct shrinker *shrinker, unsigned long freeable, int priority)
{
	if (!shrinker->seeks)
		return freeable / 2;
	return (unsigned long)div_u64((u64)(freeable >> priority) * 4, shrinker->seeks);
}

/* Work off @total objects in batches. Return: objects freed; @scanned: looked at. */
static unsigned long scan_batches(struct shrinker *shrinker, struct shrink_control *sc,
				  unsigned long total, unsigned long freeable, unsigned long *scanned)
{
	unsigned long batch = shrinker->batch ?: SHRINK_BATCH, freed = 0;

	while (total >= batch || total >= freeable) {
		unsigned long n = min(batch, total), ret;

		if (!n)
			break;
		sc->nr_to_scan = n;
		sc->nr_scanned = n;
		ret = shrinker->scan_objects(shrinker, sc);
		if (ret == SHRINK_STOP)
			break;
		freed += ret;
		count_vm_events(SLABS_SCANNED, sc->nr_scanned);
		*scanned += sc->nr_scanned;
		total -= min(total, max(sc->nr_scanned, 1UL));
		cond_resched();
	}
	return freed;
}

static unsigned long do_shrink_slab(struct shrinker *shrinker, struct shrink_control *sc, int priority)
{
	int nid = shrinker->flags & SHRINKER_NUMA_AWARE ? sc->nid : 0;
	unsigned long freeable = shrinker->count_objects(shrinker, sc);
	unsigned long owed, wanted, total, scanned = 0, freed;

	if (!freeable || freeable == SHRINK_EMPTY)
		return 0;
	owed = atomic_long_xchg(&shrinker->nr_deferred[nid], 0);
	wanted = share_of(shrinker, freeable, priority);
	total = min((owed >> priority) + wanted, 2 * freeable);
	freed = scan_batches(shrinker, sc, total, freeable, &scanned);
	owed += wanted;
	owed = min(owed - min(owed, scanned), 2 * freeable);
	atomic_long_add((long)owed, &shrinker->nr_deferred[nid]);
	return freed;
}

unsigned long shrink_slab(gfp_t gfp_mask, int nid, int priority)
{
	struct shrinker *shrinker;
	unsigned long freed = 0;

	if (!down_read_trylock(&shrinker_rwsem))
		return 0;
	list_for_each_entry(shrinker, &shrinker_list, list) {
		struct shrink_control sc = { .gfp_mask = gfp_mask, .nid = nid };

		freed += do_shrink_slab(shrinker, &sc, priority);
	}
	up_read(&shrinker_rwsem);
	cond_resched();
	return freed;
}

void drop_slab(void)
{
	for (int round = 0; round < DROP_ROUNDS && shrink_slab(GFP_KERNEL, 0, 0) > 10; round++)
		cond_resched();
}
