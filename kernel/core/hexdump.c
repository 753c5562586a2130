// SPDX-License-Identifier: MIT
/*
 * kernel/core/hexdump.c: memory as lines of hexadecimal digits, in Linux's layout.
 *
 * A line holds 16 or 32 bytes in groups of 1, 2, 4 or 8; a group is one little-endian number, so its digits
 * stand as the CPU reads it. With @ascii the characters follow in a column of their own.
 *
 *   00000010: 6c 53 74 61 65 20 69 73 20 61 20 6b 65 72 6e 65  lSta e is a kerne
 *
 * Paths. print_hex_dump -> hex_dump_to_buffer -> put_groups, put_characters
 * Cost.  One printk a line.
 */
#include <linux/export.h>
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define ROW_MAX	    32
#define LINE_BYTES  (ROW_MAX * 3 + 2 + ROW_MAX + 1)

const char hex_asc[] = "0123456789abcdef";
const char hex_asc_upper[] = "0123456789ABCDEF";

/* Writes only what fits, counts all: the caller learns the length it would have had. */
struct sink {
	char *buf;
	size_t size;
	int len;
};

static void put(struct sink *sink, char c)
{
	if ((size_t)sink->len + 1 < sink->size)
		sink->buf[sink->len] = c;
	sink->len++;
}

static void put_groups(struct sink *sink, const u8 *bytes, size_t len, int groupsize)
{
	for (size_t start = 0; start < len; start += (size_t)groupsize) {
		if (start)
			put(sink, ' ');
		for (int i = groupsize - 1; i >= 0; i--) {
			put(sink, hex_asc_hi(bytes[start + (size_t)i]));
			put(sink, hex_asc_lo(bytes[start + (size_t)i]));
		}
	}
}

static void put_characters(struct sink *sink, const u8 *bytes, size_t len, int column)
{
	while (sink->len < column)
		put(sink, ' ');
	for (size_t i = 0; i < len; i++)
		put(sink, isascii(bytes[i]) && isprint(bytes[i]) ? (char)bytes[i] : '.');
}

int hex_dump_to_buffer(const void *buf, size_t len, int rowsize, int groupsize, char *linebuf,
		       size_t linebuflen, bool ascii)
{
	struct sink sink = { linebuf, linebuflen, 0 };

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	if (len > (size_t)rowsize)
		len = (size_t)rowsize;
	if (groupsize != 2 && groupsize != 4 && groupsize != 8)
		groupsize = 1;
	if (len % (size_t)groupsize)
		groupsize = 1;
	put_groups(&sink, buf, len, groupsize);
	if (ascii)
		put_characters(&sink, buf, len, rowsize * 2 + rowsize / groupsize + 1);
	if (linebuflen)
		linebuf[(size_t)sink.len < linebuflen ? (size_t)sink.len : linebuflen - 1] = '\0';
	return sink.len;
}
EXPORT_SYMBOL(hex_dump_to_buffer);

void print_hex_dump(const char *level, const char *prefix_str, int prefix_type, int rowsize,
		    int groupsize, const void *buf, size_t len, bool ascii)
{
	char linebuf[LINE_BYTES];

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	for (size_t pos = 0; pos < len; pos += (size_t)rowsize) {
		size_t n = min_t(size_t, len - pos, (size_t)rowsize);

		hex_dump_to_buffer((const char *)buf + pos, n, rowsize, groupsize, linebuf, sizeof(linebuf),
				   ascii);
		if (prefix_type == DUMP_PREFIX_ADDRESS)
			printk("%s%s%px: %s\n", level, prefix_str, (const char *)buf + pos, linebuf);
		else if (prefix_type == DUMP_PREFIX_OFFSET)
			printk("%s%s%.8zx: %s\n", level, prefix_str, pos, linebuf);
		else
			printk("%s%s%s\n", level, prefix_str, linebuf);
	}
}
