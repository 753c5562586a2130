// SPDX-License-Identifier: MIT
/*
 * kernel/lib/kstrtox.c: numbers from text.
 *
 * One function reads digits and notices overflow; everything else is range checks around it.
 *
 * Source: semantics of Linux lib/kstrtox.c and lib/cmdline.c.
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/math64.h>

static unsigned int digit_value(char c)
{
	if (isdigit(c))
		return c - '0';
	if (isalpha(c))
		return tolower(c) - 'a' + 10;
	return UINT_MAX;
}

/* Choose base 8, 10 or 16 by prefix where @base is 0, and step over 0x. */
static const char *take_prefix(const char *s, unsigned int *base)
{
	bool hex = s[0] == '0' && tolower(s[1]) == 'x' && isxdigit(s[2]);

	if (*base == 0)
		*base = hex ? 16 : s[0] == '0' ? 8 : 10;
	return *base == 16 && hex ? s + 2 : s;
}

/* Read digits; *@overflow tells whether the value wrapped. Returns the first character not read. */
static const char *read_digits(const char *s, unsigned int base, u64 *value, bool *overflow)
{
	*value = 0;
	*overflow = false;
	for (; digit_value(*s) < base; s++) {
		u64 product = *value * base;

		if (*value > div_u64(U64_MAX, base) || product + digit_value(*s) < product)
			*overflow = true;
		*value = product + digit_value(*s);
	}
	return s;
}

int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	const char *start;
	bool overflow;
	u64 value;

	if (*s == '+')
		s++;
	s = take_prefix(s, &base);
	start = s;
	s = read_digits(s, base, &value, &overflow);
	if (overflow)
		return -ERANGE;
	if (s == start)
		return -EINVAL;
	if (*s == '\n')
		s++;
	if (*s)
		return -EINVAL;
	*res = value;
	return 0;
}
EXPORT_SYMBOL(kstrtoull);

int kstrtoll(const char *s, unsigned int base, long long *res)
{
	bool negative = *s == '-';
	unsigned long long value;
	int err;

	if (negative && s[1] == '+')
		return -EINVAL;
	err = kstrtoull(s + negative, base, &value);
	if (err)
		return err;
	if (value > (u64)S64_MAX + negative)
		return -ERANGE;
	*res = negative ? -value : value;
	return 0;
}
EXPORT_SYMBOL(kstrtoll);

#define DEFINE_KSTRTO(name, type, wide, wide_name)                    \
	int name(const char *s, unsigned int base, type *res)         \
	{                                                             \
		wide value;                                           \
		int err = wide_name(s, base, &value);                 \
									\
		if (err)                                              \
			return err;                                   \
		if (value != (type)value)                             \
			return -ERANGE;                               \
		*res = value;                                         \
		return 0;                                             \
	}                                                             \
	EXPORT_SYMBOL(name)

DEFINE_KSTRTO(kstrtoul, unsigned long, unsigned long long, kstrtoull);
DEFINE_KSTRTO(kstrtol, long, long long, kstrtoll);
DEFINE_KSTRTO(kstrtouint, unsigned int, unsigned long long, kstrtoull);
DEFINE_KSTRTO(kstrtoint, int, long long, kstrtoll);
DEFINE_KSTRTO(kstrtou16, u16, unsigned long long, kstrtoull);
DEFINE_KSTRTO(kstrtos16, s16, long long, kstrtoll);
DEFINE_KSTRTO(kstrtou8, u8, unsigned long long, kstrtoull);
DEFINE_KSTRTO(kstrtos8, s8, long long, kstrtoll);

int kstrtobool(const char *s, bool *res)
{
	if (!s)
		return -EINVAL;
	switch (s[0]) {
	case 'y': case 'Y': case 't': case 'T': case '1':
		*res = true;
		return 0;
	case 'n': case 'N': case 'f': case 'F': case '0':
		*res = false;
		return 0;
	case 'o': case 'O':
		if (tolower(s[1]) != 'n' && tolower(s[1]) != 'f')
			return -EINVAL;
		*res = tolower(s[1]) == 'n';
		return 0;
	}
	return -EINVAL;
}
EXPORT_SYMBOL(kstrtobool);

unsigned long long simple_strtoull(const char *s, char **end, unsigned int base)
{
	bool overflow;
	u64 value;

	s = take_prefix(s, &base);
	s = read_digits(s, base, &value, &overflow);
	if (end)
		*end = (char *)s;
	return value;
}
EXPORT_SYMBOL(simple_strtoull);

unsigned long simple_strtoul(const char *s, char **end, unsigned int base)
{
	return simple_strtoull(s, end, base);
}
EXPORT_SYMBOL(simple_strtoul);

long long simple_strtoll(const char *s, char **end, unsigned int base)
{
	return *s == '-' ? -simple_strtoull(s + 1, end, base) : simple_strtoull(s, end, base);
}
EXPORT_SYMBOL(simple_strtoll);

long simple_strtol(const char *s, char **end, unsigned int base)
{
	return simple_strtoll(s, end, base);
}
EXPORT_SYMBOL(simple_strtol);

unsigned long long memparse(const char *ptr, char **retptr)
{
	static const char suffixes[] = "KMGTPE";
	char *end;
	unsigned long long value = simple_strtoull(ptr, &end, 0);

	for (int i = 0; suffixes[i]; i++) {
		if (toupper(*end) == suffixes[i]) {
			value <<= 10 * (i + 1);
			end++;
			break;
		}
	}
	if (retptr)
		*retptr = end;
	return value;
}
EXPORT_SYMBOL(memparse);

int get_option(char **str, int *pint)
{
	char *digits = *str;
	bool negative;
	int value;

	if (!digits || !*digits)
		return 0;
	negative = *digits == '-'; /* alone it is consumed, and no number */
	digits += negative;
	value = simple_strtoull(digits, str, 0);
	if (pint)
		*pint = negative ? -value : value;
	if (digits == *str)
		return 0;
	if (**str == ',') {
		(*str)++;
		return 2;
	}
	return **str == '-' ? 3 : 1;
}
EXPORT_SYMBOL(get_option);

/* "first-last": write first, first + 1, ... last - 1, as long as there is @room; returns how many those are. */
static int fill_range(char **str, int *ints, int room)
{
	int first = *ints, last = simple_strtol(*str + 1, NULL, 0);

	(*str)++;
	for (int value = first; value < last && room > 0; value++, room--)
		*ints++ = value;
	return last - first;
}

char *get_options(const char *str, int nints, int *ints)
{
	bool count_only = nints == 0;
	int i = 1;

	while (i < nints || count_only) {
		int *at = count_only ? ints : ints + i;
		int more = get_option((char **)&str, at);

		if (!more)
			break;
		if (more == 3) {
			int below = fill_range((char **)&str, at, count_only ? 0 : nints - i);

			if (below < 0)
				break;
			i += below - 1; /* the last of the range is the next number of the string */
		}
		i++;
		if (more == 1)
			break;
	}
	ints[0] = i - 1;
	return (char *)str;
}
EXPORT_SYMBOL(get_options);
