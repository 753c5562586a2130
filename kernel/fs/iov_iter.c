// SPDX-License-Identifier: MIT
/*
 * kernel/fs/iov_iter.c: walk the pieces of a read or write (linux/uio.h).
 *
 * One loop, step(), hands each stretch that lies in one piece to a function; copying in, out and zeroing
 * are three such functions. iovec and kvec have the same shape, so the walk does not ask which it is.
 */
#include <linux/build_bug.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

static_assert(sizeof(struct iovec) == sizeof(struct kvec));

void iov_iter_init(struct iov_iter *i, unsigned int direction, const struct iovec *iov,
		   unsigned long nr_segs, size_t count)
{
	*i = (struct iov_iter){ .iter_type = ITER_IOVEC, .data_source = direction, .iov = iov,
				.nr_segs = nr_segs, .count = count };
}
EXPORT_SYMBOL(iov_iter_init);

void iov_iter_kvec(struct iov_iter *i, unsigned int direction, const struct kvec *kvec,
		   unsigned long nr_segs, size_t count)
{
	*i = (struct iov_iter){ .iter_type = ITER_KVEC, .data_source = direction, .kvec = kvec,
				.nr_segs = nr_segs, .count = count };
}
EXPORT_SYMBOL(iov_iter_kvec);

void iov_iter_ubuf(struct iov_iter *i, unsigned int direction, void __user *buf, size_t count)
{
	*i = (struct iov_iter){ .iter_type = ITER_UBUF, .data_source = direction, .nr_segs = 1,
				.count = count, .one = { buf, count } };
}
EXPORT_SYMBOL(iov_iter_ubuf);

static const struct iovec *pieces(const struct iov_iter *i)
{
	return i->iter_type == ITER_UBUF ? &i->one : i->iov;
}

/* What one stretch of the memory is to have done to it; returns bytes NOT done. */
typedef size_t (*stretch_fn)(struct iov_iter *i, void *piece, void *other, size_t bytes);

static size_t to_piece(struct iov_iter *i, void *piece, void *other, size_t bytes)
{
	if (i->iter_type != ITER_KVEC)
		return copy_to_user((void __user *)piece, other, bytes);
	memcpy(piece, other, bytes);
	return 0;
}

static size_t from_piece(struct iov_iter *i, void *piece, void *other, size_t bytes)
{
	if (i->iter_type != ITER_KVEC)
		return copy_from_user(other, (const void __user *)piece, bytes);
	memcpy(other, piece, bytes);
	return 0;
}

static size_t zero_piece(struct iov_iter *i, void *piece, void *other, size_t bytes)
{
	if (i->iter_type != ITER_KVEC)
		return clear_user((void __user *)piece, bytes);
	memset(piece, 0, bytes);
	return 0;
}

static size_t skip_piece(struct iov_iter *i, void *piece, void *other, size_t bytes)
{
	return 0;
}

static size_t step(struct iov_iter *i, void *other, size_t bytes, stretch_fn fn)
{
	size_t done = 0;

	bytes = min(bytes, i->count);
	while (done < bytes) {
		const struct iovec *piece = pieces(i);
		size_t here = min(piece->iov_len - i->iov_offset, bytes - done), left;

		left = fn(i, (char __force *)piece->iov_base + i->iov_offset, (char *)other + done, here);
		done += here - left;
		i->count -= here - left;
		i->iov_offset += here - left;
		if (left)
			break;
		if (i->iov_offset == piece->iov_len && i->nr_segs > 1) {
			i->iov++;
			i->nr_segs--;
			i->iov_offset = 0;
		}
	}
	return done;
}

size_t copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i)
{
	return step(i, (void *)addr, bytes, to_piece);
}
EXPORT_SYMBOL(copy_to_iter);

size_t copy_from_iter(void *addr, size_t bytes, struct iov_iter *i)
{
	return step(i, addr, bytes, from_piece);
}
EXPORT_SYMBOL(copy_from_iter);

bool copy_from_iter_full(void *addr, size_t bytes, struct iov_iter *i)
{
	size_t copied = copy_from_iter(addr, bytes, i);

	if (copied == bytes)
		return true;
	iov_iter_revert(i, copied);
	return false;
}
EXPORT_SYMBOL(copy_from_iter_full);

size_t copy_page_to_iter(struct page *page, size_t offset, size_t bytes, struct iov_iter *i)
{
	char *address = kmap_local_page(page);
	size_t copied = copy_to_iter(address + offset, bytes, i);

	kunmap_local(address);
	return copied;
}
EXPORT_SYMBOL(copy_page_to_iter);

size_t copy_page_from_iter(struct page *page, size_t offset, size_t bytes, struct iov_iter *i)
{
	char *address = kmap_local_page(page);
	size_t copied = copy_from_iter(address + offset, bytes, i);

	kunmap_local(address);
	return copied;
}
EXPORT_SYMBOL(copy_page_from_iter);

size_t iov_iter_zero(size_t bytes, struct iov_iter *i)
{
	return step(i, NULL, bytes, zero_piece);
}
EXPORT_SYMBOL(iov_iter_zero);

void iov_iter_advance(struct iov_iter *i, size_t bytes)
{
	step(i, NULL, bytes, skip_piece);
}
EXPORT_SYMBOL(iov_iter_advance);

void iov_iter_revert(struct iov_iter *i, size_t bytes)
{
	i->count += bytes;
	while (bytes > i->iov_offset) {
		bytes -= i->iov_offset;
		i->iov--;
		i->nr_segs++;
		i->iov_offset = i->iov->iov_len;
	}
	i->iov_offset -= bytes;
}
EXPORT_SYMBOL(iov_iter_revert);

size_t iov_iter_single_seg_count(const struct iov_iter *i)
{
	return min(i->count, pieces(i)->iov_len - i->iov_offset);
}
EXPORT_SYMBOL(iov_iter_single_seg_count);
