/* SPDX-License-Identifier: MIT */
/*
 * tests/movable_driver.h: a driver that keeps numbers in pages of its own, and lets them be moved.
 *
 * For tests/test_compaction.c; also what linux/migrate.h asks of a driver, in eighty lines.
 */
#ifndef _TESTS_MOVABLE_DRIVER_H
#define _TESTS_MOVABLE_DRIVER_H

#include <kunit/test.h>
#include <linux/highmem.h>
#include <linux/migrate.h>
#include <linux/pagemap.h>

#define DRIVER_PAGES 64

static struct driver {
	struct page *page[DRIVER_PAGES]; /* the only pointers to them */
	unsigned int nr;
	bool refuse;
	unsigned int isolated, moved, put_back;
} driver;

static bool driver_isolate(struct page *page, isolate_mode_t mode)
{
	driver.isolated++;
	return true;
}

static void driver_putback(struct page *page)
{
	driver.put_back++;
}

static int driver_migrate(struct page *dst, struct page *src, enum migrate_mode mode);

static const struct movable_operations driver_ops = { driver_isolate, driver_migrate, driver_putback };

static int driver_migrate(struct page *dst, struct page *src, enum migrate_mode mode)
{
	if (driver.refuse)
		return -EAGAIN;
	copy_highpage(dst, src);
	dst->private = src->private;
	driver.page[dst->private] = dst;
	driver.moved++;
	get_page(dst);
	__SetPageMovable(dst, &driver_ops);
	__ClearPageMovable(src);
	put_page(src);
	return MIGRATEPAGE_SUCCESS;
}

static void driver_add_page(struct kunit *test)
{
	struct page *page;
	u32 *word;

	if (driver.nr == DRIVER_PAGES)
		return;
	page = alloc_page(GFP_HIGHUSER_MOVABLE);
	KUNIT_ASSERT_NOT_NULL(test, page);
	word = kmap_local_page(page);
	word[0] = word[1023] = driver.nr * 7;
	kunmap_local(word);
	page->private = driver.nr;
	lock_page(page);
	__SetPageMovable(page, &driver_ops);
	unlock_page(page);
	driver.page[driver.nr++] = page;
}

/* Free them all; return how many hold something else than they should. */
static unsigned int driver_unload(void)
{
	unsigned int wrong = 0;

	for (unsigned int i = 0; i < driver.nr; i++) {
		struct page *page = driver.page[i];
		u32 *word = kmap_local_page(page);

		wrong += word[0] != i * 7 || word[1023] != i * 7 || page_count(page) != 1;
		kunmap_local(word);
		lock_page(page);
		__ClearPageMovable(page);
		unlock_page(page);
		__free_page(page);
	}
	driver.nr = 0;
	return wrong;
}

#endif
