/* SPDX-License-Identifier: MIT */
/*
 * linux/uuid.h: universally unique identifiers: 16 bytes, written 8-4-4-4-12.
 *
 * A uuid_t holds its bytes in the order of the text; a guid_t (EFI, GPT) holds the first three fields
 * as little-endian numbers.
 *
 * Source: RFC 4122; UEFI specification, "GUID and Time Formats".
 */
#ifndef _LINUX_UUID_H
#define _LINUX_UUID_H

#include <linux/string.h>
#include <linux/types.h>

#define UUID_SIZE	16
#define UUID_STRING_LEN 36

typedef struct { u8 b[UUID_SIZE]; } guid_t;
typedef struct { u8 b[UUID_SIZE]; } uuid_t;

#define __UUID_BYTE(x, n) (((x) >> (8 * (n))) & 0xff)
#define UUID_INIT(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7)                            \
	((uuid_t){ { __UUID_BYTE(a, 3), __UUID_BYTE(a, 2), __UUID_BYTE(a, 1),         \
		     __UUID_BYTE(a, 0), __UUID_BYTE(b, 1), __UUID_BYTE(b, 0),         \
		     __UUID_BYTE(c, 1), __UUID_BYTE(c, 0), d0, d1, d2, d3, d4, d5, d6, d7 } })
#define GUID_INIT(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7)                            \
	((guid_t){ { __UUID_BYTE(a, 0), __UUID_BYTE(a, 1), __UUID_BYTE(a, 2),         \
		     __UUID_BYTE(a, 3), __UUID_BYTE(b, 0), __UUID_BYTE(b, 1),         \
		     __UUID_BYTE(c, 0), __UUID_BYTE(c, 1), d0, d1, d2, d3, d4, d5, d6, d7 } })

extern const guid_t guid_null;
extern const uuid_t uuid_null;

static inline bool guid_equal(const guid_t *a, const guid_t *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static inline void guid_copy(guid_t *dst, const guid_t *src)
{
	*dst = *src;
}

static inline void import_guid(guid_t *dst, const u8 *src)
{
	memcpy(dst, src, sizeof(*dst));
}

static inline void export_guid(u8 *dst, const guid_t *src)
{
	memcpy(dst, src, sizeof(*src));
}

static inline bool guid_is_null(const guid_t *guid)
{
	return guid_equal(guid, &guid_null);
}

static inline bool uuid_equal(const uuid_t *a, const uuid_t *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static inline void uuid_copy(uuid_t *dst, const uuid_t *src)
{
	*dst = *src;
}

static inline void import_uuid(uuid_t *dst, const u8 *src)
{
	memcpy(dst, src, sizeof(*dst));
}

static inline void export_uuid(u8 *dst, const uuid_t *src)
{
	memcpy(dst, src, sizeof(*src));
}

static inline bool uuid_is_null(const uuid_t *uuid)
{
	return uuid_equal(uuid, &uuid_null);
}

/* Version 4: random, but for the version and variant bits. Context: any. */
void generate_random_uuid(unsigned char uuid[16]);
void generate_random_guid(unsigned char guid[16]);
void guid_gen(guid_t *u);
void uuid_gen(uuid_t *u);

/* Are the first 36 characters of @uuid hexadecimal digits and hyphens in the right places? */
bool __must_check uuid_is_valid(const char *uuid);

/* Text to bytes. Return: 0, or -EINVAL where uuid_is_valid() says no. */
int guid_parse(const char *uuid, guid_t *u);
int uuid_parse(const char *uuid, uuid_t *u);

#endif
