/* SPDX-License-Identifier: MIT */
/*
 * linux/migrate.h: pages that may be replaced by others while their owner looks away.
 *
 * Pages of the page cache move without being asked: all that knows of them is the cache. A driver's page
 * can move if the driver says how:
 *
 *     static const struct movable_operations my_ops = { my_isolate, my_migrate, my_putback };
 *
 *     page = alloc_page(GFP_HIGHUSER_MOVABLE);
 *     lock_page(page);
 *     __SetPageMovable(page, &my_ops);             from now on it may be moved
 *     unlock_page(page);
 *     ...
 *     lock_page(page);
 *     __ClearPageMovable(page);                    and from now on it stays
 *     unlock_page(page);
 *     __free_page(page);
 *
 * Source: Linux 6.1 Documentation/mm/page_migration.rst "Non-LRU page migration".
 */
#ifndef _LINUX_MIGRATE_H
#define _LINUX_MIGRATE_H

#include <linux/migrate_mode.h>
#include <linux/mm_types.h>

/* Flags of isolate_page()'s second argument. */
typedef unsigned int __bitwise isolate_mode_t;
#define ISOLATE_ASYNC_MIGRATE ((__force isolate_mode_t)0x4) /* who cannot wait asks */
#define ISOLATE_UNEVICTABLE   ((__force isolate_mode_t)0x8)

#define MIGRATEPAGE_SUCCESS 0

/**
 * struct movable_operations - what a driver does when its page is moved.
 * @isolate_page: the page is about to be moved: set it aside, so that nobody frees it or uses its lists.
 *                Called with the page locked. Return: false to refuse.
 * @migrate_page: copy @src to @dst, put @dst where @src was, take a reference to @dst, call
 *                __SetPageMovable(@dst) and __ClearPageMovable(@src), put the driver's reference to @src.
 *                Called with both pages locked and @src isolated; may sleep unless @mode is MIGRATE_ASYNC.
 *                Return: MIGRATEPAGE_SUCCESS; -EAGAIN or another error: nothing has changed.
 * @putback_page: the move did not happen: @page is the driver's again. Called with the page locked.
 */
struct movable_operations {
	bool (*isolate_page)(struct page *page, isolate_mode_t mode);
	int (*migrate_page)(struct page *dst, struct page *src, enum migrate_mode mode);
	void (*putback_page)(struct page *page);
};

/* Bits of page->mapping below the pointer's: what it points to. */
#define PAGE_MAPPING_ANON    0x1
#define PAGE_MAPPING_MOVABLE 0x2
#define PAGE_MAPPING_FLAGS   (PAGE_MAPPING_ANON | PAGE_MAPPING_MOVABLE)

/* Has @page ever been a driver's movable page since it was allocated? */
static inline bool __PageMovable(const struct page *page)
{
	return ((unsigned long)page->mapping & PAGE_MAPPING_FLAGS) == PAGE_MAPPING_MOVABLE;
}

/* NULL after __ClearPageMovable(). */
static inline const struct movable_operations *page_movable_ops(const struct page *page)
{
	return (const struct movable_operations *)((unsigned long)page->mapping & ~PAGE_MAPPING_FLAGS);
}

/* The same with the page locked: may it be moved now? */
bool PageMovable(struct page *page);
void __SetPageMovable(struct page *page, const struct movable_operations *ops);
void __ClearPageMovable(struct page *page);

#endif
