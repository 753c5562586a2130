/* SPDX-License-Identifier: MIT */
/* mm/page_cache.h: what the files of the page cache share. Unless said otherwise: under page_cache_lock. */
#ifndef _MM_PAGE_CACHE_H
#define _MM_PAGE_CACHE_H

#include <linux/mmzone.h>
#include <linux/pagemap.h>
#include <linux/spinlock.h>

extern spinlock_t page_cache_lock;

/* The pages of one zone, newest first. */
struct lru {
	struct list_head list[2]; /* by PageActive() */
	bool is_set_up;
};

/* filemap.c */
void remove_from_page_cache(struct page *page);
int check_cached_page(const struct page *page);
void wake_page(const struct page *page); /* without the lock; any context */

/* lru.c */
struct lru *lru_of(unsigned int zone_id);
void lru_add(struct page *page);
void lru_del(struct page *page);
void lru_move(struct page *page, bool active);
int lru_check(void);

/* page_writeback.c: PG_dirty has just been cleared. */
void account_page_cleaned(struct page *page);

/* flusher.c */
extern struct list_head dirty_mappings;
void writeback_ended(void); /* any context */
void mapping_use(struct address_space *mapping);
void mapping_unuse(struct address_space *mapping); /* without the lock */
void mapping_wait_unused(struct address_space *mapping); /* without the lock */

/* truncate.c: put pages that have left the cache. Without the lock. */
void put_taken_pages(struct list_head *taken);

/* May it be dropped just now? Nobody but the cache holds it, and nothing is under way or unsaved. */
static inline bool page_may_go(const struct page *page)
{
	return page_ref_count(page) == 1 && !PageLocked(page) && !PageDirty(page) && !PageWriteback(page);
}

#endif
