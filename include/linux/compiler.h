/* SPDX-License-Identifier: MIT */
/*
 * linux/compiler.h: tell the compiler what it cannot know, and keep it from knowing too much.
 *
 * READ_ONCE and WRITE_ONCE make one access, neither torn nor repeated nor merged, for memory that an
 * interrupt or another CPU changes meanwhile.
 */
#ifndef _LINUX_COMPILER_H
#define _LINUX_COMPILER_H

#include <linux/compiler_types.h>
#include <linux/stddef.h>

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

#define barrier()	  __asm__ __volatile__("" : : : "memory")
#define barrier_data(ptr) __asm__ __volatile__("" : : "r"(ptr) : "memory")
#define unreachable()	  __builtin_unreachable()

/* Make the optimiser forget the value of a variable. */
#define OPTIMIZER_HIDE_VAR(var) __asm__("" : "=r"(var) : "0"(var))
#define RELOC_HIDE(ptr, off)                          \
	({                                            \
		unsigned long __ptr;                  \
		__asm__("" : "=r"(__ptr) : "0"(ptr)); \
		(typeof(ptr))(__ptr + (off));         \
	})

#define __READ_ONCE(x)	     (*(const volatile __unqual_scalar_typeof(x) *)&(x))
#define READ_ONCE(x)	     __READ_ONCE(x)
#define READ_ONCE_NOCHECK(x) __READ_ONCE(x)
#define WRITE_ONCE(x, val)                         \
	do {                                       \
		*(volatile typeof(x) *)&(x) = (val); \
	} while (0)
#define data_race(expr) (expr)

#define __must_be_array(a) BUILD_BUG_ON_ZERO(__same_type((a), &(a)[0]))

#define __ADDRESSABLE(sym) \
	static void *__used __section(".discard.addressable") __UNIQUE_ID(__addressable_##sym) = (void *)&sym;

#define ___PASTE(a, b) a##b
#define __PASTE(a, b)  ___PASTE(a, b)
#define __UNIQUE_ID(prefix) __PASTE(__PASTE(__UNIQUE_ID_, prefix), __COUNTER__)

#define _RET_IP_  ((unsigned long)__builtin_return_address(0))
#define _THIS_IP_ ({ __label__ __here; __here: (unsigned long)&&__here; })

#define prevent_tail_call_optimization() barrier()

#endif
