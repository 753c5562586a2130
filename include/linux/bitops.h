/* SPDX-License-Identifier: MIT */
/* linux/bitops.h: find, count and rotate bits. Set and clear, atomic and not, are in asm/bitops.h. */
#ifndef _LINUX_BITOPS_H
#define _LINUX_BITOPS_H

#include <linux/bits.h>
#include <linux/math.h>
#include <linux/types.h>

#define BITS_PER_TYPE(type) (sizeof(type) * BITS_PER_BYTE)
#define BITS_TO_U64(nr)	    DIV_ROUND_UP(nr, BITS_PER_TYPE(u64))
#define BITS_TO_U32(nr)	    DIV_ROUND_UP(nr, BITS_PER_TYPE(u32))
#define BITS_TO_BYTES(nr)   DIV_ROUND_UP(nr, BITS_PER_TYPE(char))

#include <asm/bitops.h>

/* ffs and fls count from 1 and give 0 for 0; __ffs and __fls count from 0 and must not get 0. */
#ifndef SLATE_HOST
static __always_inline int ffs(int x)
{
	return __builtin_ffs(x);
}
#endif

static __always_inline int fls(unsigned int x)
{
	return x ? 32 - __builtin_clz(x) : 0;
}

static __always_inline int fls64(u64 x)
{
	return x ? 64 - __builtin_clzll(x) : 0;
}

static __always_inline unsigned int fls_long(unsigned long l)
{
	return sizeof(l) == 4 ? fls(l) : fls64(l);
}

static __always_inline unsigned long __ffs(unsigned long word)
{
	return __builtin_ctzl(word);
}

static __always_inline unsigned long __fls(unsigned long word)
{
	return BITS_PER_LONG - 1 - __builtin_clzl(word);
}

static __always_inline unsigned long __ffs64(u64 word)
{
	return __builtin_ctzll(word);
}

#define ffz(x) __ffs(~(x))

static inline unsigned int hweight32(u32 w)
{
	w -= w >> 1 & 0x55555555;
	w = (w & 0x33333333) + (w >> 2 & 0x33333333);
	w = (w + (w >> 4)) & 0x0f0f0f0f;
	return w * 0x01010101 >> 24;
}

static inline unsigned int hweight64(u64 w)
{
	return hweight32((u32)w) + hweight32((u32)(w >> 32));
}

static __always_inline unsigned int hweight_long(unsigned long w)
{
	if (__builtin_constant_p(w))
		return __builtin_popcountl(w);
	return sizeof(w) == 4 ? hweight32(w) : hweight64(w);
}
#define hweight8(w)  hweight32((u8)(w))
#define hweight16(w) hweight32((u16)(w))

static inline u32 rol32(u32 word, unsigned int shift)
{
	return (word << (shift & 31)) | (word >> ((-shift) & 31));
}

static inline u32 ror32(u32 word, unsigned int shift)
{
	return (word >> (shift & 31)) | (word << ((-shift) & 31));
}

static inline u64 rol64(u64 word, unsigned int shift)
{
	return (word << (shift & 63)) | (word >> ((-shift) & 63));
}

static inline s32 sign_extend32(u32 value, int index)
{
	return (s32)(value << (31 - index)) >> (31 - index);
}

static inline int get_count_order_long(unsigned long count)
{
	return count ? (int)fls_long(--count) : -1;
}

static inline int get_count_order(unsigned int count)
{
	return count ? fls(count - 1) : -1;
}

#define assign_bit(nr, addr, value)   ((value) ? set_bit((nr), (addr)) : clear_bit((nr), (addr)))
#define __assign_bit(nr, addr, value) ((value) ? __set_bit((nr), (addr)) : __clear_bit((nr), (addr)))

#include <linux/find.h>

#endif
