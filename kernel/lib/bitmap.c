// SPDX-License-Identifier: MIT
/* kernel/lib/bitmap.c: runs of bits: set, clear, count, compare, find a free one. */
#include <linux/bitmap.h>
#include <linux/export.h>

void bitmap_set(unsigned long *map, unsigned int start, unsigned int len)
{
	for (; len && start % BITS_PER_LONG; start++, len--)
		__set_bit(start, map);
	for (; len >= BITS_PER_LONG; start += BITS_PER_LONG, len -= BITS_PER_LONG)
		map[BIT_WORD(start)] = ~0UL;
	for (; len; start++, len--)
		__set_bit(start, map);
}
EXPORT_SYMBOL(bitmap_set);

void bitmap_clear(unsigned long *map, unsigned int start, unsigned int len)
{
	for (; len && start % BITS_PER_LONG; start++, len--)
		__clear_bit(start, map);
	for (; len >= BITS_PER_LONG; start += BITS_PER_LONG, len -= BITS_PER_LONG)
		map[BIT_WORD(start)] = 0;
	for (; len; start++, len--)
		__clear_bit(start, map);
}
EXPORT_SYMBOL(bitmap_clear);

unsigned int bitmap_weight(const unsigned long *src, unsigned int nbits)
{
	unsigned int words = nbits / BITS_PER_LONG, weight = 0;

	for (unsigned int i = 0; i < words; i++)
		weight += hweight_long(src[i]);
	if (nbits % BITS_PER_LONG)
		weight += hweight_long(src[words] & BITMAP_LAST_WORD_MASK(nbits));
	return weight;
}
EXPORT_SYMBOL(bitmap_weight);

bool bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned int words = nbits / BITS_PER_LONG;

	for (unsigned int i = 0; i < words; i++)
		if (a[i] != b[i])
			return false;
	return !(nbits % BITS_PER_LONG) || !((a[words] ^ b[words]) & BITMAP_LAST_WORD_MASK(nbits));
}
EXPORT_SYMBOL(bitmap_equal);

unsigned long bitmap_find_next_zero_area(unsigned long *map, unsigned long size, unsigned long start,
					 unsigned int nr, unsigned long align_mask)
{
	for (;;) {
		unsigned long index = find_next_zero_bit(map, size, start), end, used;

		index = (index + align_mask) & ~align_mask;
		end = index + nr;
		if (end > size)
			return end;
		used = find_next_bit(map, end, index);
		if (used >= end)
			return index;
		start = used + 1;
	}
}
EXPORT_SYMBOL(bitmap_find_next_zero_area);
