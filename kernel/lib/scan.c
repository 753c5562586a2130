// SPDX-License-Identifier: MIT
/*
 * kernel/lib/scan.c: sscanf, the inverse of printf.
 *
 *     %[*][width][hh|h|l|ll|L|z]conversion
 *     conversion  d i u o x X integers    s a word    c characters    [set] characters of a set
 *                 n characters read so far            % itself
 *
 * White space in the format matches any amount of it; all else must match exactly. The scan stops where
 * something does not, and tells how many conversions it has stored.
 * Differences from C, as in Linux: %* skips to the next blank; a set needs a width, knows no ranges and
 * cannot hold `]`.
 *
 * Source: C11 7.21.6.2; semantics of Linux lib/vsprintf.c.
 */
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#define DIGITS_MAX 32 /* of one number; 64 bits have 22 in octal, and a sign and a prefix */

enum size { SIZE_INT, SIZE_CHAR, SIZE_SHORT, SIZE_LONG, SIZE_LONG_LONG };

struct scan {
	const char *start, *text; /* input: all, and what is left of it */
	const char *fmt;
	int width; /* -1: none given */
	enum size size;
	int stored;
	va_list args;
};

/* Step over `%*...` and the word in the input that it stands for. */
static bool skip_conversion(struct scan *s)
{
	if (!*s->text)
		return false;
	for (; *s->fmt && !isspace(*s->fmt) && *s->fmt != '%'; s->fmt++)
		if (*s->fmt == '[')
			return false;
	while (*s->text && !isspace(*s->text))
		s->text++;
	return true;
}

/* Width and size in front of a conversion letter. */
static bool parse_modifiers(struct scan *s)
{
	s->width = -1;
	if (isdigit(*s->fmt)) {
		char *end;

		s->width = clamp(simple_strtol(s->fmt, &end, 10), 0L, (long)SHRT_MAX);
		s->fmt = end;
		if (!s->width)
			return false;
	}
	s->size = SIZE_INT;
	if (*s->fmt == 'h') {
		s->size = s->fmt[1] == 'h' ? SIZE_CHAR : SIZE_SHORT;
		s->fmt += s->size == SIZE_CHAR ? 2 : 1;
	} else if (*s->fmt == 'l') {
		s->size = s->fmt[1] == 'l' ? SIZE_LONG_LONG : SIZE_LONG;
		s->fmt += s->size == SIZE_LONG_LONG ? 2 : 1;
	} else if (*s->fmt == 'L') {
		s->size = SIZE_LONG_LONG;
		s->fmt++;
	} else if (*s->fmt == 'z') {
		s->size = SIZE_LONG;
		s->fmt++;
	}
	return *s->fmt;
}

static bool scan_characters(struct scan *s)
{
	char *to = va_arg(s->args, char *);
	int count = s->width < 0 ? 1 : s->width;

	while (count-- > 0 && *s->text)
		*to++ = *s->text++;
	s->stored++;
	return true;
}

static bool scan_word(struct scan *s)
{
	char *to = va_arg(s->args, char *);
	int room = s->width < 0 ? SHRT_MAX : s->width;

	s->text = skip_spaces(s->text);
	while (room-- > 0 && *s->text && !isspace(*s->text))
		*to++ = *s->text++;
	*to = 0;
	s->stored++;
	return true;
}

/* %[set] or %[^set]; the format stands behind the bracket. */
static bool scan_set(struct scan *s)
{
	char *to = va_arg(s->args, char *);
	bool inverted = *s->fmt == '^';
	const char *set = s->fmt + inverted, *end = strchrnul(set, ']');
	const char *before = s->text;

	if (s->width < 0 || !*end || end == set)
		return false;
	for (int room = s->width; room && *s->text; room--, s->text++) {
		if (!!memchr(set, *s->text, end - set) == inverted)
			break;
		*to++ = *s->text;
	}
	if (s->text == before)
		return false;
	*to = 0;
	s->fmt = end + 1;
	s->stored++;
	return true;
}

static void store_number(struct scan *s, u64 value)
{
	switch (s->size) {
	case SIZE_CHAR:
		*va_arg(s->args, u8 *) = value;
		break;
	case SIZE_SHORT:
		*va_arg(s->args, u16 *) = value;
		break;
	case SIZE_LONG:
		*va_arg(s->args, unsigned long *) = value;
		break;
	case SIZE_LONG_LONG:
		*va_arg(s->args, u64 *) = value;
		break;
	default:
		*va_arg(s->args, u32 *) = value;
	}
	s->stored++;
}

static bool starts_number(const char *text, unsigned int base, bool is_signed)
{
	text += is_signed && *text == '-';
	if (base == 8)
		return *text >= '0' && *text <= '7';
	return base == 16 ? isxdigit(*text) : isdigit(*text);
}

static bool scan_number(struct scan *s, unsigned int base, bool is_signed)
{
	char digits[DIGITS_MAX + 1];
	char *end;
	u64 value;

	s->text = skip_spaces(s->text);
	/* A copy cut at the width, so that the reader of digits stops there. */
	strscpy(digits, s->text, min_t(size_t, s->width < 0 ? DIGITS_MAX : s->width, DIGITS_MAX) + 1);
	if (!starts_number(digits, base, is_signed))
		return false;
	if ((base == 0 || base == 16) && s->width == 2 && digits[0] == '0' && tolower(digits[1]) == 'x' &&
	    isxdigit(s->text[2])) {
		/* A prefix that fills the field is the number 0, as in Linux. */
		s->text += 2;
		store_number(s, 0);
		return true;
	}
	value = is_signed ? (u64)simple_strtoll(digits, &end, base) :
			    simple_strtoull(digits, &end, base);
	s->text += end - digits;
	store_number(s, value);
	return true;
}

/* One conversion, behind its '%'. False ends the scan. */
static bool convert(struct scan *s)
{
	if (*s->fmt == '*')
		return skip_conversion(s);
	if (!parse_modifiers(s))
		return false;
	if (*s->fmt == 'n') {
		*va_arg(s->args, int *) = s->text - s->start;
		s->fmt++;
		return true;
	}
	if (!*s->text)
		return false;
	switch (*s->fmt++) {
	case 'c':
		return scan_characters(s);
	case 's':
		return scan_word(s);
	case '[':
		return scan_set(s);
	case 'o':
		return scan_number(s, 8, false);
	case 'x': case 'X':
		return scan_number(s, 16, false);
	case 'u':
		return scan_number(s, 10, false);
	case 'd':
		return scan_number(s, 10, true);
	case 'i':
		return scan_number(s, 0, true);
	case '%':
		return *s->text++ == '%';
	}
	return false;
}

int vsscanf(const char *buf, const char *fmt, va_list args)
{
	struct scan s = { .start = buf, .text = buf, .fmt = fmt };
	bool matches = true;

	va_copy(s.args, args);
	while (matches && *s.fmt) {
		if (isspace(*s.fmt)) {
			s.fmt = skip_spaces(s.fmt);
			s.text = skip_spaces(s.text);
		} else if (*s.fmt == '%') {
			s.fmt++;
			matches = convert(&s);
		} else {
			matches = *s.fmt++ == *s.text++;
		}
	}
	va_end(s.args);
	return s.stored;
}
EXPORT_SYMBOL(vsscanf);

int sscanf(const char *buf, const char *fmt, ...)
{
	va_list args;
	int stored;

	va_start(args, fmt);
	stored = vsscanf(buf, fmt, args);
	va_end(args);
	return stored;
}
EXPORT_SYMBOL(sscanf);
