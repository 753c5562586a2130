/* SPDX-License-Identifier: MIT */
/*
 * linux/find.h: search a bitmap, and walk over what is found.
 *
 * A search returns @size where there is none. The walks are loops over searches; the range walks give
 * [b, e). The _wrap forms start in the middle and come round to where they started.
 *
 * Source: Linux include/linux/find.h (names and contracts).
 */
#ifndef _LINUX_FIND_H
#define _LINUX_FIND_H

#include <linux/types.h>

unsigned long find_next_bit(const unsigned long *addr, unsigned long size, unsigned long offset);
unsigned long find_next_zero_bit(const unsigned long *addr, unsigned long size, unsigned long offset);
/* Of addr1 & addr2; of addr1 & ~addr2. */
unsigned long find_next_and_bit(const unsigned long *addr1, const unsigned long *addr2,
				unsigned long size, unsigned long offset);
unsigned long find_next_andnot_bit(const unsigned long *addr1, const unsigned long *addr2,
				   unsigned long size, unsigned long offset);
unsigned long find_last_bit(const unsigned long *addr, unsigned long size);

/* The set bit that has @n set ones before it: n = 0 is the first. */
unsigned long find_nth_bit(const unsigned long *addr, unsigned long size, unsigned long n);
unsigned long find_nth_and_bit(const unsigned long *addr1, const unsigned long *addr2,
			       unsigned long size, unsigned long n);
unsigned long find_nth_andnot_bit(const unsigned long *addr1, const unsigned long *addr2,
				  unsigned long size, unsigned long n);

/* Next byte, aligned, that is not 0: its place, and its bits in *clump. */
unsigned long find_next_clump8(unsigned long *clump, const unsigned long *addr, unsigned long size,
			       unsigned long offset);
#define find_first_clump8(clump, bits, size) find_next_clump8((clump), (bits), (size), 0)

static inline unsigned long find_first_bit(const unsigned long *addr, unsigned long size)
{
	return find_next_bit(addr, size, 0);
}

static inline unsigned long find_first_zero_bit(const unsigned long *addr, unsigned long size)
{
	return find_next_zero_bit(addr, size, 0);
}

static inline unsigned long find_first_and_bit(const unsigned long *addr1,
					       const unsigned long *addr2, unsigned long size)
{
	return find_next_and_bit(addr1, addr2, size, 0);
}

/* From @offset to the end, then from the start to @offset. */
static inline unsigned long find_next_bit_wrap(const unsigned long *addr, unsigned long size,
					       unsigned long offset)
{
	unsigned long bit = find_next_bit(addr, size, offset);

	if (bit < size)
		return bit;
	bit = find_next_bit(addr, offset, 0);
	return bit < offset ? bit : size;
}

static inline unsigned long find_next_and_bit_wrap(const unsigned long *addr1,
						   const unsigned long *addr2, unsigned long size,
						   unsigned long offset)
{
	unsigned long bit = find_next_and_bit(addr1, addr2, size, offset);

	if (bit < size)
		return bit;
	bit = find_next_and_bit(addr1, addr2, offset, 0);
	return bit < offset ? bit : size;
}

/* The step of for_each_set_bit_wrap(): @n is beyond @start, or in the second part of the round. */
static inline unsigned long __for_each_wrap(const unsigned long *addr, unsigned long size,
					    unsigned long start, unsigned long n)
{
	unsigned long bit;

	if (n > start) {
		bit = find_next_bit(addr, size, n);
		if (bit < size)
			return bit;
		n = 0;
	}
	bit = find_next_bit(addr, start, n);
	return bit < start ? bit : size;
}

#define for_each_set_bit(bit, addr, size)                                        \
	for ((bit) = find_first_bit((addr), (size)); (bit) < (size);             \
	     (bit) = find_next_bit((addr), (size), (bit) + 1))
#define for_each_set_bit_from(bit, addr, size)                                   \
	for ((bit) = find_next_bit((addr), (size), (bit)); (bit) < (size);       \
	     (bit) = find_next_bit((addr), (size), (bit) + 1))
#define for_each_clear_bit(bit, addr, size)                                      \
	for ((bit) = find_first_zero_bit((addr), (size)); (bit) < (size);        \
	     (bit) = find_next_zero_bit((addr), (size), (bit) + 1))
#define for_each_clear_bit_from(bit, addr, size)                                 \
	for ((bit) = find_next_zero_bit((addr), (size), (bit)); (bit) < (size);  \
	     (bit) = find_next_zero_bit((addr), (size), (bit) + 1))
#define for_each_and_bit(bit, addr1, addr2, size)                                \
	for ((bit) = find_next_and_bit((addr1), (addr2), (size), 0); (bit) < (size); \
	     (bit) = find_next_and_bit((addr1), (addr2), (size), (bit) + 1))
#define for_each_andnot_bit(bit, addr1, addr2, size)                             \
	for ((bit) = find_next_andnot_bit((addr1), (addr2), (size), 0); (bit) < (size); \
	     (bit) = find_next_andnot_bit((addr1), (addr2), (size), (bit) + 1))
#define for_each_set_bit_wrap(bit, addr, size, start)                            \
	for ((bit) = find_next_bit_wrap((addr), (size), (start)); (bit) < (size); \
	     (bit) = __for_each_wrap((addr), (size), (start), (bit) + 1))

#define for_each_set_bitrange_from(b, e, addr, size)                             \
	for ((b) = find_next_bit((addr), (size), (b)),                           \
	     (e) = find_next_zero_bit((addr), (size), (b)); (b) < (size);        \
	     (b) = find_next_bit((addr), (size), (e)),                           \
	     (e) = find_next_zero_bit((addr), (size), (b)))
#define for_each_clear_bitrange_from(b, e, addr, size)                           \
	for ((b) = find_next_zero_bit((addr), (size), (b)),                      \
	     (e) = find_next_bit((addr), (size), (b)); (b) < (size);             \
	     (b) = find_next_zero_bit((addr), (size), (e)),                      \
	     (e) = find_next_bit((addr), (size), (b)))
#define for_each_set_bitrange(b, e, addr, size)                                  \
	for ((b) = 0, (e) = 0;                                                   \
	     (b) = find_next_bit((addr), (size), (e)),                           \
	     (e) = find_next_zero_bit((addr), (size), (b)), (b) < (size);)
#define for_each_clear_bitrange(b, e, addr, size)                                \
	for ((b) = 0, (e) = 0;                                                   \
	     (b) = find_next_zero_bit((addr), (size), (e)),                      \
	     (e) = find_next_bit((addr), (size), (b)), (b) < (size);)

#define for_each_set_clump8(start, clump, bits, size)                            \
	for ((start) = find_first_clump8(&(clump), (bits), (size)); (start) < (size); \
	     (start) = find_next_clump8(&(clump), (bits), (size), (start) + 8))

#endif
