// SPDX-License-Identifier: MIT
/*
 * drivers/ata/runs.c: a mapped list as runs of memory, neighbours joined.
 *
 * Problem.  A transfer of 1 MiB comes as 256 pages. A controller reads a row of its table for each, and its
 *           work (or an emulator's) is by rows; but pages that were taken one after another are neighbours.
 * Idea.     One pass over the list, run by run: as long as the next piece begins where this one ends, it
 *           belongs to it.
 *
 *     pieces  [ 5000 ][ 6000 ][ 7000 ]   [ a000 ]   [ 2000 ][ 3000 ]
 *     runs    [ 5000, 3 pages        ]   [ a000 ]   [ 2000, 2 pages ]
 *
 * Limits.   A run does not cross 4 GiB, so that the loop compares words. What else a controller forbids
 *           (IDE: crossing 64 KiB) is cut by its driver.
 * Locks.    None: the list is its user's.
 * Cost.     13 instructions a piece.
 * Source.   Linux Documentation/core-api/dma-api-howto.rst, "Using Streaming DMA mappings", on coalescing.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/scatterlist.h>

#include "ata.h"

/**
 * ata_take_run() - the first run of a mapped list.
 * @sg: its first piece.
 * @pieces: how many from there on, at least 1; counted down by those in the run.
 * @most: bytes that are wanted, at least 1.
 * @run: where it lies and how long it is, at most @most bytes.
 *
 * Context: any.
 * Return: the piece behind it; means nothing when *@pieces is 0.
 */
struct scatterlist *ata_take_run(struct scatterlist *sg, unsigned int *pieces, u32 most,
				 struct ata_run *run)
{
	u32 low = (u32)sg_dma_address(sg), high = (u32)(sg_dma_address(sg) >> 32);
	u32 end = low + sg_dma_len(sg);
	unsigned int left = *pieces;

	run->at = sg_dma_address(sg);
	while (--left) {
		sg = sg_next(sg);
		if (end - low >= most || (u32)sg_dma_address(sg) != end ||
		    (u32)(sg_dma_address(sg) >> 32) != high)
			break;
		end += sg_dma_len(sg);
	}
	run->bytes = min(end - low, most);
	*pieces = left;
	return sg;
}
