// SPDX-License-Identifier: MIT
/*
 * kernel/seq_file.c: files made of records, printed while they are read.
 *
 * Problem.  A reader asks for n bytes at some position; the owner of the data has records. Records may
 *           come and go between two reads, and one may be longer than any buffer chosen beforehand.
 * Idea.     Print whole records into a buffer, hand out bytes of it, keep the rest. The position of
 *           the iterator (index) is remembered with the file position it belongs to (read_pos); a
 *           reader that seeks elsewhere makes us print from the start and throw away what lies before.
 *
 *     records   [ 0 ][ 1 ][   2   ][ 3 ] ...
 *     buf             |<from| count  >|          index = 3: the next one to print
 *                     read_pos
 *
 * Growth.   A record that does not fit sets count = size (overflow). If it is the first in the buffer,
 *           the buffer doubles and the record is printed again; if it is a later one, it is taken back
 *           and waits for the next read.
 * Invariants (checked by the KUnit suite): from + count <= size; stop() follows every start().
 * Locks.    m->lock (mutex), held across start..stop; what show() takes nests inside.
 * Paths.    Read  seq_read -> read_locked -> [drain] -> print_first -> print_more -> drain
 *           Seek  seq_lseek | seq_read -> traverse
 * Cost.     Reading sequentially prints each record once, plus one more time per doubling.
 * Sources.  LDD3 ch. 4 "The seq_file interface". Behaviour: Linux 6.1.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

static char *alloc_buffer(size_t size)
{
	return kvmalloc(size, GFP_KERNEL);
}

/**
 * seq_open() - make @file a file of records.
 * @file: its private_data becomes a struct seq_file.
 * @op: the iterator.
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int seq_open(struct file *file, const struct seq_operations *op)
{
	struct seq_file *m;

	WARN_ON(file->private_data);
	m = kzalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return -ENOMEM;
	mutex_init(&m->lock);
	m->op = op;
	m->file = file;
	file->private_data = m;
	/* Two positions, the reader's and the iterator's, cannot be kept in step with pwrite(). */
	file->f_mode &= ~FMODE_PWRITE;
	return 0;
}
EXPORT_SYMBOL(seq_open);

/* Drop the buffer and double it. Return: 0 or -ENOMEM (the file then has none, which is fine). */
static int grow_buffer(struct seq_file *m)
{
	kvfree(m->buf);
	m->count = 0;
	m->size <<= 1;
	m->buf = alloc_buffer(m->size);
	return m->buf ? 0 : -ENOMEM;
}

static int need_buffer(struct seq_file *m)
{
	if (m->buf)
		return 0;
	m->size = PAGE_SIZE;
	m->buf = alloc_buffer(m->size);
	return m->buf ? 0 : -ENOMEM;
}

/* The record behind @p. An iterator that forgets to move on would never end: say so and move it. */
static void *next_record(struct seq_file *m, void *p)
{
	loff_t before = m->index;

	p = m->op->next(m, p, &m->index);
	if (m->index == before) {
		pr_info_ratelimited("seq_file: %ps did not move on\n", m->op->next);
		m->index++;
	}
	return p;
}

/* One walk to @offset, printing and forgetting. Return: 0, -EAGAIN (buffer doubled), or -errno. */
static int traverse_once(struct seq_file *m, loff_t offset)
{
	loff_t pos = 0;
	int error = 0;
	void *p;

	m->index = 0;
	m->count = m->from = 0;
	if (!offset)
		return 0;
	error = need_buffer(m);
	if (error)
		return error;
	for (p = m->op->start(m, &m->index); p; p = next_record(m, p)) {
		error = PTR_ERR_OR_ZERO(p);
		if (error)
			break;
		error = m->op->show(m, p);
		if (error < 0)
			break;
		if (error) {
			error = 0;
			m->count = 0;
		}
		if (seq_has_overflowed(m)) {
			m->op->stop(m, p);
			error = grow_buffer(m);
			return error ? error : -EAGAIN;
		}
		if (pos + m->count > offset) {
			/* The position lies inside this record: its rest is the next to be read. */
			m->from = offset - pos;
			m->count -= m->from;
			m->index++;
			break;
		}
		pos += m->count;
		m->count = 0;
		if (pos == offset) {
			m->index++;
			break;
		}
	}
	m->op->stop(m, p);
	return error;
}

static int traverse(struct seq_file *m, loff_t offset)
{
	int error;

	do {
		error = traverse_once(m, offset);
	} while (error == -EAGAIN);
	return error;
}

/* Print the first record that is not empty, however large. Return: it, NULL, or an ERR_PTR; started. */
static void *print_first(struct seq_file *m)
{
	void *p = m->op->start(m, &m->index);

	while (!IS_ERR_OR_NULL(p)) {
		int error = m->op->show(m, p);

		if (error < 0) {
			m->op->stop(m, p);
			m->count = 0;
			return ERR_PTR(error);
		}
		if (error)
			m->count = 0;
		if (!m->count) {
			p = next_record(m, p);
			continue;
		}
		if (!seq_has_overflowed(m))
			return p;
		m->op->stop(m, p);
		error = grow_buffer(m);
		if (error)
			return ERR_PTR(error);
		p = m->op->start(m, &m->index);
	}
	m->op->stop(m, p);
	m->count = 0;
	return p;
}

/* Add whole records until @wanted bytes are there or one does not fit; then stop. */
static void print_more(struct seq_file *m, void *p, size_t wanted)
{
	for (;;) {
		size_t before = m->count;
		int error;

		p = next_record(m, p);
		if (IS_ERR_OR_NULL(p) || m->count >= wanted)
			break;
		error = m->op->show(m, p);
		if (error > 0) {
			m->count = before;
		} else if (error || seq_has_overflowed(m)) {
			m->count = before;
			break;
		}
	}
	m->op->stop(m, p);
}

/* Hand out what is printed. Return: bytes, or -EFAULT. */
static ssize_t drain(struct seq_file *m, char __user *buf, size_t size)
{
	size_t n = min(m->count, size);

	if (copy_to_user(buf, m->buf + m->from, n))
		return -EFAULT;
	m->count -= n;
	m->from += n;
	return n;
}

static ssize_t read_locked(struct seq_file *m, char __user *buf, size_t size)
{
	ssize_t drained = 0, more;
	void *p;

	if (m->count) {
		drained = drain(m, buf, size);
		if (drained < 0 || drained == size)
			return drained;
	}
	m->from = 0;
	p = print_first(m);
	if (IS_ERR_OR_NULL(p))
		return drained ? drained : PTR_ERR(p);
	print_more(m, p, size - drained);
	more = drain(m, buf + drained, size - drained);
	return more < 0 && !drained ? more : drained + max(more, (ssize_t)0);
}

/**
 * seq_read() - ->read of a file of records.
 * @file: opened with seq_open() or single_open().
 * @buf: where to.
 * @size: bytes wanted.
 * @ppos: file position; moved on.
 *
 * Context: may sleep.
 * Return: bytes read, 0 at the end, or -errno.
 */
ssize_t seq_read(struct file *file, char __user *buf, size_t size, loff_t *ppos)
{
	struct seq_file *m = file->private_data;
	ssize_t n;

	if (!size)
		return 0;
	mutex_lock(&m->lock);
	if (*ppos == 0) {
		m->index = 0;
		m->count = 0;
		m->read_pos = 0;
	}
	n = need_buffer(m);
	if (!n && *ppos != m->read_pos) {
		n = traverse(m, *ppos);
		m->read_pos = n ? 0 : *ppos;
		if (n) {
			m->index = 0;
			m->count = 0;
		}
	}
	if (!n)
		n = read_locked(m, buf, size);
	if (n > 0) {
		*ppos += n;
		m->read_pos += n;
	}
	mutex_unlock(&m->lock);
	return n;
}
EXPORT_SYMBOL(seq_read);

/**
 * seq_lseek() - ->llseek of a file of records.
 * @file: file.
 * @offset: bytes.
 * @whence: SEEK_SET or SEEK_CUR; the end is not known before one has read it.
 *
 * Return: new position, or -EINVAL.
 */
loff_t seq_lseek(struct file *file, loff_t offset, int whence)
{
	struct seq_file *m = file->private_data;
	loff_t result = -EINVAL;

	mutex_lock(&m->lock);
	if (whence == SEEK_CUR)
		offset += file->f_pos;
	if ((whence == SEEK_SET || whence == SEEK_CUR) && offset >= 0) {
		result = offset;
		if (offset != m->read_pos) {
			int error = traverse(m, offset);

			if (error) {
				file->f_pos = m->read_pos = 0;
				m->index = 0;
				m->count = 0;
				result = error;
			} else {
				m->read_pos = offset;
			}
		}
		if (result >= 0)
			file->f_pos = offset;
	}
	mutex_unlock(&m->lock);
	return result;
}
EXPORT_SYMBOL(seq_lseek);

int seq_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	kvfree(m->buf);
	kfree(m);
	file->private_data = NULL;
	return 0;
}
EXPORT_SYMBOL(seq_release);

/* ---- files of one record ---- */

static void *single_start(struct seq_file *m, loff_t *pos)
{
	return *pos ? NULL : SEQ_START_TOKEN;
}

static void *single_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return NULL;
}

static void single_stop(struct seq_file *m, void *v)
{
}

/* seq_file.rst: the operations are allocated, since show() differs; single_release() frees them. */
int single_open(struct file *file, int (*show)(struct seq_file *, void *), void *data)
{
	struct seq_operations *op = kmalloc(sizeof(*op), GFP_KERNEL);
	int error;

	if (!op)
		return -ENOMEM;
	op->start = single_start;
	op->next = single_next;
	op->stop = single_stop;
	op->show = show;
	error = seq_open(file, op);
	if (error)
		kfree(op);
	else
		((struct seq_file *)file->private_data)->private = data;
	return error;
}
EXPORT_SYMBOL(single_open);

/* As single_open(), with room for @size bytes from the start. */
int single_open_size(struct file *file, int (*show)(struct seq_file *, void *), void *data,
		     size_t size)
{
	char *buf = alloc_buffer(size);
	int error;

	if (!buf)
		return -ENOMEM;
	error = single_open(file, show, data);
	if (error) {
		kvfree(buf);
		return error;
	}
	((struct seq_file *)file->private_data)->buf = buf;
	((struct seq_file *)file->private_data)->size = size;
	return 0;
}
EXPORT_SYMBOL(single_open_size);

int single_release(struct inode *inode, struct file *file)
{
	const struct seq_operations *op = ((struct seq_file *)file->private_data)->op;

	seq_release(inode, file);
	kfree(op);
	return 0;
}
EXPORT_SYMBOL(single_release);

/* ---- files with state of their own ---- */

void *__seq_open_private(struct file *file, const struct seq_operations *ops, int psize)
{
	void *private = kzalloc(psize, GFP_KERNEL);

	if (!private)
		return NULL;
	if (seq_open(file, ops)) {
		kfree(private);
		return NULL;
	}
	((struct seq_file *)file->private_data)->private = private;
	return private;
}
EXPORT_SYMBOL(__seq_open_private);

int seq_open_private(struct file *file, const struct seq_operations *ops, int psize)
{
	return __seq_open_private(file, ops, psize) ? 0 : -ENOMEM;
}
EXPORT_SYMBOL(seq_open_private);

int seq_release_private(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	kfree(m->private);
	m->private = NULL;
	return seq_release(inode, file);
}
EXPORT_SYMBOL(seq_release_private);
