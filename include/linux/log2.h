/* SPDX-License-Identifier: MIT */
/* linux/log2.h: powers of two. Constants fold at compile time. */
#ifndef _LINUX_LOG2_H
#define _LINUX_LOG2_H

#include <linux/bitops.h>
#include <linux/types.h>

static inline __attribute_const__ bool is_power_of_2(unsigned long n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

#define __ilog2_u32(n) (fls(n) - 1)
#define __ilog2_u64(n) (fls64(n) - 1)

/* floor(log2(n)); n must not be 0. */
#define ilog2(n)                                                                     \
	(__builtin_constant_p(n) ? ((n) < 2 ? 0 : 63 - __builtin_clzll((unsigned long long)(n))) : \
	 sizeof(n) <= 4 ? __ilog2_u32((u32)(n)) : __ilog2_u64((u64)(n)))
#define const_ilog2(n) (63 - __builtin_clzll((unsigned long long)(n)))

/* The next power of two that is at least n; n must not be 0. */
static inline __attribute_const__ unsigned long __roundup_pow_of_two(unsigned long n)
{
	return 1UL << fls_long(n - 1);
}
#define roundup_pow_of_two(n)                                            \
	(__builtin_constant_p(n) ? ((n) == 1 ? 1UL : (1UL << (ilog2((n) - 1) + 1))) : \
				   __roundup_pow_of_two(n))
#define rounddown_pow_of_two(n) (1UL << ilog2((unsigned long)(n)))

/* ceil(log2(n)): 0 for 0 and 1. */
static inline __attribute_const__ int order_base_2(unsigned long n)
{
	return n > 1 ? fls_long(n - 1) : 0;
}

static inline __attribute_const__ int bits_per(unsigned long n)
{
	return n < 2 ? 1 : fls_long(n);
}

#endif
