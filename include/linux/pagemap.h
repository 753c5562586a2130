/* SPDX-License-Identifier: MIT */
/*
 * linux/pagemap.h: the page cache: pages of a device, kept as long as nobody needs the memory more.
 *
 *     page = read_mapping_page(mapping, index, NULL);   a reference, contents are there
 *     kmap_local_page(page) ... kunmap_local()           pages are highmem where there is any
 *     set_page_dirty(page);                             after a change
 *     put_page(page);
 *
 * Source: Gorman ch. 10.2 "Page Cache"; names of Linux 6.1, with pages where it has folios by now.
 */
#ifndef _LINUX_PAGEMAP_H
#define _LINUX_PAGEMAP_H

#include <linux/err.h>
#include <linux/mm.h>

struct address_space;

/**
 * struct address_space_operations - how pages travel.
 * @read_pages: fill @nr pages of consecutive index, locked; returns when they are filled. May sleep.
 *              Return: 0 or -errno for all of them.
 * @writepage: write one locked page; returns when it is written. May sleep. NULL: read-only.
 */
struct address_space_operations {
	int (*read_pages)(struct address_space *mapping, struct page **pages, unsigned int nr);
	int (*writepage)(struct address_space *mapping, struct page *page);
};

/* (C): under the page cache's lock. */
struct address_space {
	const struct address_space_operations *a_ops;
	void *private_data;	/* the owner's own */
	pgoff_t end;		/* pages that exist */
	unsigned long nrpages;	/* of them in the cache (C) */
};

/* One reader's memory of where it was: zero it at the start. */
struct file_ra_state {
	pgoff_t start;	   /* window read last, */
	unsigned int size; /* and its pages */
	unsigned int ra_pages; /* most pages at a time; 0: 256 */
};

struct page *find_get_page(struct address_space *mapping, pgoff_t index);
struct page *read_mapping_page_ra(struct address_space *mapping, struct file_ra_state *ra, pgoff_t index);
struct page *read_mapping_page(struct address_space *mapping, pgoff_t index, void *data);
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
bool set_page_dirty(struct page *page);
int filemap_write_and_wait(struct address_space *mapping);
unsigned long invalidate_mapping_pages(struct address_space *mapping, pgoff_t start, pgoff_t end);
void drop_pagecache(void);

#endif
