/* SPDX-License-Identifier: MIT */
/* linux/hash.h: spread numbers over a power of two. Source: Knuth vol. 3, 6.4 "Hashing", multiplicative method. */
#ifndef _LINUX_HASH_H
#define _LINUX_HASH_H

#include <linux/types.h>

#define GOLDEN_RATIO_32 0x61C88647u
#define GOLDEN_RATIO_64 0x61C8864680B583EBull

static inline u32 __hash_32(u32 val)
{
	return val * GOLDEN_RATIO_32;
}

static inline u32 hash_32(u32 val, unsigned int bits)
{
	return __hash_32(val) >> (32 - bits);
}

#define hash_32_generic hash_32
#define __hash_32_generic __hash_32
#define hash_64_generic hash_64
static inline u32 hash_64(u64 val, unsigned int bits)
{
	return hash_32((u32)val ^ __hash_32(val >> 32), bits);
}

static inline u32 hash_long(unsigned long val, unsigned int bits)
{
	return sizeof(val) == 4 ? hash_32(val, bits) : hash_64(val, bits);
}

static inline u32 hash_ptr(const void *ptr, unsigned int bits)
{
	return hash_long((unsigned long)ptr, bits);
}

#endif
