/* SPDX-License-Identifier: MIT */
/* linux/math.h: rounding and division of unsigned numbers. */
#ifndef _LINUX_MATH_H
#define _LINUX_MATH_H

#include <asm/div64.h>
#include <linux/types.h>

/* To a power of two. */
#define __round_mask(x, y) ((__typeof__(x))((y) - 1))
#define round_up(x, y)	   ((((x) - 1) | __round_mask(x, y)) + 1)
#define round_down(x, y)   ((x) & ~__round_mask(x, y))

/* To any multiple. */
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define DIV_ROUND_UP_ULL(ll, d) DIV_ROUND_DOWN_ULL((unsigned long long)(ll) + (d) - 1, (d))
#define DIV_ROUND_DOWN_ULL(ll, d)              \
	({                                     \
		unsigned long long _tmp = (ll); \
		do_div(_tmp, d);               \
		_tmp;                          \
	})
#define roundup(x, y)                              \
	({                                         \
		typeof(y) __y = y;                 \
		(((x) + (__y - 1)) / __y) * __y;   \
	})
#define rounddown(x, y)               \
	({                            \
		typeof(x) __x = (x);  \
		__x - (__x % (y));    \
	})
#define DIV_ROUND_CLOSEST(x, divisor)                                         \
	({                                                                    \
		typeof(x) __x = x;                                            \
		typeof(divisor) __d = divisor;                                \
		(((typeof(x))-1) > 0 || ((typeof(divisor))-1) > 0 ||          \
		 (((__x) > 0) == ((__d) > 0))) ?                              \
			(((__x) + ((__d) / 2)) / (__d)) :                     \
			(((__x) - ((__d) / 2)) / (__d));                      \
	})
#define mult_frac(x, n, d)                      \
	({                                      \
		typeof(x) x_ = (x);             \
		typeof(n) n_ = (n);             \
		typeof(d) d_ = (d);             \
		typeof(x_) q = x_ / d_;         \
		typeof(x_) r = x_ % d_;         \
		q * n_ + r * n_ / d_;           \
	})

#define abs(x)                                          \
	({                                              \
		typeof(x) __abs = (x);                  \
		__abs < 0 ? -__abs : __abs;             \
	})

unsigned long int_sqrt(unsigned long x);
u64 int_pow(u64 base, unsigned int exp);

/* @val, evenly spread over 32 bits, to 0 .. ep_ro - 1 without a division. */
static inline u32 reciprocal_scale(u32 val, u32 ep_ro)
{
	return (u32)(((u64)val * ep_ro) >> 32);
}

#endif
