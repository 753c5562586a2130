// SPDX-License-Identifier: MIT
/*
 * kernel/lib/siphash.c: SipHash-2-4 and HalfSipHash-1-3 (linux/siphash.h).
 *
 * Four words of state start as the key mixed with fixed numbers; each word of the message goes into one
 * end before c rounds and into the other after them; at the end d rounds more. A round is additions,
 * rotations and exclusive ors only. The last word carries the length and what bytes are left.
 *
 * Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012), section 2.
 */
#include <asm/unaligned.h>
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/siphash.h>

struct sip64 {
	u64 a, b, c, d;
};

static void round64(struct sip64 *v)
{
	v->a += v->b; v->b = rol64(v->b, 13); v->b ^= v->a; v->a = rol64(v->a, 32);
	v->c += v->d; v->d = rol64(v->d, 16); v->d ^= v->c;
	v->a += v->d; v->d = rol64(v->d, 21); v->d ^= v->a;
	v->c += v->b; v->b = rol64(v->b, 17); v->b ^= v->c; v->c = rol64(v->c, 32);
}

static struct sip64 start64(const siphash_key_t *key)
{
	return (struct sip64){ 0x736f6d6570736575ull ^ key->key[0], 0x646f72616e646f6dull ^ key->key[1],
			       0x6c7967656e657261ull ^ key->key[0], 0x7465646279746573ull ^ key->key[1] };
}

static void take64(struct sip64 *v, u64 word)
{
	v->d ^= word;
	round64(v);
	round64(v);
	v->a ^= word;
}

/* @last: the bytes that make no whole word, the length in the top byte. */
static u64 finish64(struct sip64 *v, u64 last)
{
	take64(v, last);
	v->c ^= 0xff;
	for (int i = 0; i < 4; i++)
		round64(v);
	return v->a ^ v->b ^ v->c ^ v->d;
}

u64 siphash(const void *data, size_t len, const siphash_key_t *key)
{
	struct sip64 v = start64(key);
	u64 last = (u64)len << 56;
	const u8 *bytes = data;

	for (; len >= 8; len -= 8, bytes += 8)
		take64(&v, get_unaligned_le64(bytes));
	for (size_t i = 0; i < len; i++)
		last |= (u64)bytes[i] << (8 * i);
	return finish64(&v, last);
}
EXPORT_SYMBOL(siphash);

static u64 siphash_words(const u64 *words, int nr, u64 last, const siphash_key_t *key)
{
	struct sip64 v = start64(key);

	for (int i = 0; i < nr; i++)
		take64(&v, words[i]);
	return finish64(&v, last);
}

u64 siphash_1u64(u64 a, const siphash_key_t *key)
{
	return siphash_words(&a, 1, 8ull << 56, key);
}
EXPORT_SYMBOL(siphash_1u64);

u64 siphash_2u64(u64 a, u64 b, const siphash_key_t *key)
{
	return siphash_words((u64[]){ a, b }, 2, 16ull << 56, key);
}
EXPORT_SYMBOL(siphash_2u64);

u64 siphash_3u64(u64 a, u64 b, u64 c, const siphash_key_t *key)
{
	return siphash_words((u64[]){ a, b, c }, 3, 24ull << 56, key);
}
EXPORT_SYMBOL(siphash_3u64);

u64 siphash_4u64(u64 a, u64 b, u64 c, u64 d, const siphash_key_t *key)
{
	return siphash_words((u64[]){ a, b, c, d }, 4, 32ull << 56, key);
}
EXPORT_SYMBOL(siphash_4u64);

u64 siphash_1u32(u32 a, const siphash_key_t *key)
{
	return siphash_words(NULL, 0, 4ull << 56 | a, key);
}
EXPORT_SYMBOL(siphash_1u32);

u64 siphash_3u32(u32 a, u32 b, u32 c, const siphash_key_t *key)
{
	return siphash_words((u64[]){ (u64)b << 32 | a }, 1, 12ull << 56 | c, key);
}
EXPORT_SYMBOL(siphash_3u32);

/* --- The half-size one ----------------------------------------------------------------------------- */

struct sip32 {
	u32 a, b, c, d;
};

static void round32(struct sip32 *v)
{
	v->a += v->b; v->b = rol32(v->b, 5); v->b ^= v->a; v->a = rol32(v->a, 16);
	v->c += v->d; v->d = rol32(v->d, 8); v->d ^= v->c;
	v->a += v->d; v->d = rol32(v->d, 7); v->d ^= v->a;
	v->c += v->b; v->b = rol32(v->b, 13); v->b ^= v->c; v->c = rol32(v->c, 16);
}

static void take32(struct sip32 *v, u32 word)
{
	v->d ^= word;
	round32(v);
	v->a ^= word;
}

static struct sip32 start32(const hsiphash_key_t *key)
{
	return (struct sip32){ key->key[0], key->key[1], 0x6c796765u ^ key->key[0],
			       0x74656462u ^ key->key[1] };
}

static u32 finish32(struct sip32 *v, u32 last)
{
	take32(v, last);
	v->c ^= 0xff;
	for (int i = 0; i < 3; i++)
		round32(v);
	return v->b ^ v->d;
}

u32 hsiphash(const void *data, size_t len, const hsiphash_key_t *key)
{
	struct sip32 v = start32(key);
	u32 last = (u32)len << 24;
	const u8 *bytes = data;

	for (; len >= 4; len -= 4, bytes += 4)
		take32(&v, get_unaligned_le32(bytes));
	for (size_t i = 0; i < len; i++)
		last |= (u32)bytes[i] << (8 * i);
	return finish32(&v, last);
}
EXPORT_SYMBOL(hsiphash);

static u32 hsiphash_words(const u32 *words, int nr, const hsiphash_key_t *key)
{
	struct sip32 v = start32(key);

	for (int i = 0; i < nr; i++)
		take32(&v, words[i]);
	return finish32(&v, (u32)nr * 4 << 24);
}

u32 hsiphash_1u32(u32 a, const hsiphash_key_t *key)
{
	return hsiphash_words(&a, 1, key);
}
EXPORT_SYMBOL(hsiphash_1u32);

u32 hsiphash_2u32(u32 a, u32 b, const hsiphash_key_t *key)
{
	return hsiphash_words((u32[]){ a, b }, 2, key);
}
EXPORT_SYMBOL(hsiphash_2u32);

u32 hsiphash_3u32(u32 a, u32 b, u32 c, const hsiphash_key_t *key)
{
	return hsiphash_words((u32[]){ a, b, c }, 3, key);
}
EXPORT_SYMBOL(hsiphash_3u32);

u32 hsiphash_4u32(u32 a, u32 b, u32 c, u32 d, const hsiphash_key_t *key)
{
	return hsiphash_words((u32[]){ a, b, c, d }, 4, key);
}
EXPORT_SYMBOL(hsiphash_4u32);
