/* SPDX-License-Identifier: MIT */
/*
 * linux/atomic.h: counters and flags that several contexts change at once.
 *
 * The machine's header gives add, sub, and, or, xor, inc, dec, fetch_add, xchg, cmpxchg; the rest of
 * Linux's family follows from these here, written once by macro for atomic_t and atomic64_t.
 * Ordering on x86: every read-modify-write is a full barrier, so the _relaxed, _acquire and _release
 * names are the plain operation. atomic_read and atomic_set order nothing.
 *
 * Source: Linux Documentation/atomic_t.txt.
 */
#ifndef _LINUX_ATOMIC_H
#define _LINUX_ATOMIC_H

#include <asm/atomic.h>

/* ---- atomic64_t: everything is a compare-exchange loop ---- */

static __always_inline void atomic64_set(atomic64_t *v, s64 i)
{
	s64 old = v->counter;

	while (!atomic64_try_cmpxchg(v, &old, i))
		;
}

static __always_inline s64 atomic64_xchg(atomic64_t *v, s64 new)
{
	s64 old = v->counter;

	while (!atomic64_try_cmpxchg(v, &old, new))
		;
	return old;
}

#define __ATOMIC64_FETCH(op, expr)                                          \
	static inline s64 atomic64_fetch_##op(s64 i, atomic64_t *v)         \
	{                                                                   \
		s64 old = v->counter;                                       \
		while (!atomic64_try_cmpxchg(v, &old, (expr)))              \
			;                                                   \
		return old;                                                 \
	}                                                                   \
	static inline void atomic64_##op(s64 i, atomic64_t *v)              \
	{                                                                   \
		(void)atomic64_fetch_##op(i, v);                            \
	}
__ATOMIC64_FETCH(add, old + i)
__ATOMIC64_FETCH(sub, old - i)
__ATOMIC64_FETCH(and, old &i)
__ATOMIC64_FETCH(or, old | i)
__ATOMIC64_FETCH(xor, old ^ i)
#undef __ATOMIC64_FETCH

static __always_inline void atomic64_inc(atomic64_t *v)
{
	atomic64_add(1, v);
}

static __always_inline void atomic64_dec(atomic64_t *v)
{
	atomic64_sub(1, v);
}

/* ---- fetch forms of atomic_t that no single instruction gives ---- */

#define __ATOMIC_FETCH(op, expr)                                            \
	static inline int atomic_fetch_##op(int i, atomic_t *v)             \
	{                                                                   \
		int old = atomic_read(v);                                   \
		while (!atomic_try_cmpxchg(v, &old, (expr)))                \
			;                                                   \
		return old;                                                 \
	}
__ATOMIC_FETCH(and, old &i)
__ATOMIC_FETCH(or, old | i)
__ATOMIC_FETCH(xor, old ^ i)
#undef __ATOMIC_FETCH

static __always_inline int atomic_fetch_sub(int i, atomic_t *v)
{
	return atomic_fetch_add(-i, v);
}

static __always_inline bool atomic64_inc_and_test(atomic64_t *v)
{
	return atomic64_fetch_add(1, v) == -1;
}

static __always_inline bool atomic64_dec_and_test(atomic64_t *v)
{
	return atomic64_fetch_sub(1, v) == 1;
}

static __always_inline bool atomic64_sub_and_test(s64 i, atomic64_t *v)
{
	return atomic64_fetch_sub(i, v) == i;
}

static __always_inline bool atomic64_add_negative(s64 i, atomic64_t *v)
{
	return atomic64_fetch_add(i, v) + i < 0;
}

/* ---- what follows from the above, alike for both widths ---- */

#define __ATOMIC_DERIVE(pfx, type, atype)                                                 \
	static __always_inline type pfx##_add_return(type i, atype *v)                    \
	{                                                                                 \
		return pfx##_fetch_add(i, v) + i;                                         \
	}                                                                                 \
	static __always_inline type pfx##_sub_return(type i, atype *v)                    \
	{                                                                                 \
		return pfx##_fetch_sub(i, v) - i;                                         \
	}                                                                                 \
	static __always_inline type pfx##_inc_return(atype *v)                            \
	{                                                                                 \
		return pfx##_add_return(1, v);                                            \
	}                                                                                 \
	static __always_inline type pfx##_dec_return(atype *v)                            \
	{                                                                                 \
		return pfx##_sub_return(1, v);                                            \
	}                                                                                 \
	static __always_inline type pfx##_fetch_inc(atype *v)                             \
	{                                                                                 \
		return pfx##_fetch_add(1, v);                                             \
	}                                                                                 \
	static __always_inline type pfx##_fetch_dec(atype *v)                             \
	{                                                                                 \
		return pfx##_fetch_sub(1, v);                                             \
	}                                                                                 \
	static __always_inline void pfx##_andnot(type i, atype *v)                        \
	{                                                                                 \
		pfx##_and(~i, v);                                                         \
	}                                                                                 \
	static __always_inline type pfx##_fetch_andnot(type i, atype *v)                  \
	{                                                                                 \
		return pfx##_fetch_and(~i, v);                                            \
	}                                                                                 \
	/* Add unless the value is @u; returns what was there. */                         \
	static inline type pfx##_fetch_add_unless(atype *v, type a, type u)               \
	{                                                                                 \
		type old = pfx##_read(v);                                                 \
		while (old != u && !pfx##_try_cmpxchg(v, &old, old + a))                  \
			;                                                                 \
		return old;                                                               \
	}                                                                                 \
	static inline bool pfx##_add_unless(atype *v, type a, type u)                     \
	{                                                                                 \
		return pfx##_fetch_add_unless(v, a, u) != u;                              \
	}                                                                                 \
	static inline bool pfx##_inc_not_zero(atype *v)                                   \
	{                                                                                 \
		return pfx##_add_unless(v, 1, 0);                                         \
	}                                                                                 \
	static inline bool pfx##_inc_unless_negative(atype *v)                            \
	{                                                                                 \
		type old = pfx##_read(v);                                                 \
		while (old >= 0 && !pfx##_try_cmpxchg(v, &old, old + 1))                  \
			;                                                                 \
		return old >= 0;                                                          \
	}                                                                                 \
	static inline bool pfx##_dec_unless_positive(atype *v)                            \
	{                                                                                 \
		type old = pfx##_read(v);                                                 \
		while (old <= 0 && !pfx##_try_cmpxchg(v, &old, old - 1))                  \
			;                                                                 \
		return old <= 0;                                                          \
	}                                                                                 \
	/* Decrement unless that would go below zero; returns old - 1 either way. */      \
	static inline type pfx##_dec_if_positive(atype *v)                                \
	{                                                                                 \
		type old = pfx##_read(v);                                                 \
		while (old > 0 && !pfx##_try_cmpxchg(v, &old, old - 1))                   \
			;                                                                 \
		return old - 1;                                                           \
	}
__ATOMIC_DERIVE(atomic, int, atomic_t)
__ATOMIC_DERIVE(atomic64, s64, atomic64_t)
#undef __ATOMIC_DERIVE

/* ---- ordering variants: the plain operation is already the strongest ---- */

#define atomic_read_acquire(v)		 smp_load_acquire(&(v)->counter)
#define atomic_set_release(v, i)	 smp_store_release(&(v)->counter, i)

/* ---- atomic_long_t: a machine word, which is an int's width here ---- */

#define ATOMIC_LONG_INIT(i)		      ATOMIC_INIT(i)
#define atomic_long_read(v)		      ((long)atomic_read(v))
#define atomic_long_set(v, i)		      atomic_set(v, (int)(i))
#define atomic_long_add(i, v)		      atomic_add((int)(i), v)
#define atomic_long_sub(i, v)		      atomic_sub((int)(i), v)
#define atomic_long_inc(v)		      atomic_inc(v)
#define atomic_long_dec(v)		      atomic_dec(v)
#define atomic_long_or(i, v)		      atomic_or((int)(i), v)
#define atomic_long_and(i, v)		      atomic_and((int)(i), v)
#define atomic_long_andnot(i, v)	      atomic_andnot((int)(i), v)
#define atomic_long_fetch_or(i, v)	      ((long)atomic_fetch_or((int)(i), v))
#define atomic_long_fetch_andnot(i, v)	      ((long)atomic_fetch_andnot((int)(i), v))
#define atomic_long_inc_return(v)	      ((long)atomic_inc_return(v))
#define atomic_long_dec_return(v)	      ((long)atomic_dec_return(v))
#define atomic_long_add_return(i, v)	      ((long)atomic_add_return((int)(i), v))
#define atomic_long_sub_return(i, v)	      ((long)atomic_sub_return((int)(i), v))
#define atomic_long_fetch_add(i, v)	      ((long)atomic_fetch_add((int)(i), v))
#define atomic_long_fetch_sub(i, v)	      ((long)atomic_fetch_sub((int)(i), v))
#define atomic_long_dec_and_test(v)	      atomic_dec_and_test(v)
#define atomic_long_inc_and_test(v)	      atomic_inc_and_test(v)
#define atomic_long_sub_and_test(i, v)	      atomic_sub_and_test((int)(i), v)
#define atomic_long_add_unless(v, a, u)	      atomic_add_unless(v, (int)(a), (int)(u))
#define atomic_long_inc_not_zero(v)	      atomic_inc_not_zero(v)
#define atomic_long_xchg(v, n)		      ((long)atomic_xchg(v, (int)(n)))
#define atomic_long_cmpxchg(v, o, n)	      ((long)atomic_cmpxchg(v, (int)(o), (int)(n)))
#define atomic_long_try_cmpxchg(v, po, n)     atomic_try_cmpxchg(v, (int *)(po), (int)(n))

/* Read one field until it satisfies @cond_expr, in which VAL is the value read. Context: any; spins. */
#define smp_cond_load_relaxed(ptr, cond_expr)                       \
	({                                                          \
		typeof(*(ptr)) VAL;                                 \
		while (VAL = READ_ONCE(*(ptr)), !(cond_expr))       \
			asm volatile("rep; nop" : : : "memory");    \
		VAL;                                                \
	})
#define smp_cond_load_acquire(ptr, cond_expr) smp_cond_load_relaxed(ptr, cond_expr)
#define atomic_cond_read_relaxed(v, c)	      smp_cond_load_relaxed(&(v)->counter, (c))
#define atomic_cond_read_acquire(v, c)	      smp_cond_load_relaxed(&(v)->counter, (c))

#include <linux/atomic-order.h>

#endif
