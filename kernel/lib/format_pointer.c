// SPDX-License-Identifier: MIT
/*
 * kernel/lib/format_pointer.c: the letters behind %p.
 *
 *     %p  %px          the address (Slate does not hide addresses: reading them is what it is for)
 *     %pS %ps %pB      function name, with and without offset
 *     %pa[pd]          *phys_addr_t, *dma_addr_t           %pe   error pointer: -ENOMEM
 *     %*ph[CDN]        bytes in hex, separated by blank : - nothing
 *     %*pb %*pbl       bitmap of * bits: in hex by groups of 32, as a list of ranges
 *     %pV              struct va_format                    %pM[FR]  six bytes as a MAC address
 *                                                      %pm[R]   the same without separators
 *     %pU[bBlL]        sixteen bytes as a UUID             %pI4 %pi4 four bytes as an IPv4 address
 *     %pGg %pGp %pGv   gfp, page and vma flags by name     %pR %pr  struct resource
 * Letters that need floors above (G, R) are served by functions those floors register.
 *
 * Source: Linux Documentation/core-api/printk-formats.rst.
 */
#include "format.h"
#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/errname.h>
#include <linux/kernel.h>
#include <asm/page.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <slate/format.h>
#include <slate/symbols.h>

#define HEX_DUMP_MAX 64 /* bytes of one %*ph, as in Linux */
#define TEXT_MAX     256

static pointer_formatter_t formatters['Z' - 'A' + 1];

void register_pointer_format(char letter, pointer_formatter_t formatter)
{
	formatters[letter - 'A'] = formatter;
}

static void put_address(struct sink *out, unsigned long value, struct spec spec)
{
	spec.base = 16;
	if (spec.width < 0) {
		spec.width = 2 * sizeof(void *);
		spec.zero = true;
	}
	put_number(out, value, spec);
}

static void put_text(struct sink *out, const char *text, struct spec spec)
{
	put_string(out, text, &spec);
}

static void put_hex_byte(struct sink *out, u8 byte, bool upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";

	put_char(out, digits[byte >> 4]);
	put_char(out, digits[byte & 15]);
}

static void put_bytes(struct sink *out, const u8 *bytes, int count, char separator)
{
	for (int i = 0; i < count; i++) {
		if (i && separator)
			put_char(out, separator);
		put_hex_byte(out, bytes[i], false);
	}
}

static int put_hex(struct sink *out, const char *letters, const u8 *bytes, struct spec spec)
{
	char separator = letters[1] == 'C' ? ':' : letters[1] == 'D' ? '-' : letters[1] == 'N' ? 0 : ' ';

	put_bytes(out, bytes, clamp(spec.width, 1, HEX_DUMP_MAX), separator);
	return 1 + (separator != ' ');
}

static void put_decimal(struct sink *out, unsigned long value)
{
	put_number(out, value, (struct spec){ .width = -1, .precision = -1, .base = 10 });
}

/* %*pbl: "0-3,8". */
static void put_bitmap_list(struct sink *out, const unsigned long *map, unsigned int nbits)
{
	unsigned int start, end;
	bool first = true;

	for_each_set_bitrange(start, end, map, nbits) {
		if (!first)
			put_char(out, ',');
		first = false;
		put_decimal(out, start);
		if (end == start + 1)
			continue;
		put_char(out, '-');
		put_decimal(out, end - 1);
	}
}

/* %*pb: groups of 32 bits, the highest first and as long as its bits ask. */
static void put_bitmap(struct sink *out, const unsigned long *map, unsigned int nbits)
{
	unsigned int digits = DIV_ROUND_UP(nbits, 4);

	for (unsigned int digit = digits; digit-- > 0;) {
		unsigned int bit = digit * 4, valid = min(nbits - bit, 4u);

		put_char(out, "0123456789abcdef"[map[BIT_WORD(bit)] >> (bit % BITS_PER_LONG) & ((1u << valid) - 1)]);
		if (digit && digit % 8 == 0)
			put_char(out, ',');
	}
}

/* %pM, %pMF, %pMR, %pm, %pmR. */
static int put_mac(struct sink *out, const char *letters, const u8 *bytes)
{
	char separator = letters[0] == 'm' ? 0 : letters[1] == 'F' ? '-' : ':';
	bool reversed = letters[1] == 'R';

	for (int i = 0; i < 6; i++) {
		if (i && separator)
			put_char(out, separator);
		put_hex_byte(out, bytes[reversed ? 5 - i : i], false);
	}
	return 1 + (reversed || separator == '-');
}

/* Bytes in the order that a UUID's text has them: big endian, or Microsoft's mixed one. */
static int put_uuid(struct sink *out, const char *letters, const u8 *bytes)
{
	static const u8 big[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	static const u8 little[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
	const u8 *order = tolower(letters[1]) == 'l' ? little : big;

	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			put_char(out, '-');
		put_hex_byte(out, bytes[order[i]], isupper(letters[1]));
	}
	return 1 + (letters[1] && strchr("bBlL", letters[1]) ? 1 : 0);
}

/* %pI4: 127.0.0.1; %pi4: 127.000.000.001. */
static int put_ipv4(struct sink *out, const char *letters, const u8 *bytes)
{
	struct spec spec = { .width = letters[0] == 'i' ? 3 : -1, .precision = -1, .base = 10, .zero = true };

	for (int i = 0; i < 4; i++) {
		if (i)
			put_char(out, '.');
		put_number(out, bytes[i], spec);
	}
	return 2;
}

static int put_symbol(struct sink *out, const char *letters, void *ptr, struct spec spec)
{
	char text[TEXT_MAX];
	const char *name;

	if (letters[0] == 's') {
		name = symbol_lookup((unsigned long)ptr, NULL, NULL);
		if (name)
			put_text(out, name, spec);
		else
			put_address(out, (unsigned long)ptr, spec);
		return 1;
	}
	sprint_symbol(text, (unsigned long)ptr - (letters[0] == 'B'));
	put_text(out, text, spec);
	return 1 + (letters[1] == 'R' || letters[1] == 'b');
}

static int put_wide_address(struct sink *out, const char *letters, void *ptr, struct spec spec)
{
	spec.base = 16;
	spec.alternate = false;
	put_char(out, '0');
	put_char(out, 'x');
	spec.width = 2 * sizeof(phys_addr_t);
	spec.zero = true;
	put_number(out, *(phys_addr_t *)ptr, spec);
	return 1 + (letters[1] == 'p' || letters[1] == 'd');
}

static int put_registered(struct sink *out, const char *letters, void *ptr, struct spec spec)
{
	char text[TEXT_MAX];
	pointer_formatter_t formatter = formatters[toupper(letters[0]) - 'A'];

	if (!formatter) {
		put_address(out, (unsigned long)ptr, spec);
		return 0;
	}
	formatter(text, sizeof(text), letters, ptr);
	put_text(out, text, spec);
	return letters[0] == 'G' && letters[1] ? 2 : 1;
}

static int put_error(struct sink *out, void *ptr, struct spec spec)
{
	char text[16];
	const char *name;

	if (!IS_ERR(ptr)) {
		put_address(out, (unsigned long)ptr, spec);
		return 1;
	}
	name = errname(PTR_ERR(ptr));
	if (!name) {
		snprintf(text, sizeof(text), "%ld", PTR_ERR(ptr));
		name = text;
	}
	put_text(out, name, spec);
	return 1;
}

static int put_nested(struct sink *out, const struct va_format *nested)
{
	size_t room = out->pos < out->size ? out->size - out->pos : 0;

	out->pos += vsnprintf(room ? out->buf + out->pos : NULL, room, nested->fmt, *nested->va);
	return 1;
}

int put_pointer(struct sink *out, const char *letters, void *ptr, struct spec spec)
{
	static const char *const extensions[] = { /* letters that read memory, and what may follow them */
		"apd", "bl", "hCDN", "MFR", "mR", "UbBlL", "I4", "i4", "V"
	};

	for (size_t i = 0; i < ARRAY_SIZE(extensions) && (unsigned long)ptr < PAGE_SIZE; i++) {
		if (!letters[0] || extensions[i][0] != letters[0])
			continue;
		spec.precision = -1;
		put_text(out, ptr ? "(efault)" : "(null)", spec);
		return letters[1] && strchr(extensions[i] + 1, letters[1]) ? 2 : 1;
	}
	switch (letters[0]) {
	case 'x':
	case 'K':
		put_address(out, (unsigned long)ptr, spec);
		return 1;
	case 'S': case 's': case 'B':
		return put_symbol(out, letters, ptr, spec);
	case 'a':
		return put_wide_address(out, letters, ptr, spec);
	case 'h':
		return put_hex(out, letters, ptr, spec);
	case 'b':
		if (letters[1] == 'l')
			put_bitmap_list(out, ptr, max(spec.width, 0));
		else
			put_bitmap(out, ptr, max(spec.width, 0));
		return 1 + (letters[1] == 'l');
	case 'e':
		return put_error(out, ptr, spec);
	case 'V':
		return put_nested(out, ptr);
	case 'U':
		return put_uuid(out, letters, ptr);
	case 'M': case 'm':
		return put_mac(out, letters, ptr);
	case 'I': case 'i':
		if (letters[1] == '4')
			return put_ipv4(out, letters, ptr);
		break;
	case 'G': case 'R': case 'r':
		return put_registered(out, letters, ptr, spec);
	}
	put_address(out, (unsigned long)ptr, spec);
	return 0;
}
