// SPDX-License-Identifier: MIT
/*
 * kernel/lib/crc32.c: cyclic redundancy checks of 32 bits, and POSIX's cksum.
 *
 * Problem.  Tell whether a megabyte arrived as it was sent, faster than it arrives.
 * Idea.     The data, read as a polynomial over one bit, is divided by a fixed one; the remainder is the
 *           checksum. Four bytes are divided at once: table[k][b] is the remainder of byte b followed by
 *           k zero bytes, and remainders add by xor.
 *
 *     le: bits of a byte lowest first, the remainder shifts right (Ethernet, gzip, GPT)
 *     be: highest first, shifts left (cksum)
 *
 * The tables (2 x 4 KiB) are filled at the first use. Callers that race fill in equal values.
 * Cost.     Four lookups and one load for each four bytes.
 * Sources.  Sarwate, CACM 31 (1988); Kounavis and Berry, "Novel table lookup-based algorithms for
 *           high-performance CRC generation" (2008); POSIX.1-2017, cksum.
 */
#include <asm/unaligned.h>
#include <linux/compiler.h>
#include <linux/crc32.h>
#include <linux/export.h>
#include <linux/swab.h>
#include <slate/cksum.h>

#define POLYNOMIAL_BE 0x04c11db7u
#define POLYNOMIAL_LE 0xedb88320u /* the same, read from the other end */

struct crc_table {
	bool ready;
	u32 row[4][256];
};

static struct crc_table le_table, be_table;

static u32 divide_byte_le(u32 crc)
{
	for (int bit = 0; bit < 8; bit++)
		crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL_LE : 0);
	return crc;
}

static u32 divide_byte_be(u32 crc)
{
	for (int bit = 0; bit < 8; bit++)
		crc = crc << 1 ^ (crc >> 31 ? POLYNOMIAL_BE : 0);
	return crc;
}

static noinline void fill_le(void)
{
	for (u32 byte = 0; byte < 256; byte++) {
		u32 crc = byte;

		for (int k = 0; k < 4; k++)
			le_table.row[k][byte] = crc = divide_byte_le(crc);
	}
	barrier();
	WRITE_ONCE(le_table.ready, true);
}

static noinline void fill_be(void)
{
	for (u32 byte = 0; byte < 256; byte++) {
		u32 crc = byte << 24;

		for (int k = 0; k < 4; k++)
			be_table.row[k][byte] = crc = divide_byte_be(crc);
	}
	barrier();
	WRITE_ONCE(be_table.ready, true);
}

u32 crc32_le(u32 crc, const unsigned char *p, size_t len)
{
	const u32 (*row)[256] = (const u32 (*)[256])le_table.row;

	if (unlikely(!READ_ONCE(le_table.ready)))
		fill_le();
	for (; len >= 4; len -= 4, p += 4) {
		crc ^= get_unaligned_le32(p);
		crc = row[3][crc & 0xff] ^ row[2][crc >> 8 & 0xff] ^ row[1][crc >> 16 & 0xff] ^
		      row[0][crc >> 24];
	}
	for (; len; len--)
		crc = crc >> 8 ^ row[0][(crc ^ *p++) & 0xff];
	return crc;
}
EXPORT_SYMBOL(crc32_le);

u32 crc32_be(u32 crc, const unsigned char *p, size_t len)
{
	const u32 (*row)[256] = (const u32 (*)[256])be_table.row;

	if (unlikely(!READ_ONCE(be_table.ready)))
		fill_be();
	for (; len >= 4; len -= 4, p += 4) {
		crc ^= get_unaligned_be32(p);
		crc = row[3][crc >> 24] ^ row[2][crc >> 16 & 0xff] ^ row[1][crc >> 8 & 0xff] ^
		      row[0][crc & 0xff];
	}
	for (; len; len--)
		crc = crc << 8 ^ row[0][(crc >> 24 ^ *p++) & 0xff];
	return crc;
}
EXPORT_SYMBOL(crc32_be);

/* The length follows the data, lowest byte first and without leading zeros; then all bits are inverted. */
u32 cksum_finish(u32 sum, u64 bytes)
{
	for (; bytes; bytes >>= 8) {
		u8 byte = bytes;

		sum = crc32_be(sum, &byte, 1);
	}
	return ~sum;
}
