// SPDX-License-Identifier: MIT
/*
 * mm/trace_slab.c: the tracepoints of objects: what they write, and how that reads.
 *
 * They have no nop of their own in the fast paths: while kmalloc or kmem_cache_alloc is on, `object_detour`
 * leads every request to the slow path, where they stand; and kfree and kmem_cache_free stand behind
 * `free_detour`.
 *
 * Wording and arguments are Linux 6.1's (include/trace/events/kmem.h).
 */
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <slate/fault.h>
#include <trace/events/kmem.h>
#include "slab_magazine.h"

#define WRITE(name, ...) trace_write(&__tracepoint_##name, (unsigned long[TRACE_ARGS]){ __VA_ARGS__ })

static void watch_frees(bool on)
{
	if (on) {
		static_branch_inc(&free_detour);
		static_branch_inc(&magazines_shut);
	} else {
		static_branch_dec(&free_detour);
		static_branch_dec(&magazines_shut);
	}
}

static const struct trace_field object_fields[] = {
	{ "call_site", TRACE_SYMBOL, 0 }, { "ptr", TRACE_NUMBER, 1 }, { "bytes_req", TRACE_NUMBER, 2 },
	{ "bytes_alloc", TRACE_NUMBER, 3 }, { "gfp_flags", TRACE_NUMBER, 4 }, { "node", TRACE_NUMBER, 5 },
	{}
};

static int print_object(char *buf, size_t size, const unsigned long *args)
{
	gfp_t gfp = (__force gfp_t)args[4];

	return scnprintf(buf, size,
			 "call_site=%pS ptr=%p bytes_req=%zu bytes_alloc=%zu gfp_flags=%pGg node=%d accounted=%s",
			 (void *)args[0], (void *)args[1], (size_t)args[2], (size_t)args[3], &gfp,
			 (int)args[5], "false");
}

void __do_trace_kmalloc(unsigned long call_site, const void *ptr, size_t bytes_req, size_t bytes_alloc,
			gfp_t gfp, int node)
{
	WRITE(kmalloc, call_site, (unsigned long)ptr, bytes_req, bytes_alloc, (__force u32)gfp, node);
}
DEFINE_TRACE_EVENT(kmem, kmalloc, object_fields, print_object, alloc_watch);

void __do_trace_kmalloc_node(unsigned long call_site, const void *ptr, size_t bytes_req,
			     size_t bytes_alloc, gfp_t gfp, int node)
{
	WRITE(kmalloc_node, call_site, (unsigned long)ptr, bytes_req, bytes_alloc, (__force u32)gfp, node);
}
DEFINE_TRACE_EVENT(kmem, kmalloc_node, object_fields, print_object, NULL);

void __do_trace_kmem_cache_alloc(unsigned long call_site, const void *ptr, struct kmem_cache *s,
				 gfp_t gfp, int node)
{
	WRITE(kmem_cache_alloc, call_site, (unsigned long)ptr, s->object_size, s->size,
	      (__force u32)gfp, node);
}
DEFINE_TRACE_EVENT(kmem, kmem_cache_alloc, object_fields, print_object, alloc_watch);

void __do_trace_kmem_cache_alloc_node(unsigned long call_site, const void *ptr, struct kmem_cache *s,
				      gfp_t gfp, int node)
{
	WRITE(kmem_cache_alloc_node, call_site, (unsigned long)ptr, s->object_size, s->size,
	      (__force u32)gfp, node);
}
DEFINE_TRACE_EVENT(kmem, kmem_cache_alloc_node, object_fields, print_object, NULL);

static const struct trace_field kfree_fields[] = {
	{ "call_site", TRACE_SYMBOL, 0 }, { "ptr", TRACE_NUMBER, 1 }, {}
};

static int print_kfree(char *buf, size_t size, const unsigned long *args)
{
	return scnprintf(buf, size, "call_site=%pS ptr=%p", (void *)args[0], (void *)args[1]);
}

void __do_trace_kfree(unsigned long call_site, const void *ptr)
{
	WRITE(kfree, call_site, (unsigned long)ptr);
}
DEFINE_TRACE_EVENT(kmem, kfree, kfree_fields, print_kfree, watch_frees);

/* The cache may be gone when the record is read, so the name goes with it, cut to what fits. */
static const struct trace_field cache_free_fields[] = {
	{ "call_site", TRACE_SYMBOL, 0 }, { "ptr", TRACE_NUMBER, 1 }, { "name", TRACE_TEXT, 2 }, {}
};

static int print_cache_free(char *buf, size_t size, const unsigned long *args)
{
	return scnprintf(buf, size, "call_site=%pS ptr=%p name=%s", (void *)args[0], (void *)args[1],
			 (const char *)&args[2]);
}

void __do_trace_kmem_cache_free(unsigned long call_site, const void *ptr, const struct kmem_cache *s)
{
	unsigned long args[TRACE_ARGS] = { call_site, (unsigned long)ptr };

	strscpy((char *)&args[2], s->name, sizeof(args) - 2 * sizeof(args[0]));
	trace_write(&__tracepoint_kmem_cache_free, args);
}
DEFINE_TRACE_EVENT(kmem, kmem_cache_free, cache_free_fields, print_cache_free, watch_frees);
