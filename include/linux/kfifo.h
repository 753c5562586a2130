/* SPDX-License-Identifier: MIT */
/*
 * linux/kfifo.h: a queue in a ring, of elements of one type or of records of bytes.
 *
 *	static DEFINE_KFIFO(samples, u16, 128);		// power of two
 *
 *	kfifo_put(&samples, value);			// 0 when full
 *	while (kfifo_get(&samples, &value)) ...		// 0 when empty
 *
 * One who puts and one who takes need no lock between them: `in` belongs to the one, `out` to the other, and
 * each is written behind the data it stands for. More of a kind need a lock (the _spinlocked forms).
 * `in` and `out` only count up; their difference is the length, and their low bits are places.
 *
 *        out          in
 *     |..[#############]........|      mask + 1 elements of esize bytes
 *
 * A fifo of records (struct kfifo_rec_ptr_1, _2) keeps each record's length, 1 or 2 bytes, before it.
 * The macros know the element's type from the fifo; counts are of elements, of bytes where there are records.
 *
 * Source: Love ch. 6 "Queues"; names and contracts of Linux include/linux/kfifo.h.
 */
#ifndef _LINUX_KFIFO_H
#define _LINUX_KFIFO_H

#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>
#include <linux/stddef.h>
#include <linux/types.h>

struct __kfifo {
	unsigned int in, out;
	unsigned int mask;  /* elements less one; 0: not set up */
	unsigned int esize; /* bytes of an element */
	void *data;
};

/* The pointers are never followed: they carry types. */
#define __KFIFO_HEAD(element, recsize, moved) \
	union {                               \
		struct __kfifo kfifo;         \
		element *type;                \
		char (*rectype)[recsize];     \
		moved *ptr;                   \
		const moved *ptr_const;       \
	}
#define __KFIFO_WITH_BUFFER(element, size, recsize, moved)                          \
	{                                                                           \
		__KFIFO_HEAD(element, recsize, moved);                              \
		element buf[(size) < 2 || ((size) & ((size) - 1)) ? -1 : (size)];   \
	}
#define __KFIFO_WITHOUT_BUFFER(element, recsize, moved) \
	{                                               \
		__KFIFO_HEAD(element, recsize, moved);  \
		element buf[0];                         \
	}

#define STRUCT_KFIFO(element, size)	   struct __KFIFO_WITH_BUFFER(element, size, 0, element)
#define STRUCT_KFIFO_PTR(element)	   struct __KFIFO_WITHOUT_BUFFER(element, 0, element)
#define STRUCT_KFIFO_REC_1(size)	   struct __KFIFO_WITH_BUFFER(unsigned char, size, 1, void)
#define STRUCT_KFIFO_REC_2(size)	   struct __KFIFO_WITH_BUFFER(unsigned char, size, 2, void)
struct kfifo __KFIFO_WITHOUT_BUFFER(unsigned char, 0, void);
struct kfifo_rec_ptr_1 __KFIFO_WITHOUT_BUFFER(unsigned char, 1, void);
struct kfifo_rec_ptr_2 __KFIFO_WITHOUT_BUFFER(unsigned char, 2, void);

#define __is_kfifo_ptr(fifo) (sizeof((fifo)->buf) == 0)
#define __KFIFO_INIT(fifo)                                                                         \
	{                                                                                          \
		{ .kfifo = {                                                                       \
			.mask = __is_kfifo_ptr(fifo) ? 0 : sizeof((fifo)->buf) / sizeof(*(fifo)->type) - 1, \
			.esize = sizeof(*(fifo)->type),                                            \
			.data = __is_kfifo_ptr(fifo) ? NULL : (fifo)->buf,                         \
		} }                                                                                \
	}
#define DECLARE_KFIFO(fifo, type, size) STRUCT_KFIFO(type, size) fifo
#define DECLARE_KFIFO_PTR(fifo, type)	STRUCT_KFIFO_PTR(type) fifo
#define DEFINE_KFIFO(fifo, type, size)	DECLARE_KFIFO(fifo, type, size) = __KFIFO_INIT(&(fifo))
#define INIT_KFIFO(fifo)                                                                           \
	(void)({                                                                                   \
		typeof(&(fifo)) __new = &(fifo);                                                  \
		__new->kfifo = (struct __kfifo){                                                  \
			.mask = __is_kfifo_ptr(__new) ? 0 : ARRAY_SIZE(__new->buf) - 1,          \
			.esize = sizeof(*__new->type),                                            \
			.data = __is_kfifo_ptr(__new) ? NULL : __new->buf,                       \
		};                                                                                 \
	})

/* kernel/lib/kfifo.c; @recsize 0: @n elements, as many as go. Else one record of @n bytes, or none. */
unsigned int __kfifo_in(struct __kfifo *fifo, const void *buf, unsigned int n, size_t recsize);
unsigned int __kfifo_out(struct __kfifo *fifo, void *buf, unsigned int n, size_t recsize);
unsigned int __kfifo_out_peek(const struct __kfifo *fifo, void *buf, unsigned int n, size_t recsize);
unsigned int __kfifo_peek_len(const struct __kfifo *fifo, size_t recsize);
unsigned int __kfifo_avail(const struct __kfifo *fifo, size_t recsize);
/* Away with @n elements, which are there; with one record. */
void __kfifo_skip(struct __kfifo *fifo, unsigned int n, size_t recsize);
int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int size, size_t esize);
/* kernel/fs/kfifo_memory.c */
int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize, gfp_t gfp);
void __kfifo_free(struct __kfifo *fifo);
int __kfifo_from_user(struct __kfifo *fifo, const void __user *from, unsigned long len, unsigned int *copied,
		      size_t recsize);
int __kfifo_to_user(struct __kfifo *fifo, void __user *to, unsigned long len, unsigned int *copied,
		    size_t recsize);

#define kfifo_recsize(fifo)	sizeof(*(fifo)->rectype)
#define kfifo_esize(fifo)	((fifo)->kfifo.esize)
#define kfifo_initialized(fifo) ((fifo)->kfifo.mask)
#define kfifo_size(fifo)	((fifo)->kfifo.mask + 1)
/* Elements, or bytes with the records' lengths. */
#define kfifo_len(fifo)		(READ_ONCE((fifo)->kfifo.in) - READ_ONCE((fifo)->kfifo.out))
#define kfifo_is_empty(fifo)	(kfifo_len(fifo) == 0)
#define kfifo_is_full(fifo)	(kfifo_len(fifo) > (fifo)->kfifo.mask)
/* What can be put in: elements, or bytes of one record. */
#define kfifo_avail(fifo)	__kfifo_avail(&(fifo)->kfifo, kfifo_recsize(fifo))
/* Throw all away: with nobody at either end; from the taker's end. */
#define kfifo_reset(fifo)	((void)((fifo)->kfifo.in = (fifo)->kfifo.out = 0))
#define kfifo_reset_out(fifo)	((void)((fifo)->kfifo.out = READ_ONCE((fifo)->kfifo.in)))
#define kfifo_skip(fifo)	__kfifo_skip(&(fifo)->kfifo, 1, kfifo_recsize(fifo))
/* Bytes of the next record; of an element. */
#define kfifo_peek_len(fifo)	__kfifo_peek_len(&(fifo)->kfifo, kfifo_recsize(fifo))

/*
 * A ring of its own: @size elements, rounded up to a power of two; or the caller's, rounded down.
 * Return: 0, -EINVAL (fewer than two), -ENOMEM.
 */
#define kfifo_alloc(fifo, size, gfp) \
	__kfifo_alloc(&(fifo)->kfifo, size, sizeof(*(fifo)->type), gfp)
#define kfifo_init(fifo, buffer, size) \
	__kfifo_init(&(fifo)->kfifo, buffer, size, sizeof(*(fifo)->type))
#define kfifo_free(fifo) __kfifo_free(&(fifo)->kfifo)

/* One element. Return: 1, or 0 when full (empty). */
#define __kfifo_unit(fifo) (kfifo_recsize(fifo) ? sizeof(*(fifo)->type) : 1)
#define kfifo_put(fifo, val)                                                                       \
	({                                                                                         \
		typeof((fifo) + 1) __to = (fifo);                                                  \
		const typeof(*__to->type) __val = (val);                                           \
		!!__kfifo_in(&__to->kfifo, &__val, __kfifo_unit(__to), kfifo_recsize(__to));       \
	})
#define __kfifo_get_by(function, fifo, val)                                                        \
	({                                                                                         \
		typeof((fifo) + 1) __from = (fifo);                                                \
		typeof(__from->type) __val = (val);                                                \
		!!function(&__from->kfifo, __val, __kfifo_unit(__from), kfifo_recsize(__from));    \
	})
#define kfifo_get(fifo, val)  __kfifo_get_by(__kfifo_out, fifo, val)
#define kfifo_peek(fifo, val) __kfifo_get_by(__kfifo_out_peek, fifo, val)

/* Many elements, or one record. Return: how many were moved. */
#define kfifo_in(fifo, from, n)                                                                    \
	({                                                                                         \
		typeof((fifo)->ptr_const) __from = (from);                                         \
		__kfifo_in(&(fifo)->kfifo, __from, n, kfifo_recsize(fifo));                        \
	})
#define __kfifo_out_by(function, fifo, to, n)                                                      \
	({                                                                                         \
		typeof((fifo)->ptr) __to = (to);                                                   \
		function(&(fifo)->kfifo, __to, n, kfifo_recsize(fifo));                            \
	})
#define kfifo_out(fifo, to, n)	    __kfifo_out_by(__kfifo_out, fifo, to, n)
#define kfifo_out_peek(fifo, to, n) __kfifo_out_by(__kfifo_out_peek, fifo, to, n)

#define __kfifo_locked(lock, expression)                     \
	({                                                   \
		unsigned long __flags;                       \
		unsigned int __moved;                        \
		spin_lock_irqsave(lock, __flags);            \
		__moved = (expression);                      \
		spin_unlock_irqrestore(lock, __flags);       \
		__moved;                                     \
	})
#define kfifo_in_spinlocked(fifo, from, n, lock)  __kfifo_locked(lock, kfifo_in(fifo, from, n))
#define kfifo_out_spinlocked(fifo, to, n, lock)	  __kfifo_locked(lock, kfifo_out(fifo, to, n))
#define kfifo_is_empty_spinlocked(fifo, lock)	  __kfifo_locked(lock, kfifo_is_empty(fifo))
#define kfifo_in_locked(fifo, from, n, lock)	  kfifo_in_spinlocked(fifo, from, n, lock)
#define kfifo_out_locked(fifo, to, n, lock)	  kfifo_out_spinlocked(fifo, to, n, lock)

/*
 * A program's bytes in, out: @len bytes at most, whole elements only; *@copied says how many bytes.
 * Return: 0 or -EFAULT. Context: may sleep.
 */
#define kfifo_from_user(fifo, from, len, copied) \
	__kfifo_from_user(&(fifo)->kfifo, from, len, copied, kfifo_recsize(fifo))
#define kfifo_to_user(fifo, to, len, copied) \
	__kfifo_to_user(&(fifo)->kfifo, to, len, copied, kfifo_recsize(fifo))

#endif
