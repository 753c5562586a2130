/* SPDX-License-Identifier: MIT */
/*
 * linux/gfp_types.h: what a caller tells the page allocator about itself.
 *
 * gfp answers four questions, and each bit is read in exactly one place:
 *
 *   question                       bits                                   read by
 *   ----------------------------   ------------------------------------   ---------------------------
 *   which frames will do?          DMA HIGHMEM DMA32 THISNODE             gfp_zone(), zonelist walk
 *   what will become of them?      MOVABLE RECLAIMABLE                    gfp_migratetype()
 *   may I wait, and for what?      DIRECT_RECLAIM KSWAPD_RECLAIM IO FS    might_alloc(), slow path
 *                                  NORETRY RETRY_MAYFAIL NOFAIL
 *   how deep into the reserve?     HIGH ATOMIC MEMALLOC NOMEMALLOC        gfp_to_alloc_flags()
 *   how to hand it over?           ZERO COMP NOWARN                       prepare_page(), report
 *
 * Bits that only mean something under cgroups, cpusets or hardware tagging (HARDWALL, ACCOUNT,
 * WRITE, SKIP_*) exist so that callers compile; nothing reads them here.
 *
 * Values are Linux 6.1's. Source: Gorman ch. 6.4 "Get Free Page (GFP) Flags"; LDD ch. 8 "kmalloc".
 */
#ifndef _LINUX_GFP_TYPES_H
#define _LINUX_GFP_TYPES_H

#include <linux/types.h>

/* Plain numbers, for tables and shifts. */
#define ___GFP_DMA	      0x01u
#define ___GFP_HIGHMEM	      0x02u
#define ___GFP_DMA32	      0x04u
#define ___GFP_MOVABLE	      0x08u
#define ___GFP_RECLAIMABLE    0x10u
#define ___GFP_HIGH	      0x20u
#define ___GFP_IO	      0x40u
#define ___GFP_FS	      0x80u
#define ___GFP_ZERO	      0x100u
#define ___GFP_ATOMIC	      0x200u
#define ___GFP_DIRECT_RECLAIM 0x400u
#define ___GFP_KSWAPD_RECLAIM 0x800u
#define ___GFP_WRITE	      0x1000u
#define ___GFP_NOWARN	      0x2000u
#define ___GFP_RETRY_MAYFAIL  0x4000u
#define ___GFP_NOFAIL	      0x8000u
#define ___GFP_NORETRY	      0x10000u
#define ___GFP_MEMALLOC	      0x20000u
#define ___GFP_COMP	      0x40000u
#define ___GFP_NOMEMALLOC     0x80000u
#define ___GFP_HARDWALL	      0x100000u
#define ___GFP_THISNODE	      0x200000u
#define ___GFP_ACCOUNT	      0x400000u
#define ___GFP_ZEROTAGS	      0x800000u

/* Which frames: the low bits index GFP_ZONE_TABLE (linux/gfp.h). */
#define __GFP_DMA     ((__force gfp_t)___GFP_DMA)     /* below 16 MiB */
#define __GFP_HIGHMEM ((__force gfp_t)___GFP_HIGHMEM) /* a frame without a kernel address will do */
#define __GFP_DMA32   ((__force gfp_t)___GFP_DMA32)   /* below 4 GiB */
#define GFP_ZONEMASK  (__GFP_DMA | __GFP_HIGHMEM | __GFP_DMA32 | __GFP_MOVABLE)

/* What will become of them: pages of one mobility are kept together, against fragmentation. */
#define __GFP_MOVABLE	  ((__force gfp_t)___GFP_MOVABLE)     /* compaction may copy it elsewhere */
#define __GFP_RECLAIMABLE ((__force gfp_t)___GFP_RECLAIMABLE) /* a shrinker can give it back */

/* Placement. */
#define __GFP_WRITE    ((__force gfp_t)___GFP_WRITE)	/* will be dirtied; no effect */
#define __GFP_HARDWALL ((__force gfp_t)___GFP_HARDWALL) /* cpusets; no effect */
#define __GFP_THISNODE ((__force gfp_t)___GFP_THISNODE) /* this node or nothing */
#define __GFP_ACCOUNT  ((__force gfp_t)___GFP_ACCOUNT)	/* memcg; no effect */

/* How deep into the reserve. */
#define __GFP_ATOMIC	 ((__force gfp_t)___GFP_ATOMIC)	    /* cannot wait: a quarter deeper than HIGH */
#define __GFP_HIGH	 ((__force gfp_t)___GFP_HIGH)	    /* half of the min watermark may go */
#define __GFP_MEMALLOC	 ((__force gfp_t)___GFP_MEMALLOC)   /* frees more than it takes: to the last page */
#define __GFP_NOMEMALLOC ((__force gfp_t)___GFP_NOMEMALLOC) /* never the last reserve; beats MEMALLOC */

/* May I wait, and for what. */
#define __GFP_IO	     ((__force gfp_t)___GFP_IO)		    /* reclaim may start disk transfers */
#define __GFP_FS	     ((__force gfp_t)___GFP_FS)		    /* reclaim may call into file systems */
#define __GFP_DIRECT_RECLAIM ((__force gfp_t)___GFP_DIRECT_RECLAIM) /* caller may sleep and reclaim */
#define __GFP_KSWAPD_RECLAIM ((__force gfp_t)___GFP_KSWAPD_RECLAIM) /* wake kswapd when low */
#define __GFP_RECLAIM	     ((__force gfp_t)(___GFP_DIRECT_RECLAIM | ___GFP_KSWAPD_RECLAIM))
#define __GFP_RETRY_MAYFAIL  ((__force gfp_t)___GFP_RETRY_MAYFAIL) /* try hard, then fail */
#define __GFP_NOFAIL	     ((__force gfp_t)___GFP_NOFAIL)	   /* retry for ever */
#define __GFP_NORETRY	     ((__force gfp_t)___GFP_NORETRY)	   /* one light try, then fail */

/* How to hand it over. */
#define __GFP_NOWARN   ((__force gfp_t)___GFP_NOWARN)	/* no report on failure */
#define __GFP_COMP     ((__force gfp_t)___GFP_COMP)	/* one compound page, not 2^order single ones */
#define __GFP_ZERO     ((__force gfp_t)___GFP_ZERO)	/* zeroed */
#define __GFP_ZEROTAGS ((__force gfp_t)___GFP_ZEROTAGS) /* hardware tags; no effect */

#define __GFP_SKIP_ZERO		   ((__force gfp_t)0)
#define __GFP_SKIP_KASAN_UNPOISON  ((__force gfp_t)0)
#define __GFP_SKIP_KASAN_POISON	   ((__force gfp_t)0)
#define __GFP_NOLOCKDEP		   ((__force gfp_t)0)

#define __GFP_BITS_SHIFT 27
#define __GFP_BITS_MASK	 ((__force gfp_t)((1 << __GFP_BITS_SHIFT) - 1))

/* The combinations callers should start from. */
#define GFP_ATOMIC	     (__GFP_HIGH | __GFP_ATOMIC | __GFP_KSWAPD_RECLAIM)
#define GFP_KERNEL	     (__GFP_RECLAIM | __GFP_IO | __GFP_FS)
#define GFP_KERNEL_ACCOUNT   (GFP_KERNEL | __GFP_ACCOUNT)
#define GFP_NOWAIT	     (__GFP_KSWAPD_RECLAIM)
#define GFP_NOIO	     (__GFP_RECLAIM)
#define GFP_NOFS	     (__GFP_RECLAIM | __GFP_IO)
#define GFP_USER	     (__GFP_RECLAIM | __GFP_IO | __GFP_FS | __GFP_HARDWALL)
#define GFP_DMA		     __GFP_DMA
#define GFP_DMA32	     __GFP_DMA32
#define GFP_HIGHUSER	     (GFP_USER | __GFP_HIGHMEM)
#define GFP_HIGHUSER_MOVABLE (GFP_HIGHUSER | __GFP_MOVABLE)
#define GFP_TRANSHUGE_LIGHT \
	((GFP_HIGHUSER_MOVABLE | __GFP_COMP | __GFP_NOMEMALLOC | __GFP_NOWARN) & ~__GFP_RECLAIM)
#define GFP_TRANSHUGE	     (GFP_TRANSHUGE_LIGHT | __GFP_DIRECT_RECLAIM)

#endif
