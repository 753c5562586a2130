/* SPDX-License-Identifier: MIT */
/*
 * linux/pagemap.h: the page cache: pages of a device, kept as long as nobody needs the memory more.
 *
 *     page = read_mapping_page(mapping, index, NULL);   a reference, contents are there
 *     kmap_local_page(page) ... kunmap_local()           pages are highmem where there is any
 *     put_page(page);
 *
 *     page = read_mapping_page(mapping, index, NULL);    or grab_cache_page() where all of it is overwritten
 *     lock_page(page); ... change it ...
 *     set_page_dirty(page); unlock_page(page); put_page(page);
 *     balance_dirty_pages_ratelimited(mapping);         (linux/writeback.h)
 *
 * PG_locked is held while a page is read or changed, and when its write starts; PG_writeback while it is
 * written. Both end in an interrupt.
 *
 * Source: Gorman ch. 10.2 "Page Cache"; names of Linux 6.1, with pages where it has folios by now.
 */
#ifndef _LINUX_PAGEMAP_H
#define _LINUX_PAGEMAP_H

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/radix-tree.h>

struct address_space;
struct file;
struct readahead_control;
struct writeback_control;

/**
 * struct address_space_operations - how pages travel. All may sleep.
 * @readpage: start to read one locked page; at its end SetPageUptodate(), or mapping_read_failed(), then
 *            unlock_page(). Return: 0, or -errno, and the page has been unlocked all the same.
 * @readahead: start to read what readahead_page() hands out, locked, each ending as above. NULL: by readpage.
 * @writepage: @page is locked, and no longer dirty: set_page_writeback(), unlock_page(), start the write;
 *             mapping_set_error() if it fails, end_page_writeback() at its end. NULL: read-only.
 * @writepages: write many, by write_cache_pages(). NULL: by writepage.
 * @dirty_page: somebody calls set_page_dirty(): note what of the page is dirty (in page->private), then
 *              __set_page_dirty_nobuffers(). NULL: only that.
 */
struct address_space_operations {
	int (*readpage)(struct file *file, struct page *page);
	void (*readahead)(struct readahead_control *rac);
	int (*writepage)(struct page *page, struct writeback_control *wbc);
	int (*writepages)(struct address_space *mapping, struct writeback_control *wbc);
	bool (*dirty_page)(struct address_space *mapping, struct page *page);
};

/* Marks in address_space.i_pages. */
#define PAGECACHE_TAG_DIRTY	0
#define PAGECACHE_TAG_WRITEBACK 1 /* may be stale: PG_writeback tells */
#define PAGECACHE_TAG_TOWRITE	2 /* was dirty when a sync began */

enum mapping_flags {
	AS_EIO,	   /* a write failed since somebody was told */
	AS_ENOSPC, /* there was no room for it */
	AS_BDEV,   /* a block device: counted as Buffers */
};

/* A zeroed one with a_ops and end filled in is ready. (C): under the page cache's lock. */
struct address_space {
	const struct address_space_operations *a_ops;
	void *private_data;		/* the owner's own */
	pgoff_t end;			/* pages that exist */
	unsigned int ra_pages;		/* largest window of read-ahead; 0: as the machine can bear */
	unsigned long flags;		/* enum mapping_flags, atomic bit operations */
	int read_error;			/* of the last read that failed */
	struct radix_tree_root i_pages; /* (C) */
	unsigned long nrpages;		/* in the cache (C) */
	unsigned long nrdirty;		/* of them, newer than the device (C) */
	unsigned int users;		/* writers that are not its owner (C) */
	unsigned long dirtied_when;	/* jiffies when the oldest dirty page became dirty, at the latest (C) */
	pgoff_t writeback_index;	/* where the flusher goes on (C) */
	struct list_head dirty_list;	/* while nrdirty (C) */
};

/**
 * struct file_ra_state - one reader's memory of where it was: file_ra_state_init() at the start.
 * @start: window read last,
 * @size: and its pages.
 * @async_size: when so many of them are left, the next window is read.
 * @ra_pages: most pages of a window; 0: as many as the machine can bear.
 * @prev_pos: byte read last.
 */
struct file_ra_state {
	pgoff_t start;
	unsigned int size;
	unsigned int async_size;
	unsigned int ra_pages;
	loff_t prev_pos;
};

/* What readahead() is told; readahead_page() hands the pages out. */
struct readahead_control {
	struct file *file;
	struct address_space *mapping;
	struct file_ra_state *ra;
	pgoff_t _index;
	unsigned int _nr_pages;
	unsigned int _batch_count; /* 1: the page at _index has been handed out */
};

static inline unsigned int readahead_count(const struct readahead_control *rac)
{
	return rac->_nr_pages;
}

static inline pgoff_t readahead_index(const struct readahead_control *rac)
{
	return rac->_index;
}

/* The next page, locked, with a reference that the caller puts once the read has been started; NULL. */
struct page *readahead_page(struct readahead_control *rac);

/* ---- finding and adding (filemap.c) ---- */

struct page *find_get_page(struct address_space *mapping, pgoff_t index);
struct page *find_lock_page(struct address_space *mapping, pgoff_t index);
struct page *find_or_create_page(struct address_space *mapping, pgoff_t index, gfp_t gfp);
unsigned int find_get_pages_range_tag(struct address_space *mapping, pgoff_t *index, pgoff_t end,
				      unsigned int tag, unsigned int nr, struct page **pages);
int add_to_page_cache_lru(struct page *page, struct address_space *mapping, pgoff_t index, gfp_t gfp);

#define GFP_CACHE GFP_HIGHUSER_MOVABLE /* what pages of the cache are made of */

/* For a page that will be overwritten whole: locked, perhaps new and not up to date. NULL without memory. */
static inline struct page *grab_cache_page(struct address_space *mapping, pgoff_t index)
{
	return find_or_create_page(mapping, index, GFP_CACHE);
}

/* ---- reading (filemap.c, readahead.c) ---- */

void file_ra_state_init(struct file_ra_state *ra, struct address_space *mapping);
struct page *filemap_get_page(struct address_space *mapping, struct file_ra_state *ra, pgoff_t index,
			      unsigned int req_count);
struct page *read_mapping_page(struct address_space *mapping, pgoff_t index, void *data);
void page_cache_sync_readahead(struct address_space *mapping, struct file_ra_state *ra, struct file *file,
			       pgoff_t index, unsigned long req_count);
void page_cache_async_readahead(struct address_space *mapping, struct file_ra_state *ra, struct file *file,
				struct page *page, pgoff_t index, unsigned long req_count);
/* A read of @page, locked, has ended with @error. Context: any. */
void mapping_read_failed(struct page *page, int error);

/* ---- locks and lists ---- */

void mark_page_accessed(struct page *page);
int isolate_lru_page(struct page *page);
void putback_lru_page(struct page *page);
int migrate_page_move_mapping(struct address_space *mapping, struct page *newpage, struct page *page,
			      int extra_count);
void migrate_page_copy(struct page *newpage, struct page *page);
void lock_page(struct page *page);
bool trylock_page(struct page *page);
void unlock_page(struct page *page);
void wait_on_page_locked(struct page *page);
void wait_on_page_writeback(struct page *page);
/* Return: 0 when time ran out. */
long wait_on_page_writeback_timeout(struct page *page, long ticks);

/* ---- writing (page_writeback.c) ---- */

bool set_page_dirty(struct page *page);
bool __set_page_dirty_nobuffers(struct page *page);
bool clear_page_dirty_for_io(struct page *page);
void redirty_page_for_writepage(struct writeback_control *wbc, struct page *page);
void set_page_writeback(struct page *page);
void end_page_writeback(struct page *page);
void mapping_set_error(struct address_space *mapping, int error);
int filemap_check_errors(struct address_space *mapping);
int filemap_fdatawrite_range(struct address_space *mapping, loff_t start, loff_t end);
int filemap_fdatawait_range(struct address_space *mapping, loff_t start, loff_t end);
int filemap_write_and_wait_range(struct address_space *mapping, loff_t start, loff_t end);
int filemap_flush(struct address_space *mapping);

static inline int filemap_fdatawrite(struct address_space *mapping)
{
	return filemap_fdatawrite_range(mapping, 0, LLONG_MAX);
}

static inline int filemap_fdatawait(struct address_space *mapping)
{
	return filemap_fdatawait_range(mapping, 0, LLONG_MAX);
}

static inline int filemap_write_and_wait(struct address_space *mapping)
{
	return filemap_write_and_wait_range(mapping, 0, LLONG_MAX);
}

/* ---- dropping (truncate.c) ---- */

unsigned long invalidate_mapping_pages(struct address_space *mapping, pgoff_t start, pgoff_t end);
int invalidate_inode_pages2_range(struct address_space *mapping, pgoff_t start, pgoff_t end);
unsigned long truncate_inode_pages_final(struct address_space *mapping);
void drop_pagecache(void);

/* Pages of block devices. */
unsigned long nr_blockdev_pages(void);

#endif
