/* SPDX-License-Identifier: MIT */
/* mm/page_cache.h: what filemap.c and lru.c share. All of it under page_cache_lock. */
#ifndef _MM_PAGE_CACHE_H
#define _MM_PAGE_CACHE_H

#include <linux/pagemap.h>
#include <linux/spinlock.h>

extern spinlock_t page_cache_lock;

void remove_from_page_cache(struct page *page);
void lru_add(struct page *page);
void lru_del(struct page *page);
int lru_check(void);

#endif
