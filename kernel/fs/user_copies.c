// SPDX-License-Identifier: MIT
/*
 * kernel/fs/user_copies.c: a program's bytes, strings and numbers, copied into memory of the kernel's own.
 *
 * What a driver's write() or ioctl() is given may change under its hands; it is copied once, then read. The
 * functions here allocate for the copy, or parse a text that is too short to need an allocation.
 *
 * Paths.   memdup_user -> kmalloc, copy_from_user;  kstrtoint_from_user -> a number's text -> kstrtoint
 * Source.  LDD3 ch. 3 "read and write"; names and errors of Linux 6.1 linux/string.h, linux/kstrtox.h.
 */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define NUMBER_TEXT (2 + sizeof(u64) * 8 + 1 + 1) /* sign or base, 64 bits, a new line and the end */

static void *copied(void *copy, const void __user *src, size_t len)
{
	if (!copy)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(copy, src, len)) {
		kvfree(copy);
		return ERR_PTR(-EFAULT);
	}
	return copy;
}

/* @len bytes, contiguous. To be freed by kfree(). Return: the copy, ERR_PTR(-ENOMEM) or ERR_PTR(-EFAULT). */
void *memdup_user(const void __user *src, size_t len)
{
	return copied(kmalloc(len, GFP_USER | __GFP_NOWARN), src, len);
}
EXPORT_SYMBOL(memdup_user);

/* @len bytes, mapped together where they are many. To be freed by kvfree(). */
void *vmemdup_user(const void __user *src, size_t len)
{
	return copied(kvmalloc(len, GFP_USER), src, len);
}
EXPORT_SYMBOL(vmemdup_user);

/* @len bytes and a terminating zero. */
void *memdup_user_nul(const void __user *src, size_t len)
{
	char *copy = copied(kmalloc(len + 1, GFP_KERNEL), src, len);

	if (!IS_ERR(copy))
		copy[len] = '\0';
	return copy;
}
EXPORT_SYMBOL(memdup_user_nul);

/* A string of at most @n bytes with its end. ERR_PTR(-EINVAL): it is longer. */
char *strndup_user(const char __user *s, long n)
{
	long length = strnlen_user(s, n);
	char *copy;

	if (!length)
		return ERR_PTR(-EFAULT);
	if (length > n)
		return ERR_PTR(-EINVAL);
	copy = memdup_user(s, length);
	if (!IS_ERR(copy))
		copy[length - 1] = '\0'; /* it may have changed since it was measured */
	return copy;
}
EXPORT_SYMBOL(strndup_user);

/* ---- numbers ---- */

#define NUMBER_FROM_USER(name, type)                                                   \
	int name##_from_user(const char __user *s, size_t count, unsigned int base, type *res) \
	{                                                                              \
		char text[NUMBER_TEXT];                                                \
										       \
		count = min(count, sizeof(text) - 1);                                  \
		if (copy_from_user(text, s, count))                                    \
			return -EFAULT;                                                \
		text[count] = '\0';                                                    \
		return name(text, base, res);                                          \
	}                                                                              \
	EXPORT_SYMBOL(name##_from_user)

NUMBER_FROM_USER(kstrtoull, unsigned long long);
NUMBER_FROM_USER(kstrtoll, long long);
NUMBER_FROM_USER(kstrtoul, unsigned long);
NUMBER_FROM_USER(kstrtol, long);
NUMBER_FROM_USER(kstrtouint, unsigned int);
NUMBER_FROM_USER(kstrtoint, int);
NUMBER_FROM_USER(kstrtou16, u16);
NUMBER_FROM_USER(kstrtos16, s16);
NUMBER_FROM_USER(kstrtou8, u8);
NUMBER_FROM_USER(kstrtos8, s8);

int kstrtobool_from_user(const char __user *s, size_t count, bool *res)
{
	char text[4];

	count = min(count, sizeof(text) - 1);
	if (copy_from_user(text, s, count))
		return -EFAULT;
	text[count] = '\0';
	return kstrtobool(text, res);
}
EXPORT_SYMBOL(kstrtobool_from_user);

/* ---- bitmaps ---- */

static int parse_user(const char __user *ubuf, unsigned int ulen, unsigned long *maskp, int nmaskbits,
		      bool list)
{
	char *text = memdup_user_nul(ubuf, ulen);
	int err;

	if (IS_ERR(text))
		return PTR_ERR(text);
	err = list ? bitmap_parselist(text, maskp, nmaskbits) :
		     bitmap_parse(text, UINT_MAX, maskp, nmaskbits);
	kfree(text);
	return err;
}

int bitmap_parse_user(const char __user *ubuf, unsigned int ulen, unsigned long *maskp, int nmaskbits)
{
	return parse_user(ubuf, ulen, maskp, nmaskbits, false);
}
EXPORT_SYMBOL(bitmap_parse_user);

int bitmap_parselist_user(const char __user *ubuf, unsigned int ulen, unsigned long *maskp, int nmaskbits)
{
	return parse_user(ubuf, ulen, maskp, nmaskbits, true);
}
EXPORT_SYMBOL(bitmap_parselist_user);
