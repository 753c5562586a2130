/* SPDX-License-Identifier: MIT */
/*
 * linux/overflow.h: arithmetic that notices when it wraps.
 *
 * check_*_overflow() return true on overflow. size_*() saturate to SIZE_MAX, which no allocator can
 * serve, so `kmalloc(size_mul(n, size))` fails where `n * size` would hand out too little.
 */
#ifndef _LINUX_OVERFLOW_H
#define _LINUX_OVERFLOW_H

#include <linux/compiler.h>
#include <linux/const.h>
#include <linux/limits.h>
#include <linux/types.h>

#define __type_half_max(type) ((type)1 << (8 * sizeof(type) - 1 - is_signed_type(type)))
#define is_signed_type(type)  (((type)(-1)) < (type)1)
#define is_unsigned_type(type) (!is_signed_type(type))
#define type_max(T)	      ((T)((__type_half_max(T) - 1) + __type_half_max(T)))
#define type_min(T)	      ((T)((T)-type_max(T) - (T)1))

static inline bool __must_check __must_check_overflow(bool overflow)
{
	return unlikely(overflow);
}

#define check_add_overflow(a, b, d) __must_check_overflow(__builtin_add_overflow(a, b, d))
#define check_sub_overflow(a, b, d) __must_check_overflow(__builtin_sub_overflow(a, b, d))
#define check_mul_overflow(a, b, d) __must_check_overflow(__builtin_mul_overflow(a, b, d))

/* a << s into *d: overflow if bits are lost, the sign changes, or s is no valid shift of the type. */
#define check_shl_overflow(a, s, d)                                                         \
	__must_check_overflow(({                                                            \
		typeof(a) _a = a;                                                           \
		typeof(s) _s = s;                                                           \
		typeof(d) _d = d;                                                           \
		unsigned long long _a_full = _a;                                            \
		unsigned int _to_shift = _s >= 0 && _s < 8 * sizeof(*d) ? _s : 0;           \
		*_d = (_a_full << _to_shift);                                               \
		(_to_shift != _s || *_d < 0 || _a < 0 || (*_d >> _to_shift) != _a);         \
	}))

#define overflows_type(n, T) __builtin_add_overflow((n), 0, &(typeof(T)){0})

static inline size_t __must_check size_mul(size_t factor1, size_t factor2)
{
	size_t bytes;

	return check_mul_overflow(factor1, factor2, &bytes) ? SIZE_MAX : bytes;
}

static inline size_t __must_check size_add(size_t addend1, size_t addend2)
{
	size_t bytes;

	return check_add_overflow(addend1, addend2, &bytes) ? SIZE_MAX : bytes;
}

/* SIZE_MAX also if either side is saturated already. */
static inline size_t __must_check size_sub(size_t minuend, size_t subtrahend)
{
	size_t bytes;

	if (minuend == SIZE_MAX || subtrahend == SIZE_MAX ||
	    check_sub_overflow(minuend, subtrahend, &bytes))
		return SIZE_MAX;
	return bytes;
}

#define array_size(a, b)     size_mul(a, b)
#define array3_size(a, b, c) size_mul(size_mul(a, b), c)

/* Bytes of @count elements of a flexible array member, and of the struct with them. */
#define flex_array_size(p, member, count)                                            \
	__builtin_choose_expr(__is_constexpr(count), (count) * sizeof(*(p)->member), \
			      size_mul(count, sizeof(*(p)->member)))
#define struct_size(p, member, count)                                                     \
	__builtin_choose_expr(__is_constexpr(count),                                      \
			      sizeof(*(p)) + flex_array_size(p, member, count),           \
			      size_add(sizeof(*(p)), flex_array_size(p, member, count)))
#define struct_size_t(type, member, count) struct_size((type *)NULL, member, count)

#endif
