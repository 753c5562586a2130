/* SPDX-License-Identifier: MIT */
/* linux/string.h: bytes and strings. Those that allocate (kstrdup ...) are defined in mm/util.c. */
#ifndef _LINUX_STRING_H
#define _LINUX_STRING_H

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/stddef.h>
#include <linux/stdarg.h>
#include <linux/types.h>

void *memcpy(void *dest, const void *src, size_t n);
void *memmove(void *dest, const void *src, size_t n);
void *memset(void *s, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);
/* The first byte that is NOT @c, or NULL. */
void *memchr_inv(const void *s, int c, size_t n);
void *memscan(void *s, int c, size_t n);
void *memset16(u16 *s, u16 v, size_t count);
void *memset32(u32 *s, u32 v, size_t count);
void *memset64(u64 *s, u64 v, size_t count);
int bcmp(const void *a, const void *b, size_t n);

#ifndef SLATE_HOST
#define memcpy(d, s, n)	 __builtin_memcpy(d, s, n)
#define memset(d, c, n)	 __builtin_memset(d, c, n)
#define memmove(d, s, n) __builtin_memmove(d, s, n)
#define memcmp(a, b, n)	 __builtin_memcmp(a, b, n)
#endif

size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
char *strcpy(char *dest, const char *src);
char *strncpy(char *dest, const char *src, size_t n);
/* Copy and always terminate. strscpy: length, or -E2BIG when cut; strlcpy: length of the source. */
ssize_t strscpy(char *dest, const char *src, size_t size);
ssize_t strscpy_pad(char *dest, const char *src, size_t size);
size_t strlcpy(char *dest, const char *src, size_t size);
size_t strlcat(char *dest, const char *src, size_t size);
char *stpcpy(char *dest, const char *src);
char *strcat(char *dest, const char *src);
char *strncat(char *dest, const char *src, size_t n);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
char *strchrnul(const char *s, int c);
char *strrchr(const char *s, int c);
char *strnchr(const char *s, size_t n, int c);
char *strstr(const char *s, const char *what);
char *strnstr(const char *s, const char *what, size_t n);
size_t strspn(const char *s, const char *accept);
size_t strcspn(const char *s, const char *reject);
char *strpbrk(const char *s, const char *accept);
char *strsep(char **s, const char *delimiters);
char *skip_spaces(const char *s);
char *strim(char *s);
static inline char *strstrip(char *s)
{
	return strim(s);
}
char *strreplace(char *s, char old, char new_char);
bool sysfs_streq(const char *a, const char *b);
int match_string(const char *const *array, size_t n, const char *string);
int __sysfs_match_string(const char *const *array, size_t n, const char *s);
#define sysfs_match_string(_a, _s) __sysfs_match_string(_a, ARRAY_SIZE(_a), _s)

/* Does @text match the shell pattern @glob (* ? [set])? */
bool glob_match(char const *glob, char const *text);

/* Zero in a way the compiler may not optimise away. */
static inline void memzero_explicit(void *s, size_t n)
{
	memset(s, 0, n);
	barrier_data(s);
}

static inline bool strstarts(const char *str, const char *prefix)
{
	return strncmp(str, prefix, strlen(prefix)) == 0;
}

static inline size_t str_has_prefix(const char *str, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(str, prefix, len) == 0 ? len : 0;
}

static inline const char *kbasename(const char *path)
{
	const char *tail = strrchr(path, '/');

	return tail ? tail + 1 : path;
}

#define memset_after(obj, v, member)                                                        \
	({                                                                                  \
		u8 *__ptr = (u8 *)(obj);                                                    \
		memset(__ptr + offsetofend(typeof(*(obj)), member), v,                      \
		       sizeof(*(obj)) - offsetofend(typeof(*(obj)), member));               \
	})

#define memset_startat(obj, v, member)                                                      \
	({                                                                                  \
		u8 *__ptr = (u8 *)(obj);                                                    \
		memset(__ptr + offsetof(typeof(*(obj)), member), v,                         \
		       sizeof(*(obj)) - offsetof(typeof(*(obj)), member));                  \
	})

char *kstrdup(const char *s, gfp_t gfp) __malloc;
const char *kstrdup_const(const char *s, gfp_t gfp);
char *kstrndup(const char *s, size_t max, gfp_t gfp) __malloc;
void *kmemdup(const void *src, size_t len, gfp_t gfp);
char *kmemdup_nul(const char *s, size_t len, gfp_t gfp);
/* A program's bytes (by kvmalloc(); with a zero behind them; a string). ERR_PTR(-ENOMEM, -EFAULT). */
void *memdup_user(const void __user *src, size_t len);
void *vmemdup_user(const void __user *src, size_t len);
void *memdup_user_nul(const void __user *src, size_t len);
char *strndup_user(const char __user *s, long n);
void kfree_const(const void *x);

/* @count bytes, or as many as there is room for, then @pad up to @dest_len. */
static inline void memcpy_and_pad(void *dest, size_t dest_len, const void *src, size_t count, int pad)
{
	if (count > dest_len)
		count = dest_len;
	memcpy(dest, src, count);
	memset((char *)dest + count, pad, dest_len - count);
}

/* Join two arrays of pointers, each ended by NULL, into a new one (kmalloc); NULL without memory. */
void **__memcat_p(void **a, void **b);
#define memcat_p(a, b)                                                           \
	({                                                                       \
		BUILD_BUG_ON_MSG(!__same_type(*(a), *(b)), "type mismatch in memcat_p()"); \
		(typeof(*a) *)__memcat_p((void **)(a), (void **)(b));            \
	})

/* A string into a field that need not end in 0, of a size known here; _pad fills it up with @pad. */
#define strtomem_pad(dest, src, pad)                                             \
	do {                                                                     \
		const size_t _dest_len = __builtin_object_size(dest, 1);         \
		const char *_src = (src);                                        \
										 \
		BUILD_BUG_ON(!__builtin_constant_p(_dest_len) || _dest_len == (size_t)-1); \
		memcpy_and_pad(dest, _dest_len, _src, strnlen(_src, _dest_len), pad); \
	} while (0)
#define strtomem(dest, src)                                                      \
	do {                                                                     \
		const size_t _dest_len = __builtin_object_size(dest, 1);         \
		const char *_src = (src);                                        \
										 \
		BUILD_BUG_ON(!__builtin_constant_p(_dest_len) || _dest_len == (size_t)-1); \
		memcpy(dest, _src, strnlen(_src, _dest_len));                    \
	} while (0)

#endif
