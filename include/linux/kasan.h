/* SPDX-License-Identifier: MIT */
/*
 * linux/kasan.h: what memory code tells the address sanitizer, here without one.
 *
 * Every hook has its no-sanitizer form, so that memory code and Linux's tests call them always and
 * a sanitizer build has one header to fill in.
 */
#ifndef _LINUX_KASAN_H
#define _LINUX_KASAN_H

#include <linux/types.h>

struct kmem_cache;
struct page;
struct vm_struct;

typedef unsigned int kasan_vmalloc_flags_t;
#define KASAN_VMALLOC_NONE	  ((kasan_vmalloc_flags_t)0)
#define KASAN_VMALLOC_INIT	  ((kasan_vmalloc_flags_t)1)
#define KASAN_VMALLOC_VM_ALLOC	  ((kasan_vmalloc_flags_t)2)
#define KASAN_VMALLOC_PROT_NORMAL ((kasan_vmalloc_flags_t)4)

static inline bool kasan_enabled(void)
{
	return false;
}

static inline void kasan_enable_current(void)
{
}

static inline void kasan_disable_current(void)
{
}

static inline void *kasan_reset_tag(const void *addr)
{
	return (void *)addr;
}

static inline void kasan_unpoison_range(const void *addr, size_t size)
{
}

static inline void kasan_poison_pages(struct page *page, unsigned int order, bool init)
{
}

static inline void kasan_unpoison_pages(struct page *page, unsigned int order, bool init)
{
}

static inline void *kasan_kmalloc_large(const void *ptr, size_t size, gfp_t flags)
{
	return (void *)ptr;
}

static inline void *kasan_slab_alloc(struct kmem_cache *s, void *object, gfp_t flags, bool init)
{
	return object;
}

static inline bool kasan_slab_free(struct kmem_cache *s, void *object, bool init)
{
	return false;
}

static inline bool kasan_check_byte(const void *addr)
{
	return true;
}

static inline void *kasan_unpoison_vmalloc(const void *start, unsigned long size,
					   kasan_vmalloc_flags_t flags)
{
	return (void *)start;
}

static inline void kasan_poison_vmalloc(const void *start, unsigned long size)
{
}

#endif
