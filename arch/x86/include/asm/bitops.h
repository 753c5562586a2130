/* SPDX-License-Identifier: MIT */
/*
 * asm/bitops.h: change one bit of a bitmap.
 *
 * set_bit and friends are atomic against other CPUs and order memory where they return a value; the
 * forms with two underscores are for bitmaps that a lock protects. `bts` with a memory operand and a
 * register index reaches any bit, but is slow: a byte operation on the right byte is used instead.
 *
 * Source: Linux Documentation/atomic_bitops.txt; Intel SDM vol. 2, "BTS - Bit Test and Set".
 */
#ifndef _ASM_X86_BITOPS_H
#define _ASM_X86_BITOPS_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/types.h>

#define __BIT_BYTE(nr, addr) (((volatile u8 *)(addr))[(nr) >> 3])
#define __BIT_IN_BYTE(nr)    ((u8)(1u << ((nr) & 7)))

static __always_inline void set_bit(long nr, volatile unsigned long *addr)
{
	asm volatile("lock; orb %b1, %0" : "+m"(__BIT_BYTE(nr, addr)) : "iq"(__BIT_IN_BYTE(nr)) : "memory");
}

static __always_inline void clear_bit(long nr, volatile unsigned long *addr)
{
	asm volatile("lock; andb %b1, %0" : "+m"(__BIT_BYTE(nr, addr)) : "iq"((u8)~__BIT_IN_BYTE(nr)) : "memory");
}

static __always_inline void change_bit(long nr, volatile unsigned long *addr)
{
	asm volatile("lock; xorb %b1, %0" : "+m"(__BIT_BYTE(nr, addr)) : "iq"(__BIT_IN_BYTE(nr)) : "memory");
}

#define __TEST_AND(op, lock)                                                                       \
	bool old;                                                                                  \
	asm volatile(lock op " %2, %1" : "=@ccc"(old), "+m"(*addr) : "r"(nr) : "memory"); \
	return old

static __always_inline bool test_and_set_bit(long nr, volatile unsigned long *addr)
{
	__TEST_AND("bts", "lock; ");
}

static __always_inline bool test_and_clear_bit(long nr, volatile unsigned long *addr)
{
	__TEST_AND("btr", "lock; ");
}

static __always_inline bool test_and_change_bit(long nr, volatile unsigned long *addr)
{
	__TEST_AND("btc", "lock; ");
}
#undef __TEST_AND

static __always_inline void __set_bit(long nr, volatile unsigned long *addr)
{
	addr[BIT_WORD(nr)] |= BIT_MASK(nr);
}

static __always_inline void __clear_bit(long nr, volatile unsigned long *addr)
{
	addr[BIT_WORD(nr)] &= ~BIT_MASK(nr);
}

static __always_inline void __change_bit(long nr, volatile unsigned long *addr)
{
	addr[BIT_WORD(nr)] ^= BIT_MASK(nr);
}

static __always_inline bool test_bit(long nr, const volatile unsigned long *addr)
{
	return addr[BIT_WORD(nr)] >> (nr & (BITS_PER_LONG - 1)) & 1;
}

static __always_inline bool __test_and_set_bit(long nr, volatile unsigned long *addr)
{
	bool old = test_bit(nr, addr);

	__set_bit(nr, addr);
	return old;
}

static __always_inline bool __test_and_clear_bit(long nr, volatile unsigned long *addr)
{
	bool old = test_bit(nr, addr);

	__clear_bit(nr, addr);
	return old;
}

static __always_inline bool __test_and_change_bit(long nr, volatile unsigned long *addr)
{
	bool old = test_bit(nr, addr);

	__change_bit(nr, addr);
	return old;
}

/*
 * Where number and contents are known to the compiler, so is the result: a bit of a constant costs nothing,
 * and may stand in BUILD_BUG_ON(). The volatile forms above are for memory that others change.
 */
#define __BIT_IS_KNOWN(nr, addr)                                                              \
	(__builtin_constant_p(nr) && __builtin_constant_p((uintptr_t)(addr) != 0) &&          \
	 (uintptr_t)(addr) != 0 && __builtin_constant_p(*(const unsigned long *)(addr)))

static __always_inline bool const_test_bit(long nr, const unsigned long *addr)
{
	return addr[BIT_WORD(nr)] >> (nr & (BITS_PER_LONG - 1)) & 1;
}

static __always_inline void const___change_bit(long nr, unsigned long *addr)
{
	addr[BIT_WORD(nr)] ^= BIT_MASK(nr);
}

#define test_bit(nr, addr)                                                                    \
	(__BIT_IS_KNOWN(nr, addr) ? const_test_bit(nr, (const unsigned long *)(addr)) :       \
				    test_bit(nr, addr))
#define __change_bit(nr, addr)                                                                \
	(__BIT_IS_KNOWN(nr, addr) ? const___change_bit(nr, (unsigned long *)(addr)) :         \
				    __change_bit(nr, addr))

/* Lock forms: acquire on success, release on unlock; x86 gives both for free. */
#define test_and_set_bit_lock(nr, addr) test_and_set_bit(nr, addr)
#define clear_bit_unlock(nr, addr)	\
	do {				\
		barrier();		\
		clear_bit(nr, addr);	\
	} while (0)
#define __clear_bit_unlock(nr, addr) clear_bit_unlock(nr, addr)

#define arch___set_bit __set_bit

#endif
