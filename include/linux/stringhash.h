/* SPDX-License-Identifier: MIT */
/*
 * linux/stringhash.h: hash a name, a byte or a string at a time; the salt says whose names.
 *
 * A 64-bit hashlen carries the hash below and the length above, so that names are compared by one word
 * before they are compared byte by byte.
 */
#ifndef _LINUX_STRINGHASH_H
#define _LINUX_STRINGHASH_H

#include <linux/compiler.h>
#include <linux/hash.h>
#include <linux/types.h>

#define init_name_hash(salt) (unsigned long)(salt)

static inline unsigned long partial_name_hash(unsigned long c, unsigned long prevhash)
{
	return (prevhash + (c << 4) + (c >> 4)) * 11;
}

static inline unsigned int end_name_hash(unsigned long hash)
{
	return hash_long(hash, 32);
}

#define hashlen_hash(hashlen)	      ((u32)(hashlen))
#define hashlen_len(hashlen)	      ((u32)((hashlen) >> 32))
#define hashlen_create(hash, len)     ((u64)(len) << 32 | (u32)(hash))

/* @len bytes, or up to the 0. Both give the same hash for the same name and salt. */
unsigned int full_name_hash(const void *salt, const char *name, unsigned int len);
u64 hashlen_string(const void *salt, const char *name);

#endif
