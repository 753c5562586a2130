// SPDX-License-Identifier: MIT
/*
 * kernel/lib/bitmap_move.c: bits that change their place: shifts, cuts, relabelling, other word sizes.
 *
 * Problem.  A shift by any number moves bits across words; a relabelling moves each bit on its own.
 * Idea.     A word at a distance is two neighbours, shifted and joined (word_at()); everything that moves
 *           whole runs is made of it. What moves single bits asks "which one is it?" (the weight below it)
 *           and "where is the n-th?" (find_nth_bit()).
 * Invariants. Source and result may be the same map: shifts go in the direction that reads a word before it
 *           is written; relabelling refuses (callers give two maps, as in Linux).
 * Cost.     A step a word; relabelling: a step a bit times the words of the map.
 * Source.   Linux include/linux/bitmap.h (names and contracts).
 */
#include <linux/bitmap.h>
#include <linux/export.h>

/* The word that starts at bit @pos of a map of @words words; what is beyond is clear. */
static unsigned long word_at(const unsigned long *map, unsigned int words, unsigned int pos)
{
	unsigned int i = pos / BITS_PER_LONG, offset = pos % BITS_PER_LONG;
	unsigned long low = i < words ? map[i] : 0, high = i + 1 < words ? map[i + 1] : 0;

	return offset ? low >> offset | high << (BITS_PER_LONG - offset) : low;
}

void __bitmap_shift_right(unsigned long *dst, const unsigned long *src, unsigned int shift,
			  unsigned int nbits)
{
	unsigned int words = BITS_TO_LONGS(nbits);

	for (unsigned int i = 0; i < words; i++) {
		unsigned int pos = i * BITS_PER_LONG + shift;
		unsigned long word = word_at(src, words, pos);

		/* Nothing comes in from beyond the map, even where its last word has more. */
		if (pos >= nbits)
			word = 0;
		else if (nbits - pos < BITS_PER_LONG)
			word &= BITMAP_LAST_WORD_MASK(nbits - pos);
		dst[i] = word;
	}
}
EXPORT_SYMBOL(__bitmap_shift_right);

void __bitmap_shift_left(unsigned long *dst, const unsigned long *src, unsigned int shift,
			 unsigned int nbits)
{
	unsigned int offset = shift % BITS_PER_LONG, skip = shift / BITS_PER_LONG;

	for (unsigned int i = BITS_TO_LONGS(nbits); i-- > 0;) {
		unsigned long high = i >= skip ? src[i - skip] : 0;
		unsigned long low = offset && i > skip ? src[i - skip - 1] : 0;

		dst[i] = offset ? high << offset | low >> (BITS_PER_LONG - offset) : high;
	}
}
EXPORT_SYMBOL(__bitmap_shift_left);

void bitmap_cut(unsigned long *dst, const unsigned long *src, unsigned int first, unsigned int cut,
		unsigned int nbits)
{
	unsigned int words = BITS_TO_LONGS(nbits), at = first / BITS_PER_LONG;
	unsigned long below = first % BITS_PER_LONG ? ~(~0UL << (first % BITS_PER_LONG)) : 0;
	unsigned long keep = at < words ? src[at] & below : 0;

	if (dst != src)
		memmove(dst, src, words * sizeof(*dst));
	for (unsigned int i = at; i < words; i++)
		dst[i] = word_at(dst, words, i * BITS_PER_LONG + cut);
	if (at < words)
		dst[at] = (dst[at] & ~below) | keep;
}
EXPORT_SYMBOL(bitmap_cut);

/* Which one of the set bits of @map is @pos? -1: it is not set. */
static int ordinal(const unsigned long *map, unsigned int pos, unsigned int nbits)
{
	return pos < nbits && test_bit(pos, map) ? (int)__bitmap_weight(map, pos) : -1;
}

void bitmap_remap(unsigned long *dst, const unsigned long *src, const unsigned long *old,
		  const unsigned long *new, unsigned int nbits)
{
	unsigned int bit;

	if (dst == src)
		return;
	bitmap_zero(dst, nbits);
	for_each_set_bit(bit, src, nbits)
		__set_bit(bitmap_bitremap(bit, old, new, nbits), dst);
}
EXPORT_SYMBOL(bitmap_remap);

int bitmap_bitremap(int oldbit, const unsigned long *old, const unsigned long *new, int bits)
{
	unsigned int weight = __bitmap_weight(new, bits);
	int n = ordinal(old, oldbit, bits);

	return n < 0 || !weight ? oldbit : (int)find_nth_bit(new, bits, n % weight);
}
EXPORT_SYMBOL(bitmap_bitremap);

void bitmap_onto(unsigned long *dst, const unsigned long *orig, const unsigned long *relmap,
		 unsigned int bits)
{
	unsigned int to, n = 0;

	if (dst == orig)
		return;
	bitmap_zero(dst, bits);
	for_each_set_bit(to, relmap, bits) {
		if (test_bit(n, orig))
			__set_bit(to, dst);
		n++;
	}
}
EXPORT_SYMBOL(bitmap_onto);

void bitmap_fold(unsigned long *dst, const unsigned long *orig, unsigned int sz, unsigned int nbits)
{
	unsigned int bit;

	if (dst == orig)
		return;
	bitmap_zero(dst, nbits);
	for_each_set_bit(bit, orig, nbits)
		__set_bit(bit % sz, dst);
}
EXPORT_SYMBOL(bitmap_fold);

/* ---- arrays of u32 and u64, lowest first: on this machine, a long and two ---- */

void bitmap_from_arr32(unsigned long *bitmap, const u32 *buf, unsigned int nbits)
{
	bitmap_zero(bitmap, nbits);
	memcpy(bitmap, buf, DIV_ROUND_UP(nbits, 32) * sizeof(u32));
	bitmap_copy_clear_tail(bitmap, bitmap, nbits);
}
EXPORT_SYMBOL(bitmap_from_arr32);

void bitmap_to_arr32(u32 *buf, const unsigned long *bitmap, unsigned int nbits)
{
	unsigned int words = DIV_ROUND_UP(nbits, 32);

	memcpy(buf, bitmap, words * sizeof(u32));
	if (nbits % 32)
		buf[words - 1] &= ~0U >> (-nbits & 31);
}
EXPORT_SYMBOL(bitmap_to_arr32);

void bitmap_from_arr64(unsigned long *bitmap, const u64 *buf, unsigned int nbits)
{
	memcpy(bitmap, buf, bitmap_size(nbits));
	bitmap_copy_clear_tail(bitmap, bitmap, nbits);
}
EXPORT_SYMBOL(bitmap_from_arr64);

void bitmap_to_arr64(u64 *buf, const unsigned long *bitmap, unsigned int nbits)
{
	unsigned int words = DIV_ROUND_UP(nbits, 64);

	if (!words)
		return;
	buf[words - 1] = 0;
	memcpy(buf, bitmap, bitmap_size(nbits));
	if (nbits % 64)
		buf[words - 1] &= ~0ULL >> (-nbits & 63);
}
EXPORT_SYMBOL(bitmap_to_arr64);
