/* SPDX-License-Identifier: MIT */
/*
 * linux/uaccess.h: page faults on purpose.
 *
 * A page fault in the kernel is either repaired through the exception table or is a bug: none is
 * ever resolved by sleeping, since there is no user memory yet. So there is nothing to forbid, and
 * pagefault_disable() keeps only its place in the order of things: what comes after stays after.
 */
#ifndef _LINUX_UACCESS_H
#define _LINUX_UACCESS_H

#include <asm/current.h>
#include <asm/page.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>

static inline void pagefault_disable(void)
{
	barrier();
}

static inline void pagefault_enable(void)
{
	barrier();
}

/*
 * Copying to and from callers. The kernel is the only caller of file operations so far: while it makes
 * such a call (kernel_read(), kernel_write()) its own pointers pass, and outside of one none does.
 */
static inline void kernel_pointers_begin(void)
{
	current->kernel_pointers++;
}

static inline void kernel_pointers_end(void)
{
	current->kernel_pointers--;
}

/* May @size bytes at @addr be the caller's? NULL and its neighbourhood never are, nor what wraps. */
static inline bool access_ok(const void __user *addr, unsigned long size)
{
	unsigned long start = (unsigned long)addr;

	return current->kernel_pointers && start >= PAGE_SIZE && start + size >= start;
}

/* As memcpy(), but a page that is not there ends it. Return: bytes that were not copied. */
unsigned long copy_until_fault(void *to, const void *from, unsigned long n);

/* Return: bytes that were not copied; what was not written of @to by copy_from_user() is zeroed. */
static inline unsigned long __must_check copy_to_user(void __user *to, const void *from, unsigned long n)
{
	return access_ok(to, n) ? copy_until_fault((void __force *)to, from, n) : n;
}

static inline unsigned long __must_check copy_from_user(void *to, const void __user *from, unsigned long n)
{
	unsigned long left = access_ok(from, n) ? copy_until_fault(to, (const void __force *)from, n) : n;

	if (unlikely(left))
		memset((char *)to + n - left, 0, left);
	return left;
}

/* The caller has asked access_ok() already; it is asked again, which costs little. */
#define __copy_to_user	 copy_to_user
#define __copy_from_user copy_from_user
#define __copy_to_user_inatomic	  copy_to_user
#define __copy_from_user_inatomic copy_from_user
#define raw_copy_to_user   copy_to_user
#define raw_copy_from_user copy_from_user

unsigned long __must_check clear_user(void __user *to, unsigned long n);
#define __clear_user clear_user

/*
 * A string with its 0, @count bytes at most. strncpy_from_user(): its length without the 0, @count if there is
 * no 0 within, or -EFAULT. strnlen_user(): with the 0, more than @count, or 0 where it cannot be read.
 */
long strncpy_from_user(char *dst, const char __user *src, long count);
long strnlen_user(const char __user *str, long count);

/* One value of a simple type. Return: 0 or -EFAULT. */
#define put_user(x, ptr)                                                        \
	({                                                                      \
		__typeof__(*(ptr)) __pu_value = (x);                            \
		copy_to_user((ptr), &__pu_value, sizeof(__pu_value)) ? -EFAULT : 0; \
	})
#define get_user(x, ptr)                                                        \
	({                                                                      \
		__typeof__(*(ptr)) __gu_value;                                  \
		int __gu_error = copy_from_user((void *)&__gu_value, (ptr), sizeof(__gu_value)) ? \
					 -EFAULT : 0;                           \
		(x) = (__typeof__(x))__gu_value;                                \
		__gu_error;                                                     \
	})
#define __put_user put_user
#define __get_user get_user

#endif
