/* SPDX-License-Identifier: MIT */
/* slate/cksum.h: the checksum that the POSIX command cksum prints. */
#ifndef _SLATE_CKSUM_H
#define _SLATE_CKSUM_H

#include <linux/crc32.h>

/* Start with 0; feed pieces in order. Context: any. */
static inline u32 cksum_update(u32 sum, const void *data, size_t len)
{
	return crc32_be(sum, data, len);
}

/* @bytes: length of all pieces together. Return: the first number of cksum's line. */
u32 cksum_finish(u32 sum, u64 bytes);

#endif
