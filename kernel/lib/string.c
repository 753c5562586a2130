// SPDX-License-Identifier: MIT
/*
 * kernel/lib/string.c: bytes and strings.
 *
 * Problem.  A freestanding compiler still emits calls to memcpy, memset, memmove and memcmp, and every
 *           floor copies.
 * Idea.     Move words, not bytes: `rep movsd` for the bulk, single bytes for the rest. `rep movsb`
 *           of large blocks is slow on emulators and old CPUs. Overlapping moves that must run from
 *           the end use the same instruction with the direction flag set.
 * Cost.     One word an iteration; starting a `rep` costs tens of cycles, so up to 16 bytes are
 *           copied by a plain loop.
 * Sources.  Intel SDM vol. 1, "String Instructions"; semantics: Linux lib/string.c, Documentation.
 */
#include <asm/unaligned.h>
#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>

#undef memcpy
#undef memset
#undef memmove
#undef memcmp

#define REP_THRESHOLD 16 /* bytes below which a loop beats the start-up cost of rep */

static __always_inline void copy_words_up(void **dest, const void **src, size_t words)
{
	asm volatile("rep movsl" : "+D"(*dest), "+S"(*src), "+c"(words) : : "memory");
}

void *memcpy(void *dest, const void *src, size_t n)
{
	void *d = dest;

	if (n >= REP_THRESHOLD) {
		copy_words_up(&d, &src, n / 4);
		n &= 3;
	}
	for (size_t i = 0; i < n; i++) {
		((u8 *)d)[i] = ((const u8 *)src)[i];
		barrier(); /* keeps the compiler from recognising memcpy here and calling us */
	}
	return dest;
}
EXPORT_SYMBOL(memcpy);

static void copy_down(u8 *dest, const u8 *src, size_t n)
{
	size_t words = n / 4;

	for (size_t rest = n & 3; rest; rest--) {
		n--;
		dest[n] = src[n];
		barrier();
	}
	if (words) {
		u8 *d = dest + n - 4;
		const u8 *s = src + n - 4;

		asm volatile("std; rep movsl; cld" : "+D"(d), "+S"(s), "+c"(words) : : "memory");
	}
}

void *memmove(void *dest, const void *src, size_t n)
{
	if (dest <= src || (const u8 *)src + n <= (u8 *)dest)
		return memcpy(dest, src, n);
	copy_down(dest, src, n);
	return dest;
}
EXPORT_SYMBOL(memmove);

void *memset32(u32 *s, u32 v, size_t count)
{
	void *d = s;

	asm volatile("rep stosl" : "+D"(d), "+c"(count) : "a"(v) : "memory");
	return s;
}
EXPORT_SYMBOL(memset32);

void *memset(void *s, int c, size_t n)
{
	u8 *d = s;

	if (n >= REP_THRESHOLD) {
		memset32(s, (u8)c * 0x01010101u, n / 4);
		d += n & ~(size_t)3;
		n &= 3;
	}
	for (size_t i = 0; i < n; i++) {
		d[i] = c;
		barrier();
	}
	return s;
}
EXPORT_SYMBOL(memset);

void *memset16(u16 *s, u16 v, size_t count)
{
	memset32((u32 *)s, v | (u32)v << 16, count / 2);
	if (count & 1)
		s[count - 1] = v;
	return s;
}
EXPORT_SYMBOL(memset16);

void *memset64(u64 *s, u64 v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = v;
	return s;
}
EXPORT_SYMBOL(memset64);

int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a, *y = b;

	for (; n >= 4 && get_unaligned((const u32 *)x) == get_unaligned((const u32 *)y); n -= 4) {
		x += 4;
		y += 4;
	}
	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}
EXPORT_SYMBOL(memcmp);

int bcmp(const void *a, const void *b, size_t n)
{
	return memcmp(a, b, n);
}

void *memchr(const void *s, int c, size_t n)
{
	for (const u8 *p = s; n; n--, p++)
		if (*p == (u8)c)
			return (void *)p;
	return NULL;
}
EXPORT_SYMBOL(memchr);

void *memscan(void *s, int c, size_t n)
{
	u8 *p = s;

	while (n && *p != (u8)c) {
		n--;
		p++;
	}
	return p;
}
EXPORT_SYMBOL(memscan);

void *memchr_inv(const void *s, int c, size_t n)
{
	const u8 *p = s;
	u32 pattern = (u8)c * 0x01010101u;

	for (; n && (unsigned long)p & 3; n--, p++)
		if (*p != (u8)c)
			return (void *)p;
	for (; n >= 4 && *(const u32 *)p == pattern; n -= 4)
		p += 4;
	for (; n; n--, p++)
		if (*p != (u8)c)
			return (void *)p;
	return NULL;
}
EXPORT_SYMBOL(memchr_inv);

size_t strlen(const char *s)
{
	const char *end = s;

	while (*end)
		end++;
	return end - s;
}
EXPORT_SYMBOL(strlen);

size_t strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}
EXPORT_SYMBOL(strnlen);

char *strcpy(char *dest, const char *src)
{
	char *d = dest;

	while ((*d++ = *src++))
		;
	return dest;
}
EXPORT_SYMBOL(strcpy);

char *stpcpy(char *dest, const char *src)
{
	while ((*dest = *src++))
		dest++;
	return dest;
}
EXPORT_SYMBOL(stpcpy);

char *strncpy(char *dest, const char *src, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		dest[i] = *src;
		if (*src)
			src++;
	}
	return dest;
}
EXPORT_SYMBOL(strncpy);

ssize_t strscpy(char *dest, const char *src, size_t size)
{
	size_t len;

	if (!size || WARN_ON_ONCE(size > INT_MAX))
		return -E2BIG;
	len = strnlen(src, size - 1);
	memcpy(dest, src, len);
	dest[len] = 0;
	return src[len] ? -E2BIG : (ssize_t)len;
}
EXPORT_SYMBOL(strscpy);

ssize_t strscpy_pad(char *dest, const char *src, size_t size)
{
	ssize_t len = strscpy(dest, src, size);

	if (len >= 0)
		memset(dest + len, 0, size - len);
	return len;
}
EXPORT_SYMBOL(strscpy_pad);

size_t strlcpy(char *dest, const char *src, size_t size)
{
	size_t len = strlen(src);

	if (size) {
		size_t copied = min(len, size - 1);

		memcpy(dest, src, copied);
		dest[copied] = 0;
	}
	return len;
}
EXPORT_SYMBOL(strlcpy);

size_t strlcat(char *dest, const char *src, size_t size)
{
	size_t used = strnlen(dest, size);

	return used + strlcpy(dest + used, src, size - used);
}
EXPORT_SYMBOL(strlcat);

char *strcat(char *dest, const char *src)
{
	strcpy(dest + strlen(dest), src);
	return dest;
}
EXPORT_SYMBOL(strcat);

char *strncat(char *dest, const char *src, size_t n)
{
	char *end = dest + strlen(dest);
	size_t len = strnlen(src, n);

	memcpy(end, src, len);
	end[len] = 0;
	return dest;
}
EXPORT_SYMBOL(strncat);

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (u8)*a < (u8)*b ? -1 : (u8)*a > (u8)*b;
}
EXPORT_SYMBOL(strcmp);

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++) {
		if (*a != *b)
			return (u8)*a < (u8)*b ? -1 : 1;
		if (!*a)
			break;
	}
	return 0;
}
EXPORT_SYMBOL(strncmp);

int strncasecmp(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++) {
		int difference = tolower(*a) - tolower(*b);

		if (difference || !*a)
			return difference;
	}
	return 0;
}
EXPORT_SYMBOL(strncasecmp);

int strcasecmp(const char *a, const char *b)
{
	return strncasecmp(a, b, SIZE_MAX);
}
EXPORT_SYMBOL(strcasecmp);
