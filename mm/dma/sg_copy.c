// SPDX-License-Identifier: MIT
/*
 * mm/dma/sg_copy.c: walk a list page by page, map the pieces, copy through them.
 *
 * Idea.     An entry may span pages, a page may be highmem: what the CPU can touch at once is the part
 *           of an entry that lies in one page. sg_page_iter finds it, sg_miter maps it, the copies use it.
 * Context.  sg_miter_next() to sg_miter_stop() with SG_MITER_ATOMIC must not sleep; without it may.
 * Sources.  Linux Documentation/core-api/dma-api-howto.rst; LDD3 ch. 15.
 */
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/scatterlist.h>
#include <linux/string.h>

void __sg_page_iter_start(struct sg_page_iter *piter, struct scatterlist *sglist, unsigned int nents,
			  unsigned long pgoffset)
{
	piter->__pg_advance = 0;
	piter->__nents = nents;
	piter->sg = sglist;
	piter->sg_pgoffset = (unsigned int)pgoffset;
}
EXPORT_SYMBOL(__sg_page_iter_start);

static bool next_page(struct sg_page_iter *piter, bool dma)
{
	if (!piter->__nents || !piter->sg)
		return false;
	piter->sg_pgoffset += (unsigned int)piter->__pg_advance;
	piter->__pg_advance = 1;
	for (;;) {
		struct scatterlist *sg = piter->sg;
		unsigned int first = dma ? offset_in_page((unsigned long)sg_dma_address(sg)) : sg->offset;
		unsigned int bytes = dma ? sg_dma_len(sg) : sg->length;
		unsigned int pages = PAGE_ALIGN(first + bytes) >> PAGE_SHIFT;

		if (piter->sg_pgoffset < pages)
			return true;
		piter->sg_pgoffset -= pages;
		piter->sg = sg_next(sg);
		if (!--piter->__nents || !piter->sg)
			return false;
	}
}

bool __sg_page_iter_next(struct sg_page_iter *piter)
{
	return next_page(piter, false);
}
EXPORT_SYMBOL(__sg_page_iter_next);

bool __sg_page_iter_dma_next(struct sg_dma_page_iter *dma_iter)
{
	return next_page(&dma_iter->base, true);
}
EXPORT_SYMBOL(__sg_page_iter_dma_next);

/**
 * sg_miter_start() - begin a walk over mapped pieces.
 * @miter: state.
 * @sgl: list.
 * @nents: entries.
 * @flags: SG_MITER_ATOMIC if the walk must not sleep, and TO_SG or FROM_SG.
 *
 * Context: any.
 */
void sg_miter_start(struct sg_mapping_iter *miter, struct scatterlist *sgl, unsigned int nents,
		    unsigned int flags)
{
	memset(miter, 0, sizeof(*miter));
	WARN_ON(!(flags & (SG_MITER_TO_SG | SG_MITER_FROM_SG)));
	__sg_page_iter_start(&miter->piter, sgl, nents, 0);
	miter->__flags = flags;
}
EXPORT_SYMBOL(sg_miter_start);

/* Find the next piece, without mapping it: the part of the entry in the next page. */
static bool find_piece(struct sg_mapping_iter *miter)
{
	struct sg_page_iter *piter = &miter->piter;

	if (!miter->__remaining) {
		struct scatterlist *sg;
		unsigned int first;

		if (!__sg_page_iter_next(piter))
			return false;
		sg = piter->sg;
		first = piter->sg_pgoffset ? 0 : sg->offset; /* may exceed a page */
		miter->__offset = first & ~PAGE_MASK;
		miter->__remaining = sg->offset + sg->length - (piter->sg_pgoffset << PAGE_SHIFT) - first;
		piter->sg_pgoffset += first >> PAGE_SHIFT;
		miter->__remaining = min_t(unsigned int, miter->__remaining, PAGE_SIZE - miter->__offset);
	}
	return true;
}

/* Skip @offset bytes. Return: false if the list ends before. Context: any. */
bool sg_miter_skip(struct sg_mapping_iter *miter, off_t offset)
{
	sg_miter_stop(miter);
	while (offset) {
		off_t here;

		if (!find_piece(miter))
			return false;
		here = min_t(off_t, offset, miter->__remaining);
		miter->__offset += here;
		miter->__remaining -= here;
		offset -= here;
	}
	return true;
}
EXPORT_SYMBOL(sg_miter_skip);

/* Map the next piece: addr and length. Return: false at the end. */
bool sg_miter_next(struct sg_mapping_iter *miter)
{
	sg_miter_stop(miter);
	do {
		if (!find_piece(miter))
			return false;
	} while (!miter->__remaining);
	miter->page = sg_page_iter_page(&miter->piter);
	miter->consumed = miter->length = miter->__remaining;
	if (miter->__flags & SG_MITER_ATOMIC)
		miter->addr = kmap_atomic(miter->page) + miter->__offset;
	else
		miter->addr = kmap(miter->page) + miter->__offset;
	return true;
}
EXPORT_SYMBOL(sg_miter_next);

/* Unmap; what was consumed is behind us. A walk may go on by sg_miter_next(). */
void sg_miter_stop(struct sg_mapping_iter *miter)
{
	if (!miter->addr)
		return;
	miter->__offset += miter->consumed;
	miter->__remaining -= miter->consumed;
	if (miter->__flags & SG_MITER_ATOMIC)
		kunmap_atomic(miter->addr);
	else
		kunmap(miter->page);
	miter->page = NULL;
	miter->addr = NULL;
	miter->length = 0;
	miter->consumed = 0;
}
EXPORT_SYMBOL(sg_miter_stop);

/**
 * sg_copy_buffer() - copy between a list and a flat buffer.
 * @sgl: list.
 * @nents: entries.
 * @buf: buffer.
 * @buflen: bytes.
 * @skip: bytes of the list to pass over first.
 * @to_buffer: direction.
 *
 * Context: any.
 * Return: bytes copied: less than @buflen where the list is shorter.
 */
size_t sg_copy_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen,
		      off_t skip, bool to_buffer)
{
	unsigned int flags = SG_MITER_ATOMIC | (to_buffer ? SG_MITER_FROM_SG : SG_MITER_TO_SG);
	struct sg_mapping_iter miter;
	size_t done = 0;

	sg_miter_start(&miter, sgl, nents, flags);
	if (!sg_miter_skip(&miter, skip))
		return 0;
	while (done < buflen && sg_miter_next(&miter)) {
		size_t n = min(miter.length, buflen - done);

		if (to_buffer)
			memcpy(buf + done, miter.addr, n);
		else
			memcpy(miter.addr, buf + done, n);
		done += n;
	}
	sg_miter_stop(&miter);
	return done;
}
EXPORT_SYMBOL(sg_copy_buffer);

size_t sg_copy_from_buffer(struct scatterlist *sgl, unsigned int nents, const void *buf, size_t buflen)
{
	return sg_copy_buffer(sgl, nents, (void *)buf, buflen, 0, false);
}
EXPORT_SYMBOL(sg_copy_from_buffer);

size_t sg_copy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen)
{
	return sg_copy_buffer(sgl, nents, buf, buflen, 0, true);
}
EXPORT_SYMBOL(sg_copy_to_buffer);

size_t sg_pcopy_from_buffer(struct scatterlist *sgl, unsigned int nents, const void *buf,
			    size_t buflen, off_t skip)
{
	return sg_copy_buffer(sgl, nents, (void *)buf, buflen, skip, false);
}
EXPORT_SYMBOL(sg_pcopy_from_buffer);

size_t sg_pcopy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen,
			  off_t skip)
{
	return sg_copy_buffer(sgl, nents, buf, buflen, skip, true);
}
EXPORT_SYMBOL(sg_pcopy_to_buffer);

size_t sg_zero_buffer(struct scatterlist *sgl, unsigned int nents, size_t buflen, off_t skip)
{
	struct sg_mapping_iter miter;
	size_t done = 0;

	sg_miter_start(&miter, sgl, nents, SG_MITER_ATOMIC | SG_MITER_TO_SG);
	if (!sg_miter_skip(&miter, skip))
		return 0;
	while (done < buflen && sg_miter_next(&miter)) {
		size_t n = min(miter.length, buflen - done);

		memset(miter.addr, 0, n);
		done += n;
	}
	sg_miter_stop(&miter);
	return done;
}
EXPORT_SYMBOL(sg_zero_buffer);
