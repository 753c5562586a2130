// SPDX-License-Identifier: MIT
/*
 * mm/failslab.c: which requests for objects may a plan refuse? (linux/fault-inject.h)
 *
 * By default those that cannot wait; /proc/fault/failslab/ignore-gfp-wait = N adds the others. With
 * cache-filter = Y only caches with SLAB_FAILSLAB are looked at: those made with it, those that
 * slub_debug=A,NAME names, and those named in /proc/fault/failslab/caches. The cache of caches is
 * spared, and so is what must not fail. fault_inject() asks for no leave.
 *
 * Source: Linux Documentation/fault-injection/fault-injection.rst; Documentation/mm/slub.rst, "A".
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <slate/fault.h>
#include "slab.h"

static struct {
	bool ignore_gfp_reclaim, cache_filter;
} failslab = { .ignore_gfp_reclaim = true };

noinline bool __should_failslab(struct kmem_cache *s, gfp_t gfp)
{
	if (gfp & __GFP_NOFAIL)
		return false;
	if (fault_nth(FAULT_SLAB))
		return true;
	if ((s && s == kmem_cache) || (failslab.ignore_gfp_reclaim && gfp & __GFP_DIRECT_RECLAIM) ||
	    (failslab.cache_filter && !(s && s->flags & SLAB_FAILSLAB)))
		return false;
	return fault_planned(FAULT_SLAB, s ? s->object_size : PAGE_SIZE,
			     gfp & __GFP_NOWARN ? FAULT_NOWARN : 0);
}

int failslab_mark(const char *cache, bool on)
{
	struct kmem_cache *s;
	int err = -ENOENT;

	mutex_lock(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list) {
		if (strcmp(s->name, cache))
			continue;
		s->flags = on ? s->flags | SLAB_FAILSLAB : s->flags & ~SLAB_FAILSLAB;
		err = 0;
	}
	mutex_unlock(&slab_mutex);
	return err;
}

static struct fault_knob knobs[] = {
	{ "ignore-gfp-wait", FAULT_KNOB_BOOL, &failslab.ignore_gfp_reclaim, FAULT_SLAB },
	{ "cache-filter", FAULT_KNOB_BOOL, &failslab.cache_filter, FAULT_SLAB },
};

static int __init failslab_init(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(knobs); i++)
		fault_add_knob(&knobs[i]);
	return 0;
}
core_initcall(failslab_init);
