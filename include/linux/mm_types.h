/* SPDX-License-Identifier: MIT */
/*
 * linux/mm_types.h: struct page, 32 bytes for every 4096 of RAM.
 *
 * mem_map[pfn] describes frame pfn. Most of a struct page belongs to whoever owns the frame, so the
 * middle is a union, and `kind` says which arm of it is alive:
 *
 *    flags  | lru / slab_list | mapping / slab_cache | index / freelist | private / counters | kind | _refcount
 *    4        8                 4                      4                  4                    4      4
 *
 * `kind` is one word of three parts, so that an allocator's whole opinion of a page is compared at
 * once: owner (enum page_kind), order of the block that starts here, and whether it is compound.
 * Only page_move() and the page allocator's own page_set_kind() write it (mm/page.c).
 *
 * Only the first page of a block, its head, says anything: all others have kind KIND_INTERIOR,
 * which is 0. Splitting and merging each touch one head, so this holds at no cost per page, and the
 * head of a compound page can be computed from any of its tails instead of being stored in each
 * (compound_head() in linux/mm.h). That is why an order-10 block costs what an order-3 block costs.
 *
 * Source: Gorman ch. 2.4 "Pages"; LDD ch. 15 "The Memory Map and Struct Page".
 */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/list.h>
#include <linux/page-flags-layout.h>
#include <linux/types.h>

struct address_space;
struct kmem_cache;
struct mm_struct;
struct vm_area_struct;
struct dma_pool;
struct vm_struct;

/* Who owns a block of frames. page_kind_name() gives the word; transitions are checked by a table. */
enum page_kind {
	KIND_INTERIOR,	/* not the first page of anything: ask the head */
	KIND_RESERVED,	/* boot took it, or it is a hole: the page allocator never had it */
	KIND_BUDDY,	/* free, on a zone's list of its order */
	KIND_PCP,	/* free, on a CPU's list */
	KIND_ALLOCATED, /* handed out; the owner has not said more */
	KIND_SLAB,	/* kmem_cache: slab_* fields */
	KIND_VMALLOC,	/* behind a vmalloc area */
	KIND_CACHE,	/* page cache: lru, mapping, index */
	KIND_DMA,	/* coherent memory and DMA pools: dma_* fields */
	KIND_MEMPOOL,	/* waiting in a mempool's reserve */
	KIND_TABLE,	/* a page table */
	KIND_STACK,	/* a kernel stack */
	KIND_BAD,	/* found corrupted, never handed out again */
	NR_PAGE_KINDS,
};

struct page {
	unsigned long flags; /* PG_* bits (atomic bit operations); zone id at the top (B) */
	union {
		struct { /* page cache, and any caller's own use while KIND_ALLOCATED */
			union {
				struct list_head lru;
				struct list_head buddy_list; /* KIND_BUDDY (Z) */
				struct page *pcp_next;	     /* KIND_PCP (I) */
			};
			struct address_space *mapping;
			pgoff_t index;	       /* offset in mapping, in pages */
			unsigned long private; /* the owner's own */
		};
		struct { /* KIND_SLAB; fields are the slab allocators' business */
			union {
				struct list_head slab_list;
				struct {
					struct page *next; /* partial list of a CPU */
					int slabs;	   /* how many follow */
				};
				struct callback_head rcu_head;
			};
			struct kmem_cache *slab_cache;
			void *freelist; /* first free object */
			union {
				void *s_mem;		/* SLAB: first object */
				unsigned long counters; /* SLUB: the three below at once */
				struct {
					unsigned inuse : 16;
					unsigned objects : 15;
					unsigned frozen : 1;
				};
				int units; /* SLOB */
			};
		};
		struct { /* KIND_DMA */
			struct list_head dma_list;
			struct dma_pool *dma_pool;
			unsigned int dma_in_use; /* blocks handed out of this page */
			unsigned int dma_offset; /* first free block */
		};
		struct { /* KIND_VMALLOC */
			struct list_head vm_list;
			struct vm_struct *vm_area;
		};
	};
	union {
		struct {
			u16 kind;	/* owner, compound bit, order: see KIND_WORD() */
			u8 migratetype; /* free list it came from; valid from allocation to free */
			u8 alloc_flags; /* PAGE_ALLOC_*: how it was obtained */
		};
		u32 page_type; /* all of the above, for dumps */
	};
	atomic_t _refcount; /* 0 while free; see linux/page_ref.h */
};

#if __SIZEOF_POINTER__ == 4
static_assert(sizeof(struct page) == 32);
#endif

/* The parts of page->kind. */
#define KIND_ORDER_MASK	  0x000f
#define KIND_COMPOUND	  0x0080
#define KIND_OWNER_SHIFT  8
#define KIND_WORD(owner, order) ((u16)((owner) << KIND_OWNER_SHIFT | (order)))

/* page->alloc_flags */
#define PAGE_ALLOC_PFMEMALLOC 1 /* came from the last reserve: page_is_pfmemalloc() */

/*
 * A range of a program's addresses, and a fault in it: what a driver's mmap() and its operations are told.
 * There are no programs yet, so nobody calls mmap(); drivers that offer it compile, and wait.
 */
typedef unsigned int vm_fault_t;
struct file;
struct vm_fault;

struct vm_operations_struct {
	void (*open)(struct vm_area_struct *area);
	void (*close)(struct vm_area_struct *area);
	vm_fault_t (*fault)(struct vm_fault *vmf);
	vm_fault_t (*page_mkwrite)(struct vm_fault *vmf);
	int (*access)(struct vm_area_struct *vma, unsigned long addr, void *buf, int len, int write);
};

struct vm_area_struct {
	unsigned long vm_start, vm_end; /* [start, end) */
	struct mm_struct *vm_mm;
	unsigned long vm_flags;
	const struct vm_operations_struct *vm_ops;
	unsigned long vm_pgoff; /* offset in the file, in pages */
	struct file *vm_file;
	void *vm_private_data;
};

struct vm_fault {
	struct vm_area_struct *vma;
	gfp_t gfp_mask;
	pgoff_t pgoff;
	unsigned long address;
	unsigned int flags;
	struct page *page; /* the answer */
};

#endif
