/* SPDX-License-Identifier: MIT */
/* linux/kernel.h: what nearly every file uses. */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H

#include <linux/align.h>
#include <linux/array_size.h>
#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/stddef.h>
#include <linux/stdarg.h>
#include <linux/stringify.h>
#include <linux/typecheck.h>
#include <linux/types.h>

#define STACK_MAGIC 0xdeadbeef

#define REPEAT_BYTE(x) ((~0ul / 0xff) * (x))
#define upper_32_bits(n) ((u32)(((n) >> 16) >> 16))
#define lower_32_bits(n) ((u32)((n) & 0xffffffff))
#define upper_16_bits(n) ((u16)((n) >> 16))
#define lower_16_bits(n) ((u16)((n) & 0xffff))

#define u64_to_user_ptr(x) ((void __user *)(uintptr_t)(u64)(x))

#define COUNT_ARGS_N(_0, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, n, X...) n
#define COUNT_ARGS(X...) COUNT_ARGS_N(, ##X, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define __CONCAT(a, b) a##b
#define CONCATENATE(a, b) __CONCAT(a, b)

/* Value of a hexadecimal digit, or -1. */
int hex_to_bin(unsigned char ch);
/* @count bytes from twice as many digits. Return: 0, or -EINVAL at the first that is none. */
int __must_check hex2bin(u8 *dst, const char *src, size_t count);
/* Twice @count digits, without a terminator. Return: the end. */
char *bin2hex(char *dst, const void *src, size_t count);

/* Cut one word off a command line: kernel/lib/cmdline.c. */
char *next_arg(char *args, char **param, char **val);
bool parse_option_str(const char *str, const char *option);

/*
 * The function may sleep: say so on every call, not only on those that do, so that a caller who must not
 * sleep is caught at once. Costs a test of the preempt count and of the interrupt flag.
 */
#ifdef SLATE_HOST
#define might_sleep() do { } while (0)
#else
#include <linux/irqflags.h>
#include <linux/preempt.h>

void __might_sleep(const char *file, int line);
#define might_sleep()                                         \
	do {                                                  \
		if (unlikely(in_atomic() || irqs_disabled())) \
			__might_sleep(__FILE__, __LINE__);    \
	} while (0)
#endif
#define might_sleep_if(cond)          \
	do {                          \
		if (cond)             \
			might_sleep(); \
	} while (0)

/* The mode of a file, 0 to 0777: readable at least by whom it is writable by, never writable by all. */
#define VERIFY_OCTAL_PERMISSIONS(perms)                                                     \
	(BUILD_BUG_ON_ZERO((perms) < 0) + BUILD_BUG_ON_ZERO((perms) > 0777) +               \
	 BUILD_BUG_ON_ZERO((((perms) >> 6) & 4) < (((perms) >> 3) & 4)) +                   \
	 BUILD_BUG_ON_ZERO((((perms) >> 3) & 4) < ((perms) & 4)) +                          \
	 BUILD_BUG_ON_ZERO((((perms) >> 6) & 2) < (((perms) >> 3) & 2)) +                   \
	 BUILD_BUG_ON_ZERO((perms) & 2) + (perms))

#endif
