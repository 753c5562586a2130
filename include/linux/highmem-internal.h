/* SPDX-License-Identifier: MIT */
/*
 * linux/highmem-internal.h: the inline halves of kmap and kmap_local; include linux/highmem.h.
 *
 * Lowmem pages have an address already: everything here returns it without a call. Only real
 * highmem pages go on to mm/kmap.c (kmap) and mm/kmap_local.c (kmap_local, kmap_atomic).
 */
#ifndef _LINUX_HIGHMEM_INTERNAL_H
#define _LINUX_HIGHMEM_INTERNAL_H

#include <asm/highmem.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#define kmap_prot PAGE_KERNEL

void *kmap_high(struct page *page);
void kunmap_high(struct page *page);
void __kmap_flush_unused(void);
struct page *__kmap_to_page(void *addr);
/* The address kmap() gave @page, or NULL: what page_address() returns for a highmem page. */
void *kmap_address(const struct page *page);

void *__kmap_local_high(struct page *page);
void *__kmap_local_pfn_prot(unsigned long pfn, pgprot_t prot);
void *__kmap_local_page_prot(struct page *page, pgprot_t prot);
void kunmap_local_indexed(const void *vaddr);

static inline void *kmap(struct page *page)
{
	might_sleep();
	if (!PageHighMem(page))
		return page_address(page);
	return kmap_high(page);
}

static inline void kunmap(struct page *page)
{
	might_sleep();
	if (PageHighMem(page))
		kunmap_high(page);
}

static inline struct page *kmap_to_page(void *addr)
{
	return __kmap_to_page(addr);
}

static inline void kmap_flush_unused(void)
{
	__kmap_flush_unused();
}

static inline void *kmap_local_page_prot(struct page *page, pgprot_t prot)
{
	if (!PageHighMem(page))
		return page_address(page);
	return __kmap_local_page_prot(page, prot);
}

static inline void *kmap_local_page(struct page *page)
{
	if (!PageHighMem(page))
		return page_address(page);
	return __kmap_local_high(page);
}

static inline void *kmap_local_pfn(unsigned long pfn)
{
	return __kmap_local_pfn_prot(pfn, kmap_prot);
}

static inline void __kunmap_local(const void *vaddr)
{
	if ((unsigned long)vaddr >= FIXADDR_START)
		kunmap_local_indexed(vaddr);
}

/* kmap_atomic() is kmap_local_page() that also forbids sleeping until the matching kunmap. */
static inline void *kmap_atomic_prot(struct page *page, pgprot_t prot)
{
	preempt_disable();
	pagefault_disable();
	return kmap_local_page_prot(page, prot);
}

static inline void *kmap_atomic(struct page *page)
{
	preempt_disable();
	pagefault_disable();
	return kmap_local_page(page);
}

static inline void *kmap_atomic_pfn(unsigned long pfn)
{
	preempt_disable();
	pagefault_disable();
	return __kmap_local_pfn_prot(pfn, kmap_prot);
}

static inline void __kunmap_atomic(const void *vaddr)
{
	__kunmap_local(vaddr);
	pagefault_enable();
	preempt_enable();
}

static inline bool is_kmap_addr(const void *x)
{
	unsigned long addr = (unsigned long)x;

	return addr >= PKMAP_ADDR(0) && addr < PKMAP_ADDR(LAST_PKMAP);
}

/* The argument is the address, not the page: handing over the page is a build error. */
#define kunmap_atomic(addr)                                      \
	do {                                                     \
		BUILD_BUG_ON(__same_type((addr), struct page *)); \
		__kunmap_atomic(addr);                           \
	} while (0)

#define kunmap_local(addr)                                       \
	do {                                                     \
		BUILD_BUG_ON(__same_type((addr), struct page *)); \
		__kunmap_local(addr);                            \
	} while (0)

#endif
