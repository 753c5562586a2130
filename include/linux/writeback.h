/* SPDX-License-Identifier: MIT */
/*
 * linux/writeback.h: when and how many dirty pages are written, and who is made to wait for it.
 *
 * Source: Linux Documentation/admin-guide/sysctl/vm.rst for the knobs; Gorman ch. 10.2.4; LKD ch. 16 "The Flusher
 * Threads".
 */
#ifndef _LINUX_WRITEBACK_H
#define _LINUX_WRITEBACK_H

#include <linux/pagemap.h>

enum writeback_sync_modes {
	WB_SYNC_NONE, /* start what can be started */
	WB_SYNC_ALL,  /* each page that is dirty now: the caller will wait for them */
};

enum wb_reason {
	WB_REASON_BACKGROUND,
	WB_REASON_VMSCAN,
	WB_REASON_SYNC,
	WB_REASON_PERIODIC,
};

/**
 * struct writeback_control - what to write.
 * @pages_skipped: of those counted in nr_to_write, how many were put off.
 * @nr_to_write: pages; counted down. Not a limit with WB_SYNC_ALL.
 * @range_start: first byte,
 * @range_end: and last.
 * @sync_mode: see above.
 * @range_cyclic: go on where the last one stopped, instead of at range_start.
 * @for_reclaim: by somebody who needs the memory.
 */
struct writeback_control {
	long nr_to_write;
	long pages_skipped;
	loff_t range_start, range_end;
	enum writeback_sync_modes sync_mode;
	unsigned for_kupdate : 1;
	unsigned for_background : 1;
	unsigned for_reclaim : 1;
	unsigned range_cyclic : 1;
};

typedef int (*writepage_t)(struct page *page, struct writeback_control *wbc, void *data);

int write_cache_pages(struct address_space *mapping, struct writeback_control *wbc, writepage_t writepage,
		      void *data);
int generic_writepages(struct address_space *mapping, struct writeback_control *wbc);
int do_writepages(struct address_space *mapping, struct writeback_control *wbc);

/* Limits in pages: above the first the flusher writes, above the second who dirties waits. */
void global_dirty_limits(unsigned long *background, unsigned long *dirty);
void balance_dirty_pages_ratelimited(struct address_space *mapping);
void wakeup_flusher_threads(enum wb_reason reason);

extern int dirty_background_ratio;		/* percent of what could be dirty */
extern int vm_dirty_ratio;
extern unsigned int dirty_writeback_interval;	/* 1/100 s between looks; 0: never */
extern unsigned int dirty_expire_interval;	/* 1/100 s after which a dirty page is written */

#endif
