// SPDX-License-Identifier: MIT
/*
 * kernel/seq_print.c: what show() prints with, and ready-made iterators for lists.
 *
 * One rule holds for all of them: what does not fit sets count = size, which tells seq_read() to call
 * show() again with a larger buffer. None of them fails, so show() is written as if there were no end.
 *
 * Source: LDD3 ch. 4 "The seq_file interface". Behaviour: Linux 6.1.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>

static void overflow(struct seq_file *m)
{
	m->count = m->size;
}

int seq_write(struct seq_file *m, const void *data, size_t len)
{
	if (m->count + len < m->size) {
		memcpy(m->buf + m->count, data, len);
		m->count += len;
		return 0;
	}
	overflow(m);
	return -1;
}
EXPORT_SYMBOL(seq_write);

void seq_vprintf(struct seq_file *m, const char *fmt, va_list args)
{
	size_t room = m->size - m->count;
	int len;

	if (!room)
		return;
	len = vsnprintf(m->buf + m->count, room, fmt, args);
	if (len < room)
		m->count += len;
	else
		overflow(m);
}
EXPORT_SYMBOL(seq_vprintf);

void seq_printf(struct seq_file *m, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	seq_vprintf(m, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL(seq_printf);

void seq_putc(struct seq_file *m, char c)
{
	if (m->count < m->size)
		m->buf[m->count++] = c;
}
EXPORT_SYMBOL(seq_putc);

void seq_puts(struct seq_file *m, const char *s)
{
	seq_write(m, s, strlen(s));
}
EXPORT_SYMBOL(seq_puts);

/* seq_setwidth() says where a column ends; this fills up to it, then adds @c unless that is 0. */
void seq_pad(struct seq_file *m, char c)
{
	if (m->pad_until > m->count) {
		size_t fill = m->pad_until - m->count;

		if (m->count + fill >= m->size) {
			overflow(m);
			return;
		}
		memset(m->buf + m->count, ' ', fill);
		m->count += fill;
	}
	if (c)
		seq_putc(m, c);
}
EXPORT_SYMBOL(seq_pad);

/* Numbers without a format string: these are what the large files consist of. */
void seq_put_decimal_ull_width(struct seq_file *m, const char *delimiter, unsigned long long num,
			       unsigned int width)
{
	if (delimiter)
		seq_puts(m, delimiter);
	seq_printf(m, "%*llu", width, num);
}
EXPORT_SYMBOL(seq_put_decimal_ull_width);

void seq_put_decimal_ull(struct seq_file *m, const char *delimiter, unsigned long long num)
{
	seq_put_decimal_ull_width(m, delimiter, num, 0);
}
EXPORT_SYMBOL(seq_put_decimal_ull);

void seq_put_decimal_ll(struct seq_file *m, const char *delimiter, long long num)
{
	if (delimiter)
		seq_puts(m, delimiter);
	seq_printf(m, "%lld", num);
}
EXPORT_SYMBOL(seq_put_decimal_ll);

void seq_put_hex_ll(struct seq_file *m, const char *delimiter, unsigned long long v,
		    unsigned int width)
{
	if (delimiter)
		seq_puts(m, delimiter);
	seq_printf(m, "%0*llx", width, v);
}
EXPORT_SYMBOL(seq_put_hex_ll);

static void put_octal(struct seq_file *m, unsigned char c)
{
	seq_putc(m, '\\');
	seq_putc(m, '0' + (c >> 6));
	seq_putc(m, '0' + (c >> 3 & 7));
	seq_putc(m, '0' + (c & 7));
}

void seq_escape_mem(struct seq_file *m, const char *src, size_t len, unsigned int flags,
		    const char *esc)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = src[i];
		bool listed = esc && c && strchr(esc, c);
		bool space = (flags & ESCAPE_SPACE) && (c == '\f' || c == '\n' || c == '\r' ||
							c == '\t' || c == '\v');

		if ((flags & ESCAPE_OCTAL) && (!esc || listed || (space && (flags & ESCAPE_APPEND))))
			put_octal(m, c);
		else
			seq_putc(m, c);
	}
	/* A truncated escape is an overflow as any other: count is at size then. */
}
EXPORT_SYMBOL(seq_escape_mem);

void seq_escape(struct seq_file *m, const char *s, const char *esc)
{
	seq_escape_mem(m, s, strlen(s), ESCAPE_OCTAL, esc);
}
EXPORT_SYMBOL(seq_escape);

/* Copy @p to @s, escaping what @esc lists. Return: behind the end of @s; NULL if @s would pass @p. */
char *mangle_path(char *s, const char *p, const char *esc)
{
	while (s <= p) {
		unsigned char c = *p++;

		if (!c)
			return s;
		if (!strchr(esc, c)) {
			*s++ = c;
			continue;
		}
		if (s + 4 > p)
			break;
		*s++ = '\\';
		*s++ = '0' + (c >> 6);
		*s++ = '0' + (c >> 3 & 7);
		*s++ = '0' + (c & 7);
	}
	return NULL;
}
EXPORT_SYMBOL(mangle_path);

void seq_hex_dump(struct seq_file *m, const char *prefix_str, int prefix_type, int rowsize,
		  int groupsize, const void *buf, size_t len, bool ascii)
{
	char line[32 * 3 + 2 + 32 + 1];

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	for (size_t i = 0; i < len && !seq_has_overflowed(m); i += rowsize) {
		const u8 *row = (const u8 *)buf + i;

		if (prefix_type == DUMP_PREFIX_ADDRESS)
			seq_printf(m, "%s%p: ", prefix_str, row);
		else if (prefix_type == DUMP_PREFIX_OFFSET)
			seq_printf(m, "%s%.8zx: ", prefix_str, i);
		else
			seq_puts(m, prefix_str);
		hex_dump_to_buffer(row, min(len - i, (size_t)rowsize), rowsize, groupsize, line,
				   sizeof(line), ascii);
		seq_puts(m, line);
		seq_putc(m, '\n');
	}
}
EXPORT_SYMBOL(seq_hex_dump);

/* ---- lists ---- */

struct list_head *seq_list_start(struct list_head *head, loff_t pos)
{
	struct list_head *entry;

	list_for_each(entry, head)
		if (pos-- == 0)
			return entry;
	return NULL;
}
EXPORT_SYMBOL(seq_list_start);

struct list_head *seq_list_start_head(struct list_head *head, loff_t pos)
{
	return pos ? seq_list_start(head, pos - 1) : head;
}
EXPORT_SYMBOL(seq_list_start_head);

struct list_head *seq_list_next(void *v, struct list_head *head, loff_t *ppos)
{
	struct list_head *next = ((struct list_head *)v)->next;

	++*ppos;
	return next == head ? NULL : next;
}
EXPORT_SYMBOL(seq_list_next);

struct hlist_node *seq_hlist_start(struct hlist_head *head, loff_t pos)
{
	struct hlist_node *node;

	hlist_for_each(node, head)
		if (pos-- == 0)
			return node;
	return NULL;
}
EXPORT_SYMBOL(seq_hlist_start);

struct hlist_node *seq_hlist_start_head(struct hlist_head *head, loff_t pos)
{
	return pos ? seq_hlist_start(head, pos - 1) : SEQ_START_TOKEN;
}
EXPORT_SYMBOL(seq_hlist_start_head);

struct hlist_node *seq_hlist_next(void *v, struct hlist_head *head, loff_t *ppos)
{
	++*ppos;
	return v == SEQ_START_TOKEN ? head->first : ((struct hlist_node *)v)->next;
}
EXPORT_SYMBOL(seq_hlist_next);
