/* SPDX-License-Identifier: MIT */
/*
 * asm/div64.h: divide 64 bits by 32 with two `div` instructions.
 *
 * The first divides the high word; its remainder, smaller than the divisor, becomes the high word of
 * the second, whose quotient therefore fits.
 */
#ifndef _ASM_X86_DIV64_H
#define _ASM_X86_DIV64_H

#include <linux/types.h>

/* n /= base in place; returns the remainder. @n must be an lvalue of type u64. */
#define do_div(n, base)                                                             \
	({                                                                          \
		u32 __base = (base), __rem, __low, __high;                          \
		__low = (u32)(n);                                                   \
		__high = (u32)((n) >> 32);                                          \
		__rem = 0;                                                          \
		if (__high) {                                                       \
			__rem = __high % __base;                                    \
			__high = __high / __base;                                   \
		}                                                                   \
		asm("divl %2" : "=a"(__low), "=d"(__rem) : "rm"(__base), "0"(__low), "1"(__rem) : "cc"); \
		(n) = (u64)__high << 32 | __low;                                    \
		__rem;                                                              \
	})

#endif
