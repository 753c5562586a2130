/* SPDX-License-Identifier: MIT */
/*
 * linux/bitmap.h: sets of small numbers in arrays of longs. Searches and walks are in linux/find.h.
 *
 * A map of @nbits owns whole words; bits beyond @nbits in the last one are nobody's: they are never looked
 * at, and may change when the word is written whole. Where a map is known to be one word, the operation is
 * done in place and folds to a constant where it can; the __bitmap_*() forms are the general ones.
 *
 * Source: Linux include/linux/bitmap.h (names and contracts).
 */
#ifndef _LINUX_BITMAP_H
#define _LINUX_BITMAP_H

#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/find.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/types.h>

struct device;

#define BITMAP_FIRST_WORD_MASK(start) (~0UL << ((start) & (BITS_PER_LONG - 1)))
#define BITMAP_LAST_WORD_MASK(nbits)  (~0UL >> (-(nbits) & (BITS_PER_LONG - 1)))
/* Initialisers of two longs (on 32 bits) each. */
#define BITMAP_FROM_U64(n) ((unsigned long)((u64)(n) & ULONG_MAX)), ((unsigned long)((u64)(n) >> 32))
#define bitmap_size(nbits) (BITS_TO_LONGS(nbits) * sizeof(long))
#define small_const_nbits(nbits) \
	(__builtin_constant_p(nbits) && (nbits) <= BITS_PER_LONG && (nbits) > 0)

/* A map on the heap; @flags as for kmalloc(). NULL where memory is out. */
unsigned long *bitmap_alloc(unsigned int nbits, gfp_t flags);
unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t flags);
void bitmap_free(const unsigned long *bitmap);
#define bitmap_alloc_node(nbits, flags, node)  bitmap_alloc(nbits, flags)
#define bitmap_zalloc_node(nbits, flags, node) bitmap_zalloc(nbits, flags)
unsigned long *devm_bitmap_alloc(struct device *dev, unsigned int nbits, gfp_t flags);
unsigned long *devm_bitmap_zalloc(struct device *dev, unsigned int nbits, gfp_t flags);

/* ---- whole maps ---- */

static inline void bitmap_zero(unsigned long *dst, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = 0;
	else
		memset(dst, 0, bitmap_size(nbits));
}

static inline void bitmap_fill(unsigned long *dst, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = ~0UL;
	else
		memset(dst, 0xff, bitmap_size(nbits));
}

static inline void bitmap_copy(unsigned long *dst, const unsigned long *src, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = *src;
	else
		memcpy(dst, src, bitmap_size(nbits));
}
#define bitmap_copy_le bitmap_copy

/* The same, and nothing is left of what was beyond @nbits. */
static inline void bitmap_copy_clear_tail(unsigned long *dst, const unsigned long *src, unsigned int nbits)
{
	bitmap_copy(dst, src, nbits);
	if (nbits % BITS_PER_LONG)
		dst[nbits / BITS_PER_LONG] &= BITMAP_LAST_WORD_MASK(nbits);
}

/* From and to arrays of little numbers; the tail of what is written is clear. */
void bitmap_from_arr32(unsigned long *bitmap, const u32 *buf, unsigned int nbits);
void bitmap_to_arr32(u32 *buf, const unsigned long *bitmap, unsigned int nbits);
void bitmap_from_arr64(unsigned long *bitmap, const u64 *buf, unsigned int nbits);
void bitmap_to_arr64(u64 *buf, const unsigned long *bitmap, unsigned int nbits);

static inline void bitmap_from_u64(unsigned long *dst, u64 mask)
{
	bitmap_from_arr64(dst, &mask, 64);
}

/* ---- runs of bits ---- */

void __bitmap_set(unsigned long *map, unsigned int start, int len);
void __bitmap_clear(unsigned long *map, unsigned int start, int len);

#define __BITMAP_RUN_IS_KNOWN(start, nbits)                                                   \
	(__builtin_constant_p(start) && __builtin_constant_p(nbits) && (nbits) > 0 &&         \
	 (start) < BITS_PER_LONG && (start) + (nbits) <= BITS_PER_LONG)

static __always_inline void bitmap_set(unsigned long *map, unsigned int start, unsigned int nbits)
{
	if (__BITMAP_RUN_IS_KNOWN(start, nbits))
		*map |= GENMASK(start + nbits - 1, start);
	else
		__bitmap_set(map, start, nbits);
}

static __always_inline void bitmap_clear(unsigned long *map, unsigned int start, unsigned int nbits)
{
	if (__BITMAP_RUN_IS_KNOWN(start, nbits))
		*map &= ~GENMASK(start + nbits - 1, start);
	else
		__bitmap_clear(map, start, nbits);
}

/* The byte at bit @start, a multiple of 8. */
static inline unsigned long bitmap_get_value8(const unsigned long *map, unsigned long start)
{
	return map[BIT_WORD(start)] >> (start % BITS_PER_LONG) & 0xff;
}

static inline void bitmap_set_value8(unsigned long *map, unsigned long value, unsigned long start)
{
	map[BIT_WORD(start)] &= ~(0xffUL << (start % BITS_PER_LONG));
	map[BIT_WORD(start)] |= value << (start % BITS_PER_LONG);
}

/*
 * First run of @nr clear bits from @start on whose place plus @align_offset is aligned by @align_mask; beyond
 * @size if there is none.
 */
unsigned long bitmap_find_next_zero_area_off(unsigned long *map, unsigned long size, unsigned long start,
					     unsigned int nr, unsigned long align_mask,
					     unsigned long align_offset);
#define bitmap_find_next_zero_area(map, size, start, nr, align_mask) \
	bitmap_find_next_zero_area_off(map, size, start, nr, align_mask, 0)

/*
 * Regions of 2^order bits, aligned to their size. Find sets the first free one: its place, or -ENOMEM.
 * Allocate sets the one at @pos: 0, or -EBUSY.
 */
int bitmap_find_free_region(unsigned long *map, unsigned int bits, int order);
int bitmap_allocate_region(unsigned long *map, unsigned int pos, int order);
void bitmap_release_region(unsigned long *map, unsigned int pos, int order);

/* Next run of set bits in [*rs, end): [*rs, *re). */
static inline void bitmap_next_set_region(unsigned long *bitmap, unsigned int *rs, unsigned int *re,
					  unsigned int end)
{
	*rs = find_next_bit(bitmap, end, *rs);
	*re = find_next_zero_bit(bitmap, end, *rs + 1);
}

/* ---- questions ---- */

unsigned int __bitmap_weight(const unsigned long *src, unsigned int nbits);
unsigned int __bitmap_weight_and(const unsigned long *a, const unsigned long *b, unsigned int nbits);
bool __bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits);
bool __bitmap_or_equal(const unsigned long *a, const unsigned long *b, const unsigned long *c,
		       unsigned int nbits);
bool __bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned int nbits);
bool __bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned int nbits);

static __always_inline unsigned int bitmap_weight(const unsigned long *src, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return hweight_long(*src & BITMAP_LAST_WORD_MASK(nbits));
	return __bitmap_weight(src, nbits);
}

static __always_inline unsigned long bitmap_weight_and(const unsigned long *a, const unsigned long *b,
						       unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return hweight_long(*a & *b & BITMAP_LAST_WORD_MASK(nbits));
	return __bitmap_weight_and(a, b, nbits);
}

static inline bool bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return !((*a ^ *b) & BITMAP_LAST_WORD_MASK(nbits));
	return __bitmap_equal(a, b, nbits);
}

/* Is a | b the same as c? */
static inline bool bitmap_or_equal(const unsigned long *a, const unsigned long *b, const unsigned long *c,
				   unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return !(((*a | *b) ^ *c) & BITMAP_LAST_WORD_MASK(nbits));
	return __bitmap_or_equal(a, b, c, nbits);
}

static inline bool bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return *a & *b & BITMAP_LAST_WORD_MASK(nbits);
	return __bitmap_intersects(a, b, nbits);
}

/* Is every bit of @a set in @b too? */
static inline bool bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return !(*a & ~*b & BITMAP_LAST_WORD_MASK(nbits));
	return __bitmap_subset(a, b, nbits);
}

static inline bool bitmap_empty(const unsigned long *src, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return !(*src & BITMAP_LAST_WORD_MASK(nbits));
	return find_first_bit(src, nbits) == nbits;
}

static inline bool bitmap_full(const unsigned long *src, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return !(~*src & BITMAP_LAST_WORD_MASK(nbits));
	return find_first_zero_bit(src, nbits) == nbits;
}

/* ---- algebra: dst = a op b, which may be the same map. and, andnot tell whether any bit is left. ---- */

bool __bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b, unsigned int nbits);
bool __bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		     unsigned int nbits);
void __bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b, unsigned int nbits);
void __bitmap_xor(unsigned long *dst, const unsigned long *a, const unsigned long *b, unsigned int nbits);
void __bitmap_complement(unsigned long *dst, const unsigned long *src, unsigned int nbits);
/* Bits of @new where @mask is set, of @old elsewhere. */
void __bitmap_replace(unsigned long *dst, const unsigned long *old, const unsigned long *new,
		      const unsigned long *mask, unsigned int nbits);
void __bitmap_shift_right(unsigned long *dst, const unsigned long *src, unsigned int shift,
			  unsigned int nbits);
void __bitmap_shift_left(unsigned long *dst, const unsigned long *src, unsigned int shift,
			 unsigned int nbits);

static inline bool bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b,
			      unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return (*dst = *a & *b & BITMAP_LAST_WORD_MASK(nbits)) != 0;
	return __bitmap_and(dst, a, b, nbits);
}

static inline bool bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
				 unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return (*dst = *a & ~*b & BITMAP_LAST_WORD_MASK(nbits)) != 0;
	return __bitmap_andnot(dst, a, b, nbits);
}

static inline void bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b,
			     unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = *a | *b;
	else
		__bitmap_or(dst, a, b, nbits);
}

static inline void bitmap_xor(unsigned long *dst, const unsigned long *a, const unsigned long *b,
			      unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = *a ^ *b;
	else
		__bitmap_xor(dst, a, b, nbits);
}

static inline void bitmap_complement(unsigned long *dst, const unsigned long *src, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = ~*src;
	else
		__bitmap_complement(dst, src, nbits);
}

static inline void bitmap_replace(unsigned long *dst, const unsigned long *old, const unsigned long *new,
				  const unsigned long *mask, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = (*old & ~*mask) | (*new & *mask);
	else
		__bitmap_replace(dst, old, new, mask, nbits);
}

/* Towards bit 0, or away from it; zeros come in. @shift: below the size of the map. */
static inline void bitmap_shift_right(unsigned long *dst, const unsigned long *src, unsigned int shift,
				      unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = (*src & BITMAP_LAST_WORD_MASK(nbits)) >> shift;
	else
		__bitmap_shift_right(dst, src, shift, nbits);
}

static inline void bitmap_shift_left(unsigned long *dst, const unsigned long *src, unsigned int shift,
				     unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = (*src << shift) & BITMAP_LAST_WORD_MASK(nbits);
	else
		__bitmap_shift_left(dst, src, shift, nbits);
}

/* Take @cut bits out at @first and move the upper ones down. */
void bitmap_cut(unsigned long *dst, const unsigned long *src, unsigned int first, unsigned int cut,
		unsigned int nbits);

/* ---- maps of maps: the n-th set bit of one set stands for the n-th of another ---- */

/* Each bit of @src that is the n-th of @old becomes the n-th of @new (modulo its weight); others stay. */
void bitmap_remap(unsigned long *dst, const unsigned long *src, const unsigned long *old,
		  const unsigned long *new, unsigned int nbits);
/* The same of one bit. */
int bitmap_bitremap(int oldbit, const unsigned long *old, const unsigned long *new, int bits);
/* Bit n of @orig becomes the n-th set bit of @relmap, if there is one. */
void bitmap_onto(unsigned long *dst, const unsigned long *orig, const unsigned long *relmap,
		 unsigned int bits);
/* Bit n becomes bit n modulo @sz. */
void bitmap_fold(unsigned long *dst, const unsigned long *orig, unsigned int sz, unsigned int nbits);

/* ---- as text ---- */

/**
 * bitmap_parse() - read what "%*pb" wrote: hexadecimal, in groups of 32 bits, the highest first.
 * @buf: "badf00d,deadbeef"; ends at @buflen, NUL or a new line.
 * @buflen: bytes, or UINT_MAX.
 * @maskp: result; @nmaskbits bits.
 * @nmaskbits: size of the map.
 *
 * Return: 0; -EINVAL (not hexadecimal), -EOVERFLOW (a group, or the whole, is too long).
 */
int bitmap_parse(const char *buf, unsigned int buflen, unsigned long *maskp, int nmaskbits);
/**
 * bitmap_parselist() - read what "%*pbl" wrote, and more.
 * @buf: "0-3,8", "all", "N" (the last), "0-31:2/8" (of each eight the first two); ends at NUL or a new line.
 * @maskp: result; @nmaskbits bits.
 * @nmaskbits: size of the map.
 *
 * Return: 0; -EINVAL (no such language), -ERANGE (beyond the map), -EOVERFLOW (no such number).
 */
int bitmap_parselist(const char *buf, unsigned long *maskp, int nmaskbits);
int bitmap_parse_user(const char __user *ubuf, unsigned int ulen, unsigned long *maskp, int nmaskbits);
int bitmap_parselist_user(const char __user *ubuf, unsigned int ulen, unsigned long *maskp, int nmaskbits);

/* Into what is left of @buf's page, with a new line. Return: characters. */
int bitmap_print_to_pagebuf(bool list, char *buf, const unsigned long *maskp, int nmaskbits);
/* @count bytes of the text with its end from @off on. Return: bytes, or -ENOMEM. */
int bitmap_print_bitmask_to_buf(char *buf, const unsigned long *maskp, int nmaskbits, loff_t off,
				size_t count);
int bitmap_print_list_to_buf(char *buf, const unsigned long *maskp, int nmaskbits, loff_t off,
			     size_t count);

#endif
