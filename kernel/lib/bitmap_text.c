// SPDX-License-Identifier: MIT
/*
 * kernel/lib/bitmap_text.c: bitmaps as people write them.
 *
 *     mask    badf00d,deadbeef          groups of 32 bits, the highest first
 *     list    0-3,8,16-31:2/8,N,all     ranges; of each eight the first two; the last bit; all of them
 *
 * Problem.  Both come from command lines and files of /proc: any text must end in a map or an error.
 * Idea.     A list is read one region at a time into {start, end, used, group}, checked, and set. A mask is
 *           read from its end, because the last group holds the lowest bits.
 * Invariants. On an error the map holds what came before it; the callers throw it away.
 * Source.   Linux Documentation/admin-guide/kernel-parameters.rst, "cpu lists"; errors as Linux gives them.
 */
#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/sprintf.h>
#include <asm/page.h>

#define GROUP_BITS   32
#define GROUP_DIGITS (GROUP_BITS / 4)

static bool ends(char c)
{
	return c == '\0' || c == '\n';
}

static bool separates(char c)
{
	return isspace(c) || c == ',';
}

/* ---- lists ---- */

/* Bits [start, end], and of each @group of them the first @used. */
struct region {
	unsigned int start, end, used, group, nbits;
};

static bool is_word(const char *text, const char *word)
{
	return !strncasecmp(text, word, strlen(word));
}

/* A number, or N for the last bit. Return: what is behind it, or NULL with *err set. */
static const char *read_number(const char *text, unsigned int *value, unsigned int nbits, int *err)
{
	u64 number = 0;

	if (*text == 'N') {
		*value = nbits - 1;
		return text + 1;
	}
	if (!isdigit(*text)) {
		*err = -EINVAL;
		return NULL;
	}
	for (; isdigit(*text); text++) {
		number = number * 10 + (*text - '0');
		if (number > UINT_MAX) {
			*err = -EOVERFLOW;
			return NULL;
		}
	}
	*value = number;
	return text;
}

static const char *read_pattern(const char *text, struct region *r, int *err)
{
	text = read_number(text, &r->used, r->nbits, err);
	if (!text)
		return NULL;
	if (*text != '/') {
		*err = -EINVAL;
		return NULL;
	}
	return read_number(text + 1, &r->group, r->nbits, err);
}

static const char *read_region(const char *text, struct region *r, int *err)
{
	r->start = 0;
	r->end = r->nbits - 1;
	if (is_word(text, "all")) {
		text += strlen("all");
	} else {
		text = read_number(text, &r->start, r->nbits, err);
		if (!text)
			return NULL;
		r->end = r->start;
		if (*text == '-')
			text = read_number(text + 1, &r->end, r->nbits, err);
		if (!text)
			return NULL;
	}
	r->used = r->group = r->end + 1;
	if (*text == ':')
		text = read_pattern(text + 1, r, err);
	if (text && !ends(*text) && !separates(*text)) {
		*err = -EINVAL;
		return NULL;
	}
	return text;
}

static int check_region(const struct region *r)
{
	if (r->start > r->end || !r->group || r->used > r->group)
		return -EINVAL;
	return r->end < r->nbits ? 0 : -ERANGE;
}

int bitmap_parselist(const char *buf, unsigned long *maskp, int nmaskbits)
{
	struct region r = { .nbits = nmaskbits };
	int err = 0;

	bitmap_zero(maskp, nmaskbits);
	while (buf) {
		while (separates(*buf) && !ends(*buf))
			buf++;
		if (ends(*buf))
			return 0;
		buf = read_region(buf, &r, &err);
		if (buf)
			err = check_region(&r);
		if (err)
			return err;
		for (unsigned int at = r.start; at <= r.end; at += r.group)
			bitmap_set(maskp, at, min(r.end - at + 1, r.used));
	}
	return err;
}
EXPORT_SYMBOL(bitmap_parselist);

/* ---- masks ---- */

/* The group of hexadecimal digits that ends before @end. Return: where it begins, or NULL with *err set. */
static const char *read_group(const char *start, const char *end, u32 *group, int *err)
{
	const char *digit = end;
	u32 value = 0;

	while (digit > start && !separates(digit[-1]))
		digit--;
	if (end - digit > GROUP_DIGITS)
		*err = -EOVERFLOW;
	for (const char *at = digit; at < end; at++) {
		int nibble = hex_to_bin(*at);

		if (nibble < 0)
			*err = -EINVAL;
		value = value << 4 | (nibble & 15);
	}
	*group = value;
	return *err ? NULL : digit;
}

int bitmap_parse(const char *buf, unsigned int buflen, unsigned long *maskp, int nmaskbits)
{
	unsigned int at = 0, nbits = nmaskbits;
	const char *end = buf;
	int err = 0;

	while ((unsigned int)(end - buf) < buflen && !ends(*end))
		end++;
	bitmap_zero(maskp, nbits);
	for (;; at += GROUP_BITS) {
		u32 group;

		while (end > buf && separates(end[-1]))
			end--;
		if (end == buf)
			return 0;
		end = read_group(buf, end, &group, &err);
		if (err)
			return err;
		if (at >= nbits || (nbits - at < GROUP_BITS && group >> (nbits - at)))
			return -EOVERFLOW;
		maskp[at / BITS_PER_LONG] |= (unsigned long)group << (at % BITS_PER_LONG);
	}
}
EXPORT_SYMBOL(bitmap_parse);

/* ---- out ---- */

int bitmap_print_to_pagebuf(bool list, char *buf, const unsigned long *maskp, int nmaskbits)
{
	size_t room = PAGE_SIZE - ((unsigned long)buf & (PAGE_SIZE - 1));

	return scnprintf(buf, room, list ? "%*pbl\n" : "%*pb\n", nmaskbits, maskp);
}
EXPORT_SYMBOL(bitmap_print_to_pagebuf);
