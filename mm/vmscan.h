/* SPDX-License-Identifier: MIT */
/* mm/vmscan.h: what one act of reclaim carries with it. */
#ifndef _MM_VMSCAN_H
#define _MM_VMSCAN_H

#include <linux/mm.h>

#define DEF_PRIORITY	 12
#define SWAP_CLUSTER_MAX 32UL /* pages: what one act of direct reclaim is content with */

struct scan_control {
	gfp_t gfp;	    /* of the request: may there be I/O? */
	unsigned int order; /* that it wants */
	enum zone_type idx; /* highest zone that it may use */
	int priority;	    /* 12: look at 1/4096; 0: at everything */
	bool kswapd;
	unsigned long nr_reclaimed; /* pages */
};

/* lru.c: take pages of the cache from @zone, a share by sc->priority. Return: pages freed. */
unsigned long shrink_zone_lists(struct zone *zone, struct scan_control *sc);

#endif
