// SPDX-License-Identifier: MIT
/*
 * kernel/lib/kfifo.c: a queue in a ring.
 *
 * Problem.  An interrupt handler has bytes or samples for a thread, and neither shall wait for the other.
 * Idea.     Two counters that only go up. The writer alone moves `in`, the reader alone `out`; in - out is
 *           the length even when they have wrapped, and `& mask` is the place. Data are written before `in`
 *           is, and read before `out` is moved.
 * Invariants. in - out <= mask + 1, a power of two. A record lies behind its length, lowest byte first, and
 *           both may wrap.
 * Locks.    None for one writer and one reader.
 * Paths.    kfifo_put -> __kfifo_in -> copy_in;  kfifo_get -> __kfifo_out -> copy_out
 * Source.   Love ch. 6 "Queues"; names of Linux include/linux/kfifo.h.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kfifo.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <asm/barrier.h>

static unsigned int used(const struct __kfifo *fifo)
{
	return READ_ONCE(fifo->in) - READ_ONCE(fifo->out);
}

static unsigned int unused(const struct __kfifo *fifo)
{
	return fifo->mask + 1 - used(fifo);
}

/* @n elements to place @at: up to the ring's end, then from its start. */
static void copy_in(const struct __kfifo *fifo, const void *from, unsigned int n, unsigned int at)
{
	unsigned int place = at & fifo->mask, first = min(n, fifo->mask + 1 - place);

	memcpy(fifo->data + place * fifo->esize, from, first * fifo->esize);
	memcpy(fifo->data, from + first * fifo->esize, (n - first) * fifo->esize);
}

static void copy_out(const struct __kfifo *fifo, void *to, unsigned int n, unsigned int at)
{
	unsigned int place = at & fifo->mask, first = min(n, fifo->mask + 1 - place);

	memcpy(to, fifo->data + place * fifo->esize, first * fifo->esize);
	memcpy(to + first * fifo->esize, fifo->data, (n - first) * fifo->esize);
}

static unsigned int longest_record(size_t recsize)
{
	return (1U << (recsize * 8)) - 1;
}

unsigned int __kfifo_in(struct __kfifo *fifo, const void *buf, unsigned int n, size_t recsize)
{
	u8 length[2] = { n, n >> 8 };

	if (recsize && (n > longest_record(recsize) || n + recsize > unused(fifo)))
		return 0;
	if (recsize)
		copy_in(fifo, length, recsize, fifo->in);
	else
		n = min(n, unused(fifo));
	copy_in(fifo, buf, n, fifo->in + recsize);
	smp_wmb(); /* who sees the new `in` sees the data */
	WRITE_ONCE(fifo->in, fifo->in + recsize + n);
	return n;
}
EXPORT_SYMBOL(__kfifo_in);

unsigned int __kfifo_peek_len(const struct __kfifo *fifo, size_t recsize)
{
	u8 length[2] = { 0 };

	if (!recsize)
		return fifo->esize;
	if (!used(fifo))
		return 0;
	copy_out(fifo, length, recsize, fifo->out);
	return length[0] | length[1] << 8;
}
EXPORT_SYMBOL(__kfifo_peek_len);

unsigned int __kfifo_out_peek(const struct __kfifo *fifo, void *buf, unsigned int n, size_t recsize)
{
	unsigned int there = used(fifo);

	smp_rmb(); /* the data of what `in` says */
	if (recsize && there)
		there = __kfifo_peek_len(fifo, recsize);
	n = min(n, there);
	copy_out(fifo, buf, n, fifo->out + recsize);
	return n;
}
EXPORT_SYMBOL(__kfifo_out_peek);

void __kfifo_skip(struct __kfifo *fifo, unsigned int n, size_t recsize)
{
	if (!used(fifo))
		return;
	if (recsize)
		n = recsize + __kfifo_peek_len(fifo, recsize);
	smp_mb(); /* read before the writer may overwrite */
	WRITE_ONCE(fifo->out, fifo->out + n);
}
EXPORT_SYMBOL(__kfifo_skip);

/* A record is gone whole, also where @buf was too short for it. */
unsigned int __kfifo_out(struct __kfifo *fifo, void *buf, unsigned int n, size_t recsize)
{
	unsigned int taken = __kfifo_out_peek(fifo, buf, n, recsize);

	__kfifo_skip(fifo, taken, recsize);
	return taken;
}
EXPORT_SYMBOL(__kfifo_out);

unsigned int __kfifo_avail(const struct __kfifo *fifo, size_t recsize)
{
	unsigned int room = unused(fifo);

	if (!recsize)
		return room;
	return room <= recsize ? 0 : min(room - (unsigned int)recsize, longest_record(recsize));
}
EXPORT_SYMBOL(__kfifo_avail);

int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int size, size_t esize)
{
	unsigned int elements = size / esize;

	*fifo = (struct __kfifo){ .esize = esize };
	if (elements < 2)
		return -EINVAL;
	fifo->data = buffer;
	fifo->mask = rounddown_pow_of_two((unsigned long)elements) - 1;
	return 0;
}
EXPORT_SYMBOL(__kfifo_init);
