// SPDX-License-Identifier: MIT
/*
 * kernel/lib/string_search.c: find, split and match inside strings.
 *
 * glob_match() keeps one point to return to, the last star seen, so a hostile pattern costs at most
 * length(pattern) x length(text) and needs no recursion.
 *
 * Source: semantics of Linux lib/string.c and lib/glob.c.
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>

char *strchrnul(const char *s, int c)
{
	while (*s && *s != (char)c)
		s++;
	return (char *)s;
}
EXPORT_SYMBOL(strchrnul);

char *strchr(const char *s, int c)
{
	s = strchrnul(s, c);
	return *s == (char)c ? (char *)s : NULL;
}
EXPORT_SYMBOL(strchr);

char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	do {
		if (*s == (char)c)
			last = s;
	} while (*s++);
	return (char *)last;
}
EXPORT_SYMBOL(strrchr);

char *strnchr(const char *s, size_t n, int c)
{
	for (; n; n--, s++) {
		if (*s == (char)c)
			return (char *)s;
		if (!*s)
			break;
	}
	return NULL;
}
EXPORT_SYMBOL(strnchr);

char *strnstr(const char *s, const char *what, size_t n)
{
	size_t len = strlen(what);

	if (!len)
		return (char *)s;
	for (; n >= len && *s; n--, s++)
		if (!memcmp(s, what, len))
			return (char *)s;
	return NULL;
}
EXPORT_SYMBOL(strnstr);

char *strstr(const char *s, const char *what)
{
	return strnstr(s, what, strlen(s));
}
EXPORT_SYMBOL(strstr);

size_t strspn(const char *s, const char *accept)
{
	size_t n = 0;

	while (s[n] && strchr(accept, s[n]))
		n++;
	return n;
}
EXPORT_SYMBOL(strspn);

size_t strcspn(const char *s, const char *reject)
{
	size_t n = 0;

	while (s[n] && !strchr(reject, s[n]))
		n++;
	return n;
}
EXPORT_SYMBOL(strcspn);

char *strpbrk(const char *s, const char *accept)
{
	s += strcspn(s, accept);
	return *s ? (char *)s : NULL;
}
EXPORT_SYMBOL(strpbrk);

char *strsep(char **s, const char *delimiters)
{
	char *start = *s, *end;

	if (!start)
		return NULL;
	end = strpbrk(start, delimiters);
	if (end)
		*end++ = 0;
	*s = end;
	return start;
}
EXPORT_SYMBOL(strsep);

char *skip_spaces(const char *s)
{
	while (isspace(*s))
		s++;
	return (char *)s;
}
EXPORT_SYMBOL(skip_spaces);

char *strim(char *s)
{
	size_t len = strlen(s);

	while (len && isspace(s[len - 1]))
		len--;
	s[len] = 0;
	return skip_spaces(s);
}
EXPORT_SYMBOL(strim);

char *strreplace(char *s, char old, char new_char)
{
	for (; *s; s++)
		if (*s == old)
			*s = new_char;
	return s;
}
EXPORT_SYMBOL(strreplace);

/* Equal, but for one newline at the end of either. */
bool sysfs_streq(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (*a == *b)
		return true;
	if (!*a && *b == '\n' && !b[1])
		return true;
	return *a == '\n' && !a[1] && !*b;
}
EXPORT_SYMBOL(sysfs_streq);

int match_string(const char *const *array, size_t n, const char *string)
{
	for (size_t i = 0; i < n && array[i]; i++)
		if (!strcmp(array[i], string))
			return i;
	return -EINVAL;
}
EXPORT_SYMBOL(match_string);

int __sysfs_match_string(const char *const *array, size_t n, const char *s)
{
	for (size_t i = 0; i < n && array[i]; i++)
		if (sysfs_streq(array[i], s))
			return i;
	return -EINVAL;
}
EXPORT_SYMBOL(__sysfs_match_string);

/* Match @c against the set behind '['; *@glob ends behind ']'. An unclosed set matches '[' itself. */
static bool match_set(const char **glob, char c)
{
	const char *p = *glob;
	bool inverted = *p == '!' || *p == '^', found = false;

	p += inverted;
	do {
		u8 low = *p, high = low;

		if (!low)
			return c == '[';
		p++;
		if (p[0] == '-' && p[1] && p[1] != ']') {
			high = p[1];
			p += 2;
		}
		found |= low <= (u8)c && (u8)c <= high;
	} while (*p != ']');
	*glob = p + 1;
	return found != inverted;
}

bool glob_match(char const *glob, char const *text)
{
	const char *star = NULL, *star_text = NULL;

	for (;;) {
		const char *next = glob + 1;
		bool match;

		if (*glob == '*') {
			star = glob = next;
			star_text = text;
			continue;
		}
		if (*glob == '?')
			match = *text != 0;
		else if (*glob == '[')
			match = *text && match_set(&next, *text);
		else if (*glob == '\\' && glob[1])
			match = *next++ == *text;
		else
			match = *glob == *text;
		if (match && !*text)
			return true;
		if (match) {
			glob = next;
			text++;
		} else if (star && *star_text) {
			glob = star; /* let the star take one character more */
			text = ++star_text;
		} else {
			return false;
		}
	}
}
EXPORT_SYMBOL(glob_match);
