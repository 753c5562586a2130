// SPDX-License-Identifier: MIT
/*
 * kernel/lib/format.c: printf's language.
 *
 *     %[flags][width][.precision][length]conversion
 *     flags       - left, + sign, blank for plus, # prefix, 0 pad with zeros
 *     length      hh h l ll z t j
 *     conversion  d i u x X o c s % p     (n is refused; there are no floating-point numbers)
 *     %p...       pointers and what they point at: format_pointer.c
 *
 * As in Linux, and not as in C: a lone '.' is no precision, and a negative one counts as 0.
 * A text that does not fit is cut, terminated and its full length returned (vsnprintf) or the length
 * that fitted (vscnprintf). An unknown conversion is copied as it stands, so a mistake shows.
 *
 * Source: C11 7.21.6.1; semantics of Linux Documentation/core-api/printk-formats.rst.
 */
#include "format.h"
#include <asm/page.h>
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#define NUMBER_CHARS 24 /* 64 bits in octal are 22 digits */

enum length { LEN_INT, LEN_CHAR, LEN_SHORT, LEN_LONG, LEN_LONG_LONG, LEN_SIZE };

void put_char(struct sink *out, char c)
{
	if (out->pos < out->size)
		out->buf[out->pos] = c;
	out->pos++;
}

static void put_padding(struct sink *out, char c, int count)
{
	while (count-- > 0)
		put_char(out, c);
}

void put_string(struct sink *out, const char *s, const struct spec *spec)
{
	int len;

	if ((unsigned long)s < PAGE_SIZE || IS_ERR(s))
		s = s ? "(efault)" : "(null)";
	len = spec->precision >= 0 ? strnlen(s, spec->precision) : strlen(s);
	if (!spec->left)
		put_padding(out, ' ', spec->width - len);
	for (int i = 0; i < len; i++)
		put_char(out, s[i]);
	if (spec->left)
		put_padding(out, ' ', spec->width - len);
}

/* Digits, lowest first; returns how many. */
static int to_digits(char *digits, u64 value, const struct spec *spec)
{
	const char *alphabet = spec->upper ? "0123456789ABCDEF" : "0123456789abcdef";
	int count = 0;

	while (value >> 32) {
		u32 digit;

		value = div_u64_rem(value, spec->base, &digit);
		digits[count++] = alphabet[digit];
	}
	for (u32 low = value; low; low /= spec->base)
		digits[count++] = alphabet[low % spec->base];
	return count;
}

void put_number(struct sink *out, u64 value, struct spec spec)
{
	char digits[NUMBER_CHARS];
	char sign = 0;
	int count, zeros, prefix, blanks;

	if (spec.is_signed && (s64)value < 0) {
		sign = '-';
		value = -value;
	} else if (spec.is_signed) {
		sign = spec.plus ? '+' : spec.space ? ' ' : 0;
	}
	prefix = !spec.alternate ? 0 : spec.base == 16 ? 2 : spec.base == 8 && value ? 1 : 0;
	count = to_digits(digits, value, &spec);
	if (!count) /* also with precision 0, where C has nothing and Linux a digit */
		digits[count++] = '0';
	zeros = max(spec.precision - count - (prefix == 1), 0);
	blanks = max(spec.width - count - zeros - prefix - !!sign, 0);
	if (spec.zero && !spec.left && spec.precision < 0) {
		zeros += blanks;
		blanks = 0;
	}
	if (!spec.left)
		put_padding(out, ' ', blanks);
	if (sign)
		put_char(out, sign);
	if (prefix)
		put_char(out, '0');
	if (prefix == 2)
		put_char(out, spec.upper ? 'X' : 'x');
	put_padding(out, '0', zeros);
	while (count)
		put_char(out, digits[--count]);
	if (spec.left)
		put_padding(out, ' ', blanks);
}

static const char *parse_flags(const char *fmt, struct spec *spec)
{
	for (;; fmt++) {
		switch (*fmt) {
		case '-': spec->left = true; break;
		case '+': spec->plus = true; break;
		case ' ': spec->space = true; break;
		case '#': spec->alternate = true; break;
		case '0': spec->zero = true; break;
		default: return fmt;
		}
	}
}

/* Digits of a width or precision; absurd ones stay representable. */
static const char *parse_count(const char *fmt, int *count)
{
	*count = 0;
	for (; isdigit(*fmt); fmt++)
		*count = min(*count * 10 + (*fmt - '0'), 0xffff);
	return fmt;
}

static const char *parse_length(const char *fmt, enum length *length)
{
	*length = LEN_INT;
	switch (*fmt) {
	case 'h':
		*length = fmt[1] == 'h' ? LEN_CHAR : LEN_SHORT;
		return fmt + 1 + (fmt[1] == 'h');
	case 'l':
		*length = fmt[1] == 'l' ? LEN_LONG_LONG : LEN_LONG;
		return fmt + 1 + (fmt[1] == 'l');
	case 'L': case 'j':
		*length = LEN_LONG_LONG;
		return fmt + 1;
	case 'z': case 'Z': case 't':
		*length = LEN_SIZE;
		return fmt + 1;
	}
	return fmt;
}

/* Widen by the type that was passed, so that sign and size are right in 64 bits. */
static u64 narrow(u64 value, enum length length, bool is_signed)
{
	switch (length) {
	case LEN_CHAR:
		return is_signed ? (u64)(s64)(s8)value : (u8)value;
	case LEN_SHORT:
		return is_signed ? (u64)(s64)(s16)value : (u16)value;
	case LEN_INT:
		return is_signed ? (u64)(s64)(s32)value : (u32)value;
	case LEN_LONG:
	case LEN_SIZE:
		return is_signed ? (u64)(s64)(long)value : (unsigned long)value;
	default:
		return value;
	}
}

/* Base and sign of an integer conversion; false if @conversion is none. */
static bool integer_conversion(char conversion, struct spec *spec)
{
	switch (conversion) {
	case 'd': case 'i':
		spec->is_signed = true;
		fallthrough;
	case 'u':
		spec->base = 10;
		return true;
	case 'o':
		spec->base = 8;
		return true;
	case 'X':
		spec->upper = true;
		fallthrough;
	case 'x':
		spec->base = 16;
		return true;
	}
	return false;
}

struct arguments {
	va_list list;
};

static u64 take_integer(struct arguments *args, enum length length, bool is_signed)
{
	if (length == LEN_LONG_LONG)
		return va_arg(args->list, unsigned long long);
	if (length == LEN_LONG || length == LEN_SIZE)
		return narrow(va_arg(args->list, unsigned long), length, is_signed);
	return narrow(va_arg(args->list, unsigned int), length, is_signed);
}

static const char *parse_spec(const char *fmt, struct spec *spec, struct arguments *args)
{
	*spec = (struct spec){ .width = -1, .precision = -1, .base = 10 };
	fmt = parse_flags(fmt, spec);
	if (*fmt == '*') {
		spec->width = va_arg(args->list, int);
		if (spec->width < 0) {
			spec->left = true;
			spec->width = -spec->width;
		}
		fmt++;
	} else if (isdigit(*fmt)) {
		fmt = parse_count(fmt, &spec->width);
	}
	if (*fmt == '.') {
		fmt++;
		if (*fmt == '*') {
			spec->precision = max(va_arg(args->list, int), 0);
			fmt++;
		} else if (isdigit(*fmt)) {
			fmt = parse_count(fmt, &spec->precision);
		}
	}
	return fmt;
}

/* One conversion, behind its '%'; returns what follows it. */
static const char *convert(struct sink *out, const char *fmt, struct arguments *args)
{
	const char *start = fmt;
	enum length length;
	struct spec spec;
	char one[2] = "";

	fmt = parse_length(parse_spec(fmt, &spec, args), &length);
	if (integer_conversion(*fmt, &spec)) {
		put_number(out, take_integer(args, length, spec.is_signed), spec);
		return fmt + 1;
	}
	switch (*fmt) {
	case 'c':
		one[0] = va_arg(args->list, int);
		put_padding(out, ' ', spec.left ? 0 : spec.width - 1);
		put_char(out, one[0]);
		put_padding(out, ' ', spec.left ? spec.width - 1 : 0);
		return fmt + 1;
	case 's':
		put_string(out, va_arg(args->list, char *), &spec);
		return fmt + 1;
	case 'p':
		return fmt + 1 + put_pointer(out, fmt + 1, va_arg(args->list, void *), spec);
	case '%':
		put_char(out, '%');
		return fmt + 1;
	}
	put_char(out, '%');
	return start;
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list list)
{
	struct sink out = { buf, size, 0 };
	struct arguments args;

	if (size > INT_MAX)
		return 0;
	va_copy(args.list, list);
	while (*fmt) {
		if (*fmt == '%')
			fmt = convert(&out, fmt + 1, &args);
		else
			put_char(&out, *fmt++);
	}
	va_end(args.list);
	if (size)
		buf[min(out.pos, size - 1)] = 0;
	return out.pos;
}
EXPORT_SYMBOL(vsnprintf);

int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int len = vsnprintf(buf, size, fmt, args);

	return !size ? 0 : min(len, (int)size - 1);
}
EXPORT_SYMBOL(vscnprintf);

int vsprintf(char *buf, const char *fmt, va_list args)
{
	return vsnprintf(buf, INT_MAX, fmt, args);
}
EXPORT_SYMBOL(vsprintf);

#define DEFINE_PRINTF(call)           \
	va_list args;                 \
	int len;                      \
					\
	va_start(args, fmt);          \
	len = call;                   \
	va_end(args);                 \
	return len

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	DEFINE_PRINTF(vsnprintf(buf, size, fmt, args));
}
EXPORT_SYMBOL(snprintf);

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	DEFINE_PRINTF(vscnprintf(buf, size, fmt, args));
}
EXPORT_SYMBOL(scnprintf);

int sprintf(char *buf, const char *fmt, ...)
{
	DEFINE_PRINTF(vsprintf(buf, fmt, args));
}
EXPORT_SYMBOL(sprintf);
