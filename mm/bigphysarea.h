/* SPDX-License-Identifier: MIT */
/* mm/bigphysarea.h: what the pool's two halves, boot and use, share. */
#ifndef _MM_BIGPHYSAREA_H
#define _MM_BIGPHYSAREA_H

#include <linux/bitmap.h>
#include <linux/types.h>

#define BIGMEM_NO_RUN (~0u)

/* Pages by their number in the pool. */
struct bigmem_map {
	unsigned int nr_pages;
	unsigned long first_pfn; /* of page 0: alignment is of physical addresses */
	unsigned long *used;	 /* bit: page is out */
	unsigned long *head;	 /* bit: a run that is out begins here */
};

/* Bytes that the two bitmaps of @nr_pages take. */
static inline size_t bigmem_map_bytes(unsigned int nr_pages)
{
	return 2 * bitmap_size(nr_pages);
}

void bigmem_map_init(struct bigmem_map *map, unsigned long first_pfn, unsigned int nr_pages, void *memory);
unsigned int bigmem_map_take(struct bigmem_map *map, unsigned int count, unsigned int align);
unsigned int bigmem_map_give(struct bigmem_map *map, unsigned int page);
unsigned int bigmem_map_run(const struct bigmem_map *map, unsigned int page, bool *is_out);
int bigmem_map_check(const struct bigmem_map *map);

/* The text of bigmem=. Return: 0 or -EINVAL. @align: bytes, a power of two, PAGE_SIZE at least. */
int bigmem_parse(const char *text, u64 *size, u64 *align);

/* Give the pool its memory: once, at boot. */
void bigphysarea_adopt(phys_addr_t phys, phys_addr_t size, void *bitmaps);

/* From free_area_init(): reserve what bigmem= asks for. */
void bigmem_reserve(void);

#endif
