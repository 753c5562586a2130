// SPDX-License-Identifier: MIT
/*
 * kernel/lib/div64.c: 64-bit division by 64 bits, and square roots.
 *
 * A divisor that fits 32 bits takes two `div` instructions (asm/div64.h). A larger one gives a
 * quotient below 2^32: shift both until the divisor fits, divide for an estimate that is right or one
 * too large, and correct it by multiplying back.
 *
 * Source: Knuth vol. 2, 4.3.1 "The Classical Algorithms", algorithm D.
 */
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/math64.h>

u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *remainder)
{
	u32 high = divisor >> 32, rem32;
	u64 quotient;
	int shift;

	if (!high) {
		quotient = div_u64_rem(dividend, (u32)divisor, &rem32);
		*remainder = rem32;
		return quotient;
	}
	shift = fls(high);
	quotient = div_u64(dividend >> shift, (u32)(divisor >> shift));
	if (quotient)
		quotient--; /* now right or one too small */
	if (dividend - quotient * divisor >= divisor)
		quotient++;
	*remainder = dividend - quotient * divisor;
	return quotient;
}
EXPORT_SYMBOL(div64_u64_rem);

u64 div64_u64(u64 dividend, u64 divisor)
{
	u64 remainder;

	return div64_u64_rem(dividend, divisor, &remainder);
}
EXPORT_SYMBOL(div64_u64);

static u64 magnitude(s64 value)
{
	return value < 0 ? -(u64)value : (u64)value;
}

s64 div64_s64(s64 dividend, s64 divisor)
{
	u64 quotient = div64_u64(magnitude(dividend), magnitude(divisor));

	return (dividend < 0) != (divisor < 0) ? -quotient : quotient;
}
EXPORT_SYMBOL(div64_s64);

/* Truncates towards zero; the remainder has the sign of the dividend, as in C. */
s64 div_s64_rem(s64 dividend, s32 divisor, s32 *remainder)
{
	u32 rem;
	u64 quotient = div_u64_rem(magnitude(dividend), (u32)magnitude(divisor), &rem);

	*remainder = dividend < 0 ? -(s32)rem : (s32)rem;
	return (dividend < 0) != (divisor < 0) ? -quotient : quotient;
}
EXPORT_SYMBOL(div_s64_rem);

/* floor(sqrt(x)), bit by bit from the top. */
unsigned long int_sqrt(unsigned long x)
{
	unsigned long root = 0;
	unsigned long bit = x ? 1UL << (__fls(x) & ~1UL) : 0;

	for (; bit; bit >>= 2) {
		unsigned long trial = root + bit;

		root >>= 1;
		if (x >= trial) {
			x -= trial;
			root += bit;
		}
	}
	return root;
}
EXPORT_SYMBOL(int_sqrt);

/* base^exp by squaring; what does not fit 64 bits is lost. */
u64 int_pow(u64 base, unsigned int exp)
{
	u64 result = 1;

	for (; exp; exp >>= 1, base *= base)
		if (exp & 1)
			result *= base;
	return result;
}
EXPORT_SYMBOL(int_pow);
