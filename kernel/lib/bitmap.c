// SPDX-License-Identifier: MIT
/*
 * kernel/lib/bitmap.c: sets of small numbers as bits: runs, counts, set algebra, free places.
 *
 * Whole words where a run covers them, single bits at its ends. In the last word the bits beyond the
 * size are nobody's: they are never looked at, and may change when a word is written whole.
 *
 * Cost.   One step a word. A search for a free run jumps behind the used bit that spoils a candidate.
 * Source. Linux include/linux/bitmap.h (names and contracts).
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/export.h>

void __bitmap_set(unsigned long *map, unsigned int start, int len)
{
	for (; len && start % BITS_PER_LONG; start++, len--)
		__set_bit(start, map);
	for (; len >= (int)BITS_PER_LONG; start += BITS_PER_LONG, len -= BITS_PER_LONG)
		map[BIT_WORD(start)] = ~0UL;
	for (; len; start++, len--)
		__set_bit(start, map);
}
EXPORT_SYMBOL(__bitmap_set);

void __bitmap_clear(unsigned long *map, unsigned int start, int len)
{
	for (; len && start % BITS_PER_LONG; start++, len--)
		__clear_bit(start, map);
	for (; len >= (int)BITS_PER_LONG; start += BITS_PER_LONG, len -= BITS_PER_LONG)
		map[BIT_WORD(start)] = 0;
	for (; len; start++, len--)
		__clear_bit(start, map);
}
EXPORT_SYMBOL(__bitmap_clear);

unsigned int __bitmap_weight(const unsigned long *src, unsigned int nbits)
{
	unsigned int words = nbits / BITS_PER_LONG, weight = 0;

	for (unsigned int i = 0; i < words; i++)
		weight += hweight_long(src[i]);
	if (nbits % BITS_PER_LONG)
		weight += hweight_long(src[words] & BITMAP_LAST_WORD_MASK(nbits));
	return weight;
}
EXPORT_SYMBOL(__bitmap_weight);

unsigned int __bitmap_weight_and(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned int words = nbits / BITS_PER_LONG, weight = 0;

	for (unsigned int i = 0; i < words; i++)
		weight += hweight_long(a[i] & b[i]);
	if (nbits % BITS_PER_LONG)
		weight += hweight_long(a[words] & b[words] & BITMAP_LAST_WORD_MASK(nbits));
	return weight;
}
EXPORT_SYMBOL(__bitmap_weight_and);

bool __bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned int words = nbits / BITS_PER_LONG;

	for (unsigned int i = 0; i < words; i++)
		if (a[i] != b[i])
			return false;
	return !(nbits % BITS_PER_LONG) || !((a[words] ^ b[words]) & BITMAP_LAST_WORD_MASK(nbits));
}
EXPORT_SYMBOL(__bitmap_equal);

unsigned long bitmap_find_next_zero_area_off(unsigned long *map, unsigned long size, unsigned long start,
					     unsigned int nr, unsigned long align_mask,
					     unsigned long align_offset)
{
	for (;;) {
		unsigned long index = find_next_zero_bit(map, size, start), end, used;

		index = ((index + align_offset + align_mask) & ~align_mask) - align_offset;
		end = index + nr;
		if (end > size)
			return end;
		used = find_next_bit(map, end, index);
		if (used >= end)
			return index;
		start = used + 1;
	}
}
EXPORT_SYMBOL(bitmap_find_next_zero_area_off);

#define FOR_EACH_WORD(i, nbits) for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)

/* Bits of word @i that belong to a map of @nbits. */
static unsigned long valid_bits(unsigned int i, unsigned int nbits)
{
	return i == nbits / BITS_PER_LONG ? BITMAP_LAST_WORD_MASK(nbits) : ~0UL;
}

bool __bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned long any = 0;

	FOR_EACH_WORD(i, nbits)
		any |= dst[i] = a[i] & b[i] & valid_bits(i, nbits);
	return any;
}
EXPORT_SYMBOL(__bitmap_and);

bool __bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		   unsigned int nbits)
{
	unsigned long any = 0;

	FOR_EACH_WORD(i, nbits)
		any |= dst[i] = a[i] & ~b[i] & valid_bits(i, nbits);
	return any;
}
EXPORT_SYMBOL(__bitmap_andnot);

void __bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	FOR_EACH_WORD(i, nbits)
		dst[i] = a[i] | b[i];
}
EXPORT_SYMBOL(__bitmap_or);

void __bitmap_xor(unsigned long *dst, const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	FOR_EACH_WORD(i, nbits)
		dst[i] = a[i] ^ b[i];
}
EXPORT_SYMBOL(__bitmap_xor);

void __bitmap_replace(unsigned long *dst, const unsigned long *old, const unsigned long *new,
		      const unsigned long *mask, unsigned int nbits)
{
	FOR_EACH_WORD(i, nbits)
		dst[i] = (old[i] & ~mask[i]) | (new[i] & mask[i]);
}
EXPORT_SYMBOL(__bitmap_replace);

void __bitmap_complement(unsigned long *dst, const unsigned long *src, unsigned int nbits)
{
	FOR_EACH_WORD(i, nbits)
		dst[i] = ~src[i];
}
EXPORT_SYMBOL(__bitmap_complement);

bool __bitmap_or_equal(const unsigned long *a, const unsigned long *b, const unsigned long *c,
		       unsigned int nbits)
{
	FOR_EACH_WORD(i, nbits)
		if (((a[i] | b[i]) ^ c[i]) & valid_bits(i, nbits))
			return false;
	return true;
}
EXPORT_SYMBOL(__bitmap_or_equal);

bool __bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	FOR_EACH_WORD(i, nbits)
		if (a[i] & b[i] & valid_bits(i, nbits))
			return true;
	return false;
}
EXPORT_SYMBOL(__bitmap_intersects);

bool __bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	FOR_EACH_WORD(i, nbits)
		if (a[i] & ~b[i] & valid_bits(i, nbits))
			return false;
	return true;
}
EXPORT_SYMBOL(__bitmap_subset);

int bitmap_find_free_region(unsigned long *map, unsigned int bits, int order)
{
	unsigned int nr = 1u << order;
	unsigned long pos = bitmap_find_next_zero_area(map, bits, 0, nr, nr - 1);

	if (pos + nr > bits)
		return -ENOMEM;
	__bitmap_set(map, pos, nr);
	return pos;
}
EXPORT_SYMBOL(bitmap_find_free_region);

int bitmap_allocate_region(unsigned long *map, unsigned int pos, int order)
{
	unsigned int end = pos + (1u << order);

	if (find_next_bit(map, end, pos) < end)
		return -EBUSY;
	__bitmap_set(map, pos, end - pos);
	return 0;
}
EXPORT_SYMBOL(bitmap_allocate_region);

void bitmap_release_region(unsigned long *map, unsigned int pos, int order)
{
	__bitmap_clear(map, pos, 1u << order);
}
EXPORT_SYMBOL(bitmap_release_region);
