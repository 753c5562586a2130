/* SPDX-License-Identifier: MIT */
/* linux/bits.h: single bits and runs of bits as constants. */
#ifndef _LINUX_BITS_H
#define _LINUX_BITS_H

#include <linux/const.h>

#ifdef __LP64__
#define BITS_PER_LONG 64
#else
#define BITS_PER_LONG 32
#endif
#define BITS_PER_LONG_LONG 64

#define BIT(nr)	    (_UL(1) << (nr))
#define BIT_ULL(nr) (_ULL(1) << (nr))
#define BIT_MASK(nr) (_UL(1) << ((nr) % BITS_PER_LONG))
#define BIT_WORD(nr) ((nr) / BITS_PER_LONG)
#define BIT_ULL_MASK(nr) (_ULL(1) << ((nr) % BITS_PER_LONG_LONG))
#define BIT_ULL_WORD(nr) ((nr) / BITS_PER_LONG_LONG)
#ifndef BITS_PER_BYTE
#define BITS_PER_BYTE 8
#endif

/* Bits h down to l, both inclusive; known numbers the wrong way round do not compile. */
#ifdef __ASSEMBLY__
#define GENMASK_INPUT_CHECK(h, l) 0
#else
#include <linux/build_bug.h>
#include <linux/const.h>
#define GENMASK_INPUT_CHECK(h, l) \
	(BUILD_BUG_ON_ZERO(__builtin_choose_expr(__is_constexpr((l) > (h)), (l) > (h), 0)))
#endif
#define __GENMASK(h, l)	    (((~_UL(0)) - (_UL(1) << (l)) + 1) & (~_UL(0) >> (BITS_PER_LONG - 1 - (h))))
#define __GENMASK_ULL(h, l) (((~_ULL(0)) - (_ULL(1) << (l)) + 1) & (~_ULL(0) >> (BITS_PER_LONG_LONG - 1 - (h))))

#define GENMASK(h, l)	    (GENMASK_INPUT_CHECK(h, l) + __GENMASK(h, l))
#define GENMASK_ULL(h, l)   (GENMASK_INPUT_CHECK(h, l) + __GENMASK_ULL(h, l))

#endif
