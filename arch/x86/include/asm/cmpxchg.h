/* SPDX-License-Identifier: MIT */
/*
 * asm/cmpxchg.h: exchange and compare-exchange on 1, 2, 4 and 8 bytes.
 *
 * Each is one locked instruction and a full barrier, so the _relaxed, _acquire and _release forms are
 * the same thing here. cmpxchg returns the old value; try_cmpxchg says whether it stored, takes the
 * answer from the zero flag, and refreshes *old when it did not: the natural shape of a retry loop.
 *
 * Source: Intel SDM vol. 2, "CMPXCHG", "CMPXCHG8B", "XCHG"; Linux Documentation/atomic_t.txt.
 */
#ifndef _ASM_X86_CMPXCHG_H
#define _ASM_X86_CMPXCHG_H

#include <linux/compiler.h>
#include <linux/types.h>

/* Never defined: an operand of a size no instruction has is a link error that names the reason. */
extern void __xchg_wrong_size(void);
extern void __cmpxchg_wrong_size(void);

/* xchg with memory locks the bus by itself. */
#define arch_xchg(ptr, v)                                                                    \
	({                                                                                   \
		__typeof__(*(ptr)) __xv = (v);                                               \
		switch (sizeof(*(ptr))) {                                                    \
		case 1:                                                                      \
			asm volatile("xchgb %b0, %1" : "+q"(__xv), "+m"(*(ptr)) : : "memory"); \
			break;                                                               \
		case 2:                                                                      \
			asm volatile("xchgw %w0, %1" : "+r"(__xv), "+m"(*(ptr)) : : "memory"); \
			break;                                                               \
		case 4:                                                                      \
			asm volatile("xchgl %0, %1" : "+r"(__xv), "+m"(*(ptr)) : : "memory"); \
			break;                                                               \
		default:                                                                     \
			__xchg_wrong_size();                                                 \
		}                                                                            \
		__xv;                                                                        \
	})

#define __arch_cmpxchg(lock, ptr, old, new)                                      \
	({                                                                       \
		__typeof__(*(ptr)) __cret;                                       \
		__typeof__(*(ptr)) __cexp = (old);                               \
		__typeof__(*(ptr)) __cnew = (new);                               \
		switch (sizeof(*(ptr))) {                                        \
		case 1:                                                          \
			asm volatile(lock "cmpxchgb %b2, %1"                     \
				     : "=a"(__cret), "+m"(*(ptr))                \
				     : "q"(__cnew), "0"(__cexp)                  \
				     : "memory", "cc");                          \
			break;                                                   \
		case 2:                                                          \
			asm volatile(lock "cmpxchgw %w2, %1"                     \
				     : "=a"(__cret), "+m"(*(ptr))                \
				     : "r"(__cnew), "0"(__cexp)                  \
				     : "memory", "cc");                          \
			break;                                                   \
		case 4:                                                          \
			asm volatile(lock "cmpxchgl %2, %1"                      \
				     : "=a"(__cret), "+m"(*(ptr))                \
				     : "r"(__cnew), "0"(__cexp)                  \
				     : "memory", "cc");                          \
			break;                                                   \
		default:                                                         \
			__cmpxchg_wrong_size();                                  \
		}                                                                \
		__cret;                                                          \
	})

#define __arch_try_cmpxchg(lock, ptr, pold, new)                            \
	({                                                                  \
		bool __csuccess;                                            \
		__typeof__(ptr) __cpold = (__typeof__(ptr))(pold);          \
		__typeof__(*(ptr)) __ctold = *__cpold;                      \
		__typeof__(*(ptr)) __ctnew = (new);                         \
		if (sizeof(*(ptr)) != 4)                                    \
			__cmpxchg_wrong_size();                             \
		asm volatile(lock "cmpxchgl %3, %1"                         \
			     : "=@ccz"(__csuccess), "+m"(*(ptr)), "+a"(__ctold) \
			     : "r"(__ctnew)                                 \
			     : "memory");                                   \
		if (unlikely(!__csuccess))                                  \
			*__cpold = __ctold;                                 \
		likely(__csuccess);                                         \
	})

/* All eight bytes at *ptr at once; the only 64-bit atomic that a 32-bit CPU has. */
static __always_inline u64 __cmpxchg64(volatile u64 *ptr, u64 old, u64 new)
{
	asm volatile("lock; cmpxchg8b %1"
		     : "+A"(old), "+m"(*ptr)
		     : "b"((u32)new), "c"((u32)(new >> 32))
		     : "memory", "cc");
	return old;
}

#define arch_cmpxchg64(ptr, o, n)                                                 \
	((__typeof__(*(ptr)))__cmpxchg64((volatile u64 *)(ptr), (u64)(o), (u64)(n)))

#define xchg(ptr, v)		     arch_xchg(ptr, v)
#define xchg_relaxed(ptr, v)	     arch_xchg(ptr, v)
#define xchg_acquire(ptr, v)	     arch_xchg(ptr, v)
#define xchg_release(ptr, v)	     arch_xchg(ptr, v)
#define cmpxchg(ptr, o, n)	     __arch_cmpxchg("lock; ", ptr, o, n)
#define cmpxchg_relaxed(ptr, o, n)   __arch_cmpxchg("lock; ", ptr, o, n)
#define cmpxchg_acquire(ptr, o, n)   __arch_cmpxchg("lock; ", ptr, o, n)
#define cmpxchg_release(ptr, o, n)   __arch_cmpxchg("lock; ", ptr, o, n)
#define cmpxchg_local(ptr, o, n)     __arch_cmpxchg("", ptr, o, n)
#define sync_cmpxchg(ptr, o, n)	     cmpxchg(ptr, o, n)
#define try_cmpxchg(ptr, po, n)	     __arch_try_cmpxchg("lock; ", ptr, po, n)
#define try_cmpxchg_local(ptr, po, n) __arch_try_cmpxchg("", ptr, po, n)
#define try_cmpxchg_relaxed(ptr, po, n) try_cmpxchg(ptr, po, n)
#define try_cmpxchg_acquire(ptr, po, n) try_cmpxchg(ptr, po, n)
#define try_cmpxchg_release(ptr, po, n) try_cmpxchg(ptr, po, n)
#define cmpxchg64(ptr, o, n)	     arch_cmpxchg64(ptr, o, n)
#define cmpxchg64_relaxed(ptr, o, n) arch_cmpxchg64(ptr, o, n)
#define cmpxchg64_local(ptr, o, n)   arch_cmpxchg64(ptr, o, n)

#endif
