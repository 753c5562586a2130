// SPDX-License-Identifier: MIT
/*
 * mm/readahead_window.c: guess from one request, and the memory of the last, what will be asked for next.
 *
 * Problem.  Reading too little makes each reader wait for the disk; reading too much throws out what others
 *           need, and wastes the disk's time. All that is known is where this reader was before.
 * Idea.     A window [start, start + size) was read last; a mark stands where its last async_size pages
 *           begin. Who comes to the mark reads on: the next window is asked for while the rest of this one
 *           is still to be used, so the disk never stands still.
 *
 *     start            mark                     start + size
 *       |---------------#==========================|------------ next window ...
 *       ^ the reader     `-- async_size pages ----'
 *
 *           Windows grow from a few pages, by four and then by two, to the maximum. Four ways in:
 *             begin       page 0, or the page behind the one read last: a first, small window
 *             go on       the mark, or the first page behind the window: the next, larger one
 *             another's   a mark of some other reader's window: read on behind what it has
 *             history     no memory, but the pages in front are in the cache: someone reads here in order
 *           Everything else is a jump: nothing but what was asked for, and the memory stays as it is.
 * Cost.     Nothing per page that is there and unmarked.
 * Sources.  Wu Fengguang: "On the design of a new Linux readahead framework" (2008); semantics of Linux 6.1.
 */
#include "readahead_window.h"
#include <linux/kernel.h>
#include <linux/log2.h>

/* A first window: four or two times what is asked for. */
static unsigned int first_size(unsigned int req, unsigned int max)
{
	unsigned int size = roundup_pow_of_two(req);

	if (size <= max / 32)
		return size * 4;
	return size <= max / 4 ? size * 2 : max;
}

static unsigned int next_size(unsigned int size, unsigned int max)
{
	if (size < max / 16)
		return size * 4;
	return size <= max / 2 ? size * 2 : max;
}

static void set_window(struct file_ra_state *ra, pgoff_t start, unsigned int size, unsigned int async_size)
{
	ra->start = start;
	ra->size = size;
	ra->async_size = async_size;
}

static void begin(struct file_ra_state *ra, const struct ra_request *want)
{
	unsigned int size = first_size(want->req, want->max);

	set_window(ra, want->index, size, size > want->req ? size - want->req : size);
}

static void go_on(struct file_ra_state *ra, const struct ra_request *want)
{
	unsigned int size = next_size(ra->size, want->max);

	set_window(ra, ra->start + ra->size, size, size);
}

/* A window of somebody else's, or one of an earlier time: @next_hole says where it ends. */
static bool follow_another(struct file_ra_state *ra, const struct ra_request *want)
{
	unsigned int size;

	if (want->next_hole <= want->index || want->next_hole - want->index > want->max)
		return false;
	size = next_size((unsigned int)(want->next_hole - want->index) + want->req, want->max);
	set_window(ra, want->next_hole, size, size);
	return true;
}

static bool follow_history(struct file_ra_state *ra, const struct ra_request *want)
{
	unsigned int size = want->history;

	if (size <= want->req)
		return false;
	if (size >= want->index) /* it began at page 0: a reader of all */
		size *= 2;
	set_window(ra, want->index, min(size + want->req, want->max), 1);
	return true;
}

static bool choose(struct file_ra_state *ra, const struct ra_request *want)
{
	bool expected = ra->size && (want->index == ra->start + ra->size - ra->async_size ||
				     want->index == ra->start + ra->size);

	if (want->index && expected) {
		go_on(ra, want);
		return true;
	}
	if (want->index && want->hit_marker)
		return follow_another(ra, want);
	/* ~0 is "never read": the difference is then 1 for page 0 only. */
	if (!want->index || want->req > want->max || want->index - (pgoff_t)(ra->prev_pos >> PAGE_SHIFT) <= 1) {
		begin(ra, want);
		return true;
	}
	return follow_history(ra, want);
}

bool ra_choose_window(struct file_ra_state *ra, const struct ra_request *want)
{
	unsigned int more;

	if (!choose(ra, want))
		return false;
	/* The mark would stand on the page that is asked for: read the next window with this one. */
	if (want->index == ra->start && ra->size == ra->async_size) {
		more = next_size(ra->size, want->max);
		if (ra->size + more <= want->max) {
			ra->async_size = more;
			ra->size += more;
		} else {
			ra->size = want->max;
			ra->async_size = want->max / 2;
		}
	}
	return true;
}
