// SPDX-License-Identifier: MIT
/*
 * kernel/fs/kfifo_memory.c: rings from the heap, and between a ring and a program's memory.
 *
 * kernel/lib/kfifo.c lies below the allocators and below files. A program's bytes go through a buffer
 * aside, so that a copy that faults half-way moves whole elements only.
 *
 * Paths.  kfifo_from_user -> __kfifo_from_user -> copy_from_user, __kfifo_in
 * Source. As kernel/lib/kfifo.c.
 */
#include <linux/export.h>
#include <linux/kfifo.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define PIECE 64 /* bytes at a time, where elements are no longer than that */

int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize, gfp_t gfp)
{
	unsigned long elements = size < 2 ? 0 : roundup_pow_of_two((unsigned long)size);

	*fifo = (struct __kfifo){ .esize = esize };
	if (!elements)
		return -EINVAL;
	fifo->data = kmalloc_array(elements, esize, gfp);
	if (!fifo->data)
		return -ENOMEM;
	fifo->mask = elements - 1;
	return 0;
}
EXPORT_SYMBOL(__kfifo_alloc);

void __kfifo_free(struct __kfifo *fifo)
{
	kfree(fifo->data);
	*fifo = (struct __kfifo){ .esize = fifo->esize };
}
EXPORT_SYMBOL(__kfifo_free);

/* Bytes to move at once: whole elements, or the whole record. */
static size_t piece_of(const struct __kfifo *fifo, size_t len, size_t recsize)
{
	return recsize ? len : max_t(size_t, rounddown(PIECE, fifo->esize), fifo->esize);
}

int __kfifo_from_user(struct __kfifo *fifo, const void __user *from, unsigned long len, unsigned int *copied,
		      size_t recsize)
{
	unsigned long room = (unsigned long)__kfifo_avail(fifo, recsize) * fifo->esize;
	size_t piece, n;
	void *buf;
	int err = 0;

	*copied = 0;
	if (recsize && len > room)
		return 0;
	len = rounddown(min(len, room), fifo->esize);
	piece = piece_of(fifo, len, recsize);
	buf = kmalloc(piece, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	for (; *copied < len && !err; *copied += n) {
		n = min_t(size_t, piece, len - *copied);
		if (copy_from_user(buf, from + *copied, n)) {
			err = -EFAULT;
			break;
		}
		__kfifo_in(fifo, buf, n / fifo->esize, recsize);
	}
	kfree(buf);
	return err;
}
EXPORT_SYMBOL(__kfifo_from_user);

int __kfifo_to_user(struct __kfifo *fifo, void __user *to, unsigned long len, unsigned int *copied,
		    size_t recsize)
{
	unsigned long there = recsize ? __kfifo_peek_len(fifo, recsize) : (unsigned long)(fifo->in - fifo->out) * fifo->esize;
	size_t piece, n;
	void *buf;
	int err = 0;

	*copied = 0;
	len = rounddown(min(len, there), fifo->esize);
	if (!len)
		return 0;
	piece = piece_of(fifo, len, recsize);
	buf = kmalloc(piece, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	for (; *copied < len; *copied += n) {
		n = min_t(size_t, piece, len - *copied);
		__kfifo_out_peek(fifo, buf, n / fifo->esize, recsize);
		if (copy_to_user(to + *copied, buf, n)) {
			err = -EFAULT;
			break;
		}
		__kfifo_skip(fifo, n / fifo->esize, recsize);
	}
	kfree(buf);
	return err;
}
EXPORT_SYMBOL(__kfifo_to_user);
