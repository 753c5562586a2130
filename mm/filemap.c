// SPDX-License-Identifier: MIT
/*
 * mm/filemap.c: the page cache: find the page of a device, or read it and those that will be asked next.
 *
 * Problem.  A disk answers in milliseconds, memory in nanoseconds, and most of memory is idle. What was read
 *           once is likely to be read again; what follows it is likely to be read next.
 * Idea.     Pages keep what they hold after their readers have gone. A page is found by (mapping, index) in
 *           one hash table over all of memory; chains go through page->private. A miss reads a window: one
 *           page for who jumps about, and twice as many as the last time for who reads on.
 *
 *     hash[h(mapping, index)] -> page -> page         reader:  0   1..3   4..11   12..27
 *                                |  lru: one list of its zone (lru.c)  1     3      8      16 ... 256
 *
 * Invariants (page_cache_check): a page in the hash is KIND_CACHE, on one lru list or isolated, and the cache
 *           holds one reference of it; mapping->nrpages counts them.
 * Locks.    page_cache_lock: hash, lists, counts; nothing is taken under it. PG_locked: the page's contents;
 *           held during I/O, waited for asleep, taken before page_cache_lock.
 * Paths.    Hit   read_mapping_page -> find_get_page
 *           Miss  read_mapping_page -> read_window -> add_to_page_cache, a_ops->read_pages
 * Cost.     A lookup looks at one page on average: there is a bucket for every four frames.
 * Left out. Reading ahead while the reader still works on the window before.
 * Sources.  Gorman ch. 10.2 "Page Cache"; the window is that of Linux Documentation's "readahead".
 */
#include "page_cache.h"
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <linux/wait.h>
#include <slate/leak.h>
#include <slate/selfcheck.h>

#define RA_MAX_PAGES	256 /* 1 MiB: what one request of a disk carries */
#define FRAMES_PER_BUCKET 4
#define WAIT_BITS	4

DEFINE_SPINLOCK(page_cache_lock);

static struct {
	struct page **bucket; /* (C) */
	unsigned int bits;
	wait_queue_head_t wait[1 << WAIT_BITS]; /* for PG_locked, several pages each */
} cache;

static struct page **bucket_of(const struct address_space *mapping, pgoff_t index)
{
	return &cache.bucket[hash_32((u32)(unsigned long)mapping + index * 0x9e3779b9u, cache.bits)];
}

static struct page *find_locked(const struct address_space *mapping, pgoff_t index)
{
	struct page *page = *bucket_of(mapping, index);

	while (page && (page->mapping != mapping || page->index != index))
		page = (struct page *)page->private;
	return page;
}

/**
 * find_get_page() - look for a page, read nothing.
 * @mapping: whose.
 * @index: its number.
 *
 * Context: a thread. Return: the page with a reference for the caller, perhaps still being read; or NULL.
 */
struct page *find_get_page(struct address_space *mapping, pgoff_t index)
{
	struct page *page;

	spin_lock(&page_cache_lock);
	page = find_locked(mapping, index);
	if (page)
		get_page(page);
	spin_unlock(&page_cache_lock);
	return page;
}
EXPORT_SYMBOL(find_get_page);

/* @page: new and the caller's. Return: false if somebody was faster. */
static bool add_to_page_cache(struct page *page, struct address_space *mapping, pgoff_t index)
{
	struct page **bucket = bucket_of(mapping, index);
	bool is_new;

	spin_lock(&page_cache_lock);
	is_new = !find_locked(mapping, index);
	if (is_new) {
		page_move(page, KIND_CACHE);
		page->mapping = mapping;
		page->index = index;
		page->private = (unsigned long)*bucket;
		*bucket = page;
		SetPageLocked(page);
		get_page(page);
		mapping->nrpages++;
		mod_node_page_state(page_pgdat(page), NR_FILE_PAGES, 1);
		lru_add(page);
	}
	spin_unlock(&page_cache_lock);
	return is_new;
}

/* The word that points to @page, which is in the hash. */
static struct page **link_to(const struct page *page)
{
	struct page **link = bucket_of(page->mapping, page->index);

	while (*link != page)
		link = (struct page **)&(*link)->private;
	return link;
}

/* @page is in the hash no longer: it has no past here. */
static void forget_mapping(struct page *page)
{
	page->mapping = NULL;
	page->private = 0;
	page_move(page, KIND_ALLOCATED);
}

/* Out of hash and list; the cache's reference becomes the caller's. page_cache_lock is held. */
void remove_from_page_cache(struct page *page)
{
	*link_to(page) = (struct page *)page->private;
	page->mapping->nrpages--;
	if (TestClearPageDirty(page))
		mod_node_page_state(page_pgdat(page), NR_FILE_DIRTY, -1);
	mod_node_page_state(page_pgdat(page), NR_FILE_PAGES, -1);
	if (PageLRU(page))
		lru_del(page);
	else if (TestClearPageIsolated(page))
		mod_node_page_state(page_pgdat(page), NR_ISOLATED_FILE, -1);
	ClearPageActive(page);
	forget_mapping(page);
}

/**
 * migrate_page_move_mapping() - put another page in the place of one of the cache; contents are not copied.
 * @mapping: whose.
 * @newpage: allocated and locked by the caller, in nobody's hands.
 * @page: isolated (isolate_lru_page()) and locked by the caller.
 * @extra_count: references to @page that the caller knows of besides the isolation's.
 *
 * Then copy what is in the page, and its flags: migrate_page_copy(). Readers wait for PG_locked meanwhile.
 * Context: a thread.
 * Return: 0: @newpage is in the cache, isolated; unlock it and give it to putback_lru_page(). @page is only
 * the caller's: unlock and put it. -EAGAIN: somebody else uses @page, and nothing has happened.
 */
int migrate_page_move_mapping(struct address_space *mapping, struct page *newpage, struct page *page,
			      int extra_count)
{
	int err = -EAGAIN;

	spin_lock(&page_cache_lock);
	if (page->mapping == mapping && PageIsolated(page) && !PageWriteback(page) &&
	    page_ref_count(page) == 2 + extra_count) {
		page_move(newpage, KIND_CACHE);
		newpage->mapping = mapping;
		newpage->index = page->index;
		newpage->private = page->private;
		*link_to(page) = newpage;
		get_page(newpage);
		SetPageIsolated(newpage);
		if (TestClearPageDirty(page))
			SetPageDirty(newpage);
		ClearPageIsolated(page);
		forget_mapping(page);
		page_ref_dec(page);
		err = 0;
	}
	spin_unlock(&page_cache_lock);
	return err;
}
EXPORT_SYMBOL(migrate_page_move_mapping);

/* Contents, and the flags that tell of them. Both are locked. Context: a thread. */
void migrate_page_copy(struct page *newpage, struct page *page)
{
	copy_highpage(newpage, page);
	if (PageReferenced(page))
		SetPageReferenced(newpage);
	if (TestClearPageActive(page))
		SetPageActive(newpage);
	if (PageUptodate(page))
		SetPageUptodate(newpage);
}
EXPORT_SYMBOL(migrate_page_copy);

static wait_queue_head_t *wait_queue_of(const struct page *page)
{
	return &cache.wait[hash_ptr(page, WAIT_BITS)];
}

bool trylock_page(struct page *page)
{
	return !TestSetPageLocked(page);
}
EXPORT_SYMBOL(trylock_page);

/* Context: may sleep. */
void lock_page(struct page *page)
{
	wait_event(*wait_queue_of(page), trylock_page(page));
}
EXPORT_SYMBOL(lock_page);

void unlock_page(struct page *page)
{
	ClearPageLocked(page);
	wake_up_all(wait_queue_of(page));
}
EXPORT_SYMBOL(unlock_page);

void wait_on_page_locked(struct page *page)
{
	wait_event(*wait_queue_of(page), !PageLocked(page));
}
EXPORT_SYMBOL(wait_on_page_locked);

/* Who waits for it sees that it is not up to date; who comes later reads it again. */
static void forget_failed(struct page *page)
{
	SetPageError(page);
	spin_lock(&page_cache_lock);
	remove_from_page_cache(page);
	spin_unlock(&page_cache_lock);
	put_page(page);
}

/* How many pages a miss at @index is worth. */
static unsigned int next_window(struct file_ra_state *ra, pgoff_t index)
{
	unsigned int most = ra->ra_pages ?: RA_MAX_PAGES;

	if (ra->size ? index == ra->start + ra->size : !index)
		ra->size = min(ra->size ? ra->size * 2 : 4, most);
	else
		ra->size = 1;
	ra->start = index;
	return min_t(unsigned int, ra->size, RA_MAX_PAGES);
}

/* New, locked pages from @index on, until one is there already, memory is short, or @nr. */
static unsigned int add_window(struct address_space *mapping, pgoff_t index, struct page **pages,
			       unsigned int nr)
{
	unsigned int n;

	for (n = 0; n < nr && index + n < mapping->end; n++) {
		/* Only the first page was asked for: for the others nobody shall suffer. */
		pages[n] = alloc_page(n ? GFP_HIGHUSER_MOVABLE | __GFP_NORETRY | __GFP_NOWARN :
				      GFP_HIGHUSER_MOVABLE);
		if (!pages[n])
			break;
		if (add_to_page_cache(pages[n], mapping, index + n))
			continue;
		__free_page(pages[n]);
		break;
	}
	return n;
}

/* Return: 0; -EEXIST: look again; -errno. */
static int read_window(struct address_space *mapping, struct file_ra_state *ra, pgoff_t index)
{
	unsigned int nr = next_window(ra, index), i;
	struct page **pages = kmalloc_array(nr, sizeof(*pages), GFP_KERNEL);
	int err;

	if (!pages)
		return -ENOMEM;
	nr = add_window(mapping, index, pages, nr);
	err = nr ? mapping->a_ops->read_pages(mapping, pages, nr) : -ENOMEM;
	if (!err)
		count_vm_events(PGPGIN, nr << (PAGE_SHIFT - 10));
	for (i = 0; i < nr; i++) {
		if (err)
			forget_failed(pages[i]);
		else
			SetPageUptodate(pages[i]);
		unlock_page(pages[i]);
		put_page(pages[i]);
	}
	kfree(pages);
	ra->size = max(nr, 1u);
	return err;
}

/**
 * read_mapping_page_ra() - a page with its contents, read if need be, and more if the reader reads on.
 * @mapping: whose.
 * @ra: the reader's memory.
 * @index: below mapping->end.
 *
 * Context: may sleep.
 * Return: the page, up to date, with a reference for the caller; ERR_PTR(-EINVAL) beyond the end, -ENOMEM,
 * or what the device said. A failed read is tried again the next time.
 */
struct page *read_mapping_page_ra(struct address_space *mapping, struct file_ra_state *ra, pgoff_t index)
{
	if (index >= mapping->end)
		return ERR_PTR(-EINVAL);
	for (;;) {
		struct page *page = find_get_page(mapping, index);
		int err;

		if (page) {
			wait_on_page_locked(page);
			if (PageUptodate(page)) {
				mark_page_accessed(page);
				return page;
			}
			put_page(page);
			return ERR_PTR(-EIO);
		}
		err = read_window(mapping, ra, index);
		if (err)
			return ERR_PTR(err);
	}
}
EXPORT_SYMBOL(read_mapping_page_ra);

/* The same for a reader without memory: one page. @data: not used. */
struct page *read_mapping_page(struct address_space *mapping, pgoff_t index, void *data)
{
	struct file_ra_state ra = { .ra_pages = 1 };

	return read_mapping_page_ra(mapping, &ra, index);
}
EXPORT_SYMBOL(read_mapping_page);

static int check_bucket(struct page *page)
{
	int faults = 0;

	for (; page; page = (struct page *)page->private)
		if (page_kind(page) != KIND_CACHE || (!PageLRU(page) && !PageIsolated(page)) || !page->mapping ||
		    page_ref_count(page) < 1) {
			pr_err("filemap: frame %lx, index %lu: %s, lru %d, count %d\n", page_to_pfn(page),
			       page->index, page_kind_name(page_kind(page)), PageLRU(page),
			       page_ref_count(page));
			faults++;
		}
	return faults;
}

static int page_cache_check(void)
{
	int faults;

	spin_lock(&page_cache_lock);
	faults = lru_check();
	for (unsigned int i = 0; i < 1u << cache.bits; i++)
		faults += check_bucket(cache.bucket[i]);
	spin_unlock(&page_cache_lock);
	return faults;
}

static void page_cache_report(void)
{
	pr_info("filemap: %lu pages, %lu dirty, %u buckets\n",
		node_page_state(NODE_DATA(0), NR_FILE_PAGES),
		node_page_state(NODE_DATA(0), NR_FILE_DIRTY), 1u << cache.bits);
}
SELFCHECK(page_cache, page_cache_check, page_cache_report);

/* Pages in the cache are no leak: they go when they are asked to. */
LEAK_COUNTER_DRAIN(page_cache, NULL, drop_pagecache);

static int __init page_cache_init(void)
{
	unsigned int order;

	cache.bits = max_t(int, ilog2(totalram_pages() / FRAMES_PER_BUCKET), 10);
	order = min_t(unsigned int, get_order(sizeof(struct page *) << cache.bits), MAX_ORDER - 1);
	cache.bits = min_t(unsigned int, cache.bits, order + PAGE_SHIFT - ilog2(sizeof(struct page *)));
	cache.bucket = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, order);
	for (int i = 0; i < 1 << WAIT_BITS; i++)
		init_waitqueue_head(&cache.wait[i]);
	return cache.bucket ? 0 : -ENOMEM;
}
core_initcall(page_cache_init);
