/* SPDX-License-Identifier: MIT */
/* mm/vmap.h: areas of the window, private to mm/vm*.c and mm/ioremap.c. Theory: mm/vmap_area.c. */
#ifndef _MM_VMAP_H
#define _MM_VMAP_H

#include <linux/mm.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

#include "vmap_space.h"

#define VMAP_CLASSES	  34   /* areas of fewer pages (guard included) are kept by exact size */
#define VMAP_LAZY_PAGES	  2048 /* pages freed but not flushed before a flush is forced */
#define VMAP_CACHED_PAGES 4096 /* pages kept in idle areas of the classes; 128 KiB of descriptors */
#define VMAP_SURELY_THERE 1024 /* pages: every machine that boots has more, so nobody need count */
#define VMAP_HISTORY	  64   /* areas given back that a fault report can still name */

#define VMAP_NOTE_GUARD 1 /* kind of the note in the guard page's entry: leads to the area behind it */

enum vmap_state {
	VMAP_LIVE,
	VMAP_DYING, /* claimed by whoever frees it, or queued by vfree_atomic() */
	VMAP_IDLE,  /* freed: address range kept until it is flushed or wanted again */
	NR_VMAP_STATES,
};

struct vmap_area {
	struct vm_struct vm; /* first: what the public interface shows */
	union {
		struct llist_node deferred; /* DYING */
		struct vmap_area *next;	    /* (V) IDLE */
	};
	u32 first;		/* page of the window where the guard is; the area follows */
	u32 nr;			/* pages, guard included */
	u32 epoch;		/* (V) IDLE: number of flushes when it was freed */
	enum vmap_state state;	/* (V) */
	const void *freed_by;	/* return address of the last free */
};

struct vmap_queue {
	struct vmap_area *head, *tail; /* oldest first: it is the first to be flushed */
};

/* An area that went back to the free space, for reports. */
struct vmap_past {
	unsigned long addr, size, flags;
	const void *caller, *freed_by;
};

/* The unit's state, lock first. (V) = under vmap_areas.lock. */
struct vmap_areas {
	spinlock_t lock;
	u32 epoch;		/* (V) TLB flushes so far: what was freed in an older one may be used */
	u32 lazy_pages;		/* (V) freed since the last flush */
	struct vmap_area *first_lazy; /* (V) the first of these; else stale */
	u32 cached_pages;	/* (V) in queues, flushed or not */
	u32 lazy_limit;		/* constant after boot */
	bool flush_at_once;	/* debug_vmalloc=1 */
	struct vmap_queue classes[VMAP_CLASSES]; /* (V) */
	struct vmap_area *leaving; /* (V) freed and not to be kept: given back at the flush */
	struct vmap_space space;   /* (V) */
	struct kmem_cache *cache;
	unsigned int nr_areas;	   /* (V) live and dying */
	unsigned long used_pages;  /* (V) in them */
	unsigned int nr_past;	   /* (V) */
	struct vmap_past past[VMAP_HISTORY]; /* (V) written; read without by fault reports */
	unsigned int nr_misuses;   /* reports of wrong frees */
	const char *last_misuse;
};

extern struct vmap_areas vmap_areas;

/* What area is wanted. Sizes and alignment in bytes. */
struct vmap_want {
	unsigned long size, align, start, end;
	unsigned long flags; /* VM_* */
	gfp_t gfp;
	const void *caller;
};

static inline unsigned long vmap_page_address(u32 page)
{
	return VMALLOC_START + ((unsigned long)page << PAGE_SHIFT);
}

/* Has the machine so many pages? Adding up the zones is dear for an area of one page. */
static __always_inline bool vmap_fits_ram(unsigned long pages)
{
	return pages <= VMAP_SURELY_THERE || pages < totalram_pages();
}

struct vmap_area *vmap_area_idle(u32 nr, unsigned long flags, const void *caller);
struct vmap_area *vmap_area_get(const struct vmap_want *want);
void vmap_area_put(struct vmap_area *area);
struct vmap_area *vmap_area_claim(const void *addr, unsigned long flags, const char *who,
				  const void *caller);
struct vmap_area *vmap_area_find(unsigned long addr);
void vmap_clear_range(unsigned long start, unsigned long end);
void vmap_purge(void);
void vmap_drain(void);
void vfree_flush(void);
const struct vm_struct *vmap_ioremap_overlap(phys_addr_t first, phys_addr_t last, u32 *page);
void vmap_misuse(const char *what, const void *addr);

#endif
