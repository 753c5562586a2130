/* SPDX-License-Identifier: MIT */
/*
 * linux/math64.h: 64-bit division on a CPU that divides 64 by 32 bits.
 *
 * A plain `/` on u64 would call libgcc, which is not linked on purpose: a stray one is a link error.
 */
#ifndef _LINUX_MATH64_H
#define _LINUX_MATH64_H

#include <asm/div64.h>
#include <linux/math.h>
#include <linux/types.h>

/* Divide by 32 bits; the remainder goes to *@remainder. */
static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *remainder)
{
	*remainder = do_div(dividend, divisor);
	return dividend;
}

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	u32 remainder;

	return div_u64_rem(dividend, divisor, &remainder);
}

s64 div_s64_rem(s64 dividend, s32 divisor, s32 *remainder);
u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *remainder);
u64 div64_u64(u64 dividend, u64 divisor);
s64 div64_s64(s64 dividend, s64 divisor);

static inline s64 div_s64(s64 dividend, s32 divisor)
{
	s32 remainder;

	return div_s64_rem(dividend, divisor, &remainder);
}

#define div64_long(x, y) div_s64((x), (y))
#define div64_ul(x, y)	 div_u64((x), (y))

static inline u64 mul_u32_u32(u32 a, u32 b)
{
	return (u64)a * b;
}

/* (a * mul) >> shift without losing the high bits of the product; shift <= 63. */
static inline u64 mul_u64_u32_shr(u64 a, u32 mul, unsigned int shift)
{
	u64 low = (u64)(u32)a * mul, high = (u64)(u32)(a >> 32) * mul;

	if (shift >= 32)
		return (high + (low >> 32)) >> (shift - 32);
	return (low >> shift) + (high << (32 - shift));
}

#endif
