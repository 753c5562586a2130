// SPDX-License-Identifier: MIT
/*
 * mm/migrate.c: put the contents of one page into another, and the other in its place.
 *
 * Problem.  A page that is in use shall lie elsewhere, and who uses it must not notice.
 * Idea.     Two kinds of owners can be asked. The page cache knows each of its pages by one pointer, in its
 *           index: swap that, copy, done. A driver that has called __SetPageMovable() does the same for its
 *           own structures when its migrate_page() is called.
 *
 *               index -> old page           index -+  old page -> free
 *                        new page (locked)         +> new page, copied, unlocked
 *
 * Rules.    Both pages are locked for the whole time. A page that somebody holds a reference to stays where it
 *           is: it is not known who has its address. So do pages that are being written. Who must not wait
 *           tries the lock; only MIGRATE_SYNC sleeps for it.
 * One at a time. A page is isolated only while both locks are held and nothing sleeps but the copy, so nobody
 *           who walks the lists of the cache (write-back, for one) misses it. Linux isolates 32 and then
 *           moves them, to take the lock of its lists less often.
 * Locks.    PG_locked of the old page, then of the new one, which nobody else knows; page_cache_lock inside.
 * Paths.    compact_scan.c -> migrate_one_page -> move_cache_page -> migrate_page_move_mapping (filemap.c)
 *                                              -> move_driver_page -> ops->migrate_page
 * Cost.     One copy, 1024 words; the rest is about 300 instructions.
 * Left out. Pages of programs: there are none yet.
 * Sources.  Gorman "Page Migration" (Linux-MM, 2006); Linux 6.1 Documentation/mm/page_migration.rst.
 */
#include "compaction.h"
#include "page_watch.h"
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/vmstat.h>

bool PageMovable(struct page *page)
{
	VM_BUG_ON_PAGE(!PageLocked(page), page);
	return __PageMovable(page) && page_movable_ops(page);
}
EXPORT_SYMBOL(PageMovable);

/**
 * __SetPageMovable() - let @page be moved.
 * @page: order 0, allocated with __GFP_MOVABLE, locked. page->lru is the driver's while it is not isolated.
 * @ops: at an address that is a multiple of 4, as all structures of pointers are.
 */
void __SetPageMovable(struct page *page, const struct movable_operations *ops)
{
	VM_BUG_ON_PAGE(!PageLocked(page), page);
	VM_BUG_ON_PAGE((unsigned long)ops & PAGE_MAPPING_FLAGS, page);
	page->mapping = (void *)((unsigned long)ops | PAGE_MAPPING_MOVABLE);
}
EXPORT_SYMBOL(__SetPageMovable);

/* The bit stays until the page is freed: who isolated it a moment ago must be able to tell. */
void __ClearPageMovable(struct page *page)
{
	VM_BUG_ON_PAGE(!PageLocked(page), page);
	page->mapping = (void *)PAGE_MAPPING_MOVABLE;
}
EXPORT_SYMBOL(__ClearPageMovable);

static bool is_driver_page(const struct page *page)
{
	return page_kind(page) == KIND_ALLOCATED && !page_block_order(page) && page_ref_count(page) &&
	       __PageMovable(page) && page_movable_ops(page);
}

/* For who waits, a page in transfer will be free of its other users; a page that is just held will not. */
static bool cache_page_may_move(const struct page *page, enum migrate_mode mode)
{
	bool busy = PageLocked(page) || PageWriteback(page);

	if (!PageLRU(page))
		return false;
	return busy ? mode >= MIGRATE_SYNC : page_ref_count(page) == 1;
}

/**
 * page_may_move() - a guess, without locks: is it worth trying?
 * @page: head of an allocated block.
 * @cc: who asks.
 */
bool page_may_move(const struct page *page, const struct compact_control *cc)
{
	if (page_kind(page) == KIND_CACHE)
		return cc->file_pages && cache_page_may_move(page, cc->mode);
	return is_driver_page(page) && !PageIsolated(page) && (cc->mode >= MIGRATE_SYNC || !PageLocked(page));
}

static int move_cache_page(struct page *page, struct page *target)
{
	struct address_space *mapping = page->mapping;
	int err = isolate_lru_page(page);

	if (err)
		return err;
	/* The isolation's reference and the cache's are the ones that count: not the one of migrate_one_page(). */
	err = migrate_page_move_mapping(mapping, target, page, 1);
	if (err) {
		putback_lru_page(page);
		return err;
	}
	migrate_page_copy(target, page);
	put_page(page);
	return 0;
}

static int move_driver_page(struct page *page, struct page *target, enum migrate_mode mode)
{
	const struct movable_operations *ops;
	int err;

	if (!PageMovable(page) || PageIsolated(page))
		return -EBUSY;
	ops = page_movable_ops(page);
	if (!ops->isolate_page(page, mode == MIGRATE_ASYNC ? ISOLATE_ASYNC_MIGRATE : 0))
		return -EBUSY;
	SetPageIsolated(page);
	err = ops->migrate_page(target, page, mode);
	ClearPageIsolated(page);
	/* A driver that let go of the page meanwhile does not get it back. */
	if (err && PageMovable(page))
		ops->putback_page(page);
	return err;
}

static bool lock_for_move(struct page *page, enum migrate_mode mode)
{
	if (trylock_page(page))
		return true;
	if (mode < MIGRATE_SYNC)
		return false;
	lock_page(page);
	return true;
}

/**
 * migrate_one_page() - move @page's contents and its place in the world to @target.
 * @page: page_may_move() has said so; may be anything by now.
 * @target: a new page with one reference, of the same zone. Given away on success.
 * @mode: may this wait?
 *
 * Context: a thread; sleeps if @mode is MIGRATE_SYNC.
 * Return: 0: @page goes free with its last reference, which is mostly now; -errno: nothing has happened, and
 * @target is still the caller's.
 */
int migrate_one_page(struct page *page, struct page *target, enum migrate_mode mode)
{
	bool was_cache = false;
	int err = -EAGAIN;

	if (!get_page_unless_zero(page))
		return err;
	if (!lock_for_move(page, mode))
		goto put;
	if (!trylock_page(target)) {
		WARN_ON(1);
		goto unlock;
	}
	was_cache = page_kind(page) == KIND_CACHE;
	if (was_cache && page->mapping)
		err = move_cache_page(page, target);
	else if (is_driver_page(page))
		err = move_driver_page(page, target, mode);
	if (!err && unlikely(page_watched_by(PAGE_WATCH_OWNER)))
		page_owner_copy(page, target);
	unlock_page(target);
unlock:
	unlock_page(page);
put:
	put_page(page);
	count_vm_event(err ? PGMIGRATE_FAIL : PGMIGRATE_SUCCESS);
	if (err)
		return err;
	if (was_cache)
		putback_lru_page(target);
	else
		put_page(target);
	return 0;
}
