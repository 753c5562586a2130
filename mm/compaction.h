/* SPDX-License-Identifier: MIT */
/* mm/compaction.h: what the scanners (compact_scan.c), the movers (migrate.c) and the policy share. */
#ifndef _MM_COMPACTION_H
#define _MM_COMPACTION_H

#include <linux/compaction.h>
#include <linux/list.h>
#include <linux/migrate.h>

/* One run over one zone. */
struct compact_control {
	struct zone *zone;
	int order;		  /* that is wanted; -1: make all memory dense */
	enum migrate_mode mode;
	bool all_types;		  /* pageblocks of any type, not only movable ones */
	bool file_pages;	  /* __GFP_FS: pages of the cache may be moved */
	bool whole_zone;	  /* began at both ends of the zone */
	unsigned long migrate_pfn; /* what lies below has been looked at */
	unsigned long free_block; /* pageblock that free pages are taken from; those above are done */
	unsigned long free_next;  /* frame in it to look at next */
	unsigned long cached_free; /* pageblock where the next run shall begin to look for free pages */
	struct list_head free_pages; /* taken off the zone's lists, single, nobody's yet */
	unsigned long migrate_scanned, free_scanned; /* frames that this run has looked at */
};

/* compact_scan.c */
enum compact_result compact_zone(struct compact_control *cc);

/* migrate.c */
bool page_may_move(const struct page *page, const struct compact_control *cc);
int migrate_one_page(struct page *page, struct page *target, enum migrate_mode mode);

#endif
