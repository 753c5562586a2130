/* SPDX-License-Identifier: MIT */
/*
 * asm/atomic.h: the operations on atomic_t that x86 does in one instruction.
 *
 * linux/atomic.h builds the rest of the family from these and from try_cmpxchg. All are full barriers.
 *
 * Source: Intel SDM vol. 3, "Locked Atomic Operations"; Linux Documentation/atomic_t.txt.
 */
#ifndef _ASM_X86_ATOMIC_H
#define _ASM_X86_ATOMIC_H

#include <asm/barrier.h>
#include <asm/cmpxchg.h>
#include <linux/compiler.h>
#include <linux/types.h>

#define ATOMIC_INIT(i) { (i) }

static __always_inline int atomic_read(const atomic_t *v)
{
	return READ_ONCE(v->counter);
}

static __always_inline void atomic_set(atomic_t *v, int i)
{
	WRITE_ONCE(v->counter, i);
}

#define __ARCH_ATOMIC_OP(op, insn)                                                    \
	static __always_inline void atomic_##op(int i, atomic_t *v)                   \
	{                                                                             \
		asm volatile("lock; " insn " %1, %0" : "+m"(v->counter) : "ir"(i) : "memory", "cc"); \
	}
__ARCH_ATOMIC_OP(add, "addl")
__ARCH_ATOMIC_OP(sub, "subl")
__ARCH_ATOMIC_OP(and, "andl")
__ARCH_ATOMIC_OP(or, "orl")
__ARCH_ATOMIC_OP(xor, "xorl")
#undef __ARCH_ATOMIC_OP

static __always_inline void atomic_inc(atomic_t *v)
{
	asm volatile("lock; incl %0" : "+m"(v->counter) : : "memory", "cc");
}

static __always_inline void atomic_dec(atomic_t *v)
{
	asm volatile("lock; decl %0" : "+m"(v->counter) : : "memory", "cc");
}

/* The flags of the locked instruction answer the question; no second read could. */
#define __ARCH_ATOMIC_TEST(name, insn, flag)                                              \
	static __always_inline bool atomic_##name(atomic_t *v)                            \
	{                                                                                 \
		bool result;                                                              \
		asm volatile("lock; " insn " %0" : "+m"(v->counter), "=@cc" flag(result) : : "memory"); \
		return result;                                                            \
	}
__ARCH_ATOMIC_TEST(inc_and_test, "incl", "z")
__ARCH_ATOMIC_TEST(dec_and_test, "decl", "z")
#undef __ARCH_ATOMIC_TEST

static __always_inline bool atomic_sub_and_test(int i, atomic_t *v)
{
	bool result;

	asm volatile("lock; subl %2, %0" : "+m"(v->counter), "=@ccz"(result) : "ir"(i) : "memory");
	return result;
}

static __always_inline bool atomic_add_negative(int i, atomic_t *v)
{
	bool result;

	asm volatile("lock; addl %2, %0" : "+m"(v->counter), "=@ccs"(result) : "ir"(i) : "memory");
	return result;
}

static __always_inline int atomic_fetch_add(int i, atomic_t *v)
{
	asm volatile("lock; xaddl %0, %1" : "+r"(i), "+m"(v->counter) : : "memory", "cc");
	return i;
}

static __always_inline int atomic_xchg(atomic_t *v, int new)
{
	return xchg(&v->counter, new);
}

static __always_inline int atomic_cmpxchg(atomic_t *v, int old, int new)
{
	return cmpxchg(&v->counter, old, new);
}

static __always_inline bool atomic_try_cmpxchg(atomic_t *v, int *old, int new)
{
	return try_cmpxchg(&v->counter, old, new);
}

/* 64 bits: the type is aligned, so that cmpxchg8b never crosses a cache line. */
#define ATOMIC64_INIT(i) { (i) }

static __always_inline s64 atomic64_cmpxchg(atomic64_t *v, s64 old, s64 new)
{
	return cmpxchg64(&v->counter, old, new);
}

/* A compare with what is (or is not) there reads both halves at once: either way nothing changes. */
static __always_inline s64 atomic64_read(const atomic64_t *v)
{
	return atomic64_cmpxchg((atomic64_t *)v, 0, 0);
}

static __always_inline bool atomic64_try_cmpxchg(atomic64_t *v, s64 *old, s64 new)
{
	s64 seen = atomic64_cmpxchg(v, *old, new);
	bool stored = seen == *old;

	*old = seen;
	return stored;
}

#endif
