/* SPDX-License-Identifier: MIT */
/* linux/crc32.h: checksums that notice any error burst of up to 32 bits. */
#ifndef _LINUX_CRC32_H
#define _LINUX_CRC32_H

#include <linux/types.h>

/**
 * crc32_le() - CRC-32 (polynomial 0x04c11db7), bits of a byte taken lowest first.
 * @crc: result over what came before, or the start value (~0 for Ethernet, gzip and GPT).
 * @p: data.
 * @len: its bytes.
 *
 * Nothing is inverted: gzip's value is `~crc32_le(~0, p, len)`.
 * Context: any. Return: the new value. Source: Linux lib/crc32.c (name and contract).
 */
u32 crc32_le(u32 crc, const unsigned char *p, size_t len);

/* As crc32_le(), with the highest bit of each byte first. */
u32 crc32_be(u32 crc, const unsigned char *p, size_t len);

#define crc32(seed, data, length) crc32_le(seed, (const unsigned char *)(data), length)
#define ether_crc_le(length, data) crc32_le(~0, data, length)
#define ether_crc(length, data)	   crc32_be(~0, data, length)

#endif
