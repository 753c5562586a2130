/* SPDX-License-Identifier: MIT */
/* mm/readahead_window.h: which pages to read next; pure arithmetic, for the host's tests too. */
#ifndef _MM_READAHEAD_WINDOW_H
#define _MM_READAHEAD_WINDOW_H

#include <linux/pagemap.h>

/**
 * struct ra_request - what a reader met.
 * @index: page that it wants.
 * @req: pages that it will ask for from there on.
 * @max: pages of the largest window.
 * @hit_marker: @index is there and bears the mark of a window; false: it is missing.
 * @next_hole: with hit_marker: the first missing page behind @index.
 * @history: without: how many pages just in front of @index are in the cache.
 */
struct ra_request {
	pgoff_t index;
	unsigned int req, max;
	bool hit_marker;
	pgoff_t next_hole;
	unsigned int history;
};

/* Return: true: read ra->size pages from ra->start on, mark where the last async_size begin. False: only what is asked for. */
bool ra_choose_window(struct file_ra_state *ra, const struct ra_request *want);

#endif
