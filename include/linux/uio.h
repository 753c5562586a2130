/* SPDX-License-Identifier: MIT */
/*
 * linux/uio.h: the memory of one read or write: where it lies, and how far it has got.
 *
 * An iov_iter is a list of pieces (of kernel memory, kvec, or the caller's, iovec) and a place in it;
 * copying moves on. Both kinds are copied by the routines of linux/uaccess.h, which check the latter.
 *
 * Source: Linux Documentation of lib/iov_iter.c's interface in LWN, "The iov_iter interface" (2014).
 */
#ifndef _LINUX_UIO_H
#define _LINUX_UIO_H

#include <linux/kernel.h>
#include <linux/types.h>

struct page;

struct kvec {
	void *iov_base;
	size_t iov_len;
};

struct iovec {
	void __user *iov_base;
	size_t iov_len;
};

enum iter_type { ITER_IOVEC, ITER_KVEC, ITER_UBUF };
#define ITER_SOURCE 1 /* == WRITE */
#define ITER_DEST   0 /* == READ */
#ifndef READ
#define READ  0
#define WRITE 1
#endif

struct iov_iter {
	u8 iter_type;
	bool data_source; /* the pieces are read from (a write) */
	size_t iov_offset; /* into the first piece */
	size_t count;	   /* bytes left */
	union {
		const struct iovec *iov;
		const struct kvec *kvec;
	};
	unsigned long nr_segs;
	struct iovec one; /* the single piece of ITER_UBUF */
};

void iov_iter_init(struct iov_iter *i, unsigned int direction, const struct iovec *iov,
		   unsigned long nr_segs, size_t count);
void iov_iter_kvec(struct iov_iter *i, unsigned int direction, const struct kvec *kvec,
		   unsigned long nr_segs, size_t count);
void iov_iter_ubuf(struct iov_iter *i, unsigned int direction, void __user *buf, size_t count);

/* Return: bytes copied; fewer than @bytes at the end of the pieces or where one is not the caller's. */
size_t copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i);
size_t copy_from_iter(void *addr, size_t bytes, struct iov_iter *i);
bool copy_from_iter_full(void *addr, size_t bytes, struct iov_iter *i);
size_t copy_page_to_iter(struct page *page, size_t offset, size_t bytes, struct iov_iter *i);
size_t copy_page_from_iter(struct page *page, size_t offset, size_t bytes, struct iov_iter *i);
size_t iov_iter_zero(size_t bytes, struct iov_iter *i);
void iov_iter_advance(struct iov_iter *i, size_t bytes);
void iov_iter_revert(struct iov_iter *i, size_t bytes);
size_t iov_iter_single_seg_count(const struct iov_iter *i);

static inline size_t iov_iter_count(const struct iov_iter *i)
{
	return i->count;
}

static inline u8 iov_iter_rw(const struct iov_iter *i)
{
	return i->data_source ? WRITE : READ;
}

static inline void iov_iter_truncate(struct iov_iter *i, u64 count)
{
	if (i->count > count)
		i->count = count;
}

static inline size_t iov_length(const struct iovec *iov, unsigned long nr_segs)
{
	size_t total = 0;

	for (unsigned long seg = 0; seg < nr_segs; seg++)
		total += iov[seg].iov_len;
	return total;
}

#endif
