/* SPDX-License-Identifier: MIT */
/* trace/events/kmem.h for programs on the host: nobody watches, but for what buddy_test.c counts. */
#ifndef _TRACE_KMEM_H
#define _TRACE_KMEM_H

#define trace_kmalloc(...)		     do { } while (0)
#define trace_kmalloc_node(...)		     do { } while (0)
#define trace_kmem_cache_alloc(...)	     do { } while (0)
#define trace_kmem_cache_alloc_node(...)     do { } while (0)
#define trace_kfree(...)		     do { } while (0)
#define trace_kmem_cache_free(...)	     do { } while (0)
#define trace_mm_page_alloc(...)	     do { } while (0)
#define trace_mm_page_alloc_zone_locked(...) do { } while (0)
#define trace_mm_page_alloc_extfrag	     host_extfrag
#define trace_mm_page_free(...)		     do { } while (0)
#define trace_mm_page_free_batched(...)	     do { } while (0)
#define trace_mm_page_pcpu_drain(...)	     do { } while (0)
#define trace_kmalloc_enabled()		     false
#define trace_kmem_cache_alloc_enabled()     false
#define trace_kmalloc_node_enabled()	     false
#define trace_kmem_cache_alloc_node_enabled() false
#define trace_kmem_cache_free_enabled()	     false
#define trace_kfree_enabled()		     false

struct page;
void host_extfrag(struct page *page, int alloc_order, int fallback_order, int alloc_migratetype,
		  int fallback_migratetype);

#endif
