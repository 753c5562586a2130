/* SPDX-License-Identifier: MIT */
/*
 * linux/page-flags.h: the bits of page->flags, and who owns a page.
 *
 * A PG_ bit is a state that a page of any owner may be in and that two CPUs may change at once, so
 * it is set and cleared by atomic bit operations: SetPageX, ClearPageX, PageX, TestSetPageX,
 * TestClearPageX. Who owns the page is not a bit but page->kind (linux/mm_types.h): it changes only
 * while nobody else can see the page, and it has one writer, page_move().
 *
 * Source: Gorman ch. 2.4.1 "Mapping Pages to Zones", table 2.1.
 */
#ifndef _LINUX_PAGE_FLAGS_H
#define _LINUX_PAGE_FLAGS_H

#include <linux/bitops.h>
#include <linux/mm_types.h>

enum pageflags {
	PG_locked,	/* I/O or truncation in progress: lock_page() */
	PG_referenced,	/* used since the last look of reclaim */
	PG_uptodate,	/* contents are what the disk holds, or newer */
	PG_dirty,	/* contents are newer than the disk's */
	PG_lru,		/* on an active or inactive list */
	PG_active,	/* on the active one */
	PG_error,	/* the last transfer failed */
	PG_writeback,	/* being written */
	PG_reclaim,	/* PG_readahead: who finds this page reads on; otherwise free for owners */
	PG_private,	/* page->private is in use */
	PG_private_2,
	PG_owner_priv_1,
	PG_arch_1,
	PG_reserved,	/* hands off: set by drivers on pages that they let others map */
	PG_mappedtodisk,
	PG_unevictable,
	PG_isolated,	/* compaction has taken it off its list */
	__NR_PAGEFLAGS,
};
#define NR_PAGEFLAGS __NR_PAGEFLAGS

static_assert(NR_PAGEFLAGS <= sizeof(u32) * 8 - ZONEID_SHIFT);

/* A page with one of these set is still in use by somebody: freeing it is refused. */
#define PAGE_FLAGS_CHECK_AT_FREE                                                          \
	(1UL << PG_locked | 1UL << PG_lru | 1UL << PG_active | 1UL << PG_writeback |      \
	 1UL << PG_private | 1UL << PG_private_2 | 1UL << PG_reserved | 1UL << PG_unevictable | \
	 1UL << PG_isolated)
/* All bits that a page loses when it is freed. */
#define PAGE_FLAGS_MASK ((1UL << NR_PAGEFLAGS) - 1)

#define __PAGEFLAG_TEST(uname, bit)                                     \
	static __always_inline int Page##uname(const struct page *page) \
	{                                                               \
		return test_bit(bit, &page->flags);                     \
	}
#define __PAGEFLAG_SET(uname, bit)                                 \
	static __always_inline void SetPage##uname(struct page *page)   \
	{                                                               \
		set_bit(bit, &page->flags);                             \
	}                                                               \
	static __always_inline void ClearPage##uname(struct page *page) \
	{                                                               \
		clear_bit(bit, &page->flags);                           \
	}                                                               \
	static __always_inline void __SetPage##uname(struct page *page) \
	{                                                               \
		__set_bit(bit, &page->flags);                           \
	}                                                               \
	static __always_inline void __ClearPage##uname(struct page *page) \
	{                                                               \
		__clear_bit(bit, &page->flags);                         \
	}
#define __PAGEFLAG_TESTSET(uname, bit)                                    \
	static __always_inline int TestSetPage##uname(struct page *page)   \
	{                                                                  \
		return test_and_set_bit(bit, &page->flags);                \
	}                                                                  \
	static __always_inline int TestClearPage##uname(struct page *page) \
	{                                                                  \
		return test_and_clear_bit(bit, &page->flags);              \
	}
#define PAGEFLAG(uname, lname)             \
	__PAGEFLAG_TEST(uname, PG_##lname) \
	__PAGEFLAG_SET(uname, PG_##lname)  \
	__PAGEFLAG_TESTSET(uname, PG_##lname)

PAGEFLAG(Locked, locked)
PAGEFLAG(Referenced, referenced)
PAGEFLAG(Uptodate, uptodate)
PAGEFLAG(Dirty, dirty)
PAGEFLAG(LRU, lru)
PAGEFLAG(Active, active)
PAGEFLAG(Error, error)
PAGEFLAG(Writeback, writeback)
PAGEFLAG(Reclaim, reclaim)
PAGEFLAG(Readahead, reclaim)
PAGEFLAG(Private, private)
PAGEFLAG(Private2, private_2)
PAGEFLAG(OwnerPriv1, owner_priv_1)
PAGEFLAG(Reserved, reserved)
PAGEFLAG(MappedToDisk, mappedtodisk)
PAGEFLAG(Unevictable, unevictable)
PAGEFLAG(Isolated, isolated)

/* Owner of the block that starts at @page. KIND_INTERIOR: nothing starts here. */
static __always_inline enum page_kind page_kind(const struct page *page)
{
	return page->kind >> KIND_OWNER_SHIFT;
}

/* Order of the block that starts at @page, free or not; what it means depends on page_kind(). */
static __always_inline unsigned int page_block_order(const struct page *page)
{
	return page->kind & KIND_ORDER_MASK;
}

static __always_inline bool PageBuddy(const struct page *page)
{
	return page_kind(page) == KIND_BUDDY;
}

/* Is @page the first page of a compound page (order 1 or more, allocated with __GFP_COMP)? */
static __always_inline bool PageHead(const struct page *page)
{
	return page->kind & KIND_COMPOUND;
}

/**
 * page_move() - change the owner of an allocated block; the one way to do so.
 * @page: head of the block, held by the caller.
 * @to: new owner. Only KIND_ALLOCATED and the owners above it may be exchanged for each other,
 *      always by way of KIND_ALLOCATED; everything else is the page allocator's own.
 *
 * Context: any; the caller holds the only reference that matters.
 * Return: true; or false after a report that names both owners, and then nothing has changed.
 */
bool page_move(struct page *page, enum page_kind to);

/* "slab", "free", "page cache", ... */
const char *page_kind_name(enum page_kind kind);

/* Linux's names for the slab owner. PageSlab() is asked of heads (virt_to_head_page()). */
static __always_inline int PageSlab(const struct page *page)
{
	return page_kind(page) == KIND_SLAB;
}

static inline void __SetPageSlab(struct page *page)
{
	page_move(page, KIND_SLAB);
}

static inline void __ClearPageSlab(struct page *page)
{
	page_move(page, KIND_ALLOCATED);
}

#endif
