/* SPDX-License-Identifier: MIT */
/*
 * linux/mmzone.h: nodes, zones and their free lists.
 *
 *   node (pglist_data)                    memory at one distance from a CPU; one node so far
 *     zone DMA      0 .. 16 MiB           what an ISA device reaches
 *     zone NORMAL   .. end of lowmem      has a kernel address for ever
 *     zone DMA32    .. 4 GiB              highmem that a 32-bit device reaches
 *     zone HIGHMEM  4 GiB ..              highmem beyond
 *       free_area[order]                  blocks of 2^order pages, a list for each migrate type
 *     zonelists                           in which order a request tries zones
 *
 * All zones always exist, most machines have some that are empty, and the numbers never depend on
 * configuration. A zone lists blocks; the pages that each CPU keeps in hand (per_cpu_pages) are free
 * too but belong to that CPU until it drains them.
 *
 * Lock letters below: (Z) zone->lock with irqs off, (I) irqs off on the CPU that owns it, (B) written
 * at boot only.
 *
 * Source: Gorman ch. 2 "Describing Physical Memory", ch. 6.1 "Managing Free Blocks".
 */
#ifndef _LINUX_MMZONE_H
#define _LINUX_MMZONE_H

#include <asm/page.h>
#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <linux/page-flags-layout.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

#define MAX_ORDER	   11 /* exclusive: blocks of 1 to 1024 pages */
#define MAX_ORDER_NR_PAGES (1UL << (MAX_ORDER - 1))
/* Up to here an allocation is expected to succeed, retried harder, and cached per CPU. */
#define PAGE_ALLOC_COSTLY_ORDER 3

/* Pages of one mobility share a block of 2 MiB: what a huge vmalloc mapping and compaction want. */
#define pageblock_order	   9
#define pageblock_nr_pages (1UL << pageblock_order)

enum migratetype {
	MIGRATE_UNMOVABLE,
	MIGRATE_MOVABLE,
	MIGRATE_RECLAIMABLE,
	MIGRATE_PCPTYPES,			/* types that have per-CPU lists */
	MIGRATE_HIGHATOMIC = MIGRATE_PCPTYPES,	/* reserve for high-order atomic requests */
	MIGRATE_TYPES,
};
extern const char *const migratetype_names[MIGRATE_TYPES];

#define is_migrate_movable(mt) ((mt) == MIGRATE_MOVABLE)

enum zone_type { ZONE_DMA, ZONE_NORMAL, ZONE_DMA32, ZONE_HIGHMEM, __MAX_NR_ZONES };
#define MAX_NR_ZONES 4 /* = __MAX_NR_ZONES, for the preprocessor */

static_assert(__MAX_NR_ZONES == MAX_NR_ZONES && MAX_NR_ZONES == 1 << ZONES_SHIFT);

enum zone_watermarks { WMARK_MIN, WMARK_LOW, WMARK_HIGH, WMARK_PROMO, NR_WMARK };
#define min_wmark_pages(z)  ((z)->_watermark[WMARK_MIN])
#define low_wmark_pages(z)  ((z)->_watermark[WMARK_LOW])
#define high_wmark_pages(z) ((z)->_watermark[WMARK_HIGH])
#define wmark_pages(z, i)   ((z)->_watermark[i])

enum zone_stat_item {
	NR_FREE_PAGES, /* on the zone's lists: pages in hand of CPUs are not counted (Z) */
	NR_ZONE_INACTIVE_FILE,
	NR_ZONE_ACTIVE_FILE,
	NR_VM_ZONE_STAT_ITEMS,
};

enum node_stat_item {
	NR_INACTIVE_FILE,
	NR_ACTIVE_FILE,
	NR_SLAB_RECLAIMABLE_B,
	NR_SLAB_UNRECLAIMABLE_B,
	NR_FILE_PAGES,
	NR_FILE_DIRTY,
	NR_WRITEBACK,
	NR_ISOLATED_FILE, /* off their lists for a while: isolate_lru_page() */
	NR_DIRTIED, /* pages, ever */
	NR_WRITTEN,
	NR_VMSCAN_WRITE, /* of them, by reclaim */
	NR_KERNEL_STACK_KB,
	NR_PAGETABLE,
	NR_VM_NODE_STAT_ITEMS,
};

struct free_area {
	struct list_head free_list[MIGRATE_TYPES]; /* blocks, by page->buddy_list (Z) */
	unsigned long nr_free;			   /* blocks on all of them (Z) */
};

/*
 * What a CPU keeps in hand of one zone: a stack of blocks for each migrate type and order, linked by
 * page->pcp_next. Taking and giving back touches nothing another CPU could touch, so no lock: irqs off
 * suffice. `room` counts down on a push and up on a pop, so that a full stack shows by its sign.
 */
struct pcp_stack {
	struct page *top;   /* (I) */
	int room;	    /* blocks that still fit (I) */
	unsigned int taken; /* blocks handed out from here since boot (I) */
	int capacity;	    /* blocks */
};

struct per_cpu_pages {
	struct pcp_stack stack[MIGRATE_PCPTYPES][MAX_ORDER];
	int batch; /* pages moved at a time */
};

struct zone {
	unsigned long _watermark[NR_WMARK];	   /* pages; only page_alloc's slow path reads them */
	unsigned long watermark_boost;		   /* pages on top, after a pageblock was stolen (Z) */
	unsigned long nr_reserved_highatomic;	   /* pages in MIGRATE_HIGHATOMIC blocks (Z) */
	unsigned long lowmem_reserve[MAX_NR_ZONES]; /* pages kept from requests that began at zone [i] */
	struct pglist_data *zone_pgdat;
	unsigned long zone_start_pfn;
	unsigned long spanned_pages;  /* holes included */
	unsigned long present_pages;  /* RAM */
	atomic_long_t managed_pages;  /* RAM that the page allocator was given */
	unsigned long pages_taken;    /* handed out since boot, but for those from a CPU's hand (Z) */
	const char *name;
	u8 id;			      /* node and zone, as in page->flags */
	u8 *pageblock_types;	      /* enum migratetype of each 2 MiB, from zone_start_pfn's block on (Z) */

	spinlock_t lock ____cacheline_aligned; /* irqs off; nothing is taken under it */
	unsigned int order_mask[MIGRATE_TYPES]; /* bit k: free_area[k].free_list[type] holds a block (Z) */
	struct free_area free_area[MAX_ORDER];	/* (Z) */
	unsigned long vm_stat[NR_VM_ZONE_STAT_ITEMS]; /* NR_FREE_PAGES (Z); file pages under the lru lock */

	/* Compaction's two fingers (0: begin at the ends), and how long to leave it alone after a failure. */
	unsigned long compact_cached_free_pfn, compact_cached_migrate_pfn;
	unsigned int compact_considered, compact_defer_shift; /* requests that went without; 1 << shift shall */
	int compact_order_failed;			      /* ... and only those of this order or more */
};

struct zoneref {
	struct zone *zone;
	int zone_idx;
};

/* Fallback order of one node: its own zones downwards, then the next nodes'. Ends with a NULL zone. */
#define MAX_ZONES_PER_ZONELIST (MAX_NUMNODES * MAX_NR_ZONES)
struct zonelist {
	struct zoneref _zonerefs[MAX_ZONES_PER_ZONELIST + 1];
};
enum { ZONELIST_FALLBACK, ZONELIST_NOFALLBACK, MAX_ZONELISTS };

typedef struct pglist_data {
	struct zone node_zones[MAX_NR_ZONES];
	struct zonelist node_zonelists[MAX_ZONELISTS];
	int nr_zones;
	int node_id;
	struct page *node_mem_map;
	unsigned long node_start_pfn;
	unsigned long node_present_pages;
	unsigned long node_spanned_pages;
	atomic_long_t vm_stat[NR_VM_NODE_STAT_ITEMS];

	wait_queue_head_t kswapd_wait;
	struct task_struct *kswapd;
	int kswapd_order;		    /* largest order asked for since it slept */
	enum zone_type kswapd_highest_zoneidx;
	int kswapd_failures;		    /* rounds without progress; 16 and it gives up */
} pg_data_t;

extern struct pglist_data contig_page_data;

static inline struct pglist_data *NODE_DATA(int nid)
{
	(void)nid; /* one node until SRAT is read */
	return &contig_page_data;
}

extern struct zone *zone_by_id[NR_ZONEIDS];

static __always_inline unsigned int page_zone_id(const struct page *page)
{
	return page->flags >> ZONEID_PGSHIFT;
}

static __always_inline enum zone_type page_zonenum(const struct page *page)
{
	return page_zone_id(page) & (MAX_NR_ZONES - 1);
}

static __always_inline int page_to_nid(const struct page *page)
{
	return page_zone_id(page) >> ZONES_SHIFT;
}

static __always_inline struct zone *page_zone(const struct page *page)
{
	return zone_by_id[page_zone_id(page)];
}

#define zone_idx(zone)	  ((enum zone_type)((zone) - (zone)->zone_pgdat->node_zones))
#define page_pgdat(page)  NODE_DATA(page_to_nid(page))
#define zone_to_nid(zone) ((zone)->zone_pgdat->node_id)

static inline int is_highmem_idx(enum zone_type idx)
{
	return idx >= ZONE_DMA32;
}

static inline int is_highmem(const struct zone *zone)
{
	return is_highmem_idx(zone_idx(zone));
}

static inline unsigned long zone_managed_pages(const struct zone *zone)
{
	return (unsigned long)atomic_long_read(&zone->managed_pages);
}

static inline unsigned long zone_end_pfn(const struct zone *zone)
{
	return zone->zone_start_pfn + zone->spanned_pages;
}

static inline bool zone_spans_pfn(const struct zone *zone, unsigned long pfn)
{
	return pfn >= zone->zone_start_pfn && pfn < zone_end_pfn(zone);
}

static inline bool managed_zone(const struct zone *zone)
{
	return zone_managed_pages(zone);
}

static inline bool populated_zone(const struct zone *zone)
{
	return zone->present_pages;
}

static inline struct zonelist *node_zonelist(int nid, gfp_t gfp)
{
	(void)gfp;
	return &NODE_DATA(nid)->node_zonelists[ZONELIST_FALLBACK];
}

static inline struct zone *zonelist_zone(const struct zoneref *ref)
{
	return ref->zone;
}

static inline int zonelist_zone_idx(const struct zoneref *ref)
{
	return ref->zone_idx;
}

/* The zones of @zlist that a request starting at @highidx may use, best first. */
#define for_each_zone_zonelist(zone, z, zlist, highidx)                             \
	for (z = (zlist)->_zonerefs; ((zone) = (z)->zone) != NULL; (z)++)           \
		if ((z)->zone_idx > (int)(highidx)) {                               \
		} else

#define for_each_online_pgdat(pgdat) \
	for (pgdat = &contig_page_data; pgdat; pgdat = NULL)

#define for_each_zone(zone)                                     \
	for (zone = contig_page_data.node_zones;                \
	     zone < contig_page_data.node_zones + MAX_NR_ZONES; zone++)

#define for_each_populated_zone(zone)          \
	for_each_zone(zone)                    \
		if (!populated_zone(zone)) {   \
		} else

#define for_each_migratetype_order(order, type)              \
	for (order = 0; order < MAX_ORDER; order++)          \
		for (type = 0; type < MIGRATE_TYPES; type++)

/*
 * mem_map is one array indexed by pfn. The parts of it that would describe only holes were given
 * back, a page of mem_map (128 frames) at a time: pfn_valid() says whether mem_map[pfn] exists.
 */
extern struct page *mem_map;
extern unsigned long max_mapnr;		   /* mem_map[0 .. max_mapnr) */
extern unsigned long *mem_section_present; /* a bit for each SECTION of 128 frames */
#define PFN_SECTION_SHIFT 7
#define PAGES_PER_SECTION (1UL << PFN_SECTION_SHIFT)

#define page_to_pfn(page) ((unsigned long)((page) - mem_map))
#define pfn_to_page(pfn)  (mem_map + (pfn))

int pfn_valid(unsigned long pfn);

/* Zones from memblock: called once, after paging_init() and before memblock_free_all(). */
void free_area_init(unsigned long *max_zone_pfn);
void memory_model_init(void);

/* Watermarks: does @z keep @mark pages (and its reserves) after handing out 2^@order? */
bool zone_watermark_ok(struct zone *z, unsigned int order, unsigned long mark, int highest_zoneidx,
		       unsigned int alloc_flags);
bool zone_watermark_ok_safe(struct zone *z, unsigned int order, unsigned long mark,
			    int highest_zoneidx);

extern int min_free_kbytes;
extern int watermark_scale_factor;
extern int sysctl_lowmem_reserve_ratio[MAX_NR_ZONES];

/* The zones as /proc shows them (mm/zone_info.c). */
struct seq_file;
int buddyinfo_show(struct seq_file *m, void *v);
int zoneinfo_show(struct seq_file *m, void *v);
int pagetypeinfo_show(struct seq_file *m, void *v);
int vmstat_show(struct seq_file *m, void *v);

#endif
