/* SPDX-License-Identifier: MIT */
/* linux/compiler_types.h: attributes under Linux's names. Those that only sparse reads are empty. */
#ifndef _LINUX_COMPILER_TYPES_H
#define _LINUX_COMPILER_TYPES_H

#define __user
#define __kernel
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __nocast
#define __safe
#define __private
#define __bitwise
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)
#define __acquire(x) (void)0
#define __release(x) (void)0
#define __cond_lock(x, c) (c)
#define __chk_user_ptr(x) ((void)0)
#define __chk_io_ptr(x)	  ((void)0)
#define ACCESS_PRIVATE(p, member) ((p)->member)

#define __always_inline	  inline __attribute__((__always_inline__))
#undef noinline
#define noinline	  __attribute__((__noinline__))
#define noinline_for_stack noinline
#define __noreturn	  __attribute__((__noreturn__))
#define __packed	  __attribute__((__packed__))
#define __aligned(x)	  __attribute__((__aligned__(x)))
#define __section(s)	  __attribute__((__section__(s)))
#define __used		  __attribute__((__used__))
#define __unused	  __attribute__((__unused__))
#define __maybe_unused	  __attribute__((__unused__))
#define __always_unused	  __attribute__((__unused__))
#define __must_check	  __attribute__((__warn_unused_result__))
#define __printf(a, b)	  __attribute__((__format__(printf, a, b)))
#define __scanf(a, b)	  __attribute__((__format__(scanf, a, b)))
#define __weak		  __attribute__((__weak__))
#define __pure		  __attribute__((__pure__))
#define __attribute_const__ __attribute__((__const__))
#define __malloc	  __attribute__((__malloc__))
#define __cold		  __attribute__((__cold__))
#define __hot		  __attribute__((__hot__))
#define __visible
#define __cleanup(f)	  __attribute__((__cleanup__(f)))
#define __assume_aligned(a, ...) __attribute__((__assume_aligned__(a, ##__VA_ARGS__)))
#define __counted_by(m)
#define __deprecated
#define __mode(x)	  __attribute__((__mode__(x)))
#define __alias(symbol)	  __attribute__((__alias__(#symbol)))
#define notrace		  __attribute__((__no_instrument_function__))
#define __no_sanitize_address __attribute__((__no_sanitize_address__))
#define __no_kcsan
#define __nocfi
#define __noendbr
#define __no_kasan_or_inline __always_inline
#define __no_sanitize_or_inline __always_inline
#define noinstr		  noinline notrace
#define __latent_entropy
#define __randomize_layout
#define __no_randomize_layout
#define randomized_struct_fields_start
#define randomized_struct_fields_end
#define __designated_init
#define __nonstring	  __attribute__((__nonstring__))
#define asmlinkage_function
#define __flatten	  __attribute__((__flatten__))
#define __diag_push()
#define __diag_pop()
#define __diag_ignore_all(option, comment)

#ifdef __clang__
#define __alloc_size(x, ...)
#undef __nonstring
#define __nonstring
#define __no_stack_protector __attribute__((__no_stack_protector__))
#define fallthrough	  __attribute__((__fallthrough__))
#else
/* The allocator's own promises would let gcc delete the very misuse that tests commit. */
#define __alloc_size(x, ...)
#define __no_stack_protector __attribute__((__no_stack_protector__))
#define fallthrough	  __attribute__((__fallthrough__))
#endif
#define __realloc_size(x, ...)

#define __same_type(a, b) __builtin_types_compatible_p(typeof(a), typeof(b))
#define __native_word(t)                                                                  \
	(sizeof(t) == sizeof(char) || sizeof(t) == sizeof(short) || sizeof(t) == sizeof(int) || \
	 sizeof(t) == sizeof(long))

/* typeof without qualifiers for scalars; other types pass through. */
#define __unqual_scalar_typeof(x)                                                         \
	typeof(_Generic((x), char: (char)0, signed char: (signed char)0,                  \
			unsigned char: (unsigned char)0, signed short: (signed short)0,   \
			unsigned short: (unsigned short)0, signed int: (signed int)0,     \
			unsigned int: (unsigned int)0, signed long: (signed long)0,       \
			unsigned long: (unsigned long)0, signed long long: (signed long long)0, \
			unsigned long long: (unsigned long long)0, default: (x)))

#define __compiletime_error(msg) __attribute__((__error__(msg)))
#define __compiletime_warning(msg) __attribute__((__warning__(msg)))

/* A link-time error that the optimiser removes unless the condition can be false. */
#define __compiletime_assert(condition, msg, prefix, suffix)                    \
	do {                                                                    \
		extern void prefix##suffix(void) __compiletime_error(msg);      \
		if (!(condition))                                               \
			prefix##suffix();                                       \
	} while (0)
#define _compiletime_assert(condition, msg, prefix, suffix) \
	__compiletime_assert(condition, msg, prefix, suffix)
#define compiletime_assert(condition, msg) \
	_compiletime_assert(condition, msg, __compiletime_assert_, __COUNTER__)
#define compiletime_assert_atomic_type(t) \
	compiletime_assert(__native_word(t), "need a type of native word size")

#endif
