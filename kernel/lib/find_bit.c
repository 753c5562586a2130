// SPDX-License-Identifier: MIT
/*
 * kernel/lib/find_bit.c: search bitmaps a word at a time.
 *
 * All searches are one loop over words, with the bits before the start masked off; they differ in how
 * a word is fetched (as it is, inverted, two ANDed). Counting searches skip words by their weight.
 */
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/math.h>
#include <linux/minmax.h>

#define FIND_NEXT(fetch, size, start)                                            \
	({                                                                       \
		unsigned long idx, found = (size), from = (start);               \
										\
		for (idx = from / BITS_PER_LONG; idx * BITS_PER_LONG < (size); idx++) { \
			unsigned long word = (fetch);                            \
										\
			if (idx == from / BITS_PER_LONG)                         \
				word &= ~0UL << (from % BITS_PER_LONG);          \
			if (word) {                                              \
				found = min(idx * BITS_PER_LONG + __ffs(word), (size)); \
				break;                                           \
			}                                                        \
		}                                                                \
		found;                                                           \
	})

unsigned long find_next_bit(const unsigned long *addr, unsigned long size, unsigned long offset)
{
	return FIND_NEXT(addr[idx], size, offset);
}
EXPORT_SYMBOL(find_next_bit);

unsigned long find_next_zero_bit(const unsigned long *addr, unsigned long size, unsigned long offset)
{
	return FIND_NEXT(~addr[idx], size, offset);
}
EXPORT_SYMBOL(find_next_zero_bit);

unsigned long find_next_and_bit(const unsigned long *addr1, const unsigned long *addr2,
				unsigned long size, unsigned long offset)
{
	return FIND_NEXT(addr1[idx] & addr2[idx], size, offset);
}
EXPORT_SYMBOL(find_next_and_bit);

unsigned long find_next_andnot_bit(const unsigned long *addr1, const unsigned long *addr2,
				   unsigned long size, unsigned long offset)
{
	return FIND_NEXT(addr1[idx] & ~addr2[idx], size, offset);
}
EXPORT_SYMBOL(find_next_andnot_bit);

/* Whole words are skipped by their weight; in the word that holds it, the lower ones are taken off. */
#define FIND_NTH(fetch, size, n)                                                 \
	({                                                                       \
		unsigned long found = (size), left = (n);                        \
										\
		for (unsigned long idx = 0; idx * BITS_PER_LONG < (size); idx++) { \
			unsigned long word = (fetch);                            \
			unsigned long weight = hweight_long(word);               \
										\
			if (left >= weight) {                                    \
				left -= weight;                                  \
				continue;                                        \
			}                                                        \
			for (; left; left--)                                     \
				word &= word - 1;                                \
			found = min(idx * BITS_PER_LONG + __ffs(word), (size));  \
			break;                                                   \
		}                                                                \
		found;                                                           \
	})

unsigned long find_nth_bit(const unsigned long *addr, unsigned long size, unsigned long n)
{
	return FIND_NTH(addr[idx], size, n);
}
EXPORT_SYMBOL(find_nth_bit);

unsigned long find_nth_and_bit(const unsigned long *addr1, const unsigned long *addr2,
			       unsigned long size, unsigned long n)
{
	return FIND_NTH(addr1[idx] & addr2[idx], size, n);
}
EXPORT_SYMBOL(find_nth_and_bit);

unsigned long find_nth_andnot_bit(const unsigned long *addr1, const unsigned long *addr2,
				  unsigned long size, unsigned long n)
{
	return FIND_NTH(addr1[idx] & ~addr2[idx], size, n);
}
EXPORT_SYMBOL(find_nth_andnot_bit);

unsigned long find_next_clump8(unsigned long *clump, const unsigned long *addr, unsigned long size,
			       unsigned long offset)
{
	offset = find_next_bit(addr, size, offset);
	if (offset == size)
		return size;
	offset = round_down(offset, 8);
	*clump = addr[BIT_WORD(offset)] >> (offset % BITS_PER_LONG) & 0xff;
	return offset;
}
EXPORT_SYMBOL(find_next_clump8);

unsigned long find_last_bit(const unsigned long *addr, unsigned long size)
{
	for (unsigned long idx = BITS_TO_LONGS(size); idx-- > 0;) {
		unsigned long word = addr[idx];

		if (idx == size / BITS_PER_LONG)
			word &= ~(~0UL << (size % BITS_PER_LONG));
		if (word)
			return idx * BITS_PER_LONG + __fls(word);
	}
	return size;
}
EXPORT_SYMBOL(find_last_bit);
