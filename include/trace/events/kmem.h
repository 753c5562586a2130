/* SPDX-License-Identifier: MIT */
/*
 * trace/events/kmem.h: the tracepoints of pages and objects, with Linux 6.1's names and arguments.
 *
 * kmalloc_node and kmem_cache_alloc_node, which 6.1 has merged with the events without _node, fire for
 * requests that name a node. Defined in mm/trace_kmem.c.
 */
#ifndef _TRACE_KMEM_H
#define _TRACE_KMEM_H

#include <linux/mm_types.h>
#include <linux/tracepoint.h>
#include <linux/types.h>

struct kmem_cache;

TRACE_POINT(kmalloc,
	    TRACE_PROTO(unsigned long call_site, const void *ptr, size_t bytes_req, size_t bytes_alloc,
			gfp_t gfp_flags, int node),
	    TRACE_PROTO(call_site, ptr, bytes_req, bytes_alloc, gfp_flags, node))
TRACE_POINT(kmalloc_node,
	    TRACE_PROTO(unsigned long call_site, const void *ptr, size_t bytes_req, size_t bytes_alloc,
			gfp_t gfp_flags, int node),
	    TRACE_PROTO(call_site, ptr, bytes_req, bytes_alloc, gfp_flags, node))
TRACE_POINT(kmem_cache_alloc,
	    TRACE_PROTO(unsigned long call_site, const void *ptr, struct kmem_cache *s, gfp_t gfp_flags,
			int node),
	    TRACE_PROTO(call_site, ptr, s, gfp_flags, node))
TRACE_POINT(kmem_cache_alloc_node,
	    TRACE_PROTO(unsigned long call_site, const void *ptr, struct kmem_cache *s, gfp_t gfp_flags,
			int node),
	    TRACE_PROTO(call_site, ptr, s, gfp_flags, node))
TRACE_POINT(kfree, TRACE_PROTO(unsigned long call_site, const void *ptr), TRACE_PROTO(call_site, ptr))
TRACE_POINT(kmem_cache_free,
	    TRACE_PROTO(unsigned long call_site, const void *ptr, const struct kmem_cache *s),
	    TRACE_PROTO(call_site, ptr, s))

TRACE_POINT(mm_page_alloc,
	    TRACE_PROTO(struct page *page, unsigned int order, gfp_t gfp_flags, int migratetype),
	    TRACE_PROTO(page, order, gfp_flags, migratetype))
TRACE_POINT(mm_page_alloc_zone_locked,
	    TRACE_PROTO(struct page *page, unsigned int order, int migratetype, int percpu_refill),
	    TRACE_PROTO(page, order, migratetype, percpu_refill))
TRACE_POINT(mm_page_alloc_extfrag,
	    TRACE_PROTO(struct page *page, int alloc_order, int fallback_order, int alloc_migratetype,
			int fallback_migratetype),
	    TRACE_PROTO(page, alloc_order, fallback_order, alloc_migratetype, fallback_migratetype))
TRACE_POINT(mm_page_free, TRACE_PROTO(struct page *page, unsigned int order), TRACE_PROTO(page, order))
TRACE_POINT(mm_page_free_batched, TRACE_PROTO(struct page *page), TRACE_PROTO(page))
TRACE_POINT(mm_page_pcpu_drain, TRACE_PROTO(struct page *page, unsigned int order, int migratetype),
	    TRACE_PROTO(page, order, migratetype))

#endif
