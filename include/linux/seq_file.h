/* SPDX-License-Identifier: MIT */
/*
 * linux/seq_file.h: files made of records, printed while they are read.
 *
 * The owner of the records gives an iterator (start, next, stop) and show(), which prints one record.
 * seq_read() calls them, keeps what did not fit for the next read, and grows its buffer until one whole
 * record fits, so show() never has to think about buffers.
 *
 * Source: LDD3 ch. 4 "The seq_file interface"; Documentation/filesystems/seq_file.rst of Linux.
 */
#ifndef _LINUX_SEQ_FILE_H
#define _LINUX_SEQ_FILE_H

#include <linux/bug.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/types.h>

struct seq_operations;

/**
 * struct seq_file - one open file of records.
 * @buf: text not yet read, from @from, @count bytes; @size bytes of room.
 * @pad_until: column that seq_pad() fills to.
 * @index: position of the iterator; @read_pos is the file position it belongs to.
 * @lock: one reader at a time.
 * @private: the owner's.
 */
struct seq_file {
	char *buf;
	size_t size;
	size_t from;
	size_t count;
	size_t pad_until;
	loff_t index;
	loff_t read_pos;
	struct mutex lock;
	const struct seq_operations *op;
	int poll_event;
	const struct file *file;
	void *private;
};

/**
 * struct seq_operations - how to walk the records.
 * @start: find record *@pos (0 = first; SEQ_START_TOKEN to have a heading shown) and lock what must stay;
 *         NULL at the end, or an ERR_PTR.
 * @stop: unlock; called once after each start, whatever that returned.
 * @next: the record behind @v; moves *@pos on even at the end.
 * @show: print @v: 0, -errno, or SEQ_SKIP to drop what it printed.
 */
struct seq_operations {
	void *(*start)(struct seq_file *m, loff_t *pos);
	void (*stop)(struct seq_file *m, void *v);
	void *(*next)(struct seq_file *m, void *v, loff_t *pos);
	int (*show)(struct seq_file *m, void *v);
};

#define SEQ_SKIP	1
#define SEQ_START_TOKEN ((void *)1)

/* Did show() run out of room? It is called again with more: no need to look, but it may save work. */
static inline bool seq_has_overflowed(struct seq_file *m)
{
	return m->count == m->size;
}

/* Room for direct writing; commit what was used, or -1 for "did not fit". */
static inline size_t seq_get_buf(struct seq_file *m, char **bufp)
{
	BUG_ON(m->count > m->size);
	*bufp = m->count < m->size ? m->buf + m->count : NULL;
	return m->size - m->count;
}

static inline void seq_commit(struct seq_file *m, int num)
{
	if (num < 0) {
		m->count = m->size;
	} else {
		BUG_ON(m->count + num > m->size);
		m->count += num;
	}
}

/* The next seq_pad() fills up to @size columns from here. */
static inline void seq_setwidth(struct seq_file *m, size_t size)
{
	m->pad_until = m->count + size;
}
void seq_pad(struct seq_file *m, char c);

char *mangle_path(char *s, const char *p, const char *esc);

int seq_open(struct file *file, const struct seq_operations *op);
ssize_t seq_read(struct file *file, char __user *buf, size_t size, loff_t *ppos);
loff_t seq_lseek(struct file *file, loff_t offset, int whence);
int seq_release(struct inode *inode, struct file *file);
int seq_write(struct seq_file *m, const void *data, size_t len);

__printf(2, 0) void seq_vprintf(struct seq_file *m, const char *fmt, va_list args);
__printf(2, 3) void seq_printf(struct seq_file *m, const char *fmt, ...);
void seq_putc(struct seq_file *m, char c);
void seq_puts(struct seq_file *m, const char *s);
void seq_put_decimal_ull_width(struct seq_file *m, const char *delimiter, unsigned long long num,
			       unsigned int width);
void seq_put_decimal_ull(struct seq_file *m, const char *delimiter, unsigned long long num);
void seq_put_decimal_ll(struct seq_file *m, const char *delimiter, long long num);
void seq_put_hex_ll(struct seq_file *m, const char *delimiter, unsigned long long v,
		    unsigned int width);

void seq_escape_mem(struct seq_file *m, const char *src, size_t len, unsigned int flags,
		    const char *esc);
/* Characters of @esc, backslash included if it is there, as three octal digits. */
void seq_escape(struct seq_file *m, const char *s, const char *esc);
#define ESCAPE_SPACE  BIT(0)
#define ESCAPE_OCTAL  BIT(3)
#define ESCAPE_APPEND BIT(7)

void seq_hex_dump(struct seq_file *m, const char *prefix_str, int prefix_type, int rowsize,
		  int groupsize, const void *buf, size_t len, bool ascii);

int single_open(struct file *file, int (*show)(struct seq_file *, void *), void *data);
int single_open_size(struct file *file, int (*show)(struct seq_file *, void *), void *data,
		     size_t size);
int single_release(struct inode *inode, struct file *file);
void *__seq_open_private(struct file *file, const struct seq_operations *ops, int psize);
int seq_open_private(struct file *file, const struct seq_operations *ops, int psize);
int seq_release_private(struct inode *inode, struct file *file);

#define DEFINE_SEQ_ATTRIBUTE(__name)                                                        \
	static int __name##_open(struct inode *inode, struct file *file)                    \
	{                                                                                   \
		int ret = seq_open(file, &__name##_sops);                                   \
		if (!ret && inode->i_private)                                               \
			((struct seq_file *)file->private_data)->private = inode->i_private; \
		return ret;                                                                 \
	}                                                                                   \
	static const struct file_operations __name##_fops = {                               \
		.owner = THIS_MODULE,                                                       \
		.open = __name##_open,                                                      \
		.read = seq_read,                                                           \
		.llseek = seq_lseek,                                                        \
		.release = seq_release,                                                     \
	}

#define DEFINE_SHOW_ATTRIBUTE(__name)                                                       \
	static int __name##_open(struct inode *inode, struct file *file)                    \
	{                                                                                   \
		return single_open(file, __name##_show, inode->i_private);                  \
	}                                                                                   \
	static const struct file_operations __name##_fops = {                               \
		.owner = THIS_MODULE,                                                       \
		.open = __name##_open,                                                      \
		.read = seq_read,                                                           \
		.llseek = seq_lseek,                                                        \
		.release = single_release,                                                  \
	}

#define DEFINE_PROC_SHOW_ATTRIBUTE(__name)                                                  \
	static int __name##_open(struct inode *inode, struct file *file)                    \
	{                                                                                   \
		return single_open(file, __name##_show, pde_data(inode));                   \
	}                                                                                   \
	static const struct proc_ops __name##_proc_ops = {                                  \
		.proc_open = __name##_open,                                                 \
		.proc_read = seq_read,                                                      \
		.proc_lseek = seq_lseek,                                                    \
		.proc_release = single_release,                                             \
	}

#define seq_show_option(m, name, value)                  \
	do {                                             \
		seq_putc(m, ',');                        \
		seq_escape(m, name, ",= \t\n\\");        \
		if (value) {                             \
			seq_putc(m, '=');                \
			seq_escape(m, value, ", \t\n\\"); \
		}                                        \
	} while (0)

/* Iterators for lists: @pos counts entries; the _head forms begin with the head itself, for a heading. */
struct list_head *seq_list_start(struct list_head *head, loff_t pos);
struct list_head *seq_list_start_head(struct list_head *head, loff_t pos);
struct list_head *seq_list_next(void *v, struct list_head *head, loff_t *ppos);
struct hlist_node *seq_hlist_start(struct hlist_head *head, loff_t pos);
struct hlist_node *seq_hlist_start_head(struct hlist_head *head, loff_t pos);
struct hlist_node *seq_hlist_next(void *v, struct hlist_head *head, loff_t *ppos);

#endif
