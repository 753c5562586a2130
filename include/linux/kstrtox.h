/* SPDX-License-Identifier: MIT */
/*
 * linux/kstrtox.h: numbers from text.
 *
 * kstrto*(): the whole string must be a number (one trailing newline is allowed); 0, -EINVAL for no
 * number, -ERANGE for one too large. Base 0 takes 0x and 0 prefixes.
 */
#ifndef _LINUX_KSTRTOX_H
#define _LINUX_KSTRTOX_H

#include <linux/compiler_types.h>
#include <linux/types.h>

int __must_check kstrtoull(const char *s, unsigned int base, unsigned long long *res);
int __must_check kstrtoll(const char *s, unsigned int base, long long *res);
int __must_check kstrtoul(const char *s, unsigned int base, unsigned long *res);
int __must_check kstrtol(const char *s, unsigned int base, long *res);
int __must_check kstrtouint(const char *s, unsigned int base, unsigned int *res);
int __must_check kstrtoint(const char *s, unsigned int base, int *res);
int __must_check kstrtou16(const char *s, unsigned int base, u16 *res);
int __must_check kstrtos16(const char *s, unsigned int base, s16 *res);
int __must_check kstrtou8(const char *s, unsigned int base, u8 *res);
int __must_check kstrtos8(const char *s, unsigned int base, s8 *res);
/* y Y 1 on On -> true; n N 0 off Of -> false; by the first one or two letters. */
int __must_check kstrtobool(const char *s, bool *res);

/* The same of @count bytes of a program's text: -EFAULT where it cannot be read. */
int __must_check kstrtoull_from_user(const char __user *s, size_t count, unsigned int base,
				     unsigned long long *res);
int __must_check kstrtoll_from_user(const char __user *s, size_t count, unsigned int base, long long *res);
int __must_check kstrtoul_from_user(const char __user *s, size_t count, unsigned int base,
				    unsigned long *res);
int __must_check kstrtol_from_user(const char __user *s, size_t count, unsigned int base, long *res);
int __must_check kstrtouint_from_user(const char __user *s, size_t count, unsigned int base,
				      unsigned int *res);
int __must_check kstrtoint_from_user(const char __user *s, size_t count, unsigned int base, int *res);
int __must_check kstrtou16_from_user(const char __user *s, size_t count, unsigned int base, u16 *res);
int __must_check kstrtos16_from_user(const char __user *s, size_t count, unsigned int base, s16 *res);
int __must_check kstrtou8_from_user(const char __user *s, size_t count, unsigned int base, u8 *res);
int __must_check kstrtos8_from_user(const char __user *s, size_t count, unsigned int base, s8 *res);
int __must_check kstrtobool_from_user(const char __user *s, size_t count, bool *res);
#define kstrtou64_from_user(s, count, base, res) kstrtoull_from_user(s, count, base, res)
#define kstrtos64_from_user(s, count, base, res) kstrtoll_from_user(s, count, base, res)
#define kstrtou32_from_user(s, count, base, res) kstrtouint_from_user(s, count, base, res)
#define kstrtos32_from_user(s, count, base, res) kstrtoint_from_user(s, count, base, res)

#define kstrtou64(s, base, res) kstrtoull(s, base, res)
#define kstrtos64(s, base, res) kstrtoll(s, base, res)
#define kstrtou32(s, base, res) kstrtouint(s, base, res)
#define kstrtos32(s, base, res) kstrtoint(s, base, res)

unsigned long long simple_strtoull(const char *s, char **end, unsigned int base);
unsigned long simple_strtoul(const char *s, char **end, unsigned int base);
long simple_strtol(const char *s, char **end, unsigned int base);
long long simple_strtoll(const char *s, char **end, unsigned int base);

/* A number with an optional K, M, G, T, P or E; *@retptr gets the first character not used. */
unsigned long long memparse(const char *ptr, char **retptr);
/* One integer of a comma list: 0 none, 1 last, 2 a comma followed. */
int get_option(char **str, int *pint);
char *get_options(const char *str, int nints, int *ints);

#endif
