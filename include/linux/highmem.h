/* SPDX-License-Identifier: MIT */
/*
 * linux/highmem.h: windows on RAM that has no kernel address.
 *
 *     kmap(page)              a slot of a global pool; valid in every context until kunmap(page);
 *                             may sleep until a slot is free
 *     kmap_local_page(page)   a slot of this CPU; valid in this thread (or interrupt) only; never
 *                             sleeps; unmap in reverse order; at most KM_MAX_IDX deep
 *     kmap_atomic(page)       the same, and sleeping is a bug until kunmap_atomic(addr)
 *
 * Source: Gorman ch. 9 "High Memory Management"; LDD3 ch. 15 "The Memory Map and Struct Page".
 */
#ifndef _LINUX_HIGHMEM_H
#define _LINUX_HIGHMEM_H

#include <linux/bug.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/types.h>

#include <linux/highmem-internal.h>

struct seq_file;
struct vm_area_struct;

void __init kmap_init(void);

/**
 * clear_highpage() - zero one page of any zone.
 * Context: any.
 */
static inline void clear_highpage(struct page *page)
{
	void *addr = kmap_local_page(page);

	clear_page(addr);
	kunmap_local(addr);
}

/**
 * copy_highpage() - copy one page of any zone to another.
 * Context: any.
 */
static inline void copy_highpage(struct page *to, struct page *from)
{
	void *source = kmap_local_page(from);
	void *target = kmap_local_page(to);

	copy_page(target, source);
	kunmap_local(target);
	kunmap_local(source);
}

/* The user address is for machines whose caches are indexed by it; x86's are not. */
static inline void clear_user_highpage(struct page *page, unsigned long vaddr)
{
	clear_highpage(page);
}

static inline void copy_user_highpage(struct page *to, struct page *from, unsigned long vaddr,
				      struct vm_area_struct *vma)
{
	copy_highpage(to, from);
}

static inline void memcpy_page(struct page *to_page, size_t to_offset, struct page *from_page,
			       size_t from_offset, size_t size)
{
	char *to = kmap_local_page(to_page);
	char *from = kmap_local_page(from_page);

	BUG_ON(to_offset + size > PAGE_SIZE || from_offset + size > PAGE_SIZE);
	memcpy(to + to_offset, from + from_offset, size);
	kunmap_local(from);
	kunmap_local(to);
}

static inline void memset_page(struct page *page, size_t offset, int value, size_t size)
{
	char *addr = kmap_local_page(page);

	BUG_ON(offset + size > PAGE_SIZE);
	memset(addr + offset, value, size);
	kunmap_local(addr);
}

static inline void memcpy_from_page(char *to, struct page *page, size_t offset, size_t size)
{
	char *from = kmap_local_page(page);

	BUG_ON(offset + size > PAGE_SIZE);
	memcpy(to, from + offset, size);
	kunmap_local(from);
}

static inline void memcpy_to_page(struct page *page, size_t offset, const char *from, size_t size)
{
	char *to = kmap_local_page(page);

	BUG_ON(offset + size > PAGE_SIZE);
	memcpy(to + offset, from, size);
	kunmap_local(to);
}

static inline void memzero_page(struct page *page, size_t offset, size_t size)
{
	memset_page(page, offset, 0, size);
}

/**
 * zero_user_segments() - zero bytes [start1, end1) and [start2, end2) of a page.
 *
 * @page may be the head of a compound page, and the ends then anywhere in it.
 * Context: any.
 */
void zero_user_segments(struct page *page, unsigned int start1, unsigned int end1,
			unsigned int start2, unsigned int end2);

static inline void zero_user_segment(struct page *page, unsigned int start, unsigned int end)
{
	zero_user_segments(page, start, end, 0, 0);
}

static inline void zero_user(struct page *page, unsigned int start, unsigned int size)
{
	zero_user_segments(page, start, start + size, 0, 0);
}

/* ---- views ---- */

struct kmap_info {
	unsigned int pinned;  /* kmap slots in use */
	unsigned int lazy;    /* unused, still mapped until the next flush */
	unsigned int rounds;  /* flushes of the pool since boot */
	unsigned int sleeps;  /* callers that had to wait for a slot */
	unsigned int local;   /* kmap_local mappings open on all CPUs */
	unsigned int local_flushes;
};

void get_kmap_info(struct kmap_info *info);
void kmap_local_fill_info(struct kmap_info *info); /* the last two */
/* `debug_kmap=1`: unmap and flush at once, so that a use after unmapping faults. */
extern bool kmap_debug;
/* Wrong calls reported so far, of kmap and kmap_local. */
extern unsigned int kmap_misuses;

/* Walk every invariant of both pools; 0, or -EINVAL after naming what is broken. */
int kmap_check(void);
int kmap_local_check(void);

#endif
